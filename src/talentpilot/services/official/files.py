"""Write official documents: DOCX, Markdown, and PDF to look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.report.official.markdown import render_markdown
from talentpilot.report.official.word.package import render_word
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
        raise UsageProblem("{output} is one file, but --format asks for {forms}", output=output, forms=forms)
    return OfficialPlan(output.parent, output.stem, (ending,))


def _demand_form(form: str) -> None:
    if form in FORMS:
        return
    raise UsageProblem(
        "official documents have no format {form}",
        help=_REFUSED.get(form, Message("write one or several of docx, pdf, md")),
        form=form or "''",
    )


def document_files(made: MadeDocument, forms: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each form.

    Raises:
        UsageProblem: the profile asks for what can't be set.
    """
    for form in forms:
        match form:
            case "md":
                yield f"{made.stem}.md", render_markdown(made.document).encode()
            case _:
                yield f"{made.stem}.docx", render_word(made.document, made.chosen.profile)


def write_document(made: MadeDocument, plan: OfficialPlan) -> tuple[Path, ...]:
    """Write the forms of a document; return their paths. Nothing is written if one of them can't be made.

    Raises:
        UsageProblem: the profile asks for what can't be set.
        StorageProblem: the disk refuses.
    """
    stem = plan.stem or made.stem
    files = {plan.folder / f"{stem}{Path(name).suffix}": data for name, data in document_files(made, plan.forms)}
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageProblem("{folder}: {why}", folder=plan.folder, why=system_reason(problem)) from problem
    for path, data in files.items():
        write_file(path, data)
    return tuple(files)


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
