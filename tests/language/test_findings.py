"""What `validate` and `explain` say in Chinese; and no advice names a command that is not there."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checking import BRIEF_PATTERN, check_folder
from conftest import Ran
from language.catalogue import chinese
from language.said import SOURCE
from language.wanted import findings
from rules.overlay import lay_example
from talentpilot.cli.app import COMMANDS, FAMILIES
from talentpilot.diagnostics import Message
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import Rule

Run = Callable[..., Ran]


def _templates_in(message: Message) -> Iterator[str]:
    """The templates of a message and of those in it, but for lists, which are translated by their marks alone."""
    if re.search(r"[a-z]", re.sub(r"\{\w+\}", "", message.template)):
        yield message.template
    for value in message.values.values():
        if isinstance(value, Message):
            yield from _templates_in(value)


@pytest.mark.slow
@pytest.mark.parametrize("rule", ALL_RULES[::3], ids=lambda rule: rule.id)
def test_what_is_said_of_a_bad_example_is_in_the_catalogue(rule: Rule, tmp_path: Path) -> None:
    day = lay_example(rule.page.bad, tmp_path, reseal=rule.id != "P12")
    known = {message for _, message in chinese()}
    for item in check_folder(tmp_path, day, today=day).diagnostics:
        assert item.help.template, f"{item.rule} gives no advice"
        assert {*_templates_in(item.message), *_templates_in(item.help)} <= known


def _all_texts() -> Iterator[tuple[str, str]]:
    yield from (("a message", text) for text in findings())
    yield from (("a Chinese message", text) for text in chinese().values())
    yield from ((f"the page of {rule.id}", rule.document) for rule in ALL_RULES)
    for name in ("new_pilot.py", "starters.yaml"):
        yield name, (SOURCE / "store" / name).read_text(encoding="utf-8")


def test_whatever_names_a_command_names_one_that_is_there() -> None:
    registered = {entry.name for entry in (*COMMANDS, *FAMILIES)}
    named = [
        (where, word)
        for where, text in _all_texts()
        for word in re.findall(r"(?<!from )\btalentpilot ([a-z][a-z-]*)", text)
    ]
    named = [(where, word) for where, word in named if word != "import"]
    assert len(named) > 4, "the pattern finds no command any more"
    assert [pair for pair in named if pair[1] not in registered] == []


@pytest.fixture
def faulty(sound: Path) -> Path:
    file = sound / "pilots" / "yx-titles-01" / "milestones.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("due: 2027-05-31", "due: 2027-09-30"), encoding="utf-8")
    return sound


def test_validate_speaks_chinese_in_the_forms_that_people_read(run: Run, faulty: Path) -> None:
    options = ("validate", "--root", faulty, "--as-of", "2026-03-31", "--lang", "zh")
    said = "完成时限2027-09-30晚于现行试点期结束日2027-06-30"
    ran = run(*options)
    assert f"错误[M02] {said}" in ran.out
    assert "     = 处理：请调整节点时限，或办理延期" in ran.out
    assert re.search(
        r"^共检查1个试点、7个里程碑、4项指标、4份佐证材料：\d项错误、\d项警告.*（规则版本 2026.2）$", ran.out, re.M
    )
    brief = run(*options, "--format", "brief").out
    assert f"error[M02] {said}" in brief
    assert all(re.match(BRIEF_PATTERN, line) for line in brief.splitlines())
    assert (
        f"| 错误 | M02 due-outside-term | `pilots/yx-titles-01/milestones.yaml:9` | {said} |"
        in run(*options, "--format", "markdown").out
    )


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_the_forms_for_machines_stay_english(run: Run, faulty: Path, form: str) -> None:
    options = ("validate", "--root", faulty, "--as-of", "2026-03-31", "--format", form)
    ran = run(*options, "--lang", "zh")
    assert "due 2027-09-30 is after the end of the term in force" in ran.out
    assert ran.out == run(*options, "--lang", "en").out


def test_the_language_is_that_of_the_terminal_where_none_is_asked_for(
    run: Run, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    options = ("validate", "--root", faulty, "--as-of", "2026-03-31")
    assert "共检查" in run(*options).out
    assert "Checked 1 pilot" in run(*options, "--lang", "en").out


def test_explain_prints_a_page_in_chinese_with_its_examples_as_they_are(run: Run) -> None:
    ran = run("explain", "M04", "--lang", "zh")
    assert ran.out.startswith("M04 done-without-evidence（警告）\n\n节点标为已完成，但没有佐证材料。\n\n审计要看")
    assert "正确示例\n    # milestones.yaml" in ran.out
    assert "evidence: [E1]" in ran.out
