"""Facts beside the questions: purpose, plan, changes, what was done and measured, what stood in the way."""

from talentpilot.analysis.figures import as_stated, one_decimal
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.exchange.sheets import Facts
from talentpilot.exchange.sheets_teller import NONE, Teller, day, filled, number
from talentpilot.model.outcomes import Indicator, Target
from talentpilot.model.pilot import Adjustment
from talentpilot.model.units import unit_of

_LEVELS = {"output": ("产出", "output"), "outcome": ("成效", "outcome"), "impact": ("影响", "impact")}


class PlanTeller(Teller):
    """Plan, change, result."""

    __slots__ = ()

    def pilot(self) -> Facts:
        """Purpose and who carries it."""
        label, file, plan = self.tongue.label, self.status.pilot.file, self.status.plan
        task, domain = self.catalogue.task(file.task), self.catalogue.domain_of(file.task)
        selection, approval = file.selection, file.approval
        end = day(plan.term_end)
        if plan.term_end != file.term.end:
            end = f"{end} ({label('原定', 'originally')} {file.term.end})"
        known = approval is not None and approval.date <= self.status.as_of
        approved = f"{approval.date} {approval.document or ''}" if approval is not None and known else ""
        rows = (
            (label("名称", "Title"), self.tongue.words(plan.title)),
            (label("目标", "Objective"), self.tongue.words(plan.objective)),
            (label("领域", "Domain"), self.named(domain) or NONE),
            (label("试点事项", "Task"), self.named(task) or file.task),
            (label("地区", "Region"), self.region(file.region)),
            (label("试点期", "Term"), f"{plan.term_start} – {end}"),
            (label("牵头单位", "Lead"), self.org(plan.lead)),
            (label("试点单位", "Pilot units"), self.orgs(plan.units)),
            (label("配合单位", "Partners"), self.orgs(plan.partners)),
            (label("指导单位", "Guiding unit"), self.orgs((plan.guide,) if plan.guide else ())),
            (label("批准", "Approved"), approved.strip()),
            (label("入选理由", "Why selected"), self.tongue.words(selection.basis if selection else None)),
        )
        columns = (label("项目", "Item"), label("内容", "Content"))
        return Facts("pilot", label("试点概况", "The pilot"), columns, filled(rows))

    def milestones(self) -> Facts:
        """Plan and done."""
        label = self.tongue.label
        steps = {item.step.id: item.step for item in self.status.plan.milestones}
        withdrawn = {item.step.id for item in self.status.plan.milestones if item.withdrawn}
        rows = (
            (
                item.id, self.tongue.words(steps[item.id].title), self.org(item.owner), day(item.due_original),
                day(item.due), label("已撤销", "withdrawn") if item.id in withdrawn else day(item.done),
                "" if item.late_days is None else str(item.late_days),
                self.tongue.listed(steps[item.id].evidence) if item.done else "",
            )
            for item in self.status.milestones
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("里程碑", "Milestone"), label("责任单位", "Owner"),
            label("原定时限", "Due as approved"), label("现行时限", "Due in force"), label("完成日", "Done"),
            label("逾期天数（负数为提前）", "Days late (negative: early)"), label("佐证", "Evidence"),
        )  # fmt: skip
        return Facts("milestones", label("里程碑：计划与完成", "Milestones: plan and done"), columns, filled(rows))

    def indicators(self) -> Facts:
        """Baseline, target, actual, progress p."""
        label = self.tongue.label
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
        return Facts("indicators", title, columns, filled(rows))

    def _indicator(self, plan: Indicator, found: IndicatorStatus) -> tuple[str, ...]:
        target, base = plan.target, plan.baseline
        cited = {name for one in plan.observations if one.day <= self.status.as_of for name in one.evidence}
        unit = unit_of(self.programme, plan.unit)
        return (
            plan.id, f"{self.tongue.words(plan.title)}{'*' if plan.key else ''}",
            self.tongue.label(*_LEVELS[plan.level]), self.named(unit) or plan.unit,
            f"{number(base.value)} ({base.period or base.date})" if base else "", _goal(target),
            f"{as_stated(found.actual)} ({found.actual_date})" if found.actual is not None else "",
            self._progress(found), self.tongue.words(plan.source),
            self.tongue.listed(tuple(item.id for item in self.status.pilot.file.evidence if item.id in cited)),
        )  # fmt: skip

    def _progress(self, found: IndicatorStatus) -> str:
        """How far on the way; for a value to be kept, whether it is."""
        progress = found.progress
        if progress.held and progress.met is not None:
            return self.tongue.label("达标", "met") if progress.met else self.tongue.label("未达标", "not met")
        return f"{one_decimal(100 * progress.value)} %" if progress.value is not None else ""

    def adjustments(self) -> Facts:
        """What was changed on the way."""
        label, until = self.tongue.label, self.status.as_of
        rows = (
            (
                item.id, self.tongue.term(item.kind, "adjustment"), self._changes(item), self.tongue.words(item.reason),
                day(item.submitted), day(item.effective_date(until)), item.document or "",
            )
            for item in self.status.pilot.file.adjustments
            if item.known_by(until)
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("类别", "Kind"), label("变更", "Change"), label("理由", "Reason"),
            label("报送日", "Submitted"), label("生效日", "In force since"), label("文号", "Document"),
        )  # fmt: skip
        return Facts("adjustments", label("调整备案与报批", "Adjustments filed"), columns, filled(rows))

    def _changes(self, item: Adjustment) -> str:
        said = []
        for change in item.changes:
            if change.from_ is None and change.to is None:
                said.append(change.path)
            else:
                said.append(f"{change.path}: {self.value(change.from_)} → {self.value(change.to)}")
        return "; ".join(said)

    def bottlenecks(self) -> Facts:
        """Recorded and resolved."""
        label = self.tongue.label
        rows = (
            (
                state.item.id, self.tongue.words(state.item.title), self.tongue.term(state.item.kind, "bottleneck"),
                self.tongue.term(state.item.severity, "severity"), day(state.item.raised), day(state.settled),
                self.tongue.words(state.resolution),
            )
            for state in self.status.bottleneck_states
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("堵点", "Bottleneck"), label("类别", "Kind"), label("严重程度", "Severity"),
            label("提出日", "Raised"), label("销号日", "Resolved"), label("解决办法", "Resolution"),
        )  # fmt: skip
        return Facts("bottlenecks", label("堵点", "Bottlenecks"), columns, filled(rows))


def _goal(target: Target | None) -> str:
    """A target as a value or a range, with its day; empty for an indicator that is only watched."""
    if target is None:
        return ""
    goal = f"{number(target.min)}–{number(target.max)}" if target.value is None else number(target.value)
    return f"{goal} ({target.date})"
