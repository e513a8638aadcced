"""The options of official documents (公文); and the commands that write documents, reminders and notices."""

import sys
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.analysis.portfolio import PilotSelection
    from talentpilot.cli.output.forms import DueFormat
    from talentpilot.diagnostics import Message
    from talentpilot.services.evaluation_reports import EvaluationReportRequest
    from talentpilot.services.ledger import OpenLedger
    from talentpilot.services.notices import Notice, NoticeForm, NoticeScope
    from talentpilot.services.official.documents import MadeDocument, OfficialRequest
    from talentpilot.services.official.files import OfficialPlan
    from talentpilot.services.report_files import TemplateChoice
    from talentpilot.services.reporting import ReportRequest

_official = partial(typer.Option, rich_help_panel="Official documents")
_NAMES = {"sender": "--from", "addressee": "--to", "document_title": "--title"}
"""The options whose names differ from their fields'."""

Layout = Annotated[
    Literal["gongwen"] | None,
    _official("--layout", help="Lay it out as an official document (公文, GB/T 9704), in Chinese."),
]
Profile = Annotated[
    Path | None,
    _official(
        "--profile",
        metavar="FILE",
        help="Profile of your organization. Default: templates/gongwen/profile.yaml of the ledger, else GB/T 9704.",
    ),
]
From = Annotated[str | None, _official("--from", metavar="ORG", help="Organization that sends it.")]
To = Annotated[str | None, _official("--to", metavar="TEXT", help="Whom it is addressed to (主送).")]
Title = Annotated[str | None, _official("--title", metavar="TEXT", help="Its title, with / for line breaks.")]
Longest = Annotated[
    int | None,
    _official("--max-chars", min=0, metavar="N", help="Characters that the body may have; 0 for no limit."),
]
FontFolder = Annotated[
    Path | None, _official("--font-dir", metavar="DIR", help="Folder with your organization's fonts, for the PDF.")
]


WhichDocument = Annotated[
    Literal["progress", "circular", "practices"] | None,
    _official(
        "--document", help="Which official document: progress report, circular or list of practices. Default: progress."
    ),
]


@dataclass(frozen=True, slots=True)
class OfficialOptions:
    """How an official document is laid out, from whom it comes and to whom it goes."""

    layout: Layout = None
    profile: Profile = None
    sender: From = None
    addressee: To = None
    document_title: Title = None
    max_chars: Longest = None
    font_dir: FontFolder = None

    def request(self, templates: "TemplateChoice") -> "OfficialRequest":
        """Return the request that the options make, with these templates."""
        from talentpilot.services.official.correspondence import AddressRequest
        from talentpilot.services.official.documents import OfficialRequest

        address = AddressRequest(self.sender, self.addressee, self.document_title)
        return OfficialRequest(address, self.profile, self.max_chars, self.font_dir, templates)

    def require_layout(self, session: Session, *, brief: bool = False) -> None:
        """Refuse the options of official documents where none is asked for, and documents on a federation.

        Raises:
            UsageProblem: one of them is given without --layout, or --layout over a federation or with --brief.
        """
        if self.layout is not None and brief:
            raise UsageProblem("an official document has no first page of its own", help="leave out {--brief}")
        for item in fields(self):
            if self.layout is None and getattr(self, item.name) is not None:
                name = _NAMES.get(item.name, f"--{item.name.replace('_', '-')}")
                raise UsageProblem("{option} is for official documents", help="add --layout gongwen", option=name)
        if self.layout is not None and session.federation_root() is not None:
            raise UsageProblem(
                "an official document is written on one ledger", help="go into it, or name it with --root"
            )


@dataclass(frozen=True, slots=True)
class PeriodDocumentOptions(OfficialOptions):
    """Which official document on a period is wanted, and how."""

    document: WhichDocument = None


def require_chinese_layout(language: str | None) -> None:
    """Refuse any language but Chinese for an official document.

    Raises:
        UsageProblem: says why.
    """
    if language not in (None, "zh"):
        raise UsageProblem(
            "official documents are written in Chinese; there is none in {language}",
            help="leave out --lang {language}, or leave out --layout gongwen for a report in it",
            language=language,
        )


def write_period_document(
    session: Session,
    asked: "ReportRequest",
    options: PeriodDocumentOptions,
    place: tuple[str | None, str | None, Path | None],
    templates: "TemplateChoice",
    *,
    force: bool,
) -> ExitCode:
    """Write the official document on a period; `place` has the options for language, forms and file."""
    from talentpilot.cli.progress import progress
    from talentpilot.services.official.documents import gather_period_document

    plan = _planned(place, issue=templates.issuing)
    with progress(quiet=session.quiet) as shown:
        ledger = session.open_ledger(shown)
        made = gather_period_document(ledger, asked, options.document or "progress", options.request(templates))
        return _write_or_issue(session, ledger, (made,), plan, issue=templates.issuing, force=force)


def _write_or_issue(
    session: Session,
    ledger: "OpenLedger",
    found: "tuple[MadeDocument, ...]",
    plan: "OfficialPlan",
    *,
    issue: bool,
    force: bool,
) -> ExitCode:
    from talentpilot.cli.output.notes import say_written, warner
    from talentpilot.report.publish import RenderOptions
    from talentpilot.services.official.files import issue_documents, write_document

    said: list[Message] = []
    if not issue:
        return max(say_made(session, made, *write_document(made, plan), said) for made in found)
    options = RenderOptions(plan.forms, True, (), ledger.progress.began, warner(session.language))
    say_written(session, issue_documents(ledger, found, options, force=force), ())
    return max(say_made(session, made, (), (), said) for made in found)


