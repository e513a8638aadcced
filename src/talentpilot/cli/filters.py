"""The options that say which pilots are meant, as one group."""

from dataclasses import dataclass, replace
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
            UsageProblem: there is no such view, or no such light.
        """
        from talentpilot.cli.gathering import check_light, parse_view

        check_light(self.light)
        chosen = parse_view(f"pilot:{pilot}" if pilot else self.view)
        return replace(
            chosen,
            domain=self.domain or chosen.domain,
            region=self.region or chosen.region,
            lead=self.lead or chosen.lead,
            light=self.light,
        )
