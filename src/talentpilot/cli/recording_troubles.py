"""`talentpilot record bottleneck|resolve|report`: what holds the pilot up, and the unit's own words."""

from typing import Annotated

import typer

from talentpilot.cli import recording_options as options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session

KINDS = "policy, procedure, data, funding, capacity, coordination, legal, technology or other"
TEXTS = options.TEXTS


def bottleneck(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[str, typer.Option(metavar="KIND", help=f"{KINDS}.")],
    severity: Annotated[str, typer.Option(metavar="WORD", help="critical, major or minor.")],
    owner: Annotated[str, typer.Option(metavar="ORG", help="Who has to see to it.")],
    needs: Annotated[
        str,
        typer.Option(metavar="LEVEL", help="Who can settle it: unit, city, province, ministry or other_ministries."),
    ],
    title: options.Title = None,
    title_zh: options.Zh = None,
    title_en: options.En = None,
    date: options.Date = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="To be settled by.")] = None,
    same_as: Annotated[str | None, typer.Option(metavar="PILOT/B1", help="The same trouble in another pilot.")] = None,
    evidence: options.EvidenceIds = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """Something holds the pilot up (堵点、卡点、难点)."""
    from talentpilot.cli.recording_targets import add_item, open_desk, required, the_day, wording
    from talentpilot.cli.session import parse_day

    desk = open_desk(session, pilot)
    fields = {
        "title": required("title", wording("title", title, title_zh, title_en)),
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
    return desk.commit(dry_run=dry_run, force=force)


def resolve(
    session: Session,
    bottleneck: Annotated[str, typer.Argument(metavar="PILOT/B1", help="The bottleneck.", show_default=False)],
    resolution: Annotated[
        str | None, typer.Option(metavar="TEXT", help="How it was settled.", rich_help_panel=TEXTS)
    ] = None,
    resolution_zh: options.Zh = None,
    resolution_en: options.En = None,
    date: options.Date = None,
    evidence: options.EvidenceIds = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """A bottleneck is settled (销号)."""
    from talentpilot.cli.recording_targets import open_object, refuse_recorded, required, the_day, wording

    desk, identifier = open_object(session, bottleneck, "B1")
    place = ("bottlenecks", desk.find("pilot.yaml", "bottlenecks", identifier))
    refuse_recorded(desk, "pilot.yaml", (*place, "resolved"), f"{identifier} resolved", force=force)
    said = required("resolution", wording("resolution", resolution, resolution_zh, resolution_en))
    day = the_day(desk, date)
    desk.put("pilot.yaml", (*place, "resolved"), day, f"{identifier} resolved on {day}")
    desk.put("pilot.yaml", (*place, "resolution"), said)
    desk.cite("pilot.yaml", (*place, "evidence"), evidence)
    return desk.commit(dry_run=dry_run, force=force)


def period_report(
    session: Session,
    pilot: options.Pilot,
    period: Annotated[str, typer.Option(metavar="PERIOD", help="Such as 2026Q1.")],
    progress: Annotated[str | None, typer.Option(metavar="TEXT", help="What was done.", rich_help_panel=TEXTS)] = None,
    progress_zh: options.Zh = None,
    progress_en: options.En = None,
    problems: Annotated[str | None, typer.Option(metavar="TEXT", help="What is wrong.", rich_help_panel=TEXTS)] = None,
    problems_zh: options.Zh = None,
    problems_en: options.En = None,
    next_: Annotated[
        str | None, typer.Option("--next", metavar="TEXT", help="What comes next.", rich_help_panel=TEXTS)
    ] = None,
    next_zh: options.Zh = None,
    next_en: options.En = None,
    date: options.Date = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """A report on a period was handed in."""
    from talentpilot.cli.recording_targets import open_desk, read_value, required, the_day, wording
    from talentpilot.model.periods import read_period

    desk = open_desk(session, pilot)
    covered = str(read_value("period", read_period, period))
    submitted = the_day(desk, date)
    fields = {
        "period": covered,
        "submitted": submitted,
        "progress": required("progress", wording("progress", progress, progress_zh, progress_en)),
        "problems": wording("problems", problems, problems_zh, problems_en),
        "next": wording("next", next_, next_zh, next_en),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    desk.append("pilot.yaml", ("reports",), given, f"report on {covered}, submitted on {submitted}")
    return desk.commit(dry_run=dry_run, force=force)
