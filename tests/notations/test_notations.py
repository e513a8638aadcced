"""What the file shows a reader and what the program reads never differ without a finding."""

from pathlib import Path

import pytest

from notations.page import PAGE, page
from notations.places import place_of, said_of
from notations.table import TABLE, Notation
from talentpilot.model.scalars import meant_number
from talentpilot.suggestions import known_words

ROWS = [(heading, item) for heading, items in TABLE.items() for item in items]


def hold(notation: Notation, root: Path) -> None:
    said, value = said_of(notation, root)
    rules = notation.says.split()
    assert sorted({rule for rule, _, _ in said}) == sorted(rules)
    assert value == notation.value
    if rules:
        places = [(line, column) for rule, line, column in said if rule == rules[0]]
        assert places == [place_of(notation)]


@pytest.mark.parametrize("notation", [item for _, item in ROWS], ids=[f"{item.written!a}" for _, item in ROWS])
def test_a_notation_is_read_as_meant_or_told_at_its_place(notation: Notation, tmp_path: Path) -> None:
    hold(notation, tmp_path)


@pytest.mark.parametrize("written", ["E1 E2", "E1、E2", "E1，E2", "E1; E2"])
def test_items_that_yaml_takes_for_one_are_shown_apart(written: str) -> None:
    assert str(known_words(written, ["E1", "E2", "E3"])) == "separate the items with an ASCII comma: [E1, E2];"


@pytest.mark.parametrize("written", ["5‰", "三成", "3k", "1O", "10²", "12-", "3倍"])
def test_no_other_number_is_advised_in_place_of_one_that_is_scaled(written: str) -> None:
    assert meant_number(written) is None


def test_there_are_enough_of_them_and_none_stands_twice() -> None:
    written = [(item.slot, item.written) for _, item in ROWS]
    assert len(written) >= 100
    assert len(set(written)) == len(written)


def test_the_page_is_that_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"
