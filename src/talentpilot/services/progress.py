"""What a service reports while it works, so that a caller can show how far it is."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from talentpilot.diagnostics import Message

T = TypeVar("T")


class Progress:
    """Receives the steps of long work and ignores them; the command line has a subclass that shows them."""

    def began(self, label: str) -> None:
        """Note that a step of unknown length begins."""

    def notes(self, message: Message) -> None:
        """Note what a person has to know meanwhile: what the work waits for, what it can't keep."""

    def over(self, label: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Yield the items of a step, noting each one that is done."""
        del label, total
        yield from items

    def through(self, label: str, pieces: Iterable[T], total: int) -> Iterator[T]:
        """Yield the pieces of one large file, noting each one that is read."""
        return self.over(label, pieces, total)


SILENT = Progress()
"""For work whose progress is not shown."""
