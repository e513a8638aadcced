"""What a check says: severity, place, rule, message. Plain data without behaviour of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]
"""A language of messages, reports and texts of the ledger."""

FieldPath = tuple[str | int, ...]
"""A route of keys and list indexes from the top of a file: `("milestones", 2, "due")`."""


class Severity(StrEnum):
    """How much a finding weighs: an error alone makes `validate` exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file of the ledger; lines and columns count from 1, `length` is that of the value."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with holes and what fills them, kept apart so that it can be said in another language.

    A hole is filled by a word of the ledger, which stands as it is, or by a message, which is translated as well.
    """

    template: str
    values: Mapping[str, "str | Message"] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map(self.values) if self.values else self.template


class Told(str):
    """A text that remembers how it was made, so that whoever prints it can say it in another language."""

    message: Message


def told(template: str, **values: object) -> Told:
    """The text of a template, its `{holes}` filled; what was told before is filled in as a message of its own."""
    filled = {name: value.message if isinstance(value, Told) else str(value) for name, value in values.items()}
    text = Told(Message(template, filled))
    text.message = Message(template, filled)
    return text


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, complete: ready to be printed in any form."""

    rule: str
    name: str
    severity: Severity
    location: Location
    object: str
    message: Message
    help: Message
    waived: bool = False
    by_clock: bool = False
    excerpt: str = ""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of every output: path, line, column, rule, message."""
        place = self.location
        return (place.path, place.line, place.column, self.rule, str(self.message))
