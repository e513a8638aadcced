"""`talentpilot explain RULE`: what a rule catches, why, and how a sound ledger says it."""

import sys
from difflib import get_close_matches
from typing import Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem


def explain(
    session: Session,
    subject: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id or name, such as M04.")],
) -> ExitCode:
    """Print the page of a rule."""
    from talentpilot.cli.output.page import render_page
    from talentpilot.rules import ALL_RULES

    words = {key: rule for rule in ALL_RULES for key in (rule.id, rule.name)}
    rule = words.get(subject.upper()) or words.get(subject.lower())
    if rule is None:
        near = get_close_matches(subject, words, n=1, cutoff=0.5)
        advice = f"did you mean {near[0]}?" if near else f"rules go from {ALL_RULES[0].id} to {ALL_RULES[-1].id}"
        raise UsageProblem(f"there is no rule {subject}\n  help: {advice}")
    sys.stdout.write(render_page(rule, color=session.out_in_color))
    return ExitCode.FINE
