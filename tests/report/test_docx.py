"""The Word document: valid, every text as itself, styles, tables, pictures, contents, running head, properties."""

import datetime
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openxml_audit
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import BODY, EN, HOSTILE, LONG, ONE_LINE, PICTURES, SHOWN, ZH, with_text
from talentpilot.errors import PandocProblem, TemplateError
from talentpilot.report import markdown, templates
from talentpilot.report.formats.docx import render_docx


@pytest.fixture(scope="module")
def made() -> bytes:
    return render_docx(BODY, PICTURES, ZH, ())


@pytest.fixture(scope="module")
def opened(made: bytes) -> Document:
    return docx.Document(io.BytesIO(made))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def styled(document: Document, name: str) -> list[str]:
    return [one.text for one in paragraphs(document) if one.style is not None and one.style.name == name]


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """All paragraphs in order, those in tables and contents too."""
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document)


def findings(data: bytes, tmp_path: Path) -> list[str]:
    file = tmp_path / "report.docx"
    file.write_bytes(data)
    return [str(error) for error in openxml_audit.OpenXmlValidator().validate(file).errors]


@pytest.mark.parametrize("head", [ZH, EN], ids=["zh", "en"])
def test_the_document_is_valid(tmp_path: Path, head: object) -> None:
    assert findings(render_docx(BODY, PICTURES, ZH if head is ZH else EN, ()), tmp_path) == []


