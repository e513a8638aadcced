"""Read federation.yaml and its lock, open the ledgers that it names, and recover earlier versions of its own files."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from talentpilot.errors import LedgerMissing, StorageProblem
from talentpilot.model.federation import (
    LOCK_SCHEMA,
    SCHEMA,
    FederationFile,
    FederationLedger,
    Lock,
    LockEntry,
    read_lock_data,
)
from talentpilot.store.git.history import LIMIT, Recovered
from talentpilot.store.git.repository import Repository, find_commit, find_repository, list_commits, named_repository
from talentpilot.store.git.revision import GitTree, LedgerSource, open_commit
from talentpilot.store.issued_reports import files_digest
from talentpilot.store.source import SourceFile, open_source, read_as
from talentpilot.store.tree import FEDERATION_FILE, DiskTree, Tree
from talentpilot.store.yaml.parser import parse

FILE = FEDERATION_FILE
LOCK = "federation.lock"


@dataclass(frozen=True, slots=True)
class FederationReading:
    """federation.yaml as read; `federation` is None if it can't be read."""

    federation: FederationFile | None
    source: SourceFile


def read_federation(tree: Tree) -> FederationReading:
    """Read federation.yaml."""
    source = open_source(FILE, tree.read(FILE))
    return FederationReading(read_as(source, FederationFile, SCHEMA), source)


def read_lock(tree: Tree) -> Lock | None:
    """Read federation.lock; None if there is none.

    Raises:
        StorageProblem: it was not written by `talentpilot federation lock`.
    """
    content = tree.read(LOCK)
    if content is None:
        return None
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8")
            if not parse(text).problems:  # aliases and deep nesting would take memory and time without bound
                return read_lock_data(yaml.load(text, yaml.CSafeLoader))
        except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError):
            pass
    raise StorageProblem("{name} can't be read", help="talentpilot federation lock writes it anew", name=LOCK)


def lock_text(lock: Lock) -> str:
    """Return the content of federation.lock: sorted, one line a ledger, the same bytes on every machine."""
    lines = [f"schema: {LOCK_SCHEMA}", f"federation: {lock.federation}", "ledgers:"]
    for identifier, entry in sorted(lock.ledgers.items()):
        lines.append(f"  {_quoted(identifier)}: {_entry_text(entry)}")
    return "\n".join(lines) + "\n"


def _entry_text(entry: LockEntry | None) -> str:
    if entry is None:
        return "null"
    schemas = ", ".join(f"{kind}: {version}" for kind, version in sorted(entry.schemas.items()))
    commit = f'"{entry.commit}"' if entry.commit else "null"
    newest = entry.newest or "null"
    return (
        f'{{commit: {commit}, inputs: "{entry.inputs}", schemas: {{{schemas}}}, pilots: {entry.pilots}, '
        f"newest: {newest}}}"
    )


def _quoted(identifier: str) -> str:
    """Return an id as a YAML key; `no`, `on` and digits would be read as something else."""
    return f'"{identifier}"'


def open_member(folder: Path, entry: FederationLedger, commit: str | None = None) -> LedgerSource:
    """Open one ledger of the federation in that folder: at `commit`, at its `rev`, or its files on disk.

    Raises:
        LedgerMissing: it can't be reached, has no such revision, or no ledger lies there.
    """
    place = _place(folder, entry)
    revision = commit or entry.rev
    if revision is None:
        return _disk_tree(place, entry)
    inner = _inner(entry)
    try:
        found = named_repository(place)
        repository = found._replace(prefix=f"{found.prefix}{inner}")
    except StorageProblem as problem:
        raise LedgerMissing("{why}", why=problem) from problem
    try:
        find_commit(repository, revision)
    except StorageProblem as problem:
        raise LedgerMissing("no revision {revision}", revision=revision) from problem
    try:
        return open_commit(repository, revision)
    except StorageProblem as problem:
        raise LedgerMissing("{why}", why=problem) from problem


