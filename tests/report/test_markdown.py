"""Text of the ledger prints as itself: what pandoc reads from the Markdown is what went into it."""

import json
import string
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentpilot.report import pandoc
from talentpilot.report.markdown import Markdown, clean, escape, finalize, link, link_target, one_line

HOSTILE = (
    "| # <b>x</b> $y$ [l](http://a)",
    "a | b \\| c",
    "# no heading\n## neither",
    "1. no list",
    "1) no list",
    "2026-03-31",
    "- no list\n+ nor this\n* nor this",
    "> [!NOTE]\n> no alert",
    "===",
    "---",
    "x\n---",
    ":-:",
    "::: note",
    "`code` ``` ~~~ ~~gone~~",
    "*a* _b_ **c** __d__ ***",
    "[x] [ ] [[wiki]] [^1] ![i](j)",
    "<script>alert(1)</script> <!-- c --> <br> &amp; &#65; &nbsp; &copy;",
    "https://example.org/a_b?c=d&e=*f* www.example.org me@example.org :smile: @name #12",
    "$x$ $$y$$ \\(z\\) \\[w\\] \\begin{x}",
    "{.class #id key=value} {{ jinja }} {% x %}",
    "\"straight\" 'quotes' “curly” ‘ones’ … -- --- ...",
    "a\\",
    "\\",
    "tab\tand\u3000wide\u00a0spaces",
    "line\r\nline\u2028line\x0bline\x85line",
    "zero\u200bwidth \u202eright to left\u202c soft\u00adhyphen \ufeffmark",
    "private \ue000, unassigned \U000e0fff, control \x07, lone \ud800",
    "e\u0301 \u1fef \u037e",
    "人社厅函〔2025〕76号（一）：“最后一公里”——堵点、卡点",
    "😀 👨‍👩‍👧 🇨🇳 ཀཱུ",
)
_ALPHABET = st.one_of(st.sampled_from(string.punctuation + " \n01aw中"), st.characters())
_TEXTS = st.lists(st.text(_ALPHABET, min_size=1, max_size=24), min_size=50, max_size=50)


def _document(values: Sequence[str]) -> str:
    cell = [escape(value, "<br>") for value in values]
    line = [escape(value) for value in values]
    parts = [
        f"{cell[i]}\n\n## {line[i]}\n\n- {line[i]}\n\n1{line[i]}\n\n中{line[i]}{line[i]}\n\n"
        f'![{line[i]}](x.svg "{line[i]}")\n\n| {cell[i]} |\n|---|\n| {cell[i]} |'
        for i in range(len(values))
    ]
    return "\n\n".join(parts)


def _expected(value: str) -> tuple[str, ...]:
    lines = clean(value)
    line = lines.replace("\n", " ")
    return lines, line, line, f"1{line}", f"中{line}{line}", line, line, lines, lines


def _read(markdown: str) -> Iterator[str]:
    for block in json.loads(pandoc.run(markdown, ("--to", "json")))["blocks"]:
        yield from _texts(block)


def _texts(block: Any) -> Iterator[str]:
    match block:
        case {"t": "Para", "c": [{"t": "Image", "c": [_, alt, [_, title]]}]}:
            yield _plain(alt)
            yield str(title)
        case {"t": "Para" | "Plain", "c": inlines} | {"t": "Header", "c": [_, _, inlines]}:
            yield _plain(inlines)
        case {"t": "BulletList", "c": [[item]]}:
            yield from _texts(item)
        case {"t": "Table", "c": [_, _, _, [_, [head]], [[_, _, _, [row]]], _]}:
            for _, [[*_, content]] in (head, row):
                yield from (_plain(part["c"]) for part in content)
        case _:
            yield f"unexpected: {block}"


def _plain(inlines: Any) -> str:
    return "".join(map(_letters, inlines))


def _letters(inline: Any) -> str:
    match inline:
        case {"t": "Str", "c": str(text)}:
            return text
        case {"t": "Space" | "SoftBreak"}:
            return " "
        case {"t": "RawInline", "c": ["html", "<br>"]}:
            return "\n"
    return f"unexpected: {inline}"


def _check(values: Sequence[str]) -> None:
    kept = [value if clean(value) else "x" for value in values]
    expected = [text for value in kept for text in _expected(value)]
    assert list(_read(_document(kept))) == expected


def test_hostile_texts_survive_in_every_place_of_a_document() -> None:
    _check(HOSTILE)


@settings(max_examples=12)
@given(_TEXTS)
def test_any_text_survives_in_every_place_of_a_document(values: list[str]) -> None:
    _check(values)


@given(st.text(_ALPHABET))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "text",
    ["2026-03-31", "12.5%", "人社厅函〔2025〕76号", "a/b (c), d; e? no", "Note: yes", "yx-titles-01", "3.14"],
)
def test_harmless_punctuation_stays_readable_in_the_source(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, "—"),
        (-5, "-5"),
        (Decimal("-0.5"), "-0.5"),
        (Markdown("**bold**"), "**bold**"),
        ("**bold**", r"\*\*bold\*\*"),
        ("two\nlines", "two<br>lines"),
    ],
)
def test_jinja_prints_every_value_safely(value: object, printed: str) -> None:
    assert finalize(value) == printed


def test_headings_have_one_line() -> None:
    assert one_line("a\nb*") == r"a b\*"
    assert one_line(None) == "—"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a b?c=d&e=中", "https://example.org/a%20b?c=d&amp;e=%E4%B8%AD"),
        ("mailto:me@example.org", "mailto:me@example.org"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("https://a/>)<script>", "https://a/%3E%29%3Cscript%3E"),
        ("java\u200bscript:alert(1)", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("../pilots/x.yaml", ""),
        ("https:", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_links_lead_to_the_web_or_to_a_mailbox(url: str, target: str) -> None:
    assert link_target(url) == target


def test_a_link_that_may_not_be_one_is_its_text() -> None:
    assert link("a]b", "https://example.org") == r"[a\]b](<https://example.org>)"
    assert link("a]b", "javascript:x") == r"a\]b"
