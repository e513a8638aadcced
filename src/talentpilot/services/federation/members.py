"""The opened ledgers of a federation: those that can be read, with their commits, and those that are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import LedgerMissing, LedgerNotFound, LedgerUnreadable, NothingToCheck, UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.federation import FederationFile, FederationLedger, Lock, LockEntry
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme, Thresholds
from talentpilot.services.ledger import Clock, OpenLedger, date_in, system_clock
from talentpilot.services.progress import SILENT, Progress
from talentpilot.store.federation import (
    FILE,
    LOCK,
    commit_of,
    open_member,
    read_federation,
    read_lock,
    schema_version,
)
from talentpilot.store.git.revision import GitTree, LedgerSource, open_revision
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.reader import unread_parts
from talentpilot.store.source import SourceFile, open_source, read_as
from talentpilot.store.tree import DiskTree
from talentpilot.suggestions import nearest

SUPPORTED_SCHEMA = 1
"""The version of the ledger's schemas that this program writes; it reads that one and the one before."""


class LockUse(StrEnum):
    """How commands read the ledgers.

    AUTO: the locked commits if there is a lock. LOCKED: a lock is required and must still fit. UNLOCKED: the revisions
    in federation.yaml, whatever the lock says.
    """

    AUTO = "auto"
    LOCKED = "locked"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class Member:
    """One ledger of the federation.

    `ledger` is None if it is missing, and `reason` says why; `wrong_schema` marks one whose schema version this
    program can't read. `moved` holds the commit (or digest) of the lock and the one that counts now, where they differ.
    `commit` is the one that is read; None for files on disk. `programme` and `catalogue` are kept without their
    files, which would take more memory than all else that is kept of a ledger.
    """

    entry: FederationLedger
    index: int
    ledger: OpenLedger | None
    reason: Message | None = None
    locked: LockEntry | None = None
    moved: tuple[str, str] | None = None
    wrong_schema: bool = False
    commit: str | None = None
    programme: Programme | None = None
    catalogue: Catalogue | None = None
    unread: tuple[Unreadable, ...] = ()

    @property
    def id(self) -> str:
        """The prefix of the ledger's pilots."""
        return self.entry.id

    @property
    def reached(self) -> OpenLedger:
        """The ledger of a member that can be read: one of `OpenFederation.read`."""
        assert self.ledger is not None, f"{self.id} is missing"
        return self.ledger

    def programme_by(self, thresholds: Thresholds | None) -> Programme:
        """Return the programme of a ledger that is reached, with these thresholds if there are any."""
        assert self.programme is not None, f"{self.id} is missing"
        return self.programme if thresholds is None else self.programme.with_thresholds(thresholds)

    def prefixed(self, item: Unreadable) -> Unreadable:
        """Return the same with the ledger before path and object."""
        return replace(item, path=f"{self.id}/{item.path}", object=f"{self.id}:{item.object}")


