"""Conversations on a terminal: questions go to stderr, and giving up writes nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout

import typer


@contextmanager
def on_terminal() -> Iterator[None]:
    """Ask questions inside.

    Raises:
        KeyboardInterrupt: the person gave up (Ctrl-C, Ctrl-D).
    """
    # typer leaves the last character of a question to stdout, which may be a file.
    aside = nullcontext() if sys.stdout.isatty() else redirect_stdout(sys.stderr)
    try:
        with aside:
            yield
    except typer.Abort:
        raise KeyboardInterrupt from None
