"""The report on one evaluation: complete, true to its figures, in both languages, safe against any text."""

import json
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from report.evaluated import GOLDEN, OVERSEAS, TITLES, WAYS, end_of, gone, source_of, view_of, weaker, with_result
from report.hostile import HOSTILE, plain_text, skeleton, with_texts
from talentpilot.analysis.evaluation import reasons
from talentpilot.analysis.evaluation.decision_table import SettingChange, SettingsNotice
from talentpilot.analysis.evaluation.result import evaluate
from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.number_format import one_decimal
from talentpilot.errors import TemplateError
from talentpilot.i18n.rating_questions import SCALE
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Language, Text
from talentpilot.model.evaluation import Decision
from talentpilot.report import charts, pandoc
from talentpilot.report import evaluation_phrases as wording
from talentpilot.report.evaluation import (
    EVALUATION_SCHEMA,
    evaluation_figures,
    evaluation_head,
    evaluation_publication,
    render_evaluation,
)
from talentpilot.report.formats.pdf import render_pdf
from talentpilot.report.markdown import clean
from talentpilot.report.views.evaluation.decision import decision_path
from talentpilot.report.views.evaluation.view import EvaluationView, evaluation_view

SECTIONS = {
    "zh": [
        "评估结论", "试点概况", "评估方法、评估机构、独立性和局限", "任务落实情况：批准计划、现行计划和实际完成",
        "各指标成效", "专家评判", "堵点销号情况", "经验做法：步骤、条件、成本、风险和推广应用", "可复制性",
        "证据等级及提升条件", "判定过程", "敏感性分析", "推广范围和条件", "不同意见和试点单位意见",
        "附件1 佐证材料登记表", "附件2 调整备案情况", "附件3 数据质量（2026年3月31日）", "附件4 权重和阈值",
        "附件5 评审专家评分问题", "附件6 逐项判定过程",
    ],
    "en": [
        "The conclusion", "The pilot at a glance", "Method, evaluator, independence, limits",
        "Delivery: the plan as approved, as changed, as done", "Results by indicator", "Judged criteria",
        "Bottlenecks, settled and not", "Practices: steps, conditions, cost, risks, adoptions", "Replicability",
        "Evidence level, and what the next one needs", "Decision path", "Sensitivity",
        "Scope and conditions of roll-out", "Dissent and the unit's comment", "Annex 1: evidence register",
        "Annex 2: adjustments", "Annex 3: data quality on 31 March 2026", "Annex 4: weights and thresholds",
        "Annex 5: what the reviewers were asked", "Annex 6: every test of the decision path",
    ],
}  # fmt: skip
NUMERALS = {
    "zh": [
        f"{one}、"
        for one in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四")
    ]
    + [""] * 6,
    "en": [f"{one}. " for one in range(1, 15)] + [""] * 6,
}
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def written(view: EvaluationView, language: Language = "en") -> str:
    """The Markdown, its escapes taken off, so that texts read as they print."""
    return plainly(render_evaluation(view, language).markdown)


