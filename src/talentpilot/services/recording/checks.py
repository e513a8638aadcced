"""Check an edit before it is committed: new findings in the pilot and across the ledger."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme
from talentpilot.model.scalars import digits, plain_form
from talentpilot.rules.contexts import LedgerContext, PilotSummary, make_context
from talentpilot.rules.pilot_summary import summarize_pilot
from talentpilot.rules.rule import is_waived, severity_of
from talentpilot.services.parallel import over_pilots
from talentpilot.services.validation.ledger import check_ledger_rules
from talentpilot.services.validation.pilot import PilotTask, WorkerContext, check_pilot
from talentpilot.store.evidence import Digests
from talentpilot.store.reader import FilesRead, LedgerConfig, pilot_folders, read_pilot
from talentpilot.store.tree import Content, DiskTree, MemoryTree, Tree, readable_names


@dataclass(frozen=True, slots=True)
class EditChecker:
    """Checks states of one pilot's files against its programme and its ledger."""

    config: LedgerConfig
    folder: str
    as_of: date
    today: date
    known: FilesRead = field(default_factory=FilesRead, compare=False)
    """The files read so far: states of a pilot differ in one or two of them."""

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self.config.require()[0]

    @property
    def worker(self) -> WorkerContext:
        """The context in which a pilot of this ledger is checked."""
        programme, catalogue = self.config.require()
        return WorkerContext(None, programme, catalogue, self.as_of, self.today, self.config.unreadable_ids)

    def check(self, tree: MemoryTree) -> "CheckedFiles":
        """Read the pilot from a tree, once, and return its findings, its summary and its status."""
        reading = read_pilot(tree, self.folder, known=self.known)
        result = check_pilot(self.worker, PilotTask(self.folder, tree), reading)
        return CheckedFiles(tree, self.counted(result.diagnostics), result.summary, self._status(reading.pilot))

    def counted(self, said: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return findings with the severity that the programme gives them, without those waived or switched off."""
        return counted_findings(said, self.programme, self.as_of)

    def _status(self, pilot: Pilot | None) -> PilotStatus | None:
        """Return the status of a pilot, or None if its files can't all be read."""
        return pilot_status(pilot, self.programme, self.as_of) if pilot is not None and pilot.complete else None


@dataclass(frozen=True, slots=True)
class CheckedFiles:
    """One state of the pilot's files with its findings; summary and status are None if they can't be read."""

    tree: MemoryTree
    findings: list[Diagnostic]
    summary: PilotSummary | None
    status: PilotStatus | None


def counted_findings(said: Iterable[Diagnostic], programme: Programme, as_of: date) -> list[Diagnostic]:
    """Return findings with the severity that the programme gives them, without those waived or switched off."""
    found = []
    for item in said:
        severity = severity_of(item.rule, item.severity, programme)
        if severity and not is_waived(item.rule, severity, item.object, programme, as_of):
            found.append(replace(item, severity=severity))
    return sorted(found, key=lambda item: item.sort_key)


def preload(root: Path, folder: str, known: FilesRead, taken: Digests) -> tuple[MemoryTree, Pilot | None]:
    """Return a pilot's files in memory, with the digests of its evidence on disk, and the pilot read from them."""
    home = f"pilots/{folder}"
    tree = DiskTree(root)
    contents: dict[str, Content] = {path: tree.read(path) for path in _yaml_files(tree, home)}
    pilot = read_pilot(MemoryTree(contents), folder, root, known, taken).pilot
    digests: dict[str, str] = {}
    if pilot is not None:
        paths = {item.id: item.path for item in pilot.file.evidence}
        for identifier, attachment in pilot.attachments.items():
            if attachment.sha256 is not None:
                digests[posixpath.normpath(f"{home}/{paths[identifier]}")] = attachment.sha256
    return MemoryTree(contents, digests), pilot


def with_changes(tree: MemoryTree, contents: Mapping[str, bytes], digests: Mapping[str, str]) -> MemoryTree:
    """Return the same files with some of them changed, and with evidence that is not on disk yet."""
    return MemoryTree({**tree.contents, **contents}, {**(tree.digests or {}), **digests})


def added_findings(
    after: Iterable[Diagnostic], before: Iterable[Diagnostic], *severities: Severity
) -> list[Diagnostic]:
    """Return the findings of those severities that are new, even if known ones moved to other lines."""
    known = Counter(map(_identity, before))
    found = []
    for item in after:
        if known[_identity(item)]:
            known[_identity(item)] -= 1
        elif item.severity in severities:
            found.append(item)
    return found


def _identity(item: Diagnostic) -> tuple[str, str, str, str]:
    return item.rule, item.location.path, item.object, str(item.message)


def _yaml_files(tree: DiskTree, folder: str) -> list[str]:
    found = []
    for name, is_folder in readable_names(tree, folder):
        path = f"{folder}/{name}"
        if is_folder and name != "evidence":
            found += _yaml_files(tree, path)
        elif not is_folder and name.endswith((".yaml", ".yml")):
            found.append(path)
    return found


def added_ledger_findings(
    checker: EditChecker, root: Path, before: CheckedFiles, after: CheckedFiles
) -> list[Diagnostic]:
    """Return the findings of ledger-wide rules that the change adds, by place.

    Those rules see only the pilot's summary. Most facts, such as a milestone done or a forecast, leave it unchanged,
    and then no other pilot is read.
    """
    if before.summary is None or after.summary is None or before.summary == after.summary:
        return []
    tree = DiskTree(root)
    folders = pilot_folders(tree)
    suspects = _affected_pilots(checker, before.summary, after.summary, after.tree, tree)
    if not suspects and before.summary.references == after.summary.references:
        return []
    found = over_pilots(partial(_summary, checker.worker), [PilotTask(name, tree) for name in suspects])
    others = tuple(summary for summary in found if summary is not None)
    then, now = (list(_ledger_findings(checker, one, others, folders, tree)) for one in (before, after))
    return added_findings(now, then, *Severity)


@dataclass(frozen=True, slots=True)
class _SearchTerms:
    """Words that occur in a file of every pilot that a ledger-wide rule could name; the others needn't be parsed."""

    file: str
    words: frozenset[str]


def _search_terms(
    checker: EditChecker, before: PilotSummary, after: PilotSummary, tree: MemoryTree
) -> list[_SearchTerms]:
    """Return the words to look for: the task if P07 could apply, the values of a changed series for X01."""
    found = []
    if _duty(before) != _duty(after):
        found.append(_SearchTerms("pilot.yaml", frozenset((after.task,))))
    changed = [index for index, digest in after.series if (index, digest) not in before.series]
    pilot = read_pilot(tree, checker.folder, known=checker.known).pilot if changed else None
    if pilot is not None:
        series = [known_observations(pilot.indicators[index], checker.as_of) for index in changed]
        found += [_SearchTerms("outcomes.yaml", frozenset(digits(one.value) for one in known)) for known in series]
    return found


def _duty(summary: PilotSummary) -> tuple[object, ...]:
    return summary.task, summary.units, summary.start, summary.end, summary.closed_on


def _affected_pilots(
    checker: EditChecker, before: PilotSummary, after: PilotSummary, changed: MemoryTree, disk: DiskTree
) -> list[str]:  # fmt: skip
    """Return the pilots that must be read: those that the pilot refers to (R05) and those that match all words."""
    clues = _search_terms(checker, before, after, changed)
    named = {item.target.rpartition("/")[0] for item in after.references}
    others = [name for name in pilot_folders(disk) if name != checker.folder]
    return [name for name in others if name in named or any(_fits(clue, disk, name) for clue in clues)]


def _fits(clue: _SearchTerms, disk: DiskTree, folder: str) -> bool:
    path = f"pilots/{folder}/{clue.file}"
    try:
        found = (disk.root / path).stat()
    except OSError:
        return False
    text = _plain_text(disk.root, path, (found.st_ino, found.st_mtime_ns, found.st_size))
    return all(word in text for word in clue.words)


@lru_cache(maxsize=2048)
def _plain_text(root: Path, path: str, stamp: tuple[int, int, int]) -> str:
    """Return the text of a file in plain form. A round of returns searches the same files once for each pilot.

    The stamp identifies a state of the file: each write replaces the file by a new one.
    """
    del stamp
    content = DiskTree(root).read(path)
    return plain_form(content.decode("utf-8", "replace")) if isinstance(content, bytes) else ""


def _summary(worker: WorkerContext, task: PilotTask) -> PilotSummary | None:
    """Return the summary of another pilot; runs in a worker process if there are many."""
    pilot = read_pilot(task.tree, task.pilot_id).pilot
    if pilot is None or worker.programme is None or worker.catalogue is None:
        return None
    return summarize_pilot(make_context(pilot, worker.programme, worker.catalogue, worker.as_of))


def _ledger_findings(
    checker: EditChecker,
    state: CheckedFiles,
    others: tuple[PilotSummary, ...],
    folders: tuple[str, ...],
    disk: DiskTree,
) -> Iterator[Diagnostic]:
    """Yield the findings of ledger-wide rules on the pilot in that state."""
    if state.summary is None:
        return
    programme, catalogue = checker.config.require()
    context = LedgerContext(
        programme, catalogue, (*others, state.summary), checker.as_of, frozenset(folders), whole=False
    )

    def part(folder: str) -> Tree:
        return state.tree if folder == checker.folder else disk

    yield from checker.counted(check_ledger_rules(context, checker.config, part, frozenset((checker.folder,))))
