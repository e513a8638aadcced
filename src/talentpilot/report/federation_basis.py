"""What the manifest of a report over a federation holds besides: the lock that it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from talentpilot.diagnostics import Message
from talentpilot.model.federation import Lock, lock_data, read_lock_data


@dataclass(frozen=True, slots=True)
class FederationBasis:
    """What a report over a federation was made from, enough to make it again.

    `files` is the digest of federation.yaml and the shared catalogue; `missing` says why a ledger without entry in the
    lock was missing; `with_pilots` means that the annex lists every pilot.
    """

    files: str
    lock: Lock
    missing: Mapping[str, Message]
    with_pilots: bool


def basis_data(basis: FederationBasis) -> dict[str, object]:
    """Return the basis as plain data."""
    return {
        "files": basis.files,
        "annex": "pilots" if basis.with_pilots else None,
        "missing": {name: _message_data(reason) for name, reason in sorted(basis.missing.items())},
        "lock": lock_data(basis.lock),
    }


def read_basis(data: Mapping[str, Any]) -> FederationBasis:
    """Return the basis in plain data.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it has another shape.
    """
    missing = {str(name): _message_of(reason) for name, reason in data["missing"].items()}
    return FederationBasis(str(data["files"]), read_lock_data(data["lock"]), missing, data["annex"] == "pilots")


def _message_data(said: Message) -> dict[str, object]:
    values = {name: _message_data(one) if isinstance(one, Message) else one for name, one in said.values.items()}
    return {"text": said.template, "values": values}


def _message_of(data: Mapping[str, Any]) -> Message:
    """Return a message whose placeholders are plain names, each with its value."""
    values = {name: one if isinstance(one, str) else _message_of(one) for name, one in data["values"].items()}
    for _, field, form, conversion in Formatter().parse(data["text"]):
        if field is not None and (field not in values or form or conversion):
            raise ValueError(field)
    return Message(data["text"], values)
