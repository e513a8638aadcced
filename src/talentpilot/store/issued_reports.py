"""Issued reports of a ledger, and the digest of the inputs they were made from."""

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from talentpilot.store.confinement import read_inside
from talentpilot.store.git.repository import read_objects
from talentpilot.store.git.revision import GitTree, LedgerSource
from talentpilot.store.tree import DigestingTree, DiskTree, Tree, content_digest, readable_names

FOLDER = "reports"
LIMIT = 256 * 1024 * 1024
"""Size limit in bytes for a file of an issued report; the figures of 800 pilots take about 12 MB."""


def issued_report_names(source: LedgerSource, marker: str) -> tuple[str, ...]:
    """Return the names of the folders that hold the file `marker`, sorted; none if they can't be listed."""
    folders = (name for name, is_folder in readable_names(source, FOLDER) if is_folder)
    return tuple(name for name in folders if (marker, False) in readable_names(source, f"{FOLDER}/{name}"))


def read_issued(source: LedgerSource, name: str, file: str) -> bytes | None:
    """Return the content of a file of an issued report, or None if it can't be read. Links are not followed."""
    path = f"{FOLDER}/{name}/{file}"
    if isinstance(source, GitTree):
        entry = source.entries.get(path)
        if entry is None or not entry.is_file:
            return None
        for _, size, chunks in read_objects(source.repository, [entry.oid], LIMIT):
            return b"".join(chunks) if size <= LIMIT else None
        return None
    return read_plain(source.root, path)


def read_plain(folder: Path, path: str) -> bytes | None:
    """Return the content of a regular file below a folder, or None if it can't be read or leads out of the folder."""
    try:
        return None if (folder / path).is_symlink() else read_inside(folder, path, LIMIT)
    except OSError:
        return None


def input_digest(tree: Tree, folders: Iterable[str]) -> str:
    """Return `sha256:…` over the path and content of every YAML file read, with LF line endings so that autocrlf
    doesn't change it.
    """
    return files_digest(tree, input_paths(folders, partial(readable_names, tree)))


def digesting(source: LedgerSource) -> LedgerSource:
    """Return the same files, of which `input_digest` reads none again."""
    return DigestingTree(source.root) if isinstance(source, DiskTree) else source


def files_digest(tree: Tree, paths: Iterable[str]) -> str:
    """Return the same over these files."""
    return combined((path, _inner(tree, path)) for path in paths)


def combined(files: Iterable[tuple[str, str | None]]) -> str:
    """Return the digest of files in the order of `input_paths`, from the digest of each file's content; None for a
    missing file.
    """
    digest = hashlib.sha256()
    for path, inner in files:
        if inner is not None:
            digest.update(f"{path}\0{inner}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def input_paths(folders: Iterable[str], names: Callable[[str], tuple[tuple[str, bool], ...]]) -> list[str]:
    """Return the sorted paths of the input files; `names` lists a folder."""
    paths = ["catalogue.yaml", "programme.yaml"]
    for folder in folders:
        home = f"pilots/{folder}"
        paths += [f"{home}/{name}.yaml" for name in ("milestones", "outcomes", "pilot")]
        paths += [f"{home}/evaluations/{name}" for name, is_folder in names(f"{home}/evaluations") if not is_folder]
    return sorted(paths)


def _inner(tree: Tree, path: str) -> str | None:
    if isinstance(tree, DigestingTree) and path in tree.digests:
        return tree.digests[path]
    return content_digest(tree.read(path))
