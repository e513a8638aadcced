"""What became of the returned workbooks: facts taken, gaps, problems and remarks, by pilot."""

from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.services.recording.transaction import FileChange


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was asked and not answered."""

    key: str
    field: str
    place: CellPlace


@dataclass(frozen=True, slots=True)
class TakenFact:
    """A fact that a return adds: the command that would record it, and where it stands now (line 0: not written)."""

    key: str
    sort: str
    command: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TakenPilot:
    """What became of one pilot. With problems nothing was written; `blank` if nothing was filled in."""

    pilot: str
    files: tuple[str, ...]
    facts: tuple[TakenFact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    remarks: tuple[CellRemark, ...] = ()
    changes: tuple[FileChange, ...] = ()
    attached: tuple[str, ...] = ()
    blank: bool = False

    @property
    def taken(self) -> bool:
        """Whether everything that was answered is in the ledger now."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class TakeResult:
    """What became of all files of a call; `problems` and `remarks` are those of whole files."""

    files: tuple[str, ...]
    pilots: tuple[TakenPilot, ...]
    problems: tuple[CellProblem, ...]
    remarks: tuple[CellRemark, ...]
    written: bool

    @property
    def complete(self) -> bool:
        """Whether everything was taken."""
        return not self.problems and all(one.taken for one in self.pilots)


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """How returns are taken back.

    `received` is the day for returns without one, `evidence` a folder with files of evidence. Where the ledger has
    moved meanwhile, `keep_ledger` skips what contradicts it and `correct` writes over it. `strict` makes gaps
    problems, `unsigned` takes returns without a name; with `dry_run` nothing is written.
    """

    paths: tuple[Path, ...]
    dry_run: bool = False
    received: str | None = None
    evidence: Path | None = None
    correct: bool = False
    keep_ledger: bool = False
    strict: bool = False
    unsigned: bool = False


class Untakeable(Exception):
    """An answer that can't be recorded: the rest of its row is skipped, and the other rows are read."""

    def __init__(self, message: Message, help_: Message) -> None:
        super().__init__(message)
        self.message, self.help = message, help_
