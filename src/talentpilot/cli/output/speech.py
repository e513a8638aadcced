"""Which language a command speaks: the one asked for, else that of the terminal."""

from dataclasses import replace
from typing import TYPE_CHECKING

from talentpilot.cli.options import Tongue
from talentpilot.cli.session import terminal_language
from talentpilot.language.translator import Book, Translator, translator

if TYPE_CHECKING:
    from talentpilot.cli.output.findings_answer import Answer


def speaker(asked: Tongue | None, book: Book) -> Translator:
    """The translator for what that book holds."""
    if asked is None:
        return translator(terminal_language(), book)
    return translator("zh" if asked is Tongue.ZH else "en", book)


def in_language(answer: "Answer", asked: Tongue | None) -> "Answer":
    """The answer to `validate`, to be said in that language by the forms that people read."""
    return replace(answer, say=speaker(asked, "findings"))
