"""Rule A10: what is filed after a pilot has been closed."""

from collections.abc import Iterator
from datetime import date

from talentpilot.analysis.lifecycle import CLOSING, Closure, closures
from talentpilot.analysis.plan import effective_adjustments
from talentpilot.diagnostics import Severity
from talentpilot.rules.adjustments import filed
from talentpilot.rules.contexts import PILOT, PilotContext
from talentpilot.rules.rule import Finding, pilot_rule


@pilot_rule("A10", "filed-after-closing", Severity.ERROR)
def filed_after_closing(context: PilotContext) -> Iterator[Finding]:
    """An adjustment was filed or took effect after the pilot had been closed, or closes it a second time.

    A closed plan does not change any more. To go on, file a reopening, which needs approval.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A2, kind: termination, decision: approved, authority: yx-edu, decided: 2026-03-12,
             document: 云人社函〔2026〕9号, changes: []}
          - {id: A3, kind: change_owner, reason: Office moved, procedure: filing, authority: yx-edu,
             submitted: 2026-03-20, document: 云人社函〔2026〕11号,
             changes: [{path: milestones/M4/owner, from: yx-hrss, to: nj-hrss}]}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A2, kind: termination, decision: approved, authority: yx-edu, decided: 2026-03-12,
             document: 云人社函〔2026〕9号, changes: []}
    """
    times = closures(context.pilot, context.as_of)
    closers = _closing_adjustments(context, times)
    for index, item in filed(context, refused=False) if times else ():
        if item.kind == "reopening" or item.id in closers:
            continue
        effective = item.effective_date(context.as_of)
        for key, day in (("effective", effective), ("submitted", item.submitted)):
            closed = next((one.closed for one in times if day is not None and _is_within(day, one)), None)
            if closed is None:
                continue
            values = {"day": str(day), "closed": str(closed)}
            message = "submitted {day}, after the pilot was closed on {closed}"
            if key == "effective":
                message = "effective {day}, after the pilot was closed on {closed}"
            if item.kind in CLOSING and effective is not None:
                message = "closes the pilot again on {day}; it was closed on {closed}"
            place = key if getattr(item, key) is not None else "decided"
            yield Finding(
                PILOT, ("adjustments", index, place), message, values,
                "file a reopening first (kind: reopening, which needs approval), or withdraw this one",
            )  # fmt: skip
            break


def _is_within(day: date, closure: Closure) -> bool:
    return day > closure.closed and (closure.reopened is None or day < closure.reopened)


def _closing_adjustments(context: PilotContext, times: tuple[Closure, ...]) -> set[str]:
    """Return the adjustments that closed the pilot, one for each time that it was closed."""
    found: dict[date, str] = {}
    for item in effective_adjustments(context.pilot, context.as_of):
        day = item.effective_date(context.as_of)
        if item.kind in CLOSING and day in {one.closed for one in times}:
            found.setdefault(day, item.id)
    return set(found.values())


CLOSING_RULES = (filed_after_closing,)
