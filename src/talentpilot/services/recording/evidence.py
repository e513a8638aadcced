"""Record evidence, and that somebody has verified it."""

import os
import re
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.services.ledger import large_file, size_in_words
from talentpilot.services.recording.items import add_item, refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import Words, in_words
from talentpilot.store.confinement import read_inside, real_path, scan_inside
from talentpilot.store.evidence import LARGE
from talentpilot.store.git.worktree import is_leftover

FILE = "pilot.yaml"
ODD = frozenset('<>:"|?*\\')
"""What can't stand in the name of a file on Windows: git could not put the ledger there."""
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LIMIT = 1 << 30
"""Size limit in bytes for a file that is copied into the ledger; git hosts take far less."""


def record_evidence(
    edit: PilotEdit,
    title: Words,
    *,
    file: str | Path | None = None,
    url: str | None = None,
    day: date | None = None,
    kind: str = "document",
    access: str = "internal",
    name: str | None = None,
) -> str:
    """Record a document or data set; return its id. A file is copied below `evidence/` of the pilot, with its digest.

    `name` is the name of the copy. Default: that of the file.

    Raises:
        UsageProblem: there is neither a file nor a page, or the file can't be copied under that name.
    """
    if file is None and url is None:
        raise UsageProblem("neither a file nor a page is given", help="name the file or the page that proves it")
    place = {} if file is None else _attach(edit, Path(file), name)
    fields = {"title": title, "kind": kind, "date": day or edit.as_of, **place, "url": url, "access": access}
    return add_item(edit, "evidence", "E", fields, Message.of("{id} filed, {place}", place=place.get("path") or url))


def _attach(edit: PilotEdit, file: Path, name: str | None) -> dict[str, str]:
    """Return the file's path in the pilot's folder and its digest; it is copied unless it lies there already."""
    if is_leftover(file.name):
        raise UsageProblem(
            "{file} was left by an office program and is not a document; nothing was written",
            help="name the document itself",
            file=file,
        )
    content = _read(edit, file)
    home = (edit.root / "pilots" / edit.folder).resolve()
    here = file.resolve()
    inside = here.is_relative_to(home / "evidence") and name is None
    path = here.relative_to(home).as_posix() if inside else f"evidence/{name or file.name}"
    if not inside:
        _refuse_name(name or file.name)
        _refuse_twin(edit, path)
    known = next((item.id for item in edit.pilot.file.evidence if item.path == path), None)
    if known is not None:
        raise UsageProblem(
            "{path} is recorded already as {known}",
            help="cite {known}, or give the file another name",
            path=path,
            known=known,
        )
    there = home / path
    if not inside and os.path.lexists(there) and _present(edit, path) != content:
        raise UsageProblem(
            "{path} exists with other content; nothing was written", help="give the file another name", path=path
        )
    digest = edit.attach(path, content, copy=not there.exists())
    twin = next((item.id for item in edit.pilot.file.evidence if item.sha256 == digest), None)
    if twin is not None:
        edit.remarks.append(Message.of("the same content is recorded already as {id}", id=twin))
    others = edit.mentioning(digest)
    if others:
        edit.remarks.append(Message.of("the same content is recorded in {pilots}", pilots=Message.listed(others)))
    return {"path": path, "sha256": digest}


def _read(edit: PilotEdit, file: Path) -> bytes:
    if not file.is_file():
        raise UsageProblem("{file} is not a file; nothing was written", help="name a file that exists", file=file)
    size = file.stat().st_size
    if size > LIMIT:
        raise UsageProblem(
            "{file} has {size}; a ledger takes files up to {limit}; nothing was written",
            help="keep it where such data is kept, and record its address",
            file=file,
            size=size_in_words(size),
            limit=size_in_words(LIMIT),
        )
    if size > LARGE:
        edit.progress.notes(large_file(file, size))
    return file.read_bytes()


def _refuse_name(name: str) -> None:
    if "/" in name or name.startswith("."):
        raise UsageProblem("{name} is not a plain file name", help="give a name such as letter.pdf", name=name)
    if not name.isprintable() or name != name.strip() or name.endswith(".") or _DEVICE.fullmatch(name):
        raise UsageProblem(
            "{name} can't be the name of a file on every system; nothing was written",
            help="give a name such as letter.pdf",
            name=name,
        )
    odd = " ".join(sorted(ODD & set(name)))
    if odd:
        raise UsageProblem(
            "{name} can't be the name of a file on Windows, because of {odd}; nothing was written",
            help="give the file another name",
            name=name,
            odd=odd,
        )


def _present(edit: PilotEdit, path: str) -> bytes | None:
    """Return the content of a file in the pilot's folder; None if no file has the name.

    Raises:
        StorageProblem: the path leads out of the ledger.
    """
    with suppress(FileNotFoundError):
        return read_inside(edit.root, real_path(edit.root, f"pilots/{edit.folder}/{path}"))
    return None


def _refuse_twin(edit: PilotEdit, path: str) -> None:
    """Refuse a name that some systems take for that of another file: it differs in case or Unicode form alone."""
    there: list[str] = []
    with suppress(OSError), scan_inside(edit.root, f"pilots/{edit.folder}/evidence") as entries:
        there += (f"evidence/{entry.name}" for entry in entries)
    known = {*there, *(item.path for item in edit.pilot.file.evidence if item.path is not None)}
    twin = next((one for one in sorted(known) if one != path and _alike(one) == _alike(path)), None)
    if twin is not None:
        raise UsageProblem(
            "{path} differs from {twin} in case or Unicode form alone, and some systems take both for one file; nothing"
            " was written",
            help="give the file another name",
            path=path,
            twin=twin,
        )


def _alike(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def record_verification(
    edit: PilotEdit, evidence: str, by: str, method: str, day: date | None = None, *, force: bool = False
) -> None:
    """Record that somebody has verified a piece of evidence.

    Raises:
        UsageProblem: there is no such evidence, its file is not the one recorded, or it was verified already.
    """
    place, day = ("evidence", edit.find(FILE, "evidence", evidence)), day or edit.as_of
    _refuse_tampered(edit, evidence)
    refuse_recorded(edit, FILE, (*place, "verified"), Message.of("{id} verified", id=evidence), force=force)
    fact = {"date": day, "by": by, "method": method}
    if edit.file(FILE).at((*place, "verified")):
        for field, value in fact.items():
            edit.put(FILE, (*place, "verified", field), value)
    else:
        edit.put(FILE, (*place, "verified"), fact)
    values = {"id": evidence, "by": by, "day": day, "method": in_words(method, "verification")}
    edit.written.append((FILE, (*place, "verified"), Message.of("{id} verified by {by} on {day}, {method}", **values)))


def _refuse_tampered(edit: PilotEdit, identifier: str) -> None:
    known = next((one for one in edit.pilot.file.evidence if one.id == identifier), None)
    attachment = edit.pilot.attachments.get(identifier)
    if known is None or attachment is None:
        return
    if attachment.sha256 is None:
        said = Message.of(attachment.problem, path=known.path, reason=attachment.reason)
    elif attachment.sha256 != known.sha256:
        said = Message.of(
            "{path} is not the file that was recorded: its sha256 is {sha256}",
            path=known.path,
            sha256=attachment.sha256,
        )
    else:
        return
    raise UsageProblem(
        "{identifier}: {said}; nothing was written",
        help="restore the recorded file, or record this one as new evidence",
        identifier=identifier,
        said=said,
    )
