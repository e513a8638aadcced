"""Long work shows itself on a terminal, leaves no trace there, and nothing at all elsewhere."""

import io
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from conftest import Ran
from ledgers import write_ledger
from talentpilot.cli import progress as module
from talentpilot.cli.progress import progress
from talentpilot.services.progress import Progress

HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """Standard error, as if it were a terminal; nobody waits long for the first word.

    Called in the test itself: pytest puts its own stream in place after the fixtures.
    """
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(module, "PATIENCE", 0.02)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    return screen


def _until(said: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not said():
        assert time.monotonic() < end
        time.sleep(0.01)


def _items(screen: _Terminal, shown: Progress) -> Iterator[int]:
    """Three things, the third of which waits until the screen says that two are done."""
    for number in shown.over("reading the pilots", (1, 2, 3), 3):
        if number == 3:
            _until(lambda: "2/3" in screen.getvalue())
        yield number


def test_it_counts_and_names_what_is_done_and_then_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    with progress(quiet=False) as shown:
        assert list(_items(terminal, shown)) == [1, 2, 3]
        shown.began("2026Q1-en.pdf")
        _until(lambda: "2026Q1-en.pdf" in terminal.getvalue())
    said = terminal.getvalue()
    assert "reading the pilots" in said
    assert "0:00" in said
    assert said.rindex(SHOWN) > said.rindex(HIDDEN)
    assert said.rstrip("\n").endswith("\x1b[2K")


class _ChangesMeanwhile(_Terminal):
    """A terminal so slow that the next step begins while the first one is drawn."""

    shown: Progress | None = None

    def write(self, text: str) -> int:
        shown = self.shown
        if shown is not None and "first" in text:
            self.shown = None
            shown.began("second")
        return super().write(text)


def test_a_step_that_begins_while_another_is_drawn_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    _terminal(monkeypatch)
    terminal = _ChangesMeanwhile()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress(quiet=False) as shown:
        terminal.shown = shown
        shown.began("first")
        _until(lambda: "second" in terminal.getvalue())


@pytest.mark.parametrize("quiet", [True, False])
def test_it_is_silent_where_nobody_watches_or_silence_is_asked_for(
    quiet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = _terminal(monkeypatch)
    pipe = io.StringIO()
    if not quiet:
        monkeypatch.setattr(sys, "stderr", pipe)
    with progress(quiet=quiet) as shown:
        shown.began("work")
        time.sleep(0.2)
    assert (terminal.getvalue(), pipe.getvalue()) == ("", "")


def test_what_is_quick_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    monkeypatch.setattr(module, "PATIENCE", 60.0)
    with progress(quiet=False) as shown:
        assert list(shown.over("work", "abc", 3)) == ["a", "b", "c"]
    assert terminal.getvalue() == ""


def _fails_when_seen(terminal: _Terminal) -> None:
    with progress(quiet=False) as shown:
        shown.began("work")
        _until(lambda: "work" in terminal.getvalue())
        raise ZeroDivisionError


def test_an_error_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    with pytest.raises(ZeroDivisionError):
        _fails_when_seen(terminal)
    assert terminal.getvalue().rindex(SHOWN) > terminal.getvalue().rindex(HIDDEN)


@pytest.mark.parametrize("command", ["status", "validate"])
def test_commands_over_many_pilots_count_them(
    command: str, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, golden_root: Path
) -> None:
    counted: list[int] = []
    over = Progress.over

    def counting(self: Progress, label: str, items: Iterable[object], total: int) -> Iterator[object]:
        counted.append(total)
        return over(self, label, items, total)

    monkeypatch.setattr(Progress, "over", counting)
    run(command, "--root", golden_root, "--as-of", "2026-03-31")
    assert counted == [1]


def _read_until(master: int, said: Callable[[str], bool], seen: str = "") -> str:
    """Read what is written to the terminal until it says so; fail with what it said if its process ends before."""
    end = time.monotonic() + 60
    while not said(seen):
        assert select.select([master], [], [], end - time.monotonic())[0], seen
        try:
            seen += os.read(master, 65536).decode(errors="replace")
        except OSError:  # nobody holds the other side any more
            pytest.fail(f"it ended too early, having said {seen!r}")
    return seen


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_ctrl_c_leaves_no_half_file_and_a_clean_terminal(tmp_path: Path) -> None:
    import pty

    write_ledger(tmp_path / "ledger", 120)
    master, slave = pty.openpty()
    command = ["report", "--root", tmp_path / "ledger", "--as-of", "2026-03-31", "--lang", "en", "-o", tmp_path / "out"]
    with subprocess.Popen(
        [sys.executable, "-m", "talentpilot", *map(str, command)],
        stdout=subprocess.PIPE, stderr=slave, start_new_session=True, env={**os.environ, "TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(slave)
        seen = _read_until(master, lambda said: ".pdf" in said)
        os.killpg(process.pid, signal.SIGINT)
        seen = _read_until(master, lambda said: SHOWN in said[said.rindex(HIDDEN) :], seen)
        out, _ = process.communicate(timeout=60)
    os.close(master)
    assert process.returncode == 130
    assert out == b""
    assert not re.search("Traceback", seen)
    names = sorted(path.name for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert names == ["2026Q1-en.md", "timeline.svg", "trend.svg"]
