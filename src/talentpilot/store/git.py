"""Git, called as a program: the repository around a ledger, its revisions, its objects. Nothing is written."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from talentpilot.errors import StorageProblem
from talentpilot.store.gitproblems import no_git, no_repository, unknown_revision, unreadable_object

_PATIENCE = 120
_CHUNK = 1 << 16
_NOT_PASSED_ON = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS",
     "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")
)  # fmt: skip
"""Set inside a hook, they would make git take the ledger's folder for the top of the repository."""

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


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape")


def describe_revision(root: Path) -> str | None:
    """The commit the ledger stands at, with `-dirty` where files of it differ; None outside a repository."""
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
        if commit.code:
            return None
        changes = _git(root, "status", "--porcelain", "--", "programme.yaml", "catalogue.yaml", "pilots")
    except StorageProblem:
        return None
    oid = commit.text.strip()
    return f"{oid}-dirty" if changes.code == 0 and changes.out.strip() else oid


def find_repository(root: Path) -> Repository:
    """The repository around a folder: an ordinary clone, a worktree, a submodule.

    Raises:
        StorageProblem: there is none, git refuses it, or git is missing.
    """
    answer = _git(root, "rev-parse", "--is-shallow-repository", "--is-inside-work-tree", "--show-prefix")
    if answer.code:
        raise no_repository(root, answer.err)
    shallow, _, prefix = answer.text.split("\n", 2)
    return Repository(root, prefix.removesuffix("\n"), shallow == "true")


def find_commit(repository: Repository, name: str) -> Commit:
    """The commit that a revision means.

    Raises:
        StorageProblem: this clone has none of that name, or more than one.
    """
    arguments = ("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    answer = _git(repository.root, *arguments) if name and not name.startswith("-") else _Answer(1, b"", "")
    if answer.code or any(words in answer.err for words in _GUESSES):
        raise unknown_revision(name, answer.err, _ask(repository), shallow=repository.shallow)
    return Commit(answer.text.strip(), name)


def contains(repository: Repository, newer: str, older: Commit) -> bool:
    """Whether `newer` was built upon `older`; True as well where a shallow clone does not know."""
    if repository.shallow:
        return True
    return _git(repository.root, "merge-base", "--is-ancestor", older.oid, newer).code != 1


def list_files(repository: Repository, commit: Commit) -> dict[str, Entry]:
    """Every file of the ledger in a revision, by its path from the ledger's root."""
    below = ["--", repository.prefix] if repository.prefix else []
    answer = _git(repository.root, "ls-tree", "-r", "-z", "--full-tree", commit.oid, *below)
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
    answer = _git(repository.root, "log", "--topo-order", "--format=%H %ct", commit.oid, "--", f":(literal){name}")
    if answer.code:
        raise unreadable_object(commit.label, answer.err)
    pairs = (line.split(" ") for line in answer.text.splitlines())
    return [(Commit(oid, oid), int(time)) for oid, time in pairs]


def last_writers(repository: Repository, path: str, lines: Iterable[int], since: Commit) -> dict[int, str]:
    """By line (from 1) of a file as it stands: the commit after `since` that wrote it, empty where it is in none yet.

    Lines that are as they were at `since` are left out.

    Raises:
        StorageProblem: git can't tell.
    """
    ranges = [option for line in sorted(set(lines)) for option in ("-L", f"{line},{line}")]
    answer = _git(repository.root, "blame", "--porcelain", *ranges, f"^{since.oid}", "--", path)
    if answer.code:
        raise unreadable_object(path, answer.err)
    found: dict[int, str] = {}
    old: set[str] = set()
    oid = ""
    for line in answer.text.split("\n"):
        head = line.split(" ")
        if len(head) >= 3 and len(head[0]) >= 40 and not line.startswith("\t"):
            oid = head[0]
            found[int(head[2])] = oid if oid.strip("0") else ""
        elif line == "boundary":
            old.add(oid)
    return {line: writer for line, writer in found.items() if writer not in old}


def list_commits(repository: Repository, paths: Iterable[str], limit: int) -> list[str]:
    """The latest commits of all branches and tags which changed one of these paths of the ledger, newest first."""
    places = (f":(top,literal){repository.prefix}{path}" for path in paths)
    arguments = ("log", "--all", "--full-history", "--date-order", f"--max-count={limit}", "--format=%H", "--", *places)
    answer = _git(repository.root, *arguments)
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
        process = _start(repository.root, ("cat-file", "--batch"), requests, complaints)
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
        answer = _git(repository.root, *arguments)
        return answer.text.strip() if answer.code == 0 else ""

    return ask


def _git(folder: Path, *arguments: str) -> _Answer:
    """Run git in a folder.

    Raises:
        StorageProblem: git is not there, or does not answer.
    """
    try:
        done = subprocess.run(
            _command(folder, arguments), capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE, check=False,
            env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise StorageProblem(f"git {arguments[0]} has not answered within {_PATIENCE} seconds") from problem
    except OSError as problem:
        raise no_git(problem) from problem
    return _Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def _start(folder: Path, arguments: tuple[str, ...], stdin: IO[bytes], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            _command(folder, arguments), stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=_environment()
        )
    except OSError as problem:
        raise no_git(problem) from problem


def _command(folder: Path, arguments: tuple[str, ...]) -> list[str]:
    return ["git", "--no-optional-locks", "--no-replace-objects", "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """The environment passed on to git: English words, no questions, the repository that is around the folder."""
    passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {**passed_on, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
