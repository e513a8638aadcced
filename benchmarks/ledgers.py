"""Writes large, sound ledgers for the benchmarks: about 8 kB of YAML a pilot, each with its own unit and figures."""

import re
import shutil
from pathlib import Path

from talentpilot.analysis.seal import seal_of
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

SOUND = Path(__file__).parent.parent / "tests" / "sound"
SEED = "yx-titles-01"
UNIT = "nj-hrss"


def write_ledger(root: Path, pilots: int) -> int:
    """A ledger with that many pilots in `root`; returns the bytes of its pilots' YAML."""
    if root.exists():
        shutil.rmtree(root)
    shutil.copytree(SOUND, root, ignore=shutil.ignore_patterns("pilots"))
    names = [f"yx-titles-{number:04d}" for number in range(1, pilots + 1)]
    _add_units(root / "programme.yaml", [_unit(name) for name in names])
    return sum(_write_pilot(root, name, number) for number, name in enumerate(names))


def _unit(name: str) -> str:
    return name.replace("yx-titles", "unit")


def _add_units(file: Path, units: list[str]) -> None:
    text = file.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if f"id: {UNIT}," in line)
    file.write_text(text.replace(line, "\n".join(line.replace(UNIT, unit) for unit in units)), encoding="utf-8")


def _write_pilot(root: Path, name: str, number: int) -> int:
    folder = root / "pilots" / name
    shutil.copytree(SOUND / "pilots" / SEED, folder)
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace(SEED, name).replace(UNIT, _unit(name))
        text = text.replace("Integrity records in title review", f"Integrity records in title review {number}")
        text = text.replace("职称评审诚信档案试点", f"职称评审诚信档案试点{number}")
        text = re.sub(r"(period: \w+|date: 2025-09-30), value: (\d+)", rf"\1, value: \2.{number + 1:04d}", text)
        file.write_text(text, encoding="utf-8", newline="\n")
    _seal(root, folder)
    return sum(file.stat().st_size for file in folder.rglob("*.yaml"))


def _seal(root: Path, folder: Path) -> None:
    pilot = read_pilot(DiskTree(root), folder.name).pilot
    assert pilot is not None
    file = folder / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    for part, digest in seal_of(pilot).items():
        text = re.sub(rf"^    {part}: [0-9a-f]{{32}}$", f"    {part}: {digest}", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8", newline="\n")
