"""Tables of the status on the day: pilots, their milestones, indicators and reports, and the findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.diagnostics import Diagnostic
from talentpilot.exchange.data_package.table import DataTable, Fact, column
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.model.dates import days_after
from talentpilot.services.data_package.facts import (
    MILESTONES_FILE,
    NUMBER,
    OF_PILOT,
    OUTCOMES_FILE,
    PILOT,
    PILOT_FILE,
    DataLedger,
    DataPilot,
    LedgerTable,
    PilotTable,
    exact,
    of_pilot,
    organization,
    parent,
)

STATUS_PILOTS = DataTable(
    "status_pilots",
    "Where a pilot stands on the day 试点当日状态",
    (PILOT,),
    (
        column("status", "code", "proposed, active, suspended, terminated, concluded 状态", "state", required=True),
        column("light", "code", "Overall light; absent once the pilot is closed 总亮灯"),
        column("reasons", "list", "Codes of the reasons of the light 亮灯原因", required=True),
        column("maturity", "code", "M0 to M5 成熟度"),
        column("schedule_light", "code", "Light of the schedule 进度亮灯", "schedule.rated.light", required=True),
        column("results_light", "code", "Light of the indicators 指标亮灯", "results.light", required=True),
        column("issues_light", "code", "Light of the bottlenecks 堵点亮灯", "issues.light", required=True),
        column("reporting_light", "code", "Light of the reports 报送亮灯", "reporting.rated.light", required=True),
        column("completion", "ratio", "Share of the work that is done, in percent 完成率", "schedule.completion"),
        column("planned", "ratio", "Share that should be done, in percent 序时进度", "schedule.planned"),
        column("planned_original", "ratio", "The same by dates as approved 原定序时进度", "schedule.planned_original"),
        column("gap", "ratio", "Planned less done, in percentage points 序时进度差", "schedule.gap"),
    ),
    (OF_PILOT,),
)  # fmt: skip


def _status_pilots(data: DataPilot) -> Iterator[Fact]:
    yield data.fact(PILOT_FILE, ("id",), data.status)


STATUS_MILESTONES = DataTable(
    "status_milestones",
    "Where a milestone of the plan in force stands on the day 里程碑当日状态",
    (PILOT, parent("milestone", "Id of the milestone 里程碑编号")),
    (
        column("state", "code", "withdrawn, done, done_late, undated, overdue, due_soon, upcoming 状态", required=True),
        column("due", "date", "Due date in force 现行时限"),
        column("due_original", "date", "Due date as approved 原定时限"),
        column("done", "date", "When it was done, if by the day 完成日期"),
        column("forecast", "date", "The day now expected 预计完成日期"),
        column("late_days", "integer", "Days after the due date 逾期天数"),
        column("slip_days", "integer", "Days that the due date was moved 顺延天数"),
        column("weight", "decimal", "Weight in force 现行权重", required=True),
        column("owner", "code", "Owner in force 现行责任单位", required=True),
    ),
    (of_pilot("milestone", "milestones"), *organization("owner")),
)  # fmt: skip


def _status_milestones(data: DataPilot) -> Iterator[Fact]:
    places = {one.id: index for index, one in enumerate(data.status.pilot.milestones)}
    for one in data.status.milestones:
        yield data.fact(MILESTONES_FILE, ("milestones", places[one.id], "id"), one, one.id)


STATUS_INDICATORS = DataTable(
    "status_indicators",
    "Where an indicator of the plan in force stands on the day 指标当日状态",
    (PILOT, parent("indicator", "Id of the indicator 指标编号")),
    (
        column("light", "code", "Its light 亮灯", "status.rated.light", required=True),
        column("reasons", "list", "Codes of the reasons of the light 亮灯原因", "status.rated.reasons", required=True),
        column("actual", "decimal", "Latest value, or the sum of the periods 实际值"),
        column("actual_date", "date", "Day of that value 实际值日期", "status.actual_date"),
        column("progress", "ratio", "Share of the way to the target 进展", "status.progress.value"),
        column("expected", "ratio", "Share expected on the day of the value 应达进展", "status.expected"),
        column("gap", "ratio", "Expected less reached, in percentage points 差（百分点）", "status.gap"),
        column("met", "boolean", "Whether the target is met 是否达标", "status.progress.met"),
        column("stale_since", "date", "Since when a value is missing 数据过期起始日", "status.stale"),
        column("judged", "boolean", "Whether the target is to be judged 是否应评判", "status.judged", required=True),
        column("watched", "boolean", "Whether there is no target 是否仅监测", "status.watched", required=True),
    ),
    (of_pilot("indicator", "indicators"),),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Indicator:
    status: IndicatorStatus

    @property
    def actual(self) -> Decimal | None:
        return exact(self.status.actual)


def _status_indicators(data: DataPilot) -> Iterator[Fact]:
    places = {one.id: index for index, one in enumerate(data.status.pilot.indicators)}
    for one in data.status.indicators:
        yield data.fact(OUTCOMES_FILE, ("indicators", places[one.id], "id"), _Indicator(one), one.id)


STATUS_REPORTS = DataTable(
    "status_reports",
    "A report that is due by the day, handed in or not 报送当日状态",
    (PILOT, column("period", "period", "Period of the report 报告期")),
    (
        column("state", "code", "in_time, late or missing 情况", required=True),
        column("due", "date", "Last day to hand it in 应报日期", required=True),
        column("submitted", "date", "When it was handed in 实报日期"),
    ),
    (OF_PILOT,),
)


@dataclass(frozen=True, slots=True)
class _Report:
    due: date
    submitted: date | None

    @property
    def state(self) -> str:
        if self.submitted is None:
            return "missing"
        return "late" if self.submitted > self.due else "in_time"


def _status_reports(data: DataPilot) -> Iterator[Fact]:
    status, settings = data.status, data.programme.reporting
    known = {one.period: index for index, one in reversed(list(enumerate(status.pilot.file.reports)))}
    for period in status.reporting.expected:
        index = known.get(period) if period not in status.reporting.missing else None
        submitted = status.pilot.file.reports[index].submitted if index is not None else None
        path = ("reports",) if index is None else ("reports", index, "submitted")
        yield data.fact(PILOT_FILE, path, _Report(days_after(period.end, settings.due_days), submitted), period)


FINDINGS = DataTable(
    "findings",
    "What validation says 校验发现的问题",
    (NUMBER,),
    (
        column("pilot", "code", "The pilot, also one that can't be read; absent for the ledger itself 试点编号"),
        column("object", "code", "What it is about 对象", "item.object"),
        column("rule", "code", "Rule, which `talentpilot explain` explains 规则", "item.rule", required=True),
        column("name", "code", "Name of the rule 规则名称", "item.name", required=True),
        column("severity", "code", "error, warning or info 级别", "item.severity", required=True),
        column("message", "text", "What is wrong 问题"),
        column("help", "text", "How to mend it 改法"),
        column("waived", "boolean", "Whether a waiver silences it 是否豁免", "item.waived", required=True),
        column("source_column", "integer", "Column in the line 出处列号", "item.location.column", required=True),
    ),
)


@dataclass(frozen=True, slots=True)
class _Finding:
    item: Diagnostic

    @property
    def pilot(self) -> str | None:
        parts = self.item.location.path.split("/")
        return parts[1] if parts[0] == "pilots" and len(parts) > 2 else None

    @property
    def message(self) -> Text:
        return Text(zh=_CHINESE.said(self.item.message), en=str(self.item.message))

    @property
    def help(self) -> Text | None:
        return Text(zh=_CHINESE.said(self.item.help), en=str(self.item.help)) if str(self.item.help) else None


_CHINESE = translator_for("zh", "findings")


def _findings(data: DataLedger) -> Iterator[Fact]:
    for number, one in enumerate(data.findings, start=1):
        yield Fact((number,), _Finding(one), one.location.path, one.location.line)


STATUS_TABLES = (
    PilotTable(STATUS_PILOTS, _status_pilots),
    PilotTable(STATUS_MILESTONES, _status_milestones),
    PilotTable(STATUS_INDICATORS, _status_indicators),
    PilotTable(STATUS_REPORTS, _status_reports),
)
FINDING_TABLES = (LedgerTable(FINDINGS, _findings),)
