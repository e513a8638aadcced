"""A report as a Word document: heading styles, real tables, pictures, contents, running head, page n / N.

Pandoc writes the text by the styles of a reference document, `reference.zh.docx` or `reference.en.docx`, which
a bureau may replace by its own. What pandoc does not write is added here: the cover, the looks of tables, pages
on their side, the running head and the properties of the file. The bytes depend on nothing but the input.
"""

import base64
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from talentpilot.errors import PandocProblem
from talentpilot.report import charts, pandoc, templates
from talentpilot.report.document import Head
from talentpilot.report.formats import word_first_page, wordprocessingml
from talentpilot.report.formats.reference_document import rebuilt
from talentpilot.report.markdown import single_line

_IMAGE = re.compile(r"(?<!\\)(!\[(?:\\.|[^\]\\])*\]\()([^\s()<>]+)")  # in a text from the ledger both have a backslash
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def render_docx(markdown: str, pictures: Mapping[str, bytes], head: Head, folders: Sequence[Path]) -> bytes:
    """Return the document of finished Markdown; `pictures` are SVG, named as the Markdown names them."""
    reference = templates.find(f"reference.{head.language}.docx", folders)
    with _usable(reference) as file:
        options = ("--reference-doc", str(file), "--metadata", f"language={head.language}")
        contents = ("--metadata", f"contents={single_line(head.contents)}")
        made = pandoc.convert(_with_pictures(markdown, pictures), "docx", *options, *contents)
    return _finished(made, head)


@contextmanager
def _usable(reference: Path) -> Iterator[Path]:
    """Yield the reference document: the built-in one, or a custom one rebuilt."""
    if templates.is_built_in(reference):
        yield reference
        return
    with TemporaryDirectory(prefix="talentpilot-") as folder:
        file = Path(folder) / "reference.docx"
        file.write_bytes(rebuilt(reference))
        yield file


def _with_pictures(markdown: str, pictures: Mapping[str, bytes]) -> str:
    """Return the document with pictures embedded, since pandoc's sandbox opens no files."""
    drawn = charts.as_png(pictures)

    def embedded(image: re.Match[str]) -> str:
        before, name = image.groups()
        if name not in drawn:
            raise PandocProblem("the report shows a picture that does not exist: {name}", name=name)
        return f"{before}data:image/png;base64,{base64.b64encode(drawn[name]).decode()}"

    return _IMAGE.sub(embedded, markdown)


def _finished(made: bytes, head: Head) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(target, "w") as archive:
        styles = source.read("word/styles.xml").decode()
        document = wordprocessingml.document(source.read("word/document.xml").decode(), styles, head)
        written = {"word/document.xml": document, "word/styles.xml": word_first_page.fitted(styles, document)}
        for name in source.namelist():
            data = source.read(name)
            if name in written:
                data = written[name].encode()
            elif _RUNNING.fullmatch(name):
                data = wordprocessingml.running(data.decode(), head).encode()
            elif name in wordprocessingml.PROPERTIES:
                data = wordprocessingml.PROPERTIES[name](head).encode()
            packing = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, packing)
    return target.getvalue()
