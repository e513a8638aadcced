"""Starters: what a new pilot is offered: steps, indicators, choices, defaults."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from talentpilot.model.base import FileId, Flag, Line, Record, Text, Weight, Words
from talentpilot.model.catalogue import Catalogue, Task
from talentpilot.model.dates import days_after
from talentpilot.model.outcomes import Direction, Frequency, IndicatorLevel, SeriesKind
from talentpilot.model.programme import Organization, Programme
from talentpilot.model.regions import REGIONS

StageName = Literal["plan", "rules", "trial", "midterm", "full", "cases", "interim"]
LONGEST_GAP = 183
"""Days of a term that may pass without a due date (M08)."""
NEAR = 8
"""Days that a due date is moved, at most, to fall on the middle or end of a month; fewer in short terms."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a step stands in the term (share of it that has passed), how much it weighs, who carries it."""

    name: StageName
    at: Fraction
    weight: int
    by_unit: bool = False


STAGES = (
    Stage("plan", Fraction(2, 24), 1),
    Stage("rules", Fraction(5, 24), 2),
    Stage("trial", Fraction(9, 24), 3, by_unit=True),
    Stage("midterm", Fraction(12, 24), 1),
    Stage("full", Fraction(17, 24), 2, by_unit=True),
    Stage("cases", Fraction(22, 24), 1),
)
"""In 24 months no two of them, and neither end of the term, lie more than five months apart."""


class StarterStep(Record):
    """A step of a task, by its stage."""

    stage: StageName
    title: Words
    deliverable: Words


class StarterIndicator(Record):
    """An indicator without its figures: baseline and target are the officer's to fill in."""

    title: Words
    level: IndicatorLevel
    unit: Line
    direction: Direction
    reporting: SeriesKind
    frequency: Frequency
    key: Flag = False
    weight: Weight = Decimal(1)
    source: Words
    counting: Words | None = None


class Starter(Record):
    """What one task is offered."""

    id: FileId
    steps: tuple[StarterStep, ...]
    indicators: tuple[StarterIndicator, ...]


class Starters(Record):
    """The starters of all tasks, the general one for tasks they do not know, and the texts of the files."""

    files: dict[str, Line]
    general: Starter
    tasks: tuple[Starter, ...]

    def for_task(self, task: str) -> Starter:
        """Return the starter of a task, its steps filled up with the general ones."""
        own = next((item for item in self.tasks if item.id == task), self.general)
        named = {step.stage for step in own.steps}
        missing = tuple(step for step in self.general.steps if step.stage not in named)
        return Starter.model_construct(id=own.id, steps=(*own.steps, *missing), indicators=own.indicators)


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """A step with its day; `by_unit`: the pilot unit carries it, otherwise the lead."""

    step: StarterStep
    due: date
    weight: int
    by_unit: bool


def schedule(starter: Starter, start: date, end: date) -> tuple[ScheduledStep, ...]:
    """Return the steps spread over the term, with interim reviews where half a year would be empty."""
    wording = {step.stage: step for step in starter.steps}
    steps: list[ScheduledStep] = []
    previous = start
    for stage in STAGES:
        due = _due(stage.at, start, end, after=steps[-1].due if steps else days_after(start, -1))
        steps += _interim(wording["interim"], previous, due)
        steps.append(ScheduledStep(wording[stage.name], due, stage.weight, stage.by_unit))
        previous = due
    return (*steps, *_interim(wording["interim"], previous, end))


