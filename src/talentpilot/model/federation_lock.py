"""The lock of a federation: the state of each ledger that counts, as plain data of YAML or JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

SCHEMA = "talentpilot/federation-lock/1"


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
    return {"schema": SCHEMA, "federation": lock.federation, "ledgers": ledgers}


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
    if data["schema"] != SCHEMA:
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
