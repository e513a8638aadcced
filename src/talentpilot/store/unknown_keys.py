"""Unknown keys without a value: misspelt ones, and parts of a value cut off by a comma or a missing space.

YAML reads `{value: 1,920}` as a value of 1 and a key 920 without a value. The value before the comma is then wrong,
so the item around it is omitted; if only a text is in doubt, the rest of the item is read.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple, get_origin

import yaml
from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model.base import Text
from talentpilot.model.scalars import digits, meant_number, plain_form
from talentpilot.store.field_types import FieldType, type_at
from talentpilot.store.records import ADVISED, Fault, empty_field, fields_of, unknown_field
from talentpilot.store.yaml.parser import Parsed

_GLUED = re.compile(r"([A-Za-z_]\w*)\s*([:：=＝])\s*(\S.*)", re.DOTALL)
_DECIMAL_COMMA = re.compile(r"(-?\d+),(\d+)")
_LANGUAGES = ("zh", "en")


class UnknownKey(NamedTuple):
    """An unknown key; `is_spoiling` means that no figure may be computed from the item around it."""

    fault: Fault
    is_spoiling: bool = False


def is_bare(text: str, key_event: Any) -> bool:
    """Return whether a key has no colon: a lone word between the commas of braces."""
    return not text[key_event.end_mark.index :].lstrip(" \t\r\n").startswith(":")


def bare_word(text: str, parsed: Parsed) -> str:
    """Return the first lone word between commas of braces; empty if there is none."""
    for path in parsed.blanks:
        holder = _places_at(parsed.places, path[:-1])
        if isinstance(holder, dict) and is_bare(text, holder[path[-1]][0]):
            return str(path[-1])
    return ""


class KeySearch(NamedTuple):
    """The context of a search for unknown keys: a file's text, its model, its data, and the places beside it."""

    text: str
    model: type[BaseModel]
    data: Any
    places: Any

    def unknown(self, blanks: list[FieldPath]) -> Iterator[UnknownKey]:
        """Yield the keys without a value that the schema does not know, in the order of `blanks`."""
        seen_holders, advised = set(), 0
        for path in blanks:
            holder = path[:-1]
            kind = type_at(self.model, holder, self.data)
            siblings = _places_at(self.places, holder)
            if kind is None or path == ("schema",) or not isinstance(siblings, dict):
                continue
            known = _known_keys(kind)
            if known is None:
                if holder not in seen_holders and self._is_dropped(holder):
                    seen_holders.add(holder)
                    yield self._braced_value(path, kind)
            elif get_origin(kind.annotation) is dict and not self._bare(siblings, path):
                yield UnknownKey(empty_field(path))
            elif path[-1] not in known:
                found = self._unknown_key(path, siblings, kind, known) if advised < ADVISED else None
                if found is not None:
                    yield found
                elif advised >= ADVISED:
                    yield UnknownKey(unknown_field(path, known, advise=False))
                advised += 1
            elif self._bare(siblings, path) and not self._is_required(path):
                yield UnknownKey(_without_value(path))

    def _bare(self, siblings: dict[str, Any], path: FieldPath) -> bool:
        return is_bare(self.text, siblings[str(path[-1])][0])

    def _is_required(self, path: FieldPath) -> bool:
        field = type_at(self.model, path, self.data)
        return field is not None and field.is_required

    def _is_dropped(self, path: FieldPath) -> bool:
        """Return whether a mapping without values was read as if its field were absent."""
        node: Any = self.data
        steps: tuple[Any, ...] = path
        for step in steps:
            if (isinstance(node, dict) and step in node) or isinstance(node, list):
                node = node[step]
            else:
                return True
        return False

    def _braced_value(self, path: FieldPath, kind: FieldType) -> UnknownKey:
        """Return the problem of braces around a single value, which YAML reads as a key."""
        values = {"field": str(path[-1]), "name": str(path[-2])}
        is_list = get_origin(kind.annotation) is tuple
        help_ = Message(
            "write {name}: [{field}], in brackets" if is_list else "write {name}: {field}, without braces", values
        )
        return UnknownKey(
            Fault("S02", path, Message("unknown field {field}", values), help_, on_key=True), not kind.is_text
        )

    def _unknown_key(
        self, path: FieldPath, siblings: dict[str, Any], kind: FieldType, known: tuple[str, ...]
    ) -> UnknownKey | None:
        key = str(path[-1])
        if self._bare(siblings, path):
            glued = _GLUED.fullmatch(key)
            if glued and glued[1] in known:
                return self._glued(path, kind, glued)
            if before := self._before_comma(siblings, key):
                if before not in known and siblings[before][1].value == "" and self._bare(siblings, (before,)):
                    return None  # reported with the first comma
                return self._behind_comma(path, siblings, before)
        return UnknownKey(unknown_field(path, known))

    def _glued(self, path: FieldPath, kind: FieldType, glued: re.Match[str]) -> UnknownKey:
        name, sign, value = glued.groups()
        values = {"field": str(path[-1]), "name": name, "value": plain_form(value)}
        field = type_at(self.model, (*path[:-1], name), self.data)
        if field is not None and field.is_text:
            values["value"] = value
        message = Message("unknown field {field}: no colon with a space behind {name}", values)
        help_ = Message("write {name}: {value}, with an ASCII colon and a space behind it", values)
        spoils = field is None or not field.is_text or field.is_required or kind.annotation is Text
        del sign
        return UnknownKey(Fault("S02", path, message, help_, on_key=True), spoils)

    def _before_comma(self, siblings: dict[str, Any], key: str) -> str:
        """Return the key before this one, if a comma separates them and its value is a scalar; empty otherwise."""
        names = list(siblings)
        at = names.index(key)
        start = siblings[key][0].start_mark.index
        if at == 0 or not self.text[:start].rstrip().endswith(","):
            return ""
        return names[at - 1] if type(siblings[names[at - 1]][1]) is yaml.ScalarEvent else ""

    def _behind_comma(self, path: FieldPath, siblings: dict[str, Any], before: str) -> UnknownKey:
        """Return the fault of a key that belongs to the value before it, together with the keys that follow."""
        from talentpilot.store.yaml.editor import in_style  # only a file with such a mistake needs the editor

        event = siblings[before][1]
        names = list(siblings)
        last = siblings[str(path[-1])][0]
        for name in names[names.index(str(path[-1])) + 1 :]:
            if not self._bare(siblings, (name,)):
                break
            last = siblings[name][0]
        rest = self.text[event.end_mark.index : last.end_mark.index]
        meant = event.value + rest
        field = type_at(self.model, (*path[:-1], before), self.data)
        values = {"field": str(path[-1])}
        message = Message("unknown field {field}, behind a comma that ends {before}", {**values, "before": before})
        if field is not None and field.is_text:
            help_ = Message("a text with a comma needs quotes: {meant}", {"meant": in_style(meant, '"', flow=True)})
        elif number := _number_with_commas(meant):
            help_ = Message("write {meant}; a number has no comma", {"meant": number})
        else:
            help_ = Message("delete the comma or the word; in braces a comma parts one field from the next")
        return UnknownKey(Fault("S02", path, message, help_, on_key=True), field is None or not field.is_text)


