"""Rule R07: the paths in adjustments must exist, and an object that an adjustment adds must say so."""

from collections.abc import Iterable, Iterator

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.ledger import NAMELESS
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator
from talentpilot.model.pilot import Adjustment, Change
from talentpilot.model.plan_paths import READERS, PlanPath
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, PilotContext
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


PATH_RULES = (path_leads_nowhere,)
