"""Whether a recorded fact is committed to git; until then it may be corrected like a slip of the pen."""

from typing import Any

from talentpilot.diagnostics import FieldPath
from talentpilot.errors import StorageProblem
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.store.git.repository import find_head, find_repository, list_files, read_objects
from talentpilot.store.git.worktree import lies_in_repository
from talentpilot.store.yaml.nodes import data_of, read_tree
from talentpilot.store.yaml.parser import parse

_IDENTITY = ("id", "period", "date", "stated")
"""The fields by which an item of a list is known again, the first that it has."""


def is_committed(edit: PilotEdit, name: str, path: FieldPath) -> bool:
    """Return whether the last commit holds the value that stands at a path of a pilot's file, or may hold it.

    Outside a repository nothing is ever committed, and every fact counts as if it were.
    """
    try:
        if not lies_in_repository(edit.root):
            return True
        repository = find_repository(edit.root)
        head = find_head(repository)
        if head is None:
            return False
        entry = list_files(repository, head).get(f"pilots/{edit.folder}/{name}")
        if entry is None or not entry.is_file:
            return False
        content = b"".join(piece for _, _, chunks in read_objects(repository, [entry.oid]) for piece in chunks)
    except StorageProblem:
        return True
    text = content.decode("utf-8", "replace")
    if parse(text).problems:
        return True
    then = _found(data_of(read_tree(text)), edit.file(name).data, path)
    return bool(then == edit.file(name).at(path))


def _found(then: Any, now: Any, path: FieldPath) -> Any:
    """Return what stood at a path in the committed file; items of lists are found by what identifies them."""
    for step in path:
        if isinstance(step, int):
            now = now[step]
            key = next((field for field in _IDENTITY if isinstance(now, dict) and field in now), None)
            items = then if isinstance(then, list) and key is not None else ()
            then = next((item for item in items if isinstance(item, dict) and item.get(key) == now[key]), None)
        else:
            now = now.get(step) if isinstance(now, dict) else None
            then = then.get(step) if isinstance(then, dict) else None
    return then
