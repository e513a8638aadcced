"""What a rule is: an id that never changes meaning, a name, a severity, a page, and mostly a small generator."""

import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.rules.contexts import FederationContext, HistoryContext, LedgerContext, PilotContext, ProgrammeContext


class RuleScope(StrEnum):
    """What a rule looks at. Rules of `reading` arise while a file is read and have no generator of their own; those of
    `history` speak only where there is a revision to compare with."""

    READING = "reading"
    PILOT = "pilot"
    PROGRAMME = "programme"
    LEDGER = "ledger"
    HISTORY = "history"
    FEDERATION = "federation"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says: the place (file below the pilot's folder, or of the ledger's root; route of keys), a message
    template with its values, the advice. `folder` names the pilot where a ledger-wide rule speaks; `severity`
    overrides the rule's own; `on_key` puts the finding on the key instead of the value; `concerns_pilot` says that the
    object is the whole pilot, and not the item in which the place lies.
    """

    file: str
    path: FieldPath
    message: str
    values: Mapping[str, str | Message] = field(default_factory=dict)
    help: str = ""
    severity: Severity | None = None
    on_key: bool = False
    folder: str = ""
    concerns_pilot: bool = False


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule's documentation: what it catches, why that matters, a bad and a good example."""

    summary: str
    why: str
    bad: str
    good: str


PilotCheck = Callable[[PilotContext], Iterator[Finding]]
ProgrammeCheck = Callable[[ProgrammeContext], Iterator[Finding]]
LedgerCheck = Callable[[LedgerContext], Iterator[Finding]]
HistoryCheck = Callable[[HistoryContext], Iterator[Finding]]
FederationCheck = Callable[[FederationContext], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its page. `by_clock` marks those that the passing of days alone can bring (†)."""

    id: str
    name: str
    severity: Severity
    scope: RuleScope
    document: str
    by_clock: bool = False
    pilot_check: PilotCheck | None = None
    programme_check: ProgrammeCheck | None = None
    ledger_check: LedgerCheck | None = None
    history_check: HistoryCheck | None = None
    federation_check: FederationCheck | None = None

    @property
    def page(self) -> RulePage:
        """The parts of the docstring."""
        return parse_page(inspect.cleandoc(self.document))


def pilot_rule(rule_id: str, name: str, severity: Severity, *, by_clock: bool = False) -> Callable[[PilotCheck], Rule]:
    """Make a rule of a generator over one pilot; its docstring is the rule's page."""

    def make(check: PilotCheck) -> Rule:
        return Rule(rule_id, name, severity, RuleScope.PILOT, check.__doc__ or "", by_clock, pilot_check=check)

    return make


def programme_rule(
    rule_id: str, name: str, severity: Severity, *, by_clock: bool = False
) -> Callable[[ProgrammeCheck], Rule]:
    """Make a rule of a generator over programme.yaml and catalogue.yaml."""

    def make(check: ProgrammeCheck) -> Rule:
        return Rule(rule_id, name, severity, RuleScope.PROGRAMME, check.__doc__ or "", by_clock, programme_check=check)

    return make


def ledger_rule(
    rule_id: str, name: str, severity: Severity, *, by_clock: bool = False
) -> Callable[[LedgerCheck], Rule]:
    """Make a rule of a generator over all pilots at once."""

    def make(check: LedgerCheck) -> Rule:
        return Rule(rule_id, name, severity, RuleScope.LEDGER, check.__doc__ or "", by_clock, ledger_check=check)

    return make


def history_rule(rule_id: str, name: str, severity: Severity) -> Callable[[HistoryCheck], Rule]:
    """Make a rule of a generator over a pilot at the base of `validate --base` and the same pilot now."""

    def make(check: HistoryCheck) -> Rule:
        return Rule(rule_id, name, severity, RuleScope.HISTORY, check.__doc__ or "", history_check=check)

    return make


def federation_rule(
    rule_id: str, name: str, severity: Severity, *, by_clock: bool = False
) -> Callable[[FederationCheck], Rule]:
    """Make a rule of a generator over the ledgers of a federation.

    The `folder` of its findings is empty for federation.yaml, `js` for a ledger, `js/PILOT` for a pilot.
    """

    def make(check: FederationCheck) -> Rule:
        return Rule(
            rule_id, name, severity, RuleScope.FEDERATION, check.__doc__ or "", by_clock, federation_check=check
        )

    return make


def also_programme(check: ProgrammeCheck) -> Callable[[Rule], Rule]:
    """Let a rule over pilots look at programme.yaml and catalogue.yaml as well."""
    return lambda rule: replace(rule, programme_check=check)


def also_ledger(check: LedgerCheck) -> Callable[[Rule], Rule]:
    """Let a rule over one pilot look at all pilots at once as well."""
    return lambda rule: replace(rule, ledger_check=check)


def reading_rule(rule_id: str, name: str, severity: Severity, document: str) -> Rule:
    """Describe a rule that arises while a file is read."""
    return Rule(rule_id, name, severity, RuleScope.READING, document)


def parse_page(document: str) -> RulePage:
    """Take a rule's docstring apart: first line, why, `Bad:` and `Good:` blocks."""
    head, _, examples = document.partition("\nBad:\n")
    bad, _, good = examples.partition("\nGood:\n")
    summary, _, why = head.partition("\n")
    return RulePage(summary.strip(), why.strip(), textwrap.dedent(bad).strip("\n"), textwrap.dedent(good).strip("\n"))
