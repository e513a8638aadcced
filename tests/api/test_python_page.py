"""The examples of docs/python.md do what the page says."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "python.md"


def examples(text: str) -> str:
    """The Python blocks of a page, as many lines below each other as they are there, so that line numbers agree."""
    kept = list(text.splitlines())
    inside = False
    for number, line in enumerate(text.splitlines()):
        if line.startswith("```"):
            inside = line == "```python"
            kept[number] = ""
        elif not inside:
            kept[number] = ""
    return "\n".join(kept) + "\n"


def run(text: str, name: str) -> tuple[int, int, str]:
    """Run the examples one after the other; returns how many failed, how many ran, and what is said of them."""
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(examples(text), {}, name, name, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.REPORT_NDIFF)
    found = runner.run(test, out=told.append)
    return found.failed, found.attempted, "".join(told)


def test_the_runner_sees_a_wrong_answer() -> None:
    page = "Text.\n\n```python\n>>> 1 + 1\n3\n```\n\n```console\n>>> no python\n```\n"
    failed, attempted, told = run(page, "page")
    assert (failed, attempted) == (1, 1)
    assert 'File "page", line 4' in told


def test_the_examples_of_the_page_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = tmp_path / "books"
    books.mkdir()
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, books / name)
    shutil.copytree(ROOT / "pilots", books / "pilots")
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    failed, attempted, told = run(text, PAGE.name)
    assert not failed, told
    assert attempted == len(re.findall(r"^>>> ", text, re.MULTILINE))
