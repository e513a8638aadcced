"""`talentpilot record practice|adoption`: ways of working that travel, and who took them over."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.options import Titled, Writing
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.cli.recording.desk import Desk
    from talentpilot.diagnostics import FieldPath
    from talentpilot.store.editing_values import Value

TEXTS = ("summary", "steps", "conditions", "cost", "risks")
STAGES = ("documented", "endorsed", "promoted", "withdrawn")


@dataclass(frozen=True, slots=True)
class Become:
    """What a practice has become: since when, by whom, on which paper."""

    stage: Annotated[str | None, typer.Option(metavar="WORD", help=f"What it has become: {', '.join(STAGES)}.")] = None
    date: options.Date = None
    by: Annotated[str | None, typer.Option(metavar="ORG", help="Who endorsed or promoted it.")] = None
    document: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="发文字号: the paper that endorsed or promoted it, else one of its own."),
    ] = None

    @property
    def on_paper(self) -> bool:
        """Whether somebody with authority said so, on a paper of his own."""
        return self.stage in ("endorsed", "promoted")

    def fact(self, desk: "Desk") -> "dict[str, Value]":
        """The stage with its day, or with day, authority and paper.

        Raises:
            UsageProblem: there is no such stage, or what goes with it is missing.
        """
        from talentpilot.cli.recording.opening import the_day
        from talentpilot.cli.recording.reading import given

        if self.stage is None:
            if self.by is not None or self.date is not None:
                raise UsageProblem(f"--date and --by tell of a stage\n  help: give --stage: {', '.join(STAGES)}")
            return {}
        if self.stage not in STAGES:
            raise UsageProblem(f"--stage {self.stage} is unknown\n  help: write {', '.join(STAGES)}")
        day = the_day(desk, self.date)
        if not self.on_paper:
            return {self.stage: day}
        if self.by is None:
            raise UsageProblem(f"--stage {self.stage} without --by\n  help: name who has done so, and --document")
        return {self.stage: given(date=day, by=self.by, document=self.document)}


def practice(
    session: Session,
    target: Annotated[
        str, typer.Argument(metavar="PILOT[/P1]", help="The pilot for a new one, or the practice.", show_default=False)
    ],
    title: Titled,
    become: Become,
    writing: Writing,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="policy, project, platform, service or other.")
    ] = None,
    text: options.Texts = None,
    solves: Annotated[list[str] | None, typer.Option(metavar="ID", help="A bottleneck it solves, such as B1.")] = None,
    indicator: Annotated[list[str] | None, typer.Option(metavar="ID", help="An indicator it rests on.")] = None,
) -> ExitCode:
    """A practice, new or taken a stage further: its texts, what it solves, its endorsement."""
    from talentpilot.cli.recording.reading import texts

    words = {"title": title.words, "kind": kind, **texts(text, TEXTS)}
    desk, identifier = _open(session, target, words)
    if not any((*words.values(), become.stage, become.document, become.date, become.by, solves, indicator)):
        raise UsageProblem(f"nothing is said of {identifier}\n  help: give --stage, --text, --document, --solves …")
    place = ("practices", desk.find("outcomes.yaml", "practices", identifier))
    news = {**(words if "/" in target else {}), **become.fact(desk)}
    _set(desk, place, news, identifier, force=writing.force)
    if become.document is not None and not become.on_paper:
        said = f"{identifier} on paper: {become.document}"
        desk.cite("outcomes.yaml", (*place, "documents"), [become.document], said)
    desk.cite("outcomes.yaml", (*place, "solves"), solves)
    desk.cite("outcomes.yaml", (*place, "indicators"), indicator)
    return desk.commit(writing)


def adoption(
    session: Session,
    target: Annotated[str, typer.Argument(metavar="PILOT/P1", help="The practice.", show_default=False)],
    writing: Writing,
    org: Annotated[str | None, typer.Option(metavar="ORG", help="The organization that took it over.")] = None,
    region: Annotated[str | None, typer.Option(metavar="CODE", help="The region that took it over.")] = None,
    document: options.Document = None,
    date: options.Date = None,
    text: options.Texts = None,
) -> ExitCode:
    """A practice was taken over by an organization or a region, on which paper."""
    from talentpilot.cli.recording.items import refuse_recorded
    from talentpilot.cli.recording.opening import open_object, the_day
    from talentpilot.cli.recording.reading import texts

    desk, identifier = open_object(session, target, "P1")
    place = ("practices", desk.find("outcomes.yaml", "practices", identifier), "adoptions")
    if org is None and region is None:
        raise UsageProblem("nobody is named who took it over\n  help: give --org or --region")
    day = the_day(desk, date)
    adopter = {name: value for name, value in (("org", org), ("region", region)) if value is not None}
    paper = {"document": document} if document is not None else {}
    fact = {**adopter, "date": day, **paper, **texts(text, ("scale", "adapted"))}
    meaning = f"{identifier} adopted by {', '.join(adopter.values())}"
    for index, known in enumerate(desk.file("outcomes.yaml").at(place) or ()):
        if isinstance(known, dict) and {**adopter, **paper}.items() <= known.items():
            refuse_recorded(desk, "outcomes.yaml", (*place, index), meaning, force=writing.force)
    desk.append("outcomes.yaml", place, fact, f"{meaning} on {day}")
    return desk.commit(writing)


def _open(session: Session, target: str, words: "dict[str, Value]") -> "tuple[Desk, str]":
    """The practice of the target; a new one, where the target names the pilot alone."""
    from talentpilot.cli.recording.items import add_item
    from talentpilot.cli.recording.opening import open_desk, open_object
    from talentpilot.cli.recording.reading import required

    if "/" in target:
        return open_object(session, target, "P1")
    desk = open_desk(session, target)
    required("title", words["title"])
    if words["kind"] is None:
        raise UsageProblem("--kind is missing\n  help: policy, project, platform, service or other")
    return desk, add_item(desk, "practices", "P", words, f"is a new practice, {words['kind']}")


def _set(desk: "Desk", place: "FieldPath", values: "dict[str, Value]", identifier: str, *, force: bool) -> None:
    from talentpilot.cli.recording.items import refuse_recorded

    for name, value in values.items():
        if value is None:
            continue
        refuse_recorded(desk, "outcomes.yaml", (*place, name), f"{identifier} {name}", force=force)
        said = value if not isinstance(value, dict) else ", ".join(map(str, value.values()))
        desk.put("outcomes.yaml", (*place, name), value, f"{identifier} {name}: {said}")
