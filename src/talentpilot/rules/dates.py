"""Family D: days that are days, and lie where such a day can lie."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic.fields import FieldInfo

from talentpilot.analysis.bottlenecks import written_episodes
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Checkpoint
from talentpilot.model.pilot import Bottleneck, Reopening
from talentpilot.model.programme import Programme
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, PilotContext, ProgrammeContext
from talentpilot.rules.fields import branches, holds, walk_fields, walk_pilot
from talentpilot.rules.rule import Finding, pilot_rule, programme_rule, reading_rule

NO_SUCH_DAY = reading_rule(
    "D01", "no-such-day", Severity.ERROR,
    """A date is not a day of the calendar.

    30 February and 31 June come from calculating dates by hand. Whether the day before or the day after is meant can
    decide whether something is late; only the document can tell.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026-06-31}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026-06-30}
    """,
)  # fmt: skip

DATE_IN_OTHER_FORM = reading_rule(
    "D02", "date-in-other-form", Severity.ERROR,
    """A date is clear, but not written as YYYY-MM-DD.

    Every program can search, sort and compare dates that are all written in one form. `2026-6-1`, `2026/6/1`,
    `20260601` and `2026年6月1日` are understood, and the advice shows each in the form to write.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026年6月30日}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026-06-30}
    """,
)  # fmt: skip

AMBIGUOUS_DATE = reading_rule(
    "D03", "ambiguous-date", Severity.ERROR,
    """A date can be read in more than one way, or its year has two digits.

    `05/06/2026` is the fifth of June to one office and the sixth of May to another. It is never guessed.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: 05/06/2026}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026-06-05}
    """,
)  # fmt: skip

SPREADSHEET_DAY_NUMBER = reading_rule(
    "D04", "spreadsheet-day-number", Severity.ERROR,
    """A whole number stands where a date belongs: a spreadsheet's day number.

    Cells copied as values lose their date form; 46082 is 1 March 2026, counted from 30 December 1899. The
    advice shows the day, so that it can be compared with the paper.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: 46203}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026-06-30}
    """,
)  # fmt: skip

TIME_IN_DATE = reading_rule(
    "D05", "time-in-date", Severity.ERROR,
    """A date carries a time or a zone.

    Terms, dues and filings are counted in days. A time brings in the zone of the computer that wrote it, and
    with it a day that can be off by one.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: "2026-06-30T09:00:00"}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026-06-30}
    """,
)  # fmt: skip

YEARS_AROUND = 5


def _is_date(_: str, info: FieldInfo) -> bool:
    """Date fields; and those of a change of the plan, which may hold a date."""
    return info.annotation is Any or holds(info.annotation, date)


def _far_off_programme(context: ProgrammeContext) -> Iterator[Finding]:
    for file, record in (("programme.yaml", context.programme), ("catalogue.yaml", context.catalogue)):
        model: type[Programme] | type[Catalogue] = type(record)
        for path, value in walk_fields(record, branches(model, _is_date)):
            yield from _if_far(context.programme, file, path, value)


@programme_rule.as_well(_far_off_programme)
@pilot_rule("D06", "date-far-off", Severity.WARNING)
def date_far_off(context: PilotContext) -> Iterator[Finding]:
    """A date lies more than 5 years before or after the programme.

    It is nearly always a typing error in the year: 2062 for 2026.

    Bad:
        # pilot.yaml
        evidence:
          - {id: E1, date: 2052-08-20}

    Good:
        # pilot.yaml
        evidence:
          - {id: E1, date: 2025-08-20}
    """
    term = context.programme.term
    first, last = _years_later(term.start, -YEARS_AROUND), _years_later(term.end, YEARS_AROUND)
    for file, path, value in walk_pilot(context, _is_date):
        if type(value) is date:
            if not first <= value <= last:
                yield from _if_far(context.programme, file, path, value)
        elif type(value) is tuple:
            yield from _in_checkpoints(context.programme, file, path, value)


def _in_checkpoints(programme: Programme, file: str, path: FieldPath, items: tuple[Any, ...]) -> Iterator[Finding]:
    for index, item in enumerate(items):
        if isinstance(item, Checkpoint):
            yield from _if_far(programme, file, (*path, index, "date"), item.date)


def _if_far(programme: Programme, file: str, path: FieldPath, day: date) -> Iterator[Finding]:
    term = programme.term
    if _years_later(term.start, -YEARS_AROUND) <= day <= _years_later(term.end, YEARS_AROUND):
        return
    years = abs(day.year - (term.start if day < term.start else term.end).year)
    values = {"day": str(day), "years": str(years), "start": str(term.start), "end": str(term.end)}
    message = "{day} is {years} years after the programme, which runs from {start} to {end}"
    if day < term.start:
        message = "{day} is {years} years before the programme, which runs from {start} to {end}"
    yield Finding(file, path, message, values, "check the year against the paper")


def _years_later(day: date, years: int) -> date:
    """Return the same day in another year; 29 February becomes the 28th, and the calendar's ends hold."""
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        return date.min if years < 0 else date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


