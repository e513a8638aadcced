"""Lists of facts over all ledgers of a federation, each with the names of its own ledger."""

from dataclasses import replace

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import Names
from talentpilot.services.federation.members import OpenFederation
from talentpilot.services.federation.portfolio import look_at_federation
from talentpilot.services.list_names import ListName
from talentpilot.services.lists import Cell, FactList, ListedName, Row, in_list_order, rows_of


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
