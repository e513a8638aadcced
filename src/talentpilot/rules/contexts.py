"""The contexts that rules receive: one pilot, the programme, the history, the whole ledger."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import BaseModel

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.plan import Plan, PlannedMilestone, ReplayedChange
from talentpilot.analysis.seal import moved_parts
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Indicator
from talentpilot.model.pilot import Approval
from talentpilot.model.programme import Programme

if TYPE_CHECKING:
    from talentpilot.model.federation import FederationFile

PILOT, MILESTONES, OUTCOMES = "pilot.yaml", "milestones.yaml", "outcomes.yaml"


@dataclass(frozen=True)
class PilotOnAnyDay:
    """What rules ask of a pilot and is the same on every day; computed when it is first asked for."""

    pilot: Pilot

    @cached_property
    def texts(self) -> str:
        """Every text of the pilot in one string."""
        return all_texts(self.pilot)

    @cached_property
    def moved_parts(self) -> frozenset[str]:
        """The parts of the plan that are no longer what was sealed."""
        return moved_parts(self.pilot)

    @cached_property
    def _hints(self) -> dict[Callable[[str], bool], bool]:
        return {}

    def may_hold(self, hint: Callable[[str], bool]) -> bool:
        """Return whether some text of the pilot passes a test, which is made once."""
        if hint not in self._hints:
            self._hints[hint] = hint(self.texts)
        return self._hints[hint]


@dataclass(frozen=True)
class PilotContext:
    """One pilot on the day of the check. `today` is the real day, after which facts are mistakes (D07);
    None if nothing may depend on it."""

    pilot: Pilot
    programme: Programme
    catalogue: Catalogue
    as_of: date
    today: date | None
    status: PilotStatus
    always: PilotOnAnyDay
    unreadable_ids: frozenset[str] = frozenset()
    """Of programme.yaml and catalogue.yaml: organizations, regions and tasks that stand there and can't be read."""

    def at(self, day: date) -> "PilotContext":
        """Return the context of the same pilot on another day, for which no present day counts."""
        status = pilot_status(self.pilot, self.programme, day)
        return replace(self, as_of=day, today=None, status=status)

    @property
    def plan(self) -> Plan:
        """The plan in force on the day."""
        return self.status.plan

    @property
    def approved(self) -> bool:
        """Whether the plan had been approved by the day."""
        return self.status.state is not PilotState.PROPOSED

    def is_older(self, day: date) -> bool:
        """Return whether a fact of that day was taken over from an older ledger, since this one was opened later."""
        return self.programme.opened is not None and day < self.programme.opened

    def has(self, *parts: str) -> bool:
        """Return whether those files could be read: a rule keeps silent about what could not."""
        return set(parts) <= self.pilot.parts

    @cached_property
    def effective_steps(self) -> tuple[tuple[FieldPath, ReplayedChange], ...]:
        """The changes replayed by the day, in order, with the path of each in pilot.yaml."""
        index_of = {item.id: index for index, item in enumerate(self.pilot.file.adjustments)}
        return tuple(
            (("adjustments", index_of[step.adjustment.id], "changes", step.index), step) for step in self.plan.steps
        )

    @cached_property
    def settings(self) -> dict[str, tuple[FieldPath, ReplayedChange]]:
        """By path the last effective change that has set the value there, with its place in pilot.yaml."""
        return {step.change.path: (place, step) for place, step in self.effective_steps}

    def setting_of(self, path: str) -> FieldPath | None:
        """Return where in pilot.yaml an effective adjustment has set the value at that path; None if none has."""
        found = self.settings.get(path)
        return None if found is None else (*found[0], "to")

    def written(self, path: str) -> FieldPath:
        """Return where in pilot.yaml the value in force of `term/end`, `roles/lead` and the like is written."""
        return self.setting_of(path) or tuple(path.split("/"))

    @cached_property
    def planned(self) -> tuple[tuple[int, PlannedMilestone], ...]:
        """The milestones of the plan in force that are not withdrawn, with their index in milestones.yaml."""
        index_of = {item.id: index for index, item in enumerate(self.pilot.milestones)}
        return tuple((index_of[item.step.id], item) for item in self.plan.open_milestones)

    @cached_property
    def measured(self) -> tuple[tuple[int, Indicator], ...]:
        """The indicators of the plan in force that are not withdrawn, with their index in outcomes.yaml."""
        index_of = {item.id: index for index, item in enumerate(self.pilot.indicators)}
        return tuple((index_of[indicator.id], indicator) for indicator in self.plan.indicators)

    def set_by_adjustment(self, path: str) -> bool:
        """Return whether an effective adjustment has set the value at that path: then A06 reports it."""
        return path in self.settings


def make_context(
    pilot: Pilot,
    programme: Programme,
    catalogue: Catalogue,
    as_of: date,
    *,
    today: date | None = None,
    unreadable_ids: frozenset[str] = frozenset(),
    status: PilotStatus | None = None,
) -> PilotContext:
    """Return everything the rules over one pilot want to know; `status`, if it is known, is that of the same day."""
    status = status or pilot_status(pilot, programme, as_of)
    always = PilotOnAnyDay(pilot)
    return PilotContext(pilot, programme, catalogue, as_of, today, status, always, unreadable_ids)


class ProgrammeContext(NamedTuple):
    """programme.yaml and catalogue.yaml on the day of the check; `today` as in `PilotContext`."""

    programme: Programme
    catalogue: Catalogue
    as_of: date
    unreadable_ids: frozenset[str] = frozenset()
    today: date | None = None


