"""Gathers the evaluations a command asks for, each answered at its own day."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.analysis.settings import SettingsNotice
from talentpilot.cli.nearest import nearest_pilot
from talentpilot.cli.parallel import over_pilots
from talentpilot.cli.session import Session
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES
from talentpilot.rules.cases import make_case
from talentpilot.rules.decisions import answer
from talentpilot.store.history import first_evaluation, settings_since
from talentpilot.store.reader import pilot_folders, read_frame, read_pilot
from talentpilot.store.revision import GitTree
from talentpilot.store.tree import DiskTree, Tree


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The evaluations asked for, by pilot and day; `pilots` were looked at. `settings`: were they fixed in time."""

    programme: Programme
    catalogue: Catalogue
    as_of: date
    results: tuple[EvaluationResult, ...]
    unreadable: tuple[Unreadable, ...]
    pilots: int
    settings: SettingsNotice


@dataclass(frozen=True, slots=True)
class _Job:
    """What each process needs to answer the evaluations of a pilot."""

    root: Path | None
    programme: Programme
    catalogue: Catalogue
    as_of: date
    unreadable_ids: frozenset[str]
    name: str | None


def gather_evaluations(session: Session, subject: str | None) -> Evaluated:
    """Those of all pilots, of `PILOT`, or the one that `PILOT/NAME` names, dated by the session's day.

    Raises:
        NothingToCheck: there is no such pilot, or no evaluation yet.
        UsageProblem: the pilot has evaluations, but none of that name.
    """
    root = session.root()
    books = session.books(root)
    folders = pilot_folders(books)
    if isinstance(books, GitTree):
        books.hold(folders)
        books.examine_evidence()
    frame = read_frame(books)
    programme, catalogue = frame.demand()
    pilot, _, name = (subject or "").partition("/")
    wanted = tuple(folder for folder in folders if pilot in ("", folder))
    if not wanted:
        what = pilot or "under pilots/"
        raise NothingToCheck(f"no pilot found: {what}\n  help: {nearest_pilot(pilot, folders)}")
    day = session.as_of(programme)
    disk = root if isinstance(books, DiskTree) else None
    job = _Job(disk, programme, catalogue, day, frame.unreadable_ids, name or None)
    answers = list(over_pilots(partial(_answer, job), [(folder, books.part(folder)) for folder in wanted]))
    results = tuple(item for found, _, _ in answers for item in found)
    unreadable = tuple(item for _, items, _ in answers for item in items)
    if not results and not unreadable:
        raise _nothing(subject, day, tuple(item for _, _, names in answers for item in names) if name else ())
    first = first_evaluation(books, folders, day) if results else None
    settings = settings_since(books, programme, first)
    return Evaluated(programme, catalogue, day, results, unreadable, len(wanted), settings)


def _answer(
    job: _Job, task: tuple[str, Tree]
) -> tuple[tuple[EvaluationResult, ...], tuple[Unreadable, ...], tuple[str, ...]]:
    """The answers of one pilot, what could not be read of it, and the names of all its evaluations by the day."""
    folder, tree = task
    reading = read_pilot(tree, folder, job.root)
    pilot = reading.pilot
    if pilot is None or not pilot.complete:
        return (), reading.unreadable, ()
    dated = sorted((item.as_of, name) for name, item in pilot.evaluations.items() if item.as_of <= job.as_of)
    if not dated:
        return (), reading.unreadable, ()
    case = make_case(pilot, job.programme, job.catalogue, job.as_of, unreadable_ids=job.unreadable_ids)
    wanted = [name for _, name in dated if job.name in (None, name)]
    found = tuple(_known_by(job.as_of, answer(case, name, ALL_RULES)) for name in wanted)
    return found, reading.unreadable, tuple(name for _, name in dated)


def _known_by(day: date, found: EvaluationResult) -> EvaluationResult:
    """The answer without a decision that was taken only after that day."""
    decision = found.evaluation.decision
    if decision is None or decision.date <= day:
        return found
    return replace(found, evaluation=found.evaluation.model_copy(update={"decision": None}))


def _nothing(subject: str | None, day: date, names: tuple[str, ...]) -> Exception:
    if names:
        return UsageProblem(f"there is no evaluation {subject} by {day}\n  help: there are {', '.join(names)}")
    whose = f"{subject} has" if subject else "no pilot has"
    none = "no evaluation" if subject else "an evaluation"
    return NothingToCheck(f"{whose} {none} by {day}\n  help: evaluations stand in pilots/<id>/evaluations/<name>.yaml")
