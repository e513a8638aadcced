"""Where the figures of a report come from, as far as git can be asked."""

from talentpilot import __version__
from talentpilot.errors import StorageProblem
from talentpilot.report.provenance import Provenance
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.git.worktree import revision_of


def provenance(books: LedgerSource, inputs: str) -> Provenance:
    """Return where figures of these books come from; what keeps git from naming the revision is kept in it."""
    try:
        return Provenance(revision_of(books), inputs, __version__)
    except StorageProblem as problem:
        return Provenance(None, inputs, __version__, str(problem))
