"""Show on a terminal what a command is doing, once it has taken more than a second."""

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from talentpilot.cli.output.streams import unguarded
from talentpilot.services.progress import SILENT, Progress

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds before anything is shown."""


class TerminalProgress(Progress):
    """Shows the current step and its count on standard error."""

    def __init__(self) -> None:
        self._label = ""
        self._done = 0
        self._total: int | None = None
        self._start = time.monotonic()

    def began(self, label: str) -> None:
        """Show a step of unknown length."""
        self._label, self._done, self._total = label, 0, None

    def over(self, label: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Yield the items of a step and count them."""
        self._label, self._done, self._total = label, 0, total
        for item in items:
            yield item
            self._done += 1

    def paint(self, over: threading.Event) -> None:
        """Draw the bar until the event is set, beginning only after a second."""
        if over.wait(PATIENCE):
            return
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bar

        count = TextColumn("{task.fields[count]}", style="progress.percentage")
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), count)
        # Refreshed here and not by rich's own thread: one thread is enough, and worker processes may be started.
        with Bar(*columns, console=Console(file=unguarded(sys.stderr)), transient=True, auto_refresh=False) as bar:
            shown = self._label
            task = bar.add_task(shown, count="")
            while not over.wait(0.1):
                # Read once: drawing a task takes long enough for the next step to begin, which would never be shown.
                label = self._label
                if label != shown:  # a finished task stays finished, so each step gets a task of its own
                    bar.remove_task(task)
                    task, shown = bar.add_task(label, count=""), label
                bar.update(task, completed=self._done, total=self._total, count=self._count(), refresh=True)

    def _count(self) -> str:
        seconds = int(time.monotonic() - self._start)
        done = f"{self._done}/{self._total}  " if self._total is not None else ""
        return f"{done}{seconds // 60}:{seconds % 60:02}"


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Show the progress of the block if a person is watching and did not ask for quiet."""
    if quiet or not sys.stderr.isatty():
        yield SILENT
        return
    shown = TerminalProgress()
    over = threading.Event()
    painter = threading.Thread(target=shown.paint, args=(over,), daemon=True)
    painter.start()
    try:
        yield shown
    finally:
        over.set()
        painter.join()
