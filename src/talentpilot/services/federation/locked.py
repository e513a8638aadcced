"""A federation as a lock holds it: each ledger found again by its commit, wherever its repository lies now."""

from datetime import date
from pathlib import Path

from talentpilot.errors import LedgerMissing, LedgerUnreadable, StorageProblem
from talentpilot.model.federation import FederationFile, FederationLedger
from talentpilot.model.federation_lock import LockEntry
from talentpilot.report.federation_basis import FederationBasis
from talentpilot.services.federation.members import Member, OpenFederation, federation_of
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.progress import Progress
from talentpilot.services.verification import LedgerCheck, Where
from talentpilot.store.federation import open_member, read_federation
from talentpilot.store.git.history import recover
from talentpilot.store.git.revision import GitTree, LedgerSource
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.reader import pilot_folders
from talentpilot.store.tree import DiskTree


def open_as_locked(
    root: Path, tree: LedgerSource, basis: FederationBasis, day: date, progress: Progress
) -> tuple[OpenFederation, tuple[LedgerCheck, ...]]:
    """Return the federation with the ledgers of the lock, and how each was found.

    A ledger is looked for where federation.yaml named it then, and where it names it now.

    Raises:
        LedgerUnreadable: federation.yaml or the shared catalogue can't be read.
    """
    federation, catalogue, sources = federation_of(tree)
    present = read_federation(DiskTree(root)).federation
    members, checks = [], []
    for index, entry in sorted(enumerate(federation.ledgers), key=lambda pair: pair[1].id):
        if entry.id not in basis.lock.ledgers:
            continue
        locked = basis.lock.ledgers[entry.id]
        if locked is None:
            member = Member(entry, index, None, basis.missing.get(entry.id))
            check = LedgerCheck(entry.id, "", None)
        else:
            member, check = _found(root, (entry, *_entries(present, entry.id)), index, locked, day)
        members.append(member)
        checks.append(check)
    every = len(federation.ledgers)
    opened = OpenFederation(
        root, federation, catalogue, sources, day, day, tuple(members), basis.lock, every, tree, progress
    )
    return opened, tuple(checks)


def _entries(federation: FederationFile | None, identifier: str) -> tuple[FederationLedger, ...]:
    return () if federation is None else tuple(one for one in federation.ledgers if one.id == identifier)


def _found(
    root: Path, places: tuple[FederationLedger, ...], index: int, locked: LockEntry, day: date
) -> tuple[Member, LedgerCheck]:
    """Look for a ledger in these places; the reason of the first one counts if it lies in none."""
    entry, reasons = places[0], []
    for place in dict.fromkeys(places):
        try:
            source, how = _locked_source(root, place, locked)
            ledger = OpenLedger(source.root if isinstance(source, DiskTree) else root, source, day)
            ledger.config.require()
        except (LedgerMissing, LedgerUnreadable, StorageProblem) as problem:
            reasons.append(problem.message)
            continue
        commit = source.commit.oid if isinstance(source, GitTree) else None
        return Member(entry, index, ledger, None, locked, commit=locked.commit), LedgerCheck(entry.id, how, commit)
    return Member(entry, index, None, reasons[0], locked), LedgerCheck(entry.id, "", None, reasons[0])


def _locked_source(root: Path, entry: FederationLedger, locked: LockEntry) -> tuple[LedgerSource, Where]:
    """Return the ledger whose files have the digest of the lock.

    Raises:
        LedgerMissing, StorageProblem: it does not lie there.
    """
    if locked.commit is not None:
        source = open_member(root, entry, locked.commit)
        if isinstance(source, GitTree):
            source.preload(pilot_folders(source))
        if input_digest(source, pilot_folders(source)) == locked.inputs:
            return source, "revision"
        raise LedgerMissing("its files at {commit} are not those of the lock", commit=locked.commit[:12])
    on_disk = open_member(root, entry.model_copy(update={"rev": None}))
    assert isinstance(on_disk, DiskTree), "without a revision the files on disk are opened"
    found = recover(on_disk.root, locked.inputs, None)
    if found.books is None:
        raise LedgerMissing("its files are no longer those of the lock, and no commit holds them")
    return found.books, found.how
