"""Family U: the reports of the unit, period by period."""

from collections.abc import Iterator
from itertools import pairwise

from talentpilot.diagnostics import Severity
from talentpilot.model.base import Text
from talentpilot.model.dates import days_after
from talentpilot.model.periods import Period
from talentpilot.model.pilot import PeriodReport
from talentpilot.rules.contexts import PILOT, PilotContext
from talentpilot.rules.plan_values import has_term, reports_are_whole
from talentpilot.rules.rule import Finding, pilot_rule


def _submitted(context: PilotContext) -> list[tuple[int, PeriodReport]]:
    """Return the reports submitted by the day, with their index in the file."""
    return [(index, item) for index, item in enumerate(context.pilot.file.reports) if item.submitted <= context.as_of]


def _due(context: PilotContext, period: Period) -> str:
    return str(days_after(period.end, context.programme.reporting.due_days))


@pilot_rule("U01", "report-missing", Severity.WARNING, by_clock=True)
def report_missing(context: PilotContext) -> Iterator[Finding]:
    """A report is due and has not been submitted; reported once per pilot, with the count and the periods.

    A report is in time on its due day and missing from the day after. One missing report turns the reporting light
    amber, two in a row turn it red: the pilot may be doing well, but nobody knows.

    Bad:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}

    Good:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued, problems: B1 is open}
    """
    if not reports_are_whole(context):
        return
    missing = [period for period in context.status.reporting.missing if not context.is_older(period.end)]
    if not missing:
        return
    first, last = missing[0], missing[-1]
    values = {"period": str(first), "due": _due(context, first), "count": str(len(missing)), "last": str(last)}
    message = "{count} reports missing, {period} to {last}"
    if len(missing) == 1:
        message = "report {period} was due on {due} and is missing"
    yield Finding(
        PILOT, ("reports",), message, values,
        "write each under reports: with period, submitted and progress; a late report counts as late, not as missing",
        on_key=True,
    )  # fmt: skip


@pilot_rule("U02", "report-late", Severity.INFO)
def report_late(context: PilotContext) -> Iterator[Finding]:
    """A report was submitted after its due day.

    Late reports lower the management score of an evaluation; they do not affect any light.

    Bad:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-02-13, progress: Rules issued, problems: B1 is open}

    Good:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued, problems: B1 is open}
    """
    late = set(context.status.reporting.late)
    for index, item in _submitted(context) if late else ():
        if item.period in late:
            late.discard(item.period)
            values = {
                "submitted": str(item.submitted),
                "due": _due(context, item.period),
                "period": str(item.period),
            }
            yield Finding(
                PILOT, ("reports", index, "submitted"),
                "report {period} was due on {due}, submitted {submitted}", values,
                "nothing to correct, unless the day is wrong",
            )  # fmt: skip


@pilot_rule("U03", "report-period-unfit", Severity.ERROR)
def report_period_unfit(context: PilotContext) -> Iterator[Finding]:
    """Two reports cover the same period, or a period lies outside the term in force.

    Nobody knows which of two reports was accepted, and a pilot has nothing to report before or after its term.

    Bad:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued, problems: B1 is open}
          - {period: 2025Q4, submitted: 2026-01-14, progress: Rules issued and sent out, problems: B1 is open}

    Good:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued, problems: B1 is open}
    """
    start, end = context.plan.term_start, context.plan.term_end
    seen: set[Period] = set()
    for index, item in _submitted(context):
        if context.is_older(item.period.end):
            continue
        values = {"period": str(item.period), "start": str(start), "end": str(end)}
        if item.period in seen:
            yield Finding(
                PILOT, ("reports", index, "period"), "a second report for {period}", values,
                "keep the one that was accepted; the other stays in the history of the file",
            )  # fmt: skip
        elif has_term(context) and (item.period.end < start or item.period.start > end):
            yield Finding(
                PILOT, ("reports", index, "period"),
                "period {period} has no day inside the term, {start} to {end}", values,
                "correct the period, such as 2026Q1",
            )  # fmt: skip
        seen.add(item.period)


@pilot_rule("U04", "report-copied", Severity.WARNING)
def report_copied(context: PilotContext) -> Iterator[Finding]:
    """The progress text is word for word that of the previous report.

    If there is nothing new to say after three months, that is itself news; mostly the old file was sent again.

    Bad:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Rules issued}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued, problems: B1 is open}

    Good:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2026-01-13, progress: Rules issued, problems: B1 is open}
    """
    ordered = sorted(_submitted(context), key=lambda one: (one[1].period.end, one[1].submitted))
    for (_, before), (index, item) in pairwise(ordered):
        if item.period != before.period and _wordings(item.progress) & _wordings(before.progress):
            yield Finding(
                PILOT, ("reports", index, "progress"),
                "progress of {period} is word for word that of {before}",
                {"period": str(item.period), "before": str(before.period)},
                "ask the unit what happened in {period}; if nothing did, say why",
            )  # fmt: skip


def _wordings(text: Text) -> set[str]:
    return {" ".join(version.split()) for version in text.versions if version.strip()}


@pilot_rule("U05", "report-before-its-period-ended", Severity.WARNING)
def report_before_its_period_ended(context: PilotContext) -> Iterator[Finding]:
    """A report was submitted before its period had ended.

    It can't cover days that were still in the future; or the period or the day is wrong.

    Bad:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2025-12-13, progress: Rules issued, problems: B1 is open}

    Good:
        # pilot.yaml
        reports:
          - {period: 2025Q3, submitted: 2025-10-12, progress: Plan filed; team in place}
          - {period: 2025Q4, submitted: 2025-12-31, progress: Rules issued, problems: B1 is open}
    """
    for index, item in _submitted(context):
        if item.submitted < item.period.end:
            values = {"submitted": str(item.submitted), "end": str(item.period.end), "period": str(item.period)}
            yield Finding(
                PILOT, ("reports", index, "submitted"),
                "report {period} was submitted on {submitted}, before the period ended on {end}", values,
                "correct the day or the period; what happened until {end} belongs in the next report",
            )  # fmt: skip
