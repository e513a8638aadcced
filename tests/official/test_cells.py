"""The last letter of a cell of an official document: it never stands alone on a line."""

from dataclasses import replace
from pathlib import Path

import pytest

from office import convert
from official.official import calibration
from pdf_layout import layout_of
from talentpilot.model.official_profile import BUILT_IN
from talentpilot.report.official.blocks import Annex, OfficialDocument, OfficialRows, TableColumn
from talentpilot.report.official.cell_lines import letter_spacing, lines_of, with_whole_end
from talentpilot.report.official.pdf import render_pages
from talentpilot.report.official.word import render_word
from typefaces import fontconfig

TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
SIZE = 10.5
TEXT = "境外职业资格与职称比照认定试点的完成时限由2026年9月15日调整为2026年12月15日，首批比照认定结果公布" * 2


def _columns_of_all_lengths() -> OfficialDocument:
    """Columns of 5 to 18 letters with texts of every length from 2 letters on."""
    columns = tuple(TableColumn(str(number)) for number in range(4))
    rows = tuple((TEXT[:length], TEXT[:length][-9:], TEXT[1 : length + 1], TEXT[:80]) for length in range(2, 80))
    return replace(calibration(9), annexes=(Annex("甲", (OfficialRows(columns, rows),)),))


@pytest.mark.parametrize("width", [width / 10 for width in range(65, 150, 3)])
def test_every_text_is_set_so_that_no_office_leaves_its_last_letter_alone(width: float) -> None:
    needed = 0
    for length in range(2, 60):
        text = TEXT[:length]
        alone = lines_of(text, width)[1]
        spacing = letter_spacing(text, width, SIZE)
        assert alone or spacing == 0
        assert abs(spacing) <= 20
        needed += alone
        assert not alone or spacing != 0, f"{text} in {width} letters"
    assert needed


@pytest.mark.parametrize(("text", "parts"), [
    ("职称比照认定", ("职称比照", "认定")),
    ("逾期153天", ("逾期", "153天")),
    ("（比照认定）。", ("（比照", "认定）。")),
    ("由他省“认可”后", ("由他省“认", "可”后")),
    ("云人社函〔2026〕18号", ("云人社函〔2026〕", "18号")),
    ("talentpilot库", ("talentpilot库", "")),  # too long to keep whole
    ("63.6%", ("63.6%", "")),
    ("库", ("库", "")),
    ("", ("", "")),
])  # fmt: skip
def test_the_end_of_a_text_that_stays_whole(text: str, parts: tuple[str, str]) -> None:
    assert with_whole_end(text) == parts


def test_no_letter_stands_alone_in_the_cells_of_the_pdf() -> None:
    made = render_pages(_columns_of_all_lengths(), BUILT_IN).data
    layout = layout_of(made)
    assert sum(len(table) for table in layout.tables) >= 79
    assert list(layout.lone_letters()) == []


@pytest.mark.slow
def test_no_letter_stands_alone_in_the_cells_of_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", fontconfig(tmp_path))
    file = tmp_path / "cells.docx"
    file.write_bytes(render_word(_columns_of_all_lengths(), BUILT_IN))
    layout = layout_of(convert(file, TAGGED, tmp_path / "pdf").read_bytes())
    assert sum(len(table) for table in layout.tables) >= 79
    assert list(layout.lone_letters()) == []
