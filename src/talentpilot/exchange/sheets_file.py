"""Opens a workbook that came from anywhere: nothing that is no workbook, hides another or unpacks without end."""

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

LARGEST_FILE = 10_000_000
LARGEST_UNPACKED = 60_000_000
"""Bytes; a rating sheet has a tenth of a million."""
MOST_PARTS = 500
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files of the older Office begin, and encrypted ones of the present one."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError, ValueError, TypeError, AttributeError,
    SyntaxError, RuntimeError, NotImplementedError, AssertionError, OverflowError, OSError,
)  # fmt: skip
"""What reading a damaged workbook may raise: of the archive, of its XML (a SyntaxError), of the library."""


def open_workbook(content: bytes) -> tuple["Workbook | None", str]:
    """The workbook, or None and why it can't be read."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    reason = _refusal(content)
    if reason:
        return None, reason
    try:
        return load_workbook(io.BytesIO(content), data_only=False, keep_links=False), ""
    except (*_BROKEN, InvalidFileException):
        return None, "the workbook is damaged; open it in an office and save it anew as .xlsx"


def _refusal(content: bytes) -> str:
    """Why a file is not opened at all; empty where it may be."""
    if content.startswith(_OLE):
        return "the file is encrypted, or of the old .xls form; save it as .xlsx without a password"
    if len(content) > LARGEST_FILE:
        return f"the file is larger than {LARGEST_FILE // 1_000_000} MB, which no rating sheet is"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                return "the file unpacks to more than any rating sheet holds; it is not opened"
            if "xl/workbook.xml" not in archive.namelist():
                return "the file is no .xlsx workbook"
            if any(part.flag_bits & 1 for part in parts):
                return "the file is encrypted; save it as .xlsx without a password"
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(archive.read(part)):
                    return "the file declares entities of its own, which no office writes; it is not opened"
    except _BROKEN:
        return "the file is no .xlsx workbook, or it is damaged"
    return ""


def _declares(text: bytes) -> bool:
    """Whether XML brings a document type, with which a small file may grow without end."""
    plain = text.replace(b"\0", b"")
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain
