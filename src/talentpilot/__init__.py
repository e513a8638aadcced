"""Bookkeeping of policy pilots on plain files.

The Python API is described in docs/python.md; its names are loaded when they are asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentpilot.api.federation import Federation as Federation
    from talentpilot.api.ledger import Ledger as Ledger
    from talentpilot.api.new import create_ledger as create_ledger
    from talentpilot.api.new import create_pilot as create_pilot
    from talentpilot.services.new_ledger import NewLedgerRequest as NewLedgerRequest
    from talentpilot.services.new_pilot import NewPilotRequest as NewPilotRequest
    from talentpilot.services.ratings_import import RatingsRequest as RatingsRequest
    from talentpilot.services.recording.period_reports import MatterRequest as MatterRequest
    from talentpilot.services.recording.practices import PracticeFacts as PracticeFacts

__version__ = "0.1.0"
RULES_VERSION = "2026.2"
"""The version of the method and the rules: what a figure means."""

_PUBLIC = {
    "Federation": "talentpilot.api.federation",
    "Ledger": "talentpilot.api.ledger",
    "MatterRequest": "talentpilot.services.recording.period_reports",
    "NewLedgerRequest": "talentpilot.services.new_ledger",
    "NewPilotRequest": "talentpilot.services.new_pilot",
    "PracticeFacts": "talentpilot.services.recording.practices",
    "RatingsRequest": "talentpilot.services.ratings_import",
    "create_ledger": "talentpilot.api.new",
    "create_pilot": "talentpilot.api.new",
}
"""The names of the API and where they are defined."""

__all__ = [
    "RULES_VERSION", "Federation", "Ledger", "MatterRequest", "NewLedgerRequest", "NewPilotRequest", "PracticeFacts",
    "RatingsRequest", "__version__", "create_ledger", "create_pilot",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
