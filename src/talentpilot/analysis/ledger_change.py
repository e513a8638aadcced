"""A change between two states of the ledger: its kind, the object and field, both values, and the filings behind it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot

Value = Fraction | date | str | Message | None


class ChangeKind(StrEnum):
    """The kinds of change, in the order in which they are listed."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    STATUS = "status"
    LIGHT = "light"
    MATURITY = "maturity"
    DONE = "done"
    REOPENED = "reopened"
    OVERDUE = "overdue"
    SLIPPED = "slipped"
    TARGET = "target"
    PLAN = "plan"
    FILED = "filed"
    DECIDED = "decided"
    OBSERVED = "observed"
    RESTATED = "restated"
    RAISED = "raised"
    SETTLED = "settled"
    REPORTED = "reported"
    PRACTICE = "practice"
    ADOPTED = "adopted"
    EVALUATED = "evaluated"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """One change: `object` is an inner id or empty for the pilot itself, `field` the field that changed.

    `days` is how far a date moved, or how late something was done. `filings` made the change; `unfiled` marks a change
    of an approved plan that no filing accounts for.
    """

    kind: ChangeKind
    pilot: str
    object: str = ""
    field: str = ""
    before: Value = None
    after: Value = None
    days: int | None = None
    filings: tuple[str, ...] = ()
    unfiled: bool = False
    title: Text | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PilotPair:
    """A pilot then and now."""

    then: PilotStatus
    now: PilotStatus

    @property
    def id(self) -> str:
        """Its present id."""
        return self.now.pilot.id

    def lost(self, file: str) -> bool:
        """Return whether something in that file can't be read now, so that an absence proves nothing."""
        return _is_broken(self.now.pilot, file)

    def was_lost(self, file: str) -> bool:
        """Return the same for the earlier state."""
        return _is_broken(self.then.pilot, file)


def _is_broken(pilot: Pilot, file: str) -> bool:
    return any(item.path.endswith(f"/{file}") for item in pilot.unreadable)
