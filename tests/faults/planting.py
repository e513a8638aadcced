"""Plants each fault in each pilot of the example ledger, asks `validate`, and counts what was found, and where."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from checking import check_folder
from faults import (
    in_files,
    in_filings,
    in_indicators,
    in_milestones,
    in_plans,
    in_records,
    in_reports,
    in_series,
    in_shapes,
)
from faults.site import DAY, FAULTS, Fault, Mark, Site
from rules.test_cases import reseal
from talentpilot.diagnostics import Diagnostic

FAMILIES = (
    in_files, in_shapes, in_plans, in_milestones, in_indicators, in_series, in_filings, in_records, in_reports,
)  # fmt: skip
"""The modules that register faults when they are imported."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What came of one fault in one pilot."""

    rule: str
    fault: str
    pilot: str
    expected: Mark
    found: bool
    at_line: bool
    said: tuple[str, ...]


def lay_example(folder: Path) -> Path:
    """A copy of the example ledger to spoil."""
    root = folder / "ledger"
    root.mkdir()
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "pilots", root / "pilots")
    return root


def pilots(root: Path) -> list[str]:
    return sorted(item.name for item in (root / "pilots").iterdir())


def plant_all(root: Path, chosen: list[Fault], names: list[str]) -> Iterator[Outcome]:
    """Every fault in every pilot in which it can be planted; the ledger is as before after each."""
    before: dict[tuple[str, bool], list[Diagnostic]] = {}
    for name in names:
        for fault in chosen:
            key = (name if not fault.whole else "", fault.is_today)
            site = Site(root, name)
            mark = fault.plant(site)
            if mark is None:
                continue
            if key not in before:
                before[key] = _ask(root, name, replace(fault, day=DAY))
            with_fault = _with_fault(root, site, fault)
            new = _said(with_fault, fault.rule) - _said(before[key], fault.rule)
            places = {place for place, _ in new}
            said = tuple(f"{place.file}:{place.line} {text}" for place, text in sorted(new, key=str))
            found = any(place.file == mark.file for place in places)
            yield Outcome(fault.rule, fault.name, name, mark, found, mark in places, said)


def _said(items: list[Diagnostic], rule: str) -> set[tuple[Mark, str]]:
    return {(Mark(item.location.path, item.location.line), str(item.message)) for item in items if item.rule == rule}


def _ask(root: Path, name: str, fault: Fault) -> list[Diagnostic]:
    only = () if fault.whole else (name,)
    return list(check_folder(root, fault.day, today=fault.day if fault.is_today else None, only=only).diagnostics)


def _with_fault(root: Path, site: Site, fault: Fault) -> list[Diagnostic]:
    changes: dict[str, bytes | None] = {draft.file: draft.text.encode() for draft in site.drafts.values()}
    changes |= site.extra
    kept = {name: (root / name).read_bytes() if (root / name).is_file() else None for name in changes}
    kept.setdefault(f"{site.home}/pilot.yaml", (root / site.home / "pilot.yaml").read_bytes())
    try:
        for other in site.copied:
            shutil.copytree(root / site.home, root / "pilots" / other)
        _write(root, changes)
        if fault.reseal:
            reseal(root, site.home)
        return _ask(root, site.name, fault)
    finally:
        for other in site.copied:
            shutil.rmtree(root / "pilots" / other)
        _write(root, {name: data for name, data in kept.items() if not name.startswith(_copies(site))})


def _copies(site: Site) -> tuple[str, ...]:
    return tuple(f"pilots/{other}/" for other in site.copied)


def _write(root: Path, files: Mapping[str, bytes | None]) -> None:
    for name, data in files.items():
        if data is None:
            (root / name).unlink(missing_ok=True)
        else:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)


__all__ = ["FAULTS", "Outcome", "lay_example", "pilots", "plant_all"]
