"""An official document as plain values, independent of its output format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]
NOTHING = "—"
"""What an empty cell shows."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level (一、) or the second (（一））."""

    level: Literal[1, 2]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; its `lead` opens it: 1.名称."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table."""

    label: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class OfficialRows:
    """A table with a head row."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | OfficialRows


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex; it begins on a new page."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A document from its title to its annexes.

    `title` has a line for each part; `sender`, `to` and `note` are empty where they are left to the clerk. The last
    paragraph of the `body` is its closing phrase. `reply` is a table for the answer, which the addressee fills in.
    """

    title: tuple[str, ...]
    to: str
    body: tuple[Block, ...]
    sender: str
    day: date
    note: str = ""
    annexes: tuple[Annex, ...] = ()
    reply: OfficialRows | None = None

    @property
    def name(self) -> str:
        """The title on one line."""
        return "".join(self.title)

    @property
    def lines_above_name(self) -> int:
        """The lines left free above the name of the sender: one if a reply must fit on the same page."""
        return 2 if self.reply is None else 1

    @property
    def annex_lines(self) -> tuple[str, ...]:
        """The lines of 附件说明; a lone annex has no number."""
        if len(self.annexes) == 1:
            return (self.annexes[0].title,)
        return tuple(f"{number}.{annex.title}" for number, annex in enumerate(self.annexes, 1))

    def texts(self) -> Iterator[str]:
        """Yield the texts of the body, from the title to the closing phrase."""
        yield from self.title
        yield self.to
        for block in self.body:
            match block:
                case Heading():
                    yield block.text
                case Paragraph():
                    yield block.lead
                    yield block.text
                case OfficialRows():
                    yield from (column.label for column in block.columns)
                    yield from (cell for row in block.rows for cell in row)


Columns = tuple[tuple[str, Align], ...]
"""The columns of a table, each with its label."""


def table_annex(title: str, columns: Columns, rows: Sequence[Sequence[str]]) -> Annex | None:
    """Return an annex with one table whose rows are numbered, or None if it has no rows."""
    if not rows:
        return None
    heads = tuple(TableColumn(label, align) for label, align in (("序号", "center"), *columns))
    return Annex(title, (OfficialRows(heads, tuple((str(number), *row) for number, row in enumerate(rows, 1))),))


def official_day(day: date, year: int | None = None) -> str:
    """Return 2026年10月20日, as below the name of the sender; 10月20日 in a text about that `year`."""
    return f"{day.month}月{day.day}日" if day.year == year else f"{day.year}年{day.month}月{day.day}日"
