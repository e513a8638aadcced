"""Blank rating sheets as a workbook (XLSX): one for each reviewer, then the facts. Only answers can be changed."""

import io
from collections.abc import Iterator
from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from talentpilot.exchange import sheets_layout as layout
from talentpilot.exchange import sheets_style as style
from talentpilot.exchange.sheets import HOW, LAYOUT, Blank, Facts, Tongue
from talentpilot.language.questions import ITEMS, SCALE, FactGroup

_WIDTHS = {"A": 4, "B": 18, "C": 60, "D": 14, "E": 10, "F": 44}
_GROUPS = {
    "judgement": ("评判", "Judgement"), "replicability": ("可复制性", "Replicability"),
    "evidence_level": ("证据等级 0–4", "Evidence level 0–4"), "veto": ("一票否决", "Vetoes"),
}  # fmt: skip
_LOWEST = 32.0
"""Points: room for a comment of two lines."""
_TABS: dict[FactGroup, tuple[str, str]] = {
    "pilot": ("概况", "Pilot"), "milestones": ("里程碑", "Milestones"), "indicators": ("指标", "Indicators"),
    "adjustments": ("调整", "Adjustments"), "bottlenecks": ("堵点", "Bottlenecks"), "practices": ("做法", "Practices"),
    "adoptions": ("推广", "Adoptions"), "incentives": ("激励", "Incentives"), "evidence": ("佐证", "Evidence"),
    "coverage": ("数据", "Data"),
}  # fmt: skip
_HEAD = 4
_ANSWERED = range(layout.ITEM_COLUMN, layout.COMMENT_COLUMN + 1)


def render_workbook(blank: Blank) -> bytes:
    """The workbook."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    book.properties.creator = "talentpilot"
    book.properties.created = datetime.combine(blank.as_of, time())
    for reviewer in blank.reviewers:
        _write_sheet(book.create_sheet(reviewer), blank, reviewer)
    for number, facts in enumerate(blank.facts, start=1):
        _write_facts(book.create_sheet(_tab(number, facts, blank.tongue)), facts, blank)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_sheet(sheet: Worksheet, blank: Blank, reviewer: str) -> None:
    tongue, status = blank.tongue, blank.status
    machine = (LAYOUT, status.pilot.id, blank.evaluation, str(blank.as_of), reviewer)
    for row, values in ((layout.MACHINE_ROW, machine), (layout.COLUMN_ROW, layout.COLUMNS)):
        for column, value in enumerate(values, start=1):
            style.put(sheet, row, column, value)
        sheet.row_dimensions[row].hidden = True
    row = layout.COLUMN_ROW + 1
    style.put(sheet, row, layout.ITEM_COLUMN, blank.title, size=16, bold=True)
    for line in (blank.head(reviewer), *(line for text in HOW for line in tongue.lines(text)), *_scale(tongue)):
        row += 1
        style.put(sheet, row, layout.ITEM_COLUMN, line)
    row += 2
    words = (("项目", "Item"), ("问题", "Question"), ("参看事实", "Facts"), ("评分", "Rating"), ("评语", "Comment"))
    style.put_head(sheet, row, (tongue.label(*one) for one in words), first=layout.ITEM_COLUMN)
    sheet.freeze_panes = f"C{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"
    for name, width in _WIDTHS.items():
        sheet.column_dimensions[name].width = width
    sheet.column_dimensions["A"].hidden = True
    _write_questions(sheet, blank, row + 1)
    style.protect(sheet)
    style.set_page(sheet, tongue.languages[0])


def _scale(tongue: Tongue) -> Iterator[str]:
    for language in tongue.languages:
        yield " · ".join(f"{number} {text.say(language)}" for number, text in enumerate(SCALE))


def _write_questions(sheet: Worksheet, blank: Blank, row: int) -> None:
    """The rows to be answered, each group below its name; only their last two cells can be written in."""
    facts = {f"{item.group}/{item.name}": blank.reference(item.facts) for item in ITEMS}
    choices = _choices(blank.tongue)
    group = ""
    for question in layout.questions():
        if question.id.partition("/")[0] != group:
            group = question.id.partition("/")[0]
            style.put_band(sheet, row, blank.tongue.label(*_GROUPS[group]), _ANSWERED)
            row += 1
        asked = "\n".join(blank.tongue.lines(question.question))
        texts = (question.id, blank.tongue.words(question.title), asked, facts.get(question.id, ""))
        style.put_row(sheet, row, texts, bold=layout.ITEM_COLUMN)
        style.set_height(sheet, row, texts[1:], first=layout.ITEM_COLUMN, least=_LOWEST)
        style.open_cell(sheet, row, layout.RATING_COLUMN, centred=True)
        style.open_cell(sheet, row, layout.COMMENT_COLUMN, centred=False)
        choices[question.kind].add(sheet.cell(row, layout.RATING_COLUMN))
        row += 1
    for choice in choices.values():
        sheet.add_data_validation(choice)


def _choices(tongue: Tongue) -> dict[layout.Kind, DataValidation]:
    """What may be chosen, by the kind of the question."""
    flags = [tongue.words(layout.YES), tongue.words(layout.NO)]
    return {
        "rating": _choice(["0", "1", "2", "3"], tongue),
        "level": _choice(["0", "1", "2", "3", "4"], tongue),
        "veto": _choice(flags, tongue),
    }


def _choice(words: list[str], tongue: Tongue) -> DataValidation:
    listed = ",".join(words)
    found = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
    found.errorTitle = tongue.label("不在可选范围内", "Not on the scale")
    found.error = f"{tongue.label('请填下列之一或留空', 'Write one of these, or leave it empty')}: {listed}"
    return found


def _tab(number: int, facts: Facts, tongue: Tongue) -> str:
    """The number that the questions refer to, and a word; characters that no tab may have left out."""
    return f"{number} {tongue.label(*_TABS[facts.group]).replace(' / ', ' ')}"


def _write_facts(sheet: Worksheet, facts: Facts, blank: Blank) -> None:
    """A group of facts on a tab of its own."""
    style.put(sheet, 1, 1, facts.title, size=14, bold=True)
    style.put(sheet, 2, 1, f"{blank.tongue.label('台账事实，截至', 'Facts of the ledger as of')} {blank.as_of}")
    if facts.rows:
        style.set_widths(sheet, (facts.columns, *facts.rows))
        style.put_head(sheet, _HEAD, facts.columns)
        style.set_height(sheet, _HEAD, facts.columns)
        sheet.freeze_panes = f"A{_HEAD + 1}"
        sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    else:
        style.put(sheet, _HEAD, 1, blank.tongue.label("无", "none"))
    for row, values in enumerate(facts.rows, start=_HEAD + 1):
        style.put_row(sheet, row, values)
        style.set_height(sheet, row, values)
    style.protect(sheet)
    style.set_page(sheet, blank.tongue.languages[0])
