"""Questions to git: the repository around a ledger, its revisions, its objects. Nothing is written."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from talentpilot.store.gitcalls import Answer, ask_git, start_git
from talentpilot.store.gitproblems import no_repository, unknown_revision, unreadable_object

_CHUNK = 1 << 16

_GUESSES = ("is ambiguous", "warning: log for")
"""Warnings with which git answers all the same: with one of two namesakes, or with the oldest commit it knows."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository around a ledger; `prefix` leads from its top to the ledger: empty, or ending with `/`."""

    root: Path
    prefix: str
    shallow: bool


@dataclass(frozen=True, slots=True)
class Commit:
    """A revision: the commit it means, and the name it was asked for by."""

    oid: str
    name: str

    @property
    def label(self) -> str:
        """How it is called in a message: `3f2c1ab (origin/main)`, or `3f2c1ab` where that is what was asked for."""
        short = self.oid[:7]
        return short if self.oid.startswith(self.name) else f"{short} ({self.name})"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a revision: 100644 and 100755 are files, 120000 is a link, 160000 a submodule."""

    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        """Whether it has bytes of its own."""
        return self.mode.startswith("100")


def find_repository(root: Path) -> Repository:
    """The repository around a folder: an ordinary clone, a worktree, a submodule.

    Raises:
        StorageProblem: there is none, git refuses it, or git is missing.
    """
    answer = ask_git(root, "rev-parse", "--is-shallow-repository", "--is-inside-work-tree", "--show-prefix")
    if answer.code:
        raise no_repository(root, answer.err)
    shallow, _, prefix = answer.text.split("\n", 2)
    return Repository(root, prefix.removesuffix("\n"), shallow == "true")


def find_head(repository: Repository) -> Commit | None:
    """Return the commit that the ledger stands at, None in a repository without any.

    Raises:
        StorageProblem: the commit is not in this clone, or damaged.
    """
    answer = ask_git(repository.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if answer.code and answer.err:
        raise unreadable_object("HEAD", answer.err)
    return None if answer.code else Commit(answer.text.strip(), "HEAD")


def find_commit(repository: Repository, name: str) -> Commit:
    """The commit that a revision means.

    Raises:
        StorageProblem: this clone has none of that name, or more than one.
    """
    arguments = ("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    answer = ask_git(repository.root, *arguments) if name and not name.startswith("-") else Answer(1, b"", "")
    if answer.code or any(words in answer.err for words in _GUESSES):
        raise unknown_revision(name, answer.err, _ask(repository), shallow=repository.shallow)
    return Commit(answer.text.strip(), name)


def contains(repository: Repository, newer: str, older: Commit) -> bool:
    """Whether `newer` was built upon `older`; True as well where a shallow clone does not know."""
    if repository.shallow:
        return True
    return ask_git(repository.root, "merge-base", "--is-ancestor", older.oid, newer).code != 1


def list_files(repository: Repository, commit: Commit) -> dict[str, Entry]:
    """Every file of the ledger in a revision, by its path from the ledger's root."""
    below = ["--", repository.prefix] if repository.prefix else []
    answer = ask_git(repository.root, "ls-tree", "-r", "-z", "--full-tree", commit.oid, *below)
    if answer.code:
        raise unreadable_object(commit.label, answer.err)
    found = {}
    for line in answer.text.split("\0")[:-1]:
        head, _, path = line.partition("\t")
        mode, _, oid = head.split(" ")
        found[path.removeprefix(repository.prefix)] = Entry(mode, oid)
    return found


def list_versions(repository: Repository, commit: Commit, name: str) -> list[tuple[Commit, int]]:
    """The commits up to that one which changed a file of the ledger, the latest first, each with its time (Unix)."""
    answer = ask_git(repository.root, "log", "--topo-order", "--format=%H %ct", commit.oid, "--", name)
    if answer.code:
        raise unreadable_object(commit.label, answer.err)
    pairs = (line.split(" ") for line in answer.text.splitlines())
    return [(Commit(oid, oid), int(time)) for oid, time in pairs]


