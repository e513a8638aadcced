"""Print tables as wide as the terminal, losing no column."""

import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from talentpilot.escaping import visible

_PLAIN_WIDTH = 160
"""Columns where there is no terminal and COLUMNS says nothing."""
_NARROWEST = 80


@dataclass(frozen=True, slots=True)
class Column:
    """A column: one that `grows` takes a share of the room left, has `least` columns, and folds; others never do."""

    head: str
    grows: int = 0
    least: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, their style, and whether a rule or a gap follows it."""

    cells: Sequence[str | Text]
    style: str | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A table; where the terminal is too narrow for it, the columns of each of the `stacks` stand below each other."""

    columns: Sequence[Column]
    rows: Sequence[TableRow]
    stacks: Sequence[Sequence[int]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The wide form where it fits, else the narrow one, which is cut nowhere: long ids may lead over the edge."""
        room, needed = options.max_width, [self._needed(number) for number in range(len(self.columns))]
        stacks = [[number] for number in range(len(self.columns))]
        if _total(needed, stacks) > room:
            stacks = [list(stack) for stack in self.stacks]
        width = max(room, _total(needed, stacks))
        yield from console.render(self._table(stacks, needed), options.update_width(width))

    def _needed(self, number: int) -> int:
        """The columns that a column of the table takes on the screen at least."""
        column = self.columns[number]
        if column.grows:
            return max(column.least, cell_len(column.head))
        lines = (line for row in self.rows for line in str(row.cells[number]).split("\n"))
        return max(map(cell_len, (column.head, *lines)))

    def _table(self, stacks: Sequence[Sequence[int]], needed: Sequence[int]) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for stack in stacks:
            first = max((self.columns[number] for number in stack), key=lambda column: column.grows)
            side: Literal["left", "right"] = "right" if first.right else "left"
            table.add_column(
                "\n".join(self.columns[number].head for number in stack), justify=side, ratio=first.grows or None,
                min_width=max(needed[number] for number in stack), overflow="fold", no_wrap=not first.grows,
            )  # fmt: skip
        for row in self.rows:
            table.add_row(*(_stacked([row.cells[number] for number in stack]) for stack in stacks), style=row.style)
            if row.ends:
                table.add_section()
        return table


def _total(needed: Sequence[int], stacks: Sequence[Sequence[int]]) -> int:
    """The width of a table with such columns: three between two of them, one at each edge."""
    return sum(max(needed[number] for number in stack) for stack in stacks) + 3 * len(stacks) - 1


def _stacked(cells: list[str | Text]) -> RenderableType:
    """The cells below each other; what says nothing takes no line."""
    told = [cell for cell in cells if cell] or cells[:1]
    return told[0] if len(told) == 1 else Group(*told)


@dataclass(frozen=True, slots=True)
class _Escaped:
    """What a part renders to, its control characters escaped; rich adds the colours after this."""

    part: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.part, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def printed(parts: Iterable[RenderableType], *, color: bool, plain_width: int = _PLAIN_WIDTH) -> str:
    """The parts one below the other; Chinese characters count as two columns."""
    stream = io.StringIO()
    columns = shutil.get_terminal_size((plain_width, 24)).columns
    console = Console(
        file=stream,
        width=max(columns, _NARROWEST),
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
    )
    for part in parts:
        console.print(_Escaped(part), crop=False)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))
