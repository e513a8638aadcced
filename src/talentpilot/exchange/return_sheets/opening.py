"""Open the file of a return, or say by its content what it is instead."""

import io
import zipfile
from dataclasses import dataclass

from talentpilot.diagnostics import Message
from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange.cell_problems import NO_HELP
from talentpilot.exchange.workbooks import Workbook, WorkbookLimits, read_workbook

LIMITS = WorkbookLimits(file_bytes=10_000_000, xml_bytes=40_000_000, elements=1_000_000)
"""A return of thirty pilots has about 150,000 elements."""
SAVE_AS = Message("open it in Excel or WPS and save it as .xlsx (另存为 .xlsx)")
_MAGIC: tuple[tuple[bytes, Message], ...] = (
    (
        bytes.fromhex("d0cf11e0a1b11ae1"),
        Message("an encrypted workbook, or one of an older format (.xls, .et, .wps)"),
    ),
    (b"%PDF", Message("a PDF document")),
    (b"\x89PNG", Message("a picture")),
    (b"\xff\xd8\xff", Message("a picture")),
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A workbook, or None with the reason why it is none."""

    book: Workbook | None
    reason: Message = NO_HELP
    help: Message = SAVE_AS


def open_return(content: bytes) -> OpenedFile:
    """Open a workbook; what is of another form, encrypted, damaged or not harmless is refused."""
    for magic, what in _MAGIC:
        if content.startswith(magic):
            return OpenedFile(None, Message.of("this is {what}", what=what))
    if not content.startswith(b"PK"):
        return OpenedFile(None, Message("this is no workbook, but text such as CSV, or something else"))
    try:
        book = read_workbook(content, LIMITS)
    except UnreadableWorkbook as problem:
        if b"opendocument" in content[:200]:
            return OpenedFile(None, Message("this is an OpenDocument file (.ods)"))
        return OpenedFile(None, problem.message, problem.help if str(problem.help) else SAVE_AS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    if any(name.endswith("vbaProject.bin") for name in names):
        return OpenedFile(None, Message("the workbook has macros, and a return has none"))
    if any(name.startswith("xl/externalLinks/") for name in names):
        advice = Message("break the links (数据 - 编辑链接 - 断开链接) and save it again")
        return OpenedFile(None, Message("the workbook is linked to other files"), advice)
    return OpenedFile(book)