# Made once, not for each fact of each pilot.
_SUBMITTED, _DECIDED, _DONE = Message("submitted"), Message("decided"), Message("done")
_OBSERVED, _VERIFIED, _DATED = Message("observed"), Message("verified"), Message("date")
_STATED, _ADOPTED, _RAISED = Message("stated"), Message("adopted"), Message("raised")
_RESOLVED, _GRANTED, _PUBLISHED = Message("resolved"), Message("granted"), Message("published")


def _future_of_programme(context: ProgrammeContext) -> Iterator[Finding]:
    programme = context.programme
    named: list[tuple[FieldPath, Message, date | None]] = [(("opened",), Message("opened"), programme.opened)]
    if programme.directive is not None:
        named.append((("directive", "date"), Message("issued"), programme.directive.date))
    for path, what, day in named:
        if day is not None and context.today is not None and day > context.today:
            yield _after_today("programme.yaml", path, what, day, context.today)


def _after_today(file: str, path: FieldPath, what: Message, day: date, today: date) -> Finding:
    return Finding(
        file, path, "{what} {day} is after today, {today}", {"what": what, "day": str(day), "today": str(today)},
        "correct the date, or record it once it has happened; what is expected is a forecast",
    )  # fmt: skip


@programme_rule.as_well(_future_of_programme)
@pilot_rule("D07", "event-in-the-future", Severity.ERROR, by_clock=True)
def event_in_the_future(context: PilotContext) -> Iterator[Finding]:
    """Something is recorded as having happened on a day in the future.

    A milestone done tomorrow, a figure for a period that has not ended, a report submitted next week: each of them
    turns a plan into a claim. Only days after today count, whatever day `--as-of` names.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M3, done: 2026-04-20, evidence: [E4]}

    Good:
        # milestones.yaml
        milestones:
          - {id: M3, done: null, forecasts: [{date: 2026-04-20, stated: 2026-03-20}]}
    """
    today = context.today
    if today is None:
        return
    latest = _years_later(context.programme.term.end, YEARS_AROUND)
    near = (event for event in _side_events(context.pilot) if event[3] is not None and event[3] <= latest)
    for file, path, what, day in (*_events(context), *near):
        if day is not None and day > today:
            yield _after_today(file, path, what, day, today)


_Event = tuple[str, FieldPath, Message, date | None]


def _events(context: PilotContext) -> Iterator[_Event]:
    """Yield every date of something that has happened: file, path, what, day."""
    yield from _events_on_file(context.pilot)
    yield from _events_of_steps(context.pilot)
    yield from _events_of_outcomes(context.pilot)


def _events_on_file(pilot: Pilot) -> Iterator[_Event]:
    for index, adjustment in enumerate(pilot.file.adjustments):
        yield PILOT, ("adjustments", index, "submitted"), _SUBMITTED, adjustment.submitted
    for index, bottleneck in enumerate(pilot.file.bottlenecks):
        yield from _episodes(index, bottleneck)
    for index, report in enumerate(pilot.file.reports):
        yield PILOT, ("reports", index, "submitted"), _SUBMITTED, report.submitted
    for index, item in enumerate(pilot.file.evidence):
        day = item.verified.date if item.verified else None
        yield PILOT, ("evidence", index, "verified", "date"), _VERIFIED, day


def _events_of_steps(pilot: Pilot) -> Iterator[_Event]:
    for index, step in enumerate(pilot.milestones):
        yield MILESTONES, ("milestones", index, "done"), _DONE, step.done


def _events_of_outcomes(pilot: Pilot) -> Iterator[_Event]:
    for index, indicator in enumerate(pilot.indicators):
        for number, observation in enumerate(indicator.observations):
            key = "period" if observation.period is not None else "date"
            yield OUTCOMES, ("indicators", index, "observations", number, key), _OBSERVED, observation.day
    for index, practice in enumerate(pilot.practices):
        for number, adoption in enumerate(practice.adoptions):
            yield OUTCOMES, ("practices", index, "adoptions", number, "date"), _ADOPTED, adoption.date


