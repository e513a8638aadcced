"""Rules C01 and C02: what was recorded at the base must still stand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from talentpilot.analysis.facts import FactGroup, Key, recorded, shown
from talentpilot.analysis.plan import effective_adjustments
from talentpilot.analysis.seal import head_part, plan_part
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator
from talentpilot.model.pilot import Adjustment, Approval
from talentpilot.model.scalars import shorten
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, HistoryContext
from talentpilot.rules.rule import Finding, history_rule

_PUT_BACK = "put back what was approved, its seal too, and file the change under adjustments:"
_FILE_ANEW = "put it back; what it changed is changed by a new filing"
_HEAD_PATHS = {"lead": ("roles", "lead"), "units": ("roles", "units")}
_Objects = Sequence[Milestone | Indicator]


@history_rule("C01", "plan-rewritten", Severity.ERROR)
def plan_rewritten(context: HistoryContext) -> Iterator[Finding]:
    """The plan of an approved pilot differs from the one at the base: it was edited, sealed again, or removed.

    Speaks with `validate --base REV` only. P12 compares the plan with its seal; whoever edits both at once is seen
    here alone.

    The text that was approved stays for good: a filing is replayed over it and never takes its place, so that a new
    filing does not excuse an edited text. What a filing added, or changed, stays as well once it is in force.

    Reported are plan fields that differ, objects removed from the plan or added without a filing, a new seal, a removed
    approval or pilot, and a filing in force that was changed or removed. Allowed are a new filing, what it adds
    (`added: A7`), a first seal, a renamed pilot, and a pilot that was not approved at the base.

    Bad:
        # base
        # milestones.yaml
        milestones:
          - {id: M5, due: 2026-10-31}

        # now
        # milestones.yaml
        milestones:
          - {id: M5, due: 2026-12-31}

    Good:
        # base
        # milestones.yaml
        milestones:
          - {id: M5, due: 2026-10-31}

        # now
        # pilot.yaml
        adjustments:
          - {id: A3, kind: reschedule, reason: Second committee begins later, procedure: filing, authority: yx-hrss,
             submitted: 2026-03-20, document: 南人社函〔2026〕19号,
             changes: [{path: milestones/M5/due, from: 2026-10-31, to: 2026-12-31}]}
    """
    approval = context.approval_then
    if approval is None:
        return
    values = {"date": str(approval.date), "revision": context.revision}
    if context.now is None:
        yield Finding(
            PILOT, (), "the pilot, approved on {date}, was there at {revision} and is gone", values,
            "put its folder back; a pilot is ended by an adjustment (termination, conclusion)",
        )  # fmt: skip
    elif not context.is_approved:
        yield Finding(
            PILOT, ("approval",), "approved on {date} at {revision}, now not approved", values,
            "put the approval back; a pilot is ended by an adjustment (termination, conclusion)", on_key=True,
        )  # fmt: skip
    else:
        changed: set[str] = set()
        for part, finding in _parts(context, context.now):
            changed.add(part)
            yield finding
        yield from _seal(context, approval, context.now.file.approval, changed)
        yield from _filings(context, context.now)


def _parts(context: HistoryContext, now: Pilot) -> Iterator[tuple[str, Finding]]:
    for field, (path, then, today) in _differing(_head(context.then), _head(now)).items():
        yield "head", _differs(context, PILOT, _HEAD_PATHS.get(path[0], path), field, then, today)
    yield from _objects(context, MILESTONES, "milestones", context.then.milestones, now.milestones)
    yield from _objects(context, OUTCOMES, "indicators", context.then.indicators, now.indicators)


def _objects(
    context: HistoryContext, file: str, key: str, then: _Objects, now: _Objects
) -> Iterator[tuple[str, Finding]]:
    """Yield changed milestones or indicators: of the approved plan, and those that filings in force had added."""
    in_force = {item.id for item in effective_adjustments(context.then, context.as_of)}
    before, after = {item.id: item for item in then}, {item.id: (index, item) for index, item in enumerate(now)}
    for name, item in before.items():
        if item.added is not None and item.added not in in_force:
            continue
        if name in after:
            index, current = after[name]
            for field, (path, old, new) in _differing(_fields(item), _fields(current)).items():
                yield name, _differs(context, file, (key, index, *path), field, old, new)
        elif context.whole(file):
            yield name, _gone(context, file, (key,), name)
    for name, (index, current) in after.items():
        if name not in before and current.added is None and context.was_whole(file):
            yield name, _came(context, file, (key, index), name)


def _head(pilot: Pilot) -> dict[FieldPath, str]:
    return dict(_flat(head_part(pilot)))


def _fields(item: Milestone | Indicator) -> dict[FieldPath, str]:
    return {**dict(_flat(plan_part(item))), ("added",): shown(item.added)}


def _flat(part: Mapping[str, Any], path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Yield each value of a part of the plan as text, with its path below the part."""
    for name, value in part.items():
        if isinstance(value, BaseModel):
            yield from _flat({key: getattr(value, key) for key in type(value).model_fields}, (*path, name))
        else:
            yield (*path, name), shown(value)


