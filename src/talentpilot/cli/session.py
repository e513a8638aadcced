"""The shared options of a command, and the exit codes."""

import os
import sys
from datetime import date
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from talentpilot.diagnostics import Language

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Context, Translator
    from talentpilot.services.ledger import OpenLedger
    from talentpilot.services.progress import Progress


class ColorChoice(StrEnum):
    """When to print in colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Session(NamedTuple):
    """The shared options of one run; None where not given."""

    root_option: Path | None = None
    as_of_option: str | None = None
    color_option: ColorChoice | None = None
    quiet: bool = False
    verbose: bool = False
    rev_option: str | None = None
    language_option: Language | None = None

    def over(self, outer: "Session") -> "Session":
        """Return these options; those given before the command fill in what is missing."""
        return Session(
            self.root_option or outer.root_option,
            self.as_of_option or outer.as_of_option,
            self.color_option or outer.color_option,
            self.quiet or outer.quiet,
            self.verbose or outer.verbose,
            self.rev_option if self.rev_option is not None else outer.rev_option,
            self.language_option or outer.language_option,
        )

    @property
    def language(self) -> Language:
        """The language of everything that the command prints: that of --lang, or the terminal's."""
        return self.language_option or terminal_language()

    def translator(self, context: "Context" = "commands") -> "Translator":
        """Return the translator into that language."""
        from talentpilot.i18n.translator import translator_for

        return translator_for(self.language, context)

    def root(self) -> Path:
        """Return the root of the ledger: the folder given, or the nearest one upwards with programme.yaml.

        Raises:
            LedgerNotFound: there is none.
        """
        from talentpilot.services.ledger import locate_root

        return locate_root(self.root_option, Path.cwd())

    def federation_root(self) -> Path | None:
        """Return the root of the federation that the options name, or the nearest one upwards; None in a ledger."""
        from talentpilot.services.ledger import locate_federation

        return locate_federation(self.root_option, Path.cwd())

    @property
    def requested_day(self) -> date | None:
        """The day of --as-of.

        Raises:
            UsageProblem: it is not a day.
        """
        from talentpilot.model.dates import optional_day

        return optional_day(self.as_of_option)

    def spoken(self, progress: "Progress | None" = None) -> "Progress":
        """Return a progress that prints its notes in the language of the command, around one that shows the steps."""
        from talentpilot.cli.output.notes import SpokenProgress
        from talentpilot.services.progress import SILENT

        return SpokenProgress(self.language, progress or SILENT, quiet=self.quiet)

    def open_ledger(
        self, progress: "Progress | None" = None, *, for_figures: bool = True, for_digest: bool = False
    ) -> "OpenLedger":
        """Open the ledger that the options name, with their day and revision; say if a write to it was interrupted.

        With `for_figures` also say what of its settings could not be read, since then a default counts in silence;
        `for_digest` says that the digest of all inputs will be asked for.

        Raises:
            LedgerNotFound: there is none.
            StorageProblem: git has no such revision, or no ledger in it.
            UsageProblem: --as-of is not a day.
        """
        from talentpilot.cli.output.notes import print_note, say_unreadable
        from talentpilot.services.ledger import open_ledger

        day = self.requested_day
        ledger = open_ledger(
            self.root(), revision=self.rev_option, as_of=day, progress=self.spoken(progress), for_digest=for_digest
        )
        for message in ledger.interrupted_writes():
            print_note(message, self.language)
        if for_figures and ledger.config.programme is not None:
            say_unreadable(self, ledger.config.unread)
        return ledger

    def in_color(self, stream_is_terminal: bool) -> bool:
        """Return whether to colour what goes to a stream."""
        if self.color_option is ColorChoice.ALWAYS:
            return True
        if self.color_option is ColorChoice.NEVER or os.environ.get("NO_COLOR"):
            return False
        return stream_is_terminal and os.environ.get("TERM") != "dumb"

    @property
    def out_in_color(self) -> bool:
        """Whether standard output is coloured."""
        return self.in_color(sys.stdout.isatty())


def terminal_language() -> Language:
    """Return the language of the terminal: Chinese if its locale is Chinese, otherwise English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def from_here(path: Path) -> str:
    """Return a path as seen from the working folder if it lies below it, otherwise in full."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here


class ExitCode(IntEnum):
    """What the shell sees."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING = 3
    STORAGE = 4
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141
