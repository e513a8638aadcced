"""The register of a pilot's evidence: what there is, what cites it, who verified it by the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.source import Names


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A piece of evidence: where it lies, its digest, what cites it by the day, who verified it by the day.

    `cited_by` are inner ids; `approves` says that the approval of the plan cites it, which has none.
    Of internal evidence a public edition has id, kind, day and verification only: `title` is the mark.
    """

    id: str
    title: Text
    kind: str
    day: date
    place: str
    sha256: str | None
    access: str
    cited_by: tuple[str, ...]
    approves: bool
    verified: date | None
    verified_by: Text | None
    method: str | None


def evidence_views(status: PilotStatus, names: Names) -> tuple[EvidenceView, ...]:
    """The evidence dated by the day, and whatever is cited by then."""
    approval = status.pilot.file.approval
    approving = approval.evidence if approval is not None and approval.date <= status.as_of else ()
    cited: dict[str, list[str]] = {}
    for holder, evidence in _citing(status):
        for name in evidence:
            cited.setdefault(name, []).append(holder)
    return tuple(
        EvidenceView(
            item.id,
            item.title,
            item.kind,
            item.date,
            item.path or item.url or "",
            item.sha256,
            item.access,
            tuple(dict.fromkeys(cited.get(item.id, ()))),
            item.id in approving,
            verified.date if verified else None,
            names.organization(verified.by) if verified else None,
            verified.method if verified else None,
        )
        for item in status.pilot.file.evidence
        if item.date <= status.as_of or item.id in cited or item.id in approving
        for verified in (item.verified if item.verified and item.verified.date <= status.as_of else None,)
    )


def _citing(status: PilotStatus) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Whatever has an id and cites evidence by the day, each with what it cites."""
    day, file = status.as_of, status.pilot.file
    done = {item.id for item in status.milestones if item.is_done}
    yield from ((item.step.id, item.step.evidence) for item in status.plan.open_milestones if item.step.id in done)
    for indicator in status.plan.indicators:
        yield from ((indicator.id, one.evidence) for one in indicator.observations if one.day <= day)
    yield from ((item.id, item.evidence) for item in file.bottlenecks if item.raised <= day)
    yield from ((item.id, item.evidence) for item in file.adjustments if item.known_by(day))
    yield from ((item.id, item.evidence) for item in file.incentives if item.date <= day)
    yield from ((item.id, item.evidence) for item in file.publicity if item.date <= day)
