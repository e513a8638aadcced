"""Old books taken over into a ledger: by a mapping, or as long tables of values."""

from dataclasses import dataclass
from pathlib import Path

from talentpilot.api.arguments import checks_arguments
from talentpilot.errors import UsageProblem
from talentpilot.services.importing.books import ImportRequest, import_books
from talentpilot.services.importing.observations import ObservationRequest, import_observations
from talentpilot.services.importing.result import ImportResult
from talentpilot.services.importing.suggest import suggest_mapping
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.git.revision import GitTree


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerImports:
    """Imports: what `Ledger.imports` offers."""

    _opened: OpenLedger

    def books(
        self, mapping: str | Path, *files: str | Path, dry_run: bool = False, partial: bool = False
    ) -> ImportResult:
        """Take old books over by a mapping, each pilot whole or not at all.

        Raises:
            UsageProblem: the mapping has mistakes, a file does not exist, or the ledger was opened at a revision.
        """
        request = ImportRequest(Path(mapping), tuple(map(Path, files)), dry_run, partial)
        return import_books(self._writable(), request)

    def observations(self, *files: str | Path, dry_run: bool = False, correct: bool = False) -> ImportResult:
        """Record the values of long tables, a row a value; `correct` replaces values that differ in the ledger.

        Raises:
            UsageProblem: a file does not exist, or the ledger was opened at a revision.
        """
        return import_observations(self._writable(), ObservationRequest(tuple(map(Path, files)), dry_run, correct))

    @staticmethod
    def suggest(book: str | Path) -> str:
        """Return a mapping for a book, as text to be edited.

        Raises:
            UsageProblem: the file does not exist.
        """
        return suggest_mapping(Path(book))

    def _writable(self) -> OpenLedger:
        if isinstance(self._opened.source, GitTree):
            raise UsageProblem("a revision can't be edited", help="open the ledger without a revision")
        return self._opened.reopened()
