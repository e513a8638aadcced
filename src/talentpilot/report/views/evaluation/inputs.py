"""The inputs of an evaluation report, and the settings it was computed with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from talentpilot.analysis.evaluation.decision_table import (
    DecisionThresholds,
    SettingChange,
    SettingsNotice,
    settings_changes,
    thresholds_of,
)
from talentpilot.analysis.evaluation.performance import COMPONENTS
from talentpilot.analysis.evaluation.result import BANDS, SHARES, EvaluationResult
from talentpilot.diagnostics import Diagnostic
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import EvaluationSettings, Programme
from talentpilot.report.views.inputs import Names, Provenance
from talentpilot.report.views.redaction import Edition, redact

Key = tuple[str, str]
"""Pilot and name of an evaluation."""


@dataclass(frozen=True)  # no slots: `names` is cached in the instance
class EvaluationSource:
    """The input of evaluation reports.

    `as_of` is the day up to which evaluations are known; each is computed for its own day. `findings` are those in
    the files of an evaluation's pilot on the evaluation's day, missing if they were not computed; `registered` counts
    the ledger's pilots.
    """

    programme: Programme
    catalogue: Catalogue
    as_of: date
    issued: date
    results: tuple[EvaluationResult, ...]
    registered: int
    provenance: Provenance
    settings: SettingsNotice | None = None
    findings: Mapping[Key, tuple[Diagnostic, ...]] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()
    edition: Edition = "internal"

    @cached_property
    def names(self) -> Names:
        """The names of the ledger's codes, as far as the edition shows them."""
        return Names(self.programme, self.catalogue, self.edition)

    def edited(self) -> "EvaluationSource":
        """Return the source of the edition, redacted for the public one."""
        return redact(self) if self.edition == "public" else self

    def each(self) -> Iterator["EvaluationSource"]:
        """Yield the source of each single evaluation, for a report on it alone."""
        for item in self.results:
            yield replace(self, results=(item,))


def key_of(result: EvaluationResult) -> Key:
    """Return the key of an evaluation."""
    return result.status.pilot.id, result.name


@dataclass(frozen=True, slots=True)
class SettingChangeView:
    """A setting with another value; `name` as in programme.yaml below `evaluation`."""

    name: str
    before: Fraction
    now: Fraction


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Whether the settings were fixed before the first evaluation, on `since`; if that is unknown, why."""

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
    limits: DecisionThresholds
    own: tuple[SettingChangeView, ...]
    notice: NoticeView | None


def settings_view(settings: EvaluationSettings, notice: SettingsNotice | None) -> SettingsView:
    """Return the settings of a programme."""
    built_in = EvaluationSettings()
    return SettingsView(
        tuple((name, Fraction(getattr(settings.weights, name))) for name in COMPONENTS),
        tuple(SHARES.items()),
        tuple((Fraction(floor), band) for floor, band in BANDS),
        thresholds_of(settings.thresholds, settings.min_reviewers),
        _changes(settings_changes(built_in, settings)),
        _notice(notice) if notice is not None else None,
    )


def _notice(notice: SettingsNotice) -> NoticeView:
    return NoticeView(notice.known, notice.since, _changes(notice.changes), notice.why or "", notice.seen_from)


def _changes(found: Iterable[SettingChange]) -> tuple[SettingChangeView, ...]:
    return tuple(SettingChangeView(item.name, item.then, item.now) for item in found)
