"""Evidence that is there under another form of its name, or with converted line ends: the finding says so."""

import hashlib
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from repository import new_repository

Run = Callable[..., Ran]
HOME = "pilots/yx-titles-01"
TABLE = b"a,b\n1,2\n"


def cite(sound: Path, path: str, content: bytes) -> None:
    """Add a piece of evidence that says this path and the digest of this content."""
    file = sound / HOME / "pilot.yaml"
    digest = hashlib.sha256(content).hexdigest()
    item = f"  - {{id: E90, title: t, kind: document, date: 2025-08-01, path: '{path}', sha256: {digest}, "
    item += "access: internal}"
    file.write_text(file.read_text("utf-8").replace("\nevidence:\n", f"\nevidence:\n{item}\n", 1), "utf-8")


def helps(run: Run, sound: Path, rule: str, *more: str) -> str:
    ran = run("validate", "--root", sound, "--select", rule, "--as-of", "2026-03-31", *more)
    assert f"error[{rule}]" in ran.out
    return " ".join(line.split("help:", 1)[1] for line in ran.out.splitlines() if "help:" in line)


@pytest.mark.parametrize(
    ("there", "written", "said"),
    [
        (unicodedata.normalize("NFD", "évidence.pdf"), "evidence/évidence.pdf", "another form of Unicode"),
        ("évidence.pdf", unicodedata.normalize("NFD", "evidence/évidence.pdf"), "another form of Unicode"),
        ("Plan.PDF", "evidence/plan.pdf", "evidence/Plan.PDF is there, in another case"),
        ("计划Ａ.pdf", "evidence/计划ａ.pdf", "evidence/计划Ａ.pdf is there, in another case"),
        ("b.pdf", "evidence\\b.pdf", "write evidence/b.pdf"),
        ("b.pdf", "Evidence/B.pdf", "evidence/b.pdf is there, in another case"),
        ("b.pdf", "evidence/c.pdf", "evidence/b.pdf is there with that content"),
        ("b.pdf", "evidence/../../x/b.pdf", "evidence/b.pdf is there with that content"),
    ],
)
def test_a_file_under_another_form_of_its_name_is_named(
    run: Run, sound: Path, there: str, written: str, said: str
) -> None:
    (sound / HOME / "evidence" / there).write_bytes(TABLE)
    cite(sound, written, TABLE)
    on_disk = helps(run, sound, "E01")
    assert said in on_disk
    new_repository(sound).commit()
    assert helps(run, sound, "E01", "--rev", "HEAD") == on_disk


def test_another_file_is_not_taken_for_the_missing_one(run: Run, sound: Path) -> None:
    (sound / HOME / "evidence" / "b.pdf").write_bytes(b"something else")
    cite(sound, "evidence/c.pdf", TABLE)
    assert "put the file into the pilot's folder" in helps(run, sound, "E01")


def test_of_two_alike_none_is_taken(run: Run, sound: Path) -> None:
    for name in ("Ab.pdf", "aB.pdf"):
        (sound / HOME / "evidence" / name).write_bytes(name.encode())
    cite(sound, "evidence/ab.pdf", TABLE)
    assert "put the file into the pilot's folder" in helps(run, sound, "E01")
    new_repository(sound).commit()
    assert "put the file into the pilot's folder" in helps(run, sound, "E01", "--rev", "HEAD")


@pytest.mark.parametrize(
    ("cited", "lies_there", "said"),
    [
        (TABLE, TABLE.replace(b"\n", b"\r\n"), "LF → CRLF"),
        (TABLE.replace(b"\n", b"\r\n"), TABLE, "CRLF → LF"),
        (TABLE, b"a,b\n1,3\n", "put the cited file back"),
    ],
)
def test_converted_line_ends_are_told_from_another_content(
    run: Run, sound: Path, cited: bytes, lies_there: bytes, said: str
) -> None:
    (sound / HOME / "evidence" / "table.csv").write_bytes(lies_there)
    cite(sound, "evidence/table.csv", cited)
    assert said in helps(run, sound, "E02")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_neither_a_pipe_nor_a_link_is_read_in_search_of_a_renamed_file(
    run: Callable[..., Ran], sound: Path, tmp_path: Path
) -> None:
    folder = sound / "pilots" / "yx-titles-01" / "evidence"
    folder.rename(tmp_path / "elsewhere")
    os.mkfifo(folder)
    for number, file in enumerate(sorted((tmp_path / "elsewhere").iterdir())):
        (folder.parent / f"link{number}.pdf").symlink_to(file)
    ran = run("validate", "yx-titles-01", "--root", sound, "--as-of", "2026-03-31")
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if "= help" in line and "link" in line] == []
