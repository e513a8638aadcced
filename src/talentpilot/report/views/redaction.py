"""Redact a ledger for the public edition of a report."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from talentpilot.diagnostics import Diagnostic, Message
from talentpilot.i18n.translator import message, translator_for
from talentpilot.model.base import Text
from talentpilot.model.ledger import Attachment, Unreadable
from talentpilot.model.milestones import Forecast
from talentpilot.model.pilot import Evidence, PeriodReport, Roles

Edition = Literal["internal", "public"]
EDITIONS: tuple[Edition, ...] = ("internal", "public")

Why = Literal["internal", "contact", "unit_text", "finding"]
WHYS: Mapping[Why, str] = {
    "internal": message("[internal; left out of the public edition]"),
    "contact": message("[person or contact; left out of the public edition]"),
    "unit_text": message("[the unit's own words; left out of the public edition]"),
    "finding": message("[may quote the files; left out of the public edition]"),
}
"""Reasons for leaving something out, with the mark in its place."""

T = TypeVar("T")

_KNOWN_FILE = re.compile(
    r"programme\.yaml|catalogue\.yaml|pilots/[a-z0-9-]+/(pilot|milestones|outcomes|evaluations/[a-z0-9-]+)\.yaml"
)
_ADDRESS = re.compile(r"[a-z0-9-]*(/?[A-Z]{1,3}[0-9]{1,3}|/[a-z0-9-]+|/[0-9]{4}[HQ][1-4])?")


@dataclass(frozen=True, slots=True)
class Redacted(Text):
    """Replaces something that a public edition leaves out: a text for people, the reason for machines."""

    why: Why = "internal"


@dataclass(frozen=True, slots=True)
class Omission:
    """The number of things left out for one reason; all figures include them."""

    why: Why
    count: int


@cache
def redacted(why: Why) -> Redacted:
    """Return the mark for that reason."""
    return Redacted(zh=translator_for("zh").text(WHYS[why]), en=translator_for("en").text(WHYS[why]), why=why)


def worded(line: object) -> Text | None:
    """Return a line of the ledger as a text; a mark stays a mark."""
    return line if line is None or isinstance(line, Text) else Text(plain=str(line))


def redact(value: T) -> T:
    """Return the value without what the public must not see: internal evidence, contacts, the units' own words."""
    made: T = _Redactor().walk(value)
    return made


def omissions(view: object) -> tuple[Omission, ...]:
    """Return what a view leaves out, by reason; a mark repeated within one object counts once."""
    marks = [mark.why for mark in _marks(view)]
    return tuple(Omission(why, marks.count(why)) for why in WHYS if why in marks)


