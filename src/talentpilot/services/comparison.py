"""Compare two snapshots of a ledger: two days, or two revisions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from talentpilot.analysis.changes import changes_between, renamings
from talentpilot.analysis.ledger_change import LedgerChange
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.errors import NothingToCheck, StorageProblem, UsageProblem
from talentpilot.model.base import Record
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.periods import parse_since
from talentpilot.model.programme import Programme, Waiver
from talentpilot.report.manifest import Manifest
from talentpilot.services.issued_reports import covered_pilots, is_issued_report, ledger_of, read_manifest
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import gather_portfolio
from talentpilot.store.git.revision import GitTree, LedgerSource, open_revision
from talentpilot.store.git.worktree import not_checked_out
from talentpilot.store.issued_reports import FOLDER

HERE = "the files as they stand"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The ledger as read from one source on one day.

    `unread` are pilots that can't be read there, `absent` those that a sparse checkout leaves out.
    """

    name: str
    source: LedgerSource
    as_of: date
    programme: Programme
    catalogue: Catalogue
    statuses: tuple[PilotStatus, ...]
    unreadable: tuple[Unreadable, ...]
    unread: frozenset[str]
    absent: frozenset[str] = frozenset()

    @property
    def is_here(self) -> bool:
        """Whether it was read from the files on disk, not from a revision."""
        return self.name == HERE

    def only(self, pilot_ids: set[str], named: frozenset[str] | None) -> "Snapshot":
        """Return the snapshot with those pilots only; with `named`, unreadable ones are kept only if named."""
        kept = tuple(status for status in self.statuses if status.pilot.id in pilot_ids)
        if named is None:
            return replace(self, statuses=kept)
        return replace(self, statuses=kept, unread=self.unread & named, absent=self.absent & named)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The pilots of two snapshots."""

    then: Snapshot
    now: Snapshot

    def of(self, chosen: PilotSelection) -> "Comparison":
        """Return the comparison of the pilots that the selection admits on either side."""
        admitted = {
            status.pilot.id for side in (self.then, self.now) for status in side.statuses
            if chosen.admits(status, side.catalogue)
        }  # fmt: skip
        then, now = ({status.pilot.id: status for status in side.statuses} for side in (self.then, self.now))
        pairs = [{new, old} for new, old in renamings(then, now).items()]
        pilot_ids = admitted.union(*(pair for pair in pairs if pair & admitted))
        return Comparison(self.then.only(pilot_ids, chosen.pilots), self.now.only(pilot_ids, chosen.pilots))

    @property
    def changes(self) -> tuple[LedgerChange, ...]:
        """What changed, by pilot and kind."""
        return changes_between(self.then.statuses, self.now.statuses, self.unread)

    @property
    def unread(self) -> frozenset[str]:
        """Pilots that can't be read on one side, or are not checked out, and so are compared on neither."""
        return self.then.unread | self.now.unread | self.absent

    @property
    def absent(self) -> frozenset[str]:
        """Pilots that a sparse checkout leaves out."""
        return self.then.absent | self.now.absent

    @property
    def settings(self) -> tuple[tuple[str, str, str], ...]:
        """The settings that differ, as (name, then, now), empty for absent; each side is rated by its own."""
        return settings_between(self.then.programme, self.now.programme)


_SETTINGS = ("term", "opened", "reporting", "rules", "evaluation", "waivers")
"""The parts of programme.yaml on which lights, findings and recommendations depend."""
_OF_LIGHTS = ("opened", "reporting/", "rules/thresholds/", "rules/acceptance")


