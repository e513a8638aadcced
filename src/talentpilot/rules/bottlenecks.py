"""Family B: what holds a pilot up, and whether anybody above hears of it."""

import re
from collections.abc import Iterator
from datetime import date

from talentpilot.analysis.bottlenecks import BottleneckState, written_episodes
from talentpilot.analysis.lifecycle import PilotState
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.base import Text
from talentpilot.model.pilot import Bottleneck, PeriodReport, Reopening
from talentpilot.rules.contexts import PILOT, PilotContext
from talentpilot.rules.plan_values import reports_are_whole
from talentpilot.rules.rule import Finding, pilot_rule

ACCEPTANCE_DAYS = 30
SEVERITY = {"critical": Message("critical"), "major": Message("major"), "minor": Message("minor")}
SILENCE = {
    ("age", True): "{severity} bottleneck open for {days} days, not named in the last report, {period}",
    ("age", False): "{severity} bottleneck open for {days} days, not named in any report",
    ("due", True): "{severity} bottleneck past its due date {due}, not named in the last report, {period}",
    ("due", False): "{severity} bottleneck past its due date {due}, not named in any report",
}
"""What B01 says: by age or due date, and whether there is a report at all."""


@pilot_rule("B01", "bottleneck-not-reported", Severity.WARNING, by_clock=True)
def bottleneck_not_reported(context: PilotContext) -> Iterator[Finding]:
    """A critical or major bottleneck is open too long, or past due, and the last report has neither its id nor title.

    Bottlenecks are solved when somebody with authority learns of them. One that is in the ledger but in no report is
    unknown to everybody who could help.

    Bad:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued}

    Good:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued, problems: B1 is open}
    """
    pilot_state = context.status.state
    if pilot_state.closed or pilot_state is PilotState.PROPOSED or not reports_are_whole(context):
        return
    reports = [item for item in context.pilot.file.reports if item.submitted <= context.as_of]
    last = max(reports, key=lambda item: (item.period.end, item.submitted), default=None)
    index_of = {item.id: index for index, item in enumerate(context.pilot.file.bottlenecks)}
    for state in context.status.bottleneck_states:
        item, index = state.item, index_of[state.item.id]
        reason = _waits_too_long(context, state)
        if reason is None or (last is not None and is_named(item, last, context.pilot.id)):
            continue
        values: dict[str, str | Message] = {
            "id": item.id,
            "severity": SEVERITY[item.severity],
            "due": str(item.due),
            "days": str(state.age_days),
            "period": str(last.period) if last else "",
        }
        yield Finding(
            PILOT, ("bottlenecks", index), SILENCE[reason, last is not None], values,
            "name {id} in the next report, under problems or matters, with what is needed from whom",
        )  # fmt: skip


def _waits_too_long(context: PilotContext, state: BottleneckState) -> str | None:
    """`due` or `age`, whichever makes it too long; None if it is not."""
    item = state.item
    if item.severity == "minor" or state.age_days is None:
        return None
    if item.due is not None and item.due < context.as_of:
        return "due"
    return "age" if state.age_days > context.programme.rules.thresholds.bottleneck_amber_days else None


def is_named(item: Bottleneck, report: PeriodReport, home: str) -> bool:
    """Return whether the report has the bottleneck's id or title anywhere."""
    if any(matter.same_as in (item.id, f"{home}/{item.id}") for matter in report.matters):
        return True
    texts = (report.progress, report.problems, report.next, *(matter.title for matter in report.matters))
    said = "\n".join(_wordings(texts)).casefold()
    if any(title.strip().casefold() in said for title in item.title.versions if title.strip()):
        return True
    # The pilot's id is not part of the pattern, which would have to be compiled for each pilot.
    wanted = rf"(?<![0-9a-z]){re.escape(item.id.casefold())}(?![0-9a-z])"
    return any(_is_of(home, said[: match.start()]) for match in re.finditer(wanted, said))


def _is_of(home: str, before: str) -> bool:
    """Return whether an id behind that text is one of this pilot: `B1` or `yx-titles-01/B1`, not `yx-titles-02/B1`."""
    if not before.endswith("/"):
        return True
    pilot = before[:-1].removesuffix(home)
    return len(pilot) < len(before) - 1 and re.search(r"[0-9a-z-]\Z", pilot) is None


def _wordings(texts: tuple[Text | None, ...]) -> Iterator[str]:
    for text in texts:
        if text is not None:
            yield from text.versions


