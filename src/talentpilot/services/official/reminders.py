"""Gather the reminders to units: one official document for each unit that owes something."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from talentpilot.analysis.agenda import AgendaItem, AgendaKind
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.errors import UsageProblem
from talentpilot.i18n.translator import period_name
from talentpilot.model.dates import days_after
from talentpilot.model.official_profile import ProfileWords
from talentpilot.model.periods import parse_period
from talentpilot.report.official.length import body_length
from talentpilot.report.official.reminder import Reminder, ReminderItem, reminder_document
from talentpilot.services.agenda import Due, gather_due, pilots_due
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.official.chinese import demand_chinese
from talentpilot.services.official.correspondence import (
    UsualAddress,
    blanks,
    correspond,
    organization_name,
    unknown_parties,
)
from talentpilot.services.official.documents import MadeDocument, OfficialRequest
from talentpilot.services.official.profiles import ChosenProfile, chosen_profile

WITHIN = 30
"""How many days a reminder looks ahead unless something else is asked for."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders to the units asked for; none for those that owe nothing by that day."""

    due: Due
    made: tuple[MadeDocument, ...]


def gather_reminders(
    ledger: OpenLedger, selection: PilotSelection, within: int | None, owner: str, wanted: OfficialRequest
) -> Reminders:
    """Return the reminder to one unit, or to each unit for `all`.

    Raises:
        UsageProblem: there is no such organization or profile.
        DocumentStopped: texts stand in English only.
        NothingToCheck: the selection matches no pilot.
    """
    days = WITHIN if within is None else within
    due = gather_due(ledger, selection, days, None if owner == ALL else owner)
    chosen = chosen_profile(ledger, wanted.profile)
    chosen = replace(chosen, profile=chosen.profile.as_letter())
    pilots = pilots_due(ledger, due)
    demand_chinese(due.head.programme, due.head.catalogue, pilots.values())
    groups = [(unit, tuple(items)) for unit, items in groupby(due.items, key=lambda item: item.owner)]
    if wanted.address.to is not None and len(groups) > 1:
        raise UsageProblem(
            "--to names one addressee, and there are {number} units", help="leave --to out", number=len(groups)
        )
    return Reminders(due, tuple(_reminder(due, pilots, unit, items, chosen, wanted) for unit, items in groups))


def _reminder(
    due: Due,
    pilots: Mapping[str, PilotStatus],
    unit: str,
    items: tuple[AgendaItem, ...],
    chosen: ChosenProfile,
    wanted: OfficialRequest,
) -> MadeDocument:
    programme, profile, day = due.head.programme, chosen.profile, due.head.as_of
    title = programme.short_title.say("zh") if programme.short_title is not None else "试点"
    reply = days_after(day, profile.reply_days) if profile.reply_days is not None else None
    name = organization_name(unit, programme)
    reminder = Reminder(title, name, day, due.within, tuple(_items(pilots, items, profile.words)), reply)
    address = correspond(wanted.address, programme, UsualAddress(programme.keeper), profile)
    if wanted.address.to is None:
        address = replace(address, to=name)
    document = reminder_document(reminder, profile.words, address)
    return MadeDocument(
        f"reminder-{unit}", document, chosen, body_length(document), 0, 0, blanks(document), unknown_parties(document),
        due.head.unreadable, wanted.font_folder,
    )  # fmt: skip


def _items(
    pilots: Mapping[str, PilotStatus], items: tuple[AgendaItem, ...], words: ProfileWords
) -> Iterator[ReminderItem]:
    """Yield what is due in the words of a reminder, without ids."""
    forecasts = {(name, step.id): step.forecast for name, status in pilots.items() for step in status.milestones}
    for item in items:
        forecast: date | None = None
        if item.matter is AgendaKind.MILESTONE:
            forecast = forecasts.get((item.pilot, item.object))
        yield ReminderItem(_matter(item, words), pilots[item.pilot].plan.title.say("zh"), item.due, item.days, forecast)


def _matter(item: AgendaItem, words: ProfileWords) -> str:
    title = item.title.say("zh") if item.title is not None else ""
    match item.matter:
        case AgendaKind.MILESTONE:
            return f"完成“{title}”"
        case AgendaKind.REPORT:
            period = parse_period(item.object)
            return f"报送{period_name(period, 'zh') if period is not None else item.object}进展报告"
        case AgendaKind.BOTTLENECK:
            return f"解决{words.bottleneck}“{title}”"
        case AgendaKind.DECISION:
            return f"答复调整申请“{title}”"
        case AgendaKind.EVALUATION:
            return "组织试点评估"
        case AgendaKind.CLOSING:
            return "提出延期或者结项意见"