def last_writers(
    repository: Repository, head: Commit, path: str, lines: Iterable[int], since: Commit
) -> dict[int, str]:
    """Return by line (from 1) of a file as it stands at `head`: the commit after `since` that wrote it.

    Lines that are as they were at `since` are left out.

    Raises:
        StorageProblem: git can't tell.
    """
    ranges = [option for line in sorted(set(lines)) for option in ("-L", f"{line},{line}")]
    # Asked for nothing but what lies before `since`, git would look at the file in the work tree, through its filters.
    if not ranges or ask_git(repository.root, "merge-base", "--is-ancestor", head.oid, since.oid).code == 0:
        return {}
    revisions = (head.oid, f"^{since.oid}")
    answer = ask_git(
        repository.root,
        "blame",
        "--porcelain",
        "--no-ignore-revs-file",
        "--no-textconv",
        *ranges,
        *revisions,
        "--",
        path,
    )
    if answer.code:
        raise unreadable_object(path, answer.err)
    found: dict[int, str] = {}
    old: set[str] = set()
    oid = ""
    for line in answer.text.split("\n"):
        words = line.split(" ")
        if len(words) >= 3 and len(words[0]) >= 40 and not line.startswith("\t"):
            oid = words[0]
            found[int(words[2])] = oid
        elif line == "boundary":
            old.add(oid)
    return {line: writer for line, writer in found.items() if writer not in old}


def list_skipped(repository: Repository) -> frozenset[str]:
    """Return the files of the ledger that a sparse checkout leaves out of the work tree, by path from the root.

    Raises:
        StorageProblem: git can't read its index.
    """
    answer = ask_git(repository.root, "ls-files", "-t", "-z")
    if answer.code:
        raise unreadable_object("the index", answer.err)
    tagged = (item.partition(" ") for item in answer.text.split("\0") if item)
    return frozenset(path for tag, _, path in tagged if tag == "S")


def read_object(repository: Repository, oid: str) -> bytes:
    """Return the bytes of one object.

    Raises:
        StorageProblem: it is not in this clone.
    """
    return b"".join(chunk for _, _, chunks in read_objects(repository, [oid]) for chunk in chunks)


def list_commits(repository: Repository, paths: Iterable[str], limit: int) -> list[str]:
    """The latest commits of all branches and tags which changed one of these paths of the ledger, newest first."""
    arguments = ("log", "--all", "--full-history", "--date-order", f"--max-count={limit}", "--format=%H", "--", *paths)
    answer = ask_git(repository.root, *arguments)
    return answer.text.split() if answer.code == 0 else []


def read_objects(repository: Repository, oids: Iterable[str]) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """Name, size and bytes of each object, in one process; bytes that nobody takes are passed over.

    Raises:
        StorageProblem: an object is not in this clone.
    """
    wanted = "".join(f"{oid}\n" for oid in oids).encode("ascii")
    if not wanted:
        return
    with tempfile.TemporaryFile() as requests, tempfile.TemporaryFile() as complaints:
        requests.write(wanted)
        requests.seek(0)
        process = start_git(repository.root, ("cat-file", "--batch"), requests, complaints)
        assert process.stdout is not None
        with process, closing(process.stdout) as stream:
            while head := stream.readline():
                oid, _, size = head.decode("ascii").strip().partition(" ")
                if not size.startswith("blob "):
                    raise unreadable_object(oid, size)
                chunks = _chunks(stream, int(size.removeprefix("blob ")))
                yield oid, int(size.removeprefix("blob ")), chunks
                for _ in chunks:
                    pass
                stream.read(1)
        if process.returncode:
            complaints.seek(0)
            raise unreadable_object("an object", complaints.read().decode("utf-8", "replace"))


def _chunks(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = stream.read(min(size, _CHUNK))
        if not chunk:
            raise unreadable_object("an object", "it ends too early")
        size -= len(chunk)
        yield chunk


def _ask(repository: Repository) -> Callable[..., str]:
    """What git says to further questions about a clone, empty where it says nothing."""

    def ask(*arguments: str) -> str:
        answer = ask_git(repository.root, *arguments)
        return answer.text.strip() if answer.code == 0 else ""

    return ask
