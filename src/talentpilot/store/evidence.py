"""What the disk says of evidence files: there or not, inside the ledger or not, and their digest."""

import hashlib
from pathlib import Path

from talentpilot.model.ledger import Attachment
from talentpilot.model.pilot import Evidence

_CHUNK = 1 << 20


def examine(root: Path, folder: Path, items: tuple[Evidence, ...]) -> dict[str, Attachment]:
    """The state of each evidence file of a pilot, by evidence id; items with an address only are left out."""
    home = root.resolve()
    return {item.id: _examine_file(home, folder, item.path) for item in items if item.path is not None}


def _examine_file(home: Path, folder: Path, path: str) -> Attachment:
    file = folder / path
    if Path(path).is_absolute() or "\\" in path or "\0" in path:
        return Attachment("path {path} is not relative to the pilot's folder")
    try:
        real = file.resolve()
        if not real.is_relative_to(home):
            return Attachment("path {path} leads out of the ledger")
        if not real.is_file():
            return Attachment("file {path} is not there")
        return Attachment(sha256=_digest(real))
    except (OSError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or "a ring of links"
        return Attachment(f"file {{path}} can't be read: {reason}")


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
