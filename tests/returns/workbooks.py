"""A ledger that waits for the returns of 2026Q3, and workbooks of it filled in by keys and field ids."""

import io
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from talentpilot.services.ledger import open_ledger
from talentpilot.services.recording.practices import PracticeFacts, record_practice
from talentpilot.services.recording.transaction import open_edit
from talentpilot.services.returns.make import MadeReturn, MakeRequest, make_returns
from talentpilot.services.returns.result import TakeRequest, TakeResult
from talentpilot.services.returns.take import take_returns

ROOT = Path(__file__).parents[2]
DAY = date(2026, 10, 20)
PILOT = "yx-education-01"
UNIT = "qc-hrss"
ANSWERS: Mapping[str, object] = {
    "M3/state": "未完成",
    "M3/reason": "两次流标，正在拆包重新采购",
    "M3/next": "-10月发布公告",
    "M5/state": "已完成",
    "M5/done": date(2026, 8, 28),
    "M5/evidence": "中期自评摘要",
    "I1@2026Q3/value": 540,
    "I1@2026Q3/evidence": "学习记录汇总2026年第三季度",
    "I2@2026-09-30/value": "17%",
    "I2@2026-09-30/evidence": "E6",
    "B1/state": "未解决",
    "progress/text": "完成中期自评，本季540人完成单元学习。",
    "problems/text": "B1未解决。",
    "next/text": "10月发布拆包采购公告。",
    "matters/1/title": "学时数据共享",
    "matters/1/kind": "数据",
    "matters/1/needs": "省级",
    "signature/name": "张三",
    "signature/date": date(2026, 10, 15),
}
"""What a clerk fills in for 2026Q3."""
SIGNED: Mapping[str, object] = {"signature/name": "张三", "signature/date": date(2026, 10, 15)}


def waiting_ledger(folder: Path) -> Path:
    """The example ledger as it was before the facts of 2026Q3 of one pilot came in."""
    root = folder / "ledger"
    root.mkdir()
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "pilots", root / "pilots")
    home = root / "pilots" / PILOT
    _cut(home / "milestones.yaml", ", done: 2026-08-28, evidence: [E4]}", "}")
    _cut(home / "outcomes.yaml", "      - {period: 2026Q3, value: 540, evidence: [E6]}\n", "")
    _cut(home / "outcomes.yaml", "      - {date: 2026-09-30, value: 17, evidence: [E6]}\n", "")
    text = (home / "pilot.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - period: 2026Q3"), text.index("evidence:\n  - id: E1")
    (home / "pilot.yaml").write_text(f"{text[:start].rstrip()}\n\n{text[end:]}", encoding="utf-8")
    return root


def ledger_with_practice(folder: Path) -> Path:
    """The same with a practice, about which a return asks too."""
    root = waiting_ledger(folder)
    edit = open_edit(open_ledger(root, as_of=DAY), PILOT)
    record_practice(edit, PracticeFacts({"zh": "助教课"}, "service"))
    edit.commit()
    return root


def _cut(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def made(root: Path, **request: Any) -> MadeReturn:
    """The workbook of the unit."""
    ledger = open_ledger(root, as_of=DAY, clock=lambda _: DAY)
    (one,) = make_returns(ledger, MakeRequest(**{"period": "2026Q3", "units": (UNIT,), **request})).returns
    return one


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells(book: Workbook) -> dict[str, Any]:
    """The cells of the fields by `M3/state`, `progress/text`, `signature/date`; those of the first pilot."""
    found: dict[str, Any] = {}
    for sheet in book.worksheets:
        fields: dict[int, str] = {}
        for row in sheet.iter_rows() if not sheet.title.startswith("_") else ():
            key = row[0].value
            if isinstance(key, str) and key.startswith("#"):
                fields = {cell.column: str(cell.value) for cell in row[1:] if cell.value}
            elif isinstance(key, str) and (key.startswith(f"{PILOT}/") or key == "signature"):
                short = key.removeprefix(f"{PILOT}/")
                found |= {f"{short}/{fields[cell.column]}": cell for cell in row[1:] if cell.column in fields}
    return found


def put(cell: Any, value: object, number_format: str | None = None) -> None:
    """Type a value: a text that begins with an equals sign is a formula only where `value` says so."""
    cell.value = datetime.combine(value, time()) if type(value) is date else value
    if isinstance(value, str) and not value.startswith("=FORMULA"):
        cell.data_type = "s"
    if number_format is not None:
        cell.number_format = number_format


def filled(content: bytes, answers: Mapping[str, object], change: Callable[[Workbook], object] | None = None) -> bytes:
    book = opened(content)
    there = cells(book)
    for key, value in answers.items():
        put(there[key], value)
    if change is not None:
        change(book)
    return saved(book)


def pilot_sheet(book: Workbook) -> Worksheet:
    sheet = book.worksheets[1]
    assert isinstance(sheet, Worksheet)
    return sheet


def take(root: Path, *contents: bytes, **request: Any) -> TakeResult:
    """Take workbooks, which are written beside the ledger."""
    folder = root.parent / "returned"
    folder.mkdir(exist_ok=True)
    paths = []
    for number, content in enumerate(contents):
        paths.append(folder / f"{number}.xlsx")
        paths[-1].write_bytes(content)
    ledger = open_ledger(root, as_of=DAY, clock=lambda _: DAY)
    return take_returns(ledger, TakeRequest(tuple(paths), **request))


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
