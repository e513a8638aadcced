"""The documents to the issuer of a directive: the progress report (进展情况的报告) and the list of practices."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from talentpilot.report.official.blocks import Block, Heading, OfficialDocument, Paragraph, official_day
from talentpilot.report.official.fitting import LONGEST_NAME, balanced_lines
from talentpilot.report.official.phrases import (
    LISTED,
    STANDINGS,
    about,
    alike,
    counted,
    evidence_scale,
    heading,
    listed,
    pilot_name,
    subheading,
    without_remark,
)
from talentpilot.report.official.writing import (
    AHEAD,
    EASED_BOTTLENECKS,
    EASED_DOMAINS,
    EASED_MATTERS,
    EASED_NAMES,
    EASED_NEXT,
    EASED_TOTALS,
    Correspondence,
    PeriodWriting,
    Step,
)
from talentpilot.report.views.attention import ExceptionView, MatterView
from talentpilot.report.views.portfolio import PortfolioRow


def progress_document(writing: PeriodWriting, correspondence: Correspondence) -> OfficialDocument:
    """Return the document."""
    title = title_lines(writing, writing.words.report_kind)
    return correspondence.document(title, "", _body(writing), writing.view.head.issued, writing.annexes.values())


def title_lines(writing: PeriodWriting, kind: str) -> tuple[str, ...]:
    """Return the lines of a title: 关于, the programme, the period, the kind of document."""
    name, mark, tail = title_name(writing).partition("（")
    return balanced_lines([about(name), mark + tail, writing.phrases.say.period(writing.view.head.period), kind])


def title_name(writing: PeriodWriting) -> str:
    """Return what a title calls the document's subject: a long title of the programme gives way to its short one."""
    name, whole = scope_name(writing), writing.phrases.text(writing.view.head.title)
    return name.replace(whole, writing.short_title or whole, 1) if len(whole) > LONGEST_NAME else name


def scope_name(writing: PeriodWriting) -> str:
    """Return what the document is about: the programme, and the part of it that is covered."""
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
        return f"{text}{phrases.this}完成{word}0个。"
    if writing.eased >= EASED_NAMES:
        return f"{text}{phrases.this}完成{word}{len(steps.fresh)}个。"
    named = [
        f"{pilot_name(pilot)}{phrases.quoted(step.title)}（{phrases.day(step.done)}）"
        for pilot, step in steps.fresh
        if step.done is not None
    ]
    return f"{text}{phrases.this}完成：{listed(named, '；', '项')}。"


MOST_NUMBERED = 10
"""The maximum number of numbered items in a part; an annex has all."""
_ABOVE = ("ministry", "other_ministries")


def problems_part(writing: PeriodWriting) -> Iterator[Block]:
    """Yield 三、存在的主要问题."""
    words = writing.words
    yield Heading(1, heading(3, "存在的主要问题"))
    red = [item for item in writing.view.exceptions if item.kind == "pilot"]
    yield Heading(2, subheading(1, f"严重滞后的试点{len(red)}个"))
    yield from _red_pilots(writing, red)
    late = writing.steps.overdue
    yield Heading(2, subheading(2, f"逾期的{words.milestone}{len(late)}个"))
    yield Paragraph(_overdue(writing, late))
    stuck = [item for item in writing.view.exceptions if item.kind == "bottleneck"]
    limit = writing.view.method.bottleneck_amber_days
    yield Heading(2, subheading(3, f"重大或者超过{limit}天未解决的{words.bottleneck}{len(stuck)}个"))
    yield Paragraph(_bottlenecks(writing, stuck))


def _red_pilots(writing: PeriodWriting, red: list[ExceptionView]) -> Iterator[Paragraph]:
    phrases, words = writing.phrases, writing.words
    if not red:
        yield Paragraph(words.none)
    for number, item in enumerate(red[:MOST_NUMBERED], 1):
        text = f"。{words.lead}为{phrases.text(item.owner)}。{phrases.reasons(item.reasons)}。"
        yield Paragraph(text, lead=f"{number}.{phrases.text(item.pilot.title)}")
    if len(red) > MOST_NUMBERED:
        yield Paragraph(f"其余{len(red) - MOST_NUMBERED}个{writing.see('attention')}。")


