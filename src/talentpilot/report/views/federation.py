"""The report over many ledgers as one frozen, computed value: the programme with one more dimension, the ledger."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from statistics import median

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.portfolio import LIGHT_WORDS, PilotNumbers, owing_reports
from talentpilot.diagnostics import Message
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.periods import Period
from talentpilot.report.views.inputs import Provenance, Scope
from talentpilot.report.views.portfolio import worst_of
from talentpilot.report.views.redaction import WHYS, Edition, Omission, omissions, redact

UNSAID = Message(WHYS["finding"])
"""Replaces the reason why a ledger is missing in a public edition."""


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What is known of one ledger: `reason` says why it is missing; `reports` are in, of those `owed`."""

    id: str
    name: Text
    reason: Message | None
    commit: str | None
    statuses: tuple[PilotNumbers, ...] = ()
    reports: int = 0
    owed: int = 0
    errors: int = 0
    waived: int = 0
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A practice of one ledger that was adopted in the region of another; `mentioned` if that one says so too."""

    pilot: str
    title: Text
    practice: Text
    adopter: Text
    ledger: str
    day: date
    document: str | None
    mentioned: bool


@dataclass(frozen=True, slots=True)
class TwoLights:
    """A pilot that its ledger's own thresholds give another light than the federation's."""

    pilot: str
    title: Text
    own: str
    national: str


@dataclass(frozen=True, slots=True)
class Unreported:
    """A pilot whose latest report is due and not in."""

    ledger: str
    pilot: str
    title: Text
    period: Period


@dataclass(frozen=True, slots=True)
class FederationSource:
    """Everything that the report is made from."""

    title: Text
    catalogue: Catalogue
    scope: Scope
    period: Period
    as_of: date
    issued: date
    edition: Edition
    provenance: Provenance
    every: int
    ledgers: tuple[LedgerFacts, ...]
    crossings: tuple[Crossing, ...]
    two_lights: tuple[TwoLights, ...]
    settings: tuple[tuple[str, Message], ...]
    """Settings of a ledger that differ from the federation's: ledger id, and both values."""
    with_pilots: bool = False