@pilot_rule("B02", "resolution-unsound", Severity.ERROR)
def resolution_unsound(context: PilotContext) -> Iterator[Finding]:
    """The dates of a bottleneck contradict each other, or it is resolved without saying how.

    It is raised, resolved, accepted, perhaps reopened and resolved again, in this order. What solved it is what other
    pilots can learn from, and what an auditor asks about when it comes back.

    Bad:
        # pilot.yaml
        bottlenecks:
          - {id: B2, resolution: null}

    Good:
        # pilot.yaml
        bottlenecks:
          - {id: B2, resolution: Five years}
    """
    for index, item in enumerate(context.pilot.file.bottlenecks):
        before = ("raised", item.raised)
        for route, episode in written_episodes(item):
            place = ("bottlenecks", index, *route)
            if isinstance(episode, Reopening):
                if episode.date > context.as_of:
                    continue
                yield from _in_order(before, ("reopened", episode.date), (*place, "date"))
                before = ("reopened", episode.date)
            if episode.resolved is not None and episode.resolved <= context.as_of:
                yield from _in_order(before, ("resolved", episode.resolved), (*place, "resolved"))
                before = ("resolved", episode.resolved)
                if episode.resolution is None:
                    yield Finding(
                        PILOT, (*place, "resolved"), "resolved {resolved} without a resolution",
                        {"resolved": str(episode.resolved)}, "write resolution: what settled it, and by which paper",
                    )  # fmt: skip
            if episode.accepted is not None and episode.accepted.date <= context.as_of:
                accepted = ("accepted", episode.accepted.date)
                if episode.resolved is None:
                    yield Finding(
                        PILOT, (*place, "accepted", "date"), "accepted {day}, and not resolved",
                        {"day": str(accepted[1])}, "write resolved: and resolution: what was accepted",
                    )  # fmt: skip
                yield from _in_order(before, accepted, (*place, "accepted", "date"))


ORDER = {
    ("raised", "resolved"): "resolved {day} is before raised {before}",
    ("raised", "accepted"): "accepted {day} is before raised {before}",
    ("raised", "reopened"): "reopened {day} is before raised {before}",
    ("resolved", "accepted"): "accepted {day} is before resolved {before}",
    ("resolved", "reopened"): "reopened {day} is before resolved {before}",
    ("reopened", "resolved"): "resolved {day} is before reopened {before}",
    ("reopened", "accepted"): "accepted {day} is before reopened {before}",
    ("reopened", "reopened"): "reopened {day} is before reopened {before}",
}
"""What B02 says of two events in the wrong order."""


def _in_order(before: tuple[str, date], event: tuple[str, date], path: FieldPath) -> Iterator[Finding]:
    """Say that an event is dated before the one that must come first."""
    if event[1] < before[1]:
        values = {"day": str(event[1]), "before": str(before[1])}
        yield Finding(PILOT, path, ORDER[before[0], event[0]], values, "correct one of the two days")


@pilot_rule("B03", "accepted-by-those-concerned", Severity.WARNING)
def accepted_by_those_concerned(context: PilotContext) -> Iterator[Finding]:
    """A solution was accepted by the owner of the bottleneck, or by the pilot's lead or a unit.

    Acceptance means that another body has checked that the problem is gone. Whoever had to solve it can't confirm this.

    Bad:
        # pilot.yaml
        bottlenecks:
          - {id: B2, accepted: {date: 2025-12-20, by: nj-hrss}}

    Good:
        # pilot.yaml
        bottlenecks:
          - {id: B2, accepted: {date: 2025-12-20, by: yx-edu}}
    """
    for index, item in enumerate(context.pilot.file.bottlenecks):
        concerned = {
            **dict.fromkeys(context.plan.units, Message("a unit")),
            context.plan.lead: Message("the lead"),
            item.owner: Message("its own owner"),
        }
        for route, episode in written_episodes(item):
            accepted = episode.accepted
            if accepted is not None and accepted.date <= context.as_of and accepted.by in concerned:
                yield Finding(
                    PILOT, ("bottlenecks", index, *route, "accepted", "by"), "accepted by {by}, {role}",
                    {"by": accepted.by, "role": concerned[accepted.by]},
                    "name the body that looked at the solution, such as the one the trouble was reported to",
                )  # fmt: skip


@pilot_rule("B04", "solution-not-accepted", Severity.INFO, by_clock=True)
def solution_not_accepted(context: PilotContext) -> Iterator[Finding]:
    """A bottleneck was resolved over 30 days ago and not accepted, although the programme requires acceptance.

    Until it is accepted, it counts as open. Either nobody was asked to accept it, or whoever was asked is not
    satisfied.

    Bad:
        # programme.yaml
        rules: {acceptance: [minor]}

    Good:
        # programme.yaml
        rules: {acceptance: [minor]}
        # pilot.yaml
        bottlenecks:
          - {id: B2, accepted: {date: 2025-12-20, by: yx-edu}}
    """
    if context.status.state.closed:
        return
    index_of = {item.id: index for index, item in enumerate(context.pilot.file.bottlenecks)}
    for state in context.status.bottleneck_states:
        resolved = state.resolved_since if state.needs_acceptance else None
        if resolved is None or (context.as_of - resolved).days <= ACCEPTANCE_DAYS:
            continue
        again = state.last.index
        route: FieldPath = () if again is None else ("reopened", again)
        yield Finding(
            PILOT, ("bottlenecks", index_of[state.item.id], *route, "resolved"),
            "resolved {resolved}, {days} days ago, and not accepted",
            {"resolved": str(resolved), "days": str((context.as_of - resolved).days)},
            "ask the body concerned, then write accepted: with date and by; or reopen it",
        )  # fmt: skip
