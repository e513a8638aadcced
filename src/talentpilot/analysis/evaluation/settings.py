"""Changes of weights and thresholds since the day of the first evaluation.

No norm prescribes the settings of an evaluation (`evaluation.md` 5); they are fair because they were fixed before the
results were known. So a change after the day of the first evaluation is reported wherever a result is shown.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from talentpilot.analysis.evaluation.decision_table import thresholds_of
from talentpilot.analysis.evaluation.performance import COMPONENTS
from talentpilot.diagnostics import Message
from talentpilot.model.programme import EvaluationSettings

Unknown = Literal["no_history", "later_history", "shallow", "unreadable"]
"""Why the settings of that day are unknown: the ledger is not under version control, or was not yet; the clone holds
only the latest part of the history; programme.yaml of that time can't be read."""


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting with another value than then; `name` as in programme.yaml below `evaluation`: thresholds/roll_out/P."""

    name: str
    then: Fraction
    now: Fraction


@dataclass(frozen=True, slots=True)
class SettingsNotice:
    """What is known of the settings since `since`, the day of the first evaluation.

    If `known` is false, `why` says why the settings of that day are unknown, `problem` what git said (or that it did
    not answer), and `seen_from` is the first day of the history, if any: `changes` are those since then. If `known` is
    true and `changes` is empty, nothing changed. Without any evaluation `since` is None.
    """

    known: bool
    since: date | None
    changes: tuple[SettingChange, ...] = ()
    why: Unknown | None = None
    seen_from: date | None = None
    problem: Message | None = None


def settings_changes(then: EvaluationSettings, now: EvaluationSettings) -> tuple[SettingChange, ...]:
    """Weights and thresholds that differ, in a fixed order; a default written out is no change."""
    before, after = _values(then), _values(now)
    return tuple(SettingChange(name, before[name], after[name]) for name in after if before[name] != after[name])


def _values(settings: EvaluationSettings) -> dict[str, Fraction]:
    """Return every value that a result depends on, defaults filled in."""
    limits = thresholds_of(settings.thresholds, settings.min_reviewers)
    return {
        **{f"weights/{name}": Fraction(getattr(settings.weights, name)) for name in COMPONENTS},
        "min_reviewers": limits.min_reviewers,
        "thresholds/min_coverage": limits.min_coverage,
        **{f"thresholds/roll_out/{name}": value for name, value in limits.roll_out.items()},
        **{f"thresholds/conditional/{name}": value for name, value in limits.conditional.items()},
        "thresholds/continue/P": limits.continue_p,
        "thresholds/extend/P": limits.extend_p,
        "thresholds/adapt/P": limits.adapt_p,
        "thresholds/adapt/R": limits.adapt_r,
    }
