"""The periodic report as Markdown: complete, in one language, safe against any text, the same bytes each time."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from report.hostile import HOSTILE, plain_text, skeleton, with_texts
from report_sources import source_of
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import TemplateError
from talentpilot.model.base import Language
from talentpilot.model.periods import parse_period
from talentpilot.report import charts, pandoc
from talentpilot.report.formats.pdf import render_pdf
from talentpilot.report.markdown import clean
from talentpilot.report.quarterly import quarterly_head, render_quarterly
from talentpilot.report.views.data_quality import MissingReport
from talentpilot.report.views.inputs import Scope
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "ledger"

SECTIONS = {
    "zh": [
        "总体进展", "分领域进展", "需关注事项", "需上级协调解决的事项", "各试点进展",
        "调整备案", "经验做法", "激励与宣传", "附件1 各试点情况", "附件2 数据说明", "附件3 计算方法",
    ],
    "en": [
        "Overall progress", "Progress by domain", "Matters for attention", "Matters for a higher level",
        "Pilot by pilot", "Filings", "Practices and adoptions", "Incentives and publicity",
        "Annex 1: The pilots one by one", "Annex 2: Data notes", "Annex 3: Method",
    ],
}  # fmt: skip


def view_of(root: Path, pilot: str | None = None) -> QuarterlyView:
    day, issued, period = (
        ("2026-03-31", "2026-04-20", "2026Q1") if root == GOLDEN else ("2026-09-30", "2026-10-20", "2026Q3")
    )
    scope = Scope("pilot", pilot) if pilot else Scope()
    selection = PilotSelection(pilots=frozenset((pilot,))) if pilot else PilotSelection()
    return quarterly_view(source_of(root, period, day, issued, scope, selection))


@pytest.fixture(scope="module")
def example() -> QuarterlyView:
    return view_of(ROOT)


@pytest.fixture(scope="module")
def single() -> QuarterlyView:
    return view_of(ROOT, "yx-titles-01")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_stands_in_every_view(language: Language, example: QuarterlyView, single: QuarterlyView) -> None:
    for view in (example, single, view_of(GOLDEN)):
        headings = re.findall(r"^## (.*)$", render_quarterly(view, language).markdown, re.MULTILINE)
        for heading, section in zip(headings, SECTIONS[language], strict=False):
            assert view.single or heading.endswith(section)
        assert len(headings) == (12 if view.single else 13)
        if view.single:
            assert headings[1].endswith("红黄绿灯及原因" if language == "zh" else "Lights and reasons")
            last = [re.sub(r"\d", "n", heading) for heading in headings[-2:]]
            assert last == [re.sub(r"\d", "n", heading) for heading in SECTIONS[language][-2:]]


def test_the_head_holds_what_an_auditor_asks_for(example: QuarterlyView) -> None:
    head = render_quarterly(example, "en").markdown.split("\n## ")[0]
    origin = example.head.provenance
    for fact in ("30 September 2026", "20 October 2026", "12 of 12", origin.short_inputs):
        assert fact in head
    whole = render_quarterly(example, "en").markdown
    assert origin.inputs in whole
    assert f"talentpilot {origin.version}" in whole


def test_numbers_of_the_first_page_are_rows_of_the_later_ones(example: QuarterlyView) -> None:
    markdown = render_quarterly(example, "zh").markdown
    parts = re.split(r"^## ", markdown, flags=re.MULTILINE)
    pilots = next(part for part in parts if part.startswith("五、"))
    overview = [line for line in pilots.splitlines() if line.startswith("| ") and "<br>yx-" in line]
    shown = {mark: sum(1 for line in overview if f"| {mark} " in line) for mark in "●▲■○◇"}
    numbers = re.search(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", parts[0], re.MULTILINE)
    assert numbers is not None
    assert [len(overview), *shown.values()] == [int(number) for number in numbers.groups()]
    exceptions = next(part for part in parts if part.startswith("三、"))
    overdue = len(re.findall("[■▲] 里程碑", exceptions))
    assert f"逾期里程碑{overdue}个" in parts[1]


def test_reasons_and_matters_name_things_and_no_rules(example: QuarterlyView) -> None:
    for language in ("zh", "en"):
        body = render_quarterly(example, language).markdown.partition("\n## " + SECTIONS[language][8])[0]
        assert not re.findall(r"\b(?:SCH|IND)\d", body)
    chinese = render_quarterly(example, "zh").markdown
    assert "指标“银龄专家服务基层”落后应达进展34.8个百分点" in chinese


@pytest.mark.parametrize("language", ["zh", "en"])
def test_codes_stand_only_in_the_table_of_the_pilots_the_annex_and_the_data_notes(
    language: Language, example: QuarterlyView, single: QuarterlyView
) -> None:
    """Acceptance c of the polish: no id and no code of a rule in what people read."""
    for view in (example, single):
        text = render_quarterly(view, language).markdown.partition("---")[2]
        notes = re.search(r"^## [^\n]*(?:数据说明|Data notes)\n.*?(?=^## )", text, re.MULTILINE | re.DOTALL)
        assert notes is not None
        text = text.replace(notes[0], "")
        text = re.sub(
            r"^#### .*$|^> .*$|<br>yx-[a-z]+-\d+(?=，|, )|<!--.*?-->|\(<?https?://\S+|\(charts/\S+",
            "",
            text,
            flags=re.M,
        )
        text = re.sub(r"evidence/\S+|sha256:\w+", "", text)
        assert re.findall(r"\byx-[a-z]+-\d+|\b(?:SCH|IND)\d|(?<![\w.])[IB]\d\b|(?<![\w.])M[6-9]\b", text) == []


@pytest.mark.parametrize(
    ("language", "caption", "nothing"), [("zh", "试点一览", "无"), ("en", "The pilots\n", "nothing")]
)
def test_each_pilots_row_says_what_it_needs_and_shows_its_last_lights(
    example: QuarterlyView, language: Language, caption: str, nothing: str
) -> None:
    """Acceptance f of the polish."""
    table = render_quarterly(example, language).markdown.split(caption)[1].lstrip("\n").split("\n\n")[0]
    rows = [row.strip("| ").split(" | ") for row in table.splitlines()[2:]]
    assert len(rows) == len(example.pilots)
    for row, pilot in zip(rows, example.pilots, strict=True):
        assert row[-1] not in ("", "—")
        assert (row[-1] == nothing) == (pilot.light == "none")
        assert len(re.findall("[●▲■○◇]", row[1].split("<br>")[1])) == len(pilot.recent) <= 6
        assert pilot.recent[-1].light == pilot.light


def test_the_annex_names_what_a_filing_adds_and_has_its_days_as_sentences_do(example: QuarterlyView) -> None:
    chinese, english = (render_quarterly(example, language).markdown for language in ("zh", "en"))
    assert "- **增加里程碑**：跨市共享基地目录印发，已备案，2026年9月15日" in chinese
    assert "阶段目标 32（2026年6月30日） → 30（2026年6月30日）" in chinese
    assert "- **Milestone added**: List of bases shared between cities issued, on record, 15 September 2026" in english
    assert "(critical, open for 107 days, to be settled by other ministries)" in english


def test_a_red_pilot_is_not_told_twice_what_stands_below_as_its_own_matter(example: QuarterlyView) -> None:
    row = next(line for line in render_quarterly(example, "zh").markdown.splitlines() if "■ 重大堵点" in line)
    assert row.count("银龄专家服务期间伤害保障缺位") == 1
    assert "■ 严重滞后：指标“银龄专家服务基层”落后应达进展34.8个百分点（" in row


def test_the_trend_ends_with_this_period_and_repeats_the_one_before(example: QuarterlyView) -> None:
    points = example.trend.whole
    assert [str(point.period) for point in points] == ["2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"]
    assert points[-1].lights == example.summary.counts.lights
    assert [point.pilots for point in points] == [9, 10, 10, 10, 12]
    for place, point in enumerate(points):
        assert sum(point.lights.values()) == point.pilots
        assert sum(one.points[place].pilots for one in example.trend.domains) == point.pilots


def test_a_reason_that_does_not_make_the_light_comes_after_those_that_do(example: QuarterlyView) -> None:
    pilot = next(pilot for pilot in example.pilots if pilot.ref.id == "yx-education-02")
    assert [(one.rule, one.decides) for one in pilot.reasons if one.part == "results"] == [
        ("IND7", False),
        ("IND8", True),
    ]
    english = render_quarterly(example, "en").markdown
    assert "no report for Q2 2026. Also: " in english


def test_the_log_says_what_was_asked_before_and_how_many_reports_it_stands_in(example: QuarterlyView) -> None:
    asked = example.decisions[0]
    assert (asked.level, str(asked.since), asked.reports, asked.answered, asked.days) == (
        "ministry",
        "2025-10-20",
        4,
        None,
        345,
    )
    assert all(one.since < example.head.period.start for one in example.decisions)
    assert "**未办结，已列入4期报告**" in render_quarterly(example, "zh").markdown


def test_failures_say_file_line_and_days_and_none_is_said_where_none_is_known(example: QuarterlyView) -> None:
    assert "**未完成、未达标和终止事项及其预警提前天数**：未发现。" in render_quarterly(example, "zh").markdown
    later = quarterly_view(source_of(ROOT, "2027Q1", "2027-03-31", "2027-04-10"))
    failed = later.warnings.failures[0]
    assert (failed.pilot.id, failed.kind, failed.object, failed.days) == ("yx-titles-01", "target", "I5", 485)
    file, _, line = failed.place.partition(":")
    assert "id: I5" in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert later.warnings.early == later.warnings.known == len(later.warnings.failures)
    assert failed.place in render_quarterly(later, "en").markdown
    provenance = replace(later.head.provenance, revision=None)
    elsewhere = replace(later, head=replace(later.head, provenance=provenance))
    for language in ("zh", "en"):
        assert re.findall(r"None|Revision:|台账版本：[0-9a-f]", render_quarterly(elsewhere, language).markdown) == []


def test_the_framework_and_the_ledger_of_tasks_hold_every_indicator_and_milestone(example: QuarterlyView) -> None:
    parts = re.split(r"^## ", render_quarterly(example, "zh").markdown, flags=re.MULTILINE)
    framework, tasks = (len(re.findall(r"^\| (?!:|-)", part, re.MULTILINE)) - 1 for part in parts[-2:])
    assert framework == sum(len(pilot.indicators) for pilot in example.pilots)
    assert tasks == sum(pilot.steps_counted for pilot in example.pilots)


def test_changes_that_say_the_same_are_one_row_with_reason_and_authority(example: QuarterlyView) -> None:
    filing = next(one for one in example.filings if (one.pilot.id, one.id) == ("yx-experts-01", "A5"))
    assert [len(one.titles) for one in filing.joined] == [0, 1, 3]
    chinese = render_quarterly(example, "zh").markdown
    row = "| 试点期满日 | 2026-12-31 | 2027-06-30 | 退出机制需经两个完整考核年度检验 | 报批<br>"
    assert f"{row}云溪省人力资源和社会保障厅 |" in chinese
    assert "完成时限 2027年2月28日 → 2027年8月31日" in chinese


def test_missing_reports_are_told_as_spans(example: QuarterlyView) -> None:
    pilot = example.pilots[0].ref
    years = [parse_period(str(year)) for year in (*range(2014, 2025), 2026)]
    missing = tuple(MissingReport(pilot, year, False) for year in years if year is not None)
    notes = replace(example.notes, missing=missing)
    assert [len(span) for span in notes.missing_spans] == [11, 1]
    english = render_quarterly(replace(example, notes=notes), "en").markdown
    assert "11 reports missing, 2014 to 2024" in english
    assert "缺11份报告，2014年至2024年" in render_quarterly(replace(example, notes=notes), "zh").markdown


def test_the_summary_stays_short_however_many_pilots_change(example: QuarterlyView) -> None:
    changes = example.summary.changes * 50
    many = replace(example, summary=replace(example.summary, changes=changes))
    summary = render_quarterly(many, "en").markdown.split("\n## ")[1]
    assert summary.startswith("1. ")
    assert len(summary.splitlines()) < 60
    assert "yx-experts-01" not in summary


def test_a_chinese_report_holds_no_english_but_names_and_ids(example: QuarterlyView, single: QuarterlyView) -> None:
    known = r"-dirty|yx-[a-z]+-\d+\S*|[a-z]+-[a-z]+|talentpilot( validate)?|[0-9a-f]{12,}|sha256:"
    known += r"|(charts|evidence)/\S+|https?\\?:\S+"
    for view in (example, single):
        text = re.sub(rf"{known}|-dirty|<!--.*?-->|<br>", "", render_quarterly(view, "zh").markdown)
        assert set(re.findall(r"[A-Za-z]{4,}", text)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_view_gives_the_same_bytes(language: Language, single: QuarterlyView) -> None:
    first, second = (render_quarterly(single, language) for _ in range(2))
    assert first == second
    drawn, again = charts.render(first.specifications), charts.render(second.specifications)
    assert drawn == again
    pictures = {f"charts/{name}.svg": data for name, data in drawn.items()}
    pages = [render_pdf(first.markdown, pictures, quarterly_head(single, language), ()).data for _ in range(2)]
    assert pages[0] == pages[1]


def test_a_ledgers_own_template_comes_first_and_its_mistakes_are_told(tmp_path: Path, single: QuarterlyView) -> None:
    (tmp_path / "quarterly.md.j2").write_text("# {{ title }}\n", encoding="utf-8")
    assert render_quarterly(single, "en", (tmp_path,)).markdown == "# Integrity records in engineering title review\n"
    (tmp_path / "quarterly.md.j2").write_text("{{ nobody }}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"quarterly\.md\.j2:1"):
        render_quarterly(single, "en", (tmp_path,))


@pytest.mark.parametrize("pilot", [pytest.param(None, marks=pytest.mark.slow), "yx-titles-01"])
def test_any_text_prints_as_itself_and_changes_nothing_around_it(tmp_path: Path, pilot: str | None) -> None:
    texts = {"hostile": HOSTILE, "plain": "文字"}
    trees = {}
    for name, text in texts.items():
        root = with_texts(tmp_path / name, text)
        markdown = render_quarterly(view_of(root, pilot), "zh").markdown
        trees[name] = json.loads(pandoc.run(markdown, ("--to", "json")))["blocks"]
    assert skeleton(trees["hostile"]) == skeleton(trees["plain"])
    shown = plain_text(trees["hostile"])
    assert shown.count(" ".join(clean(HOSTILE).split("\n")[:1])) >= 40
    assert "{{ 7*7 }}" in shown


@pytest.mark.slow
def test_the_pages_hold_any_text(tmp_path: Path) -> None:
    view = view_of(with_texts(tmp_path / "ledger", HOSTILE), "yx-titles-01")
    report = render_quarterly(view, "en")
    pictures = {f"charts/{name}.svg": data for name, data in charts.render(report.specifications).items()}
    pdf = render_pdf(report.markdown, pictures, quarterly_head(view, "en"), ())
    assert pdf.data.startswith(b"%PDF")
    assert pdf.replaced == ("😀",)


def with_events(target: Path) -> Path:
    """The golden ledger, where a forecast has its reason, a bottleneck was reopened and accepted, and a baseline and
    a date were changed."""
    shutil.copytree(GOLDEN, target)
    home = target / "pilots" / "yx-titles-01"
    changes = {
        "milestones.yaml": [
            (
                "{date: 2026-04-28, stated: 2026-03-20}",
                "{stated: 2026-03-20, reason: Tender failed, next: Tender anew}",
            ),
            ("due: 2026-06-30, weight: 1", "due: 2026-06-30, weight: 1, standard: Report signed by the bureau"),
        ],
        "pilot.yaml": [
            (
                "needs: ministry, evidence: [E5]}",
                "needs: ministry, resolved: 2025-11-30, reopened: [{date: 2026-02-10, reason: Cut off}]}",
            ),
            (
                "resolution: {en: Five years set by the rules of M2}",
                "resolution: {en: Five years set by the rules of M2}, accepted: {date: 2025-12-20, by: yx-edu}",
            ),
            (
                "bottlenecks:\n",
                "  - {id: A3, kind: change_baseline, reason: Recounted, procedure: approval, authority: yx-hrss, "
                "submitted: 2026-02-01, decided: 2026-02-10, decision: approved, document: 云1号, "
                "changes: [{path: indicators/I1/baseline/value, from: 0, to: 4}]}\n"
                "  - {id: A4, kind: reschedule, reason: Waits for a law, procedure: approval, authority: yx-hrss, "
                "submitted: 2026-02-01, decided: 2026-02-10, decision: approved, document: 云2号, "
                "changes: [{path: milestones/M6/due, from: 2027-05-31, to: null}]}\n\nbottlenecks:\n",
            ),
        ],
    }
    for name, pairs in changes.items():
        text = (home / name).read_text(encoding="utf-8")
        for before, after in pairs:
            assert before in text, before
            text = text.replace(before, after, 1)
        (home / name).write_text(text, encoding="utf-8")
    return target


@pytest.mark.parametrize("pilot", [None, "yx-titles-01"])
def test_reasons_reopenings_acceptances_and_what_was_changed_are_named(tmp_path: Path, pilot: str | None) -> None:
    root = with_events(tmp_path / "ledger")
    scope = Scope("pilot", pilot) if pilot else Scope()
    view = quarterly_view(source_of(root, "2026Q1", "2026-03-31", "2026-04-20", scope, PilotSelection()))
    english = render_quarterly(view, "en").markdown
    assert "Not done because: Tender failed" in english
    assert "Next step: Tender anew" in english
    assert re.search(r"eopened 10 February 2026: Cut off", english)
    assert "originally 0" in english
    assert "| 2027-05-31 | taken back |" in english
    if pilot:
        assert "to be shown: Report signed by the bureau" in english
        assert "2025-12-10 | Five years set by the rules of M2 | Yunxi Education Department<br>2025-12-20" in english
        assert "| taken back |" in english


def test_the_public_edition_leaves_out_the_reasons_of_forecasts(tmp_path: Path) -> None:
    source = source_of(with_events(tmp_path / "ledger"), "2026Q1", "2026-03-31", "2026-04-20")
    public = render_quarterly(quarterly_view(replace(source, edition="public")), "en").markdown
    assert "Tender" not in public
    assert "Next step: [the unit's own words; left out of the public edition]" in public.replace("\\", "")


def test_errors_are_told_on_the_first_page(tmp_path: Path) -> None:
    root = Path(shutil.copytree(GOLDEN, tmp_path / "ledger"))
    steps = root / "pilots" / "yx-titles-01" / "milestones.yaml"
    steps.chmod(0o644)
    steps.write_text(steps.read_text(encoding="utf-8").replace("2027-05-31", "2027-13-31"), encoding="utf-8")
    view = view_of(root)
    first_page = render_quarterly(view, "zh").markdown.split("\n## ")[0]
    assert view.notes.errors > 0
    assert "> [!WARNING]" in first_page
    assert "1项无法读取" in first_page


def test_the_task_ledger_says_under_way_only_of_what_is(example: QuarterlyView) -> None:
    pages = render_quarterly(example, "zh").markdown
    rows = re.findall(r"^\| \d+ \| ([^|]+)：([^|：]+) \| [^|]+ \| [^|]+ \| ([^|]+) \|", pages, re.MULTILINE)
    states = {(pilot, step): state for pilot, step, state in rows}
    assert states["市场化引才以效付费试点", "实施方案印发并备案"] == "待批准"
    assert states["技术经理人队伍建设试点", "实施方案印发并备案"] == "未开始"
    assert states["境外职业资格与职称比照认定试点", "第二批目录公布"] == "暂停"
    assert states["以赛识才机制试点", "第二届竞赛举办"] == "正在推进"
    assert states["专业技术人员智能助学试点", "两个专业试用"] == "滞后"
    assert states["留学回国人员一站式服务平台试点", "中期自评"] == "已完成"


def test_a_filing_names_its_object_once_and_the_day_on_which_it_came(example: QuarterlyView) -> None:
    pages = render_quarterly(example, "zh").markdown
    assert (
        "资助标准总额中非财政资金占比：目标值 50 → 45，"
        "阶段目标 32（2026年6月30日） → 30（2026年6月30日），已批准" in pages
    )
    assert "| 已备案<br>提交：2026-09-15<br>青人社函〔2026〕58号 |" in pages
    assert "| 待批<br>提交：2026-09-24 |" in pages
    assert "| 2027-01-31 | 已取消 |" in pages


def test_the_star_is_explained_once_before_the_pilots(example: QuarterlyView) -> None:
    pages = render_quarterly(example, "zh").markdown
    assert pages.count("★ 为核心指标") == 1
    assert pages.index("## 附件1") < pages.index("★ 为核心指标") < pages.index("### 博士后工作")


def test_an_earlier_request_says_that_it_counts_those_who_no_longer_ask(example: QuarterlyView) -> None:
    asked = {one.title.say("zh"): len(one.pilots) for group in example.matters for one in group.matters}
    before = {one.title.say("zh"): len(one.pilots) for one in example.decisions}
    assert (asked["未与全国学历学位数据库联通"], before["未与全国学历学位数据库联通"]) == (2, 3)
    pages = render_quarterly(example, "zh").markdown
    assert "| 事项 | 请示对象 | 提出日期 | 试点（含往期） | 天数 | 办理结果 |" in pages


def test_the_legend_of_the_lights_stands_before_the_table_where_no_chart_has_one(example: QuarterlyView) -> None:
    bare = render_quarterly(example, "zh", pictures=None).markdown
    assert bare.index("### （一）分领域情况") < bare.index("图例：● 正常") < bare.index("分领域试点情况")
    assert "图例：● 正常" not in render_quarterly(example, "zh").markdown
