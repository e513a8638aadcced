"""Guard the terminal and the logs: no text of a ledger is printed as a control character.

A CI service executes certain lines of a log, so no text of a ledger may become one of them.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO

from talentpilot.escaping import visible, visible_but_colors, without_orders


class GuardedStream:
    """A stream that escapes control characters, and commands to a CI service if one reads the output.

    Everything else is that of the stream behind it.
    """

    def __init__(self, stream: TextIO, *, obeyed: bool) -> None:
        self.unguarded = stream
        self._obeyed = obeyed

    def write(self, text: str) -> int:
        """Write a text without any control character."""
        return self.unguarded.write(visible(self._harmless(text)))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def write_colored(self, text: str) -> int:
        """Write a text of which the renderer has escaped all but its own colours."""
        return self.unguarded.write(visible_but_colors(self._harmless(text)))

    def write_orders(self, text: str) -> int:
        """Write orders to a CI service, in which the texts of the ledger are escaped already."""
        return self.unguarded.write(visible(text))

    def _harmless(self, text: str) -> str:
        return without_orders(text) if self._obeyed else text

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unguarded, name)


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Guard standard output and standard error within the block.

    This is the one place that replaces the streams of the process: dozens of places write to them, libraries among
    them, and one that forgets to escape would be enough.
    """
    obeyed = any(os.environ.get(name) for name in ("GITHUB_ACTIONS", "TF_BUILD"))
    out: Any = GuardedStream(sys.stdout, obeyed=obeyed)
    err: Any = GuardedStream(sys.stderr, obeyed=obeyed)
    with redirect_stdout(out), redirect_stderr(err):
        yield


def write_colored(stream: TextIO, text: str) -> None:
    """Write a rendered text with its colours."""
    write = stream.write_colored if isinstance(stream, GuardedStream) else stream.write
    write(text)


def write_orders(stream: TextIO, text: str) -> None:
    """Write orders to a CI service."""
    write = stream.write_orders if isinstance(stream, GuardedStream) else stream.write
    write(text)


def unguarded(stream: TextIO) -> TextIO:
    """Return the stream behind a guarded one, for what moves the cursor: the progress bar."""
    return stream.unguarded if isinstance(stream, GuardedStream) else stream
