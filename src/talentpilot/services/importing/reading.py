"""Read the rows of a sheet into objects, cell by cell, and report each cell that can't be read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import NO_HELP, CellPlace, CellProblem, CellRemark
from talentpilot.exchange.cell_values import CellAnswer, written
from talentpilot.exchange.import_tables.grid import BookGrid
from talentpilot.exchange.import_tables.rows import Headings, SheetRecord, SortedRows, heading_form, records
from talentpilot.exchange.workbooks import EMPTY, Cell
from talentpilot.model.import_mapping import ColumnRule
from talentpilot.model.scalars import FILE_ID, INNER_ID, name_form
from talentpilot.services.importing.edits import WantedObject, WantedPilot
from talentpilot.services.importing.mapping import FILLED, ColumnPlan, ObjectPlan, SheetPlan
from talentpilot.services.importing.result import SheetCoverage, column_sum
from talentpilot.services.importing.targets import KINDS, TargetField, target_of
from talentpilot.services.importing.values import ValueReader, claimed, day_or_period
from talentpilot.suggestions import nearest

PilotIds = Callable[[str, str], str]
"""Returns the id of a pilot by its prefix and title: a known one, or the next number."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The value of a field in a row, and its cell."""

    target: TargetField
    value: Any
    place: CellPlace


@dataclass(slots=True)
class _RecordReading:
    """A record while it is read: the values found, what can't be taken, and how many cells are what."""

    record: SheetRecord
    found: list[_Found] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    used: set[CellPlace] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    spoiled: bool = False

    def values(self, kind: str) -> list[_Found]:
        """Return the values of one kind of object."""
        return [one for one in self.found if one.target.kind == kind]


