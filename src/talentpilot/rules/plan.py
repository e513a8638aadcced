"""Family P: the term of the plan and its end. Roles, approval and seal have modules of their own."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from talentpilot.analysis.standing import Standing
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.rules.cases import MILESTONES, PILOT, LedgerCase, PilotCard, PilotCase, ProgrammeCase
from talentpilot.rules.rule import Finding, also_programme, ledger_rule, pilot_rule


def _term_of_programme(case: ProgrammeCase) -> Iterator[Finding]:
    term = case.programme.term
    if term.end < term.start:
        yield _backwards("programme.yaml", ("term", "end"), term.start, term.end)


def _backwards(file: str, path: FieldPath, start: date, end: date) -> Finding:
    values = {"start": str(start), "end": str(end)}
    return Finding(
        file, path, "the term ends on {end}, before its start on {start}", values, "correct one of the two days"
    )


@also_programme(_term_of_programme)
@pilot_rule("P03", "term-ends-before-start", Severity.ERROR)
def term_ends_before_start(case: PilotCase) -> Iterator[Finding]:
    """The term ends before it starts.

    Every share of time gone by, and with it every light, would be nonsense.

    Bad:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2024-06-30}

    Good:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2027-06-30}
    """
    term, in_force = case.pilot.file.term, case.plan.term_end
    if term.end < term.start:
        yield _backwards(PILOT, ("term", "end"), term.start, term.end)
    if in_force != term.end and in_force < term.start:
        yield _backwards(PILOT, case.written("term/end"), term.start, in_force)


@pilot_rule("P04", "term-too-long", Severity.ERROR)
def term_too_long(case: PilotCase) -> Iterator[Finding]:
    """The term in force is longer than the programme allows, and no extension is in force.

    The pilots last two years; more time is granted by an extension, and on paper. `rules.max_term_months` in
    programme.yaml holds the number.

    Bad:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2027-09-30}
        # milestones.yaml
        milestones:
          - {id: M7, due: 2027-06-30}

    Good:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2027-06-30}
    """
    months = case.programme.rules.max_term_months
    last = _months_later(case.plan.term_start, months) - timedelta(days=1)
    if case.plan.term_end <= last or _extended(case):
        return
    yield Finding(
        PILOT, case.written("term/end"),
        "the term ends on {end}; {months} months, the most the programme allows, end on {last}",
        {"end": str(case.plan.term_end), "months": str(months), "last": str(last)},
        "shorten the term, or file an extension: under adjustments: kind: extension with path: term/end",
    )  # fmt: skip


def _extended(case: PilotCase) -> bool:
    return any(step.adjustment.kind == "extension" and step.change.path == "term/end" for step in case.plan.steps)


def _months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month; the calendar's end where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@pilot_rule("P05", "term-outside-programme", Severity.WARNING)
def term_outside_programme(case: PilotCase) -> Iterator[Finding]:
    """The term as approved starts before the programme or ends after it.

    What is done outside the programme's term answers to no directive. An extension may pass its end: it has
    been approved for that.

    Bad:
        # programme.yaml
        term: {start: 2025-09-01, end: 2027-06-30}

    Good:
        # programme.yaml
        term: {start: 2025-07-01, end: 2027-06-30}
    """
    term, whole = case.pilot.file.term, case.programme.term
    if whole.end < whole.start or term.end < term.start:
        return
    values = {
        "start": str(term.start),
        "end": str(term.end),
        "first": str(whole.start),
        "last": str(whole.end),
    }
    advice = "correct the date, or the term in programme.yaml"
    if term.start < whole.start:
        message = "the term starts on {start}, before the programme on {first}"
        yield Finding(PILOT, ("term", "start"), message, values, advice)
    if term.end > whole.end and case.plan.term_end > whole.end:
        yield Finding(PILOT, ("term", "end"), "the term ends on {end}, after the programme on {last}", values, advice)


@ledger_rule("P07", "unit-with-two-pilots", Severity.WARNING)
def unit_with_two_pilots(case: LedgerCase) -> Iterator[Finding]:
    """One unit has the same task in two pilots whose terms overlap; said once for a unit and a task.

    The same work would count twice, and neither pilot could show that the effect is its own. A pilot that was
    terminated or concluded ends on that day.

    Bad:
        # pilots/yx-titles-02, copied
        # pilots/yx-titles-02/pilot.yaml
        id: yx-titles-02

    Good:
        # pilots/yx-titles-02, copied
        # pilots/yx-titles-02/pilot.yaml
        id: yx-titles-02
        roles: {units: [yx-edu], partners: [nj-hrss]}
    """
    by_duty: dict[tuple[str, str], list[tuple[PilotCard, int]]] = {}
    for card in sorted(case.originals, key=lambda card: (card.start, card.folder)):
        for index, unit in enumerate(dict.fromkeys(card.units)):
            by_duty.setdefault((card.task, unit), []).append((card, index))
    for (task, unit), holders in by_duty.items():
        twice = [one for one in holders if any(other is not one and _overlap(other[0], one[0]) for other in holders)]
        if twice:
            yield _held_twice(unit, task, twice)


def _held_twice(unit: str, task: str, holders: list[tuple[PilotCard, int]]) -> Finding:
    """Say it once for a unit and a task, at the pilot that began last, however many there are."""
    later, index = holders[-1]
    others = [card.folder for card, _ in holders[:-1]]
    values = {"unit": unit, "task": task, "other": others[0], "count": str(len(holders)), "others": ", ".join(others)}
    values |= {"first": str(holders[0][0].start.year), "last": str(max(card.end for card, _ in holders).year)}
    message = "{unit} has the task {task} in {other} as well, and the terms overlap"
    if len(others) > 1:
        message = (
            "{unit} has the task {task} in {count} pilots with overlapping terms, {first} to {last}: also in {others}"
        )
    return Finding(
        PILOT, (*later.units_at, index), message, values, "join the pilots, or give one of them another unit",
        folder=later.folder,
    )  # fmt: skip


def _overlap(first: PilotCard, later: PilotCard) -> bool:
    return first.id != later.id and later.start <= _last_day(first) and first.start <= _last_day(later)


def _last_day(card: PilotCard) -> date:
    return card.end if card.closed_on is None else min(card.end, card.closed_on)


@pilot_rule("P09", "unfinished-business", Severity.WARNING, by_clock=True)
def unfinished_business(case: PilotCase) -> Iterator[Finding]:
    """The term in force is over and the pilot not closed; or it was concluded with steps open or unevaluated.

    A pilot that just stops leaves the question unanswered for which it was started. It ends by a filing:
    conclusion or termination; and what was learnt stands in the final evaluation.

    Bad:
        # as of 2027-07-15
        # pilot.yaml
        adjustments: null

    Good:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2027-06-30}
    """
    standing, day = case.status.standing, case.as_of
    if case.is_older(case.plan.term_end):
        return
    if standing in (Standing.ACTIVE, Standing.SUSPENDED) and day > case.plan.term_end >= case.plan.term_start:
        yield Finding(
            PILOT, case.written("term/end"),
            "the term ended on {end}; the pilot is neither concluded nor terminated",
            {"end": str(case.plan.term_end)}, "file it under adjustments: kind: conclusion, termination or extension",
        )  # fmt: skip
    elif standing is Standing.CONCLUDED:
        yield from _loose_ends(case)


def _loose_ends(case: PilotCase) -> Iterator[Finding]:
    adjustments = enumerate(case.pilot.file.adjustments)
    place: FieldPath = next(
        ("adjustments", index, "kind")
        for index, item in adjustments
        if item.kind == "conclusion" and item.effective_date(case.as_of) is not None
    )
    still_open = [item.id for item in case.status.milestones if not item.is_done and item.state != "withdrawn"]
    if still_open and case.has(MILESTONES):
        yield Finding(
            PILOT, place, "concluded with open milestones: {open}", {"open": ", ".join(still_open)},
            "write done: where they were done, or withdraw them by an adjustment (withdraw_milestone)",
        )  # fmt: skip
    unread = any("/evaluations/" in item.path for item in case.pilot.unreadable)
    final = any(item.type == "final" and item.as_of <= case.as_of for item in case.pilot.evaluations.values())
    if not final and not unread:
        yield Finding(
            PILOT,
            place,
            "concluded without a final evaluation",
            help="add evaluations/<name>.yaml with type: final",
        )


PLAN_RULES = (
    term_ends_before_start,
    term_too_long,
    term_outside_programme,
    unit_with_two_pilots,
    unfinished_business,
)
