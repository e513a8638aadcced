"""The last border before the terminal: nothing that a ledger holds is printed as a control character."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO

from talentpilot.escaping import visible, visible_but_colors


class GuardedStream:
    """A stream that escapes control characters; everything else is that of the stream behind it."""

    def __init__(self, stream: TextIO) -> None:
        self.unguarded = stream

    def write(self, text: str) -> int:
        """Write a text without any control character."""
        return self.unguarded.write(visible(text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def write_colored(self, text: str) -> int:
        """Write a text of which the renderer has escaped all but its own colours."""
        return self.unguarded.write(visible_but_colors(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unguarded, name)


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Guard standard output and standard error within the block.

    This is the one place that replaces the streams of the process: dozens of places write to them, libraries among
    them, and one that forgets to escape would be enough.
    """
    out: Any = GuardedStream(sys.stdout)
    err: Any = GuardedStream(sys.stderr)
    with redirect_stdout(out), redirect_stderr(err):
        yield


def write_colored(stream: TextIO, text: str) -> None:
    """Write a rendered text with its colours."""
    write = stream.write_colored if isinstance(stream, GuardedStream) else stream.write
    write(text)


def unguarded(stream: TextIO) -> TextIO:
    """Return the stream behind a guarded one, for what moves the cursor: the progress bar."""
    return stream.unguarded if isinstance(stream, GuardedStream) else stream
