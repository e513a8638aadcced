"""Rules of family P on the term of the plan and on who carries the pilot."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.dates import days_after
from talentpilot.rules.contexts import MILESTONES, PILOT, LedgerContext, PilotContext, PilotSummary, ProgrammeContext
from talentpilot.rules.regions import codes_in_use, is_known, lies_in
from talentpilot.rules.rule import Finding, ledger_rule, pilot_rule, programme_rule
from talentpilot.suggestions import edit_distance, known_words


def _term_of_programme(context: ProgrammeContext) -> Iterator[Finding]:
    term = context.programme.term
    if term.end < term.start:
        yield _backwards("programme.yaml", ("term", "end"), term.start, term.end)


def _backwards(file: str, path: FieldPath, start: date, end: date) -> Finding:
    values = {"start": str(start), "end": str(end)}
    return Finding(
        file, path, "the term ends on {end}, before its start on {start}", values, "correct one of the two days"
    )


@programme_rule.as_well(_term_of_programme)
@pilot_rule("P03", "term-ends-before-start", Severity.ERROR)
def term_ends_before_start(context: PilotContext) -> Iterator[Finding]:
    """The term ends before it starts.

    Every share of elapsed time, and with it every light, would be meaningless.

    Bad:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2024-06-30}

    Good:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2027-06-30}
    """
    term, in_force = context.pilot.file.term, context.plan.term_end
    if term.end < term.start:
        yield _backwards(PILOT, ("term", "end"), term.start, term.end)
    if in_force != term.end and in_force < term.start:
        yield _backwards(PILOT, context.written("term/end"), term.start, in_force)


@pilot_rule("P04", "term-too-long", Severity.ERROR)
def term_too_long(context: PilotContext) -> Iterator[Finding]:
    """The term in force is longer than the programme allows, and no extension is in force.

    Pilots last two years; more time needs an extension with a document. Set the number with `rules.max_term_months` in
    programme.yaml.

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
    months = context.programme.rules.max_term_months
    last = days_after(_months_later(context.plan.term_start, months), -1)
    if context.plan.term_end <= last or _extended(context):
        return
    yield Finding(
        PILOT, context.written("term/end"),
        "the term ends on {end}; {months} months, the most the programme allows, end on {last}",
        {"end": str(context.plan.term_end), "months": str(months), "last": str(last)},
        "shorten the term, or file an extension: under adjustments: kind: extension with path: term/end",
    )  # fmt: skip


def _extended(context: PilotContext) -> bool:
    return any(step.adjustment.kind == "extension" and step.change.path == "term/end" for step in context.plan.steps)


def _months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month; the calendar's end if there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@pilot_rule("P05", "term-outside-programme", Severity.WARNING)
def term_outside_programme(context: PilotContext) -> Iterator[Finding]:
    """The term as approved starts before the programme or ends after it.

    Work outside the programme's term has no directive behind it. An extension may go beyond its end: it was approved
    for that.

    Bad:
        # programme.yaml
        term: {start: 2025-09-01, end: 2027-06-30}

    Good:
        # programme.yaml
        term: {start: 2025-07-01, end: 2027-06-30}
    """
    term, whole = context.pilot.file.term, context.programme.term
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
    if term.end > whole.end and context.plan.term_end > whole.end:
        yield Finding(PILOT, ("term", "end"), "the term ends on {end}, after the programme on {last}", values, advice)