@dataclass(frozen=True, slots=True)
class OpenFederation:
    """A federation opened on a day: its file, the shared catalogue and its ledgers, sorted by id.

    `every` counts the ledgers that federation.yaml names; `members` are those chosen.
    """

    root: Path
    federation: FederationFile
    catalogue: Catalogue
    sources: Mapping[str, SourceFile]
    as_of: date
    today: date
    members: tuple[Member, ...]
    lock: Lock | None
    every: int
    source: LedgerSource
    progress: Progress = field(default=SILENT, compare=False)

    @property
    def unread(self) -> tuple[Unreadable, ...]:
        """What could not be read of federation.yaml, the shared catalogue and the settings of the ledgers."""
        own = (item for source in self.sources.values() for item in unread_parts(source))
        return (*own, *(member.prefixed(item) for member in self.members for item in member.unread))

    def on(self, day: date) -> "OpenFederation":
        """Return the same federation on another day."""
        members = tuple(
            replace(item, ledger=replace(item.ledger, requested_day=day)) if item.ledger is not None else item
            for item in self.members
        )
        return replace(self, as_of=day, members=members)

    def only(self, ledgers: Sequence[str]) -> "OpenFederation":
        """Return the same federation with these of its ledgers, or with all if none is named.

        Raises:
            NothingToCheck: it has no ledger of that id.
        """
        known = [member.id for member in self.members]
        unknown = next((name for name in ledgers if name not in known), None)
        if unknown is not None:
            raise NothingToCheck("the federation has no ledger {name}", help=nearest(unknown, known), name=unknown)
        return replace(self, members=tuple(one for one in self.members if not ledgers or one.id in ledgers))

    @property
    def read(self) -> tuple[Member, ...]:
        """The ledgers that can be read."""
        return tuple(member for member in self.members if member.ledger is not None)

    @property
    def registered(self) -> dict[str, int]:
        """The number of pilots of each ledger that can be read, by its id."""
        return {member.id: len(member.reached.pilot_ids) for member in self.read}

    @property
    def missing(self) -> tuple[Member, ...]:
        """The ledgers that can't be read."""
        return tuple(member for member in self.members if member.ledger is None)

    @property
    def moved(self) -> tuple[Member, ...]:
        """The ledgers whose revision has moved on since the lock."""
        return tuple(member for member in self.members if member.moved is not None)


def open_federation(
    root: Path,
    *,
    revision: str | None = None,
    as_of: date | None = None,
    use: LockUse = LockUse.AUTO,
    only: Sequence[str] = (),
    clock: Clock = system_clock,
    progress: Progress = SILENT,
) -> OpenFederation:
    """Open the federation in a folder; with `revision` its file and lock are those of a git revision.

    Raises:
        LedgerUnreadable: federation.yaml or the shared catalogue can't be read.
        NothingToCheck: it has no ledger, or none of the ids in `only`.
        UsageProblem: the lock is required and there is none, or it no longer fits.
        StorageProblem: git has no such revision, or the lock can't be read.
    """
    tree: LedgerSource = DiskTree(root) if revision is None else open_revision(root, revision, FILE)
    federation, catalogue, sources = federation_of(tree)
    lock = None if use is LockUse.UNLOCKED else read_lock(tree)
    if lock is None and (use is LockUse.LOCKED or revision is not None):
        raise UsageProblem("there is no {name}", help="talentpilot federation lock writes it", name=LOCK)
    today = date_in(federation.timezone, clock)
    day = as_of or today
    chosen = _chosen(federation, only)
    members = tuple(_open(root, entry, index, day, clock, lock, moves=revision is None) for index, entry in chosen)
    moved = [member.id for member in members if member.moved is not None]
    if moved and use is LockUse.LOCKED:
        raise UsageProblem(
            "{name} no longer fits: {ledgers} moved on", help="talentpilot federation lock renews it",
            name=LOCK, ledgers=Message.listed(moved),
        )  # fmt: skip
    return OpenFederation(
        root, federation, catalogue, sources, day, today, members, lock, len(federation.ledgers), tree, progress
    )


def federation_of(tree: LedgerSource) -> tuple[FederationFile, Catalogue, dict[str, SourceFile]]:
    """Return federation.yaml, the shared catalogue, and both as they are written.

    Raises:
        LedgerUnreadable: one of them can't be read.
    """
    reading = read_federation(tree)
    federation = reading.federation
    if federation is None:
        raise _unreadable(reading.source)
    source = open_source(federation.catalogue, tree.read(federation.catalogue))
    catalogue = read_as(source, Catalogue, "talentpilot/catalogue/1")
    if catalogue is None:
        raise _unreadable(source)
    return federation, catalogue, {FILE: reading.source, federation.catalogue: source}


