"""Fix the state of each ledger of a federation, and compare it with the present one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talentpilot import __version__
from talentpilot.analysis.facts import newest_fact
from talentpilot.analysis.portfolio import PilotNumbers, PilotSelection, reports_in
from talentpilot.diagnostics import Message
from talentpilot.model.base import Text
from talentpilot.model.federation import Lock, LockEntry
from talentpilot.report.views.inputs import Provenance
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.federation.portfolio import MemberPilots
from talentpilot.services.federation.survey import survey_federation
from talentpilot.store.federation import LOCK, lock_text, own_digest, own_files, schema_version
from talentpilot.store.git.worktree import revision_of
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.writer import write_file


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The state of one ledger.

    `state` is `read` or `missing`; `behind` means that its revision has moved on since the lock. Of the `owed` reports
    of the last ended period, `reports` are in.
    """

    id: str
    title: Text | None
    state: str
    reason: Message | None
    commit: str | None
    behind: bool
    pilots: int
    newest: date | None
    errors: int | None = None
    reports: int = 0
    owed: int = 0


def ledger_states(opened: OpenFederation, processors: int | None = None) -> tuple[LedgerState, ...]:
    """Return the state of each ledger: reached or not, behind or not, its errors, and its reports."""
    survey = survey_federation(opened, PilotSelection(), processors=processors)
    parts = {part.member.id: part for part in survey.ledgers}
    return tuple(_state(member, parts.get(member.id), survey.validation.errors) for member in opened.members)


def _state(member: Member, part: MemberPilots[PilotNumbers] | None, errors: Mapping[str, int]) -> LedgerState:
    title, behind = member.entry.title, member.moved is not None
    if part is None:
        return LedgerState(member.id, title, "missing", member.reason, None, behind, 0, None)
    handed_in, owed = reports_in(part.pilots)
    return LedgerState(
        member.id, title, "read", None, member.commit, behind, part.registered, part.newest, errors[member.id],
        handed_in, owed,
    )  # fmt: skip


def lock_of(opened: OpenFederation) -> Lock:
    """Return the lock for the ledgers as they are now; a missing one has no entry of its own."""
    return Lock(opened.federation.id, {member.id: _entry(member) for member in opened.members})


def _entry(member: Member) -> LockEntry | None:
    if member.ledger is None:
        return None
    ledger = member.ledger.reopened()
    ledger.preload()
    readings = [ledger.read(name) for name in ledger.pilot_ids]
    sources = [*ledger.config.sources.values(), *(one for item in readings for one in item.sources.values())]
    schemas: dict[str, int] = {}
    for source in sources:
        kind = "evaluation" if "/evaluations/" in source.path else source.path.rsplit("/", 1)[-1].removesuffix(".yaml")
        schemas[kind] = max(schemas.get(kind, 0), schema_version(source) or 0)
    days = [newest_fact(item.pilot, date.max) for item in readings if item.pilot is not None]
    newest = max((day for day in days if day is not None), default=None)
    return LockEntry(
        member.commit, input_digest(ledger.source, ledger.pilot_ids), schemas, len(ledger.pilot_ids), newest
    )


def write_lock(opened: OpenFederation, lock: Lock) -> Path:
    """Write federation.lock beside federation.yaml, whole or not at all, and return its path.

    Raises:
        StorageProblem: the disk refuses.
    """
    file = opened.root / LOCK
    write_file(file, lock_text(lock).encode())
    return file


def provenance_of(opened: OpenFederation) -> Provenance:
    """Return where the figures come from: the federation's own revision, and the digest of all that was read."""
    return Provenance(revision_of(opened.source, own_files(opened.source)), inputs_of(opened), __version__)


def inputs_of(opened: OpenFederation) -> str:
    """Return one digest over federation.yaml, the shared catalogue and the files of all ledgers that were read."""
    digest = hashlib.sha256(f"{own_digest(opened.source)}\n".encode())
    for member in opened.read:
        ledger = member.reached.reopened()
        ledger.preload()
        digest.update(f"{member.id}\0{input_digest(ledger.source, ledger.pilot_ids)}\n".encode())
    return f"sha256:{digest.hexdigest()}"
