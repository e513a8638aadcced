"""Where an answer goes: to the screen, or whole into a file."""

import os
import tempfile
from pathlib import Path
from typing import TextIO

from talentpilot.errors import StorageProblem


def deliver(text: str, output: Path | None, screen: TextIO) -> None:
    """Print the answer, or write it to the file asked for."""
    if output is None:
        screen.write(text)
    else:
        write_whole(output, text.encode("utf-8"))


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside it, flushed to the disk, then moved over it.

    Raises:
        StorageProblem: the folder is not there or the disk refuses.
    """
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as problem:
        raise StorageProblem(f"{file}: {problem.strerror}") from problem
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(file)
    except OSError as problem:
        raise StorageProblem(f"{file}: {problem.strerror}") from problem
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
