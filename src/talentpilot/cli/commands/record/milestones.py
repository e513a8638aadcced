"""The `talentpilot record` commands for milestones, bottlenecks and support."""

from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.options import NoteOptions, TitleOptions, WriteOptions, text_from_options, text_of
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import BottleneckKind, BottleneckSeverity, IncentiveKind, Needs, PublicityChannel
from talentpilot.model.dates import optional_day

Step = Annotated[str, typer.Argument(metavar="PILOT/M3", help="Milestone, as PILOT/M3.", show_default=False)]


def done(
    session: Session,
    step: Step,
    note: NoteOptions,
    writing: WriteOptions,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record that a milestone is done."""
    from talentpilot.services.recording.milestones import record_done
    from talentpilot.services.recording.transaction import open_object

    edit, identifier = open_object(session.open_ledger(), step, "M3")
    record_done(
        edit, identifier, optional_day(date), evidence=evidence or (), note=text_of(note, "note"), force=writing.force
    )
    return writing.commit(session, edit)


def forecast(
    session: Session,
    step: Step,
    writing: WriteOptions,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day now expected; leave it out if it is not known yet.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="The new day is open; --reason says why.")] = False,
    stated: Annotated[str | None, typer.Option(metavar="DATE", help="Day of this statement. Default: today.")] = None,
    reason: Annotated[str | None, options.text_option(help="Why it is late.")] = None,
    reason_zh: options.Zh = None,
    reason_en: options.En = None,
    next_: Annotated[str | None, options.text_option("--next", help="What is done next.")] = None,
    next_zh: options.Zh = None,
    next_en: options.En = None,
) -> ExitCode:
    """Record when a milestone is now expected, or that its date is open. The planned date stays."""
    from talentpilot.services.recording.milestones import record_forecast
    from talentpilot.services.recording.transaction import open_object

    expected = optional_day(date)
    if open_ and expected is not None:
        advice = "give the day now expected, or --open with --reason"
        raise UsageProblem("--open and --date contradict each other; nothing was written", help=advice)
    edit, identifier = open_object(session.open_ledger(), step, "M3")
    why = text_from_options("reason", reason, reason_zh, reason_en)
    then, day = text_from_options("next", next_, next_zh, next_en), optional_day(stated)
    record_forecast(edit, identifier, expected, stated=day, reason=why, next_step=then, force=writing.force)
    return writing.commit(session, edit)


def bottleneck(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[BottleneckKind, typer.Option(metavar="KIND", help="Kind of bottleneck.")],
    severity: Annotated[BottleneckSeverity, typer.Option(metavar="WORD", help="How much it holds the pilot up.")],
    owner: Annotated[str, typer.Option(metavar="ORG", help="Organization responsible for it.")],
    needs: Annotated[Needs, typer.Option(metavar="LEVEL", help="Who can settle it.")],
    title: TitleOptions,
    writing: WriteOptions,
    date: options.Date = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="Day by which it is to be settled.")] = None,
    same_as: Annotated[
        str | None, typer.Option(metavar="PILOT/B1", help="The same bottleneck in another pilot.")
    ] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record a bottleneck (堵点、卡点、难点)."""
    from talentpilot.services.recording.bottlenecks import record_bottleneck
    from talentpilot.services.recording.transaction import open_edit

    edit = open_edit(session.open_ledger(), pilot)
    record_bottleneck(
        edit,
        title.required,
        raised=optional_day(date),
        kind=kind,
        severity=severity,
        owner=owner,
        needs=needs,
        due=optional_day(due or None),
        same_as=same_as,
        evidence=evidence or (),
    )
    return writing.commit(session, edit)


Bottleneck = Annotated[str, typer.Argument(metavar="PILOT/B1", help="Bottleneck, as PILOT/B1.", show_default=False)]


def resolve(
    session: Session,
    bottleneck: Bottleneck,
    writing: WriteOptions,
    resolution: Annotated[str | None, options.text_option(help="How it was settled.")] = None,
    resolution_zh: options.Zh = None,
    resolution_en: options.En = None,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record that a bottleneck is resolved (销号)."""
    from talentpilot.services.recording.bottlenecks import record_resolution
    from talentpilot.services.recording.transaction import open_object

    edit, identifier = open_object(session.open_ledger(), bottleneck, "B1")
    said, day = text_from_options("resolution", resolution, resolution_zh, resolution_en), optional_day(date)
    record_resolution(edit, identifier, said, day, evidence=evidence or (), force=writing.force)
    return writing.commit(session, edit)


def acceptance(
    session: Session,
    bottleneck: Bottleneck,
    by: Annotated[
        str, typer.Option(metavar="ORG", help="Organization that accepted the solution, other than its owner.")
    ],
    writing: WriteOptions,
    date: options.Date = None,
    document: options.Document = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record that another body has accepted the solution of a bottleneck (销号验收)."""
    from talentpilot.services.recording.bottlenecks import record_acceptance
    from talentpilot.services.recording.transaction import open_object

    edit, identifier = open_object(session.open_ledger(), bottleneck, "B1")
    day, cited = optional_day(date), evidence or ()
    record_acceptance(edit, identifier, by, day, document=document, evidence=cited, force=writing.force)
    return writing.commit(session, edit)


def reopen(
    session: Session,
    bottleneck: Bottleneck,
    writing: WriteOptions,
    reason: Annotated[str | None, options.text_option(help="Why it is open again.")] = None,
    reason_zh: options.Zh = None,
    reason_en: options.En = None,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Reopen a resolved bottleneck."""
    from talentpilot.services.recording.bottlenecks import record_reopening
    from talentpilot.services.recording.transaction import open_object

    edit, identifier = open_object(session.open_ledger(), bottleneck, "B1")
    why = text_from_options("reason", reason, reason_zh, reason_en)
    record_reopening(edit, identifier, why, optional_day(date), evidence=evidence or ())
    return writing.commit(session, edit)


def incentive(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[IncentiveKind, typer.Option(metavar="KIND", help="Kind of support.")],
    grantor: Annotated[str, typer.Option(metavar="ORG", help="Organization that granted it.")],
    title: TitleOptions,
    writing: WriteOptions,
    date: options.Date = None,
    amount: Annotated[str | None, typer.Option(metavar="NUMBER", help="Amount of the money.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Currency of the money, such as CNY.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record policy support, a project, funding or an honour (激励)."""
    from talentpilot.model.scalars import read_number
    from talentpilot.services.recording.support import record_incentive
    from talentpilot.services.recording.transaction import open_edit
    from talentpilot.services.recording.values import read_value

    edit = open_edit(session.open_ledger(), pilot)
    record_incentive(
        edit,
        title.required,
        kind=kind,
        grantor=grantor,
        day=optional_day(date),
        amount=read_value("--amount", read_number, amount),
        currency=currency,
        evidence=evidence or (),
    )
    return writing.commit(session, edit)


def publicity(
    session: Session,
    pilot: options.Pilot,
    channel: Annotated[PublicityChannel, typer.Option(metavar="WORD", help="Level of the medium.")],
    title: TitleOptions,
    writing: WriteOptions,
    date: options.Date = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address of the page.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record media coverage (宣传)."""
    from talentpilot.services.recording.support import record_publicity
    from talentpilot.services.recording.transaction import open_edit

    edit = open_edit(session.open_ledger(), pilot)
    day, cited = optional_day(date), evidence or ()
    record_publicity(edit, title.required, channel=channel, day=day, url=url, evidence=cited)
    return writing.commit(session, edit)
