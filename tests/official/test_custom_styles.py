"""The styles of a custom Word document: they win, its page must agree, and nothing else is taken from it."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openxml_audit
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from official.official import SENDER, example, example_parts, made, parts
from talentpilot.errors import TemplateError
from talentpilot.model.official_profile import BUILT_IN
from talentpilot.report.official.custom_styles import restyled
from talentpilot.report.official.publication import official_files
from talentpilot.report.official.word import render_word
from talentpilot.services.official.documents import MadeDocument, OfficialRequest
from talentpilot.services.report_files import TemplateChoice

USUAL = example_parts()["word/styles.xml"]


def style_of(xml: str, ident: str) -> str:
    return xml.split(f'w:styleId="{ident}"')[1].split("</w:style>", maxsplit=1)[0]


def with_custom_styles(folder: Path, change: Callable[[docx.document.Document], object]) -> MadeDocument:
    """The progress report in the styles of a document that a clerk has made from one of ours."""
    document = docx.Document(io.BytesIO(render_word(example().document, BUILT_IN)))
    change(document)
    file = folder / "gongwen" / "reference.docx"
    file.parent.mkdir()
    document.save(str(file))
    return made(wanted=OfficialRequest(SENDER.address, templates=TemplateChoice(folder)))


def own_faces(document: docx.document.Document) -> None:
    body, title = document.styles["Normal"], document.styles["GW title"]
    body.element.rPr.rFonts.set(qn("w:eastAsia"), "方正仿宋_GBK")
    title.font.size = Pt(20)
    title.font.color.rgb = RGBColor(255, 0, 0)
    document.styles["GW date"].paragraph_format.right_indent = Pt(1)
    document.styles["Body Text"].paragraph_format.space_after = Pt(3)


@pytest.mark.slow
def test_the_faces_and_paragraphs_of_the_house_win_and_all_else_stays(tmp_path: Path) -> None:
    found = with_custom_styles(tmp_path, own_faces)
    content = official_files(found.document, found.look, ("docx",)).contents["docx"]
    xml = parts(content)["word/styles.xml"]
    assert 'w:eastAsia="方正仿宋_GBK"' in style_of(xml, "Normal")
    assert '<w:sz w:val="40"/>' in style_of(xml, "GWtitle")
    assert "w:color" not in xml
    assert 'w:after="60"' in style_of(xml, "BodyText")
    assert style_of(xml, "GWdate").replace(" ", "") == style_of(USUAL, "GWdate").replace(" ", "")
    assert parts(content)["word/document.xml"] == example_parts()["word/document.xml"]
    file = tmp_path / "made.docx"
    file.write_bytes(content)
    assert [str(error) for error in openxml_audit.OpenXmlValidator().validate(file).errors] == []
    assert set(found.used) == {"gongwen/reference.docx"}


def test_a_document_as_it_was_made_changes_nothing(tmp_path: Path) -> None:
    found = with_custom_styles(tmp_path, lambda document: document.styles)
    assert found.look.custom_styles is not None
    again = restyled(USUAL, found.look.custom_styles)
    for ident in ("Normal", "Heading1", "GWtitle", "GWsign", "GWcell"):
        assert style_of(again, ident) == style_of(USUAL, ident)


def test_margins_that_differ_are_named_with_both_values(tmp_path: Path) -> None:
    def narrowed(document: docx.document.Document) -> None:
        document.sections[0].left_margin, document.sections[0].top_margin = Mm(30), Mm(25)

    with pytest.raises(TemplateError) as raised:
        with_custom_styles(tmp_path, narrowed)
    assert "its top margin is 25.0 mm, that of the profile 37 mm" in str(raised.value)
    assert "its left margin is 30.0 mm, that of the profile 28 mm" in str(raised.value)
    assert "right margin" not in str(raised.value)


def test_a_file_that_is_no_word_document_is_told(tmp_path: Path) -> None:
    file = tmp_path / "gongwen" / "reference.docx"
    file.parent.mkdir()
    file.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(TemplateError, match="not a Word document"):
        made(wanted=OfficialRequest(SENDER.address, templates=TemplateChoice(tmp_path)))
