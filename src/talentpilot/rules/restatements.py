"""Rule C02: what was recorded at the base stands as it was; what is added since is never a finding."""

from collections.abc import Iterator

from talentpilot.analysis.facts import Item, Key, recorded
from talentpilot.analysis.plan import effective_adjustments
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.rules.cases import HistoryCase
from talentpilot.rules.changes import both, plan_rewritten
from talentpilot.rules.rule import Finding, history_rule

_SAY_WHY = "a slip is mended here, and named in the next report; else put it back, and record the new fact with its day"
_OF_THE_PLAN = ("milestones", "indicators")


@history_rule("C02", "fact-restated", Severity.WARNING)
def fact_restated(case: HistoryCase) -> Iterator[Finding]:
    """A fact recorded at the base was changed or taken away since: a restatement.

    Speaks with `validate --base REV` only. Slips are mended and figures revised; a reader who has the last report
    in hand must learn which.

    Told, with both values, are done dates and forecasts, observations, bottlenecks, reports, filings, evidence
    digests and verifications, practices with their adoptions, incentives, publicity, the approval, the selection,
    partners and guide, and evaluations. Adding is never told; nor is a decision on what was pending, a new figure
    where the observation was marked provisional, or another wording of a title or note.

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
    if case.now is None:
        return
    before, after = recorded(case.then), recorded(case.now)
    theirs = _told_by_plan(case)
    lost = [key for key in theirs if key not in after]
    for key, item in before.items():
        if key in after:
            yield from _restated(case, item, after[key], silent=key in theirs)
        elif not any(key[: len(other)] == other for other in lost):
            lost.append(key)
            yield from _removed(case, key, item, before)


def _told_by_plan(case: HistoryCase) -> frozenset[Key]:
    """The items whose loss C01 tells: parts of an approved plan, and filings in force."""
    if case.approval_then is None:
        return frozenset()
    filings = {("adjustments", item.id) for item in effective_adjustments(case.then, case.as_of)}
    steps = {(name, item.id) for name in _OF_THE_PLAN for item in getattr(case.then, name)}
    return frozenset(filings | steps)


def _restated(case: HistoryCase, then: Item, now: Item, *, silent: bool) -> Iterator[Finding]:
    """Facts that differ; `silent` where C01 tells what a filing in force changes."""
    values = {"item": then.name, "revision": case.revision}
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


def _removed(case: HistoryCase, key: Key, item: Item, before: dict[Key, Item]) -> Iterator[Finding]:
    """An item that is gone, told once with what it said; silent where its file can't be read whole now."""
    if not case.whole(item.file):
        return
    said = "; ".join(
        f"{field} {value}" for name, one in before.items() if name[: len(key)] == key
        for field, value in one.facts.items()
    )  # fmt: skip
    if not said:
        return
    values = {"item": item.name, "revision": case.revision, "said": both(said, "")["then"]}
    message = "{item} was recorded at {revision} and is gone: {said}"
    yield Finding(item.file, _list_now(case, key, item), message, values, _SAY_WHY, on_key=True)


def _list_now(case: HistoryCase, key: Key, item: Item) -> FieldPath:
    """The list in which the item stood, in the file as it is now: indexes may have moved."""
    around = recorded(case.now).get(key[:-2]) if case.now is not None and len(key) > 2 else None
    return (*around.path, key[-2]) if around is not None else item.path[:1]


CHANGE_RULES = (plan_rewritten, fact_restated)
