"""Choose rules by id, name or family (`--select`, `--ignore`)."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from talentpilot.diagnostics import Diagnostic, Message, Severity
from talentpilot.errors import UsageProblem
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.rule import Rule, RuleScope
from talentpilot.services.validation.ledger import ValidationResult
from talentpilot.suggestions import meant


class RuleChoice(NamedTuple):
    """The rules to run: those `selected` (all if empty) without those `ignored`, as the user named them."""

    selected: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    rules: frozenset[str] = frozenset(BY_ID)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The ids of the rules that are not run."""
        return tuple(rule.id for rule in ALL_RULES if rule.id not in self.rules)

    def keeps(self, item: Diagnostic) -> bool:
        """Return whether the finding is reported.

        Reading errors always are: what can't be read was not checked by any rule.
        """
        return item.rule in self.rules or (
            item.severity is Severity.ERROR and BY_ID[item.rule].scope is RuleScope.READING
        )

    def __str__(self) -> str:
        """`only M, I01; without E03; 97 of 112 rules left out`, or nothing if all rules speak."""
        return "; ".join(map(str, self.messages))

    @property
    def messages(self) -> tuple[Message, ...]:
        """The same, ready to be said in another language."""
        if not self.left_out:
            return ()
        left, every = str(len(self.left_out)), str(len(ALL_RULES))
        parts = [Message("{left} of {all} rules left out", {"left": left, "all": every})]
        if self.ignored:
            parts.insert(0, Message("without {rules}", {"rules": Message.listed(self.ignored)}))
        if self.selected:
            parts.insert(0, Message("only {rules}", {"rules": Message.listed(self.selected)}))
        return tuple(parts)


def find_rule(word: str) -> Rule | None:
    """Return the rule of that id or name."""
    words = {key: rule for rule in ALL_RULES for key in (rule.id, rule.name)}
    return words.get(word.upper()) or words.get(word.lower())


def choose_rules(select: Sequence[str] | None, ignore: Sequence[str] | None) -> RuleChoice:
    """Return the choice that the options make.

    Raises:
        UsageProblem: a word names no rule, or no rule remains.
    """
    selected, ignored = _words(select, "select"), _words(ignore, "ignore")
    chosen = _rules_of(selected) if selected else frozenset(BY_ID)
    choice = RuleChoice(selected, ignored, chosen - _rules_of(ignored))
    require_rules(choice, frozenset())
    return choice


def require_rules(choice: RuleChoice, silent: Collection[str]) -> None:
    """Make sure that some rule speaks, beyond those that are silent for another reason.

    Raises:
        UsageProblem: none does: such a check would pass whatever the ledger holds.
    """
    if choice.rules <= frozenset(silent):
        raise UsageProblem(
            "no rule is left to check; {rules} are not checked here" if choice.rules else "no rule is left to check",
            help="select more, or ignore less",
            rules=Message.listed(sorted(choice.rules)),
        )


def filter_findings(result: ValidationResult, choice: RuleChoice) -> ValidationResult:
    """Return the result with the findings that the choice keeps."""
    return result._replace(diagnostics=tuple(item for item in result.diagnostics if choice.keeps(item)))


def _words(values: Sequence[str] | None, option: str) -> tuple[str, ...]:
    """Return the words of an option that may be given several times, each with commas; ids and families in capitals."""
    words = [word.strip() for value in values or () for word in value.split(",")]
    if not all(words):
        raise UsageProblem(
            "{option} {words} has no rule between two commas",
            option=Message.argument(option),
            words=" ".join(values or ()),
        )
    return tuple(dict.fromkeys(_spelled(word, option) for word in words))


def _spelled(word: str, option: str) -> str:
    """Return the word as the list of rules spells it.

    Raises:
        UsageProblem: no rule, name or family is called so.
    """
    known = {key for rule in ALL_RULES for key in (rule.id, rule.name, rule.id[0])}
    for spelling in (word.upper(), word.lower()):
        if spelling in known:
            return spelling
    near = get_close_matches(word.upper(), known, n=1, cutoff=0.6) or get_close_matches(word.lower(), known, n=1)
    families = Message.listed(sorted({rule.id[0] for rule in ALL_RULES}))
    usual = Message("write ids such as M02, names, or families: {families}", {"families": families})
    advice = meant(near) if near else usual
    raise UsageProblem(
        "{option} {word}: there is no such rule", help=advice, option=Message.argument(option), word=word
    )


def _rules_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(rule.id for rule in ALL_RULES if {rule.id, rule.name, rule.id[0]} & set(words))
