"""List what falls due in the selected pilots."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.agenda import AgendaItem, due_of, in_order
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.dates import days_after
from talentpilot.model.programme import Programme
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import PortfolioHead, gather_portfolio, look_at_pilots
from talentpilot.suggestions import close_to


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by a day, and in how many pilots it was looked for; `within` is the number of days looked ahead."""

    head: PortfolioHead
    within: int
    items: tuple[AgendaItem, ...]

    @property
    def until(self) -> date:
        """The last day looked at."""
        return days_after(self.head.as_of, self.within)


def gather_due(ledger: OpenLedger, selection: PilotSelection, within: int, owner: str | None = None) -> Due:
    """Find what is overdue and what falls due within some days, of one owner or of all.

    Raises:
        NothingToCheck: the selection matches no pilot.
        UsageProblem: the programme has no organization of that id.
    """
    head, by_pilot = look_at_pilots(ledger, selection, lambda status: due_of(status, ledger.programme, within))
    require_organization(owner, head.programme)
    items = in_order(item for items in by_pilot for item in items)
    return Due(head, within, tuple(item for item in items if owner in (None, item.owner)))


def pilots_due(ledger: OpenLedger, due: Due) -> Mapping[str, PilotStatus]:
    """Return the pilots with something due, by id."""
    names = frozenset(item.pilot for item in due.items)
    if not names:
        return {}
    found = gather_portfolio(ledger, PilotSelection(pilots=names))
    return {status.pilot.id: status for status in found.statuses}


def require_organization(owner: str | None, programme: Programme) -> None:
    """Refuse the id of an organization that the programme does not have.

    Raises:
        UsageProblem: names the nearest one.
    """
    if owner is None or programme.organization(owner) is not None:
        return
    near = close_to(owner, (item.id for item in programme.organizations))
    advice = near or Message("programme.yaml lists the organizations")
    raise UsageProblem("there is no organization {owner}", help=advice, owner=owner)
