"""Family B: what holds a pilot up, and whether anybody above hears of it."""

import re
from collections.abc import Iterator

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.standing import Standing
from talentpilot.diagnostics import Message, Severity
from talentpilot.model.base import Text
from talentpilot.model.pilot import Bottleneck, PeriodReport
from talentpilot.rules.cases import PILOT, PilotCase
from talentpilot.rules.inforce import reports_are_whole
from talentpilot.rules.rule import Finding, pilot_rule

SEVERITY = {"critical": Message("critical"), "major": Message("major"), "minor": Message("minor")}
SILENCE = {
    ("age", True): "{severity} bottleneck open for {days} days, not named in the last report, {period}",
    ("age", False): "{severity} bottleneck open for {days} days, not named in any report",
    ("due", True): "{severity} bottleneck past its due date {due}, not named in the last report, {period}",
    ("due", False): "{severity} bottleneck past its due date {due}, not named in any report",
}
"""What B01 says: by age or due date, and whether there is a report at all."""


@pilot_rule("B01", "bottleneck-not-reported", Severity.WARNING, by_clock=True)
def bottleneck_not_reported(case: PilotCase) -> Iterator[Finding]:
    """A critical or major bottleneck is open too long, or past due, and the last report does not name it.

    Bottlenecks are solved where somebody with authority learns of them. One that stands in the ledger and in
    no report is known to nobody who could help.

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
    standing = case.status.standing
    if standing.closed or standing is Standing.PROPOSED or not reports_are_whole(case):
        return
    reports = [item for item in case.pilot.file.reports if item.submitted <= case.as_of]
    last = max(reports, key=lambda item: (item.period.end, item.submitted), default=None)
    index_of = {item.id: index for index, item in enumerate(case.pilot.file.bottlenecks)}
    for state in case.status.bottleneck_states:
        item, index = state.item, index_of[state.item.id]
        reason = _waits_too_long(case, state)
        if reason is None or (last is not None and _names(last, item, case.pilot.id)):
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


def _waits_too_long(case: PilotCase, state: BottleneckState) -> str | None:
    """`due` or `age`, whichever makes it too long; None where it is not."""
    item = state.item
    if item.severity == "minor" or state.age_days is None:
        return None
    if item.due is not None and item.due < case.as_of:
        return "due"
    return "age" if state.age_days > case.programme.rules.thresholds.bottleneck_amber_days else None


def _names(report: PeriodReport, item: Bottleneck, home: str) -> bool:
    """Whether the report has the bottleneck's id or title anywhere."""
    if any(matter.same_as in (item.id, f"{home}/{item.id}") for matter in report.matters):
        return True
    texts = (report.progress, report.problems, report.next, *(matter.title for matter in report.matters))
    said = "\n".join(_wordings(texts)).casefold()
    if any(title.strip().casefold() in said for title in item.title.versions if title.strip()):
        return True
    wanted = rf"(?:(?<![0-9a-z/])|(?<![0-9a-z-]){re.escape(home)}/){re.escape(item.id.casefold())}(?![0-9a-z])"
    return re.search(wanted, said) is not None


def _wordings(texts: tuple[Text | None, ...]) -> Iterator[str]:
    for text in texts:
        if text is not None:
            yield from text.versions


@pilot_rule("B02", "resolution-unsound", Severity.ERROR)
def resolution_unsound(case: PilotCase) -> Iterator[Finding]:
    """A bottleneck is resolved before it was raised, or resolved without a word about how.

    What solved it is what other pilots can learn from, and what an auditor asks about when it comes back.

    Bad:
        # pilot.yaml
        bottlenecks:
          - {id: B2, resolution: null}

    Good:
        # pilot.yaml
        bottlenecks:
          - {id: B2, resolution: Five years}
    """
    for index, item in enumerate(case.pilot.file.bottlenecks):
        if item.resolved is None or item.resolved > case.as_of:
            continue
        place = ("bottlenecks", index, "resolved")
        values = {"resolved": str(item.resolved), "raised": str(item.raised)}
        if item.resolved < item.raised:
            yield Finding(
                PILOT,
                place,
                "resolved {resolved} is before raised {raised}",
                values,
                "correct one of the two days",
            )
        if item.resolution is None:
            yield Finding(
                PILOT, place, "resolved {resolved} without a resolution", values,
                "write resolution: what settled it, and by which paper",
            )  # fmt: skip


BOTTLENECK_RULES = (bottleneck_not_reported, resolution_unsound)
