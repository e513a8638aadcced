"""New ledgers and new pilots from Python."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from talentpilot.api.arguments import checks_call
from talentpilot.api.ledger import Ledger
from talentpilot.services.ledger import DEFAULT_ZONE, date_in, open_ledger
from talentpilot.services.new_ledger import NewLedgerRequest, check_folder, plan_ledger
from talentpilot.services.new_pilot import NewPilotRequest, examine, ledger_for_new_pilot, plan_pilot


@checks_call
def create_ledger(
    folder: str | Path, request: NewLedgerRequest, *, keep: bool = False, today: date | None = None
) -> Ledger:
    """Create a ledger in a folder, and return it. No existing file is overwritten; `keep` leaves them and goes on.

    Raises:
        UsageProblem: the folder is or lies in a ledger, something in the request is wrong, or a file would be
            overwritten; the message lists everything.
        StorageProblem: the disk refuses; nothing is written.
    """
    root = Path(folder).resolve()
    check_folder(root)
    plan_ledger(root, request, today or date_in(DEFAULT_ZONE), keep=keep).write()
    return Ledger.open(root, today=today)


@checks_call
def create_pilot(ledger: Ledger, request: NewPilotRequest, organizations: Sequence[str] = ()) -> str:
    """Create the three files of a pilot, and return its id.

    `organizations` are registered in programme.yaml, each as `ID KIND REGION NAME`.

    Raises:
        UsageProblem: something is wrong or missing; the message lists everything.
        StorageProblem: the disk refuses; nothing is written.
    """
    opened = open_ledger(ledger.root, as_of=ledger.as_of)
    known = ledger_for_new_pilot(opened, organizations)
    pilot = examine(request, known).require()
    plan_pilot(pilot, known).write()
    return pilot.id