def _overdue(writing: PeriodWriting, late: tuple[Step, ...]) -> str:
    if not late:
        return writing.words.none
    phrases = writing.phrases
    said = []
    for pilot, step in late:
        assert step.due is not None
        forecast = f"，预计{phrases.day(step.forecast)}完成" if step.forecast else ""
        said.append(
            f"{pilot_name(pilot)}{phrases.quoted(step.title)}应于{phrases.day(step.due)}前完成，"
            f"已逾期{step.late_days}天，{writing.words.owner}为{phrases.text(step.owner)}{forecast}"
        )
    return _with_reference(writing, listed(said, "；", "项"), len(said))


def _with_reference(writing: PeriodWriting, text: str, number: int) -> str:
    see = writing.see("attention", "，详见") if number > LISTED else ""
    return f"{text}{see}。"


def _bottlenecks(writing: PeriodWriting, stuck: list[ExceptionView]) -> str:
    if not stuck:
        return writing.words.none
    phrases = writing.phrases
    named = ("critical",) if writing.eased >= EASED_BOTTLENECKS else ("critical", "major")
    shown = [item for item in stuck if item.severity in named]
    shown.sort(key=lambda item: (item.severity != "critical", -(item.days or 0)))
    said = [
        f"{title}（{_pilots(writing, items)}，{phrases.say.term(severity, 'severity')}，{_longest(items)}天）"
        for (title, severity), items in alike(shown, lambda item: (phrases.text(item.title), item.severity))
    ]
    parts = [_some(said, len(shown))] if said else []
    parts += [
        f"{phrases.say.term(kind, 'severity')}{writing.words.bottleneck}{number}个"
        for kind in ("major", "minor")
        if kind not in named and (number := sum(item.severity == kind for item in stuck))
    ]
    see = writing.see("attention", "详见")
    return "；".join(parts) + "。" + (f"{see}。" if see else "")


def _pilots(writing: PeriodWriting, items: Sequence[ExceptionView]) -> str:
    return listed([writing.phrases.text(item.pilot.title) for item in items], "、", "个试点")


def _longest(items: Sequence[ExceptionView]) -> str:
    days = {item.days or 0 for item in items}
    return f"{'最长' if len(days) > 1 else ''}已{max(days)}"


def _some(said: Sequence[str], number: int) -> str:
    """Return the first of what is said of a number of items, and the number where not all is said."""
    return "；".join(said[:LISTED]) + (f"等{number}项" if len(said) > LISTED else "")


def matters_part(writing: PeriodWriting) -> Iterator[Block]:
    """Yield 四、需上级协调解决的事项: those for ministries one by one, the others counted."""
    every = [matter for group in writing.view.matters for matter in group.matters]
    above = [matter for matter in every if set(_ABOVE) & set(matter.needs)]
    yield Heading(1, heading(4, "需上级协调解决的事项"))
    if not every:
        yield Paragraph(writing.words.none)
    most = LISTED if writing.eased >= EASED_MATTERS else MOST_NUMBERED
    shown = sorted(above, key=lambda matter: -len(matter.pilots))[:most] if most < len(above) else above
    for number, matter in enumerate(shown, 1):
        yield _matter(writing, number, matter)
    if len(above) > len(shown):
        yield Paragraph(
            f"共{len(above)}项，以上按涉及试点由多到少列出{len(shown)}项{writing.see('matters', '，其余见')}。"
        )
    if rest := len(every) - len(above):
        also = "另有" if above else ""
        yield Paragraph(f"{also}需省级协调的事项{rest}项{writing.see('matters', '，见')}。")


