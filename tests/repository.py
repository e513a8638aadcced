"""Real git repositories for tests, made quickly and the same on every machine."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

WHO = (
    "-c",
    "user.name=Clerk",
    "-c",
    "user.email=clerk@example.org",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "core.fsync=none",
)


@dataclass(frozen=True)
class Repository:
    """A repository with its work tree."""

    root: Path

    def git(self, *arguments: object, when: str | None = None) -> str:
        """Run git there, at that time; what it prints."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when is not None else {}
        done = subprocess.run(
            ["git", "-C", str(self.root), *WHO, *map(str, arguments)],
            capture_output=True, text=True, encoding="utf-8", check=False,
            env={**environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str = "books", when: str | None = None) -> str:
        """Commit everything there is, at that time; the commit's name."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, when=when)
        return self.git("rev-parse", "HEAD")


def new_repository(root: Path) -> Repository:
    """An empty repository, its branch called main, in a folder that may be there already."""
    root.mkdir(parents=True, exist_ok=True)
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch", "main")
    return repository


def clone(source: Repository, target: Path, *options: str) -> Repository:
    """A clone through a protocol that knows shallow clones."""
    source.git("clone", "--quiet", *options, source.root.as_uri(), target)
    return Repository(target)
