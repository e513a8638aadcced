"""Files that come with the program, and the example pilot for new ledgers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import talentpilot
from talentpilot.errors import TalentpilotError
from talentpilot.model.base import Record
from talentpilot.model.modeline import with_modeline
from talentpilot.model.programme import Organization, Programme
from talentpilot.store.reader import read_config
from talentpilot.store.tree import DiskTree

NAME = "example"
"""The id of the example in the new ledger. It is not in the series, so that the ledger's own pilots are numbered from
1.
"""
_KINDS = {"pilot.yaml": "pilot", "milestones.yaml": "milestones", "outcomes.yaml": "outcomes"}

Item = dict[str, object]


@dataclass(frozen=True, slots=True)
class Example:
    """An example pilot: its files by path in the ledger, what it needs in programme.yaml, and the term of its
    programme.
    """

    files: dict[str, bytes]
    regions: tuple[Item, ...]
    organizations: tuple[Item, ...]
    units: tuple[Item, ...]
    start: date
    end: date


def load_example() -> Example:
    """Return the example that comes with the program."""
    folder = bundled(f"pilots/{EXAMPLE}")
    programme, _ = read_config(DiskTree(folder.parent.parent)).require()
    files = dict(_files(folder))
    text = "\n".join(content.decode("utf-8") for path, content in files.items() if path.endswith(".yaml"))
    organizations = tuple(item for item in programme.organizations if _named(item.id, text))
    codes = _regions(programme, organizations)
    return Example(
        files,
        tuple(_item(item) for item in programme.regions if item.code in codes or _named(item.code, text)),
        tuple(map(_item, organizations)),
        tuple(_item(item) for item in programme.units if _named(item.id, text)),
        programme.term.start,
        programme.term.end,
    )


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the pilot's files under its new id; evidence is copied unchanged, since its digest is recorded."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if not file.is_file() or name.startswith("."):
            continue
        path, content = f"pilots/{NAME}/{name}", file.read_bytes()
        if name.endswith(".yaml"):
            kind = _KINDS.get(name, "evaluation")
            text = content.decode("utf-8").replace(EXAMPLE, NAME)
            content = with_modeline(text, kind, path).encode("utf-8")
        yield path, content


def _regions(programme: Programme, organizations: tuple[Organization, ...]) -> frozenset[str]:
    """Return the codes of the organizations' regions and of the regions around them."""
    found = {item.region for item in organizations}
    parents = {item.code: item.parent for item in programme.regions}
    return frozenset(found | {outer for code in found if (outer := parents.get(code)) is not None})


def _named(identifier: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(identifier)}(?![\w-])", text) is not None


def _item(record: Record) -> Item:
    return record.model_dump(exclude_none=True, exclude_defaults=True)


EXAMPLE = "yx-postdoc-02"
"""The pilot of the example ledger that `init --example` copies."""


def bundled(path: str) -> Path:
    """Return a file or folder of the program by its path in the repository."""
    package = Path(talentpilot.__file__).parent
    for base in (package / "_new_ledger", package.parents[1]):
        if (base / path).exists():
            return base / path
    raise TalentpilotError("the built-in {path} is missing", help="install talentpilot again", path=path)
