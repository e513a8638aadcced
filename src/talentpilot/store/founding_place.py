"""Puts the files of a new ledger into a folder: nothing is overwritten, and all of it is written or nothing."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from talentpilot.errors import StorageProblem
from talentpilot.store.writer import Replacement, replace_files


def repository_top(folder: Path) -> Path | None:
    """The top of the git repository in which a folder lies or will lie; None outside any."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def ledger_around(folder: Path) -> Path | None:
    """The ledger that a folder is, or in which it lies; None outside any."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / "programme.yaml")), None)


@dataclass(frozen=True, slots=True)
class Placement:
    """What would become of the files: `fresh` are to be written, `same` are there already, `taken` are there and
    differ, `blocked` can't be there, since something that is no such file or folder stands in the way."""

    fresh: tuple[Path, ...]
    same: tuple[Path, ...]
    taken: tuple[Path, ...]
    blocked: tuple[Path, ...]


def survey(files: Mapping[Path, bytes]) -> Placement:
    """Look where the files would go; nothing is changed."""
    found: dict[str, list[Path]] = {"fresh": [], "same": [], "taken": [], "blocked": []}
    for file, content in files.items():
        found[_state(file, content)].append(file)
    return Placement(*(tuple(found[name]) for name in ("fresh", "same", "taken", "blocked")))


def _state(file: Path, content: bytes) -> str:
    nearest = next((above for above in file.parents if os.path.lexists(above)), None)
    if nearest is not None and not nearest.is_dir():
        return "blocked"
    if not os.path.lexists(file):
        return "fresh"
    if not file.is_file():
        return "blocked"
    try:
        return "same" if file.read_bytes() == content else "taken"
    except OSError:
        return "taken"


def place_files(files: Mapping[Path, bytes]) -> None:
    """Write new files with the folders they need, all or none, in the order given.

    Raises:
        UsageProblem: one of them has appeared meanwhile; nothing is written.
        StorageProblem: the disk refuses; nothing is written, and no new folder is left.
    """
    made: list[Path] = []
    try:
        for folder in _missing_folders(files):
            folder.mkdir()
            made.append(folder)
        replace_files({file: Replacement(None, content) for file, content in files.items()})
    except BaseException as problem:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(problem, OSError):
            raise StorageProblem(f"{problem.filename or 'the disk'}: {problem.strerror or problem}") from problem
        raise


def _missing_folders(files: Iterable[Path]) -> list[Path]:
    """The folders to be made, outer ones first."""
    missing = {above for file in files for above in file.parents if not above.exists()}
    return sorted(missing, key=lambda folder: len(folder.parts))
