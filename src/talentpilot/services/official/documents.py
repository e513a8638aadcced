"""Gather official documents from the figures of the reports: on a period, on an evaluation, reminders to units."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal, get_args

from talentpilot.analysis.agenda import AgendaItem, AgendaKind
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.errors import DocumentStopped, UsageProblem
from talentpilot.i18n.translator import period_name
from talentpilot.model.dates import days_after
from talentpilot.model.ledger import Unreadable
from talentpilot.model.official_profile import OfficialProfile, ProfileWords
from talentpilot.model.periods import parse_period
from talentpilot.report import templates
from talentpilot.report.evaluation import evaluation_publication
from talentpilot.report.official.blocks import Annex, OfficialDocument
from talentpilot.report.official.custom_body import with_custom_body
from talentpilot.report.official.custom_styles import CustomStyles, custom_styles
from talentpilot.report.official.evaluation import EvaluationWriting, evaluation_annexes, evaluation_document
from talentpilot.report.official.fitting import LONGEST_NAME, body_length, require_length, shortened, with_short_names
from talentpilot.report.official.geometry import fits_a_page, geometry
from talentpilot.report.official.progress import practices_document, progress_document
from talentpilot.report.official.publication import OfficialLook
from talentpilot.report.official.units import (
    LONGEST_BODY,
    MOST_ITEMS,
    Reminder,
    ReminderItem,
    circular_document,
    reminder_document,
)
from talentpilot.report.official.writing import EASED_TOTALS, Correspondence, PeriodWriting, units_of
from talentpilot.report.quarterly import file_stem
from talentpilot.report.views.evaluation.inputs import EvaluationSource
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view
from talentpilot.services.agenda import Due, gather_due, pilots_due
from talentpilot.services.evaluation_reports import EvaluationReportRequest, gather_evaluation_source
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.official.annexes import annex_source, circular_annexes, list_annexes, progress_annexes
from talentpilot.services.official.chinese import require_chinese
from talentpilot.services.official.correspondence import (
    NO_ADDRESS,
    AddressRequest,
    UsualAddress,
    blanks,
    correspond,
    sender_of,
    unknown_parties,
    usual_address,
)
from talentpilot.services.official.profiles import ChosenProfile, chosen_profile
from talentpilot.services.report_files import TemplateChoice
from talentpilot.services.reporting import ReportRequest, gather_source

PeriodDocument = Literal["progress", "circular", "practices"]
DOCUMENTS: tuple[PeriodDocument, ...] = get_args(PeriodDocument)


@dataclass(frozen=True, slots=True)
class OfficialRequest:
    """How an official document is to be made; None leaves a choice to the profile."""

    address: AddressRequest = NO_ADDRESS
    profile: Path | None = None
    max_characters: int | None = None
    font_folder: Path | None = None
    templates: TemplateChoice = field(default_factory=TemplateChoice)


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document ready to be written: the beginning of its file's name, and how often it was made shorter.

    `notes` are what its sender should know, `source` what it was made from; a reminder has none and is not issued.
    `used` are the custom templates by which its body was written, by name with digest.
    """

    stem: str
    kind: str
    document: OfficialDocument
    chosen: ChosenProfile
    wanted: OfficialRequest
    limit: int = 0
    eased: int = 0
    notes: tuple[Message, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    source: Source | EvaluationSource | None = None
    used: Mapping[str, str] = field(default_factory=dict)
    custom_styles: CustomStyles | None = None

    @property
    def length(self) -> int:
        """The characters of its body."""
        return body_length(self.document)

    @property
    def blanks(self) -> tuple[str, ...]:
        """What is left to the clerk and to the document office, in Chinese."""
        return blanks(self.document)

    @property
    def look(self) -> OfficialLook:
        """How it looks."""
        return OfficialLook(
            self.chosen.profile, self.wanted.font_folder or self.chosen.fonts_folder, self.custom_styles
        )


def gather_period_document(
    ledger: OpenLedger, asked: ReportRequest, kind: PeriodDocument, wanted: OfficialRequest
) -> MadeDocument:
    """Return an official document on a period.

    Raises:
        UsageProblem: there is no such period, organization or profile, or a public edition is asked for.
        DocumentStopped: texts stand in English only, or the body stays too long.
    """
    if asked.edition == "public":
        raise UsageProblem("official documents have no public edition", help="leave out {--edition} public")
    chosen = chosen_profile(ledger, wanted.profile)
    folders, notes = _folders(ledger, wanted)
    made = period_document(ledger, gather_source(ledger, asked)[0], kind, wanted, chosen, folders)
    return replace(made, notes=(*notes, *made.notes))


def _folders(ledger: OpenLedger, wanted: OfficialRequest) -> tuple[tuple[Path, ...], tuple[Message, ...]]:
    """Return the folders with the ledger's own templates that may be used, and the messages about others."""
    said: list[Message] = []
    folders = wanted.templates.folders(ledger.root, said.append)
    return folders, tuple(said)


def period_document(
    ledger: OpenLedger,
    source: Source,
    kind: PeriodDocument,
    wanted: OfficialRequest,
    chosen: ChosenProfile,
    folders: tuple[Path, ...] = (),
) -> MadeDocument:
    """Return an official document on the period of a report, from what the report shows.

    Raises:
        UsageProblem: there is no such organization.
        DocumentStopped: texts stand in English only, or the body stays too long.
    """
    require_chinese(source.programme, source.catalogue, source.statuses)
    to_units = kind == "circular"
    usual = usual_address(source, to_all=to_units)
    correspondence = correspond(wanted.address, source.programme, usual, chosen.profile, to_units=to_units)
    view = quarterly_view(source)
    make = _maker(ledger, source, view, kind, chosen.profile, correspondence)
    limit = _limit(chosen, wanted)
    words = chosen.profile.words
    with templates.recording() as used:
        document, eased = shortened(lambda level: with_custom_body(make(level), kind, view, words, folders), limit)
        styles = custom_styles(folders, chosen.profile)
    notes = (*unknown_parties(document), *_long_title(source, wanted.address))
    stem = f"{file_stem(view)}-{kind}"
    return MadeDocument(
        stem, kind, document, chosen, wanted, limit, eased, notes, source.unreadable, source, used, styles
    )


def _limit(chosen: ChosenProfile, wanted: OfficialRequest) -> int:
    return chosen.profile.body.max_characters if wanted.max_characters is None else wanted.max_characters


def _maker(
    ledger: OpenLedger, source: Source, view: QuarterlyView, kind: PeriodDocument, profile: OfficialProfile,
    correspondence: Correspondence,
) -> Callable[[int], OfficialDocument]:  # fmt: skip
    """Return how a document of that kind is written at each level of easing."""
    rows = annex_source(ledger, source, view, profile.words)
    units = units_of(source, view)
    short_names = {item.name("zh"): item.short for item in source.programme.organizations}
    short_title = source.programme.short_title.say("zh") if source.programme.short_title is not None else ""
    base = PeriodWriting(view, profile.words, {}, 0, short_title, profile.quote == "next_steps")

    @cache
    def annexes(totals: bool) -> dict[str, Annex]:
        match kind:
            case "progress":
                return progress_annexes(rows, domains=totals)
            case "circular":
                return circular_annexes(rows, units)
            case "practices":
                return list_annexes(rows)

    def written(writing: PeriodWriting) -> OfficialDocument:
        match kind:
            case "progress":
                return progress_document(writing, correspondence)
            case "circular":
                return circular_document(writing, units, correspondence)
            case "practices":
                return practices_document(writing, correspondence)

    def make(level: int) -> OfficialDocument:
        writing = replace(base, annexes=annexes(kind == "progress" and level >= EASED_TOTALS), eased=level)
        return with_short_names(written(writing), short_names)

    return make


def _long_title(source: Source, asked: AddressRequest) -> Iterator[Message]:
    """Yield what to do about a title of the programme that is too long for that of a document."""
    programme = source.programme
    length = len(programme.title.say("zh"))
    if length > LONGEST_NAME and programme.short_title is None and asked.title is None and source.scope.kind != "pilot":
        yield Message.of(
            "the title of the programme has {length} characters, more than {most}: write a short_title in "
            "programme.yaml, or give the document a title",
            length=length,
            most=LONGEST_NAME,
        )


def gather_evaluation_documents(
    ledger: OpenLedger, asked: EvaluationReportRequest, wanted: OfficialRequest
) -> tuple[MadeDocument, ...]:
    """Return the document on each evaluation of the pilot named.

    Raises:
        UsageProblem: no pilot is named, or there is no such evaluation, organization or profile.
        DocumentStopped: texts stand in English only, or a body is too long.
    """
    if asked.subject is None:
        raise UsageProblem("an official document is on one pilot's evaluation", help="name the pilot")
    if asked.edition == "public":
        raise UsageProblem("official documents have no public edition", help="leave out {--edition} public")
    chosen = chosen_profile(ledger, wanted.profile)
    source = gather_evaluation_source(ledger, asked)
    if not source.results:
        raise DocumentStopped(
            "no evaluation of {subject} can be read: {files}",
            help="talentpilot validate lists what is wrong",
            subject=asked.subject,
            files=Message.listed(dict.fromkeys(item.path for item in source.unreadable)),
        )
    folders, skipped = _folders(ledger, wanted)
    made = (evaluation_report(one, wanted, chosen, folders) for one in source.each())
    return tuple(replace(one, notes=(*skipped, *one.notes)) for one in made)


def evaluation_report(
    source: EvaluationSource, wanted: OfficialRequest, chosen: ChosenProfile, folders: tuple[Path, ...] = ()
) -> MadeDocument:
    """Return the document on the one evaluation of the source.

    Raises:
        DocumentStopped: texts stand in English only, or the body is too long.
    """
    (result,) = source.results
    require_chinese(source.programme, source.catalogue, (result.status,), result)
    view, programme, profile = evaluation_view(source), source.programme, chosen.profile
    keeper = programme.organization_name(programme.keeper, "zh") if programme.keeper else ""
    usual = UsualAddress(result.evaluation.evaluator.org, keeper)
    directive = programme.directive.number if programme.directive is not None else None
    writing = EvaluationWriting(view, profile.words, directive or "", evaluation_annexes(view))
    address = correspond(wanted.address, programme, usual, profile)
    if wanted.address.sender is None:
        address = correspond(wanted.address, programme.model_copy(update={"documents": None}), usual, profile)
    with templates.recording() as used:
        document = evaluation_document(writing, address)
        document = with_custom_body(document, "evaluation", view, profile.words, folders)
        styles = custom_styles(folders, profile)
    limit = _limit(chosen, wanted)
    require_length(document, limit)
    stem = f"{evaluation_publication(view, ('zh',), ()).stem}-official"
    notes, unreadable = unknown_parties(document), source.unreadable
    return MadeDocument(stem, "evaluation", document, chosen, wanted, limit, 0, notes, unreadable, source, used, styles)


WITHIN = 30
"""How many days a reminder looks ahead unless something else is asked for."""
ALL = "all"
_NONE_TO_ITSELF = "no reminder goes to the sender {sender}, which has items due itself"


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders to the units asked for: none to one that owes nothing by that day, and of several none to the
    sender.
    """

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
    pilots = pilots_due(ledger, due)
    require_chinese(due.head.programme, due.head.catalogue, pilots.values())
    groups = {unit: tuple(items) for unit, items in groupby(due.items, key=lambda item: item.owner)}
    sender = sender_of(wanted.address, due.head.programme, due.head.programme.keeper)
    left_out = (Message.of(_NONE_TO_ITSELF, sender=sender),) if len(groups) > 1 and groups.pop(sender, ()) else ()
    if wanted.address.to is not None and len(groups) > 1:
        raise UsageProblem(
            "{--to} names one addressee, and there are {number} units", help="leave {--to} out", number=len(groups)
        )
    folders, skipped = _folders(ledger, wanted)
    made = (_reminder(due, pilots, unit, items, chosen, wanted, folders) for unit, items in groups.items())
    return Reminders(due, tuple(replace(one, notes=(*skipped, *left_out, *one.notes)) for one in made))


def _reminder(
    due: Due,
    pilots: Mapping[str, PilotStatus],
    unit: str,
    items: tuple[AgendaItem, ...],
    chosen: ChosenProfile,
    wanted: OfficialRequest,
    folders: tuple[Path, ...],
) -> MadeDocument:
    programme, day = due.head.programme, due.head.as_of
    title = programme.short_title.say("zh") if programme.short_title is not None else "试点"
    reply = days_after(day, chosen.profile.reply_days) if chosen.profile.reply_days is not None else None
    name = programme.organization_name(unit, "zh")
    reminder = Reminder(title, name, day, due.within, tuple(_items(pilots, items, chosen.profile.words)), reply)
    limit = LONGEST_BODY if wanted.max_characters is None else wanted.max_characters
    address = correspond(wanted.address, programme, UsualAddress(programme.keeper, name), chosen.profile, to_units=True)
    document, profile = reminder_on_its_page(reminder, chosen.profile, address, folders, limit)
    require_length(document, limit)
    moved = "{number} items have no room on the page of the letter: they are listed in an annex"
    notes = (Message.of(moved, number=len(items)),) if document.annexes else ()
    return MadeDocument(
        f"reminder-{unit}", "reminder", document, replace(chosen, profile=profile), wanted, limit,
        notes=(*unknown_parties(document), *notes), unreadable=due.head.unreadable,
        custom_styles=custom_styles(folders, profile),
    )  # fmt: skip


def reminder_on_its_page(
    reminder: Reminder, profile: OfficialProfile, address: Correspondence, folders: tuple[Path, ...], limit: int
) -> tuple[OfficialDocument, OfficialProfile]:
    """Return a reminder and its profile. What is owed stands in the body if that leaves the reminder on one page, in
    small letters if need be, or if no limit is wanted; else in an annex.
    """

    def written(*, annexed: bool) -> OfficialDocument:
        document = reminder_document(reminder, profile.words, address, annexed=annexed)
        return with_custom_body(document, "reminder", reminder, profile.words, folders)

    whole, low = written(annexed=False), profile.for_reminder()
    if not limit:
        return whole, low
    if len(reminder.items) <= MOST_ITEMS and body_length(whole) <= limit:
        for tried in (low, profile.for_reminder(small=True)):
            if fits_a_page(whole, geometry(tried)):
                return whole, tried
    return written(annexed=True), profile.as_letter()


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
