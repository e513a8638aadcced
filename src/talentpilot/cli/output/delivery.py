"""Choose an output format, and write the result to the terminal or a file."""

import os
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TextIO, TypeVar

from talentpilot.cli.output.streams import write_colored
from talentpilot.diagnostics import Language
from talentpilot.errors import UsageProblem
from talentpilot.escaping import visible
from talentpilot.store.writer import write_file

F = TypeVar("F", bound=StrEnum)


def choose_form(chosen: F | None, output: Path | None, by_ending: Mapping[str, F], usual: F) -> F:
    """The form asked for, or the one the file's ending says, or the usual one.

    Raises:
        UsageProblem: the ending says nothing.
    """
    if chosen is not None:
        return chosen
    if output is None:
        return usual
    if output.suffix not in by_ending:
        endings = ", ".join(by_ending)
        raise UsageProblem(
            "{output}: its ending names no format",
            help="end it with {endings}, or give --format",
            output=output,
            endings=endings,
        )
    return by_ending[output.suffix]


BYTE_ORDER_MARK = "\ufeff"


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


def from_here(path: Path) -> str:
    """The path from here, where it lies below; else in full."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here
