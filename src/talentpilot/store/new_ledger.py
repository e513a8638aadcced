"""The files of a new ledger, including those that come with the program, and how they are written into a folder."""

import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path, PurePosixPath
from string import Template

import talentpilot
from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, TalentpilotError, UsageProblem, system_reason
from talentpilot.model.base import Record, Text
from talentpilot.model.modeline import with_modeline
from talentpilot.model.programme import Organization, Programme
from talentpilot.store.reader import read_config
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import add_files
from talentpilot.store.yaml.editor import inline, scalar, text_value
from talentpilot.store.yaml.parser import parse

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


HOOKS = ".pre-commit-config.yaml"
ATTRIBUTES = ".gitattributes"
IGNORED = ".gitignore"


@dataclass(frozen=True, slots=True)
class NewDirective:
    """The document on which a ledger is based; None if it was not given."""

    number: str | None = None
    issuer: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class NewLedger:
    """The answers from which the files of a new ledger are written.

    `below` is the ledger's folder relative to the top of the repository around it, empty if it is the top or if there
    is not a repository: services and hooks read their settings only at the top. `official` means that the title was
    given.
    """

    id: str
    title: Text
    start: date
    end: date
    timezone: str = "Asia/Shanghai"
    directive: NewDirective = NewDirective()
    organizations: tuple[Organization, ...] = ()
    official: bool = True
    example: Example | None = None
    below: str = ""


