"""The report on an evaluation as an official document (评估情况的报告), without the letters of its formulas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.number_format import one_decimal
from talentpilot.i18n.terms import TERMS
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.evaluation_phrases import valued, varied
from talentpilot.report.official.blocks import (
    NOTHING,
    Annex,
    Block,
    Columns,
    Heading,
    OfficialDocument,
    Paragraph,
    official_day,
    table_annex,
)
from talentpilot.report.official.fitting import balanced_lines
from talentpilot.report.official.phrases import LISTED, about, heading, listed, origin_text, without_remark, worded_sign
from talentpilot.report.official.writing import Correspondence
from talentpilot.report.views.evaluation.decision import TestView, VariantView
from talentpilot.report.views.evaluation.view import EvaluationView
from talentpilot.report.views.indicators import Goal, IndicatorView


@dataclass(frozen=True, slots=True)
class EvaluationWriting:
    """The inputs of the parts; `basis` is the number of the directive, empty if there is none."""

    view: EvaluationView
    words: ProfileWords
    basis: str
    annexes: tuple[Annex, ...]

    @property
    def pilot(self) -> str:
        """The title of the pilot."""
        return self.view.glance.ref.title.say("zh")

    @property
    def kind(self) -> str:
        """What kind of evaluation it is: 中期评估."""
        return say().term(self.view.head.type, "evaluation")

    def see(self, title: str) -> str:
        """Return 详见附件1 with its comma; empty if there is no such annex."""
        titles = [annex.title for annex in self.annexes]
        return f"，详见附件{titles.index(title) + 1}" if title in titles else ""


def evaluation_document(writing: EvaluationWriting, correspondence: Correspondence) -> OfficialDocument:
    """Return the document."""
    title = balanced_lines([about(writing.pilot), f"{writing.kind}情况的报告"])
    return correspondence.document(title, "", _body(writing), writing.view.head.issued, writing.annexes)


def _body(writing: EvaluationWriting) -> Iterator[Block]:
    parts = (
        ("评估结论", _conclusion(writing)),
        ("试点基本情况", _overview(writing)),
        ("任务完成和指标成效", _delivery(writing)),
        (f"{writing.words.bottleneck}解决和{writing.words.practice}", _results(writing)),
        ("可复制性和推广条件", _replicability(writing)),
        ("存在不足和下一步建议", _shortcomings(writing)),
        ("不同意见", _dissent(writing)),
    )
    yield Paragraph(_opening(writing))
    for number, (title, sentences) in enumerate(parts, 1):
        yield Heading(1, heading(number, title))
        said = [text for text in sentences if text]
        yield from map(Paragraph, said or [writing.words.none])
    yield Paragraph(writing.words.report_closing)


def _opening(writing: EvaluationWriting) -> str:
    view = writing.view
    basis = f"按照{writing.basis}文件要求，" if writing.basis else ""
    independent = "评估单位声明独立于试点" if view.evaluator.independent else "评估单位未声明独立于试点"
    outside = (
        "，且不是该试点的牵头、承担或者配合单位" if view.evaluator.outside else "，是该试点的牵头、承担或者配合单位"
    )
    return (
        f"{basis}{view.evaluator.org.say('zh')}对{writing.pilot}进行了{writing.kind}，数据截至"
        f"{official_day(view.head.as_of)}。{independent}{outside}。现将有关情况报告如下。"
    )


def _conclusion(writing: EvaluationWriting) -> Iterator[str]:
    view, path = writing.view, writing.view.path
    grade = f"等级为{view.scores.band}，综合得分{score_text(view.scores.overall)}。" if view.scores.band else ""
    yield f"评估建议：{say().term(path.outcome, 'outcome')}。{grade}"
    if path.decisive:
        yield f"依据：{'；'.join(map(sentence_of_test, path.decisive))}{writing.see('判定过程')}。"
    if path.above is not None and path.failing:
        better = say().term(path.above.outcome, "outcome")
        yield f"未达到“{better}”的原因：{listed(list(map(sentence_of_test, path.failing)), '；', '项')}。"
    if view.decision is not None:
        document = f"以{view.decision.document}文件" if view.decision.document else ""
        outcome = say().term(view.decision.outcome, "outcome")
        yield f"{official_day(view.decision.day)}，主管机关{document}决定：{outcome}。"


def _overview(writing: EvaluationWriting) -> Iterator[str]:
    glance = writing.view.glance
    agreement = glance.agreement
    units = "、".join(unit.say("zh") for unit in agreement.units)
    approved = f"{official_day(agreement.approved)}批准" if agreement.approved else "尚未批准"
    document = f"（{agreement.document}）" if agreement.document else ""
    yield (
        f"{writing.pilot}属于{glance.domain_name.say('zh')}领域，试点地区为{without_remark(glance.region_name.say('zh'))}，"
        f"{writing.words.lead}为{glance.lead.say('zh')}，试点单位为{units}。试点期{official_day(agreement.term_start)}至"
        f"{official_day(agreement.term_end)}，{approved}{document}。成熟度为{maturity_text(glance.maturity)}。"
    )
    if agreement.purpose is not None:
        yield f"试点目标：“{agreement.purpose.say('zh')}”"


def _delivery(writing: EvaluationWriting) -> Iterator[str]:
    delivery, word = writing.view.delivery, writing.words.milestone
    overdue = sum(step.view.done is None for step in delivery.late)
    late = f"（其中逾期完成{len(delivery.late) - overdue}个）" if len(delivery.late) > overdue else ""
    still = f"，逾期未完成{overdue}个" if overdue else ""
    completion = f"，按权重计算的完成率为{score_text(delivery.completion)}%" if delivery.completion is not None else ""
    yield f"{word}{len(delivery.counted)}个，已完成{delivery.finished}个{late}{still}{completion}。"
    scores = writing.view.results.indicators
    met = sum(item.view.met is True for item in scores)
    judged = sum(item.view.target is not None for item in scores)
    yield f"有目标值的指标{judged}项，已达标{met}项{writing.see('指标完成情况表')}。"
    management = writing.view.results.management
    yield (
        f"应报进展报告{management.expected}份，按时报送{management.in_time}份，逾期报送{management.late}份，"
        f"缺报{management.missing}份；引用佐证材料{management.cited}份，经核验{management.verified}份。"
    )


def _results(writing: EvaluationWriting) -> Iterator[str]:
    view, word = writing.view, writing.words.bottleneck
    solved = [item for item in view.bottlenecks if item.settled is not None]
    if view.bottlenecks:
        still = [f"“{item.title.say('zh')}”已{item.days}天" for item in view.bottlenecks if item.settled is None]
        rest = f"；未解决的：{listed(still, '；', '个')}" if still else ""
        yield f"记录{word}{len(view.bottlenecks)}个，已解决{len(solved)}个{rest}。"
    named = [f"“{item.view.title.say('zh')}”" for item in view.documented]
    adopted = sum(item.view.elsewhere for item in view.documented)
    if named:
        more = f"在其他地区或者单位推广应用{adopted}次" if adopted else "尚未在其他地区或者单位推广应用"
        yield f"成文{writing.words.practice}{len(named)}项：{listed(named, '、', '项')}，{more}。"


def _replicability(writing: EvaluationWriting) -> Iterator[str]:
    view = writing.view
    if view.scores.replicability is not None:
        level = say().term(str(view.scores.evidence_level), "evidence_level")
        score = score_text(view.scores.replicability)
        yield f"可复制性得分{score}，证据等级为{view.scores.evidence_level}级（{level}）。"
    for condition in view.path.conditions:
        if condition.text is not None and condition.title is not None:
            yield f"“{condition.title.say('zh')}”的适用条件：“{condition.text.say('zh')}”"
    decision = view.decision
    if decision is not None and decision.scope is not None:
        yield f"决定的推广范围：“{decision.scope.say('zh')}”"
    if decision is not None and decision.conditions:
        conditions = [f"“{one.say('zh')}”" for one in decision.conditions]
        yield f"决定的条件：{'；'.join(conditions)}。"


def _shortcomings(writing: EvaluationWriting) -> Iterator[str]:
    view = writing.view
    tests = [_condition(condition.test) for condition in view.path.conditions if condition.test is not None]
    if tests:
        yield f"推广前须达到的条件：{'；'.join(tests)}。"
    weak = [*view.ratings.judgement.weak, *view.ratings.replicability.weak]
    for item in weak[:LISTED]:
        comment = f"，评审意见：“{item.comment.say('zh')}”" if item.comment is not None else ""
        median = say().figure(item.median) if item.median is not None else NOTHING
        yield f"“{say().term(item.name, 'criterion')}”评分中位数为{median}（满分3）{comment}。"


def _condition(test: TestView) -> str:
    """Return what a roll-out still needs: 可复制性不低于75（现为66.7）."""
    if test.kind not in ("at_least", "below"):
        return sentence_of_test(test)
    now = "没有数据" if test.value is None else f"现为{value_text(test)}"
    return f"{test_named(test)}{'不低于' if test.kind == 'at_least' else '低于'}{limit_text(test)}（{now}）"


def _dissent(writing: EvaluationWriting) -> Iterator[str]:
    wide = [item for item in writing.view.ratings.dissent if item.wide]
    if wide:
        names = [f"“{say().term(item.name, 'criterion')}”相差{item.spread}分" for item in wide]
        yield f"评审专家意见不一致的评分项{len(wide)}项：{listed(names, '、', '项')}{writing.see('评分表')}。"


_SHARES = "综合得分由实施绩效、专家评判和可复制性按规定比例计算，各项满分100。"
_MEDIAN = "每个评分项取评审专家评分的中位数，满分3；缺评的不计。"


def evaluation_annexes(view: EvaluationView) -> tuple[Annex, ...]:
    """Return the annexes in their order; those without rows are left out."""
    made = (_indicators(view), _ratings(view), _tests(view), _variants(view), _evidence(view), _method(view))
    return tuple(annex for annex in made if annex is not None)


def _indicators(view: EvaluationView) -> Annex | None:
    rows = [
        (one.title.say("zh"), one.unit.say("zh"), number_text(one.baseline, one), target_text(one.target, one),
         official_day(one.target.day) if one.target is not None else NOTHING, number_text(one.actual, one),
         official_day(one.actual_day) if one.actual_day is not None else NOTHING, score_text(one.progress),
         {True: "是", False: "否", None: NOTHING}[one.met], score_text(item.points_to_target))
        for item in view.results.indicators for one in (item.view,)
    ]  # fmt: skip
    columns: Columns = (
        ("指标", "left"), ("计量单位", "center"), ("基期值", "center"), ("目标值", "center"), ("目标日期", "center"),
        ("实际值", "center"), ("实际值日期", "center"), ("进展（%）", "center"), ("是否达标", "center"),
        ("得分", "center"),
    )  # fmt: skip
    return table_annex("指标完成情况表", columns, rows)


def _ratings(view: EvaluationView) -> Annex | None:
    groups = (("专家评判", view.ratings.judgement), ("可复制性", view.ratings.replicability))
    rows = [
        (name, say().term(item.name, "criterion"),
         "、".join(str(one) if one is not None else "缺评" for one in item.ratings) or NOTHING,
         score_text(item.median), item.comment.say("zh") if item.comment is not None else NOTHING)
        for name, group in groups for item in group.criteria
    ]  # fmt: skip
    columns: Columns = (
        ("类别", "center"), ("评分项", "center"), ("各评审专家评分", "center"), ("中位数", "center"), ("意见", "left"),
    )  # fmt: skip
    return table_annex("评分表", columns, rows) if view.ratings.reviewers else None


def _tests(view: EvaluationView) -> Annex | None:
    kinds = {"at_least": "不低于", "below": "低于", "zero": "为", "undefined": "没有数据", "running": "试点期未满"}
    rows = [
        (say().term(row.outcome, "outcome"), say().term(row.mode, "mode"), test_named(test),
         f"{kinds[test.kind]}{limit_text(test)}" if test.kind in ("at_least", "below", "zero") else kinds[test.kind],
         value_text(test), "符合" if test.passed else "不符合")
        for row in view.path.rows for test in row.tests
    ]  # fmt: skip
    columns: Columns = (
        ("建议", "left"), ("判定方式", "left"), ("判定项", "left"), ("要求", "center"), ("实际", "center"),
        ("结果", "center"),
    )  # fmt: skip
    return table_annex("判定过程", columns, rows)


def _variants(view: EvaluationView) -> Annex | None:
    rows = [
        (variant_text(item, view.ratings.reviewers), score_text(item.p_to_target), score_text(item.p_to_date),
         score_text(item.replicability), say().term(item.outcome, "outcome"), "是" if item.same else "否")
        for item in view.path.variants
    ]  # fmt: skip
    columns: Columns = (
        ("变动", "left"), ("实施绩效（对照终期目标）", "center"), ("实施绩效（对照序时进度）", "center"),
        ("可复制性", "center"), ("建议", "center"), ("是否不变", "center"),
    )  # fmt: skip
    return table_annex("敏感性分析", columns, rows)


def _evidence(view: EvaluationView) -> Annex | None:
    rows = [
        (item.title.say("zh"), say().term(item.kind, "evidence_kind"), official_day(item.day),
         item.verified_by.say("zh") if item.verified_by is not None else NOTHING,
         official_day(item.verified) if item.verified is not None else "未核验",
         say().term(item.method, "verification") if item.method else NOTHING)
        for item in view.evidence
    ]  # fmt: skip
    columns: Columns = (
        ("材料名称", "left"), ("类别", "center"), ("日期", "center"), ("核验单位", "left"), ("核验日期", "center"),
        ("核验方式", "center"),
    )  # fmt: skip
    return table_annex("佐证材料登记表", columns, rows)


def _method(view: EvaluationView) -> Annex:
    origin, scores = view.head.provenance, view.scores
    own = [f"评估方法：“{view.evaluator.method.say('zh')}”"] if view.evaluator.method is not None else []
    basis = f"等级按实施绩效（{say().term(scores.basis, 'basis')}）评定。{_SHARES}{_MEDIAN}"
    day = f"数据由台账中注明日期的事实计算得出，截至{official_day(view.head.as_of)}，此后发生的不计入。"
    return Annex("计算方法", tuple(map(Paragraph, (day, *own, basis, origin_text(origin)))))


_LETTERS = re.compile(r"(?<=[\u4e00-\u9fff])[A-Z]{1,2}(?![A-Za-z0-9])")
_CODE = re.compile(r"^M\d ")


def say() -> Translator:
    """Return the Chinese of the reports."""
    return translator_for("zh")


def test_named(test: TestView) -> str:
    """Return what a test looks at: 实施绩效（对照终期目标）."""
    return _LETTERS.sub("", say().term(test.name, "criterion" if test.name in TERMS["criterion"] else "test"))


def sentence_of_test(test: TestView) -> str:
    """Return a test with its value and its result: 可复制性为66.7，低于70."""
    name = test_named(test)
    if test.kind == "running":
        return name if test.passed else "试点期已满"
    if test.kind == "undefined" or test.value is None:
        return f"{name}没有数据"
    value = value_text(test)
    match test.kind:
        case "at_least":
            return f"{name}为{value}，{'不低于' if test.passed else '低于'}{limit_text(test)}"
        case "below":
            return f"{name}为{value}，{'低于' if test.passed else '不低于'}{limit_text(test)}"
        case _:
            return f"{name}为{value}"


def value_text(test: TestView) -> str:
    """Return the value of a test."""
    return level_text(int(test.value)) if test.name == "maturity" and test.value is not None else valued(test, say())


def limit_text(test: TestView) -> str:
    """Return what a test asks for."""
    return level_text(int(test.threshold)) if test.name == "maturity" else say().figure(test.threshold)


def variant_text(variant: VariantView, reviewers: Sequence[str]) -> str:
    """Return what a check of the sensitivity changes; a reviewer is named by the place of the ratings."""
    if variant.subject in reviewers:
        return f"不计第{reviewers.index(variant.subject) + 1}位评审专家"
    text = varied(variant, say()).replace("P、R", "实施绩效、可复制性")
    return _LETTERS.sub("", text.replace("−", "降低").replace("+", "提高"))


def level_text(level: int) -> str:
    """Return a level of maturity in words: 可复制."""
    return maturity_text(LEVELS[level] if level >= 0 else None)


def maturity_text(code: str | None) -> str:
    """Return a code of maturity in words."""
    return _CODE.sub("", say().term(code, "maturity")) if code is not None else "未立项"


def score_text(value: Fraction | None) -> str:
    """Return a score with one decimal."""
    return one_decimal(value) if value is not None else NOTHING


def number_text(value: Fraction | None, indicator: IndicatorView) -> str:
    """Return a value of an indicator as the ledger states it."""
    if value is None:
        return NOTHING
    if indicator.yes_no:
        return "是" if value else "否"
    return worded_sign(say().figure(value))


def target_text(goal: Goal | None, indicator: IndicatorView) -> str:
    """Return a target."""
    if goal is None:
        return NOTHING
    if goal.value is not None:
        return number_text(goal.value, indicator)
    return "至".join(number_text(one, indicator) for one in (goal.low, goal.high) if one is not None)
