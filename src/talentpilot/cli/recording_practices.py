"""`talentpilot record practice|adoption`: ways of working that travel, and who took them over."""

from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import recording_options as options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.cli.recording import Desk
    from talentpilot.diagnostics import FieldPath
    from talentpilot.store.editing_values import Value

TEXTS = ("summary", "steps", "conditions", "cost", "risks")
STAGES = ("documented", "endorsed", "promoted", "withdrawn")


def practice(
    session: Session,
    target: Annotated[
        str, typer.Argument(metavar="PILOT[/P1]", help="The pilot for a new one, or the practice.", show_default=False)
    ],
    title: options.Title = None,
    title_zh: options.Zh = None,
    title_en: options.En = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="policy, project, platform, service or other.")
    ] = None,
    text: options.Texts = None,
    solves: Annotated[list[str] | None, typer.Option(metavar="ID", help="A bottleneck it solves, such as B1.")] = None,
    indicator: Annotated[list[str] | None, typer.Option(metavar="ID", help="An indicator it rests on.")] = None,
    stage: Annotated[str | None, typer.Option(metavar="WORD", help=f"What it has become: {', '.join(STAGES)}.")] = None,
    date: options.Date = None,
    by: Annotated[str | None, typer.Option(metavar="ORG", help="Who endorsed or promoted it.")] = None,
    document: options.Document = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """A practice, new or taken a stage further: its texts, what it solves, its endorsement."""
    from talentpilot.cli.recording_targets import texts, the_day, wording

    words = {"title": wording("title", title, title_zh, title_en), "kind": kind, **texts(text, TEXTS)}
    desk, identifier = _open(session, target, words)
    place = ("practices", desk.find("outcomes.yaml", "practices", identifier))
    if stage is not None:
        fact = _stage(stage, the_day(desk, date), by, document)
        _set(desk, place, {stage: fact}, identifier, force=force)
    elif by is not None or document is not None or date is not None:
        raise UsageProblem(f"--date, --by and --document tell of a stage\n  help: give --stage: {', '.join(STAGES)}")
    if "/" in target:
        _set(desk, place, words, identifier, force=force)
    desk.cite("outcomes.yaml", (*place, "solves"), solves)
    desk.cite("outcomes.yaml", (*place, "indicators"), indicator)
    return desk.commit(dry_run=dry_run, force=force)


def adoption(
    session: Session,
    target: Annotated[str, typer.Argument(metavar="PILOT/P1", help="The practice.", show_default=False)],
    org: Annotated[str | None, typer.Option(metavar="ORG", help="The organization that took it over.")] = None,
    region: Annotated[str | None, typer.Option(metavar="CODE", help="The region that took it over.")] = None,
    document: options.Document = None,
    date: options.Date = None,
    text: options.Texts = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """A practice was taken over by an organization or a region, on which paper."""
    from talentpilot.cli.recording_targets import open_object, texts, the_day

    desk, identifier = open_object(session, target, "P1")
    place = ("practices", desk.find("outcomes.yaml", "practices", identifier), "adoptions")
    if org is None and region is None:
        raise UsageProblem("nobody is named who took it over\n  help: give --org or --region")
    day = the_day(desk, date)
    adopter = {name: value for name, value in (("org", org), ("region", region)) if value is not None}
    paper = {"document": document} if document is not None else {}
    fact = {**adopter, "date": day, **paper, **texts(text, ("scale", "adapted"))}
    meaning = f"{identifier} adopted by {', '.join(adopter.values())} on {day}"
    desk.append("outcomes.yaml", place, fact, meaning)
    return desk.commit(dry_run=dry_run, force=force)


def _open(session: Session, target: str, words: "dict[str, Value]") -> "tuple[Desk, str]":
    """The practice of the target; a new one, where the target names the pilot alone."""
    from talentpilot.cli.recording_targets import add_item, open_desk, open_object, required

    if "/" in target:
        return open_object(session, target, "P1")
    desk = open_desk(session, target)
    required("title", words["title"])
    if words["kind"] is None:
        raise UsageProblem("--kind is missing\n  help: policy, project, platform, service or other")
    return desk, add_item(desk, "practices", "P", words, "is a practice")


def _stage(stage: str, day: "Value", by: str | None, document: str | None) -> "Value":
    if stage not in STAGES:
        raise UsageProblem(f"--stage {stage} is unknown\n  help: write {', '.join(STAGES)}")
    if stage in ("documented", "withdrawn"):
        return day
    if by is None:
        raise UsageProblem(f"--stage {stage} without --by\n  help: name who has done so, and --document")
    return {"date": day, "by": by, **({"document": document} if document is not None else {})}


def _set(desk: "Desk", place: "FieldPath", values: "dict[str, Value]", identifier: str, *, force: bool) -> None:
    from talentpilot.cli.recording_targets import refuse_recorded

    for name, value in values.items():
        if value is None:
            continue
        refuse_recorded(desk, "outcomes.yaml", (*place, name), f"{identifier} {name}", force=force)
        said = value if not isinstance(value, dict) else ", ".join(map(str, value.values()))
        desk.put("outcomes.yaml", (*place, name), value, f"{identifier} {name}: {said}")
