"""Says on stderr what could not be read and was left out."""

import sys
from collections.abc import Iterable

from talentpilot.model.ledger import Unreadable


def say_unreadable(items: Iterable[Unreadable], at: str = "") -> None:
    """One line an object, and which command lists the findings; `at` names a past state of the books."""
    some = False
    where = f" at {at}" if at else ""
    for item in items:
        some = True
        sys.stderr.write(
            f"talentpilot: {item.path}{where}: {item.object} can't be read ({item.rule}) and is left out\n"
        )
    if some:
        sys.stderr.write("  help: talentpilot validate lists what is wrong\n")
