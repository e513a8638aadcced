"""Validate the ledgers of a federation: each by its own rules and settings, then together by the N rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.model.base import FrozenMapping
from talentpilot.model.programme import Waiver
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.contexts import FederationContext, LedgerSummary, PilotSummary
from talentpilot.rules.federation import adopting_ledger, traces_of
from talentpilot.rules.rule import Finding, Rule, RuleScope, run_rules
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.parallel import over_each
from talentpilot.services.pilot_readings import PilotReadings
from talentpilot.services.validation.ledger import ValidationOptions, ValidationResult, check_ledger
from talentpilot.services.validation.pilot import CheckedCounts
from talentpilot.services.validation.result import ValidateResult
from talentpilot.services.validation.rule_choice import RuleChoice, choose_rules, filter_findings
from talentpilot.store.locations import place_finding, reading_diagnostics
from talentpilot.store.source import SourceFile

MemberTask = tuple[str, OpenLedger, date | None]
"""Id and ledger of a member, and the present day, or None if nothing may depend on it."""


@dataclass(frozen=True, slots=True)
class MemberCheck:
    """What checking one ledger found, with prefixed paths and objects, small enough to travel between processes."""

    diagnostics: tuple[Diagnostic, ...]
    checked: CheckedCounts
    pilots: tuple[str, ...]
    summaries: tuple[PilotSummary, ...]
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class FederationValidation:
    """The findings of all ledgers and of the rules N, as one result; `waived` counts the waivers by ledger.

    `context` holds the ledgers in brief, as the rules N saw them.
    """

    opened: OpenFederation
    context: FederationContext
    result: ValidateResult
    errors: Mapping[str, int]
    waived: Mapping[str, int]


def validate_federation(
    opened: OpenFederation,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    strict: bool = False,
    clock: bool = False,
    allow_missing: bool = False,
    processors: int | None = None,
) -> FederationValidation:
    """Check every ledger that can be read, in parallel, then the rules N over all of them.

    With `allow_missing` a missing ledger is a warning instead of an error. `processors` is how many processes may work
    on the ledgers; None for as many as there are processors.

    Raises:
        UsageProblem: a word in `select` or `ignore` names no rule.
    """
    asked = FindingsChoice(choose_rules(select, ignore), strict=strict, clock=clock, allow_missing=allow_missing)
    tasks = [member_task(opened, member, None) for member in opened.read]
    found = opened.progress.over("checking the ledgers", over_each(check_member, tasks, processors), len(tasks))
    return concluded(opened, tuple(found), asked)


@dataclass(frozen=True, slots=True)
class FindingsChoice:
    """Which findings are shown, and how strictly they are taken."""

    rules: RuleChoice
    strict: bool = False
    clock: bool = False
    allow_missing: bool = False


def concluded(opened: OpenFederation, found: Sequence[MemberCheck], asked: FindingsChoice) -> FederationValidation:
    """Return the findings of the ledgers that were checked, with those of the rules N over all of them."""
    checks = {member.id: check for member, check in zip(opened.read, found, strict=True)}
    context = _context(opened, checks)
    across = list(_placed(opened, run_rules(RuleScope.FEDERATION, context, ALL_RULES)))
    if asked.allow_missing:
        across = [replace(item, severity=Severity.WARNING) if item.rule == "N01" else item for item in across]
    diagnostics = [item for check in found for item in check.diagnostics] + across + _own_findings(opened)
    return FederationValidation(
        opened,
        context,
        _result(opened, found, diagnostics, asked),
        FrozenMapping({name: sum(_is_error(item) for item in check.diagnostics) for name, check in checks.items()}),
        FrozenMapping({name: sum(item.waived for item in check.diagnostics) for name, check in checks.items()}),
    )


def member_task(opened: OpenFederation, member: Member, is_today: bool | None) -> MemberTask:
    """Return the ledger of a member, to be checked by one process as a whole."""
    ledger = replace(member.reached, processors=1)
    if is_today is None:
        return member.id, ledger, ledger.as_of if opened.today == opened.as_of else ledger.today
    return member.id, ledger, ledger.as_of if is_today else None


def check_member(task: MemberTask, readings: PilotReadings | None = None) -> MemberCheck:
    """Check one ledger by its own rules and settings."""
    prefix, ledger, today = task
    result = check_ledger(ledger, today, ValidationOptions(federated=True), readings)
    return MemberCheck(
        tuple(_prefixed(prefix, item) for item in result.diagnostics),
        result.checked,
        tuple(f"{prefix}:{name}" for name in result.pilots),
        tuple(map(_in_brief, result.summaries)),
        tuple(item.model_copy(update={"object": f"{prefix}:{item.object}"}) for item in ledger.programme.waivers),
    )


def _in_brief(summary: PilotSummary) -> PilotSummary:
    """Return a summary without what only the rules within a ledger ask for."""
    return summary._replace(lead="", units=(), inner_ids=frozenset(), references=())


def _prefixed(prefix: str, item: Diagnostic) -> Diagnostic:
    location = replace(item.location, path=f"{prefix}/{item.location.path}")
    return replace(item, location=location, object=f"{prefix}:{item.object}")


def _is_error(item: Diagnostic) -> bool:
    return item.severity is Severity.ERROR and not item.waived


def _result(
    opened: OpenFederation, checks: Sequence[MemberCheck], diagnostics: Sequence[Diagnostic], asked: FindingsChoice
) -> ValidateResult:
    pilots = tuple(name for check in checks for name in check.pilots)
    whole = ValidationResult(
        tuple(sorted(diagnostics, key=lambda item: item.sort_key)),
        sum((check.checked for check in checks), CheckedCounts(files=len(opened.sources))),
        opened.as_of,
        pilots=pilots,
    )
    waivers = tuple(item for check in checks for item in check.waivers)
    shown = filter_findings(whole, asked.rules)
    return ValidateResult(shown, pilots, asked.rules, waivers, strict=asked.strict, clock=asked.clock)


def _own_findings(opened: OpenFederation) -> list[Diagnostic]:
    """Return what reading federation.yaml and the shared catalogue found."""
    found = [item for source in opened.sources.values() for item in reading_diagnostics(source, "", BY_ID)]
    return found + _repeated_ids(opened)


def _repeated_ids(opened: OpenFederation) -> list[Diagnostic]:
    seen: dict[str, int] = {}
    found = []
    for index, entry in enumerate(opened.federation.ledgers):
        if entry.id in seen:
            finding = Finding(
                "federation.yaml", ("ledgers", index, "id"), "{id} is the id of two ledgers", {"id": entry.id},
                "it stands first in {first}; give each ledger an id of its own",
                first=("federation.yaml", ("ledgers", seen[entry.id], "id")),
            )  # fmt: skip
            found.append(place_finding(BY_ID["S05"], finding, opened.sources, ""))
        seen.setdefault(entry.id, index)
    return found


def _context(opened: OpenFederation, checks: dict[str, MemberCheck]) -> FederationContext:
    summaries = tuple(_summary(member, checks.get(member.id)) for member in opened.members)
    context = FederationContext(opened.federation, opened.catalogue, summaries, opened.as_of, lambda _, __: False)
    found = _mentioned(opened, context)
    return context._replace(mentions=lambda ledger, texts: (ledger, texts) in found)


def _summary(member: Member, check: MemberCheck | None) -> LedgerSummary:
    return LedgerSummary(
        member.id,
        member.index,
        member.entry.region,
        member.entry.rev is not None,
        member.reason,
        member.wrong_schema,
        member.programme,
        member.catalogue,
        check.summaries if check is not None else (),
        member.entry.due,
    )


def _placed(opened: OpenFederation, found: Iterable[tuple[Rule, Finding]]) -> Iterator[Diagnostic]:
    """Yield the findings at their places, in federation.yaml, in a ledger's file or in a pilot's.

    The few pilots that have one are read again, so that the places in all others needn't be kept.
    """
    by_place = sorted(found, key=lambda pair: pair[1].folder)
    for folder, some in groupby(by_place, key=lambda pair: pair[1].folder):
        prefix, _, pilot = folder.partition("/")
        sources = _sources(opened, prefix, pilot)
        for rule, finding in some:
            placed = place_finding(rule, finding, sources, pilot)
            yield _prefixed(prefix, placed) if prefix else placed


def _sources(opened: OpenFederation, prefix: str, pilot: str) -> Mapping[str, SourceFile]:
    if not prefix:
        return opened.sources
    ledger = next(item.reached for item in opened.members if item.id == prefix)
    return ledger.read(pilot).sources if pilot else ledger.config.sources


def _mentioned(opened: OpenFederation, context: FederationContext) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Return which adoptions the adopting ledger mentions; the files of a ledger are read once, if there are any."""
    wanted: dict[str, set[tuple[str, ...]]] = {}
    for ledger in context.ledgers:
        for adoption in (item for pilot in ledger.pilots for item in pilot.adoptions):
            other = adopting_ledger(context, ledger, adoption)
            if other is not None:
                wanted.setdefault(other.id, set()).add(traces_of(adoption))
    reached = {member.id: member.reached for member in opened.read}
    return frozenset((name, texts) for name, some in wanted.items() for texts in _found_in(reached[name], some))


def _found_in(ledger: OpenLedger, wanted: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Return the groups of texts of which one is found in a file of the ledger."""
    ledger, found, open_ = ledger.reopened(), set(), set(wanted)
    ledger.preload()
    for name in ledger.pilot_ids:
        part = ledger.source.part(name)
        for file in ("pilot.yaml", "outcomes.yaml", "milestones.yaml"):
            content = part.read(f"pilots/{name}/{file}")
            if isinstance(content, bytes):
                found |= {texts for texts in open_ if any(text.encode() in content for text in texts)}
                open_ -= found
    return found
