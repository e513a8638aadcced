"""Rules on adjustments: their form, the result of their replay, and filings after a closing (A10)."""

from collections.abc import Iterator
from datetime import date

from talentpilot.analysis.lifecycle import CLOSING, Closure, closures
from talentpilot.analysis.plan import ReplayedChange, effective_adjustments, same_value
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.pilot import Adjustment, Change
from talentpilot.model.plan_paths import ALLOWED
from talentpilot.rules.contexts import PILOT, PilotContext
from talentpilot.rules.plan_values import filed_steps, shown
from talentpilot.rules.rule import Finding, pilot_rule

PENDING_LIMIT_DAYS = 30
_PAPER = {
    "submitted": Message("submitted (the day it was filed)"),
    "authority": Message("authority (the office it was filed with)"),
    "document": Message("document (the number of the paper)"),
}
"""What makes an adjustment a filing, by field."""


def filed(context: PilotContext, *, refused: bool) -> Iterator[tuple[int, Adjustment]]:
    """Yield the adjustments filed by the day, undated ones too; `refused` adds those rejected or withdrawn."""
    for index, item in enumerate(context.pilot.file.adjustments):
        undated = item.submitted is None and item.effective is None
        if not undated and not item.known_by(context.as_of) and item.effective_date(context.as_of) is None:
            continue
        if refused or item.decision_by(context.as_of) not in ("rejected", "withdrawn"):
            yield index, item


@pilot_rule("A01", "filing-incomplete", Severity.ERROR)
def filing_incomplete(context: PilotContext) -> Iterator[Finding]:
    """An adjustment lacks its date or authority, one in effect lacks its document, or a decision lacks its day.

    An adjustment changes what was approved. Without the paper (`document` that was filed, or `decision_document` that
    answers it), who issued it and when, the change is only a claim; and a decision without its day does not count.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A1, document: null}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A1, document: 南人社函〔2026〕7号}
    """
    for index, item in filed(context, refused=True):
        in_effect = item.effective_date(context.as_of) is not None
        wanted = {"submitted": item.submitted, "authority": item.authority}
        if in_effect:
            wanted["document"] = item.document or item.decision_document
        missing = [name for name, value in wanted.items() if value is None]
        if missing:
            message = "adjustment in effect without {missing}" if in_effect else "adjustment without {missing}"
            yield Finding(
                PILOT, ("adjustments", index), message,
                {"missing": Message.listed(missing), "meant": Message.listed(_PAPER[name] for name in missing)},
                "write {meant} as on the paper that was filed",
            )  # fmt: skip
        if item.decision not in (None, "pending") and item.decided is None:
            yield Finding(
                PILOT, ("adjustments", index, "decision"), "decision {decision} without the day it was taken",
                {"decision": str(item.decision)},
                "write decided: the day of the decision; without it the decision counts as pending",
            )  # fmt: skip


@pilot_rule("A02", "filed-after-the-fact", Severity.WARNING)
def filed_after_the_fact(context: PilotContext) -> Iterator[Finding]:
    """An adjustment took effect before it was submitted, or was submitted after the date it moves had passed.

    The procedure is to ask first and to change afterwards. A date moved after it was missed hides the delay from every
    report in between.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A1, submitted: 2026-03-05, effective: 2026-03-05}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A1, submitted: 2026-01-20, effective: 2026-01-20}
    """
    for index, item in filed(context, refused=False):
        if item.submitted is None or context.is_older(item.submitted):
            continue
        if item.effective is not None and item.effective < item.submitted:
            values = {"effective": str(item.effective), "submitted": str(item.submitted)}
            yield Finding(
                PILOT, ("adjustments", index, "effective"),
                "effective {effective} is before submitted {submitted}", values,
                "correct the day; an adjustment holds at the earliest from its submission",
            )  # fmt: skip
    late: dict[FieldPath, tuple[date, ReplayedChange]] = {}
    for path, step in filed_steps(context):
        submitted, old = step.adjustment.submitted, step.found
        if submitted is not None and isinstance(old, date) and old < submitted and not context.is_older(submitted):
            late.setdefault(path[:2], (old, step))
    for path, (old, step) in late.items():
        values = {"submitted": str(step.adjustment.submitted), "old": str(old), "path": step.change.path}
        yield Finding(
            PILOT, (*path, "submitted"), "submitted {submitted}, after the old date {old} of {path}", values,
            "correct the day if it is wrong; else say in `reason` why the filing came late",
        )  # fmt: skip


