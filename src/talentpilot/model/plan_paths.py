"""The paths an adjustment may name: what stands there, of which type, and which kinds may change it."""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Annotated, Any, NamedTuple, get_args

from talentpilot.diagnostics import Message
from talentpilot.model import dates, scalars
from talentpilot.model.base import ReadBy, read_text
from talentpilot.model.outcomes import Checkpoint, Frequency
from talentpilot.model.periods import read_period
from talentpilot.model.scalars import fault


def read_checkpoints(value: object) -> tuple[Checkpoint, ...]:
    """Return the new checkpoints of an indicator."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        seen = scalars.kind_of(value)
        wanted = Message("a list of date and value")
        raise fault("S03", "checkpoints are expected, not {seen}", seen=seen, expected=wanted)
    for number, item in enumerate(value):
        for key in item:
            if key not in Checkpoint.model_fields:
                allowed = Message.listed(Checkpoint.model_fields)
                raise fault("S02", "unknown field {field}", at=(number, key), field=key, allowed=allowed)
    return tuple(
        Checkpoint.model_construct(date=dates.read_date(item.get("date")), value=scalars.read_number(item.get("value")))
        for item in value
    )


def read_references(value: object) -> tuple[str, ...]:
    """Organization ids; a single one needs no brackets."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list):
        seen = scalars.kind_of(value)
        wanted = Message("a list of ids")
        raise fault("S03", "organization ids are expected, not {seen}", seen=seen, expected=wanted)
    return tuple(scalars.read_line(item) for item in items)


READERS: dict[str, Callable[[object], Any]] = {
    "milestones/*/due": dates.read_date,
    "milestones/*/weight": scalars.read_weight,
    "milestones/*/owner": scalars.read_line,
    "milestones/*/title": read_text,
    "milestones/*/deliverable": read_text,
    "milestones/*/standard": read_text,
    "indicators/*/baseline/value": scalars.read_number,
    "indicators/*/baseline/date": dates.read_date,
    "indicators/*/baseline/period": read_period,
    "indicators/*/target/value": scalars.read_number,
    "indicators/*/target/min": scalars.read_number,
    "indicators/*/target/max": scalars.read_number,
    "indicators/*/target/date": dates.read_date,
    "indicators/*/weight": scalars.read_weight,
    "indicators/*/key": scalars.read_flag,
    "indicators/*/title": read_text,
    "indicators/*/source": read_text,
    "indicators/*/unit": scalars.read_line,
    "indicators/*/frequency": partial(scalars.read_choice, get_args(Frequency)),
    "indicators/*/checkpoints": read_checkpoints,
    "indicators/*/trajectory": partial(scalars.read_choice, ("linear", "none")),
    "indicators/*/allow_over_100": scalars.read_flag,
    "indicators/*/lag_days": scalars.read_lag_days,
    "term/end": dates.read_date,
    "roles/lead": scalars.read_line,
    "roles/units": read_references,
    "roles/partners": read_references,
    "roles/guide": scalars.read_line,
    "objective": read_text,
    "title": read_text,
}
"""What stands at each path: how its value is read."""

MAY_BE_EMPTIED = frozenset(
    (
        "milestones/*/due", "milestones/*/deliverable", "milestones/*/standard", "indicators/*/source",
        "indicators/*/checkpoints", "indicators/*/baseline/date", "indicators/*/baseline/period", "roles/partners",
        "roles/guide",
    )
)  # fmt: skip
"""What an adjustment may take away without a successor; everywhere else `to` is required (S01)."""

_DATES = ("milestones/*/due", "indicators/*/target/date")
_CONTENT = (
    "title", "objective", "milestones/*/title", "milestones/*/deliverable", "milestones/*/standard",
    "milestones/*/weight", "indicators/*/title", "indicators/*/lag_days", "indicators/*/source", "indicators/*/unit",
    "indicators/*/frequency", "indicators/*/trajectory", "indicators/*/allow_over_100",
)  # fmt: skip
ALLOWED: dict[str, tuple[str, ...]] = {
    "reschedule": _DATES,
    "change_target": (
        "indicators/*/target/value", "indicators/*/target/min", "indicators/*/target/max", "indicators/*/target/date",
        "indicators/*/checkpoints", "indicators/*/weight", "indicators/*/key",
    ),
    "change_content": _CONTENT,
    "change_owner": ("milestones/*/owner",),
    "change_unit": ("roles/lead", "roles/units", "roles/partners", "roles/guide", "milestones/*/owner"),
    "extension": ("term/end", *_DATES),
    "add_milestone": ("milestones/*",),
    "withdraw_milestone": ("milestones/*",),
    "add_indicator": ("indicators/*",),
    "withdraw_indicator": ("indicators/*",),
    "change_baseline": ("indicators/*/baseline/value", "indicators/*/baseline/date", "indicators/*/baseline/period"),
    "suspension": (),
    "resumption": (),
    "termination": (),
    "conclusion": (),
    "reopening": (),
}  # fmt: skip
"""Which paths each kind may change (table in `ledger.md` 8); anything else is A08."""


class PlanPath(NamedTuple):
    """A path taken apart: `collection` and `id` of the object, `fields` below it (empty for the object itself)."""

    text: str
    pattern: str
    collection: str
    id: str
    fields: tuple[str, ...]

    @property
    def is_due_date(self) -> bool:
        """Whether it is the due date of a milestone, which only an approval may take back."""
        return self.pattern == "milestones/*/due"

    @property
    def is_object(self) -> bool:
        """Whether the path names a whole milestone or indicator."""
        return bool(self.id) and not self.fields


@cache
def parse_path(text: str) -> PlanPath | None:
    """Return a path from its text; None if no such path exists in any pilot (R07)."""
    parts = text.split("/")
    if parts[0] in ("milestones", "indicators") and len(parts) > 1 and re.fullmatch(r"[A-Z]{1,3}[0-9]{1,3}", parts[1]):
        pattern = "/".join([parts[0], "*", *parts[2:]])
        if pattern in READERS or len(parts) == 2:
            return PlanPath(text, pattern, parts[0], parts[1], tuple(parts[2:]))
        return None
    return PlanPath(text, text, "", "", tuple(parts)) if text in READERS else None


def read_planned_value(path: PlanPath, raw: object) -> Any:
    """Return the value of `from` or `to`, typed as the field that the path names.

    Raises:
        PydanticCustomError: the same fault that the field itself would raise.
    """
    return READERS[path.pattern](raw)


def _raw(value: object) -> object:
    return value


Untyped = Annotated[Any, ReadBy(_raw)]
