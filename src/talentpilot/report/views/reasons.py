"""The reasons that travel with a light: the code of the rule, the object, and the numbers that made it."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.schedule import MilestoneStatus
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.periods import Period, parse_period


@dataclass(frozen=True, slots=True)
class Reason:
    """`rule` is a code of `status.md` such as IND7, or `bottleneck`, `report`, `suspended`; `object` an inner id.

    `points` are percentage points, `percent` a completion, `days` a lateness or an age; None where they say nothing.
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

    @property
    def code(self) -> str:
        """The code as it is printed for tracing; empty where the object is all there is to say."""
        return self.rule if self.rule.isupper() else ""


def reasons_of(status: PilotStatus) -> tuple[Reason, ...]:
    """The reasons of the overall light, in order."""
    return tuple(_read(status, code) for code in status.reasons)


def part_reasons(status: PilotStatus, part: str, codes: tuple[str, ...]) -> tuple[Reason, ...]:
    """The reasons of one of the four parts."""
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
        return Reason("schedule", rule, name, days=step.late_days, day=step.forecast)
    proposed = status.standing.value == "proposed"
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
    return Reason("results", rule, name, points=points, percent=_percent(item), day=item.stale)


def _percent(item: IndicatorStatus) -> Fraction | None:
    return 100 * item.progress.value if item.progress.value is not None else None


def _issue(status: PilotStatus, name: str) -> Reason:
    found = next((item for item in status.bottlenecks if item.id == name), None)
    if found is None:
        return Reason("issues", "bottleneck", name)
    return Reason("issues", "bottleneck", name, days=found.age_days, severity=found.severity)


def late_milestones(status: PilotStatus) -> tuple[MilestoneStatus, ...]:
    """The overdue steps of a pilot that is under way: proposed and closed ones owe none."""
    if status.standing.value in ("proposed", "terminated", "concluded"):
        return ()
    return tuple(item for item in status.milestones if item.state.value == "overdue")
