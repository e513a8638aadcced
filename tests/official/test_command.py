"""`report --layout gongwen`: what is printed, and how it ends when something is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from official.official import ROOT

COMMAND = ("--root", ROOT, "--as-of", "2026-09-30", "report", "--layout", "gongwen", "--period", "2026Q3")


def test_the_path_is_printed_and_the_length_beside_it(tmp_path: Path, run: Callable[..., Ran]) -> None:
    done = run(*COMMAND, "--from", "yx-hrss", "--issued", "2026-10-20", "-o", tmp_path / "a.docx")
    assert done.code == 0
    assert done.out == f"{tmp_path / 'a.docx'}\n"
    assert done.err.endswith("字，上限4000字；附件7个；留白：发文字号、签发人、印章、联系人\n")


@pytest.mark.slow
def test_each_lack_has_its_line_and_its_exit_code(tmp_path: Path, run: Callable[..., Ran]) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text("schema: talentpilot/gongwen/1\ngird: {lines: 22}\n", encoding="utf-8")
    place = ("-o", tmp_path / "out")
    blank = run(*COMMAND, *place)
    assert blank.code == 0
    assert "the sender is not known" in blank.err
    assert "发文机关" in blank.err
    long = run(*COMMAND, *place, "--max-chars", "300")
    assert long.code == 1
    assert "--max-chars 0" in long.err
    wrong = run(*COMMAND, *place, "--profile", profile)
    assert wrong.code == 2
    assert f"{profile}:2:1" in wrong.err
    assert "did you mean grid?" in wrong.err
    fonts = run(*COMMAND, *place, "--format", "pdf")
    assert fonts.code == 0
    assert "Noto Serif SC" in fonts.err
    quiet = run(*COMMAND, *place, "--format", "pdf", "--max-chars", "1500", "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, fonts.out, "")


def test_what_is_no_official_document_is_refused_with_the_reason(tmp_path: Path, run: Callable[..., Ran]) -> None:
    for more, said in (
        (("--lang", "en"), "written in Chinese"),
        (("--lang", "both"), "written in Chinese"),
        (("--format", "html"), "no format html"),
        (("--edition", "public"), "no public edition"),
        (("--brief",), "leave out --brief"),
    ):
        done = run(*COMMAND, *more)
        assert done.code == 2
        assert said in done.err
    done = run("--root", ROOT, "report", "--document", "circular")
    assert done.code == 2
    assert "--layout gongwen" in done.err
    assert not list(tmp_path.iterdir())


def test_a_folder_of_fonts_without_a_pdf_is_refused(tmp_path: Path, run: Callable[..., Ran]) -> None:
    done = run(*COMMAND, "--font-dir", tmp_path, "-o", tmp_path / "out")
    assert (done.code, "--font-dir is for the PDF" in done.err) == (2, True)
    assert not (tmp_path / "out").exists()
