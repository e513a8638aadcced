"""The list of rules is the specification's: none missing, none twice, none reused, all that is raised is listed."""

import re
from pathlib import Path

import talentpilot
from talentpilot.diagnostics import Severity
from talentpilot.model.scalars import HELPS
from talentpilot.rules import ALL_RULES, BY_ID, RETIRED
from talentpilot.rules.rule import RuleScope
from talentpilot.store.reader import READING_WARNINGS

SOURCES = Path(talentpilot.__file__).parent

IDS = (
    *("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12"),
    *("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11"),
    *("D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08"),
    *("R01", "R02", "R03", "R04", "R05", "R07"),
    *("P01", "P02", "P03", "P04", "P05", "P06", "P07", "P09", "P10", "P11", "P12", "P13", "P14", "P15"),
    *("M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10"),
    *("I01", "I02", "I03", "I04", "I05", "I06", "I07", "I08", "I09", "I10", "I11", "I12", "I13", "I14", "I15", "I16"),
    *("I17", "I18"),
    *("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10"),
    *("B01", "B02", "B03", "B04"),
    *("K01", "K02", "K03", "K04"),
    *("E01", "E02", "E03", "E04", "E05"),
    *("U01", "U02", "U03", "U04", "U05"),
    *("V01", "V02", "V03", "V04", "V05", "V06"),
    *("X01", "X02", "X03"),
    *("G01", "G02", "G03", "G04"),
    *("C01", "C02"),
    *("N01", "N02", "N03", "N04", "N05", "N06", "N07", "N08"),
)
"""Every rule of rules.md, in its order."""

AGAINST_A_REVISION = {"C01", "C02"}
"""Those that speak only with `validate --base`."""

BY_CLOCK = {"D07", "P06", "P09", "M07", "I11", "A05", "B01", "B04", "U01", "G03", "N08"}
"""Those that the passing of days alone can bring (†)."""


def test_the_rules_are_those_of_the_specification() -> None:
    listed = [rule.id for rule in ALL_RULES]
    assert len(set(listed)) == len(listed), "a rule is registered twice"
    assert set(listed) == set(IDS)
    assert listed == sorted(listed)


def test_the_reader_knows_which_of_its_findings_are_warnings() -> None:
    reading = {rule.id for rule in ALL_RULES if rule.scope is RuleScope.READING and rule.severity is not Severity.ERROR}
    assert reading >= READING_WARNINGS
    assert {rule for rule in reading if rule.startswith("F")} == READING_WARNINGS


def test_the_rules_over_history_are_those_against_a_revision() -> None:
    assert {rule.id for rule in ALL_RULES if rule.scope is RuleScope.HISTORY} == AGAINST_A_REVISION


def test_retired_ids_are_not_used_again() -> None:
    assert not set(RETIRED) & BY_ID.keys()


def test_names_are_kebab_case_and_tell_one_thing_each() -> None:
    names = [rule.name for rule in ALL_RULES]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_the_clock_brings_those_that_the_specification_marks() -> None:
    assert {rule.id for rule in ALL_RULES if rule.by_clock} == BY_CLOCK


def test_every_rule_that_reading_raises_is_registered() -> None:
    raised = {key.split("-")[0] for key in HELPS}
    for folder in ("model", "store"):
        for file in (SOURCES / folder).rglob("*.py"):
            text = file.read_text("utf-8")
            raised |= set(re.findall(r"\b(?:fault|Fault|Problem|_say|_add|OmittedItem)\(\s*\"([A-Z]\d\d)\"", text))
    assert {"F01", "F07", "S01", "D02", "I06"} <= raised, "the pattern above no longer finds what is raised"
    assert raised <= BY_ID.keys()


def test_a_rule_of_reading_is_raised_somewhere() -> None:
    text = "".join(
        file.read_text("utf-8") for folder in ("model", "store") for file in (SOURCES / folder).rglob("*.py")
    )
    assert [rule.id for rule in ALL_RULES if rule.scope is RuleScope.READING and f'"{rule.id}' not in text] == []
