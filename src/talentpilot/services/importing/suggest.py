"""Suggest a mapping for an old book: its headings with samples, and fields for those whose words are known."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from talentpilot.errors import UsageProblem
from talentpilot.exchange.cell_values import written
from talentpilot.exchange.import_tables.grid import BookGrid, CsvForm, Place, open_book
from talentpilot.exchange.import_tables.rows import Headings, find_headings, heading_form
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.import_mapping import SCHEMA
from talentpilot.model.scalars import shorten
from talentpilot.store.new_pilot import in_comment
from talentpilot.store.yaml.editor import inline

_LOOKED_AT = 30
_SAMPLES = 3
_NAMED = 10
"""With more pilots than this, their ids are numbered."""
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("编号$|序号$|人数$|份数$|^no\\.?$", ()),
    ("(试点|项目)名称|试点(事项|任务|项目)|^试点$|(pilot|project) ?(title|name)", ("pilot.title.zh",)),
    ("(开始|起始)(日期|时间)|start ?date", ("pilot.term.start",)),
    ("(结束|终止|期满)(日期|时间)|end ?date", ("pilot.term.end",)),
    ("总体目标|试点目标|目标描述|aims|objective", ("pilot.objective.zh",)),
    ("牵头|department|lead", ("pilot.roles.lead",)),
    ("试点单位", ("pilot.roles.units",)),
    ("配合单位|协同单位|partner|other actors", ("pilot.roles.partners",)),
    ("责任单位|责任部门|主责单位|owner|responsible", ("milestone.owner", "pilot.roles.lead")),
    ("完成标准|验收标准|standard", ("milestone.standard.zh",)),
    ("交付成果|成果形式|deliverable", ("milestone.deliverable.zh",)),
    ("完成时限|时限|截止|期限|due|deadline", ("milestone.due",)),
    ("完成日期|完成时间|done|completed", ("milestone.done",)),
    ("未完成原因|滞后原因|reason", ("milestone.forecasts.reason.zh",)),
    ("下一步|next steps?", ("milestone.forecasts.next.zh",)),
    ("目标任务|里程碑|节点|工作任务|任务(表述|内容)|承诺事项|milestone|commitment", ("milestone.title.zh",)),
    ("指标名称|indicator", ("indicator.title.zh",)),
    ("目标值|target", ("indicator.target.value",)),
    ("基期值|baseline", ("indicator.baseline.value",)),
    ("计量单位|unit of measure", ("indicator.unit",)),
    ("权重|weight", ("milestone.weight", "indicator.weight")),
    ("是否销号|销号日期|closed", ("bottleneck.accepted.date", "milestone.done")),
    ("整改措施|解决办法|解决措施|resolution", ("bottleneck.resolution.zh", "milestone.note.zh")),
    ("问题(描述|表述|内容)?$|堵点", ("bottleneck.title.zh",)),
    ("问题(类型|类别)", ("bottleneck.kind",)),
    ("严重程度|severity", ("bottleneck.severity",)),
    ("提出日期|发现日期|raised", ("bottleneck.raised",)),
    ("哪级|层级|needs", ("bottleneck.needs",)),
    ("措施|note", ("milestone.note.zh",)),
    ("发文字号|批准文号|document", ("pilot.approval.document", "adoption.document")),
    ("采纳单位|推广单位|adopted by", ("adoption.org",)),
    ("资金|金额|amount", ("incentive.amount",)),
)  # fmt: skip
"""What words of headings usually mean; the first line that fits counts."""
_OF_A_STEP: dict[tuple[str, ...], tuple[str, ...]] = {
    ("pilot.term.start",): (),
    ("pilot.term.end",): ("milestone.due",),
}
_MOST_PLACES = 50_000_000
"""Rows times columns of a sheet that is looked through; an office's largest books have a tenth."""
_PRIVATE = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])")


_SAYS_LITTLE = frozenset(("表述", "内容", "名称", "题目", "万元", "元", "其中:财政", "金额"))
"""Last words of a heading that mean something only with the word above."""
_TOTALS = ("小计", "合计", "总计", "total", "Total")
_ENDS = ("注:", "备注:", "说明:", "填表人", "制表人", "审核人", "Note:", "Source:")