def _differing(
    then: Mapping[FieldPath, str], now: Mapping[FieldPath, str]
) -> dict[str, tuple[tuple[str, ...], str, str]]:
    """Return the fields that differ, by name: path, value then, value now; empty is absent."""
    paths = [path for path in {**then, **now} if then.get(path, "") != now.get(path, "")]
    names = [tuple(map(str, path)) for path in paths]
    return {
        ".".join(name): (name, then.get(path, ""), now.get(path, ""))
        for name, path in zip(names, paths, strict=True)
    }  # fmt: skip


def _differs(context: HistoryContext, file: str, path: FieldPath, field: str, then: str, now: str) -> Finding:
    values: dict[str, str | Message] = {"field": field, "revision": context.revision, **both(then, now)}
    return Finding(file, path, "the plan differs from {revision}: {field} was {then}, now {now}", values, _PUT_BACK)


def both(then: str, now: str) -> dict[str, str | Message]:
    """Return both values for a message, cut to one line."""
    return {"then": shorten(then) if then else Message("absent"), "now": shorten(now) if now else Message("absent")}


def _gone(context: HistoryContext, file: str, path: FieldPath, part: str) -> Finding:
    return Finding(
        file, path, "{part} was in the plan at {revision} and is gone", {"part": part, "revision": context.revision},
        "put it back, and withdraw it by an adjustment (withdraw_milestone, withdraw_indicator)", on_key=True,
    )  # fmt: skip


def _came(context: HistoryContext, file: str, path: FieldPath, part: str) -> Finding:
    return Finding(
        file, path, "{part} was not in the plan at {revision}, and no filing adds it",
        {"part": part, "revision": context.revision},
        "file an adjustment that adds it (add_milestone, add_indicator), and write added: A… at {part}",
    )  # fmt: skip


def _seal(context: HistoryContext, then: Approval, now: Approval | None, changed: set[str]) -> Iterator[Finding]:
    """Yield a seal made anew, part by part; silent about parts whose text has been changed already."""
    before, after = then.seal, now.seal if now is not None else {}
    if before and not after:
        yield Finding(
            PILOT, ("approval",), "the plan was sealed at {revision}, now it is not", {"revision": context.revision},
            "put the seal back as it was", on_key=True,
        )  # fmt: skip
        return
    for part in {**before, **after} if before else ():
        if before.get(part) != after.get(part) and part not in changed:
            path = ("approval", "seal", part) if part in after else ("approval", "seal")
            values = {"part": part, "revision": context.revision, **both(before.get(part, ""), after.get(part, ""))}
            message = "{part} was sealed anew: its seal was {then} at {revision}, now {now}"
            yield Finding(PILOT, path, message, values, "put the seal back as it was", on_key=part not in after)


def _filings(context: HistoryContext, now: Pilot) -> Iterator[Finding]:
    """Yield filings in force at the base that were changed or removed since."""
    current = {item.id: (index, item) for index, item in enumerate(now.file.adjustments)}
    still = {item.id for item in effective_adjustments(now, context.as_of)}
    for item in effective_adjustments(context.then, context.as_of):
        if item.id in current:
            index, today = current[item.id]
            yield from _filing(context, ("adjustments", index), item, today, holds=item.id in still)
        elif context.whole(PILOT):
            yield Finding(
                PILOT, ("adjustments",), "{filing} was in force at {revision} and is gone",
                {"filing": item.id, "revision": context.revision}, _FILE_ANEW,
                on_key=True,
            )  # fmt: skip


def _filing(
    context: HistoryContext, path: FieldPath, then: Adjustment, now: Adjustment, *, holds: bool
) -> Iterator[Finding]:
    same = True
    for field in ("kind", "changes"):
        texts = shown(getattr(then, field)), shown(getattr(now, field))
        if texts[0] != texts[1]:
            same = False
            values: dict[str, str | Message] = {"filing": then.id, "revision": context.revision, **both(*texts)}
            message = "{filing}, in force at {revision}, changed: it was {then}, now {now}"
            yield Finding(PILOT, (*path, field), message, values, _FILE_ANEW)
    if same and not holds:
        yield Finding(
            PILOT, path, "{filing} was in force at {revision}, now it is not",
            {"filing": then.id, "revision": context.revision}, "put its dates and its decision back, and file anew",
        )  # fmt: skip


