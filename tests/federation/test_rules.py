"""The rules N: each speaks of its bad case at its place, and of nothing in a federation that is in order."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from federation.many import HOME, Many, two_ledgers
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import RuleScope
from talentpilot.services.federation.lock import lock_of
from talentpilot.services.federation.members import open_federation
from talentpilot.services.federation.validation import validate_federation

DAY = date(2026, 3, 31)


def found(many: Many, day: date = DAY, *, allow_missing: bool = False) -> list[Diagnostic]:
    """What the rules N say."""
    opened = open_federation(many.write(), as_of=day)
    return [
        item
        for item in validate_federation(opened, allow_missing=allow_missing).result.findings
        if item.rule.startswith("N")
    ]


def test_no_rule_speaks_on_two_sound_ledgers(tmp_path: Path) -> None:
    assert found(two_ledgers(tmp_path)) == []


def _gone(many: Many) -> None:
    many.ledgers["js"]["path"] = "../nowhere"


def _no_revision(many: Many) -> None:
    many.ledgers["js"]["rev"] = "refs/tags/2026Q3"


def _newer(many: Many) -> None:
    many.edit("js", "programme.yaml", {"talentpilot/programme/1": "talentpilot/programme/9"})


def _foreign_task(many: Many) -> None:
    many.edit("js", "catalogue.yaml", {"id: titles-integrity": "id: titles-of-our-own"})


def _other_words(many: Many) -> None:
    many.edit("js", "catalogue.yaml", {"zh: ": "zh: 我省"})


def _elsewhere(many: Many) -> None:
    many.edit("js", f"{HOME}/pilot.yaml", {"'910000'": "'920100'"})


def _same_title(many: Many) -> None:
    many.edit("zj", f"{HOME}/pilot.yaml", {"en: zj Integrity": "en: js Integrity"})


def _same_series(many: Many) -> None:
    many.edit("zj", f"{HOME}/outcomes.yaml", {"value: 42}": "value: 41}"})


def _adopted_elsewhere(many: Many) -> None:
    swaps = {"{org: yx-eval, ": '{region: "920000", ', "三色诚信核验清单": "三色清单", "Three-colour": "Three colour",
             "〔2026〕3号": "〔2026〕99号"}  # fmt: skip
    many.edit("js", f"{HOME}/outcomes.yaml", swaps)


def _own_threshold(many: Many) -> None:
    many.settings["rules"] = {"thresholds": {"red_gap_pp": 20}}


def _own_weights(many: Many) -> None:
    many.settings["evaluation"] = {"weights": {"results": 40, "delivery": 35, "bottlenecks": 15, "management": 10}}


CASES: list[tuple[str, Callable[[Many], None], str, Severity]] = [
    ("N01", _gone, "federation.yaml", Severity.ERROR),
    ("N01", _no_revision, "federation.yaml", Severity.ERROR),
    ("N02", _newer, "federation.yaml", Severity.ERROR),
    ("N03", _foreign_task, "js/catalogue.yaml", Severity.ERROR),
    ("N03", _other_words, "js/catalogue.yaml", Severity.WARNING),
    ("N04", _elsewhere, f"js/{HOME}/pilot.yaml", Severity.WARNING),
    ("N05", _same_title, f"zj/{HOME}/pilot.yaml", Severity.WARNING),
    ("N05", _same_series, f"zj/{HOME}/outcomes.yaml", Severity.WARNING),
    ("N06", _adopted_elsewhere, f"js/{HOME}/outcomes.yaml", Severity.INFO),
    ("N07", _own_threshold, "js/programme.yaml", Severity.WARNING),
    ("N07", _own_weights, "js/programme.yaml", Severity.WARNING),
]


@pytest.mark.parametrize(("rule", "spoil", "path", "severity"), CASES, ids=[f"{c[0]}{c[1].__name__}" for c in CASES])
def test_a_rule_speaks_at_its_place(
    rule: str, spoil: Callable[[Many], None], path: str, severity: Severity, tmp_path: Path
) -> None:
    many = two_ledgers(tmp_path)
    spoil(many)
    said = found(many)
    assert {(item.rule, item.severity) for item in said} == {(rule, severity)}
    assert path in {item.location.path for item in said}
    text = (many.root if path == "federation.yaml" else tmp_path).joinpath(path).read_text("utf-8").splitlines()
    assert all(1 <= item.location.line <= len(text) for item in said if item.location.path == path)


def test_every_rule_has_a_case() -> None:
    assert {case[0] for case in CASES} | {"N08"} == {
        rule.id for rule in ALL_RULES if rule.scope is RuleScope.FEDERATION
    }


@pytest.mark.parametrize(("day", "speaks"), [(date(2026, 7, 15), False), (date(2026, 7, 16), True)])
def test_a_ledger_sleeps_once_a_cadence_and_its_due_days_are_over(day: date, speaks: bool, tmp_path: Path) -> None:
    many = two_ledgers(tmp_path)
    assert newest_of(many) == date(2026, 3, 31), "a quarter later is 2026-06-30, and 15 days more are allowed"
    assert ("N08" in {item.rule for item in found(many, day)}) is speaks


def newest_of(many: Many) -> date | None:
    """The day of the newest fact in the first ledger, as its lock would say."""
    entry = lock_of(open_federation(many.write(), as_of=DAY)).ledgers["js"]
    return entry.newest if entry is not None else None


def test_a_missing_ledger_that_is_allowed_is_a_warning(tmp_path: Path) -> None:
    many = two_ledgers(tmp_path)
    _gone(many)
    assert {item.severity for item in found(many, allow_missing=True)} == {Severity.WARNING}


def test_an_adoption_that_the_other_ledger_mentions_is_no_claim(tmp_path: Path) -> None:
    many = two_ledgers(tmp_path)
    _adopted_elsewhere(many)
    assert found(many), "the case no longer wakes the rule"
    many.edit("zj", f"{HOME}/pilot.yaml", {"建立可核验": "按云评字〔2026〕99号建立可核验"})
    assert found(many) == []
