"""`talentpilot record done|forecast`: facts about steps."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.options import Noted, Writing
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.cli.recording.desk import Desk

Step = Annotated[str, typer.Argument(metavar="PILOT/M3", help="The step.", show_default=False)]


def done(
    session: Session,
    step: Step,
    note: Noted,
    writing: Writing,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """A step is done."""
    from talentpilot.cli.recording.items import refuse_recorded
    from talentpilot.cli.recording.opening import open_object, the_day

    desk, identifier = open_object(session, step, "M3")
    place = ("milestones", desk.find("milestones.yaml", "milestones", identifier))
    refuse_recorded(desk, "milestones.yaml", (*place, "done"), f"{identifier} done", force=writing.force)
    day = the_day(desk, date)
    desk.put("milestones.yaml", (*place, "done"), day, f"{identifier} done on {day}")
    desk.cite("milestones.yaml", (*place, "evidence"), evidence)
    if note.words is not None:
        refuse_recorded(desk, "milestones.yaml", (*place, "note"), f"the note of {identifier}", force=writing.force)
        desk.put("milestones.yaml", (*place, "note"), note.words)
    return desk.commit(writing)


def forecast(
    session: Session,
    step: Step,
    writing: Writing,
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
    """A step is expected on a day, or its day is open; the date of the plan stays."""
    from talentpilot.cli.recording.opening import open_object, the_day
    from talentpilot.cli.recording.reading import wording
    from talentpilot.cli.session import parse_day

    desk, identifier = open_object(session, step, "M3")
    expected, said = parse_day(date) if date is not None else None, the_day(desk, stated)
    why = wording("reason", reason, reason_zh, reason_en)
    if expected is None and why is None:
        raise UsageProblem(
            "neither a day nor a reason was given; nothing was written\n"
            "  help: --date with the day now expected, or --reason why the new day is open"
        )
    if not writing.force:
        _refuse_done(desk, identifier, said)
    place = ("milestones", desk.find("milestones.yaml", "milestones", identifier), "forecasts")
    fields = {"date": expected, "stated": said, "reason": why, "next": wording("next", next_, next_zh, next_en)}
    when = f"expected on {expected}" if expected is not None else "open"
    present = {key: value for key, value in fields.items() if value is not None}
    desk.append("milestones.yaml", place, present, f"{identifier} {when}, as said on {said}")
    return desk.commit(writing)


def _refuse_done(desk: "Desk", identifier: str, said: datetime.date) -> None:
    """Refuse a forecast of what was done by the day on which it is said.

    Raises:
        UsageProblem: it was done.
    """
    known = desk.pilot.milestone(identifier)
    if known is not None and known.done is not None and known.done <= said:
        raise UsageProblem(
            f"{identifier} was done on {known.done}, so nothing is expected on {said}; nothing was written\n"
            "  help: give --stated, the day before it on which this was said"
        )
