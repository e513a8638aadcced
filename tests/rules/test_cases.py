"""Small ledgers with `# expect: M02` on the offending lines: what is said, and where, is exactly that.

A folder of tests/cases is laid over the sound ledger. Its files stand where they would below the sound pilot, or at the
root (programme.yaml, catalogue.yaml, pilots/…). A file that says `schema:` is taken whole; to any other, the sections
that it lacks are added below from the sound file, so that line numbers stay. `case.txt` may say:

    as of 2027-07-15                                          the day of the check
    copied pilots/yx-titles-02                                another pilot, at first a copy of the sound one
    gone outcomes.yaml                                        the file is taken away
    encoded milestones.yaml gb18030                           the file is written in that encoding
    expect pilots/yx-titles-01/outcomes.yaml:1 F07            where no mark can stand
    sealed as written                                         the seal is not made anew
    compared                                                  the sound ledger is committed first, as the base
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from checking import check_folder
from repository import new_repository
from rules.overlay import AS_OF, HOME, SOUND, base_of, copy_folder, load, place_of
from talentpilot.analysis.seal import seal_of
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.rule import RuleScope
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

CASES = Path(__file__).parent.parent / "cases"
FOLDERS = sorted(item for item in CASES.iterdir() if item.is_dir())
_MARK = re.compile(r"# expect: ([A-Z]\d\d(?:, [A-Z]\d\d)*)\s*$")
_SECTION = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)
_SEAL = re.compile(r"^  seal:\n(?:    .*\n)+", re.MULTILINE)

Heard = set[tuple[str, int, str]]
"""File, line and rule of each finding."""


@dataclass
class Case:
    """A case laid out in a folder: the day, the pilots, what is expected."""

    root: Path
    as_of: date = AS_OF
    homes: list[str] = field(default_factory=lambda: [HOME])
    expected: Heard = field(default_factory=set)
    resealed: bool = True


def lay_case(folder: Path, root: Path) -> Case:
    copy_folder(SOUND, root)
    case = Case(root)
    notes = folder / "case.txt"
    orders = [line.split(" ") for line in notes.read_text("utf-8").splitlines() if line] if notes.exists() else []
    if ["compared"] in orders:
        new_repository(root).commit()
    for words in orders:
        if words[0] == "copied":
            copy_folder(SOUND / HOME, root / words[1])
            case.homes.append(words[1])
    for file in sorted(item for item in folder.rglob("*") if item.is_file() and item != notes):
        _lay_file(file, place_of(file.relative_to(folder).as_posix()), case)
    for words in orders:
        _obey(words, case)
    return case


def _lay_file(file: Path, place: str, case: Case) -> None:
    text = re.sub(r"<U\+([0-9A-F]{4})>", lambda match: chr(int(match[1], 16)), file.read_text("utf-8"))
    target = case.root / place
    for number, line in enumerate(text.split("\n"), 1):
        if match := _MARK.search(line):
            case.expected |= {(place, number, rule) for rule in match[1].split(", ")}
    if target.exists() and _SECTION.search(text) and "schema:" not in text:
        keys = {section.split(":")[0] for section in _SECTION.split(text)}
        below = _SECTION.split(target.read_text("utf-8"))
        text += "".join(section for section in below if section and section.split(":")[0] not in keys)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode("utf-8"))


def _obey(words: list[str], case: Case) -> None:
    match words:
        case ["as", "of", day]:
            case.as_of = date.fromisoformat(day)
        case ["gone", file]:
            (case.root / place_of(file)).unlink()
        case ["encoded", file, codec]:
            place = case.root / place_of(file)
            place.write_bytes(place.read_text("utf-8").encode(codec))
        case ["expect", place, rule]:
            path, line = place.rsplit(":", 1)
            case.expected.add((path, int(line), rule))
        case ["sealed", "as", "written"]:
            case.resealed = False
        case ["copied", _] | ["compared"]:
            pass
        case _:
            pytest.fail(f"case.txt: {' '.join(words)}")


def reseal(root: Path, home: str) -> None:
    """Write the seal anew on one line, and blank lines below it, so that no line moves."""
    file = root / home / "pilot.yaml"
    pilot = read_pilot(DiskTree(root), home.split("/")[1]).pilot if file.exists() else None
    if pilot is None or (match := _SEAL.search(text := file.read_text("utf-8"))) is None:
        return
    old = load(match[0])["seal"]
    lost = {part for part in old if part in pilot.unreadable_ids or not pilot.complete}
    seal = {part: old[part] for part in lost} | seal_of(pilot, old)
    flow = "{" + ", ".join(f"{part}: {mark}" for part, mark in seal.items()) + "}"
    below = "\n" * (match[0].count("\n") - 1)
    file.write_bytes(text.replace(match[0], f"  seal: {flow}\n{below}").encode("utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=[item.name for item in FOLDERS])
def test_what_is_said_is_what_is_marked(folder: Path, tmp_path: Path) -> None:
    case = lay_case(folder, tmp_path)
    if case.resealed:
        for home in case.homes:
            reseal(tmp_path, home)
    found = check_folder(tmp_path, case.as_of, today=case.as_of, base=base_of(tmp_path)).diagnostics
    heard = {(item.location.path, item.location.line, item.rule): str(item.message) for item in found}
    missing = sorted(case.expected - heard.keys())
    unexpected = sorted((place, text) for place, text in heard.items() if place not in case.expected)
    assert not missing, f"not said: {missing}; said besides: {unexpected}"
    assert not unexpected, f"said, but not marked: {unexpected}"


def test_every_rule_has_a_case() -> None:
    named = {item.name.split("-")[0] for item in FOLDERS}
    without = sorted({rule.id for rule in ALL_RULES if rule.scope is not RuleScope.FEDERATION} - named)
    assert not without, f"add a folder to tests/cases for: {without}"
    assert named <= BY_ID.keys(), f"folders for no rule: {sorted(named - BY_ID.keys())}"
