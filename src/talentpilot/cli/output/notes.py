"""Notes on standard error: what a person has to know besides the result, and what could not be read."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from talentpilot.cli.session import ExitCode
from talentpilot.diagnostics import Language, Message
from talentpilot.errors import StorageProblem
from talentpilot.i18n.translator import translator_for
from talentpilot.model.ledger import Unreadable
from talentpilot.services.progress import SILENT, Progress
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.git.worktree import revision_of

if TYPE_CHECKING:
    from talentpilot.cli.session import Session


T = TypeVar("T")


def print_note(message: Message, language: Language) -> None:
    """Print one sentence in the language of the command."""
    sys.stderr.write(f"talentpilot: {translator_for(language).said(message)}\n")


def say_nothing_written(session: "Session") -> None:
    """Say that --dry-run wrote nothing."""
    print_note(Message("nothing was written (--dry-run)"), session.language)


class SpokenProgress(Progress):
    """Says what a person has to know meanwhile; the steps of the work are shown by another."""

    def __init__(self, language: Language, shown: Progress, *, quiet: bool) -> None:
        self._language, self._shown, self._quiet = language, shown, quiet

    def began(self, label: str) -> None:
        """Show it."""
        self._shown.began(label)

    def over(self, label: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Show it."""
        return self._shown.over(label, items, total)

    def through(self, label: str, pieces: Iterable[T], total: int) -> Iterator[T]:
        """Show it, also in a command that shows none of its other steps."""
        if self._shown is not SILENT:
            yield from self._shown.over(label, pieces, total)
            return
        from talentpilot.cli.progress import progress

        with progress(quiet=self._quiet) as shown:
            yield from shown.over(label, pieces, total)

    def notes(self, message: Message) -> None:
        """Print it."""
        print_note(message, self._language)


_TOLD = 20
"""The number of objects named one by one."""


def say_unreadable(session: "Session", items: Sequence[Unreadable], at: str = "") -> None:
    """Print a line for each of the first objects, how many follow, and which command lists the findings.

    `at` names a past state of the ledger.
    """
    say = session.translator()
    where = say.text(" at {revision}", revision=at) if at else ""
    for item in items[:_TOLD]:
        text = say.text("{object} can't be read ({rule}) and is left out", object=item.object, rule=item.rule)
        sys.stderr.write(f"talentpilot: {item.path}{where}: {text}\n")
    if len(items) > _TOLD:
        print_note(Message.of("and {n} more", n=len(items) - _TOLD), session.language)
    if items:
        sys.stderr.write(f"  {say.text('help: talentpilot validate lists what is wrong')}\n")


def known_revision(source: LedgerSource, language: Language) -> str | None:
    """Return the revision of the ledger, or None if there is none or git can't be asked; the latter is reported."""
    try:
        return revision_of(source)
    except StorageProblem as problem:
        say_trouble(problem.whole, language)
        return None


def say_trouble(trouble: Message | None, language: Language) -> None:
    """Say what keeps git from naming the revision, if anything does, with the command that mends it."""
    if trouble is not None:
        print_note(Message("the revision of the ledger is not known: {why}", {"why": trouble}), language)


def warner(language: Language) -> Callable[[Message], None]:
    """Return a function that prints a remark on a report that is being made."""
    return partial(print_note, language=language)


def say_written(
    session: "Session", paths: Iterable[Path], unreadable: Sequence[Unreadable], trouble: Message | None = None
) -> ExitCode:
    """Print the paths, why the revision of the ledger is not known, if it is not, and what could not be read."""
    sys.stdout.writelines(f"{path}\n" for path in paths)
    say_trouble(trouble, session.language)
    say_unreadable(session, unreadable)
    return ExitCode.FINDINGS if unreadable else ExitCode.FINE
