"""federation.yaml, the ledgers that are read as one and the yardstick they share, and its lock, their state."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from talentpilot.model import scalars
from talentpilot.model.base import CODED, DueDays, FileId, Line, ReadBy, Record, Ref, RegionCode, Span, Words
from talentpilot.model.choices import Procedure
from talentpilot.model.programme import EvaluationSettings, Thresholds
from talentpilot.model.scalars import fault

SCHEMA = "talentpilot/federation/1"
LEDGER_ID = re.compile(r"[a-z0-9]{1,12}")


def read_ledger_id(value: object) -> str:
    """Return the id of a ledger, 1 to 12 lower-case letters and digits (S05)."""
    if isinstance(value, str) and LEDGER_ID.fullmatch(value):
        return value
    seen = scalars.shorten(str(value))
    raise fault("S05", "id {value} is malformed", help_key="S05-ledger", value=seen)


LedgerId = Annotated[str, ReadBy(read_ledger_id), CODED]


class FederationLedger(Record):
    """A ledger of the federation: where it lies, which revision of it counts, for which region it speaks.

    Without `rev` the files count as they are on disk. `due` is the day after the period's end by which the ledger is
    expected to be complete; Default: the due days of the ledger's own reports.
    """

    id: LedgerId
    title: Words | None = None
    region: RegionCode
    path: Line
    root: Line | None = None
    rev: Ref | None = None
    due: DueDays | None = None


class FederationRules(Record):
    """The yardstick of all ledgers. Thresholds that are not named have the built-in value."""

    thresholds: Thresholds | None = None
    procedures: dict[str, Procedure] = Field(default_factory=dict)


class FederationFile(Record):
    """federation.yaml."""

    id: FileId
    title: Words
    term: Span
    timezone: Line = "Asia/Shanghai"
    catalogue: Line = "catalogue.yaml"
    rules: FederationRules = FederationRules()
    evaluation: EvaluationSettings | None = None
    ledgers: tuple[FederationLedger, ...] = ()


LOCK_SCHEMA = "talentpilot/federation-lock/1"


@dataclass(frozen=True, slots=True)
class LockEntry:
    """The state of one ledger in the lock.

    `commit` is None for a folder without revision; `inputs` is the digest of its files; `schemas` are the versions of
    its kinds of file; `newest` is the day of its newest fact.
    """

    commit: str | None
    inputs: str
    schemas: Mapping[str, int]
    pilots: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class Lock:
    """The state of each ledger that counts, by ledger id; None for one that was missing."""

    federation: str
    ledgers: Mapping[str, LockEntry | None]


def lock_data(lock: Lock) -> dict[str, object]:
    """Return the lock as plain data."""
    ledgers = {name: None if entry is None else _entry_data(entry) for name, entry in sorted(lock.ledgers.items())}
    return {"schema": LOCK_SCHEMA, "federation": lock.federation, "ledgers": ledgers}


def _entry_data(entry: LockEntry) -> dict[str, object]:
    return {
        "commit": entry.commit,
        "inputs": entry.inputs,
        "schemas": dict(sorted(entry.schemas.items())),
        "pilots": entry.pilots,
        "newest": entry.newest.isoformat() if entry.newest is not None else None,
    }


def read_lock_data(data: Mapping[str, object]) -> Lock:
    """Return the lock in plain data; a day may be a date, as YAML reads it, or a string.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it has another shape.
    """
    if data["schema"] != LOCK_SCHEMA:
        raise ValueError(data["schema"])
    ledgers = data["ledgers"]
    if not isinstance(ledgers, dict):
        raise TypeError(ledgers)
    return Lock(str(data["federation"]), {str(name): _entry_of(value) for name, value in ledgers.items()})


def _entry_of(value: Mapping[str, object] | None) -> LockEntry | None:
    if value is None:
        return None
    commit, newest, schemas = value["commit"], value["newest"], value["schemas"]
    if not isinstance(schemas, dict) or not (commit is None or isinstance(commit, str)):
        raise TypeError(value)
    if isinstance(newest, str):
        newest = date.fromisoformat(newest)
    if not (newest is None or isinstance(newest, date)):
        raise TypeError(newest)
    versions = {str(kind): int(version) for kind, version in schemas.items()}
    return LockEntry(commit, str(value["inputs"]), versions, int(str(value["pilots"])), newest)
