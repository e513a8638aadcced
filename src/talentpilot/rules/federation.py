"""Rules of family N: contradictions between the ledgers of a federation."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.dates import days_after
from talentpilot.model.periods import Cadence
from talentpilot.model.programme import Programme
from talentpilot.model.regions import region_contains
from talentpilot.rules.contexts import (
    PILOT,
    AdoptionSummary,
    FederationContext,
    LedgerSummary,
    PilotSummary,
)
from talentpilot.rules.rule import Finding, federation_rule

if TYPE_CHECKING:
    from talentpilot.model.federation import FederationFile

FEDERATION = "federation.yaml"
PROGRAMME = "programme.yaml"
CATALOGUE = "catalogue.yaml"
OUTCOMES = "outcomes.yaml"


@federation_rule("N01", "ledger-missing", Severity.ERROR)
def ledger_missing(context: FederationContext) -> Iterator[Finding]:
    """A ledger of the federation can't be reached, has no such revision, or no ledger lies there.

    A sum over the ledgers that happen to be there looks like the sum over all. The others are read all the same, and
    every output names the missing one first.

    Bad:
        # federation.yaml
        ledgers:
          - {id: js, region: 320000, path: ../no-such-folder}

    Good:
        # federation.yaml
        ledgers:
          - {id: js, region: 320000, path: ../js}
    """
    for ledger in context.ledgers:
        if ledger.reason is not None and not ledger.wrong_schema:
            field = "rev" if ledger.has_revision else "path"
            yield Finding(
                FEDERATION, ("ledgers", ledger.index, field), "ledger {id} can't be read: {reason}",
                {"id": ledger.id, "reason": ledger.reason},
                "fetch it, or correct path, root or rev; `talentpilot validate --allow-missing` goes on without it",
            )  # fmt: skip


@federation_rule("N02", "ledger-of-another-version", Severity.ERROR)
def ledger_of_another_version(context: FederationContext) -> Iterator[Finding]:
    """The files of a ledger have a newer schema than this program knows, or one older by more than one version.

    Fields that the program does not know would be left out of every figure.

    Bad:
        # js/programme.yaml
        schema: talentpilot/programme/9

    Good:
        # js/programme.yaml
        schema: talentpilot/programme/1
    """
    for ledger in context.ledgers:
        if ledger.reason is not None and ledger.wrong_schema:
            yield Finding(
                FEDERATION, ("ledgers", ledger.index, "id"), "ledger {id} can't be read: {reason}",
                {"id": ledger.id, "reason": ledger.reason}, "install the newest talentpilot",
            )  # fmt: skip


@federation_rule("N03", "task-outside-the-shared-catalogue", Severity.ERROR)
def task_outside_the_shared_catalogue(context: FederationContext) -> Iterator[Finding]:
    """A ledger has a task that the shared catalogue lacks, or words it differently (warning).

    Pilots of such a task belong to no domain of the federation, and their figures stand in no row of its tables.

    Bad:
        # js/catalogue.yaml
        domains:
          - {id: titles, tasks: [{id: titles-of-our-own, zh: 本省事项}]}

    Good:
        # js/catalogue.yaml
        domains:
          - {id: titles, tasks: [{id: titles-integrity, zh: 职称评审诚信体系建设}]}
    """
    shared = {task.id: task for domain in context.catalogue.domains for task in domain.tasks}
    for ledger in context.ledgers:
        for number, domain in enumerate(ledger.catalogue.domains if ledger.catalogue is not None else ()):
            for index, task in enumerate(domain.tasks):
                path: FieldPath = ("domains", number, "tasks", index, "id")
                known = shared.get(task.id)
                if known is None:
                    yield Finding(
                        CATALOGUE, path, "task {task} is not in the shared catalogue", {"task": task.id},
                        "use a task of the shared catalogue, or have it added there", folder=ledger.id,
                    )  # fmt: skip
                elif (differing := next((one for one in ("zh", "en") if _differ(task, known, one)), None)) is not None:
                    values = {"task": task.id, "own": getattr(task, differing), "shared": getattr(known, differing)}
                    message = "task {task} is called {own}, in the shared catalogue {shared}"
                    yield Finding(
                        CATALOGUE, (*path[:-1], differing), message, values, "copy the wording of the shared catalogue",
                        Severity.WARNING, folder=ledger.id,
                    )  # fmt: skip


def _differ(own: object, shared: object, field: str) -> bool:
    mine, theirs = getattr(own, field), getattr(shared, field)
    return mine is not None and theirs is not None and mine != theirs


@federation_rule("N04", "pilot-outside-its-ledgers-region", Severity.WARNING)
def pilot_outside_its_ledgers_region(context: FederationContext) -> Iterator[Finding]:
    """The region of a pilot lies outside the region for which its ledger speaks.

    It would be counted in one province and shown on the map of another.

    Bad:
        # js/pilots/yx-titles-01/pilot.yaml
        region: 330000

    Good:
        # js/pilots/yx-titles-01/pilot.yaml
        region: 320000
    """
    for ledger, pilot in _pilots(context):
        if pilot.region and not _inside(ledger, pilot.region):
            values = {"region": pilot.region, "outer": ledger.region, "id": ledger.id}
            help_ = "correct the region, or keep the pilot in the ledger of its region"
            message = "region {region} lies outside {outer}, the region of ledger {id}"
            yield Finding(PILOT, ("region",), message, values, help_, folder=f"{ledger.id}/{pilot.folder}")


@federation_rule("N05", "pilot-in-two-ledgers", Severity.WARNING)
def pilot_in_two_ledgers(context: FederationContext) -> Iterator[Finding]:
    """Pilots of two ledgers have the same title, or a series of observations that agrees in every date and value.

    A pilot kept by a city and by its province is counted twice in every total.

    Bad:
        # js/pilots/yx-titles-01/pilot.yaml
        title: Integrity records in title review

        # zj/pilots/yx-titles-01/pilot.yaml
        title: Integrity records in title review

    Good:
        # js/pilots/yx-titles-01/pilot.yaml
        title: Integrity records in title review

        # zj/pilots/yx-titles-01/pilot.yaml
        title: Integrity records of title reviewers
    """
    titles: dict[str, tuple[str, str]] = {}
    series: dict[str, tuple[str, str]] = {}
    for ledger, pilot in _pilots(context):
        place = f"{ledger.id}/{pilot.folder}"
        here = (ledger.id, f"{ledger.id}:{pilot.id}")
        words = {" ".join(title.split()).casefold(): title for title in pilot.titles}
        twin = next((word for word in sorted(words) if titles.get(word, here)[0] != ledger.id), None)
        if twin is not None:
            yield Finding(
                PILOT, ("title",), "title {title} is that of {other}", {"title": words[twin], "other": titles[twin][1]},
                "keep the pilot in one ledger, or give each a title of its own", folder=place,
            )  # fmt: skip
        for index, digest in pilot.series:
            other = series.get(digest, here)
            if other[0] != ledger.id:
                yield Finding(
                    OUTCOMES, ("indicators", index, "observations"), "these observations are those of {other}",
                    {"other": other[1]}, "keep the figures in one ledger", on_key=True, folder=place,
                )  # fmt: skip
            series.setdefault(digest, here)
        for word in words:
            titles.setdefault(word, here)


@federation_rule("N06", "adoption-unknown-to-the-adopter", Severity.INFO)
def adoption_unknown_to_the_adopter(context: FederationContext) -> Iterator[Finding]:
    """A practice is said to have been adopted in another ledger's region, and that ledger does not mention it.

    An adoption that only the giver records is a claim. It counts as mentioned if the other ledger holds the practice's
    title or the document's number.

    Bad:
        # js/pilots/yx-titles-01/outcomes.yaml
        practices:
          - {id: K1, title: Shared review, adoptions: [{region: 330000, date: 2026-05-01}]}

    Good:
        # js/pilots/yx-titles-01/outcomes.yaml
        practices:
          - {id: K1, title: Shared review, adoptions: [{region: 320100, date: 2026-05-01}]}
    """
    for ledger, pilot in _pilots(context):
        for adoption in pilot.adoptions:
            other = adopting_ledger(context, ledger, adoption)
            if other is None or context.mentions(other.id, traces_of(adoption)):
                continue
            values = {"practice": adoption.practice[0], "other": other.id}
            message = "{practice} was adopted in the region of ledger {other}, which does not mention it"
            help_ = "ask the keeper of {other}, and record it there as well"
            yield Finding(OUTCOMES, adoption.path, message, values, help_, folder=f"{ledger.id}/{pilot.folder}")


def adopting_ledger(context: FederationContext, own: LedgerSummary, adoption: AdoptionSummary) -> LedgerSummary | None:
    """Return the other ledger in whose region the adopter lies; None if it lies in the ledger's own, or in none."""
    region = adoption.region
    if region is None and adoption.org is not None and own.programme is not None:
        known = own.programme.organization(adoption.org)
        region = known.region if known is not None else None
    if region is None or _inside(own, region):
        return None
    return next((one for one in context.ledgers if one.programme is not None and _inside(one, region)), None)


