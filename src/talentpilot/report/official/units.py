"""The documents to units: the circular (情况通报) with facts on all of them in a neutral order, without rank, best or
worst; and the reminder (催办单) to one, on what it owes, with room for its answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.model.dates import days_after
from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import (
    NOTHING,
    Annex,
    Block,
    Heading,
    OfficialDocument,
    OfficialRows,
    Paragraph,
    TableColumn,
    official_day,
)
from talentpilot.report.official.fitting import balanced_lines
from talentpilot.report.official.phrases import LISTED, about, counted, heading, listed, pilot_name
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
"""How many days ahead of its own day the dates lie that a circular reminds of."""

_ADDRESSED = 140
"""The most letters that addressees take: the standard wants the body to begin on the first page, below them."""


def circular_document(
    writing: PeriodWriting, units: tuple[OfficialUnit, ...], correspondence: Correspondence
) -> OfficialDocument:
    """Return the document; it goes to all other units that lead pilots unless somebody else is named."""
    title, day, annexes = title_lines(writing, writing.words.circular_kind), writing.view.head.issued, writing.annexes
    body = _body(writing, units, correspondence.sender)
    to = "、".join(unit.name for unit in units if unit.name != correspondence.sender)
    if len(to) > _ADDRESSED:
        to = f"各试点{writing.words.lead}"
    return correspondence.document(title, to, body, day, annexes.values())


def _body(writing: PeriodWriting, units: tuple[OfficialUnit, ...], sender: str) -> Iterator[Block]:
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
    yield from _requests(writing, units, sender)
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
        yield Paragraph(f"{phrases.this}完成{word}0个。")
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
    see = writing.see("units", "，各单位情况见") if len(named) > LISTED else ""
    return f"{count}：{listed(named, '；', '项')}{see}。"


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
    count = f"{this}解决{word}{len(solved)}个"
    yield Paragraph(_counted(writing, count, solved) if solved else f"{count}。")
    old = [text for pilot in pilots for text in _old(writing, pilot, limit)]
    count = f"超过{limit}天未解决的{word}{len(old)}个"
    yield Paragraph(_counted(writing, count, old) if old else f"没有超过{limit}天未解决的{word}。")


def _old(writing: PeriodWriting, pilot: PilotView, limit: int) -> Iterator[str]:
    for item in pilot.bottlenecks:
        if item.age_days > limit:
            owner = writing.phrases.text(item.owner)
            yield f"{pilot_name(pilot)}“{writing.phrases.text(item.title)}”（{owner}）已{item.age_days}天"


def _requests(writing: PeriodWriting, units: tuple[OfficialUnit, ...], sender: str) -> Iterator[Paragraph]:
    """Yield the dates of the ledger that come after the day of the circular, and no others."""
    phrases, issued = writing.phrases, writing.view.head.issued
    last = days_after(issued, SOON)
    asked = [
        f"{_asking(phrases.text(step.owner), sender)}于{phrases.day(step.due)}前完成"
        f"{pilot_name(pilot)}{phrases.quoted(step.title)}"
        for pilot, step in in_order(writing.steps.soon, units)
        if step.due is not None and issued < step.due <= last
    ]
    missing = [
        f"{_asking(unit.name, sender)}补报{phrases.this}进展报告{unit.missing}份" for unit in units if unit.missing
    ]
    if not asked and not missing:
        yield Paragraph(writing.words.none)
    elif writing.eased >= EASED_NEXT:
        reports = sum(unit.missing for unit in units)
        counts = [f"补报{phrases.this}进展报告{reports}份"] if reports else []
        counts += [f"完成今后{SOON}天内到期的{writing.words.milestone}{len(asked)}个"] if asked else []
        yield Paragraph(f"请有关单位{'，'.join(counts)}。")
    else:
        # whom a circular asks for something it names, however many they are
        yield from (Paragraph(f"{'；'.join(items)}。") for items in (missing, asked) if items)


def _asking(unit: str, sender: str) -> str:
    """Return the unit with 请 before it; the sender does not say it to itself."""
    return unit if unit == sender else f"请{unit}"


MOST_ITEMS, LONGEST_BODY = 12, 600
"""How many items stand in the body of a reminder, and how many characters it may have; more stand in an annex."""
_OWED_LIST = "催办事项清单"
_REPLY = ("反馈：办理情况", "未完成原因", "下一步措施")


@dataclass(frozen=True, slots=True)
class ReminderItem:
    """One thing that a unit owes: `days` are those left, negative once it is late."""

    matter: str
    pilot: str
    due: date
    days: int
    forecast: date | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a unit owes on a day, and the day by which it has to answer; None leaves that day to the clerk."""

    programme: str
    unit: str
    day: date
    within: int
    items: tuple[ReminderItem, ...]
    reply_by: date | None = None


def reminder_document(
    reminder: Reminder, words: ProfileWords, correspondence: Correspondence, *, annexed: bool = False
) -> OfficialDocument:
    """Return the document, with what is owed in its body, or counted there and listed in an annex."""
    title = balanced_lines([about(reminder.programme), words.reminder_kind])
    reply = OfficialRows(tuple(TableColumn(label, "center") for label in _REPLY), (("", "", ""),))
    owed = _table(reminder)
    body = (*(_counts(reminder) if annexed else _listed(reminder, owed)), _request(reminder))
    annexes = (Annex(_OWED_LIST, (owed,)),) if annexed else ()
    return correspondence.document(title, reminder.unit, body, reminder.day, annexes, reply=reply)


def _listed(reminder: Reminder, owed: OfficialRows) -> tuple[Block, ...]:
    day = official_day(reminder.day, reminder.day.year)
    return Paragraph(f"截至{day}，贵单位下列事项逾期或者{reminder.within}日内到期："), owed


def _counts(reminder: Reminder) -> tuple[Block, ...]:
    day, late = official_day(reminder.day, reminder.day.year), sum(item.days < 0 for item in reminder.items)
    said = counted((("逾期事项", late), (f"{reminder.within}日内到期事项", len(reminder.items) - late)), "项")
    return (Paragraph(f"截至{day}，贵单位有{said}，见附件。"),)


def _request(reminder: Reminder) -> Paragraph:
    until = official_day(reminder.reply_by, reminder.day.year) if reminder.reply_by is not None else "　月　日"
    return Paragraph(f"请于{until}前办理并书面反馈。")


def _table(reminder: Reminder) -> OfficialRows:
    year = reminder.day.year
    columns = (
        TableColumn("序号", "center"), TableColumn("事项"), TableColumn("试点"), TableColumn("完成时限", "center"),
        TableColumn("期限情况", "center"), TableColumn("预计完成", "center"),
    )  # fmt: skip
    rows = tuple(
        (str(number), item.matter, item.pilot, official_day(item.due, year), days_text(item.days),
         official_day(item.forecast, year) if item.forecast is not None else NOTHING)
        for number, item in enumerate(reminder.items, 1)
    )  # fmt: skip
    forecast = any(item.forecast is not None for item in reminder.items)
    shown = len(columns) if forecast else len(columns) - 1
    return OfficialRows(columns[:shown], tuple(row[:shown] for row in rows))


def days_text(days: int) -> str:
    """Return how late something is, or how many days are left."""
    return f"逾期{-days}天" if days < 0 else f"剩余{days}天" if days else "当日到期"
