"""Several files of one folder that change together: noted before the first of them is moved into its place.

A crash between two moves would leave one file new and the other old. The note says which files are ready and where they
belong: from the moment it is there the folder reads as after the change, and the next command that writes finishes it.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

NOTE = ".pending"
"""The name of the note, beside the files; hidden, so that the reader of a ledger passes over it."""


def noted(folder: Path) -> dict[str, str]:
    """By path of a file from the folder, where its new content lies ready; empty where nothing is pending."""
    try:
        found = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return {str(name): str(ready) for name, ready in found.items() if (folder / str(ready)).is_file()}


def as_note(folder: Path, moves: Mapping[Path, Path]) -> bytes:
    """What the note says of these moves, all below one folder."""
    names = (
        (file.relative_to(folder).as_posix(), ready.relative_to(folder).as_posix()) for file, ready in moves.items()
    )
    return json.dumps(dict(names)).encode("utf-8")


def settle(folder: Path) -> None:
    """Finish what a process that was killed has left: move what is ready, then take the note away."""
    if not (folder / NOTE).exists():
        return
    for name, ready in noted(folder).items():
        with suppress(FileNotFoundError):  # another process has moved it meanwhile
            (folder / ready).replace(folder / name)
    (folder / NOTE).unlink(missing_ok=True)
