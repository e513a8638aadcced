"""What the tests of writing commands share: the ledger's bytes, and what a command changed in them."""

import difflib
from pathlib import Path

HOME = "pilots/yx-titles-01"


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed_lines(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """The lines gone and come, with the file's name; nothing else may differ."""
    found = []
    for name in sorted(before | after):
        old, new = before.get(name, b"").decode(), after.get(name, b"").decode()
        if old != new:
            diff = difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True))
            found += [f"{Path(name).name} {line.rstrip()}" for line in diff if line[0] in "+-"]
    return found


def replace(root: Path, name: str, there: str, instead: str) -> None:
    """Change the text of a file of the pilot."""
    file = root / HOME / name
    text = file.read_text("utf-8")
    assert there in text
    file.write_bytes(text.replace(there, instead).encode())
