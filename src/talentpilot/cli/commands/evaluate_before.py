"""The options that `evaluate` had before it was split; they work for one more version and name the new command."""

import shlex
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer

from talentpilot.cli.official import OfficialOptions
from talentpilot.cli.options import WriteOptions
from talentpilot.cli.session import ExitCode, Session
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import EvaluationType


def _hidden(name: str) -> Any:
    return typer.Option(name, hidden=True)


@dataclass(frozen=True, slots=True)
class OldOptions:
    """The hidden options."""

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
        from talentpilot.cli.commands.evaluate_report import evaluate_report

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
        options=", ".join(strange),
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
