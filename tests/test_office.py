"""The helper that starts LibreOffice: a missing office fails a build and skips a desk; a failed conversion is loud."""

import shutil
from pathlib import Path

import pytest

import office


def test_a_missing_office_is_a_failure_in_ci_and_a_skip_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install libreoffice"):
        office.find_office()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="apt-get install libreoffice"):
        office.find_office()


@pytest.mark.slow
def test_what_can_not_be_converted_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(AssertionError, match=r"has not converted a\.xlsx to pdf"):
        office.convert(file, "pdf", tmp_path / "out")