def commit_of(folder: Path, entry: FederationLedger) -> str | None:
    """Return the commit that `rev` names now; None without `rev`, and if there is none."""
    if entry.rev is None:
        return None
    try:
        source = open_member(folder, entry)
    except LedgerMissing:
        return None
    return source.commit.oid if isinstance(source, GitTree) else None


def _place(folder: Path, entry: FederationLedger) -> Path:
    """Return the folder of a ledger, as written in `path`: variables and `~` are not expanded, links not followed."""
    written = Path(entry.path)
    place = Path(os.path.normpath(folder / written))
    named = [place] if written.is_absolute() else _named_steps(folder, written)
    linked = next((step for step in named if step.is_symlink()), None)
    if linked is not None:
        raise LedgerMissing("{path} is a link; name the folder that it leads to", path=linked.name)
    if not place.is_dir():
        raise LedgerMissing("there is no folder {path}", path=entry.path)
    return place


def _named_steps(folder: Path, written: Path) -> Iterable[Path]:
    """Return each folder that a relative path passes through, without those above the federation."""
    current = folder
    for part in written.parts:
        current = Path(os.path.normpath(current / part))
        if part != "..":
            yield current


def _inner(entry: FederationLedger) -> str:
    """Return the way from the named folder to the ledger: empty, or ending with `/`.

    Raises:
        LedgerMissing: it leads out of the named folder.
    """
    path = PurePosixPath(entry.root or "")
    if path.is_absolute() or ".." in path.parts:
        raise LedgerMissing("root {root} leads out of {path}", root=entry.root, path=entry.path)
    return f"{path.as_posix()}/" if path.parts else ""


def _disk_tree(place: Path, entry: FederationLedger) -> DiskTree:
    root = place
    for part in PurePosixPath(_inner(entry)).parts:
        root = root / part
        if root.is_symlink():
            raise LedgerMissing("{path} is a link; name the folder that it leads to", path=part)
    if not (root / "programme.yaml").is_file() or (root / "programme.yaml").is_symlink():
        raise LedgerMissing("no programme.yaml in {path}", path=f"{entry.path}/{_inner(entry)}".rstrip("/"))
    return DiskTree(root)


def schema_version(source: SourceFile) -> int | None:
    """Return the number at the end of a file's `schema`; None if it has none."""
    for line in (source.text or "").splitlines():
        if line.startswith("schema:"):
            number = line.rsplit("/", 1)[-1].strip().strip("\"'")
            return int(number) if number.isdecimal() else None
    return None


def own_files(tree: LedgerSource) -> tuple[str, ...]:
    """Return the paths of federation.yaml and of the shared catalogue that it names."""
    federation = read_federation(tree).federation
    return (FILE,) if federation is None else (FILE, federation.catalogue)


def own_digest(tree: LedgerSource) -> str:
    """Return the digest of federation.yaml and of the shared catalogue."""
    return files_digest(tree, own_files(tree))


def recover_federation(root: Path, digest: str, revision: str | None) -> Recovered:
    """Return the federation's own files with that digest: at the recorded revision, on disk, or in any commit."""
    try:
        repository: Repository | None = find_repository(root)
    except StorageProblem:
        repository = None
    recorded = (revision or "").removesuffix("-dirty")
    if repository is not None and recorded:
        tree = _at(repository, recorded)
        if tree is not None and own_digest(tree) == digest:
            return Recovered(tree, "revision")
    disk = DiskTree(root)
    if own_digest(disk) == digest:
        return Recovered(disk, "files")
    if repository is None:
        return Recovered(None)
    commits = list_commits(repository, own_files(disk), LIMIT)
    for number, commit in enumerate(commits, 1):
        tree = _at(repository, commit)
        if tree is not None and own_digest(tree) == digest:
            return Recovered(tree, "commit", number, repository.shallow)
    return Recovered(None, "", len(commits), repository.shallow)


def _at(repository: Repository, revision: str) -> GitTree | None:
    """Return the federation at a revision; None if this clone lacks it or it held no federation."""
    try:
        return open_commit(repository, revision, FILE)
    except StorageProblem:
        return None
