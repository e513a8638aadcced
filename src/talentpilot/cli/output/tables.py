"""Print tables as wide as the terminal, losing no column."""

import io
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markup import render
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
        """Yield the wide form if it fits, otherwise the narrow one, which cuts nothing: long ids may overrun."""
        room, needed = options.max_width, [self._needed(number) for number in range(len(self.columns))]
        stacks = [[number] for number in range(len(self.columns))]
        if _total(needed, stacks) > room:
            stacks = [list(stack) for stack in self.stacks]
        width = max(room, _total(needed, stacks))
        yield from console.render(self._table(stacks, needed), options.update_width(width))

    def plain_text(self, room: int) -> str | None:
        """Return the table without colours where each column has the room that it wants, as rich would draw it; None
        elsewhere.

        Rich measures, pads, wraps and crops each cell by itself, which takes as long as reading and rating the pilots.
        """
        needed = [self._needed(number) for number in range(len(self.columns))]
        wide = [[number] for number in range(len(self.columns))]
        stacks = wide if _total(needed, wide) <= room else self.stacks
        rows = [[_plain_lines([row.cells[number] for number in stack]) for stack in stacks] for row in self.rows]
        if any(lines is None for cells in rows for lines in cells):
            return None
        highest = max(map(len, stacks))
        heads = [[""] * (highest - len(stack)) + [self.columns[number].head for number in stack] for stack in stacks]
        table = [heads, *([lines or [""] for lines in cells] for cells in rows)]
        widths = [max(cell_len(line) for cells in table for line in cells[at]) for at in range(len(stacks))]
        widths = [max(width, *(needed[n] for n in stack)) for stack, width in zip(stacks, widths, strict=True)]
        if sum(widths) + 3 * len(widths) - 1 > room:
            return None
        rights = [self._leading(stack).right for stack in stacks]
        head, *body = (_drawn(cells, widths, rights) for cells in table)
        gaps = ["\n" if row.ends and row is not self.rows[-1] else "" for row in self.rows]
        rule = f" {'─' * (sum(widths) + 3 * len(widths) - 3)}"
        return "\n".join(("", head, rule, *(text + gap for text, gap in zip(body, gaps, strict=True)), "")) + "\n"

    def _leading(self, stack: Sequence[int]) -> Column:
        """Return the column that decides how a stack is set."""
        return max((self.columns[number] for number in stack), key=lambda column: column.grows)

    def _needed(self, number: int) -> int:
        """Return the least width of a column on the screen."""
        column = self.columns[number]
        if column.grows:
            return max(column.least, cell_len(column.head))
        lines = (line for row in self.rows for line in str(row.cells[number]).split("\n"))
        return max(map(cell_len, (column.head, *lines)))

    def _table(self, stacks: Sequence[Sequence[int]], needed: Sequence[int]) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for stack in stacks:
            first = self._leading(stack)
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


def _drawn(cells: Sequence[Sequence[str]], widths: Sequence[int], rights: Sequence[bool]) -> str:
    """Return a row, as many lines as its highest cell has."""
    lines = []
    for line in zip_longest(*cells, fillvalue=""):
        padded = []
        for text, width, right in zip(line, widths, rights, strict=True):
            said = text.rstrip() if right else text
            gap = " " * (width - cell_len(said))
            padded.append(gap + said if right else said + gap)
        lines.append(f" {'   '.join(padded)}".rstrip())
    return "\n".join(lines)


def _plain_lines(stack: Sequence[str | Text]) -> list[str] | None:
    """Return the lines of cells below each other without markup; None where only rich knows how one is shown."""
    lines: list[str] = []
    for cell in _filled(stack):
        text = cell.plain if isinstance(cell, Text) else render(cell, emoji=False).plain if "[" in cell else cell
        if _CONTROL.search(text):
            return None
        lines += text.split("\n")
    return lines


_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
"""Control characters and spaces of other widths, at which rich may break, crop or measure otherwise."""


def _total(needed: Sequence[int], stacks: Sequence[Sequence[int]]) -> int:
    """Return the width of a table with such columns: three between two of them, one at each edge."""
    return sum(max(needed[number] for number in stack) for stack in stacks) + 3 * len(stacks) - 1


def _stacked(cells: Sequence[str | Text]) -> RenderableType:
    """Return the cells below each other."""
    shown = _filled(cells)
    return shown[0] if len(shown) == 1 else Group(*shown)


def _filled(stack: Sequence[str | Text]) -> Sequence[str | Text]:
    """The cells of a stack without those that say nothing: these take no line."""
    return [cell for cell in stack if cell] or stack[:1]


@dataclass(frozen=True, slots=True)
class _Escaped:
    """What a part renders to, its control characters escaped; rich adds the colours after this."""

    part: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.part, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def printed(parts: Iterable[RenderableType], *, color: bool, plain_width: int = _PLAIN_WIDTH) -> str:
    """Return the parts one below the other, as wide as the terminal; Chinese characters take two columns."""
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
        drawn = part.plain_text(console.width) if isinstance(part, Listing) and not color else None
        if drawn is not None:
            stream.write(visible(drawn))
        else:
            console.print(_Escaped(part), crop=False)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))
