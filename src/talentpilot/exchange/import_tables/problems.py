"""What is wrong in an old book, or worth a remark, by file, sheet and cell."""

from dataclasses import dataclass

from talentpilot.diagnostics import Message

NO_HELP = Message("")


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A place in an old book; sheet and cell are empty where all of it is meant."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        sheet = f" [{self.sheet}]" if self.sheet else ""
        return f"{self.file}{sheet}{f' {self.cell}' if self.cell else ''}"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something that can't be taken: the value seen, the field it was meant for, and how to mend it."""

    place: CellPlace
    message: Message
    help: Message = NO_HELP
    value: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class ImportRemark:
    """Something that people should know and that stops nothing."""

    place: CellPlace
    message: Message
