"""The result of a validation as the output formats show it."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from talentpilot.diagnostics import Diagnostic, Message, Severity
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.programme import Waiver
from talentpilot.services.validation.ledger import ValidationResult
from talentpilot.services.validation.rule_choice import RuleChoice

ENGLISH = translator_for("en", "findings")
_PASSING = frozenset(("line", "days", "today"))
"""Values of messages that change although the problem stays the same."""


@dataclass(frozen=True, slots=True)
class ValidateResult:
    """The findings of `validate` and how they are to be shown.

    `pilots` are those checked, `waivers` those of the programme, `prefix` the way from the top of the git repository to
    the ledger (empty, or ending with `/`), `off` the rules that the programme has switched off.
    """

    result: ValidationResult
    pilots: tuple[str, ...] = ()
    choice: RuleChoice = field(default_factory=RuleChoice)
    waivers: tuple[Waiver, ...] = ()
    prefix: str = ""
    strict: bool = False
    clock: bool = False
    off: tuple[str, ...] = ()
    say: Translator = ENGLISH

    def in_language(self) -> "ValidateResult":
        """Return the same with messages and helps in the language of `say`, for the forms that people read."""
        if self.say.language == "en":
            return self
        translated = (
            replace(item, message=self._translated(item.message), help=self._translated(item.help))
            for item in self.result.diagnostics
        )
        return replace(self, result=self.result._replace(diagnostics=tuple(translated)))

    def _translated(self, message: Message) -> Message:
        return Message(self.say.said(message))

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings that no waiver silences."""
        return tuple(item for item in self.result.diagnostics if not item.waived)

    @property
    def worst_first(self) -> tuple[Diagnostic, ...]:
        """The same, errors first."""
        order = list(Severity)
        return tuple(sorted(self.findings, key=lambda item: order.index(item.severity)))

    @property
    def waived(self) -> tuple[tuple[Diagnostic, Waiver | None], ...]:
        """The findings that a waiver silences, each with it."""
        return tuple((item, self.waiver_of(item)) for item in self.result.diagnostics if item.waived)

    @property
    def fails(self) -> bool:
        """Whether the findings reach the threshold."""
        return self.result.fails(strict=self.strict, clock=self.clock)

    def counts(self, item: Diagnostic) -> bool:
        """Return whether that finding alone would reach the threshold."""
        return self.result._replace(diagnostics=(item,)).fails(strict=self.strict, clock=self.clock)

    def waiver_of(self, item: Diagnostic) -> Waiver | None:
        """Return the waiver that silences a finding."""
        day = self.result.as_of
        for waiver in self.waivers:
            if waiver.rule == item.rule and waiver.object == item.object and waiver.reason and waiver.until >= day:
                return waiver
        return None

    def from_top(self, item: Diagnostic) -> str:
        """Return the path of a finding's file from the top of the git repository."""
        return self.prefix + item.location.path


def git_prefix(root: Path) -> str:
    """Return the way from the top of the git repository, which holds `.git` (a folder, or a file in a worktree), to the
    ledger; empty at the top, and where there is no repository."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            below = root.relative_to(folder).as_posix()
            return "" if below == "." else f"{below}/"
    return ""


def fingerprints(answer: ValidateResult) -> tuple[str, ...]:
    """Return an identifier of each finding that stays the same when lines move and days pass."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for item in answer.result.diagnostics:
        key = (item.rule, item.object, *_lasting(item.message))
        seen[key] += 1
        # Findings alike in one object are distinguished by order: a reader shows only one of each fingerprint.
        made.append(hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest()[:32])
    return tuple(made)


def _lasting(message: Message) -> tuple[str, ...]:
    values = (f"{name}={value}" for name, value in sorted(message.values.items()) if name not in _PASSING)
    return (message.template, *values)