def plainly(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_stands_in_its_order(language: Language) -> None:
    headings = re.findall(r"^## (.*)$", written(view_of(TITLES), language), re.MULTILINE)
    expected = zip(NUMERALS[language], SECTIONS[language], strict=True)
    assert headings == [numeral + section for numeral, section in expected]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", WAYS)
def test_every_section_stands_whatever_came_out(way: str, language: Language) -> None:
    markdown = written(with_result(source_of(TITLES), gone(way)), language)
    assert len(re.findall(r"^## ", markdown, re.MULTILINE)) == 20
    assert "None" not in markdown
    assert not re.search(r"\{\w*\}", markdown)


def test_the_golden_numbers_of_the_specification_are_printed() -> None:
    markdown = written(view_of(TITLES))
    for row in (
        "| Results | 50 | 44.7 | 22.3 | 97.1 | 48.6 |",
        "| Delivery | 25 | 30.0 | 7.5 | 100.0 | 25.0 |",
        "| Bottlenecks settled | 15 | 33.3 | 5.0 | 33.3 | 5.0 |",
        "| Management | 10 | 87.5 | 8.8 | 87.5 | 8.8 |",
        "| **Performance P** |  |  | **43.6** |  | **87.3** |",
        "| Data coverage, % |  | 87.5 |  | 100.0 |  |",
        "| 87.3 | 70.0 | 68.3 | 2 | 100.0 | 78.2 |",
    ):
        assert row in markdown
    assert "O = 0.5 × P 87.3 + 0.2 × J 70.0 + 0.3 × R 68.3 = 78.2, fair" in markdown
    assert "The same outcome in 12 of 12 variants." in markdown
    assert "maturity M2" in markdown
    assert "| Records accepted by a second province | 1 | — | — | 0.0 | 0.0 | not assessable (4) | — |" in markdown


def test_the_conclusion_argues_first_and_sets_the_decision_beside_it() -> None:
    head, conclusion, *_ = written(view_of(TITLES)).split("\n## ")
    sentence = (
        "Recommended: continue the pilot, because the term runs until 30 June 2027 and P to date 87.3 ≥ 60; "
        "conditional roll-out fails on P to target 43.6 < 70 and practices documented or higher (0 < 1)."
    )
    assert f"**{sentence}**" in head
    bold = re.compile(r"^> \*\*评估建议：[^*]+。\*\*$", re.MULTILINE)  # ends with its line: no letter may follow
    assert bold.search(written(view_of(TITLES), "zh"))
    assert "Recommended:" not in conclusion  # said once in words, and once beside the decision
    assert "The authority decided on 20 May 2026 (云人社函〔2026〕28号): continue the pilot, as recommended." in head
    assert "| Outcome | Continue the pilot | **Continue the pilot** (as recommended) |" in conclusion


@pytest.mark.parametrize("way", WAYS)
def test_the_sentence_names_the_numbers_of_the_argument(way: str) -> None:
    result = gone(way)
    told = str(reasons.because(result, end_of(result)))
    said = wording.argue(decision_path(result), result.evaluation.vetoes, translator_for("en"))
    assert numbers(re.sub(r"\d{4}-\d\d-\d\d", "", told)) == numbers(re.sub(r"\d+ [A-Z][a-z]+ \d{4}", "", said))


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:\.\d+)?", text))


@pytest.mark.parametrize("way", WAYS)
def test_every_test_stands_with_value_threshold_and_result(way: str) -> None:
    result = gone(way)
    path = section(written(with_result(source_of(TITLES), result)), "every test of the decision path")
    cells = [line.split(" | ") for line in path.splitlines() if line.startswith("| ") and "Row and outcome" not in line]
    rows = [row for row in cells if "**Row " not in row[1]]
    tests = [test for row in result.rows for test in row.tests]
    assert len(rows) == len(tests)
    for printed, test in zip(rows, tests, strict=True):
        words = (
            ("speaks against", "silent") if test.row == "no_finding" or test.name == "vetoes" else ("passed", "failed")
        )
        assert printed[3].strip(" |") == words[0 if test.passed else 1]
        if test.value is not None and test.name not in ("maturity", "before the end of the term"):
            assert Fraction(printed[2]) in (Fraction(one_decimal(test.value)), test.value)
    closing = [row[3].strip(" |*") for row in cells if "**Row " in row[1]]
    assert closing == ["does not apply"] * (len(result.rows) - 1) + ["applies"]


def section(markdown: str, title: str) -> str:
    return next(part for part in markdown.split("\n## ") if title in part.split("\n", 1)[0])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("subject", [TITLES, OVERSEAS])
def test_codes_stand_only_in_the_annexes_and_at_the_foot_of_the_first_page(subject: str, language: Language) -> None:
    """Acceptance c of the polish: steps, indicators, bottlenecks and filings go by their names. Numbers of the
    register of evidence, levels of maturity, letters of reviewers and the units' own words stay.
    """
    text = written(view_of(subject), language).partition("---")[2]
    text = re.split("^## (?:附件|Annex )1", text, flags=re.MULTILINE)[0]
    text = re.sub(r"<!-- foot -->\n\n.*|^> .*$|<!--.*?-->|\(charts/\S+|sha256:\w+", "", text, flags=re.MULTILINE)
    text = re.sub("|".join(translator_for(language).term(level, "maturity") for level in LEVELS), "", text)
    codes = r"\byx-[a-z]+-\d+|\b(?:SCH|IND|[A-Z]0)\d\b|(?<![\w.])[IABSN]\d\b|(?<![\w.])M\d (?!\|)|\.yaml"
    assert re.findall(codes, text) == []


