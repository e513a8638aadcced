"""Run rules over a context, and apply the severities and waivers of the programme to their findings."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from talentpilot.diagnostics import Severity
from talentpilot.model.programme import Programme
from talentpilot.rules.contexts import FederationContext, HistoryContext, LedgerContext, PilotContext, ProgrammeContext
from talentpilot.rules.rule import Finding, Rule

FIXED_FAMILIES = ("F", "S", "G")
FIXED_RULES = ("E01", "E02")


def run_pilot_rules(context: PilotContext, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings of the rules over one pilot."""
    for rule in rules:
        if rule.pilot_check is not None:
            for finding in rule.pilot_check(context):
                yield rule, finding


def run_programme_rules(context: ProgrammeContext, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings of the rules over programme and catalogue."""
    for rule in rules:
        if rule.programme_check is not None:
            for finding in rule.programme_check(context):
                yield rule, finding


def run_ledger_rules(context: LedgerContext, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings of the rules over all pilots."""
    for rule in rules:
        if rule.ledger_check is not None:
            for finding in rule.ledger_check(context):
                yield rule, finding


def run_history_rules(context: HistoryContext, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings of the rules over a pilot then and now."""
    for rule in rules:
        if rule.history_check is not None:
            for finding in rule.history_check(context):
                yield rule, finding


def run_federation_rules(context: FederationContext, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings of the rules over the ledgers of a federation."""
    for rule in rules:
        if rule.federation_check is not None:
            for finding in rule.federation_check(context):
                yield rule, finding


def severity_of(rule: str, stated: Severity, programme: Programme | None) -> Severity | None:
    """Return the severity that counts: the programme's own, where it may choose; None is off."""
    return stated if programme is None else chosen_severity(rule, stated, programme.rules.severity)


def chosen_severity(rule: str, stated: Severity, chosen: Mapping[str, str]) -> Severity | None:
    """Return the same for the severities that a programme has chosen, by rule."""
    word = None if is_fixed(rule) else chosen.get(rule)
    if word is None:
        return stated
    return None if word == "off" else Severity(word)


def is_fixed(rule: str) -> bool:
    """Return whether no programme can lower the rule and no waiver silences its errors."""
    return rule.startswith(FIXED_FAMILIES) or rule in FIXED_RULES


def is_waived(rule: str, severity: Severity, concerned: str, programme: Programme | None, as_of: date) -> bool:
    """Return whether a waiver of the programme silences the rule on that object on that day."""
    if programme is None or (severity is Severity.ERROR and is_fixed(rule)):
        return False
    return any(
        waiver.rule == rule and waiver.object == concerned and waiver.until >= as_of and waiver.reason is not None
        for waiver in programme.waivers
    )
