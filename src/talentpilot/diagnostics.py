"""What a check says: severity, place, rule, message. Plain data without behaviour of its own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]
"""A language of messages, reports and texts of the ledger."""
LanguageChoice = Literal["zh", "en", "both"]
"""In which languages something is to be written."""

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

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Message:
    """A template and the values of its placeholders, kept apart so that the message can be translated.

    A value that is itself a message is translated too; a string is printed as it is. `{--keep-all}` in a template names
    an argument of whoever called: `keep_all` in Python, `--keep-all` where the command line translates the message.
    """

    template: str
    values: Mapping[str, "str | Message"] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, template: str, **values: object) -> "Message":
        """Return a message; each value that is not a message is turned into a string."""
        return cls(template, {name: item if isinstance(item, Message) else str(item) for name, item in values.items()})

    @classmethod
    def joined(cls, separator: str, parts: "Iterable[Message | str]") -> "Message":
        """Return several messages as one."""
        named = {f"part{number}": part for number, part in enumerate(parts)}
        return cls(separator.join(f"{{{name}}}" for name in named), named)

    @classmethod
    def listed(cls, items: "Iterable[Message | str]", most: int | None = None) -> "Message":
        """Return a list, `A, B, C`, in Chinese `A、B、C`; an ellipsis stands for those after the first `most`."""
        shown = list(items)
        return cls.joined(", ", shown if most is None or len(shown) <= most else [*shown[:most], "…"])

    @classmethod
    def argument(cls, name: str) -> "Message":
        """Return the name of an argument, such as `keep-all`, to stand in another message."""
        return cls(f"{{--{name}}}")

    def __str__(self) -> str:
        text = _ARGUMENT.sub(lambda found: found[1].replace("-", "_"), self.template)
        return text.format_map(self.values) if self.values else text


_ARGUMENT = re.compile(r"\{--([a-z-]+)\}")


def with_options(template: str) -> str:
    """Return a template that names arguments as the options of the command line."""
    return _ARGUMENT.sub(r"--\1", template) if "{--" in template else template


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
