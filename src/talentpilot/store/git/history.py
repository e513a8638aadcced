"""Earlier settings of a programme, and the inputs of an issued report, found in git."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from talentpilot.analysis.evaluation.decision_table import SettingsNotice, Unknown, settings_changes
from talentpilot.errors import StorageProblem
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.programme import EvaluationSettings, Programme
from talentpilot.store.git.repository import (
    Commit,
    Repository,
    TreeEntry,
    find_head,
    find_repository,
    list_commits,
    list_files,
    list_versions,
    read_objects,
)
from talentpilot.store.git.revision import CONFIG_FILES, GitTree, LedgerSource, open_revision
from talentpilot.store.git.worktree import lies_in_repository
from talentpilot.store.issued_reports import combined, input_digest, input_paths
from talentpilot.store.reader import READING_WARNINGS, pilot_folders
from talentpilot.store.source import SourceFile, open_source, read_as
from talentpilot.store.tree import SIZE_LIMIT, DiskTree, TooLarge, Tree, names_below, readable_names

_FILE = "programme.yaml"


@dataclass(frozen=True, slots=True)
class _Past:
    """The settings of the last commit by a day. If all commits are later: those of the oldest one, with the reason in
    `why`.
    """

    settings: EvaluationSettings | None
    seen_from: date | None
    why: Unknown | None


def settings_since(source: LedgerSource, programme: Programme, first: date | None) -> SettingsNotice:
    """Return the changes of the evaluation's settings since the first evaluation, or None if there is no evaluation."""
    if first is None:
        return SettingsNotice(True, None)
    try:
        past = _past(source, first, ZoneInfo(programme.timezone))
    except StorageProblem as problem:
        return SettingsNotice(False, first, why="unreadable", problem=problem.message)
    changes = settings_changes(past.settings, programme.evaluation) if past.settings is not None else ()
    return SettingsNotice(past.why is None, first, changes, past.why, past.seen_from)


def first_evaluation(tree: Tree, folders: Iterable[str], until: date) -> date | None:
    """Return the day of the earliest evaluation of these pilots, ignoring those after `until`."""
    days = []
    for folder in folders:
        home = f"pilots/{folder}/evaluations"
        part = tree.part(folder)
        for name, is_folder in readable_names(part, home):
            if not is_folder and name.endswith(".yaml"):
                source = open_source(f"{home}/{name}", part.read(f"{home}/{name}"))
                found = read_as(source, Evaluation, "talentpilot/evaluation/1")
                days += [found.as_of] if found is not None and found.as_of <= until else []
    return min(days, default=None)


def _past(source: LedgerSource, day: date, zone: ZoneInfo) -> _Past:
    """Return the programme's settings at the end of that day.

    Raises:
        StorageProblem: git is not there, does not answer, or can't read the repository.
    """
    if not isinstance(source, GitTree) and not lies_in_repository(source.root):
        return _Past(None, None, "no_history")
    repository = source.repository if isinstance(source, GitTree) else find_repository(source.root)
    commit = source.commit if isinstance(source, GitTree) else find_head(repository)
    if commit is None:
        return _Past(None, None, "no_history")
    versions = list_versions(repository, commit, _FILE)
    dated = [(one, datetime.fromtimestamp(time, zone).date()) for one, time in versions]
    by_then = next((one for one, when in dated if when <= day), None)
    if by_then is not None:
        settings = _read(repository, by_then)
        return _Past(settings, None, None if settings is not None else "unreadable")
    if not dated:
        return _Past(None, None, "no_history")
    oldest, when = dated[-1]
    return _Past(_read(repository, oldest), when, "shallow" if repository.shallow else "later_history")


def _read(repository: Repository, commit: Commit) -> EvaluationSettings | None:
    """Return the settings in that commit, or None if they can't be read reliably."""
    entry = list_files(repository, commit).get(_FILE)
    if entry is None or not entry.is_file:
        return None
    for _, size, chunks in read_objects(repository, [entry.oid], SIZE_LIMIT):
        source = open_source(_FILE, b"".join(chunks) if size <= SIZE_LIMIT else TooLarge(size))
        programme = read_as(source, Programme, "talentpilot/programme/1")
        return None if programme is None or _uncertain(source) else programme.evaluation
    return None


