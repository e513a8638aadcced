"""`talentpilot record bottleneck|resolve|acceptance|reopen`: what holds a pilot up, and how it was settled."""

from typing import Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.options import Titled, Writing
from talentpilot.cli.session import Session

KINDS = "policy, procedure, data, funding, capacity, coordination, legal, technology or other"
LEVELS = "unit, city, province, ministry or other_ministries"


def bottleneck(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[str, typer.Option(metavar="KIND", help=f"{KINDS}.")],
    severity: Annotated[str, typer.Option(metavar="WORD", help="critical, major or minor.")],
    owner: Annotated[str, typer.Option(metavar="ORG", help="Who has to see to it.")],
    needs: Annotated[str, typer.Option(metavar="LEVEL", help=f"Who can settle it: {LEVELS}.")],
    title: Titled,
    writing: Writing,
    date: options.Date = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="To be settled by.")] = None,
    same_as: Annotated[str | None, typer.Option(metavar="PILOT/B1", help="The same trouble in another pilot.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Something holds the pilot up (堵点、卡点、难点)."""
    from talentpilot.cli.recording.items import add_item
    from talentpilot.cli.recording.opening import open_desk, the_day
    from talentpilot.cli.session import parse_day

    desk = open_desk(session, pilot)
    fields = {
        "title": title.demanded,
        "kind": kind,
        "severity": severity,
        "raised": the_day(desk, date),
        "owner": owner,
        "needs": needs,
        "due": parse_day(due) if due else None,
        "same_as": same_as,
        "evidence": list(evidence or ()),
    }
    add_item(desk, "bottlenecks", "B", fields, f"raised on {fields['raised']}, {severity}, needs {needs}")
    return desk.commit(writing)


Bottleneck = Annotated[str, typer.Argument(metavar="PILOT/B1", help="The bottleneck.", show_default=False)]


def resolve(
    session: Session,
    bottleneck: Bottleneck,
    writing: Writing,
    resolution: Annotated[
        str | None, typer.Option(metavar="TEXT", help="How it was settled.", rich_help_panel=options.TEXTS)
    ] = None,
    resolution_zh: options.Zh = None,
    resolution_en: options.En = None,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """A bottleneck is settled (销号), or settled again after it was reopened."""
    from talentpilot.cli.recording.episodes import last_episode, refuse_earlier
    from talentpilot.cli.recording.items import refuse_recorded
    from talentpilot.cli.recording.opening import open_object, the_day
    from talentpilot.cli.recording.reading import required, wording

    desk, identifier = open_object(session, bottleneck, "B1")
    home, place, began = last_episode(desk, identifier)
    refuse_recorded(desk, "pilot.yaml", (*place, "resolved"), f"{identifier} resolved", force=writing.force)
    said = required("resolution", wording("resolution", resolution, resolution_zh, resolution_en))
    day = the_day(desk, date)
    refuse_earlier(day, began, f"{identifier} was raised" if home == place else f"{identifier} was reopened")
    desk.put("pilot.yaml", (*place, "resolved"), day, f"{identifier} resolved on {day}")
    desk.put("pilot.yaml", (*place, "resolution"), said)
    desk.cite("pilot.yaml", (*home, "evidence"), evidence)
    return desk.commit(writing)


def acceptance(
    session: Session,
    bottleneck: Bottleneck,
    by: Annotated[str, typer.Option(metavar="ORG", help="Who accepted the solution: another body than its owner.")],
    writing: Writing,
    date: options.Date = None,
    document: options.Document = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Another body has accepted the solution of a bottleneck (销号验收)."""
    from talentpilot.cli.recording.episodes import last_episode, refuse_earlier, resolved_on
    from talentpilot.cli.recording.items import refuse_recorded
    from talentpilot.cli.recording.opening import open_object, the_day
    from talentpilot.cli.recording.reading import given

    desk, identifier = open_object(session, bottleneck, "B1")
    home, place, _ = last_episode(desk, identifier)
    refuse_recorded(desk, "pilot.yaml", (*place, "accepted"), f"the acceptance of {identifier}", force=writing.force)
    day, resolved = the_day(desk, date), resolved_on(desk, place, identifier)
    refuse_earlier(day, resolved, f"{identifier} was resolved")
    fact = given(date=day, by=by, document=document)
    desk.put("pilot.yaml", (*place, "accepted"), fact, f"{identifier} accepted on {day} by {by}")
    desk.cite("pilot.yaml", (*home, "evidence"), evidence)
    return desk.commit(writing)


def reopen(
    session: Session,
    bottleneck: Bottleneck,
    writing: Writing,
    reason: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Why it is on the books again.", rich_help_panel=options.TEXTS),
    ] = None,
    reason_zh: options.Zh = None,
    reason_en: options.En = None,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """A bottleneck that was resolved is on the books again, or its solution was refused."""
    from talentpilot.cli.recording.episodes import last_episode, refuse_earlier, resolved_on
    from talentpilot.cli.recording.opening import open_object, the_day
    from talentpilot.cli.recording.reading import required, wording

    desk, identifier = open_object(session, bottleneck, "B1")
    home, place, _ = last_episode(desk, identifier)
    why = required("reason", wording("reason", reason, reason_zh, reason_en))
    day, resolved = the_day(desk, date), resolved_on(desk, place, identifier)
    refuse_earlier(day, resolved, f"{identifier} was resolved")
    desk.append("pilot.yaml", (*home, "reopened"), {"date": day, "reason": why}, f"{identifier} reopened on {day}")
    desk.cite("pilot.yaml", (*home, "evidence"), evidence)
    return desk.commit(writing)
