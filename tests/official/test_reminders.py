"""Reminders to units: who gets one, what stands in it, what is left to be filled in."""

import io
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from conftest import Ran
from office import convert
from official.official import ROOT, SENDER, opened, parts
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.model.official_profile import BUILT_IN, OfficialProfile
from talentpilot.report.official.blocks import OfficialDocument, OfficialRows
from talentpilot.report.official.fitting import body_length
from talentpilot.report.official.pdf import render_pages
from talentpilot.report.official.units import LONGEST_BODY, Reminder, ReminderItem, reminder_document
from talentpilot.report.official.word import render_word
from talentpilot.report.official.writing import Correspondence
from talentpilot.services.agenda import gather_due
from talentpilot.services.official.correspondence import AddressRequest
from talentpilot.services.official.documents import OfficialRequest, gather_reminders, reminder_on_its_page
from typefaces import fontconfig

FOUND = gather_reminders(opened(), PilotSelection(), None, "all", SENDER)


def test_each_unit_that_owes_something_gets_one_and_no_other() -> None:
    due = gather_due(opened(), PilotSelection(), 30)
    assert [made.stem for made in FOUND.made] == [
        f"reminder-{unit}" for unit in sorted({item.owner for item in due.items} - {"yx-hrss"})
    ]
    for made in FOUND.made:
        table = made.document.body[1]
        assert isinstance(table, OfficialRows)
        owner = made.stem.removeprefix("reminder-")
        assert len(table.rows) == sum(item.owner == owner for item in due.items)


def test_the_sender_writes_to_itself_only_where_no_other_unit_is_asked_for() -> None:
    said = "no reminder goes to the sender yx-hrss, which has items due itself"
    assert all(said in map(str, made.notes) for made in FOUND.made)
    (alone,) = gather_reminders(opened(), PilotSelection(), None, "yx-hrss", SENDER).made
    assert (alone.stem, alone.notes) == ("reminder-yx-hrss", ())
    owing = {item.owner for item in gather_due(opened(), PilotSelection(), 30).items}
    assert {"yx-hrss", "wl-hrss"} < owing
    other = gather_reminders(opened(), PilotSelection(), None, "all", OfficialRequest(AddressRequest("yx-mat")))
    assert [one.stem.removeprefix("reminder-") for one in other.made] == sorted(owing)
    assert said not in map(str, other.made[0].notes)


def test_the_words_are_those_of_the_letter_and_name_no_id() -> None:
    (made,) = [one for one in FOUND.made if one.stem == "reminder-qc-hrss"]
    text = "\n".join(made.document.texts())
    assert "截至9月30日，贵单位下列事项逾期或者30日内到期：" in text
    assert "请于　月　日前办理并书面反馈。" in text
    assert "完成“智能助学系统采购并部署”" in text
    assert "逾期153天" in text
    assert "12月15日" in text
    assert made.document.to == "青岑市人力资源和社会保障局"
    assert not re.search(r"yx-|\b[MB]\d|2026Q3", text)


def test_the_cells_of_the_answer_are_empty_and_the_first_page_has_no_number() -> None:
    for made in FOUND.made:
        assert made.document.reply is not None
        assert made.document.reply.rows == (("", "", ""),)
        document = parts(render_word(made.document, made.chosen.profile))["word/document.xml"]
        assert "<w:titlePg/>" in document
        assert document.count("<w:sectPr>") == 1


def test_each_reminder_of_the_example_stays_on_its_page() -> None:
    for made in FOUND.made:
        pages = pypdf.PdfReader(io.BytesIO(render_pages(made.document, made.chosen.profile).data)).pages
        assert len(pages) == 1, made.stem


def _owing(
    items: int, matter: int = 16, pilot: int = 16, unit: int = 17, *, forecast: bool = False, limit: int = LONGEST_BODY
) -> tuple[OfficialDocument, OfficialProfile]:
    """Return a reminder of so many items, with texts of so many letters, and its profile."""
    item = ReminderItem(
        f"完成“{'事' * (matter - 4)}”", "试" * pilot, date(2026, 10, 15), -153, date(2026, 12, 15) if forecast else None
    )
    reminder = Reminder("试点", "厅" * unit, date(2026, 9, 30), 30, (item,) * items)
    address = Correspondence("厅" * unit, "", BUILT_IN.blank, ())
    return reminder_on_its_page(reminder, BUILT_IN, address, (), limit)


IN_THE_BODY = [
    {"items": 5}, {"items": 12}, {"items": 6, "forecast": True}, {"items": 4, "pilot": 65}, {"items": 3, "matter": 68},
    {"items": 2, "matter": 68, "pilot": 65}, {"items": 1, "pilot": 65, "unit": 60},
]  # fmt: skip


def _pages(document: OfficialDocument, profile: OfficialProfile) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(render_pages(document, profile).data)).pages)