def test_the_cautions_are_those_of_the_argument() -> None:
    assert wording.CAUTIONS == reasons.CAUTIONS
    markdown = section(written(view_of(TITLES)), "Method")
    for caution in reasons.CAUTIONS:
        assert f"- {caution}" in markdown


@pytest.mark.parametrize("language", LANGUAGES)
def test_conditions_are_those_that_were_computed(language: Language) -> None:
    result = weaker()
    assert result.outcome == "conditional_roll_out"
    view = with_result(source_of(OVERSEAS), result)
    assert len(view.path.conditions) == len(result.conditions) > 2
    for item, told in zip(view.path.conditions, result.conditions, strict=True):
        assert told.startswith(item.practice) if item.test is None else told.startswith(item.test.name)
    markdown = written(view, language)
    wanted = "须达到：证据等级EL ≥ 3（现为2）" if language == "zh" else "to be reached: EL ≥ 3 (now 2)"
    assert markdown.count(wanted) == 2  # in the conclusion and in section 13
    for practice in view.documented:
        assert practice.view.conditions is not None
        assert practice.view.conditions.say(language) in section(markdown, SECTIONS[language][12])


def test_only_a_conditional_roll_out_carries_conditions() -> None:
    for way in WAYS:
        result = gone(way)
        assert bool(with_result(source_of(TITLES), result).path.conditions) == (way == "conditional")


@pytest.mark.parametrize("subject", [TITLES, OVERSEAS])
def test_every_computed_number_is_one_of_the_json(subject: str) -> None:
    view = view_of(subject)
    known = set(leaves(json.loads(evaluation_figures(view))))
    shown = {one_decimal(Fraction(value)) for value in known} | {one_decimal(100 * Fraction(value)) for value in known}
    shown |= {"0.5", "0.3", "0.2", "0.8", "1.2"}  # shares of O, factors of the weights
    path = view.path
    shown |= {one_decimal(test.threshold - test.value) for test in path.failing if test.value is not None}
    markdown = re.sub(r"^###? .*$|talentpilot [\d.]+|<!--.*?-->", "", written(view), flags=re.MULTILINE)
    printed = set(re.findall(r"(?<![\d.])\d+\.\d(?![\d.])", markdown))
    assert len(printed) > 20
    assert printed - shown == set()


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_points_add_up_to_what_they_are_parts_of() -> None:
    for subject in (TITLES, OVERSEAS):
        view = view_of(subject)
        results = view.results
        for basis, score in (("to_target", view.scores.p_to_target), ("to_date", view.scores.p_to_date)):
            assert sum(getattr(item, f"points_{basis}") or 0 for item in results.components) == score
            component = next(item for item in results.components if item.name == "results")
            points = [getattr(item, f"points_{basis}") or 0 for item in results.indicators]
            assert sum(points) == getattr(component, basis)
        bottlenecks = next(item for item in results.components if item.name == "bottlenecks")
        assert bottlenecks.to_target == Fraction(100 * view.settled, view.recorded)
        delivery = next(item for item in results.components if item.name == "delivery")
        assert delivery.to_target == 100 * view.delivery.done / view.delivery.total
        assert delivery.to_date == min(Fraction(100), 100 * view.delivery.earned / view.delivery.planned)


def test_a_day_that_was_moved_leads_to_the_filing_in_annex_2() -> None:
    view = view_of(TITLES)
    step = next(item for item in view.delivery.steps if item.view.id == "M3")
    assert (step.moved_by, step.view.due_original != step.view.due) == (("A1",), True)
    markdown = written(view)
    assert "2026-04-30<br>slip 61 days<br>see annex 2" in markdown
    assert "| A1 | Trial run with two review committees: due date | 2026-02-28 | 2026-04-30 |" in markdown
    assert view.delivery.eased == ()  # A2 lowers a target, and was not decided by the day


