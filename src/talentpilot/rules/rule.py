"""What a rule consists of, how rules are run, and the severities and waivers that a programme sets for them."""

import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.programme import Programme
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
    `first` is a place in the same folder: `{first}` in the help names its file and line. In the message it would make
    the finding another one when lines move.
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
    first: tuple[str, FieldPath] | None = None


class RulePage(NamedTuple):
    """A rule's documentation: what it catches, why that matters, a bad and a good example."""

    summary: str
    why: str
    bad: str
    good: str


Context = PilotContext | ProgrammeContext | LedgerContext | HistoryContext | FederationContext
C = TypeVar("C", bound=Context)
Check = Callable[[C], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule with its page, and a check for each scope that it looks at.

    `by_clock` marks those that the passing of days alone can bring (†).
    """

    id: str
    name: str
    severity: Severity
    scope: RuleScope
    document: str
    by_clock: bool = False
    checks: Mapping[RuleScope, Check[Any]] = MappingProxyType({})

    @property
    def page(self) -> RulePage:
        """The parts of the docstring."""
        return parse_page(inspect.cleandoc(self.document))


class RuleMaker(NamedTuple, Generic[C]):
    """Decorates a generator to make a rule of it; the docstring of the generator is the rule's page."""

    scope: RuleScope

    def __call__(
        self, rule_id: str, name: str, severity: Severity, *, by_clock: bool = False
    ) -> Callable[[Check[C]], Rule]:
        """Return the decorator for a rule with that id, name and severity."""
        return lambda check: Rule(
            rule_id, name, severity, self.scope, check.__doc__ or "", by_clock, {self.scope: check}
        )

    def as_well(self, check: Check[C]) -> Callable[[Rule], Rule]:
        """Return the decorator that lets a rule of another scope look at this one too."""
        return lambda rule: rule._replace(checks={**rule.checks, self.scope: check})


pilot_rule: RuleMaker[PilotContext] = RuleMaker(RuleScope.PILOT)
"""A rule over one pilot."""
programme_rule: RuleMaker[ProgrammeContext] = RuleMaker(RuleScope.PROGRAMME)
"""A rule over programme.yaml and catalogue.yaml."""
ledger_rule: RuleMaker[LedgerContext] = RuleMaker(RuleScope.LEDGER)
"""A rule over all pilots at once."""
history_rule: RuleMaker[HistoryContext] = RuleMaker(RuleScope.HISTORY)
"""A rule over a pilot at the base of `validate --base` and the same pilot now."""
federation_rule: RuleMaker[FederationContext] = RuleMaker(RuleScope.FEDERATION)
"""A rule over the ledgers of a federation; the `folder` of its findings is empty for federation.yaml, `js` for a
ledger, `js/PILOT` for a pilot."""


def reading_rule(rule_id: str, name: str, severity: Severity, document: str) -> Rule:
    """Return a rule that arises while a file is read."""
    return Rule(rule_id, name, severity, RuleScope.READING, document)


def parse_page(document: str) -> RulePage:
    """Return the parts of a rule's docstring: first line, why, `Bad:` and `Good:` blocks."""
    head, _, examples = document.partition("\nBad:\n")
    bad, _, good = examples.partition("\nGood:\n")
    summary, _, why = head.partition("\n")
    return RulePage(summary.strip(), why.strip(), textwrap.dedent(bad).strip("\n"), textwrap.dedent(good).strip("\n"))


def run_rules(scope: RuleScope, context: Context, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings of the rules that look at that scope; `context` is the one of the scope."""
    for rule in rules:
        if (check := rule.checks.get(scope)) is not None:
            for finding in check(context):
                yield rule, finding


FIXED_FAMILIES = ("F", "S", "G")
FIXED_RULES = ("E01", "E02")


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
