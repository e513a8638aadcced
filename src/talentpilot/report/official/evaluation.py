"""The report on an evaluation as an official document (评估情况的报告)."""

from collections.abc import Iterator
from dataclasses import dataclass

from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import Annex, Block, Heading, OfficialDocument, Paragraph, official_day
from talentpilot.report.official.evaluation_words import maturity_said, say, score_said, told_test
from talentpilot.report.official.phrases import LISTED, heading, listed, without_remark
from talentpilot.report.official.title import broken
from talentpilot.report.official.writing import Correspondence
from talentpilot.report.views.evaluation.view import EvaluationView


@dataclass(frozen=True, slots=True)
class EvaluationWriting:
    """What the parts are written from; `basis` is the number of the directive, empty without one."""

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
    return OfficialDocument(
        title=correspondence.title or broken([f"关于{writing.pilot}", f"{writing.kind}情况的报告"]),
        to=correspondence.to,
        body=tuple(_body(writing)),
        sender=correspondence.sender,
        day=writing.view.head.issued,
        note=correspondence.note,
        annexes=writing.annexes,
    )


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
    independent = "评估单位申明独立于试点" if view.evaluator.independent else "评估单位未申明独立于试点"
    outside = (
        "，且不是该试点的牵头、承担或者配合单位" if view.evaluator.outside else "，是该试点的牵头、承担或者配合单位"
    )
    return (
        f"{basis}{view.evaluator.org.say('zh')}对{writing.pilot}进行了{writing.kind}，数据截至"
        f"{official_day(view.head.as_of)}。{independent}{outside}。现将有关情况报告如下。"
    )


def _conclusion(writing: EvaluationWriting) -> Iterator[str]:
    view, path = writing.view, writing.view.path
    grade = f"等级为{view.scores.band}，综合得分{score_said(view.scores.overall)}。" if view.scores.band else ""
    yield f"评估建议：{say().term(path.outcome, 'outcome')}。{grade}"
    if path.decisive:
        yield f"依据：{'；'.join(map(told_test, path.decisive))}{writing.see('判定过程')}。"
    if path.above is not None and path.failing:
        better = say().term(path.above.outcome, "outcome")
        yield f"未达到“{better}”的原因：{listed(list(map(told_test, path.failing)), '；', '项')}。"
    if view.decision is not None:
        document = f"以{view.decision.document}" if view.decision.document else ""
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
        f"{official_day(agreement.term_end)}，{approved}{document}。成熟度为{maturity_said(glance.maturity)}。"
    )
    if agreement.purpose is not None:
        yield f"试点目标：“{agreement.purpose.say('zh')}”"


def _delivery(writing: EvaluationWriting) -> Iterator[str]:
    delivery, word = writing.view.delivery, writing.words.milestone
    late = f"，其中逾期{len(delivery.late)}个" if delivery.late else ""
    completion = f"，完成率{score_said(delivery.completion)}%" if delivery.completion is not None else ""
    yield f"{word}{len(delivery.counted)}个，已完成{delivery.finished}个{completion}{late}。"
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
        score = score_said(view.scores.replicability)
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
    tests = [told_test(condition.test) for condition in view.path.conditions if condition.test is not None]
    if tests:
        yield f"推广前须达到的条件：{'；'.join(tests)}。"
    weak = [*view.ratings.judgement.weak, *view.ratings.replicability.weak]
    for item in weak[:LISTED]:
        comment = f"，评审意见：“{item.comment.say('zh')}”" if item.comment is not None else ""
        yield f"“{say().term(item.name, 'criterion')}”评分中位数为{score_said(item.median)}（满分3）{comment}。"


def _dissent(writing: EvaluationWriting) -> Iterator[str]:
    wide = [item for item in writing.view.ratings.dissent if item.wide]
    if wide:
        names = [f"“{say().term(item.name, 'criterion')}”相差{item.spread}分" for item in wide]
        yield f"评审专家意见不一致的评分项{len(wide)}项：{listed(names, '、', '项')}{writing.see('评分表')}。"
