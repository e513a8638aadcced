"""The pictures of changed pages: of those that changed and of no others."""

from pathlib import Path

import pytest
from PIL import Image

from documents import ZH
from report.compare_pages import DOCUMENTS, compare
from talentpilot.report.formats.pdf import render_pdf

pytestmark = pytest.mark.slow


def _written(file: Path, last: str) -> Path:
    pages = "\n\n<!-- page -->\n\n".join(["一段文字。\n\n" * 20, "一段文字。\n\n" * 20, last])
    file.write_bytes(render_pdf(f"x\n\n---\n\n## 一、甲\n\n{pages}", {}, ZH, ()).data)
    return file


def test_a_changed_page_has_a_picture_and_an_unchanged_one_has_none(tmp_path: Path) -> None:
    before, after = _written(tmp_path / "before.pdf", "原来的话。"), _written(tmp_path / "after.pdf", "现在的话。")
    found = dict(compare(before, after, (1, 2, 3), tmp_path))
    assert found == {1: None, 2: None, 3: tmp_path / "after-3.png"}
    picture = Image.open(tmp_path / "after-3.png")
    parts = [
        picture.crop((place * picture.width // 3, 0, (place + 1) * picture.width // 3, picture.height))
        for place in (0, 1, 2)
    ]
    assert [sum(pixel == (255, 0, 0) for pixel in part.get_flattened_data()) > 20 for part in parts] == [
        False,
        False,
        True,
    ]


def test_a_page_that_only_one_side_has_is_changed(tmp_path: Path) -> None:
    file = _written(tmp_path / "one.pdf", "一句话。")
    assert dict(compare(file, file, (1, 9), tmp_path)) == {1: None, 9: None}
    long = _written(tmp_path / "long.pdf", "一段文字。\n\n" * 90)
    assert dict(compare(file, long, (4,), tmp_path)) == {4: tmp_path / "long-4.png"}


def test_twenty_pages_are_looked_at() -> None:
    assert sum(len(document.pages) for document in DOCUMENTS) == 20
