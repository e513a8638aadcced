"""A clerk of the reporting units: types an answer into every cell that a return asks for, and into some that are open.

What is typed depends on the row and the period alone, and takes every form that people use: days in three styles,
numbers with a thousands mark or a percent sign, sums, texts that begin as formulas do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zlib import crc32

from openpyxl import Workbook

from office import Typed
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Indicator
from talentpilot.model.periods import Period

_DAYS = ("{0.year}-{0.month}-{0.day}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}")

_ADOPTERS = ("北京市", "天津市", "河北省", "山西省")


@dataclass(frozen=True)
class Row:
    """A row of a form: its sheet, its key without the pilot, its fields with their cells and what each is."""

    sheet: str
    pilot: str
    key: str
    cells: dict[str, str]
    sorts: dict[str, str]


def rows(book: Workbook) -> list[Row]:
    """The rows of all forms of a workbook."""
    sorts: dict[str, dict[str, str]] = {}
    for key, name, sort, *_ in book["_meta"].iter_rows(values_only=True, max_col=5):
        if sort in ("asked", "open", "known"):
            sorts.setdefault(str(key), {})[str(name)] = str(sort)
    found = []
    for sheet in book.worksheets:
        fields: dict[int, str] = {}
        for line in sheet.iter_rows() if not sheet.title.startswith("_") else ():
            key = str(line[0].value or "")
            if key.startswith("#"):
                fields = {cell.column: str(cell.value) for cell in line[1:] if cell.value}
            elif key in sorts:
                pilot, _, rest = key.partition("/")
                cells = {fields[cell.column]: cell.coordinate for cell in line[1:] if cell.column in fields}
                found.append(Row(sheet.title, pilot, rest, cells, sorts[key]))
    return found


@dataclass(frozen=True)
class Clerk:
    """Who fills in the workbooks of a period on a day; papers lie in `folder`, beside the workbooks.

    A text of the report that is `forgotten` is left blank in one sheet of three; without `news` nothing new is told.
    """

    period: Period
    day: date
    folder: Path
    pilots: dict[str, Pilot]
    forgotten: str = ""
    news: bool = True

    def typed(self, book: Workbook) -> Typed:
        """Return what is typed into a workbook."""
        return [
            (row.sheet, row.cells[name], text) for row in rows(book) for name, text in self._answers(row) if text != ""
        ]

    def answered(self, book: Workbook) -> set[tuple[str, str]]:
        """Return the asked cells that are answered, by key and field."""
        return {
            (f"{row.pilot}/{row.key}".rstrip("/"), name)
            for row in rows(book)
            for name, text in self._answers(row)
            if text and row.sorts.get(name) == "asked"
        }

    def _answers(self, row: Row) -> Iterator[tuple[str, str]]:
        luck = crc32(f"{row.pilot}/{row.key}/{self.period}".encode())
        match row.key.partition("/"):
            case "", _, _:
                yield from (("name", "张三"), ("date", self._day(self.day, luck)))
            case "progress" | "problems" | "next" as block, _, _:
                yield "text", self._prose(row, block, luck)
            case block, "/", number:
                yield from self._news(block, number, row, luck)
            case key, _, _ if key.startswith("M"):
                yield from self._milestone(row, luck)
            case key, _, _ if key.startswith("I"):
                yield from self._value(row, luck)
            case _:
                yield from self._bottleneck(row, luck)

    def _milestone(self, row: Row, luck: int) -> Iterator[tuple[str, str]]:
        if row.sorts["state"] != "asked":
            if row.sorts.get("reason") == "asked":
                yield from (("reason", "=依赖上一步"), ("next", "-下月补齐"))
            if row.sorts.get("forecast") == "asked":
                yield "forecast", self._day(self.period.end + timedelta(days=80), luck)
        elif luck % 3:
            step = self.pilots[row.pilot].milestone(row.key)
            assert step is not None
            assert step.due is not None
            yield from (("state", "已完成"), ("done", self._day(min(step.due, self.period.end), luck)))
            yield "evidence", self._paper(row) if luck % 2 else f"https://example.org/{luck % 1000}"
        else:
            yield "state", "未完成"
            yield "forecast", self._day(self.period.end + timedelta(days=75), luck) if luck % 2 else ""
            yield from (("reason", "-等待批复"), ("next", "@有关单位会商，12月前办结"))

    def _value(self, row: Row, luck: int) -> Iterator[tuple[str, str]]:
        identifier, _, at = row.key.partition("@")
        if row.sorts["value"] == "open":
            yield "provisional", "否"
            return
        indicator = self.pilots[row.pilot].indicator(identifier)
        assert indicator is not None
        yield "value", _number(_reached(indicator, at), indicator, luck)
        yield "evidence", self._paper(row) if indicator.key or luck % 3 == 0 else ""
        yield "provisional", "是" if luck % 5 == 0 else ""
        yield "note", "+口径未变" if luck % 4 == 0 else ""

    def _bottleneck(self, row: Row, luck: int) -> Iterator[tuple[str, str]]:
        if luck % 2:
            yield from (("state", "已解决"), ("resolved", self._day(self.day - timedelta(days=3), luck)))
            yield from (("resolution", "拆分事项，分别报批"), ("evidence", f"https://example.org/{luck % 1000}"))
        else:
            yield "state", "未解决"

    def _prose(self, row: Row, block: str, luck: int) -> str:
        if block == self.forgotten and luck % 3 == 0:
            return ""
        if block == "problems" and luck % 3 == 0:
            return ("无", "暂无", "-")[luck % 7 % 3]
        return f"{row.pilot}{self.period}：完成{luck % 90}项。\n=其余按计划推进，详见附件。"

    def _news(self, block: str, number: str, row: Row, luck: int) -> Iterator[tuple[str, str]]:
        if number != "1" or luck % 4 or not self.news:
            return
        title, recent = f"{self.period}{block}{luck % 100}", self._day(self.day - timedelta(days=6), luck)
        answers = {
            "new_bottlenecks": {
                "title": title, "owner": "云溪大学", "kind": "资金", "severity": "一般", "needs": "省级",
            },
            "matters": {"title": title, "kind": "数据", "needs": "部级"},
            "practices": {"title": title, "kind": "服务", "summary": "+随问随答", "conditions": "有平台"},
            "adoptions": {"adopter": _ADOPTERS[self.day.month % 4], "date": recent, "document": "京人社〔2026〕9号"},
            "incentives": {
                "title": title, "kind": "资金", "date": recent, "grantor": "云溪省财政厅", "amount": "1,200,000",
            },
            "publicity": {"title": title, "channel": "省级", "date": recent, "url": "https://example.org/b"},
        }[block]  # fmt: skip
        if block == "adoptions":
            practice = self.pilots[row.pilot].practices[0]
            answers["practice"] = f"{practice.id} {practice.title.say('zh')}"
        yield from answers.items()

    def _paper(self, row: Row) -> str:
        """Return the title of a paper of the pilot, which lies beside the workbook."""
        title = f"{row.pilot}{self.period}佐证"
        (self.folder / f"{title}.txt").write_text(title, encoding="utf-8")
        return title

    def _day(self, day: date, luck: int) -> str:
        return _DAYS[luck % len(_DAYS)].format(day)


def _reached(indicator: Indicator, at: str) -> Decimal:
    """Return a value on the way from the baseline to the target, the nearer the later."""
    months = int(at[:4]) * 12 + (int(at[5]) * 3 if "Q" in at else int(at[5:7]) if "-" in at else 12) - 2025 * 12 - 6
    target = indicator.target
    goal = (target.value if target.value is not None else target.min) if target is not None else None
    base = indicator.baseline.value if indicator.baseline is not None else Decimal(0)
    reached = base if goal is None else base + (goal - base) * months / 24
    if indicator.reporting == "per_period":
        reached = (goal or Decimal(24)) * 3 / 24
    return round(reached, 1) if indicator.unit == "%" else Decimal(round(reached))


def _number(value: Decimal, indicator: Indicator, luck: int) -> str:
    if indicator.unit == "%" and luck % 2:
        return f"{value}%"
    if value == value.to_integral_value() and value > 20 and luck % 3 == 0:
        return f"={value - 10}+10"
    return f"{value:,}" if luck % 5 else str(value)


def asked(book: Workbook) -> set[tuple[str, str]]:
    """Return the cells that a workbook asks for, by key and field."""
    meta: Any = book["_meta"].iter_rows(values_only=True, max_col=3)
    return {(str(key), str(name)) for key, name, sort in meta if sort == "asked"}
