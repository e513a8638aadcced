"""`talentpilot evaluate`: the evaluations as a table, in full, or as data; `evaluate-report`: the reports on them."""

import shlex
import sys
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from talentpilot.cli import options
from talentpilot.cli.commands.report import Force, Forms, ForWhom, Language, Place, Templates, TrustTemplates
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.official import OfficialOptions, write_evaluation_documents
from talentpilot.cli.options import WriteOptions, language_choice
from talentpilot.cli.output.forms import TableFormat, choose_format
from talentpilot.cli.session import ExitCode, Session
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import EvaluationType
from talentpilot.model.dates import optional_day

Shown = Annotated[
    str | None,
    typer.Argument(metavar="PILOT[/NAME]", help="Evaluations of a pilot in full, or the one of that name."),
]
All = Annotated[bool, typer.Option("--all", help="All evaluations, summed up by task; the default without a pilot.")]
SpokenLanguage = Annotated[
    str | None,
    typer.Option("--lang", metavar="LANG", help="Language of what is printed. Default: the terminal's language."),
]


def _hidden(name: str) -> Any:
    return typer.Option(name, hidden=True)


@dataclass(frozen=True, slots=True)
class OldOptions:
    """The options that `evaluate` had before it was split; they work for one more version and name the new command."""

    sheet: Annotated[bool, _hidden("--sheet")] = False
    reviewers: Annotated[str | None, _hidden("--reviewers")] = None
    ratings: Annotated[list[Path] | None, _hidden("--ratings")] = None
    type_: Annotated[EvaluationType | None, _hidden("--type")] = None
    evaluator: Annotated[str | None, _hidden("--evaluator")] = None
    independent: Annotated[bool | None, _hidden("--independent/--not-independent")] = None
    method: Annotated[str | None, _hidden("--method")] = None
    evidence_level: Annotated[int | None, _hidden("--evidence-level")] = None
    dry_run: Annotated[bool, _hidden("--dry-run")] = False
    force: Annotated[bool, _hidden("--force")] = False
    report: Annotated[str | None, _hidden("--report")] = None
    issued: Annotated[str | None, _hidden("--issued")] = None
    edition: Annotated[str | None, _hidden("--edition")] = None
    templates: Annotated[Path | None, _hidden("--templates")] = None
    issue: Annotated[bool, _hidden("--issue")] = False

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the fields of the options that were given."""
        values = ((item, getattr(self, item.name)) for item in fields(self))
        return tuple(item.name for item, value in values if value is not item.default and value != [])


def evaluate(
    session: Session,
    before: OldOptions,
    federated: FederationOptions,
    subject: Shown = None,
    every: All = False,
    format_: Annotated[TableFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
    language: SpokenLanguage = None,
) -> ExitCode:
    """Show performance, judgement, replicability and a recommendation with its reasons. The authority decides."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.evaluation import document, render_evaluations
    from talentpilot.services.evaluation import gather_evaluations

    if every and subject is not None:
        raise UsageProblem("--all and {subject} contradict each other", help="leave one of them out", subject=subject)
    if before.given:
        return run_as_before(session, before, subject, output, language, shown=format_ is not None)
    if language not in (None, "zh", "en"):
        raise UsageProblem("language {language} is unknown", help="write zh or en", language=language)
    form = choose_format(format_, output, TableFormat.TABLE)
    to = Destination(session, form, output)
    if (opened := federated.open(session)) is None:
        found = gather_evaluations(session.open_ledger(), subject)
        text = render_evaluations(found, form, session.translator(""), in_full=subject is not None, color=to.color)
        return to.finish(text, found.unreadable)
    from talentpilot.services.federation.queries import evaluate_federation

    found = evaluate_federation(opened, subject)
    shown = partial(render_evaluations, found, form, in_full=subject is not None, color=to.color)
    data = partial(document, found, rolled_up=subject is None)
    return federated.finish(opened, to, data, shown, found.unreadable, context="")


Subject = Annotated[
    str | None,
    typer.Argument(
        metavar="PILOT[/NAME]",
        help="Pilot or evaluation; one report for each evaluation. Default: a summary of all pilots.",
    ),
]
Issued = Annotated[str | None, typer.Option("--issued", metavar="DATE", help="Day of issue. Default: today.")]
Issue = Annotated[
    bool,
    typer.Option(
        "--issue",
        help="Issue the report: write it once to reports/evaluation-PILOT-NAME/ in the ledger, with its manifest.",
    ),
]