def settings_between(then: Programme, now: Programme, *, of_lights: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Return the settings of two programmes that differ, or those of lights: (name, then, now), empty for absent."""
    before, after = dict(_settings(then)), dict(_settings(now))
    return tuple(
        (name, before.get(name, ""), after.get(name, ""))
        for name in sorted({**before, **after})
        if before.get(name, "") != after.get(name, "") and (not of_lights or name.startswith(_OF_LIGHTS))
    )


def _settings(programme: Programme) -> Iterator[tuple[str, str]]:
    for part in _SETTINGS:
        yield from _values(part, getattr(programme, part))


def _values(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield every setting below a name, with its path and its text; what is absent is left out."""
    if isinstance(value, Waiver):
        yield f"{name}/{value.rule} {value.object}", str(value.until)
    elif isinstance(value, Record):
        for key in type(value).model_fields:
            yield from _values(f"{name}/{key.rstrip('_')}", getattr(value, key))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values(f"{name}/{key}", item)
    elif isinstance(value, tuple) and value and isinstance(value[0], Waiver):
        for item in value:
            yield from _values(name, item)
    elif value not in (None, ()):
        yield name, ", ".join(value) if isinstance(value, tuple) else str(value)


def gather_comparison(ledger: OpenLedger, span: str | None, since: date | None, chosen: PilotSelection) -> Comparison:
    """Return the two sides that `A..B` or `--since DATE` means. Default: the last commit and the files on disk.

    `span` may also be the folder of an issued report, relative to the ledger: its ledger on its day, and the present
    one on the present day. `chosen` selects the pilots.

    Raises:
        UsageProblem: the options contradict each other.
        NothingToCheck: neither side has a pilot.
        StorageProblem: git has no such revision.
    """
    if since is not None and span is not None:
        raise UsageProblem("A..B and a day contradict each other", help="compare two revisions, or two days")
    at_revision = isinstance(ledger.source, GitTree)
    if span is not None and at_revision:
        raise UsageProblem("A..B and another revision contradict each other", help="write the revision into A..B")
    report = ledger.root / span if span is not None else None
    if since is not None:
        sides = _two_days(ledger, since)
    elif report is not None and is_issued_report(report):
        sides = _since_report(ledger, read_manifest(report))
    else:
        sides = _two_revisions(ledger, span)
    if not (sides.then.statuses or sides.now.statuses or sides.unread):
        raise NothingToCheck("no pilot on either side", help="talentpilot new starts one")
    comparison = sides.of(chosen)
    if not (comparison.then.statuses or comparison.now.statuses or comparison.unread):
        raise NothingToCheck("no pilot found with these filters, on either side", help="talentpilot status lists them")
    return comparison


def _two_days(ledger: OpenLedger, since: date) -> Comparison:
    """Return the same ledger at both days, each side with what was known by its day."""
    now = _side(ledger, HERE)
    if since > now.as_of:
        raise UsageProblem(
            "{--since} {since} is after {as_of}", help="name an earlier day", since=since, as_of=now.as_of
        )
    statuses = tuple(pilot_status(item.pilot, now.programme, since) for item in now.statuses)
    return Comparison(replace(now, as_of=since, statuses=statuses, unreadable=()), now)


def _since_report(ledger: OpenLedger, manifest: Manifest) -> Comparison:
    """Return what an issued report was made from and the present ledger, each on its own day."""
    now = _side(ledger, HERE)
    if manifest.as_of > now.as_of:
        raise UsageProblem(
            "the figures of {report} are of {day}, later than {now}",
            help="name a later day with {--as-of}", report=manifest.name, day=manifest.as_of, now=now.as_of,
        )  # fmt: skip
    source = ledger_of(manifest, ledger.root)
    then = _side(ledger.reading(source, manifest.as_of), f"{FOLDER}/{manifest.name}")
    return Comparison(then, now).of(covered_pilots(manifest))


def _two_revisions(ledger: OpenLedger, span: str | None) -> Comparison:
    """Return two revisions of the ledger on the same day, so that only the ledger differs."""
    if span is None and isinstance(ledger.source, GitTree):
        raise UsageProblem(
            "{--rev} names one side only",
            help="write talentpilot diff A..B, or talentpilot diff --since DATE --rev REV",
        )
    first, second = revisions_of(span)
    try:
        before = open_revision(ledger.root, first)
    except StorageProblem:
        if second is None and _names_a_day(first):
            raise UsageProblem(
                "{name} is a day or a period, and no revision has this name",
                help="talentpilot diff --since {name} compares that day with the present",
                name=first,
            ) from None
        raise
    after = ledger if second is None else ledger.reading(open_revision(ledger.root, second))
    now = _side(after, HERE)
    return Comparison(_side(ledger.reading(before, now.as_of), HERE), now)


def _names_a_day(text: str) -> bool:
    try:
        parse_since(text)
    except UsageProblem:
        return False
    return True


def revisions_of(span: str | None) -> tuple[str, str | None]:
    """Return both revisions; the second is None for the files as they stand. An empty end is HEAD, as in git."""
    if span is None:
        return "HEAD", None
    if "..." in span:
        raise UsageProblem("{span}: three dots are not allowed", help="write A..B with two dots", span=span)
    first, dots, second = span.partition("..")
    return first or "HEAD", (second or "HEAD") if dots else None


def _side(ledger: OpenLedger, name: str) -> Snapshot:
    """Return one side under `name`; if that is `HERE`, a revision is called by its own name."""
    source, folders = ledger.source, ledger.pilot_ids
    programme, catalogue = ledger.config.require()
    as_of = ledger.as_of
    label = source.commit.label if isinstance(source, GitTree) and name == HERE else name
    statuses: tuple[PilotStatus, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    if folders:
        try:
            portfolio = gather_portfolio(ledger, PilotSelection())
            statuses, unreadable = portfolio.statuses, portfolio.unreadable
        except NothingToCheck:
            pass
    read = {item.pilot.id for item in statuses}
    unread = frozenset(folders) - read
    absent = not_checked_out(source)
    return Snapshot(label, source, as_of, programme, catalogue, statuses, unreadable, unread, absent)