def _side_events(pilot: Pilot) -> Iterator[_Event]:
    """Yield the days that no figure counts; of those far off D06 speaks alone."""
    for index, adjustment in enumerate(pilot.file.adjustments):
        yield PILOT, ("adjustments", index, "decided"), _DECIDED, adjustment.decided
    for index, bottleneck in enumerate(pilot.file.bottlenecks):
        yield PILOT, ("bottlenecks", index, "raised"), _RAISED, bottleneck.raised
    for index, support in enumerate(pilot.file.incentives):
        yield PILOT, ("incentives", index, "date"), _GRANTED, support.date
    for index, news in enumerate(pilot.file.publicity):
        yield PILOT, ("publicity", index, "date"), _PUBLISHED, news.date
    for index, item in enumerate(pilot.file.evidence):
        yield PILOT, ("evidence", index, "date"), _DATED, item.date
    for index, step in enumerate(pilot.milestones):
        for number, forecast in enumerate(step.forecasts):
            path = ("milestones", index, "forecasts", number, "stated")
            yield MILESTONES, path, _STATED, forecast.stated
    yield from _stages_and_evaluations(pilot)


def _stages_and_evaluations(pilot: Pilot) -> Iterator[_Event]:
    for index, practice in enumerate(pilot.practices):
        for name in ("documented", "endorsed", "promoted", "withdrawn"):
            stage = getattr(practice, name)
            place = ("practices", index, name) if isinstance(stage, date) else ("practices", index, name, "date")
            yield OUTCOMES, place, Message(name), getattr(stage, "date", stage)
    for name, evaluation in pilot.evaluations.items():
        file = f"evaluations/{name}.yaml"
        yield file, ("as_of",), Message("evaluated"), evaluation.as_of
        if evaluation.decision is not None:
            yield file, ("decision", "date"), _DECIDED, evaluation.decision.date


def _episodes(index: int, bottleneck: Bottleneck) -> Iterator[_Event]:
    """When a bottleneck was reopened, resolved and accepted."""
    for route, episode in written_episodes(bottleneck):
        place: FieldPath = ("bottlenecks", index, *route)
        if isinstance(episode, Reopening):
            yield PILOT, (*place, "date"), Message("reopened"), episode.date
        yield PILOT, (*place, "resolved"), _RESOLVED, episode.resolved
        if episode.accepted is not None:
            yield PILOT, (*place, "accepted", "date"), Message("accepted"), episode.accepted.date


@pilot_rule("D08", "days-in-wrong-order", Severity.WARNING)
def days_in_wrong_order(context: PilotContext) -> Iterator[Finding]:
    """Of two days of one fact, the later one stands before the earlier.

    A forecast for a day before it was stated, evidence verified before it was made, a filing decided before it was
    submitted or submitted before the plan was approved, a plan approved before its unit was chosen, a bottleneck due
    before it was raised, a practice adopted before the pilot began or before it was documented, or endorsed, promoted
    or withdrawn before it was documented, an evaluation of a day before the pilot began or decided on before that day,
    support or news of the pilot before there was a programme, a file that was made before the value that it is to prove
    could be known: mostly a year that was not changed in January. B02 covers the days of solutions, D07 those after
    today.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, forecasts: [{date: 2025-07-15, stated: 2026-03-20}]}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, forecasts: [{date: 2026-07-15, stated: 2026-03-20}]}
    """
    for file, path, (what, day), (before, first) in _successions(context):
        if day is not None and first is not None and day < first <= (context.today or date.max):
            yield Finding(
                file, path, "{what} {day} is before {first}, {before}",
                {"what": what, "day": str(day), "first": str(first), "before": before},
                "correct the wrong one of the two dates; check the year",
            )  # fmt: skip
    yield from _papers_of_earlier_values(context)


