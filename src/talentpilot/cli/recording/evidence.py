"""`talentpilot record evidence|verify`: what proves a fact, and who has looked at it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.options import Titled, Writing
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.cli.recording.desk import Desk

ODD = frozenset('<>:"|?*\\')
"""What can't stand in the name of a file on Windows: git could not put the ledger there."""


def evidence(
    session: Session,
    pilot: options.Pilot,
    title: Titled,
    writing: Writing,
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
    """A document or data set is filed: copied in, with its digest, so that tampering is found."""
    from talentpilot.cli.recording.items import add_item
    from talentpilot.cli.recording.opening import open_desk, the_day

    if file is None and url is None:
        raise UsageProblem("there is neither a file nor --url\n  help: name the file that proves it, or give --url")
    desk = open_desk(session, pilot)
    place = {} if file is None else _take_in(desk, file, name)
    fields = {
        "title": title.demanded,
        "kind": kind,
        "date": the_day(desk, date),
        **place,
        "url": url,
        "access": access,
    }
    add_item(desk, "evidence", "E", fields, f"filed, {place.get('path') or url}")
    return desk.commit(writing)


def _take_in(desk: "Desk", file: Path, name: str | None) -> dict[str, str]:
    """The file's path in the pilot's folder and its digest; it is copied unless it lies there already."""
    if not file.is_file():
        raise UsageProblem(f"{file} is no file; nothing was written\n  help: name a file that is there")
    content = file.read_bytes()
    home = (desk.root / "pilots" / desk.folder).resolve()
    here = file.resolve()
    inside = here.is_relative_to(home / "evidence") and name is None
    path = here.relative_to(home).as_posix() if inside else f"evidence/{name or file.name}"
    if "/" in (name or "") or path.startswith("evidence/."):
        raise UsageProblem(f"--name {name or file.name} is no plain file name\n  help: give one such as letter.pdf")
    odd = " ".join(sorted(ODD & set(path)))
    if odd and not inside:
        said = f"{name or file.name} can't be the name of a file on Windows, because of {odd}; nothing was written"
        raise UsageProblem(f"{said}\n  help: give another --name")
    known = next((item.id for item in desk.pilot.file.evidence if item.path == path), None)
    if known is not None:
        raise UsageProblem(f"{path} is on the books as {known}\n  help: cite {known}, or give another --name")
    there = home / path
    if not inside and there.exists() and there.read_bytes() != content:
        raise UsageProblem(f"{path} exists with another content; nothing was written\n  help: give another --name")
    digest = desk.attach(path, content, copy=not there.exists())
    twin = next((item.id for item in desk.pilot.file.evidence if item.sha256 == digest), None)
    if twin is not None:
        desk.remarks.append(f"the same content is on the books as {twin}")
    others = desk.mentioning(digest)
    if others:
        desk.remarks.append(f"the same content is on the books of {', '.join(others)}")
    return {"path": path, "sha256": digest}


def verify(
    session: Session,
    item: Annotated[str, typer.Argument(metavar="PILOT/E3", help="The evidence.", show_default=False)],
    by: Annotated[str, typer.Option(metavar="ORG", help="Who has looked at it.")],
    method: Annotated[str, typer.Option(metavar="WORD", help="original_seen, recomputed, site_check or third_party.")],
    writing: Writing,
    date: options.Date = None,
) -> ExitCode:
    """Somebody has looked at a piece of evidence; its file must be the one that was filed."""
    from talentpilot.cli.recording.items import refuse_recorded
    from talentpilot.cli.recording.opening import open_object, the_day

    desk, identifier = open_object(session, item, "E3")
    place = ("evidence", desk.find("pilot.yaml", "evidence", identifier))
    _refuse_tampered(desk, identifier)
    refuse_recorded(desk, "pilot.yaml", (*place, "verified"), f"{identifier} verified", force=writing.force)
    day = the_day(desk, date)
    fact = {"date": day, "by": by, "method": method}
    if desk.file("pilot.yaml").at((*place, "verified")):
        for field, value in fact.items():
            desk.put("pilot.yaml", (*place, "verified", field), value)
    else:
        desk.put("pilot.yaml", (*place, "verified"), fact)
    desk.written.append(("pilot.yaml", (*place, "verified"), f"{identifier} verified by {by} on {day}, {method}"))
    return desk.commit(writing)


def _refuse_tampered(desk: "Desk", identifier: str) -> None:
    known = next((one for one in desk.pilot.file.evidence if one.id == identifier), None)
    attachment = desk.pilot.attachments.get(identifier)
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
