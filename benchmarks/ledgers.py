"""Writes large ledgers for the benchmarks: copies of one pilot, each with its own units and figures.

`SMALL` is the sound pilot of the tests, 7 kB without a finding; `LARGE` the fullest of the example, 18 kB.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from talentpilot.analysis.seal import seal_of
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

ROOT = Path(__file__).parent.parent
SEED = "yx-titles-01"


@dataclass(frozen=True)
class Seed:
    """The ledger whose pilot is copied, the units that each copy gets anew, and a day on which to look at it."""

    ledger: Path
    units: tuple[str, ...]
    day: str


SMALL = Seed(ROOT / "tests" / "sound", ("nj-hrss",), "2026-03-31")
LARGE = Seed(ROOT, ("nj-hrss", "yx-eng"), "2026-09-30")


def write_ledger(root: Path, pilots: int, seed: Seed = SMALL, first: int = 0) -> int:
    """A ledger with that many pilots in `root`; returns the bytes of its pilots' YAML.

    `first` is the number of the first one: pilots of two ledgers with one number would be the same.
    """
    if root.exists():
        shutil.rmtree(root)
    root.mkdir(parents=True)
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(seed.ledger / name, root)
    names = [f"yx-titles-{number:04d}" for number in range(1, pilots + 1)]
    for unit in seed.units:
        _add_units(root / "programme.yaml", unit, [_own(unit, name) for name in names])
    return sum(_write_pilot(root, seed, name, number) for number, name in enumerate(names, first))


def _own(unit: str, pilot: str) -> str:
    return pilot.replace("yx-titles", unit)


def _add_units(file: Path, unit: str, own: list[str]) -> None:
    text = file.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if f"id: {unit}," in line)
    file.write_text(text.replace(line, "\n".join(line.replace(unit, name) for name in own)), encoding="utf-8")


def _write_pilot(root: Path, seed: Seed, name: str, number: int) -> int:
    folder = root / "pilots" / name
    shutil.copytree(seed.ledger / "pilots" / SEED, folder)
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace(SEED, name)
        for unit in seed.units:
            text = text.replace(unit, _own(unit, name))
        text = re.sub(
            r"^title: \{zh: (.+), en: (.+)\}$", rf"title: {{zh: \g<1>{number}, en: \g<2> {number}}}", text, flags=re.M
        )
        text = re.sub(r"((?:period|date): [\w-]+, value: \d+(?:\.\d)?)(?=[,}])", _figure(number), text)
        file.write_text(text, encoding="utf-8", newline="\n")
    reseal(root, folder)
    return sum(file.stat().st_size for file in folder.rglob("*.yaml"))


def _figure(number: int) -> Callable[[re.Match[str]], str]:
    """Makes each figure that of its pilot: equal series are a finding (X01)."""
    return lambda match: f"{match[0]}{'' if '.' in match[0] else '.'}{number + 1:05d}"


def reseal(root: Path, folder: Path) -> None:
    pilot = read_pilot(DiskTree(root), folder.name).pilot
    assert pilot is not None
    file = folder / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    for part, digest in seal_of(pilot).items():
        text = re.sub(rf"^    {part}: [0-9a-f]{{32}}$", f"    {part}: {digest}", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8", newline="\n")
