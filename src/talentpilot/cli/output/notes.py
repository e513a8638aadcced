"""What a command says on standard error besides its result."""

import sys

from talentpilot.diagnostics import Language, Message
from talentpilot.i18n.translator import translator_for
from talentpilot.services.progress import Progress


def print_note(message: Message, language: Language) -> None:
    """Print one sentence in the language of the command."""
    said = str(message) if language == "en" else translator_for(language).said(message)
    sys.stderr.write(f"talentpilot: {said}\n")


class SpokenProgress(Progress):
    """Says what the work waits for, and nothing else."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def waits(self, reason: Message) -> None:
        """Print it."""
        print_note(reason, self._language)
