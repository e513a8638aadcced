"""Every rule has its page, and its examples behave: the rule speaks of the bad one, not of the good one."""

from datetime import date
from pathlib import Path

import pytest

from checking import check_folder
from rules.overlay import AS_OF, SOUND, base_of, lay_example
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import Rule, RuleScope

UNAVOIDABLE = {
    "S06": {"F07"},
}
"""Rules of severity error that the bad example of another can't help waking."""

IN_A_LEDGER = [rule for rule in ALL_RULES if rule.scope is not RuleScope.FEDERATION]
"""Those over a federation have tests of their own: one ledger can't wake them."""

every_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=[rule.id for rule in ALL_RULES])
every_rule_of_a_ledger = pytest.mark.parametrize("rule", IN_A_LEDGER, ids=[rule.id for rule in IN_A_LEDGER])


def said(example: str, folder: Path, rule: Rule) -> tuple[Diagnostic, ...]:
    day = lay_example(example, folder, reseal=rule.id != "P12")
    return check_folder(folder, day, today=day, base=base_of(folder)).diagnostics


@pytest.mark.parametrize("today", [AS_OF, None])
def test_no_rule_speaks_on_the_sound_ledger(today: date | None) -> None:
    assert check_folder(SOUND, AS_OF, today=today).diagnostics == ()


@every_rule
def test_a_rule_has_all_four_parts_of_a_page(rule: Rule) -> None:
    page = rule.page
    assert page.summary.endswith("."), f"{rule.id}: the first line is a sentence: what the rule catches"
    assert page.why, f"{rule.id}: say to an officer why it matters"
    assert page.bad, f"{rule.id}: a Bad: block is missing"
    assert page.good, f"{rule.id}: a Good: block is missing"


@every_rule_of_a_ledger
def test_the_bad_example_makes_the_rule_speak(rule: Rule, tmp_path: Path) -> None:
    found = said(rule.page.bad, tmp_path, rule)
    spoken = {item.rule for item in found}
    assert rule.id in spoken, f"{rule.id} is silent on its bad example; these speak: {sorted(spoken)}"
    errors = {item.rule for item in found if item.severity is Severity.ERROR}
    others = errors - {rule.id} - UNAVOIDABLE.get(rule.id, set())
    assert not others, f"{rule.id}: other errors in its bad example: {sorted(others)}"


@every_rule_of_a_ledger
def test_the_good_example_is_sound(rule: Rule, tmp_path: Path) -> None:
    found = said(rule.page.good, tmp_path, rule)
    heard = [f"{item.rule} {item.location.path}:{item.location.line} {item.message}" for item in found]
    assert rule.id not in {item.rule for item in found}, heard
    assert all(item.severity is not Severity.ERROR for item in found), heard


@every_rule
def test_a_rule_that_is_not_only_read_has_a_check(rule: Rule) -> None:
    assert (rule.scope is RuleScope.READING) == (not rule.checks)


def test_the_rules_over_history_are_silent_without_a_base(tmp_path: Path) -> None:
    for number, rule in enumerate(rule for rule in ALL_RULES if rule.scope is RuleScope.HISTORY):
        day = lay_example(rule.page.bad, tmp_path / str(number))
        assert rule.id not in {item.rule for item in check_folder(tmp_path / str(number), day, today=day).diagnostics}