@dataclass(slots=True)
class SheetReader:
    """Reads one sheet; objects are added to `pilots`."""

    grid: BookGrid
    headings: Headings
    rows: SortedRows
    plan: SheetPlan
    values: ValueReader
    pilot_ids: PilotIds
    pilots: dict[str, WantedPilot]
    coverage: SheetCoverage
    remarks: list[CellRemark] = field(default_factory=list)
    stray: list[CellProblem] = field(default_factory=list)
    _sums: dict[str, list[Fraction]] = field(default_factory=dict)
    _reported: set[tuple[CellPlace, str]] = field(default_factory=set)

    def read(self) -> None:
        """Read every record."""
        across = {heading_form(name) for one in self.plan.objects for name in one.rule.across.values()}
        columns = [one for one in self.plan.columns if heading_form(one.heading) not in across]
        for record in records(self.grid, self.headings, self.rows, self.plan.rule):
            row = _RecordReading(record)
            for column in columns:
                self._read_column(row, column)
            self._check(row, columns)
            self._build(row)
        self.coverage.sums = [
            column_sum(self.grid, self.headings, self.rows, name, values) for name, values in self._sums.items()
        ]

    def _cell(self, row: _RecordReading, heading: str) -> tuple[Cell, CellPlace]:
        found = row.record.cells[heading_form(heading)]
        return found.cell, self.grid.place(found.row, found.column)

    def _read_column(self, row: _RecordReading, column: ColumnPlan) -> None:
        if not column.targets:
            self.coverage.cells["checked" if column.check is not None else "ignored"] += 1
            return
        cell = row.record.cells[heading_form(column.heading)]
        if cell.problem is not None:
            self._refuse(row, replace(cell.problem, target=column.targets[0].name), column.targets)
            return
        answers = [(target, self.values.read(target, column, cell.cell, self.plan.rule)) for target in column.targets]
        self._take(row, column, answers)

    def _take(
        self, row: _RecordReading, column: ColumnPlan, answers: Sequence[tuple[TargetField, CellAnswer[Any]]]
    ) -> None:
        """Note the values of a cell, or that it can't be taken."""
        cell, place = self._cell(row, column.heading)
        refused = next(((target, one) for target, one in answers if one.problem is not None), None)
        if refused is not None:
            target, answer = refused
            assert answer.problem is not None
            self._refuse(
                row, CellProblem(place, answer.problem, answer.help, written(cell), target.name), column.targets
            )
            return
        filled = any(one.value is not None for _, one in answers)
        self.coverage.cells["read" if filled else "empty"] += 1
        self.remarks += [CellRemark(place, said) for _, one in answers for said in one.remarks]
        for target, answer in answers:
            if answer.value is not None:
                row.found.append(_Found(target, answer.value, place))
                self._count(target, column, answer.value)
                row.found += self._implied(target, column.rule, cell, place)

    def _refuse(self, row: _RecordReading, problem: CellProblem, targets: Sequence[TargetField] = ()) -> None:
        self.coverage.cells["refused"] += 1
        row.problems.append(problem)
        row.refused.update(one.name for one in targets)

    def _count(self, target: TargetField, column: ColumnPlan, value: Any) -> None:
        if target.sort in ("number", "whole"):
            times = Fraction(column.rule.times or 1)
            self._sums.setdefault(column.heading, []).append(Fraction(value) / times)

    def _implied(self, target: TargetField, rule: ColumnRule, cell: Cell, place: CellPlace) -> Iterator[_Found]:
        """Yield what a filled cell says besides its value: when a forecast was stated, and a unit."""
        if rule.stated is not None and target.path[0] == "forecasts":
            yield _Found(target_of(f"{target.kind}.forecasts.stated"), rule.stated, place)
        unit = self.values.unit(rule, cell) if rule.unit is not None else None
        if unit is not None:
            yield _Found(target_of("indicator.unit"), unit, place)

    def _check(self, row: _RecordReading, columns: Sequence[ColumnPlan]) -> None:
        """Compare the columns that must agree; a row that contradicts itself is not read."""
        for column in columns:
            if column.check is None:
                continue
            cell, place = self._cell(row, column.heading)
            if self.values.is_nothing(cell, self.plan.rule) and not column.rule.values.get(""):
                continue
            said = claimed(cell, column.rule)
            other = next((one for one in row.found if one.target == column.check), None)
            if said.problem is not None:
                self._refuse(row, CellProblem(place, said.problem, said.help, written(cell), column.check.name))
            elif not self._agrees(column, str(said.value), other, cell):
                seen = other.value if other is not None else Message("nothing")
                text = Message.of("{value} here, and {name} says {other}", value=written(cell),
                                  name=column.check.name, other=seen)  # fmt: skip
                advice = Message("correct the one that is wrong")
                self._refuse(row, CellProblem(place, text, advice, written(cell), column.check.name))
                row.spoiled = True

    def _agrees(self, column: ColumnPlan, said: str, other: _Found | None, cell: Cell) -> bool:
        if said in FILLED:
            return (other is not None) == (said == "filled")
        assert column.check is not None
        meant = self.values.read(column.check, column, cell, self.plan.rule)
        return other is not None and meant.value == other.value

    def _build(self, row: _RecordReading) -> None:
        """Make the objects of a row, each below the one that holds it."""
        pilot = self._pilot(row)
        if pilot is not None and not row.spoiled:
            made: dict[str, WantedObject] = {"pilot": pilot.object}
            for plan in self.plan.objects:
                self._object(row, pilot, plan, made)
            self._lost(row)
        problems = [one for one in row.problems if self._is_new(one)]
        (self.stray if pilot is None else pilot.problems).extend(problems)
        if pilot is not None:
            pilot.refused |= row.refused
        self.coverage.refused += problems

    def _is_new(self, problem: CellProblem) -> bool:
        """Return whether a problem is new: a cell that is filled down is read once for each row."""
        seen = problem.place, str(problem.message)
        is_new = seen not in self._reported
        self._reported.add(seen)
        return is_new

    def _pilot(self, row: _RecordReading) -> WantedPilot | None:
        """Return the pilot of a row, with the fields that the row gives it."""
        plan = self.plan.object("pilot")
        assert plan is not None, "a mapping without it is refused"
        key, place = self._key(row, plan)
        identifier = self._pilot_id(row, plan, key, place)
        if identifier is None:
            return None
        if identifier not in self.pilots:
            made = WantedObject("pilot", place, key, id=identifier)
            self.pilots[identifier] = WantedPilot(identifier, made)
        pilot = self.pilots[identifier]
        self._fill(row, pilot.object, plan, row.values("pilot"))
        return pilot

    def _key(self, row: _RecordReading, plan: ObjectPlan) -> tuple[str, CellPlace]:
        """Return what an object is known by, and the cell that says it; without a key, the place of the row."""
        if plan.rule.key is None:
            first = next((one.column for one in row.record.cells.values() if one.cell is not EMPTY), 1)
            return "", self.grid.place(row.record.number, first)
        cell, place = self._cell(row, plan.rule.key)
        return ("" if self.values.is_nothing(cell, self.plan.rule) else " ".join(written(cell).split())), place

    def _pilot_id(self, row: _RecordReading, plan: ObjectPlan, key: str, place: CellPlace) -> str | None:
        rule = plan.rule.id
        if plan.rule.key is not None and not key:
            self._report(row, place, Message("the row names no pilot"), Message("fill it in, or list it in fill_down"))
            return None
        if isinstance(rule, Mapping):
            return self._mapped_id(row, rule, key, place)
        assert rule is not None, "a mapping without it is refused"
        if heading_form(rule) in self.headings.columns:
            cell, place = self._cell(row, rule)
            return self._own_id(row, " ".join(written(cell).split()).lower(), FILE_ID.fullmatch, place)
        return self.pilot_ids(rule, key) if rule.endswith("-") else rule

    def _mapped_id(self, row: _RecordReading, ids: Mapping[str, str], key: str, place: CellPlace) -> str | None:
        found = next((one for name, one in ids.items() if name_form(name) == name_form(key)), None)
        if found is None:
            said = Message.of("the mapping gives no id for {key}", key=key or "–")
            self._report(row, place, said, nearest(key, tuple(ids)), key)
        return found

    def _own_id(self, row: _RecordReading, text: str, fits: Callable[[str], object], place: CellPlace) -> str | None:
        if fits(text):
            return text
        self._report(row, place, Message.of('"{value}" is not an id', value=text), Message("write it as in M3"), text)
        return None

    def _report(
        self, row: _RecordReading, place: CellPlace, message: Message, help_: Message = NO_HELP, value: str = ""
    ) -> None:
        row.problems.append(CellProblem(place, message, help_, value))

    def _object(self, row: _RecordReading, pilot: WantedPilot, plan: ObjectPlan, made: dict[str, WantedObject]) -> None:
        """Make one object of a row, if the row has it."""
        if plan.kind == "pilot":
            return
        holder = made.get(KINDS[plan.kind].parent)
        if plan.rule.across:
            self._across(row, plan, holder)
            return
        values = row.values(plan.kind)
        key, place = self._key(row, plan)
        if not self._exists(row, plan, key, values):
            return
        if holder is None:
            said = Message.of("the row has a {kind}, and no {parent}", kind=plan.kind, parent=KINDS[plan.kind].parent)
            self._report(row, place, said)
            row.used |= {one.place for one in values}
            return
        known = pilot.held(plan.kind, key)
        if known is not None and not self._may_repeat(plan):
            said = Message.of("{key} stands in {cell} already", key=key, cell=known.place.cell)
            self._report(row, place, said, Message("keys must be unique in a pilot"), key)
            row.used |= {one.place for one in values}
            return
        item = known or self._new(row, plan, key, place)
        if known is None:
            holder.children.append(item)
        made[plan.kind] = item
        self._fill(row, item, plan, values)

    def _exists(self, row: _RecordReading, plan: ObjectPlan, key: str, values: Sequence[_Found]) -> bool:
        """Return whether the row has such an object."""
        heading = plan.rule.when or plan.rule.key
        if heading is None:
            return bool(values)
        cell, _ = self._cell(row, heading)
        return not self.values.is_nothing(cell, self.plan.rule) and bool(key or plan.rule.key is None)

    def _lost(self, row: _RecordReading) -> None:
        """Report the filled cells whose object the row does not have."""
        for one in row.found:
            if one.place not in row.used:
                plan = self.plan.object(one.target.kind)
                heading = (plan.rule.when or plan.rule.key or "") if plan is not None else ""
                said = Message.of("{name} is filled in, and {heading} is empty", name=one.target.name, heading=heading)
                self._report(row, one.place, said, Message("fill in both or none"), str(one.value))
                row.used.add(one.place)

    def _may_repeat(self, plan: ObjectPlan) -> bool:
        """Return whether several rows may speak of one object: they hold what is in it, or its key is filled down."""
        holds = any(KINDS[one.kind].parent == plan.kind for one in self.plan.objects)
        down = map(heading_form, self.plan.rule.fill_down)
        return holds or (plan.rule.key is not None and heading_form(plan.rule.key) in down)

    def _new(self, row: _RecordReading, plan: ObjectPlan, key: str, place: CellPlace) -> WantedObject:
        item = WantedObject(plan.kind, place, key)
        rule = plan.rule.id
        if isinstance(rule, Mapping):
            item.id = self._mapped_id(row, rule, key, place)
        elif rule is not None and heading_form(rule) in self.headings.columns:
            cell, where = self._cell(row, rule)
            item.id = self._own_id(row, written(cell).strip().upper(), INNER_ID.fullmatch, where)
        else:
            item.prefix = rule or KINDS[plan.kind].letter
        heading = heading_form(plan.rule.key) if plan.rule.key is not None else ""
        column = next((one for one in self.plan.columns if heading_form(one.heading) == heading), None)
        own = [one for one in column.targets if one.kind == plan.kind] if column is not None else []
        if own:
            item.key_path = (*own[0].path, *((own[0].language,) if own[0].language else ()))
        return item

    def _fill(self, row: _RecordReading, item: WantedObject, plan: ObjectPlan, values: Sequence[_Found]) -> None:
        """Give an object the fields of the row, and those that are the same everywhere."""
        for one in values:
            row.used.add(one.place)
            problem = item.want(one.target, one.value, one.place, row.record.number)
            row.problems += [] if problem is None else [problem]
        given = {one.target for one in values}
        for constant in plan.constants:
            value = constant.value
            if isinstance(value, Mapping):
                value = next((one for name, one in value.items() if name_form(name) == name_form(item.key)), None)
                if value is None:
                    said = Message.of("`set` gives no {name} for {key}", name=constant.target.name, key=item.key)
                    self._report(row, item.place, said, nearest(item.key, tuple(constant.value)), item.key)
                    continue
            if constant.target not in given:
                value = (value,) if constant.target.many and not isinstance(value, tuple) else value
                problem = item.want(constant.target, value, item.place, row.record.number)
                row.problems += [] if problem is None else [problem]

    def _across(self, row: _RecordReading, plan: ObjectPlan, holder: WantedObject | None) -> None:
        """Make an observation of every filled cell of the columns that stand side by side."""
        target = target_of("observation.value")
        for time, heading in plan.rule.across.items():
            rule = self.plan.rule.columns.get(heading, ColumnRule())
            column = ColumnPlan(heading, rule, (target,))
            cell = row.record.cells[heading_form(heading)]
            if cell.problem is not None:
                self._refuse(row, replace(cell.problem, target=target.name))
                continue
            before = len(row.found)
            self._take(row, column, [(target, self.values.read(target, column, cell.cell, self.plan.rule))])
            found = [one for one in row.found[before:] if one.target == target]
            if not found:
                continue
            if holder is None:
                self._report(row, found[0].place, Message("the row has a value, and no indicator"))
                continue
            item = WantedObject("observation", found[0].place)
            name, when = day_or_period(time)
            item.want(target_of(f"observation.{name}"), when, found[0].place, row.record.number)
            self._fill(row, item, plan, found)
            for unit in (one for one in row.found[before:] if one.target.kind == "indicator"):
                problem = holder.want(unit.target, unit.value, unit.place, row.record.number)
                row.problems += [] if problem is None else [problem]
            holder.children.append(item)
