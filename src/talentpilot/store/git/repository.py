"""Read the repository around a ledger, its revisions and objects, with a fixed list of read-only git commands."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from talentpilot.errors import StorageProblem
from talentpilot.store.git.process import (
    Answer,
    GitOutput,
    ask_git,
    never_ending,
    no_repository,
    running_git,
    unknown_revision,
    unreadable_object,
)
from talentpilot.store.tree import SIZE_LIMIT

_CHUNK = 1 << 16
_LAST_TIME = 253_402_000_000
"""A Unix time at the end of the year 9999, in any time zone."""
MOST_FILES = 500_000
"""Files that a revision may hold."""

_READ_AT_ONCE = ("", "info", "objects/info", "refs", "refs/heads")
"""Folders of `.git` whose files git reads whatever it is asked."""

_GUESSES = ("is ambiguous", "warning: log for")
"""Warnings of git that count as errors here: two objects with one name, or a history that starts later."""


class Repository(NamedTuple):
    """The repository around a ledger; `prefix` is the path from its top to the ledger, empty or ending with `/`.

    `options` are passed to git: they name a bare repository, which git does not look for by itself.
    """

    root: Path
    prefix: str
    shallow: bool
    options: tuple[str, ...] = ()

    def ask(self, *arguments: str) -> Answer:
        """Run git in the repository and return its answer."""
        return ask_git(self.root, *arguments, options=self.options)

    def running(self, what: str, *arguments: str, requests: bytes = b"") -> AbstractContextManager[GitOutput]:
        """Run git in the repository to read `what`, and let its output be read piece by piece."""
        return running_git(self.root, what, *arguments, options=self.options, requests=requests)


class Commit(NamedTuple):
    """A commit, and the name by which it was requested."""

    oid: str
    name: str

    @property
    def label(self) -> str:
        """The commit in a message: `3f2c1ab (origin/main)`, or `3f2c1ab` if that was requested."""
        short = self.oid[:7]
        return short if self.oid.startswith(self.name) else f"{short} ({self.name})"


class TreeEntry(NamedTuple):
    """A file in a revision. Modes 100644 and 100755 are files, 120000 is a link, 160000 a submodule."""

    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        """Whether the entry is a regular file."""
        return self.mode.startswith("100")


def find_repository(root: Path, options: tuple[str, ...] = ()) -> Repository:
    """Return the repository around a folder: a clone, a worktree or a submodule. `options` are passed to git.

    Raises:
        StorageProblem: there is none, git refuses it, or git is missing.
    """
    _refuse_pipes(root.absolute())
    questions = ("--is-shallow-repository", "--is-inside-work-tree", "--show-prefix")
    answer = ask_git(root, "rev-parse", *questions, options=options)
    if answer.code:
        raise no_repository(root, answer.err)
    shallow, _, prefix = answer.text.split("\n", 2)
    return Repository(root, prefix.removesuffix("\n"), shallow == "true", options)


def _refuse_pipes(root: Path) -> None:
    """Refuse a pipe or a device in the nearest `.git`: git would read it until it is ended."""
    around = next((above for above in (root, *root.parents) if os.path.lexists(above / ".git")), root)
    for folder in _READ_AT_ONCE:
        with suppress(OSError), os.scandir(around / ".git" / folder) as found:
            for item in found:
                if _never_ends(item):
                    raise never_ending(Path(item.path))


def _never_ends(item: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        if not (item.is_file() or item.is_dir()):
            kind = item.stat().st_mode
            return stat.S_ISFIFO(kind) or stat.S_ISCHR(kind) or stat.S_ISBLK(kind)
    return False


def named_repository(folder: Path) -> Repository:
    """Return the repository that somebody named: a bare one or a work tree, also of another owner.

    Raises:
        StorageProblem: there is none, or git is missing.
    """
    trusted = ("-c", f"safe.directory={folder}")
    bare = not (folder / ".git").exists() and (folder / "HEAD").is_file() and (folder / "objects").is_dir()
    return find_repository(folder, (*trusted, f"--git-dir={folder}") if bare else trusted)


def find_head(repository: Repository) -> Commit | None:
    """Return the commit that is checked out, or None in a repository without commits.

    Raises:
        StorageProblem: the commit is not in this clone, or damaged.
    """
    answer = repository.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if answer.code and answer.err:
        raise unreadable_object("HEAD", answer.err)
    return None if answer.code else Commit(answer.text.strip(), "HEAD")


def find_commit(repository: Repository, name: str) -> Commit:
    """Return the commit of a revision.

    Raises:
        StorageProblem: this clone has none of that name, or more than one.
    """
    arguments = ("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    answer = repository.ask(*arguments) if name and not name.startswith("-") else Answer(1, b"", "")
    if answer.code or any(words in answer.err for words in _GUESSES):
        raise unknown_revision(name, answer.err, _ask(repository), shallow=repository.shallow)
    return Commit(answer.text.strip(), name)


def contains(repository: Repository, newer: str, older: Commit) -> bool:
    """Return whether `newer` descends from `older`; also True if a shallow clone can't tell."""
    if repository.shallow:
        return True
    return repository.ask("merge-base", "--is-ancestor", older.oid, newer).code != 1