def evaluate_report(
    session: Session,
    official: OfficialOptions,
    subject: Subject = None,
    format_: Forms = None,
    output: Place = None,
    issued: Issued = None,
    issue: Issue = False,
    edition: ForWhom = None,
    templates: Templates = None,
    trust_templates: TrustTemplates = False,
    language: Language = None,
    force: Force = False,
) -> ExitCode:
    """Write the report on an evaluation, with every score, rating and test, or the summary of all evaluations."""
    from talentpilot.cli.output.notes import say_written, warner
    from talentpilot.cli.progress import progress
    from talentpilot.cli.trusted_templates import template_choice
    from talentpilot.services.evaluation_reports import (
        EvaluationReportRequest,
        issue_evaluation_reports,
        write_evaluation_reports,
    )
    from talentpilot.services.report_files import plan_output

    official.require_layout(session)
    request = EvaluationReportRequest(subject, optional_day(issued), edition)
    choice = template_choice(templates, everything=trust_templates, issuing=issue)
    if official.layout is not None:
        place = (language, format_, output)
        return write_evaluation_documents(session, request, official, place, choice, force=force)
    if issue and output is not None:
        raise UsageProblem("--issue writes to reports/ of the ledger, so --output has no place beside it")
    if issue and subject is None:
        raise UsageProblem("--issue needs a pilot")
    plan = plan_output(format_, output, choice)
    work = partial(issue_evaluation_reports, force=force) if issue else write_evaluation_reports
    with progress(quiet=session.quiet) as shown:
        written = work(session.open_ledger(shown), request, language_choice(language), plan, warner(session.language))
    return say_written(session, written.paths, written.unreadable, written.trouble)


_TAKE = ("ratings", "type_", "evaluator", "independent", "method", "evidence_level", "dry_run", "force")
_COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sheet": ("ratings make", ("sheet", "reviewers")),
    "ratings": ("ratings take", _TAKE),
    "report": ("evaluate-report", ("report", "issued", "edition", "templates", "issue")),
}
"""By the option that chose what `evaluate` did: the new command, and the options that went with it."""


def run_as_before(
    session: Session, old: OldOptions, subject: str | None, output: Path | None, language: str | None, *, shown: bool
) -> ExitCode:
    """Run the command that has taken the place of an old option, after naming it on stderr.

    Raises:
        UsageProblem: the options belong to several commands.
    """
    chosen = _chosen(old)
    if shown:
        raise UsageProblem("{option} and --format contradict each other", help="leave one out", option=f"--{chosen}")
    if chosen == "ratings" and session.rev_option is not None:
        raise UsageProblem(
            "--rev {revision}: this command does not read an earlier revision",
            help="leave it out",
            revision=session.rev_option,
        )
    _hint(session, chosen, subject)
    if chosen == "sheet":
        from talentpilot.cli.commands.ratings import make_sheets

        return make_sheets(session, subject or "", old.reviewers, output, language)
    if chosen == "report":
        return evaluate_report(
            session,
            OfficialOptions(),
            subject,
            old.report,
            output,
            old.issued,
            old.issue,
            old.edition,
            old.templates,
            language=language,
        )
    from talentpilot.cli.commands.ratings import take_sheets

    description = (old.type_, old.evaluator, old.independent, old.method)
    writing = WriteOptions(old.dry_run, old.force)
    return take_sheets(session, writing, old.ratings or [], subject or "", *description, old.evidence_level)


def _chosen(old: OldOptions) -> str:
    """Return the one option that chose what `evaluate` did."""
    chosen = [name for name in _COMMANDS if name in old.given]
    allowed = _COMMANDS[chosen[0]][1] if chosen else ()
    strange = [_option(name) for name in old.given if name not in allowed]
    if not strange:
        return chosen[0]
    whose = next(command for command, names in _COMMANDS.values() if strange[0] in map(_option, names))
    raise UsageProblem(
        "evaluate does not take {options}",
        help="see talentpilot {command} --help",
        options=Message.listed(strange),
        command=whose,
    )


def _hint(session: Session, chosen: str, subject: str | None) -> None:
    command, _ = _COMMANDS[chosen]
    what = "FILE" if chosen == "ratings" else shlex.quote(subject) if subject else ""
    say = session.translator("")
    moved = "evaluate {option} is now a command of its own, and goes with the next version"
    hint = say.said(Message.of(moved, option=_option(chosen)))
    advice = say.text("help: {advice}", advice=f"talentpilot {command} {what}".rstrip())
    sys.stderr.write(f"talentpilot: {hint}\n  {advice}\n")


def _option(name: str) -> str:
    return "--" + name.rstrip("_").replace("_", "-")
