"""Everything that needs its Chinese, collected from the code and the templates, by who says it."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jinja2
from jinja2 import nodes

from language.catalogue import Key
from language.said import PASSED_ON, SOURCE, Module, templates
from talentpilot.analysis.evaluation import decision_table
from talentpilot.analysis.evaluation.decision_table import DecisionFacts, thresholds_of
from talentpilot.analysis.evaluation.reasons import CAUTIONS, OUTCOMES, ROWS
from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.lights import PART_REASONS, REASONS
from talentpilot.cli.app import program
from talentpilot.cli.output.rule_page import paragraphs
from talentpilot.diagnostics import Severity
from talentpilot.errors import TalentpilotError
from talentpilot.i18n.command_terms import COMMAND_TERMS
from talentpilot.i18n.terms import TERMS
from talentpilot.model.choices import AdjustmentKind, BottleneckSeverity
from talentpilot.model.evaluation import Veto
from talentpilot.model.outcomes import Frequency
from talentpilot.model.programme import EvaluationThresholds
from talentpilot.model.scalars import HELPS
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import Rule

ROOT = SOURCE.parents[1]


@cache
def module(file: Path) -> Module:
    """One module of the code; each is read once, however many texts are looked up in it."""
    return Module(file)


def calls(*names: str) -> Iterator[tuple[Path, ast.Call, str, str]]:
    """The calls in these files or folders: file, call, the name that is called, and the name of its owner."""
    for name in names:
        start = SOURCE / name
        for file in sorted(start.rglob("*.py")) if start.is_dir() else [start]:
            for node in ast.walk(module(file).tree):
                if isinstance(node, ast.Call) and node.args:
                    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                    yield file, node, called, getattr(getattr(node.func, "value", None), "id", "")


def literals(call: ast.Call, number: int) -> Iterator[str]:
    yield from (str(one.value) for one in call.args[:number] if isinstance(one, ast.Constant) and one.value)


# Reports


def of_templates() -> Iterator[str]:
    """The first texts of each `_(…)`, and both of each `n_(…)`."""
    environment = jinja2.Environment()
    for file in sorted((ROOT / "templates").rglob("*.md.j2")):
        for call in environment.parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in {"_", "n_"}:
                for argument in call.args[: 1 if call.node.name == "_" else 2]:
                    assert isinstance(argument, nodes.Const), f"{file.name}:{call.lineno} is not literal text"
                    yield str(argument.value)


def reports() -> set[str]:
    """Also the texts in `message("…")`, `say.text("…")` and `say.count("…", "…")`, and the names of codes."""
    code = {
        text
        for _, call, name, owner in calls("report")
        if (name == "message" and not owner) or (owner == "say" and name in {"text", "count"})
        for text in literals(call, 2 if name == "count" else 1)
    }
    found = [set(of_templates()), code, {text for group in TERMS.values() for text in group.values()}]
    assert all(len(part) > 30 for part in found), "one of the collectors sees nothing"
    return set().union(*found)


# Findings and the pages of rules


def findings() -> set[str]:
    labels = {severity.value for severity in Severity}
    names = (
        "cli/output/findings_text.py", "cli/output/rule_page.py",
        "services/validation/rule_choice.py", "services/validation/ledger.py", "services/validation/baseline.py",
    )  # fmt: skip
    for name in names:
        labels |= set(module(SOURCE / name).said())
    for _, call, name, owner in calls(*names):
        if (name == "message" and not owner) or name == "text":
            labels |= set(literals(call, 1))
    return templates() | labels


def page(rule: Rule) -> set[str]:
    return {rule.page.summary, *paragraphs(rule.page)}


def pages() -> set[str]:
    return set().union(*map(page, ALL_RULES))


# The output of commands


def labels_of_figures() -> Iterator[str]:
    """What a figure is called where it is explained; names of settings stay as they are."""
    for _, call, name, owner in calls("analysis/explain"):
        place = {"Explanation": 0, "_rated": 0, "_days": 0, "planned": 1}.get(name)
        if place is not None and not owner and isinstance(call.args[place], ast.Constant):
            yield from (text for text in [str(ast.literal_eval(call.args[place]))] if text and "_" not in text)
    yield from ("target", "target date", "target min", "target max")


def tests_of_rows() -> set[str]:
    """The names of the tests of a recommendation, but for P, R and EL."""
    nothing = DecisionFacts(0, (), 0, None, None, None, None, None, {}, 0, None, 0, 0, True)
    limits = thresholds_of(EvaluationThresholds(), 2)
    rows = [make(nothing, limits) for make in decision_table.ROWS]
    return {test.name for row in rows for test in row.tests if len(test.name) > 2} | {"P undefined"}


def outputs() -> set[str]:
    codes = {*get_args(BottleneckSeverity), *get_args(AdjustmentKind), *get_args(Frequency), "filing", "approval"}
    codes |= {*OUTCOMES.values(), *ROWS.values(), *CAUTIONS, *get_args(Veto), *tests_of_rows()}
    codes |= {*labels_of_figures(), *(item.value for item in PilotState if item.closed), "steps", "conditions"}
    sentences = {
        text
        for _, call, name, owner in calls(".")
        if (name in ("text", "count") and owner == "say") or (name == "message" and not owner)
        for text in literals(call, 2 if name == "count" else 1)
    }
    assert len(sentences) > 40, "the collector sees nothing"
    return sentences | codes | set((REASONS | PART_REASONS).values())


def words() -> set[Key]:
    """The words of commands, with their group as context."""
    return {(group, word) for group, many in COMMAND_TERMS.items() for word in many}


# Errors


def errors_below(kind: type[TalentpilotError]) -> Iterator[type[TalentpilotError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from errors_below(below)


ERRORS = {item.__name__ for item in errors_below(TalentpilotError)}


def _is_note(file: Path, name: str) -> bool:
    return name == "note" and file.name == "new_pilot.py"


def said_in(*names: str) -> Iterator[tuple[Path, ast.expr]]:
    """The texts of each error, its help, and those of `Message(…)`, `Message.of(…)` and `note(…)`."""
    said = {*ERRORS, "Message", "message"}
    for file, call, name, owner in calls(*names):
        if (name in said and not owner) or (owner, name) == ("Message", "of") or _is_note(file, name):
            yield file, call.args[0]
            yield from ((file, item.value) for item in call.keywords if item.arg == "help" and name in ERRORS)


def put_together() -> list[str]:
    """The places where a text is put together in the code, so that it can't be translated."""
    return [
        f"{file.relative_to(SOURCE).as_posix()}:{text.lineno}"
        for file, text in said_in(".")
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(text))
    ]


