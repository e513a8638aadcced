"""What became of old books: pilots taken or refused, organizations registered, and the coverage."""

from dataclasses import dataclass

from talentpilot.exchange.cell_problems import CellProblem, CellRemark
from talentpilot.model.programme import Organization
from talentpilot.services.importing.coverage import Coverage
from talentpilot.services.importing.pilots import ImportedPilot


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of the books. `stopped`: their layout is not that of the mapping, so nothing was written."""

    files: tuple[str, ...]
    pilots: tuple[ImportedPilot, ...]
    organizations: tuple[Organization, ...]
    problems: tuple[CellProblem, ...]
    remarks: tuple[CellRemark, ...]
    coverage: Coverage
    stopped: bool
    written: bool

    @property
    def complete(self) -> bool:
        """Whether everything was taken, and nothing is unexplained."""
        told = bool(self.problems) or any(one.problems for one in self.pilots)
        return not told and not self.stopped and not self.coverage.unexplained
