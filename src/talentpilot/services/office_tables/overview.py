"""Rows of the tables of pilots: the list of pilots, and the returns they owe."""

from collections.abc import Iterable, Iterator
from typing import Any

from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.analysis.return_questions import owes_return, reporting_cadence, reporting_unit
from talentpilot.exchange.office_tables.table import OfficeRow, columns
from talentpilot.i18n.command_terms import missing_report
from talentpilot.model.base import Text
from talentpilot.model.periods import Period, runs
from talentpilot.services.office_tables.context import KeyedRow, OfficeContext, OfficePilot, TableForm, rounded
from talentpilot.services.office_tables.results import light_text
from talentpilot.services.returns.listing import ListedReturn, ReturnState, listed_return

_REASONS = {
    "SCH0": Text(zh="未开始", en="not begun"), "SCH1": Text(zh="序时进度滞后", en="behind the planned pace"),
    "SCH2": Text(zh="里程碑逾期", en="milestone overdue"), "SCH3": Text(zh="期满未完成", en="term over, not all done"),
    "SCH4": Text(zh="预计超出试点期", en="expected after the term"), "SCH5": Text(zh="没有时限", en="no due dates"),
    "SCH6": Text(zh="期满未结项", en="term over, not closed"), "IND0": Text(zh="尚无数据", en="no value yet"),
    "IND1": Text(zh="到期无数据", en="due without a value"), "IND2": Text(zh="已达标", en="target met"),
    "IND3": Text(zh="未能保持", en="not kept"), "IND4": Text(zh="劣于基期", en="worse than the baseline"),
    "IND5": Text(zh="到期未达标", en="target missed"), "IND6": Text(zh="无法计算进展", en="no progress defined"),
    "IND7": Text(zh="进展落后于应达", en="behind the expected path"), "IND8": Text(zh="数据过期", en="value stale"),
    "IND9": Text(zh="仅监测", en="only watched"), "suspended": Text(zh="暂停", en="suspended"),
}  # fmt: skip