def suggest_mapping(book: Path) -> str:
    """Return a mapping to be edited, as text; nothing is written, and nothing promised.

    Raises:
        UsageProblem: there is no such file, or a sheet with cells far from its table.
        UnreadableWorkbook: it is neither a workbook nor CSV.
    """
    lines = [f"schema: {SCHEMA}", "sheets:"]
    for grid in open_book(book, CsvForm()).grids:
        if grid.rows * grid.columns > _MOST_PLACES:
            row, column = max(grid.cells, key=lambda place: place[0] * place[1])
            raise UsageProblem(
                "{place}: this cell stands too far from the others to tell what the sheet is",
                help="delete what stands beyond the table, and try again",
                place=str(grid.place(row, column)),
            )
        if grid.cells:
            lines += _sheet(max((grid, grid.turn()), key=_likeness))  # the first of two that are alike
    return "".join(f"{line}\n" for line in lines)


def _likeness(grid: BookGrid) -> tuple[int, float]:
    """Return how much a grid looks like one with a record in each row: headings known, columns of one sort."""
    headings = suggested_headings(grid)
    if headings is None or (grid.turned and headings.rows > 2):
        return 0, 0.0
    below = range(headings.last + 1, grid.rows + 1)
    columns = [{_sort(grid.at(row, column)) for row in below} - {""} for column in headings.columns.values()]
    return sum(bool(_targets(one)) for one in headings.columns), sum(len(one) < 2 for one in columns) / len(columns)


def _sheet(grid: BookGrid) -> Iterator[str]:
    yield f"  - sheet: {inline(grid.title, flow=False)}"
    headings = suggested_headings(grid)
    if headings is None:
        yield "    ignore: true # ? no row looks like headings"
        return
    if grid.turned:
        yield "    orientation: columns"
    first = written(grid.at(headings.row, min(column for row, column in grid.cells if row == headings.row)))
    yield f"    header: {{first: {inline(' '.join(first.split()))}, rows: {headings.rows}}}"
    yield from _rows(grid, headings)
    chosen: dict[str, tuple[str, ...]] = {}
    for name, column in headings.columns.items():
        above, _ = grid.covered.get((headings.row, column), (headings.row, column))
        targets = _targets(name) if above == headings.row else ()  # a title that goes through all names no field
        chosen[name] = targets if targets not in chosen.values() else (*targets, *targets)[:2]
    if ("milestone.title.zh",) in chosen.values():  # then the days in a row are those of the step
        chosen = {name: _OF_A_STEP.get(targets, targets) for name, targets in chosen.items()}
    key = next((name for name, targets in chosen.items() if targets == ("pilot.title.zh",)), None)
    yield "    objects:"
    yield from _objects(grid, headings, key, chosen)
    yield "    columns:"
    for name, column in headings.columns.items():
        samples = _samples(grid, headings, column)
        field = _column(chosen[name])
        if field.endswith(".zh") and samples and all(one.rstrip("…").isascii() for one in samples):
            field = f"{field.removesuffix('.zh')}.en"
        if field.startswith("milestone.forecasts."):
            field = f"{{to: {field}, stated: DATE}}"
        if field == "pilot.roles.lead" and ("pilot.roles.units",) not in chosen.values():
            field = "[pilot.roles.lead, pilot.roles.units]"
        yield f"      {inline(headings.shown[name], flow=False)}: {field}{_comment(samples)}"


def _rows(grid: BookGrid, headings: Headings) -> Iterator[str]:
    """Yield which columns are merged downwards, and which rows are totals or stand behind the end."""
    merged = {column for (row, column), (first, _) in grid.covered.items() if first > headings.last and row > first}
    down = [headings.shown[name] for name, column in headings.columns.items() if column in merged]
    if down:
        yield f"    fill_down: {inline(down)}"
    for rule, how, words in (("skip", "is", _TOTALS), ("stop", "begins", _ENDS)):
        for name, column in headings.columns.items():
            texts = [heading_form(text) for text in _texts(grid, headings, column)]
            found = [
                one for one in words if any(text == one or (rule == "stop" and text.startswith(one)) for text in texts)
            ]
            if found:
                yield f"    {rule}: [{{column: {inline(headings.shown[name])}, {how}: {inline(found)}}}]"
                break


