"""The forms in which findings are printed; the choices of `--format` come from here."""

import os
import sys
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, assert_never

from talentpilot.cli.output.streams import write_colored, write_orders

if TYPE_CHECKING:
    from talentpilot.services.validation.result import ValidateResult


class FindingsFormat(StrEnum):
    """A form of `talentpilot validate --format`."""

    TEXT = "text"
    BRIEF = "brief"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"
    MARKDOWN = "markdown"


MachineForm = Literal[
    FindingsFormat.JSON, FindingsFormat.SARIF, FindingsFormat.JUNIT, FindingsFormat.GITHUB, FindingsFormat.GITLAB
]

SPOKEN = (FindingsFormat.TEXT, FindingsFormat.BRIEF, FindingsFormat.MARKDOWN)
"""The forms that people read, in their language; those for machines stay English."""


def choose_format(chosen: FindingsFormat | None, terminal: bool) -> FindingsFormat:
    """Return the form asked for; by itself `github` inside a GitHub workflow, else `text`."""
    if chosen is not None:
        return chosen
    in_workflow = os.environ.get("GITHUB_ACTIONS") == "true" and not terminal
    return FindingsFormat.GITHUB if in_workflow else FindingsFormat.TEXT


def render_findings(
    answer: "ValidateResult", form: FindingsFormat, *, color: bool = False, quiet: bool = False, verbose: bool = False
) -> str:
    """The findings in that form, ending with a line end; colour, `quiet` and `verbose` are for people's text alone."""
    from talentpilot.services.validation.result import ENGLISH

    answer = answer.in_language() if form in SPOKEN else replace(answer, say=ENGLISH)
    match form:
        case FindingsFormat.TEXT:
            from talentpilot.cli.output import findings_text

            return findings_text.render(answer, color=color, quiet=quiet, verbose=verbose)
        case FindingsFormat.BRIEF:
            from talentpilot.cli.output import findings_text

            return findings_text.render_brief(answer)
        case FindingsFormat.MARKDOWN:
            from talentpilot.cli.output import findings_markdown

            return findings_markdown.render(answer)
        case _:
            return _for_machines(answer, form)


def _for_machines(answer: "ValidateResult", form: MachineForm) -> str:
    match form:
        case FindingsFormat.JSON:
            from talentpilot.cli.output import findings_json

            return findings_json.render(answer)
        case FindingsFormat.SARIF:
            from talentpilot.cli.output import findings_sarif

            return findings_sarif.render(answer)
        case FindingsFormat.JUNIT:
            from talentpilot.cli.output import findings_ci

            return findings_ci.junit_report(answer)
        case FindingsFormat.GITHUB:
            from talentpilot.cli.output import findings_ci

            return findings_ci.workflow_commands(answer)
        case FindingsFormat.GITLAB:
            from talentpilot.cli.output import findings_ci

            return findings_ci.gitlab_report(answer)
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
