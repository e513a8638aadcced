"""Answer a request to validate a ledger, for the chosen pilots and rules."""

from pathlib import Path
from typing import NamedTuple

from talentpilot.diagnostics import Message
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import RuleScope, is_fixed
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.validation.ledger import ValidationOptions, check_ledger
from talentpilot.services.validation.result import ValidateResult, git_prefix
from talentpilot.services.validation.rule_choice import choose_rules, filter_findings, require_rules
from talentpilot.store.git.revision import GitTree, open_revision
from talentpilot.suggestions import nearest_pilot

AGAINST_A_BASE = frozenset(rule.id for rule in ALL_RULES if rule.scope is RuleScope.HISTORY)
"""The rules that need a base."""


class ValidateRequest(NamedTuple):
    """The pilots and rules to check, and what counts as a failure."""

    pilots: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    clock: bool = False
    allow_empty: bool = False
    base: str | None = None
    changed: bool = False


def validate_ledger(ledger: OpenLedger, request: ValidateRequest) -> ValidateResult:
    """Check the requested pilots with the requested rules.

    Raises:
        UsageProblem: the rules chosen are none.
        NothingToCheck: there is no pilot, or not one of those named.
    """
    choice = choose_rules(request.select, request.ignore)
    base = open_base(ledger.root, request)
    programme = ledger.config.programme
    require_rules(choice, silent_rules(programme) | (AGAINST_A_BASE if base is None else frozenset()))
    require_pilots(ledger, request)
    result = check_ledger(ledger, ledger.today, ValidationOptions(request.pilots, base, request.changed))
    waivers = programme.waivers if programme is not None else ()
    return ValidateResult(
        filter_findings(result, choice),
        result.pilots,
        choice,
        waivers,
        git_prefix(ledger.root),
        strict=request.strict,
        clock=request.clock,
        off=tuple(sorted(silent_rules(programme))),
    )


def silent_rules(programme: Programme | None) -> frozenset[str]:
    """Return the rules that the programme switched off."""
    chosen = programme.rules.severity if programme is not None else {}
    return frozenset(rule for rule, severity in chosen.items() if severity == "off" and not is_fixed(rule))


def open_base(root: Path, request: ValidateRequest) -> GitTree | None:
    """Return the revision to compare with, where one is asked for.

    Raises:
        UsageProblem: changes are asked for, but not since when.
        StorageProblem: git has no such revision, or no ledger in it.
    """
    if request.base is None and request.changed:
        raise UsageProblem(
            "{--changed} needs {--base}, the revision to compare with", help="{--changed} {--base} origin/main"
        )
    return open_revision(root, request.base) if request.base is not None else None


def require_pilots(ledger: OpenLedger, request: ValidateRequest) -> None:
    """Make sure that there is something to check.

    Raises:
        NothingToCheck: one named is not there, or there are none and that is not allowed.
    """
    every = ledger.pilot_ids
    missing = tuple(name for name in request.pilots if name not in every)
    if missing:
        raise NothingToCheck(
            "no pilot found: {what}",
            help=nearest_pilot(missing[0], every),
            what=Message.listed(missing),
        )
    if not every and not request.allow_empty:
        raise NothingToCheck(
            "no pilot found: {what}",
            help="talentpilot new starts one; {--allow-empty} accepts none",
            what=Message("under pilots/"),
        )
