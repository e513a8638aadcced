"""Were weights and thresholds fixed before the pilots were judged? What differs from the day of the first evaluation.

The settings of an evaluation rest on no norm (`evaluation.md` 5); what makes them fair is that they stood before the
results were known. So a change after the first evaluation's day is said wherever a result is shown.
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
"""Why the settings of that day can't be told: the ledger is under no version control, or was not yet; the clone holds
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

    Where `known` is false, `why` says why they can't be told back to that day, `problem` what git said (or that it
    did not answer), and `seen_from` is the first day that history does know of, if any: `changes` are those since
    then. Nothing changed where it is known and `changes` is empty; without any evaluation `since` is None and there
    is nothing to tell.
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
