"""Faults planted into the example ledger are found, each by its rule and at its line."""

import re
from pathlib import Path

import pytest

from faults.planting import FAULTS, Outcome, lay_example, pilots, plant_all
from faults.table import PAGE, row
from rules.test_registry import AGAINST_A_REVISION
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.rule import RuleScope

pytestmark = pytest.mark.slow

GARDENS = ("yx-titles-01", "yx-overseas-01")
"""Two pilots in which, between them, nearly every fault can be planted."""


def told(outcome: Outcome) -> str:
    return f"{outcome.rule} {outcome.fault} in {outcome.pilot}, expected at {outcome.expected}: {outcome.said}"


def test_every_rule_has_a_fault() -> None:
    of_a_ledger = {rule.id for rule in ALL_RULES if rule.scope is not RuleScope.FEDERATION}
    assert of_a_ledger - {fault.rule for fault in FAULTS} <= AGAINST_A_REVISION
    assert {fault.rule for fault in FAULTS} <= BY_ID.keys()


def test_one_fault_of_each_rule_is_found_at_its_line(tmp_path: Path) -> None:
    root = lay_example(tmp_path)
    first = list({fault.rule: fault for fault in reversed(FAULTS) if not fault.whole}.values())
    outcomes = list(plant_all(root, first, [GARDENS[0]]))
    lacking = [fault for fault in first if fault.rule not in {one.rule for one in outcomes}]
    outcomes += plant_all(root, lacking, [GARDENS[1]])
    assert len(outcomes) > 90
    assert [told(one) for one in outcomes if not one.at_line] == []


def test_the_page_lists_every_rule_with_its_faults() -> None:
    page = PAGE.read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([A-Z]\d\d) [a-z0-9-]+ \| (\d+) \|", page, re.MULTILINE))
    wanted = {rule: str(sum(1 for fault in FAULTS if fault.rule == rule)) for rule in {one.rule for one in FAULTS}}
    assert listed == wanted, "write it anew: python tests/faults/table.py"


@pytest.mark.slow
@pytest.mark.parametrize("name", pilots(Path(__file__).parents[2]))
def test_every_fault_in_every_pilot_is_found_at_its_line(name: str, tmp_path: Path) -> None:
    outcomes = list(plant_all(lay_example(tmp_path), FAULTS, [name]))
    assert [told(one) for one in outcomes if not one.at_line] == []
    assert row(name, outcomes) in PAGE.read_text(encoding="utf-8"), "write it anew: python tests/faults/table.py"
