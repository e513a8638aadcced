"""Errors of git, each with the command that fixes it."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from talentpilot.errors import StorageProblem

Ask = Callable[..., str]
"""Asks git a further question; the answer is empty if git has none."""


def no_git(problem: OSError) -> StorageProblem:
    """Return the error for git that can't be started."""
    if isinstance(problem, FileNotFoundError):
        return StorageProblem(
            "git is not installed, or not in PATH; past revisions are read with it\n"
            "  help: apt-get install git, or https://git-scm.com/downloads"
        )
    return StorageProblem(f"git can't be started: {problem.strerror or problem}")


def no_repository(root: Path, said: str) -> StorageProblem:
    """Return the error for a folder outside any repository, or in one that git refuses."""
    if "dubious ownership" in said:
        place = re.search(r"repository at '(.*)'", said)
        folder = shlex.quote(place[1] if place else str(root))
        return StorageProblem(
            "the repository belongs to another user, and git refuses it\n"
            f"  help: git config --global --add safe.directory {folder}"
        )
    pointed = re.search(r"not a git repository: (.*)", said)
    if pointed:
        return StorageProblem(
            f"the .git of {root} leads to {pointed[1]}, which is no git repository here\n"
            "  help: git worktree repair, or git submodule update --init; in a container, mount the main repository too"
        )
    if "cannot use bare repository" in said:
        return StorageProblem(
            f"a folder at or above {root} looks like a git repository itself (HEAD, objects, refs), and is not opened\n"
            "  help: take these files out, unless you know where they come from"
        )
    if "not a git repository" in said:
        return StorageProblem(
            f"{root} is not in a git repository, so there is no past revision to read\n"
            "  help: git init && git add . && git commit -m 'The ledger as it stands'"
        )
    return StorageProblem(f"git refuses the repository of {root}: {_one_line(said)}")


def unknown_revision(name: str, said: str, ask: Ask, *, shallow: bool) -> StorageProblem:
    """Return the error for a revision that is missing here or ambiguous."""
    if "is ambiguous" in said:
        return StorageProblem(
            f"revision {name} means more than one thing here\n"
            f"  help: write refs/heads/{name} for the branch, refs/tags/{name} for the tag"
        )
    if "only goes back to" in said:
        since = said.partition("only goes back to")[2].strip()
        return StorageProblem(
            f"revision {name} is older than this clone's log, which begins on {since}\n"
            "  help: name the commit; git log --before lists those of a time"
        )
    if not ask("rev-parse", "--verify", "--quiet", "HEAD") and not ask("for-each-ref", "--count=1"):
        return StorageProblem(
            f"the repository has no commit yet, so there is no revision {name}\n"
            "  help: git add . && git commit -m 'The ledger as it stands'"
        )
    where = "this shallow clone" if shallow else "this clone"
    return StorageProblem(
        f"revision {name or '(empty)'} is not in {where}\n  help: {_mend(name, ask, shallow=shallow)}"
    )


def no_ledger_there(label: str, prefix: str) -> StorageProblem:
    """Return the error for a revision without the ledger."""
    place = f"{prefix}programme.yaml"
    return StorageProblem(
        f"{place} is not there at {label}: no ledger was kept in that folder then\n"
        f"  help: name a later revision; git log --oneline -- :/{shlex.quote(place)} lists those that have it"
    )


def link_in_the_way(path: str, label: str) -> StorageProblem:
    """Return the error for a folder of the ledger that was a link or a submodule at that revision."""
    return StorageProblem(
        f"{path} is a link or a submodule at {label}, which is not followed there\n"
        "  help: keep it as a folder of the repository"
    )


def unreadable_object(name: str, said: str) -> StorageProblem:
    """Return the error for an object of a revision that is missing in this clone, or damaged."""
    return StorageProblem(f"git can't read {name}: {_one_line(said)}\n  help: git fetch --refetch, or clone anew")


def _mend(name: str, ask: Ask, *, shallow: bool) -> str:
    """Return the command that fetches a missing revision."""
    remote, _, branch = name.partition("/")
    remotes = ask("remote").split("\n")
    if branch and remote in remotes:
        return f"git fetch {remote} {shlex.quote(f'{branch}:refs/remotes/{name}')}"
    for other in filter(None, remotes):
        if name and ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/remotes/{other}/{name}"):
            return f"did you mean {other}/{name}?"
    if shallow:
        return "git fetch --unshallow --tags"
    if any(remotes):
        return "git fetch --all --tags brings what the other side has; git branch --all lists what is here"
    return "git branch --all and git tag list what is here"


def _one_line(said: str) -> str:
    lines = [line for line in said.split("\n") if line.strip()]
    return lines[0].removeprefix("fatal: ").strip() if lines else "it says nothing"
