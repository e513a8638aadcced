"""Explanations: a figure, its arithmetic, and the ledger fields that state its inputs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.lights import Light
from talentpilot.analysis.number_format import as_stated, one_decimal
from talentpilot.analysis.plan import Plan, ReplayedChange, pending_steps
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Adoption, Indicator
from talentpilot.model.plan_paths import parse_path

PROGRAMME = "programme.yaml"
PILOT, MILESTONES, OUTCOMES = "pilot.yaml", "milestones.yaml", "outcomes.yaml"
PERCENT, POINTS, DAYS = "%", "pp", "days"


@dataclass(frozen=True, slots=True)
class Input:
    """A field that states a fact: its file (`programme.yaml`, or one below the pilot's folder) and its path."""

    file: str
    path: FieldPath


@dataclass(frozen=True)
class LedgerWord(Message):
    """A word of the ledger that people read in other words: the id of an organization or region, or a word of a field
    with the group of terms that has its wording."""

    group: str = ""

    @classmethod
    def among(cls, group: str, word: str) -> "LedgerWord":
        """Return a word of that group."""
        return cls("{word}", {"word": word}, group)


Stated = Fraction | date | str | Message | None
Value = Stated | Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure: what it is, how it comes about, and what it is made of, down to the fields that state it.

    `formula` is the arithmetic with its numbers, `because` a remark in words; `rule` the reason code, such as IND7.
    """

    label: str | Message
    value: Value = None
    unit: str = ""
    because: str | Message = ""
    formula: str | Message = ""
    rule: str = ""
    light: Light | None = None
    inputs: tuple[Input, ...] = ()
    parts: tuple["Explanation", ...] = ()

    @property
    def shown(self) -> str:
        """The value with its unit, as people read it."""
        match self.value:
            case None:
                return "none"
            case Fraction():
                computed = self.formula and self.unit in (PERCENT, POINTS)
                number = one_decimal(self.value) if computed else as_stated(self.value)
                return f"{number} {self.unit}".strip()
            case _:
                return str(self.value)


@dataclass(frozen=True, slots=True)
class Fields:
    """Finds the fields of one pilot: where a value was approved, and which filing has set it since."""

    pilot: Pilot
    plan: Plan
    as_of: date
    approved: bool = True

    @classmethod
    def of(cls, status: PilotStatus) -> "Fields":
        """Return those behind a status."""
        return cls(status.pilot, status.plan, status.as_of, status.state is not PilotState.PROPOSED)

    def first(self, path: str) -> Message:
        """Return how the value at a path came into the plan, before any filing changed it."""
        place = parse_path(path)
        everything: tuple[Milestone | Indicator, ...] = (*self.pilot.milestones, *self.pilot.indicators)
        added = next((item.added for item in everything if place and item.id == place.id and item.added), None)
        if added:
            return Message.of("as added by {filing}", filing=added)
        return Message.of("as approved") if self.approved else Message.of("as proposed")

    def milestone(self, identifier: str, *route: str | int) -> Input:
        """Return a field of a milestone, as it stands in its file."""
        return Input(MILESTONES, ("milestones", _index(self.pilot.milestones, identifier), *route))

    def indicator(self, identifier: str, *route: str | int) -> Input:
        """Return a field of an indicator, as it stands in its file."""
        return Input(OUTCOMES, ("indicators", _index(self.pilot.indicators, identifier), *route))

    def practice(self, identifier: str, *route: str | int) -> Input:
        """Return a field of a practice."""
        return Input(OUTCOMES, ("practices", _index(self.pilot.practices, identifier), *route))

    def bottleneck(self, identifier: str, *route: str | int) -> Input:
        """Return a field of a bottleneck."""
        return Input(PILOT, ("bottlenecks", _index(self.pilot.file.bottlenecks, identifier), *route))

    def evidence(self, identifier: str, *route: str | int) -> Input:
        """Return a field of a piece of evidence."""
        return Input(PILOT, ("evidence", _index(self.pilot.file.evidence, identifier), *route))

    def change(self, step: ReplayedChange) -> Input:
        """Return where a filing states the value it sets; the whole change where it sets none."""
        index = _index(self.pilot.file.adjustments, step.adjustment.id)
        route = ("adjustments", index, "changes", step.index)
        return Input(PILOT, (*route, "to") if step.change.to is not None else route)

    def filings(self, path: str) -> tuple[ReplayedChange, ...]:
        """Return the changes in force that have set the value at that path, in order."""
        return tuple(step for step in self.plan.steps if step.resolved and step.change.path == path)

    def pending(self, path: str) -> tuple[ReplayedChange, ...]:
        """Return the changes of that value, or of the whole object, that wait for a decision."""
        waiting = pending_steps(self.pilot, self.plan, self.as_of)
        return tuple(step for step in waiting if step.change.path == path)

    def in_force(self, path: str, approved: Input) -> Input:
        """Return where the value in force is written: in the last filing that set it, or in the approved plan."""
        filings = self.filings(path)
        return self.change(filings[-1]) if filings else approved


def _index(items: Iterable[Any], identifier: str) -> int:
    """Return the place of an item in its list; of several with the same id the last one counts, as everywhere."""
    return max(index for index, item in enumerate(items) if item.id == identifier)


def threshold(name: str, value: Decimal | int, unit: str = POINTS) -> Explanation:
    """Return a threshold of the lights: set in programme.yaml, or the tool's default."""
    return Explanation(name, Fraction(value), unit, inputs=(Input(PROGRAMME, ("rules", "thresholds", name)),))


def planned(
    fields: Fields, label: str | Message, value: Value, path: str, approved: Input, unit: str = ""
) -> Explanation:
    """Return a value of the plan in force: as approved, with each filing that moved it and each that waits."""
    filings = fields.filings(path)
    waiting = tuple(_pending(fields, step, unit) for step in fields.pending(path))
    if not filings:
        return Explanation(label, value, unit, fields.first(path), inputs=(approved,), parts=waiting)
    first = Explanation(fields.first(path), value_at(path, filings[0].found), unit, inputs=(approved,))
    moved = tuple(_filed(fields, step, unit) for step in filings)
    names = Message.listed(dict.fromkeys(step.adjustment.id for step in filings))
    return Explanation(
        label,
        value,
        unit,
        Message.of("set by {filings}", filings=names),
        inputs=(fields.change(filings[-1]),),
        parts=(first, *moved, *waiting),
    )


def _filed(fields: Fields, step: ReplayedChange, unit: str) -> Explanation:
    filing = step.adjustment
    since = filing.effective_date(fields.as_of)
    label = Message.of("{filing}, in force from {day}", filing=name_of(step), day=since)
    if filing.document:
        label = Message.of("{force}, {paper}", force=label, paper=filing.document)
    move = Message.of("before {value}", value=text_at(step.change.path, step.found))
    return Explanation(label, value_at(step.change.path, step.change.to), unit, move, inputs=(fields.change(step),))


def _pending(fields: Fields, step: ReplayedChange, unit: str) -> Explanation:
    filing = step.adjustment
    label = Message.of("{filing}, pending since {day}", filing=name_of(step), day=filing.submitted or filing.effective)
    move = Message.of("would replace {value}; not in force", value=text_at(step.change.path, step.found))
    return Explanation(label, value_at(step.change.path, step.change.to), unit, move, inputs=(fields.change(step),))


def name_of(step: ReplayedChange) -> Message:
    """Return a filing with what it is: `A1 reschedule (filing)`."""
    filing = step.adjustment
    return Message.of(
        "{id} {kind} ({procedure})", id=filing.id, kind=Message.of(filing.kind), procedure=Message.of(filing.procedure)
    )


def value_at(path: str, value: Any) -> Stated:
    """Return the value of that path of the plan as an explanation carries it; organizations are known by their path."""
    if value is None or path.rpartition("/")[2] not in ("owner", "lead", "units", "partners", "guide"):
        return plan_value(value)
    listed = value if isinstance(value, tuple) else (value,)
    return Message.joined(", ", (LedgerWord.among("organization", str(one)) for one in listed))


def text_at(path: str, value: Any) -> str | Message:
    """Return the value of that path of the plan as a part of a remark."""
    stated = value_at(path, value)
    return stated if isinstance(stated, Message) else Explanation("", stated).shown


def adopter(adoption: Adoption) -> LedgerWord:
    """Return who adopted a practice: an organization, or a region."""
    if adoption.org is not None:
        return LedgerWord.among("organization", adoption.org)
    return LedgerWord.among("region", adoption.region or "")


def plan_value(value: Any) -> Stated:
    """Return a value of the plan as an explanation carries it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int | Fraction):
        return Fraction(value)
    if value is None or isinstance(value, date | str):
        return value
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(_said(item) for item in value)
    return (
        Message.of("{value} on {day}", value=_said(value.value), day=value.date)
        if hasattr(value, "date")
        else str(value)
    )


def _said(value: Any) -> str:
    return Explanation("", plan_value(value)).shown


def number(value: Fraction | Decimal | int) -> str:
    """Return a number inside a formula: as stated, a negative one in brackets."""
    text = as_stated(Fraction(value))
    return f"({text})" if text.startswith("-") else text


def percent(ratio: Fraction) -> str:
    """Return a ratio as a percentage inside a formula: 45.6 %."""
    return f"{one_decimal(100 * ratio)} %"


def points(value: Fraction) -> str:
    """Return percentage points inside a formula, a negative number in brackets."""
    text = one_decimal(value)
    return f"({text})" if text.startswith("-") else text
