"""The `talentpilot record` commands for milestones, bottlenecks and support."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.edit_command import commit
from talentpilot.cli.options import NoteOptions, TitleOptions, WriteOptions
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.services.recording.transaction import PilotEdit

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
    from talentpilot.services.recording.items import refuse_recorded
    from talentpilot.services.recording.transaction import day_or_default, open_object

    edit, identifier = open_object(session.open_ledger(), step, "M3")
    place = ("milestones", edit.find("milestones.yaml", "milestones", identifier))
    refuse_recorded(edit, "milestones.yaml", (*place, "done"), f"{identifier} done", force=writing.force)
    day = day_or_default(edit, date)
    edit.put("milestones.yaml", (*place, "done"), day, f"{identifier} done on {day}")
    edit.cite("milestones.yaml", (*place, "evidence"), evidence)
    if note.words is not None:
        refuse_recorded(edit, "milestones.yaml", (*place, "note"), f"the note of {identifier}", force=writing.force)
        edit.put("milestones.yaml", (*place, "note"), note.words)
    return commit(session, edit, writing)


def forecast(
    session: Session,
    step: Step,
    writing: WriteOptions,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day now expected; left out while it is open.")
    ] = None,
    stated: Annotated[str | None, typer.Option(metavar="DATE", help="The day this is said; by default today.")] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why it is late.", rich_help_panel=options.TEXTS)
    ] = None,
    reason_zh: options.Zh = None,
    reason_en: options.En = None,
    next_: Annotated[
        str | None, typer.Option("--next", metavar="TEXT", help="What is done next.", rich_help_panel=options.TEXTS)
    ] = None,
    next_zh: options.Zh = None,
    next_en: options.En = None,
) -> ExitCode:
    """Record when a milestone is now expected, or that its date is open. The planned date stays."""
    from talentpilot.services.days import parse_day
    from talentpilot.services.recording.transaction import day_or_default, open_object
    from talentpilot.services.recording.values import text_from_options

    edit, identifier = open_object(session.open_ledger(), step, "M3")
    expected, said = parse_day(date) if date is not None else None, day_or_default(edit, stated)
    why = text_from_options("reason", reason, reason_zh, reason_en)
    if expected is None and why is None:
        raise UsageProblem(
            "neither a day nor a reason was given; nothing was written\n"
            "  help: --date with the day now expected, or --reason why the new day is open"
        )
    if not writing.force:
        _refuse_done(edit, identifier, said)
    place = ("milestones", edit.find("milestones.yaml", "milestones", identifier), "forecasts")
    fields = {
        "date": expected,
        "stated": said,
        "reason": why,
        "next": text_from_options("next", next_, next_zh, next_en),
    }
    when = f"expected on {expected}" if expected is not None else "open"
    present = {key: value for key, value in fields.items() if value is not None}
    edit.append("milestones.yaml", place, present, f"{identifier} {when}, as said on {said}")
    return commit(session, edit, writing)


def _refuse_done(edit: "PilotEdit", identifier: str, said: datetime.date) -> None:
    """Refuse a forecast of what was done by the day on which it is said.

    Raises:
        UsageProblem: it was done.
    """
    known = edit.pilot.milestone(identifier)
    if known is not None and known.done is not None and known.done <= said:
        raise UsageProblem(
            f"{identifier} was done on {known.done}, so nothing is expected on {said}; nothing was written\n"
            "  help: give --stated, the day before it on which this was said"
        )


KINDS = "policy, procedure, data, funding, capacity, coordination, legal, technology or other"
LEVELS = "unit, city, province, ministry or other_ministries"


def bottleneck(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[str, typer.Option(metavar="KIND", help=f"{KINDS}.")],
    severity: Annotated[str, typer.Option(metavar="WORD", help="critical, major or minor.")],
    owner: Annotated[str, typer.Option(metavar="ORG", help="Who has to see to it.")],
    needs: Annotated[str, typer.Option(metavar="LEVEL", help=f"Who can settle it: {LEVELS}.")],
    title: TitleOptions,
    writing: WriteOptions,
    date: options.Date = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="To be settled by.")] = None,
    same_as: Annotated[str | None, typer.Option(metavar="PILOT/B1", help="The same trouble in another pilot.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record a bottleneck (堵点、卡点、难点)."""
    from talentpilot.services.days import parse_day
    from talentpilot.services.recording.items import add_item
    from talentpilot.services.recording.transaction import day_or_default, open_edit

    edit = open_edit(session.open_ledger(), pilot)
    fields = {
        "title": title.required,
        "kind": kind,
        "severity": severity,
        "raised": day_or_default(edit, date),
        "owner": owner,
        "needs": needs,
        "due": parse_day(due) if due else None,
        "same_as": same_as,
        "evidence": list(evidence or ()),
    }
    add_item(edit, "bottlenecks", "B", fields, f"raised on {fields['raised']}, {severity}, needs {needs}")
    return commit(session, edit, writing)


Bottleneck = Annotated[str, typer.Argument(metavar="PILOT/B1", help="Bottleneck, as PILOT/B1.", show_default=False)]


