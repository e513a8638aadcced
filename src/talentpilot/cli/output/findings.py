"""Render findings in a format, print them, and write them into the files that `validate --output` names."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple, assert_never

from talentpilot.cli.output.findings_text import render_brief, render_markdown, render_summary, render_text
from talentpilot.cli.output.forms import FindingsFormat
from talentpilot.cli.output.streams import write_colored, write_orders
from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.escaping import visible
from talentpilot.services.validation.result import ENGLISH, ValidateResult

MachineFormat = Literal[
    FindingsFormat.JSON, FindingsFormat.SARIF, FindingsFormat.JUNIT, FindingsFormat.GITHUB, FindingsFormat.GITLAB
]
SPOKEN = (FindingsFormat.TEXT, FindingsFormat.BRIEF, FindingsFormat.MARKDOWN)
"""The forms that people read, in their language; those for machines stay English."""

ENDINGS = {
    ".json": FindingsFormat.JSON,
    ".sarif": FindingsFormat.SARIF,
    ".xml": FindingsFormat.JUNIT,
    ".md": FindingsFormat.MARKDOWN,
    ".txt": FindingsFormat.TEXT,
}
GITLAB_NAME = "gl-code-quality"
_LEDGER = ("programme.yaml", "catalogue.yaml", "pilots", "templates", "reports", ".git")


def findings_format(chosen: FindingsFormat | None, terminal: bool) -> FindingsFormat:
    """Return the form asked for; by itself `github` inside a GitHub workflow, else `text`."""
    if chosen is not None:
        return chosen
    in_workflow = os.environ.get("GITHUB_ACTIONS") == "true" and not terminal
    return FindingsFormat.GITHUB if in_workflow else FindingsFormat.TEXT


def render_findings(
    answer: ValidateResult, form: FindingsFormat, *, color: bool = False, quiet: bool = False, verbose: bool = False
) -> str:
    """Return the findings in a format; `color`, `quiet` and `verbose` only change the text for people."""
    answer = answer.in_language() if form in SPOKEN else replace(answer, say=ENGLISH)
    match form:
        case FindingsFormat.TEXT:
            return render_text(answer, color=color, quiet=quiet, verbose=verbose)
        case FindingsFormat.BRIEF:
            return render_brief(answer)
        case FindingsFormat.MARKDOWN:
            return render_markdown(answer)
        case _:
            return _for_programs(answer, form)


def _for_programs(answer: ValidateResult, form: MachineFormat) -> str:
    from talentpilot.cli.output import findings_machine  # XML and tables, which nobody needs who reads text

    match form:
        case FindingsFormat.JSON:
            return findings_machine.json_report(answer)
        case FindingsFormat.SARIF:
            return findings_machine.sarif_report(answer)
        case FindingsFormat.JUNIT:
            return findings_machine.junit_report(answer)
        case FindingsFormat.GITHUB:
            return findings_machine.workflow_commands(answer)
        case FindingsFormat.GITLAB:
            return findings_machine.gitlab_report(answer)
        case _:
            assert_never(form)


def print_findings(text: str, form: FindingsFormat, *, color: bool) -> None:
    """Print rendered findings; those for GitHub are orders to its runner."""
    if form is FindingsFormat.GITHUB:
        write_orders(sys.stdout, text)
    elif color:
        write_colored(sys.stdout, text)
    else:
        sys.stdout.write(text)


def says_what_was_left_out(form: FindingsFormat) -> bool:
    """Return whether the form itself has a place for the rules that were left out."""
    return form not in (FindingsFormat.BRIEF, FindingsFormat.GITLAB)


def says_what_was_read(form: FindingsFormat) -> bool:
    """Return whether the form itself says which revision was read, and which it was compared with."""
    return form in (FindingsFormat.TEXT, FindingsFormat.GITHUB, FindingsFormat.MARKDOWN, FindingsFormat.JSON)


class OutputTarget(NamedTuple):
    """One file to write."""

    form: FindingsFormat
    file: Path


def plan_targets(outputs: Sequence[str], root: Path) -> tuple[OutputTarget, ...]:
    """Return the files asked for, settled before anything is checked.

    Raises:
        UsageProblem: the form of a file is unknown, two outputs name one file, or it is one of the ledger's own.
        StorageProblem: its folder is not there.
    """
    targets = tuple(map(_target, outputs))
    for number, target in enumerate(targets):
        file = target.file.resolve()
        if any(file == other.file.resolve() for other in targets[:number]):
            raise UsageProblem("--output {file} is given twice", file=target.file)
        if file.is_relative_to(root) and (file.relative_to(root).parts or ("",))[0] in _LEDGER:
            raise UsageProblem(
                "--output {file} is among the ledger's own files, which a check never changes", file=target.file
            )
        if not file.parent.is_dir():
            raise StorageProblem("{file}: there is no folder {folder}", file=target.file, folder=target.file.parent)
    return targets


def _target(output: str) -> OutputTarget:
    word, colon, name = output.partition(":")
    if colon and name and word in set(FindingsFormat):
        return OutputTarget(FindingsFormat(word), Path(name))
    file = Path(output)
    if file.name.startswith(GITLAB_NAME) and file.suffix == ".json":
        return OutputTarget(FindingsFormat.GITLAB, file)
    if file.name.endswith(".sarif.json"):
        return OutputTarget(FindingsFormat.SARIF, file)
    form = ENDINGS.get(file.suffix.lower())
    if form is None:
        raise UsageProblem(
            "--output {output}: the name does not say which format to write",
            help="end it with {endings}, call it {gitlab}.json, or write FORMAT:FILE as in brief:{name}",
            output=output,
            endings=Message.listed(ENDINGS),
            gitlab=GITLAB_NAME,
            name=file.name,
        )
    return OutputTarget(form, file)


def write_targets(answer: ValidateResult, targets: Sequence[OutputTarget], *, verbose: bool) -> None:
    """Write each file whole; all of them are made before the first is written.

    Raises:
        StorageProblem: the disk refuses.
    """
    from talentpilot.store.writer import write_file  # needed with --output alone

    texts = [render_findings(answer, target.form, verbose=verbose) for target in targets]
    for target, text in zip(targets, texts, strict=True):
        write_file(target.file, visible(text).encode("utf-8"))


def append_step_summary(answer: ValidateResult) -> None:
    """Add the findings to the summary of a GitHub step, where the runner names its file.

    Raises:
        StorageProblem: the file can't be written.
    """
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as stream:
            stream.write(visible(render_summary(answer)))
    except OSError as problem:
        raise StorageProblem("{name}: {why}", name=name, why=system_reason(problem)) from problem