def _objects(grid: BookGrid, headings: Headings, key: str | None, chosen: dict[str, tuple[str, ...]]) -> Iterator[str]:
    yield "      pilot:"
    if key is None:
        yield "        id: pilot-01 # ? or key: HEADING of the column that names the pilots, and an id for each name"
    else:
        texts = _texts(grid, headings, headings.columns[key])
        names = dict.fromkeys(one for one in texts if heading_form(one) not in _TOTALS)
        ids = ", ".join(f"{inline(name)}: pilot-{number:02d}" for number, name in enumerate(names, 1))
        yield f"        key: {inline(headings.shown[key], flow=False)}"
        yield f"        id: {f'{{{ids}}}' if len(names) <= _NAMED else 'pilot-'} # ? or letters, to be numbered"
    mapped = {targets[0]: name for name, targets in chosen.items() if len(targets) == 1}
    term = "" if "pilot.term.start" in mapped else ", term: {start: DATE, end: DATE}"
    yield f"        set: {{region: CODE, task: TASK{term}}} # ? what the book does not say"
    kinds = {target.partition(".")[0]: name for target, name in reversed(mapped.items())}
    for kind in (kind for kind in ("milestone", "indicator", "bottleneck", "incentive", "adoption") if kind in kinds):
        title = mapped.get(f"{kind}.title.zh")
        how = f"key: {inline(headings.shown[title])}" if title else f"when: {inline(headings.shown[kinds[kind]])}"
        yield f"      {kind}: {{{how}}}{'' if title else ' # ? key: by which it is known'}"


def suggested_headings(grid: BookGrid) -> Headings | None:
    """Return the headings that a sheet seems to have: the first of its rows with many texts, with what is merged."""
    last = min(grid.rows, _LOOKED_AT)
    texts = {
        row: sum(_sort(grid.at(row, column)) == "text" for column in range(1, grid.columns + 1))
        for row in range(1, last + 1)
    }
    most = max(texts.values(), default=0)
    row = next((row for row, number in texts.items() if number >= max(2, 0.6 * most)), None)
    if row is None:
        return None
    through = {first for (at, _), first in grid.covered.items() if at == grid.rows}
    merged = {place: first for place, first in grid.covered.items() if first not in through}  # a title goes through all
    above = [origin for (at, column), (origin, first) in merged.items() if at == row and first == column]
    row = min([row, *above])  # a heading merged downwards began further up
    rows = 1
    while _joined_from(merged, row, row + rows) or _is_split(grid, row, row + rows):
        rows += 1
    first = next(column for column in range(1, grid.columns + 1) if (row, column) in grid.cells)
    return find_headings(grid, str(grid.at(row, first).value), rows)


def _joined_from(merged: Mapping[Place, Place], first: int, row: int) -> bool:
    """Return whether a heading reaches down into this row."""
    return any(at == row and first <= origin < row for (at, _), (origin, _) in merged.items())


def _is_split(grid: BookGrid, first: int, row: int) -> bool:
    """Return whether a heading that is merged across has headings of its parts in this row."""
    across = {column for (at, column), (origin, _) in grid.covered.items() if at == origin == row - 1 and at >= first}
    return bool(across) and all((row, column) in grid.cells for column in across)


def _sort(cell: Cell) -> str:
    """Return whether a cell holds a text, or a figure or day, also one that was typed as a text; empty for nothing."""
    if cell.kind == "empty":
        return ""
    return "text" if cell.kind == "text" and not re.fullmatch(r"[-0-9.,/%年月日]+", str(cell.value)) else "figure"


def _targets(heading: str) -> tuple[str, ...]:
    """Return the fields that a heading probably means, by the last of its words that is known."""
    *above, last = heading_form(heading.partition("#")[0]).split("/")
    part = above[-1] if above and last in _SAYS_LITTLE else last
    return next((targets for words, targets in _WORDS if re.search(words, part, re.IGNORECASE)), ())


def _column(targets: Sequence[str]) -> str:
    if len(targets) == 1:
        return targets[0]
    return f"ignore # ? {' or '.join(dict.fromkeys(targets))}" if targets else "ignore # ?"


def _texts(grid: BookGrid, headings: Headings, column: int) -> Iterator[str]:
    """Yield the texts below a heading."""
    for row in range(headings.last + 1, grid.rows + 1):
        text = " ".join(written(grid.at(row, column)).split())
        if text:
            yield text


def _samples(grid: BookGrid, headings: Headings, column: int) -> list[str]:
    """Return the first different values of a column, without identity numbers and phones."""
    shown = dict.fromkeys(_PRIVATE.sub("***", shorten(text, 30)) for text in _texts(grid, headings, column))
    return list(shown)[:_SAMPLES]


def _comment(samples: Sequence[str]) -> str:
    return f" # {in_comment(' | '.join(samples))}" if samples else ""
