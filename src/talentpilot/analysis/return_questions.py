"""What the return of a period asks of a pilot, and what the ledger already answers (spreadsheets.md 1.1 and 1.2).

Three days matter: the first and the last of the period, and `as_of`, the day whose facts are known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from talentpilot.analysis.bottlenecks import BottleneckState, bottleneck_states, known_bottleneck
from talentpilot.analysis.lifecycle import PilotState, periods_due_by, pilot_state
from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.plan import Plan, PlannedMilestone, plan_in_force
from talentpilot.analysis.schedule import forecast_at
from talentpilot.model.dates import days_after
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Forecast
from talentpilot.model.outcomes import Indicator, Observation, Practice
from talentpilot.model.periods import Cadence, Period, period_of, periods_ending
from talentpilot.model.pilot import PeriodReport
from talentpilot.model.programme import Programme

MOST_OLDER_VALUES = 4
"""How many missing values of earlier periods are asked for once more; the others are only named."""
TEXTS = ("progress", "problems", "next")


@dataclass(frozen=True, slots=True)
class MilestoneQuestion:
    """A step that is not done: which of its facts are asked for, and the last forecast."""

    planned: PlannedMilestone
    stated: Forecast | None
    asks_state: bool
    asks_forecast: bool
    asks_reason: bool
    asks_next: bool
    late_days: int

    @property
    def asked(self) -> int:
        """The cells of the longest branch: done has a date and its evidence, not done what is asked for then."""
        late = self.asks_forecast + self.asks_reason + self.asks_next
        return 1 + max(2, late) if self.asks_state else late


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """A value of an indicator: `end` is the day it is of, `period` the period that is counted where one is.

    `provisional` is the provisional value that the ledger has; then nothing is asked, and it may be confirmed.
    """

    indicator: Indicator
    end: date
    period: Period | None
    last: Observation | None
    provisional: Observation | None
    older: bool

    @property
    def at(self) -> str:
        """The day or the period, as the ledger writes it."""
        return str(self.period or self.end)

    @property
    def asked(self) -> int:
        """The value, and evidence for a key indicator."""
        return 0 if self.provisional is not None else 1 + self.indicator.key


@dataclass(frozen=True, slots=True)
class PilotQuestions:
    """Everything that the form of one pilot shows and asks.

    `unasked` are the ids and periods of missing values too old to be asked for; `waiting` are resolved bottlenecks
    whose solution another body has still to accept; `report` is the report of the period, if it is there.
    """

    pilot: Pilot
    plan: Plan
    period: Period
    as_of: date
    milestones: tuple[MilestoneQuestion, ...]
    values: tuple[ValueQuestion, ...]
    unasked: tuple[str, ...]
    bottlenecks: tuple[BottleneckState, ...]
    waiting: tuple[BottleneckState, ...]
    practices: tuple[Practice, ...]
    report: PeriodReport | None
    suspended: bool

    @property
    def asks_texts(self) -> tuple[str, ...]:
        """The texts that are asked for. A report without problems says that there are none."""
        if self.report is None:
            return TEXTS
        return () if self.report.next is not None else ("next",)

    @property
    def asks_bottlenecks(self) -> bool:
        """Whether the state of open bottlenecks is asked for: not resolved is not a fact, so a report answers it."""
        return self.report is None

    @property
    def asked(self) -> int:
        """How many cells are to be filled at most."""
        steps, values = sum(item.asked for item in self.milestones), sum(item.asked for item in self.values)
        bottlenecks = 3 * len(self.bottlenecks) if self.asks_bottlenecks else 0
        return steps + values + bottlenecks + len(self.asks_texts)


def reporting_cadence(programme: Programme) -> Cadence:
    """Return the length of the periods that returns are made for; quarters if no reports are owed."""
    return programme.reporting.cadence or Cadence.QUARTERLY


def owes_return(pilot: Pilot, programme: Programme, period: Period, as_of: date) -> bool:
    """Return whether a report on the period is expected of the pilot, however long its day is off.

    Nothing is asked of a pilot that is proposed or closed on the day.
    """
    state = pilot_state(pilot, as_of)
    if state is PilotState.PROPOSED or state.closed:
        return False
    return period in _expected(pilot, programme, period, as_of)


def _expected(pilot: Pilot, programme: Programme, period: Period, as_of: date) -> tuple[Period, ...]:
    settings = programme.reporting.model_copy(update={"cadence": reporting_cadence(programme)})
    until = days_after(period.end, settings.due_days)
    return periods_due_by(until, pilot, plan_in_force(pilot, as_of), as_of, settings, programme.opened)


def earlier_missing(pilot: Pilot, programme: Programme, period: Period, as_of: date) -> tuple[Period, ...]:
    """Return the earlier expected periods without a report; none where the programme asks for no reports."""
    if programme.reporting.cadence is None:
        return ()
    there = {item.period for item in pilot.file.reports if item.submitted <= as_of}
    expected = _expected(pilot, programme, period, as_of)
    return tuple(one for one in expected if one < period and one not in there)


def reporting_unit(pilot: Pilot, period: Period) -> str:
    """Return who hands in the pilot's return: `roles.reporter`, else the lead in force on the period's last day."""
    return pilot.file.roles.reporter or plan_in_force(pilot, period.end).lead


def questions(pilot: Pilot, programme: Programme, period: Period, as_of: date) -> PilotQuestions:
    """Return what the form of a pilot shows and asks, with the facts known on a day."""
    plan = plan_in_force(pilot, as_of)
    suspended = pilot_state(pilot, as_of) is PilotState.SUSPENDED
    found = [item for item in pilot.file.reports if item.period == period and item.submitted <= as_of]
    report = found[-1] if found else None
    stated_since = min(report.submitted, days_after(period.end, 1)) if report is not None else days_after(period.end, 1)
    reported = report is not None
    values, unasked = ((), ()) if suspended else _values(plan, programme, period, as_of)
    states = bottleneck_states(pilot, as_of, programme.rules.acceptance)
    opened = [item for item in states if item.is_open]
    return PilotQuestions(
        pilot,
        plan,
        period,
        as_of,
        () if suspended else tuple(_milestones(plan, period, as_of, stated_since, reported=reported)),
        values,
        unasked,
        tuple(item for item in opened if item.resolved_since is None),
        tuple(item for item in opened if item.resolved_since is not None),
        tuple(item for item in pilot.practices if item.status(as_of) != "withdrawn"),
        report,
        suspended,
    )


def full_burden(pilot: Pilot, programme: Programme, period: Period) -> int:
    """Return how many cells the period asks for when none of its facts is known: a pure function of the ledger."""
    return questions(known_before(pilot, period.start), programme, period, period.end).asked


def known_before(pilot: Pilot, day: date) -> Pilot:
    """Return the pilot without the facts dated on that day or later; the plan and its filings stay."""
    last = days_after(day, -1)
    file = pilot.file
    milestones = tuple(
        item.model_copy(
            update={
                "done": item.done if item.done is not None and item.done < day else None,
                "forecasts": tuple(one for one in item.forecasts if one.stated < day),
            }
        )
        for item in pilot.milestones
    )
    indicators = tuple(
        item.model_copy(update={"observations": tuple(known_observations(item, last))}) for item in pilot.indicators
    )
    update = {
        "bottlenecks": tuple(known_bottleneck(item, last) for item in file.bottlenecks if item.raised < day),
        "reports": tuple(item for item in file.reports if item.submitted < day),
    }
    return Pilot(pilot.id, file.model_copy(update=update), milestones, indicators, pilot.practices)


def _milestones(
    plan: Plan, period: Period, as_of: date, stated_since: date, *, reported: bool
) -> Iterator[MilestoneQuestion]:
    """Yield the steps that are neither withdrawn nor done, by due date; undated ones last.

    What was said of a step since `stated_since` answers for the period, as far as it goes. Once the period is reported
    on, a step without a done date is known to be open.
    """
    waiting = [one for one in plan.open_milestones if one.step.done is None or one.step.done > as_of]
    for item in sorted(waiting, key=lambda one: one.step.due or date.max):
        due, stated = item.step.due, forecast_at(item.step, as_of)
        late = (as_of - due).days if due is not None and due < as_of else 0
        if due is None or due > period.end:
            yield MilestoneQuestion(item, stated, False, False, False, False, late)
            continue
        said = stated if stated is not None and stated.stated >= stated_since else None
        has_day = stated is not None and stated.date is not None and stated.date > as_of
        yield MilestoneQuestion(
            item,
            stated,
            asks_state=said is None and not reported,
            asks_forecast=not has_day and (said is None or said.date is not None),
            asks_reason=said is None or said.reason is None,
            asks_next=said is None or said.next is None,
            late_days=late,
        )


def _values(
    plan: Plan, programme: Programme, period: Period, as_of: date
) -> tuple[tuple[ValueQuestion, ...], tuple[str, ...]]:
    """Return the values to ask for, and those only named: too old, or from before the series began."""
    found: list[ValueQuestion] = []
    unasked: list[str] = []
    for indicator in plan.indicators:
        known = known_observations(indicator, as_of)
        missing = [one for one in _due_values(indicator, known, plan, programme, period) if _is_missing(one, known)]
        older = [one for one in missing if one.older and known and one.end >= known[0].day]
        newest = older[-MOST_OLDER_VALUES:]
        unasked += [f"{indicator.id} {one.at}" for one in missing if one.older and one not in newest]
        found += [*newest, *(one for one in missing if not one.older)]
    return tuple(found), tuple(unasked)


def _is_missing(question: ValueQuestion, known: list[Observation]) -> bool:
    """Return whether the ledger has no value, or only a provisional one."""
    return question.provisional is not None or not any(_answers(one, question) for one in known)


def _due_values(
    indicator: Indicator, known: list[Observation], plan: Plan, programme: Programme, period: Period
) -> Iterator[ValueQuestion]:
    """Yield the values that are due in the period or were due before it, oldest first."""
    for end, counted in _ends(indicator, plan, programme, period):
        last = [one for one in known if one.day < end]
        question = ValueQuestion(
            indicator, end, counted, last[-1] if last else None, None, _published(indicator, end) < period.start
        )
        same = [one for one in known if _answers(one, question)]
        provisional = same[-1] if same and same[-1].provisional else None
        yield ValueQuestion(indicator, end, counted, question.last, provisional, question.older)


def _published(indicator: Indicator, end: date) -> date:
    return days_after(end, indicator.lag_days)


def _ends(
    indicator: Indicator, plan: Plan, programme: Programme, period: Period
) -> Iterator[tuple[date, Period | None]]:
    """Yield the days, and the periods of a per_period series, whose figure is published by the end of the period."""
    counted = indicator.reporting == "per_period"
    if indicator.frequency == "once":
        target = indicator.target
        if target is not None and _published(indicator, target.date) <= period.end:
            quarter = period_of(target.date, Cadence.QUARTERLY)
            yield target.date, quarter if counted else None
        return
    begun = plan.term_start - timedelta(days=1)
    after = max(begun, indicator.baseline.day) if indicator.baseline is not None else begun
    if programme.opened is not None:
        after = max(after, days_after(programme.opened, -1))
    last = days_after(period.end, -indicator.lag_days)
    if last <= after:
        return
    for one in periods_ending(days_after(after, 1), last, Cadence(indicator.frequency)):
        yield one.end, one if counted else None


def _answers(observation: Observation, question: ValueQuestion) -> bool:
    """Return whether an observation is the value asked for: of that period, or of a day in the same calendar period."""
    indicator, end = question.indicator, question.end
    if indicator.frequency == "once":
        return observation.day >= end
    if question.period is not None:
        return observation.period == question.period
    one = period_of(end, Cadence(indicator.frequency))
    return one.start <= observation.day <= end
