"""Print warnings about a report, such as why the revision of the ledger is not known."""

import sys
from collections.abc import Callable

from talentpilot.diagnostics import Language, Message
from talentpilot.errors import StorageProblem
from talentpilot.report.provenance import Provenance
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.git.worktree import revision_of


def known_revision(books: LedgerSource) -> str | None:
    """Return the revision of the books, None where there is none or git can't be asked; the latter is said."""
    try:
        return revision_of(books)
    except StorageProblem as problem:
        say_unknown(str(problem))
        return None


def say_trouble(origin: Provenance) -> None:
    """Say what kept git from naming the revision of a report, if anything did."""
    if origin.trouble:
        say_unknown(origin.trouble)


def say_unknown(trouble: str) -> None:
    """Say why the revision is not known, with the command that mends it."""
    sys.stderr.write(f"talentpilot: the revision of the ledger is not known: {trouble}\n")


def warner(language: Language) -> Callable[[str | Message], None]:
    """Return a function that prints a remark on a report that is being made."""

    def warn(remark: str | Message) -> None:
        from talentpilot.i18n.translator import translator_for

        text = translator_for(language).said(remark) if isinstance(remark, Message) else remark
        sys.stderr.write(f"talentpilot: {text}\n")

    return warn
