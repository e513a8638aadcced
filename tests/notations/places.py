"""Where the lines of a notation stand in the sound ledger, what is read of them, and what is said of them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checking import check_folder
from notations.table import Notation
from rules.overlay import AS_OF, HOME, SOUND, copy_folder
from rules.test_cases import reseal
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

STEP = {"id": "M4", "owner": "yx-hrss", "title": "Mid-term self-assessment", "due": "2026-06-30", "weight": "1"}
STEP_LINE = f"  - {{id: M4, title: {STEP['title']}, owner: yx-hrss, due: 2026-06-30, weight: 1}}\n"
DAY = date(2026, 3, 31)
SERIES = {"value": "I4", "braces": "I4", "baseline": "I4", "period": "I3", "key": "I1", "direction": "I1"}
"""The slots in an indicator."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a file that is replaced: by the lines before, then those of the notation at an indentation."""

    file: str
    instead_of: str
    before: str
    indent: int


def _step(field: str) -> Slot:
    """A field of milestone M4, last among its fields."""
    kept = [f"{name}: {value}\n" for name, value in STEP.items() if name != field]
    return Slot("milestones.yaml", STEP_LINE, "  - " + "    ".join(kept), 4)


SLOTS: dict[str, Slot] = {
    **{name: _step(name) for name in ("id", "title", "due", "weight", "done", "note", "evidence")},
    "value": Slot("outcomes.yaml", "      - {date: 2026-03-31, value: 12}\n", "      - date: 2026-03-31\n", 8),
    "braces": Slot("outcomes.yaml", "      - {date: 2026-03-31, value: 12}\n", "      -\n", 8),
    "period": Slot("outcomes.yaml", "      - {period: 2026Q1, value: 72}\n", "      - value: 72\n", 8),
    "baseline": Slot(
        "outcomes.yaml", "    baseline: {value: 0, date: 2025-06-30}\n    target: {value: 40, ",
        "    baseline:\n      date: 2025-06-30\n", 6,
    ),
    "key": Slot("outcomes.yaml", "    key: true\n", "", 4),
    "direction": Slot("outcomes.yaml", '    unit: "%"\n    direction: increase\n', '    unit: "%"\n', 4),
    "documents": Slot("outcomes.yaml", "    documents: [云人社发〔2025〕12号]\n", "", 4),
}  # fmt: skip


def lay(notation: Notation, root: Path) -> int:
    """Write the sound ledger with the notation in its slot; returns the number of the line before it."""
    slot = SLOTS[notation.slot]
    copy_folder(SOUND, root)
    file = root / HOME / slot.file
    text = file.read_text(encoding="utf-8")
    assert text.count(slot.instead_of) == 1, slot
    lines = [_indented(line, slot.indent) for line in notation.written.split("\n")]
    rest = "    target: {value: 40, " if notation.slot == "baseline" else ""
    before = text.partition(slot.instead_of)[0] + slot.before
    after = "".join(f"{line}\n" for line in lines) + rest
    file.write_bytes(text.replace(slot.instead_of, slot.before + after).encode("utf-8"))
    reseal(root, HOME)
    return before.count("\n")


def _indented(line: str, indent: int) -> str:
    """The line at its indentation; the marks of a document stand at the margin."""
    return line if not line or line in ("---", "...") else " " * indent + line


Said = tuple[str, int, int]
"""Rule, line and column, counted from the beginning of the notation."""


def said_of(notation: Notation, root: Path) -> tuple[list[Said], str | None]:
    """What `validate` says of the ledger with the notation, and the value that is read, as text."""
    above = lay(notation, root)
    found = check_folder(root, AS_OF, today=AS_OF).diagnostics
    said = [(item.rule, item.location.line - above, item.location.column) for item in found]
    pilot = read_pilot(DiskTree(root), "yx-titles-01", root).pilot
    return said, _as_text(_read(pilot, notation.slot) if pilot is not None else None)


def _read(pilot: Pilot, slot: str) -> object:
    """The value in a slot, or None where the item around it was left out."""
    if slot == "documents":
        return pilot.practices[0].documents if pilot.practices else None
    if slot not in SERIES:
        step = next((item for item in pilot.milestones if item.id == STEP["id"]), None)
        return getattr(step, slot, None)
    indicator = next((item for item in pilot.indicators if item.id == SERIES[slot]), None)
    if indicator is None or slot in ("key", "direction"):
        return getattr(indicator, slot, None)
    if slot == "baseline":
        return getattr(indicator.baseline, "value", None)
    last = next((item for item in indicator.observations if item.day == DAY), None)
    return getattr(last, "period" if slot == "period" else "value", None)


def _as_text(value: object) -> str | None:
    if isinstance(value, Text):
        return value.plain or value.zh or value.en
    if isinstance(value, tuple):
        return "|".join(str(item) for item in value) or None
    return None if value is None else str(value)


def place_of(notation: Notation) -> tuple[int, int]:
    """Line and column at which the first finding stands, counted like those of `said_of`."""
    written, wanted = notation.written, notation.at
    if wanted == "^":
        offset = len(written) - len(written.lstrip(" "))
    elif wanted:
        offset = written.index(wanted)
    else:
        offset = written.index(":") + 1
        offset += len(written[offset:]) - len(written[offset:].lstrip())
    line = written.count("\n", 0, offset)
    start = written.rfind("\n", 0, offset) + 1
    margin = 0 if written[start : start + 3] in ("---", "...") else SLOTS[notation.slot].indent
    return line + 1, offset - start + margin + 1
