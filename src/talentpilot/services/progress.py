"""Show the progress of long work on the terminal."""

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that anybody waits without asking why."""


class ProgressDisplay:
    """Says on stderr what is being done; says nothing where stderr is no terminal."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._label = ""
        self._done = 0
        self._total: int | None = None
        self._start = time.monotonic()

    def began(self, label: str) -> None:
        """A step of unknown length begins."""
        self._label, self._done, self._total = label, 0, None

    def over(self, label: str, items: Iterable[T], total: int) -> Iterator[T]:
        """The items, counted as they come."""
        self._label, self._done, self._total = label, 0, total
        for item in items:
            yield item
            self._done += 1

    @contextmanager
    def showing(self) -> Iterator["ProgressDisplay"]:
        """Shown while the block runs, and gone without a trace after it."""
        if not self._shown:
            yield self
            return
        over = threading.Event()
        painter = threading.Thread(target=self._paint, args=(over,), daemon=True)
        painter.start()
        try:
            yield self
        finally:
            over.set()
            painter.join()

    def _paint(self, over: threading.Event) -> None:
        if over.wait(PATIENCE):
            return
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bar

        count = TextColumn("{task.fields[count]}", style="progress.percentage")
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), count)
        # refreshed here: one thread is enough, and other processes may be started meanwhile
        with Bar(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
            task, label = bar.add_task(self._label, count=""), self._label
            while not over.wait(0.1):
                if self._label != label:  # a task that was complete stays so
                    bar.remove_task(task)
                    task, label = bar.add_task(self._label, count=""), self._label
                bar.update(task, completed=self._done, total=self._total, count=self._count(), refresh=True)

    def _count(self) -> str:
        seconds = int(time.monotonic() - self._start)
        done = f"{self._done}/{self._total}  " if self._total is not None else ""
        return f"{done}{seconds // 60}:{seconds % 60:02}"


SILENT = ProgressDisplay(shown=False)
"""For work that nobody watches."""


def progress(*, quiet: bool) -> ProgressDisplay:
    """For this run: shown where a person is watching who did not ask for silence."""
    return ProgressDisplay(shown=not quiet and sys.stderr.isatty())
