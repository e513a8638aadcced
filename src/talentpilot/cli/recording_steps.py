"""`talentpilot record done|forecast|observe`: facts about steps and indicators."""

from typing import Annotated

import typer

from talentpilot.cli import recording_options as options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session

Step = Annotated[str, typer.Argument(metavar="PILOT/M3", help="The step.", show_default=False)]
Indicator = Annotated[str, typer.Argument(metavar="PILOT/I1", help="The indicator.", show_default=False)]


def done(
    session: Session,
    step: Step,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """A step is done."""
    from talentpilot.cli.recording_targets import open_object, refuse_recorded, the_day

    desk, identifier = open_object(session, step, "M3")
    place = ("milestones", desk.find("milestones.yaml", "milestones", identifier))
    refuse_recorded(desk, "milestones.yaml", (*place, "done"), f"{identifier} done", force=force)
    day = the_day(desk, date)
    desk.put("milestones.yaml", (*place, "done"), day, f"{identifier} done on {day}")
    desk.cite("milestones.yaml", (*place, "evidence"), evidence)
    return desk.commit(dry_run=dry_run, force=force)


def forecast(
    session: Session,
    step: Step,
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="The day on which it is now expected.")],
    stated: Annotated[str | None, typer.Option(metavar="DATE", help="The day this is said; by default today.")] = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """A step is expected on a day; the date of the plan stays."""
    from talentpilot.cli.recording_targets import open_object, the_day
    from talentpilot.cli.session import parse_day

    desk, identifier = open_object(session, step, "M3")
    place = ("milestones", desk.find("milestones.yaml", "milestones", identifier), "forecasts")
    expected, said = parse_day(date), the_day(desk, stated)
    meaning = f"{identifier} expected on {expected}, as said on {said}"
    desk.append("milestones.yaml", place, {"date": expected, "stated": said}, meaning)
    return desk.commit(dry_run=dry_run, force=force)


def observe(
    session: Session,
    indicator: Indicator,
    value: Annotated[str, typer.Option(metavar="NUMBER", help="The value, without its unit.")],
    date: options.Date = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="The period counted: 2026Q1, 2026-03, 2026H1, 2026.")
    ] = None,
    evidence: options.EvidenceIds = None,
    provisional: Annotated[bool, typer.Option("--provisional", help="To be confirmed.")] = False,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A remark.")] = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """An indicator was measured, on a day or over a period."""
    from talentpilot.cli.recording_targets import open_object, read_value, the_day
    from talentpilot.errors import UsageProblem
    from talentpilot.model.periods import read_period
    from talentpilot.model.scalars import read_number

    desk, identifier = open_object(session, indicator, "I1")
    index = desk.find("outcomes.yaml", "indicators", identifier)
    known = desk.pilot.indicator(identifier)
    if date is not None and period is not None:
        raise UsageProblem("--date stands beside --period\n  help: give the day, or the period that was counted")
    if period is None and known is not None and known.reporting == "per_period":
        raise UsageProblem(
            f"{identifier} is counted by period, so a day says nothing\n  help: give --period, such as 2026Q1"
        )
    when = the_day(desk, date) if period is None else str(read_value("period", read_period, period))
    number = read_value("value", read_number, value)
    fact = {"period" if period else "date": when, "value": number, **({"evidence": list(evidence)} if evidence else {})}
    fact |= {"provisional": True} if provisional else {}
    fact |= {"note": note} if note is not None else {}
    meaning = f"{identifier} {'over' if period else 'on'} {when}: {number:f}"
    desk.append("outcomes.yaml", ("indicators", index, "observations"), fact, meaning)
    return desk.commit(dry_run=dry_run, force=force)
