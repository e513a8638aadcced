"""The commands that read, over a federation: many ledgers shown as one, with what is missing on the first line."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from datetime import date

    from talentpilot.analysis.portfolio import PilotSelection
    from talentpilot.cli.output.diff import DiffFormat
    from talentpilot.cli.output.due import DueFormat
    from talentpilot.cli.output.evaluation import EvaluationFormat
    from talentpilot.cli.output.findings import FindingsFormat
    from talentpilot.cli.output.status import StatusFormat
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.federation.members import OpenFederation
    from talentpilot.services.progress import Progress

FEDERATION = "Over a federation"


@dataclass(frozen=True, slots=True)
class FederationOptions:
    """Which ledgers of a federation are read, in which state, and whether one may be missing."""

    ledger: Annotated[
        list[str] | None,
        typer.Option("--ledger", metavar="ID", help="Only this ledger. Repeatable.", rich_help_panel=FEDERATION),
    ] = None
    locked: Annotated[
        bool,
        typer.Option(
            "--locked", help="Read by federation.lock, and fail if it no longer fits.", rich_help_panel=FEDERATION
        ),
    ] = False
    unlocked: Annotated[
        bool,
        typer.Option(
            "--unlocked", help="Read the revisions, whatever federation.lock says.", rich_help_panel=FEDERATION
        ),
    ] = False
    allow_missing: Annotated[
        bool,
        typer.Option("--allow-missing", help="Go on without ledgers that can't be read.", rich_help_panel=FEDERATION),
    ] = False

    def open(self, session: Session, progress: "Progress | None" = None) -> "OpenFederation | None":
        """Open the federation that the session names; None where it names a ledger.

        Raises:
            UsageProblem: the options contradict each other, or there is no federation and they need one.
        """
        root = session.federation_root()
        if root is None:
            if self.ledger or self.locked or self.unlocked or self.allow_missing:
                raise UsageProblem(
                    "there is no federation here", help="leave --ledger, --locked, --unlocked and --allow-missing out"
                )
            return None
        from talentpilot.services.federation.members import LockUse, open_federation
        from talentpilot.services.progress import SILENT

        if self.locked and self.unlocked:
            raise UsageProblem("--locked and --unlocked contradict each other", help="leave one out")
        use = LockUse.LOCKED if self.locked else LockUse.UNLOCKED if self.unlocked else LockUse.AUTO
        opened = open_federation(
            root, revision=session.rev_option, as_of=session.requested_day, use=use, only=self.ledger or (),
            progress=progress or SILENT,
        )  # fmt: skip
        _say_moved(opened, session)
        return opened

    def code(self, opened: "OpenFederation", *, found: bool = False) -> ExitCode:
        """Return the exit code: a missing ledger is a finding, unless that is allowed."""
        missing = bool(opened.missing) and not self.allow_missing
        return ExitCode.FINDINGS if found or missing else ExitCode.FINE


def _say_moved(opened: "OpenFederation", session: Session) -> None:
    from talentpilot.i18n.translator import translator_for

    say = translator_for(session.language)
    for member in opened.moved:
        assert member.moved is not None, "only moved ledgers are named"
        then, now = (name.removeprefix("sha256:")[:7] for name in member.moved)
        told = say.text("{id} has moved on since federation.lock: {then} -> {now}", id=member.id, then=then, now=now)
        sys.stderr.write(f"talentpilot: {told}\n")


def show_status(
    opened: "OpenFederation", selection: "PilotSelection", form: "StatusFormat", output: Path | None,
    session: Session, given: FederationOptions, *, in_full: bool,
) -> ExitCode:  # fmt: skip
    """Print the status of the pilots of all ledgers."""
    from talentpilot.cli.output.delivery import deliver
    from talentpilot.cli.output.federation import own_lights_text
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.cli.output.status import StatusFormat, render_status
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.federation.portfolio import gather_federation

    found = gather_federation(opened, selection)
    say = translator_for(session.language)
    color = session.out_in_color and output is None and form is StatusFormat.TABLE
    if form is StatusFormat.JSON:
        from talentpilot.cli.output.federation import own_lights_json
        from talentpilot.cli.output.status_data import portfolio_document

        own = {"own_lights": own_lights_json(found.own_lights)}
        text = _json(portfolio_document(found.whole), opened, own)
    else:
        body = "".join(render_status(found.whole, None, form, say, in_full=in_full, color=color))
        below = own_lights_text(found.own_lights, say) if form is not StatusFormat.CSV else ""
        text = _headed(body, opened, say, plain=form is StatusFormat.CSV) + below
    csv_for = session.language if form is StatusFormat.CSV else None
    deliver(text, output, sys.stdout, color=color, csv_for=csv_for)
    say_unreadable(found.whole.unreadable, say=say)
    return given.code(opened, found=bool(found.whole.unreadable))


def show_due(
    opened: "OpenFederation", selection: "PilotSelection", within: int, owner: str | None, form: "DueFormat",
    output: Path | None, session: Session, given: FederationOptions,
) -> ExitCode:  # fmt: skip
    """Print what is due in all ledgers, by owner."""
    from talentpilot.cli.output.delivery import deliver
    from talentpilot.cli.output.due import DueFormat, render_due
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.federation.agenda import gather_federation_due

    found = gather_federation_due(opened, selection, within, owner)
    say = translator_for(session.language)
    color = session.out_in_color and output is None and form is DueFormat.TABLE
    if form is DueFormat.JSON:
        from talentpilot.cli.output.due_renderers import document

        text = _json(document(found), opened, {})
    else:
        body = "".join(render_due(found, form, say, color=color))
        text = _headed(body, opened, say, plain=form in (DueFormat.CSV, DueFormat.ICS))
    csv_for = session.language if form is DueFormat.CSV else None
    deliver(text, output, sys.stdout, color=color, csv_for=csv_for)
    say_unreadable(found.head.unreadable, say=say)
    return given.code(opened, found=bool(found.head.unreadable))


def show_diff(
    opened: "OpenFederation", span: str | None, since: "date | None", selection: "PilotSelection", form: "DiffFormat",
    output: Path | None, session: Session, given: FederationOptions,
) -> ExitCode:  # fmt: skip
    """Print what changed in all ledgers between two days, or between two locks."""
    from talentpilot.cli.output.delivery import deliver
    from talentpilot.cli.output.diff import Diff, DiffFormat, render_diff
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.federation.comparison import compare_federation

    comparison = compare_federation(opened, span, since, selection)
    found = Diff(comparison, comparison.changes)
    say = translator_for(session.language)
    color = session.out_in_color and output is None and form is DiffFormat.TEXT
    if form is DiffFormat.JSON:
        from talentpilot.cli.output.diff_renderers import document

        text = _json(document(found), opened, {})
    else:
        text = _headed(render_diff(found, form, say, color=color), opened, say, plain=False)
    deliver(text, output, sys.stdout, color=color)
    return given.code(opened)


def show_evaluations(
    opened: "OpenFederation", subject: str | None, form: "EvaluationFormat", output: Path | None, session: Session,
    given: FederationOptions,
) -> ExitCode:  # fmt: skip
    """Print the evaluations of the pilots of all ledgers, each by its own ledger's settings."""
    from talentpilot.cli.output.delivery import deliver
    from talentpilot.cli.output.evaluation import EvaluationFormat, render_evaluations
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.federation.evaluation import evaluate_federation

    found = evaluate_federation(opened, subject)
    say = translator_for(session.language)
    color = session.out_in_color and output is None and form is EvaluationFormat.TABLE
    if form is EvaluationFormat.JSON:
        from talentpilot.cli.output.evaluation_json import document

        text = _json(document(found, rolled_up=subject is None), opened, {})
    else:
        body = render_evaluations(found, form, say, in_full=subject is not None, color=color)
        text = _headed(body, opened, say, plain=form is EvaluationFormat.CSV)
    csv_for = session.language if form is EvaluationFormat.CSV else None
    deliver(text, output, sys.stdout, color=color, csv_for=csv_for)
    say_unreadable(found.unreadable, say=say)
    return given.code(opened, found=bool(found.unreadable))