@pytest.mark.slow
def test_what_is_not_there_is_said_and_its_section_stays() -> None:
    source = source_of(TITLES)
    (result,) = source.results
    pilot = result.status.pilot
    file = pilot.file.model_copy(
        update={"bottlenecks": (), "adjustments": (), "evidence": (), "reports": (), "incentives": ()}
    )
    bare = replace(pilot, file=file, practices=(), indicators=(), milestones=())
    evaluation = result.evaluation.model_copy(update={"decision": None, "reviewers": ()})
    view = with_result(replace(source, findings={}), evaluate("x", evaluation, bare, source.programme, 0))
    for language in LANGUAGES:
        report = render_evaluation(view, language)
        markdown = plainly(report.markdown)
        assert len(re.findall(r"^## ", markdown, re.MULTILINE)) == 20
        assert markdown.count("无。" if language == "zh" else "none.") >= 12
        assert report.specifications == {}
        assert not re.search(r"\n\|[^\n]*\|\n\|[-:| ]+\|\n\n", report.markdown), "a table without rows"
    markdown = written(view)
    assert "J is undefined: nobody has rated." in markdown
    assert "The authority has not decided yet." in markdown
    assert "The files were not checked for this report" in markdown


@pytest.mark.slow
def test_a_decision_against_the_recommendation_stands_with_its_reason_or_without_one() -> None:
    source = source_of(TITLES)
    (result,) = source.results
    for reason, told in ((Text(plain="New law"), "New law"), (None, "no reason is given (rule V04 asks for one)")):
        decision = Decision.model_validate({"outcome": "stop", "date": "2026-05-20"})
        decision = decision.model_copy(update={"override_reason": reason})
        evaluation = result.evaluation.model_copy(update={"decision": decision})
        markdown = written(with_result(source, replace(result, evaluation=evaluation)))
        assert "| Outcome | Continue the pilot | **Stop the pilot** (other than recommended) |" in markdown
        assert told in section(markdown, "The conclusion")


@pytest.mark.slow
def test_a_veto_is_told_whatever_row_passes() -> None:
    (result,) = source_of(TITLES).results
    evaluation = result.evaluation.model_copy(update={"vetoes": ("data_fabrication",)})
    view = with_result(source_of(TITLES), replace(result, evaluation=evaluation))  # the rows say continue
    head, conclusion, *_ = written(view, "zh").split("\n## ")
    assert "一票否决事项：数据造假。" in head
    assert "一票否决事项：数据造假。" in section(written(view, "zh"), "判定过程")
    assert "继续试点" in conclusion


DAY = date(2026, 3, 31)
CHANGE = SettingChange("thresholds/roll_out/P", Fraction(85), Fraction(80))


@pytest.mark.parametrize(
    ("notice", "told"),
    [
        (None, "Whether they were in force before the first evaluation is not known."),
        (SettingsNotice(True, DAY), "They are those of 31 March 2026, the day of the first evaluation."),
        (SettingsNotice(True, DAY, (CHANGE,)), "They changed after 31 March 2026, the day of the first evaluation: "),
        (SettingsNotice(True, DAY, (CHANGE,)), "P to target for nationwide roll-out 85 → 80."),
        (SettingsNotice(False, DAY, why="shallow", seen_from=DAY), "be established: this copy's history begins on"),
        (SettingsNotice(False, DAY, why="no_history"), "be established: the ledger was under no version control."),
    ],
)
def test_settings_are_said_to_have_stood_in_time_or_not(notice: SettingsNotice | None, told: str) -> None:
    markdown = written(evaluation_view(replace(source_of(TITLES), settings=notice)))
    assert told in section(markdown, "Annex 4")
    assert "no outside standard sets them" in section(markdown, "Annex 4")


