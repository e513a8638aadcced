"""Render a report to files: Markdown, charts and every requested format."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import MissingExtra
from talentpilot.report import charts
from talentpilot.report.document import Document, Publication, Report

FORMS = ("md", "pdf", "docx", "html", "json")
USUAL_FORMS = ("md", "pdf")


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How files are made: which forms, by which templates. `began` gets each step, `warned` what is missing.

    With `strict`, a form whose part is not installed is an error; without, it is left out with a warning.
    """

    forms: tuple[str, ...]
    strict: bool
    folders: tuple[Path, ...]
    began: Callable[[str], object]
    warned: Callable[[Message], object]


def publish(publication: Publication, options: RenderOptions) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file, in the order they are made.

    Raises:
        MissingExtra: with `strict`, a form needs a part that is not installed.
        TemplateError, ChartProblem, PandocProblem, PdfProblem: a template is wrong; the message says where.
    """
    if "json" in options.forms:
        yield f"{publication.stem}.json", publication.figures().encode()
    if publication.files is not None:
        yield from publication.files(options.forms)
    for document in publication.documents:
        yield from _publish_document(document, options)


def _publish_document(document: Document, options: RenderOptions) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one document, Markdown first, since it needs no optional package."""
    forms = [form for form in options.forms if form != "json"]
    if not forms:
        return
    stem = document.stem
    options.began(f"{stem}.md")
    report, pictures, lacking = _with_charts(document, f"charts/{stem}")
    if "md" in forms:
        yield f"{stem}.md", report.markdown.encode()
        yield from pictures.items()
    made = [form for form in forms if form != "md"] if lacking is None else []
    lost = [] if lacking is None else ["charts", *(form for form in forms if form != "md")]
    for form, outcome in _side_by_side(made, partial(_render, report.markdown, pictures, document, options)):
        if isinstance(outcome, MissingExtra):
            lacking = lacking or outcome
            lost.append(form)
        else:
            yield f"{stem}.{form}", outcome
    if lacking is not None:
        if options.strict and forms != ["md"]:
            raise lacking
        named = Message.listed(Message("charts") if name == "charts" else name.upper() for name in lost)
        options.warned(Message.of("{stem} is without {lost}; {lacking}", stem=stem, lost=named, lacking=lacking.whole))


def _side_by_side(
    forms: Sequence[str], render: Callable[[str], bytes | MissingExtra]
) -> Iterator[tuple[str, bytes | MissingExtra]]:
    """Yield each format as requested. Pandoc and Typst work outside Python, so they run in parallel."""
    if len(forms) < 2:
        yield from ((form, render(form)) for form in forms)
        return
    with ThreadPoolExecutor(max_workers=2) as pool:
        # a thread does not inherit the recording of this one
        waiting = [(form, pool.submit(copy_context().run, render, form)) for form in forms]
        try:
            for form, one in waiting:
                yield form, one.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _with_charts(document: Document, folder: str) -> tuple[Report, Mapping[str, bytes], MissingExtra | None]:
    """Return the report with its charts drawn, or without charts if the package for them is missing."""
    report = document.write(folder)
    try:
        drawn = charts.render(report.specifications)
    except MissingExtra as problem:
        return document.write(None), {}, problem
    return report, {f"{folder}/{name}.svg": data for name, data in drawn.items()}, None


def _render(
    markdown: str, pictures: Mapping[str, bytes], document: Document, options: RenderOptions, form: str
) -> bytes | MissingExtra:
    """Return one format, or the package that has to be installed for it."""
    options.began(f"{document.stem}.{form}")
    try:
        match form:
            case "docx":
                from talentpilot.report.formats.docx import render_docx

                return render_docx(markdown, pictures, document.head, options.folders)
            case "html":
                from talentpilot.report.formats.html import render_html

                return render_html(markdown, pictures, document.head, options.folders)
            case _:
                from talentpilot.report.formats.pdf import render_pdf

                pdf = render_pdf(markdown, pictures, document.head, options.folders)
                _name_replaced(pdf.replaced, document.stem, options)
                return pdf.data
    except MissingExtra as problem:
        return problem


def _name_replaced(replaced: Sequence[str], stem: str, options: RenderOptions) -> None:
    if replaced:
        codes = " ".join(f"U+{ord(character):04X}" for character in replaced)
        said = "{file}: no font has these characters, printed as their codes: {codes}"
        options.warned(Message.of(said, file=f"{stem}.pdf", codes=codes))
