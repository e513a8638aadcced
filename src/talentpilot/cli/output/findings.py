"""The forms in which findings are printed; the choices of `--format` come from here."""

import os
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from talentpilot.cli.checking import Verdict


class FindingsFormat(StrEnum):
    """A form of `talentpilot validate --format`."""

    TEXT = "text"
    BRIEF = "brief"
    JSON = "json"
    GITHUB = "github"


def choose_format(chosen: FindingsFormat | None, terminal: bool) -> FindingsFormat:
    """The form asked for; by itself `github` inside a GitHub workflow, else `text`."""
    if chosen is not None:
        return chosen
    in_workflow = os.environ.get("GITHUB_ACTIONS") == "true" and not terminal
    return FindingsFormat.GITHUB if in_workflow else FindingsFormat.TEXT


def render_findings(verdict: "Verdict", form: FindingsFormat, *, color: bool, quiet: bool) -> str:
    """The findings in that form, ending with a line end."""
    from talentpilot.cli.output import findings_json, findings_text, findings_workflow

    match form:
        case FindingsFormat.TEXT:
            return findings_text.render(verdict, color=color, quiet=quiet)
        case FindingsFormat.BRIEF:
            return findings_text.render_brief(verdict)
        case FindingsFormat.JSON:
            return findings_json.render(verdict)
        case FindingsFormat.GITHUB:
            return findings_workflow.render(verdict)
        case _:
            assert_never(form)
