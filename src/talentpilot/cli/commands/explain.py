"""`talentpilot explain`: the page of a rule; or why a light is what it is, down to the line that states each input."""

import sys
from typing import Annotated

import typer

from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.output.forms import TextFormat
from talentpilot.cli.session import ExitCode, Session
from talentpilot.diagnostics import Message
from talentpilot.errors import LedgerNotFound, NothingToCheck, TalentpilotError, UsageProblem

Subject = Annotated[
    str,
    typer.Argument(
        metavar="SUBJECT",
        help="Id or name of a rule (M04), a reason (IND7), a pilot, or anything with an id in it (PILOT/M3, PILOT/A1).",
    ),
]


def explain(
    session: Session,
    federated: FederationOptions,
    subject: Subject,
    format_: Annotated[
        TextFormat, typer.Option("--format", help="Output format; JSON is for pilots only.")
    ] = TextFormat.TEXT,
) -> ExitCode:
    """Explain a rule, or why a pilot has its lights, with the line of each input."""
    from talentpilot.analysis.lights import meaning_of
    from talentpilot.services.validation.rule_choice import find_rule

    if (rule := find_rule(subject)) is not None:
        from talentpilot.cli.output.delivery import Destination
        from talentpilot.cli.output.rule_page import render_page

        to = Destination(session, TextFormat.TEXT)
        to.write(render_page(rule, session.translator(""), color=to.color))
    elif (meaning := meaning_of(subject)) is not None:
        code = subject if ":" in subject else subject.upper()
        sys.stdout.write(f"{code} {session.translator().text(meaning)}\n")
    else:
        return _explain_figures(session, federated, subject, format_)
    return ExitCode.FINE


def _explain_figures(session: Session, federated: FederationOptions, subject: str, form: TextFormat) -> ExitCode:
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.explain import render_json, render_text
    from talentpilot.services.explain import explain_target

    try:
        opened = federated.open(session)
        if opened is None:
            found = explain_target(session.open_ledger(), subject)
        else:
            from talentpilot.services.federation.queries import explain_in_federation

            found = explain_in_federation(opened, subject)
    except (LedgerNotFound, NothingToCheck) as problem:
        if "/" in subject:
            raise
        raise _unknown(subject, problem) from problem
    to = Destination(session, form)
    if found.explanation is None:
        return to.finish("", found.unreadable)
    if form is TextFormat.JSON:
        return to.finish(render_json(found, found.explanation, session.language), found.unreadable)
    return to.finish(render_text(found, found.explanation, session.translator(), color=to.color), found.unreadable)


def _unknown(subject: str, problem: TalentpilotError) -> UsageProblem:
    """Return the error for a word that is neither a rule nor a pilot here."""
    from talentpilot.rules import ALL_RULES
    from talentpilot.suggestions import close_to

    if problem.help.template.startswith("did you mean"):
        advice = problem.help
    else:
        ends = {"first": ALL_RULES[0].id, "last": ALL_RULES[-1].id}
        near = close_to(subject, (key for rule in ALL_RULES for key in (rule.id, rule.name)))
        advice = near or Message.of("rules go from {first} to {last}; {advice}", **ends, advice=problem.help)
    return UsageProblem("there is no rule and no pilot {subject}", help=advice, subject=subject)
