"""A stream that is closed, and a signal that ends the program: the exit code stays true, and nothing is left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")]
DAY = "--as-of 2026-03-31"


def shell(line: str, root: Path) -> subprocess.CompletedProcess[str]:
    command = f"{sys.executable} -c 'from talentpilot.cli.main import run; run()' {line}"
    environment = {**os.environ, "LANG": "C.UTF-8"}
    return subprocess.run(
        ["sh", "-c", command], cwd=root, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        "status", "validate", "due", "explain yx-titles-01", "evaluate yx-titles-01", "diff --since 2026-01-01",
        "list incentives", "record publicity yx-titles-01 --channel national --title News --evidence E4 --dry-run",
    ],
)  # fmt: skip
def test_a_closed_output_is_an_error_and_no_finding(sound: Path, command: str) -> None:
    ran = shell(f"{command} {DAY} >&-", sound)
    assert ran.returncode == 4
    assert "standard output is closed" in ran.stderr
    assert shell(f"{command} {DAY} >&- 2>&-", sound).returncode == 4


@pytest.mark.parametrize("command", ["status", "validate", "due", "explain yx-titles-01"])
@pytest.mark.parametrize("closed", ["2>&-", "<&-", "<&- 2>&-"])
def test_without_another_stream_the_answer_is_the_same(sound: Path, command: str, closed: str) -> None:
    ran, usual = shell(f"{command} {DAY} {closed}", sound), shell(f"{command} {DAY}", sound)
    assert (ran.returncode, ran.stdout) == (usual.returncode, usual.stdout)
    assert usual.returncode == 0


def test_a_write_without_streams_puts_no_message_into_a_file(sound: Path) -> None:
    fact = "publicity yx-titles-01 --channel national --title News --evidence E4"
    ran = shell(f"record {fact} {DAY} <&- 2>&-", sound)
    assert ran.returncode == 0
    assert shell(f"validate {DAY}", sound).returncode == 0
    assert not list(sound.rglob(".talentpilot"))


WAITING = """
import signal, sys, tempfile, time
from talentpilot.cli import main as entry
def work(*_):
    with tempfile.TemporaryDirectory(prefix="talentpilot-", dir=sys.argv[1]):
        print("ready", flush=True)
        time.sleep(60)
entry.main = work
entry.run()
"""


def test_a_process_that_is_told_to_end_removes_its_temporary_folders(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WAITING, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert list(tmp_path.iterdir())
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())
