"""Files that come with the program, and the worked example for new ledgers."""

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
"""Its id in the new ledger: not one of a series, so that the ledger's own pilots are numbered without it."""
_KINDS = {"pilot.yaml": "pilot", "milestones.yaml": "milestones", "outcomes.yaml": "outcomes"}

Item = dict[str, object]


@dataclass(frozen=True, slots=True)
class Example:
    """The files by path below the ledger's folder; regions, organizations and units for programme.yaml; its term."""

    files: dict[str, bytes]
    regions: tuple[Item, ...]
    organizations: tuple[Item, ...]
    units: tuple[Item, ...]
    start: date
    end: date


def load_example() -> Example:
    """The example, as it comes with the program."""
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
    """The pilot's files under its new name; evidence is taken as it is, since its digest is on the books."""
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
    """The regions of the organizations, and those around them."""
    found = {item.region for item in organizations}
    parents = {item.code: item.parent for item in programme.regions}
    return frozenset(found | {outer for code in found if (outer := parents.get(code)) is not None})


def _named(identifier: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(identifier)}(?![\w-])", text) is not None


def _item(record: Record) -> Item:
    return record.model_dump(exclude_none=True, exclude_defaults=True)


EXAMPLE = "yx-postdoc-02"
"""The pilot of the example ledger that `init --example` takes along."""


def bundled(path: str) -> Path:
    """A file or folder by its path in the repository."""
    package = Path(talentpilot.__file__).parent
    for base in (package / "_founding", package.parents[1]):
        if (base / path).exists():
            return base / path
    raise TalentpilotError(f"the built-in {path} is missing\n  help: install talentpilot again")
