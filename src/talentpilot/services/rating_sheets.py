"""Write blank rating sheets without overwriting existing ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic_core import PydanticCustomError

from talentpilot.analysis.status import pilot_status
from talentpilot.diagnostics import LanguageChoice, Message
from talentpilot.errors import MissingExtra, UsageProblem
from talentpilot.exchange.rating_sheets.facts import facts_of
from talentpilot.exchange.rating_sheets.markdown import render_markdown
from talentpilot.exchange.sheets_layout import BlankSheets, SheetLanguage
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.ledger import Unreadable
from talentpilot.model.scalars import read_file_id, read_inner_id
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.report_files import DEFAULT_FOLDER
from talentpilot.services.reporting import chosen_languages
from talentpilot.store.git.revision import GitTree
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import write_file
from talentpilot.suggestions import nearest

MOST_REVIEWERS = 50
_ENDINGS = (".xlsx", ".md")


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """For which evaluation and reviewers sheets are wanted, in which languages, and where; None is the default."""

    subject: str | None
    reviewers: str | None
    language: LanguageChoice | None
    output: Path | None


@dataclass(frozen=True, slots=True)
class WrittenSheets:
    """The sheets written, and what of the pilot could not be read."""

    paths: tuple[Path, ...]
    unreadable: tuple[Unreadable, ...]


def write_sheets(ledger: OpenLedger, request: SheetRequest) -> WrittenSheets:
    """Write the blank sheets, none if one of them is there already.

    Raises:
        UsageProblem: no such pilot, a code or an ending that is none, or a sheet that is there already.
        MissingExtra: the library for workbooks is not installed.
    """
    root, source, folders = ledger.root, ledger.source, ledger.pilot_ids
    folder, name = split_subject(request.subject)
    if folder not in folders:
        raise UsageProblem("there is no pilot {folder}", help=nearest(folder, folders), folder=folder)
    if isinstance(source, GitTree):
        source.preload([folder])
    programme, catalogue = ledger.config.require()
    disk = root if isinstance(source, DiskTree) else None
    reading = read_pilot(source, folder, disk, taken=ledger.large_digests([folder]))
    pilot = reading.pilot
    if pilot is None or not pilot.complete:
        raise UsageProblem(
            "{folder} can't be read completely", help="talentpilot validate {folder} shows why", folder=folder
        )
    evaluation = pilot.evaluations.get(name)
    day = evaluation.as_of if evaluation is not None else ledger.as_of
    texts = SheetLanguage(chosen_languages(request.language, programme))
    status = pilot_status(pilot, programme, day)
    codes = reviewer_codes(request.reviewers, max(1, programme.evaluation.min_reviewers), evaluation)
    blank = BlankSheets(status, name, codes, facts_of(status, programme, catalogue, texts), texts)
    files = _files(blank, request.output or DEFAULT_FOLDER, day)
    _write(files)
    return WrittenSheets(tuple(files), tuple(reading.unreadable))


def split_subject(subject: str | None) -> tuple[str, str]:
    """Return the pilot and the evaluation's name, which may be empty.

    Raises:
        UsageProblem: there is no pilot, or the name is none for a file.
    """
    folder, slash, name = (subject or "").partition("/")
    if not folder:
        raise UsageProblem("no pilot is named", help="write PILOT or PILOT/NAME")
    if slash:
        try:
            read_file_id(name)
        except PydanticCustomError as problem:
            raise UsageProblem(
                "{name} is not a name of an evaluation",
                help="write it as in {folder}/2026-final",
                name=name or f"{folder}/",
                folder=folder,
            ) from problem
    return folder, name


def reviewer_codes(asked: str | None, usual: int, evaluation: Evaluation | None) -> tuple[str, ...]:
    """Return the codes of the reviewers: those asked for, or so many that are not taken in the evaluation yet.

    Raises:
        UsageProblem: a code is none or stands twice, or the number is out of reason.
    """
    text = str(usual) if asked is None else asked.strip()
    if re.fullmatch(r"[0-9]{1,3}", text):
        if not 0 < int(text) <= MOST_REVIEWERS:
            raise UsageProblem(
                "{--reviewers} {text} is out of range",
                help="write a number from 1 to {most}",
                text=text,
                most=MOST_REVIEWERS,
            )
        taken = {item.id for item in evaluation.reviewers} if evaluation is not None else set()
        free = (f"R{number}" for number in range(1, 1000) if f"R{number}" not in taken)
        return tuple(code for code, _ in zip(free, range(int(text)), strict=False))
    codes = [code for code in re.split(r"[\s,，、;；]+", text) if code]
    for code in codes:
        try:
            read_inner_id(code)
        except PydanticCustomError as problem:
            raise UsageProblem(
                "{--reviewers} {code} is not a code", help="write codes such as R1,R2, never names", code=code
            ) from problem
    if not codes or len(set(codes)) != len(codes):
        raise UsageProblem(
            "{--reviewers} {asked}: a code is repeated or empty", help="write them as in R1,R2", asked=asked
        )
    return tuple(codes)


def _files(blank: BlankSheets, output: Path, day: date) -> Mapping[Path, bytes]:
    """Return what is to be written: one file as its ending says, or into a folder both forms for each reviewer."""
    ending = output.suffix.lower()
    if ending in _ENDINGS:
        return {output: _rendered(blank, ending)}
    if ending and not output.is_dir():
        raise UsageProblem(
            "a rating sheet can't be written as {ending}",
            help="end it with .xlsx or .md, or name a folder",
            ending=ending,
        )
    found: dict[Path, bytes] = {}
    for code in blank.reviewers:
        one = BlankSheets(blank.status, blank.evaluation, (code,), blank.facts, blank.texts)
        stem = f"{blank.status.pilot.id}-{blank.evaluation or day}-{code}"
        found |= {output / f"{stem}{form}": _rendered(one, form) for form in _ENDINGS}
    return found


def _rendered(blank: BlankSheets, ending: str) -> bytes:
    if ending == ".md":
        return render_markdown(blank).encode("utf-8")
    try:
        from talentpilot.exchange.rating_sheets.workbook import render_workbook
    except ImportError as problem:
        raise MissingExtra(
            "workbooks need the extra `sheets`", help="pip install 'talentpilot[sheets]', or {--output} FILE.md"
        ) from problem
    return render_workbook(blank)


def _write(files: Mapping[Path, bytes]) -> None:
    there = [str(path) for path in files if path.exists()]
    if there:
        raise UsageProblem(
            "these files exist already and may be filled in; nothing was written: {files}",
            help="name another {--output}, or move these files away",
            files=Message.listed(there),
        )
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, content)
