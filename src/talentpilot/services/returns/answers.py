"""Read the cells of a returned row as the fields they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.analysis.plan import Plan
from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.exchange.cell_values import (
    CellAnswer,
    DayRules,
    NumberRules,
    WordList,
    read_amount,
    read_day,
    read_line,
    read_prose,
    read_word,
)
from talentpilot.exchange.return_sheets.contents import years_later
from talentpilot.exchange.return_sheets.hidden import ReturnMeta
from talentpilot.exchange.return_sheets.layout import CODES, REQUIRED, STATES, TEXTS, Field
from talentpilot.exchange.return_sheets.reader import ReturnedCell, ReturnedRow
from talentpilot.exchange.return_sheets.words import FORM_LANGUAGES, FormWords, regions
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Indicator
from talentpilot.model.programme import Programme
from talentpilot.model.scalars import digits
from talentpilot.model.units import unit_of

_FUTURE = frozenset(("forecast", "due"))
"""Dates that lie ahead; all others have happened."""
_IN_YUAN = Message("write the amount in yuan (元) alone, such as 500000")


@dataclass(slots=True)
class RowAnswers:
    """The answers of a row: values by field id, and the fields that say that there is nothing."""

    row: ReturnedRow
    values: dict[str, Any] = field(default_factory=dict)
    nothing: set[str] = field(default_factory=set)
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The object of the row: `M3` of `yx-titles-01/M3`, `I1` of `yx-titles-01/I1@2026Q3`."""
        return self.row.key.split("/")[1].partition("@")[0]

    @property
    def at(self) -> str:
        """The day or period of a value."""
        return self.row.key.partition("@")[2]

    @property
    def answered(self) -> bool:
        """Whether anything is said in the row."""
        return bool(self.values or self.nothing)

    def place(self, name: str = "") -> CellPlace:
        """Return the place of a field, or of the first answer."""
        cells = self.row.cells
        return (cells.get(name) or cells.get(next(iter(self.values), "")) or next(iter(cells.values()))).place


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Reads the rows of one pilot."""

    programme: Programme
    pilot: Pilot
    plan: Plan
    meta: ReturnMeta
    today: date
    lists: Mapping[str, WordList]

    def read(self, row: ReturnedRow) -> RowAnswers:
        """Read a row; what can't be taken is among its problems."""
        found = RowAnswers(row)
        for item in row.block.fields:
            cell = row.cells.get(item.id)
            if not item.open or cell is None or self.meta.known(row.key, item.id) is not None:
                continue
            answer = self._answer(item, cell, row)
            if answer.problem is not None:
                found.problems.append(CellProblem(cell.place, answer.problem, answer.help, cell.text))
            elif answer.value is not None:
                found.values[item.id] = answer.value
            if answer.nothing:
                found.nothing.add(item.id)
            found.remarks += [CellRemark(cell.place, one) for one in (*answer.remarks, *_marks(cell))]
        if row.block.adds and not found.problems:
            found.problems += _incomplete(found)
        return found

    def _answer(self, item: Field, cell: ReturnedCell, row: ReturnedRow) -> CellAnswer[Any]:
        match item.kind:
            case "number":
                return read_amount(cell.cell, self._number_rules(row))
            case "date":
                return read_day(cell.cell, self._day_rules(item))
            case "choice" | "organization" | "adopter":
                return read_word(cell.cell, self.lists[item.choice], or_nothing=item.id != "state")
            case "text":
                return read_line(cell.cell)
            case _:
                answer = read_prose(cell.cell)
                kept = row.block is TEXTS
                return CellAnswer(nothing=True) if answer.nothing and not kept else answer

    def _day_rules(self, item: Field) -> DayRules:
        first = self.plan.term_start
        if item.id in _FUTURE:
            return DayRules(first, years_later(self.plan.term_end, 2))
        return DayRules(years_later(first, -1), self.today)

    def _number_rules(self, row: ReturnedRow) -> NumberRules:
        if row.block.adds:
            return NumberRules(("元", "¥", "CNY", "yuan"), advice=_IN_YUAN)
        identifier = row.key.split("/")[1].partition("@")[0]
        indicator = next((one for one in self.plan.indicators if one.id == identifier), None)
        if indicator is None:
            return NumberRules()
        unit = unit_of(self.programme, indicator.unit)
        words = (unit.zh, unit.en, unit.id) if unit is not None else (indicator.unit,)
        percent = unit is not None and unit.percent
        return NumberRules(words, percent, percent and _above_one(indicator))


def _above_one(indicator: Indicator) -> bool:
    """Return whether the values of a percentage are above 1, so that 0.17 is probably a share."""
    target = indicator.target
    values = [one for one in (target.value, target.min, target.max) if one is not None] if target is not None else []
    values += [indicator.baseline.value] if indicator.baseline is not None else []
    values += [indicator.observations[-1].value] if indicator.observations else []
    return any(abs(value) > Decimal(1) for value in values)


def shown(value: object, item: Field | None = None) -> str:
    """Return a value as messages show it; a code of a list by its word in both languages."""
    if item is not None and item.choice in CODES:
        return FormWords("both").choices(item.choice).get(str(value), str(value))
    if isinstance(value, Text):
        return value.versions[0]
    return digits(value) if isinstance(value, Decimal) else "–" if value is None else str(value)


def _marks(cell: ReturnedCell) -> list[Message]:
    struck = cell.cell.look.struck and cell.cell.kind != "empty"
    return [Message("the answer, or a part of it, is struck through, and was read all the same")] if struck else []


def _incomplete(found: RowAnswers) -> list[CellProblem]:
    """Return the problem of a row that was begun and is not whole."""
    if not found.values:
        return []
    block = found.row.block
    lacking = [name for name in REQUIRED[block.id] if name not in found.values]
    if not lacking:
        return []
    labels = [item.label.say("zh") for item in block.fields if item.id in lacking]
    said = Message.of("the row is begun and lacks {fields}", fields=Message.listed(labels))
    return [CellProblem(found.place(lacking[0]), said, Message("fill the row in, or empty it"))]


_WORDS = tuple(map(FormWords, FORM_LANGUAGES))


def word_lists(programme: Programme) -> dict[str, WordList]:
    """Return the lists of a form in _WORDS language, with their codes; that of practices is the pilot's own."""
    lists = {name: _list(name) for name in (*STATES, *CODES)}
    organizations = {item.id: item for item in programme.organizations}
    names = [
        {code: item.zh or "" for code, item in organizations.items()},
        {code: item.en or "" for code, item in organizations.items()},
        {code: item.short or "" for code, item in organizations.items()},
        *(words.organizations(programme) for words in _WORDS),
    ]
    lists["orgs"] = WordList.of(organizations, *names)
    places = [regions(programme, "zh"), regions(programme, "en")]
    lists["adopters"] = WordList.of(
        (*organizations, *places[0]), *names, *places, *(one.adopters(programme) for one in _WORDS)
    )
    return lists


def practice_list(pilot: Pilot) -> WordList:
    """Return the list of a pilot's practices."""
    titles = {item.id: text for item in pilot.practices for text in item.title.versions[-1:]}
    wordings = [words.practices(pilot.practices) for words in _WORDS]
    return WordList.of([item.id for item in pilot.practices], titles, *wordings)


def _list(name: str) -> WordList:
    wordings = [words.choices(name) for words in _WORDS]
    return WordList.of(wordings[0], *wordings)
