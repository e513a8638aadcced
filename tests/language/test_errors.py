"""Errors and messages are templates with values, which can be translated."""

import ast
import re

from language.said import SAYING, SOURCE
from language.wanted import ERRORS, calls, commands, module, put_together, said_in
from talentpilot.cli.command import error_text
from talentpilot.errors import UsageProblem
from talentpilot.model.scalars import HELPS


def test_no_text_is_put_together_in_the_code() -> None:
    assert len(ERRORS) > 7
    assert len(list(said_in("."))) > 300, "the collector sees nothing"
    assert put_together() == [], "give a template with its values, so that it can be translated"


def test_lists_are_left_to_the_language() -> None:
    """Chinese parts the items of a list by 、; one message shows a list as a file holds it: [E1, E2]."""
    joined = {
        file.relative_to(SOURCE).as_posix()
        for file, call, name, owner in calls(".")
        if name in (*ERRORS, "Finding", "Message") or owner == "Message"
        for part in ast.walk(call)
        if isinstance(part, ast.Call) and ast.unparse(part.func) == "', '.join"
    }
    assert joined == {"suggestions.py"}, "write Message.listed(…)"


BELOW = tuple(
    file.relative_to(SOURCE).as_posix() for file in SOURCE.rglob("*.py") if file.relative_to(SOURCE).parts[0] != "cli"
)
HINTING = frozenset(("api", "exchange", "model", "report", "rules", "services", "store", "suggestions.py"))
"""Where a help may name a command. The others, such as `analysis`, know nothing of the program around them."""
PROSE = frozenset(("again", "that"))
"""Words behind the name of the program that are no command: install talentpilot again."""


def constants_of(node: ast.expr) -> list[str]:
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def texts_below() -> list[tuple[str, str]]:
    """Every text that is said below the command line, with its file: errors, messages, findings and their helps."""
    found = [(file, text) for file, node in said_in(*BELOW) for text in constants_of(node)]
    found += [(SOURCE / file, text) for file in BELOW for text in module(SOURCE / file).said() if text[:2] != "? "]
    helps = [("model/scalars.py", text) for text in HELPS.values()]
    return [*helps, *((file.relative_to(SOURCE).as_posix(), text) for file, text in found)]


def facts_below() -> list[tuple[str, str]]:
    """The texts among them that state a fact, and no help: of each error and of each finding."""
    found = []
    for file, call, name, owner in calls(*BELOW):
        place = 0 if name in ERRORS and not owner else dict(SAYING.get(name, ())).get("message")
        given = [item.value for item in call.keywords if item.arg == "message"]
        given += call.args[place : place + 1] if place is not None else []
        texts = {text for node in given for text in module(file).literals(node)}
        found += [(file.relative_to(SOURCE).as_posix(), text) for text in texts]
    return found


def named_commands(text: str) -> list[tuple[str, list[str]]]:
    """The commands that a text tells to type, each with the options behind it."""
    found = []
    for words, rest in re.findall(r"\btalentpilot ((?:[a-z-]+\b ?)+)([^;,:`]*)", text):
        parts = [word for word in words.split() if not word.startswith("--")]
        name = " ".join(parts[:2]) if " ".join(parts[:2]) in OPTIONS else parts[0]
        found.append((name, re.findall(r"--[a-z-]+", f"{words} {rest}")))
    return found


OPTIONS = {
    " ".join(path): {"--help"} | {option for item in command.params for option in item.opts}
    for path, command in commands()
    if path
}


def test_the_collectors_see_the_hints() -> None:
    hinted = {name for _, text in texts_below() for name, _ in named_commands(text)}
    assert {"validate", "templates trust", "record evidence", "fmt", "diff"} <= hinted
    assert len(facts_below()) > 600
    assert named_commands("fetch it; talentpilot record done --nothing adds it") == [("record done", ["--nothing"])]


def test_a_hint_names_a_command_that_exists_with_options_that_it_has() -> None:
    wrong = [
        (file, text)
        for file, text in texts_below()
        for name, options in named_commands(text)
        if name not in PROSE and (name not in OPTIONS or not {*options} <= OPTIONS[name])
    ]
    assert wrong == []


def test_below_the_command_line_a_command_is_named_in_a_help_alone() -> None:
    """A fact is read by callers of the Python API as well, who have other ways; whoever has those has the commands."""
    facts = [item for item in facts_below() if any(name in OPTIONS for name, _ in named_commands(item[1]))]
    assert facts == [], "state the fact, and name the command in its help"
    places = {file.partition("/")[0] for file, text in texts_below() if named_commands(text)}
    assert places <= HINTING


def test_below_the_command_line_texts_name_arguments_and_not_options() -> None:
    """`{--force}` is spelled by whoever shows it; a whole command that may be typed stays as it is typed."""
    typed = re.compile(r"\b(talentpilot|git|pip) [\w{}/… -]*$")
    found = [
        f"{file}: {text}"
        for file, text in texts_below()
        for option in re.finditer(r"(?<![{\w-])--[a-z]", text)
        if typed.search(text[: option.start()]) is None
    ]
    assert found == [], "write {--name} in place of --name"


def test_an_argument_is_spelled_as_its_reader_writes_it() -> None:
    problem = UsageProblem("{--keep-ledger} has no place", help="leave {--as-of} {day} out", day="{--day}")
    assert str(problem) == "keep_ledger has no place\n  help: leave as_of {--day} out"
    assert error_text(problem, "en") == "--keep-ledger has no place\n  help: leave --as-of {--day} out"
