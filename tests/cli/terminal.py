"""A command with a terminal in front of it: questions are waited for, and answered by typing."""

import os
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

terminals_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


class Terminal:
    """A run whose standard input is a terminal; questions come on standard error."""

    def __init__(self, *argv: str, cwd: Path | None = None) -> None:
        import pty

        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "talentpilot", *argv], cwd=cwd, stdin=slave,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.seen = ""

    def answer(self, question: str, text: str) -> None:
        """Wait for the question, then type."""
        stream = self.process.stderr
        assert stream is not None
        while not re.search(re.escape(question) + r"[^\n]*: ?$", self.seen):
            ready, _, _ = select.select([stream], [], [], 60)
            piece = os.read(stream.fileno(), 65536) if ready else b""
            assert piece, f"waited for {question!r}, saw: {self.seen}"
            self.seen += piece.decode("utf-8")
        self.seen += "\n"
        os.write(self.master, f"{text}\n".encode())

    def end(self) -> tuple[int, str, str]:
        """Exit code, standard output, and all that was said on standard error."""
        out, err = self.process.communicate(timeout=60)
        os.close(self.master)
        return self.process.returncode, out.decode("utf-8"), self.seen + err.decode("utf-8")
