"""Errors and messages are templates with values, which can be translated."""

import ast
import re

from language.said import SOURCE
from language.wanted import ERRORS, errors_in, put_together, said_in
from talentpilot.cli.command import error_text
from talentpilot.errors import UsageProblem


def test_no_text_is_put_together_in_the_code() -> None:
    assert len(ERRORS) > 7
    assert len(list(said_in("."))) > 300, "the collector sees nothing"
    assert put_together() == [], "give a template with its values, so that it can be translated"


def test_below_the_command_line_errors_name_arguments_and_not_options() -> None:
    """`{--force}` is spelled by whoever shows it; a whole command that may be typed stays as it is typed."""
    typed = re.compile(r"\b(talentpilot|git|pip|validate|diff|report) [\w{}/… -]*$")
    found = [
        f"{file.relative_to(SOURCE)}: {text}"
        for file, node in errors_in("services", "store", "report", "exchange", "api")
        for text in (
            part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        for option in re.finditer(r"(?<![{\w-])--[a-z]", text)
        if typed.search(text[: option.start()]) is None
    ]
    assert found == [], "write {--name} in place of --name"


def test_an_argument_is_spelled_as_its_reader_writes_it() -> None:
    problem = UsageProblem("{--keep-ledger} has no place", help="leave {--as-of} {day} out", day="{--day}")
    assert str(problem) == "keep_ledger has no place\n  help: leave as_of {--day} out"
    assert error_text(problem, "en") == "--keep-ledger has no place\n  help: leave --as-of {--day} out"
