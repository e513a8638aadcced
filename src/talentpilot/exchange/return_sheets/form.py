"""The contents of a return in words, ready to be written: forms, blocks, rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from talentpilot.exchange.return_sheets.layout import Block, Branch


@dataclass(frozen=True, slots=True)
class OpenCell:
    """An open cell: `asked` if it is to be filled (in a branch: once the state says so), with what stands in it."""

    asked: bool = False
    branch: Branch = ""
    value: str | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row: its key, the known cells and the answers by field id; `alert` marks a due date that has passed."""

    key: str
    known: Mapping[str, str]
    answers: Mapping[str, OpenCell]
    number: int
    alert: bool = False
    asked: int = 0


@dataclass(frozen=True, slots=True)
class FormBlock:
    """A block with its rows, or with the sentence that stands where there are none."""

    block: Block
    rows: tuple[FormRow, ...]
    empty: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSection:
    """A numbered part of the form: one block, or for what is new one of each sort."""

    title: str
    hint: str
    blocks: tuple[FormBlock, ...]
    keep: float = 0
    """Points of height that should stay on one page with the heading."""


@dataclass(frozen=True, slots=True)
class PilotForm:
    """The form of one pilot. Dates of facts lie between `days`; `burden_text` has holes for both counts."""

    pilot: str
    title: str
    heading: str
    head: str
    days: tuple[date, date]
    sections: tuple[FormSection, ...]
    burden_text: str

    @property
    def rows(self) -> Iterator[tuple[Block, FormRow]]:
        """Every row with its block, from top to bottom."""
        for section in self.sections:
            for one in section.blocks:
                for row in one.rows:
                    yield one.block, row

    @property
    def asked(self) -> int:
        """How many cells are to be filled at most."""
        return sum(row.asked for _, row in self.rows)

    @property
    def known(self) -> int:
        """How many grey cells hold a fact."""
        return sum(1 for _, row in self.rows for text in row.known.values() if text not in ("", NOTHING))

    @property
    def burden(self) -> str:
        """The line that says how much is asked."""
        return self.burden_text.format(asked=self.asked, known=self.known)


NOTHING = "–"
"""What stands in a known cell that holds no fact."""


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """A whole return: the cover, one form a pilot, and what `_meta` says of them."""

    unit: str
    period: str
    title: str
    as_of: date
    days: tuple[date, date]
    cover: tuple[str, ...]
    burden: str
    how: tuple[str, ...]
    forms: tuple[PilotForm, ...]
    lists: Mapping[str, Mapping[str, str]]
    """By defined name: the codes with their words."""
    meta: Mapping[str, str] = field(default_factory=dict)