class HistoryContext(NamedTuple):
    """A pilot as it stood at the base, which `revision` names, and as it stands now; `now` is None if it is gone."""

    then: Pilot
    now: Pilot | None
    as_of: date
    revision: str

    @property
    def approval_then(self) -> Approval | None:
        """The approval that the base knew, where it had been given by the day of the check."""
        return self._approval(self.then)

    @property
    def is_approved(self) -> bool:
        """Whether the pilot is approved now."""
        return self.now is not None and self._approval(self.now) is not None

    def whole(self, file: str) -> bool:
        """Return whether everything in that file can be read now; otherwise an absence proves nothing."""
        return self.now is not None and _is_whole(self.now, file)

    def was_whole(self, file: str) -> bool:
        """Return whether everything in that file could be read at the base."""
        return _is_whole(self.then, file)

    def _approval(self, pilot: Pilot) -> Approval | None:
        approval = pilot.file.approval
        return approval if approval is not None and approval.date <= self.as_of else None


def _is_whole(pilot: Pilot, file: str) -> bool:
    readable = file in pilot.parts or file.startswith("evaluations/")
    return readable and not any(item.path.endswith(f"/{file}") for item in pilot.unreadable)


class Reference(NamedTuple):
    """A reference to something in another pilot, such as `yx-titles-02/B1`, and where it stands."""

    path: FieldPath
    target: str


class AdoptionSummary(NamedTuple):
    """A practice taken over by an organization or a region, and the place of this fact in outcomes.yaml."""

    path: FieldPath
    org: str | None
    region: str | None
    document: str | None
    title: Text
    day: date

    @property
    def practice(self) -> tuple[str, ...]:
        """Every wording of the practice's title."""
        return self.title.versions


class GrantSummary(NamedTuple):
    """A sum granted to a pilot: its place, its id, and a digest of title, grantor, day and amount."""

    path: FieldPath
    id: str
    digest: str


class PilotSummary(NamedTuple):
    """What ledger-wide rules need of a pilot: small, so that it travels between processes.

    `units_at` is the place at which the units in force are written; `closed_on` the day of termination or conclusion;
    `series` holds, for each indicator with observations, its index and a digest of (date, value) pairs; `newest` is the
    day of the newest fact; `members` are units and partners in force; `waived_in_vain` the objects that waivers name
    in this pilot and that it does not have.
    """

    folder: str
    id: str
    titles: tuple[str, ...]
    task: str
    lead: str
    units: tuple[str, ...]
    start: date
    end: date
    state: PilotState
    inner_ids: frozenset[str]
    references: tuple[Reference, ...]
    series: tuple[tuple[int, str], ...]
    units_at: FieldPath = ("roles", "units")
    closed_on: date | None = None
    region: str = ""
    adoptions: tuple[AdoptionSummary, ...] = ()
    newest: date | None = None
    grants: tuple[GrantSummary, ...] = ()
    members: frozenset[str] = frozenset()
    waived_in_vain: tuple[str, ...] = ()

    @property
    def is_misnamed(self) -> bool:
        """Whether its folder bears another name than the pilot: renamed or copied, and F07 and S06 say so."""
        return self.id != self.folder


class LedgerContext(NamedTuple):
    """All pilots in brief; `whole` is False if some were left out or unreadable, so absence proves nothing."""

    programme: Programme
    catalogue: Catalogue
    summaries: tuple[PilotSummary, ...]
    as_of: date
    folders: frozenset[str]
    whole: bool
    reported: Mapping[str, str] = {}
    """The pilots that issued reports show as approved, each with the name of the last such report."""

    @property
    def originals(self) -> tuple[PilotSummary, ...]:
        """The cards without copied folders: S06 reports what a copy has in common with its original."""
        named = {summary.id for summary in self.summaries if not summary.is_misnamed}
        return tuple(summary for summary in self.summaries if not (summary.is_misnamed and summary.id in named))


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """One ledger of a federation in brief; `index` is its place in federation.yaml.

    `reason` says why it is missing; then there is no programme, and `wrong_schema` marks a ledger of another version.
    """

    id: str
    index: int
    region: str
    has_revision: bool = False
    reason: Message | None = None
    wrong_schema: bool = False
    programme: Programme | None = None
    catalogue: Catalogue | None = None
    pilots: tuple[PilotSummary, ...] = ()
    due_days: int | None = None


class FederationContext(NamedTuple):
    """The ledgers of a federation. `mentions` returns whether a ledger's files hold one of some texts."""

    federation: "FederationFile"
    catalogue: Catalogue
    ledgers: tuple[LedgerSummary, ...]
    as_of: date
    mentions: Callable[[str, tuple[str, ...]], bool]


NO_PROSE = frozenset(("id", "sha256", "seal"))
"""Fields whose form leaves no room for prose."""


def all_texts(pilot: Pilot) -> str:
    """Return every text of a pilot in one string, without places: quick to search."""
    found: list[str] = []
    waiting: list[Any] = [pilot.file, *pilot.milestones, *pilot.indicators, *pilot.practices]
    waiting += pilot.evaluations.values()
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is str:
            found.append(node)
        elif node is None:
            continue
        elif kind is tuple:
            waiting += node
        elif kind is Text:
            waiting += (node.plain, node.zh, node.en)
        elif kind is dict:
            waiting += node.values()
        elif issubclass(kind, BaseModel):
            waiting += _fields(kind)(node)
    return "\n".join(found)


@cache
def _fields(model: type[BaseModel]) -> Callable[[Any], Iterable[Any]]:
    """Takes from a record the fields in which a text can stand, at any depth."""
    fields = model.model_fields.items()
    names = [name for name, info in fields if name not in NO_PROSE and _leads_to_text(info.annotation)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: [getattr(record, name) for name in names]


def _leads_to_text(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(_leads_to_text(info.annotation) for info in annotation.model_fields.values())
    return annotation in (str, Text, Any) or any(_leads_to_text(part) for part in get_args(annotation))
