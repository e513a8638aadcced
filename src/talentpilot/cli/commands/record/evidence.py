"""The `talentpilot record` commands for evidence, practices and adoptions."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.edit_command import commit
from talentpilot.cli.options import TitleOptions, WriteOptions
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.diagnostics import FieldPath
    from talentpilot.services.recording.transaction import PilotEdit
    from talentpilot.store.yaml.editor import Value

ODD = frozenset('<>:"|?*\\')
"""What can't stand in the name of a file on Windows: git could not put the ledger there."""


def evidence(
    session: Session,
    pilot: options.Pilot,
    title: TitleOptions,
    writing: WriteOptions,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The file; it is copied below evidence/.", show_default=False),
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="The page, in place of a file.")] = None,
    kind: Annotated[
        str,
        typer.Option(metavar="KIND", help="document, dataset, survey, minutes, media, system, site_visit or other."),
    ] = "document",
    access: Annotated[str, typer.Option(metavar="WORD", help="public or internal.")] = "internal",
    date: options.Date = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The file's name in the ledger.")] = None,
) -> ExitCode:
    """File a document or data set: copy it into the ledger with its digest."""
    from talentpilot.services.recording.items import add_item
    from talentpilot.services.recording.transaction import day_or_default, open_edit

    if file is None and url is None:
        raise UsageProblem("there is neither a file nor --url\n  help: name the file that proves it, or give --url")
    edit = open_edit(session.open_ledger(), pilot)
    place = {} if file is None else _take_in(edit, file, name)
    fields = {
        "title": title.required,
        "kind": kind,
        "date": day_or_default(edit, date),
        **place,
        "url": url,
        "access": access,
    }
    add_item(edit, "evidence", "E", fields, f"filed, {place.get('path') or url}")
    return commit(session, edit, writing)


def _take_in(edit: "PilotEdit", file: Path, name: str | None) -> dict[str, str]:
    """The file's path in the pilot's folder and its digest; it is copied unless it lies there already."""
    if not file.is_file():
        raise UsageProblem(f"{file} is no file; nothing was written\n  help: name a file that is there")
    content = file.read_bytes()
    home = (edit.root / "pilots" / edit.folder).resolve()
    here = file.resolve()
    inside = here.is_relative_to(home / "evidence") and name is None
    path = here.relative_to(home).as_posix() if inside else f"evidence/{name or file.name}"
    if "/" in (name or "") or path.startswith("evidence/."):
        raise UsageProblem(f"--name {name or file.name} is no plain file name\n  help: give one such as letter.pdf")
    odd = " ".join(sorted(ODD & set(path)))
    if odd and not inside:
        said = f"{name or file.name} can't be the name of a file on Windows, because of {odd}; nothing was written"
        raise UsageProblem(f"{said}\n  help: give another --name")
    known = next((item.id for item in edit.pilot.file.evidence if item.path == path), None)
    if known is not None:
        raise UsageProblem(f"{path} is on the books as {known}\n  help: cite {known}, or give another --name")
    there = home / path
    if not inside and there.exists() and there.read_bytes() != content:
        raise UsageProblem(f"{path} exists with another content; nothing was written\n  help: give another --name")
    digest = edit.attach(path, content, copy=not there.exists())
    twin = next((item.id for item in edit.pilot.file.evidence if item.sha256 == digest), None)
    if twin is not None:
        edit.remarks.append(f"the same content is on the books as {twin}")
    others = edit.mentioning(digest)
    if others:
        edit.remarks.append(f"the same content is on the books of {', '.join(others)}")
    return {"path": path, "sha256": digest}


def verify(
    session: Session,
    item: Annotated[str, typer.Argument(metavar="PILOT/E3", help="The evidence.", show_default=False)],
    by: Annotated[str, typer.Option(metavar="ORG", help="Who has looked at it.")],
    method: Annotated[str, typer.Option(metavar="WORD", help="original_seen, recomputed, site_check or third_party.")],
    writing: WriteOptions,
    date: options.Date = None,
) -> ExitCode:
    """Record that somebody has verified a piece of evidence."""
    from talentpilot.services.recording.items import refuse_recorded
    from talentpilot.services.recording.transaction import day_or_default, open_object

    edit, identifier = open_object(session.open_ledger(), item, "E3")
    place = ("evidence", edit.find("pilot.yaml", "evidence", identifier))
    _refuse_tampered(edit, identifier)
    refuse_recorded(edit, "pilot.yaml", (*place, "verified"), f"{identifier} verified", force=writing.force)
    day = day_or_default(edit, date)
    fact = {"date": day, "by": by, "method": method}
    if edit.file("pilot.yaml").at((*place, "verified")):
        for field, value in fact.items():
            edit.put("pilot.yaml", (*place, "verified", field), value)
    else:
        edit.put("pilot.yaml", (*place, "verified"), fact)
    edit.written.append(("pilot.yaml", (*place, "verified"), f"{identifier} verified by {by} on {day}, {method}"))
    return commit(session, edit, writing)


def _refuse_tampered(edit: "PilotEdit", identifier: str) -> None:
    known = next((one for one in edit.pilot.file.evidence if one.id == identifier), None)
    attachment = edit.pilot.attachments.get(identifier)
    if known is None or attachment is None:
        return
    if attachment.sha256 is None:
        said = attachment.problem.format(path=known.path, reason=attachment.reason)
    elif attachment.sha256 != known.sha256:
        said = f"{known.path} is not the file that was filed: its sha256 is {attachment.sha256}"
    else:
        return
    raise UsageProblem(
        f"{identifier}: {said}; nothing was written\n  help: put the filed file back, or file this one anew"
    )


TEXTS = ("summary", "steps", "conditions", "cost", "risks")
STAGES = ("documented", "endorsed", "promoted", "withdrawn")


