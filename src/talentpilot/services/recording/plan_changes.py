"""Read a change of the plan: its path, and its value as approved, in force and requested."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from talentpilot.analysis.plan import Plan, same_value
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Checkpoint
from talentpilot.model.plan_paths import ALLOWED, MAY_BE_EMPTIED, PlanPath, parse_path, read_planned_value
from talentpilot.model.scalars import INNER_ID, digits
from talentpilot.services.recording.values import in_braces, read_value
from talentpilot.store.yaml.editor import Value, inline
from talentpilot.store.yaml.parser import ABSENT
from talentpilot.suggestions import nearest, those

_LISTS = ("roles/units", "roles/partners")


@dataclass(frozen=True, slots=True)
class RequestedChange:
    """A change that is asked for: where, to what; the values as approved and in force, typed as the field."""

    path: PlanPath
    to: Any
    approved: Any = None
    in_force: Any = None

    @property
    def entry(self) -> dict[str, Value]:
        """The change as it is written into the file."""
        if self.path.is_object:
            return {"path": self.path.text}
        values = {"from": file_value(self.in_force), "to": file_value(self.to)}
        known = {key: value for key, value in values.items() if value is not None}
        return {"path": self.path.text, **known, **({"to": None} if self.takes_date_back else {})}

    @property
    def takes_date_back(self) -> bool:
        """Whether a milestone is left without a due date."""
        return self.to is None and self.path.is_due_date

    def shown(self, when: Message, fate: str) -> Message:
        """Return `path: as approved, in force → to` and when; for a whole object whether it is added or withdrawn."""
        if self.path.is_object:
            return Message.of("  {path}: {fate} {when}", path=self.path.text, fate=Message(fate), when=when)
        values = {"approved": self.approved, "in_force": self.in_force, "to": self.to}
        texts = {name: value_text(value) for name, value in values.items()}
        template = "  {path}: {approved} as approved, {in_force} in force → {to} {when}"
        return Message.of(template, path=self.path.text, when=when, **texts)


def requested_change(pilot: Pilot, original: Plan, plan: Plan, path: str, value: str | None) -> RequestedChange:
    """Return the change that a path and a value ask for.

    Raises:
        UsageProblem: no adjustment may name the path, the value can't be read, or it is in force already.
    """
    where = _path(pilot, path)
    if where.is_object:
        if value is not None:
            raise UsageProblem(
                "{path} is a whole object and takes no value",
                help="name a field, such as {path}/title",
                path=path,
            )
        return RequestedChange(where, None)
    if value is None:
        raise UsageProblem(
            "{path} needs a value", help="talentpilot adjust {pilot} {path} VALUE --reason …", path=path, pilot=pilot.id
        )
    to = _read(where, value)
    in_force = value_in_plan(plan, where)
    if same_value(to, in_force):
        raise UsageProblem(
            "{path} is {value} already; nothing was written",
            help="there is nothing to file",
            path=where.text,
            value=value_text(in_force),
        )
    return RequestedChange(where, to, value_in_plan(original, where), in_force)


def _path(pilot: Pilot, text: str) -> PlanPath:
    """Return the path in full, also from a short form such as `M3/due`."""
    homes = {item.id: "milestones" for item in pilot.milestones} | {item.id: "indicators" for item in pilot.indicators}
    first = text.partition("/")[0].upper()
    object_ = parse_path("/".join(text.split("/")[:2]))
    missing = object_.id if object_ is not None and object_.id else first
    if missing not in homes and INNER_ID.fullmatch(missing):
        raise UsageProblem(
            "{pilot} has no milestone or indicator {missing}",
            help=those(list(homes)),
            pilot=pilot.id,
            missing=missing,
        )
    full = f"{homes[first]}/{first}{text[len(first) :]}" if first in homes else text
    where = parse_path(full)
    if where is None:
        known = [*_paths(homes), *(f"{home}/{identifier}" for identifier, home in homes.items())]
        raise UsageProblem("{text} is not a path that an adjustment can change", help=nearest(full, known), text=text)
    return where


def _paths(homes: dict[str, str]) -> list[str]:
    patterns = dict.fromkeys(pattern for allowed in ALLOWED.values() for pattern in allowed)
    found = [pattern for pattern in patterns if "*" not in pattern]
    for identifier, home in homes.items():
        found += [item.replace("*", identifier) for item in patterns if item.startswith(f"{home}/*/")]
    return found


def _read(where: PlanPath, value: str) -> Any:
    """Return the value with its type; braces and brackets are read as YAML, ids separated by commas as a list."""
    if value in ABSENT:
        if where.pattern not in MAY_BE_EMPTIED:
            raise UsageProblem("{path} can't be emptied", help="give the new value", path=where.text)
        return None
    raw: Any = in_braces(value)
    if raw == value and where.pattern in _LISTS:
        raw = [item for item in value.replace("，", ",").replace(" ", "").split(",") if item]
    return read_value(where.text, partial(read_planned_value, where), raw)


def value_in_plan(plan: Plan, where: PlanPath) -> Any:
    """Return the value of a plan at a path; None if the object is not in it."""
    if not where.collection:
        return getattr(plan, "term_end" if where.text == "term/end" else where.fields[-1])
    if where.collection == "milestones":
        node: Any = next((item.step for item in plan.milestones if item.step.id == where.id), None)
    else:
        node = next((item for item in plan.indicators if item.id == where.id), None)
    for name in where.fields:
        node = getattr(node, name, None)
    return node


def file_value(value: Any) -> Value:
    """Return a typed value of the plan as it is written into a file; None for nothing."""
    match value:
        case None | ():
            return None
        case Text(plain=None):
            return {language: words for language, words in (("zh", value.zh), ("en", value.en)) if words}
        case Text():
            return value.plain
        case Decimal():
            return Decimal(digits(value))
        case Checkpoint():
            return {"date": value.date, "value": value.value}
        case tuple():
            return [file_value(item) for item in value]
        case _:
            return value


def value_text(value: Any) -> Message | str:
    """Return a value of the plan as it is written in a sentence."""
    plain = file_value(value)
    return Message("nothing") if plain is None else plain if isinstance(plain, str) else inline(plain)
