"""Starts git: the one place that does, with everything switched off that could change an answer or run a program.

A ledger may come from anywhere, with its `.git`, and may lie on the machine of somebody whose own settings suit their
own work. Neither decides what git answers here: settings are overridden one by one, and of git's variables only those
are passed on that say where git and the settings of this machine are. No call looks at the files of the work tree, so
no filter of an attribute is ever started.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from talentpilot.errors import StorageProblem
from talentpilot.store.gitproblems import no_git

PATIENCE = 120
"""Seconds."""

_SETTINGS = (
    # Nothing is started.
    "core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.sshCommand=false", "core.gitProxy=",
    "core.alternateRefsCommand=", "core.pager=cat", "diff.external=", "credential.helper=", "core.askPass=",
    "safe.bareRepository=explicit", "protocol.allow=never", "maintenance.auto=false", "gc.auto=0",
    # Answers are about the objects themselves, in the form that is read here.
    "core.useReplaceRefs=false", "core.commitGraph=false", f"core.attributesFile={os.devnull}",
    "core.quotePath=false", "core.warnAmbiguousRefs=true", "core.logAllRefUpdates=false",
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
"""Variables of git that say where it is, and whose repositories it may open. All others, such as those that a hook
sets (GIT_DIR, GIT_INDEX_FILE), speak of another repository than the one around the ledger, or of traces."""

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said, and how it ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """The answer as text; bytes that are none are kept as os.fsdecode keeps them."""
        return self.out.decode("utf-8", "surrogateescape")


def ask_git(folder: Path, *arguments: str) -> Answer:
    """Run git in a folder and return its answer.

    Raises:
        StorageProblem: git is not there, or does not answer.
    """
    try:
        done = subprocess.run(
            command(folder, arguments), capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
            env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise StorageProblem(f"git {arguments[0]} has not answered within {PATIENCE} seconds") from problem
    except OSError as problem:
        raise no_git(problem) from problem
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def start_git(folder: Path, arguments: tuple[str, ...], stdin: IO[bytes], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start git in a folder; its answer is read from the process.

    Raises:
        StorageProblem: git is not there.
    """
    try:
        return subprocess.Popen(
            command(folder, arguments), stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=_environment()
        )
    except OSError as problem:
        raise no_git(problem) from problem


def command(folder: Path, arguments: tuple[str, ...]) -> list[str]:
    """The whole command line."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return ["git", *settings, "--no-pager", "--literal-pathspecs", "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if _is_passed_on(name)}
    return {**kept, **_ADDED}


def _is_passed_on(name: str) -> bool:
    own = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
    return not name.upper().startswith("GIT_") or name in _PASSED_ON or name.startswith(own)
