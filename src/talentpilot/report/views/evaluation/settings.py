"""By what pilots are judged: weights and thresholds in force, and whether they were fixed before the judging."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.criteria import Limits, limits_of
from talentpilot.analysis.evaluation import BANDS, SHARES
from talentpilot.analysis.performance import COMPONENTS
from talentpilot.analysis.settings import SettingsNotice, settings_changes
from talentpilot.model.programme import EvaluationSettings


@dataclass(frozen=True, slots=True)
class SettingChangeView:
    """A setting with another value; `name` as in programme.yaml below `evaluation`."""

    name: str
    before: Fraction
    now: Fraction


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Whether the settings stood before the first evaluation, on `since`: known or not, and why not."""

    known: bool
    since: date | None
    changes: tuple[SettingChangeView, ...]
    why: str
    seen_from: date | None


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings in force; `limits` hold the thresholds of every row, `own` those that differ from the built-in.

    `notice` is None where nobody looked.
    """

    weights: tuple[tuple[str, Fraction], ...]
    shares: tuple[tuple[str, Fraction], ...]
    bands: tuple[tuple[Fraction, str], ...]
    limits: Limits
    own: tuple[SettingChangeView, ...]
    notice: NoticeView | None


def settings_view(settings: EvaluationSettings, notice: SettingsNotice | None) -> SettingsView:
    """The settings of a programme."""
    built_in = EvaluationSettings()
    return SettingsView(
        tuple((name, Fraction(getattr(settings.weights, name))) for name in COMPONENTS),
        tuple(SHARES.items()),
        tuple((Fraction(floor), band) for floor, band in BANDS),
        limits_of(settings.thresholds, settings.min_reviewers),
        tuple(SettingChangeView(item.name, item.then, item.now) for item in settings_changes(built_in, settings)),
        _notice(notice) if notice is not None else None,
    )


def _notice(notice: SettingsNotice) -> NoticeView:
    changes = tuple(SettingChangeView(item.name, item.then, item.now) for item in notice.changes)
    return NoticeView(notice.known, notice.since, changes, notice.why or "", notice.seen_from)
