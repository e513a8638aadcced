"""Read texts and words of lists that a person filled in: taken as meant where only one thing can be meant, else told.

Everything but prose is compared in its NFKC form without space outside.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import NO_HELP
from talentpilot.exchange.workbooks import Cell
from talentpilot.suggestions import nearest_words

T = TypeVar("T")
NOTHING_WORDS = frozenset(("无", "没有", "暂无", "不涉及", "none", "n/a", "-", "–", "—", "——", "−", "/", "\\"))
"""What people write where there is nothing to say."""
LONGEST = 32_767


@dataclass(frozen=True, slots=True)
class CellAnswer(Generic[T]):
    """What a cell says: a value, nothing (in words), or something that can't be taken; blank if none of these.

    A text may be both: prose keeps the word for nothing.
    """

    value: T | None = None
    nothing: bool = False
    problem: Message | None = None
    help: Message = NO_HELP
    remarks: tuple[Message, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether the cell says nothing at all."""
        return self.value is None and not self.nothing and self.problem is None


def wrong(help_: Message, problem: Message) -> CellAnswer[Any]:
    """Return an answer that can't be taken, with what to do about it."""
    return CellAnswer(problem=problem, help=help_)


def says_nothing(text: str) -> bool:
    """Return whether a text is a word or a dash for nothing."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in NOTHING_WORDS


def refused(cell: Cell) -> CellAnswer[Any] | None:
    """Refuse what is an answer in no kind of cell: an error of the spreadsheet, a formula, a true or false."""
    if cell.kind == "error":
        return wrong(_THE_VALUE, Message.of("the cell shows the error {value}", value=cell.value))
    if cell.kind == "formula":
        shown = cell.stored or "–"
        return wrong(
            _THE_VALUE, Message.of("{formula} is a formula; it showed {shown}", formula=cell.value, shown=shown)
        )
    if cell.kind == "flag":
        return wrong(_THE_VALUE, Message.of("{value} is no answer here", value=str(cell.value).upper()))
    return None


_THE_VALUE = Message("write the value itself")


def read_prose(cell: Cell) -> CellAnswer[str]:
    """Read a text for people: kept as it is, but for space outside and line ends."""
    if (found := refused(cell)) is not None:
        return found
    text = written(cell)
    if not text:
        return CellAnswer()
    odd = next((one for one in text if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"), None)
    if odd is not None:
        code = f"U+{ord(odd):04X}"
        return wrong(Message("delete it"), Message.of("the text has a control character, {code}", code=code))
    if len(text) >= LONGEST:
        said = Message("the text is as long as a cell can be, so that its end may be cut off")
        return wrong(Message("shorten it"), said)
    return CellAnswer(text, nothing=says_nothing(text))


def read_line(cell: Cell) -> CellAnswer[str]:
    """Read a short text such as a document number on one line; a word for nothing is no value."""
    answer = read_prose(cell)
    if answer.value is None or answer.nothing:
        return answer if answer.value is None else CellAnswer(nothing=True)
    return CellAnswer(" ".join(answer.value.split()))


def written(cell: Cell) -> str:
    """Return what somebody wrote into a cell for text; a day or a number as it was meant."""
    if isinstance(cell.value, datetime):
        return str(cell.value.date())
    if cell.kind == "number":
        return cell.stored
    return plain_lines("" if cell.value is None else str(cell.value))


_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""Ends of lines and paragraphs; Word puts `\v` where a line was broken by hand."""


def plain_lines(text: str) -> str:
    """Return a text with plain line ends and without space outside."""
    return _LINE_END.sub("\n", text).strip()


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of a list in every language, each with its code; a word that stands for two codes has both."""

    words: Mapping[str, tuple[str, ...]]
    shown: tuple[str, ...]

    @classmethod
    def of(cls, codes: Iterable[str], *wordings: Mapping[str, str]) -> "WordList":
        """Build a list from its codes and their wordings; the first wording is the one shown to people."""
        found: dict[str, tuple[str, ...]] = {}
        every = tuple(codes)
        for code in every:
            for word in (code, *(wording[code] for wording in wordings if code in wording)):
                folded = _folded(word)
                if folded and code not in found.get(folded, ()):
                    found[folded] = (*found.get(folded, ()), code)
        return cls(found, tuple(wordings[0].get(code, code) for code in every) if wordings else every)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_word(cell: Cell, words: WordList, *, or_nothing: bool = True) -> CellAnswer[str]:
    """Read a word of a list, in either language or as its code; a dash, and with `or_nothing` a word, says nothing."""
    if (found := refused(cell)) is not None:
        return found
    text = written(cell)
    if not text:
        return CellAnswer()
    codes = words.words.get(_folded(text), ())
    if len(codes) == 1:
        return CellAnswer(codes[0])
    if codes:
        said = Message.of("{value} is the name of several", value=text)
        return wrong(Message.of("add the id in brackets: {codes}", codes=", ".join(codes)), said)
    if says_nothing(text) and (or_nothing or not any(map(str.isalpha, text))):
        return CellAnswer(nothing=True)
    if len(words.shown) <= _MOST_SHOWN:
        advice = Message.of("write one of {words}", words="、".join(words.shown))
    else:
        near = nearest_words(text, words.shown) or tuple(one for one in words.shown if text[:2] in one)
        advice = Message.of("the nearest are {words}", words="、".join(near[:3])) if near else _FULL_NAME
    return wrong(advice, Message.of('"{value}" is not in the list', value=text))


_FULL_NAME = Message("choose it from the list, or write its full name")
_MOST_SHOWN = 12
