"""Which form an answer takes: the one asked for, or the one that the file's ending names."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from talentpilot.errors import UsageProblem

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
        raise UsageProblem(f"{output}: the ending names no form\n  help: end it with {endings}, or say --format")
    return by_ending[output.suffix]
