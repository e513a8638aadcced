"""The inputs of the official documents on a period: the report, its milestones, its units in neutral order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import Annex, Block, OfficialDocument, OfficialRows
from talentpilot.report.official.phrases import OfficialPhrases
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.pilot import MilestoneView, PilotView
from talentpilot.report.views.quarterly import QuarterlyView

AHEAD = 90
"""How many days the next steps look ahead."""

Step = tuple[PilotView, MilestoneView]


@dataclass(frozen=True, slots=True)
class Steps:
    """Milestones of approved pilots, withdrawn ones left out; `soon` are those of running pilots due in 90 days,
    `held` counts those of suspended ones.
    """

    counted: tuple[Step, ...]
    done: tuple[Step, ...]
    fresh: tuple[Step, ...]
    overdue: tuple[Step, ...]
    soon: tuple[Step, ...]
    held: int

    def within(self, domain: str) -> "Steps":
        """Return those of the pilots of a domain."""

        def mine(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            return tuple(one for one in steps if one[0].domain == domain)

        return Steps(
            mine(self.counted), mine(self.done), mine(self.fresh), mine(self.overdue), mine(self.soon), self.held
        )


def steps_of(view: QuarterlyView) -> Steps:
    """Return the milestones of a report; the overdue ones by lateness, those to come by their day."""
    head = view.head
    every = [(pilot, step) for pilot in view.pilots for step in pilot.milestones if step.state != "withdrawn"]
    approved = tuple(one for one in every if one[0].standing != "proposed")
    last = head.as_of + timedelta(AHEAD)

    def chosen(
        wanted: Callable[[PilotView, MilestoneView], bool], steps: "tuple[Step, ...] | list[Step]"
    ) -> list[Step]:
        return [one for one in steps if wanted(*one)]

    done = chosen(lambda _, step: step.done is not None, approved)
    fresh = chosen(lambda _, step: step.done is not None and head.period.start <= step.done <= head.as_of, done)
    late = chosen(lambda pilot, step: step.state == "overdue" and bool(pilot.overdue), approved)
    due = chosen(lambda _, step: step.done is None and step.due is not None and head.as_of < step.due <= last, approved)
    soon = chosen(lambda pilot, _: pilot.standing == "active", due)
    held = chosen(lambda pilot, _: pilot.standing == "suspended", due)
    late.sort(key=lambda one: -(one[1].late_days or 0))
    soon.sort(key=lambda one: (one[1].due or head.as_of, one[0].ref.id))
    return Steps(approved, tuple(done), tuple(fresh), tuple(late), tuple(soon), len(held))


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
        """How many bottlenecks are open."""
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


EASED_NAMES, EASED_NEXT, EASED_DOMAINS, EASED_BOTTLENECKS, EASED_MATTERS, EASED_TOTALS = range(1, 7)
"""How a body is made shorter, step by step; each level keeps the steps before it."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Who writes to whom, and the note below; empty if left to the clerk. `title` replaces the usual title."""

    sender: str
    to: str
    note: str = ""
    title: tuple[str, ...] = ()

    def document(
        self,
        title: tuple[str, ...],
        to: str,
        body: Iterable[Block],
        day: date,
        annexes: Iterable[Annex] = (),
        reply: OfficialRows | None = None,
    ) -> OfficialDocument:
        """Return a document of this correspondence; `title` and `to` are those where none are given."""
        return OfficialDocument(
            self.title or title, self.to or to, tuple(body), self.sender, day, self.note, tuple(annexes), reply
        )


@dataclass(frozen=True, slots=True)
class PeriodWriting:
    """The inputs of the parts of the body; `annexes` are the existing ones, by name.

    `short_title` is that of the programme, `quotes_next` whether the units' own texts on the next steps are quoted.
    """

    view: QuarterlyView
    words: ProfileWords
    annexes: Mapping[str, Annex]
    eased: int = 0
    short_title: str = ""
    quotes_next: bool = False

    @property
    def phrases(self) -> OfficialPhrases:
        """How things are said."""
        return OfficialPhrases(self.view.head.period, self.words)

    @property
    def steps(self) -> Steps:
        """The milestones of the pilots."""
        return steps_of(self.view)

    def see(self, name: str, before: str = "见") -> str:
        """Return 见附件1; empty if there is no such annex."""
        if name not in self.annexes:
            return ""
        number = list(self.annexes).index(name) + 1
        return f"{before}附件{number}" if len(self.annexes) > 1 else f"{before}附件"
