"""Official documents made from the example ledger, for tests."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.report.official.blocks import OfficialDocument, Paragraph
from talentpilot.report.official.word import render_word
from talentpilot.report.views.inputs import Scope
from talentpilot.services.ledger import OpenLedger, open_ledger
from talentpilot.services.official.correspondence import AddressRequest
from talentpilot.services.official.documents import (
    MadeDocument,
    OfficialRequest,
    PeriodDocument,
    gather_period_document,
)
from talentpilot.services.reporting import ReportRequest

ROOT = Path(__file__).parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVERYTHING = ReportRequest("2026Q3", date(2026, 10, 20), Scope(), PilotSelection())
SENDER = OfficialRequest(AddressRequest("yx-hrss"))
BANNED = (
    "取得显著成效", "显著", "稳步推进", "稳步", "高度重视", "扎实", "有力", "积极", "切实", "明显",
    "进一步", "总体良好", "良好", "圆满", "卓有成效", "突出", "大幅", "有效推动", "深入", "全面推进",
    "蓬勃", "踊跃", "感谢", "衷心", "优秀", "先进", "领先", "落伍", "令人满意", "可喜",
    "努力", "不断", "持续向好", "向好", "亮点", "较好", "非常", "十分", "严峻", "喜人",
)  # fmt: skip
"""Words of praise, blame and zeal: no sentence of a document holds one, unless the ledger says it."""


def opened(root: Path = ROOT, day: date = date(2026, 9, 30)) -> OpenLedger:
    return open_ledger(root, as_of=day)


def made(
    kind: PeriodDocument = "progress",
    root: Path = ROOT,
    asked: ReportRequest = EVERYTHING,
    wanted: OfficialRequest = SENDER,
) -> MadeDocument:
    return gather_period_document(opened(root), asked, kind, wanted)


@cache
def example(kind: PeriodDocument = "progress") -> MadeDocument:
    """The document on the third quarter of the example."""
    return made(kind)


def parts(content: bytes) -> dict[str, str]:
    """The parts of a Word document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@cache
def example_parts() -> dict[str, str]:
    return parts(render_word(example().document, example().chosen.profile))


def paragraphs(document_xml: str) -> Iterator[tuple[str, str]]:
    """Style and text of each paragraph outside tables, line breaks as nothing."""
    body = ElementTree.fromstring(document_xml)[0]
    for element in body.findall(f"{W}p"):
        style = element.find(f"{W}pPr/{W}pStyle")
        text = "".join(item.text or "" for item in element.iter(f"{W}t"))
        yield (style.get(f"{W}val") or "" if style is not None else ""), text


def calibration(letters: int) -> OfficialDocument:
    """A document of one Han letter from the first line to the last."""
    return OfficialDocument(("国",), "", (Paragraph("国" * letters), Paragraph("完。")), "", date(2026, 10, 20))


def own_sentences(document: OfficialDocument) -> str:
    """The body without what it quotes from the ledger, and without the names of units."""
    said = re.sub("“[^”]*”", "", "\n".join(document.texts()))
    for item in opened().programme.organizations:
        said = said.replace(item.name("zh"), "")
    return said
