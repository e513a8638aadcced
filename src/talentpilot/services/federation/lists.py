"""Lists over all ledgers of a federation: what is due, and the facts of one kind."""

from dataclasses import replace
from functools import partial

from talentpilot.analysis.agenda import AgendaItem, due_of, in_order
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.errors import UsageProblem
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import Names
from talentpilot.services.agenda import Due
from talentpilot.services.federation.members import OpenFederation
from talentpilot.services.federation.portfolio import look_at_federation
from talentpilot.services.lists import Cell, FactList, ListedName, ListName, Row, in_list_order, rows_of
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


def gather_federation_list(opened: OpenFederation, name: ListName, selection: PilotSelection) -> FactList:
    """List the facts of one kind in the selected pilots of all ledgers.

    Organizations have the prefix of their ledger, so that those of two ledgers are never one.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """

    def look(status: PilotStatus, programme: Programme) -> tuple[Row, ...]:
        prefix = status.pilot.id.partition(":")[0]
        known = {item.id for item in programme.organizations}
        rows = rows_of(name, status, Names(programme, opened.catalogue))
        return tuple({key: _prefixed(cell, prefix, known) for key, cell in row.items()} for row in rows)

    found = look_at_federation(opened, selection, look)
    return in_list_order(name, found.head, [row for rows in found.pilots for row in rows])


def _prefixed(cell: Cell, prefix: str, organizations: set[str]) -> Cell:
    if isinstance(cell, ListedName) and cell.id in organizations:
        return replace(cell, id=f"{prefix}:{cell.id}")
    return cell
