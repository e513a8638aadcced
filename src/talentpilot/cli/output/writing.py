"""Where an answer goes: to the screen, or whole into a file."""

import os
from pathlib import Path
from typing import TextIO

from talentpilot.store.writer import write_file


def deliver(text: str, output: Path | None, screen: TextIO) -> None:
    """Print the answer, or write it to the file asked for."""
    if output is None:
        screen.write(text)
    else:
        write_file(output, text.encode("utf-8"))


def from_here(path: Path) -> str:
    """The path from here, where it lies below; else in full."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here
