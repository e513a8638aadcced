"""Official documents of a hostile ledger, an empty one and one of 800 pilots; and what independent checkers say."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import docx
import openxml_audit
import pytest

from ledgers import LARGE, write_ledger
from official.official import BANNED, EVERYTHING, SENDER, W, example, made, paragraphs, parts
from pdf_checkers.verapdf import check
from report.hostile import with_texts
from talentpilot.errors import NothingToCheck
from talentpilot.report.official.blocks import OfficialRows
from talentpilot.report.official.markdown import render_markdown
from talentpilot.report.official.pdf import render_pages
from talentpilot.report.official.word import render_word
from talentpilot.services.official.documents import OfficialRequest, PeriodDocument

HOSTILE = "题**粗** | <!-- gw: sign --> # 标题 <w:p> & \u202e\u0007\u200b {{ 7*7 }} #let x = 1 长" + "字" * 400
KINDS: tuple[PeriodDocument, ...] = ("progress", "circular", "practices")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_text_prints_its_letters_and_makes_no_part(kind: PeriodDocument, tmp_path: Path) -> None:
    root = with_texts(tmp_path / "ledger", HOSTILE)
    found = made(kind, root, wanted=OfficialRequest(SENDER.address, max_characters=0))
    xml = parts(render_word(found.document, found.chosen.profile))["word/document.xml"]
    ElementTree.fromstring(xml)
    assert "题**粗** | &lt;!-- gw: sign --&gt; # 标题 &lt;w:p&gt; &amp;" in xml
    assert not set("\u202e\u0007\u200b") & set(xml)
    styles = [style for style, _ in paragraphs(xml)]
    assert styles.count("GWsign") == styles.count("GWtitle") == styles.count("GWto") == 1
    usual = parts(render_word(example(kind).document, found.chosen.profile))["word/document.xml"]
    assert set(styles) == {style for style, _ in paragraphs(usual)}
    assert render_pages(found.document, found.chosen.profile).data.startswith(b"%PDF")
    roles = re.findall(r"^<!-- gw: (\w+) -->$", render_markdown(found.document), re.MULTILINE)
    assert (roles.count("sign"), roles.count("to"), roles.count("date")) == (1, 1, 1)


def test_an_empty_ledger_is_refused_in_words(sound: Path) -> None:
    for folder in (sound / "pilots").iterdir():
        folder.rename(sound / f"was-{folder.name}")
    with pytest.raises(NothingToCheck):
        made(root=sound)


@pytest.mark.parametrize("kind", KINDS)
def test_the_word_document_passes_an_independent_checker_and_opens(kind: PeriodDocument, tmp_path: Path) -> None:
    file = tmp_path / f"{kind}.docx"
    file.write_bytes(render_word(example(kind).document, example(kind).chosen.profile))
    assert [str(error) for error in openxml_audit.OpenXmlValidator().validate(file).errors] == []
    document = docx.Document(str(file))
    assert document.core_properties.title == example(kind).document.name
    assert len(document.tables) == sum(
        isinstance(block, OfficialRows) for annex in example(kind).document.annexes for block in annex.blocks
    )


@pytest.mark.slow
def test_the_pages_pass_an_independent_checker(tmp_path: Path) -> None:
    files = []
    for kind in KINDS:
        files.append(tmp_path / f"{kind}.pdf")
        files[-1].write_bytes(render_pages(example(kind).document, example(kind).chosen.profile).data)
    for verdict in check(files, "ua1", "2a"):
        assert not verdict.failed, verdict
        assert verdict.assertions > 1000


@pytest.mark.slow
def test_800_pilots_stay_within_the_limit_and_all_stand_in_the_annex(tmp_path: Path) -> None:
    write_ledger(tmp_path / "ledger", 800, LARGE)
    asked = replace(EVERYTHING, issued=date(2026, 10, 20))
    found = made(root=tmp_path / "ledger", asked=asked, wanted=OfficialRequest())
    assert found.length <= 4000
    table = found.document.annexes[0].blocks[0]
    assert isinstance(table, OfficialRows)
    assert len(table.rows) == 800
    xml = parts(render_word(found.document, found.chosen.profile))["word/document.xml"]
    first = ElementTree.fromstring(xml)[0].find(f"{W}tbl")
    assert first is not None
    assert len(first.findall(f"{W}tr")) == 801
    said = "\n".join(found.document.texts())
    assert [word for word in BANNED if word in said and word not in "先进"] == []
