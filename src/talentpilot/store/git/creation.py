"""Begin a git repository: the one thing that is ever asked of git that changes something, and only on request."""

from pathlib import Path

from talentpilot.errors import StorageProblem
from talentpilot.store.git.repository import ask_git


def create_repository(folder: Path) -> None:
    """Begin an empty repository in a folder; nothing is committed.

    The settings and the template folder of the user apply, as with `git init` by hand, but no hook runs.

    Raises:
        StorageProblem: git is not there, or refuses.
    """
    answer = ask_git(folder, "init", "--quiet")
    if answer.code != 0:
        raise StorageProblem(
            "git init failed in {folder}: {reason}", folder=folder, reason=answer.err.partition("\n")[0] or answer.code
        )
