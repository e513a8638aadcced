"""Family E: evidence, the papers and data behind facts."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.ledger import Attachment, Pilot
from talentpilot.model.pilot import Evidence
from talentpilot.model.scalars import shorten
from talentpilot.rules.contexts import PILOT, PilotContext
from talentpilot.rules.plan_values import intact
from talentpilot.rules.rule import Finding, pilot_rule

WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
SECRECY_MARKS = ("机密", "秘密", "绝密")
DIGEST_SHOWN = 12
LOCK_FILE = "~$"
FILES_SHOWN = 5


@pilot_rule("E01", "evidence-out-of-reach", Severity.ERROR)
def evidence_out_of_reach(context: PilotContext) -> Iterator[Finding]:
    """An evidence file is not there, lies outside the ledger, or an address is not http(s).

    A citation that leads nowhere proves nothing. Only the form of addresses is checked: the tool never uses the
    network.

    Bad:
        # pilot.yaml
        evidence:
          - {id: E1, path: evidence/lost.pdf}

    Good:
        # pilot.yaml
        evidence:
          - {id: E1, path: evidence/plan.txt}
    """
    for index, item in enumerate(context.pilot.file.evidence):
        attachment = context.pilot.attachments.get(item.id)
        if item.path is not None and attachment is not None and attachment.problem:
            yield _out_of_reach(index, item.path, attachment)
    addresses: list[tuple[FieldPath, str | None]] = []
    addresses += [(("evidence", index), item.url) for index, item in enumerate(context.pilot.file.evidence)]
    addresses += [(("publicity", index), item.url) for index, item in enumerate(context.pilot.file.publicity)]
    for path, url in addresses:
        if url is not None and not WEB_ADDRESS.fullmatch(url):
            yield Finding(
                PILOT, (*path, "url"), "{url} is not a web address that begins with http:// or https://",
                {"url": shorten(url)}, "write the whole address; a file of the ledger goes under path",
            )  # fmt: skip


def _out_of_reach(index: int, path: str, attachment: Attachment) -> Finding:
    """Return the finding, with how the file is brought together with its citation."""
    near = attachment.near
    help_ = "put the file into the pilot's folder, and write the path from there: evidence/…"
    if near and unicodedata.normalize("NFC", near) == unicodedata.normalize("NFC", path):
        help_ = (
            "{near} is there, spelt in another form of Unicode (NFC and NFD: macOS writes letters decomposed); "
            "rename the file, or copy its name into path"
        )
    elif near and "\\" in path:
        help_ = "write {near}: a file of that name is there"
    elif near and unicodedata.normalize("NFC", near).casefold() != unicodedata.normalize("NFC", path).casefold():
        help_ = "{near} is there with that content; rename the file back, or write the new name in path"
    elif near:
        help_ = "{near} is there, in another case of letters; write the name as it stands there"
    values = {"path": path, "reason": attachment.reason, "near": near}
    return Finding(PILOT, ("evidence", index, "path"), attachment.problem, values, help_)


@pilot_rule("E02", "evidence-digest-off", Severity.ERROR)
def evidence_digest_off(context: PilotContext) -> Iterator[Finding]:
    """The sha256 of an evidence file is missing, or differs from that of the file.

    The digest shows that the paper is still the one that was cited. A file that was exchanged later is
    another paper, even under the same name.

    Bad:
        # pilot.yaml
        evidence:
          - {id: E1, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}

    Good:
        # pilot.yaml
        evidence:
          - {id: E1, sha256: 37518e1d814f45b9f9649e964e31fe241b15a656da3ceb1ecfe443f985c13e47}
    """
    for index, item in enumerate(context.pilot.file.evidence):
        if item.path is None:
            continue
        attachment = context.pilot.attachments.get(item.id)
        found = attachment.sha256 if attachment is not None else None
        if item.sha256 is None:
            yield _without_digest(index, item.path, found)
            continue
        if found is not None and found != item.sha256.lower():
            if len(item.sha256) != len(found):
                yield Finding(
                    PILOT, ("evidence", index, "sha256"), "sha256 has {n} characters, and a digest has {all}",
                    {"n": str(len(item.sha256)), "all": str(len(found)), "path": item.path, "digest": found},
                    "copy the whole digest; that of {path} is {digest}",
                )  # fmt: skip
                continue
            values = {"stated": _short(item.sha256), "found": _short(found), "path": item.path}
            help_ = "put the cited file back; a new version is a new piece of evidence with its own id"
            if attachment is not None and attachment.converted:
                values["ends"] = attachment.converted
                help_ = (
                    "only its line ends were converted ({ends}); write **/evidence/** -text into .gitattributes, "
                    "and take the file from its source anew"
                )
            yield Finding(
                PILOT, ("evidence", index, "sha256"), "sha256 is {stated}, that of {path} is {found}", values, help_
            )


def _without_digest(index: int, path: str, digest: str | None) -> Finding:
    help_ = "write sha256: {digest}, the digest of the file as it lies there now"
    if digest is None:
        help_ = "write sha256: the digest of the file, as sha256sum prints it (on Windows: certutil -hashfile)"
    values = {"path": path, "digest": digest or ""}
    return Finding(PILOT, ("evidence", index, "path"), "{path} is registered without sha256", values, help_)


def _short(digest: str) -> str:
    return digest if len(digest) <= DIGEST_SHOWN else f"{digest[:DIGEST_SHOWN]}…"


@pilot_rule("E03", "evidence-not-verified", Severity.INFO)
def evidence_not_verified(context: PilotContext) -> Iterator[Finding]:
    """Evidence is cited, and nobody has verified it; reported once per pilot, at the first such piece.

    Verified evidence counts for maturity and for the management score; the rest is what the unit says of
    itself.

    Bad:
        # pilot.yaml
        evidence:
          - {id: E1, verified: null}

    Good:
        # pilot.yaml
        evidence:
          - {id: E1, verified: {date: 2025-09-01, by: yx-hrss, method: original_seen}}
    """
    cited = set(_cited(context.pilot, context.as_of))
    waived = {
        waiver.object for waiver in context.programme.waivers if waiver.rule == "E03" and waiver.until >= context.as_of
    }
    open_ids = [
        (index, item.id)
        for index, item in enumerate(context.pilot.file.evidence)
        if item.id in cited
        and (item.verified is None or item.verified.date > context.as_of)
        and f"{context.pilot.id}/{item.id}" not in waived
    ]
    if not open_ids:
        return
    listed = Message.listed(name for _, name in open_ids)
    values: dict[str, str | Message] = {"id": open_ids[0][1], "count": str(len(open_ids)), "ids": listed}
    message = "{count} pieces of evidence are cited and not verified: {ids}"
    if len(open_ids) == 1:
        message = "{id} is cited and not verified"
    yield Finding(
        PILOT, ("evidence", open_ids[0][0]), message, values,
        "have somebody look at the original, then write verified: with date, by and method", concerns_pilot=True,
    )  # fmt: skip


def _cited(pilot: Pilot, as_of: date) -> Iterator[str]:
    """Yield the evidence cited by what had happened by the day."""
    file, approval = pilot.file, pilot.file.approval
    if approval is not None and approval.date <= as_of:
        yield from approval.evidence
    happened: list[tuple[str, ...]] = [item.evidence for item in file.adjustments if item.known_by(as_of)]
    happened += [item.evidence for item in file.bottlenecks if item.raised <= as_of]
    happened += [item.evidence for item in file.incentives if item.date <= as_of]
    happened += [item.evidence for item in file.publicity if item.date <= as_of]
    happened += [item.evidence for item in pilot.milestones if item.done is None or item.done <= as_of]
    happened += [one.evidence for item in pilot.indicators for one in item.observations if one.day <= as_of]
    for references in happened:
        yield from references


@pilot_rule("E04", "secret-in-ledger", Severity.ERROR)
def secret_in_ledger(context: PilotContext) -> Iterator[Finding]:
    """The name or title of evidence carries 机密, 秘密 or 绝密, or its access is neither public nor internal.

    State secrets must not be kept in a ledger that is copied and sent around. Record only that the document exists, in
    words that are not secret themselves, and keep the document where it belongs.

    Bad:
        # pilot.yaml
        evidence:
          - {id: E1, title: 试点方案（机密）}

    Good:
        # pilot.yaml
        evidence:
          - {id: E1, title: 试点方案}
    """
    for index, item in enumerate(context.pilot.file.evidence):
        field, mark = _secrecy_mark(item)
        if mark:
            yield Finding(
                PILOT, ("evidence", index, field), "{field} of evidence carries {mark}",
                {"field": field, "mark": mark},
                "take the file out of the ledger and its history, and tell the office in charge of secrecy",
            )  # fmt: skip


def _secrecy_mark(item: Evidence) -> tuple[str, str]:
    """Return the field that carries a mark of secrecy, and the mark; empty if there is none."""
    names = [("title", text) for text in item.title.versions]
    names += [(key, text.rpartition("/")[2]) for key, text in (("path", item.path), ("url", item.url)) if text]
    return next(((field, mark) for field, text in names for mark in SECRECY_MARKS if mark in text), ("", ""))


@pilot_rule("E05", "file-without-entry", Severity.WARNING)
def file_without_entry(context: PilotContext) -> Iterator[Finding]:
    """A file is in the pilot's folder, and no evidence entry names it; reported once per folder.

    Nobody knows what it proves, when it was added, or whether it was changed. Office programs leave lock files
    (`~$plan.docx`) behind; they hold the name of whoever had the document open.

    Bad:
        # evidence/leftover.txt, whole
        Minutes of the meeting in December.

    Good:
        # evidence/leftover.txt, whole
        Minutes of the meeting in December.
        # pilot.yaml
        evidence:
          - id: E5
            title: Minutes
            kind: minutes
            date: 2025-12-20
            path: evidence/leftover.txt
            sha256: 7d9d67aab4c2e5e9eb5145e1196ac8c57108734c5725dc784fbf48dfad57c273
            access: internal
    """
    if not intact(context, PILOT):
        return
    by_folder: dict[str, list[str]] = {}
    for path in context.pilot.loose:
        folder, _, name = path.rpartition("/")
        by_folder.setdefault(folder, []).append(name)
    for folder, names in by_folder.items():
        locks = [name for name in names if name.startswith(LOCK_FILE)]
        others = [name for name in names if not name.startswith(LOCK_FILE)]
        values: dict[str, str | Message] = {
            "folder": f"{folder}/" if folder else f"pilots/{context.pilot.id}/",
            "count": str(len(others)),
            "files": Message.listed(others, FILES_SHOWN),
            "locks": Message.listed(locks, FILES_SHOWN),
        }
        message = "no evidence names what lies in {folder} ({count}): {files}"
        help_ = "register each with `talentpilot record evidence`, or move it out of the pilot's folder"
        if locks and others:
            message = (
                "no evidence names what lies in {folder} ({count}): {files}; lock files of an office program: {locks}"
            )
        elif locks:
            message = "lock files of an office program lie in {folder}: {locks}"
            help_ = "close the document, and delete the lock file if it is still there"
        yield Finding(PILOT, ("evidence",), message, values, help_, on_key=True)
