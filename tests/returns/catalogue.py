"""The mutations of single answers: a form filled in whole, what may stand in its cells, and what becomes of it."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from returns.workbooks import ROOT
from talentpilot.diagnostics import LanguageChoice
from talentpilot.exchange.return_sheets.layout import BLOCKS, CODES, STATES, Field
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.services.ledger import open_ledger

TOLD, NOTHING = "told", "nothing"
Outcome = str
"""TOLD, NOTHING, or the value as it stands in a command."""
GONE, LEFT_OUT = "the whole fact is gone", "the option is left out"


@dataclass(frozen=True)
class Answer:
    """What is typed into a cell, the fact it belongs to, and the option of its command with the value.

    `nothing` is what becomes of the fact where the cell says that there is nothing: told, gone, without the option,
    with another value, or another option. `more` options behind this one go with it.
    """

    typed: object
    fact: str
    token: str = ""
    said: str = ""
    nothing: str = LEFT_OUT
    more: int = 0


def _report(typed: str, token: str, nothing: str = TOLD, said: str = "") -> Answer:
    return Answer(typed, "progress report", token, said or typed, nothing)


_MATTER = '--matter=data:province:B1={{zh: "{}"}}'
FULL: Mapping[str, Answer] = {
    "M3/state": Answer("未完成", "M3 forecast"),
    "M3/forecast": Answer(date(2026, 12, 20), "M3 forecast", "--date={}", "2026-12-20", "2026-12-15"),
    "M3/reason": Answer("流标", "M3 forecast", "--reason-zh={}", "流标"),
    "M3/next": Answer("拆包", "M3 forecast", "--next-zh={}", "拆包"),
    "M5/state": Answer("已完成", "M5 done"),
    "M5/done": Answer(date(2026, 8, 27), "M5 done", "--date={}", "2026-08-27", GONE),
    "M5/evidence": Answer("E4", "M5 done", "--evidence={}", "E4"),
    "I1@2026Q3/value": Answer(540, "I1@2026Q3 observe", "--value={}", "540", GONE),
    "I1@2026Q3/evidence": Answer("E6", "I1@2026Q3 observe", "--evidence={}", "E6"),
    "I1@2026Q3/provisional": Answer("是", "I1@2026Q3 observe", "--provisional"),
    "I1@2026Q3/note": Answer("口径未变", "I1@2026Q3 observe", "--note-zh={}", "口径未变"),
    "I2@2026-09-30/value": Answer(16, "I2@2026-09-30 observe", "--value={}", "16", GONE),
    "I2@2026-09-30/evidence": Answer("E6", "I2@2026-09-30 observe", "--evidence={}", "E6"),
    "B1/state": Answer("已解决", "B1 resolve"),
    "B1/resolved": Answer(date(2026, 9, 1), "B1 resolve", "--date={}", "2026-09-01", GONE),
    "B1/resolution": Answer("拆包采购", "B1 resolve", "--resolution-zh={}", "拆包采购", GONE),
    "B1/evidence": Answer("E6", "B1 resolve", "--evidence={}", "E6"),
    "progress/text": _report("本季540人。", "--progress-zh={}", "kept"),
    "problems/text": _report("B1未解决。", "--problems-zh={}", LEFT_OUT),
    "next/text": _report("10月发布公告。", "--next-zh={}", "kept"),
    "new_bottlenecks/1/title": Answer("新问题", "new_bottlenecks/1 bottleneck", "--title-zh={}", "新问题", TOLD),
    "new_bottlenecks/1/owner": Answer("云溪大学", "new_bottlenecks/1 bottleneck", "--owner={}", "yx-univ", TOLD),
    "new_bottlenecks/1/kind": Answer("资金", "new_bottlenecks/1 bottleneck", "--kind={}", "funding", TOLD),
    "new_bottlenecks/1/raised": Answer(
        date(2026, 8, 1), "new_bottlenecks/1 bottleneck", "--date={}", "2026-08-01", "2026-10-15"
    ),
    "new_bottlenecks/1/severity": Answer("一般", "new_bottlenecks/1 bottleneck", "--severity={}", "minor", TOLD),
    "new_bottlenecks/1/due": Answer(date(2026, 12, 31), "new_bottlenecks/1 bottleneck", "--due={}", "2026-12-31"),
    "new_bottlenecks/1/needs": Answer("部级", "new_bottlenecks/1 bottleneck", "--needs={}", "ministry", TOLD),
    "matters/1/title": _report("学时数据共享", _MATTER),
    "matters/1/kind": _report("数据", '--matter={}:province:B1={{zh: "学时数据共享"}}', said="data"),
    "matters/1/same_as": _report(
        "B1", '--matter=data:province:{}={{zh: "学时数据共享"}}', '--matter=data:province={zh: "学时数据共享"}'
    ),
    "matters/1/needs": _report("省级", '--matter=data:{}:B1={{zh: "学时数据共享"}}', said="province"),
    "practices/1/title": Answer("伴学课", "practices/1 practice", "--title-zh={}", "伴学课", TOLD),
    "practices/1/kind": Answer("服务", "practices/1 practice", "--kind={}", "service", TOLD),
    "practices/1/summary": Answer("随问随答", "practices/1 practice", "--text=summary.zh={}", "随问随答"),
    "practices/1/conditions": Answer("有平台", "practices/1 practice", "--text=conditions.zh={}", "有平台"),
    "adoptions/1/practice": Answer("P1 助教课", "adoptions/1 adoption", "", "P1", TOLD),
    "adoptions/1/adopter": Answer("北京市", "adoptions/1 adoption", "--region={}", "110000", TOLD),
    "adoptions/1/document": Answer("京〔2026〕9号", "adoptions/1 adoption", "--document={}", "京〔2026〕9号"),
    "adoptions/1/date": Answer(date(2026, 9, 9), "adoptions/1 adoption", "--date={}", "2026-09-09", TOLD),
    "adoptions/1/scale": Answer("全市", "adoptions/1 adoption", "--text=scale.zh={}", "全市"),
    "incentives/1/title": Answer("专项资金", "incentives/1 incentive", "--title-zh={}", "专项资金", TOLD),
    "incentives/1/kind": Answer("资金", "incentives/1 incentive", "--kind={}", "funding", TOLD),
    "incentives/1/date": Answer(date(2026, 9, 2), "incentives/1 incentive", "--date={}", "2026-09-02", TOLD),
    "incentives/1/grantor": Answer("云溪省财政厅", "incentives/1 incentive", "--grantor={}", "yx-fin", TOLD),
    "incentives/1/amount": Answer(1000, "incentives/1 incentive", "--amount={}", "1000", LEFT_OUT, 1),
    "incentives/1/evidence": Answer("E6", "incentives/1 incentive", "--evidence={}", "E6"),
    "publicity/1/title": Answer("报道", "publicity/1 publicity", "--title-zh={}", "报道", TOLD),
    "publicity/1/channel": Answer("省级", "publicity/1 publicity", "--channel={}", "provincial", TOLD),
    "publicity/1/date": Answer(date(2026, 9, 3), "publicity/1 publicity", "--date={}", "2026-09-03", TOLD),
    "publicity/1/url": Answer("https://example.org/b", "publicity/1 publicity", "--url={}", "https://example.org/b"),
    "signature/name": Answer("张三", ""),
    "signature/date": Answer(date(2026, 10, 15), ""),
}
"""A form with an answer in each cell that can be answered."""

DAYS: tuple[tuple[object, str | None, Outcome], ...] = (
    (datetime(2026, 8, 28), None, "2026-08-28"),  # noqa: DTZ001
    (datetime(2026, 8, 28, 9, 30), "yyyy-mm-dd hh:mm", TOLD),  # noqa: DTZ001
    ("2026-8-28", "@", "2026-08-28"),
    ("2026/8/28", "@", "2026-08-28"),
    ("2026.8.28", "@", "2026-08-28"),
    ("2026年8月28日", "@", "2026-08-28"),
    (" ２０２６-８-２８ ", "@", "2026-08-28"),
    ("20260828", "@", "2026-08-28"),
    (20260828, "yyyy-mm-dd", "2026-08-28"),
    (20260828, "General", "2026-08-28"),
    (46262, "General", TOLD),
    ("8/28", "@", TOLD),
    ("8月28日", "@", TOLD),
    ("2026.8", "@", TOLD),
    ("8月底", "@", TOLD),
    ("26-8-28", "@", TOLD),
    ("28/8/2026", "@", TOLD),
    ("2026-8-28 10:00", "@", TOLD),
    ("2026-2-30", "@", TOLD),
    (datetime(1905, 7, 18), None, TOLD),  # noqa: DTZ001
    (datetime(2036, 8, 28), None, TOLD),  # noqa: DTZ001
    ("#REF!", "error", TOLD),
    ("=TODAY()", "formula", TOLD),
    ("已完成", "@", TOLD),
    (True, None, TOLD),
)
"""What stands in a cell for a day, its format, what is read."""
NUMBERS: tuple[tuple[object, str | None, Outcome, Outcome], ...] = (
    (541, None, "541", "541"), (541.0, None, "541", "541"), ("541", "@", "541", "541"), ("５４１", "@", "541", "541"),
    ("1,200", "@", "1200", "1200"), ("1，200", "@", "1200", "1200"), ("104人", "@", "104", TOLD),
    ("104元", "@", TOLD, "104"), ("2.5", "@", "2.5", "2.5"), (0, None, "0", "0"), ("0", "@", "0", "0"),
    ("3万", "@", TOLD, TOLD), ("约30", "@", TOLD, TOLD), ("30余", "@", TOLD, TOLD), ("百分之十七", "@", TOLD, TOLD),
    ("30、40", "@", TOLD, TOLD), ("10²", "@", TOLD, TOLD), ("1,20", "@", TOLD, TOLD), (0.41, "0.00%", TOLD, TOLD),
    ("41%", "@", TOLD, TOLD), (0.1234567891234, None, "0.123456789", "0.123456789"),
    (datetime(2026, 6, 15), "yyyy-mm-dd", TOLD, TOLD), ("=120+310", "formula", "430", "430"),  # noqa: DTZ001
    ("=(1+2)*3/2-1.5", "formula", "3", "3"), ("=SUM(A1:A3)", "formula", TOLD, TOLD), ("#REF!", "error", TOLD, TOLD),
    ("已完成", "@", TOLD, TOLD), (True, None, TOLD, TOLD), (1e20, None, TOLD, TOLD),
    (120, '0"万元"', TOLD, TOLD), (1000, "[$$-409]#,##0.00", TOLD, TOLD), (12345, '0\\.0,"万"', TOLD, TOLD),
    (541, 'General"人"', "541", TOLD), (541, '#,##0.00"元"', "541", "541"), (541, '_ "¥"* #,##0.00_ ', "541", "541"),
    ("￥1,000.00", "@", TOLD, "1000"), ("=500+20", '"US$"0', TOLD, TOLD),
)  # fmt: skip
"""What stands in a cell for a number, its format, what is read as persons and as yuan."""
SHARES: tuple[tuple[object, str | None, Outcome], ...] = (
    (0.41, "0.00%", "41"), (0.17, "0%", "17"), (0.17, "0.0%", "17"), ("17%", "@", "17"), ("１７％", "@", "17"),
    ("0.5%", "@", "0.5"), (17, None, "17"), (0.17, None, TOLD), ("0.17", "@", TOLD), ("17人", "@", TOLD),
    (0, None, "0"), ("=17%", "formula", TOLD), ("三成", "@", TOLD), ("#DIV/0!", "error", TOLD),
)  # fmt: skip
TEXTS: tuple[tuple[object, str | None, Outcome, Outcome], ...] = (
    ("=好", "@", "=好", "=好"), ("+好", "@", "+好", "+好"), ("-好", "@", "-好", "-好"), ("@好", "@", "@好", "@好"),
    ("  好\r\n好  ", "@", "好\n好", "好 好"), ("好🎉", "@", "好🎉", "好🎉"), ("好_x0007_", "@", TOLD, TOLD),
    ("x" * 32_767, "@", TOLD, TOLD), ("=1+1", "formula", TOLD, TOLD), ("#VALUE!", "error", TOLD, TOLD),
    (2026, None, "2026", "2026"), ("好_x000B_好\u2028好", "@", "好\n好\n好", "好 好 好"),
)  # fmt: skip
"""What stands in a cell for a text, its format, what is read as prose and as a short text."""
NOTHING_WORDS = ("无", "没有", "暂无", "不涉及", "none", "N/A", "-", "–", "—", "——", "/", "\\", " － ")


def _field(key: str) -> Field:
    row, _, name = key.rpartition("/")
    blocks = {"M": "milestones", "I": "indicators", "B": "bottlenecks"}
    block = row.partition("/")[0] if "/" in row else "texts" if row in ("progress", "problems", "next") else row
    found = BLOCKS[blocks.get(block[0], block)].field(name)
    assert found is not None
    return found


def kind_of(key: str) -> str:
    """How the cell is read."""
    return _field(key).kind


def cells_of_kind(kind: str) -> list[str]:
    """The cells of the full form that are read so, but for those of the cover."""
    return [key for key in FULL if not key.startswith("signature") and kind_of(key) == kind]


def words_of(style: str) -> dict[str, str]:
    """Every answer from a list: in Chinese, English, both, as its code, or with odd spaces and cases."""
    languages: dict[str, LanguageChoice] = {"zh": "zh", "en": "en", "both": "both", "spaced": "en"}
    programme = open_ledger(ROOT).programme
    found = {}
    for key in (one for kind in ("choice", "organization", "adopter") for one in cells_of_kind(kind)):
        code, choice = FULL[key].said, _field(key).choice
        if choice in STATES:
            code = next(code for code, text in STATES[choice].items() if text.say("zh") == FULL[key].typed)
        words = FormWords(languages.get(style, "zh"))
        if style == "code":
            found[key] = code
        elif choice in (*STATES, *CODES):
            found[key] = words.choices(choice)[code]
        elif choice != "practices":
            found[key] = words.adopters(programme)[code]
    if style == "spaced":
        return {key: f"　{word.upper()} " for key, word in found.items()}
    return found


def with_stored_value(content: bytes, stored: str) -> bytes:
    """The workbook with that value behind each formula, as an office stores what it showed."""
    out = io.BytesIO()
    kind = b"e" if stored.startswith("#") else b"str" if not stored.isdecimal() else b"n"
    formula = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)[^>]*>(<f>[^<]*</f>)<v ?/?>(?:</v>)?</c>')
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "xl/worksheets/sheet2.xml":
                part, count = formula.subn(rb'\1 t="%s">\2<v>%s</v></c>' % (kind, stored.encode()), part)
                assert count, part[:2000]
            after.writestr(name, part)
    return out.getvalue()
