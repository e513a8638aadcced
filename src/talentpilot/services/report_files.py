"""Decide in which forms and where a report is written, and write its files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import UntrustedTemplates, UsageProblem
from talentpilot.report.document import Publication
from talentpilot.report.publish import FORMS, USUAL_FORMS, RenderOptions
from talentpilot.report.separate_process import publish_within_limits
from talentpilot.report.trust import NO_TRUST, TemplateTrust, own_templates, templates_in
from talentpilot.store.writer import make_folder, write_file

DEFAULT_FOLDER = Path("build/out")
NO_FORMS = frozenset({"csv", "doc", "htm", "markdown", "odt", "rtf", "svg", "txt", "xls", "xlsx", "xml", "yaml", "yml"})
"""Endings of files that a report can't be; any other name is a folder's."""


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """Where templates are looked up: a folder that the user named, and the ledger's own if they are trusted.

    With `issuing`, own templates that are not trusted are an error: an issued report can't be made a second time.
    """

    given: Path | None = None
    trust: TemplateTrust = NO_TRUST
    issuing: bool = False

    def folders(self, root: Path, warned: Callable[[Message], object]) -> tuple[Path, ...]:
        """Return the folders before the built-in one, in order.

        Raises:
            TemplateError: the ledger's own folder can't be read, or leads elsewhere.
            UntrustedTemplates: a report is to be issued, and own templates are not trusted.
        """
        given, own = () if self.given is None else (self.given,), own_templates(root)
        if own is None:
            return given
        if self.trust.covers(own, root):
            return (*given, own.folder)
        if self.issuing:
            raise UntrustedTemplates(
                "a report is issued once, and the ledger holds {number} templates that you have not trusted",
                help="read them, then trust them: talentpilot templates trust",
                number=len(own.names),
            )
        warned(self.trust.ignoring(own))
        return given

    def admits(self, folder: Path, root: Path) -> bool:
        """Return whether every template in a folder of the ledger in `root` is built in or trusted.

        Raises:
            TemplateError: the folder can't be read.
        """
        own = templates_in(folder)
        return own is None or self.trust.covers(own, root)


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """Where to write, and what: `stem` is None for the usual name; `strict` if the caller named the forms."""

    folder: Path
    stem: str | None
    forms: tuple[str, ...]
    strict: bool
    templates: TemplateChoice

    def options(self, root: Path, began: Callable[[str], object], warned: Callable[[Message], object]) -> RenderOptions:
        """Return how the files are made, and by which templates."""
        return RenderOptions(self.forms, self.strict, self.templates.folders(root, warned), began, warned)


def plan_output(forms: str | None, output: Path | None, templates: TemplateChoice) -> OutputPlan:
    """Return where the report goes, and in which forms.

    Raises:
        UsageProblem: there is no such form or folder.
    """
    if templates.given is not None and not templates.given.is_dir():
        raise UsageProblem("{--templates} {given} is not a folder", given=templates.given)
    wanted = tuple(dict.fromkeys(part.strip() for part in forms.split(","))) if forms is not None else None
    unknown = next((form for form in wanted or () if form not in FORMS), None)
    if unknown is not None:
        raise UsageProblem(
            "there is no format {form}",
            help="write one or several of {forms}, such as md,pdf",
            form=unknown or "''",
            forms=Message.listed(FORMS),
        )
    form = _form_of(output) if output is not None else None
    if output is None or form is None:
        return OutputPlan(output or DEFAULT_FOLDER, None, wanted or USUAL_FORMS, wanted is not None, templates)
    if wanted is not None and wanted != (form,):
        raise UsageProblem("{output} is one file, but {--format} asks for {forms}", output=output, forms=forms)
    return OutputPlan(output.parent, output.stem, (form,), True, templates)


def _form_of(output: Path) -> str | None:
    """Return the form that the name of a file asks for; None for a folder.

    Raises:
        UsageProblem: it is neither a folder nor a file in one of the forms.
    """
    if output == Path("-"):
        raise UsageProblem("a report is written to files", help="name a folder, or one file, with {--output}")
    ending = output.suffix.lstrip(".").lower()
    if ending in FORMS:
        return ending
    if ending in NO_FORMS and not output.is_dir():
        endings = Message.listed(f".{form}" for form in FORMS)
        raise UsageProblem(
            "{output}: there is no report format {ending}",
            help="end it with {endings}, or name a folder",
            output=output,
            ending=ending,
            endings=endings,
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
        raise UsageProblem("one file can hold one language only", help="name a folder with {--output}, or one language")
    documents = tuple(replace(document, stem=plan.stem) for document in publication.documents)
    return replace(publication, stem=plan.stem, documents=documents)


def write_reports(publication: Publication, plan: OutputPlan, options: RenderOptions) -> Iterator[Path]:
    """Write each file as soon as it is made, and yield its path.

    Raises:
        MissingExtra: a form that was asked for needs a part that is not installed.
        StorageProblem: the disk refuses.
    """
    for name, data in publish_within_limits(named(publication, plan), options):
        path = plan.folder / name
        make_folder(path.parent)
        write_file(path, data)
        yield path