def list_files(repository: Repository, commit: Commit) -> dict[str, TreeEntry]:
    """Return every file of the ledger in a revision by its path from the ledger's root."""
    below = ("--", repository.prefix) if repository.prefix else ()
    with repository.running(commit.label, "ls-tree", "-r", "-z", "--full-tree", commit.oid, *below) as output:
        listing = _listing(output, commit)
    found = {}
    for line in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        head, _, path = line.partition("\t")
        mode, _, oid = head.split(" ")
        found[path.removeprefix(repository.prefix)] = TreeEntry(mode, oid)
    return found


def blob_size(repository: Repository, oid: str) -> int | None:
    """Return the size of a stored file in bytes; None if this clone doesn't have it."""
    answer = repository.ask("cat-file", "-s", oid)
    return None if answer.code else int(answer.out)


def _listing(output: GitOutput, commit: Commit) -> bytes:
    """Return the whole list, unless it is longer than any ledger's: some folders in git can name any number."""
    parts, files = [], 0
    while chunk := output.read(_CHUNK):
        parts.append(chunk)
        files += chunk.count(b"\0")
        if files > MOST_FILES:
            raise StorageProblem("revision {name} holds more than {most} files", name=commit.label, most=MOST_FILES)
    return b"".join(parts)


def list_versions(repository: Repository, commit: Commit, name: str) -> list[tuple[Commit, int]]:
    """Return the commits up to this one that changed a file of the ledger, the latest first, each with its Unix
    time.
    """
    answer = repository.ask("log", "--topo-order", "--format=%H %ct", commit.oid, "--", name)
    if answer.code:
        raise unreadable_object(commit.label, answer.err)
    pairs = [line.split(" ") for line in answer.text.splitlines()]
    for oid, time in pairs:
        if not time.isdecimal() or int(time) > _LAST_TIME:
            raise unreadable_object(oid, "the time of this commit is none")
    return [(Commit(oid, oid), int(time)) for oid, time in pairs]


def writers_of(
    repository: Repository, since: Commit, path: str, content: bytes, lines: Iterable[int]
) -> dict[int, str]:
    """Return by line number (from 1) of a file with this content the commit after `since` that wrote it, empty if it is
    not committed yet.

    Lines unchanged since then are left out. Git is asked about the last commit, not the file, so that no filter of the
    repository runs; differences from that commit are found here.

    Raises:
        StorageProblem: git can't tell.
    """
    wanted, head = set(lines), find_head(repository)
    entry = list_files(repository, head).get(path) if head is not None else None
    if head is None or entry is None or not entry.is_file:
        return dict.fromkeys(wanted, "")
    committed = _committed_lines(read_object(repository, entry.oid) or b"", content)
    kept = {line: committed[line] for line in wanted if line in committed}
    writers = last_writers(repository, head, path, kept.values(), since)
    found = {line: writers[then] for line, then in kept.items() if then in writers}
    return found | dict.fromkeys(wanted - kept.keys(), "")


def _committed_lines(then: bytes, now: bytes) -> dict[int, int]:
    """Return the line number in the commit for each unchanged line (from 1) of the present file."""
    before, after = ([line.rstrip(b"\r") for line in content.split(b"\n")] for content in (then, now))
    if before == after:
        return {number: number for number in range(1, len(after) + 1)}
    matcher = SequenceMatcher(None, before, after)
    blocks = ((first + 1, second + 1, size) for first, second, size in matcher.get_matching_blocks())
    return {second + step: first + step for first, second, size in blocks for step in range(size)}


