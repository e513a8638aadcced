"""Errors: their text, their help, and both in the language of the command."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot.cli.command import error_text
from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem

Run = Callable[..., Ran]


def test_values_fill_the_text_and_the_help() -> None:
    problem = UsageProblem("{file} is not UTF-8", help="save {file} as UTF-8", file=Path("a.yaml"))
    assert str(problem) == "a.yaml is not UTF-8\n  help: save a.yaml as UTF-8"
    assert problem.message == Message("{file} is not UTF-8", {"file": "a.yaml"})


def test_a_text_without_values_stands_as_it_is() -> None:
    problem = UsageProblem("{zh: x} can't be read", help="write {zh: 中文}")
    assert str(problem) == "{zh: x} can't be read\n  help: write {zh: 中文}"
    assert problem.help == Message("write {zh: 中文}")


def test_an_error_inside_an_error_is_translated_as_well() -> None:
    inner = StorageProblem("leave it out")
    outer = StorageProblem("{where}: {why}", where="a.yaml", why=inner)
    assert error_text(outer, "zh") == "a.yaml：去掉该选项"
    assert error_text(outer, "en") == "a.yaml: leave it out"


def test_an_error_survives_the_way_between_processes() -> None:
    problem = UsageProblem("{where}: {why}", help="{why}", where="a", why=Message("leave it out"))
    again = pickle.loads(pickle.dumps(problem))
    assert (str(again), again.message, again.help) == (str(problem), problem.message, problem.help)


@pytest.mark.parametrize(
    "options",
    [("--lang", "zh", "seal"), ("seal", "--lang", "zh"), ("report", "--lang", "zh"), ("report", "--lang", "en")],
)
def test_every_command_takes_the_language(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    ran = run(*options, "--root", tmp_path / "none", "--color", "never")
    assert ran.code != 0
    assert ("处理：" in ran.err) == ("zh" in options)


def test_the_terminal_decides_the_language_of_an_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "处理：" in run("status", "--root", tmp_path).err
    assert "help: " in run("status", "--root", tmp_path, "--lang", "en").err


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (MemoryError(), 4, "talentpilot: not enough memory\n"),
        (SystemExit("no such font"), 1, "no such font\n"),
        (SystemExit(), 0, ""),
    ],
)
def test_what_ends_a_command_is_never_silent_success(
    run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, said: str
) -> None:
    def ends(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("talentpilot.services.ledger.open_ledger", ends)
    ran = run("status", "--root", sound)
    assert (ran.code, ran.out, ran.err) == (code, "", said)
