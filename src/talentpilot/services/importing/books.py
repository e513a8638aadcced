"""Import old books by a mapping: read every sheet, plan every pilot, check, and write what is sound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem
from talentpilot.exchange.import_tables.grid import BookGrid, CsvForm
from talentpilot.exchange.import_tables.rows import find_headings, heading_form, unlike
from talentpilot.model.scalars import name_form
from talentpilot.services.importing.edits import WantedPilot
from talentpilot.services.importing.mapping import SheetPlan, read_mapping
from talentpilot.services.importing.pilots import (
    check_pilots,
    known_titles,
    plan_pilot,
    values_named,
    with_organizations,
    write_pilots,
)
from talentpilot.services.importing.reading import SheetReader
from talentpilot.services.importing.result import ImportResult, ImportRun
from talentpilot.services.importing.values import Organizations, ValueReader
from talentpilot.services.ledger import OpenLedger
from talentpilot.suggestions import nearest


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is imported, and how: `partial` leaves out what can't be taken instead of the whole pilot."""

    mapping: Path
    files: tuple[Path, ...]
    dry_run: bool = False
    partial: bool = False


@dataclass(slots=True)
class _BookImport(ImportRun):
    """An import by a mapping, with the pilots that the old books describe."""

    values: ValueReader
    pilots: dict[str, WantedPilot] = field(default_factory=dict)
    _titles: dict[str, str] | None = None

    def pilot_id(self, prefix: str, title: str) -> str:
        """Return the id of a pilot by its title, or the next number behind the prefix."""
        if self._titles is None:
            self._titles = {name_form(one): name for one, name in known_titles(self.ledger).items()}
        form = name_form(title)
        if form not in self._titles:
            taken = {*self.ledger.pilot_ids, *self._titles.values()}
            number = 1
            while f"{prefix}{number:02d}" in taken:
                number += 1
            self._titles[form] = f"{prefix}{number:02d}"
        return self._titles[form]


def import_books(ledger: OpenLedger, request: ImportRequest) -> ImportResult:
    """Take old books over into the ledger, each pilot whole or not at all.

    Raises:
        UsageProblem: the mapping has mistakes, or a file does not exist.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        StorageProblem: the disk refuses; what was written of earlier pilots stays.
    """
    running = _BookImport(ledger, ValueReader(ledger, Organizations(ledger.programme)))
    plans = read_mapping(request.mapping, running.values.named)
    for path in request.files:
        _read_file(running, plans, path)
    added = running.values.organizations.added
    config = with_organizations(ledger, added.values())
    stopped = running.stopped or (running.coverage.unexplained > 0 and not request.partial)
    planned = [] if running.stopped else [plan_pilot(ledger, config, one) for one in running.pilots.values()]
    for one in planned:
        one.refused = one.refused or (bool(one.problems) and not request.partial)
    check_pilots(ledger, config, planned)
    if stopped:
        for one in planned:
            one.refused = True
    kept = {value for one in planned if not one.refused for value in values_named(running.pilots[one.id])}
    needed = tuple(item for name, item in added.items() if name in kept)
    if not request.dry_run:
        write_pilots(ledger, planned, needed)
    return running.result(request.files, planned, stopped=stopped, dry_run=request.dry_run, organizations=needed)


def _read_file(running: _BookImport, plans: Sequence[SheetPlan], path: Path) -> None:
    rule = next((one.rule for one in plans if not one.rule.ignore), None)
    grids = running.grids(path, CsvForm(rule.encoding, rule.delimiter) if rule is not None else CsvForm())
    for name in _absent(plans, grids) if grids else ():
        said = Message.of("the file has no sheet {sheet}", sheet=name)
        running.problems.append(
            CellProblem(CellPlace(str(path)), said, nearest(name, tuple(grid.title for grid in grids)))
        )
        running.stopped = True
    for grid, plan in _chosen(plans, grids):
        _read_sheet(running, grid, plan)


def _chosen(plans: Sequence[SheetPlan], grids: Sequence[BookGrid]) -> Iterator[tuple[BookGrid, SheetPlan | None]]:
    """Yield each sheet with the first plan that fits it; empty sheets are passed over."""
    for number, grid in enumerate(grids, 1):
        if grid.cells:
            fitting = (one for one in plans if _fits(one, grid, number, len(grids)))
            yield grid, next(fitting, None)


def _fits(plan: SheetPlan, grid: BookGrid, number: int, sheets: int) -> bool:
    name = plan.rule.sheet
    by_name = heading_form(name) == heading_form(grid.title)
    is_csv = sheets == 1 and grid.file.lower().endswith((".csv", ".tsv", ".txt"))
    return name == "*" or name == str(number) or by_name or (is_csv and not plan.rule.ignore)


def _absent(plans: Sequence[SheetPlan], grids: Sequence[BookGrid]) -> Iterator[str]:
    """Yield the names of sheets that no file has."""
    for plan in plans:
        found = any(_fits(plan, grid, number, len(grids)) for number, grid in enumerate(grids, 1))
        if not found and not plan.rule.ignore:
            yield plan.rule.sheet


def _read_sheet(running: _BookImport, grid: BookGrid, plan: SheetPlan | None) -> None:
    coverage, place = running.sheet(grid), CellPlace(grid.file, grid.title)
    if plan is None:
        said = Message("the mapping says nothing of this sheet")
        advice = Message("map it, or write - {sheet: NAME, ignore: true}")
        coverage.unmapped = True
        coverage.rows = {"unexplained": len({row for row, _ in grid.cells}), "read": 0}
        running.problems.append(CellProblem(place, said, advice))
        return
    if plan.rule.ignore:
        coverage.rows = {"ignored": len({row for row, _ in grid.cells})}
        return
    grid = grid.turn() if plan.rule.orientation == "columns" else grid
    header = plan.rule.header
    assert header is not None, "a mapping without it is refused"
    headings = find_headings(grid, header.first, header.rows)
    if headings is None:
        said = Message.of("no row begins with the heading {heading}", heading=header.first)
        advice = Message("name the first filled cell of the heading row in header: first")
        running.stop(grid, CellProblem(place, said, advice))
        return
    strange = unlike(grid, headings, plan.named, plan.explained)
    if strange:
        running.stop(grid, *strange)
        return
    rows = running.sort_rows(grid, headings, plan.rule)
    coverage.mapped = tuple(one.heading for one in plan.columns if not one.rule.ignore)
    coverage.ignored = (*(one.heading for one in plan.columns if one.rule.ignore), *plan.rule.ignored)
    reader = SheetReader(grid, headings, rows, plan, running.values, running.pilot_id, running.pilots, coverage)
    reader.read()
    running.problems += reader.stray
    running.remarks += reader.remarks
