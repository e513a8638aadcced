"""The seal of an approved plan: a digest for each part, over its canonical JSON (`ledger.md` 9)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator
from talentpilot.model.scalars import digits

_RECORDED = frozenset(("observations", "done", "forecasts", "evidence", "note", "added"))
"""Fields of milestones and indicators that are record, not plan."""


def seal_of(pilot: Pilot) -> dict[str, str]:
    """The digests of the approved plan: `head`, then each milestone and indicator that no adjustment added."""
    seal = {"head": digest(_head(pilot))}
    planned: tuple[Milestone | Indicator, ...] = (*pilot.milestones, *pilot.indicators)
    return seal | {item.id: digest(plan_part(item)) for item in planned if item.added is None}


def plan_part(item: BaseModel) -> dict[str, Any]:
    """The plan fields of a milestone or indicator, defaults filled in."""
    return {name: getattr(item, name) for name in type(item).model_fields if name not in _RECORDED}


def _head(pilot: Pilot) -> dict[str, Any]:
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
    """The first 32 hex digits of the sha256 of the part's canonical JSON."""
    return hashlib.sha256(canonical_json(part).encode("utf-8")).hexdigest()[:32]


def canonical_json(part: Any) -> str:
    """UTF-8 without escapes, sorted keys, no spaces, dates YYYY-MM-DD, numbers as strings, absent and empty left out."""
    return json.dumps(_plain(part), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    match value:
        case bool():
            return value
        case Text():
            return value.plain if value.plain else _plain({"zh": value.zh, "en": value.en})
        case BaseModel():
            return _plain({info.alias or name: getattr(value, name) for name, info in type(value).model_fields.items()})
        case dict():
            plain = {key: _plain(item) for key, item in value.items()}
            return {key: item for key, item in plain.items() if item not in (None, "", [], {})}
        case tuple() | list():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
        case Decimal() | int():
            return digits(Decimal(value))
        case _:
            return value
