"""Import old books by a mapping: read every sheet, plan every pilot, check, and write what is sound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import TalentpilotError, UsageProblem
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.exchange.import_tables.grid import BookGrid
from talentpilot.exchange.import_tables.headings import find_headings, heading_form, unlike
from talentpilot.exchange.import_tables.opening import CsvForm, open_book
from talentpilot.exchange.import_tables.rows import loose_cells, sort_rows
from talentpilot.services.importing.coverage import Coverage, SheetCoverage, row_counts
from talentpilot.services.importing.mapping import SheetPlan, read_mapping
from talentpilot.services.importing.objects import WantedPilot
from talentpilot.services.importing.organizations import Organizations, name_form
from talentpilot.services.importing.pilots import (
    check_pilots,
    known_titles,
    plan_pilot,
    values_named,
    with_organizations,
    write_pilots,
)
from talentpilot.services.importing.reading import SheetReader
from talentpilot.services.importing.result import ImportResult
from talentpilot.services.importing.values import ValueReader
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
class _BookImport:
    """One import while it runs."""

    ledger: OpenLedger
    request: ImportRequest
    values: ValueReader
    pilots: dict[str, WantedPilot] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    sheets: list[SheetCoverage] = field(default_factory=list)
    stopped: bool = False
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
    running = _BookImport(ledger, request, ValueReader(ledger, Organizations(ledger.programme)))
    plans = read_mapping(request.mapping, running.values.named)
    for path in request.files:
        _read_file(running, plans, path)
    coverage = Coverage(tuple(running.sheets))
    added = running.values.organizations.added
    config = with_organizations(ledger, added.values())
    stopped = running.stopped or (coverage.unexplained > 0 and not request.partial)
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
    return ImportResult(
        tuple(map(str, request.files)), tuple(planned), needed,
        tuple(running.problems), tuple(running.remarks), coverage, stopped, not request.dry_run,
    )  # fmt: skip


def _read_file(running: _BookImport, plans: Sequence[SheetPlan], path: Path) -> None:
    if not path.is_file():
        raise UsageProblem("{path} does not exist", help="name a workbook (.xlsx) or a CSV file", path=path)
    rule = next((one.rule for one in plans if not one.rule.ignore), None)
    form = CsvForm(rule.encoding, rule.delimiter) if rule is not None else CsvForm()
    try:
        book = open_book(path, form)
    except TalentpilotError as problem:
        running.problems.append(CellProblem(CellPlace(str(path)), problem.message, problem.help))
        running.stopped = True
        return
    running.remarks += book.remarks
    chosen = list(_chosen(plans, book.grids))
    for name in _absent(plans, book.grids):
        said = Message.of("the file has no sheet {sheet}", sheet=name)
        titles = tuple(grid.title for grid in book.grids)
        running.problems.append(CellProblem(CellPlace(str(path)), said, nearest(name, titles)))
        running.stopped = True
    for grid, plan in chosen:
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
    coverage = SheetCoverage(grid.file, grid.title)
    running.sheets.append(coverage)
    if plan is None or plan.rule.ignore:
        filled = len({row for row, _ in grid.cells})
        coverage.unmapped = plan is None
        coverage.rows = {"ignored": filled} if plan is not None else {"unexplained": filled, "read": 0}
        if plan is None:
            place = CellPlace(grid.file, grid.title)
            said = Message("the mapping says nothing of this sheet")
            advice = Message("map it, or write - {sheet: NAME, ignore: true}")
            running.problems.append(CellProblem(place, said, advice))
        return
    grid = grid.turn() if plan.rule.orientation == "columns" else grid
    header = plan.rule.header
    assert header is not None, "a mapping without it is refused"
    headings = find_headings(grid, header.first, header.rows)
    if headings is None:
        said = Message.of("no row begins with the heading {heading}", heading=header.first)
        advice = Message("name the first filled cell of the heading row in header: first")
        running.problems.append(CellProblem(CellPlace(grid.file, grid.title), said, advice))
        _leave_unread(running, coverage, grid)
        return
    strange = unlike(grid, headings, plan.named, plan.explained)
    if strange:
        running.problems += strange
        _leave_unread(running, coverage, grid)
        return
    rows = sort_rows(grid, headings, plan.rule)
    loose = loose_cells(grid, headings, rows)
    running.problems += loose
    coverage.rows = row_counts(rows, loose)
    for row, rule in rows.skipped.items():
        coverage.skipped.setdefault(rule, []).append(row)
    coverage.mapped = tuple(one.heading for one in plan.columns if not one.rule.ignore)
    coverage.ignored = (*(one.heading for one in plan.columns if one.rule.ignore), *plan.rule.ignored)
    reader = SheetReader(grid, headings, rows, plan, running.values, running.pilot_id, running.pilots, coverage)
    reader.read()
    running.problems += reader.stray
    running.remarks += reader.remarks


def _leave_unread(running: _BookImport, coverage: SheetCoverage, grid: BookGrid) -> None:
    """Stop at a sheet whose layout is not that of the mapping: none of its rows is explained."""
    coverage.rows = {"unexplained": len({row for row, _ in grid.cells}), "read": 0}
    coverage.unmapped = running.stopped = True
