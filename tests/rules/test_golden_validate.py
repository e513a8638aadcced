"""What `validate` says of the specification's example on 2026-03-31: the list that ends `status.md`."""

from collections import Counter
from datetime import date
from pathlib import Path

from checking import check_folder
from talentpilot.diagnostics import Diagnostic

GOLDEN = Path(__file__).parent.parent / "golden" / "ledger"
PILOT = "yx-titles-01"
MIDTERM = f"{PILOT}/2026-midterm"
TASKS_WITHOUT_PILOT = (
    "postdoc-training", "postdoc-funding", "postdoc-ventures", "titles-standards", "titles-recognition",
    "education-digital", "education-ai", "education-contest",
    "experts-pools", "experts-bases", "experts-forums",
    "overseas-training", "overseas-onestop", "overseas-market",
    "services-startup", "services-silver", "services-managers",
)  # fmt: skip

EXPECTED = Counter(
    [
        ("P12", "warning", PILOT),
        ("M08", "warning", f"{PILOT}/M6"),
        *(("E01", "error", f"{PILOT}/{evidence}") for evidence in ("E1", "E3", "E4", "E5", "E6")),
        ("E03", "info", PILOT),
        ("I13", "warning", f"{PILOT}/I2"),
        ("B01", "warning", f"{PILOT}/B1"),
        *[("V03", "warning", MIDTERM)] * 5,
        *(("X02", "info", task) for task in TASKS_WITHOUT_PILOT),
    ]
)


def golden_findings() -> tuple[Diagnostic, ...]:
    return check_folder(GOLDEN, date(2026, 3, 31), today=None).diagnostics


def test_the_example_says_exactly_what_the_specification_lists() -> None:
    found = Counter((item.rule, item.severity.value, item.object) for item in golden_findings())
    assert found == EXPECTED


def test_the_five_items_without_a_comment_are_those_with_a_three() -> None:
    items = [str(item.message.values["item"]) for item in golden_findings() if item.rule == "V03"]
    assert sorted(items) == ["advantage", "compatible", "relevance", "relevant", "testable"]


def test_the_key_indicator_without_source_is_told_at_the_key_that_demands_it() -> None:
    (place,) = [item.location for item in golden_findings() if item.rule == "I13"]
    lines = (GOLDEN / place.path).read_text("utf-8").split("\n")
    assert lines[place.line - 1].strip() == "key: true"
