# ruff: noqa: E501 - a case reads best on one line
"""Minimal edits: cases that show where things go, and properties over YAML in many styles."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from talentpilot.errors import CannotEdit
from talentpilot.store.yaml.editor import append, put, remove

Edit = Callable[[str], str]
FACT = {"id": "B2", "title": {"zh": "标题：甲", "en": "a: b"}, "raised": date(2026, 4, 1)}

CASES: dict[str, tuple[str, Edit, str]] = {
    "a value is replaced in place": (
        "a: 1 # one\nb: 2\n", lambda t: put(t, ("a",), 5), "a: 5 # one\nb: 2\n",
    ),
    "a replaced value keeps its quotes": (
        "a: 'x' # c\n", lambda t: put(t, ("a",), "it's"), "a: 'it''s' # c\n",
    ),
    "double quotes stay double": ('a: "x"\n', lambda t: put(t, ("a",), "y"), 'a: "y"\n'),
    "a missing value goes behind its colon": (
        "a: {value: , date: } # c\n", lambda t: put(t, ("a", "value"), 5), "a: {value: 5, date: } # c\n",
    ),
    "a comment behind an empty key stays": ("a: # c\nb: 1\n", lambda t: put(t, ("a",), 5), "a: 5 # c\nb: 1\n"),
    "a colon without space gets one": ("a:\nb: 1", lambda t: put(t, ("a",), 5), "a: 5\nb: 1"),
    "null gives way": ("a: ~\n", lambda t: put(t, ("a",), 5), "a: 5\n"),
    "a key goes where the record's order puts it": (
        "l:\n  - {id: M1, due: 2026-01-01, forecasts: []}\n",
        lambda t: put(t, ("l", 0, "done"), date(2026, 1, 2), ("id", "due", "done", "forecasts")),
        "l:\n  - {id: M1, due: 2026-01-01, done: 2026-01-02, forecasts: []}\n",
    ),
    "a key in lines goes below the comment of the line before": (
        "l:\n  - id: M1 # first\n    note: x\n\n# end\n",
        lambda t: put(t, ("l", 0, "done"), "E", ("id", "done", "note")),
        "l:\n  - id: M1 # first\n    done: E\n    note: x\n\n# end\n",
    ),
    "a key stays above comments of what follows": (
        "a:\n  b: 1\n  # deeper: belongs to a\n# about c\nc: 1\n",
        lambda t: put(t, ("n",), 5, ("a", "n", "c")),
        "a:\n  b: 1\n  # deeper: belongs to a\nn: 5\n# about c\nc: 1\n",
    ),
    "a key behind a text block": (
        "a:\n  b: |\n    x\n\n    y\n\nc: 1\n", lambda t: put(t, ("a", "d"), "z"),
        "a:\n  b: |\n    x\n\n    y\n  d: z\n\nc: 1\n",
    ),
    "missing mappings on the way are made": (
        "a: 1\n", lambda t: put(t, ("v", "date"), date(2026, 1, 2)), "a: 1\nv: {date: 2026-01-02}\n",
    ),
    "an empty mapping in braces is filled": (
        "a: {} # c\n", lambda t: put(t, ("a", "b"), "x"), "a: {b: x} # c\n",
    ),
    "a long mapping takes lines": (
        "a: {b: 1}\napproval:\n    date: 2026-01-02\n", lambda t: put(t, ("approval", "seal"), {"h": "f" * 90, "M1": "e" * 90}),
        f"a: {{b: 1}}\napproval:\n    date: 2026-01-02\n    seal:\n        h: {'f' * 90}\n        M1: {'e' * 90}\n",
    ),
    "an item behind a block item": (
        "l: # head\n- id: B1\n  x: 1 # c\n\n# about m\nm: 1\n", lambda t: append(t, ("l",), FACT),
        'l: # head\n- id: B1\n  x: 1 # c\n- id: B2\n  title: {zh: 标题：甲, en: "a: b"}\n  raised: 2026-04-01\n\n# about m\nm: 1\n',
    ),
    "an item in braces behind one in braces": (
        "l:\n  -   {id: B1}   # c\nm: 1\n", lambda t: append(t, ("l",), {"id": "B2"}),
        "l:\n  -   {id: B1}   # c\n  -   {id: B2}\nm: 1\n",
    ),
    "items that stand apart stay apart": (
        "l:\n  - id: B1\n\n  - id: B2\nm: 1\n", lambda t: append(t, ("l",), {"id": "B3"}),
        "l:\n  - id: B1\n\n  - id: B2\n\n  - id: B3\nm: 1\n",
    ),
    "the first item of an empty list takes lines": (
        "l: [] # none yet\nm: 1\n", lambda t: append(t, ("l",), {"id": "B1"}), "l: # none yet\n  - id: B1\nm: 1\n",
    ),
    "the first item below a bare key goes above its comments": (
        "l:\n  # - {id: example}\n\nm: 1\n", lambda t: append(t, ("l",), {"id": "B1"}),
        "l:\n  - id: B1\n  # - {id: example}\n\nm: 1\n",
    ),
    "a nested list of facts is a list of lines in braces": (
        "l:\n  - id: I1\n    obs: []\n", lambda t: append(t, ("l", 0, "obs"), {"date": date(2026, 1, 2), "value": 4}),
        "l:\n  - id: I1\n    obs:\n      - {date: 2026-01-02, value: 4}\n",
    ),
    "a list inside braces stays inside": (
        "l:\n  - {id: M1, f: [{a: 1}]}\n", lambda t: append(t, ("l", 0, "f"), {"a": 2}),
        "l:\n  - {id: M1, f: [{a: 1}, {a: 2}]}\n",
    ),
    "a new list inside braces": (
        "l:\n  - {id: M1}\n", lambda t: append(t, ("l", 0, "evidence"), "E1"), "l:\n  - {id: M1, evidence: [E1]}\n",
    ),
    "a list over lines gets a line": (
        "l: [\n  a, # first\n  b # last\n]\n", lambda t: append(t, ("l",), "c"),
        "l: [\n  a, # first\n  b, # last\n  c\n]\n",
    ),
    "a list over lines keeps its last comma": (
        "l: [\n  a,\n  b, # last\n]\n", lambda t: append(t, ("l",), "c"), "l: [\n  a,\n  b, # last\n  c,\n]\n",
    ),
    "a file without final line end stays without": ("a: 1\nl:\n- x", lambda t: append(t, ("l",), "z"), "a: 1\nl:\n- x\n- z"),
    "line ends of the place are used": ("a: 1\nl:\r\n- x\r\nb: 1\n", lambda t: append(t, ("l",), "z"), "a: 1\nl:\r\n- x\r\n- z\r\nb: 1\n"),
    "a key goes out of lines": ("s:\n  a: 1\n  b: 2 # gone\n  c: 3\n", lambda t: remove(t, ("s", "b")), "s:\n  a: 1\n  c: 3\n"),
    "a key goes out of braces": ("s: {a: 1, b: 2, c: 3}\n", lambda t: remove(t, ("s", "a")), "s: {b: 2, c: 3}\n"),
    "the last key goes out of braces": ("s: {a: 1, b: 2}\n", lambda t: remove(t, ("s", "b")), "s: {a: 1}\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_where_things_go(name: str) -> None:
    before, edit, after = CASES[name]
    assert edit(before) == after


REFUSED: dict[str, tuple[str, Edit]] = {
    "an anchor": ("a: &x 1\nb: 2\n", lambda t: put(t, ("b",), 3)),
    "a key that stands twice": ("a: 1\na: 2\n", lambda t: put(t, ("a",), 3)),
    "no YAML": ("a: [1\n", lambda t: put(t, ("a",), 3)),
    "a list in the place of a word": ("a: word\n", lambda t: append(t, ("a",), "x")),
    "a mapping in lines replaced by a word": ("a:\n  b: 1\n", lambda t: put(t, ("a",), "x")),
    "a list with comments replaced": ("a: [\n  b, # why\n]\n", lambda t: put(t, ("a",), "x")),
    "nothing to remove": ("a: 1\n", lambda t: remove(t, ("b",))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_done_safely_is_refused(name: str) -> None:
    before, edit = REFUSED[name]
    with pytest.raises(CannotEdit):
        edit(before)


WORDS = st.sampled_from(
    ("x", "2026-04-28", "E12", "a: b", "- no", "#1", "it's", 'say "so"', "yes", "标题：甲，乙", "a, b", "{x}", "010", "a #b", "两行\n文字", "C:\\x", "@", "&a", "*", "%", "100%", "!t", "x:", "🙂", "a\tb")
)  # fmt: skip
KEYS = ("id", "title", "done", "list", "value", "zh")
COMMENTS = st.sampled_from(("", "", " # note", "   # - id: X1", " #"))
LINES = st.sampled_from(((), (), ("",), ("# about what follows",), ("", "    # far in", "")))


@st.composite
def flow_values(draw: st.DrawFn, depth: int) -> str:
    kind = draw(st.sampled_from(("word", "word", "empty", "list", "map") if depth else ("word",)))
    if kind == "word":
        return draw(st.sampled_from(("x", "'a b'", '"q: #"', "2026-01-01", "甲", "1.50")))
    if kind == "empty":
        return draw(st.sampled_from(("[]", "[ ]", "{}", "{ }")))
    comma = draw(st.sampled_from((", ", ",  ", ",")))
    if kind == "list":
        items = draw(st.lists(flow_values(depth - 1), min_size=1, max_size=3))
        return "[" + comma.join(items) + draw(st.sampled_from(("", ",", " "))) + "]"
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
    return "{" + comma.join(f"{key}: {draw(flow_values(depth - 1))}" for key in keys) + "}"


@st.composite
def block_mapping(draw: st.DrawFn, depth: int, indent: int) -> list[str]:
    lines: list[str] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True)):
        lines += draw(LINES)
        lines += [" " * indent + line for line in draw(block_entry(key, depth))]
    return lines


@st.composite
def block_entry(draw: st.DrawFn, key: str, depth: int) -> list[str]:
    """The lines of an entry, relative to its key; lines that begin with `#` or are empty are moved as well."""
    kind = draw(
        st.sampled_from(("flow", "flow", "empty", "text", "map", "list", "spread") if depth else ("flow", "empty"))
    )
    note = draw(COMMENTS)
    if kind == "flow":
        return [f"{key}: {draw(flow_values(2))}{note}"]
    if kind == "empty":
        return [f"{key}:{draw(st.sampled_from(('', ' ~', ' null')))}{note}"]
    if kind == "text":
        return [f"{key}: {draw(st.sampled_from(('|', '>', '|-', '|+')))}", "  one", "", "    two # no comment"]
    if kind == "spread":
        items = draw(st.lists(flow_values(1), min_size=1, max_size=3))
        inner = [f"    {item},{draw(COMMENTS)}" for item in items[:-1]]
        return [f"{key}: [{note}", *inner, f"    {items[-1]}{draw(st.sampled_from(('', ',')))}{draw(COMMENTS)}", "  ]"]
    below = draw(st.sampled_from((2, 4)))
    if kind == "map":
        return [f"{key}:{note}", *draw(block_mapping(depth - 1, below))]
    dash = draw(st.sampled_from((0, 2)))
    gap = draw(st.sampled_from((1, 3)))
    lines = [f"{key}:{note}"]
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(LINES)
        item = draw(block_mapping(depth - 1, 0)) if draw(st.booleans()) else [draw(flow_values(2)) + draw(COMMENTS)]
        while not item[0].strip(" ") or item[0].lstrip().startswith("#"):
            item = item[1:]
        lead = "-" + " " * gap
        lines += [" " * dash + (lead if number == 0 else " " * len(lead)) + line for number, line in enumerate(item)]
    return lines


@st.composite
def files(draw: st.DrawFn) -> str:
    lines = [*draw(LINES), *draw(block_mapping(2, 0)), *draw(LINES)]
    ends = st.sampled_from(("\n", "\r\n")) if draw(st.booleans()) else st.just(draw(st.sampled_from(("\n", "\r\n"))))
    text = "".join(line.rstrip(" ") + draw(ends) for line in lines)
    in_text_block = "two # no comment" in text[-120:]  # a line end there is part of the value
    return text if in_text_block or draw(st.booleans()) else text.rstrip("\r\n")


def load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CBaseLoader)


def as_read(value: Any) -> Any:
    return load(yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True))


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in below for place in places(value, (*path, key)))]


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def span(text: str, path: tuple[Any, ...]) -> tuple[int, int]:
    """Where the value at a path stands, by PyYAML's own composer."""
    node: Any = yaml.compose(text, Loader=yaml.CBaseLoader)
    for step in path:
        pairs = node.value if isinstance(node, yaml.SequenceNode) else {key.value: item for key, item in node.value}
        node = pairs[step]
    return node.start_mark.index, node.end_mark.index