@ledger_rule("P07", "unit-with-two-pilots", Severity.WARNING)
def unit_with_two_pilots(context: LedgerContext) -> Iterator[Finding]:
    """One unit has the same task in two pilots whose terms overlap; reported once per unit and task.

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
    by_duty: dict[tuple[str, str], list[tuple[PilotSummary, int]]] = {}
    for summary in sorted(context.originals, key=lambda summary: (summary.start, summary.folder)):
        for index, unit in enumerate(dict.fromkeys(summary.units)):
            by_duty.setdefault((summary.task, unit), []).append((summary, index))
    for (task, unit), holders in by_duty.items():
        twice = [one for one in holders if any(other is not one and _overlap(other[0], one[0]) for other in holders)]
        if twice:
            yield _held_twice(unit, task, twice)


def _held_twice(unit: str, task: str, holders: list[tuple[PilotSummary, int]]) -> Finding:
    """Yield one finding for a unit and a task, at the pilot that began last, however many there are."""
    later, index = holders[-1]
    others = [summary.folder for summary, _ in holders[:-1]]
    values: dict[str, str | Message] = {
        "unit": unit,
        "task": task,
        "other": others[0],
        "count": str(len(holders)),
        "others": Message.listed(others),
    }
    values |= {"first": str(holders[0][0].start.year), "last": str(max(summary.end for summary, _ in holders).year)}
    message = "{unit} has the task {task} in {other} as well, and the terms overlap"
    if len(others) > 1:
        message = (
            "{unit} has the task {task} in {count} pilots with overlapping terms, {first} to {last}: also in {others}"
        )
    return Finding(
        PILOT, (*later.units_at, index), message, values, "join the pilots, or give one of them another unit",
        folder=later.folder,
    )  # fmt: skip


def _overlap(first: PilotSummary, later: PilotSummary) -> bool:
    return first.id != later.id and later.start <= _last_day(first) and first.start <= _last_day(later)


def _last_day(summary: PilotSummary) -> date:
    return summary.end if summary.closed_on is None else min(summary.end, summary.closed_on)


@pilot_rule("P09", "unfinished-business", Severity.WARNING, by_clock=True)
def unfinished_business(context: PilotContext) -> Iterator[Finding]:
    """The term in force has ended and the pilot is not closed; or it was concluded with open steps or no evaluation.

    A pilot that just stops leaves its question unanswered. A pilot ends with a filing (conclusion or termination), and
    the final evaluation says what was learnt.

    Bad:
        # as of 2027-07-15
        # pilot.yaml
        adjustments: null

    Good:
        # pilot.yaml
        term: {start: 2025-07-01, end: 2027-06-30}
    """
    state, day = context.status.state, context.as_of
    if context.is_older(context.plan.term_end):
        return
    if state in (PilotState.ACTIVE, PilotState.SUSPENDED) and day > context.plan.term_end >= context.plan.term_start:
        yield Finding(
            PILOT, context.written("term/end"),
            "the term ended on {end}; the pilot is neither concluded nor terminated",
            {"end": str(context.plan.term_end)},
            "file it under adjustments: kind: conclusion, termination or extension",
        )  # fmt: skip
    elif state is PilotState.CONCLUDED:
        yield from _loose_ends(context)


def _loose_ends(context: PilotContext) -> Iterator[Finding]:
    adjustments = enumerate(context.pilot.file.adjustments)
    place: FieldPath = next(
        ("adjustments", index, "kind")
        for index, item in adjustments
        if item.kind == "conclusion" and item.effective_date(context.as_of) is not None
    )
    still_open = [item.id for item in context.status.milestones if not item.is_done and item.state != "withdrawn"]
    if still_open and context.has(MILESTONES):
        yield Finding(
            PILOT, place, "concluded with open milestones: {open}", {"open": Message.listed(still_open)},
            "write done: where they were done, or withdraw them by an adjustment (withdraw_milestone)",
        )  # fmt: skip
    unread = any("/evaluations/" in item.path for item in context.pilot.unreadable)
    final = any(item.type == "final" and item.as_of <= context.as_of for item in context.pilot.evaluations.values())
    if not final and not unread:
        yield Finding(
            PILOT,
            place,
            "concluded without a final evaluation",
            help="add evaluations/<name>.yaml with type: final",
        )


@pilot_rule("P01", "lead-as-partner", Severity.ERROR)
def lead_as_partner(context: PilotContext) -> Iterator[Finding]:
    """The lead is listed as a partner as well.

    The lead is responsible for the pilot, a partner helps. If one office is both, nobody helps.

    Bad:
        # pilot.yaml
        roles:
          partners: [yx-edu, yx-hrss]

    Good:
        # pilot.yaml
        roles:
          partners: [yx-edu]
    """
    for index, partner in enumerate(context.plan.partners):
        if partner == context.plan.lead:
            yield Finding(
                PILOT, _later_of_lead_and_partner(context, index),
                "{lead} is both lead and partner", {"lead": partner},
                "take {lead} out of the partners, or name another lead",
            )  # fmt: skip


def _later_of_lead_and_partner(context: PilotContext, index: int) -> FieldPath:
    """Return the partner, or the lead where a filing has set it after the partners."""
    lead_is_later = False
    for step in context.plan.steps:
        if step.change.path in ("roles/lead", "roles/partners"):
            lead_is_later = step.change.path == "roles/lead"
    return context.written("roles/lead") if lead_is_later else (*context.written("roles/partners"), index)


@pilot_rule("P02", "unfit-number-of-units", Severity.ERROR)
def unfit_number_of_units(context: PilotContext) -> Iterator[Finding]:
    """The pilot has no unit (error), or more units than the programme allows (warning).

    The directive gives each item to one or two units, so that the effect of the pilot can be distinguished from what
    would have happened anyway. Set the number with `rules.max_units` in programme.yaml.

    Bad:
        # pilot.yaml
        roles:
          units: []

    Good:
        # pilot.yaml
        roles:
          units: [nj-hrss]
    """
    number, limit = len(context.plan.units), context.programme.rules.max_units
    place = context.written("roles/units")
    if number == 0:
        message = "the pilot has no unit"
        yield Finding(
            PILOT,
            place,
            message,
            help="write units: [ … ] with the organization that carries the pilot out",
            on_key=True,
        )
    elif number > limit:
        yield Finding(
            PILOT, place, "the pilot has {number} units; the programme allows {limit}",
            {"number": str(number), "limit": str(limit)},
            "make partners of some, or raise rules.max_units in programme.yaml", severity=Severity.WARNING,
        )  # fmt: skip


@pilot_rule("P10", "unit-outside-region", Severity.WARNING)
def unit_outside_region(context: PilotContext) -> Iterator[Finding]:
    """A unit's region does not lie in the pilot's region.

    The pilot then counts for one region and takes place in another. A region lies in another one according to its
    digits, or to its `parent` in programme.yaml.

    Bad:
        # programme.yaml
        organizations:
          - {id: nj-hrss, region: 320100}

    Good:
        # programme.yaml
        organizations:
          - {id: nj-hrss, region: 990100}
    """
    region = context.pilot.file.region
    if not is_known(region, context.programme, context.unreadable_ids):
        return
    for index, unit in enumerate(context.plan.units):
        organization = context.programme.organization(unit)
        if organization is None or lies_in(organization.region, region, context.programme):
            continue
        if is_known(organization.region, context.programme, context.unreadable_ids):
            values: dict[str, str | Message] = {"unit": unit, "inner": organization.region, "outer": region}
            help_ = "correct the region of the pilot or of the organization, or the unit"
            codes = codes_in_use(context.programme)
            around = [code for code in codes if lies_in(organization.region, code, context.programme)]
            if any(edit_distance(code, region) == 1 for code in around):
                values["known"] = known_words(region, around)
                help_ = "{known} correct the region of the pilot or of the organization, or the unit"
            yield Finding(
                PILOT, (*context.written("roles/units"), index),
                "{unit} lies in {inner}, the pilot in {outer}", values, help_,
            )  # fmt: skip


@pilot_rule("P11", "pilot-without-support", Severity.WARNING)
def pilot_without_support(context: PilotContext) -> Iterator[Finding]:
    """An approved pilot has neither a partner nor a guiding unit.

    The reform requires departments to work together. What blocks a pilot is mostly in the hands of an office that takes
    no part in it.

    Bad:
        # pilot.yaml
        roles:
          partners: null

    Good:
        # pilot.yaml
        roles:
          partners: null
          guide: yx-edu
    """
    if context.approved and not context.plan.partners and context.plan.guide is None:
        yield Finding(
            PILOT, ("roles",), "the pilot has neither partners nor a guide",
            help="write partners: [ … ], those who help, or guide: the organization that guides", on_key=True,
        )  # fmt: skip


@pilot_rule("P15", "reporter-outside-pilot", Severity.ERROR)
def reporter_outside_pilot(context: PilotContext) -> Iterator[Finding]:
    """`roles.reporter` is neither the lead, nor a unit, nor a partner.

    The reporter submits the pilot's returns. An office that does not take part can't be responsible for them.

    Bad:
        # pilot.yaml
        roles:
          reporter: yx-eval

    Good:
        # pilot.yaml
        roles:
          reporter: nj-hrss
    """
    reporter = context.pilot.file.roles.reporter
    if reporter is None or reporter in context.plan.members or context.programme.organization(reporter) is None:
        return
    yield Finding(
        PILOT, ("roles", "reporter"), "reporter {reporter} is neither lead, unit nor partner of this pilot",
        {"reporter": reporter}, "name one of them, or leave reporter out: then the lead reports",
    )  # fmt: skip
