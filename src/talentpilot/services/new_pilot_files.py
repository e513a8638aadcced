"""Write the files of a new pilot, and register its organizations in programme.yaml."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from talentpilot.errors import UsageProblem
from talentpilot.model.modeline import schema_path
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.new_pilot import NewPilotLedger
from talentpilot.services.organizations import read_organization
from talentpilot.services.progress import SILENT, Progress
from talentpilot.store.new_pilot import NewPilot, encoded, pilot_files
from talentpilot.store.register_pilot import registered, start_pilot
from talentpilot.store.writer import Replacement


@dataclass(frozen=True, slots=True)
class PilotPlan:
    """A new pilot that is not written yet: its files by name, and programme.yaml if organizations are registered."""

    books: NewPilotLedger
    pilot: NewPilot
    files: Mapping[str, str]
    change: Replacement | None

    @property
    def folder(self) -> Path:
        """The folder of the pilot."""
        return self.books.root / "pilots" / self.pilot.id

    @property
    def programme(self) -> Path:
        """The path of programme.yaml."""
        return self.books.root / "programme.yaml"

    def write(self, progress: Progress = SILENT) -> None:
        """Write the folder of the pilot, and programme.yaml if it changes.

        Raises:
            UsageProblem: the folder exists meanwhile.
            StorageProblem: the disk refuses, or programme.yaml was changed meanwhile; nothing is written then.
        """
        start_pilot(self.books.root, self.pilot.id, encoded(self.files), self.change, progress.notes)


def plan_pilot(pilot: NewPilot, books: NewPilotLedger) -> PilotPlan:
    """Plan the files of a pilot; editors find the ledger's schemas, if it has some."""
    programme = books.root / "programme.yaml"
    with_schemas = (books.root / schema_path("pilot")).is_file()
    change = None
    if books.registered:
        before = programme.read_bytes()
        change = Replacement(before, registered(before, books.registered))
    return PilotPlan(books, pilot, pilot_files(pilot, with_schemas=with_schemas), change)


def ledger_for_new_pilot(ledger: OpenLedger, organizations: Iterable[str] = ()) -> NewPilotLedger:
    """Return the ledger as far as a new pilot needs it, with organizations to register, as `ID KIND REGION NAME`.

    Raises:
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        UsageProblem: an organization has another form or is registered already; it lists all of them.
    """
    programme, catalogue = ledger.config.require()
    books = NewPilotLedger(ledger.root, programme, catalogue, ledger.as_of, ledger.pilot_ids)
    problems: list[str] = []
    for text in organizations:
        try:
            item = read_organization(text, books.has_region)
        except UsageProblem as problem:
            problems.append(str(problem))
            continue
        if books.programme.organization(item.id) is None:
            books = books.registering(item)
        else:
            problems.append(f"--organization {item.id} is in programme.yaml already")
    if problems:
        raise UsageProblem("nothing was written{problems}", problems="".join(f"\n  {text}" for text in problems))
    return books
