"""The reminder (催办单): a letter to one unit on what it owes, with room for its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import (
    Block,
    OfficialDocument,
    OfficialRows,
    Paragraph,
    TableColumn,
    official_day,
)
from talentpilot.report.official.fitting import broken
from talentpilot.report.official.progress import about
from talentpilot.report.official.writing import Correspondence

NOTHING = "—"
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
    """What a unit owes on a day, and by when it is to answer; None leaves that day to the clerk."""

    programme: str
    unit: str
    day: date
    within: int
    items: tuple[ReminderItem, ...]
    reply_by: date | None = None


def reminder_document(reminder: Reminder, words: ProfileWords, correspondence: Correspondence) -> OfficialDocument:
    """Return the document."""
    title = broken([about(reminder.programme), words.reminder_kind])
    reply = OfficialRows(tuple(TableColumn(label, "center") for label in _REPLY), (("", "", ""),))
    return correspondence.document(title, reminder.unit, _body(reminder), reminder.day, reply=reply)


def _body(reminder: Reminder) -> Iterator[Block]:
    year = reminder.day.year
    yield Paragraph(f"截至{official_day(reminder.day, year)}，贵单位下列事项逾期或者将于{reminder.within}日内到期：")
    columns = (
        TableColumn("序号", "center"), TableColumn("事项"), TableColumn("试点"), TableColumn("完成时限", "center"),
        TableColumn("期限情况", "center"), TableColumn("预计完成", "center"),
    )  # fmt: skip
    rows = tuple(
        (str(number), item.matter, item.pilot, official_day(item.due, year), days_said(item.days),
         official_day(item.forecast, year) if item.forecast is not None else NOTHING)
        for number, item in enumerate(reminder.items, 1)
    )  # fmt: skip
    forecast = any(item.forecast is not None for item in reminder.items)
    shown = len(columns) if forecast else len(columns) - 1
    yield OfficialRows(columns[:shown], tuple(row[:shown] for row in rows))
    until = official_day(reminder.reply_by, year) if reminder.reply_by is not None else "　月　日"
    yield Paragraph(f"请于{until}前办理并书面反馈。")


def days_said(days: int) -> str:
    """Return how late something is, or how many days are left."""
    return f"逾期{-days}天" if days < 0 else f"剩余{days}天" if days else "当日到期"
