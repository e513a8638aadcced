"""Explain a figure and locate the line that states each input."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.explain.explanation import PROGRAMME, Explanation, Input
from talentpilot.analysis.explain.indicator import explain_indicator
from talentpilot.analysis.explain.pilot import explain_pilot
from talentpilot.analysis.explain.records import explain_milestone, explain_record, record_ids
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import Location, Message
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.git.revision import GitTree, LedgerSource
from talentpilot.store.source import SourceFile
from talentpilot.suggestions import meant, nearest_words


@dataclass(frozen=True, slots=True)
class LocatedExplanation:
    """An explanation, None if the pilot or the object can't be read, with the files of its inputs.

    `source` was read; `label` is the name of the revision, empty for the files on disk. `yardstick` is the file that
    states the thresholds, if that is not programme.yaml.
    """

    subject: str
    as_of: date
    source: LedgerSource
    label: str
    programme: Programme
    explanation: Explanation | None
    sources: Mapping[str, SourceFile]
    unreadable: tuple[Unreadable, ...]
    yardstick: SourceFile | None = None

    def place(self, given: Input) -> Location | None:
        """Return where an input is written; None if it is not written and the default applies."""
        source = self.sources[given.file]
        if self.yardstick is not None and given.path[:2] == ("rules", "thresholds"):
            source = self.yardstick
        if source.raw(given.path) is None:
            return None
        mark = source.mark(given.path)
        return Location(source.path, mark.line + 1, mark.column + 1, mark.length)


def explain_target(ledger: OpenLedger, subject: str) -> LocatedExplanation:
    """Explain `PILOT`, `PILOT/M3`, `PILOT/I1`, or a record such as `PILOT/A1`, on the ledger's day.

    Raises:
        NothingToCheck: there is no such pilot.
        UsageProblem: the pilot has nothing of that id.
    """
    programme, tree, day = ledger.programme, ledger.source, ledger.as_of
    home, _, inner = subject.partition("/")
    if home not in ledger.pilot_ids:
        raise NothingToCheck("no pilot found: {what}", help=_advice(home, ledger.pilot_ids), what=home)
    reading = ledger.read(home)
    explanation, pilot = None, reading.pilot
    if pilot is not None and pilot.complete and inner not in pilot.unreadable_ids:
        explanation = explain(pilot_status(pilot, programme, day), programme, inner)
    sources = {**reading.sources, PROGRAMME: ledger.config.sources[PROGRAMME]}
    label = tree.commit.label if isinstance(tree, GitTree) else ""
    return LocatedExplanation(subject, day, tree, label, programme, explanation, sources, reading.unreadable)


def explain(status: PilotStatus, programme: Programme, inner: str) -> Explanation:
    """Return the explanation of the pilot, of an object of the plan in force, or of a record."""
    if not inner:
        return explain_pilot(status, programme)
    if any(item.id == inner for item in status.milestones):
        return explain_milestone(status, programme, inner)
    if any(item.id == inner for item in status.indicators):
        return explain_indicator(status, programme, inner)
    recorded = explain_record(status, programme, inner)
    if recorded is not None:
        return recorded
    raise UsageProblem(_why_not(status, inner), help=_objects(status))


def _why_not(status: PilotStatus, inner: str) -> Message:
    pilot, day = status.pilot, str(status.as_of)
    if inner in status.plan.withdrawn_indicators:
        text = "{object} is withdrawn on {day}, so it has no light"
        return Message(text, {"object": f"{pilot.id}/{inner}", "day": day})
    if pilot.milestone(inner) is not None or pilot.indicator(inner) is not None:
        return Message("{object} is not yet part of the plan on {day}", {"object": f"{pilot.id}/{inner}", "day": day})
    return Message("{pilot} has nothing called {id}", {"pilot": pilot.id, "id": inner})


def _objects(status: PilotStatus) -> Message:
    found = [item.id for item in status.milestones] + [item.id for item in status.indicators]
    return Message("there are {known}", {"known": Message.listed((*found, *record_ids(status)))})


def _advice(home: str, folders: tuple[str, ...]) -> Message:
    near = nearest_words(home, folders)
    return meant(near) if near else Message("talentpilot status lists the pilots of the ledger")