def write_evaluation_documents(
    session: Session,
    asked: "EvaluationReportRequest",
    options: OfficialOptions,
    place: tuple[str | None, str | None, Path | None],
    templates: "TemplateChoice",
    *,
    force: bool,
) -> ExitCode:
    """Write the official document on each evaluation asked for."""
    from talentpilot.services.official.documents import gather_evaluation_documents

    plan = _planned(place, issue=templates.issuing)
    ledger = session.open_ledger()
    found = gather_evaluation_documents(ledger, asked, options.request(templates))
    if plan.stem is not None and len(found) > 1:
        raise UsageProblem(
            "{subject} has {number} evaluations",
            help="write to a folder, or name one of them",
            subject=asked.subject,
            number=len(found),
        )
    return _write_or_issue(session, ledger, found, plan, issue=templates.issuing, force=force)


def _planned(place: tuple[str | None, str | None, Path | None], *, issue: bool) -> "OfficialPlan":
    from talentpilot.services.official.files import plan_official

    language, forms, output = place
    require_chinese_layout(language)
    if issue and output is not None:
        raise UsageProblem("--issue writes to reports/ of the ledger, so --output has no place beside it")
    return plan_official(forms, output)


def say_made(
    session: Session, made: "MadeDocument", paths: tuple[Path, ...], notes: "tuple[Message, ...]",
    said: "list[Message]",
) -> ExitCode:  # fmt: skip
    """Print the paths; then, unless only these are asked for, what is not known, what was shortened, and the length.

    A note that was `said` of an earlier document is not printed again.
    """
    from talentpilot.cli.output.notes import print_note, say_written
    from talentpilot.services.official.files import length_line, steps_taken

    code = say_written(session, paths, made.unreadable)
    if session.quiet:
        return code
    fresh = [message for message in (*made.notes, *notes) if message not in said]
    said += fresh
    for message in (*fresh, *steps_taken(made)):
        print_note(message, session.language)
    sys.stderr.write(f"{length_line(made)}\n")
    return code


def write_reminders(
    session: Session, selection: "PilotSelection", within: int | None, owner: str | None, options: OfficialOptions,
    form: "DueFormat | None", output: Path | None,
) -> ExitCode:  # fmt: skip
    """Write the reminder to a unit, or one to each; none to a unit that owes nothing."""
    from talentpilot.cli.output.notes import print_note, say_unreadable
    from talentpilot.cli.trusted_templates import template_choice
    from talentpilot.diagnostics import Message
    from talentpilot.services.official.documents import ALL, gather_reminders
    from talentpilot.services.official.files import plan_official, write_document

    if owner is None:
        raise UsageProblem("a reminder goes to a unit", help="name it with --owner ORG, or write --owner all")
    plan = plan_official("md" if form == "markdown" else form, output)
    if owner == ALL and plan.stem is not None:
        raise UsageProblem("--owner all writes a file for each unit", help="name a folder with {--output}")
    choice = template_choice(None, everything=False)
    found = gather_reminders(session.open_ledger(), selection, within, owner, options.request(choice))
    code, said = ExitCode.FINE, list[Message]()
    for made in found.made:
        code = max(code, say_made(session, made, *write_document(made, plan), said))
    if not found.made:
        print_note(Message("nothing is due: no reminder was written"), session.language)
        say_unreadable(session, found.due.head.unreadable)
        code = ExitCode.FINDINGS if found.due.head.unreadable else ExitCode.FINE
    sys.stdout.flush()
    return ExitCode(code)


SEPARATOR = "---\n"
"""Stands between two messages that are not lines of JSON."""


def print_notices(
    session: Session, selection: "PilotSelection", within: int | None, owner: str | None, scope: "NoticeScope",
    wanted: "DueFormat | None", output: Path | None,
) -> ExitCode:  # fmt: skip
    """Print the messages, one JSON body a line or separated by a line; or write each to a file of a folder."""
    from talentpilot.cli.output.forms import DueFormat
    from talentpilot.cli.output.notes import print_note, say_unreadable
    from talentpilot.diagnostics import Message
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.agenda import gather_due, pilots_due
    from talentpilot.services.notices import FORMS, WITHIN, notices

    form = next((one for one in FORMS if one == (wanted or DueFormat.TEXT)), None)
    if form is None:
        listed = Message.listed(sorted(FORMS))
        raise UsageProblem("a notice has no format {form}", help="write one of {forms}", form=wanted, forms=listed)
    ledger = session.open_ledger()
    due = gather_due(ledger, selection, WITHIN if within is None else within, owner)
    titles = {name: status.plan.title for name, status in pilots_due(ledger, due).items()}
    found = notices(due, titles, scope, form, translator_for(session.language, "commands"))
    if output is None:
        sys.stdout.write(_together(found, form))
    else:
        sys.stdout.writelines(f"{path}\n" for path in _write(found, form, output))
    if not found:
        print_note(Message("nothing is due: there is nothing to report"), session.language)
    say_unreadable(session, due.head.unreadable)
    return ExitCode.FINDINGS if due.head.unreadable else ExitCode.FINE


def _together(found: "tuple[Notice, ...]", form: "NoticeForm") -> str:
    lines = [f"{one.body.rstrip()}\n" for one in found]
    return ("" if form in ("wecom", "dingtalk") else SEPARATOR).join(lines)


def _write(found: "tuple[Notice, ...]", form: "NoticeForm", folder: Path) -> list[Path]:
    from talentpilot.services.notices import ENDINGS
    from talentpilot.store.writer import write_file

    if folder.suffix:
        raise UsageProblem("notices are written to a folder, a file for each", help="name a folder with {--output}")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for one in found:
        path = folder / f"notice-{one.unit or 'all'}-{one.number}.{ENDINGS[form]}"
        write_file(path, f"{one.body.rstrip()}\n".encode())
        paths.append(path)
    return paths
