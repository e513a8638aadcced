"""Usage errors of options and arguments, which Typer reports in English, in the language of the terminal."""

import re
import sys
from typing import Any

import typer

from talentpilot.diagnostics import Language

UsageError: Any = typer.BadParameter.__base__
"""The class of all mistakes that Typer finds; it has no public name of its own."""

_SAID = (
    (r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<near>.*)\))?", "there is no option {name}"),
    (r"No such command '(?P<name>.*?)'\.?(?: Did you mean (?:one of: )?(?P<near>.*)\?)?", "there is no command {name}"),
    (r"Missing (?:argument|option|parameter) '?(?P<name>.*?)'?\.(?P<near>)(?s:.*)", "{name} must be given"),
    (r"Missing command\.(?P<name>)(?P<near>)", "a command is missing"),
    (r"Option '(?P<name>.*?)' requires (?:an argument|\d+ arguments)\.(?P<near>)", "{name} needs a value"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)(?P<near>)", "there is no place for {name}"),
    (r"Option '(?P<name>.*?)' does not take a value\.(?P<near>)", "{name} takes no value"),
    (
        r"Invalid value for '(?P<name>.*?)': (?:Value error, )?'?(?P<seen>.*?)'? is not one of (?P<near>.*?)\.?",
        "{name} can't be {seen}",
    ),
    (
        r"Invalid value for '(?P<name>.*?)': Input .* less than or equal to (?P<most>\S+)(?P<near>)",
        "{name} must be at most {most}",
    ),
    (
        r"Invalid value for '(?P<name>.*?)': Input .* greater than or equal to (?P<least>\S+)(?P<near>)",
        "{name} must be at least {least}",
    ),
    (
        r"Invalid value for '(?P<name>.*?)': Input should be a valid (?:integer|number).*(?P<near>)",
        "{name} must be a whole number",
    ),
    (r"Invalid value(?: for '?(?P<name>.*?)'?)?: (?P<near>)(?s:.*)", "the value of {name} can't be read"),
)
"""What Typer says, and the message that says the same: `near` holds known words."""


def show_in(problem: Any, language: Language) -> None:
    """Let a mistake be shown in that language; English is left to Typer."""
    if language != "en":
        problem.show = lambda file=None: (file or sys.stderr).write(_text(problem, language))


def _text(problem: Any, language: Language) -> str:
    from talentpilot.i18n.translator import translator_for

    say = translator_for(language)
    lines = []
    if problem.ctx is not None:
        usage = problem.ctx.get_usage().partition(":")[2].strip()
        lines.append(f"{say.text('Usage')}: {usage}")
        lines.append(say.text("for help: {command} --help", command=problem.ctx.command_path) + "\n")
    english = problem.format_message()
    for pattern, template in _SAID:
        if found := re.fullmatch(pattern, english):
            known = say.listed(re.findall("[^', ]+", found["near"] or ""))
            advice = say.bracketed(say.text("known: {known}", known=known)) if known else ""
            holes = {name: value or "" for name, value in found.groupdict().items() if f"{{{name}}}" in template}
            lines.append(f"talentpilot: {say.text(template, **holes)}{advice}")
            break
    else:
        lines.append(f"talentpilot: {english}")
    return "\n".join(lines) + "\n"
