"""Annexes of the report on an evaluation: results, ratings, how the recommendation was reached, evidence, method."""

from collections.abc import Sequence

from talentpilot.report.official.blocks import Align, Annex, OfficialRows, Paragraph, TableColumn, official_day
from talentpilot.report.official.evaluation_words import (
    NOTHING,
    goal_said,
    limit_said,
    number_said,
    say,
    score_said,
    test_named,
    value_said,
    varied_said,
)
from talentpilot.report.views.evaluation.view import EvaluationView

_SHARES = "综合得分由实施绩效、专家评判和可复制性按规定比例计算，各项满分100。"
_MEDIAN = "每个评分项取评审专家评分的中位数，满分3；缺评的不计。"


def evaluation_annexes(view: EvaluationView) -> tuple[Annex, ...]:
    """Return the annexes in their order; those without rows are left out."""
    made = (_indicators(view), _ratings(view), _tests(view), _variants(view), _evidence(view), _method(view))
    return tuple(annex for annex in made if annex is not None)


def _table(title: str, columns: Sequence[tuple[str, Align]], rows: Sequence[Sequence[str]]) -> Annex | None:
    if not rows:
        return None
    heads = (TableColumn("序号", "center"), *(TableColumn(label, align) for label, align in columns))
    lines = tuple((str(number), *row) for number, row in enumerate(rows, 1))
    return Annex(title, (OfficialRows(heads, lines),), sideways=True)


def _indicators(view: EvaluationView) -> Annex | None:
    rows = [
        (one.title.say("zh"), one.unit.say("zh"), number_said(one.baseline, one), goal_said(one.target, one),
         official_day(one.target.day) if one.target is not None else NOTHING, number_said(one.actual, one),
         official_day(one.actual_day) if one.actual_day is not None else NOTHING, score_said(one.progress),
         {True: "是", False: "否", None: NOTHING}[one.met], score_said(item.points_to_target))
        for item in view.results.indicators for one in (item.view,)
    ]  # fmt: skip
    columns: tuple[tuple[str, Align], ...] = (
        ("指标", "left"), ("计量单位", "center"), ("基期值", "center"), ("目标值", "center"), ("目标日期", "center"),
        ("实际值", "center"), ("实际值日期", "center"), ("进展（%）", "center"), ("是否达标", "center"),
        ("得分", "center"),
    )  # fmt: skip
    return _table("指标完成情况表", columns, rows)


def _ratings(view: EvaluationView) -> Annex | None:
    groups = (("专家评判", view.ratings.judgement), ("可复制性", view.ratings.replicability))
    rows = [
        (name, say().term(item.name, "criterion"),
         "、".join(str(one) if one is not None else "缺评" for one in item.ratings) or NOTHING,
         score_said(item.median), item.comment.say("zh") if item.comment is not None else NOTHING)
        for name, group in groups for item in group.criteria
    ]  # fmt: skip
    columns: tuple[tuple[str, Align], ...] = (
        ("类别", "center"), ("评分项", "center"), ("各评审专家评分", "center"), ("中位数", "center"), ("意见", "left"),
    )  # fmt: skip
    return _table("评分表", columns, rows) if view.ratings.reviewers else None


def _tests(view: EvaluationView) -> Annex | None:
    kinds = {"at_least": "不低于", "below": "低于", "zero": "为", "undefined": "没有数据", "running": "试点期未满"}
    rows = [
        (say().term(row.outcome, "outcome"), say().term(row.mode, "mode"), test_named(test),
         f"{kinds[test.kind]}{limit_said(test)}" if test.kind in ("at_least", "below", "zero") else kinds[test.kind],
         value_said(test), "符合" if test.passed else "不符合")
        for row in view.path.rows for test in row.tests
    ]  # fmt: skip
    columns: tuple[tuple[str, Align], ...] = (
        ("建议", "left"), ("判定方式", "left"), ("判定项", "left"), ("要求", "center"), ("实际", "center"),
        ("结果", "center"),
    )  # fmt: skip
    return _table("判定过程", columns, rows)


def _variants(view: EvaluationView) -> Annex | None:
    rows = [
        (varied_said(item), score_said(item.p_to_target), score_said(item.p_to_date), score_said(item.replicability),
         say().term(item.outcome, "outcome"), "是" if item.same else "否")
        for item in view.path.variants
    ]  # fmt: skip
    columns: tuple[tuple[str, Align], ...] = (
        ("变动", "left"), ("实施绩效（对照终期目标）", "center"), ("实施绩效（对照序时进度）", "center"),
        ("可复制性", "center"), ("建议", "center"), ("是否不变", "center"),
    )  # fmt: skip
    return _table("敏感性分析", columns, rows)


def _evidence(view: EvaluationView) -> Annex | None:
    rows = [
        (item.title.say("zh"), say().term(item.kind, "evidence_kind"), official_day(item.day),
         item.verified_by.say("zh") if item.verified_by is not None else NOTHING,
         official_day(item.verified) if item.verified is not None else "未核验",
         say().term(item.method, "verification") if item.method else NOTHING)
        for item in view.evidence
    ]  # fmt: skip
    columns: tuple[tuple[str, Align], ...] = (
        ("材料名称", "left"), ("类别", "center"), ("日期", "center"), ("核验单位", "left"), ("核验日期", "center"),
        ("核验方式", "center"),
    )  # fmt: skip
    return _table("佐证材料登记表", columns, rows)


def _method(view: EvaluationView) -> Annex:
    origin, scores = view.head.provenance, view.scores
    own = [f"评估方法：“{view.evaluator.method.say('zh')}”"] if view.evaluator.method is not None else []
    basis = f"等级按实施绩效（{say().term(scores.basis, 'basis')}）评定。{_SHARES}{_MEDIAN}"
    revision = f"台账版本{origin.short_revision}，" if origin.revision else ""
    source = f"{revision}输入摘要{origin.short_inputs}，由talentpilot {origin.version}生成。"
    day = f"数据由台账中注明日期的事实计算得出，截至{official_day(view.head.as_of)}，此后发生的不计入。"
    return Annex("计算方法", tuple(map(Paragraph, (day, *own, basis, source))))
