"""Tables and lines as wide as the terminal, printed into a text."""

import io
import shutil
from collections.abc import Iterable

from rich.console import Console, RenderableType

_PLAIN_WIDTH = 160
"""Columns where there is no terminal and COLUMNS says nothing."""
_NARROWEST = 80


def printed(parts: Iterable[RenderableType], *, color: bool) -> str:
    """The parts one below the other; Chinese characters count as two columns."""
    stream = io.StringIO()
    columns = shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns
    console = Console(
        file=stream,
        width=max(columns, _NARROWEST),
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))
