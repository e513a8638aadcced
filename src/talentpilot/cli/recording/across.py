"""Judges what is written beside all other pilots; they are read only where it could matter to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from talentpilot.analysis.series import known_observations
from talentpilot.cli.checking import check_across
from talentpilot.cli.parallel import over_pilots
from talentpilot.cli.pilotcheck import Job, Task
from talentpilot.cli.recording.bench import Bench, Judgement, new_among
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.model.scalars import digits, plain_form
from talentpilot.rules.cards import card_of
from talentpilot.rules.cases import LedgerCase, PilotCard, make_case
from talentpilot.store.reader import pilot_folders, read_pilot
from talentpilot.store.tree import DiskTree, HeldTree, Tree


def new_across(bench: Bench, root: Path, before: Judgement, after: Judgement) -> list[Diagnostic]:
    """What the ledger-wide rules say of the pilot after the change and did not say before, by place.

    What is not on its card is no concern of theirs: a step done, a forecast, a report, a paper costs nothing here.
    """
    if before.card is None or after.card is None or before.card == after.card:
        return []
    tree = DiskTree(root)
    folders = pilot_folders(tree)
    suspects = _suspects(bench, before.card, after.card, after.tree, tree)
    if not suspects and before.card.references == after.card.references:
        return []
    found = over_pilots(partial(_card, bench.job), [Task(name, tree) for name in suspects])
    others = tuple(card for card in found if card is not None)
    then, now = (list(_said(bench, one, others, folders, tree)) for one in (before, after))
    return new_among(now, then, *Severity)


@dataclass(frozen=True, slots=True)
class _Clue:
    """Words that all stand in a file of every pilot that a ledger-wide rule could name, so that few must be read."""

    file: str
    words: frozenset[str]


def _clues(bench: Bench, before: PilotCard, after: PilotCard, tree: HeldTree) -> list[_Clue]:
    """By what the change touched: the same task (P07), a series of the same values however written (X01)."""
    found = []
    if _duty(before) != _duty(after):
        found.append(_Clue("pilot.yaml", frozenset((after.task,))))
    changed = [index for index, digest in after.series if (index, digest) not in before.series]
    pilot = read_pilot(tree, bench.folder).pilot if changed else None
    if pilot is not None:
        series = [known_observations(pilot.indicators[index], bench.as_of) for index in changed]
        found += [_Clue("outcomes.yaml", frozenset(digits(one.value) for one in known)) for known in series]
    return found


def _duty(card: PilotCard) -> tuple[object, ...]:
    return card.task, card.units, card.start, card.end, card.closed_on


def _suspects(
    bench: Bench, before: PilotCard, after: PilotCard, changed: HeldTree, disk: DiskTree
) -> list[str]:  # fmt: skip
    """The pilots worth reading: those that the pilot refers to (R05), and those in whose files all words stand."""
    clues = _clues(bench, before, after, changed)
    named = {item.target.rpartition("/")[0] for item in after.references}
    others = [name for name in pilot_folders(disk) if name != bench.folder]
    return [name for name in others if name in named or any(_fits(clue, disk, name) for clue in clues)]


def _fits(clue: _Clue, disk: DiskTree, folder: str) -> bool:
    content = disk.read(f"pilots/{folder}/{clue.file}")
    text = plain_form(content.decode("utf-8", "replace")) if isinstance(content, bytes) else ""
    return all(word in text for word in clue.words)


def _card(job: Job, task: Task) -> PilotCard | None:
    """The card of one of the others, in whatever process."""
    pilot = read_pilot(task.tree, task.folder).pilot
    if pilot is None or job.programme is None or job.catalogue is None:
        return None
    return card_of(make_case(pilot, job.programme, job.catalogue, job.as_of))


def _said(
    bench: Bench, state: Judgement, others: tuple[PilotCard, ...], folders: tuple[str, ...], disk: DiskTree
) -> Iterator[Diagnostic]:
    """What the ledger-wide rules say with the pilot in that state, of it or naming it."""
    if state.card is None:
        return
    programme, catalogue = bench.frame.demand()
    case = LedgerCase(programme, catalogue, (*others, state.card), bench.as_of, frozenset(folders), whole=False)

    def part(folder: str) -> Tree:
        return state.tree if folder == bench.folder else disk

    yield from bench.counted(check_across(case, part, bench.frame, frozenset((bench.folder,))))
