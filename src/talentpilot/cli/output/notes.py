"""What a command says on standard error besides its result."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from talentpilot.diagnostics import Language, Message
from talentpilot.i18n.translator import translator_for
from talentpilot.services.progress import Progress

T = TypeVar("T")


def print_note(message: Message, language: Language) -> None:
    """Print one sentence in the language of the command."""
    said = str(message) if language == "en" else translator_for(language).said(message)
    sys.stderr.write(f"talentpilot: {said}\n")


class SpokenProgress(Progress):
    """Says what a person has to know meanwhile; the steps of the work are shown by another."""

    def __init__(self, language: Language, shown: Progress) -> None:
        self._language, self._shown = language, shown

    def began(self, label: str) -> None:
        """Show it."""
        self._shown.began(label)

    def over(self, label: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Show it."""
        return self._shown.over(label, items, total)

    def notes(self, message: Message) -> None:
        """Print it."""
        print_note(message, self._language)