def assert_all_kept(before: str, after: str, but: str = "") -> None:
    """Every character of the old text stands in the new one, in order, but those of an empty list or null."""
    dropped = str.maketrans("", "", but)
    rest = iter(after.translate(dropped))
    assert all(char in rest for char in before.translate(dropped))
    lost = Counter(before.splitlines(keepends=True)) - Counter(after.splitlines(keepends=True))
    assert lost.total() <= 2, "the line of the value, and that of the item before it, which takes a comma"


@settings(max_examples=400)
@given(files(), WORDS, st.data())
def test_a_value_set_anywhere_changes_that_value_alone(text: str, word: str, data: st.DataObject) -> None:
    tree = load(text)
    paths = [path for path in places(tree) if isinstance(at(tree, path), str) and path and isinstance(path[-1], str)]
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    after = put(text, path, word)
    at(tree, path[:-1])[path[-1]] = word
    assert load(after) == tree
    start, end = span(text, path)
    assert after.startswith(text[:start])
    assert after.endswith(text[end:].lstrip(" "))


@pytest.mark.slow
@settings(max_examples=400)
@given(files(), st.data())
def test_a_key_added_anywhere_loses_no_character(text: str, data: st.DataObject) -> None:
    tree = load(text)
    paths = [path for path in places(tree) if isinstance(at(tree, path), dict)]
    path = data.draw(st.sampled_from(paths))
    value: Any = data.draw(st.sampled_from((5, "a: b", ["E1", "E2"], {"zh": "甲", "en": "x"}, [{"id": "A", "n": 1}])))
    after = put(text, (*path, "new"), value, data.draw(st.sampled_from(((), ("id", "new", "title"), (*KEYS, "new")))))
    at(tree, path)["new"] = as_read(value)
    assert load(after) == tree
    assert_all_kept(text, after)


