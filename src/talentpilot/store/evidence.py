"""What the disk says of evidence files: there or not, inside the ledger or not, and their digest."""

import hashlib
import os
from pathlib import Path

from talentpilot.model.ledger import Attachment
from talentpilot.model.pilot import Evidence

_CHUNK = 1 << 20


def examine(root: Path, folder: Path, items: tuple[Evidence, ...]) -> dict[str, Attachment]:
    """The state of each evidence file of a pilot, by evidence id; items with an address only are left out."""
    home = os.path.realpath(root)
    real_folders: dict[str, str] = {}
    return {
        item.id: _examine_file(home, str(folder), item.path, real_folders) for item in items if item.path is not None
    }


def _examine_file(home: str, folder: str, path: str, real_folders: dict[str, str]) -> Attachment:
    """`real_folders` remembers where folders really are: most files of a pilot share one."""
    if path.startswith("/") or "\\" in path or "\0" in path:
        return Attachment("path {path} is not relative to the pilot's folder")
    parent, name = os.path.split(os.path.join(folder, path))
    if parent not in real_folders:
        real_folders[parent] = os.path.realpath(parent)
    real = os.path.join(real_folders[parent], name)
    try:
        if name in ("", ".", "..") or os.path.islink(real):
            real = os.path.realpath(real)
        if not real.startswith(home + os.sep):
            return Attachment("path {path} leads out of the ledger")
        if not os.path.isfile(real):
            return Attachment("file {path} is not there")
        return Attachment(sha256=_digest(real))
    except OSError as problem:
        return Attachment(f"file {{path}} can't be read: {problem.strerror}")


def _digest(file: str) -> str:
    digest = hashlib.sha256()
    with open(file, "rb", buffering=0) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
