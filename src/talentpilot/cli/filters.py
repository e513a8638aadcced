"""The options that say which pilots are meant, as one group."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talentpilot.cli import options

if TYPE_CHECKING:
    from talentpilot.analysis.portfolio import Selection


@dataclass(frozen=True, slots=True)
class Filters:
    """Which pilots: a view, narrowed by what else is given."""

    view: options.View = None
    domain: options.DomainFilter = None
    region: options.RegionFilter = None
    lead: options.LeadFilter = None
    light: options.LightFilter = None

    def selection(self, pilot: str | None = None) -> "Selection":
        """The pilots meant; `pilot` names one and stands above the view.

        Raises:
            UsageProblem: there is no such view or light, or a filter contradicts the view.
        """
        from talentpilot.cli.gathering import narrowed

        given = {"domain": self.domain, "region": self.region, "lead": self.lead, "light": self.light}
        return narrowed(f"pilot:{pilot}" if pilot else self.view, given)