@dataclass(frozen=True, slots=True)
class CountRow:
    """The pilots of a ledger, of a domain or of both: counts by light, never a mean; completion in percent."""

    id: str
    name: Text
    pilots: int
    lights: Mapping[str, int]
    median_completion: Fraction | None

    @property
    def worst(self) -> str:
        """The worst light, or `none` if there is no pilot."""
        return worst_of(self.lights)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A ledger with its counts and the quality of its data."""

    facts: LedgerFacts
    counts: CountRow
    domains: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class PilotRow:
    """A pilot in the annex."""

    id: str
    title: Text
    task: Text
    light: str
    reasons: tuple[str, ...]
    maturity: str | None
    completion: Fraction | None


@dataclass(frozen=True, slots=True)
class FederationView:
    """Everything the report over many ledgers shows; the sums count the ledgers that were `read`, of `every`."""

    title: Text
    scope: Scope
    covered: tuple[tuple[str, Text], ...]
    """What narrows the report, by kind: `ledger`, `domain`, …, with its name."""
    period: Period
    as_of: date
    issued: date
    edition: Edition
    provenance: Provenance
    every: int
    read: int
    missing: tuple[LedgerFacts, ...]
    ledgers: tuple[LedgerRow, ...]
    unreported: tuple[Unreported, ...]
    total: CountRow
    domains: tuple[CountRow, ...]
    maturity: Mapping[str, int]
    crossings: tuple[Crossing, ...]
    two_lights: tuple[TwoLights, ...]
    settings: tuple[tuple[str, Message], ...]
    pilots: tuple[PilotRow, ...]

    @property
    def names(self) -> Mapping[str, Text]:
        """The names of the ledgers by id."""
        return {one.id: one.name for one in (*(row.facts for row in self.ledgers), *self.missing)}

    @property
    def omitted(self) -> tuple[Omission, ...]:
        """What a public edition leaves out."""
        return omissions(self)


def federation_view(source: FederationSource) -> FederationView:
    """Return the view of a period, in the edition that the source asks for."""
    source = _redacted(source) if source.edition == "public" else source
    domain_of = {task.id: domain.id for domain in source.catalogue.domains for task in domain.tasks}
    names = [(domain.id, Text(zh=domain.zh, en=domain.en)) for domain in source.catalogue.domains]
    read = tuple(item for item in source.ledgers if item.reason is None)
    statuses = [status for item in read for status in item.statuses]

    def by_domain(some: Sequence[PilotNumbers]) -> tuple[CountRow, ...]:
        return _rows(some, names, lambda status: domain_of.get(status.task, ""))

    return FederationView(
        source.title,
        source.scope,
        _covered(source),
        source.period,
        source.as_of,
        source.issued,
        source.edition,
        source.provenance,
        source.every,
        len(read),
        tuple(item for item in source.ledgers if item.reason is not None),
        tuple(LedgerRow(item, _row(item.id, item.name, item.statuses), by_domain(item.statuses)) for item in read),
        tuple(_unreported(read)),
        _row("", Text(), statuses),
        by_domain(statuses),
        _levels(statuses),
        source.crossings,
        source.two_lights,
        source.settings,
        tuple(_pilot(source.catalogue, status) for status in statuses) if source.with_pilots else (),
    )


def _redacted(source: FederationSource) -> FederationSource:
    """Return the source without what the public must not see; why a ledger is missing may quote paths."""
    ledgers = (one if one.reason is None else replace(one, reason=UNSAID) for one in source.ledgers)
    return redact(replace(source, ledgers=tuple(ledgers)))


def _unreported(ledgers: Iterable[LedgerFacts]) -> Iterator[Unreported]:
    for ledger in ledgers:
        for one in owing_reports(ledger.statuses):
            if one.period is not None and not one.received:
                yield Unreported(ledger.id, one.id, one.title, one.period)


def _covered(source: FederationSource) -> tuple[tuple[str, Text], ...]:
    """Return what narrows the report, with names as far as federation.yaml and the shared catalogue give them."""
    scope = source.scope
    known = {("ledger", item.id): item.name for item in source.ledgers}
    known |= {("domain", item.id): Text(zh=item.zh, en=item.en) for item in source.catalogue.domains}
    own = ((scope.kind, scope.value),) if scope.kind != "programme" else ()
    return tuple((kind, known.get((kind, value), Text(plain=value))) for kind, value in (*own, *scope.filters))


def _rows(
    statuses: Sequence[PilotNumbers], groups: Iterable[tuple[str, Text]], key: Callable[[PilotNumbers], str]
) -> tuple[CountRow, ...]:
    members: dict[str, list[PilotNumbers]] = {}
    for status in statuses:
        members.setdefault(key(status), []).append(status)
    return tuple(_row(identifier, name, members.get(identifier, [])) for identifier, name in groups)


def _row(identifier: str, name: Text, statuses: Sequence[PilotNumbers]) -> CountRow:
    started = [status for status in statuses if status.state is not PilotState.PROPOSED]
    completions = [one for status in started if (one := status.completion) is not None]
    words = [status.light for status in statuses]
    return CountRow(
        identifier,
        name,
        len(statuses),
        {word: words.count(word) for word in LIGHT_WORDS},
        median(completions) if completions else None,
    )


def _levels(statuses: Sequence[PilotNumbers]) -> Mapping[str, int]:
    levels = [status.maturity for status in statuses if status.maturity is not None]
    return {level: levels.count(level) for level in sorted(set(levels))}


def _pilot(catalogue: Catalogue, status: PilotNumbers) -> PilotRow:
    task = catalogue.task(status.task)
    return PilotRow(
        status.id,
        status.title,
        Text(zh=task.zh, en=task.en) if task is not None else Text(plain=status.task),
        status.light,
        status.reasons,
        status.maturity,
        status.completion,
    )