def traces_of(adoption: AdoptionSummary) -> tuple[str, ...]:
    """Return the texts by which another ledger would mention an adoption: the practice's titles, the document."""
    return (*adoption.practice, *([adoption.document] if adoption.document else []))


@federation_rule("N07", "settings-of-its-own", Severity.WARNING)
def settings_of_its_own(context: FederationContext) -> Iterator[Finding]:
    """A ledger's thresholds, weights or procedures differ from those of the federation.

    The ledger's own reports show other lights than the federation's. Only what federation.yaml states is compared.

    Bad:
        # js/programme.yaml
        rules: {thresholds: {red_gap_pp: 50}}

    Good:
        # js/programme.yaml
        rules: {thresholds: {red_gap_pp: 30}}
    """
    shared = _shared_settings(context.federation)
    for ledger in context.ledgers:
        if ledger.programme is None:
            continue
        for path, value in shared.items():
            own = _own_setting(ledger.programme, path)
            if own != value:
                values = {"name": "/".join(map(str, path)), "own": str(own), "shared": str(value)}
                yield Finding(
                    PROGRAMME, path, "{name} is {own}, in the federation {shared}", values,
                    "take over the federation's value, or have the difference approved", folder=ledger.id,
                )  # fmt: skip


def _shared_settings(federation: "FederationFile") -> Mapping[FieldPath, object]:
    """Return the settings that the federation states, by their path in a programme.yaml."""
    rules = federation.rules
    found: dict[FieldPath, object] = {}
    if rules.thresholds is not None:
        found |= {("rules", "thresholds", name): value for name, value in rules.thresholds}
    found |= {("rules", "procedures", kind): procedure for kind, procedure in rules.procedures.items()}
    if federation.evaluation is not None:
        found |= {("evaluation", "weights", name): value for name, value in federation.evaluation.weights}
    return found


