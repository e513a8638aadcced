"""What the tests of issued reports share: a ledger in a repository, and reports issued from it."""

import shutil
from collections.abc import Callable
from pathlib import Path

from conftest import TESTS, Ran
from repository import Repository, new_repository

Run = Callable[..., Ran]

WINTER = ("--period", "2025Q4", "--as-of", "2025-12-31", "--issued", "2026-01-20")
SPRING = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20")


def ledger_in_git(folder: Path, source: str = "sound") -> Repository:
    """A committed copy of a ledger kept under tests/."""
    shutil.copytree(TESTS / source, folder)
    for file in folder.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
    repository = new_repository(folder)
    repository.commit()
    return repository


def issue(run: Run, root: Path, when: tuple[str, ...], *more: object) -> Ran:
    """Issue a report; Markdown alone where nothing else is said."""
    forms = () if "--format" in more else ("--format", "md")
    return run("report", "--root", root, *when, "--issue", *forms, *more)