def test_settings_that_changed_too_late_are_said_in_the_body_and_not_only_in_the_annex() -> None:
    settings = SettingsNotice(True, DAY, (CHANGE,))
    markdown = written(evaluation_view(replace(source_of(TITLES), settings=settings)))
    for heading in ("Method", "Annex 4"):
        assert "They changed after 31 March 2026, the day of the first evaluation: " in section(markdown, heading)


def test_every_figure_stands_with_how_it_comes_about() -> None:
    markdown = written(view_of(TITLES))
    results = section(markdown, "Results by indicator")
    for told in ("Progress p is (actual − baseline) ÷ (target − baseline)", "Expected e runs straight by days",
                 "The credit for what is to be kept is", "A value is overdue when", "Coverage: the weight of",
                 "The mark before each name is the light of the indicator: ● On track, ▲ Behind",
                 "2 of 2 reports in time, within 15 days after their period"):  # fmt: skip
        assert told in results
    glance = section(markdown, "The pilot at a glance")
    assert "Reasons: indicator “Applicant satisfaction” misses the value to be kept" in glance
    assert "M3 effective: every key indicator at 80% or more." in glance
    assert "The evaluator sets the level; it is not computed." in section(markdown, "Evidence level")
    assert "row 1 whether there is a veto" in section(markdown, "Decision path")


def test_evidence_of_an_open_bottleneck_is_cited_by_it() -> None:
    (bottleneck,) = (one for one in view_of(TITLES).bottlenecks if one.settled is None)
    (row,) = (line for line in section(written(view_of(TITLES)), "Annex 1").splitlines() if line.startswith("| E5 |"))
    assert row.split(" | ")[3] == bottleneck.id == "B1"


@pytest.mark.slow
def test_the_scale_is_that_of_the_rating_sheets() -> None:
    for number, meaning in enumerate(SCALE):
        assert f"{number}分为{meaning.zh}" in section(written(view_of(TITLES), "zh"), "专家评判")
        assert f"{number} {meaning.en}" in section(written(view_of(TITLES)), "Judged criteria")


def test_a_veto_that_decides_is_told_in_a_whole_sentence() -> None:
    markdown = written(with_result(source_of(TITLES), gone("veto")))
    assert "Recommended: stop the pilot, because there is a veto: breach of law, serious harm." in markdown


@pytest.mark.slow
def test_errors_of_the_ledger_are_listed_with_file_line_and_message() -> None:
    view = evaluation_view(source_of("yx-titles-01", GOLDEN, "2026-03-31"))
    quality = section(written(view, "zh"), "附件3")
    errors = view.quality.with_severity("error")
    assert sum(1 for item in errors if item.counts) == int(view.path.rows[0].tests[0].value or 0) == 5
    for item in errors:
        assert f"| {item.rule} | {item.object} | {item.path}，{item.line} | " in quality
    assert "暂不作结论" in written(view, "zh").split("\n## ")[0]
    assert "试点文件或本次评估中有5项校验错误" in written(view, "zh")


@pytest.mark.slow
def test_the_radar_has_a_spoke_for_every_item_in_the_words_of_the_language() -> None:
    words: dict[Language, tuple[str, ...]] = {
        "zh": ("可信", "已复现", "中位数"),
        "en": ("Credible", "Replicated", "Median"),
    }
    for language in LANGUAGES:
        report = render_evaluation(view_of(OVERSEAS), language)
        drawn = charts.render(report.specifications)
        assert set(drawn) == {"timeline", "bullets", "radar"}
        svg = drawn["radar"].decode()
        for word in words[language]:
            assert word in svg
        assert len(json.loads(report.specifications["radar"])["data"]["values"]) == 10


@pytest.mark.slow
def test_unrated_items_leave_the_radar_and_nobody_rated_means_none() -> None:
    view = view_of(TITLES)
    group = view.ratings.replicability
    some = tuple(replace(item, median=None, spread=None, ratings=(None, None)) for item in group.criteria[:3])
    partly = replace(
        view, ratings=replace(view.ratings, replicability=replace(group, criteria=(*some, *group.criteria[3:])))
    )
    assert b"<svg" in charts.render(render_evaluation(partly, "zh").specifications)["radar"]
    nobody = tuple(replace(item, median=None, spread=None, ratings=()) for item in group.criteria)
    none = replace(view, ratings=replace(view.ratings, replicability=replace(group, criteria=nobody)))
    assert "radar" not in render_evaluation(none, "zh").specifications


