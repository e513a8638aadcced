"""Convert the cells of an old book to the fields that a mapping names; find organizations by their names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.exchange.cell_values import (
    CellAnswer,
    DayRules,
    NumberRules,
    read_amount,
    read_line,
    read_prose,
    refused,
    says_nothing,
    written,
    wrong,
)
from talentpilot.exchange.import_tables.days import read_styled_day
from talentpilot.exchange.return_sheets.contents import years_later
from talentpilot.exchange.workbooks import Cell
from talentpilot.i18n.word_codes import find_name, meant_codes, names_of
from talentpilot.model.import_mapping import ColumnRule, NewOrganizations, SheetRule
from talentpilot.model.periods import clear_period
from talentpilot.model.programme import Organization, Programme
from talentpilot.model.regions import REGIONS
from talentpilot.model.scalars import REGION, digits, name_form, plain_form
from talentpilot.model.units import unit_of
from talentpilot.rules.evidence import WEB_ADDRESS
from talentpilot.rules.regions import is_known
from talentpilot.services.importing.mapping import ColumnPlan
from talentpilot.services.importing.targets import TargetField
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.names import NameKind, id_of, not_called
from talentpilot.services.organizations import names_in, organization, wrong_name, wrong_region
from talentpilot.suggestions import nearest_words


@dataclass(slots=True)
class Organizations:
    """The organizations of a ledger by name, and those that an import adds."""

    programme: Programme
    added: dict[str, Organization] = field(default_factory=dict)
    _by_name: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.programme.organizations:
            self._know(item)

    def _know(self, item: Organization) -> None:
        for name in (item.id, item.zh, item.en, item.short):
            if name:
                self._by_name.setdefault(name_form(name), set()).add(item.id)

    def find(self, text: str, rule: NewOrganizations | None) -> CellAnswer[str]:
        """Return the id of an organization by its name or id."""
        known = self._by_name.get(name_form(text), set())
        if len(known) == 1:
            return CellAnswer(next(iter(known)))
        if known:
            said = Message.of("{name} could be {ids}", name=text, ids=Message.listed(sorted(known)))
            return wrong(Message("write the id"), said)
        if rule is None:
            near = nearest_words(text, self._names()) or tuple(one for one in self._names() if text[:2] in one)
            advice = Message("`organizations` in the mapping registers new ones")
            if near:
                words = Message.listed(near[:3])
                advice = Message.of(
                    "the nearest are {words}; `organizations` in the mapping registers new ones", words=words
                )
            return wrong(advice, not_called("organization", text))
        if (problem := wrong_name(text) or wrong_region(rule.region, self._has_region)) is not None:
            return wrong(Message("correct its name, or `organizations` in the mapping"), problem)
        return CellAnswer(self._register(text, rule))

    def _has_region(self, code: str) -> bool:
        return is_known(code, self.programme, frozenset())

    def _register(self, text: str, rule: NewOrganizations) -> str:
        given = next((one for name, one in rule.ids.items() if name_form(name) == name_form(text)), None)
        taken = {item.id for item in self.programme.organizations} | set(self.added)
        if given is not None and given in taken:  # the id is known, and the book calls it by another name
            return given
        identifier = given or _numbered(rule.prefix or letters_of(rule.region, self.programme), taken)
        item = organization(identifier, rule.kind, rule.region, *names_in(text))
        self.added[identifier] = item
        self._know(item)
        return identifier

    def _names(self) -> Iterable[str]:
        items = (*self.programme.organizations, *self.added.values())
        return [name for item in items for name in (item.id, item.zh, item.en, item.short) if name]


def _numbered(stem: str, taken: Iterable[str]) -> str:
    known = set(taken)
    number = 1
    while f"{stem}-{number}" in known:
        number += 1
    return f"{stem}-{number}"


def letters_of(region: str, programme: Programme) -> str:
    """Return the letters of a region: those of its ISO 3166-2 code, else those that its organizations' ids begin with.

    A region without either gives `org`.
    """
    province = region if region == "XPCC" else f"{region[:2]}0000"
    known = REGIONS.get(region) or REGIONS.get(province)
    if known is not None and known.iso_3166_2:
        return known.iso_3166_2.rpartition("-")[2].lower()
    same = [item.id for item in programme.organizations if item.region[:2] == region[:2] and "-" in item.id]
    stems = [identifier.partition("-")[0] for identifier in same]
    return max(sorted(set(stems)), key=stems.count) if stems else "org"


_SCALED: Mapping[Decimal, tuple[str, ...]] = {
    Decimal(1_000): ("千", "千元"),
    Decimal(10_000): ("万", "万元"),
    Decimal(1_000_000): ("百万", "百万元"),
    Decimal(100_000_000): ("亿", "亿元"),
}
"""What may stand behind a number in a column that the mapping multiplies by so much."""
_PERCENT_KINDS = frozenset(("indicator", "observation"))
"""Kinds whose numbers may be percentages; all others are amounts and weights."""
_A_NUMBER = Message(
    "write the number alone, such as 540; where there is none, empty the cell, or list its word in `nothing`"
)


@dataclass(slots=True)
class ValueReader:
    """Reads cells for one import into a ledger."""

    ledger: OpenLedger
    organizations: Organizations
    _names: dict[tuple[str, str], CellAnswer[Any]] = field(default_factory=dict)

    def read(self, target: TargetField, column: ColumnPlan, cell: Cell, sheet: SheetRule) -> CellAnswer[Any]:
        """Return the value of a field: one, or for a list several; nothing if the book says that there is none."""
        if self.is_nothing(cell, sheet):
            return CellAnswer(nothing=cell.kind != "empty")
        if column.rule.values:
            meant = _listed(cell, column.rule.values)
            if meant.value is None:
                return meant
            cell = Cell("text", meant.value)
        if not target.many:
            return self._value(target, column.rule, cell, sheet)
        parts = [self._value(target, column.rule, one, sheet) for one in _parted(cell, column.rule.split)]
        failed = next((one for one in parts if one.problem is not None), None)
        values = tuple(one.value for one in parts if one.value is not None)
        return failed or CellAnswer(values or None, remarks=tuple(said for one in parts for said in one.remarks))

    def is_nothing(self, cell: Cell, sheet: SheetRule) -> bool:
        """Return whether a cell is empty, or holds one of the words for nothing."""
        if cell.kind == "empty":
            return True
        return cell.kind == "text" and name_form(str(cell.value)) in map(name_form, sheet.nothing)

    def _value(self, target: TargetField, rule: ColumnRule, cell: Cell, sheet: SheetRule) -> CellAnswer[Any]:
        match target.sort:
            case "text":
                return read_prose(cell)
            case "line":
                return read_line(cell)
            case "address":
                return _address(cell)
            case "day":
                return read_styled_day(cell, sheet.dates, self._days(target))
            case "number" | "whole":
                return self._number(target, rule, cell)
            case _:
                return self._word(target, rule, cell)

    def _days(self, target: TargetField) -> DayRules:
        term, today = self.ledger.programme.term, self.ledger.today
        if target.lies_ahead:
            return DayRules(years_later(term.start, -1), years_later(term.end, 2))
        return DayRules(years_later(term.start, -1 if target.is_recent else -5), today)

    def _number(self, target: TargetField, rule: ColumnRule, cell: Cell) -> CellAnswer[Any]:
        words = tuple(rule.unit) if isinstance(rule.unit, Mapping) else (rule.unit,) if rule.unit else ()
        known = [unit_of(self.ledger.programme, one) for one in words]
        scaled = _SCALED.get(rule.times or Decimal(1), ())
        names = (*words, *scaled, *(name for unit in known if unit is not None for name in (unit.zh, unit.en)))
        rules = NumberRules(names, percent=target.kind in _PERCENT_KINDS, advice=_A_NUMBER)
        answer = read_amount(cell, rules)
        value = answer.value
        if value is None:
            return answer
        if target.sort == "whole":
            if value != int(value) or value < 0:
                return wrong(Message("write a whole number"), Message.of("{value} is not a whole number", value=value))
            return CellAnswer(int(value), remarks=answer.remarks)
        times = rule.times if rule.times is not None else Decimal(1)
        return CellAnswer(Decimal(digits(value * times)), remarks=answer.remarks)

    def unit(self, rule: ColumnRule, cell: Cell) -> str | None:
        """Return the id of the unit that a column has, or that stands behind the number in a cell."""
        if not isinstance(rule.unit, Mapping):
            return rule.unit
        text = plain_form(written(cell)).replace(" ", "")
        fitting = [word for word in rule.unit if text.endswith(plain_form(word).replace(" ", ""))]
        return rule.unit[max(fitting, key=len)] if fitting else None

    def _word(self, target: TargetField, rule: ColumnRule, cell: Cell) -> CellAnswer[Any]:
        """Read a word that stands for something: a code, a name, a period, yes or no."""
        line = CellAnswer(written(cell)) if cell.kind == "flag" else read_line(cell)
        if line.value is None and not line.nothing:
            return line
        text = line.value or " ".join(written(cell).split())
        key = target.name, text
        if rule.organizations is not None and target.sort == "organization":
            return self.organizations.find(text, rule.organizations)
        if key not in self._names:
            self._names[key] = self.named(target, text)
        return self._names[key]

    def named(self, target: TargetField, text: str) -> CellAnswer[Any]:
        """Return what a word stands for."""
        readers: dict[str, Callable[[], CellAnswer[Any]]] = {
            "organization": lambda: self.organizations.find(text, None),
            "region": lambda: self._id("region", text),
            "task": lambda: self._id("task", text),
            "unit": lambda: self._id("unit", text),
            "period": lambda: read_period_name(text),
            "flag": lambda: read_flag(text),
            "word": lambda: _code(text, target.choices),
        }
        answer = readers[target.sort]()
        if answer.value is None and answer.problem is not None and says_nothing(text):
            return CellAnswer(nothing=True)
        return answer

    def _id(self, kind: NameKind, text: str) -> CellAnswer[str]:
        try:
            found = id_of(self.ledger, kind, text)
        except UsageProblem as problem:
            return wrong(problem.help, problem.message)
        if kind == "task" and self.ledger.catalogue.task(found) is None:
            tasks = [task.id for domain in self.ledger.catalogue.domains for task in domain.tasks]
            return _unknown(kind, found, nearest_words(found, tasks))
        if (kind == "unit" and unit_of(self.ledger.programme, found) is None) or (
            kind == "region" and REGION.fullmatch(found) is None
        ):
            return _unknown(kind, found, ())
        return CellAnswer(found)


def _address(cell: Cell) -> CellAnswer[str]:
    """Read an address by the rule of ledgers (E01), so that a wrong one is reported with its cell."""
    line = read_line(cell)
    if line.value is None or WEB_ADDRESS.fullmatch(line.value):
        return line
    said = Message.of("{url} is not a web address that begins with http:// or https://", url=line.value)
    return wrong(Message("write the whole address, or map the column to another field"), said)


def _unknown(kind: NameKind, text: str, near: Sequence[str]) -> CellAnswer[Any]:
    advice = Message.of("the nearest are {words}", words=Message.listed(near)) if near else Message("write the id")
    return wrong(advice, not_called(kind, text))


def _listed(cell: Cell, values: Mapping[str, str]) -> CellAnswer[str]:
    """Return what a word means by the list of the mapping; a word that is not in it is refused."""
    if (found := refused(cell)) is not None and cell.kind != "flag":
        return found
    text = written(cell)
    forms = {name_form(word): meant for word, meant in values.items()}
    if name_form(text) in forms:
        return CellAnswer(forms[name_form(text)])
    said = Message.of('"{value}" is not among the values of the mapping', value=text)
    return wrong(Message.of("there are {words}; add it to `values`", words=Message.listed(values)), said)


def claimed(cell: Cell, rule: ColumnRule) -> CellAnswer[str]:
    """Return what a word of a `check` column says: that the other cell is filled, empty, or has a value."""
    return _listed(cell, rule.values) if rule.values else CellAnswer(written(cell))


def _parted(cell: Cell, marks: Sequence[str]) -> list[Cell]:
    if not marks or cell.kind != "text":
        return [cell]
    parts = re.split("|".join(map(re.escape, marks)), str(cell.value))
    return [Cell("text", part) for part in parts if part.strip()]


def _code(text: str, choices: Sequence[str]) -> CellAnswer[str]:
    if text.casefold() in choices:
        return CellAnswer(text.casefold())
    meant = meant_codes(text, choices)
    if meant:
        return CellAnswer(meant[0])
    said = Message.of('"{value}" is not in the list', value=text)
    return wrong(Message.of("write one of {words}, or map it by `values`", words=Message.listed(choices)), said)


def read_flag(text: str) -> CellAnswer[bool]:
    """Return what a word for yes or no says."""
    found = find_name(text, names_of("truth"))
    if not found and text in ("√", "×"):
        found = ("true",) if text == "√" else ("false",)
    if len(found) == 1:
        return CellAnswer(found[0] == "true")
    return wrong(Message("write 是 or 否"), Message.of('"{value}" is neither yes nor no', value=text))


def read_period_name(text: str) -> CellAnswer[str]:
    """Return the period that a text names."""
    period = clear_period(text)
    if period is not None:
        return CellAnswer(str(period))
    return wrong(Message("write it as in 2026Q1"), Message.of('"{value}" is not a period', value=text))


def day_or_period(text: str) -> tuple[str, date | str]:
    """Return the field of an observation's time with its value, of a day as YYYY-MM-DD or a period."""
    period = clear_period(text)
    return ("date", date.fromisoformat(text)) if period is None else ("period", str(period))