def pilots(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 试点一览表: every pilot, by domain, task and region."""
    yield context.order(pilot), OfficeRow(_pilot(context, pilot), pilot.place("pilot.yaml", ("id",)))


PILOTS = TableForm(
    "pilots", Text(zh="试点一览表", en="Pilots"), pilots,
    columns(
        ("编号", "Id"), ("试点名称", "Pilot"), ("领域", "Domain"), ("任务", "Task"), ("地区", "Region"),
        ("试点单位", "Units"), ("牵头", "Lead"), ("配合", "Partners"), ("指导", "Guide"), ("期限起", "From", "date"),
        ("期限止", "To", "date"), ("批准日期", "Approved", "date"), ("批准文号", "Document"), ("状态", "Status"),
        ("亮灯", "Light"), ("原因", "Reasons"), ("完成率%", "Completion %", "percent"),
        ("序时进度差", "Gap pp", "percent"), ("成熟度", "Maturity"), ("未销号堵点", "Open bottlenecks", "number"),
        ("调整次数", "Filings", "number"), ("经验做法", "Practices", "number"), ("被采纳", "Adoptions", "number"),
        ("已报/应报", "Reports"),
    ),
)  # fmt: skip


def _pilot(context: OfficeContext, pilot: OfficePilot) -> tuple[Any, ...]:
    status = pilot.status
    file, plan, approval = status.pilot.file, status.plan, status.pilot.file.approval
    approved = approval if approval is not None and approval.date <= context.as_of else None
    there = [item for item in status.pilot.practices if item.status(context.as_of) not in ("draft", "withdrawn")]
    adopted = sum(len(list(adoptions_elsewhere(item, status.pilot, plan, context.as_of))) for item in there)
    reporting = status.reporting
    return (
        pilot.id, context.title(pilot), context.domain(pilot), context.task(pilot), context.region(pilot),
        context.organizations(plan.units), context.organization(plan.lead), context.organizations(plan.partners),
        context.organization(plan.guide), plan.term_start, plan.term_end,
        approved.date if approved is not None else None, approved.document if approved is not None else None,
        context.term(status.state.value, "standing"), light_text(context, pilot),
        "；".join(reasons_text(context, status.reasons)), rounded(status.schedule.completion),
        rounded(status.schedule.gap), context.term(status.maturity or "none", "maturity"), len(status.bottlenecks),
        sum(1 for item in file.adjustments if item.known_by(context.as_of)), len(there), adopted,
        f"{len(reporting.expected) - len(reporting.missing)}/{len(reporting.expected)}",
    )  # fmt: skip


def reasons_text(context: OfficeContext, codes: Iterable[str]) -> Iterator[str]:
    """Yield the reasons of a light in words; reports missing one after the other are one."""
    for run in runs(codes, missing_report):
        if len(run) == 1:
            yield reason_text(context, run[0])
        else:
            first, last = (code.partition(":")[2] for code in (run[0], run[-1]))
            said = f"{len(run)} reports missing, {first} to {last}"
            yield context.words.line(f"缺 {len(run)} 份报告，{first} 至 {last}", said)


def reason_text(context: OfficeContext, code: str) -> str:
    """Return a reason of a light in words: `results:I4/IND3` is what is wrong with I4."""
    part, _, rest = code.partition(":")
    name, _, rule = rest.rpartition("/")
    if part == "issues":
        return context.words.line(f"堵点 {rest}", f"bottleneck {rest}")
    if part == "reporting":
        return context.words.line(f"缺 {rest} 报告", f"report {rest} missing")
    said = _REASONS.get(rule or part)
    return " ".join(filter(None, (name, context.both(said) if said is not None else rule)))


def returns(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 报送情况表: the returns of the period, or all that were expected by the day."""
    programme = context.ledger.programme
    programme, expected = context.ledger.programme, pilot.status.reporting.expected
    if context.period is not None:
        one = context.period
        fits = one.cadence is reporting_cadence(programme)
        expected = (one,) if fits and owes_return(pilot.status.pilot, programme, one, context.as_of) else ()
    for period in expected:
        unit = reporting_unit(pilot.status.pilot, period)
        listed = listed_return(context.ledger, period, unit, pilot.status.pilot)
        yield (unit, pilot.id, period.start), OfficeRow(_return(context, pilot, listed), _report_place(pilot, period))


RETURNS = TableForm(
    "returns", Text(zh="报送情况表", en="Returns"), returns,
    columns(
        ("填报单位", "Reporting unit"), ("试点", "Pilot"), ("报送期", "Period"), ("应报日期", "Due", "date"),
        ("实报日期", "Handed in", "date"), ("情况", "State"), ("迟报天数", "Days late", "number"),
        ("应填格数", "Cells asked", "number"), ("缺项", "Still open", "number"),
    ),
)  # fmt: skip


_STATES = {
    ReturnState.IN_TIME: Text(zh="及时", en="in time"), ReturnState.LATE: Text(zh="迟报", en="late"),
    ReturnState.MISSING: Text(zh="未报", en="missing"), ReturnState.NOT_DUE: Text(zh="未到期", en="not due yet"),
}  # fmt: skip


def _return(context: OfficeContext, pilot: OfficePilot, listed: ListedReturn) -> tuple[Any, ...]:
    return (
        context.organization(listed.unit), context.title(pilot), str(listed.period), listed.due, listed.submitted,
        context.both(_STATES[listed.state]), listed.late_days or None, listed.asked, listed.open,
    )  # fmt: skip


def _report_place(pilot: OfficePilot, period: Period) -> str:
    periods = [item.period for item in pilot.status.pilot.file.reports]
    return pilot.place("pilot.yaml", ("reports", periods.index(period)) if period in periods else ("reports",))
