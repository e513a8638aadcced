"""Render findings in a format, and print them."""

import os
import sys
from dataclasses import replace
from typing import Literal, assert_never

from talentpilot.cli.output.findings_text import render_brief, render_markdown, render_text
from talentpilot.cli.output.forms import FindingsFormat
from talentpilot.cli.output.streams import write_colored, write_orders
from talentpilot.services.validation.result import ENGLISH, ValidateResult

MachineFormat = Literal[
    FindingsFormat.JSON, FindingsFormat.SARIF, FindingsFormat.JUNIT, FindingsFormat.GITHUB, FindingsFormat.GITLAB
]
SPOKEN = (FindingsFormat.TEXT, FindingsFormat.BRIEF, FindingsFormat.MARKDOWN)
"""The forms that people read, in their language; those for machines stay English."""


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


def says_its_grounds(form: FindingsFormat) -> bool:
    """Return whether the form itself says which revision was read, and which it was compared with."""
    return form in (FindingsFormat.TEXT, FindingsFormat.GITHUB, FindingsFormat.MARKDOWN, FindingsFormat.JSON)
