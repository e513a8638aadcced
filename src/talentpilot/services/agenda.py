"""List what is due of the selected pilots."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from talentpilot.analysis.agenda import AgendaItem, agenda
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.days import days_after
from talentpilot.model.programme import Programme
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import Portfolio, gather_portfolio
from talentpilot.suggestions import meant


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by a day, with the pilots it was looked for in; `within` days are looked ahead."""

    portfolio: Portfolio
    within: int
    items: tuple[AgendaItem, ...]

    @property
    def until(self) -> date:
        """The last day looked at."""
        return days_after(self.portfolio.as_of, self.within)


def gather_due(ledger: OpenLedger, selection: PilotSelection, within: int, owner: str | None = None) -> Due:
    """Find what is overdue and what falls due within some days, of one owner or of all.

    Raises:
        NothingToCheck: the selection matches no pilot.
        UsageProblem: the programme has no organization of that id.
    """
    portfolio = gather_portfolio(ledger, selection)
    require_organization(owner, portfolio.programme)
    items = agenda(portfolio.statuses, portfolio.programme, within)
    return Due(portfolio, within, tuple(item for item in items if owner in (None, item.owner)))


def require_organization(owner: str | None, programme: Programme) -> None:
    """Refuse the id of an organization that the programme does not have.

    Raises:
        UsageProblem: names the nearest one.
    """
    if owner is None or programme.organization(owner) is not None:
        return
    near = get_close_matches(owner, [item.id for item in programme.organizations], n=1, cutoff=0.5)
    advice = meant(near) if near else Message("programme.yaml lists the organizations")
    raise UsageProblem("there is no organization {owner}", help=advice, owner=owner)
