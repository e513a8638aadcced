"""The help of every command: in both languages, no choice cut, with examples that run."""

import re
import shlex
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from conftest import Ran
from language.wanted import commands
from talentpilot.cli.help import EXAMPLES

Run = Callable[..., Ran]


ALL = list(commands())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=" ".join)
def test_help_fits_the_terminal_and_cuts_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8" if language == "zh" else "C.UTF-8")
    out = run(*path, "--help").out
    assert out.startswith("用法: " if language == "zh" else "Usage: ")
    assert "<" not in out, "a type behind an option"
    assert "..." not in out.replace("...\n", "").replace("[ARGS]...", ""), "a text is cut"
    body = out.partition("\n\n")[2].rpartition("Examples:" if language == "en" else "示例:")[0] or out
    assert max(map(cell_len, body.splitlines())) <= 80


def test_a_mistake_shows_the_usage_line_of_the_help(run: Run) -> None:
    usage = run("record", "done", "--help").out.partition("\n")[0]
    assert usage == "Usage: talentpilot record done [OPTIONS] PILOT/M3"
    assert run("record", "done").err.startswith(f"{usage}\n")


def test_choices_and_defaults_are_sentences(run: Run) -> None:
    out = " ".join(run("validate", "--help").out.split())
    assert "One of: text, brief, json, sarif, junit, github, gitlab, markdown." in out
    assert "Default: 90." in run("due", "--help").out


def test_the_option_decides_the_language_of_the_help(run: Run) -> None:
    assert run("--lang", "zh", "due", "--help").out.startswith("用法")
    assert run("due", "--lang=en", "--help").out.startswith("Usage")


def test_every_command_has_examples_with_options_that_exist() -> None:
    known = {" ".join(path): command for path, command in ALL}
    assert set(EXAMPLES) == set(known)
    for example in (one for many in EXAMPLES.values() for one in many):
        words = shlex.split(example)[1:]
        name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        options = {option for param in known[name].params for option in param.opts}
        assert {word for word in words if re.match(r"--", word)} <= options, example
