"""Shell completion: which parameter is completed from what. Loaded at every start, so it holds only tables.

The metavar of a parameter tells where its candidates come from; a parameter whose metavar is too general is listed with
its command. The candidates are found by `completion_candidates`, when Tab is pressed.
"""

import copy
import inspect
import os
from collections.abc import Callable, MutableMapping
from typing import Annotated, get_args, get_origin

import typer
from typer.models import ParameterInfo

from talentpilot.cli.choice_words import choices, word_list

Candidates = list[tuple[str, str]]
"""The candidates, each with a remark or an empty text."""

COMPLETING = "_TALENTPILOT_COMPLETE"
"""Set by the shell's script when it asks for candidates: `complete_bash`, `complete_zsh` …"""
HEAD = "_TALENTPILOT_COMPLETE_HEAD"
"""The part of a word before the one that bash completes."""

SOURCES: dict[str, str] = {
    "PILOT": "pilots",
    "PILOT/M3": "pilots/milestones",
    "PILOT/I1": "pilots/indicators",
    "PILOT/E3": "pilots/evidence",
    "PILOT/B1": "pilots/bottlenecks",
    "PILOT/P1": "pilots/practices",
    "PILOT[/P1]": "pilots+practices",
    "PILOT[/NAME]": "pilots+evaluations",
    "SUBJECT": "subjects",
    "A2": "adjustments",
    "adjust.path": "paths",
    "ORG": "organizations",
    "TASK": "tasks",
    "CODE": "regions",
    "VIEW": "views",
    "RULES": "rules",
    "NAME": "templates",
}
"""By metavar, or command and parameter: where candidates come from. A `/` asks for an inner id, a `+` allows one."""

OWN_SOURCES: dict[str, str] = {
    "domain": "domains",
    "ledger": "ledgers",
    "evidence": "evidence",
    "solves": "bottlenecks",
    "indicator": "indicators",
}
"""By parameter, where its metavar is ID."""

PATHS: dict[str, tuple[str, ...]] = {
    "plan": ("term/end", "roles/lead", "roles/units", "roles/partners", "roles/guide", "objective", "title"),
    "milestones": ("due", "weight", "owner", "title", "deliverable", "standard"),
    "indicators": (
        "target/value", "target/min", "target/max", "target/date", "weight", "key", "title", "source", "unit",
        "frequency", "checkpoints", "trajectory", "allow_over_100", "lag_days", "baseline/value", "baseline/date",
        "baseline/period",
    ),
}  # fmt: skip
"""What an adjustment may change: of the plan, and below a milestone or an indicator."""

ANY: dict[str, str] = {
    "LANG": "zh en both",
    "EDITION": "internal public",
    "FORMS": "md,pdf,docx,html,json",
    "ENCODING": "gb18030",
}
"""By metavar: words that mean the same in every command."""

WORDS: dict[str, str] = {"list_facts.which": "adoptions incentives publicity filings bottlenecks practices"}
"""By command and parameter: the words of a parameter that takes others too."""


def completed(parameter: inspect.Parameter, command: str) -> inspect.Parameter:
    """Return the parameter of a command, with its completion where there is one."""
    if get_origin(parameter.annotation) is not Annotated:
        return parameter
    base, *remarks = get_args(parameter.annotation)
    found = next((item for item in remarks if isinstance(item, ParameterInfo)), None)
    if found is None:
        return parameter
    words = " ".join(choices(word_list(base)))
    complete = _completer(found.metavar or "", parameter.name, command, words)
    if complete is None:
        return parameter
    info = copy.copy(found)
    info.autocompletion = complete
    return parameter.replace(annotation=Annotated[base, info])


def _completer(metavar: str, name: str, command: str, words: str) -> Callable[..., Candidates] | None:
    words = words or WORDS.get(f"{command}.{name}") or ANY.get(metavar, "")
    source = OWN_SOURCES.get(name) if metavar == "ID" else SOURCES.get(f"{command}.{name}") or SOURCES.get(metavar)
    if f"{command}.{name}" == "evidence.name":  # the name of a new file
        return None
    if not words and source is None:
        return None

    def complete(ctx: typer.Context, incomplete: str) -> Candidates:
        from talentpilot.cli import completion_candidates

        if words:
            return completion_candidates.of_words(words, incomplete)
        return completion_candidates.of_source(source or "", ctx, incomplete)

    return complete


def repair_word_variables(environment: MutableMapping[str, str]) -> None:
    """Join again what bash has split: it takes `:` and `=` for the ends of words, so `domain:titles` comes as three.

    Of the word being completed only what stands behind the last mark is left, for bash will insert only that; the rest
    goes into `HEAD`.
    """
    if environment.get(COMPLETING) != "complete_bash" or not environment.get("COMP_CWORD", "").isdigit():
        return
    given = environment.get("COMP_WORDS", "").split("\n")
    last = int(environment["COMP_CWORD"])
    words = given[:last]
    current = given[last] if last < len(given) else ""
    head = ""
    if current in (":", "="):
        words, current = [*words, current], ""
    words = _joined(words)
    if words and words[-1].endswith(":"):
        head = words.pop()
    elif words and words[-1] == "=":
        words.pop()
    words = [word for word in words if word != "="]
    environment.update({"COMP_WORDS": "\n".join([*words, current]), "COMP_CWORD": str(len(words)), HEAD: head})


def _joined(words: list[str]) -> list[str]:
    """Return the words with each `:` and what stands around it as one."""
    joined: list[str] = []
    for word in words:
        if joined and (word == ":" or joined[-1].endswith(":")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def repair_environment() -> None:
    """The same for the environment of this process."""
    if COMPLETING in os.environ:
        repair_word_variables(os.environ)
