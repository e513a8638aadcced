"""Takes filled rating sheets into an evaluation: every problem of every sheet is named, or all of them are written."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic_core import PydanticCustomError

from talentpilot.analysis.ratings import JUDGEMENT_ITEMS, REPLICABILITY_ITEMS
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording.opening import open_desk
from talentpilot.cli.recording.options import Writing
from talentpilot.cli.session import Session
from talentpilot.cli.sheets import split_subject
from talentpilot.cli.sheets_options import Filled as Given
from talentpilot.cli.sheets_writing import enter
from talentpilot.errors import UsageProblem
from talentpilot.exchange.sheets_file import LARGEST_FILE
from talentpilot.exchange.sheets_reading import Filled, read_workbook
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.ledger import Pilot
from talentpilot.model.scalars import INNER_ID, read_date

_COMMENTED = frozenset((*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS))


@dataclass(frozen=True, slots=True)
class Answers:
    """What the sheets say together, nothing being wrong with them; `remarks` are for the clerk."""

    name: str
    as_of: date
    sheets: tuple[Filled, ...]
    evidence_level: int | None
    vetoes: tuple[str, ...]
    remarks: tuple[str, ...]


def take_ratings(session: Session, subject: str | None, given: Given, writing: Writing) -> ExitCode:
    """Read the sheets, put them into the evaluation, check and write it.

    Exit code 1: something is wrong with a sheet, or the evaluation would have a new error; nothing was written.

    Raises:
        UsageProblem: there is no such pilot, or the options contradict the evaluation.
    """
    if session.rev_option is not None:
        raise UsageProblem("--ratings writes, and the past can't be written\n  help: leave --rev out")
    folder, name = split_subject(subject)
    desk = open_desk(session, folder)
    sheets, problems = _read_all(given.ratings or [])
    filled = [sheet for sheet in sheets if not sheet.is_blank]
    remarks = [f"{sheet.place}: nothing is filled in; left out" for sheet in sheets if sheet.is_blank]
    name, found = _settled_name(name, filled)
    problems += found
    evaluation = desk.pilot.evaluations.get(name)
    problems += _misplaced(filled, desk.pilot, name, evaluation)
    level, found = _evidence_level(filled, given.evidence_level)
    problems += found
    if not sheets and not problems:
        problems.append("no sheet was given")
    elif sheets and not filled and not problems:
        problems.append("nothing is filled in on any sheet")
    if problems:
        return _refuse(problems)
    vetoes = tuple(dict.fromkeys(veto for sheet in filled for veto, said in sheet.vetoes.items() if said))
    remarks += _without_place(filled)
    answers = Answers(name, _day(filled[0].as_of) or desk.as_of, tuple(filled), level, vetoes, tuple(remarks))
    enter(desk, evaluation, answers, given)
    return desk.commit(writing)


def _read_all(paths: Sequence[Path]) -> tuple[list[Filled], list[str]]:
    sheets: list[Filled] = []
    problems: list[str] = []
    for path in _expanded(paths):
        try:
            read = read_workbook(str(path), path.read_bytes()) if path.stat().st_size <= LARGEST_FILE else None
        except OSError as problem:
            problems.append(f"{path}: {problem.strerror or problem}")
            continue
        if read is None:
            problems.append(f"{path}: the file is larger than {LARGEST_FILE // 1_000_000} MB, which no rating sheet is")
            continue
        sheets += read.sheets
        problems += read.problems
    return sheets, problems


def _expanded(paths: Sequence[Path]) -> Iterator[Path]:
    """The files, those of a folder in order; what an office keeps beside an open file is none."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.glob("*.xlsx") if not one.name.startswith(("~$", ".~")))
        else:
            yield path


def _settled_name(name: str, sheets: Sequence[Filled]) -> tuple[str, list[str]]:
    """The evaluation's name: the one given, or the one that the sheets carry."""
    if name or not sheets:
        return name, []
    carried = sorted({sheet.evaluation for sheet in sheets} - {""})
    if len(carried) == 1:
        return carried[0], []
    known = f"the sheets are of {', '.join(carried)}" if carried else "the sheets name no evaluation"
    return "", [f"{known}; say which one is meant: PILOT/NAME"]


def _misplaced(sheets: Sequence[Filled], pilot: Pilot, name: str, evaluation: Evaluation | None) -> Iterator[str]:
    """Sheets of another pilot, evaluation or day, codes that are none, and reviewers with two sheets."""
    for sheet in sheets:
        if sheet.pilot != pilot.id:
            yield f"{sheet.place}: the sheet is of pilot {sheet.pilot or 'none'}, not {pilot.id}"
        if name and sheet.evaluation not in ("", name):
            yield f"{sheet.place}: the sheet is of evaluation {sheet.evaluation}, not {name}"
        if _day(sheet.as_of) is None:
            yield f"{sheet.place}: the day of its facts, {sheet.as_of or 'nothing'}, is no day"
        if not INNER_ID.fullmatch(sheet.reviewer):
            yield f"{sheet.place}: {sheet.reviewer or 'nothing'} is no reviewer's code, such as R1"
        if evaluation is not None and sheet.as_of != str(evaluation.as_of):
            yield f"{sheet.place}: its facts are as of {sheet.as_of}, the evaluation is as of {evaluation.as_of}"
    days = sorted({sheet.as_of for sheet in sheets})
    if evaluation is None and len(days) > 1:
        yield f"the sheets show the facts of different days: {', '.join(days)}"
    doubled = [code for code, number in Counter(sheet.reviewer for sheet in sheets).items() if number > 1]
    for code in doubled:
        places = " and ".join(sheet.place for sheet in sheets if sheet.reviewer == code)
        yield f"{places}: reviewer {code} has more than one sheet"


def _evidence_level(sheets: Sequence[Filled], given: int | None) -> tuple[int | None, list[str]]:
    """The level given, or the one that all reviewers who answered agree on."""
    if given is not None:
        return given, [] if 0 <= given <= 4 else [f"--evidence-level {given} is not 0–4"]
    said = {sheet.cell("evidence_level"): sheet.evidence_level for sheet in sheets if sheet.evidence_level is not None}
    levels = set(said.values())
    if len(levels) > 1:
        listed = ", ".join(f"{level} in {place}" for place, level in said.items())
        return None, [f"reviewers differ on the evidence level: {listed}; settle it with --evidence-level"]
    return next(iter(levels), None), []


def _without_place(sheets: Iterable[Filled]) -> Iterator[str]:
    """Remarks for which an evaluation has no field, so that they are not lost unseen."""
    for sheet in sheets:
        for name, text in sheet.comments.items():
            if name not in _COMMENTED:
                yield f"{sheet.cell(name)}: a remark on {name} has no field in the evaluation, only its method: {text}"


def _day(text: str) -> date | None:
    """The day of a sheet, or None where it is none."""
    try:
        return read_date(text)
    except PydanticCustomError:
        return None


def _refuse(problems: Sequence[str]) -> ExitCode:
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    sys.stderr.write(f"talentpilot: {many} with the sheets; nothing was written\n")
    return ExitCode.FINDINGS
