"""A ledger without pilots, for imports, and what an import says."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from talentpilot.services.importing.books import ImportRequest, import_books
from talentpilot.services.importing.observations import ObservationRequest, import_observations
from talentpilot.services.importing.result import ImportResult
from talentpilot.services.ledger import OpenLedger, open_ledger

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 4, 15)


def empty_ledger(folder: Path) -> Path:
    """Return a ledger with the example's programme and catalogue, whose titles may stand in one language."""
    root = folder / "ledger"
    (root / "pilots").mkdir(parents=True)
    lines = (ROOT / "programme.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("languages:"))
    (root / "programme.yaml").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "catalogue.yaml", root)
    return root


def opened(root: Path) -> OpenLedger:
    return open_ledger(root, clock=lambda _: TODAY)


def take_over(root: Path, mapping: Path, *files: Path, dry_run: bool = False, partial: bool = False) -> ImportResult:
    return import_books(opened(root), ImportRequest(mapping, files, dry_run, partial))


def observe(root: Path, *files: Path, dry_run: bool = False, correct: bool = False) -> ImportResult:
    return import_observations(opened(root), ObservationRequest(files, dry_run, correct))


def said(result: ImportResult) -> list[str]:
    """Return every problem as one line: cell, text."""
    every = (*result.problems, *(one for pilot in result.pilots for one in pilot.problems))
    return [f"{one.place.cell} {one.message}" for one in every]


def cells(result: ImportResult) -> set[str]:
    """Return the cells that are told."""
    return {line.partition(" ")[0] for line in said(result)}


def contents(root: Path) -> dict[str, bytes]:
    """Return every file of a ledger."""
    files: Iterable[Path] = (one for one in sorted(root.rglob("*")) if one.is_file())
    return {one.relative_to(root).as_posix(): one.read_bytes() for one in files}
