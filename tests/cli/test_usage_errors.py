"""Mistakes in options and arguments are told in the language of the terminal."""

from collections.abc import Callable

import pytest

from conftest import Ran

Run = Callable[..., Ran]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("status", "--foo"), "没有选项--foo（可用：--color、--format、--root）"),
        (("seall",), "没有命令seall（可用：seal）"),
        (("record", "done"), "须填写PILOT/M3"),
        (("due", "--format"), "--format须填值"),
        (("due", "x", "y"), "多余的参数：x y"),
        (("due", "--quiet=yes"), "--quiet不能填值"),
        (("due", "--within", "x"), "--within须为整数"),
        (("return", "make", "--period", "2026Q3", "--rows", "21"), "--rows至多为20"),
        (("return", "make", "--period", "2026Q3", "--rows", "-1"), "--rows至少为0"),
        (("validate", "--format", "xx"), "--format不能是xx（可用：text、brief、"),
    ],
)
def test_a_mistake_is_told_in_chinese(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert f"talentpilot: {told}" in ran.err
    assert not any(word in ran.err for word in ("Try ", "Error", "Usage", "No such", "Invalid"))


def test_english_is_left_to_typer(run: Run) -> None:
    assert "No such option: --foo" in run("due", "--lang=en", "--foo").err
