"""The data of a ledger for analysts: tables in memory, files, or a folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from talentpilot.api.arguments import checks_arguments
from talentpilot.exchange.data_package.columns import Cell
from talentpilot.model.ledger import Unreadable
from talentpilot.services.data_package.files import data_files, write_data
from talentpilot.services.data_package.gather import DataPackage


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerData:
    """The tables of a ledger on its day. Nothing is written until it is asked for."""

    _package: DataPackage

    @property
    def tables(self) -> Mapping[str, list[dict[str, Cell]]]:
        """The rows by table, each as in the database: `data.tables["observations"][0]["value"]` is exact, a text."""
        return {
            one.table.name: [
                dict(zip((name for name, _, _ in one.table.parts()), row.cells, strict=True)) for row in one.rows
            ]
            for one in self._package.tables
        }

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """What could not be read and is left out."""
        return self._package.unreadable

    def files(self) -> Mapping[str, bytes]:
        """Return the files by name: `ledger.sqlite`, `csv/….csv`, `datapackage.json` and `README.md`."""
        return data_files(self._package)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the files into a folder, in which an earlier export is replaced; return their paths.

        Raises:
            UsageProblem: the folder holds something else; nothing is written.
            StorageProblem: the disk refuses; nothing is written.
        """
        return write_data(self._package, Path(folder))