_SAY_WHY = "correct a slip here, and name it in the next report; else put it back, and record the new fact with its day"
_OF_THE_PLAN = ("milestones", "indicators")


@history_rule("C02", "fact-restated", Severity.WARNING)
def fact_restated(context: HistoryContext) -> Iterator[Finding]:
    """A fact recorded at the base has since been changed or removed: a restatement.

    Needs `validate --base REV`. Mistakes are corrected and figures revised; a reader of the last report must learn
    which.

    Reported, with both values, are changes of done dates and forecasts, observations, bottlenecks, reports, filings,
    evidence digests and verifications, practices with their adoptions, incentives, publicity, the approval, the
    selection, partners and guide, and evaluations. Additions are never reported, nor are a decision on what was
    pending, a new figure for a provisional observation, or a new wording of a title or note.

    Bad:
        # base
        # pilot.yaml
        bottlenecks:
          - {id: B2, resolved: 2025-12-10}

        # now
        # pilot.yaml
        bottlenecks:
          - {id: B2, resolved: 2025-11-20}

    Good:
        # base
        # pilot.yaml
        bottlenecks:
          - {id: B1, resolved: null}

        # now
        # pilot.yaml
        bottlenecks:
          - {id: B1, resolved: 2026-03-25, resolution: Interface opened by the ministry}
    """
    if context.now is None:
        return
    before, after = recorded(context.then), recorded(context.now)
    theirs = _reported_by_plan(context)
    lost = [key for key in theirs if key not in after]
    for key, item in before.items():
        if key in after:
            yield from _restated(context, item, after[key], silent=key in theirs)
        elif not any(key[: len(other)] == other for other in lost):
            lost.append(key)
            yield from _removed(context, key, item, before)


def _reported_by_plan(context: HistoryContext) -> frozenset[Key]:
    """Return the items whose loss C01 reports: parts of an approved plan, and filings in force."""
    if context.approval_then is None:
        return frozenset()
    filings = {("adjustments", item.id) for item in effective_adjustments(context.then, context.as_of)}
    steps = {(name, item.id) for name in _OF_THE_PLAN for item in getattr(context.then, name)}
    return frozenset(filings | steps)


def _restated(context: HistoryContext, then: FactGroup, now: FactGroup, *, silent: bool) -> Iterator[Finding]:
    """Yield facts that differ, except those `silent`: C01 reports what a filing in force changes."""
    values = {"item": then.name, "revision": context.revision}
    for field, value in then.facts.items():
        said = now.facts.get(field, "")
        if said == value or (silent and field in ("kind", "changes")) or (said and then.provisional):
            continue
        if field in ("document", "effective") and "decided" in now.facts.keys() - then.facts.keys():
            continue  # the paper of the decision takes the place of the filing's
        path: FieldPath = (*now.path, *field.split("."))
        message = "{item}: {field} was {then} at {revision}, now {now}" if then.name else _UNNAMED
        yield Finding(now.file, path, message, {**values, "field": field, **both(value, said)}, _SAY_WHY)
    for field, members in then.lists.items():
        kept = now.lists.get(field, ())
        if set(members) - set(kept):
            path = (*now.path, *field.split("."))
            message = "{item}: {field} was {then} at {revision}, now {now}" if then.name else _UNNAMED
            both_lists = both(", ".join(members), ", ".join(kept))
            yield Finding(now.file, path, message, {**values, "field": field, **both_lists}, _SAY_WHY)


_UNNAMED = "{field} was {then} at {revision}, now {now}"


def _removed(context: HistoryContext, key: Key, item: FactGroup, before: dict[Key, FactGroup]) -> Iterator[Finding]:
    """Yield an item that is gone, once with its facts; nothing if its file can't be read completely now."""
    if not context.whole(item.file):
        return
    said = "; ".join(
        f"{field} {value}" for name, one in before.items() if name[: len(key)] == key
        for field, value in one.facts.items()
    )  # fmt: skip
    if not said:
        return
    values = {"item": item.name, "revision": context.revision, "said": both(said, "")["then"]}
    message = "{item} was recorded at {revision} and is gone: {said}"
    yield Finding(item.file, _list_now(context, key, item), message, values, _SAY_WHY, on_key=True)


def _list_now(context: HistoryContext, key: Key, item: FactGroup) -> FieldPath:
    """Return the list in which the item stood, in the file as it is now: indexes may have moved."""
    around = recorded(context.now).get(key[:-2]) if context.now is not None and len(key) > 2 else None
    return (*around.path, key[-2]) if around is not None else item.path[:1]
