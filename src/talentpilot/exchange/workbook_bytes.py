"""Save a workbook so that the same contents give the same bytes: no clock in its properties or in the archive.

And write its texts so that every office program opens it.
"""

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_TEXT = re.compile(rb't="inlineStr"><is>(<t(?: [^>]*)?>[^<]*</t>)</is>')
_CHARACTER = re.compile(rb"&#([0-9]+);")
_SHARED = "xl/sharedStrings.xml"
_ANNOUNCED = {
    "[Content_Types].xml": (
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sharedStrings+xml"/></Types>',
    ),
    "xl/_rels/workbook.xml.rels": (
        b"</Relationships>",
        b'<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
        b'Target="/xl/sharedStrings.xml" Id="texts"/></Relationships>',
    ),
}
"""Where a part has to be named, and what is written there."""
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def stored_text(text: str) -> str:
    """Return a text as a cell holds it: characters that XML can't hold as `_x0007_`, which office programs know.

    A text that only looks like that is kept as it is by `_x005F_`, the underscore.
    """
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", _LIKE_AN_ESCAPE.sub("_x005F_", text))


def workbook_bytes(book: "Workbook", day: date) -> bytes:
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
    """Return the same workbook with that day in its properties and none in the archive, and smaller.

    openpyxl writes every text into its cell and each Chinese character as a number. Here a text stands once, in the
    part for shared texts, and in UTF-8: a return becomes a third smaller.
    """
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    texts: dict[bytes, int] = {}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w") as after,
    ):
        for info in before.infolist():
            part = before.read(info)
            if info.filename == "docProps/core.xml":
                part = _STAMPED.sub(rb"\g<1>" + stamp, part)
            elif info.filename.startswith("xl/worksheets/"):
                part = _TEXT.sub(lambda found: b't="s"><v>%d</v>' % texts.setdefault(found[1], len(texts)), part)
            elif info.filename in _ANNOUNCED:
                part = part.replace(*_ANNOUNCED[info.filename])
            after.writestr(zipfile.ZipInfo(info.filename, _EPOCH), _in_utf8(part), zipfile.ZIP_DEFLATED, 9)
        shared = b"".join(b"<si>%s</si>" % text for text in texts)
        part = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % shared
        after.writestr(zipfile.ZipInfo(_SHARED, _EPOCH), _in_utf8(part), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _in_utf8(part: bytes) -> bytes:
    """Return a part with its characters instead of their numbers; those of ASCII stay, which may be marks of XML."""
    return _CHARACTER.sub(lambda found: chr(int(found[1])).encode() if int(found[1]) > 127 else found[0], part)
