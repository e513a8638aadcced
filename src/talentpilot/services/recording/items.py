"""Add items to the lists of a pilot: ids, places, and no overwriting of recorded facts."""

import re
from collections.abc import Iterator
from typing import Any

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import CannotEdit, StorageProblem, UsageProblem
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import without_empty
from talentpilot.store.edited_file import MODELS
from talentpilot.store.git.repository import find_head, find_repository, list_files, read_object
from talentpilot.store.git.worktree import lies_in_repository
from talentpilot.store.yaml.editor import Value
from talentpilot.store.yaml.nodes import data_of, read_tree
from talentpilot.store.yaml.parser import parse

_IDENTITY = ("id", "period", "date", "stated")
"""The fields that identify an item of a list: the first of them that it has."""


def is_committed(edit: PilotEdit, name: str, path: FieldPath) -> bool:
    """Return whether the last commit holds the present value at a path of a pilot's file, or may hold it.

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
        content = read_object(repository, entry.oid)
    except StorageProblem:
        return True
    if content is None:
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


HOMES = {"milestones": "milestones.yaml", "indicators": "outcomes.yaml", "practices": "outcomes.yaml"}
"""The file of each list that is not in pilot.yaml."""


def file_of_list(collection: str) -> str:
    """Return the file that holds a list."""
    return HOMES.get(collection, "pilot.yaml")


def next_id(edit: PilotEdit, collection: str, letter: str) -> str:
    """Return the next free id in the style of the list: its commonest letters, its zeros (E01, E02 lead to E03)."""
    items = edit.file(file_of_list(collection)).data.get(collection)
    return free_ids(edit, [str(item.get("id", "")) for item in items or () if isinstance(item, dict)], letter)[0]


def free_ids(edit: PilotEdit, ids: list[str], letter: str, many: int = 1) -> list[str]:
    """Return the next free ids after those of a list."""
    forms = [match for text in ids if (match := re.fullmatch(r"([A-Z]{1,3})([0-9]{1,3})", text))]
    stems = [match[1] for match in forms]
    stem = max(stems, key=stems.count) if stems else letter
    taken = {number for name in MODELS for number in re.findall(rf"\b{stem}([0-9]{{1,3}})\b", _said(edit, name))}
    digits = max((match[2] for match in forms if match[1] == stem and match[2].startswith("0")), key=len, default="")
    first = max(map(int, taken), default=0) + 1
    return [f"{stem}{number:0{max(1, len(digits))}d}" for number in range(first, first + many)]


def _said(edit: PilotEdit, name: str) -> str:
    """Return all values of a file without its comments, or its whole text if it is not valid YAML."""
    try:
        return "\n".join(_leaves(edit.file(name).data))
    except CannotEdit:
        return edit.text(name)


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _leaves(item)
    else:
        yield str(data)


def add_item(
    edit: PilotEdit,
    collection: str,
    letter: str,
    fields: dict[str, Value],
    meaning: Message,
    identifier: str | None = None,
) -> str:
    """Append a new object, by default with the next id, to a list of the pilot; fields without a value are left out.

    `meaning` describes it in the result, with its `{id}`.
    """
    identifier = identifier or next_id(edit, collection, letter)
    edit.append(
        file_of_list(collection),
        (collection,),
        {"id": identifier, **without_empty(**fields)},
        Message(meaning.template, {**meaning.values, "id": identifier}),
    )
    return identifier


def refuse_recorded(edit: PilotEdit, name: str, path: FieldPath, what: Message, *, force: bool) -> None:
    """Refuse to write over a fact that is recorded, unless it is not committed yet: then it was a slip of the pen.

    Raises:
        UsageProblem: it is recorded and committed, and `force` was not given.
    """
    node = edit.file(name).at(path)
    if node and not force and is_committed(edit, name, path):
        place = f"pilots/{edit.folder}/{name}:{edit.file(name).line(path)}"
        seen = node if isinstance(node, str) else ", ".join(f"{key} {_as_yaml(one)}" for key, one in node.items())
        raise UsageProblem(
            "{what} is recorded already: {seen} ({place}); nothing was written",
            help="a recorded fact stays as it is; with {--force} it is corrected, and validation against an earlier "
            "revision reports that (C02)",
            what=what,
            seen=seen,
            place=place,
        )


def _as_yaml(node: object) -> str:
    """Return a value of a file as one would write it on a line."""
    if isinstance(node, dict):
        return f"{{{', '.join(f'{key}: {_as_yaml(one)}' for key, one in node.items())}}}"
    return f"[{', '.join(map(_as_yaml, node))}]" if isinstance(node, list) else str(node)