@pytest.mark.slow
def test_a_chinese_report_holds_no_english_but_names_and_ids() -> None:
    known = (
        r"-dirty|yx-[a-z]+-\d+\S*|[a-z]+-[a-z]+|talentpilot|[0-9a-f]{12,}|sha256:|(charts|evidence|pilots)/\S+"
        r"|<https?:\S+|https?:\S+|<!--.*?-->|<br>|programme\.yaml|\[!NOTE\]"
    )
    for subject in (TITLES, OVERSEAS):
        text = re.sub(known, "", written(view_of(subject), "zh"))
        assert set(re.findall(r"[A-Za-z]{4,}", text)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("subject", [TITLES, OVERSEAS])
def test_any_text_prints_as_itself_and_changes_nothing_around_it(tmp_path: Path, subject: str) -> None:
    trees = {}
    for name, text in {"hostile": HOSTILE, "plain": "文字"}.items():
        root = with_texts(tmp_path / name, text)
        markdown = render_evaluation(evaluation_view(source_of(subject, root)), "zh").markdown
        trees[name] = json.loads(pandoc.run(markdown, ("--to", "json")))["blocks"]
    assert skeleton(trees["hostile"]) == skeleton(trees["plain"])
    shown = plain_text(trees["hostile"])
    assert shown.count(clean(HOSTILE).split("\n")[0]) >= 25
    assert "{{ 7*7 }}" in shown


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_hold_any_text_and_come_out_the_same(tmp_path: Path, language: Language) -> None:
    root = with_texts(tmp_path / "ledger", HOSTILE)
    view = evaluation_view(source_of(TITLES, root))
    report = render_evaluation(view, language)
    pictures = {f"charts/{name}.svg": data for name, data in charts.render(report.specifications).items()}
    first, again = (render_pdf(report.markdown, pictures, evaluation_head(view, language), ()) for _ in range(2))
    assert first.data == again.data
    assert first.replaced == ("😀",)


@pytest.mark.slow
def test_the_same_view_gives_the_same_report_and_the_same_json() -> None:
    view = view_of(OVERSEAS)
    assert render_evaluation(view, "zh") == render_evaluation(view, "zh")
    publication = evaluation_publication(view, ("zh", "en"))
    assert publication.stem == "evaluation-yx-overseas-01-2026-final"
    assert [item.stem for item in publication.documents] == [f"{publication.stem}-zh", f"{publication.stem}-en"]
    document = json.loads(publication.figures())
    assert document["schema"] == EVALUATION_SCHEMA
    assert publication.figures() == evaluation_figures(view)
    assert document["scores"]["p_to_target"] == float(view.scores.p_to_target or 0)


def test_a_ledgers_own_template_comes_first_and_its_mistakes_are_told(tmp_path: Path) -> None:
    (tmp_path / "evaluation").mkdir()
    (tmp_path / "evaluation" / "level.md.j2").write_text("## Own\n", encoding="utf-8")
    assert "\n## Own\n" in render_evaluation(view_of(TITLES), "en", (tmp_path,)).markdown
    (tmp_path / "evaluation" / "level.md.j2").write_text("{{ nobody }}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"level\.md\.j2:1"):
        render_evaluation(view_of(TITLES), "en", (tmp_path,))


def test_the_public_edition_leaves_out_what_is_internal_and_keeps_the_figures() -> None:
    source = replace(source_of(TITLES), edition="public")
    view, internal = evaluation_view(source), view_of(TITLES)
    assert view.scores == internal.scores
    assert view.path == internal.path
    report = written(view)
    for item in internal.evidence:
        if item.access == "internal":
            assert item.sha256 is not None
            assert item.sha256 not in report
            assert item.title.say("en") not in report
    assert internal.words is not None
    assert internal.words.progress.say("en") not in report
    assert "**Public edition**" in report
    assert evaluation_publication(view, ("en",)).stem.endswith("-public")
