"""What `status`, `due`, `diff` and `explain` print in Chinese."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from conftest import Ran
from talentpilot.analysis import facts
from talentpilot.analysis.agenda import AgendaKind, AgendaSpan
from talentpilot.analysis.changes import _INDICATOR_FIELDS, _MILESTONE_FIELDS
from talentpilot.analysis.facts import _INNER, _OUTER
from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.lights import Light
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.cli.output import due, restated, status_data
from talentpilot.i18n.command_terms import COMMAND_TERMS
from talentpilot.model.choices import BottleneckSeverity

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "talentpilot"
DAY = ("--as-of", "2026-09-30")
LETTERS = re.compile(r"[A-Za-z]{3,}")


def _fields(sort: "facts._GroupDefinition") -> Iterator[str]:
    yield from (name.replace(".", "/") for name in (*sort.facts, *sort.lists))
    for inner in sort.below:
        yield from _fields(inner)


def test_the_words_are_those_there_are() -> None:
    words = {group: set(items) for group, items in COMMAND_TERMS.items()}
    assert words["standing"] == {item.value for item in PilotState}
    assert words["state"] == {item.value.replace("_", " ") for item in MilestoneState}
    assert words["color"] == {*(light.value for light in Light), "none"}
    assert words["span"] == {item.value for item in AgendaSpan}
    assert words["matter"] == {item.value for item in AgendaKind}
    assert words["severity"] == set(get_args(BottleneckSeverity))
    assert words["sort"] == set(restated._WORDS.values())
    assert words["column"] >= {*restated.HEADER, *status_data.HEADER} | set(due.HEADER)
    assert words["noun"] >= {*_INNER.values(), *_OUTER.values()}
    recorded = (facts._FILE, facts._MILESTONES, facts._INDICATORS, facts._PRACTICES, facts._EVALUATION)
    named = {name for sort in recorded for name in _fields(sort)}
    assert words["field"] >= named | {*_MILESTONE_FIELDS, *_INDICATOR_FIELDS}


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("status", "yx-titles-01"),
        ("due",),
        ("due", "--within", "0", "--lead", "lp-hrss"),
        ("due", "--format", "markdown"),
        ("status", "--format", "markdown"),
        ("diff", "--since", "2025-12-31"),
        ("diff", "--since", "2026-06-30", "--format", "markdown"),
    ],
)
@pytest.mark.parametrize("width", ["80", "120"])
def test_no_english_word_is_left(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], width: str
) -> None:
    """But what the ledger itself writes so: ids, reasons and what stands in its English columns."""
    monkeypatch.setenv("COLUMNS", width)
    out = run(*command, "--root", ROOT, *DAY, "--lang", "zh").out
    assert len(out) > 20
    ids = re.compile(r"\b[a-z0-9]+-[a-z]+(-\d+)?(/\w+)?\b|\b(SCH|IND)\d", re.ASCII)
    rest = ids.sub("", out)
    if "markdown" in command:
        columns = (3, 9, 10) if command[0] == "due" else (2, 3, 4, 5)
        rest = "\n".join(
            " ".join(cell for number, cell in enumerate(line.split(" | ")) if number not in columns)
            for line in rest.splitlines()
        )
    assert LETTERS.findall(rest) == []


SLOW_DAYS = [pytest.param(day, marks=pytest.mark.slow) for day in ("2025-09-30", "2026-03-31", "2027-07-15")]


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2026-09-30", *SLOW_DAYS])
def test_no_english_word_is_left_where_figures_are_explained(run: Run, day: str) -> None:
    for home in sorted((ROOT / "pilots").iterdir()):
        for inner in ("", "/M1", "/M2", "/M3", "/M4", "/M9", "/I1", "/I2", "/I3", "/I4", "/I5"):
            ran = run("explain", f"{home.name}{inner}", "--root", ROOT, "--as-of", day, "--lang", "zh")
            rest = re.sub(r"\[[^\]]*:\d+:\d+[^\]]*\]|\[[^\]]*默认值\]", "", ran.out)
            rest = re.sub(
                r"\b[a-z0-9]+-[a-z]+(-\d+)?(/\w+)?\b|\b(SCH|IND)\d|\b[a-z]+(_[a-z]+)+\b", "", rest, flags=re.A
            )
            assert LETTERS.findall(rest) == [], f"{home.name}{inner} on {day}"


@pytest.mark.parametrize(
    "command",
    [("explain", "yx-titles-01", "--format", "json")]
    + [(name, "--format", form) for name in ("status", "due") for form in ("json", "csv")]
    + [("diff", "--since", "2026-06-30", "--format", "json")],
)
def test_the_forms_for_machines_stay_english(run: Run, command: tuple[str, ...]) -> None:
    options = (*command, "--root", ROOT, *DAY)
    mark = "\ufeff" if "csv" in command else ""  # only where Excel needs it
    assert run(*options, "--lang", "zh").out == mark + run(*options, "--lang", "en").out


def test_the_terminal_decides_where_nothing_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    english = run("status", "--root", ROOT, *DAY).out
    assert english == run("status", "--root", ROOT, *DAY, "--lang", "en").out
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = run("status", "--root", ROOT, *DAY).out
    assert "严重滞后" in chinese
    assert english == run("status", "--root", ROOT, *DAY, "--lang", "en").out


def test_the_words_are_those_of_the_glossary(run: Run) -> None:
    out = run("status", "yx-titles-02", "--root", ROOT, *DAY, "--lang", "zh").out
    assert "装备制造业链主企业职称自主评审标准试点  ▲ 滞后（实施中）" in out
    assert "序时进度差18.2个百分点" in out
    table = run("status", "--root", ROOT, *DAY, "--lang", "zh").out
    assert "M4 2026-08-31 逾期30天" in table
    assert "12个试点中的12个：● 3 正常 · ▲ 3 滞后 · ■ 2 严重滞后 · ○ 3 未评级 · ◇ 1 已结束；完成率中位数60.0%" in table
    assert "试点期未满、可开展评估：yx-postdoc-01（M4，试点期至2027-06-30）" in table
    diff = run("diff", "--since", "2026-06-30", "--root", ROOT, *DAY, "--lang", "zh").out
    assert "  灯 黄灯 → 红灯（进度：SCH1）\n" in diff
    assert "  M8 完成时限 2026-12-15 → 2027-06-15，顺延182天，依据A5  形成案例和总结报告\n" in diff
    assert "  A5 延期：待批 → 已批准  " in diff
    assert "落后" in run("explain", "SCH1", "--lang", "zh").out
    due = run("due", "--root", ROOT, *DAY, "--owner", "qc-hrss", "--lang", "zh").out
    assert "共4项：逾期1项、30天内2项、60天内1项；12个试点中的12个" in due
    assert "智能助学系统采购并部署（预计2026-12-15完成）" in due


def test_a_title_in_one_language_only_is_marked(run: Run, sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join("title: {en: Records}\n" if one.startswith("title:") else one for one in lines), "utf-8")
    out = run("status", "--root", sound, "--as-of", "2026-03-31", "--lang", "zh").out
    assert "Records（英文）" in out
    assert "Records（英文）" not in run("status", "--root", sound, "--as-of", "2026-03-31", "--lang", "en").out


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("command", [("status",), ("status", "yx-titles-01"), ("due",)])
def test_columns_stand_below_each_other_and_none_is_lost(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], width: int, language: str
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(width))
    lines = run(*command, "--root", ROOT, *DAY, "--lang", language).out.splitlines()
    assert max(map(cell_len, lines)) <= width
    heads = {
        "status": ("最近时限", "成熟度", "原因") if language == "zh" else ("next due", "level", "reasons"),
        "due": ("名称", "对象", "情形") if language == "zh" else ("title", "of", "when"),
    }
    told = "\n".join(lines)
    steps = ("责任单位", "顺延天数", "应达%") if language == "zh" else ("owner", "slip", "expected %")
    assert all(head in told for head in (steps if len(command) > 1 else heads[command[0]]))
    first = re.compile(r"^ yx-[^●▲■○◇]*(?=[●▲■○◇])" if command == ("status",) else r"^.*?(?=\b20\d\d-\d\d-\d\d)")
    rows = [line for line in lines if re.match(r" yx-| M\d|  ?(?: [a-z逾\d]|20)", line)]
    rows = [line for line in rows if not re.match(r" 20\d\dQ", line)]  # the unit's reports, in a table of their own
    places = {cell_len(found.group()) for line in rows if (found := first.search(line))}
    assert len(places) == 1


def test_what_could_not_be_read_is_named_in_chinese(run: Run, sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "outcomes.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("value: 41", "value: 41%"), encoding="utf-8")
    ran = run("status", "--root", sound, "--as-of", "2026-03-31", "--lang", "zh")
    assert "yx-titles-01/I1无法读取（I06），未计入\n  处理：talentpilot validate 会列出问题\n" in ran.err


ORGANIZATION = re.compile(
    r"\b(yx|nj|qc|wl|lp)-(?!(titles|education|experts|overseas|postdoc|services)-)[a-z]+\b|\b990\d{3}\b"
)


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("status", "yx-titles-01"),
        ("evaluate",),
        ("evaluate", "yx-titles-01"),
        ("list", "filings"),
        ("list", "incentives"),
        ("list", "adoptions"),
        ("list", "bottlenecks"),
        ("diff", "--since", "2025-12-31"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_have_names_of_organizations_regions_and_currencies_and_no_codes(
    run: Run, command: tuple[str, ...], language: str
) -> None:
    out = run(*command, "--root", ROOT, *DAY, "--lang", language).out
    assert len(out) > 100
    assert [found.group() for found in ORGANIZATION.finditer(out)] == []
    assert not re.search(r"\bCNY\b", out) or language == "en"
    assert not re.search(r"\b(roll_out|legal_breach|third_party)\b", out)
