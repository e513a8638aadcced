"""The page of an official document in Word: margins, grid, fonts, numbers of pages, sections."""

import re

from official.official import SENDER, example, example_parts, made, paragraphs, parts
from talentpilot.model.official_profile import BUILT_IN
from talentpilot.report.official.word import render_word

XML = example_parts()
DOCUMENT, STYLES = XML["word/document.xml"], XML["word/styles.xml"]
SECTIONS = re.findall(r"<w:sectPr>.*?</w:sectPr>", DOCUMENT)


def margins(section: str) -> tuple[int, ...]:
    found = re.search(r'<w:pgMar w:top="(\d+)" w:right="(\d+)" w:bottom="(\d+)" w:left="(\d+)"', section)
    assert found is not None
    return tuple(map(int, found.groups()))


def test_margins_and_grid_are_those_of_the_standard() -> None:
    upright, sideways, last = SECTIONS
    assert margins(upright) == margins(last) == (2098, 1474, 1984, 1587)
    assert margins(sideways) == (1587, 2098, 1474, 1984)
    assert 'w:orient="landscape"' in sideways
    for section in SECTIONS:
        assert ('w:type="lines" w:linePitch="579"' in section) is (section is not sideways)
        assert 'w:linePitch="579"' in section


def test_letters_stand_closer_so_that_28_fill_a_line() -> None:
    normal = re.search(r'w:styleId="Normal">.*?</w:style>', STYLES)
    assert normal is not None
    assert '<w:spacing w:val="-4"/><w:sz w:val="32"/>' in normal[0]
    body = re.search(r'w:styleId="BodyText">.*?</w:style>', STYLES)
    assert body is not None
    assert (
        '<w:ind w:right="-7" ' in body[0]
    )  # 27 letters of 15.8 points and one of 16: 7 twentieths wider than the line
    assert 'w:line="579" w:lineRule="exact"' in normal[0]
    assert '<w:characterSpacingControl w:val="doNotCompress"/>' in XML["word/settings.xml"]
    assert '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>' in normal[0]


def test_no_mark_hangs_over_the_edge_in_word() -> None:
    """LibreOffice reads this the other way round, and lets marks hang."""
    normal = re.search(r'w:styleId="Normal">.*?</w:style>', STYLES)
    assert normal is not None
    assert '<w:overflowPunct w:val="0"/>' in normal[0]


def test_each_face_is_named_for_han_letters_and_each_run_says_that_it_is_han() -> None:
    assert all("w:eastAsia" in one for one in re.findall(r"<w:rFonts [^>]*w:ascii[^>]*>", STYLES))
    for name in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"):
        assert f'w:eastAsia="{name}"' in STYLES
        assert f'<w:font w:name="{name}">' in XML["word/fontTable.xml"]
    runs = re.findall(r"<w:r>(.*?)</w:r>", DOCUMENT)
    said = [one for one in runs if re.search("[一-鿿]", one)]
    assert len(said) > 400
    assert all('w:hint="eastAsia"' in one for one in said)


def test_numbers_of_pages_differ_left_and_right_and_lie_with_the_page() -> None:
    assert "<w:evenAndOddHeaders/>" in XML["word/settings.xml"]
    assert '<w:jc w:val="right"/>' in XML["word/footer1.xml"]
    assert '<w:jc w:val="left"/>' in XML["word/footer2.xml"]
    assert "— </w:t>" in XML["word/footer1.xml"]
    assert " PAGE " in XML["word/footer1.xml"]
    for name in ("word/header1.xml", "word/header2.xml"):
        assert '<w:textDirection w:val="tbRl"/>' in XML[name]
    assert 'w:type="default" r:id="gwSideOdd"' in SECTIONS[1]


def test_a_letter_has_no_number_on_its_first_page_and_free_lines_above_its_title() -> None:
    letter = parts(render_word(example().document, BUILT_IN.as_letter()))
    found = re.findall(r"<w:sectPr>.*?</w:sectPr>", letter["word/document.xml"])
    assert ["<w:titlePg/>" in one for one in found] == [True, False, False]
    assert f'w:before="{5 * 579}"' in letter["word/styles.xml"]


def test_headings_are_real_ones_of_two_levels() -> None:
    styled = list(paragraphs(DOCUMENT))
    first = [text for style, text in styled if style == "Heading1"]
    assert first == [
        "一、总体进展情况",
        "二、分领域进展情况",
        "三、存在的主要问题",
        "四、需上级协调解决的事项",
        "五、下一步工作安排",
    ]
    assert "（一）博士后工作" in [text for style, text in styled if style == "Heading2"]
    assert '<w:outlineLvl w:val="0"/>' in STYLES
    assert '<w:outlineLvl w:val="1"/>' in STYLES


def test_the_parts_stand_in_their_order() -> None:
    styles = [style for style, _ in paragraphs(DOCUMENT)]
    order = ["GWtitle", "GWto", "BodyText", "GWannexes", "GWannexmore", "GWsign", "GWdate", "GWnote", "GWannexno"]
    assert sorted(order, key=styles.index) == order
    texts = dict(reversed(list(paragraphs(DOCUMENT))))
    assert texts["GWto"] == "人力资源社会保障部办公厅："
    assert texts["GWsign"] == "云溪省人力资源和社会保障厅"
    assert texts["GWdate"] == "2026年10月20日"
    assert texts["GWnote"] == "（联系人：　　　　；联系电话：　　　　　　　　）"
    assert texts["GWannexes"] == "附件：1.试点情况一览表"


def test_tables_repeat_their_head_and_split_no_row() -> None:
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", DOCUMENT)
    assert len(tables) == 6
    for table in tables:
        rows = re.findall(r"<w:tr>.*?</w:tr>", table)
        assert all("<w:cantSplit/>" in row for row in rows)
        assert ["<w:tblHeader/>" in row for row in rows] == [True, *[False] * (len(rows) - 1)]
        widths = list(map(int, re.findall(r'<w:gridCol w:w="(\d+)"/>', table)))
        assert sum(widths) == (12756 if table is not tables[-1] else 8845)


def test_nothing_is_drawn_that_belongs_to_the_document_office() -> None:
    whole = "".join(XML.values())
    for mark in ("<w:pict", "<w:drawing>", "FF0000", 'w:color w:val="', "pBdr"):
        assert mark not in whole
    first = next(paragraphs(DOCUMENT))
    assert first[0] == "GWtitle"
    assert not [name for name in XML if name.startswith("word/media")]


def test_the_same_document_has_the_same_bytes() -> None:
    again = made(wanted=SENDER)
    assert render_word(again.document, BUILT_IN) == render_word(example().document, BUILT_IN)
