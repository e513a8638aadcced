"""What is due in the ledgers of a federation."""

from dataclasses import replace
from functools import partial

from talentpilot.analysis.agenda import AgendaItem, due_of, in_order
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.errors import UsageProblem
from talentpilot.model.programme import Programme
from talentpilot.services.agenda import Due
from talentpilot.services.federation.members import OpenFederation
from talentpilot.services.federation.portfolio import look_at_federation
from talentpilot.suggestions import nearest


def gather_federation_due(
    opened: OpenFederation, selection: PilotSelection, within: int, owner: str | None = None
) -> Due:
    """Return what is overdue or falls due within some days in all ledgers.

    Owners have the prefix of their ledger: offices of two ledgers may share an id. `owner` may be written with it.

    Raises:
        NothingToCheck: the selection matches no pilot.
        UsageProblem: no ledger has an organization of that id.
    """
    found = look_at_federation(opened, selection, partial(_due, within))
    known = [item.id for item in found.head.programme.organizations]
    if owner is not None and not any(_is_meant(name, owner) for name in known):
        raise UsageProblem("there is no organization {owner}", help=nearest(owner, known), owner=owner)
    items = [
        replace(item, owner=f"{part.member.id}:{item.owner}")
        for part in found.ledgers
        for some in part.pilots
        for item in some
    ]
    return Due(found.head, within, in_order(item for item in items if owner is None or _is_meant(item.owner, owner)))


def _due(within: int, status: PilotStatus, programme: Programme) -> list[AgendaItem]:
    return due_of(status, programme, within)


def _is_meant(name: str, written: str) -> bool:
    return written in (name, name.partition(":")[2])
