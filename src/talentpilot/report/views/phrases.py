"""Reasons of lights and restated figures as phrases."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.schedule import MilestoneStatus
from talentpilot.analysis.status import PilotStatus
from talentpilot.i18n.translator import Translator, message, within
from talentpilot.model.base import Text
from talentpilot.model.periods import Period, parse_period, runs
from talentpilot.report.views.restated_figures import RestatedFigure, Value

_TERMS = {
    "standing": "standing",
    "maturity": "maturity",
    "state": "milestone",
    "severity": "severity",
    "status": "practice",
}
_LIGHTS = frozenset(("light", "schedule", "results", "issues", "reporting"))
_RATES = frozenset(("completion", "planned", "planned_original", "progress"))


def say_restated(one: RestatedFigure, say: Translator, light: Callable[[str], str]) -> str:
    """Return `actual: 380 → 372`; `light` puts a light into words with its mark."""
    if not one.field:
        return say.text("no longer in the ledger")
    label = say.term(one.field, "restated")
    then, now = (_say(value, one.field, say, light) for value in (one.then, one.now))
    if one.whole and one.now is None:
        now = say.text("no longer in the ledger")
    elif one.whole:
        then = say.text("not yet in the ledger")
    return f"{label}{say.punctuation['colon']}{then} → {now}"


def _say(value: Value, field: str, say: Translator, light: Callable[[str], str]) -> str:
    if field == "maturity":
        return say.term(str(value) if value is not None else None, "maturity")
    if value is None:
        return say.text("none")
    if field in _LIGHTS:
        return light(str(value))
    if field in _TERMS:
        return say.term(str(value), _TERMS[field])
    if isinstance(value, str):
        return value
    number = Fraction(str(value))
    return f"{say.rate(number)}%" if field in _RATES else say.figure(number)


@dataclass(frozen=True, slots=True)
class Reason:
    """`rule` is a code of `status.md` such as IND7, or `bottleneck`, `report`, `suspended`; `object` an inner id, and
    `title` what it is called.

    `points` are percentage points, `percent` a completion, `days` a lateness or an age, or None if they say nothing.
    `decides` says that it makes the light; others only stand beside those that do.
    """

    part: str
    rule: str
    object: str = ""
    points: Fraction | None = None
    percent: Fraction | None = None
    days: int | None = None
    day: date | None = None
    period: Period | None = None
    severity: str = ""
    title: Text | None = None
    decides: bool = True

    @property
    def weight(self) -> Fraction:
        """How much it weighs among the reasons of its part."""
        return abs(self.points) if self.points is not None else Fraction(self.days or 0)


def reasons_of(status: PilotStatus) -> tuple[Reason, ...]:
    """Return the reasons of the overall light, in order."""
    return tuple(_read(status, code) for code in status.reasons)


def part_reasons(status: PilotStatus, part: str, codes: tuple[str, ...]) -> tuple[Reason, ...]:
    """Return the reasons of one of the four parts."""
    return tuple(_read(status, f"{part}:{code}") for code in codes)


def _read(status: PilotStatus, text: str) -> Reason:
    part, _, code = text.partition(":")
    if not code:
        return Reason("", part)
    name, _, rule = code.rpartition("/")
    match part:
        case "schedule":
            return _schedule(status, name, rule)
        case "results":
            return _results(status, name, rule)
        case "issues":
            return _issue(status, code)
        case _:
            return Reason(part, "report", period=parse_period(code))


def _schedule(status: PilotStatus, name: str, rule: str) -> Reason:
    step = next((item for item in status.milestones if item.id == name), None)
    schedule = status.schedule
    if step is not None:
        title = next(item.step.title for item in status.plan.milestones if item.step.id == name)
        return Reason("schedule", rule, name, days=step.late_days, day=step.forecast, title=title)
    proposed = status.state.value == "proposed"
    return Reason(
        "schedule",
        rule,
        points=schedule.gap,
        percent=schedule.completion,
        day=None if proposed else status.plan.term_start if rule == "SCH0" else status.plan.term_end,
    )


def _results(status: PilotStatus, name: str, rule: str) -> Reason:
    item = next((one for one in status.indicators if one.id == name), None)
    if item is None:
        return Reason("results", rule, name)
    missing = 100 * (1 - item.progress.value) if item.progress.value is not None else None
    points = missing if rule == "IND5" else item.gap
    title = next(one.title for one in status.plan.indicators if one.id == name)
    decides = rule == item.decisive
    return Reason(
        "results", rule, name, points=points, percent=_percent(item), day=item.stale, title=title, decides=decides
    )


def _percent(item: IndicatorStatus) -> Fraction | None:
    return 100 * item.progress.value if item.progress.value is not None else None


def _issue(status: PilotStatus, name: str) -> Reason:
    found = next((item for item in status.bottlenecks if item.id == name), None)
    if found is None:
        return Reason("issues", "bottleneck", name)
    title = next(item.title for item in status.pilot.file.bottlenecks if item.id == name)
    return Reason("issues", "bottleneck", name, days=found.age_days, severity=found.severity, title=title)


def late_milestones(status: PilotStatus) -> tuple[MilestoneStatus, ...]:
    """Return the overdue steps of an active pilot; proposed and closed ones have none."""
    if status.state.value in ("proposed", "terminated", "concluded"):
        return ()
    return tuple(item for item in status.milestones if item.state.value == "overdue")


_PHRASES: Mapping[str, str] = {
    "suspended": message("suspended"),
    "SCH1": message("{points} behind the planned pace"),
    "SCH2": message("milestone {object} overdue by {days} days"),
    "SCH3": message("term ended on {day} with {percent}% done"),
    "SCH4": message("milestone {object} expected on {day}, after the end of the term"),
    "SCH5": message("no milestone has a due date"),
    "SCH6": message("term ended on {day}, and the pilot is not concluded"),
    "IND0": message("indicator {object} has no value yet"),
    "IND1": message("indicator {object} has no value, though its target is to be judged"),
    "IND2": message("indicator {object} has met its target"),
    "IND3": message("indicator {object} misses the value to be kept"),
    "IND4": message("indicator {object} is worse than its baseline"),
    "IND5": message("indicator {object} missed its target by {points}"),
    "IND6": message("indicator {object} has no expected path"),
    "IND7": message("indicator {object} is {points} behind its expected progress"),
    "IND8": message("indicator {object} has no value for the period to {day}"),
    "IND9": message("indicator {object} has no target and is only watched"),
    "bottleneck": message("{severity} bottleneck {object} open for {days} days"),
    "report": message("no report for {period}"),
}


def say_reasons(reasons: Iterable[Reason], say: Translator) -> str:
    """Return the reasons that make the light, the weightiest of each part first, then the others."""
    found = tuple(reasons)
    parts = list(dict.fromkeys(one.part for one in found))
    ordered = sorted(found, key=lambda one: (parts.index(one.part), -one.weight))
    made = say.joined(reason_phrases((one for one in ordered if one.decides), say))
    others = say.joined(reason_phrases((one for one in ordered if not one.decides), say))
    if not made or not others:
        return made or others
    return made + say.punctuation["stop"] + say.punctuation["space"] + say.text("Also: {reasons}", reasons=others)


def reason_phrases(reasons: Iterable[Reason], say: Translator) -> Iterator[str]:
    """Yield the phrase of each reason; reports missing one after the other are one phrase."""
    for run in runs(reasons, lambda one: one.period):
        first, last = run[0].period, run[-1].period
        if first is None or last is None or first == last:
            yield say_reason(run[0], say)
        else:
            span = {"n": say.figure(len(run)), "first": say.period(first), "last": say.period(last)}
            yield say.text("{n} reports missing, {first} to {last}", **span)


def say_reason(reason: Reason, say: Translator) -> str:
    """Return the phrase, with what the object is called in the place of its id."""
    values = {
        "object": f"“{say.words(reason.title)}”" if reason.title is not None else reason.object,
        "days": reason.days if reason.days is not None else "–",
        "points": say.points(abs(reason.points)) if reason.points is not None else "–",
        "percent": say.rate(reason.percent) if reason.percent is not None else "–",
        "day": say.day(reason.day) if reason.day is not None else "–",
        "period": say.period(reason.period) if reason.period is not None else "–",
        "severity": within(say.term(reason.severity, "severity")) if reason.severity else "",
    }
    return say.text(_phrase(reason), **values)


def _phrase(reason: Reason) -> str:
    if reason.rule == "SCH0":
        return message("term starts on {day}") if reason.day is not None else message("not yet approved")
    if reason.rule == "IND5" and reason.points is None:
        return message("indicator {object} has not met its target")
    if reason.rule == "IND7" and reason.points is not None and reason.points <= 0:
        return message("indicator {object} is {points} ahead of its expected progress")
    return _PHRASES[reason.rule]
