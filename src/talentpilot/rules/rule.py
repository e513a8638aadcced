"""The parts of a rule: an id that never changes its meaning, a name, a severity, a page, and mostly a generator."""

import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.rules.contexts import FederationContext, HistoryContext, LedgerContext, PilotContext, ProgrammeContext


class RuleScope(StrEnum):
    """What a rule looks at.

    Rules of `reading` arise while a file is read and have no generator. Those of `history` need a revision to compare
    with.
    """

    READING = "reading"
    PILOT = "pilot"
    PROGRAMME = "programme"
    LEDGER = "ledger"
    HISTORY = "history"
    FEDERATION = "federation"


class Finding(NamedTuple):
    """A finding of a rule: its place (file below the pilot's folder, or of the ledger's root; path of keys), a message
    template with its values, the advice.

    `folder` names the pilot if the rule is ledger-wide. `severity` overrides the rule's own. `on_key` puts the finding
    on the key instead of the value. `concerns_pilot`: the object is the whole pilot, not the item around the place.
    """

    file: str
    path: FieldPath
    message: str
    values: Mapping[str, str | Message] = {}
    help: str = ""
    severity: Severity | None = None
    on_key: bool = False
    folder: str = ""
    concerns_pilot: bool = False


class RulePage(NamedTuple):
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
C = TypeVar("C", bound=Callable[..., Iterator[Finding]])


class Rule(NamedTuple):
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


class RuleMaker(NamedTuple, Generic[C]):
    """Decorates a generator to make a rule of it; the docstring of the generator is the rule's page."""

    scope: RuleScope

    def __call__(self, rule_id: str, name: str, severity: Severity, *, by_clock: bool = False) -> Callable[[C], Rule]:
        """Return the decorator for a rule with that id, name and severity."""

        def make(check: C) -> Rule:
            checks: dict[str, Any] = {f"{self.scope}_check": check}
            return Rule(rule_id, name, severity, self.scope, check.__doc__ or "", by_clock, **checks)

        return make


pilot_rule: RuleMaker[PilotCheck] = RuleMaker(RuleScope.PILOT)
"""A rule over one pilot."""
programme_rule: RuleMaker[ProgrammeCheck] = RuleMaker(RuleScope.PROGRAMME)
"""A rule over programme.yaml and catalogue.yaml."""
ledger_rule: RuleMaker[LedgerCheck] = RuleMaker(RuleScope.LEDGER)
"""A rule over all pilots at once."""
history_rule: RuleMaker[HistoryCheck] = RuleMaker(RuleScope.HISTORY)
"""A rule over a pilot at the base of `validate --base` and the same pilot now."""
federation_rule: RuleMaker[FederationCheck] = RuleMaker(RuleScope.FEDERATION)
"""A rule over the ledgers of a federation; the `folder` of its findings is empty for federation.yaml, `js` for a
ledger, `js/PILOT` for a pilot."""


def also_programme(check: ProgrammeCheck) -> Callable[[Rule], Rule]:
    """Let a rule over pilots look at programme.yaml and catalogue.yaml as well."""
    return lambda rule: rule._replace(programme_check=check)


def also_ledger(check: LedgerCheck) -> Callable[[Rule], Rule]:
    """Let a rule over one pilot look at all pilots at once as well."""
    return lambda rule: rule._replace(ledger_check=check)


def reading_rule(rule_id: str, name: str, severity: Severity, document: str) -> Rule:
    """Return a rule that arises while a file is read."""
    return Rule(rule_id, name, severity, RuleScope.READING, document)


def parse_page(document: str) -> RulePage:
    """Return the parts of a rule's docstring: first line, why, `Bad:` and `Good:` blocks."""
    head, _, examples = document.partition("\nBad:\n")
    bad, _, good = examples.partition("\nGood:\n")
    summary, _, why = head.partition("\n")
    return RulePage(summary.strip(), why.strip(), textwrap.dedent(bad).strip("\n"), textwrap.dedent(good).strip("\n"))
