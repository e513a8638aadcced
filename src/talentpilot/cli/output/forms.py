"""The formats of what commands print, and how a command chooses one: by `--format`, or by the ending of its file."""

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem

F = TypeVar("F", bound=StrEnum)

_BY_ENDING = {".json": "json", ".csv": "csv", ".md": "markdown", ".ics": "ics"}
"""The format that a file is written in; `.txt` is the one that a terminal gets."""


class TableFormat(StrEnum):
    """A format of `status`, `list`, `evaluate` and the lists of templates and returns."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class DiffFormat(StrEnum):
    """A format of `diff`."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class DueFormat(StrEnum):
    """A format of `due`: text to mail are messages, which `--notice` asks for, docx and pdf reminders (`--layout`)."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    ICS = "ics"
    TEXT = "text"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    MAIL = "mail"
    DOCX = "docx"
    PDF = "pdf"


class TextFormat(StrEnum):
    """A format of `explain` and `verify-report`."""

    TEXT = "text"
    JSON = "json"


class FindingsFormat(StrEnum):
    """A format of `validate`."""

    TEXT = "text"
    BRIEF = "brief"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"
    MARKDOWN = "markdown"


def choose_format(chosen: F | None, output: Path | None, usual: F) -> F:
    """Return the format asked for, or the one that the ending of the file stands for, or the usual one.

    Raises:
        UsageProblem: the ending stands for none.
    """
    if chosen is not None:
        return chosen
    if output is None:
        return usual
    kind = type(usual)
    by_ending = {ending: kind(word) for ending, word in _BY_ENDING.items() if word in set(kind)} | {".txt": usual}
    if output.suffix not in by_ending:
        raise UsageProblem(
            "{output}: its ending names no format",
            help="end it with {endings}, or give --format",
            output=output,
            endings=Message.listed(by_ending),
        )
    return by_ending[output.suffix]
