"""The pages of an official document: 22 lines of 28 letters, in the PDF and through LibreOffice, to the millimetre."""

import io
import re
import struct
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from office import convert
from official.official import SENDER, calibration, example, made
from pdf_layout import layout_of
from talentpilot.errors import UsageProblem
from talentpilot.model.official_profile import BUILT_IN, OfficialProfile
from talentpilot.report import charts
from talentpilot.report.official.blocks import Paragraph
from talentpilot.report.official.pdf import forbids_embedding, render_pages
from talentpilot.report.official.word import render_word
from typefaces import fontconfig

MM = 72 / 25.4
DOTS, FINE = 200, 600
LETTERS = 22 * 28 * 3


@dataclass(frozen=True)
class Lines:
    """The lines of a page: how many letters each has, where it begins, where its foot stands."""

    counts: list[int]
    left: float
    steps: list[float]


def lines_of(page: pypdf.PageObject) -> Lines:
    found: list[tuple[float, float, str]] = []

    def seen(text: str, cm: list[float], tm: list[float], _font: object, _size: object) -> None:
        if "国" in text:
            found.append((tm[5] * cm[3] + cm[5], tm[4] * cm[0] + cm[4], text.strip()))

    page.extract_text(visitor_text=seen)
    rows: dict[float, list[tuple[float, str]]] = {}
    for height, left, text in found:
        rows.setdefault(round(height, 1), []).append((left, text))
    heights = sorted(rows, reverse=True)
    counts = [sum(text.count("国") for _, text in rows[key]) for key in heights]
    steps = [above - below for above, below in pairwise(heights)]
    return Lines(counts, min(left for key in heights for left, _ in rows[key]), steps)


def pages(content: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(content)).pages)


def full_page(content: bytes) -> Lines:
    return lines_of(pages(content)[1])


def test_a_page_of_the_pdf_has_22_lines_of_28_letters() -> None:
    page = full_page(render_pages(calibration(LETTERS), BUILT_IN).data)
    assert page.counts == [28] * 22
    assert page.left / MM == pytest.approx(28, abs=0.2)
    assert all(28.9 <= step <= 29.1 for step in page.steps)


@pytest.mark.parametrize(
    ("changed", "lines", "letters"),
    [({"characters": "26"}, 22, 26), ({"pitch": "28"}, 22, 28), ({"lines": "20"}, 20, 28)],
    ids=["26 letters", "pitch 28", "20 lines"],
)
def test_other_grids_of_a_house_are_kept(changed: dict[str, str], lines: int, letters: int) -> None:
    profile = OfficialProfile.model_validate({"grid": changed})
    page = full_page(render_pages(calibration(LETTERS), profile).data)
    assert page.counts[:lines] == [letters] * lines