def _interim(step: StarterStep, after: date, before: date) -> list[ScheduledStep]:
    days = (before - after).days
    pieces = -(-days // LONGEST_GAP)
    return [
        ScheduledStep(step, days_after(after, days * piece // pieces), 1, by_unit=False) for piece in range(1, pieces)
    ]


def _due(at: Fraction, start: date, end: date, *, after: date) -> date:
    """Return the day at that share of the term, moved to the end or middle of a month where one lies near."""
    days = (end - start).days + 1
    exact = min(end, max(days_after(after, 1), days_after(start, round(at * days) - 1)))
    month_end = exact.replace(day=monthrange(exact.year, exact.month)[1])
    natural = (days_after(exact.replace(day=1), -1), exact.replace(day=15), month_end)
    reach = min(NEAR, days // 40)
    near = [day for day in natural if after < day <= end and abs((day - exact).days) <= reach]
    return min(near, key=lambda day: abs(day - exact), default=exact)


def last_day(start: date, months: int) -> date:
    """Return the last day of a term of so many months: 24 months from 2026-01-01 end on 2027-12-31."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    day = min(start.day, monthrange(year, month + 1)[1])
    return days_after(date(year, month + 1, day), -1)


def default_start(programme: Programme, today: date) -> date | None:
    """Return the first day of next month, not before the programme's own; None if it is over by then."""
    following = days_after(last_day(today.replace(day=1), 1), 1)
    start = max(following, programme.term.start)
    return start if start <= programme.term.end else None


def default_end(start: date, programme: Programme) -> date:
    """Return the longest term allowed, cut at the programme's end."""
    end = last_day(start, programme.rules.max_term_months)
    return min(end, programme.term.end) if programme.term.end >= start else end


def default_title(task: Task, region: str, unit: Organization, programme: Programme) -> Text:
    """Return the task's name with the region's, or with the unit's if the region has no known name.

    A name that exists in one language only is left out of the title in the other: no title mixes languages.
    """
    named: dict[str, tuple[str | None, str | None]] = {code: (item.zh, item.en) for code, item in REGIONS.items()}
    named |= {item.code: (item.zh, item.en) for item in programme.regions}
    zh, en = named.get(region, (unit.zh, unit.en))
    return Text(
        zh=f"{zh or ''}{task.name('zh')}试点",
        en=f"{task.name('en')} in {en}" if en else task.name("en"),
    )


def next_id(lead: str, task: str, catalogue: Catalogue, taken: Sequence[str]) -> str:
    """`<prefix of the lead>-<domain>-NN`, the number after the highest of that stem: yx-titles-03 for yx-hrss."""
    domain = catalogue.domain_of(task)
    stem = f"{lead.partition('-')[0]}-{domain.id if domain else task}"
    numbered = (re.fullmatch(re.escape(stem) + r"-([0-9]{1,6})", name) for name in taken)
    return f"{stem}-{max((int(match[1]) for match in numbered if match), default=0) + 1:02d}"


class StarterKind(StrEnum):
    """What a new pilot chooses from."""

    TASKS = "tasks"
    ORGANIZATIONS = "organizations"
    REGIONS = "regions"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its id, both names, the heading it stands under."""

    id: str
    name: str
    group: str = ""


def choices(kind: StarterKind, programme: Programme, catalogue: Catalogue, today: date) -> tuple[Choice, ...]:
    """Return what there is to choose from on a day, in the order of the ledger."""
    match kind:
        case StarterKind.TASKS:
            return tuple(
                Choice(task.id, both_names(task.zh, task.en), both_names(domain.zh, domain.en))
                for domain in catalogue.domains
                for task in domain.tasks
                if task.retired is None or task.retired >= today
            )
        case StarterKind.ORGANIZATIONS:
            lasting = (item for item in programme.organizations if item.until is None or item.until >= today)
            return tuple(Choice(item.id, both_names(item.zh, item.en)) for item in lasting)
        case StarterKind.REGIONS:
            own = tuple(Choice(item.code, both_names(item.zh, item.en)) for item in programme.regions)
            built_in = (item for code, item in REGIONS.items() if all(code != other.id for other in own))
            return own + tuple(Choice(item.code, both_names(item.zh, item.en)) for item in built_in)


def both_names(zh: str | None, en: str | None) -> str:
    """Return a name in both languages, as far as there is one."""
    return " ".join(name for name in (zh, en) if name)
