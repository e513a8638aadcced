"""Read a ledger: programme, catalogue, then one pilot at a time, each with the sources of its findings."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from talentpilot.diagnostics import Message
from talentpilot.errors import FolderRefused, LedgerUnreadable
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.ledger import Attachment, Pilot, Unreadable
from talentpilot.model.milestones import MilestonesFile
from talentpilot.model.outcomes import OutcomesFile
from talentpilot.model.periods import parse_period
from talentpilot.model.pilot import Evidence, PilotFile
from talentpilot.model.programme import Programme
from talentpilot.store.evidence import Digests, examine, examine_preloaded, loose_held, loose_on_disk
from talentpilot.store.source import SourceFile, open_source, read_as
from talentpilot.store.tree import Content, MemoryTree, Tree
from talentpilot.store.yaml.problems import Problem

T = TypeVar("T", bound=BaseModel)

READING_WARNINGS = frozenset(("F02", "F08", "F10", "F12"))
"""Reading rules whose findings are not errors."""
PILOT_FILES = ("pilot.yaml", "milestones.yaml", "outcomes.yaml")

Names = tuple[tuple[str, bool], ...]
"""What a folder holds: each name, and whether it is a folder."""


class LedgerConfig(NamedTuple):
    """Programme and catalogue, or None if unreadable, with their sources; every pilot is read against them."""

    programme: Programme | None
    catalogue: Catalogue | None
    sources: Mapping[str, SourceFile]
    strays: tuple[SourceFile, ...] = ()

    @property
    def unreadable_ids(self) -> frozenset[str]:
        """Ids and region codes in the two files that could not be read."""
        return _unreadable_ids(self.sources)

    @property
    def unread(self) -> tuple[Unreadable, ...]:
        """The parts of the two files that could not be read, so that a default counts or the item is left out."""
        return tuple(item for source in self.sources.values() for item in unread_parts(source))

    def require(self) -> tuple[Programme, Catalogue]:
        """Return both.

        Raises:
            LedgerUnreadable: one of them can't be read.
        """
        if self.programme is None or self.catalogue is None:
            name = "programme.yaml" if self.programme is None else "catalogue.yaml"
            raise LedgerUnreadable(
                "{name} can't be read", help="talentpilot validate lists what is wrong with it", name=name
            )
        return self.programme, self.catalogue


class PilotReading(NamedTuple):
    """A pilot, or None if pilot.yaml can't be read, with its sources by path in its folder.

    `unreadable` has the unknown fields too; the pilot's own has the items and files alone, since rules look at it.
    """

    folder: str
    pilot: Pilot | None
    sources: Mapping[str, SourceFile]
    unreadable: tuple[Unreadable, ...] = ()


def read_config(tree: Tree) -> LedgerConfig:
    """Read programme.yaml and catalogue.yaml, and report stray YAML files in pilots/."""
    programme = _open_required("programme.yaml", tree.read("programme.yaml"))
    catalogue = _open_required("catalogue.yaml", tree.read("catalogue.yaml"))
    strays = [_stray(f"pilots/{name}") for name, is_folder in tree.names("pilots") if not is_folder and _yaml(name)]
    refused: dict[str, SourceFile] = {}
    strays += _copies(tree, refused)
    _names(tree, "reports", refused)
    strays += refused.values()
    return LedgerConfig(
        read_as(programme, Programme, "talentpilot/programme/1"),
        read_as(catalogue, Catalogue, "talentpilot/catalogue/1"),
        {"programme.yaml": programme, "catalogue.yaml": catalogue},
        tuple(strays),
    )


def _copies(tree: Tree, refused: dict[str, SourceFile]) -> list[SourceFile]:
    """Return the YAML files beside programme.yaml, and the pilots beside pilots/, which are never read."""
    found = []
    for name, is_folder in _names(tree, "", refused):
        if is_folder and _LIKE_A_PILOT.search(name):
            path, message, help_ = f"{name}/pilot.yaml", _ASIDE, _INTO_PILOTS
        elif not is_folder and _yaml(name) and name not in ("programme.yaml", "catalogue.yaml"):
            path, message, help_ = name, _COPY, _NO_COPY
        else:
            continue
        content = tree.read(path)
        if isinstance(content, bytes) and _LEDGER_FILE.search(content) is not None:
            found.append(SourceFile(path, problems=[Problem("F07", 0, 0, message, help_)]))
    return found


_LIKE_A_PILOT = re.compile(r"[a-z0-9-]+-[0-9]+")
"""What the name of a pilot's folder holds, and that of its copy; other folders are not looked into."""