@pilot_rule("A04", "procedure-too-weak", Severity.ERROR)
def procedure_too_weak(context: PilotContext) -> Iterator[Finding]:
    """An adjustment was only filed although the programme requires approval, or it removes a date.

    What touches targets, terms or the end of a pilot is decided by the authority, not by the unit that reports it.
    `rules.procedures` of programme.yaml says which kinds these are. A date that is removed (`to: null`) can never be
    late again, so removing one always needs approval.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A2, procedure: filing, decision: null, document: 云人社函〔2026〕9号}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A2, procedure: approval, decision: pending}
    """
    for index, item in filed(context, refused=False):
        required = context.programme.rules.required_procedure(item.kind)
        if item.procedure == "filing" and any(_takes_back(change) for change in item.changes):
            yield Finding(
                PILOT, ("adjustments", index, "procedure"), "procedure filing for a date that is taken back",
                help="write procedure: approval; a step without a date is never late, so that others decide on it",
            )  # fmt: skip
        elif item.procedure == "filing" and required == "approval":
            yield Finding(
                PILOT, ("adjustments", index, "procedure"),
                "procedure {seen} for {kind}; the programme requires {required}",
                {"seen": item.procedure, "kind": item.kind, "required": required},
                "write procedure: {required}, and decision: and decided: once it is decided",
            )  # fmt: skip


def _takes_back(change: Change) -> bool:
    """Return whether a change leaves a milestone without a due date."""
    return change.place is not None and change.place.pattern == "milestones/*/due" and change.to is None


@pilot_rule("A05", "decision-pending-long", Severity.WARNING, by_clock=True)
def decision_pending_long(context: PilotContext) -> Iterator[Finding]:
    """A decision has been pending for more than 30 days.

    Until the decision is taken, the old plan holds, and the unit works towards one of two plans without knowing which.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A2, submitted: 2026-02-10}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A2, submitted: 2026-03-10}
    """
    for index, item in filed(context, refused=False):
        awaits = item.decision == "pending" or item.procedure == "approval"
        undated = item.decision not in (None, "pending") and item.decided is None
        if item.submitted is None or undated or not awaits or item.decision_by(context.as_of) != "pending":
            continue
        days = (context.as_of - item.submitted).days
        if days > PENDING_LIMIT_DAYS:
            path = ("adjustments", index) if item.decision is None else ("adjustments", index, "decision")
            yield Finding(
                PILOT, path, "decision pending for {days} days, since {submitted}",
                {"days": str(days), "submitted": str(item.submitted)},
                "ask the authority; then write decision: and decided:",
            )  # fmt: skip


@pilot_rule("A09", "approved-by-those-concerned", Severity.WARNING)
def approved_by_those_concerned(context: PilotContext) -> Iterator[Finding]:
    """An adjustment was approved by the pilot's own lead, or by one of its units.

    Approval means that somebody else has looked at it. If the office responsible for the pilot decides on its own
    targets and term, nobody else has.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A2, decision: approved, decided: 2026-03-20, document: 云人社函〔2026〕9号}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A2, authority: yx-edu, decision: approved, decided: 2026-03-20, document: 云教函〔2026〕9号}
    """
    concerned = {context.plan.lead, *context.plan.units}
    for index, item in filed(context, refused=False):
        if item.decision_by(context.as_of) == "approved" and item.authority in concerned:
            role = Message("the lead") if item.authority == context.plan.lead else Message("a unit")
            yield Finding(
                PILOT, ("adjustments", index, "authority"), "approved by {authority}, {role} of this pilot",
                {"authority": str(item.authority), "role": role},
                "name the authority that decided; where it is the pilot's own, ask the one above it",
            )  # fmt: skip