class _Redactor:
    """Walks through records and values; shared ones are processed once."""

    def __init__(self) -> None:
        self._done: dict[int, tuple[object, object]] = {}
        self._names: dict[type, tuple[str, ...]] = {}

    def walk(self, value: Any) -> Any:
        match value:
            case str():
                return _without_contacts(value, "en") if type(value) is str else value
            case Redacted():
                return value
            case Text():
                return _text(value)
            case tuple():
                return self._row(value)
            case list() | frozenset():
                return type(value)(map(self.walk, value))
            case Mapping():
                return {key: self.walk(item) for key, item in value.items()}
        if isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type)):
            return self._object(value)
        return value

    def _row(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        made = tuple(map(self.walk, row))
        return made if any(new is not old for new, old in zip(made, row, strict=True)) else row

    def _object(self, value: Any) -> Any:
        known = self._done.get(id(value))
        if known is None:
            left = next((leave for kind, leave in _LEAVES if isinstance(value, kind)), None)
            known = (value, self._inside(left(value) if left is not None else value))
            self._done[id(value)] = known  # with the original, so that its id stays its own
        return known[1]

    def _fields(self, value: Any) -> tuple[str, ...]:
        kind = type(value)
        if kind not in self._names:
            record = isinstance(value, BaseModel)
            self._names[kind] = tuple(kind.model_fields if record else (one.name for one in fields(value) if one.init))
        return self._names[kind]

    def _inside(self, value: Any) -> Any:
        names = self._fields(value)
        made = {name: self.walk(getattr(value, name)) for name in names}
        changed = {name: new for name, new in made.items() if new is not getattr(value, name)}
        if not changed:
            return value
        if isinstance(value, BaseModel):
            copied = value.model_copy(update=changed)
            for name in vars(copied).keys() - set(names):  # what was computed from the original
                del vars(copied)[name]
            return copied
        return replace(value, **changed)


def _evidence(item: Evidence) -> Evidence:
    """Return internal evidence with id, kind, day and verification only, so that counts and references stay right."""
    if item.access == "public":
        return item
    return item.model_copy(update={"title": redacted("internal"), "path": None, "url": None, "sha256": None})


def _report(item: PeriodReport) -> PeriodReport:
    """Return a report with its dates only, without its words and the titles of its matters."""
    mark = redacted("unit_text")
    said = {name: mark for name in PeriodReport.model_fields if isinstance(getattr(item, name), Text)}
    matters = tuple(matter.model_copy(update={"title": mark}) for matter in item.matters)
    return item.model_copy(update={**said, "matters": matters})


def _forecast(item: Forecast) -> Forecast:
    """Return a forecast with its dates only, without the unit's reason and next step."""
    mark = redacted("unit_text")
    said = {name: mark for name in ("reason", "next") if getattr(item, name) is not None}
    return item.model_copy(update=said) if said else item


def _roles(item: Roles) -> Roles:
    return item.model_copy(update={"contact": redacted("contact")}) if item.contact is not None else item


def _attachment(_: Attachment) -> Attachment:
    return Attachment()


def _finding(item: Diagnostic) -> Diagnostic:
    """Return a finding with rule, place and object only; message, help and excerpt may quote anything."""
    place = replace(item.location, path=_file(item.location.path))
    said = Message(WHYS["finding"])
    return replace(item, location=place, object=_name(item.object), message=said, help=Message(""), excerpt="")


def _unread(item: Unreadable) -> Unreadable:
    return replace(item, path=_file(item.path), object=_name(item.object))


def _file(path: str) -> str:
    """Return a file of the ledger by name; of any other, whose name may reveal something, only the folder."""
    return path if _KNOWN_FILE.fullmatch(path) else f"{path.rpartition('/')[0]}/…".lstrip("/")


def _name(object_: str) -> str:
    """Return the address of an object, if it has the form of an id; anything else may be private."""
    return object_ if _ADDRESS.fullmatch(object_) else "…"


_LEAVES: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (Evidence, _evidence),
    (PeriodReport, _report),
    (Forecast, _forecast),
    (Roles, _roles),
    (Attachment, _attachment),
    (Diagnostic, _finding),
    (Unreadable, _unread),
)
"""What is redacted in each kind of record; contacts in other texts are recognized by their form."""


def _text(text: Text) -> Text:
    parts = (
        _without_contacts(text.plain, "en") if text.plain else text.plain,
        _without_contacts(text.zh, "zh") if text.zh else text.zh,
        _without_contacts(text.en, "en") if text.en else text.en,
    )
    return text if parts == (text.plain, text.zh, text.en) else Text(*parts)


def _without_contacts(text: str, language: Literal["zh", "en"]) -> str:
    """Return the text with a mark for each telephone number, email address and identity number."""
    from talentpilot.report.views.contacts import may_hold_contacts, without_contacts  # the public edition alone

    if not may_hold_contacts(text):
        return text
    return without_contacts(text, redacted("contact").say("zh" if language == "zh" or _is_chinese(text) else "en"))


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _marks(value: object) -> Iterator[Redacted]:
    match value:
        case Redacted():
            yield value
        case Text() | str():
            return
        case tuple() | list():
            for item in value:
                yield from _marks(item)
        case Mapping():
            for item in value.values():
                yield from _marks(item)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _marks(getattr(value, field.name))
