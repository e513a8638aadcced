"""Lines are counted as git counts them, and Chinese texts over several lines have no spaces at the line ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentpilot.model.milestones import MilestonesFile
from talentpilot.store.source import open_source
from talentpilot.store.yaml.editor import put
from talentpilot.store.yaml.formatter import canonical
from talentpilot.store.yaml.nodes import data_of, read_tree
from talentpilot.store.yaml.parser import locate, parse

OTHER_BREAKS = ("\u2028", "\u2029", "\x85", "\r")


def problems(text: str) -> list[tuple[str, int, int]]:
    return [(item.rule, item.line + 1, item.column + 1) for item in parse(text).problems]


@pytest.mark.parametrize("char", OTHER_BREAKS)
def test_in_quotes_the_character_is_named_and_lines_are_those_of_git(char: str) -> None:
    text = f'a: "x{char}y"\nb: {{c: 1, d: "p{char}q", e: 2}}\n'
    parsed = parse(text)
    assert problems(text) == [("F10", 1, 6), ("F10", 2, 16)]
    assert (locate(parsed.places, ("b", "e")).line, locate(parsed.places, ("b", "e")).column) == (1, 23)
    assert parsed.data is not None
    assert parsed.data["b"]["e"] == "2"


@pytest.mark.parametrize("char", OTHER_BREAKS)
@pytest.mark.parametrize(
    "text", ["a: 1\nb: x{}y\nc: 1\n", "a: 1\n# n{}b: 2\nc: 1\n", "a: |\n  x{}y\nc: 1\n", "a: 1\n{}c: 1\n"]
)
def test_outside_quotes_the_character_is_an_error_at_its_place(text: str, char: str) -> None:
    written = text.replace("{}", char)
    assert problems(written) == [("F03", 2, written.index(char) - written.index("\n"))]
    assert parse(written).data is None


@pytest.mark.parametrize("char", OTHER_BREAKS)
def test_a_syntax_error_further_down_stands_on_its_line(char: str) -> None:
    assert ("F03", 2, 5) in problems(f'a: "x{char}y"\nb: c: d\n')


def test_line_ends_of_old_macs_are_refused_and_mended() -> None:
    old = "schema: x\rmilestones:\r  - {id: M1}\r"
    assert problems(old)[0] == ("F03", 1, 10)
    mended = canonical(old.encode(), MilestonesFile)
    assert mended.content == b"schema: x\nmilestones:\n  - {id: M1}\n"
    assert [str(one) for one in mended.done] == ["line ends"]


@pytest.mark.parametrize("char", OTHER_BREAKS)
def test_an_edit_beside_the_character_keeps_its_lines(char: str) -> None:
    text = f'items:\n  - {{id: M1, title: "a{char}b", due: 1}}\nlast: 1\n'
    assert put(text, ("items", 0, "due"), 2) == text.replace("due: 1", "due: 2")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (">-\n    建立可核验的档案，\n    缩短评审\n    周期。", "建立可核验的档案，缩短评审周期。"),
        ("建立可核验的\n    档案", "建立可核验的档案"),
        ('"建立可核验的\n    档案"', "建立可核验的档案"),
        ("'建立可核验的  \n    档案'", "建立可核验的档案"),
        (">2-\n    建立\n    档案", "建立档案"),
        ("实行“承诺”\n    制度", "实行“承诺”制度"),
        ("系统，\n    AI 应用", "系统，AI 应用"),
        ("共\n    30 项", "共 30 项"),
        ("建立 可核验的\n    档案", "建立 可核验的档案"),
        ("build\n    files", "build files"),
        ('"第一段\n\n    第二段"', "第一段\n第二段"),
        ("|-\n    建立\n    档案", "建立\n档案"),
        ("平가\n    나", "平가 나"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_fold_between_chinese_characters_is_no_space(written: str, read: str, end: str) -> None:
    text = f"# 注释\n职称:\n  a: {written}\n  b: 1\n\n说明: x\n".replace("\n", end)
    parsed = parse(text)
    assert parsed.problems == []
    assert parsed.data == {"职称": {"a": read, "b": "1"}, "说明": "x"}
    assert data_of(read_tree(text)) == parsed.data
    assert locate(parsed.places, ("职称", "b")).column == 5


def test_conflict_markers_are_the_one_finding() -> None:
    text = "\ufeffa: 1\n<<<<<<< HEAD\nb: 1\nb: 2\n||||||| base\n=======\nb: \u200b3\n>>>>>>> other\n"
    source = open_source("x.yaml", text.encode())
    assert [(item.rule, item.line + 1) for item in source.problems] == [("F11", 2)]
    assert str(source.problems[0].message) == "merge conflict markers from line 2 to line 8"


@pytest.mark.parametrize("text", ['a: "x\n=======\ny"\n', "# <<<<<<< x\na: 1\n", "a: |\n  <<<<<<< HEAD\nb: 1\n"])
def test_what_only_looks_like_a_marker_is_none(text: str) -> None:
    assert parse(text).problems == []


def test_a_half_removed_conflict_is_named_too() -> None:
    assert problems("a: 1\n=======\nb: 2\n") == [("F11", 2, 1)]


_PIECES = st.sampled_from(
    ["a: ", "b: ", "\n", "\r\n", "  ", '"', "'", "甲", "乙，", "x", "- ", "{", "}", ", ", "#", "\r", "\u2028", "\x85"]
)


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_every_place_lies_in_the_text_by_lines_of_git(text: str) -> None:
    lines = text.split("\n")
    parsed = parse(text)
    for problem in parsed.problems:
        assert 0 <= problem.line < len(lines)
        assert problem.column <= len(lines[problem.line])
    for path in parsed.data or {}:
        mark = locate(parsed.places, (path,), key=True)
        assert lines[mark.line][mark.column :].lstrip("\"'").startswith(str(path)[:1])