@dataclass(frozen=True, slots=True)
class FindingsOptions:
    """What `validate` over a federation was asked for."""

    form: "FindingsFormat"
    outputs: Sequence[str]
    select: Sequence[str]
    ignore: Sequence[str]
    strict: bool
    clock: bool
    exit_zero: bool


def show_findings(
    opened: "OpenFederation", asked: FindingsOptions, session: Session, given: FederationOptions
) -> ExitCode:
    """Print the findings of all ledgers, and of the rules that hold between them."""
    from talentpilot.cli.output.findings import FindingsFormat, print_findings, render_findings
    from talentpilot.cli.output.findings_files import plan_targets, write_targets
    from talentpilot.cli.output.language import in_language
    from talentpilot.services.federation.validation import validate_federation

    targets = plan_targets(list(asked.outputs), opened.root)
    found = validate_federation(
        opened, select=asked.select, ignore=asked.ignore, strict=asked.strict, clock=asked.clock,
        allow_missing=given.allow_missing,
    )  # fmt: skip
    answer = in_language(found.result, session.language)
    write_targets(answer, targets, verbose=session.verbose)
    color = session.out_in_color and asked.form is FindingsFormat.TEXT
    if asked.form is FindingsFormat.JSON:
        from talentpilot.cli.output.findings_json import document

        text = _json(document(answer), opened, {})
    else:
        body = render_findings(answer, asked.form, color=color, quiet=session.quiet, verbose=session.verbose)
        people = asked.form in (FindingsFormat.TEXT, FindingsFormat.MARKDOWN)
        text = _headed(body, opened, answer.say, plain=not people)
    print_findings(text, asked.form, color=color)
    return ExitCode.FINDINGS if answer.fails and not asked.exit_zero else ExitCode.FINE


def _json(document: dict[str, object], opened: "OpenFederation", more: Mapping[str, object]) -> str:
    from talentpilot.cli.output.federation import ledgers_json
    from talentpilot.cli.output.rows import json_text
    from talentpilot.services.federation.lock import inputs_of

    federated = {"inputs": inputs_of(opened)} if "inputs" in document else {}
    return json_text({**document, **federated, "ledgers": ledgers_json(opened), **more})


def _headed(body: str, opened: "OpenFederation", say: "Translator", *, plain: bool) -> str:
    """Return the body below the line that names what is missing; a form that has no place for it goes without,
    and standard error says it.
    """
    from talentpilot.cli.output.federation import head_line

    line = head_line(opened, say)
    if plain:
        sys.stderr.write(f"talentpilot: {line}\n")
        return body
    return f"{line}\n\n{body}"
