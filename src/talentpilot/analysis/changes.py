"""What changed between two states of the books, by ids: of one ledger at two days, or of two revisions on one day."""

from collections.abc import Iterable, Iterator, Mapping

from talentpilot.analysis.change import Change, Kind, Pair
from talentpilot.analysis.plan_changes import plan_changes
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.record_changes import record_changes
from talentpilot.analysis.status import PilotStatus


def changes_between(
    then: Iterable[PilotStatus], now: Iterable[PilotStatus], unread: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """Everything that changed, by pilot and kind; pilots in `unread` can't be read on one side and are passed over."""
    before = {item.pilot.id: item for item in then if item.pilot.id not in unread}
    after = {item.pilot.id: item for item in now if item.pilot.id not in unread}
    renamed = renamings(before, after)
    found: list[Change] = []
    for name, status in after.items():
        old = renamed.get(name, name)
        if old not in before:
            found.append(_appeared(status))
            continue
        pair = Pair(before[old], status)
        if old != name:
            found.append(Change(Kind.RENAMED, name, before=old, after=name, title=status.plan.title))
        found += [*_lights(pair), *plan_changes(pair), *record_changes(pair)]
    gone = before.keys() - after.keys() - set(renamed.values())
    found += [Change(Kind.REMOVED, name, title=before[name].plan.title) for name in gone]
    order = {kind: number for number, kind in enumerate(Kind)}
    return tuple(sorted(found, key=lambda item: (item.pilot, order[item.kind], _natural(item.object), item.field)))


def _natural(name: str) -> tuple[str, int, str]:
    """M2 before M10."""
    digits = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return name[: len(name) - len(digits)], int(digits) if digits.isdecimal() else 0, name


def _appeared(status: PilotStatus) -> Change:
    return Change(
        Kind.ADDED, status.pilot.id, after=status.standing.value, title=status.plan.title, note=light_word(status)
    )


def renamings(before: Mapping[str, PilotStatus], after: Mapping[str, PilotStatus]) -> dict[str, str]:
    """New id to old id: a pilot that is gone and one that is new are the same if title, task and term start agree."""
    gone = {name: status for name, status in before.items() if name not in after}
    found: dict[str, str] = {}
    for name, status in after.items():
        if name in before:
            continue
        same = [old for old, other in gone.items() if _identity(other) == _identity(status)]
        if len(same) == 1 and same[0] not in found.values():
            found[name] = same[0]
    return found


def _identity(status: PilotStatus) -> tuple[object, ...]:
    file = status.pilot.file
    return file.title, file.task, file.region, file.term.start


def _lights(pair: Pair) -> Iterator[Change]:
    then, now = pair.then, pair.now
    if then.standing is not now.standing:
        yield Change(Kind.STATUS, pair.id, before=then.standing.value, after=now.standing.value)
    if light_word(then) != light_word(now):
        reasons = " ".join(now.reasons)
        yield Change(Kind.LIGHT, pair.id, before=light_word(then), after=light_word(now), note=reasons)
    if then.maturity != now.maturity:
        yield Change(Kind.MATURITY, pair.id, before=then.maturity, after=now.maturity)
    lights = {item.id: item.rated for item in then.indicators}
    for item in now.indicators:
        rated = lights.get(item.id)
        if rated is not None and rated.light is not item.rated.light:
            before, after = rated.light.value, item.rated.light.value
            yield Change(Kind.LIGHT, pair.id, item.id, before=before, after=after, note=" ".join(item.rated.reasons))


def unfiled(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of approved plans that no filing accounts for."""
    return tuple(item for item in changes if item.unfiled)
