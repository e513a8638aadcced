"""The approval of the plan, what it rests on, and its seal: rules P06, P12 and P13."""

from collections.abc import Iterator
from typing import Any

from talentpilot.analysis.seal import head_part, plan_part
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator
from talentpilot.model.pilot import Approval
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, PilotContext
from talentpilot.rules.plan_values import intact, shown
from talentpilot.rules.rule import Finding, pilot_rule
from talentpilot.rules.sealed import sealed_value

DAYS_BEFORE_APPROVAL = 30


@pilot_rule("P06", "approval-not-on-paper", Severity.ERROR, by_clock=True)
def approval_not_on_paper(context: PilotContext) -> Iterator[Finding]:
    """Approved without document or objective (error), or begun over 30 days ago without approval (warning).

    Approval is what makes a plan binding. Without its document number nobody can find it; without an
    objective it approves nothing.

    Bad:
        # pilot.yaml
        approval: {document: null}

    Good:
        # pilot.yaml
        approval: {document: 云人社函〔2025〕41号}
    """
    approval, start = context.pilot.file.approval, context.plan.term_start
    if approval is None or not context.approved:
        if (context.as_of - start).days > DAYS_BEFORE_APPROVAL and not context.is_older(start):
            yield Finding(
                PILOT, ("term", "start"), "the term began on {start}; the pilot is not approved",
                {"start": str(start)}, "write approval: with date and document once it is given, or move the term",
                severity=Severity.WARNING,
            )  # fmt: skip
        return
    if approval.document is None:
        yield Finding(
            PILOT, ("approval",), "approved on {date} without a document", {"date": str(approval.date)},
            "write below approval: document: the number of the paper that approved it", on_key=True,
        )  # fmt: skip
    if context.plan.objective is None:
        yield Finding(
            PILOT, ("approval",), "approved on {date} without an objective", {"date": str(approval.date)},
            "write objective: what the pilot is to achieve", on_key=True,
        )  # fmt: skip


@pilot_rule("P12", "plan-not-as-sealed", Severity.ERROR)
def plan_not_as_sealed(context: PilotContext) -> Iterator[Finding]:
    """An approved plan has no seal (warning), or differs from it (error): it was changed without a filing.

    The plan stays as approved; each change is filed with the old and the new value. A target changed only in the file
    makes every comparison with the plan worthless.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M5, due: 2026-11-30}

    Good:
        # milestones.yaml
        milestones:
          - {id: M5, due: 2026-10-31}
    """
    approval = context.pilot.file.approval
    if approval is None or not context.approved:
        return
    if not approval.seal:
        yield Finding(
            PILOT, ("approval",), "the approved plan is not sealed",
            {"pilot": context.pilot.id},
            "once the plan stands as approved: talentpilot seal {pilot} writes seal: below approval",
            severity=Severity.WARNING, on_key=True,
        )  # fmt: skip
        return
    if "head" not in approval.seal:
        yield _unsealed(PILOT, ("approval",), "head")
    elif "head" in context.always.moved_parts:
        head = Message("the head of the plan (objective, task, region, term, lead, units)")
        found = sealed_value(context, head_part(context.pilot), approval.seal["head"], "")
        yield _moved(PILOT, ("approval",), head, found)
    yield from _parts(context, approval.seal)
    yield from _gone(context, approval)


def _parts(context: PilotContext, seal: dict[str, str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for file, key, items in (
        (MILESTONES, "milestones", context.pilot.milestones),
        (OUTCOMES, "indicators", context.pilot.indicators),
    ):
        planned: tuple[Milestone | Indicator, ...] = items
        for index, item in enumerate(planned):
            if item.id in seen or (item.added is not None and item.id not in seal):
                continue
            seen.add(item.id)
            if item.added is not None:
                yield _moved(file, (key, index), item.id)
            elif item.id not in seal:
                yield _unsealed(file, (key, index), item.id)
            elif item.id in context.always.moved_parts:
                found = sealed_value(context, plan_part(item), seal[item.id], f"{key}/{item.id}")
                yield _moved(file, (key, index), item.id, found)


def _moved(file: str, path: FieldPath, what: str | Message, found: tuple[str, Any, Any] | None = None) -> Finding:
    values: dict[str, str | Message] = {"what": what}
    message = "{what} differs from the sealed plan"
    if found is not None:
        field, sealed, now = found
        values |= {"field": field, "sealed": shown(sealed), "now": shown(now)}
        message = "{what} differs from the sealed plan: {field} was {sealed}, is {now}"
    return Finding(file, path, message, values, "put back what was approved, and file the change under adjustments:")


def _unsealed(file: str, path: FieldPath, part: str) -> Finding:
    return Finding(
        file, path, "{part} is not in the seal of the approved plan", {"part": part},
        "what came after the approval is filed: an adjustment that adds it, and added: A… at {part}",
    )  # fmt: skip


def _gone(context: PilotContext, approval: Approval) -> Iterator[Finding]:
    """Parts that were sealed and are no more; silent where a file could not be read whole."""
    if not (intact(context, MILESTONES) and intact(context, OUTCOMES)):
        return
    present = {
        "head",
        *(item.id for item in context.pilot.milestones),
        *(item.id for item in context.pilot.indicators),
    }
    for part in approval.seal:
        if part not in present:
            yield Finding(
                PILOT, ("approval",), "{part} was sealed and is gone from the plan", {"part": part},
                "put it back, and withdraw it by an adjustment (withdraw_milestone, withdraw_indicator)", on_key=True,
            )  # fmt: skip


@pilot_rule("P13", "unit-chosen-without-record", Severity.INFO)
def unit_chosen_without_record(context: PilotContext) -> Iterator[Finding]:
    """An approved pilot does not say why this unit was selected.

    Units are selected for their experience and readiness; an evaluation later asks whether the effect came from the
    measure, or from a unit that was already strong.

    Bad:
        # pilot.yaml
        selection: null

    Good:
        # pilot.yaml
        selection: {basis: Electronic title review since 2022, foundation: 3, readiness: 2}
    """
    if context.approved and context.pilot.file.selection is None and intact(context, PILOT):
        yield Finding(
            PILOT, ("approval",), "approved without a record of why the unit was selected",
            help="write selection: with basis, foundation and readiness (0 to 3)", on_key=True,
        )  # fmt: skip


APPROVAL_RULES = (approval_not_on_paper, plan_not_as_sealed, unit_chosen_without_record)