def test_the_check_of_validity_finds_what_is_wrong(made: bytes, tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                text = text.replace(b'w:val="TableDense"', b'w:val="NoSuchStyle"', 1)
            archive.writestr(name, text)
    assert findings(target.getvalue(), tmp_path)


def test_the_cover_comes_first_and_the_head_of_the_markdown_is_dropped(opened: Document, made: bytes) -> None:
    texts = [one.text for one in paragraphs(opened) if one.text]
    assert texts[:3] == [f"{ZH.unit}\t{ZH.number}", ZH.title, ZH.subtitle]
    assert styled(opened, "Fact Label") == [label for label, _ in ZH.facts] + [""]
    assert styled(opened, "Fact") == [value for _, value in ZH.facts]
    assert styled(opened, "Lead") == ["In short: all is well."]
    assert styled(opened, "Warning") == ["Two errors."]
    assert "Dropped" not in part(made, "word/document.xml")


def test_headings_have_the_styles_that_word_knows(opened: Document) -> None:
    found = [(one.style.name, one.text) for one in paragraphs(opened) if one.style is not None]
    assert [one for one in found if one[0].startswith("Heading")] == [
        ("Heading 1", "一、First"),
        ("Heading 2", "（一）Pilot (yx-titles-01)"),
        ("Heading 1", "Second"),
        ("Heading 2", "Wide"),
        ("Heading 1", "Third"),
        ("Heading 2", "One"),
        ("Heading 3", "Deep"),
        ("Heading 2", "Two"),
    ]


def test_the_contents_are_a_field_whose_entries_lead_to_the_headings(made: bytes, opened: Document) -> None:
    text = part(made, "word/document.xml")
    assert re.findall("<w:instrText[^>]*>([^<]*)", text) == [r' TOC \o "1-1" \h \z \u ']
    assert re.findall('<w:fldChar w:fldCharType="([a-z]*)"', text) == ["begin", "separate", "end"]
    targets = re.findall('<w:hyperlink w:anchor="([^"]*)"', text)
    assert targets == ["part_1", "part_2", "part_3"]
    assert set(targets) <= set(re.findall('<w:bookmarkStart [^>]*w:name="([^"]*)"', text))
    assert styled(opened, "TOC Heading") == ["目录"]
    assert styled(opened, "toc 1") == ["一、First", "Second", "Third"]


def test_tables_are_tables_whose_head_is_repeated(opened: Document) -> None:
    tables = opened.tables
    assert [table.style.name for table in tables if table.style] == [
        "Table Facts",
        "Table Big",
        "Table Dense",
        "Table Dense",
    ]
    for table in tables[1:]:
        rows = table._tbl.tr_lst
        assert [bool(row.xpath("./w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    assert [cell.text for cell in tables[2].rows[1].cells] == ["One\n2026-03-31", "1"]
    assert [looks(table) for table in tables[1:]] == [
        ["Big Label", "Big Number", "Big Before"],
        ["Dense Head", "Dense Text", "Dense Text"],
        ["Dense Head", "Dense Text"],
    ]
    widths = [int(column.get(qn("w:w"))) for column in tables[2]._tbl.tblGrid.gridCol_lst]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)
    assert styled(opened, "Table Caption") == ["表 1　Numbers", "Table 2 Wide"]
    assert tables[2]._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "表 1　Numbers"


def looks(table: Table) -> list[str]:
    return [str(row.cells[0].paragraphs[0].style.name) for row in table.rows if row.cells[0].paragraphs[0].style]


def test_lights_have_their_styles(opened: Document) -> None:
    runs = [(run.text, str(run.style.name)) for one in paragraphs(opened) for run in one.runs]
    assert [(text, name) for text, name in runs if name.startswith("Light")] == [
        *zip("●▲■○◇", ("Light green", "Light amber", "Light red", "Light grey", "Light closed"), strict=True),
        ("●", "Light green"),
        ("■", "Light red"),
    ]
    assert ("emphasis", "Emphasis") in runs
    assert ("In short", "Strong") in runs


def test_pictures_are_inside_with_alternative_texts_and_captions(made: bytes, opened: Document) -> None:
    shapes = opened.inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [
        "What the picture shows.",
        "图 2　Without alternative text",
    ]
    assert styled(opened, "Image Caption") == ["图 1　A picture", "图 2　Without alternative text"]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        media = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert len(media) == 2
    assert all(data.startswith(b"\x89PNG") for data in media)
    assert "data:" not in part(made, "word/document.xml")


def test_a_narrow_chart_takes_its_share_of_the_page() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="100"/>'
    pictures = {"charts/a.svg": svg % 620, "charts/b.svg": svg % 340}
    text = '---\n\n## A\n\n![a](charts/a.svg "图 1　a")\n\n![b](charts/b.svg "图 2　b")\n'
    whole, narrow = docx.Document(io.BytesIO(render_docx(text, pictures, ZH, ()))).inline_shapes
    assert narrow.width / whole.width == pytest.approx(340 / 620, abs=0.01)


def test_a_picture_that_is_not_there_is_named() -> None:
    with pytest.raises(PandocProblem, match=r"does not exist: charts/gone\.svg$"):
        render_docx('---\n\n## A\n\n![b](charts/gone.svg "图 1　c")\n', {}, ZH, ())


def test_a_wide_table_lies_on_its_side_together_with_its_heading(opened: Document) -> None:
    upright, turned, last = opened.sections
    assert (turned.page_width, turned.page_height) == (upright.page_height, upright.page_width)
    assert (last.page_width, last.page_height) == (upright.page_width, upright.page_height)
    assert [section.different_first_page_header_footer for section in opened.sections] == [True, False, False]
    inner = [item for item in turned.iter_inner_content() if not isinstance(item, Paragraph) or item.text]
    assert [item.text if isinstance(item, Paragraph) else "table" for item in inner] == [
        "Second",
        "Wide",
        "Table 2 Wide",
        "table",
    ]
    grid = [int(column.get(qn("w:w"))) for column in opened.tables[3]._tbl.tblGrid.gridCol_lst]
    room = [side for side in (turned.page_width, turned.left_margin, turned.right_margin) if side is not None]
    assert sum(grid) == pytest.approx((room[0] - room[1] - room[2]) / 635, rel=0.01)


def test_a_wide_table_at_the_end_leaves_no_empty_page() -> None:
    body = '---\n\n## A\n\nText.\n\n<!-- table class="wide" -->\n\n| A |\n|---|\n| 1 |\n'
    document = docx.Document(io.BytesIO(render_docx(body, {}, ZH, ())))
    first, last = document.sections
    assert last.page_width == first.page_height


def _begin_pages(opened: Document) -> list[str]:
    return [one.text for one in paragraphs(opened) if one.paragraph_format.page_break_before]


def test_a_new_page_begins_with_its_heading(opened: Document) -> None:
    assert _begin_pages(opened) == ["一、First"]
    assert "<!--" not in opened.element.xml


def test_word_begins_a_new_page_after_the_first_one_alone() -> None:
    text = (
        "x\n\n---\n\nBrief\n\n<!-- foot -->\n\nFoot\n\n<!-- page -->\n\n## A\n\na\n\n<!-- page -->\n\n## Annex\n\nb\n"
    )
    assert _begin_pages(docx.Document(io.BytesIO(render_docx(text, {}, ZH, ())))) == ["A"]


def test_the_lists_of_an_annex_are_in_its_small_type() -> None:
    text = "## A\n\n- one\n- two\n\n<!-- compact -->\n\n## Annex\n\n- three\n"
    document = docx.Document(io.BytesIO(render_docx(text, {}, ZH, ())))
    assert (styled(document, "Compact"), styled(document, "Small")) == (["one", "two"], ["three"])


BARS = """<!-- table widths="50 50" bars="2" -->

| Pilot | Done / planned, % |
|:--|--:|
| a | 27.3 / 72.7 |
| b | 120.0 / 100.0 |
| c | — |
"""


def test_what_is_done_is_a_bar_with_a_tick_at_what_is_planned(tmp_path: Path) -> None:
    data = render_docx(BARS, {}, EN, ())
    cells = [row.cells[1].paragraphs[0] for row in docx.Document(io.BytesIO(data)).tables[-1].rows[1:]]
    parts = [[(one.get(qn("w:fill")), len(run.text)) for run in cell.runs for one in run._r.iter(qn("w:shd"))]
             for cell in cells]  # fmt: skip
    assert parts == [
        [("14406B", 10), ("C5CED8", 16), ("B3322C", 1), ("C5CED8", 9)],
        [("14406B", 35), ("B3322C", 1)],
        [],
    ]
    assert findings(data, tmp_path) == []


def test_no_row_of_a_long_table_stands_alone_on_a_page() -> None:
    rows = "\n".join(f"| row {number} | {number} |" for number in range(30))
    table = docx.Document(io.BytesIO(render_docx(f"| Head | N |\n|---|--:|\n{rows}\n", {}, EN, ()))).tables[-1]
    kept = [bool(list(row._tr.iter(qn("w:keepNext")))) for row in table.rows]
    assert [place for place, keeps in enumerate(kept) if keeps] == [
        0,
        1,
        29,
    ]  # the head with two rows, the last row with the one before it


def _keeping(markdown: str) -> list[str]:
    document = docx.Document(io.BytesIO(render_docx(f"x\n\n---\n\n{markdown}", {}, ZH, ())))
    return [one.text for one in document.paragraphs if one.paragraph_format.keep_with_next]


TABLE = "| A | B |\n|---|---|\n| 1 | 2 |\n"


@pytest.mark.parametrize(("words", "kept"), [
    ("one\n\ntwo\n\nthree", ["one", "two", "three"]),
    ("one\n\ntwo\n\nthree\n\nfour", []),  # too many, and too long: a page would be left empty
    ("long " * 200, []),
])  # fmt: skip
@pytest.mark.parametrize("annex", ["", "<!-- compact -->\n\n"])
def test_the_words_between_a_heading_and_a_table_stay_with_it(words: str, kept: list[str], annex: str) -> None:
    assert _keeping(f"## 一、甲\n\n{annex}#### 乙\n\n{words}\n\n{TABLE}") == kept


def test_words_that_no_table_follows_may_be_parted_from_their_heading() -> None:
    assert _keeping("## 一、甲\n\none\n\n- two\n") == []


def _line_of(data: bytes, style: str) -> float:
    """The height of a line of a style in points."""
    return float(docx.Document(io.BytesIO(data)).styles[style].paragraph_format.line_spacing.pt)


@pytest.mark.parametrize(("rows", "smaller"), [(4, False), (24, True)])
def test_a_first_page_that_would_run_over_has_smaller_letters(rows: int, *, smaller: bool) -> None:
    table = "\n".join(f"| {'很长的名称' * 6} | {'另一项内容' * 6} |" for _ in range(rows))
    first = f'**A**\n\n1. one\n\n<!-- table widths="50 50" class="brief" -->\n\n| A | B |\n|:--|:--|\n{table}\n'
    text = f"x\n\n---\n\n{first}\n<!-- foot -->\n\nFoot\n\n<!-- page -->\n\n## 一、甲\n\n正文\n"
    data = render_docx(text, {}, ZH, ())
    plain = render_docx("## 一、甲\n", {}, ZH, ())
    assert (_line_of(data, "Brief Table Text") < _line_of(plain, "Brief Table Text")) is smaller
    assert _line_of(data, "Body Text") == _line_of(plain, "Body Text")


def test_a_running_head_gives_room_to_the_longer_side() -> None:
    head = replace(EN, title="Short", period="Mid-term evaluation", as_of="Figures as of 31 March 2026")
    text = part(render_docx("## A\n", {}, head, ()), "word/header1.xml")
    left, right = map(int, re.findall(r'<w:tcW w:w="(\d+)"', text))
    assert left < right
    assert left + right == 5000


@pytest.mark.parametrize(("cell", "whole"), [("提交：2026-01-20", True), ("提交" * 4 + "：2026-01-20", False)])
def test_a_column_has_room_for_a_word_and_a_day(cell: str, whole: bool) -> None:
    table = f"| 原因 | 结果 |\n|--|--|\n| {'很长的原因' * 30} | {cell} |\n"
    said = f'<!-- table class="dense" widths="90 10" -->\n\n{table}'
    (found,) = docx.Document(io.BytesIO(render_docx(f"x\n\n---\n\n## 一、甲\n\n{said}", {}, ZH, ()))).tables[1:]
    width = found.columns[1].width
    assert width is not None
    assert (width.pt >= 8 * (3 + 10 / 2)) is whole  # in letters of 8 points, digits half as wide


def test_the_running_head_says_what_and_when_and_counts_pages(made: bytes, opened: Document) -> None:
    section = opened.sections[0]
    head = section.header.tables[0].rows[0].cells
    assert [cell.text for cell in head] == [ZH.title, f"{ZH.period}　{ZH.as_of}"]
    foot = part(made, "word/footer1.xml")
    assert re.findall('w:instr=" ([A-Z]*) "', foot) == ["PAGE", "NUMPAGES"]
    assert re.sub("<[^>]*>", "", foot).strip() == f"{ZH.unit}第 1 页 / 共 1 页"


def test_a_name_that_word_parted_is_filled_in_all_the_same(tmp_path: Path) -> None:
    own = tmp_path / "reference.zh.docx"
    with (
        zipfile.ZipFile(templates.find("reference.zh.docx", ())) as source,
        zipfile.ZipFile(own, "w") as archive,
    ):
        for name in source.namelist():
            text = source.read(name).decode()
            text = text.replace("{title}", "A {ti</w:t></w:r><w:r><w:t>tle</w:t></w:r><w:r><w:t>} {none} {number}")
            archive.writestr(name, text)
    head = docx.Document(io.BytesIO(render_docx("## A\n", {}, ZH, (tmp_path,)))).sections[0].header
    assert head.tables[0].rows[0].cells[0].text == f"A {ZH.title} {{none}} {ZH.number}"


def test_a_reference_document_of_ones_own_decides_the_looks(tmp_path: Path) -> None:
    plain = docx.Document(str(templates.find("reference.en.docx", ())))
    heading = plain.styles["Heading 1"]
    heading.element.set(qn("w:styleId"), "a1")  # as Word's editions in other languages name it
    plain.styles["Table Dense"].element.getparent().remove(plain.styles["Table Dense"].element)
    plain.save(str(tmp_path / "reference.en.docx"))
    made = render_docx(BODY, PICTURES, EN, (tmp_path,))
    document = docx.Document(io.BytesIO(made))
    assert 'w:pStyle w:val="a1"' in part(made, "word/document.xml")
    assert [table.style.name for table in document.tables if table.style][2] == "Table"
    assert findings(made, tmp_path) == []


def test_a_file_that_is_no_reference_document_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "reference.zh.docx").write_bytes(b"PK, but no archive")
    with pytest.raises(TemplateError, match=r"reference\.zh\.docx is not a Word document \(\.docx\)"):
        render_docx("## A\n", {}, ZH, (tmp_path,))


def test_the_properties_say_what_the_document_is(made: bytes, opened: Document) -> None:
    core = opened.core_properties
    assert (core.title, core.subject, core.author, core.keywords) == (ZH.title, ZH.subtitle, ZH.unit, "试点, 2026Q1")
    assert core.language == "zh-CN"
    assert core.created == core.modified == datetime.datetime(2026, 4, 20, tzinfo=datetime.UTC)
    assert "property" not in part(made, "docProps/custom.xml").replace("properties", "").replace("Properties", "")
    assert 'w:lang w:bidi="ar-SA" w:eastAsia="zh-CN"' in part(made, "word/styles.xml")


def test_fonts_are_named_for_chinese_and_latin(opened: Document) -> None:
    for name in ("Heading 1", "Title", "Table Text", "Strong"):
        fonts = opened.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
        assert fonts.get(qn("w:ascii"))
        assert not [key for key in fonts.attrib if "Theme" in key]


@pytest.mark.parametrize("text", [HOSTILE, LONG, "●● ■x", "a\nb"])
def test_any_text_prints_as_itself(tmp_path: Path, text: str) -> None:
    lines = markdown.clean(text)
    one = lines.replace("\n", " ")
    made = render_docx(with_text(text), PICTURES, ZH, ())
    document = docx.Document(io.BytesIO(made))
    assert styled(document, "Heading 1") == [one]
    assert styled(document, "Table Caption") == [f"表 1　{one}"]
    assert styled(document, "Image Caption") == [one]
    assert [cell.text for row in document.tables[-1].rows for cell in row.cells] == [lines, "Number", lines, "1"]
    assert [text for name in ("Body Text", "Compact", "Block Text") for text in styled(document, name)] == [lines] * 3
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [one]
    assert findings(made, tmp_path) == []


def test_any_text_of_the_head_prints_as_itself(tmp_path: Path) -> None:
    head = replace(ZH, title=HOSTILE, subtitle=HOSTILE, unit=HOSTILE, number="", facts=((HOSTILE, HOSTILE),))
    contents = "## A\n\n## B\n\n## C\n\n## D\n\n## E\n\n## F\n"
    made = render_docx(contents, {}, replace(head, period=HOSTILE, contents=HOSTILE, keywords=(HOSTILE,)), ())
    document = docx.Document(io.BytesIO(made))
    for name in ("Title", "Subtitle", "Fact Label", "Fact", "TOC Heading"):
        assert styled(document, name)[0] == ONE_LINE
    assert document.core_properties.title == document.core_properties.author == ONE_LINE
    assert document.sections[0].header.tables[0].rows[0].cells[0].text == ONE_LINE
    assert findings(made, tmp_path) == []
    assert SHOWN.startswith("| #")


def test_the_same_input_gives_the_same_bytes(made: bytes) -> None:
    assert render_docx(BODY, PICTURES, ZH, ()) == made


def test_a_document_without_title_or_text_is_made_all_the_same(tmp_path: Path) -> None:
    made = render_docx("##\n", {}, replace(ZH, title=" ", facts=(), subtitle="", unit="", number=""), ())
    document = docx.Document(io.BytesIO(made))
    assert styled(document, "Title") == styled(document, "Heading 1") == ["—"]
    assert findings(made, tmp_path) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reference_documents_are_what_their_source_makes(language: str, tmp_path: Path) -> None:
    script = tmp_path / "reference_documents.py"
    shutil.copy(Path(__file__).parents[2] / "docs" / script.name, script)
    names: dict[str, object] = {"__name__": "reference_documents", "__file__": str(script)}
    exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), names)
    build = names["build"]
    assert callable(build)
    kept, again = (
        {name: archive.read(name) for name in archive.namelist()}
        for archive in (
            zipfile.ZipFile(templates.find(f"reference.{language}.docx", ())),
            zipfile.ZipFile(io.BytesIO(build(language))),
        )
    )
    assert kept == again, "run: python docs/reference_documents.py"


@settings(max_examples=5)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=10, max_size=10))
def test_no_text_whatever_changes_a_document(values: list[str]) -> None:
    shown = [markdown.clean(value) or "x" for value in values]
    texts = [markdown.escape(value, "<br>") for value in shown]
    made = render_docx("\n\n".join(f"- {one}\n\n| {one} |\n|---|\n| {one} |" for one in texts), {}, ZH, ())
    document = docx.Document(io.BytesIO(made))
    assert styled(document, "Table Head") == styled(document, "Table Text") == styled(document, "Compact") == shown