def messages() -> set[str]:
    """The texts of errors and of messages, also where a name stands for one of several."""
    found = {
        text
        for file, node in said_in(".")
        if file.name not in PASSED_ON
        for text in module(file).literals(node)
        if not text.startswith("? ") and re.search(r"[a-z]", re.sub(r"\{\w+\}", "", text))
    }
    return found | {text.partition(";")[0] for text in HELPS.values()}


# The help


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    found = command or program()
    yield path, found
    for name, below in getattr(found, "commands", {}).items():
        yield from commands(below, (*path, name))


def helps() -> set[str]:
    found = {"Usage", "Arguments", "Options", "Commands", "Examples", "One of: {choices}.", "Default: {default}."}
    for _, command in commands():
        for item in (command, *command.params):
            help_text = " ".join((getattr(item, "help", None) or "").split())
            found |= {help_text, getattr(item, "rich_help_panel", None) or ""}
    return found - {""} | {"Show this message and exit."}


WANTED: dict[str, Callable[[], set[str]]] = {
    "reports": reports, "findings": findings, "pages": pages, "output": outputs, "messages": messages, "help": helps,
}  # fmt: skip


def constants() -> set[str]:
    """Every text in the code, for what is said in a way that no collector follows."""
    return {
        node.value
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(module(file).tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
