"""Errors of git, each with the command that fixes it."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, system_reason

Ask = Callable[..., str]
"""Asks git a further question; the answer is empty if git has none."""


def no_git(problem: OSError) -> StorageProblem:
    """Return the error for git that can't be started."""
    if isinstance(problem, FileNotFoundError):
        return StorageProblem(
            "git is not installed or not in PATH; it is needed to read earlier revisions",
            help="apt-get install git, or https://git-scm.com/downloads",
        )
    return StorageProblem("git can't be started: {why}", why=system_reason(problem))


def no_answer(command: str, seconds: float) -> StorageProblem:
    """Return the error for git that hangs."""
    return StorageProblem("git {command} did not answer within {patience} seconds", command=command, patience=seconds)


def never_ending(file: Path) -> StorageProblem:
    """Return the error for a pipe or a device where git expects a file."""
    return StorageProblem(
        "{file} is a pipe or a device, and git would wait for it", help="remove it, or clone again", file=file
    )


def no_repository(root: Path, said: str) -> StorageProblem:
    """Return the error for a folder outside any repository, or in one that git refuses."""
    if "dubious ownership" in said:
        place = re.search(r"repository at '(.*)'", said)
        folder = shlex.quote(place[1] if place else str(root))
        return StorageProblem(
            "the repository belongs to another user, and git refuses it",
            help="git config --global --add safe.directory {folder}",
            folder=folder,
        )
    pointed = re.search(r"not a git repository: (.*)", said)
    if pointed:
        return StorageProblem(
            "the .git of {root} points to {target}, which is not a git repository here",
            help="git worktree repair, or git submodule update --init; in a container, mount the main repository too",
            root=root,
            target=pointed[1],
        )
    if "cannot use bare repository" in said:
        return StorageProblem(
            "a folder at or above {root} looks like a git repository itself (HEAD, objects, refs), and is not opened",
            help="move these files away unless you know where they come from",
            root=root,
        )
    if "not a git repository" in said:
        return StorageProblem(
            "{root} is not in a git repository, so there is no earlier revision to read",
            help="git init && git add . && git commit -m 'The ledger as it is'",
            root=root,
        )
    return StorageProblem("git refuses the repository of {root}: {said}", root=root, said=_one_line(said))


def unknown_revision(name: str, said: str, ask: Ask, *, shallow: bool) -> StorageProblem:
    """Return the error for a revision that is missing here or ambiguous."""
    if "is ambiguous" in said:
        return StorageProblem(
            "{name} could mean more than one revision",
            help="write refs/heads/{name} for the branch, refs/tags/{name} for the tag",
            name=name,
        )
    if "only goes back to" in said:
        since = said.partition("only goes back to")[2].strip()
        return StorageProblem(
            "revision {name} is older than this clone's log, which begins on {since}",
            help="name the commit; git log --before lists those before a time",
            name=name,
            since=since,
        )
    if not ask("rev-parse", "--verify", "--quiet", "HEAD") and not ask("for-each-ref", "--count=1"):
        return StorageProblem(
            "the repository has no commit yet, so there is no revision {name}",
            help="git add . && git commit -m 'The ledger as it is'",
            name=name,
        )
    return StorageProblem(
        "revision {name} is not in this shallow clone" if shallow else "revision {name} is not in this clone",
        help=_remedy(name, ask, shallow=shallow),
        name=name or "(empty)",
    )


def no_ledger_there(label: str, prefix: str) -> StorageProblem:
    """Return the error for a revision without the ledger."""
    place = f"{prefix}programme.yaml"
    return StorageProblem(
        "{place} does not exist at {label}: no ledger was in that folder then",
        help="name a later revision; git log --oneline -- :/{quoted} lists those that have it",
        place=place,
        label=label,
        quoted=shlex.quote(place),
    )


def link_in_the_way(path: str, label: str) -> StorageProblem:
    """Return the error for a folder of the ledger that was a link or a submodule at that revision."""
    return StorageProblem(
        "{path} is a link or a submodule at {label}, and these are not followed",
        help="keep it as an ordinary folder of the repository",
        path=path,
        label=label,
    )


def unreadable_object(name: str, said: str) -> StorageProblem:
    """Return the error for an object of a revision that is missing in this clone, or damaged."""
    return StorageProblem(
        "git can't read {name}: {said}", help="git fetch --refetch, or clone again", name=name, said=_one_line(said)
    )


def _remedy(name: str, ask: Ask, *, shallow: bool) -> Message:
    """Return the command that fetches a missing revision."""
    remote, _, branch = name.partition("/")
    remotes = ask("remote").split("\n")
    if branch and remote in remotes:
        refs = shlex.quote(f"{branch}:refs/remotes/{name}")
        return Message("git fetch {remote} {refs}", {"remote": remote, "refs": refs})
    for other in filter(None, remotes):
        if name and ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/remotes/{other}/{name}"):
            return Message("did you mean {nearest}?", {"nearest": f"{other}/{name}"})
    if shallow:
        return Message("git fetch --unshallow --tags")
    if any(remotes):
        return Message("git fetch --all --tags fetches what the other side has; git branch --all lists what is here")
    return Message("git branch --all and git tag list the revisions here")


def _one_line(said: str) -> str:
    lines = [line for line in said.split("\n") if line.strip()]
    return lines[0].removeprefix("fatal: ").strip() if lines else "it says nothing"