def _own_setting(programme: Programme, path: FieldPath) -> object:
    name = str(path[2])
    match path[1]:
        case "thresholds":
            return getattr(programme.rules.thresholds, name)
        case "procedures":
            return programme.rules.required_procedure(name)
        case _:
            return getattr(programme.evaluation.weights, name)


@federation_rule("N08", "ledger-asleep", Severity.WARNING, by_clock=True)
def ledger_asleep(context: FederationContext) -> Iterator[Finding]:
    """A ledger records no fact for longer than its reporting cadence (a year without one) and its due days.

    Lights computed from old facts look like news.

    Bad:
        # js/programme.yaml
        reporting: {cadence: monthly}

        # js/pilots, without a fact since last year

    Good:
        # js/programme.yaml
        reporting: {cadence: monthly}
    """
    for ledger in context.ledgers:
        if ledger.programme is None:
            continue
        newest = max((pilot.newest for pilot in ledger.pilots if pilot.newest is not None), default=None)
        if newest is None or context.as_of <= _fresh_until(newest, ledger, ledger.programme):
            continue
        days = (context.as_of - newest).days
        yield Finding(
            FEDERATION, ("ledgers", ledger.index, "id"), "ledger {id} records nothing since {newest}, {days} days ago",
            {"id": ledger.id, "newest": str(newest), "days": str(days)}, "ask its keeper, or fetch a newer revision",
        )  # fmt: skip


def _fresh_until(newest: date, ledger: LedgerSummary, programme: Programme) -> date:
    """Return the last day on which a newest fact of that day does not count as old."""
    cadence = programme.reporting.cadence or Cadence.ANNUAL
    months = newest.month - 1 + cadence.months
    year, month = newest.year + months // 12, months % 12 + 1
    if year > date.max.year:
        return date.max
    later = date(year, month, min(newest.day, monthrange(year, month)[1]))
    due = ledger.due_days if ledger.due_days is not None else programme.reporting.due_days
    return days_after(later, due)


def _inside(ledger: LedgerSummary, region: str) -> bool:
    """Return whether a region lies in the ledger's, also by the ledger's own list of regions."""
    own = {item.code: item.parent for item in (ledger.programme.regions if ledger.programme is not None else ())}
    current: str | None = region
    for _ in range(len(own) + 1):
        if current is None:
            return False
        if region_contains(ledger.region, current):
            return True
        current = own.get(current)
    return False


def _pilots(context: FederationContext) -> Iterator[tuple[LedgerSummary, PilotSummary]]:
    for ledger in context.ledgers:
        for pilot in sorted(ledger.pilots, key=lambda item: item.folder):
            yield ledger, pilot
