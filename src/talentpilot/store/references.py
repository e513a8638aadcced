"""Find and rewrite the references to a pilot's id in the files of a ledger."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from talentpilot.diagnostics import FieldPath
from talentpilot.store.reader import pilot_folders
from talentpilot.store.tree import DiskTree
from talentpilot.store.yaml import editor
from talentpilot.store.yaml.nodes import data_of, node_at, read_tree
from talentpilot.store.yaml.parser import parse

_MARK = b"\xef\xbb\xbf"
_KEYS = frozenset(("same_as", "object", "solves", "indicators"))
"""The fields that name an object of another pilot as `PILOT/B1`, or a pilot."""


@dataclass(frozen=True, slots=True)
class PilotReference:
    """A place that names a pilot: its file, line and field, and its value."""

    path: str
    line: int
    field: FieldPath
    value: str


def references_to(tree: DiskTree, pilot: str) -> tuple[PilotReference, ...]:
    """Return everything in the ledger that refers to a pilot from outside its folder, by file and line.

    Files that can't be read are passed over: `validate` reports them.
    """
    others = [folder for folder in pilot_folders(tree) if folder != pilot]
    names = ["programme.yaml", *(name for folder in others for name in yaml_files(tree, folder))]
    return tuple(item for name in names for item in references_in(tree, name, pilot))


def references_in(tree: DiskTree, name: str, pilot: str) -> Iterator[PilotReference]:
    """Yield the references to a pilot in one file of the ledger."""
    text = _text(tree, name)
    if pilot not in text or parse(text).problems:
        return
    top = read_tree(text)
    for field, value in _leaves(data_of(top), ()):
        if _is_reference(field, value, pilot):
            node = node_at(top, field)
            yield PilotReference(name, text.count("\n", 0, node.start) + 1 if node is not None else 1, field, value)


def renamed(tree: DiskTree, name: str, pilot: str, new: str) -> bytes | None:
    """Return a file with another id of a pilot in everything that refers to it; None if nothing does.

    Raises:
        CannotEdit: a place can't be changed without touching something else.
    """
    found = list(references_in(tree, name, pilot))
    if not found:
        return None
    text = _text(tree, name)
    for item in found:
        text = editor.put(text, item.field, _with_id(item.value, pilot, new))
    content = tree.read(name)
    mark = _MARK if isinstance(content, bytes) and content.startswith(_MARK) else b""
    return mark + text.encode("utf-8")


def yaml_files(tree: DiskTree, pilot: str) -> list[str]:
    """Return the YAML files of a pilot by path in the ledger."""
    home = f"pilots/{pilot}"
    names = [f"{home}/{name}.yaml" for name in ("milestones", "outcomes", "pilot")]
    names += [f"{home}/evaluations/{name}" for name, is_folder in tree.names(f"{home}/evaluations") if not is_folder]
    return names


def _text(tree: DiskTree, name: str) -> str:
    content = tree.read(name)
    try:
        return content.removeprefix(_MARK).decode("utf-8") if isinstance(content, bytes) else ""
    except UnicodeDecodeError:
        return ""


def _leaves(data: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(data, dict):
        for key, item in data.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _leaves(item, (*path, index))
    elif isinstance(data, str):
        yield path, data


def _is_reference(field: FieldPath, value: str, pilot: str) -> bool:
    key = next((step for step in reversed(field) if isinstance(step, str)), "")
    if key in _KEYS:
        return value == pilot or value.startswith(f"{pilot}/")
    return key == "path" and _beside(pilot).search(value) is not None


def _with_id(value: str, pilot: str, new: str) -> str:
    if value == pilot or value.startswith(f"{pilot}/"):
        return new + value.removeprefix(pilot)
    return _beside(pilot).sub(rf"\g<1>{new}\g<2>", value)


def _beside(pilot: str) -> re.Pattern[str]:
    """Return the pattern of a path to a file of another pilot, such as `../yx-titles-01/evidence/letter.pdf`."""
    return re.compile(rf"(\.\./){re.escape(pilot)}(/)")
