"""Writes a report: its Markdown, its charts beside it, its PDF; each file whole, and named as it is there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from talentpilot.cli.output.writing import write_whole
from talentpilot.errors import MissingExtra, StorageProblem, UsageProblem
from talentpilot.model.base import Language
from talentpilot.report import charts
from talentpilot.report.formats.pdf import render_pdf
from talentpilot.report.quarterly import cover, render_quarterly
from talentpilot.report.views.quarterly import QuarterlyView

FORMS = ("md", "pdf")
DEFAULT_FOLDER = Path("build/out")


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """Where to write, and what: `stem` is None for the usual name; `insists` says that the forms were asked for."""

    folder: Path
    stem: str | None
    forms: tuple[str, ...]
    insists: bool
    templates: Path | None


def plan_output(forms: str | None, output: Path | None, templates: Path | None) -> OutputPlan:
    """Where the report goes, and in which forms.

    Raises:
        UsageProblem: there is no such form or folder.
    """
    if templates is not None and not templates.is_dir():
        raise UsageProblem(f"--templates {templates} is no folder")
    wanted = tuple(dict.fromkeys(part.strip() for part in forms.split(","))) if forms is not None else None
    unknown = next((form for form in wanted or () if form not in FORMS), None)
    if unknown is not None:
        raise UsageProblem(
            f"form {unknown or 'without a name'} is unknown\n  help: write {' or '.join(FORMS)}, or md,pdf"
        )
    if output is not None and output.suffix.lstrip(".") in FORMS:
        form = output.suffix.lstrip(".")
        if wanted is not None and wanted != (form,):
            raise UsageProblem(f"{output} is one file, but --format asks for {forms}")
        return OutputPlan(output.parent, output.stem, (form,), True, templates)
    return OutputPlan(output or DEFAULT_FOLDER, None, wanted or FORMS, wanted is not None, templates)


def write_reports(
    view: QuarterlyView, languages: Sequence[Language], plan: OutputPlan, root: Path, say: Callable[[str], object]
) -> Iterator[Path]:
    """Write the report in each language; yields each file as it is there. `say` is told what had to be left out.

    Raises:
        MissingExtra: a form that was asked for needs a part that is not installed.
        StorageProblem: the disk refuses, or one file is asked for in two languages.
    """
    if plan.stem is not None and len(languages) > 1:
        raise UsageProblem("one file holds one language\n  help: name a folder with --output, or one language")
    folders = tuple(folder for folder in (plan.templates, root / "templates") if folder is not None and folder.is_dir())
    for language in languages:
        stem = plan.stem or f"{_slug(view)}-{language}"
        yield from _write_one(view, language, plan, stem, folders, say)


def _write_one(
    view: QuarterlyView,
    language: Language,
    plan: OutputPlan,
    stem: str,
    folders: tuple[Path, ...],
    say: Callable[[str], object],
) -> Iterator[Path]:
    """Markdown first: it is there even where a part that draws charts or sets pages is not installed."""
    pictures = f"charts/{stem}"
    report = render_quarterly(view, language, folders, pictures=pictures)
    lacking: MissingExtra | None = None
    svgs: Mapping[str, bytes] = {}
    try:
        drawn = charts.render(report.specifications)
        svgs = {f"{pictures}/{name}.svg": data for name, data in drawn.items()}
    except MissingExtra as problem:
        lacking = problem
        report = render_quarterly(view, language, folders, pictures=None)
    if "md" in plan.forms:
        for name, data in {f"{stem}.md": report.markdown.encode(), **svgs}.items():
            yield _write(plan.folder / name, data)
    if "pdf" in plan.forms and lacking is None:
        try:
            pdf = render_pdf(report.markdown, svgs, cover(view, language), folders)
            _name_replaced(pdf.replaced, stem, say)
            yield _write(plan.folder / f"{stem}.pdf", pdf.data)
        except MissingExtra as problem:
            lacking = problem
    if lacking is not None:
        if plan.insists and "pdf" in plan.forms:
            raise lacking
        say(f"talentpilot: {lacking}\n")


def _name_replaced(replaced: Sequence[str], stem: str, say: Callable[[str], object]) -> None:
    if replaced:
        codes = " ".join(f"U+{ord(character):04X}" for character in replaced)
        say(f"talentpilot: {stem}.pdf: no font has these characters, printed as their codes: {codes}\n")


def _write(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageProblem(f"{path.parent}: {problem.strerror}") from problem
    write_whole(path, data)
    return path


def _slug(view: QuarterlyView) -> str:
    """The usual name: 2026Q3, 2026Q3-domain-titles, 2026Q3-light-red."""
    scope = view.head.scope
    parts = [str(view.head.period)]
    if scope.kind != "programme":
        parts += [scope.kind, scope.value]
    parts += [word for pair in scope.filters for word in pair]
    return re.sub(r"[^0-9A-Za-z]+", "-", "-".join(parts))