@pytest.mark.slow
@settings(max_examples=400)
@given(files(), st.data())
def test_an_item_appended_anywhere_loses_no_character(text: str, data: st.DataObject) -> None:
    tree = load(text)
    paths = [path for path in places(tree) if isinstance(at(tree, path), list) or at(tree, path) in ("", "~", "null")]
    paths = [path for path in paths if path and (isinstance(at(tree, path), list) or isinstance(path[-1], str))]
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    item: Any = data.draw(
        st.sampled_from(("E1", {"id": "A", "n": "1"}, {"id": "B", "t": {"zh": "甲：", "en": "x, y"}}))
    )
    after = append(text, path, item)
    there = at(tree, path)
    if isinstance(there, list):
        there.append(item)
    else:
        at(tree, path[:-1])[path[-1]] = [item]
    assert load(after) == tree
    assert_all_kept(text, after, but="[]~nul ")


@pytest.mark.slow
@settings(max_examples=200)
@given(files(), st.data())
def test_a_key_removed_anywhere_takes_its_value_alone(text: str, data: st.DataObject) -> None:
    tree = load(text)
    paths = [path for path in places(tree) if path and isinstance(path[-1], str) and len(at(tree, path[:-1])) > 1]
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    try:
        after = remove(text, path)
    except CannotEdit:
        return
    del at(tree, path[:-1])[path[-1]]
    assert load(after) == tree
    gone = iter(text)
    assert all(char in gone for char in after), "what is left stands in the old text, in the same order"
