"""Every command, found in the command line itself, speaks Chinese: its help, what it does, and what it refuses."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Ran
from language.wanted import commands
from repository import new_repository
from talentpilot.model.regions import REGIONS

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-09-30")

SPEAKS: dict[str, tuple[str, ...]] = {
    "adjust": (
        "adjust yx-titles-01 M5/due 2026-12-31 --reason 评审延后 --document 云人社函〔2026〕40号 --dry-run",
        "adjust yx-titles-01 M5/due 2026-12-31 --reason 评审延后 --document 云人社函〔2026〕40号",
    ),
    "decide": ("decide yx-education-01 A1 approved --date 2026-09-30 --document 云人社函〔2026〕41号",),
    "diff": ("diff --since 2026-06-30", "diff --since 2026-06-30 --format markdown"),
    "due": ("due", "due --format markdown", "due --format ics"),
    "evaluate": ("evaluate", "evaluate yx-titles-01", "evaluate yx-overseas-01"),
    "evaluate-report": ("evaluate-report yx-titles-01 --format md -o OUT",),
    "explain": ("explain yx-titles-01", "explain yx-titles-01/I1", "explain yx-titles-01/B1", "explain M04"),
    "export csv": ("export csv -o OUT/csv",),
    "export data": ("export data -o OUT/data",),
    "export xlsx": ("export xlsx -o OUT/tables.xlsx",),
    "federation lock": ("federation lock",),
    "federation status": ("federation status",),
    "fmt": ("fmt --check", "fmt"),
    "import": ("import OUT/nowhere.xlsx",),
    "init": ("init OUT/new --title-zh 新台账 --example", "init OUT/dry --title-zh 新台账 --dry-run"),
    "list": ("list filings", "list 堵点", "list incentives", "list adoptions", "list practices", "list publicity"),
    "new": (
        "new js-titles-01 --task titles-integrity --region 990000 --lead yx-hrss --unit yx-eng --title-zh 新试点 "
        "--title-en New",
        "new --task nothing",
    ),
    "ratings make": ("ratings make yx-titles-01 -o OUT/ratings",),
    "ratings take": ("ratings take OUT/nowhere",),
    "record acceptance": ("record acceptance yx-titles-01/B2 --by yx-eval",),
    "record adoption": ("record adoption yx-titles-01/P1 --org lp-hrss --document 临人社发〔2026〕9号",),
    "record bottleneck": (
        "record bottleneck yx-titles-01 --kind data --severity major --owner yx-hrss --needs ministry --title 新堵点",
    ),
    "record done": (
        "record done yx-titles-01/M5",
        "record done yx-titles-01/M5 --dry-run",
        "record done yx-titles-01/M1",
    ),
    "record evidence": ("record evidence yx-titles-01 --url https://example.org/a --title-zh 会议纪要",),
    "record forecast": ("record forecast yx-titles-01/M5 --date 2026-11-15 --reason-zh 场地原因",),
    "record incentive": (
        "record incentive yx-titles-01 --kind funding --grantor yx-hrss --title-zh 经费 --amount 10 --currency CNY",
    ),
    "record observe": ("record observe yx-titles-01/I4 --value 86 --date 2026-09-30",),
    "record practice": ("record practice yx-titles-01 --kind policy --title-zh 新做法",),
    "record publicity": ("record publicity yx-titles-01 --channel provincial --title-zh 新闻",),
    "record report": ("record report yx-education-02 --period 2026Q2 --progress-zh 进展顺利",),
    "record reopen": ("record reopen yx-titles-01/B2 --reason-zh 再次发生",),
    "record resolve": ("record resolve yx-titles-01/B1 --resolution-zh 已联通",),
    "record verify": ("record verify yx-titles-01/E11 --by yx-eval --method original_seen",),
    "remove": ("remove yx-titles-03", "remove yx-titles-03 --dry-run"),
    "rename": ("rename yx-titles-03 yx-titles-09 --dry-run",),
    "report": ("report --period 2026Q3 --format md -o OUT",),
    "return list": ("return list --period 2026Q3",),
    "return make": ("return make --period 2026Q3 --unit nj-hrss -o OUT/returns",),
    "return take": ("return take OUT/nowhere",),
    "schema": ("schema", "schema --write"),
    "seal": ("seal --all", "seal yx-titles-01"),
    "status": ("status", "status yx-titles-01", "status --rev HEAD"),
    "templates copy": ("templates copy quarterly.md.j2",),
    "templates list": ("templates list",),
    "templates trust": ("templates trust",),
    "undo": ("undo yx-titles-01",),
    "validate": ("validate", "validate yx-titles-01 --format markdown", "validate --base HEAD"),
    "verify-report": ("verify-report reports/2026Q1",),
}
"""What is run of each command, besides its help and two mistakes."""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """The example ledger in a repository of its own."""
    root = tmp_path / "books"
    root.mkdir()
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "pilots", root / "pilots")
    new_repository(root).commit()
    return root


def leaves() -> list[str]:
    return sorted(" ".join(path) for path, found in commands() if not getattr(found, "commands", None))


_ENGLISH = re.compile(r"\ben: *(?:\"([^\"]*)\"|([^,}\n]*))")
_COMMANDS = re.compile(
    r"talentpilot( [a-z][a-z-]*| --?[a-z-]+| [A-Z]+| [\w/]+-\d+\S*)*|git [a-z]+( [\w.&'-]+)*|`[^`]*`|https?://\S+|\S*/\S*"
    r"|--?[a-z][\w-]*( [A-Z]+)?|\[OPTIONS\]|[a-z]+(_[a-z]+)+|\b[\w-]+\.(yaml|md|j2|json|toml|docx|typ|xlsx|csv)\b"
)
"""Commands, options, paths and addresses: they are what they are in every language."""
_SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b")


def ledger_texts() -> re.Pattern[str]:
    """The English texts of the ledger, and of regions, which stand beside the Chinese ones in files and lists."""
    files = [ROOT / "programme.yaml", ROOT / "catalogue.yaml", *sorted((ROOT / "pilots").rglob("*.yaml"))]
    found = {
        (match[1] or match[2]).strip()
        for file in files
        for match in _ENGLISH.finditer(file.read_text(encoding="utf-8"))
    }
    found |= {region.en for region in REGIONS.values()}
    longest = sorted((text for text in found if len(text) > 3), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def sentences(text: str, ledger: re.Pattern[str]) -> Iterator[str]:
    """Yield the lines with two English words in a row; comments of files that are shown are none of ours."""
    for line in text.splitlines():
        rest = _COMMANDS.sub("", ledger.sub("", line.partition(" # ")[0]))
        if _SENTENCE.search(rest) and not line.startswith(("用法", "#", "+#")):
            yield line


@pytest.fixture(scope="module")
def ledger() -> re.Pattern[str]:
    return ledger_texts()


def test_every_command_is_here() -> None:
    assert sorted(SPEAKS) == leaves(), "say here what is to be run of a new command"


def test_the_scan_sees_english_and_passes_over_commands_and_the_ledger(ledger: re.Pattern[str]) -> None:
    assert list(sentences("pilots/x/pilot.yaml:3: B1 was raised today", ledger))
    assert not list(sentences("处理：talentpilot record done PILOT/M3 --force，见 `a b`", ledger))
    assert not list(sentences("  title: {zh: 中期自评, en: Mid-term self-assessment}", ledger))


@pytest.mark.slow
@pytest.mark.parametrize("name", leaves())
def test_a_command_says_everything_in_chinese(
    name: str, run: Run, books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ledger: re.Pattern[str]
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.chdir(books)
    lines = [f"{name} --help", *SPEAKS.get(name, ()), f"{name} --as-of 9999-99-99", f"{name} nobody-01 x y"]
    for line in lines:
        words = line.replace("OUT", str(tmp_path / "out")).split()
        ran = run(*words, *(() if {"--help", "--as-of"} & set(words) else DAY))
        assert ran.out + ran.err, line
        found = [*sentences(ran.out, ledger), *sentences(ran.err, ledger)]
        if name.startswith("templates"):  # a template says in its first comment what it is for
            found = [text for text in found if not re.search(r"^ +\S+\.(j2|typ|docx|lua) |^ {20}", text)]
        assert found == [], f"$ talentpilot {line}"
