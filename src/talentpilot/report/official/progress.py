"""The progress report as an official document (进展情况的报告): from its first sentence to its closing phrase."""

from collections.abc import Iterator

from talentpilot.report.official.blocks import Block, Heading, OfficialDocument, Paragraph, official_day
from talentpilot.report.official.phrases import (
    STANDINGS,
    counted,
    heading,
    listed,
    pilot_name,
    subheading,
    without_remark,
)
from talentpilot.report.official.progress_problems import matters_part, next_part, problems_part
from talentpilot.report.official.title import broken
from talentpilot.report.official.writing import EASED_DOMAINS, EASED_NAMES, EASED_TOTALS, Correspondence, PeriodWriting
from talentpilot.report.views.portfolio import PortfolioRow


def progress_document(writing: PeriodWriting, correspondence: Correspondence) -> OfficialDocument:
    """Return the document."""
    head = writing.view.head
    return OfficialDocument(
        title=correspondence.title or title_lines(writing, writing.words.report_kind),
        to=correspondence.to,
        body=tuple(_body(writing)),
        sender=correspondence.sender,
        day=head.issued,
        note=correspondence.note,
        annexes=tuple(writing.annexes.values()),
    )


def title_lines(writing: PeriodWriting, kind: str) -> tuple[str, ...]:
    """Return the lines of a title: 关于, the programme, the period, the kind of document."""
    head, say = writing.view.head, writing.phrases.say
    name = scope_name(writing)
    base, mark, tail = name.partition("（")
    return broken(["关于" + base, mark + tail, say.period(head.period), kind])


def scope_name(writing: PeriodWriting) -> str:
    """Return what the document is on: the programme, and the part of it that is covered."""
    head, text = writing.view.head, writing.phrases.text
    part = text(head.scope_name)
    if head.scope.kind == "pilot":
        return part
    return text(head.title) + (without_remark(part) if part else "")


def _body(writing: PeriodWriting) -> Iterator[Block]:
    yield Paragraph(_opening(writing))
    yield Heading(1, heading(1, "总体进展情况"))
    yield from _overall(writing)
    yield Heading(1, heading(2, "分领域进展情况"))
    yield from _domains(writing)
    yield from problems_part(writing)
    yield from matters_part(writing)
    yield from next_part(writing)
    yield Paragraph(writing.words.report_closing)


def _opening(writing: PeriodWriting) -> str:
    head, phrases = writing.view.head, writing.phrases
    basis = f"按照{head.directive}文件要求，" if head.directive else ""
    what = f"{scope_name(writing)}{phrases.say.period(head.period)}"
    return (
        f"{basis}现将{what}进展情况报告如下。数据截至{official_day(head.as_of)}，"
        f"各单位{phrases.report}报告收至{official_day(head.issued)}。"
    )


def _overall(writing: PeriodWriting) -> Iterator[Paragraph]:
    yield Paragraph(pilots_sentence(writing))
    yield Paragraph(milestones_sentence(writing))
    yield Paragraph(_reports(writing))


def pilots_sentence(writing: PeriodWriting) -> str:
    """Return the paragraph on the pilots, by status and light, and on what changed."""
    view, phrases = writing.view, writing.phrases
    summary, head = view.summary, view.head
    what = "登记试点" if head.covered == head.registered else "本报告涵盖试点"
    standings = summary.counts.standing
    by_standing = counted(((phrases.say.term(one, "standing"), standings.get(one, 0)) for one in STANDINGS), "个")
    ways = counted((("好转", len(summary.changed("better"))), ("转差", len(summary.changed("worse"))),
                    ("其他变化", len(summary.changed("other")))), "个")  # fmt: skip
    change = f"与{phrases.before}相比，{ways.replace('、', '，')}。" if ways else f"与{phrases.before}相比没有变化。"
    see = writing.see("pilots", "各试点情况见")
    return (
        f"截至{phrases.day(head.as_of)}，{what}{head.covered}个"
        + (f"，其中{by_standing}。" if by_standing else "。")
        + f"{writing.words.rating}，{phrases.lights(summary.counts.lights)}；{change}"
        + (f"{see}。" if see else "")
    )


def milestones_sentence(writing: PeriodWriting) -> str:
    """Return the paragraph on milestones and indicators."""
    steps, total, word = writing.steps, writing.view.portfolio.total, writing.words.milestone
    done = f"累计完成{len(steps.done)}个，{writing.phrases.this}完成{len(steps.fresh)}个，逾期{len(steps.overdue)}个。"
    rated = f"已评级指标{total.rated}项，其中正常{total.on_track}项。" if total.rated else ""
    return f"已批准试点共设{word}{len(steps.counted)}个，{done}{rated}"


def _reports(writing: PeriodWriting) -> str:
    view, phrases = writing.view, writing.phrases
    reports, total = view.summary.reports, view.portfolio.total
    late = f"，其中逾期报送{reports.late}份" if reports.late else ""
    text = f"{phrases.this}应报进展报告{reports.due}份，收到{reports.received}份{late}，缺报{len(reports.missing)}份。"
    if total.practices:
        text += f"成文{writing.words.practice}{total.practices}项"
        text += f"，在其他地区或者单位推广应用{total.adoptions}次。" if total.adoptions else "。"
    restated = len(view.notes.restated.figures)
    if restated:
        text += f"更正上期数据{restated}项{writing.see('notes', '，见')}。"
    return text


def _domains(writing: PeriodWriting) -> Iterator[Block]:
    rows = [row for row in writing.view.portfolio.domains if row.pilots]
    if writing.eased >= EASED_TOTALS:
        see = writing.see("domains", "，各领域情况见")
        yield Paragraph(f"试点分布在{len(rows)}个领域{see}。")
        return
    if not rows:
        yield Paragraph(writing.words.none)
    good = [row for row in rows if row.lights.get("green", 0) == row.pilots]
    joined = good if writing.eased >= EASED_DOMAINS and len(good) > 1 else []
    number = 0
    for row in rows:
        if row not in joined:
            number += 1
            yield Heading(2, subheading(number, writing.phrases.text(row.name)))
            yield Paragraph(_domain(writing, row))
    if joined:
        names = "、".join(writing.phrases.text(row.name) for row in joined)
        yield Paragraph(f"{names}等{len(joined)}个领域的试点{sum(row.pilots for row in joined)}个全部正常。")


def _domain(writing: PeriodWriting, row: PortfolioRow) -> str:
    phrases, word = writing.phrases, writing.words.milestone
    steps = writing.steps.within(row.id)
    text = f"试点{row.pilots}个，{phrases.lights(row.lights)}。"
    if steps.counted:
        text += f"{word}{len(steps.counted)}个，累计完成{len(steps.done)}个。"
    if row.rated:
        text += f"已评级指标{row.rated}项，正常{row.on_track}项。"
    if not steps.fresh:
        return f"{text}{phrases.this}没有完成的{word}。"
    if writing.eased >= EASED_NAMES:
        return f"{text}{phrases.this}完成{word}{len(steps.fresh)}个。"
    named = [
        f"{pilot_name(pilot)}{phrases.quoted(step.title)}（{phrases.day(step.done)}）"
        for pilot, step in steps.fresh
        if step.done is not None
    ]
    return f"{text}{phrases.this}完成：{listed(named, '；', '项')}。"
