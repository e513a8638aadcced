"""YAML text: data, places, and what a ledger's file must not be."""

import string
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from talentpilot.store.yaml import parser
from talentpilot.store.yaml.parser import Mark, is_same_yaml, locate, parse


@pytest.mark.parametrize(
    ("text", "rule", "line", "column", "word"),
    [
        ("", "F05", 0, 0, "empty"),
        ("# only a comment\n", "F05", 0, 0, "empty"),
        ("- a\n- b\n", "F05", 0, 0, "does not hold fields"),
        ("just text\n", "F05", 0, 0, "does not hold fields"),
        ("a: 1\n---\nb: 2\n", "F05", 1, 0, "second document"),
        ("a: 1\nb: 2\na: 3\n", "F04", 2, 0, "first on line 1"),
        ("a: {x: 1, x: 2}\n", "F04", 0, 10, "first on line 1"),
        ("a: &k 1\n", "F09", 0, 3, "anchor &k"),
        ("a: *k\n", "F09", 0, 3, "alias *k"),
        ("a: &x [*x]\n", "F09", 0, 3, "anchor &x"),
        ("a: !!int 5\n", "F09", 0, 3, "tag"),
        ("<<: {a: 1}\nb: 1\n", "F09", 0, 0, "merge key"),
        ("a: b: c\n", "F03", 0, 4, "no field can begin"),
        ("a:\n\tb: 1\n", "F03", 1, 0, "can't begin with"),
        ("title：x\nb: 1\n", "F03", 0, 0, "no field can begin"),
        ("a: {{b}}\n", "F03", 0, 4, "not a plain word"),
        ("a: 'open\n", "F03", 0, 3, "never closed"),
        ("a: 1\nb:1\nc: 2\nd: 3\n", "F03", 1, 0, "lacks its colon"),
        ("a: [1, 2\nb: 3\n", "F03", 0, 3, "not closed"),
        ("a: [1, #2]\nb: 3\n", "F03", 0, 7, "begin a comment"),
        ("a\0b: 1\n", "F03", 0, 1, "U+0000"),
    ],
)
def test_what_a_file_must_not_be_has_a_rule_and_a_place(
    text: str, rule: str, line: int, column: int, word: str
) -> None:
    first = parse(text).problems[0]
    assert (first.rule, first.line, first.column) == (rule, line, column)
    assert word in str(first.message)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a:\n\tb: 1\n", "tab"),
        ("title：x\nb: 1\n", "full-width"),
        ("a: b: c\n", "quotes"),
        ("a:\n　b: [\n", "ideographic"),
        ("a:\n  - {date: 2026-03-31，value: 25}\n", "full-width ，"),
        ("a: {zh: 上线，试运行, en: [}\n", "look at the line above"),
        ("a:\n  - ｛date: 2026-03-31, value: 25｝\n", "full-width ones"),
        ("a:\n  - {b: 1}\n  -{b: 2}\n", "space behind the dash"),
        ("a:\n  - b: 1\n    c: 2\n   d: 3\n", "3 spaces stand here, 4 there"),
        ("a:\n  - b: 1\n    c: 2\n      d: 3\n", "6 spaces stand here, 4 there"),
        ("a:\n  - {b: [1, 2}\n    c: 2\n", "look at the line above"),
    ],
)
def test_a_syntax_error_comes_with_the_likely_mend(text: str, hint: str) -> None:
    assert hint in str(parse(text).problems[0].help)


DEEP = (
    "[" * 50_000, "a: " + "[" * 50_000, "a: " + "{b: " * 20_000, "{" * 30_000, "- " * 50_000, "{? " * 20_000,
    'a: "x\u2028y"\nb: ' + "[" * 50_000, "[" * 50_000 + '"\u2028"',
)  # fmt: skip


@pytest.mark.parametrize("text", DEEP)
def test_endless_nesting_is_refused_at_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = count_events(monkeypatch)
    assert parse(text).problems[-1].rule in {"F03", "F05"}
    assert not is_same_yaml(text, text)
    assert len(taken) < 200


def count_events(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows with every event taken from the library, whose time grows with the square of depth."""
    taken: list[object] = []

    class Counted:
        def __init__(self, text: str) -> None:
            self.loader = yaml.CBaseLoader(text)

        def get_event(self) -> object:
            taken.append(event := self.loader.get_event())
            return event

    monkeypatch.setattr(parser, "LOADER", Counted)
    return taken


def test_the_schema_decides_types_so_scalars_stay_text() -> None:
    data = parse("a: NO\nb: 010\nc: 12:30\nd: 3.10\ne: 2026-02-30\nf: '5'\n").data
    assert data == {"a": "NO", "b": "010", "c": "12:30", "d": "3.10", "e": "2026-02-30", "f": "5"}


@pytest.mark.parametrize("value", ["", "null", "~", "{}", "''", '"null"'])
def test_empty_values_mean_absent_however_they_are_quoted(value: str) -> None:
    assert parse(f"a: {value}\nb: 1\n").data == {"b": "1"}


def test_places_lead_to_keys_values_and_list_items() -> None:
    parsed = parse("a: 1\nlist:\n  - {id: M1, due: 2026-03-31}\n  - id: M2\n    due:\n")
    assert locate(parsed.places, ("list", 0, "due")) == Mark(2, 18, 10)
    assert locate(parsed.places, ("list", 0, "due"), key=True) == Mark(2, 13, 3)
    assert locate(parsed.places, ("list", 1)).line == 3
    assert locate(parsed.places, ("list", 1, "due")) == Mark(4, 4, 3)
    assert locate(parsed.places, ("list", 1, "missing")).line == 3
    assert locate(parsed.places, ()) == Mark(0, 0, 1)


_KEYS = st.text(string.ascii_lowercase, min_size=1, max_size=5)
_SCALARS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=12)
_TREES: st.SearchStrategy[Any] = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=12
)


def _without_absent(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_absent(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None and item != {}}
    if isinstance(value, list):
        return [_without_absent(item) for item in value]
    return None if value in ("", "~", "null") else value


@settings(max_examples=150)
@given(st.dictionaries(_KEYS, _TREES, min_size=1, max_size=4), st.booleans())
def test_whatever_is_written_is_read_back(tree: dict[str, Any], flow: bool) -> None:
    text = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, default_flow_style=flow)
    assert (parse(text).data or {}) == _without_absent(tree)


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from("ab:-{}[]&*!|>'\"#%@`,? \n\t：　\x00\x85\ufeff"), max_size=40))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    parsed = parse(text)
    assert parsed.data or parsed.problems
