"""What is wrong with a return, or worth a remark, by file, sheet and cell."""

from dataclasses import dataclass

from talentpilot.diagnostics import Message

NO_HELP = Message("")


@dataclass(frozen=True, slots=True)
class ReturnPlace:
    """A place in a workbook; sheet and cell are empty where the whole file or sheet is meant."""

    file: str
    sheet: str = ""
    cell: str = ""
    label: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    """Something that keeps a pilot from being taken: the value seen and how to mend it."""

    place: ReturnPlace
    message: Message
    help: Message = NO_HELP
    value: str = ""


@dataclass(frozen=True, slots=True)
class ReturnRemark:
    """Something that people should know and that stops nothing."""

    place: ReturnPlace
    message: Message
