"""What is due in the ledgers of a federation."""

from dataclasses import replace

from talentpilot.analysis.agenda import agenda
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import UsageProblem
from talentpilot.services.agenda import Due
from talentpilot.services.federation.members import OpenFederation
from talentpilot.services.federation.portfolio import gather_federation
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
    found = gather_federation(opened, selection)
    known = [item.id for item in found.whole.programme.organizations]
    if owner is not None and not any(_is_meant(name, owner) for name in known):
        raise UsageProblem("there is no organization {owner}", help=nearest(owner, known), owner=owner)
    items = [
        replace(item, owner=f"{part.member.id}:{item.owner}")
        for part in found.ledgers
        for item in agenda(part.statuses, part.programme, within)
    ]
    wanted = (item for item in items if owner is None or _is_meant(item.owner, owner))
    ordered = sorted(wanted, key=lambda item: (item.owner, item.due, item.pilot, item.matter, item.object))
    return Due(found.whole.head, within, tuple(ordered))


def _is_meant(name: str, written: str) -> bool:
    return written in (name, name.partition(":")[2])
