"""Where the ledger's bytes come from: a folder on disk, or files held in memory (a git revision has the same shape)."""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from talentpilot.errors import LedgerNotFound, StorageProblem
from talentpilot.store.writer import NOTE, pending_moves

SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes a YAML file of a ledger may have; a pilot's largest is some dozen kB."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Stands for the content of a file over the size limit."""

    size: int


@dataclass(frozen=True, slots=True)
class AccessDenied:
    """Stands for the content of a file that the system does not let us read."""

    reason: str


Content = bytes | TooLarge | AccessDenied | None
"""What a file holds; None when there is no such file."""


class Tree(Protocol):
    """A ledger's files by path relative to its root, with `/` between the names."""

    def read(self, path: str) -> Content:
        """The content of a file."""

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """(name, is a folder) of everything in a folder, sorted; empty when there is no such folder."""

    def part(self, pilot: str) -> "Tree":
        """What reading one pilot takes, small enough to travel to another process."""


@dataclass(frozen=True, slots=True)
class DiskTree:
    """A ledger in a folder."""

    root: Path

    def read(self, path: str) -> Content:
        """The content of a file; a link that leads out of the ledger is not followed."""
        file = os.path.join(self.root, path)
        folder, name = os.path.split(file)
        if os.path.exists(os.path.join(folder, NOTE)):
            file = os.path.join(folder, pending_moves(Path(folder)).get(name, name))
        try:
            if os.path.islink(file) and not Path(file).resolve().is_relative_to(self.root.resolve()):
                return AccessDenied("the file is a link out of the ledger")
            state = os.stat(file)
            if not stat.S_ISREG(state.st_mode):  # a pipe or a device would be waited for without end
                return AccessDenied("the name stands for something that is no file")
            if state.st_size > SIZE_LIMIT:
                return TooLarge(state.st_size)
            with open(file, "rb", buffering=0) as stream:
                return stream.read(SIZE_LIMIT + 1) or b""
        except FileNotFoundError:
            return None
        except OSError as problem:
            return AccessDenied(problem.strerror or str(problem))

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """Names in a folder, hidden ones left out."""
        try:
            with os.scandir(os.path.join(self.root, folder)) as entries:
                found = [(item.name, item.is_dir()) for item in entries]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as problem:
            raise StorageProblem(f"{folder}: {problem.strerror}") from problem
        return tuple(sorted(item for item in found if not item[0].startswith(".")))

    def part(self, pilot: str) -> "DiskTree":
        """The same folder: every process reads the disk itself."""
        del pilot
        return self


@dataclass(frozen=True, slots=True)
class MemoryTree:
    """Files of a pilot in memory. `digests` holds the sha256 of evidence files by path, empty for a link; None where
    nobody has looked at evidence."""

    contents: Mapping[str, Content]
    digests: Mapping[str, str] | None = None

    def read(self, path: str) -> Content:
        """The content of a file."""
        return self.contents.get(path)

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """Names in a folder, hidden ones left out."""
        return names_below(self.contents, folder)

    def part(self, pilot: str) -> "MemoryTree":
        """Itself: it is small."""
        del pilot
        return self


def names_below(paths: Iterable[str], folder: str) -> tuple[tuple[str, bool], ...]:
    """The names in a folder, each with whether it is a folder, from the paths of all files; hidden ones left out."""
    start = f"{folder}/" if folder else ""
    found: dict[str, bool] = {}
    for path in paths:
        if path.startswith(start):
            name, slash, _ = path[len(start) :].partition("/")
            found[name] = bool(slash)
    return tuple(sorted(item for item in found.items() if not item[0].startswith(".")))


def find_root(start: Path) -> Path:
    """The nearest folder upwards that holds programme.yaml.

    Raises:
        LedgerNotFound: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "programme.yaml").is_file():
            return folder
    raise LedgerNotFound(
        f"no programme.yaml in {start} or any folder above it\n  help: go into a ledger, or name it with --root DIR"
    )
