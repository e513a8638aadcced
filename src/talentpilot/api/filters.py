"""The filters that calls of the API share."""

from typing import Literal, TypedDict, Unpack

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.report.views.inputs import Scope
from talentpilot.services.reporting import narrow


class PilotFilters(TypedDict, total=False):
    """Which pilots a call is about; all of them if nothing is given. Filters narrow each other."""

    view: str | None
    """`domain:ID`, `region:CODE`, `lead:ORG` or `pilot:ID`."""
    domain: str | None
    """A domain of the catalogue."""
    region: str | None
    """A region's code; the regions inside it count too."""
    lead: str | None
    """The organization that leads the pilot."""
    light: Literal["green", "amber", "red", "grey", "none"] | None
    """The overall light; `none` is a closed pilot."""


def selected(**filters: Unpack[PilotFilters]) -> PilotSelection:
    """Return the pilots meant."""
    return scope_and_selection(**filters)[1]


def scope_and_selection(
    view: str | None = None,
    domain: str | None = None,
    region: str | None = None,
    lead: str | None = None,
    light: str | None = None,
    *,
    whole_life: bool = False,
) -> tuple[Scope, PilotSelection]:
    """Return what a report covers, and the pilots meant."""
    return narrow(view, whole_life=whole_life, domain=domain, region=region, lead=lead, light=light)