def _without_value(path: FieldPath) -> Fault:
    """Return the fault of a known field that stands alone between commas: it looks like a mark, and nothing is read."""
    values = {"field": str(path[-1])}
    message = Message("{field} stands without a value, and nothing is read of it", values)
    return Fault("F12", path, message, Message("write {field}: and its value, or delete it", values), on_key=True)


def _number_with_commas(text: str) -> str | None:
    """Return the intended number of `1,920` (1920) or `84,5` (84.5); None if it is ambiguous."""
    bare = re.sub(r"\s+", "", plain_form(text))
    number = meant_number(bare)
    if number is None and (match := _DECIMAL_COMMA.match(bare)):
        number = meant_number(bare.replace(match[0], f"{match[1]}.{match[2]}", 1))
    return digits(Decimal(number)) if number is not None else None


def _known_keys(kind: FieldType) -> tuple[str, ...] | None:
    """Return the keys allowed in a mapping; None if a mapping is not allowed."""
    if kind.annotation is Text:
        return _LANGUAGES
    if isinstance(kind.annotation, type) and issubclass(kind.annotation, BaseModel):
        return fields_of(kind.annotation)
    return () if get_origin(kind.annotation) is dict else None


def _places_at(places: Any, path: FieldPath) -> Any:
    for step in path:
        if isinstance(places, dict) and step in places:
            places = places[step][2]
        elif isinstance(places, list) and isinstance(step, int) and step < len(places):
            places = places[step][1]
        else:
            return None
    return places
