"""Read and add the new milestone or indicator of an adjustment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.dates import DATE
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator
from talentpilot.model.scalars import NUMBER
from talentpilot.services.recording.items import add_item
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.store.records import fields_of
from talentpilot.store.unknown_keys import bare_word
from talentpilot.store.yaml.editor import Value
from talentpilot.store.yaml.parser import parse


@dataclass(frozen=True, slots=True)
class NewObjectOptions:
    """The fields of a new object: assignments such as `title.zh=…`, and a YAML file."""

    fields: Sequence[str] = ()
    file: Path | None = None

    def __bool__(self) -> bool:
        """Return whether anything was given."""
        return bool(self.fields) or self.file is not None


def add_object(edit: PilotEdit, collection: str, adjustment: str | None, options: NewObjectOptions) -> str:
    """Write the new object, marked with the adjustment that adds it, if there is one, and return its path.

    Raises:
        UsageProblem: the file can't be read, or there are no fields.
    """
    given = object_fields(options.fields, _below(options.file))
    if not given:
        raise UsageProblem("the new object has no fields", help="give its fields, such as title.zh=… and owner=…")
    order = fields_of(Milestone if collection == "milestones" else Indicator)
    own = [name for name in given if name not in ("id", "added")]
    known = [name for name in order if name in own]
    whole = {name: given[name] for name in dict.fromkeys((*known, *own))}
    meaning = Message.of("{id} added by {adjustment}" if adjustment else "{id} added", adjustment=adjustment or "")
    identifier = add_item(edit, collection, collection[0].upper(), {**whole, "added": adjustment}, meaning)
    return f"{collection}/{identifier}"


def _below(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    if not file.is_file():
        raise UsageProblem("{file} is not a file", help="name a file that exists", file=file)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageProblem("{file} is not UTF-8", help="save it as UTF-8", file=file) from None
    parsed = parse(text)
    if parsed.data is None:
        raise UsageProblem("{file} can't be read as YAML fields", help="write `field: value` lines", file=file)
    if parsed.problems:
        first = parsed.problems[0]
        raise UsageProblem(
            "{file}:{line}: {problem}",
            help=first.help,
            file=file,
            line=first.line + 1,
            problem=first.message,
        )
    if word := bare_word(text, parsed):
        raise UsageProblem(
            "{file}: no field is called {word}", help="put a text with a comma in quotes", file=file, word=word
        )
    return parsed.data


def object_fields(given: Iterable[str], below: dict[str, Any]) -> dict[str, Value]:
    """Return the fields of a new object: those of a file, and over them `title.zh=…` from options.

    Raises:
        UsageProblem: a field has another form.
    """
    found: dict[str, Any] = {name: _typed(value) for name, value in below.items()}
    for item in given:
        place, equals, text = item.partition("=")
        *holders, name = place.split(".")
        if not equals or not name:
            raise UsageProblem(
                "field {item} is not understood", help="write it as in due=2027-02-28 or title.zh=…", item=item
            )
        node = found
        for holder in holders:
            node = node.setdefault(holder, {})
            if not isinstance(node, dict):
                raise UsageProblem(
                    "field {item}: {holder} has a value of its own",
                    help="give only one of them",
                    item=item,
                    holder=holder,
                )
        node[name] = _typed(text)
    return found


def _typed(value: Any) -> Value:
    """Return dates, numbers and true or false as such, everything else as text."""
    if isinstance(value, dict):
        return {name: _typed(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_typed(item) for item in value if item is not None]
    if value in ("true", "false"):
        return value == "true"
    if DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return Decimal(value) if NUMBER.fullmatch(value) else value