def _papers_of_earlier_values(context: PilotContext) -> Iterator[Finding]:
    """Yield, at most once for each indicator, a file that already existed when the previous value was new."""
    made = {item.id: item.date for item in context.pilot.file.evidence if item.sha256 is not None}
    for index, indicator in context.measured:
        series = sorted(enumerate(indicator.observations), key=lambda one: one[1].day)
        for (_, before), (number, one) in pairwise(series):
            old = next((name for name in one.evidence if made.get(name, date.max) <= before.day < one.day), None)
            if old is not None and one.day <= context.as_of:
                yield Finding(
                    OUTCOMES, ("indicators", index, "observations", number, "evidence", one.evidence.index(old)),
                    "{id} was made on {made} and can't show a value of {day}; the one before is of {before}",
                    {"id": old, "made": str(made[old]), "day": str(one.day), "before": str(before.day)},
                    "cite the paper that shows this value, or correct the date of {id}",
                )  # fmt: skip
                break


_Dated = tuple[Message, date | None]


def _successions(context: PilotContext) -> Iterator[tuple[str, FieldPath, _Dated, _Dated]]:
    """Yield the days that come after another: file, path, what and day, what comes before and its day."""
    yield from _successions_on_file(context)
    yield from _successions_of_outcomes(context.pilot)


def _successions_on_file(context: PilotContext) -> Iterator[tuple[str, FieldPath, _Dated, _Dated]]:
    pilot = context.pilot
    approved = Message("the approval"), pilot.file.approval.date if pilot.file.approval else None
    if pilot.file.selection is not None:
        yield PILOT, ("approval", "date"), approved, (Message("the choice of the unit"), pilot.file.selection.assessed)
    for index, filing in enumerate(pilot.file.adjustments):
        submitted = _SUBMITTED, filing.submitted
        yield PILOT, ("adjustments", index, "submitted"), submitted, approved
        yield PILOT, ("adjustments", index, "decided"), (_DECIDED, filing.decided), submitted
    for index, bottleneck in enumerate(pilot.file.bottlenecks):
        due, raised = (Message("due"), bottleneck.due), (_RAISED, bottleneck.raised)
        yield PILOT, ("bottlenecks", index, "due"), due, raised
    for index, evidence in enumerate(pilot.file.evidence):
        if evidence.verified is not None:
            seen, made = (_VERIFIED, evidence.verified.date), (_DATED, evidence.date)
            yield PILOT, ("evidence", index, "verified", "date"), seen, made
    founded = Message("the beginning of the programme"), _programme_begin(context.programme)
    for index, support in enumerate(pilot.file.incentives):
        yield PILOT, ("incentives", index, "date"), (_GRANTED, support.date), founded
    for index, news in enumerate(pilot.file.publicity):
        yield PILOT, ("publicity", index, "date"), (_PUBLISHED, news.date), founded
    for index, step in enumerate(pilot.milestones):
        for number, forecast in enumerate(step.forecasts):
            path = ("milestones", index, "forecasts", number, "date")
            expected, stated = (Message("forecast"), forecast.date), (_STATED, forecast.stated)
            yield MILESTONES, path, expected, stated


def _programme_begin(programme: Programme) -> date:
    """Return the day from which there was a programme to support: that of its directive, or of its term."""
    directive = programme.directive
    issued = directive.date if directive is not None else None
    return min(programme.term.start, issued or programme.term.start)


def _successions_of_outcomes(pilot: Pilot) -> Iterator[tuple[str, FieldPath, _Dated, _Dated]]:
    start = Message("the start of the term"), pilot.file.term.start
    for index, practice in enumerate(pilot.practices):
        documented = practice.documented
        is_later = documented is not None and documented > pilot.file.term.start
        earliest = (Message("the documentation"), documented) if is_later else start
        for number, adoption in enumerate(practice.adoptions):
            path = ("practices", index, "adoptions", number, "date")
            yield OUTCOMES, path, (_ADOPTED, adoption.date), earliest
        for name, stage in (("endorsed", practice.endorsed), ("promoted", practice.promoted)):
            if stage is not None:
                later = Message(name), stage.date
                yield OUTCOMES, ("practices", index, name, "date"), later, (Message("the documentation"), documented)
        withdrawn = Message("withdrawn"), practice.withdrawn
        yield OUTCOMES, ("practices", index, "withdrawn"), withdrawn, (Message("the documentation"), documented)
    for name, evaluation in pilot.evaluations.items():
        file, evaluated = f"evaluations/{name}.yaml", (Message("evaluated"), evaluation.as_of)
        yield file, ("as_of",), evaluated, start
        if evaluation.decision is not None:
            decided = _DECIDED, evaluation.decision.date
            yield file, ("decision", "date"), decided, (Message("the day of the evaluation"), evaluation.as_of)
