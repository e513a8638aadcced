"""Due dates and who answers for them: rules M07, M08, M09 and M10."""

from collections.abc import Iterator
from datetime import date

from talentpilot.analysis.plan import pending_steps
from talentpilot.analysis.schedule import MilestoneState, MilestoneStatus
from talentpilot.analysis.standing import Standing
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.rules.cases import MILESTONES, PILOT, PilotCase
from talentpilot.rules.inforce import has_term, intact, shown
from talentpilot.rules.rule import Finding, pilot_rule


@pilot_rule("M07", "overdue-without-a-word", Severity.WARNING, by_clock=True)
def overdue_without_a_word(case: PilotCase) -> Iterator[Finding]:
    """A milestone is overdue, and there is no forecast, no open bottleneck and no pending adjustment of it.

    Being late is no offence; being late without saying why, or until when, is. A forecast that has passed as
    well counts as none. Only pilots under way are asked.

    Bad:
        # pilot.yaml
        adjustments: null
        bottlenecks:
          - {id: B1, resolved: 2026-03-01, resolution: Interface delivered}
        # milestones.yaml
        milestones:
          - {id: M3, forecasts: null}

    Good:
        # pilot.yaml
        adjustments: null
        bottlenecks:
          - {id: B1, resolved: 2026-03-01, resolution: Interface delivered}
        # milestones.yaml
        milestones:
          - {id: M3, forecasts: [{date: 2026-04-28, stated: 2026-03-20}]}
    """
    if case.status.standing is not Standing.ACTIVE or case.status.bottlenecks or not intact(case, PILOT):
        return
    late = {item.id: item for item in case.status.milestones if item.state is MilestoneState.OVERDUE}
    if not late:
        return
    filed = [step.change.place for step in pending_steps(case.pilot, case.plan, case.as_of)]
    pending = {place.id for place in filed if place is not None}
    for index, step in enumerate(case.pilot.milestones):
        item = late.pop(step.id, None)
        if item is None or item.id in pending:
            continue
        if item.forecast is None or item.forecast < case.as_of:
            yield _overdue(index, item)


def _overdue(index: int, item: MilestoneStatus) -> Finding:
    values = {"due": str(item.due), "days": str(item.late_days), "forecast": str(item.forecast)}
    message = "overdue since {due} ({days} days), without forecast, open bottleneck or pending adjustment"
    if item.forecast is not None:
        message = "overdue since {due} ({days} days); the forecast {forecast} has passed as well"
    return Finding(
        MILESTONES, ("milestones", index, "due"), message, values,
        "write forecasts: with date and stated, raise the bottleneck that holds it up, or file a new due date",
        on_key=True,
    )  # fmt: skip


@pilot_rule("M08", "half-a-year-without-due-date", Severity.WARNING)
def half_a_year_without_due_date(case: PilotCase) -> Iterator[Finding]:
    """More than `quiet_days` (183) in a row, inside the term in force, carry no due date.

    In such a stretch nothing can be late, and trouble shows only at its end. Measured are the whole days
    before the first due date in force, between two of them, and after the last one, from the start of the
    term to its end. `rules.thresholds.quiet_days` in programme.yaml holds the number.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M6, due: 2027-05-15}

    Good:
        # milestones.yaml
        milestones:
          - {id: M6, due: 2027-02-28}
    """
    start, end = case.plan.term_start, case.plan.term_end
    if not has_term(case) or case.status.standing.closed or not intact(case, MILESTONES):
        return
    steps = [(item.step.due, index, item.step.id) for index, item in case.planned()]
    planned = [(due, index, identifier) for due, index, identifier in steps if due is not None]
    dated = sorted(one for one in planned if start <= one[0] <= end)
    if not dated or len(dated) < len(planned):
        return
    limit = case.programme.rules.thresholds.quiet_days
    earlier = start.toordinal() - 1
    for due, index, identifier in dated:
        free = due.toordinal() - earlier - 1
        if free > limit:
            values = {"days": str(free), "id": identifier, "due": str(due), "limit": str(limit)}
            message = "{days} days without a due date before {id}, which is due on {due}; the limit is {limit}"
            yield _gap(MILESTONES, ("milestones", index, "due"), message, values)
        earlier = due.toordinal()
    free = end.toordinal() - earlier
    if free > limit:
        values = {"days": str(free), "end": str(end), "last": str(date.fromordinal(earlier)), "limit": str(limit)}
        message = "{days} days without a due date between {last} and the end of the term on {end}; the limit is {limit}"
        yield _gap(PILOT, case.written("term/end"), message, values)


def _gap(file: str, path: FieldPath, message: str, values: dict[str, str]) -> Finding:
    return Finding(file, path, message, values, "add a step on the way, or split a long one")


@pilot_rule("M09", "orphan-responsibility", Severity.ERROR)
def orphan_responsibility(case: PilotCase) -> Iterator[Finding]:
    """The owner of a step not yet done is not lead, unit, partner or guide, nor the successor of one.

    Nobody can ask that office to deliver. When roles change, the steps change hands by a filing as well.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M5, owner: yx-eval}

    Good:
        # milestones.yaml
        milestones:
          - {id: M5, owner: nj-hrss}
    """
    plan, programme = case.plan, case.programme
    named = plan.members if plan.guide is None else plan.members | {plan.guide}
    if not plan.units or any(programme.organization(member) is None for member in named):
        return  # P02 and R02 speak of that
    members = {heir for member in named for heir in programme.successors(member)}
    for index, item in case.planned():
        owner, done = item.step.owner, item.step.done
        is_done = done is not None and done <= case.as_of
        if is_done or owner in members or programme.organization(owner) is None:
            continue
        place = case.setting_of(f"milestones/{item.step.id}/owner")
        file, path = (PILOT, place) if place else (MILESTONES, ("milestones", index, "owner"))
        yield Finding(
            file, path, "owner {owner} is neither lead, unit, partner nor guide of this pilot", {"owner": owner},
            "file an adjustment: change_owner to one of them, or change_unit to make {owner} a partner",
        )  # fmt: skip


@pilot_rule("M10", "due-date-moved-when-done", Severity.WARNING)
def due_date_moved_when_done(case: PilotCase) -> Iterator[Finding]:
    """The due date of a step was moved by a filing submitted after the step had been done.

    What is done needs no new date. Moved afterwards, a step that was late looks as if it had been done in time.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M3, done: 2026-01-10, evidence: [E1], forecasts: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M3, done: 2026-03-10, evidence: [E1], forecasts: null}
    """
    done_on = {item.id: item.done for item in case.pilot.milestones if item.done is not None}
    for path, step in case.effective_steps() if done_on else ():
        place = step.change.place
        if place is None or place.pattern != "milestones/*/due":
            continue
        done, moved = done_on.get(place.id), step.adjustment.submitted or step.adjustment.effective
        if done is not None and moved is not None and done <= case.as_of and done < moved:
            values = {"id": place.id, "done": str(done), "moved": str(moved), "old": shown(step.found)}
            yield Finding(
                PILOT, (*path, "to"), "due date {old} of {id} was moved on {moved}; it had been done on {done}", values,
                "withdraw the filing, or correct the day on which {id} was done",
            )  # fmt: skip


DELAY_RULES = (
    overdue_without_a_word,
    half_a_year_without_due_date,
    orphan_responsibility,
    due_date_moved_when_done,
)
