"""The first page: what it picks, where it points, how long it gets; alone and as the beginning of the report."""

import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pypdf
import pytest

from report.randombooks import random_source
from report_sources import source_of
from talentpilot import Ledger
from talentpilot.errors import UsageProblem
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Language, Text
from talentpilot.report.brief_phrases import say_message, shortened
from talentpilot.report.formats.docx import render_docx
from talentpilot.report.formats.html import render_html
from talentpilot.report.formats.pdf import render_pdf
from talentpilot.report.quarterly import quarterly_figures, quarterly_head, render_quarterly
from talentpilot.report.views.attention import MatterItem, MatterView
from talentpilot.report.views.brief import BriefSource, BriefView, brief_view
from talentpilot.report.views.inputs import PilotRef, Source
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view

ROOT = Path(__file__).parents[2]
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def example() -> QuarterlyView:
    return quarterly_view(source_of(ROOT, "2026Q3", "2026-09-30", "2026-10-20"))


def many(source: Source, number: int) -> Source:
    """The pilots again and again under new ids, with long names, as many as wanted."""
    every = source.statuses
    statuses = []
    for place in range(number):
        status = every[place % len(every)]
        name = Text(zh="专业技术人才" * 10, en="Professional and technical talent " * 4)
        pilot = replace(status.pilot, id=f"{status.pilot.id[:-2]}{place:03d}")
        statuses.append(replace(status, pilot=pilot, plan=replace(status.plan, title=name)))
    before = {one.pilot.id: source.before[every[place % len(every)].pilot.id] for place, one in enumerate(statuses)}
    return replace(source, statuses=tuple(statuses), before=before, registered=number)


def test_each_kind_of_message_stands_once_in_the_fixed_order(example: QuarterlyView) -> None:
    kinds = [one.kind for one in example.brief.messages]
    assert kinds == ["worse", "overdue", "matter", "ready", "gaps"]
    worse, overdue, matter, ready, gaps = example.brief.messages
    assert worse.pilot is not None
    assert overdue.pilot is not None
    assert ready.pilot is not None
    assert (worse.pilot.id, worse.light, worse.more) == ("yx-education-01", "red", 2)
    assert (overdue.address, overdue.number) == ("yx-education-01/M3", 153)
    assert (matter.address, matter.number, matter.days, matter.level) == ("yx-titles-01/B1", 2, 345, "ministry")
    assert (ready.pilot.id, ready.maturity, ready.number) == ("yx-postdoc-01", "M4", 273)
    assert [(gap.kind, gap.count) for gap in gaps.gaps] == [("reports", 1), ("values", 1)]


