"""What an adjustment says: its paths read, its kind and procedure found, the values approved, in force and to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, get_args

from talentpilot.analysis.plan import Plan, same_value
from talentpilot.cli.recording import nearest
from talentpilot.cli.recording_targets import read_value
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Checkpoint
from talentpilot.model.planpaths import (
    ALLOWED,
    MAY_BE_EMPTIED,
    AdjustmentKind,
    PlanPath,
    parse_path,
    read_planned_value,
)
from talentpilot.model.programme import Programme
from talentpilot.model.scalars import DATE, INNER_ID, NUMBER, digits
from talentpilot.store.editing_values import Value, inline
from talentpilot.store.yamltext import ABSENT, parse

KINDS: tuple[str, ...] = get_args(AdjustmentKind)
ADDING = {"add_milestone": "milestones", "add_indicator": "indicators"}
WITHDRAWING = {"milestones": "withdraw_milestone", "indicators": "withdraw_indicator"}
_LISTS = ("roles/units", "roles/partners")


@dataclass(frozen=True, slots=True)
class Wanted:
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
        values = {"from": written(self.in_force), "to": written(self.to)}
        return {"path": self.path.text, **{key: value for key, value in values.items() if value is not None}}

    def shown(self, after: str) -> str:
        """`path: as approved → in force → to`."""
        if self.path.is_object:
            return f"  {self.path.text}: {after}"
        there = f"{said(self.approved)} as approved, {said(self.in_force)} in force"
        return f"  {self.path.text}: {there} → {said(self.to)} {after}"


def wanted(pilot: Pilot, original: Plan, plan: Plan, path: str, value: str | None) -> Wanted:
    """A change from its path and value.

    Raises:
        UsageProblem: no adjustment may name the path, the value can't be read, or it is in force already.
    """
    where = _path(pilot, path)
    if where.is_object:
        if value is not None:
            raise UsageProblem(
                f"{path} names a whole object, which takes no value\n  help: name a field, such as {path}/title"
            )
        return Wanted(where, None)
    if value is None:
        raise UsageProblem(f"{path} wants a value\n  help: talentpilot adjust {pilot.id} {path} VALUE --reason …")
    to = _read(where, value)
    in_force = look(plan, where)
    if same_value(to, in_force):
        raise UsageProblem(
            f"{where.text} is {said(in_force)} already; nothing was written\n  help: there is nothing to file"
        )
    return Wanted(where, to, look(original, where), in_force)


def _path(pilot: Pilot, text: str) -> PlanPath:
    """The path, also from a short form such as `M3/due`."""
    homes = {item.id: "milestones" for item in pilot.milestones} | {item.id: "indicators" for item in pilot.indicators}
    first = text.partition("/")[0].upper()
    object_ = parse_path("/".join(text.split("/")[:2]))
    missing = object_.id if object_ is not None and object_.id else first
    if missing not in homes and INNER_ID.fullmatch(missing):
        raise UsageProblem(
            f"{pilot.id} has no milestone or indicator {missing}\n  help: {nearest(missing, list(homes))}"
        )
    full = f"{homes[first]}/{first}{text[len(first) :]}" if first in homes else text
    where = parse_path(full)
    if where is None:
        known = [*_paths(homes), *(f"{home}/{identifier}" for identifier, home in homes.items())]
        raise UsageProblem(f"{text} is not a path that an adjustment may name\n  help: {nearest(full, known)}")
    return where


def _paths(homes: dict[str, str]) -> list[str]:
    patterns = dict.fromkeys(pattern for kind in KINDS for pattern in ALLOWED[kind])
    found = [pattern for pattern in patterns if "*" not in pattern]
    for identifier, home in homes.items():
        found += [item.replace("*", identifier) for item in patterns if item.startswith(f"{home}/*/")]
    return found


def _read(where: PlanPath, value: str) -> Any:
    """The value typed; braces and brackets are read as YAML, ids separated by commas as a list."""
    if value in ABSENT:
        if where.pattern not in MAY_BE_EMPTIED:
            raise UsageProblem(f"{where.text} can't be emptied\n  help: give the value that shall hold")
        return None
    raw: Any = value
    if value.startswith(("{", "[")):
        data = parse(f"value: {value}\n").data
        raw = data.get("value") if data else None
    elif where.pattern in _LISTS:
        raw = [item for item in value.replace("，", ",").replace(" ", "").split(",") if item]
    return read_value(where.text, partial(read_planned_value, where), raw)


def look(plan: Plan, where: PlanPath) -> Any:
    """The value of a plan at a path; None where the object is not in it."""
    if not where.collection:
        tops = {"term/end": "term_end", "objective": "objective"}
        return getattr(plan, tops.get(where.text) or where.fields[-1])
    if where.collection == "milestones":
        node: Any = next((item.step for item in plan.milestones if item.step.id == where.id), None)
    else:
        node = next((item for item in plan.indicators if item.id == where.id), None)
    for name in where.fields:
        node = getattr(node, name, None)
    return node


def kind_of(changes: Sequence[Wanted], asked: str | None) -> str:
    """The kind asked for, or the one that may make all these changes.

    Raises:
        UsageProblem: there is no such kind, or none that may make them.
    """
    patterns = {item.path.pattern for item in changes}
    if asked is not None:
        if asked not in KINDS:
            raise UsageProblem(f"--kind {asked} is unknown\n  help: {nearest(asked, KINDS)} Kinds: {', '.join(KINDS)}")
        beyond = patterns - set(ALLOWED[asked])
        if beyond:
            allowed = ", ".join(ALLOWED[asked]) or "nothing"
            raise UsageProblem(f"{asked} can't change {', '.join(sorted(beyond))}\n  help: it may change {allowed}")
        if ALLOWED[asked] and not changes and asked not in ADDING:
            raise UsageProblem(f"{asked} without a change\n  help: name what it changes: {', '.join(ALLOWED[asked])}")
        return asked
    objects = [item.path for item in changes if item.path.is_object]
    if objects and len(objects) == len(changes) == 1:
        return WITHDRAWING[objects[0].collection]
    kinds = ["extension"] if "term/end" in patterns else [kind for kind in KINDS if kind != "extension"]
    found = [kind for kind in kinds if patterns and patterns <= set(ALLOWED[kind])]
    if not found:
        advice = "file what belongs together; the rest under its own kind" if patterns else f"kinds: {', '.join(KINDS)}"
        raise UsageProblem(f"no kind of adjustment fits {', '.join(sorted(patterns)) or 'that'}\n  help: {advice}")
    return found[0]


def procedure_of(programme: Programme, kind: str, asked: str | None) -> str:
    """The procedure that the programme requires, or a stronger one that was asked for.

    Raises:
        UsageProblem: a weaker one was asked for.
    """
    needed = programme.rules.required_procedure(kind)
    if asked not in (None, "filing", "approval"):
        raise UsageProblem(f"--procedure {asked} is unknown\n  help: write filing or approval")
    if asked == "filing" and needed == "approval":
        raise UsageProblem(f"the programme wants approval for {kind}\n  help: leave --procedure out, or write approval")
    return asked or needed


def written(value: Any) -> Value:
    """A typed value of the plan as it is written into a file; None for nothing."""
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
            return [written(item) for item in value]
        case _:
            return value


def said(value: Any) -> str:
    """A value of the plan in a sentence."""
    plain = written(value)
    return "nothing" if plain is None else plain if isinstance(plain, str) else inline(plain)


def object_fields(given: Iterable[str], below: dict[str, Any]) -> dict[str, Value]:
    """The fields of a new object: those of a file, and over them `title.zh=…` from options.

    Raises:
        UsageProblem: a field has another form.
    """
    found: dict[str, Any] = {name: _typed(value) for name, value in below.items()}
    for item in given:
        place, equals, text = item.partition("=")
        *holders, name = place.split(".")
        if not equals or not name:
            raise UsageProblem(f"--field {item} is not understood\n  help: write such as due=2027-02-28 or title.zh=…")
        node = found
        for holder in holders:
            node = node.setdefault(holder, {})
            if not isinstance(node, dict):
                raise UsageProblem(
                    f"--field {item}: {holder} has a value of its own\n  help: give the one or the other"
                )
        node[name] = _typed(text)
    return found


def _typed(value: Any) -> Value:
    """Dates, numbers and truths without quotes; everything else as text."""
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
