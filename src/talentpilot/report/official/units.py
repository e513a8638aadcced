"""The units of a programme in a neutral order: by the code of their region, never by result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from talentpilot.report.official.steps import Step
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.quarterly import QuarterlyView


@dataclass(frozen=True, slots=True)
class OfficialUnit:
    """An organization that leads pilots, with its pilots by id."""

    id: str
    name: str
    pilots: tuple[PilotView, ...]

    def steps(self, steps: Iterable[Step]) -> int:
        """Return how many of these milestones belong to its pilots."""
        mine = {pilot.ref.id for pilot in self.pilots}
        return sum(pilot.ref.id in mine for pilot, _ in steps)

    @property
    def due(self) -> int:
        """The reports owed for the period."""
        return sum(len(pilot.due) for pilot in self.pilots)

    @property
    def received(self) -> int:
        """Those of them that came by the day of issue."""
        return self.due - self.missing

    @property
    def late(self) -> int:
        """Those that came late."""
        return sum(report.late for pilot in self.pilots for report in pilot.reports if report.period in pilot.due)

    @property
    def missing(self) -> int:
        """Those that had not come by the day of issue."""
        came = {(pilot.ref.id, report.period) for pilot in self.pilots for report in pilot.reports}
        return sum((pilot.ref.id, period) not in came for pilot in self.pilots for period in pilot.due)

    @property
    def open_bottlenecks(self) -> int:
        """The bottlenecks on the books."""
        return sum(len(pilot.bottlenecks) for pilot in self.pilots)

    @property
    def adoptions(self) -> int:
        """How often its practices were adopted elsewhere."""
        return sum(practice.elsewhere for pilot in self.pilots for practice in pilot.practices)


def units_of(source: Source, view: QuarterlyView) -> tuple[OfficialUnit, ...]:
    """Return the leads of the pilots by the code of their region, then by id."""
    leads = {status.pilot.id: status.plan.lead for status in source.statuses}
    members: dict[str, list[PilotView]] = {}
    for pilot in sorted(view.pilots, key=lambda pilot: pilot.ref.id):
        members.setdefault(leads[pilot.ref.id], []).append(pilot)
    regions: Mapping[str, str] = {item.id: item.region for item in source.programme.organizations}
    ordered = sorted(members, key=lambda lead: (regions.get(lead, ""), lead))
    return tuple(
        OfficialUnit(lead, source.names.organization(lead).say("zh"), tuple(members[lead])) for lead in ordered
    )


def in_order(steps: Iterable[Step], units: tuple[OfficialUnit, ...]) -> tuple[Step, ...]:
    """Return milestones in the order of the units, then by day."""
    place = {pilot.ref.id: number for number, unit in enumerate(units) for pilot in unit.pilots}
    return tuple(sorted(steps, key=lambda one: (place[one[0].ref.id], str(one[1].due), one[0].ref.id, one[1].id)))