@pytest.mark.slow
@pytest.mark.parametrize(("letters", "off"), [(28, 0.25), *((other, 0.5) for other in (24, 25, 26, 27, 29, 30))])
def test_a_page_of_the_word_document_has_the_same_lines_in_libreoffice(
    letters: int, off: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", fontconfig(tmp_path))
    profile = OfficialProfile.model_validate({"grid": {"characters": str(letters)}})
    file = tmp_path / "calibration.docx"
    file.write_bytes(render_word(calibration(LETTERS), profile))
    shown = convert(file, "pdf", tmp_path / "pdf")
    page = full_page(shown.read_bytes())
    assert page.counts == [letters] * 22
    assert page.left / MM == pytest.approx(28, abs=0.3)
    assert all(28.8 <= step <= 29.1 for step in page.steps)
    assert margins_of(shown, 2) == pytest.approx((28, 26), abs=off)


@pytest.mark.slow
def test_the_letters_of_the_pdf_reach_from_margin_to_margin(tmp_path: Path) -> None:
    file = tmp_path / "calibration.pdf"
    file.write_bytes(render_pages(calibration(LETTERS), BUILT_IN).data)
    assert margins_of(file, 2) == pytest.approx((28, 26), abs=0.2)


@pytest.fixture(scope="module")
def in_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The progress report of the example as LibreOffice shows the Word document."""
    folder = tmp_path_factory.mktemp("office")
    file = folder / "report.docx"
    file.write_bytes(render_word(example().document, BUILT_IN))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", fontconfig(folder))
        return convert(file, "pdf", folder / "pdf")


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as the PDF to be checked."""
    file = tmp_path_factory.mktemp("pdf") / "report.pdf"
    file.write_bytes(render_pages(example().document, BUILT_IN).data)
    return file


@dataclass(frozen=True)
class Parts:
    """How many pages a report has: in all, of its body, of each annex."""

    total: int
    body: int
    annexes: tuple[int, ...]


def parts_of(file: Path) -> Parts:
    texts = [page.extract_text().replace(" ", "") for page in pages(file.read_bytes())]
    starts = [at for at, text in enumerate(texts) if re.search(r"^附件\d$", text, re.MULTILINE)]
    return Parts(len(texts), starts[0], tuple(after - at for at, after in pairwise((*starts, len(texts)))))


@pytest.mark.slow
def test_the_body_and_the_tables_have_the_pages_of_the_trial(checked: Path) -> None:
    found = parts_of(checked)
    *tables, _, method = found.annexes
    assert (found.body, len(found.annexes)) == (5, 7)
    assert 5 <= sum(tables) + method <= 7
    for number, page in enumerate(pages(checked.read_bytes()), 1):
        assert f"— {number} —" in page.extract_text()


@pytest.mark.slow
def test_the_report_has_as_many_pages_in_libreoffice_as_in_the_pdf(checked: Path, in_office: Path) -> None:
    word, pdf = parts_of(in_office), parts_of(checked)
    assert abs(word.total - pdf.total) <= 1
    assert word.annexes == pdf.annexes


@pytest.mark.slow
def test_no_page_of_an_annex_ends_with_one_or_two_rows_of_a_table(checked: Path) -> None:
    for table in layout_of(checked.read_bytes()).tables:
        rows = [row.page for row in table if not row.head]
        assert rows.count(rows[-1]) >= min(3, len(rows)), table[1].cells


BEARINGS = 0.53, 0.34
"""How far the ink of 国 stays from the edges of its own box, left and right, in millimetres."""


def margins_of(file: Path, page: int) -> tuple[float, float]:
    """Return where the letters of a page full of 国 begin and end, from the edges of the sheet in millimetres."""
    whole = _grey(file, page, FINE)
    area = whole.crop((0, 0, whole.width, round(262 * FINE / 25.4))).point(lambda grey: 255 * (grey < 128))
    box = area.getbbox()
    assert box is not None
    left, right = box[0], whole.width - box[2]
    return left * 25.4 / FINE - BEARINGS[0], right * 25.4 / FINE - BEARINGS[1]


def _grey(file: Path, page: int, dots: int = DOTS) -> Image.Image:
    whole = subprocess.run(
        ["pdftoppm", "-r", str(dots), "-f", str(page), "-l", str(page), "-gray", str(file)],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return Image.open(io.BytesIO(whole))


def number_ink(file: Path, page: int) -> tuple[float, float, float]:
    """How far the dash of the number stands from the type area in millimetres; how far the number begins and ends from
    the edges of the type area in points: left and right of the upright sheet.
    """
    image = _grey(file, page)
    if image.width > image.height:
        image = image.transpose(Image.Transpose.ROTATE_90)
    foot = image.crop((0, round(263 * DOTS / 25.4), image.width, image.height)).point(lambda grey: 255 * (grey < 128))
    box = foot.getbbox()
    assert box is not None, f"page {page} of {file.name} has no number"
    left, top, right, bottom = box
    ink = [foot.crop((0, row, foot.width, row + 1)).histogram()[255] for row in range(top, bottom)]
    dash = [top + at for at, dots in enumerate(ink) if dots > 0.7 * max(ink)]
    below = sum(dash) / len(dash) * 25.4 / DOTS + 1
    return below, left / DOTS * 72 - 28 * MM, 184 * MM - right / DOTS * 72


@pytest.mark.slow
@pytest.mark.parametrize("form", ["checked", "in_office"])
def test_the_number_stands_7_mm_below_the_text_and_a_letter_inside_it_on_each_kind_of_page(
    form: str, request: pytest.FixtureRequest
) -> None:
    file = request.getfixturevalue(form)
    first = parts_of(file).body + 1
    for page in (1, 2, first, first + 1):
        below, left, right = number_ink(file, page)
        assert below == pytest.approx(7, abs=1.5), (form, page)
        assert (right if page % 2 else left) == pytest.approx(14, abs=2), (form, page)


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes_in_two_time_zones_and_nothing_is_red(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[tuple[bytes, bytes]] = []
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        document = example().document if not found else made(wanted=SENDER).document
        found.append((render_pages(document, BUILT_IN).data, render_word(document, BUILT_IN)))
    monkeypatch.undo()
    time.tzset()
    assert found[0] == found[1]
    assert b"1 0 0 rg" not in found[0][0]


@pytest.mark.parametrize("kept", ["2027年1月31日", "附件3。"])
def test_a_date_and_an_annex_do_not_break_over_a_line_of_the_pdf(kept: str) -> None:
    text = "".join(f"{'国' * gap}{kept}" for gap in range(1, 60))
    document = replace(calibration(9), body=(Paragraph(text), Paragraph("完。")))
    lines = [line for page in pages(render_pages(document, BUILT_IN).data) for line in page.extract_text().splitlines()]
    assert sum(line.count(kept) for line in lines) == 59


def test_faces_that_are_not_there_are_named() -> None:
    replaced = dict(render_pages(calibration(9), BUILT_IN).replaced)
    assert replaced["仿宋"] == "Noto Serif SC"


def test_characters_that_no_font_has_become_their_codes() -> None:
    document = replace(calibration(9), note="（联系人：😀）")
    text = "".join(page.extract_text() for page in pages(render_pages(document, BUILT_IN).data))
    assert "U+1F600" in text


def test_a_font_that_forbids_to_be_embedded_is_refused_by_name(tmp_path: Path) -> None:
    content = bytearray(next(charts.chart_font_folder().glob("NotoSerifSC*.otf")).read_bytes())
    for number in range(struct.unpack_from(">H", content, 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sIII", content, 12 + 16 * number)
        if name == b"OS/2":
            struct.pack_into(">H", content, offset + 8, 2)
    file = tmp_path / "own.otf"
    file.write_bytes(content)
    assert forbids_embedding(file)
    with pytest.raises(UsageProblem, match="forbids to be embedded"):
        render_pages(calibration(9), BUILT_IN, tmp_path)


def sideways() -> Iterator[pypdf.PageObject]:
    for page in pages(render_pages(example().document, BUILT_IN).data):
        if page.mediabox.width > page.mediabox.height:
            yield page


def test_wide_tables_lie_on_their_side() -> None:
    assert len(list(sideways())) >= 6


def test_the_heads_of_a_table_with_room_leave_no_letter_alone() -> None:
    for kind, title in (("circular", "各单位情况表"), ("progress", "试点情况一览表")):
        document = example(kind).document
        (annex,) = [one for one in document.annexes if one.title == title]
        alone = replace(document, annexes=(annex,))
        assert list(layout_of(render_pages(alone, BUILT_IN).data).lone_letters()) == []
