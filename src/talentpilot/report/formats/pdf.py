"""A report as PDF: tagged, PDF/A-2a and PDF/UA-1 at once, the same bytes for the same input.

Everything above the first `---` of the Markdown is its head, for readers of the Markdown: the pages have a
cover of their own instead, made from `Head`. `##` is their highest heading. The conventions of the body stand
at the top of `templates/filter.lua` and in `docs/decisions/0002-report-pipeline.md`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from talentpilot.diagnostics import Message
from talentpilot.errors import PdfProblem
from talentpilot.report import pandoc, templates
from talentpilot.report.document import Head
from talentpilot.report.formats.pdf_compression import packed
from talentpilot.report.markdown import NOTHING, single_line
from talentpilot.report.page_safety import pages_of
from talentpilot.report.sandbox import similar
from talentpilot.report.typst_pages import (
    first_error,
    in_codes,
    known_fonts,
    missing_glyphs,
    typst,
    with_codes_for_missing_glyphs,
)

_PREAMBLE = '#import "report.typ": *\n#show: report\n'
_TEMPLATE_LINE = re.compile(r"report\.typ:(\d+)")
_NO_FONT = re.compile(r"unknown font family: (.+)")
_UNKNOWN = re.compile(r"unknown variable: ([\w-]+)")
_NAMED = re.compile(r"#let ([\w-]+)")
_SELF_CONTAINED = Message("report.typ reads no files: a picture stands in it as text, with image(bytes(…))")
_LINK = re.compile(rb"/URI\s*(?:\((?P<text>[^)]{0,40})|<(?P<hex>[0-9A-Fa-f]{0,80}))")
_WEB = re.compile(rb"https?:|mailto:", re.IGNORECASE)
_SIGN = r"(?>\\[!-~]|&[a-z]+;|{plain})"  # an escaped one prints as one
_TOO_LONG = re.compile(
    rf"^#+ {_SIGN.format(plain='.')}{{10000}}|(?<![!-~]){_SIGN.format(plain='[!-~]')}{{15000}}", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Pdf:
    """The file, and the characters that no font has; they are printed as their code, 〔U+1F600〕."""

    data: bytes
    replaced: tuple[str, ...]


def render_pdf(markdown: str, pictures: Mapping[str, bytes], head: Head, folders: Sequence[Path]) -> Pdf:
    """Return the pages of finished Markdown; `pictures` are named as the Markdown names them."""
    _require_headings(markdown)
    body = pandoc.convert(markdown, "typst", "--metadata", f"language={head.language}").decode()
    source = _Source(_PREAMBLE + body, _head_json(head), dict(pictures))
    with TemporaryDirectory(prefix="talentpilot-") as name:
        folder = Path(name)
        file = templates.find("report.typ", folders)
        template, fonts = pages_of(file), known_fonts()

        def compiled(source: _Source) -> bytes | list[str]:
            _lay_out(folder, {"report.typ": template, **source.pictures})
            return _compile(folder, source, file, fonts)

        done, replaced = with_codes_for_missing_glyphs(source, compiled, _Source.without)
        _check_links(done, file)
        return Pdf(packed(done), replaced)


def _require_headings(markdown: str) -> None:
    """Refuse at once what the pages would refuse after minutes: PDF/A takes no longer heading or word.

    Raises:
        PdfProblem: there is one.
    """
    found = _TOO_LONG.search(markdown)
    if found is not None:
        raise PdfProblem(
            "a heading or word that begins with {beginning} is too long for a page",
            help="shorten it; Markdown, HTML and Word take it as it is",
            beginning=found[0].lstrip("# ")[:40],
        )


@dataclass(frozen=True, slots=True)
class _Source:
    main: str
    head: str
    pictures: dict[str, bytes]

    def without(self, texts: Sequence[str]) -> "_Source":
        """Return the document with these texts replaced by their codes."""
        main, head, pictures = self.main, self.head, self.pictures
        everything = "".join((main, head, *(data.decode(errors="ignore") for data in pictures.values())))
        for text in texts:
            # letter by letter only where markup parts them: a letter that has a glyph stays elsewhere
            for part in [text] if text in everything else text:
                code = in_codes(part)
                main, head = main.replace(part, code), head.replace(part, code)
                old, new = part.encode(), code.encode()
                pictures = {name: data.replace(old, new) for name, data in pictures.items()}
        return _Source(main, head, pictures)


def _lay_out(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise PdfProblem("a picture must be in the folder of the report: {name}", name=name)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def _compile(folder: Path, source: _Source, template: Path, fonts: Any) -> bytes | list[str]:
    """Return the file, or the texts that no font can show, longest first."""
    library = typst()

    def made(**settings: str) -> tuple[object, bool]:
        """Return the file, and whether its pages settled: else their numbers may be wrong."""
        compiler = library.Compiler(
            source.main.encode(),
            root=folder,
            font_paths=fonts,
            sys_inputs={"head": source.head, **settings},
            package_path=folder,  # the templates need no package, and none is fetched for them
            package_cache_path=folder,
        )
        done, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["a-2a", "ua-1"])
        _require_typefaces(map(str, warnings), template, fonts)
        return done, not any("did not converge" in str(warning) for warning in warnings)

    try:
        done, settled = made()
        if not settled:
            done, _ = made(steady="yes")
    except library.TypstError as problem:
        missing = missing_glyphs(problem.diagnostic)
        if not missing:
            raise _typst_error(problem.diagnostic, folder, template) from problem
        return missing
    if not isinstance(done, bytes):
        raise PdfProblem("the pages can't be made: no single file came out")
    return done


def _check_links(pages: bytes, template: Path) -> None:
    """Refuse pages of a custom template with a link to anything but the web, such as a script or a file."""
    for link in _LINK.finditer(pages) if not templates.is_built_in(template) else ():
        address = link["text"] if link["text"] is not None else bytes.fromhex(link["hex"].decode())
        if not _WEB.match(address):
            raise PdfProblem(
                "{file}: a link leads to {address}",
                help="link to http, https or mailto",
                file=template,
                address=address.decode(errors="replace"),
            )


def _require_typefaces(warnings: Iterable[str], template: Path, fonts: Any) -> None:
    """Refuse a custom template that names a typeface which the pages lack: another one would stand in unseen."""
    if templates.is_built_in(template):
        return
    known = templates.text_of(templates.built_in() / "report.typ").casefold()
    for name in (found[1] for found in map(_NO_FONT.fullmatch, warnings) if found):
        if name not in known:
            lines = templates.text_of(template).casefold().splitlines()
            raise PdfProblem(
                "{file}:{line}: there is no typeface {name} for the pages",
                help="name one of these: {families}",
                file=template,
                line=next((number for number, line in enumerate(lines, 1) if name in line), 1),
                name=name,
                families=Message.listed(sorted(fonts.families())),
            )


def _typst_error(diagnostic: str, folder: Path, template: Path) -> PdfProblem:
    """Return Typst's first error, with the line of the template if that is the cause."""
    said = first_error(diagnostic).replace(f"{folder}/", "")
    place = _TEMPLATE_LINE.search(diagnostic)
    if place and not templates.is_built_in(template):
        advice: Message | str = _SELF_CONTAINED if said.startswith("file not found") else ""
        unknown = _UNKNOWN.fullmatch(said)
        near = similar(unknown[1], _NAMED.findall(templates.text_of(template))) if unknown else ""
        if near:
            advice = Message.of("did you mean {near}?", near=near)
        return PdfProblem("{file}:{line}: {said}", help=advice, file=template, line=place[1], said=said)
    if not templates.is_built_in(template):
        return PdfProblem("{file}: the pages can't be made with it: {said}", file=template, said=said)
    where = f" (report.typ:{place[1]})" if place else ""
    return PdfProblem("the pages can't be made: {said}{where}", said=said, where=where)


def _head_json(head: Head) -> str:
    day = head.date
    return json.dumps(
        {
            "running": single_line(head.running or head.title),
            "title": single_line(head.title) or NOTHING,  # PDF/UA refuses a document without one
            "subtitle": single_line(head.subtitle),
            "unit": single_line(head.unit),
            "number": single_line(head.number),
            "period": single_line(head.period),
            "as_of": single_line(head.as_of),
            "language": head.language,
            "date": [day.year, day.month, day.day],
            "facts": [[single_line(label), single_line(value)] for label, value in head.facts],
            "keywords": [single_line(word) for word in head.keywords],
            "contents": single_line(head.contents),
            "page_of": single_line(head.page_of),
        },
        ensure_ascii=False,
    )
