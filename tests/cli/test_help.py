"""The help of every command: in both languages, no choice cut, with examples that run."""

import re
import shlex
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from conftest import Ran
from language.wanted import commands
from talentpilot.cli.examples import EXAMPLES

Run = Callable[..., Ran]
# ruff: noqa: E501 - texts as they are printed
UNTRANSLATED: frozenset[str] = frozenset(
    {
        "A bottleneck it solves, such as B1.",
        "A condition, also as {zh: …, en: …}; any number.",
        "A text, such as steps.zh=… or steps=…; any number.",
        "An indicator it rests on.",
        "Another change of the same filing; any number.",
        "Approved on that day; by default today.",
        "Every approved pilot that has no seal yet.",
        "File a change of the approved plan: kind, value in force, procedure are found. A proposed plan is rewritten.",
        "For a higher level to settle, such as data:ministry=… or data:ministry:B1={zh: …, en: …}; any number.",
        "For add_milestone and add_indicator",
        "For money, such as CNY.",
        "For money: how much.",
        "How it was settled.",
        "In effect since.",
        "In effect since; by default the day.",
        "Its fields, as YAML.",
        "Record the approval, and seal the plan as approved: a digest of each of its parts.",
        "Record the decision on a filing and print what the plan becomes, or record the decision on an evaluation.",
        "Submitted; by default today.",
        "Such as 2026Q1.",
        "Such as E4.",
        "Such as due=2027-02-28, title.zh=….",
        "The approval, where it is not on the books yet",
        "The day now expected; left out while it is open.",
        "The day this is said; by default today.",
        "The evidence.",
        "The file's name in the ledger.",
        "The file; it is copied below evidence/.",
        "The filing, or the name of an evaluation.",
        "The organization that took it over.",
        "The page, in place of a file.",
        "The paper, such as E1; any number.",
        "The period counted: 2026Q1, 2026-03, 2026H1, 2026.",
        "The pilot for a new one, or the practice.",
        "The pilot; left out with --all.",
        "The practice.",
        "The region that took it over.",
        "The same trouble in another pilot.",
        "To be settled by.",
        "What changes: M3/due, I1/target/value, term/end, roles/lead …",
        "What comes next.",
        "What is done next.",
        "What is wrong.",
        "What it has become: documented, endorsed, promoted, withdrawn.",
        "What shall hold; lists as a,b, texts also as {zh: …, en: …}, null for none.",
        "What was done.",
        "Where it holds.",
        "Where it stands.",
        "Where the path does not tell: suspension, resumption, termination, conclusion, reopening, add_milestone, add_indicator; or another that may make the change.",
        "Who accepted the solution: another body than its owner.",
        "Who can settle it: unit, city, province, ministry or other_ministries.",
        "Who endorsed or promoted it.",
        "Who granted it.",
        "Who has looked at it.",
        "Who has to see to it.",
        "Why it differs from the recommendation.",
        "Why it is late.",
        "Why it is on the books again.",
        "Why.",
        "With whom; by default as before.",
        "approved, rejected or withdrawn. Of an evaluation: no_finding, stop, roll_out, conditional_roll_out, continue, correct, extend or adapt.",
        "critical, major or minor.",
        "document, dataset, survey, minutes, media, system, site_visit or other.",
        "filing 备案 or approval 报批; found by itself.",
        "national, provincial, municipal or other.",
        "original_seen, recomputed, site_check or third_party.",
        "policy, procedure, data, funding, capacity, coordination, legal, technology or other.",
        "policy, project, funding or honour.",
        "policy, project, platform, service or other.",
        "public or internal.",
        "发文字号 of the approval.",
        "发文字号 of the paper that decides; that of the filing stays.",
        "发文字号, the paper's number.",
        "发文字号, the paper.",
        "发文字号: the paper that endorsed or promoted it, else one of its own.",
    }
)
"""Help texts that have no Chinese yet. Take a text out when it gets one; add none."""


ALL = list(commands())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=" ".join)
def test_help_fits_the_terminal_and_cuts_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8" if language == "zh" else "C.UTF-8")
    monkeypatch.setattr("sys.argv", ["talentpilot", *path, "--help"])
    out = run(*path, "--help").out
    assert out.startswith("用法: " if language == "zh" else "Usage: ")
    assert "<" not in out, "a type behind an option"
    assert "..." not in out.replace("...\n", "").replace("[ARGS]...", ""), "a text is cut"
    body = out.partition("\n\n")[2].rpartition("Examples:" if language == "en" else "示例:")[0] or out
    assert max(map(cell_len, body.splitlines())) <= 80


def test_choices_and_defaults_are_sentences(run: Run) -> None:
    out = " ".join(run("validate", "--help").out.split())
    assert "One of: text, brief, json, sarif, junit, github, gitlab, markdown." in out
    assert "Default: 90." in run("due", "--help").out


def test_the_option_decides_the_language_of_the_help(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["talentpilot", "--lang", "zh", "due", "--help"])
    assert run("--lang", "zh", "due", "--help").out.startswith("用法")
    monkeypatch.setattr("sys.argv", ["talentpilot", "due", "--lang=en", "--help"])
    assert run("due", "--lang=en", "--help").out.startswith("Usage")


def test_every_example_names_a_command_and_options_that_exist() -> None:
    known = {" ".join(path): command for path, command in ALL}
    assert set(EXAMPLES) <= set(known)
    for example in (one for many in EXAMPLES.values() for one in many):
        words = shlex.split(example)[1:]
        name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        options = {option for param in known[name].params for option in param.opts}
        assert {word for word in words if re.match(r"--", word)} <= options, example
