"""Name the files that a command wrote, and what could not be read."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from talentpilot.cli.session import ExitCode

if TYPE_CHECKING:
    from talentpilot.model.ledger import Unreadable


def say_written(paths: Iterable[Path], unreadable: "Sequence[Unreadable]", trouble: str = "") -> ExitCode:
    """Print the paths, why the revision of the ledger is not known, if it is not, and what could not be read."""
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.cli.output.revisions import say_unknown

    for path in paths:
        sys.stdout.write(f"{path}\n")
    if trouble:
        say_unknown(trouble)
    say_unreadable(unreadable)
    return ExitCode.FINDINGS if unreadable else ExitCode.FINE