def ledger_files(ledger: NewLedger, schemas: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files by path in the folder, with `schemas`. programme.yaml, which makes it a ledger, comes last."""
    files = {path: text.encode("utf-8") for path, text in schemas.items()}
    files["catalogue.yaml"] = with_modeline(_copy("catalogue.yaml"), "catalogue", "catalogue.yaml").encode("utf-8")
    files["templates/README.md"] = _text("templates").encode("utf-8")
    files[ATTRIBUTES] = _text("gitattributes").encode("utf-8")
    files[IGNORED] = _text("gitignore").encode("utf-8")
    if ledger.example is not None:
        files |= ledger.example.files
    programme = with_modeline(_programme_text(ledger), "programme", "programme.yaml")
    return {**files, "programme.yaml": programme.encode("utf-8")}


def repository_files(ledger: NewLedger) -> dict[str, bytes]:
    """Return the files by path from the top of the repository: the workflow and the hook."""
    name = "-".join(("ledger", *PurePosixPath(ledger.below).parts))
    workflow = f".github/workflows/{name}.yml"
    return {workflow: _workflow_text(ledger, workflow).encode("utf-8"), HOOKS: _hook_text(ledger).encode("utf-8")}


def missing_lines(path: str, present: str, wanted: str) -> str:
    """Return what an existing file lacks, to be added by hand."""
    if path.endswith((ATTRIBUTES, IGNORED)):
        there = {line.strip() for line in present.split("\n")}
        lines = [line for line in wanted.split("\n") if line and line not in there and not line.startswith(("#", "* "))]
        return "\n".join(lines)
    if path.endswith(HOOKS):
        _, _, hook = wanted.partition("repos:\n")
        root = re.search(r" --root .+", hook)  # another ledger of the repository may already have its hook
        sign = root[0].strip() if root else "talentpilot-validate"
        return "" if sign in present else hook.rstrip("\n")
    return ""


def _workflow_text(ledger: NewLedger, path: str) -> str:
    """Return the workflow of the documentation, for this ledger."""
    text = _copy("docs/ci/github.yml").replace("# .github/workflows/ledger.yml\n", "", 1)
    command = "      - run: talentpilot validate "
    note = "" if ledger.example else f"      {_text('allow_empty')}\n"
    return _replaced(text, command, f"{note}{command}{_flags(ledger)}", path)


def _hook_text(ledger: NewLedger) -> str:
    """Return the hook of the documentation, for this ledger."""
    text = _copy("docs/ci/pre-commit-local.yaml").replace("# .pre-commit-config.yaml\n", "", 1)
    command = "        entry: talentpilot validate"
    note = "" if ledger.example else f"        {_text('allow_empty')}\n"
    return _replaced(text, command, f"{note}{command} {_flags(ledger)}".rstrip(), HOOKS)


def _flags(ledger: NewLedger) -> str:
    below = ledger.below
    if not all(char.isalnum() or char in "/._- " for char in below):
        raise UsageProblem(
            "{below}: such a name can't be used in a workflow", help="use letters, digits, - and _", below=below
        )
    root = f"--root {shlex.quote(below)} " if below else ""
    return f"{'' if ledger.example else '--allow-empty '}{root}"


def _replaced(text: str, there: str, instead: str, path: str) -> str:
    if text.count(there) != 1:
        raise TalentpilotError("the built-in {path} can't be made; install talentpilot again", path=path)
    return text.replace(there, instead)


def _programme_text(ledger: NewLedger) -> str:
    example = ledger.example
    note = f"  {_text('example')}\n" if example else ""
    return Template(_text("programme")).substitute(
        id=ledger.id,
        title=text_value(ledger.title),
        official="" if ledger.official else " # 改为正式名称 to be replaced by the official one",
        directive=_directive_text(ledger.directive),
        start=ledger.start.isoformat(),
        end=ledger.end.isoformat(),
        timezone=ledger.timezone,
        regions=note + _items(example.regions) if example else "",
        organizations=_items(map(organization_item, ledger.organizations))
        + (note + _items(example.organizations) if example else ""),
        units=note + _items(example.units) if example and example.units else "",
        keeper=f"keeper: {ledger.organizations[0].id}" if ledger.organizations else "# keeper: js-hrss",
    )


def _directive_text(directive: NewDirective) -> str:
    lines = ["# 依据文件 the document that the ledger answers to"]
    if directive == NewDirective():
        return "\n".join([*lines, "# directive:", "#   number: # 发文字号", "#   issuer:", "#   date:"])
    lines.append("directive:")
    if directive.number is not None:
        lines.append(f"  number: {scalar(directive.number)}")
    if directive.issuer is not None:
        lines.append(f"  issuer: {scalar(directive.issuer)}")
    if directive.issued is not None:
        lines.append(f"  date: {directive.issued.isoformat()}")
    return "\n".join(lines)


def organization_item(organization: Organization) -> Item:
    """Return an organization as it is written, without absent values."""
    return organization.model_dump(exclude_none=True)


def _items(items: Iterable[Item]) -> str:
    return "".join(f"  - {inline(item)}\n" for item in items)


@cache
def _texts() -> Mapping[str, str]:
    text = resources.files("talentpilot.store").joinpath("founding.yaml").read_text("utf-8")
    return parse(text).data or {}


def _text(name: str) -> str:
    return _texts()[name]


def _copy(path: str) -> str:
    """Return a copy of a file of the repository."""
    return bundled(path).read_text("utf-8")


def repository_top(folder: Path) -> Path | None:
    """Return the top of the git repository around an existing or future folder; None outside any."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def ledger_around(folder: Path) -> Path | None:
    """Return the ledger at or around a folder; None outside any."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / "programme.yaml")), None)


@dataclass(frozen=True, slots=True)
class Placement:
    """The state of each file to be written: `fresh` ones are missing, `same` ones exist with that content, `taken` ones
    exist and differ, `blocked` ones can't be written because something else has their name.
    """

    fresh: tuple[Path, ...]
    same: tuple[Path, ...]
    taken: tuple[Path, ...]
    blocked: tuple[Path, ...]


def survey(files: Mapping[Path, bytes]) -> Placement:
    """Return where the files would go; nothing is changed."""
    found: dict[str, list[Path]] = {"fresh": [], "same": [], "taken": [], "blocked": []}
    for file, content in files.items():
        found[_state(file, content)].append(file)
    return Placement(*(tuple(found[name]) for name in ("fresh", "same", "taken", "blocked")))


def _state(file: Path, content: bytes) -> str:
    nearest = next((above for above in file.parents if os.path.lexists(above)), None)
    if nearest is not None and (not nearest.is_dir() or nearest.resolve() != nearest):  # a link leads elsewhere
        return "blocked"
    if not os.path.lexists(file):
        return "fresh"
    if not file.is_file():
        return "blocked"
    try:
        return "same" if file.read_bytes() == content else "taken"
    except OSError:
        return "taken"


def place_files(files: Mapping[Path, bytes]) -> None:
    """Write new files and their folders, all or none, in the given order.

    Raises:
        UsageProblem: one of them has appeared meanwhile; nothing is written.
        StorageProblem: the disk refuses; nothing is written, and no new folder is left.
    """
    made: list[Path] = []
    try:
        for folder in _missing_folders(files):
            folder.mkdir()
            made.append(folder)
        add_files(files)
    except BaseException as problem:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(problem, OSError):
            raise StorageProblem(
                "{where}: {why}", where=problem.filename or Message("the disk"), why=system_reason(problem)
            ) from problem
        raise


def _missing_folders(files: Iterable[Path]) -> list[Path]:
    """Return the missing folders, outer ones first."""
    missing = {above for file in files for above in file.parents if not above.exists()}
    return sorted(missing, key=lambda folder: len(folder.parts))
