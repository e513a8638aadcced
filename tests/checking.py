"""Checks a ledger in a folder, for tests of the rules; and the form of a finding on one line, as docs/ci.md has it."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from talentpilot.services.ledger import open_ledger
from talentpilot.services.validation.ledger import ValidationOptions, ValidationResult, check_ledger
from talentpilot.store.git.revision import GitTree

_PAGE = Path(__file__).parent.parent / "docs" / "ci.md"
(BRIEF_PATTERN,) = re.findall(r"^`(\^\(\?P<path>.*\$)`:$", _PAGE.read_text("utf-8"), re.MULTILINE)
"""What each line of `--format brief` matches."""


def check_folder(
    root: Path, as_of: date, *, today: date | None, only: Sequence[str] = (), base: GitTree | None = None
) -> ValidationResult:
    """Check the ledger in `root` as of a day."""
    return check_ledger(open_ledger(root, as_of=as_of), today, ValidationOptions(only, base))
