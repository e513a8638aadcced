"""What evaluation reports are made from: the answers, with names for every code and what was found in the files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.analysis.settings import SettingsNotice
from talentpilot.diagnostics import Diagnostic
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.report.provenance import Provenance
from talentpilot.report.views.edition import Edition, published
from talentpilot.report.views.source import Names

Key = tuple[str, str]
"""Pilot and name of an evaluation."""


@dataclass(frozen=True, slots=True)
class EvaluationSource:
    """Everything that evaluation reports need, gathered. `as_of` is the day up to which evaluations are known;
    each is computed at its own. `findings` are those in the files of an evaluation's pilot on the evaluation's day,
    missing where nobody looked; `registered` counts the ledger's pilots."""

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
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", Names(self.programme, self.catalogue, self.edition))

    def edited(self) -> "EvaluationSource":
        """The source of the edition: for the public, without what it must not see."""
        return published(self) if self.edition == "public" else self

    def each(self) -> Iterator["EvaluationSource"]:
        """The source of each evaluation alone: a report has one."""
        for item in self.results:
            yield replace(self, results=(item,))


def key_of(result: EvaluationResult) -> Key:
    """Which evaluation that is."""
    return result.status.pilot.id, result.name