@dataclass(frozen=True, slots=True)
class StageOptions:
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

    def fact(self, edit: "PilotEdit") -> "dict[str, Value]":
        """The stage with its day, or with day, authority and paper.

        Raises:
            UsageProblem: there is no such stage, or what goes with it is missing.
        """
        from talentpilot.services.recording.transaction import day_or_default
        from talentpilot.services.recording.values import without_empty

        if self.stage is None:
            if self.by is not None or self.date is not None:
                raise UsageProblem(f"--date and --by tell of a stage\n  help: give --stage: {', '.join(STAGES)}")
            return {}
        if self.stage not in STAGES:
            raise UsageProblem(f"--stage {self.stage} is unknown\n  help: write {', '.join(STAGES)}")
        day = day_or_default(edit, self.date)
        if not self.on_paper:
            return {self.stage: day}
        if self.by is None:
            raise UsageProblem(f"--stage {self.stage} without --by\n  help: name who has done so, and --document")
        return {self.stage: without_empty(date=day, by=self.by, document=self.document)}


def practice(
    session: Session,
    target: Annotated[
        str, typer.Argument(metavar="PILOT[/P1]", help="The pilot for a new one, or the practice.", show_default=False)
    ],
    title: TitleOptions,
    become: StageOptions,
    writing: WriteOptions,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="policy, project, platform, service or other.")
    ] = None,
    text: options.Texts = None,
    solves: Annotated[list[str] | None, typer.Option(metavar="ID", help="A bottleneck it solves, such as B1.")] = None,
    indicator: Annotated[list[str] | None, typer.Option(metavar="ID", help="An indicator it rests on.")] = None,
) -> ExitCode:
    """Record a new practice, or the next stage of one."""
    from talentpilot.services.recording.values import texts_by_field

    words = {"title": title.words, "kind": kind, **texts_by_field(text, TEXTS)}
    edit, identifier = _open(session, target, words)
    if not any((*words.values(), become.stage, become.document, become.date, become.by, solves, indicator)):
        raise UsageProblem(f"nothing is said of {identifier}\n  help: give --stage, --text, --document, --solves …")
    place = ("practices", edit.find("outcomes.yaml", "practices", identifier))
    news = {**(words if "/" in target else {}), **become.fact(edit)}
    _set(edit, place, news, identifier, force=writing.force)
    if become.document is not None and not become.on_paper:
        said = f"{identifier} on paper: {become.document}"
        edit.cite("outcomes.yaml", (*place, "documents"), [become.document], said)
    edit.cite("outcomes.yaml", (*place, "solves"), solves)
    edit.cite("outcomes.yaml", (*place, "indicators"), indicator)
    return commit(session, edit, writing)


def adoption(
    session: Session,
    target: Annotated[str, typer.Argument(metavar="PILOT/P1", help="The practice.", show_default=False)],
    writing: WriteOptions,
    org: Annotated[str | None, typer.Option(metavar="ORG", help="The organization that took it over.")] = None,
    region: Annotated[str | None, typer.Option(metavar="CODE", help="The region that took it over.")] = None,
    document: options.Document = None,
    date: options.Date = None,
    text: options.Texts = None,
) -> ExitCode:
    """Record that an organization or a region has adopted a practice."""
    from talentpilot.services.recording.items import refuse_recorded
    from talentpilot.services.recording.transaction import day_or_default, open_object
    from talentpilot.services.recording.values import texts_by_field

    edit, identifier = open_object(session.open_ledger(), target, "P1")
    place = ("practices", edit.find("outcomes.yaml", "practices", identifier), "adoptions")
    if org is None and region is None:
        raise UsageProblem("nobody is named who took it over\n  help: give --org or --region")
    day = day_or_default(edit, date)
    adopter = {name: value for name, value in (("org", org), ("region", region)) if value is not None}
    paper = {"document": document} if document is not None else {}
    fact = {**adopter, "date": day, **paper, **texts_by_field(text, ("scale", "adapted"))}
    meaning = f"{identifier} adopted by {', '.join(adopter.values())}"
    for index, known in enumerate(edit.file("outcomes.yaml").at(place) or ()):
        if isinstance(known, dict) and {**adopter, **paper}.items() <= known.items():
            refuse_recorded(edit, "outcomes.yaml", (*place, index), meaning, force=writing.force)
    edit.append("outcomes.yaml", place, fact, f"{meaning} on {day}")
    return commit(session, edit, writing)


def _open(session: Session, target: str, words: "dict[str, Value]") -> "tuple[PilotEdit, str]":
    """The practice of the target; a new one, where the target names the pilot alone."""
    from talentpilot.services.recording.items import add_item
    from talentpilot.services.recording.transaction import open_edit, open_object
    from talentpilot.services.recording.values import required

    if "/" in target:
        return open_object(session.open_ledger(), target, "P1")
    edit = open_edit(session.open_ledger(), target)
    required("title", words["title"])
    if words["kind"] is None:
        raise UsageProblem("--kind is missing\n  help: policy, project, platform, service or other")
    return edit, add_item(edit, "practices", "P", words, f"is a new practice, {words['kind']}")


def _set(edit: "PilotEdit", place: "FieldPath", values: "dict[str, Value]", identifier: str, *, force: bool) -> None:
    from talentpilot.services.recording.items import refuse_recorded

    for name, value in values.items():
        if value is None:
            continue
        refuse_recorded(edit, "outcomes.yaml", (*place, name), f"{identifier} {name}", force=force)
        said = value if not isinstance(value, dict) else ", ".join(map(str, value.values()))
        edit.put("outcomes.yaml", (*place, name), value, f"{identifier} {name}: {said}")
