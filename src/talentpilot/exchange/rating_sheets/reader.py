"""Read completed rating sheets and report every problem with file, sheet and cell; a blank answer is an abstention.

Harmless changes by office programs are accepted: numbers kept as text, full-width digits, 2.0 for 2. Changes that
could put a rating under the wrong item are refused: rows sorted apart from their ids, columns moved, cells merged,
formulas.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from talentpilot.diagnostics import Message
from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange import sheets_layout as layout
from talentpilot.exchange import workbooks
from talentpilot.exchange.sheets_layout import LAYOUT
from talentpilot.exchange.workbook_parts import coordinate
from talentpilot.exchange.workbooks import Cell, Sheet, WorkbookLimits

LIMITS = WorkbookLimits()
"""The sheets of 50 reviewers take a tenth of it."""

_LAST_ROW = 500
"""The last row that a rating sheet can have."""
_NO_TEXT = ("Cc", "Cs", "Zl", "Zp")
_YES = frozenset(("是", "有", "yes", "y", "true", "1"))
_NO = frozenset(("否", "无", "没有", "no", "n", "false", "0"))


@dataclass(frozen=True, slots=True)
class CompletedSheet:
    """The answers of one reviewer. `place` names file and sheet, `cells` the cell of each answer."""

    place: Message
    pilot: str
    evaluation: str
    as_of: str
    reviewer: str
    ratings: Mapping[str, int]
    comments: Mapping[str, str]
    evidence_level: int | None
    vetoes: Mapping[str, bool]
    cells: Mapping[str, str]

    @property
    def is_blank(self) -> bool:
        """Whether no answer was given."""
        return not (self.ratings or self.comments or self.vetoes) and self.evidence_level is None

    def cell(self, name: str) -> Message:
        """Return the place of an answer: `ratings.xlsx sheet 'R1' cell E9`."""
        return cell_of(self.place, self.cells[name])


def cell_of(place: Message, cell: str) -> Message:
    """Return the place of a cell on a sheet."""
    return Message.of("{place} cell {cell}", place=place, cell=cell)


def problem_at(place: Message | str, why: Message) -> Message:
    """Return what is wrong at a place."""
    return Message.of("{place}: {why}", place=place, why=why)


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """The sheets of a workbook and its problems; if there are any, nothing must be recorded."""

    sheets: tuple[CompletedSheet, ...]
    problems: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _InvalidAnswer:
    """An invalid answer, and why it is invalid."""

    why: Message


def read_workbook(name: str, content: bytes) -> WorkbookReading:
    """Return the rating sheets of a workbook, which messages call `name`."""
    try:
        book = workbooks.read_workbook(content, LIMITS)
    except UnreadableWorkbook as problem:
        return WorkbookReading((), (problem_at(name, problem.message),))
    sheets: list[CompletedSheet] = []
    problems: list[Message] = []
    found = [sheet for sheet in book.sheets if _text(sheet, layout.MACHINE_ROW, 1).startswith(_FAMILY)]
    for sheet in found:
        filled, wrong = _read_sheet(sheet, Message.of("{file} sheet '{sheet}'", file=name, sheet=sheet.title))
        sheets += [filled] if filled is not None else []
        problems += wrong
    if not found:
        problems.append(problem_at(name, Message("no rating sheet in it; talentpilot ratings make writes one")))
    return WorkbookReading(tuple(sheets), tuple(problems))


_FAMILY = LAYOUT.rpartition("/")[0]


def _read_sheet(sheet: Sheet, place: Message) -> tuple[CompletedSheet | None, list[Message]]:
    """Return the answers of a sheet, or every problem in it."""
    version, pilot, evaluation, as_of, reviewer = (_text(sheet, layout.MACHINE_ROW, column) for column in range(1, 6))
    if version != LAYOUT:
        why = Message.of("the sheet is of another version, {version}, not {layout}", version=version, layout=LAYOUT)
        return None, [problem_at(place, why)]
    problems = list(_layout_problems(sheet, place))
    if problems:
        return None, problems
    rows = {_text(sheet, row, 1): row for row in range(1, _LAST_ROW)}
    answers: dict[str, dict[str, int]] = {"rating": {}, "level": {}, "veto": {}}
    comments: dict[str, str] = {}
    cells: dict[str, str] = {}
    for question in layout.questions():
        cells[question.name] = coordinate(rows[question.id], layout.RATING_COLUMN)
        answer = _answer(sheet.at(rows[question.id], layout.RATING_COLUMN), question)
        if isinstance(answer, _InvalidAnswer):
            problems.append(problem_at(cell_of(place, cells[question.name]), answer.why))
        elif answer is not None:
            answers[question.kind][question.name] = answer
        said = sheet.at(rows[question.id], layout.COMMENT_COLUMN)
        if said.kind in ("formula", "error"):
            where = coordinate(rows[question.id], layout.COMMENT_COLUMN)
            why = Message("a formula or an error stands there, not a comment")
            problems.append(problem_at(cell_of(place, where), why))
        elif said.value is not None and _words(said.value):
            comments[question.name] = _words(said.value)
    filled = CompletedSheet(
        place, pilot, evaluation, as_of, reviewer, answers["rating"], comments,
        answers["level"].get("evidence_level"), {name: bool(flag) for name, flag in answers["veto"].items()}, cells,
    )  # fmt: skip
    return (None if problems else filled), problems


def _layout_problems(sheet: Sheet, place: Message) -> Iterator[Message]:
    """Yield a problem for everything that is not where it was when the sheet was issued."""
    columns = tuple(_text(sheet, layout.COLUMN_ROW, column) for column in range(1, len(layout.COLUMNS) + 1))
    if columns != layout.COLUMNS:
        template = "columns were moved, added or taken away; copy the answers into a sheet as it was issued"
        yield problem_at(place, Message(template))
        return
    places: dict[str, list[int]] = {}
    for row in range(layout.COLUMN_ROW + 1, _LAST_ROW):
        places.setdefault(_text(sheet, row, 1), []).append(row)
    for question in layout.questions():
        rows = places.get(question.id, [])
        if len(rows) != 1:
            template = (
                "the row of {item} is there twice; copy the answers into a sheet as it was issued"
                if rows
                else "the row of {item} is not there; copy the answers into a sheet as it was issued"
            )
            yield problem_at(place, Message.of(template, item=question.name))
            continue
        title = _text(sheet, rows[0], layout.ITEM_COLUMN)
        if title not in question.titles():
            template = "{title} stands in the row of {item}; copy the answers into a sheet as it was issued"
            why = Message.of(template, title=title or Message("nothing"), item=question.name)
            yield problem_at(cell_of(place, f"B{rows[0]}"), why)
        for merged in sheet.merged:
            if merged.first_row <= rows[0] <= merged.last_row and merged.last_column >= layout.RATING_COLUMN:
                template = "cells {cells} are merged, so that an answer may be hidden; split them"
                yield problem_at(place, Message.of(template, cells=merged))


def _answer(cell: Cell, question: layout.Question) -> int | _InvalidAnswer | None:
    """Return the answer as a number (1 and 0 for yes and no), or None for an abstention."""
    if cell.kind in ("formula", "error"):
        formula, error = "a formula stands there, not an answer", "an error stands there, not an answer"
        return _InvalidAnswer(Message(formula if cell.kind == "formula" else error))
    text = _words(cell.value) if cell.value is not None else ""
    if not text:
        return None
    if question.kind == "veto":
        word = unicodedata.normalize("NFKC", text).casefold().partition("/")[0].strip()
        if word in _YES or word in _NO:
            return int(word in _YES)
        return _InvalidAnswer(Message.of("answer {answer} is neither yes nor no (是, 否)", answer=_shortened(text)))
    allowed = question.answers
    number = _number(cell.value, text)
    if number is None or str(number) not in allowed:
        rating, level = "rating {answer} is not {first}–{last}", "evidence level {answer} is not {first}–{last}"
        template = rating if question.kind == "rating" else level
        return _InvalidAnswer(Message.of(template, answer=_shortened(text), first=allowed[0], last=allowed[-1]))
    return number


def _number(value: object, text: str) -> int | None:
    """Return a whole number, however the office program keeps it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return int(value) if value == value // 1 and abs(value) < 100 else None
    plain = unicodedata.normalize("NFKC", text)
    return int(plain.partition(".")[0]) if re.fullmatch(r"[0-9]{1,2}(\.0*)?", plain) else None


def _text(sheet: Sheet, row: int, column: int) -> str:
    """Return the text of a cell on one line."""
    value = sheet.at(row, column).value
    return "" if value is None else _words(value)


def _words(value: object) -> str:
    """Return a text on one line, trimmed."""
    return " ".join("".join(" " if unicodedata.category(char) in _NO_TEXT else char for char in str(value)).split())


def _shortened(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
