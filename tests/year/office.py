"""An office that keeps a ledger by commands alone, in a git repository of its own, day after day."""

import io
import json
import shlex
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from conftest import Ran
from repository import Repository
from talentpilot.cli.main import main

Lines = dict[str, list[bytes]]


@dataclass(frozen=True)
class Kept:
    """A command as it was kept: its words, how many lines it added and took away, what it warned of."""

    words: str
    added: int
    removed: int
    warnings: tuple[str, ...]


@dataclass
class Office:
    """The ledger, the day, what has been written, and what was answered at the end of each quarter."""

    repository: Repository
    desk: Path
    day: date = date(2025, 7, 1)
    kept: list[Kept] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    commits: dict[date, str] = field(default_factory=dict)
    then: dict[date, dict[str, Any]] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The ledger's folder."""
        return self.repository.root

    def on(self, day: str) -> None:
        """The next day on which somebody sits down to the books."""
        assert date.fromisoformat(day) >= self.day, f"{day} is before {self.day}: books are kept forward"
        self.day = date.fromisoformat(day)

    def call(self, command: str) -> Ran:
        """Run a command on that day, in this process."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main([*shlex.split(command), "--root", str(self.root), "--as-of", str(self.day)])
        return Ran(code, out.getvalue(), err.getvalue())

    def keep(self, command: str) -> str:
        """A command that writes; everything but its own lines stays. What it says."""
        before = self._lines()
        ran = self.call(command)
        assert ran.code == 0, f"{self.day}: talentpilot {command}\n{ran.err}"
        after = self._lines()
        new = [name for name in after if name not in before]
        added = sum(_beyond(after[name], before[name]) for name in before)
        removed = sum(_beyond(before[name], after[name]) for name in before)
        warnings = [line for line in ran.err.splitlines() if ": warning[" in line]
        self.kept.append(Kept(command, added + sum(len(after[name]) for name in new), removed, tuple(warnings)))
        return ran.out

    def refused(self, command: str, said: str) -> None:
        """A command that must write nothing, and say why."""
        before = self._lines()
        ran = self.call(command)
        assert ran.code in (1, 2), f"{self.day}: talentpilot {command} was not refused"
        assert said in ran.err, ran.err
        assert self._lines() == before
        self.refusals.append((command, said))

    def paper(self, name: str, text: str) -> str:
        """A paper on the desk, to be filed as evidence; its path, quoted for a command."""
        self.desk.mkdir(exist_ok=True)
        file = self.desk / name
        file.write_text(text, encoding="utf-8")
        return shlex.quote(str(file))

    def commit(self, message: str) -> str:
        """The day's work goes into the history, under its date."""
        self.commits[self.day] = self.repository.commit(message, f"{self.day}T17:00:00+08:00")
        return self.commits[self.day]

    def close_quarter(self, message: str) -> None:
        """The last day of a quarter: commit, and keep what `status` answers."""
        self.commit(message)
        self.then[self.day] = self.status()

    def status(self, *options: str) -> dict[str, Any]:
        """What `status --format json` answers on that day."""
        ran = self.call(" ".join(("status --format json", *options)))
        assert ran.code == 0, ran.err
        answer = json.loads(ran.out)
        assert isinstance(answer, dict)
        return answer

    def _lines(self) -> Lines:
        files = (self.root / "pilots").rglob("*.yaml")
        return {file.relative_to(self.root).as_posix(): file.read_bytes().splitlines(keepends=True) for file in files}


def _beyond(some: list[bytes], others: list[bytes]) -> int:
    """How many of the lines do not stand among the others."""
    return (Counter(some) - Counter(others)).total()