_LEDGER_FILE = re.compile(
    rb"^schema:\s*[\"']?talentpilot/(programme|catalogue|pilot|milestones|outcomes|evaluation)/", re.MULTILINE
)
_COPY = Message("a file of a ledger under a name that is never read")
_ASIDE = Message("a pilot outside pilots/, which is never read")
_INTO_PILOTS = Message("move its folder into pilots/, or delete this copy")
_NO_COPY = Message("what was written here belongs into programme.yaml or catalogue.yaml; then delete the copy")


def pilot_folders(tree: Tree) -> tuple[str, ...]:
    """Return the names of the folders in pilots/, sorted."""
    return tuple(name for name, is_folder in tree.names("pilots") if is_folder)


class FilesRead(dict[tuple[str, Content], tuple[SourceFile, Any]]):
    """Files with their records, by path and content, so that each text of several states of a pilot is parsed once."""

    def open(self, tree: Tree, path: str, model: type[T], kind: str) -> tuple[SourceFile, T | None]:
        """Return a file of a pilot and its record, read now or before."""
        content = tree.read(path)
        if (path, content) not in self:
            source = _open_required(path, content)
            self[path, content] = source, read_as(source, model, f"talentpilot/{kind}/1")
        return self[path, content]


def read_pilot(
    tree: Tree, folder: str, root: Path | None = None, known: FilesRead | None = None, taken: Digests | None = None
) -> PilotReading:
    """Read the files of one pilot; those among the `known` are not parsed again.

    With `root` its evidence files are examined on disk, unless their digests are among the `taken`; otherwise in the
    tree.
    """
    tree, home, files = tree.part(folder), f"pilots/{folder}", FilesRead() if known is None else known
    sources: dict[str, SourceFile] = {}
    sources["pilot.yaml"], agreement = files.open(tree, f"{home}/pilot.yaml", PilotFile, "pilot")
    sources["milestones.yaml"], steps = files.open(tree, f"{home}/milestones.yaml", MilestonesFile, "milestones")
    sources["outcomes.yaml"], outcomes = files.open(tree, f"{home}/outcomes.yaml", OutcomesFile, "outcomes")
    rated = _names(tree, f"{home}/evaluations", sources)
    evaluations = _read_evaluations(tree, home, rated, sources, files)
    sources |= {name: _stray(f"{home}/{name}") for name in _stray_names(tree, home, rated, sources)}
    left_out = _left_out(folder, sources)
    unread = [
        Unreadable(source.path, "S02", f"{folder}/{name}")
        for source in sources.values()
        for name in _unknown_fields(source)
    ]
    unreadable = tuple(sorted((*left_out, *unread)))
    if agreement is None:
        return PilotReading(folder, None, sources, unreadable)
    attachments, loose = _evidence(tree, home, root, agreement.evidence, taken)
    parts = frozenset(name for name, source in sources.items() if source.readable)
    pilot = Pilot(
        folder,
        agreement,
        steps.milestones if steps else (),
        outcomes.indicators if outcomes else (),
        outcomes.practices if outcomes else (),
        evaluations,
        attachments,
        parts,
        left_out,
        _unreadable_ids(sources),
        frozenset(name for name, source in sources.items() if _is_flawed(source)),
        loose,
        {text: spaced for name in PILOT_FILES for text, spaced in sources[name].joined.items()},
    )
    return PilotReading(folder, pilot, sources, unreadable)


def _evidence(
    tree: Tree, home: str, root: Path | None, items: tuple[Evidence, ...], taken: Digests | None
) -> tuple[dict[str, Attachment], tuple[str, ...]]:
    """Return the state of each evidence file, and the files that no evidence names."""
    if root is not None:
        return examine(root, home, items, taken), loose_on_disk(root, home, items)
    if isinstance(tree, MemoryTree) and tree.digests is not None:
        return examine_preloaded(tree, home, items), loose_held(tree, home, items)
    return {}, ()


def _is_flawed(source: SourceFile) -> bool:
    """Return whether reading the file found an error and not only something to tidy."""
    said = [item.rule for item in source.problems] + [item.rule for item in source.faults]
    return any(rule not in READING_WARNINGS for rule in said)


