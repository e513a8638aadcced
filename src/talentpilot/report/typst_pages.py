"""Typst, as every PDF uses it: its fonts, its first error, and the codes in place of characters that no font has."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from talentpilot.errors import MissingExtra, PdfProblem
from talentpilot.report import charts

S = TypeVar("S")

_ROUNDS = 5
_MANY = 50
"""More characters without a font than this mean that the fonts are damaged, not that a text is unusual."""
_WITHOUT_GLYPH = re.compile(r'(?:the text|codepoint) `"((?:[^"\\]|\\.)*)"`')
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}")


def typst() -> Any:
    """Return the library.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import typst as library
    except ImportError as problem:
        raise MissingExtra("PDF needs typst: pip install 'talentpilot[report]'") from problem
    return library


def known_fonts(first: Sequence[Path] = ()) -> Any:
    """Return the fonts of the folders and those of the reports; none of the machine, so that pages are alike."""
    return typst().Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[*first, *charts.page_font_folders()]
    )


def with_codes_for_missing_glyphs(
    source: S, compiled: Callable[[S], bytes | list[str]], without: Callable[[S, Sequence[str]], S]
) -> tuple[bytes, tuple[str, ...]]:
    """Return the file, and the characters that are printed as their codes since no font has them.

    `compiled` returns the file or the texts without a glyph, `without` the source with the codes of such texts. Typst
    names only some of them at a time, so it may take several rounds.

    Raises:
        PdfProblem: characters remain that can't be replaced.
    """
    replaced: set[str] = set()
    for _ in range(_ROUNDS):
        done = compiled(source)
        if isinstance(done, bytes):
            return done, tuple(sorted(replaced))
        replaced |= {character for text in done for character in text if not character.isascii()}
        source = without(source, done)
    if len(replaced) > _MANY:
        raise PdfProblem(
            "no font has {count} of the characters: the fonts of the reports are damaged",
            count=len(replaced),
            help="pip install --force-reinstall 'talentpilot[report]'",
        )
    raise PdfProblem("no font has these characters: {characters}", characters=" ".join(map(_code, sorted(replaced))))


def missing_glyphs(diagnostic: str) -> list[str]:
    """Return the texts that no font can show, as Typst's message names them, longest first."""
    found = _WITHOUT_GLYPH.findall(diagnostic)
    quoted = {_CODE_POINT.sub(lambda code: chr(int(code[1], 16)), text) for text in found}
    missing = {text for text in quoted if not text.isascii()}
    return sorted(missing, key=lambda text: (-len(text), text))


def in_codes(text: str) -> str:
    """Return a text with its characters beyond ASCII as their codes: 〔U+1F600〕."""
    return "".join(character if character.isascii() else _code(character) for character in text)


def first_error(diagnostic: str) -> str:
    """Return the first line of Typst's message."""
    return diagnostic.strip().split("\n")[0].removeprefix("error: ")


def _code(character: str) -> str:
    return f"〔U+{ord(character):04X}〕"
