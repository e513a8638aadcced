"""Write the result of a command to the terminal or a file."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from talentpilot.cli.output.notes import say_unreadable
from talentpilot.cli.output.streams import write_colored
from talentpilot.cli.session import ExitCode, Session
from talentpilot.diagnostics import Language
from talentpilot.escaping import visible
from talentpilot.store.writer import write_file

if TYPE_CHECKING:
    from talentpilot.model.ledger import Unreadable

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the result of a command goes, and in which format."""

    session: Session
    form: StrEnum
    output: Path | None = None

    @property
    def color(self) -> bool:
        """Whether the result is coloured: on a terminal, in a format for people."""
        return self.session.out_in_color and self.output is None and self.form in ("table", "text")

    def write(self, text: str | Iterator[str]) -> None:
        """Write a rendered result."""
        csv_for = self.session.language if self.form == "csv" else None
        deliver(text, self.output, sys.stdout, color=self.color, csv_for=csv_for)

    def finish(self, text: str | Iterator[str], unreadable: "Sequence[Unreadable]" = ()) -> ExitCode:
        """Write a rendered result, and say what could not be read: that is a finding."""
        self.write(text)
        say_unreadable(self.session, unreadable)
        return ExitCode.FINDINGS if unreadable else ExitCode.FINE


def deliver(
    text: str | Iterator[str], output: Path | None, screen: TextIO, *, color: bool = False,
    csv_for: Language | None = None,
) -> None:  # fmt: skip
    """Print a rendered text, whole or piece by piece, with its own colours if it has some, or write it to a file.

    `csv_for` says that the text is CSV, and the language of its reader. A Chinese Excel takes CSV without a byte-order
    mark for GB18030, so Chinese readers get one; English ones, often programs, and a terminal do not.
    """
    pieces = iter((text,)) if isinstance(text, str) else text
    if csv_for == "zh" and (output is not None or not screen.isatty()):
        pieces = chain((BYTE_ORDER_MARK,), pieces)
    if output is not None:
        write_file(output, b"".join(visible(piece).encode("utf-8") for piece in pieces))
        return
    for piece in pieces:
        write_colored(screen, piece) if color else screen.write(piece)