def resolve(
    session: Session,
    bottleneck: Bottleneck,
    writing: WriteOptions,
    resolution: Annotated[
        str | None, typer.Option(metavar="TEXT", help="How it was settled.", rich_help_panel=options.TEXTS)
    ] = None,
    resolution_zh: options.Zh = None,
    resolution_en: options.En = None,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record that a bottleneck is resolved (销号)."""
    from talentpilot.services.recording.episodes import last_episode, refuse_earlier
    from talentpilot.services.recording.items import refuse_recorded
    from talentpilot.services.recording.transaction import day_or_default, open_object
    from talentpilot.services.recording.values import required, text_from_options

    edit, identifier = open_object(session.open_ledger(), bottleneck, "B1")
    home, place, began = last_episode(edit, identifier)
    refuse_recorded(edit, "pilot.yaml", (*place, "resolved"), f"{identifier} resolved", force=writing.force)
    said = required("resolution", text_from_options("resolution", resolution, resolution_zh, resolution_en))
    day = day_or_default(edit, date)
    refuse_earlier(day, began, f"{identifier} was raised" if home == place else f"{identifier} was reopened")
    edit.put("pilot.yaml", (*place, "resolved"), day, f"{identifier} resolved on {day}")
    edit.put("pilot.yaml", (*place, "resolution"), said)
    edit.cite("pilot.yaml", (*home, "evidence"), evidence)
    return commit(session, edit, writing)


def acceptance(
    session: Session,
    bottleneck: Bottleneck,
    by: Annotated[str, typer.Option(metavar="ORG", help="Who accepted the solution: another body than its owner.")],
    writing: WriteOptions,
    date: options.Date = None,
    document: options.Document = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record that another body has accepted the solution of a bottleneck (销号验收)."""
    from talentpilot.services.recording.episodes import last_episode, refuse_earlier, resolved_on
    from talentpilot.services.recording.items import refuse_recorded
    from talentpilot.services.recording.transaction import day_or_default, open_object
    from talentpilot.services.recording.values import without_empty

    edit, identifier = open_object(session.open_ledger(), bottleneck, "B1")
    home, place, _ = last_episode(edit, identifier)
    refuse_recorded(edit, "pilot.yaml", (*place, "accepted"), f"the acceptance of {identifier}", force=writing.force)
    day, resolved = day_or_default(edit, date), resolved_on(edit, place, identifier)
    refuse_earlier(day, resolved, f"{identifier} was resolved")
    fact = without_empty(date=day, by=by, document=document)
    edit.put("pilot.yaml", (*place, "accepted"), fact, f"{identifier} accepted on {day} by {by}")
    edit.cite("pilot.yaml", (*home, "evidence"), evidence)
    return commit(session, edit, writing)


def reopen(
    session: Session,
    bottleneck: Bottleneck,
    writing: WriteOptions,
    reason: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Why it is on the books again.", rich_help_panel=options.TEXTS),
    ] = None,
    reason_zh: options.Zh = None,
    reason_en: options.En = None,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Reopen a resolved bottleneck."""
    from talentpilot.services.recording.episodes import last_episode, refuse_earlier, resolved_on
    from talentpilot.services.recording.transaction import day_or_default, open_object
    from talentpilot.services.recording.values import required, text_from_options

    edit, identifier = open_object(session.open_ledger(), bottleneck, "B1")
    home, place, _ = last_episode(edit, identifier)
    why = required("reason", text_from_options("reason", reason, reason_zh, reason_en))
    day, resolved = day_or_default(edit, date), resolved_on(edit, place, identifier)
    refuse_earlier(day, resolved, f"{identifier} was resolved")
    edit.append("pilot.yaml", (*home, "reopened"), {"date": day, "reason": why}, f"{identifier} reopened on {day}")
    edit.cite("pilot.yaml", (*home, "evidence"), evidence)
    return commit(session, edit, writing)


def incentive(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[str, typer.Option(metavar="KIND", help="policy, project, funding or honour.")],
    grantor: Annotated[str, typer.Option(metavar="ORG", help="Who granted it.")],
    title: TitleOptions,
    writing: WriteOptions,
    date: options.Date = None,
    amount: Annotated[str | None, typer.Option(metavar="NUMBER", help="For money: how much.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="For money, such as CNY.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record policy support, a project, funding or an honour (激励)."""
    from talentpilot.model.scalars import read_number
    from talentpilot.services.recording.items import add_item
    from talentpilot.services.recording.transaction import day_or_default, open_edit
    from talentpilot.services.recording.values import read_value

    edit = open_edit(session.open_ledger(), pilot)
    fields = {
        "kind": kind,
        "title": title.required,
        "grantor": grantor,
        "date": day_or_default(edit, date),
        "amount": read_value("--amount", read_number, amount),
        "currency": currency,
        "evidence": list(evidence or ()),
    }
    add_item(edit, "incentives", "S", fields, f"granted by {grantor} on {fields['date']}")
    return commit(session, edit, writing)


def publicity(
    session: Session,
    pilot: options.Pilot,
    channel: Annotated[str, typer.Option(metavar="WORD", help="national, provincial, municipal or other.")],
    title: TitleOptions,
    writing: WriteOptions,
    date: options.Date = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it stands.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record media coverage (宣传)."""
    from talentpilot.services.recording.items import add_item
    from talentpilot.services.recording.transaction import day_or_default, open_edit

    edit = open_edit(session.open_ledger(), pilot)
    fields = {
        "date": day_or_default(edit, date),
        "channel": channel,
        "title": title.required,
        "url": url,
        "evidence": list(evidence or ()),
    }
    add_item(edit, "publicity", "N", fields, f"published on {fields['date']}, {channel}")
    return commit(session, edit, writing)
