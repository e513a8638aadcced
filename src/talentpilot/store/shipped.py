"""Files of the repository that new ledgers get a copy of: in the wheel below `_founding`, else in the source tree."""

from pathlib import Path

import talentpilot
from talentpilot.errors import TalentpilotError

EXAMPLE = "yx-postdoc-02"
"""The pilot of the example ledger that `init --example` takes along."""


def shipped(path: str) -> Path:
    """A file or folder by its path in the repository."""
    package = Path(talentpilot.__file__).parent
    for base in (package / "_founding", package.parents[1]):
        if (base / path).exists():
            return base / path
    raise TalentpilotError(f"the built-in {path} is missing\n  help: install talentpilot again")
