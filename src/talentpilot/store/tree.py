"""Sources of the ledger's bytes: a folder on disk, or files in memory. A git revision has the same interface."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Protocol

from talentpilot.errors import FolderRefused, LedgerNotFound
from talentpilot.store.confinement import open_file, scan_inside
from talentpilot.store.journal import Move, digest, new_content, waiting_files

FEDERATION_FILE = "federation.yaml"
"""The file at the root of a federation of ledgers."""

SIZE_LIMIT = 4 * 1024 * 1024
"""Size limit in bytes for a YAML file of a ledger; the largest file of a pilot has a few dozen kB."""


class TooLarge(NamedTuple):
    """Returned instead of content for a file over the size limit."""

    size: int


class AccessDenied(NamedTuple):
    """Returned instead of content for a file that the system does not let us read."""

    reason: str


Content = bytes | TooLarge | AccessDenied | None
"""The content of a file, or None if there is no such file."""


class Tree(Protocol):
    """The files of a ledger by path relative to its root, with `/` as separator."""

    def read(self, path: str) -> Content:
        """Return the content of a file."""

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """Return (name, is a folder) of everything in a folder, sorted; empty if there is no such folder."""

    def part(self, pilot: str) -> "Tree":
        """Return what is needed to read one pilot now, small enough to send to another process."""


@dataclass(frozen=True, slots=True)
class DiskTree:
    """A ledger in a folder; `unfinished` are the files that unfinished writes will bring, where that is known."""

    root: Path
    unfinished: "Mapping[str, tuple[str, Move]] | None" = None

    def read(self, path: str) -> Content:
        """Return the content of a file: of an unfinished write, its new content. Links are followed in the ledger."""
        try:
            waiting = self._waiting(path)
            content = _read_plain(self.root, path)
            if path in waiting and not isinstance(content, (TooLarge, AccessDenied)):
                base, move = waiting[path]
                if digest(content) == move.before:
                    return new_content(self.root, base, move)
            return content
        except FileNotFoundError:  # an unfinished write has been finished meanwhile
            return _read_plain(self.root, path)
        except OSError as problem:
            return AccessDenied(problem.strerror or str(problem))

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """Return the names in a folder, without hidden ones.

        Raises:
            FolderRefused: the system refuses it, or it leads out of the ledger.
        """
        found: dict[str, bool] = {}
        try:
            with scan_inside(self.root, folder) as entries:
                found = {item.name: item.is_dir() for item in entries if not item.name.startswith(".")}
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as problem:
            raise FolderRefused(folder, problem.strerror or str(problem)) from problem
        if waiting := self._waiting(f"{folder}/"):
            gone = {path for path, (_, move) in waiting.items() if move.after is None}
            found = {name: is_folder for name, is_folder in found.items() if f"{folder}/{name}" not in gone}
            found |= names_below(waiting.keys() - gone, folder)
        return tuple(sorted(found.items()))

    def _waiting(self, path: str) -> Mapping[str, tuple[str, Move]]:
        """Return the files that unfinished writes will bring to the folder of a path, with the base of each."""
        if self.unfinished is not None:
            return self.unfinished
        parts = path.split("/")
        bases = ("", "/".join(parts[:2])) if parts[0] == "pilots" and len(parts) > 2 else ("",)
        return {path: (base, move) for base in bases for path, move in waiting_files(self.root, base).items()}

    def part(self, pilot: str) -> "DiskTree":
        """Return the same tree, which looks for unfinished writes once, not before each file of the pilot."""
        return replace(self, unfinished=DiskTree(self.root)._waiting(f"pilots/{pilot}/"))


@dataclass(frozen=True, slots=True)
class DigestingTree(DiskTree):
    """A ledger in a folder that keeps the digest of each file it reads, so that none is read again for the digest of
    all."""

    digests: dict[str, str | None] = field(default_factory=dict)

    def read(self, path: str) -> Content:
        """Return the content of a file."""
        content = DiskTree.read(self, path)
        self.digests[path] = content_digest(content)
        return content


def content_digest(content: Content) -> str | None:
    """Return the digest of a file with LF line endings, None if it could not be read."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest() if isinstance(content, bytes) else None


class MemoryTree(NamedTuple):
    """Files of a pilot in memory. `digests` holds the sha256 of evidence files by path, empty for a link; None if
    evidence was not examined.
    """

    contents: Mapping[str, Content]
    digests: Mapping[str, str] | None = None

    def read(self, path: str) -> Content:
        """Return the content of a file."""
        return self.contents.get(path)

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """Return the names in a folder, without hidden ones."""
        return names_below(self.contents, folder)

    def part(self, pilot: str) -> "MemoryTree":
        """Return this tree, which is small."""
        del pilot
        return self


def readable_names(tree: Tree, folder: str) -> tuple[tuple[str, bool], ...]:
    """Return the names in a folder, none if it can't be listed: reading the pilot reports that."""
    try:
        return tree.names(folder)
    except FolderRefused:
        return ()


def _read_plain(root: Path, path: str) -> Content:
    """Return the content of a regular file."""
    try:
        opened = open_file(root, path)
        if opened is None:
            return AccessDenied("the name stands for something that is not a file")
        with opened:
            return TooLarge(opened.size) if opened.size > SIZE_LIMIT else opened.content()
    except FileNotFoundError:
        return None
    except OSError as problem:
        return AccessDenied(problem.strerror or str(problem))


def names_below(paths: Iterable[str], folder: str) -> tuple[tuple[str, bool], ...]:
    """Return the names in a folder, each with whether it is a folder, from the paths of all files; hidden ones are left
    out.
    """
    start = f"{folder}/" if folder else ""
    found: dict[str, bool] = {}
    for path in paths:
        if path.startswith(start):
            name, slash, _ = path[len(start) :].partition("/")
            found[name] = bool(slash)
    return tuple(sorted(item for item in found.items() if not item[0].startswith(".")))


def find_root(start: Path) -> Path:
    """Return the nearest folder upwards that holds programme.yaml.

    Raises:
        LedgerNotFound: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "programme.yaml").is_file():
            return folder
    raise LedgerNotFound(
        "no programme.yaml in {start} or any folder above it",
        help="go into a ledger, or name it with {--root} DIR",
        start=start,
    )
