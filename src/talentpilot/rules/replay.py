"""Adjustments replayed over the plan: paths that do not exist, outdated `from` values, broken plans, easier targets."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from talentpilot.analysis.plan import same_value
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.ledger import NAMELESS
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator
from talentpilot.model.pilot import Adjustment, Change
from talentpilot.model.plan_paths import READERS, PlanPath
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, PilotContext
from talentpilot.rules.indicators import checkpoints_off, contradictions, path_setting_paths, target_setting_paths
from talentpilot.rules.plan_values import filed_steps, has_term, replay_is_whole, shown_or_nothing, term_breaker
from talentpilot.rules.rule import Finding, pilot_rule
from talentpilot.suggestions import known_words, nearest_words

_FILE_OF = {"milestones": MILESTONES, "indicators": OUTCOMES}
_ADDS = {"add_milestone": "milestones", "add_indicator": "indicators"}


@pilot_rule("R07", "path-leads-nowhere", Severity.ERROR)
def path_leads_nowhere(context: PilotContext) -> Iterator[Finding]:
    """The path of a change does not resolve, or names something that no adjustment may change.

    Nobody can then say what was filed, and the plan in force is not the one that was agreed. Observations, ids, reports
    and evidence are never changed by an adjustment. An added object is written in its file, with `added: A7`.

    Bad:
        # pilot.yaml
        adjustments:
          - id: A1
            changes:
              - {path: milestones/M3/due, from: 2026-02-28, to: 2026-04-30}
              - {path: milestones/M12/due, from: 2026-02-28, to: 2026-04-30}

    Good:
        # pilot.yaml
        adjustments:
          - id: A1
            changes:
              - {path: milestones/M3/due, from: 2026-02-28, to: 2026-04-30}
    """
    added_by = _objects(context)
    if not context.pilot.file.adjustments and not any(added_by.values()):
        return
    for index, adjustment in enumerate(context.pilot.file.adjustments):
        for number, change in enumerate(adjustment.changes):
            path: FieldPath = ("adjustments", index, "changes", number, "path")
            yield from _bad_path(context, path, adjustment, change, added_by)
    yield from _bad_added(context)


def _objects(context: PilotContext) -> dict[tuple[str, str], str | None]:
    """Return the milestones and indicators in the files, with the adjustment that each says has added it."""
    steps = {("milestones", item.id): item.added for item in context.pilot.milestones}
    return steps | {("indicators", item.id): item.added for item in context.pilot.indicators}


def _paths(objects: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the paths that lead to a field of the plan."""
    known = tuple(objects)
    for pattern in READERS:
        collection, star, _ = pattern.partition("/*")
        if star:
            yield from (pattern.replace("*", name, 1) for kind, name in known if kind == collection)
        else:
            yield pattern


def _bad_path(
    context: PilotContext,
    path: FieldPath,
    adjustment: Adjustment,
    change: Change,
    added_by: dict[tuple[str, str], str | None],
) -> Iterator[Finding]:
    place = change.place
    values: dict[str, str | Message] = {"path": change.path, "adjustment": adjustment.id}
    if place is None:
        near = nearest_words(change.path.replace("\\", "/"), _paths(added_by))
        yield Finding(
            PILOT, path, "{path} is nothing that an adjustment may change", {**values, "near": " / ".join(near)},
            "did you mean {near}?" if near
            else "paths look like milestones/M3/due, indicators/I1/target/value, term/end, roles/units",
        )  # fmt: skip
        return
    if not place.collection or not _is_readable(context, place):
        return
    if (place.collection, place.id) not in added_by:
        values |= {"id": place.id, "file": _FILE_OF[place.collection]}
        adds = _adds(adjustment, place)
        values["known"] = known_words(
            place.id, (identifier for kind, identifier in added_by if kind == place.collection)
        )
        advice = "write it into {file} with added: {adjustment}" if adds else "{known} correct the id"
        yield Finding(PILOT, path, "there is no {id} in {file}", values, advice)
    elif _adds(adjustment, place) and added_by[place.collection, place.id] is None:
        values |= {"id": place.id, "file": _FILE_OF[place.collection]}
        yield Finding(
            PILOT, path, "{id} is added here, but stands in {file} as part of the approved plan", values,
            "write added: {adjustment} below {id} in {file}, or correct the path",
        )  # fmt: skip


def _is_readable(context: PilotContext, place: PlanPath) -> bool:
    lost = context.pilot.unreadable_ids
    return context.has(_FILE_OF[place.collection]) and lost.isdisjoint((place.id, NAMELESS))


def _adds(adjustment: Adjustment, place: PlanPath) -> bool:
    return place.is_object and _ADDS.get(adjustment.kind) == place.collection


def _bad_added(context: PilotContext) -> Iterator[Finding]:
    """Yield the objects whose `added` names no adjustment that adds them: they would never come into force."""
    adding = {
        (place.collection, place.id, adjustment.id)
        for adjustment in context.pilot.file.adjustments
        for change in adjustment.changes
        if (place := change.place) is not None and _adds(adjustment, place)
    }
    held: tuple[tuple[str, tuple[Milestone | Indicator, ...]], ...] = (
        ("milestones", context.pilot.milestones),
        ("indicators", context.pilot.indicators),
    )
    for collection, items in held:
        for index, item in enumerate(items):
            if item.added is None or not context.pilot.unreadable_ids.isdisjoint((item.added, NAMELESS)):
                continue
            if (collection, item.id, item.added) not in adding:
                yield Finding(
                    _FILE_OF[collection], (collection, index, "added"), "{added} does not add {id}",
                    {"added": item.added, "id": item.id, "path": f"{collection}/{item.id}"},
                    "name the adjustment that has the change path: {path}",
                )  # fmt: skip


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
        yield Finding(
            PILOT,
            place,
            "term end {end} leaves outside: {names}",
            {"end": str(plan.term_end), "names": Message.listed(names)},
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
                    "say in `reason` what came up so late; a forecast announces a delay earlier",
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
