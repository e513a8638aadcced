"""Where the ledger's bytes come from: a folder on disk (a git revision has the same shape)."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from talentpilot.errors import LedgerNotFound, StorageProblem

SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes a YAML file of a ledger may have; a pilot's largest is some dozen kB."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Stands for the content of a file over the size limit."""

    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands for the content of a file that the system does not let us read."""

    reason: str


Content = bytes | TooLarge | Refused | None
"""What a file holds; None when there is no such file."""


class Tree(Protocol):
    """A ledger's files by path relative to its root, with `/` between the names."""

    def read(self, path: str) -> Content:
        """The content of a file."""

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """(name, is a folder) of everything in a folder, sorted; empty when there is no such folder."""


@dataclass(frozen=True, slots=True)
class DiskTree:
    """A ledger in a folder."""

    root: Path

    def read(self, path: str) -> Content:
        """The content of a file; a link that leads out of the ledger is not followed."""
        file = os.path.join(self.root, path)
        try:
            if os.path.islink(file) and not Path(file).resolve().is_relative_to(self.root.resolve()):
                return Refused("the file is a link out of the ledger")
            with open(file, "rb", buffering=0) as stream:
                size = os.fstat(stream.fileno()).st_size
                return stream.readall() if size <= SIZE_LIMIT else TooLarge(size)
        except FileNotFoundError:
            return None
        except OSError as problem:
            return Refused(problem.strerror or str(problem))

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
