"""The reports that a ledger keeps as issued, each in a folder under `reports/`: their files as bytes."""

import stat
from pathlib import Path

from talentpilot.store.git import read_objects
from talentpilot.store.revision import Books, GitTree

FOLDER = "reports"
LIMIT = 256 * 1024 * 1024
"""Bytes a file of an issued report may have to be read: the figures of 800 pilots are some 12 MB."""


def issued_names(books: Books, marker: str) -> tuple[str, ...]:
    """The names of the folders that hold the file `marker`, sorted."""
    folders = (name for name, is_folder in books.names(FOLDER) if is_folder)
    return tuple(name for name in folders if (marker, False) in books.names(f"{FOLDER}/{name}"))


def read_issued(books: Books, name: str, file: str) -> bytes | None:
    """A file of an issued report; None where there is none that can be read. No link is followed."""
    path = f"{FOLDER}/{name}/{file}"
    if isinstance(books, GitTree):
        entry = books.entries.get(path)
        if entry is None or not entry.is_file:
            return None
        for _, size, chunks in read_objects(books.repository, [entry.oid]):
            return b"".join(chunks) if size <= LIMIT else None
        return None
    return read_plain(books.root / FOLDER / name / file)


def read_plain(file: Path) -> bytes | None:
    """The content of a regular file; None where there is none that can be read."""
    try:
        state = file.lstat()
        return file.read_bytes() if stat.S_ISREG(state.st_mode) and state.st_size <= LIMIT else None
    except OSError:
        return None