def test_a_place_is_the_row_that_it_says(example: QuarterlyView) -> None:
    tables = {
        "exceptions": [items[0].pilot.id for items in example.exceptions_by_pilot],
        "completions": [one.pilot.id for one in example.completions],
        "pilots": [pilot.ref.id for pilot in example.pilots],
        "matters": [one.items[0].pilot.id for group in example.matters for one in group.matters],
    }
    for one in example.brief.messages:
        assert one.place is not None
        if one.place.row:
            assert tables[one.place.table][one.place.row - 1] == one.address.partition("/")[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_place_is_the_number_of_that_table(language: Language, example: QuarterlyView) -> None:
    report = render_quarterly(example, language).markdown
    brief, _, body = report.partition("<!-- page -->")
    said = re.findall("表(\\d+)第(\\d+)行" if language == "zh" else r"table (\d+), row (\d+)", brief)
    assert len(said) == 4
    for number, row in said:
        table = re.split(rf"^(?:表|Table) {number}　", body, flags=re.MULTILINE)[1]
        rows = re.findall(r"^\| (?!:)(.*)$", table.split("\n\n")[1], re.MULTILINE)[1:]
        assert len(rows) >= int(row)


def test_a_message_has_at_most_45_chinese_letters_however_long_the_names(example: QuarterlyView) -> None:
    long = Text(zh="很" * 60, en="very " * 60)
    for one in example.brief.messages:
        pilot = PilotRef("x", long) if one.pilot is not None else None
        worst = replace(one, pilot=pilot, unit=long if one.unit else None, title=long if one.title else None)
        for message in (one, worst):
            assert len(HAN.findall(say_message(message, say=translator_for("zh")))) <= 45 + len("另有项")
            assert len(say_message(message, say=translator_for("en"))) <= 170 + len(" (and 999 more)")
    assert shortened("很长的名称", 6) == "很长…"


def test_every_number_of_the_brief_is_one_of_the_figures(example: QuarterlyView) -> None:
    brief = render_quarterly(example, "zh", pictures=None, brief=True).markdown.partition("---")[2]
    for number in re.findall(r"第\d+行|表\d+|\d{4}年\d+月\d+日|\d{4}-\d\d-\d\d|未来90天|M\d|[0-9a-f]{12}", brief):
        brief = brief.replace(number, "")
    brief = re.sub(r"<!--.*?-->|[增减]\d+|^\d+\. ", "", brief, flags=re.MULTILINE)
    figures = json.loads(quarterly_figures(example))
    known = {f"{abs(one):.1f}".removesuffix(".0") for one in _numbers(figures)}
    known |= {str(len(one)) for one in _lists(figures["brief"])}
    assert {one.removesuffix(".0") for one in re.findall(r"\d+(?:\.\d)?", brief)} <= known


def _numbers(value: object) -> list[float]:
    if isinstance(value, dict | list):
        return [one for item in (value.values() if isinstance(value, dict) else value) for one in _numbers(item)]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def _lists(value: object) -> list[list[object]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [one for item in inner for one in _lists(item)] + ([value] if isinstance(value, list) else [])


@pytest.mark.parametrize("seed", range(6))
def test_the_rows_are_few_and_the_rest_is_counted(seed: int) -> None:
    view = quarterly_view(random_source(seed))
    brief = view.brief
    assert len(brief.messages) <= 5
    assert len(brief.asked) <= 5
    assert len(brief.ahead) <= 5
    matters = [(one.title.say("zh"), one.needs[0]) for group in view.matters for one in group.matters]
    assert len({*matters}) <= len(brief.asked) + brief.more_asked <= len(matters)
    assert [one.day for one in brief.ahead] == sorted(one.day for one in brief.ahead)
    assert all(0 < (one.day - view.head.as_of).days <= 90 for one in brief.ahead)


def _asking(
    example: QuarterlyView, entries: Iterable[tuple[int, str, str, str]]
) -> tuple[BriefView, tuple[PilotView, ...]]:
    """The first page where pilots of the example, by number, ask a level in these words since a day, and the pilots."""
    pilots = example.pilots
    matters = []
    for number, words, level, since in entries:
        ref, day = pilots[number].ref, date.fromisoformat(since)
        age = (example.head.as_of - day).days
        title = Text(plain=words)
        item = MatterItem(ref, "B1", title, "data", level, day, age, True, None)
        matters.append(MatterView("data", title, (level,), day, age, (ref,), (item,)))
    rows = BriefSource(example.head.as_of, pilots, (), (), (), matters, example.notes)
    return brief_view(rows), pilots


def test_what_several_pilots_ask_in_the_same_words_of_the_same_level_is_one_row(example: QuarterlyView) -> None:
    brief, pilots = _asking(example, [
        (0, "数据库未联通", "other_ministries", "2026-03-01"),
        (3, "经费标准", "ministry", "2026-01-05"),
        (4, "数据库未联通", "ministry", "2026-05-06"),
        (1, "数据库未联通 ", "ministry", "2026-02-03"),
        (7, "数据库未联通", "ministry", "2026-04-05"),
    ])  # fmt: skip
    rows = [(one.title.say("zh"), one.level, str(one.since), one.pilots) for one in brief.asked]
    found = [(*row, [pilot.id for pilot in named]) for *row, named in rows]
    ids = [pilot.ref.id for pilot in pilots]
    assert found == [
        ("数据库未联通 ", "ministry", "2026-02-03", sorted([ids[1], ids[4], ids[7]])),
        ("经费标准", "ministry", "2026-01-05", [ids[3]]),
        ("数据库未联通", "other_ministries", "2026-03-01", [ids[0]]),
    ]
    assert brief.asked[0].addresses == tuple(f"{name}/B1" for name in sorted([ids[1], ids[4], ids[7]]))
    assert brief.asked[0].unit == next(one.lead for one in pilots if one.ref.id == min(ids[1], ids[4], ids[7]))
    message = next(one for one in brief.messages if one.kind == "matter")
    assert (message.number, message.days, message.more) == (3, 239, 2)
    assert message.address == f"{ids[1]}/B1"
    assert message.place is not None
    assert message.place.row == 4


def test_two_provinces_are_not_asked_in_one_row(example: QuarterlyView) -> None:
    asked = [(number, "经费标准", "province", "2026-01-05") for number in range(3)]
    assert len(_asking(example, asked)[0].asked) == 1
    first, *others = example.pilots
    elsewhere = replace(example, pilots=(replace(first, region="340800"), *others))
    assert [len(one.pilots) for one in _asking(elsewhere, asked)[0].asked] == [2, 1]


def test_who_asks_is_named_with_the_office_to_call_and_in_public_without(example: QuarterlyView) -> None:
    first = example.brief.asked[0]
    (pilot,) = [one for one in example.pilots if one.ref.id == first.pilots[0].id]
    assert pilot.agreement.contact is not None
    said = f"{first.unit.say('zh')}<br>联系处室：{pilot.agreement.contact.say('zh')} |"
    assert said in render_quarterly(example, "zh", pictures=None, brief=True).markdown
    public = replace(example, head=replace(example.head, edition="public"))
    assert "联系处室" not in render_quarterly(public, "zh", pictures=None, brief=True).markdown


def test_the_brief_can_stand_alone_but_is_not_issued() -> None:
    ledger = Ledger.open(ROOT)
    made = ledger.report("2026Q3", language="zh", brief=True)
    assert made.name == "2026Q3-brief"
    text = made.render("md")
    assert "**要点**" in text
    assert "## 一、" not in text
    with pytest.raises(UsageProblem, match="only whole reports are issued"):
        made.issue("md")


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 3, 12, 60, 800])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_brief_is_one_page(number: int, language: Language) -> None:
    view = quarterly_view(many(source_of(ROOT, "2026Q3", "2026-09-30", "2026-10-20"), number))
    made = render_quarterly(view, language, pictures=None, brief=True)
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(made.markdown, {}, quarterly_head(view, language), ()).data)).pages
    assert len(pages) == 1
    assert view.head.provenance.short_inputs in pages[0].extract_text()


@pytest.mark.parametrize(
    ("language", "names"), [("zh", ["请示事项", "未来90天"]), ("en", ["Decisions requested", "The next 90 days"])]
)
def test_the_tables_have_names_for_those_who_hear_them(
    language: Language, names: list[str], example: QuarterlyView
) -> None:
    made, head = render_quarterly(example, language, pictures=None, brief=True), quarterly_head(example, language)
    page = render_html(made.markdown, {}, head, ()).decode()
    labels = re.findall(r'<table\b[^>]* aria-label="([^"]+)"', page)
    assert len(labels) == page.count("<table") == 3
    assert labels[1:] == names
    document = docx.Document(io.BytesIO(render_docx(made.markdown, {}, head, ())))
    word = document.element.xml
    assert re.findall(r'<w:tblCaption w:val="([^"]+)"', word) == names
    assert [
        one.text for one in document.paragraphs if one.style is not None and one.style.name == "Table Caption"
    ] == []
    for name in names:
        assert sum(one.text.startswith(name) for one in document.paragraphs) == 1