def _matter(writing: PeriodWriting, number: int, matter: MatterView) -> Paragraph:
    phrases = writing.phrases
    needs = "、".join(phrases.needs(one) for one in matter.needs if one in _ABOVE)
    pilots = listed([phrases.text(pilot.title) for pilot in matter.pilots], "、", "个试点")
    first = "最早于" if len({item.raised for item in matter.items}) > 1 else ""
    text = f"。{needs}，涉及{pilots}，{first}{phrases.day(matter.since)}提出。"
    return Paragraph(text, lead=f"{number}.{phrases.text(matter.title)}")


def next_part(writing: PeriodWriting) -> Iterator[Block]:
    """Yield 五、下一步工作安排: what falls due in 90 days, by month."""
    steps, words = writing.steps, writing.words
    yield Heading(1, heading(5, "下一步工作安排"))
    if not steps.soon:
        yield Paragraph(f"今后{AHEAD}天内没有到期的{words.milestone}。")
    else:
        yield Paragraph(f"今后{AHEAD}天内到期的{words.milestone}{len(steps.soon)}个：")
    for first, group in groupby(steps.soon, key=_month):
        mine = list(group)
        year, month = first
        name = f"{month}月" if year == writing.view.head.period.end.year else f"{year}年{month}月"
        yield Paragraph(f"。{_due_in_month(writing, mine)}。", lead=name)
    if writing.quotes_next and writing.eased < EASED_NEXT:
        yield from _quoted_plans(writing)
    if steps.held:
        yield Paragraph(f"暂停的试点另有{steps.held}个{words.milestone}在此期间到期，未列入。")


def _quoted_plans(writing: PeriodWriting) -> Iterator[Paragraph]:
    """Yield what the units themselves report as their next steps."""
    text = writing.phrases.text
    for pilot in writing.view.pilots:
        for report in pilot.reports:
            if report.next is not None and text(report.next):
                yield Paragraph(f"{text(pilot.lead)}就{pilot_name(pilot)}报送：“{text(report.next)}”")


def _month(step: Step) -> tuple[int, int]:
    due = step[1].due
    assert due is not None
    return due.year, due.month


def _due_in_month(writing: PeriodWriting, steps: list[Step]) -> str:
    if writing.eased >= EASED_NEXT:
        return f"到期{len(steps)}个"
    phrases = writing.phrases
    equal = alike(steps, lambda one: (phrases.text(one[1].owner), one[1].due, phrases.quoted(one[1].title)))
    said = [
        f"{owner}于{phrases.day(due)}前完成{listed([pilot_name(pilot) for pilot, _ in mine], '、', '个试点')}{title}"
        for (owner, due, title), mine in equal
        if due is not None
    ]
    return _some(said, len(steps))


def practices_document(writing: PeriodWriting, correspondence: Correspondence) -> OfficialDocument:
    """Return the document: how many practices there are, by domain, and the list as its annex."""
    base, mark, tail = title_name(writing).partition("（")
    title = balanced_lines([f"关于报送{base}", mark + tail, f"{writing.words.practices_kind}的报告"])
    return correspondence.document(title, "", _practices(writing), writing.view.head.issued, writing.annexes.values())


def _practices(writing: PeriodWriting) -> Iterator[Block]:
    head, phrases, total = writing.view.head, writing.phrases, writing.view.portfolio.total
    basis = f"按照{head.directive}文件要求，" if head.directive else ""
    word = writing.words.practice
    yield Paragraph(
        f"{basis}现将{scope_name(writing)}可复制推广的{word}报送如下。截至{official_day(head.as_of)}，成文{word}"
        f"{total.practices}项，在其他地区或者单位推广应用{total.adoptions}次。"
    )
    by_domain = [(phrases.text(row.name), row.practices) for row in writing.view.portfolio.domains if row.practices]
    if by_domain:
        yield Paragraph(f"按领域分：{counted(by_domain, '项')}。{writing.see('practices', '清单见')}。")
        yield Paragraph(f"清单所列证据等级由评估单位评定：{evidence_scale()}；未经评估的不列。")
    yield Paragraph(writing.words.report_closing)
