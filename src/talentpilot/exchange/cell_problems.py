"""Problems in an incoming workbook, and remarks on it, by file, sheet and cell."""

from dataclasses import dataclass

from talentpilot.diagnostics import Message

NO_HELP = Message("")


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A place in a workbook; sheet and cell are empty where the whole file or sheet is meant.

    `label` is the heading of the cell, `key` that of its row in a return.
    """

    file: str
    sheet: str = ""
    cell: str = ""
    label: str = ""
    key: str = ""

    def __str__(self) -> str:
        sheet = f" [{self.sheet}]" if self.sheet else ""
        return f"{self.file}{sheet}{f' {self.cell}' if self.cell else ''}{f' {self.label}' if self.label else ''}"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Something that can't be taken: the value seen, how to mend it, and the field it was meant for."""

    place: CellPlace
    message: Message
    help: Message = NO_HELP
    value: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class CellRemark:
    """Something that people should know and that stops nothing."""

    place: CellPlace
    message: Message


def unread_comment(place: CellPlace, text: str) -> CellRemark:
    """Return the remark on a comment that somebody left at a cell."""
    return CellRemark(place, Message.of("the comment of the cell was not read: {text}", text=excerpt(text)))


def unread_drawings(file: str, sheet: str) -> CellRemark:
    """Return the remark on pictures and text boxes, into which people paste or write what they have to say."""
    said = Message("pictures, shapes or text boxes lie on the sheet, and were not read")
    return CellRemark(CellPlace(file, sheet), said)


def excerpt(text: str) -> str:
    """Return a text on one line and not too long to be shown."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
