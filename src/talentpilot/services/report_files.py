"""Decide in which forms and where a report is written, and write its files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.report.document import Publication
from talentpilot.report.publish import FORMS, USUAL_FORMS, RenderOptions, publish
from talentpilot.report.templates import own_folder
from talentpilot.store.writer import write_file

DEFAULT_FOLDER = Path("build/out")
NO_FORMS = frozenset({"csv", "doc", "htm", "markdown", "odt", "rtf", "svg", "txt", "xls", "xlsx", "xml", "yaml", "yml"})
"""Endings of files that a report can't be; any other name is a folder's."""


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """Where to write, and what: `stem` is None for the usual name; `strict` if the caller named the forms."""

    folder: Path
    stem: str | None
    forms: tuple[str, ...]
    strict: bool
    templates: Path | None

    def options(self, root: Path, began: Callable[[str], object], warned: Callable[[str], object]) -> RenderOptions:
        """Return how the files are made: the templates named, then the ledger's own, then the built-in ones."""
        folders = tuple(folder for folder in (self.templates, own_folder(root)) if folder is not None)
        return RenderOptions(self.forms, self.strict, folders, began, warned)


def plan_output(forms: str | None, output: Path | None, templates: Path | None) -> OutputPlan:
    """Return where the report goes, and in which forms.

    Raises:
        UsageProblem: there is no such form or folder.
    """
    if templates is not None and not templates.is_dir():
        raise UsageProblem(f"--templates {templates} is no folder")
    wanted = tuple(dict.fromkeys(part.strip() for part in forms.split(","))) if forms is not None else None
    unknown = next((form for form in wanted or () if form not in FORMS), None)
    if unknown is not None:
        raise UsageProblem(
            f"form {unknown or 'without a name'} is unknown\n"
            f"  help: write one or several of {', '.join(FORMS)}, such as md,pdf"
        )
    form = _form_of(output) if output is not None else None
    if output is None or form is None:
        return OutputPlan(output or DEFAULT_FOLDER, None, wanted or USUAL_FORMS, wanted is not None, templates)
    if wanted is not None and wanted != (form,):
        raise UsageProblem(f"{output} is one file, but --format asks for {forms}")
    return OutputPlan(output.parent, output.stem, (form,), True, templates)


def _form_of(output: Path) -> str | None:
    """Return the form that the name of a file asks for; None for a folder.

    Raises:
        UsageProblem: it is neither a folder nor a file in one of the forms.
    """
    if output == Path("-"):
        raise UsageProblem("a report is written to files\n  help: name a folder, or one file, with --output")
    ending = output.suffix.lstrip(".").lower()
    if ending in FORMS:
        return ending
    if ending in NO_FORMS and not output.is_dir():
        endings = ", ".join(f".{form}" for form in FORMS)
        raise UsageProblem(
            f"{output}: no report has the form {ending}\n  help: end it with {endings}, or name a folder"
        )
    return None


def named(publication: Publication, plan: OutputPlan) -> Publication:
    """Return the publication under the name of the file asked for.

    Raises:
        UsageProblem: one file is asked for, and there are two languages.
    """
    if plan.stem is None:
        return publication
    if len(publication.documents) > 1 and plan.forms != ("json",):
        raise UsageProblem("one file holds one language\n  help: name a folder with --output, or one language")
    documents = tuple(replace(document, stem=plan.stem) for document in publication.documents)
    return replace(publication, stem=plan.stem, documents=documents)


def write_reports(publication: Publication, plan: OutputPlan, options: RenderOptions) -> Iterator[Path]:
    """Write each file as soon as it is made, and yield its path.

    Raises:
        MissingExtra: a form that was asked for needs a part that is not installed.
        StorageProblem: the disk refuses.
    """
    for name, data in publish(named(publication, plan), options):
        path = plan.folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StorageProblem(f"{path.parent}: {problem.strerror}") from problem
        write_file(path, data)
        yield path
