"""Read completed rating sheets and report every problem with file, sheet and cell; a blank answer is an abstention.

Harmless changes by office programs are accepted: numbers kept as text, full-width digits, 2.0 for 2. Changes that
could put a rating under the wrong item are refused: rows sorted apart from their ids, columns moved, cells merged,
formulas.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange import workbooks
from talentpilot.exchange.rating_sheets import layout
from talentpilot.exchange.rating_sheets.layout import LAYOUT
from talentpilot.exchange.workbook_parts import coordinate
from talentpilot.exchange.workbooks import Cell, Sheet, WorkbookLimits

LIMITS = WorkbookLimits()
"""The sheets of 50 reviewers take a tenth of it."""

_LAST_ROW = 500
"""The last row that a rating sheet can have."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How OOXML writes a character that XML can't hold; in a literal one the first mark is escaped."""
_NO_TEXT = ("Cc", "Cs", "Zl", "Zp")
_YES = frozenset(("是", "有", "yes", "y", "true", "1"))
_NO = frozenset(("否", "无", "没有", "no", "n", "false", "0"))


@dataclass(frozen=True, slots=True)
class CompletedSheet:
    """The answers of one reviewer. `place` names file and sheet, `cells` the cell of each answer."""

    place: str
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

    def cell(self, name: str) -> str:
        """Return the place of an answer: `ratings.xlsx sheet 'R1' cell E9`."""
        return f"{self.place} cell {self.cells[name]}"


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """The sheets of a workbook and its problems; if there are any, nothing must be recorded."""

    sheets: tuple[CompletedSheet, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _InvalidAnswer:
    """An invalid answer, and why it is invalid."""

    why: str


def read_workbook(name: str, content: bytes) -> WorkbookReading:
    """Return the rating sheets of a workbook, which messages call `name`."""
    try:
        book = workbooks.read_workbook(content, LIMITS)
    except UnreadableWorkbook as problem:
        return WorkbookReading((), (f"{name}: {problem.message}",))
    sheets: list[CompletedSheet] = []
    problems: list[str] = []
    found = [sheet for sheet in book.sheets if _text(sheet, layout.MACHINE_ROW, 1).startswith(_FAMILY)]
    for sheet in found:
        filled, wrong = _read_sheet(sheet, f"{name} sheet '{sheet.title}'")
        sheets += [filled] if filled is not None else []
        problems += wrong
    if not found:
        problems.append(f"{name}: no rating sheet in it; talentpilot ratings make writes one")
    return WorkbookReading(tuple(sheets), tuple(problems))


_FAMILY = LAYOUT.rpartition("/")[0]


def _read_sheet(sheet: Sheet, place: str) -> tuple[CompletedSheet | None, list[str]]:
    """Return the answers of a sheet, or every problem in it."""
    version, pilot, evaluation, as_of, reviewer = (_text(sheet, layout.MACHINE_ROW, column) for column in range(1, 6))
    if version != LAYOUT:
        return None, [f"{place}: the sheet is of another version, {version}, not {LAYOUT}"]
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
            problems.append(f"{place} cell {cells[question.name]}: {answer.why}")
        elif answer is not None:
            answers[question.kind][question.name] = answer
        said = sheet.at(rows[question.id], layout.COMMENT_COLUMN)
        if said.kind in ("formula", "error"):
            where = coordinate(rows[question.id], layout.COMMENT_COLUMN)
            problems.append(f"{place} cell {where}: a formula or an error stands there, not a comment")
        elif said.value is not None and _words(said.value):
            comments[question.name] = _words(said.value)
    filled = CompletedSheet(
        place, pilot, evaluation, as_of, reviewer, answers["rating"], comments,
        answers["level"].get("evidence_level"), {name: bool(flag) for name, flag in answers["veto"].items()}, cells,
    )  # fmt: skip
    return (None if problems else filled), problems


def _layout_problems(sheet: Sheet, place: str) -> Iterator[str]:
    """Yield a problem for everything that is not where it was when the sheet was issued."""
    advice = "copy the answers into a sheet as it was issued"
    columns = tuple(_text(sheet, layout.COLUMN_ROW, column) for column in range(1, len(layout.COLUMNS) + 1))
    if columns != layout.COLUMNS:
        yield f"{place}: columns were moved, added or taken away; {advice}"
        return
    places: dict[str, list[int]] = {}
    for row in range(layout.COLUMN_ROW + 1, _LAST_ROW):
        places.setdefault(_text(sheet, row, 1), []).append(row)
    for question in layout.questions():
        rows = places.get(question.id, [])
        if len(rows) != 1:
            yield f"{place}: the row of {question.name} is {'there twice' if rows else 'not there'}; {advice}"
            continue
        title = _text(sheet, rows[0], layout.ITEM_COLUMN)
        if title not in question.titles():
            yield f"{place} cell B{rows[0]}: {title or 'nothing'} stands in the row of {question.name}; {advice}"
        for merged in sheet.merged:
            if merged.first_row <= rows[0] <= merged.last_row and merged.last_column >= layout.RATING_COLUMN:
                yield f"{place}: cells {merged} are merged, so that an answer may be hidden; split them"


def _answer(cell: Cell, question: layout.Question) -> int | _InvalidAnswer | None:
    """Return the answer as a number (1 and 0 for yes and no), or None for an abstention."""
    if cell.kind in ("formula", "error"):
        return _InvalidAnswer(f"{'a formula' if cell.kind == 'formula' else 'an error'} stands there, not an answer")
    text = _words(cell.value) if cell.value is not None else ""
    if not text:
        return None
    if question.kind == "veto":
        word = unicodedata.normalize("NFKC", text).casefold().partition("/")[0].strip()
        if word in _YES or word in _NO:
            return int(word in _YES)
        return _InvalidAnswer(f"answer {_shortened(text)} is neither yes nor no (是, 否)")
    what = "rating" if question.kind == "rating" else "evidence level"
    allowed = question.answers
    number = _number(cell.value, text)
    if number is None or str(number) not in allowed:
        return _InvalidAnswer(f"{what} {_shortened(text)} is not {allowed[0]}–{allowed[-1]}")
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
    """Return a text on one line, trimmed, with escapes such as `_x000D_` decoded."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value)) if isinstance(value, str) else str(value)
    return " ".join("".join(" " if unicodedata.category(char) in _NO_TEXT else char for char in text).split())


def _shortened(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
