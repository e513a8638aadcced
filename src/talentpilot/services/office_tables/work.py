"""Rows of the tables of work: tasks, bottlenecks, closures, adjustments."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.schedule import MilestoneStatus
from talentpilot.exchange.office_tables.table import OfficeRow, columns, grouped
from talentpilot.model.base import Text
from talentpilot.model.milestones import Milestone
from talentpilot.model.scalars import digits
from talentpilot.report.views.adjustments import AdjustmentView, ChangeView, Value, adjustments_of
from talentpilot.services.office_tables.context import KeyedRow, OfficeContext, OfficePilot, TableForm, exact

_SEVERITIES = ("critical", "major", "minor")


def tasks(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 任务分解表: the milestones of the plan in force, withdrawn ones last."""
    steps = {item.step.id: item.step for item in pilot.status.plan.milestones}
    order = [item.id for item in pilot.status.pilot.milestones]
    for item in pilot.status.milestones:
        if context.within(item.due, item.done):
            place = pilot.place("milestones.yaml", ("milestones", order.index(item.id)))
            key = (*context.order(pilot), item.due or date.max)
            values = _task(context, pilot, item, steps[item.id])
            yield (item.state.value == "withdrawn", *key), OfficeRow(values, place)


TASKS = TableForm(
    "tasks", Text(zh="任务分解表", en="Tasks and responsibilities"), tasks,
    columns(
        ("领域", "Domain"), ("试点任务", "Task"), ("试点", "Pilot"), ("编号", "Id"), ("里程碑", "Milestone"),
        ("交付成果", "Deliverable"), ("完成标准", "Standard"), ("牵头单位", "Lead"), ("责任单位", "Owner"),
        ("配合单位", "Partners"), ("原定时限", "Original due", "date"), ("现行时限", "Due in force", "date"),
        ("完成日期", "Done", "date"), ("状态", "State"), ("逾期天数", "Days late", "number"),
        ("预计完成", "Forecast", "date"), ("未完成原因", "Reason"), ("下一步措施", "Next"), ("佐证", "Evidence"),
    ),
)  # fmt: skip


def _task(context: OfficeContext, pilot: OfficePilot, item: MilestoneStatus, step: Milestone) -> tuple[Any, ...]:
    plan, stated = pilot.status.plan, item.stated if not item.is_done else None
    return (
        context.domain(pilot), context.task(pilot), context.title(pilot), item.id, context.text(step.title),
        context.text(step.deliverable), context.text(step.standard), context.organization(plan.lead),
        context.organization(step.owner), context.organizations(plan.partners), item.due_original, item.due, item.done,
        context.term(item.state.value, "milestone"),
        item.late_days if item.late_days and item.late_days > 0 else None,
        stated.date if stated is not None else None,
        context.text(stated.reason) if stated is not None else "",
        context.text(stated.next) if stated is not None else "",
        context.evidence(pilot, step.evidence),
    )  # fmt: skip


