"""The circular (情况通报): facts on all units in a neutral order, without rank, best or worst."""

from collections.abc import Iterator
from datetime import date

from talentpilot.model.dates import days_after
from talentpilot.report.official.blocks import Block, Heading, OfficialDocument, Paragraph, official_day
from talentpilot.report.official.phrases import heading, listed, pilot_name
from talentpilot.report.official.progress import milestones_sentence, pilots_sentence, scope_name, title_lines
from talentpilot.report.official.writing import (
    EASED_NAMES,
    EASED_NEXT,
    Correspondence,
    OfficialUnit,
    PeriodWriting,
    Step,
    in_order,
)
from talentpilot.report.views.pilot import PilotView

SOON = 30
"""How many days ahead the dates lie that a circular reminds of."""


def circular_document(
    writing: PeriodWriting, units: tuple[OfficialUnit, ...], correspondence: Correspondence
) -> OfficialDocument:
    """Return the document; it goes to all other units that lead pilots unless somebody else is named."""
    title, day, annexes = title_lines(writing, writing.words.circular_kind), writing.view.head.issued, writing.annexes
    to = "、".join(unit.name for unit in units if unit.name != correspondence.sender)
    return correspondence.document(title, to, _body(writing, units), day, annexes.values())


def _body(writing: PeriodWriting, units: tuple[OfficialUnit, ...]) -> Iterator[Block]:
    head, phrases = writing.view.head, writing.phrases
    what = f"{scope_name(writing)}{phrases.say.period(head.period)}"
    yield Paragraph(
        f"现将{what}进展情况通报如下。数据截至{official_day(head.as_of)}，"
        f"各单位{phrases.report}报告收至{official_day(head.issued)}。"
    )
    yield Heading(1, heading(1, "总体情况"))
    yield Paragraph(pilots_sentence(writing))
    yield Paragraph(milestones_sentence(writing))
    yield Heading(1, heading(2, "报送情况"))
    yield from _reporting(writing, units)
    yield Heading(1, heading(3, "进度情况"))
    yield from _schedule(writing, units)
    yield Heading(1, heading(4, "问题解决情况"))
    yield from _bottlenecks(writing, units)
    yield Heading(1, heading(5, "有关要求"))
    yield from _requests(writing, units)
    yield Paragraph(writing.words.circular_closing)


def _reporting(writing: PeriodWriting, units: tuple[OfficialUnit, ...]) -> Iterator[Paragraph]:
    reports, this = writing.view.summary.reports, writing.phrases.this
    in_time = reports.received - reports.late
    yield Paragraph(
        f"{this}应报进展报告{reports.due}份，按时报送{in_time}份，逾期报送{reports.late}份，缺报{len(reports.missing)}份。"
        f"{writing.see('units', '各单位情况见')}{'。' if 'units' in writing.annexes else ''}"
    )
    if writing.eased < EASED_NEXT:
        for label, named in (
            ("按时报送", [unit.name for unit in units if unit.due and not unit.late and not unit.missing]),
            ("有逾期报送", [f"{unit.name}{unit.late}份" for unit in units if unit.late]),
            ("有缺报", [f"{unit.name}{unit.missing}份" for unit in units if unit.missing]),
        ):
            if named:
                yield Paragraph(f"{label}的单位：{'、'.join(named)}。")


def _schedule(writing: PeriodWriting, units: tuple[OfficialUnit, ...]) -> Iterator[Paragraph]:
    phrases, word, steps = writing.phrases, writing.words.milestone, writing.steps
    if not steps.fresh:
        yield Paragraph(f"{phrases.this}没有完成的{word}。")
    else:
        done = [_named(writing, one, one[1].done) for one in in_order(steps.fresh, units)]
        yield Paragraph(_counted(writing, f"{phrases.this}完成{word}{len(done)}个", done))
    late = [f"{_named(writing, one)}已逾期{one[1].late_days}天" for one in in_order(steps.overdue, units)]
    yield Paragraph(_counted(writing, f"逾期的{word}{len(late)}个", late) if late else f"没有逾期的{word}。")


def _named(writing: PeriodWriting, one: Step, day: date | None = None) -> str:
    pilot, step = one
    phrases = writing.phrases
    remark = phrases.text(step.owner) + (f"，{phrases.day(day)}" if day is not None else "")
    return f"{pilot_name(pilot)}{phrases.quoted(step.title)}（{remark}）"


def _counted(writing: PeriodWriting, count: str, named: list[str]) -> str:
    if writing.eased >= EASED_NAMES:
        return f"{count}。"
    return f"{count}：{listed(named, '；', '项')}。"


def _bottlenecks(writing: PeriodWriting, units: tuple[OfficialUnit, ...]) -> Iterator[Paragraph]:
    head, word, limit = writing.view.head, writing.words.bottleneck, writing.view.method.bottleneck_amber_days
    pilots = [pilot for unit in units for pilot in unit.pilots]
    solved = [
        f"{pilot_name(pilot)}“{writing.phrases.text(item.title)}”（{writing.phrases.day(item.settled)}）"
        for pilot in pilots
        for item in pilot.settled
        if item.settled is not None and head.period.start <= item.settled <= head.as_of
    ]
    this = writing.phrases.this
    yield Paragraph(
        _counted(writing, f"{this}解决{word}{len(solved)}个", solved) if solved else f"{this}没有解决的{word}。"
    )
    old = [text for pilot in pilots for text in _old(writing, pilot, limit)]
    count = f"超过{limit}天未解决的{word}{len(old)}个"
    yield Paragraph(_counted(writing, count, old) if old else f"没有超过{limit}天未解决的{word}。")


def _old(writing: PeriodWriting, pilot: PilotView, limit: int) -> Iterator[str]:
    for item in pilot.bottlenecks:
        if item.age_days > limit:
            owner = writing.phrases.text(item.owner)
            yield f"{pilot_name(pilot)}“{writing.phrases.text(item.title)}”（{owner}）已{item.age_days}天"


def _requests(writing: PeriodWriting, units: tuple[OfficialUnit, ...]) -> Iterator[Paragraph]:
    """Yield the dates that fall due by the ledger, and none besides."""
    phrases, last = writing.phrases, days_after(writing.view.head.as_of, SOON)
    asked = [
        f"请{phrases.text(step.owner)}于{phrases.day(step.due)}前完成{pilot_name(pilot)}{phrases.quoted(step.title)}"
        for pilot, step in in_order(writing.steps.soon, units)
        if step.due is not None and step.due <= last
    ]
    missing = [f"请{unit.name}补报{writing.phrases.this}进展报告{unit.missing}份" for unit in units if unit.missing]
    if not asked and not missing:
        yield Paragraph(writing.words.none)
    elif writing.eased >= EASED_NEXT:
        yield Paragraph(f"请有关单位完成今后{SOON}天内到期的{writing.words.milestone}{len(asked)}个。")
    else:
        yield from (Paragraph(f"{listed(items, '；', '项')}。") for items in (missing, asked) if items)
