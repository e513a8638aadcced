"""Facts beside the questions: practices and who took them over, support given, the register of evidence, gaps."""

from talentpilot.analysis.performance import cited_evidence
from talentpilot.exchange.sheets import Facts
from talentpilot.exchange.sheets_teller import Teller, day, filled, number
from talentpilot.model.pilot import Evidence


class RecordTeller(Teller):
    """Practices, support, proof."""

    __slots__ = ()

    def practices(self) -> Facts:
        """Steps, conditions, cost, risks."""
        label, words = self.tongue.label, self.tongue.words
        rows = (
            (
                item.id, words(item.title), self.tongue.term(item.status(self.status.as_of), "practice"),
                words(item.summary), words(item.steps), words(item.conditions), words(item.cost), words(item.risks),
            )
            for item in self.status.pilot.practices
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("经验做法", "Practice"), label("状态", "Status"), label("摘要", "Summary"),
            label("步骤", "Steps"), label("适用条件", "Conditions"), label("成本", "Cost"), label("风险", "Risks"),
        )  # fmt: skip
        return Facts("practices", label("经验做法", "Practices"), columns, filled(rows))

    def adoptions(self) -> Facts:
        """Who took a practice over."""
        label = self.tongue.label
        rows = (
            (
                item.id, self.org(one.org) if one.org else self.region(one.region or ""), day(one.date),
                one.document or "", self.tongue.words(one.scale), self.tongue.words(one.adapted),
            )
            for item in self.status.pilot.practices
            for one in item.adoptions
            if one.date <= self.status.as_of
        )  # fmt: skip
        columns = (
            label("经验做法", "Practice"), label("采纳方", "Adopted by"), label("日期", "Date"),
            label("文号", "Document"), label("规模", "Scale"), label("改动", "Adapted"),
        )  # fmt: skip
        return Facts("adoptions", label("推广应用", "Adoptions"), columns, filled(rows))

    def incentives(self) -> Facts:
        """What the pilot was given besides."""
        label = self.tongue.label
        rows = (
            (
                item.id, self.tongue.term(item.kind, "incentive"), self.tongue.words(item.title),
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
        return Facts("incentives", label("激励与支持", "Incentives and support"), columns, filled(rows))

    def evidence(self) -> Facts:
        """The register: what there was by the day, and what a fact of that day rests on."""
        label, cited = self.tongue.label, cited_evidence(self.status)
        rows = (
            (
                item.id, self.tongue.words(item.title), self.tongue.term(item.kind, "evidence_kind"), day(item.date),
                item.path or item.url or "", self._verified(item),
            )
            for item in self.status.pilot.file.evidence
            if item.date <= self.status.as_of or item.id in cited
        )  # fmt: skip
        columns = (
            label("编号", "Id"), label("佐证材料", "Evidence"), label("类别", "Kind"), label("日期", "Date"),
            label("位置", "Place"), label("核验", "Verified"),
        )  # fmt: skip
        return Facts("evidence", label("佐证材料登记", "Register of evidence"), columns, filled(rows))

    def _verified(self, item: Evidence) -> str:
        found = item.verified
        if found is None or found.date > self.status.as_of:
            return ""
        return f"{found.date} {self.org(found.by)} {self.tongue.term(found.method, 'verification')}"

    def coverage(self) -> Facts:
        """How much of what was to be known is known: counts, no score."""
        label, status = self.tongue.label, self.status
        cited = cited_evidence(status)
        known = {item.id for item in status.pilot.file.evidence if self._verified(item)}
        reporting = status.reporting
        with_data = sum(1 for item in status.indicators if item.actual is not None)
        rows = (
            (label("有数据的指标", "Indicators with data"), self.of(with_data, len(status.indicators))),
            (label("已核验的引用佐证", "Cited evidence verified"), self.of(len(cited & known), len(cited))),
            (
                label("已收到的应报报告", "Reports due and received"),
                self.of(len(reporting.expected) - len(reporting.missing), len(reporting.expected)),
            ),
            (
                label("有基期值的指标", "Indicators with a baseline"),
                self.of(sum(1 for item in status.plan.indicators if item.baseline), len(status.indicators)),
            ),
        )
        columns = (label("项目", "Item"), label("数量", "Number"))
        return Facts("coverage", label("数据完整情况", "Coverage of the data"), columns, rows)