@pilot_rule("A08", "change-beyond-kind", Severity.ERROR)
def change_beyond_kind(context: PilotContext) -> Iterator[Finding]:
    """A change does not fit the kind of its adjustment.

    The kind decides who must agree. A lower target inside a filing called reschedule would slip past the
    approval that it needs. A change that leaves the value as it is gets a warning: it hides what was meant.

    Bad:
        # pilot.yaml
        adjustments:
          - id: A1
            changes:
              - {path: milestones/M3/owner, from: nj-hrss, to: yx-hrss}

    Good:
        # pilot.yaml
        adjustments:
          - id: A1
            changes:
              - {path: milestones/M3/due, from: 2026-02-28, to: 2026-04-30}
    """
    for index, item in filed(context, refused=False):
        allowed = ALLOWED[item.kind]
        values = {"kind": item.kind, "allowed": Message.listed(allowed) if allowed else Message("nothing")}
        if allowed and not item.changes:
            yield Finding(
                PILOT, ("adjustments", index), "{kind} without a change", values,
                "write what it changes under changes:, with a path such as {allowed}",
            )  # fmt: skip
        for number, change in enumerate(item.changes):
            if change.place is not None and change.place.pattern not in allowed:
                yield Finding(
                    PILOT, ("adjustments", index, "changes", number, "path"), "{kind} can't change {path}",
                    values | {"path": change.path},
                    "{kind} may change: {allowed}; file the rest under its own kind",
                )  # fmt: skip
            elif change.to is not None and same_value(change.from_, change.to):
                yield Finding(
                    PILOT, ("adjustments", index, "changes", number, "to"), "{path} stays as it is, {to}",
                    {"path": change.path, "to": shown(change.to)},
                    "write as `to` the value that shall hold, as the paper says", severity=Severity.WARNING,
                )  # fmt: skip


@pilot_rule("A10", "filed-after-closing", Severity.ERROR)
def filed_after_closing(context: PilotContext) -> Iterator[Finding]:
    """An adjustment was filed or took effect after the pilot had been closed, or closes it a second time.

    A closed plan does not change any more. To go on, file a reopening, which needs approval. A warning tells of a
    filing that finds nothing to change: a suspension of a suspended pilot, a resumption of one that is running, a
    reopening of one that was never closed. Mostly its kind or its date is wrong, and the pilot's state is not the
    one that was meant.

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
    yield from _without_effect(context)


_NEEDS = {"suspension": False, "resumption": True}
"""Whether the pilot must be suspended for it."""


def _without_effect(context: PilotContext) -> Iterator[Finding]:
    """Yield the suspensions, resumptions and reopenings that do not change the pilot's state."""
    index_of = {item.id: index for index, item in enumerate(context.pilot.file.adjustments)}
    is_suspended = is_closed = False
    for item in effective_adjustments(context.pilot, context.as_of):
        message = ""
        if item.kind in _NEEDS and not is_closed:
            if is_suspended is not _NEEDS[item.kind]:
                message = (
                    "{kind} of a pilot that is suspended already"
                    if is_suspended
                    else "{kind} of a pilot that is not suspended"
                )
            is_suspended = item.kind == "suspension"
        elif item.kind == "reopening" and not is_closed:
            message = "{kind} of a pilot that is not closed"
        elif item.kind in (*CLOSING, "reopening"):
            is_closed = item.kind in CLOSING
            is_suspended = False
        if message:
            yield Finding(
                PILOT, ("adjustments", index_of[item.id], "kind"), message, {"kind": item.kind},
                "check the kind and the dates of this filing and of those around it", severity=Severity.WARNING,
            )  # fmt: skip


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
