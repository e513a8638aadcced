"""The input of a report: statuses on the day and before the period, names for every code, and the origin."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from talentpilot.analysis.lead_time import LeadTime
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, Message
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue, Named
from talentpilot.model.ledger import Unreadable
from talentpilot.model.periods import Period
from talentpilot.model.programme import Programme
from talentpilot.model.regions import REGIONS
from talentpilot.model.units import unit_of
from talentpilot.report.views.redaction import Edition, redacted
from talentpilot.report.views.restated_figures import NONE_ISSUED, IssuedReports

SHOWN = 12
"""Number of digits that suffice to tell two digests or commits apart."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a report's figures.

    `revision` is a commit, with `-dirty` if files differ from it, or None outside a repository; `inputs` is
    `sha256:…` over the ledger's files; `version` that of talentpilot; `trouble` is why the revision is unknown, if it
    is.
    """

    revision: str | None
    inputs: str
    version: str
    trouble: Message | None = None

    @property
    def short_revision(self) -> str | None:
        """The abbreviated commit, with its mark."""
        if self.revision is None:
            return None
        commit, dash, mark = self.revision.partition("-")
        return f"{commit[:SHOWN]}{dash}{mark}"

    @property
    def short_inputs(self) -> str:
        """The abbreviated digest."""
        return self.inputs.removeprefix("sha256:")[:SHOWN]


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the programme that a report covers.

    `kind` is programme, domain, region, lead or pilot, `value` its id. `filters` are further options such as
    `("light", "red")`, named in the head. `whole_life` means one pilot from its beginning, not only the period.
    """

    kind: str = "programme"
    value: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    whole_life: bool = False


@dataclass(frozen=True, slots=True)
class EarlierLights:
    """The lights at the end of an earlier period by pilot id, of the pilots that had begun by then."""

    period: Period
    lights: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """A failure of a pilot with its warning, and the file and line where it stands."""

    pilot: str
    lead: LeadTime
    place: str


@dataclass(frozen=True)  # no slots: `names` is cached in the instance
class Source:
    """The input of a report.

    `before` are the statuses at the end of the previous period, by pilot id; `findings` those of `validate`;
    `folders` the pilots in the ledger, read or not; `past` the reports issued before, whose figures may have been
    restated; `earlier` the lights of the periods before, oldest first; `failures` what failed
    by the day.
    """

    programme: Programme
    catalogue: Catalogue
    scope: Scope
    period: Period
    as_of: date
    issued: date
    statuses: tuple[PilotStatus, ...]
    before: Mapping[str, PilotStatus]
    registered: int
    unreadable: tuple[Unreadable, ...]
    findings: tuple[Diagnostic, ...]
    provenance: Provenance
    folders: frozenset[str] = frozenset()
    past: IssuedReports = NONE_ISSUED
    edition: Edition = "internal"
    earlier: tuple[EarlierLights, ...] = ()
    failures: tuple[KnownFailure, ...] = ()

    @cached_property
    def names(self) -> "Names":
        """The names of the ledger's codes, as far as the edition shows them."""
        return Names(self.programme, self.catalogue, self.edition)

    @property
    def first_day(self) -> date:
        """The first day that the report covers: that of the period, or any for the whole life of a pilot."""
        return date.min if self.scope.whole_life else self.period.start

    def in_period(self, day: date | None) -> bool:
        """Return whether the report covers the day, which is not after the day of the figures."""
        return day is not None and self.first_day <= day <= min(self.period.end, self.as_of)

    def covers(self, period: Period) -> bool:
        """Return whether a shorter period, or an equal one, ends within what the report covers."""
        return self.first_day <= period.end <= self.period.end


class Names:
    """Names for the codes of a ledger; an unknown code is its own name.

    In a public edition an unknown organization is left out, since it may be a person.
    """

    def __init__(self, programme: Programme, catalogue: Catalogue, edition: Edition = "internal") -> None:
        self._edition, self._home = edition, ""
        self._programme = programme
        self._organizations = {item.id: _named(item.zh, item.en, item.id) for item in programme.organizations}
        self._regions = {code: Text(zh=item.zh, en=item.en) for code, item in REGIONS.items()}
        self._regions |= {item.code: _named(item.zh, item.en, item.code) for item in programme.regions}
        self._tasks: dict[str, Named] = {task.id: task for domain in catalogue.domains for task in domain.tasks}
        self._domains: dict[str, Named] = {domain.id: domain for domain in catalogue.domains}
        self._domain_of = {task.id: domain.id for domain in catalogue.domains for task in domain.tasks}

    def of(self, pilot: str) -> "Names":
        """Return the names for the codes in a pilot. In a federation, an organization is one of the pilot's ledger."""
        ledger, colon, _ = pilot.rpartition(":")
        if not colon:
            return self
        found = copy(self)
        found._home = ledger + colon
        return found

    def organization(self, reference: str) -> Text:
        """Return the name of an organization."""
        unknown = Text(plain=reference) if self._edition == "internal" else redacted("contact")
        return self._organizations.get(self._home + reference, unknown)

    def region(self, code: str) -> Text:
        """Return the name of a region; of one without, its code behind the prefecture or province in which it lies."""
        if code in self._regions:
            return self._regions[code]
        outer = next((self._regions[one] for one in (f"{code[:4]}00", f"{code[:2]}0000") if one in self._regions), None)
        return (
            Text(plain=code)
            if outer is None
            else Text(*(name and f"{name} {code}" for name in (outer.plain, outer.zh, outer.en)))
        )

    def adopter(self, reference: str) -> Text:
        """Return the name of an organization, or of the region of that code."""
        return self.region(reference) if reference.isdecimal() else self.organization(reference)

    def task(self, reference: str) -> Text:
        """Return the name of a task."""
        return _name_of(self._tasks, reference)

    def domain(self, reference: str) -> Text:
        """Return the name of a domain."""
        return _name_of(self._domains, reference)

    def domain_of(self, task: str) -> str:
        """Return the id of the domain of a task, or empty if the catalogue lacks the task."""
        return self._domain_of.get(task, "")

    def unit(self, identifier: str) -> Text:
        """Return the name of a unit of measure."""
        unit = unit_of(self._programme, identifier)
        return Text(zh=unit.zh, en=unit.en) if unit else Text(plain=identifier)


@dataclass(frozen=True, slots=True)
class PilotRef:
    """The reference to a pilot."""

    id: str
    title: Text


def refer(status: PilotStatus) -> PilotRef:
    """Return the reference to a pilot."""
    return PilotRef(status.pilot.id, status.plan.title)


def _named(zh: str | None, en: str | None, identifier: str) -> Text:
    return Text(zh=zh, en=en) if zh or en else Text(plain=identifier)


def _name_of(known: Mapping[str, Named], reference: str) -> Text:
    item = known.get(reference)
    return _named(item.zh, item.en, item.id) if item else Text(plain=reference)
