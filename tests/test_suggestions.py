"""What is suggested in place of an id that leads nowhere."""

import pytest

from talentpilot.suggestions import edit_distance, known_words, nearest_words

PILOTS = ("yx-titles-01", "yx-titles-02", "yx-experts-01", "yx-postdoc-01")


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("YX-HRSS", ("yx-hrss", "nj-hrss", "yx-edu"), ("yx-hrss",)),
        ("ｙｘ-hrss", ("yx-hrss", "nj-hrss"), ("yx-hrss",)),
        ("m3", ("M1", "M2", "M3"), ("M3",)),
        ("yx-tilte-01", PILOTS, ("yx-titles-01",)),
        ("yx-experts-91", PILOTS, ("yx-experts-01",)),
        ("yx-titles-05", PILOTS, ("yx-titles-01", "yx-titles-02")),
        ("E12", ("E1", "E2", "E10", "E11"), ("E10", "E11")),
        ("titles-integrty", ("titles-integrity", "titles-standards"), ("titles-integrity",)),
        ("deliv", ("deliverable", "owner"), ("deliverable",)),
        ("finance", ("yx-edu", "nj-hrss"), ()),
        ("M3", (), ()),
        ("橙", ("红", "绿", "灰"), ()),
        ("橙灯", ("红灯", "绿灯", "灰"), ("红灯", "绿灯")),
    ],
)
def test_capitals_and_a_wrong_digit_find_what_was_meant(
    word: str, known: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    assert nearest_words(word, known) == meant


def test_equally_near_words_are_all_named() -> None:
    assert str(known_words("yx-titles-05", PILOTS)) == "did you mean one of yx-titles-01, yx-titles-02?"


@pytest.mark.parametrize(
    ("one", "other", "steps"), [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("ab", "", 2)]
)
def test_a_swap_is_one_step(one: str, other: str, steps: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == steps
