"""Run the bundled pandoc in its sandbox, with one dialect of Markdown and one filter.

The dialect is CommonMark with pipe tables, footnotes, strikeout and GitHub's alerts: what GitHub shows.
Raw TeX, attributes, mathematics, citations and smart quotes are off, so that text prints as it was written.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from talentpilot.errors import MissingExtra, PandocProblem
from talentpilot.report import templates

READER = "commonmark+alerts+east_asian_line_breaks+footnotes+pipe_tables+strikeout"

_PAIR = re.compile(r"(?<![\d.,-])(\d[\d.,]{0,9}%?) → (?=\d[\d.,]{0,9}%?(?![\d-]))")  # 134 → 134, which no line parts

Writer = Literal["typst", "docx", "html", "json"]


def convert(markdown: str, writer: Writer, *options: str) -> bytes:
    """Return the Markdown in another form, through the filter of the reports.

    The filter is always the built-in one: unlike all other templates it is a program that could do
    anything, and a ledger that somebody cloned must not bring its own.
    """
    lua = templates.find("filter.lua", ())
    return run(
        _PAIR.sub("\\1\u00a0→\u00a0", markdown), ("--to", writer, "--wrap=none", "--lua-filter", str(lua), *options)
    )


def run(markdown: str, arguments: Sequence[str]) -> bytes:
    """Return pandoc's output for the Markdown; it can reach neither files nor the network."""
    command = [str(program()), "--sandbox", "--from", READER, *arguments]
    done = subprocess.run(command, input=markdown.encode(), capture_output=True, check=False, env=_environment())
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise PandocProblem("pandoc can't convert the report: {said}", said=said or f"exit code {done.returncode}")
    return done.stdout


def _environment() -> dict[str, str]:
    """Return an environment with UTF-8, since pandoc reads its arguments in the encoding of the locale."""
    return {**os.environ, "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}


def program() -> Path:
    """Return the pandoc of the package: another version might write other bytes."""
    found = find_spec("pypandoc")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent / "files"
        for name in ("pandoc", "pandoc.exe"):
            if (folder / name).is_file():
                return folder / name
    raise MissingExtra("pandoc is not installed: pip install 'talentpilot[report]'")
