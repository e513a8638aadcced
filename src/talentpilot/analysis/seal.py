"""The seal of an approved plan: a digest for each part, over its canonical JSON (`ledger.md` 9)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator
from talentpilot.model.scalars import digits

_RECORDED = frozenset(("observations", "done", "forecasts", "evidence", "note", "added"))
"""Fields of milestones and indicators that are record, not plan."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_LATER_DEFAULTS = {"lag_days": 0}
"""Plan fields that method 2026.1 did not have, with their neutral value, at which they are left out of the seal."""


def seal_of(pilot: Pilot, written: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Return the digests of the approved plan: `head`, then each milestone and indicator that no adjustment added.

    A digest already `written` in an older form is kept as long as it stands for the same part.
    """
    planned: tuple[Milestone | Indicator, ...] = (*pilot.milestones, *pilot.indicators)
    fitting = {"head": tuple(head_digests(pilot))}
    fitting |= {item.id: tuple(digests_of(item, pilot.joined)) for item in planned if item.added is None}
    return {part: written[part] if written.get(part) in found else found[0] for part, found in fitting.items()}


def head_digests(pilot: Pilot) -> Iterator[str]:
    """Yield the digests that stand for the head of the plan: the one written today, then those of method 2026.1.

    Nearly always the first fits, and the others are not computed.
    """
    return _digests(head_part(pilot), pilot.joined)


def digests_of(item: Milestone | Indicator, joined: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """Yield the same for a milestone or indicator; `joined` are the texts of the pilot written over several lines."""
    return _digests(plan_part(item), joined)


def moved_parts(pilot: Pilot) -> frozenset[str]:
    """Return the parts of an approved plan whose seal stands for none of their digests: `head`, or an id."""
    approval = pilot.file.approval
    if approval is None:
        return frozenset()
    every: tuple[Milestone | Indicator, ...] = (*pilot.milestones, *pilot.indicators)
    planned: dict[str, Milestone | Indicator] = {}
    for item in every:
        if item.added is None and item.id in approval.seal:
            planned.setdefault(item.id, item)
    moved = [name for name, item in planned.items() if approval.seal[name] not in digests_of(item, pilot.joined)]
    if "head" in approval.seal and approval.seal["head"] not in head_digests(pilot):
        moved.append("head")
    return frozenset(moved)


def _digests(part: dict[str, Any], joined: Mapping[str, str]) -> Iterator[str]:
    yield from map(digest, sealed_forms(part))
    if joined:
        for one in sealed_forms(part):
            yield digest({name: _spaced(value, joined) for name, value in one.items()})


def sealed_forms(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a part of the plan as it is sealed today, then as method 2026.1 sealed it, where that differs."""
    yield part
    if any(name in part for name in _LATER_DEFAULTS) and all(
        part.get(name, value) == value for name, value in _LATER_DEFAULTS.items()
    ):
        yield {name: value for name, value in part.items() if name not in _LATER_DEFAULTS}


def _spaced(value: Any, joined: Mapping[str, str]) -> Any:
    """Return a text with the spaces that method 2026.1 read between its lines."""
    if not isinstance(value, Text):
        return value
    return Text(*(said and joined.get(said, said) for said in (value.plain, value.zh, value.en)))


def plan_part(item: BaseModel) -> dict[str, Any]:
    """Return the plan fields of a milestone or indicator, defaults filled in."""
    return {name: getattr(item, name) for _, name in _keys(type(item)) if name not in _RECORDED}


def head_part(pilot: Pilot) -> dict[str, Any]:
    """Return what the seal's `head` covers."""
    file = pilot.file
    return {
        "objective": file.objective,
        "task": file.task,
        "region": file.region,
        "term": file.term,
        "lead": file.roles.lead,
        "units": file.roles.units,
    }


def digest(part: Mapping[str, Any]) -> str:
    """Return the first 32 hex digits of the sha256 of the part's canonical JSON."""
    return hashlib.sha256(canonical_json(part).encode("utf-8")).hexdigest()[:32]


def canonical_json(part: Any) -> str:
    """Return JSON in UTF-8 without escapes, with sorted keys, without spaces; numbers as strings; no empty values."""
    return _ENCODER.encode(_plain(part))


def _plain(value: Any) -> Any:
    """Return the value as JSON knows it; the commonest types come first, since `validate` does this for every part."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is Text:
        return value.plain if value.plain else _present((("zh", value.zh), ("en", value.en)))
    if kind is date:
        return value.isoformat()
    if kind is Decimal or kind is int:
        return digits(Decimal(value))
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    if kind is dict:
        return _present(value.items())
    if isinstance(value, BaseModel):
        return _present([(key, getattr(value, name)) for key, name in _keys(type(value))])
    return value


def _present(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found = {}
    for key, item in pairs:
        plain = item if type(item) is str else _plain(item)
        if plain or plain is False:  # False is a value; numbers are text by now, so a 0 stays too
            found[key] = plain
    return found


@cache
def _keys(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the key in the file and the attribute of each field."""
    return tuple((info.alias or name, name) for name, info in model.model_fields.items())
