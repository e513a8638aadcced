"""Write a new pilot together with the organizations it needs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from talentpilot.errors import CannotEdit
from talentpilot.model.programme import Organization, Programme
from talentpilot.store.new_ledger import organization_item
from talentpilot.store.records import fields_of
from talentpilot.store.working_folder import Tell
from talentpilot.store.writer import Replacement, create_folder, in_silence, replace_files
from talentpilot.store.yaml.editor import append

_MARK = b"\xef\xbb\xbf"


def registered(before: bytes, organizations: Sequence[Organization]) -> bytes:
    """Return programme.yaml with the organizations added at the end of their list; nothing else changes.

    Raises:
        CannotEdit: the list can't be lengthened without touching something else.
    """
    mark = _MARK if before.startswith(_MARK) else b""
    order = ("schema", *fields_of(Programme))
    try:
        text = before.removeprefix(mark).decode("utf-8")
        for item in organizations:
            text = append(text, ("organizations",), organization_item(item), order)
    except (CannotEdit, UnicodeDecodeError) as problem:
        lines = "\n".join(f"  {organization_item(item)}" for item in organizations)
        raise CannotEdit(
            "programme.yaml: {problem}",
            help="write this below organizations in programme.yaml:\n{lines}",
            problem=problem,
            lines=lines,
        ) from None
    return mark + text.encode("utf-8")


def start_pilot(
    root: Path, pilot: str, files: Mapping[str, bytes], change: Replacement | None, tell: Tell = in_silence
) -> None:
    """Write the pilot's folder, and the change of programme.yaml with it: both or neither.

    Raises:
        UsageProblem: the folder is there already, or programme.yaml has changed since it was read.
        StorageProblem: the disk refuses. In all cases nothing is written.
    """
    home = f"pilots/{pilot}"
    if change is None:
        create_folder(root, home, files)
        return
    new = {f"{home}/{name}": Replacement(None, content) for name, content in files.items()}
    replace_files(root, {"programme.yaml": change, **new}, tell)
