"""Characters that no font has are printed as codes, in reports and official documents alike."""

from collections.abc import Sequence

import pytest

from talentpilot.errors import PdfProblem
from talentpilot.report.typst_pages import in_codes, missing_glyphs, with_codes_for_missing_glyphs


def replaced(source: str, texts: Sequence[str]) -> str:
    for text in texts:
        source = source.replace(text, in_codes(text))
    return source


def test_the_texts_of_an_error_are_longest_first_and_beyond_ascii() -> None:
    said = 'the text `"a\\u{1f600}b"` could not be displayed; codepoint `"\\u{1f600}"`, the text `"plain"`'
    assert missing_glyphs(said) == ["a\U0001f600b", "\U0001f600"]


def test_pages_are_tried_again_until_every_character_has_a_glyph() -> None:
    def compiled(source: str) -> bytes | list[str]:
        return next(([one] for one in ("\U0001f600", "\U0001f601") if one in source), source.encode())

    done = with_codes_for_missing_glyphs("a\U0001f601\U0001f600", compiled, replaced)
    assert done == ("a〔U+1F601〕〔U+1F600〕".encode(), ("\U0001f600", "\U0001f601"))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["é\U0001f600"], r"no font has these characters: 〔U\+00E9〕 〔U\+1F600〕"),
        (["".join(map(chr, range(0x4E00, 0x4E00 + 51)))], "no font has 51 of the characters"),
    ],
)
def test_pages_that_never_come_are_refused_with_the_characters(texts: list[str], said: str) -> None:
    with pytest.raises(PdfProblem, match=said):
        with_codes_for_missing_glyphs("", lambda _: texts, replaced)
