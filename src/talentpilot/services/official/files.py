"""Write official documents: DOCX, Markdown, and PDF to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.report.official.publication import OfficialFiles, official_files
from talentpilot.services.official.documents import MadeDocument
from talentpilot.services.report_files import DEFAULT_FOLDER
from talentpilot.store.writer import write_file

FORMS = ("docx", "pdf", "md")
_REFUSED: Mapping[str, Message] = {
    "html": Message("a page is no official document: it can't be signed, numbered or filed"),
    "json": Message("the figures of an official document are those of the report: report --format json"),
}


@dataclass(frozen=True, slots=True)
class OfficialPlan:
    """Where a document goes and in which forms; `stem` is None for its usual name."""

    folder: Path
    stem: str | None
    forms: tuple[str, ...]


def plan_official(forms: str | None, output: Path | None) -> OfficialPlan:
    """Return where an official document goes, and in which forms; Word is the usual one.

    Raises:
        UsageProblem: there is no such form, or the name of the file asks for another one.
    """
    wanted = tuple(dict.fromkeys(part.strip() for part in forms.split(","))) if forms is not None else None
    for form in wanted or ():
        _demand_form(form)
    ending = output.suffix.lstrip(".").lower() if output is not None else ""
    if output is None or not ending or output.is_dir():
        return OfficialPlan(output or DEFAULT_FOLDER, None, wanted or ("docx",))
    _demand_form(ending)
    if wanted is not None and wanted != (ending,):
        raise UsageProblem("{output} is one file, but {--format} asks for {forms}", output=output, forms=forms)
    return OfficialPlan(output.parent, output.stem, (ending,))


def _demand_form(form: str) -> None:
    if form in FORMS:
        return
    raise UsageProblem(
        "official documents have no format {form}",
        help=_REFUSED.get(form, Message("write one or several of docx, pdf, md")),
        form=form or "''",
    )


def document_files(made: MadeDocument, forms: tuple[str, ...]) -> OfficialFiles:
    """Return the forms of a document.

    Raises:
        MissingExtra: the PDF needs a part that is not installed.
        UsageProblem: the profile asks for what can't be set, or a font forbids to be embedded.
    """
    return official_files(made.document, made.look, forms)


def write_document(made: MadeDocument, plan: OfficialPlan) -> tuple[tuple[Path, ...], tuple[Message, ...]]:
    """Write the forms of a document; return their paths and what is to be said of them.

    Nothing is written if one of the forms can't be made.

    Raises:
        MissingExtra, UsageProblem: as `document_files` does.
        StorageProblem: the disk refuses.
    """
    found = document_files(made, plan.forms)
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageProblem("{folder}: {why}", folder=plan.folder, why=system_reason(problem)) from problem
    files = {plan.folder / f"{plan.stem or made.stem}.{form}": data for form, data in found.contents.items()}
    for path, data in files.items():
        write_file(path, data)
    return tuple(files), found.notes


def length_line(made: MadeDocument) -> str:
    """Return what is said of a document when it is done, in the language that it is written in."""
    limit = f"，上限{made.limit}字" if made.limit else ""
    return f"正文{made.length}字{limit}；附件{len(made.document.annexes)}个；留白：{'、'.join(made.blanks)}"


_STEPS = (
    Message("shortened: finished milestones are counted, not named (annex 1 has them)"),
    Message("shortened: the steps to come are counted by month"),
    Message("shortened: domains in which all pilots are on track share one sentence"),
    Message("shortened: only critical bottlenecks are named"),
    Message("shortened: only the matters shared by most pilots are named"),
    Message("shortened: the domains stand in an annex"),
)


def steps_taken(made: MadeDocument) -> tuple[Message, ...]:
    """Return how a body was made shorter, step by step."""
    return _STEPS[: made.eased]
