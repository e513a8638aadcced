"""The summary over all evaluations: what can travel and on which conditions, by task and practice; no league table."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.evaluated import OVERSEAS, TITLES, WAYS, many, source_of, weaker
from report.hostile import HOSTILE, plain_text, skeleton, with_texts
from talentpilot.analysis.evaluation.summary import latest_of, proposals, roll_up
from talentpilot.model.base import Language, Text
from talentpilot.model.evaluation import Decision
from talentpilot.report import charts, pandoc
from talentpilot.report.evaluation import (
    EVALUATIONS_SCHEMA,
    evaluations_head,
    evaluations_publication,
    render_evaluations,
)
from talentpilot.report.formats.pdf import render_pdf
from talentpilot.report.markdown import clean
from talentpilot.report.views.evaluation.chart_data import HEIGHT, LETTER, LINE, WIDTH, label_places
from talentpilot.report.views.evaluation.summary import EvaluationsView, evaluations_view

SECTIONS = {
    "zh": [
        "总体结论", "可全面推广的内容", "可有条件推广的内容", "仍需时间的试点", "暂不作结论和终止的试点",
        "分试点任务汇总", "分经验做法汇总", "实施绩效与可复制性", "评估建议与主管部门决定对照", "数据说明",
        "计算方法、权重和阈值",
    ],
    "en": [
        "Overall conclusion", "What can go nationwide", "What can go on conditions", "What needs longer",
        "No finding, or to be stopped", "By task", "By practice", "Performance against replicability",
        "Recommended and decided, side by side", "Data notes", "Method, weights and thresholds",
    ],
}  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def written(view: EvaluationsView, language: Language = "en") -> str:
    """The Markdown, its escapes taken off."""
    markdown = render_evaluations(view, language).markdown
    return re.sub(r"\\(.)", r"\1", markdown).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def section(markdown: str, number: int) -> str:
    return markdown.split("\n## ")[number]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", ["example", "many", "none"])
def test_every_section_stands_in_its_order(which: str, language: Language) -> None:
    source = {"example": source_of(None), "many": many(), "none": replace(source_of(None), results=())}[which]
    markdown = written(evaluations_view(source), language)
    headings = re.findall(r"^## (.*)$", markdown, re.MULTILINE)
    assert [heading.split("、", 1)[-1] if language == "zh" else heading.split(". ", 1)[-1] for heading in headings] == (
        SECTIONS[language]
    )
    assert "None" not in markdown
    if which == "none":
        assert markdown.count("无。" if language == "zh" else "none.") >= 10


def test_every_pilot_stands_in_one_of_the_groups_and_the_counts_add_up() -> None:
    view = evaluations_view(many())
    markdown = written(view)
    places = {
        item.ref.id: [
            number for number in range(2, 6) if f"| {item.ref.title.say('en')}<br>" in section(markdown, number)
        ]
        for item in view.entries
    }
    assert all(len(numbers) == 1 for numbers in places.values()), places
    counted = {outcome: recommended for outcome, recommended, _ in view.counts}
    assert sum(counted.values()) == len(view.entries) == len(places)
    assert counted["roll_out"] == sum(1 for numbers in places.values() if numbers == [2])
    assert counted["conditional_roll_out"] == sum(1 for numbers in places.values() if numbers == [3])
    assert sum(len(item.pilots) for item in view.tasks) == len(view.entries)
    assert f"By 30 September 2026, {len(view.entries)} pilots of 40 registered have been evaluated" in markdown


def test_pilots_stand_in_the_order_of_their_ids_whatever_their_scores() -> None:
    table = section(written(evaluations_view(many())), 8)
    shown = re.findall(r"^\| ([^|]*?)<br>", table, re.MULTILINE)
    named = {item.ref.title.say("en"): item.ref.id for item in evaluations_view(many()).entries}
    assert [named[name] for name in shown] == sorted(named.values())
    assert len(shown) == len(WAYS) + 3


def test_tasks_and_practices_are_those_rolled_up() -> None:
    source = many()
    latest = latest_of(source.results)
    view = evaluations_view(source)
    for task, found in zip(view.tasks, roll_up(latest), strict=True):
        assert (task.task, task.agreement, task.median_p, task.median_r) == (
            found.task, found.agreement, found.median_p, found.median_r,
        )  # fmt: skip
        assert dict(task.outcomes) == found.outcomes
    chosen = {(item.pilot, item.practice) for item in proposals(latest)}
    assert {(one.case.view.pilot.id, one.case.view.id) for one in view.proposed} == chosen
    assert chosen
    for line in view.practices:
        assert line.proposed is (line.lacks == ())


def test_the_proposed_practice_stands_with_its_conditions_and_why() -> None:
    markdown = section(written(evaluations_view(source_of(None))), 2)
    assert "it has been adopted elsewhere: Nanjiao HRSS Bureau, Qingcen (fictional)" in markdown
    assert "a city data-sharing platform; offices that let one desk accept for them" in markdown
    assert "about 460,000 yuan for interfaces" in markdown
    assert "if data sharing fails, cases go back to the counter" in markdown


def test_a_task_of_one_site_is_not_called_inconsistent() -> None:
    practices = section(written(evaluations_view(source_of(None)), "zh"), 7)
    assert "仅一地" in practices
    assert "未建议：尚无其他地区或单位采纳，所属任务结论也未达到“一致”" in practices


def test_conditions_stand_with_the_pilots_they_hold_for() -> None:
    source = source_of(None)
    view = evaluations_view(replace(source, results=(weaker(),)))
    markdown = section(written(view), 3)
    assert "- to be reached: EL ≥ 3 (now 2)" in markdown
    assert markdown.count("\n- ") == len(weaker().conditions)


def test_what_needs_longer_is_told_with_what_it_fails_on() -> None:
    markdown = section(written(evaluations_view(source_of(None))), 4)
    assert "The term runs until 30 June 2027 and P to date 87.3 ≥ 60" in markdown
    assert "Conditional roll-out fails on P to target 43.6 < 70, practices documented or higher (0 < 1)" in markdown
    assert "The usual length of an extension is three to six months." in section(written(evaluations_view(many())), 4)


def test_own_and_earlier_evaluations_are_named_and_left_out() -> None:
    source = source_of(None)
    own = next(item for item in source.results if item.name == "2026-midterm")
    itself = replace(own, name="2026-self", evaluation=own.evaluation.model_copy(update={"type": "self"}))
    view = evaluations_view(replace(source, results=(*source.results, itself)))
    assert [item.name for item in view.left_out] == ["2026-self"]
    assert "yx-titles-01/2026-self | Self-assessment" in section(written(view), 10)


def test_decisions_stand_beside_with_the_reason_of_a_difference() -> None:
    source = source_of(None)
    decision = Decision.model_validate({"outcome": "stop", "date": "2026-05-20", "document": "1号"})
    decision = decision.model_copy(update={"override_reason": Text(plain="New law")})
    changed = tuple(
        replace(item, evaluation=item.evaluation.model_copy(update={"decision": decision}))
        if item.name == "2026-midterm"
        else item
        for item in source.results
    )
    view = evaluations_view(replace(source, results=changed))
    assert [item.ref.id for item in view.overridden] == ["yx-titles-01"]
    assert "| **Stop the pilot**<br>2026-05-20 | 1号<br>New law |" in section(written(view), 9)
    assert "on 1 otherwise than recommended" in written(view)


@pytest.mark.slow
def test_the_map_shows_every_pilot_with_both_scores_and_the_thresholds_in_force() -> None:
    spec = {}
    for language in LANGUAGES:
        report = render_evaluations(evaluations_view(many()), language)
        spec = json.loads(report.specifications["map"])
        assert len(spec["data"]["values"]) == len(WAYS) + 3
        svg = charts.render(report.specifications)["map"].decode()
        labels = [row["label"] for row in spec["data"]["values"] if row["place"] != "none"]
        assert len(labels) >= 5
        for label in labels:
            assert label in svg
        assert ("第2条" if language == "zh" else "row 2") in svg
    (area,) = (layer for layer in spec["layer"] if layer["mark"].get("color") == "#c9d8e8")
    assert area["data"]["values"] == [{"p": 80.0, "r": 75.0}]
    assert render_evaluations(evaluations_view(replace(many(), results=())), "zh").specifications == {}


def test_the_areas_of_the_map_are_explained_only_where_it_is_drawn() -> None:
    for view, drawn in ((evaluations_view(many()), True), (evaluations_view(source_of(None)), False)):
        report = render_evaluations(view, "zh")
        assert ("map" in report.specifications) is drawn
        assert ("图中区域" in report.markdown) is drawn
        assert "本部分不是排名" in report.markdown


PERCENT = st.fractions(0, 100, max_denominator=10)


@pytest.mark.slow
@given(st.lists(st.tuples(st.just("yx-titles-01"), PERCENT, PERCENT, st.just("stop")), max_size=40))
def test_labels_cover_neither_each_other_nor_a_mark(rows: list[tuple[str, Fraction, Fraction, str]]) -> None:
    boxes = []
    for (name, p, r, _), place in zip(rows, label_places(rows), strict=True):
        x, y, wide = float(p) * WIDTH / 100, float(r) * HEIGHT / 100, len(name) * LETTER
        row, _, side = place.rpartition(" ") if " " in place else (place, "", place)
        left = {"right": x if row != side else x + 7, "left": x - wide if row != side else x - 7 - wide}.get(
            side, x - wide / 2
        )
        low = {"above": y + 7, "below": y - 7 - LINE}.get(row, y - LINE / 2)
        if place != "none":
            assert -0.01 <= left <= WIDTH - wide + 0.01
            assert -0.01 <= low <= HEIGHT - LINE + 0.01
            boxes.append((left, low, left + wide, low + LINE))
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            assert not (
                one[0] < other[2] - 1e-6 and other[0] < one[2] - 1e-6 and one[1] < other[3] - 1e-6
                and other[1] < one[3] - 1e-6
            )  # fmt: skip
        for _, p, r, _ in rows:
            x, y = float(p) * WIDTH / 100, float(r) * HEIGHT / 100
            assert not (one[0] < x < one[2] and one[1] < y < one[3])


def test_a_single_mark_always_has_its_label() -> None:
    assert label_places([("yx-titles-01", Fraction(50), Fraction(50), "stop")]) == ["right"]
    assert label_places([("yx-titles-01", Fraction(100), Fraction(50), "stop")]) == ["left"]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_text_prints_as_itself_and_changes_nothing_around_it(tmp_path: Path, language: Language) -> None:
    trees = {}
    for name, text in {"hostile": HOSTILE, "plain": "文字"}.items():
        view = evaluations_view(source_of(None, with_texts(tmp_path / name, text)))
        trees[name] = json.loads(pandoc.run(render_evaluations(view, language).markdown, ("--to", "json")))["blocks"]
    assert skeleton(trees["hostile"]) == skeleton(trees["plain"])
    assert plain_text(trees["hostile"]).count(clean(HOSTILE).split("\n")[0]) >= 8


def test_a_chinese_summary_holds_no_english_but_names_and_ids() -> None:
    known = (
        r"-dirty|yx-[a-z]+-\d+\S*|[a-z]+-[a-z]+|talentpilot|[0-9a-f]{12,}|sha256:|charts/\S+"
        r"|<!--.*?-->|<br>|programme\.yaml"
    )
    for source in (source_of(None), many()):
        assert set(re.findall(r"[A-Za-z]{4,}", re.sub(known, "", written(evaluations_view(source), "zh")))) == set()


def test_the_publication_holds_both_languages_and_the_figures() -> None:
    view = evaluations_view(source_of(None))
    publication = evaluations_publication(view, ("zh", "en"))
    assert [item.stem for item in publication.documents] == ["evaluations-2026-09-30-zh", "evaluations-2026-09-30-en"]
    document = json.loads(publication.figures())
    assert document["schema"] == EVALUATIONS_SCHEMA
    assert [item["pilot"] for item in document["entries"]] == [item.ref.id for item in view.entries]
    assert document["entries"][1]["scores"]["p_to_date"] == pytest.approx(87.3, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_can_be_made(language: Language) -> None:
    view = evaluations_view(many())
    report = render_evaluations(view, language)
    pictures = {f"charts/{name}.svg": data for name, data in charts.render(report.specifications).items()}
    pdf = render_pdf(report.markdown, pictures, evaluations_head(view, language), ())
    assert pdf.data.startswith(b"%PDF")
    assert pdf.replaced == ()


def test_the_subjects_are_those_of_the_example() -> None:
    assert {f"{item.status.pilot.id}/{item.name}" for item in source_of(None).results} == {TITLES, OVERSEAS}
