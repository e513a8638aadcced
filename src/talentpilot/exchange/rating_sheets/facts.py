"""The facts shown beside the questions of a rating sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.evaluation.performance import cited_evidence
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.number_format import as_stated, one_decimal
from talentpilot.analysis.status import PilotStatus
from talentpilot.exchange.sheets_layout import FactTable, SheetLanguage
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue, Named
from talentpilot.model.outcomes import Indicator, Target
from talentpilot.model.pilot import Adjustment, Evidence
from talentpilot.model.programme import Organization, Programme, RegionEntry
from talentpilot.model.regions import REGIONS, Region
from talentpilot.model.units import Unit, unit_of

NONE = "–"


def filled(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows with a dash for each missing value: an empty cell might be taken for one to fill in."""
    return tuple(tuple(cell or NONE for cell in row) for row in rows)


def day(when: date | None) -> str:
    """Return a day, or an empty text."""
    return str(when) if when is not None else ""


def number(value: Decimal | None) -> str:
    """Return a number as the ledger states it, or an empty text."""
    return as_stated(Fraction(value)) if value is not None else ""


_LEVELS = {"output": ("产出", "output"), "outcome": ("成效", "outcome"), "impact": ("影响", "impact")}


def _goal(target: Target | None) -> str:
    """Return a target as a value or a range, with its day; empty for an indicator without a target."""
    if target is None:
        return ""
    goal = f"{number(target.min)}–{number(target.max)}" if target.value is None else number(target.value)
    return f"{goal} ({target.date})"


