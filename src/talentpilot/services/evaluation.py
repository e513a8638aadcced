"""Evaluate the requested pilots, each evaluation on its own day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.analysis.evaluation.decision_table import SettingsNotice
from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.diagnostics import Message
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules.contexts import PilotContext, make_context
from talentpilot.rules.evaluations import evaluate_pilot
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.parallel import in_batches, in_one_process, over_pilots
from talentpilot.store.evidence import Digests
from talentpilot.store.git.history import first_evaluation, settings_since
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree, Tree
from talentpilot.suggestions import nearest_pilot

Dated = list[tuple[date, str]]
"""Day and name of evaluations, in order."""


@dataclass(frozen=True, slots=True)
class EvaluationResults:
    """The evaluations asked for, by pilot and day; `pilots` were looked at; `settings`: were they fixed in time."""

    programme: Programme
    catalogue: Catalogue
    as_of: date
    results: tuple[EvaluationResult, ...]
    unreadable: tuple[Unreadable, ...]
    pilots: int
    settings: SettingsNotice


@dataclass(frozen=True, slots=True)
class _WorkerContext:
    """What each process needs to compute the evaluations of a pilot."""

    root: Path | None
    taken: Digests
    programme: Programme
    catalogue: Catalogue
    as_of: date
    unreadable_ids: frozenset[str]
    name: str | None


def gather_evaluations(ledger: OpenLedger, subject: str | None, *, evidence: bool = True) -> EvaluationResults:
    """Compute the evaluations dated by the ledger's day: of all pilots, of `PILOT`, or the one of `PILOT/NAME`.

    Without `evidence` no evidence file is read.

    Raises:
        NothingToCheck: there is no such pilot, or no evaluation yet.
        UsageProblem: the pilot has evaluations, but none of that name.
    """
    source, folders = ledger.source, ledger.pilot_ids
    ledger.preload(evidence=evidence)
    programme, catalogue = ledger.config.require()
    pilot, _, name = (subject or "").partition("/")
    wanted = tuple(folder for folder in folders if pilot in ("", folder))
    if not wanted:
        what = pilot or Message("under pilots/")
        raise NothingToCheck("no pilot found: {what}", help=nearest_pilot(pilot, folders), what=what)
    day = ledger.as_of
    disk = ledger.root if isinstance(source, DiskTree) and evidence else None
    taken = ledger.large_digests(wanted) if evidence else {}
    worker = _WorkerContext(disk, taken, programme, catalogue, day, ledger.config.unreadable_ids, name or None)
    tasks = [(folder, source.part(folder)) for folder in wanted]
    if in_one_process(len(tasks), ledger.processors):
        answers = list(in_batches(partial(_read, worker), partial(_evaluate, worker), tasks))
    else:
        answers = list(over_pilots(partial(_answer, worker), tasks, ledger.processors))
    results = tuple(item for found, _, _ in answers for item in found)
    unreadable = tuple(item for _, items, _ in answers for item in items)
    if not results and not unreadable:
        dated = (one for _, _, days in answers for one in days or ()) if name else ()
        raise _nothing(subject, day, tuple(known for _, known in dated))
    read = dict(zip(wanted, (days for _, _, days in answers), strict=True))
    settings = settings_since(source, programme, _first_evaluation(source, folders, read, day) if results else None)
    return EvaluationResults(programme, catalogue, day, results, unreadable, len(wanted), settings)


_Read = tuple[Pilot | None, tuple[Unreadable, ...]]
_Answer = tuple[tuple[EvaluationResult, ...], tuple[Unreadable, ...], Dated | None]


def _answer(worker: _WorkerContext, task: tuple[str, Tree]) -> _Answer:
    return _evaluate(worker, _read(worker, task))


def _read(worker: _WorkerContext, task: tuple[str, Tree]) -> _Read:
    """Return a pilot and its unreadable parts; its sources, ten times as large, are let go."""
    folder, tree = task
    reading = read_pilot(tree, folder, worker.root, taken=worker.taken)
    return reading.pilot, reading.unreadable


def _evaluate(worker: _WorkerContext, read: _Read) -> _Answer:
    """Return the results of one pilot, its unreadable parts, and all its evaluations dated by the day.

    The last is None if the pilot can't be read.
    """
    pilot, unreadable = read
    if pilot is None or not pilot.complete:
        return (), unreadable, None
    dated = sorted((item.as_of, name) for name, item in pilot.evaluations.items() if item.as_of <= worker.as_of)
    found = tuple(
        _known_by(worker.as_of, evaluate_pilot(_on(day, pilot, worker), name))
        for day, name in dated
        if worker.name in (None, name)
    )
    return found, unreadable, dated


def _first_evaluation(source: LedgerSource, folders: Iterable[str], read: dict[str, Dated | None], by: date) -> date:
    """Return the day of the earliest evaluation of all pilots; those that were `read` are not read again."""
    rest = [folder for folder in folders if read.get(folder) is None]
    days = [day for dated in read.values() for day, _ in dated or ()]
    return min((*days, first_evaluation(source, rest, by) or date.max))


def _on(day: date, pilot: Pilot, worker: _WorkerContext) -> PilotContext:
    return make_context(pilot, worker.programme, worker.catalogue, day, unreadable_ids=worker.unreadable_ids)


def _known_by(day: date, found: EvaluationResult) -> EvaluationResult:
    """Return the result without a decision that was taken after that day."""
    decision = found.evaluation.decision
    if decision is None or decision.date <= day:
        return found
    return replace(found, evaluation=found.evaluation.model_copy(update={"decision": None}))


def _nothing(subject: str | None, day: date, names: tuple[str, ...]) -> Exception:
    if names:
        return UsageProblem(
            "there is no evaluation {subject} by {day}",
            help="there are {names}",
            subject=subject,
            day=day,
            names=Message.listed(names),
        )
    return NothingToCheck(
        "{subject} has no evaluation by {day}" if subject else "no pilot has an evaluation by {day}",
        help="evaluations are in pilots/<id>/evaluations/<name>.yaml",
        subject=subject,
        day=day,
    )