def _uncertain(source: SourceFile) -> bool:
    """Return whether a part of `evaluation` could not be read and was replaced by a default."""
    faults = [item.path for item in source.faults if item.rule not in READING_WARNINGS]
    doubled = [item.path for item in source.problems if item.path is not None]
    return any(path[:1] == ("evaluation",) for path in (*faults, *doubled))


LIMIT = 1000
"""Number of commits searched at most, the latest first: a few dozen seconds for 800 pilots."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The recovered ledger, or None; `how` is revision, files or commit, `searched` the number of commits."""

    source: LedgerSource | None
    how: Literal["revision", "commit", "files", ""] = ""
    searched: int = 0
    shallow: bool = False


def recover(root: Path, inputs: str, revision: str | None) -> Recovered:
    """Return the ledger whose digest is `inputs`: at the recorded revision, in the present files, or in any commit.

    Raises:
        StorageProblem: they do not stand in the files, and git can't be asked.
    """
    repository, trouble = _repository(root)
    recorded = (revision or "").removesuffix("-dirty")
    if repository is not None and recorded:
        tree = _at(root, recorded)
        if tree is not None and input_digest(tree, pilot_folders(tree)) == inputs:
            return Recovered(tree, "revision")
    disk = DiskTree(root)
    if input_digest(disk, pilot_folders(disk)) == inputs:
        return Recovered(disk, "files")
    if repository is None:
        if recorded and trouble is not None:
            raise trouble
        return Recovered(None)
    return _search(repository, inputs)


def _repository(root: Path) -> tuple[Repository | None, StorageProblem | None]:
    try:
        return find_repository(root), None
    except StorageProblem as problem:
        return None, problem


def _at(root: Path, revision: str) -> GitTree | None:
    """Return the ledger at a revision, or None if this clone lacks it or it held no ledger."""
    try:
        tree = open_revision(root, revision)
        tree.preload(pilot_folders(tree))
    except StorageProblem:
        return None
    return tree


def _search(repository: Repository, inputs: str) -> Recovered:
    """Return the latest commit whose files have that digest. Each version of a file is read once."""
    commits = list_commits(repository, (*CONFIG_FILES, "pilots"), LIMIT)
    known: dict[str, str | None] = {}
    for number, oid in enumerate(commits, 1):
        commit = Commit(oid, oid)
        try:
            entries = list_files(repository, commit)
            if digest_at(repository, entries, known) == inputs:
                return Recovered(GitTree(repository, commit, entries), "commit", number, repository.shallow)
        except StorageProblem:
            continue
    return Recovered(None, "", len(commits), repository.shallow)


def digest_at(repository: Repository, entries: Mapping[str, TreeEntry], known: dict[str, str | None]) -> str:
    """Return the digest of the ledger with these files; `known` caches the digest of each version of a file."""
    folders = tuple(name for name, is_folder in names_below(entries, "pilots") if is_folder)
    below: dict[str, list[tuple[str, bool]]] = {}
    for path in entries:
        folder, _, name = path.rpartition("/")
        if folder.endswith("/evaluations") and not name.startswith("."):
            below.setdefault(folder, []).append((name, False))
    paths = input_paths(folders, lambda folder: tuple(below.get(folder, ())))
    files = {path: entry.oid for path in paths if (entry := entries.get(path)) is not None and entry.is_file}
    unknown = sorted({oid for oid in files.values() if oid not in known})
    for oid, size, chunks in read_objects(repository, unknown, SIZE_LIMIT):
        content = b"".join(chunks).replace(b"\r\n", b"\n") if size <= SIZE_LIMIT else None
        known[oid] = hashlib.sha256(content).hexdigest() if content is not None else None
    return combined((path, known[oid]) for path, oid in files.items())
