"""The parts of a progress report on what goes wrong, what needs others, and what comes next."""

from collections.abc import Iterator
from itertools import groupby

from talentpilot.report.official.blocks import Block, Heading, Paragraph
from talentpilot.report.official.phrases import LISTED, heading, listed, pilot_name, subheading
from talentpilot.report.official.steps import AHEAD, Step
from talentpilot.report.official.writing import EASED_BOTTLENECKS, EASED_MATTERS, EASED_NEXT, PeriodWriting
from talentpilot.report.views.attention import ExceptionView, MatterView

MOST_NUMBERED = 10
"""As many numbered items as a part has; an annex has all."""
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
        f"{phrases.text(item.title)}（{phrases.text(item.pilot.title)}，{phrases.say.term(item.severity, 'severity')}，"
        f"已{item.days}天）"
        for item in shown
    ]
    parts = [listed(said, "；", "项")] if said else []
    parts += [
        f"{phrases.say.term(kind, 'severity')}{writing.words.bottleneck}{number}个"
        for kind in ("major", "minor")
        if kind not in named and (number := sum(item.severity == kind for item in stuck))
    ]
    see = writing.see("attention", "详见")
    return "；".join(parts) + "。" + (f"{see}。" if see else "")


def matters_part(writing: PeriodWriting) -> Iterator[Block]:
    """Yield 四、需上级协调解决的事项: those for ministries one by one, the others counted."""
    every = [matter for group in writing.view.matters for matter in group.matters]
    above = [matter for matter in every if set(_ABOVE) & set(matter.needs)]
    yield Heading(1, heading(4, "需上级协调解决的事项"))
    if not every:
        yield Paragraph(writing.words.none)
    most = LISTED if writing.eased >= EASED_MATTERS else len(above)
    shown = sorted(above, key=lambda matter: -len(matter.pilots))[:most] if most < len(above) else above
    for number, matter in enumerate(shown, 1):
        yield _matter(writing, number, matter)
    if len(above) > len(shown):
        yield Paragraph(f"以上为{len(above)}项中涉及试点较多的{len(shown)}项{writing.see('matters', '，其余见')}。")
    if rest := len(every) - len(above):
        also = "另有" if above else ""
        yield Paragraph(f"{also}需省级协调的事项{rest}项{writing.see('matters', '，见')}。")


def _matter(writing: PeriodWriting, number: int, matter: MatterView) -> Paragraph:
    phrases = writing.phrases
    needs = "、".join(phrases.needs(one) for one in matter.needs if one in _ABOVE)
    pilots = listed([phrases.text(pilot.title) for pilot in matter.pilots], "、", "个试点")
    text = f"。{needs}，涉及{pilots}，{phrases.day(matter.since)}提出。"
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
    if steps.held:
        yield Paragraph(f"暂停的试点另有{steps.held}个{words.milestone}在此期间到期，未列入。")


def _month(step: Step) -> tuple[int, int]:
    due = step[1].due
    assert due is not None
    return due.year, due.month


def _due_in_month(writing: PeriodWriting, steps: list[Step]) -> str:
    if writing.eased >= EASED_NEXT:
        return f"到期{len(steps)}个"
    phrases = writing.phrases
    said = [
        f"{phrases.text(step.owner)}于{phrases.day(step.due)}前完成{pilot_name(pilot)}{phrases.quoted(step.title)}"
        for pilot, step in steps
        if step.due is not None
    ]
    return listed(said, "；", "项")
