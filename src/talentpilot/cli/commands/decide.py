"""`talentpilot decide`: records the decision on a filing."""

from typing import Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.options import Writing
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

DECISIONS = ("approved", "rejected", "withdrawn")


def decide(
    session: Session,
    pilot: options.Pilot,
    adjustment: Annotated[str, typer.Argument(metavar="A2", help="The filing.", show_default=False)],
    decision: Annotated[str, typer.Argument(metavar="WORD", help="approved, rejected or withdrawn.")],
    writing: Writing,
    date: options.Date = None,
    document: options.Document = None,
    effective: Annotated[str | None, typer.Option(metavar="DATE", help="In effect since; by default the day.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record the decision on a filing; print what the plan becomes."""
    from talentpilot.cli.recording.adjustment import effect_shown
    from talentpilot.cli.recording.items import refuse_recorded
    from talentpilot.cli.recording.opening import open_desk, the_day
    from talentpilot.cli.session import parse_day

    if decision not in DECISIONS:
        raise UsageProblem(f"{decision} is no decision\n  help: write {', '.join(DECISIONS)}")
    desk, identifier = open_desk(session, pilot), adjustment.upper()
    place = ("adjustments", desk.find("pilot.yaml", "adjustments", identifier))
    refuse_recorded(desk, "pilot.yaml", (*place, "decided"), f"the decision on {identifier}", force=writing.force)
    day = the_day(desk, date)
    filed = next((item for item in desk.pilot.file.adjustments if item.id == identifier), None)
    if filed is not None and filed.submitted is not None and day < filed.submitted:
        raise UsageProblem(f"{day} is before {identifier} was submitted, {filed.submitted}\n  help: mend --date")
    desk.put("pilot.yaml", (*place, "decided"), day)
    desk.put("pilot.yaml", (*place, "decision"), decision, f"{identifier} {decision} on {day}")
    since = parse_day(effective) if effective is not None else (filed and filed.effective) or day
    if effective is not None:
        desk.put("pilot.yaml", (*place, "effective"), since)
    if document is not None:
        if filed is not None and filed.document not in (None, document):
            desk.remarks.append(f"  document: {filed.document} of the filing → {document} of the decision")
        desk.put("pilot.yaml", (*place, "document"), document)
    desk.cite("pilot.yaml", (*place, "evidence"), evidence)
    if filed is not None:
        desk.remarks += effect_shown(desk, filed, decision, since)
    return desk.commit(writing)