def _unreadable(source: SourceFile) -> LedgerUnreadable:
    """Return what is wrong with a file of the federation itself, without which nothing can list its findings."""
    marks = [(one.line, one.column, one.message) for one in source.problems]
    marks += [(one.mark.line, one.mark.column, one.message) for one in source.faults]
    if not marks:
        return LedgerUnreadable(
            "the shared catalogue {name} is missing", name=source.path,
            help="copy that of a ledger beside federation.yaml to begin with",
        )  # fmt: skip
    places = (Message.of("{line}:{column}: {problem}", line=line + 1, column=at + 1, problem=why)
              for line, at, why in marks)  # fmt: skip
    return LedgerUnreadable(
        "{name} can't be read: {problems}", name=source.path, problems=Message.joined("; ", places),
        help="correct it; nothing is read without it",
    )  # fmt: skip


def _chosen(federation: FederationFile, only: Sequence[str]) -> list[tuple[int, FederationLedger]]:
    """Return the ledgers with those ids, or all, sorted by id; each with its index in the file."""
    every = [entry.id for entry in federation.ledgers]
    if not every:
        raise NothingToCheck("{name} names no ledger", help="list them under ledgers:", name=FILE)
    unknown = next((name for name in only if name not in every), None)
    if unknown is not None:
        raise NothingToCheck("the federation has no ledger {name}", help=nearest(unknown, every), name=unknown)
    pairs = enumerate(federation.ledgers)
    return sorted(((index, item) for index, item in pairs if not only or item.id in only), key=lambda pair: pair[1].id)


def _open(
    root: Path, entry: FederationLedger, index: int, day: date, clock: Clock, lock: Lock | None, *, moves: bool
) -> Member:
    """Open one ledger: by the lock if it has an entry there, otherwise by its revision."""
    locked = lock.ledgers.get(entry.id) if lock is not None else None
    try:
        source = open_member(root, entry, locked.commit if locked is not None else None)
    except LedgerMissing as problem:
        return Member(entry, index, None, problem.message, locked)
    ledger = OpenLedger(source.root if isinstance(source, DiskTree) else root, source, day, clock)
    try:
        programme, catalogue = ledger.config.require()
    except LedgerUnreadable as problem:
        wrong = _wrong_schema(ledger)
        return Member(entry, index, None, wrong or problem.message, locked, wrong_schema=wrong is not None)
    moved = _moved(root, entry, ledger, locked) if moves else None
    commit = source.commit.oid if isinstance(source, GitTree) else None
    return Member(
        entry, index, ledger.reopened(), None, locked, moved, commit=commit, programme=programme, catalogue=catalogue,
        unread=ledger.config.unread,
    )  # fmt: skip


def _wrong_schema(ledger: OpenLedger) -> Message | None:
    """Return the reason if this program can't read the schema version of programme.yaml; otherwise None."""
    version = schema_version(ledger.config.sources["programme.yaml"])
    if version is None or SUPPORTED_SCHEMA - 1 <= version <= SUPPORTED_SCHEMA:
        return None
    return Message.of(
        "programme.yaml has schema version {version}, this program reads {supported}",
        version=version, supported=SUPPORTED_SCHEMA,
    )  # fmt: skip


def _moved(root: Path, entry: FederationLedger, ledger: OpenLedger, locked: LockEntry | None) -> tuple[str, str] | None:
    """Return the state in the lock and the one now, where they differ."""
    if locked is None:
        return None
    if locked.commit is not None:
        now = commit_of(root, entry)
        return (locked.commit, now or "") if now != locked.commit else None
    digest = input_digest(ledger.source, ledger.pilot_ids)
    return (locked.inputs, digest) if digest != locked.inputs else None


def rated(member: Member, federation: FederationFile) -> OpenLedger:
    """Return the ledger of a member with the federation's thresholds in place of its own.

    Raises:
        LedgerNotFound: the ledger is missing.
    """
    ledger = member.ledger
    if ledger is None:
        raise LedgerNotFound("{reason}", reason=member.reason)
    return ledger if federation.rules.thresholds is None else replace(ledger, thresholds=federation.rules.thresholds)
