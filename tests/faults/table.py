"""Writes docs/planted-faults.md: how many faults were planted in the example ledger, and how many were found.

python tests/faults/table.py        plants every fault in every pilot, which takes some minutes
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults.planting import FAULTS, ROOT, Outcome, lay_example, pilots, plant_all
from talentpilot.rules import BY_ID

PAGE = ROOT / "docs" / "planted-faults.md"
HEAD = """# Planted faults

<!-- Written by `python tests/faults/table.py`; do not edit. -->

{kinds} kinds of mistake, at least one for each rule that looks at one state of the ledger, are planted into every
pilot of the example ledger in which they can be made: by a change of the YAML text, with the seal of the plan renewed
unless the fault is about the seal. `validate` then has to report the rule at the line of the fault (found by a
different YAML reader). The functions are in `tests/faults/in_*.py`; the slow tests plant them all.

Not planted: {unplanted} (they compare with a revision of git; `tests/cases` and the tests of `--base` cover them).
"""


def row(name: str, outcomes: Iterable[Outcome], kinds: int | None = None) -> str:
    """One line of a table: planted, found, found at the right line."""
    some = list(outcomes)
    numbers = (len(some), sum(one.found for one in some), sum(one.at_line for one in some))
    first = () if kinds is None else (kinds,)
    return f"| {name} | {' | '.join(str(number) for number in (*first, *numbers))} |"


def page(outcomes: list[Outcome]) -> str:
    """The whole page."""
    kinds = Counter(fault.rule for fault in FAULTS)
    unplanted = ", ".join(sorted(BY_ID.keys() - kinds.keys())) or "none"
    parts = [HEAD.format(kinds=len(FAULTS), unplanted=unplanted)]
    parts += ["| pilot | planted | found | at its line |", "|---|---:|---:|---:|"]
    names = sorted({one.pilot for one in outcomes})
    parts += [row(name, (one for one in outcomes if one.pilot == name)) for name in names]
    parts += [
        row("**all**", outcomes),
        "",
        "| rule | kinds | planted | found | at its line |",
        "|---|---:|---:|---:|---:|",
    ]
    for rule, number in sorted(kinds.items()):
        parts.append(row(f"{rule} {BY_ID[rule].name}", (one for one in outcomes if one.rule == rule), number))
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        root = lay_example(Path(folder))
        done = list(plant_all(root, FAULTS, pilots(root)))
    PAGE.write_text(page(done), encoding="utf-8", newline="\n")
    missed = [one for one in done if not one.at_line]
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {len(done)} planted, {len(missed)} missed\n")
