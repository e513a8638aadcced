"""Run git; if it fails, say why and which command helps.

Only this module starts git, with everything switched off by which a repository could run a program.
"""

import os
import re
import shlex
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

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


PATIENCE = 60
"""Seconds in which git has to answer, or to go on with a long answer."""
_unanswered: dict[Path, float] = {}
"""Folders where git did not answer, and when: a command that needs git several times waits once."""

_SETTINGS = (
    # Nothing else is started.
    "core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.sshCommand=false", "core.gitProxy=",
    "core.alternateRefsCommand=", "core.pager=cat", "diff.external=", "credential.helper=", "core.askPass=",
    "safe.bareRepository=explicit", "protocol.allow=never", "maintenance.auto=false", "gc.auto=0",
    # Answers describe the objects themselves, in the form that is parsed here.
    "core.useReplaceRefs=false", "core.commitGraph=false", f"core.attributesFile={os.devnull}",
    "core.quotePath=false", "core.warnAmbiguousRefs=true", "core.logAllRefUpdates=false",
    "i18n.logOutputEncoding=UTF-8", "core.abbrev=40", "log.date=default", "core.bigFileThreshold=8m",
    "log.showSignature=false", "log.follow=false", "log.mailmap=false", "log.showRoot=true", "log.decorate=false",
    "diff.renames=false", "diff.ignoreSubmodules=none", "submodule.recurse=false", "color.ui=false",
    "advice.graftFileDeprecated=false",
    "blame.ignoreRevsFile=", "blame.markIgnoredLines=false", "blame.markUnblamableLines=false",
    "blame.coloring=none", "blame.blankBoundary=false",
)  # fmt: skip

_PASSED_ON = frozenset(
    ("GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT",
     "GIT_CONFIG_PARAMETERS", "GIT_TEST_ASSUME_DIFFERENT_OWNER")
)  # fmt: skip
"""Variables that say where git is, and which repositories it may open. All others, such as those that a hook sets
(GIT_DIR, GIT_INDEX_FILE), refer to another repository or to traces, and are removed.
"""

_ADDED = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1",
    "GIT_PAGER": "cat",
}


class Answer(NamedTuple):
    """The output and exit code of git."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """The output as text; undecodable bytes are kept as `os.fsdecode` keeps them."""
        return self.out.decode("utf-8", "surrogateescape")


def ask_git(folder: Path, *arguments: str, options: Sequence[str] = ()) -> Answer:
    """Run git in a folder and return its answer. `options` are git's own, before the subcommand.

    Raises:
        StorageProblem: git is not there, or does not answer.
    """
    _require_answers(folder, arguments)
    try:
        done = subprocess.run(
            command(folder, arguments, options), capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE,
            check=False, env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise _unanswered_call(folder, arguments) from problem
    except OSError as problem:
        raise no_git(problem) from problem
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def _require_answers(folder: Path, arguments: Sequence[str]) -> None:
    if time.monotonic() - _unanswered.pop(folder, -PATIENCE) < PATIENCE:
        raise _unanswered_call(folder, arguments)


def _unanswered_call(folder: Path, arguments: Sequence[str]) -> StorageProblem:
    _unanswered[folder] = time.monotonic()
    return no_answer(arguments[0], PATIENCE)


class GitOutput:
    """The output of a running git. Git is ended if nothing more comes for longer than `PATIENCE`."""

    def __init__(self, process: subprocess.Popen[bytes], stream: IO[bytes], late: Callable[[], StorageProblem]) -> None:
        self._process, self._stream, self._late = process, stream, late
        self._was_ended = False
        self.is_wanted = True
        self._due: float | None = None
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer only at the end."""
        return self._awaited(self._stream.read, size)

    def readline(self) -> bytes:
        """Return the next line, empty at the end."""
        return self._awaited(self._stream.readline, -1)

    def stop(self) -> None:
        """End the reading: the rest of the output is not wanted, however long it is."""
        self.is_wanted = False

    def _awaited(self, read: Callable[[int], bytes], size: int) -> bytes:
        self._due = time.monotonic() + PATIENCE
        piece = read(size)
        self._due = None
        if self._was_ended:
            raise self._late()
        return piece

    def _watch(self) -> None:
        while not self._over.wait(min(1, PATIENCE)):
            due = self._due
            if due is not None and time.monotonic() > due:
                self._was_ended = True
                self._process.kill()

    def close(self, *, at_end: bool) -> int:
        """Return the exit code of git, which is ended unless its output is at the end."""
        self._over.set()
        self._watcher.join()
        self._stream.close()
        try:
            return self._process.wait(PATIENCE if at_end else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


@contextmanager
def running_git(
    folder: Path, what: str, *arguments: str, options: Sequence[str] = (), requests: bytes = b""
) -> Iterator[GitOutput]:
    """Run git in a folder with these requests as its input, and let its output be read piece by piece.

    Raises:
        StorageProblem: git is not there, does not go on, or can't read `what`.
    """
    _require_answers(folder, arguments)
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as complaints:
        stdin.write(requests)
        stdin.seek(0)
        try:
            process = subprocess.Popen(
                command(folder, arguments, options), stdin=stdin, stdout=subprocess.PIPE,
                stderr=complaints, env=_environment(),
            )  # fmt: skip
        except OSError as problem:
            raise no_git(problem) from problem
        assert process.stdout is not None
        output, ended = GitOutput(process, process.stdout, lambda: _unanswered_call(folder, arguments)), False
        try:
            yield output
            ended = True
        finally:
            code = output.close(at_end=ended and output.is_wanted)
        if code and output.is_wanted:
            complaints.seek(0)
            raise unreadable_object(what, complaints.read().decode("utf-8", "replace").strip())


def command(folder: Path, arguments: tuple[str, ...], options: Sequence[str] = ()) -> list[str]:
    """Return the whole command line."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return ["git", *settings, *options, "--no-pager", "--literal-pathspecs", "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if _is_passed_on(name)}
    return {**kept, **_ADDED}


def _is_passed_on(name: str) -> bool:
    own = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
    return not name.upper().startswith("GIT_") or name in _PASSED_ON or name.startswith(own)
