"""Files at the limit of size, of shapes that once took minutes: every command answers in time."""

import gc
import re
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot.model.milestones import MilestonesFile
from talentpilot.report.markdown import SHOWN, escape
from talentpilot.store.source import open_source, read_as

pytestmark = pytest.mark.timeout(300)

Run = Callable[..., Ran]
HOME = "pilots/yx-titles-01"
AS_OF = ("--as-of", "2026-03-31")
FACT = ("publicity", "yx-titles-01", "--channel", "national", "--title", "News", "--evidence", "E4")


@pytest.fixture(autouse=True)
def without_collector() -> Iterator[None]:
    """As in a command of its own."""
    gc.disable()
    yield
    gc.enable()


def append(root: Path, name: str, lines: Iterator[str]) -> None:
    with (root / HOME / name).open("a", encoding="utf-8") as stream:
        stream.writelines(lines)


@pytest.mark.parametrize("letter", [*"*_`[<(!|~^$#>+-=:\\&.1中", "**", "[]", "](", "![", "`<", "w.www.", ":/", "* "])
def test_a_document_shows_a_bounded_part_of_a_text(letter: str) -> None:
    text = letter * (300_000 // len(letter))
    shown = escape(text)
    assert shown.endswith("… (12,000/300,000)")
    assert len(shown) < 5 * SHOWN + 100


@pytest.mark.slow
def test_a_title_of_the_longest_kind(run: Run, sound: Path, tmp_path: Path) -> None:
    file = sound / HOME / "pilot.yaml"
    text = re.sub(r"(?m)^title:.*$", f'title: "{"." * 300_000}"', file.read_text("utf-8"), count=1)
    file.write_text(text, "utf-8")
    assert run("status", "--format", "markdown", "--root", sound, *AS_OF).code == 0
    ran = run("report", "--period", "2026Q1", "--format", "md", "--output", tmp_path, "--root", sound, *AS_OF)
    assert ran.code == 0, ran.err


@pytest.mark.slow
@pytest.mark.parametrize("letter", [".", "中"])
def test_a_title_of_the_longest_kind_in_every_other_output(run: Run, sound: Path, tmp_path: Path, letter: str) -> None:
    file = sound / HOME / "pilot.yaml"
    text = re.sub(r"(?m)^title:.*$", f'title: "{letter * 300_000}"', file.read_text("utf-8"), count=1)
    file.write_text(text, "utf-8")
    for command in (
        *(("status", "--format", form) for form in ("table", "json", "csv")), ("status", "yx-titles-01"),
        *(("due", "--within", "400", "--format", form) for form in ("table", "ics", "markdown")),
        ("explain", "yx-titles-01"), ("diff", "--since", "2025-12-31"), ("evaluate", "yx-titles-01"), ("validate",),
        ("export", "xlsx", "--output", tmp_path / "tables.xlsx"), ("export", "data", "--output", tmp_path / "data"),
        ("return", "make", "--period", "2026Q2", "--output", tmp_path / "returns"),
        ("report", "--period", "2026Q1", "--format", "json,md", "--edition", "public", "--output", tmp_path / "public"),
    ):  # fmt: skip
        ran = run(*command, "--root", sound, *AS_OF)
        assert ran.code in (0, 1), (command, ran.err)


@pytest.mark.slow
def test_a_title_of_the_longest_kind_on_pages(run: Run, sound: Path, tmp_path: Path) -> None:
    file = sound / HOME / "pilot.yaml"
    runs = "".join(letter * (SHOWN // 5) for letter in "*[&.中")  # all of them within what is shown
    title = f'title: "{runs * (300_000 // SHOWN)}"'
    file.write_text(re.sub(r"(?m)^title:.*$", title, file.read_text("utf-8"), count=1), "utf-8")
    report = ("report", "--period", "2026Q1", "--lang", "zh", "--format", "docx,html,pdf")
    ran = run(*report, "--output", tmp_path, "--root", sound, *AS_OF)
    assert ran.code == 0, ran.err


MILESTONES, PILOT = "milestones.yaml", "pilot.yaml"
FULL_OF: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "unknown keys": (PILOT, lambda: (f"key{number}: 1\n" for number in range(300_000))),
    "unknown keys of items": (MILESTONES, lambda: ("  - {a: 1, b: 1, c: 1, d: 1}\n" for _ in range(30_000))),
    "one key": (PILOT, lambda: ("title: x\n" for _ in range(400_000))),
    "keys that need a look, then one key": (
        PILOT,
        lambda: chain((f"key{n}: 'a: b'\n" for n in range(90_000)), ("title: x\n" for _ in range(90_000))),
    ),
    "words in braces": (PILOT, lambda: iter(["notes: {", *(f"a{number}, " for number in range(100_000)), "}\n"])),
    "letters": (PILOT, lambda: iter(["notes: [", "a," * 1_900_000, "a]\n"])),
    "empty items": (MILESTONES, lambda: repeat("  - {}\n", 150_000)),
    "anchors": (PILOT, lambda: iter(["notes:\n", *(f"- &a{number} 1\n" for number in range(190_000))])),
    "full-width codes": (
        MILESTONES,
        lambda: (f"  - {{id: Ｍ{n}, due: ２０２６-06-30}}\n" for n in range(15_000)),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", FULL_OF)
def test_a_file_full_of_one_mistake_is_told_in_a_line(run: Run, sound: Path, what: str) -> None:
    name, lines = FULL_OF[what]
    append(sound, name, lines())
    ran = run("validate", "--format", "brief", "--root", sound, *AS_OF)
    assert (ran.code, ran.out.count(f"{name}:"), len(ran.out) < 2000) == (1, 1, True), ran.out[:2000]


@pytest.mark.slow
@pytest.mark.parametrize(("what", "code"), [("unknown keys", 2), ("words in braces", 0)])
def test_recording_beside_such_mistakes_answers_too(run: Run, sound: Path, what: str, code: int) -> None:
    append(sound, PILOT, FULL_OF[what][1]())
    ran = run("record", *FACT, "--dry-run", "--root", sound, *AS_OF)
    assert (ran.code, "can't be read" in ran.err, "title: News" in ran.out) == (code, code == 2, code == 0)


@pytest.mark.parametrize(("count", "rules"), [(19_000, {"S02"}), (21_000, {"F03"})])
def test_beyond_a_number_of_mistakes_a_file_is_not_read(count: int, rules: set[str]) -> None:
    lines = "".join(f"key{number}: 1\n" for number in range(count))
    source = open_source("milestones.yaml", f"schema: talentpilot/milestones/1\nmilestones: []\n{lines}".encode())
    record = read_as(source, MilestonesFile, "talentpilot/milestones/1")
    assert {fault.rule for fault in source.faults} == rules
    assert (record is None, source.readable, source.problems) == (rules == {"F03"}, rules == {"S02"}, [])


@pytest.mark.slow
def test_twenty_thousand_pieces_of_evidence(run: Run, sound: Path) -> None:
    fields = "title: x, kind: document, date: 2026-01-20, access: internal"
    form = f"  - {{{{id: E{{0}}, {fields}, url: 'https://example.org/{{0}}'}}}}\n"
    append(sound, "pilot.yaml", (form.format(number) for number in range(10, 20_010)))
    assert run("record", *FACT, "--dry-run", "--root", sound, *AS_OF).code == 0
    assert "keys in order in 20000 places" in run("fmt", "--check", "--root", sound).out


@pytest.mark.slow
def test_thirty_thousand_milestones(run: Run, sound: Path) -> None:
    form = "  - {{id: M{0}, title: x, owner: yx-hrss, due: 2026-06-30, weight: 1}}\n"
    append(sound, "milestones.yaml", (form.format(number) for number in range(10, 30_010)))
    assert run("fmt", "--check", "--root", sound).code == 0
    assert run("status", "--root", sound, *AS_OF).code in (0, 1)


@pytest.mark.slow
def test_a_mapping_for_twenty_thousand_columns(run: Run, sound: Path, tmp_path: Path) -> None:
    book = tmp_path / "wide.csv"
    book.write_text("".join(f"c{number}," for number in range(20_000)) + "\n" + "1," * 20_000, "utf-8")
    ran = run("import", "--suggest", book, "--root", sound)
    assert (ran.code, ran.out.count("ignore # ?")) == (0, 20_000)


@pytest.mark.parametrize(
    "line", ["[" * 400_000, "[ #" * 400_000, "[ # ]" * 200_000, "， a" * 400_000, "- [ " * 400_000]
)
def test_a_line_that_is_no_yaml_is_refused_at_once_however_long(line: str) -> None:
    source = open_source("programme.yaml", f"a:\n{line}".encode())
    assert [problem.rule for problem in source.problems] == ["F03"]
