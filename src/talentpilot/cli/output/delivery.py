"""Choose an output format, and write the result to the terminal or a file."""

import os
from collections.abc import Mapping
from enum import StrEnum
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
    text: str, output: Path | None, screen: TextIO, *, color: bool = False, csv_for: Language | None = None
) -> None:
    """Print a rendered text, with its own colours if it has some, or write it to a file.

    `csv_for` says that the text is CSV, and the language of its reader. A Chinese Excel takes CSV without a byte-order
    mark for GB18030, so Chinese readers get one; English ones, often programs, and a terminal do not.
    """
    if csv_for == "zh" and (output is not None or not screen.isatty()):
        text = BYTE_ORDER_MARK + text
    if output is None and color:
        write_colored(screen, text)
    elif output is None:
        screen.write(text)
    else:
        write_file(output, visible(text).encode("utf-8"))


def from_here(path: Path) -> str:
    """The path from here, where it lies below; else in full."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here