def last_writers(
    repository: Repository, head: Commit, path: str, lines: Iterable[int], since: Commit
) -> dict[int, str]:
    """Return by line number (from 1) of a file at `head` the commit after `since` that wrote it.

    Lines unchanged since `since` are left out.

    Raises:
        StorageProblem: git can't tell.
    """
    ranges = [option for line in sorted(set(lines)) for option in ("-L", f"{line},{line}")]
    # Without an end point git would look at the file in the work tree, through its filters.
    if not ranges or repository.ask("merge-base", "--is-ancestor", head.oid, since.oid).code == 0:
        return {}
    revisions = (head.oid, f"^{since.oid}")
    answer = repository.ask(
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
    answer = repository.ask("ls-files", "-t", "-z")
    if answer.code:
        raise unreadable_object("the index", answer.err)
    tagged = (item.partition(" ") for item in answer.text.split("\0") if item)
    return frozenset(path for tag, _, path in tagged if tag == "S")


def read_object(repository: Repository, oid: str) -> bytes | None:
    """Return the bytes of one object, or None if it is larger than any file of a ledger.

    Raises:
        StorageProblem: it is not in this clone.
    """
    for _, size, chunks in read_objects(repository, [oid], SIZE_LIMIT):
        return b"".join(chunks) if size <= SIZE_LIMIT else None
    return None


def list_commits(repository: Repository, paths: Iterable[str], limit: int) -> list[str]:
    """Return the latest commits of all branches and tags that changed one of these paths, newest first."""
    arguments = ("log", "--all", "--full-history", "--date-order", f"--max-count={limit}", "--format=%H", "--", *paths)
    answer = repository.ask(*arguments)
    return answer.text.split() if answer.code == 0 else []


def read_objects(
    repository: Repository, oids: Iterable[str], most: int | None = None
) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """Yield name, size and content of each object from a single process; content that is not used is skipped.

    Of an object with more than `most` bytes no content is read: a small one can unpack to any size.

    Raises:
        StorageProblem: an object is not in this clone.
    """
    rest = list(oids)
    if not rest:
        return
    with repository.running("an object", "cat-file", "--batch", requests=_lines(rest)) as output:
        while head := output.readline():
            oid, size = _described(head)
            del rest[0]
            if most is not None and size > most:
                output.stop()
                yield oid, size, iter(())
                break
            chunks = _chunks(output, size)
            yield oid, size, chunks
            for _ in chunks:
                pass
            output.read(1)
    if rest:
        sizes = _sizes(repository, rest)
        yield from ((oid, size, iter(())) for oid, size in sizes.items() if most is not None and size > most)
        yield from read_objects(repository, (oid for oid, size in sizes.items() if most is None or size <= most))


def _sizes(repository: Repository, oids: Iterable[str]) -> dict[str, int]:
    """Return the size of each object."""
    with repository.running("an object", "cat-file", "--batch-check", requests=_lines(oids)) as output:
        return dict(map(_described, iter(output.readline, b"")))


def _lines(oids: Iterable[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode("ascii")


def _described(line: bytes) -> tuple[str, int]:
    """Return the name and the size of a stored file, given the line by which git announces it."""
    oid, _, kind = line.decode("ascii").strip().partition(" ")
    if not kind.startswith("blob "):
        raise unreadable_object(oid, kind)
    return oid, int(kind.removeprefix("blob "))


def _chunks(stream: GitOutput, size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = stream.read(min(size, _CHUNK))
        if not chunk:
            raise unreadable_object("an object", "it ends too early")
        size -= len(chunk)
        yield chunk


def _ask(repository: Repository) -> Callable[..., str]:
    """Return the output of git for a further question about a clone, empty if it fails."""

    def ask(*arguments: str) -> str:
        answer = repository.ask(*arguments)
        return answer.text.strip() if answer.code == 0 else ""

    return ask


def create_repository(folder: Path) -> None:
    """Create an empty repository in a folder; nothing is committed. All other calls of git only read.

    The settings and the template folder of the user apply, as with `git init` by hand, but no hook runs.

    Raises:
        StorageProblem: git is not there, or refuses.
    """
    answer = ask_git(folder, "init", "--quiet")
    if answer.code != 0:
        raise StorageProblem(
            "git init failed in {folder}: {reason}", folder=folder, reason=answer.err.partition("\n")[0] or answer.code
        )