@dataclass(frozen=True, slots=True)
class FactRows:
    """The facts of one pilot on a day, each group as a table in words."""

    status: PilotStatus
    programme: Programme
    catalogue: Catalogue
    texts: SheetLanguage

    def named(self, found: Named | Organization | RegionEntry | Region | Unit | None) -> str:
        """Return the name of an object of the programme, the catalogue or the map; empty for None."""
        return self.texts.words(Text(zh=found.zh, en=found.en)) if found is not None else ""

    def org(self, reference: str) -> str:
        """Return the name of an organization, or its id."""
        known = self.programme.organization(reference)
        return self.named(known) or reference

    def orgs(self, references: Iterable[str]) -> str:
        """Return the names of several organizations."""
        return self.texts.listed(tuple(map(self.org, references)))

    def region(self, code: str) -> str:
        """Return a region with its code."""
        own = next((item for item in self.programme.regions if item.code == code), None)
        name = self.named(own or REGIONS.get(code))
        return f"{name} ({code})" if name else code

    def value(self, value: Any) -> str:
        """Return a value of the plan as an adjustment states it."""
        match value:
            case None | ():
                return NONE
            case Text():
                return self.texts.words(value)
            case Decimal():
                return number(value)
            case tuple():
                return ", ".join(map(self.value, value))
            case _:
                return str(value)

    def pilot(self) -> FactTable:
        """Return the purpose of the pilot and the organizations that carry it."""
        label, file, plan = self.texts.label, self.status.pilot.file, self.status.plan
        task, domain = self.catalogue.task(file.task), self.catalogue.domain_of(file.task)
        selection, approval = file.selection, file.approval
        end = day(plan.term_end)
        if plan.term_end != file.term.end:
            end = f"{end} ({label('原定', 'originally')} {file.term.end})"
        known = approval is not None and approval.date <= self.status.as_of
        approved = f"{approval.date} {approval.document or ''}" if approval is not None and known else ""
        rows = (
            (label("名称", "Title"), self.texts.words(plan.title)),
            (label("目标", "Objective"), self.texts.words(plan.objective)),
            (label("领域", "Domain"), self.named(domain) or NONE),
            (label("试点事项", "Task"), self.named(task) or file.task),
            (label("地区", "Region"), self.region(file.region)),
            (label("试点期", "Term"), f"{plan.term_start} – {end}"),
            (label("牵头单位", "Lead"), self.org(plan.lead)),
            (label("试点单位", "Pilot units"), self.orgs(plan.units)),
            (label("配合单位", "Partners"), self.orgs(plan.partners)),
            (label("指导单位", "Guiding unit"), self.orgs((plan.guide,) if plan.guide else ())),
            (label("批准", "Approved"), approved.strip()),
            (label("入选理由", "Why selected"), self.texts.words(selection.basis if selection else None)),
        )
        columns = (label("项目", "Item"), label("内容", "Content"))
        return FactTable("pilot", label("试点概况", "The pilot"), columns, filled(rows))

    def milestones(self) -> FactTable:
        """Return the milestones as planned and as done."""
        label = self.texts.label
        steps = {item.step.id: item.step for item in self.status.plan.milestones}
        withdrawn = {item.step.id for item in self.status.plan.milestones if item.withdrawn}
        rows = (
            (
                item.id, self.texts.words(steps[item.id].title), self.org(item.owner), day(item.due_original),
                day(item.due), label("已撤销", "withdrawn") if item.id in withdrawn else day(item.done),
                "" if item.late_days is None else str(item.late_days),
                self.texts.listed(steps[item.id].evidence) if item.done else "",
            )
            for item in self.status.milestones
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("里程碑", "Milestone"), label("责任单位", "Owner"),
            label("原定时限", "Due as approved"), label("现行时限", "Due in force"), label("完成日", "Done"),
            label("逾期天数（负数为提前）", "Days late (negative: early)"), label("佐证", "Evidence"),
        )  # fmt: skip
        return FactTable("milestones", label("里程碑：计划与完成", "Milestones: plan and done"), columns, filled(rows))

    def indicators(self) -> FactTable:
        """Return the indicators: baseline, target, actual, progress p."""
        label = self.texts.label
        pairs = zip(self.status.plan.indicators, self.status.indicators, strict=True)
        rows = (self._indicator(plan, found) for plan, found in pairs)
        columns = (
            label("编号", "Id"), label("指标（*核心）", "Indicator (* key)"), label("层次", "Kind"),
            label("计量单位", "Unit"), label("基期值（日期）", "Baseline (date)"),
            label("目标值（日期）", "Target (date)"), label("实际值（日期）", "Actual (date)"),
            label("完成进度 p", "Progress p"), label("数据来源", "Source"), label("佐证", "Evidence"),
        )  # fmt: skip
        title = label(
            "指标：p = （实际值 − 基期值）÷（目标值 − 基期值）",
            "Indicators: p = (actual − baseline) / (target − baseline)",
        )
        return FactTable("indicators", title, columns, filled(rows))

    def _indicator(self, plan: Indicator, found: IndicatorStatus) -> tuple[str, ...]:
        target, base = plan.target, plan.baseline
        cited = {name for one in plan.observations if one.day <= self.status.as_of for name in one.evidence}
        unit = unit_of(self.programme, plan.unit)
        return (
            plan.id, f"{self.texts.words(plan.title)}{'*' if plan.key else ''}",
            self.texts.label(*_LEVELS[plan.level]), self.named(unit) or plan.unit,
            f"{number(base.value)} ({base.period or base.date})" if base else "", _goal(target),
            f"{as_stated(found.actual)} ({found.actual_date})" if found.actual is not None else "",
            self._progress(found), self.texts.words(plan.source),
            self.texts.listed(tuple(item.id for item in self.status.pilot.file.evidence if item.id in cited)),
        )  # fmt: skip

    def _progress(self, found: IndicatorStatus) -> str:
        """Return the progress, or for a value to be kept whether it is kept."""
        progress = found.progress
        if progress.held and progress.met is not None:
            return self.texts.label("达标", "met") if progress.met else self.texts.label("未达标", "not met")
        return f"{one_decimal(100 * progress.value)} %" if progress.value is not None else ""

    def adjustments(self) -> FactTable:
        """Return the adjustments of the plan."""
        label, until = self.texts.label, self.status.as_of
        rows = (
            (
                item.id, self.texts.term(item.kind, "adjustment"), self._changes(item), self.texts.words(item.reason),
                day(item.submitted), day(item.effective_date(until)), item.document or "",
            )
            for item in self.status.pilot.file.adjustments
            if item.known_by(until)
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("类别", "Kind"), label("变更", "Change"), label("理由", "Reason"),
            label("报送日", "Submitted"), label("生效日", "In force since"), label("文号", "Document"),
        )  # fmt: skip
        return FactTable("adjustments", label("调整备案与报批", "Adjustments filed"), columns, filled(rows))

    def _changes(self, item: Adjustment) -> str:
        said = []
        for change in item.changes:
            if change.from_ is None and change.to is None:
                said.append(change.path)
            else:
                said.append(f"{change.path}: {self.value(change.from_)} → {self.value(change.to)}")
        return "; ".join(said)

    def bottlenecks(self) -> FactTable:
        """Return the bottlenecks and how they were resolved."""
        label = self.texts.label
        rows = (
            (
                state.item.id, self.texts.words(state.item.title), self.texts.term(state.item.kind, "bottleneck"),
                self.texts.term(state.item.severity, "severity"), day(state.item.raised), day(state.settled),
                self.texts.words(state.resolution),
            )
            for state in self.status.bottleneck_states
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("堵点", "Bottleneck"), label("类别", "Kind"), label("严重程度", "Severity"),
            label("提出日", "Raised"), label("销号日", "Resolved"), label("解决办法", "Resolution"),
        )  # fmt: skip
        return FactTable("bottlenecks", label("堵点", "Bottlenecks"), columns, filled(rows))

    def practices(self) -> FactTable:
        """Return the practices: steps, conditions, cost, risks."""
        label, words = self.texts.label, self.texts.words
        rows = (
            (
                item.id, words(item.title), self.texts.term(item.status(self.status.as_of), "practice"),
                words(item.summary), words(item.steps), words(item.conditions), words(item.cost), words(item.risks),
            )
            for item in self.status.pilot.practices
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("经验做法", "Practice"), label("状态", "Status"), label("摘要", "Summary"),
            label("步骤", "Steps"), label("适用条件", "Conditions"), label("成本", "Cost"), label("风险", "Risks"),
        )  # fmt: skip
        return FactTable("practices", label("经验做法", "Practices"), columns, filled(rows))

    def adoptions(self) -> FactTable:
        """Return the adoptions of the practices."""
        label = self.texts.label
        rows = (
            (
                item.id, self.org(one.org) if one.org else self.region(one.region or ""), day(one.date),
                one.document or "", self.texts.words(one.scale), self.texts.words(one.adapted),
            )
            for item in self.status.pilot.practices
            for one in item.adoptions
            if one.date <= self.status.as_of
        )  # fmt: skip
        columns = (
            label("经验做法", "Practice"), label("采纳方", "Adopted by"), label("日期", "Date"),
            label("文号", "Document"), label("规模", "Scale"), label("改动", "Adapted"),
        )  # fmt: skip
        return FactTable("adoptions", label("推广应用", "Adoptions"), columns, filled(rows))

    def incentives(self) -> FactTable:
        """Return the support that the pilot was given."""
        label = self.texts.label
        rows = (
            (
                item.id, self.texts.term(item.kind, "incentive"), self.texts.words(item.title),
                self.org(item.grantor), day(item.date),
                f"{number(item.amount)} {item.currency or ''}".strip() if item.amount is not None else "",
            )
            for item in self.status.pilot.file.incentives
            if item.date <= self.status.as_of
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("类别", "Kind"), label("内容", "Title"), label("给予方", "Granted by"),
            label("日期", "Date"), label("金额", "Amount"),
        )  # fmt: skip
        return FactTable("incentives", label("激励与支持", "Incentives and support"), columns, filled(rows))

    def evidence(self) -> FactTable:
        """Return the evidence dated by the day or cited by a fact of that day."""
        label, cited = self.texts.label, cited_evidence(self.status)
        rows = (
            (
                item.id, self.texts.words(item.title), self.texts.term(item.kind, "evidence_kind"), day(item.date),
                item.path or item.url or "", self._verified(item),
            )
            for item in self.status.pilot.file.evidence
            if item.date <= self.status.as_of or item.id in cited
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("佐证材料", "Evidence"), label("类别", "Kind"), label("日期", "Date"),
            label("位置", "Place"), label("核验", "Verified"),
        )  # fmt: skip
        return FactTable("evidence", label("佐证材料登记", "Register of evidence"), columns, filled(rows))

    def _verified(self, item: Evidence) -> str:
        found = item.verified
        if found is None or found.date > self.status.as_of:
            return ""
        return f"{found.date} {self.org(found.by)} {self.texts.term(found.method, 'verification')}"

    def coverage(self) -> FactTable:
        """Return how complete the record is, as counts without a score."""
        label, status = self.texts.label, self.status
        cited = cited_evidence(status)
        known = {item.id for item in status.pilot.file.evidence if self._verified(item)}
        reporting = status.reporting
        with_data = sum(1 for item in status.indicators if item.actual is not None)
        with_baseline = sum(1 for item in status.plan.indicators if item.baseline)
        rows = (
            (label("有数据的指标", "Indicators with data"), f"{with_data} / {len(status.indicators)}"),
            (label("已核验的引用佐证", "Cited evidence verified"), f"{len(cited & known)} / {len(cited)}"),
            (
                label("已收到的应报报告", "Reports due and received"),
                f"{len(reporting.expected) - len(reporting.missing)} / {len(reporting.expected)}",
            ),
            (
                label("有基期值的指标", "Indicators with a baseline"),
                f"{with_baseline} / {len(status.indicators)}",
            ),
        )
        columns = (label("项目", "Item"), label("数量", "Number"))
        return FactTable("coverage", label("数据完整情况", "Coverage of the data"), columns, rows)


def facts_of(
    status: PilotStatus, programme: Programme, catalogue: Catalogue, texts: SheetLanguage
) -> tuple[FactTable, ...]:
    """Return every group in the order of the sheet, also without rows. Scores, lights and levels are left out, so that
    they don't influence reviewers.
    """
    rows = FactRows(status, programme, catalogue, texts)
    return (
        rows.pilot(), rows.milestones(), rows.indicators(), rows.adjustments(), rows.bottlenecks(),
        rows.practices(), rows.adoptions(), rows.incentives(), rows.evidence(), rows.coverage(),
    )  # fmt: skip