@pytest.mark.parametrize("owed", IN_THE_BODY)
def test_a_reminder_with_its_items_in_the_body_stays_on_its_page(owed: dict[str, Any]) -> None:
    document, profile = _owing(**owed)
    assert document.annexes == ()
    assert len(_pages(document, profile)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("owed", IN_THE_BODY)
def test_a_reminder_stays_on_its_page_in_libreoffice(
    owed: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", fontconfig(tmp_path))
    file = tmp_path / "reminder.docx"
    file.write_bytes(render_word(*_owing(**owed)))
    assert len(pypdf.PdfReader(convert(file, "pdf", tmp_path / "pdf")).pages) == 1


@pytest.mark.parametrize(
    "owed",
    [
        {"items": 13},
        {"items": 800},
        {"items": 4, "matter": 68, "pilot": 65},
        {"items": 3, "unit": 60, "forecast": True},
    ],
)
def test_what_has_no_room_on_the_page_is_counted_there_and_listed_in_an_annex(owed: dict[str, Any]) -> None:
    document, profile = _owing(**owed)
    (annex,) = document.annexes
    (table,) = annex.blocks
    assert isinstance(table, OfficialRows)
    assert len(table.rows) == owed["items"]
    assert body_length(document) <= LONGEST_BODY
    assert f"截至9月30日，贵单位有逾期事项{owed['items']}项，见附件。" in "\n".join(document.texts())
    first, second = _pages(document, profile)[:2]
    assert "反馈：办理情况" in first.extract_text()
    assert "催办事项清单" in second.extract_text()


def test_a_reminder_counts_what_is_late_and_what_is_to_come_apart() -> None:
    late, soon = (ReminderItem("事", "试", date(2026, 10, 15), days) for days in (-1, 0))
    reminder = Reminder("试点", "厅", date(2026, 9, 30), 30, (late,) * 7 + (soon,) * 9)
    document = reminder_document(reminder, BUILT_IN.words, Correspondence("", "", "", ()), annexed=True)
    assert "贵单位有逾期事项7项、30日内到期事项9项，见附件。" in "\n".join(document.texts())


def test_without_a_limit_all_items_stand_in_the_body() -> None:
    document, _ = _owing(40, limit=0)
    assert document.annexes == ()
    assert isinstance(document.body[1], OfficialRows)
    assert len(document.body[1].rows) == 40


def test_a_reply_that_has_no_room_goes_to_the_next_page_as_a_whole() -> None:
    xml = parts(render_word(FOUND.made[0].document, FOUND.made[0].chosen.profile))["word/document.xml"]
    reply = xml.rpartition("<w:tbl>")[2]
    assert reply.count("<w:keepNext/>") == 3


def test_the_same_day_gives_the_same_bytes_and_opens_no_connection() -> None:
    reached: list[str] = []
    watching = [True]
    sys.addaudithook(lambda event, _: reached.append(event) if watching[0] and event.startswith("socket") else None)
    again = gather_reminders(opened(), PilotSelection(), None, "all", SENDER)
    for first, second in zip(FOUND.made, again.made, strict=True):
        pair = [render_word(one.document, one.chosen.profile) for one in (first, second)]
        assert pair[0] == pair[1]
    watching[0] = False
    assert reached == []


def test_the_command_writes_a_file_for_each_unit_or_says_that_nothing_is_due(
    tmp_path: Path, run: Callable[..., Ran]
) -> None:
    done = run("--root", ROOT, "--as-of", "2026-09-30", "due", "--layout", "gongwen", "--owner", "all", "-o", tmp_path)
    assert len(list(tmp_path.glob("*.docx"))) > 1
    assert done.err.count("the sender is not known") == 1
    assert done.code == 0
    assert len(list(tmp_path.glob("reminder-*.docx"))) == len(FOUND.made) + 1  # to yx-hrss as well, since nobody sends
    none = run("--root", ROOT, "--as-of", "2026-09-30", "due", "--layout", "gongwen", "--owner", "nj-park")
    assert (none.code, none.out) == (0, "")
    assert "no reminder was written" in none.err
    command = ["--root", ROOT, "--as-of", "2026-09-30", "due", "--layout", "gongwen", "--owner", "all"]
    assert run(*command, "--format", "markdown", "-o", tmp_path).code == 0
    assert len(list(tmp_path.glob("reminder-*.md"))) == len(FOUND.made) + 1
    for refused in (["--format", "csv"], ["--notice", "all"]):
        assert run(*command, *refused, "-o", tmp_path).code == 2
    alone = run("--root", ROOT, "due", "--format", "pdf")
    assert (alone.code, "--layout gongwen" in alone.err) == (2, True)
    nobody = run("--root", ROOT, "due", "--layout", "gongwen")
    assert nobody.code == 2
    assert "--owner" in nobody.err
