"""Git, called as a program: which revision the books stand at."""

import subprocess
from pathlib import Path

_PATIENCE = 20


def describe_revision(root: Path) -> str | None:
    """The commit the ledger stands at, with `-dirty` where files of it differ; None outside a repository."""
    commit = _ask(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if commit is None:
        return None
    changes = _ask(root, "status", "--porcelain", "--", "programme.yaml", "catalogue.yaml", "pilots")
    return f"{commit}-dirty" if changes else commit


def _ask(root: Path, *arguments: str) -> str | None:
    """What git answers, or None where it refuses or is not there."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
