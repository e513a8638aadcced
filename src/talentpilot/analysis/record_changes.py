"""Changes of the record: what was done, measured, raised, settled, filed, decided, reported, taken over."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.change import Change, Kind, Pair
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.series import known_observations
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.outcomes import Adoption
from talentpilot.model.pilot import Adjustment

_PILOT, _STEPS, _MEASURES = "pilot.yaml", "milestones.yaml", "outcomes.yaml"


def record_changes(pair: Pair) -> Iterator[Change]:
    """Every fact that is known now and was not then, or was known otherwise."""
    yield from _steps(pair)
    yield from _observations(pair)
    yield from _bottlenecks(pair)
    yield from _filings(pair)
    yield from _reports(pair)
    yield from _practices(pair)
    yield from _evaluations(pair)


def _steps(pair: Pair) -> Iterator[Change]:
    then = {item.id: item for item in pair.then.milestones}
    titles = {item.step.id: item.step.title for item in pair.now.plan.milestones}
    for item in pair.now.milestones:
        old = then.get(item.id)
        before = old.done if old is not None else None
        if item.done is not None and before is None:
            yield Change(Kind.DONE, pair.id, item.id, after=item.done, days=item.late_days, title=titles[item.id])
        elif item.done != before:
            kind = Kind.REOPENED if item.done is None else Kind.RESTATED
            yield Change(kind, pair.id, item.id, "done", before, item.done, title=titles[item.id])
        was_overdue = old is not None and old.state is MilestoneState.OVERDUE
        if item.state is MilestoneState.OVERDUE and not was_overdue:
            yield Change(Kind.OVERDUE, pair.id, item.id, after=item.due, days=item.late_days, title=titles[item.id])


def _series(status: PilotStatus) -> dict[str, dict[str, Fraction]]:
    """By indicator, the values known on the day, by date or period."""
    return {
        item.id: {str(one.period or one.date): Fraction(one.value) for one in known_observations(item, status.as_of)}
        for item in status.plan.indicators
    }


def _observations(pair: Pair) -> Iterator[Change]:
    then = _series(pair.then)
    titles = {item.id: item.title for item in pair.now.plan.indicators}
    for name, values in _series(pair.now).items():
        known = then.get(name, {})
        for when, value in values.items():
            if when in known and known[when] != value:
                yield Change(Kind.RESTATED, pair.id, name, when, known[when], value, title=titles[name])
            elif when not in known and not pair.was_lost(_MEASURES):
                yield Change(Kind.OBSERVED, pair.id, name, when, after=value, title=titles[name])
        if not pair.lost(_MEASURES):
            for when in known.keys() - values.keys():
                yield Change(Kind.RESTATED, pair.id, name, when, known[when], None, title=titles[name])


def _bottlenecks(pair: Pair) -> Iterator[Change]:
    then = {state.item.id: state for state in pair.then.bottleneck_states}
    for state in pair.now.bottleneck_states:
        item, old = state.item, then.get(state.item.id)
        if old is None and not pair.was_lost(_PILOT):
            yield Change(Kind.RAISED, pair.id, item.id, after=item.raised, title=item.title, note=item.severity)
        elif old is not None and old.item.severity != item.severity:
            yield Change(
                Kind.RESTATED, pair.id, item.id, "severity", old.item.severity, item.severity, title=item.title
            )
        yield from _settling(pair, old, state)


def _settling(pair: Pair, old: BottleneckState | None, new: BottleneckState) -> Iterator[Change]:
    """A bottleneck settled, or on the books again."""
    item, was_settled = new.item, old is not None and not old.is_open
    if new.settled is not None and not was_settled:
        days = (new.settled - item.raised).days
        yield Change(Kind.SETTLED, pair.id, item.id, after=new.settled, days=days, title=item.title)
    elif was_settled and new.is_open:
        yield Change(Kind.REOPENED, pair.id, item.id, after=new.open_since, title=item.title, note=_why(new))


def _why(state: BottleneckState) -> str:
    reason = next((one.reason for one in state.episodes if one.began == state.open_since), None)
    return str(reason) if reason is not None else ""


def _known(status: PilotStatus) -> dict[str, Adjustment]:
    return {item.id: item for item in status.pilot.file.adjustments if item.known_by(status.as_of)}


def _filings(pair: Pair) -> Iterator[Change]:
    then = _known(pair.then)
    for name, item in _known(pair.now).items():
        old = then.get(name)
        decision = item.decision_by(pair.now.as_of)
        if old is None and not pair.was_lost(_PILOT):
            note = f"{item.kind} ({item.procedure})"
            yield Change(
                Kind.FILED, pair.id, name, after=item.submitted or item.effective, title=item.reason, note=note
            )
        before = old.decision_by(pair.then.as_of) if old is not None else "pending"
        if decision != before:
            yield Change(Kind.DECIDED, pair.id, name, "decision", before, decision, title=item.reason, note=item.kind)


def _reports(pair: Pair) -> Iterator[Change]:
    sent = {str(one.period) for one in pair.then.pilot.file.reports if one.submitted <= pair.then.as_of}
    for one in pair.now.pilot.file.reports:
        if one.submitted <= pair.now.as_of and str(one.period) not in sent and not pair.was_lost(_PILOT):
            late = "late" if one.period in pair.now.reporting.late else ""
            yield Change(Kind.REPORTED, pair.id, str(one.period), after=one.submitted, note=late)


def _practices(pair: Pair) -> Iterator[Change]:
    then = {item.id: item for item in pair.then.pilot.practices}
    for item in pair.now.pilot.practices:
        old = then.get(item.id)
        before = old.status(pair.then.as_of) if old is not None else None
        after = item.status(pair.now.as_of)
        if before != after and not (old is None and pair.was_lost(_MEASURES)):
            yield Change(Kind.PRACTICE, pair.id, item.id, "status", before, after, title=item.title)
        known = _adopters(old.adoptions if old is not None else (), pair.then.as_of)
        for adopter, day in _adopters(item.adoptions, pair.now.as_of).items():
            if adopter not in known:
                yield Change(Kind.ADOPTED, pair.id, item.id, after=day, title=item.title, note=adopter)


def _adopters(adoptions: tuple[Adoption, ...], as_of: date) -> dict[str, date]:
    return {item.org or item.region or "": item.date for item in adoptions if item.date <= as_of}


def _evaluations(pair: Pair) -> Iterator[Change]:
    then = {name for name, item in pair.then.pilot.evaluations.items() if item.as_of <= pair.then.as_of}
    for name, item in pair.now.pilot.evaluations.items():
        if item.as_of <= pair.now.as_of and name not in then:
            yield Change(Kind.EVALUATED, pair.id, name, after=item.as_of, note=item.type)
