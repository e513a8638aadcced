"""Family A, the replay: outdated `from` values, plans broken by adjustments, targets made easier."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from talentpilot.analysis.plan import same_value
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.rules.contexts import PILOT, PilotContext
from talentpilot.rules.indicators import checkpoints_off, contradictions, path_setting_paths, target_setting_paths
from talentpilot.rules.plan_values import filed_steps, has_term, replay_is_whole, shown_or_nothing, term_breaker
from talentpilot.rules.rule import Finding, pilot_rule

LAST_MINUTE_DAYS = 30


@pilot_rule("A03", "from-not-in-force", Severity.ERROR)
def from_not_in_force(context: PilotContext) -> Iterator[Finding]:
    """`from` of a change is not the value that was in force before it.

    The filing then describes a different plan from the one it changes: somebody copied an old value, or another
    adjustment came in between.

    Bad:
        # pilot.yaml
        adjustments:
          - id: A2
            changes:
              - {path: indicators/I1/target/value, from: 95, to: 85}

    Good:
        # pilot.yaml
        adjustments:
          - id: A2
            changes:
              - {path: indicators/I1/target/value, from: 90, to: 85}
    """
    for path, step in filed_steps(context):
        place, claimed = step.change.place, step.change.from_
        if not step.resolved or place is None or place.is_object or same_value(claimed, step.found):
            continue
        values = {
            "claimed": shown_or_nothing(claimed),
            "found": shown_or_nothing(step.found),
            "path": step.change.path,
        }
        message = "from is {claimed}; in force is {found}"
        if claimed in (None, ()):
            message = "from is missing; in force is {found}"
        elif step.found in (None, ()):
            message = "from is {claimed}; in force is nothing"
        yield Finding(
            PILOT, (*path, "from"), message, values,
            "write as `from` what is in force, if the filing means that; else ask who filed it",
        )  # fmt: skip


@pilot_rule("A06", "adjustment-breaks-plan", Severity.ERROR)
def adjustment_breaks_plan(context: PilotContext) -> Iterator[Finding]:
    """An adjustment makes the plan contradict itself: a date outside the term, or a target that can't be.

    The rules of the approved plan (M02, I02, I03, I14) apply to the plan in force as well; this rule reports the change
    that broke them.

    Bad:
        # pilot.yaml
        adjustments:
          - id: A1
            changes:
              - {path: milestones/M3/due, from: 2026-02-28, to: 2027-09-30}

    Good:
        # pilot.yaml
        adjustments:
          - id: A1
            changes:
              - {path: milestones/M3/due, from: 2026-02-28, to: 2026-04-30}
    """
    if context.plan.steps and replay_is_whole(context):
        if has_term(context):
            yield from _dates_outside(context)
        yield from _targets_contradicted(context)
        yield from _checkpoints_off(context)


def _dates_outside(context: PilotContext) -> Iterator[Finding]:
    plan = context.plan
    cut: dict[FieldPath, list[str]] = {}
    for path, name, day, original in _dates(context):
        if day is None or plan.term_start <= day <= plan.term_end:
            continue
        culprit = term_breaker(context, path, original)
        if culprit is None:
            continue
        place, step = culprit
        if step.change.path == "term/end":
            cut.setdefault((*place, "to"), []).append(f"{name} ({day})")
            continue
        values = {"date": str(day), "start": str(plan.term_start), "end": str(plan.term_end), "name": name}
        yield Finding(
            PILOT, (*place, "to"), "{date} of {name} is outside the term in force, {start} to {end}", values,
            "correct the date, or file an extension of the term",
        )  # fmt: skip
    for place, names in cut.items():
        values = {"end": str(plan.term_end), "names": ", ".join(names)}
        yield Finding(
            PILOT,
            place,
            "term end {end} leaves outside: {names}",
            values,
            "file new dates for these together with it",
        )


def _dates(context: PilotContext) -> Iterator[tuple[str, str, date | None, date | None]]:
    """Yield every date of the plan: path, id, date in force, date as written."""
    for index, item in context.planned:
        step = item.step
        yield f"milestones/{step.id}/due", step.id, step.due, context.pilot.milestones[index].due
    for index, indicator in context.measured:
        written, planned = context.pilot.indicators[index].target, indicator.target
        days = (planned.date if planned else None, written.date if written else None)
        yield f"indicators/{indicator.id}/target/date", indicator.id, *days


def _targets_contradicted(context: PilotContext) -> Iterator[Finding]:
    for _, item in context.measured:
        place = _last_setting(context, target_setting_paths(item))
        for wrong in contradictions(item) if place is not None else ():
            if wrong.fields[0] == "target":
                yield Finding(PILOT, (*(place or ()), "to"), wrong.message, wrong.values, wrong.help)


def _checkpoints_off(context: PilotContext) -> Iterator[Finding]:
    for _, item in context.measured:
        place = _last_setting(context, path_setting_paths(item))
        for _, wrong in checkpoints_off(item) if place is not None else ():
            yield Finding(PILOT, (*(place or ()), "to"), wrong.message, wrong.values, wrong.help)


def _last_setting(context: PilotContext, paths: Iterable[str]) -> FieldPath | None:
    """Return the place of the last effective change at one of these paths."""
    wanted = frozenset(paths)
    return next((place for place, step in reversed(context.effective_steps) if step.change.path in wanted), None)


@pilot_rule("A07", "goal-post-moved", Severity.WARNING)
def goal_post_moved(context: PilotContext) -> Iterator[Finding]:
    """A target was lowered for the second time, or a date moved back within 30 days before it fell due.

    Each of these may have a good reason; together they make every pilot look on time. So they are reported, whoever
    agreed.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A1, submitted: 2026-02-20, effective: 2026-02-20}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A1, submitted: 2026-01-20, effective: 2026-01-20}
    """
    if not context.plan.steps or not replay_is_whole(context):
        return
    direction_of = {item.id: item.direction for item in context.pilot.indicators}
    lowered: dict[str, set[str]] = {}
    for path, step in context.effective_steps:
        place, to = step.change.place, step.change.to
        if place is None or not step.resolved or to is None or step.found is None:
            continue
        day = step.adjustment.submitted or step.adjustment.effective
        if isinstance(step.found, date) and day is not None and to > step.found:
            days = (step.found - day).days
            if 0 <= days <= LAST_MINUTE_DAYS:
                values = {"old": str(step.found), "new": str(to), "days": str(days)}
                yield Finding(
                    PILOT, (*path, "to"), "moved from {old} to {new}, {days} days before it fell due", values,
                    "say in `reason` what came up so late; a forecast tells of a delay earlier",
                )  # fmt: skip
        elif place.fields[:1] == ("target",) and _eases(direction_of[place.id], place.fields[1], step.found, to):
            earlier = lowered.setdefault(place.id, set())
            if earlier - {step.adjustment.id}:
                yield Finding(
                    PILOT, (*path, "to"), "target lowered again, from {old} to {new}",
                    {"old": shown_or_nothing(step.found), "new": shown_or_nothing(to)},
                    "show the approved target beside it in every report, and the reason",
                )  # fmt: skip
            earlier.add(step.adjustment.id)


def _eases(direction: str, field: str, old: Any, new: Any) -> bool:
    """Return whether a new target value is easier to meet than the old one."""
    if direction == "within":
        return bool(new < old) if field == "min" else bool(new > old)
    return bool(new < old) if direction in ("increase", "keep_above") else bool(new > old)


REPLAY_RULES = (from_not_in_force, adjustment_breaks_plan, goal_post_moved)
