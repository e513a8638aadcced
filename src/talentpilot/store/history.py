"""What the programme said on an earlier day, as far as git remembers; and the day of the first evaluation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from talentpilot.analysis.settings import SettingsNotice, Unknown, settings_changes
from talentpilot.errors import StorageProblem
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.programme import EvaluationSettings, Programme
from talentpilot.store.git import (
    Commit,
    Repository,
    find_commit,
    find_repository,
    list_files,
    list_versions,
    read_objects,
)
from talentpilot.store.reader import READING_WARNINGS
from talentpilot.store.revision import Books, GitTree
from talentpilot.store.source import SourceFile, open_source, read_as
from talentpilot.store.tree import SIZE_LIMIT, TooLarge, Tree

_FILE = "programme.yaml"


@dataclass(frozen=True, slots=True)
class _Past:
    """The settings of the last commit by a day; of the oldest one there is where all are later, and then `why`."""

    settings: EvaluationSettings | None
    seen_from: date | None
    why: Unknown | None


def settings_since(books: Books, programme: Programme, first: date | None) -> SettingsNotice:
    """What changed in the evaluation's settings since the day of the first evaluation; None: there is none yet."""
    if first is None:
        return SettingsNotice(True, None)
    try:
        past = _past(books, first, ZoneInfo(programme.timezone))
    except StorageProblem:
        return SettingsNotice(False, first, why="no_history")
    changes = settings_changes(past.settings, programme.evaluation) if past.settings is not None else ()
    return SettingsNotice(past.why is None, first, changes, past.why, past.seen_from)


def first_evaluation(tree: Tree, folders: Iterable[str], until: date) -> date | None:
    """The earliest day that an evaluation of these pilots speaks of, later than `until` left out."""
    days = []
    for folder in folders:
        home = f"pilots/{folder}/evaluations"
        part = tree.part(folder)
        for name, is_folder in part.names(home):
            if not is_folder and name.endswith(".yaml"):
                source = open_source(f"{home}/{name}", part.read(f"{home}/{name}"))
                found = read_as(source, Evaluation, "talentpilot/evaluation/1")
                days += [found.as_of] if found is not None and found.as_of <= until else []
    return min(days, default=None)


def _past(books: Books, day: date, zone: ZoneInfo) -> _Past:
    """The programme's settings at the end of that day.

    Raises:
        StorageProblem: there is no repository, no commit, or no git.
    """
    repository = books.repository if isinstance(books, GitTree) else find_repository(books.root)
    commit = books.commit if isinstance(books, GitTree) else find_commit(repository, "HEAD")
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
    """The settings in that commit; None where they can't be read for certain."""
    entry = list_files(repository, commit).get(_FILE)
    if entry is None or not entry.is_file:
        return None
    for _, size, chunks in read_objects(repository, [entry.oid]):
        source = open_source(_FILE, b"".join(chunks) if size <= SIZE_LIMIT else TooLarge(size))
        programme = read_as(source, Programme, "talentpilot/programme/1")
        return None if programme is None or _uncertain(source) else programme.evaluation
    return None


def _uncertain(source: SourceFile) -> bool:
    """Whether something under `evaluation` could not be read, so that a default stands in its place."""
    faults = [item.path for item in source.faults if item.rule not in READING_WARNINGS]
    doubled = [item.path for item in source.problems if item.path is not None]
    return any(path[:1] == ("evaluation",) for path in (*faults, *doubled))
