"""Save a workbook so that the same contents give the same bytes: no clock in its properties or in the archive."""

import io
import re
import zipfile
from datetime import date

from openpyxl import Workbook

_STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(book: Workbook, day: date) -> bytes:
    """Return the file of a workbook, dated by the day of its facts. The workbook can't be used afterwards.

    A cell holds its sheet and the sheet its cells. Commands run without a collector of such circles, so that each
    workbook of a round would stay in memory to the end if they were not opened here.
    """
    stream = io.BytesIO()
    book.save(stream)
    for part in (*book.worksheets, book):
        vars(part).clear()
    return settled(stream.getvalue(), day)


def settled(content: bytes, day: date) -> bytes:
    """Return the same workbook with that day in its properties and none in the archive."""
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            part = before.read(info)
            if info.filename == "docProps/core.xml":
                part = _STAMPED.sub(rb"\g<1>" + stamp, part)
            after.writestr(zipfile.ZipInfo(info.filename, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