def bottlenecks(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 问题台账: every bottleneck, open ones first, the gravest and oldest before others."""
    for state in pilot.status.bottleneck_states:
        if context.within(state.item.raised, state.last.resolved):
            key = (not state.is_open, _SEVERITIES.index(state.item.severity), -(state.age_days or 0), pilot.id)
            yield (*key, state.item.id), OfficeRow(_bottleneck(context, pilot, state), _place(pilot, state))


BOTTLENECKS = TableForm(
    "bottlenecks", Text(zh="问题台账", en="Bottlenecks"), bottlenecks,
    (
        *columns(
            ("试点", "Pilot"), ("编号", "Id"), ("问题", "Bottleneck"), ("类别", "Kind"), ("严重程度", "Severity"),
            ("需哪级解决", "Needs"), ("责任单位", "Owner"), ("提出日期", "Raised", "date"), ("要求时限", "Due", "date"),
            ("历时天数", "Age in days", "number"), ("是否解决", "Resolved?"), ("解决日期", "Resolved", "date"),
            ("解决办法", "Resolution"),
        ),
        *grouped(("验收", "Acceptance"), ("日期", "date", "date"), ("单位", "by"), ("文号", "document")),
        *columns(
            ("是否销号", "Closed?"), ("反弹次数", "Reopened", "number"), ("最近重新打开", "Last reopened", "date"),
            ("同类问题", "Same as"), ("佐证", "Evidence"),
        ),
    ),
)  # fmt: skip


def _place(pilot: OfficePilot, state: BottleneckState) -> str:
    ids = [item.id for item in pilot.status.pilot.file.bottlenecks]
    return pilot.place("pilot.yaml", ("bottlenecks", ids.index(state.item.id)))


def _bottleneck(context: OfficeContext, pilot: OfficePilot, state: BottleneckState) -> tuple[Any, ...]:
    item, last = state.item, state.last
    end = state.settled or context.as_of
    accepted = last.accepted
    return (
        context.title(pilot), item.id, context.text(item.title), context.term(item.kind, "bottleneck"),
        context.term(item.severity, "severity"), context.term(item.needs, "needs"), context.organization(item.owner),
        item.raised, item.due, state.age_days if state.age_days is not None else (end - item.raised).days,
        context.flag(last.resolved is not None), last.resolved, context.text(last.resolution),
        accepted.date if accepted is not None else None,
        context.organization(accepted.by if accepted is not None else None),
        accepted.document if accepted is not None else None,
        context.flag(not state.is_open), len(item.reopened), item.reopened[-1].date if item.reopened else None,
        item.same_as, context.evidence(pilot, item.evidence),
    )  # fmt: skip


def closures(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 销号表: a row for each episode that has ended, by the day on which it ended."""
    for state in pilot.status.bottleneck_states:
        for number, episode in enumerate(state.episodes):
            end = episode.end(needs_acceptance=state.needs_acceptance)
            if end is None or not context.within(end):
                continue
            item, accepted = state.item, episode.accepted
            values = (
                context.title(pilot), item.id, context.text(item.title), context.organization(item.owner),
                episode.began, episode.resolved, context.text(episode.resolution),
                context.organization(accepted.by if accepted is not None else None),
                accepted.date if accepted is not None else None,
                accepted.document if accepted is not None else None, end, (end - episode.began).days,
                context.flag(number + 1 < len(state.episodes)), None,
            )  # fmt: skip
            yield (end, pilot.id, item.id), OfficeRow(values, _place(pilot, state))


CLOSURES = TableForm(
    "closures", Text(zh="销号表", en="Closures"), closures,
    (
        *columns(
            ("试点", "Pilot"), ("编号", "Id"), ("问题", "Bottleneck"), ("责任单位", "Owner"),
            ("提出日期", "Raised", "date"), ("解决日期", "Resolved", "date"), ("解决办法", "Resolution"),
        ),
        *grouped(("验收", "Acceptance"), ("单位", "by"), ("日期", "date", "date"), ("文号", "document")),
        *columns(
            ("销号日期", "Closed", "date"), ("历时天数", "Days", "number"), ("其后是否反弹", "Reopened later?"),
            ("签字", "Signature", "blank"),
        ),
    ),
)  # fmt: skip


def adjustments(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 调整备案表: a row for each change, the facts of its filing repeated."""
    ids = [item.id for item in pilot.status.pilot.file.adjustments]
    for view in adjustments_of(pilot.status, context.names):
        if not context.within(view.submitted, view.decided, view.effective):
            continue
        place = pilot.place("pilot.yaml", ("adjustments", ids.index(view.id)))
        answer = pilot.status.pilot.file.adjustments[ids.index(view.id)].decision_document
        for change in view.changes or (ChangeView("", None, "", None, None),):
            values = _adjustment(context, pilot, view, change, answer)
            key = (view.submitted or date.min, pilot.id, int("".join(filter(str.isdigit, view.id))))
            yield key, OfficeRow(values, place)


ADJUSTMENTS = TableForm(
    "adjustments", Text(zh="调整备案表", en="Adjustments"), adjustments,
    columns(
        ("试点", "Pilot"), ("编号", "Id"), ("种类", "Kind"), ("程序", "Procedure"), ("变更内容", "What changes"),
        ("原值", "From"), ("新值", "To"), ("顺延天数", "Slip in days", "number"), ("理由", "Reason"),
        ("提交日期", "Submitted", "date"), ("申请文号", "Document"), ("机关", "Authority"), ("决定", "Decision"),
        ("决定日期", "Decided", "date"), ("批复文号", "Decision document"), ("生效日期", "Effective", "date"),
        ("是否追溯", "Retroactive?"),
    ),
)  # fmt: skip


def _adjustment(
    context: OfficeContext, pilot: OfficePilot, view: AdjustmentView, change: ChangeView, answer: str | None
) -> tuple[Any, ...]:
    slip = None
    if isinstance(change.before, date) and isinstance(change.after, date):
        slip = (change.after - change.before) // timedelta(days=1)
    what = " ".join(filter(None, (change.object, context.text(change.title))))
    field = context.term(change.field, "plan_field") if change.field else ""
    return (
        context.title(pilot), view.id, context.term(view.kind, "adjustment"), context.term(view.procedure, "procedure"),
        " · ".join(filter(None, (what, field))), _value(context, change.before), _value(context, change.after), slip,
        context.text(view.reason), view.submitted, view.document,
        context.both(view.authority) if view.authority is not None else "", context.term(view.state, "decision"),
        view.decided, answer if view.decided is not None else None, view.effective, context.flag(view.retroactive),
    )  # fmt: skip


def _value(context: OfficeContext, value: Value) -> str | Decimal | date | None:
    """Return a value of the plan in words."""
    match value:
        case None:
            return None
        case bool():
            return context.flag(value)
        case date():
            return value
        case Fraction():
            return exact(value)
        case Text():
            return context.both(value)
        case tuple():
            parts = (_value(context, one) for one in value)
            return "、".join(digits(one) if isinstance(one, Decimal) else str(one) for one in parts)