def _read_evaluations(
    tree: Tree, home: str, names: Names, sources: dict[str, SourceFile], files: FilesRead
) -> dict[str, Evaluation]:
    found: dict[str, Evaluation] = {}
    for name, is_folder in names:
        if is_folder or not name.endswith(".yaml"):
            continue
        source, evaluation = files.open(tree, f"{home}/evaluations/{name}", Evaluation, "evaluation")
        sources[f"evaluations/{name}"] = source
        if evaluation is not None:
            found[name.removesuffix(".yaml")] = evaluation
    return found


def _open_required(path: str, content: Content) -> SourceFile:
    source = open_source(path, content)
    if content is None:
        name = path.rsplit("/", 1)[-1]
        values = {"name": name, "schema": f"talentpilot/{name.removesuffix('.yaml')}/1"}
        help_ = Message("put the file back; an empty one begins with the line schema: {schema}", values)
        source.problems.append(Problem("F07", 0, 0, Message("{name} is missing", values), help_))
    return source


def _stray(path: str) -> SourceFile:
    message = Message("a YAML file where none is expected")
    help_ = Message(
        "a pilot has pilot.yaml, milestones.yaml, outcomes.yaml and evaluations/*.yaml; move it or rename it"
    )
    return SourceFile(path, problems=[Problem("F07", 0, 0, message, help_)])


def _names(tree: Tree, folder: str, sources: dict[str, SourceFile]) -> Names:
    """Return the names in a folder. One that can't be listed is a source with that problem, and hides nothing else."""
    try:
        return tree.names(folder)
    except FolderRefused as problem:
        message = Message("the folder can't be read: {reason}", {"reason": problem.reason})
        help_ = Message("correct its permissions, or put a plain folder in the place of the link")
        sources[f"{folder}/"] = SourceFile(folder, problems=[Problem("F01", 0, 0, message, help_)])
        return ()


def _stray_names(tree: Tree, home: str, rated: Names, sources: dict[str, SourceFile]) -> list[str]:
    """Return the YAML files of a pilot that nobody reads; `rated` are the names in its folder of evaluations."""
    strays = []
    for name, is_folder in _names(tree, home, sources):
        if not is_folder:
            strays += [name] if _yaml(name) and name not in PILOT_FILES else []
        elif name != "evidence":
            expected, folder = name == "evaluations", f"{home}/{name}"
            inside = rated if expected else _names(tree, folder, sources)
            strays += [f"{name}/{inner}" for inner in _yaml_below(tree, folder, inside, sources, expected=expected)]
    return strays


def _yaml_below(tree: Tree, folder: str, names: Names, sources: dict[str, SourceFile], *, expected: bool) -> list[str]:
    found: list[str] = []
    for name, is_folder in names:
        if is_folder:
            below = f"{folder}/{name}"
            inner = _yaml_below(tree, below, _names(tree, below, sources), sources, expected=False)
            found += [f"{name}/{one}" for one in inner]
        elif _yaml(name) and not (expected and name.endswith(".yaml")):
            found.append(name)
    return found


def _yaml(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


def _unreadable_ids(sources: Mapping[str, SourceFile]) -> frozenset[str]:
    return frozenset(name for source in sources.values() for one in source.left_out for name in one.names())


def unread_parts(source: SourceFile) -> Iterator[Unreadable]:
    """Yield what could not be read of a file that could: fields by their path, items by their id."""
    for fault in source.faults if source.readable else ():
        if fault.rule not in READING_WARNINGS:
            path = "/".join(step for step in fault.path if isinstance(step, str))
            yield Unreadable(source.path, fault.rule, fault.object or path)


def _unknown_fields(source: SourceFile) -> Iterator[str]:
    """Yield the unknown fields of a file, each behind the id of its object, without which its item is read."""
    left_out = {item.object for item in source.left_out}
    for fault in source.faults if source.readable else ():
        if fault.rule == "S02" and not (fault.object and fault.object in left_out):
            yield "/".join(filter(None, (fault.object, str(fault.path[-1]))))


def _period_of(item: object) -> str:
    """Return the period, which is what a report has for an id; empty for anything else."""
    period = parse_period(item["period"]) if isinstance(item, dict) and isinstance(item.get("period"), str) else None
    return str(period or "")


def _left_out(folder: str, sources: Mapping[str, SourceFile]) -> tuple[Unreadable, ...]:
    found = []
    for source in sources.values():
        found += [
            Unreadable(source.path, one.rule, "/".join(filter(None, (folder, one.object or _period_of(one.item)))))
            for one in source.left_out
        ]
        if not source.readable and (source.problems or source.faults):
            first = source.problems[0].rule if source.problems else source.faults[0].rule
            found.append(Unreadable(source.path, first, folder))
    return tuple(sorted(found))
