"""What git remembers of the programme's settings on an earlier day, and where it can't tell."""

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from repository import Repository, clone, new_repository
from talentpilot.analysis.evaluation.decision_table import SettingChange, SettingsNotice
from talentpilot.store.git.history import first_evaluation, settings_since
from talentpilot.store.git.revision import LedgerSource, open_revision
from talentpilot.store.reader import pilot_folders, read_config
from talentpilot.store.tree import DiskTree

SOUND = Path(__file__).parent.parent / "sound"
FIRST = date(2026, 3, 31)
CHANGE = SettingChange("weights/results", Fraction(50), Fraction(60))


@pytest.fixture(params=["", "books/云溪 省"], ids=["at the top", "below"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    repository = new_repository(tmp_path / "work")
    return Path(shutil.copytree(SOUND, repository.root / str(request.param), dirs_exist_ok=True))


def commit(root: Path, time: str) -> None:
    """Commit everything as of that time."""
    Repository(root).commit(when=time)


def weigh(root: Path, results: int) -> None:
    """Set the weight of results in the programme."""
    file = root / "programme.yaml"
    text = file.read_text(encoding="utf-8").partition("\nevaluation:")[0].rstrip("\n")
    file.write_text(f"{text}\nevaluation:\n  weights: {{results: {results}}}\n", encoding="utf-8")


def notice(books: LedgerSource, first: date | None = FIRST) -> SettingsNotice:
    return settings_since(books, read_config(books).require()[0], first)


def test_a_change_after_the_first_evaluation_is_told(ledger: Path) -> None:
    commit(ledger, "2025-07-01T08:00:00+0800")
    assert notice(DiskTree(ledger)) == SettingsNotice(True, FIRST)
    weigh(ledger, 60)
    assert notice(DiskTree(ledger)).changes == (CHANGE,), "in the files as they stand"
    commit(ledger, "2026-04-02T08:00:00+0800")
    assert notice(DiskTree(ledger)) == SettingsNotice(True, FIRST, (CHANGE,))
    assert notice(open_revision(ledger, "HEAD")) == SettingsNotice(True, FIRST, (CHANGE,))
    assert notice(open_revision(ledger, "HEAD~1")) == SettingsNotice(True, FIRST)


def test_a_change_before_it_is_none(ledger: Path) -> None:
    commit(ledger, "2025-07-01T08:00:00+0800")
    weigh(ledger, 60)
    commit(ledger, "2026-03-31T23:59:00+0800")
    assert notice(DiskTree(ledger)) == SettingsNotice(True, FIRST)


def test_the_day_is_the_programmes_not_the_machines(ledger: Path) -> None:
    commit(ledger, "2025-07-01T08:00:00+0800")
    weigh(ledger, 60)
    commit(ledger, "2026-03-31T17:00:00+0000")  # 1 April in Shanghai
    assert notice(DiskTree(ledger)).changes == (CHANGE,)


def test_without_version_control_nothing_can_be_told(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SOUND, tmp_path / "plain"))
    assert notice(DiskTree(root)) == SettingsNotice(False, FIRST, why="no_history")


def test_before_the_first_commit_nothing_can_be_told(ledger: Path) -> None:
    assert notice(DiskTree(ledger)).why == "no_history"


def test_a_history_that_begins_later_tells_what_changed_since(ledger: Path) -> None:
    commit(ledger, "2026-04-10T08:00:00+0800")
    expected = SettingsNotice(False, FIRST, why="later_history", seen_from=date(2026, 4, 10))
    assert notice(DiskTree(ledger)) == expected
    weigh(ledger, 60)
    assert notice(DiskTree(ledger)).changes == (CHANGE,)
    assert not notice(DiskTree(ledger)).known


def test_a_shallow_clone_says_that_it_is_one(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "work")
    shutil.copytree(SOUND, repository.root, dirs_exist_ok=True)
    commit(repository.root, "2025-07-01T08:00:00+0800")
    weigh(repository.root, 60)
    commit(repository.root, "2026-04-10T08:00:00+0800")
    shallow: Repository = clone(repository, tmp_path / "shallow", "--depth", "1")
    found = notice(DiskTree(shallow.root))
    assert (found.known, found.why, found.seen_from) == (False, "shallow", date(2026, 4, 10))


def test_settings_that_cannot_be_read_are_not_taken_for_the_defaults(ledger: Path) -> None:
    weigh(ledger, 60)
    good = (ledger / "programme.yaml").read_text(encoding="utf-8")
    for bad in (good.replace("results: 60", "results: sixty"), "schema: talentpilot/programme/1\n"):
        (ledger / "programme.yaml").write_text(bad, encoding="utf-8")
        commit(ledger, "2025-07-01T08:00:00+0800")
        (ledger / "programme.yaml").write_text(good, encoding="utf-8")
        found = notice(DiskTree(ledger))
        assert (found.known, found.why, found.changes) == (False, "unreadable", ())


def test_the_first_evaluation_is_the_earliest_of_all_pilots(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SOUND, tmp_path / "ledger"))
    tree = DiskTree(root)
    folders = pilot_folders(tree)
    assert first_evaluation(tree, folders, date(2026, 12, 31)) == FIRST
    assert first_evaluation(tree, folders, date(2026, 3, 30)) is None
    home = root / "pilots" / "yx-titles-01" / "evaluations"
    text = (home / "2026-midterm.yaml").read_text(encoding="utf-8")
    (home / "2025-self.yaml").write_text(text.replace("2026-03-31", "2025-12-31"), encoding="utf-8")
    (home / "broken.yaml").write_text("as_of: [", encoding="utf-8")
    assert first_evaluation(tree, folders, date(2026, 12, 31)) == date(2025, 12, 31)


def test_without_an_evaluation_there_is_nothing_to_tell(ledger: Path) -> None:
    assert notice(DiskTree(ledger), None) == SettingsNotice(True, None)
