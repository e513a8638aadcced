"""Blank rating sheets as Markdown."""

import re
from collections.abc import Iterator, Sequence

from talentpilot.exchange.sheets_layout import HOW, BlankSheets, FactTable, SheetLanguage
from talentpilot.i18n.rating_questions import ITEMS, SCALE, VETO_QUESTIONS, RatingItem, evidence_levels

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~$&])")
_BLANK = "&emsp;&emsp;"
"""Placeholder in a cell to be filled in: an empty one is too narrow to write in."""


def render_markdown(blank: BlankSheets) -> str:
    """Return a sheet for each reviewer, followed by the facts."""
    lines: list[str] = []
    for reviewer in blank.reviewers:
        lines += [*_sheet(blank, reviewer), ""]
    lines += [f"# {blank.texts.label('台账事实', 'Facts of the ledger')}", ""]
    for number, facts in enumerate(blank.facts, start=1):
        lines += [*_facts(number, facts, blank.texts), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _sheet(blank: BlankSheets, reviewer: str) -> Iterator[str]:
    texts = blank.texts
    yield f"# {_cell(blank.title)}"
    yield ""
    yield _cell(blank.head(reviewer))
    yield ""
    for text in HOW:
        yield f"- {_cell(texts.words(text))}"
    yield f"- {' · '.join(f'**{number}** {_cell(texts.words(text))}' for number, text in enumerate(SCALE))}"
    yield ""
    groups = {"judgement": ("评判", "Judgement"), "replicability": ("可复制性", "Replicability")}
    for group, title in groups.items():
        yield f"## {texts.label(*title)}"
        yield ""
        yield from _questions(blank, tuple(item for item in ITEMS if item.group == group))
        yield ""
    yield f"## {texts.label('证据等级（0–4）', 'Evidence level (0–4)')}"
    yield ""
    yield from (f"- {number}{_colon(texts)}{_cell(texts.words(text))}" for number, text in enumerate(evidence_levels()))
    yield ""
    yield f"{texts.label('您的判断', 'Your judgement')}{_colon(texts)}{_BLANK}"
    yield ""
    yield f"## {texts.label('一票否决', 'Vetoes')}"
    yield ""
    yield from _table(
        (texts.label("问题", "Question"), texts.label("是／否", "yes / no"), texts.label("说明", "Comment")),
        [(texts.words(question), None, None) for question in VETO_QUESTIONS.values()],
    )


def _questions(blank: BlankSheets, items: Sequence[RatingItem]) -> Iterator[str]:
    texts = blank.texts
    columns = (
        texts.label("项目", "Item"), texts.label("问题", "Question"), texts.label("参看事实", "Facts"),
        texts.label("评分", "Rating"), texts.label("评语", "Comment"),
    )  # fmt: skip
    rows = [
        (texts.words(item.title), texts.words(item.question), blank.reference(item.facts), None, None) for item in items
    ]
    yield from _table(columns, rows)


def _facts(number: int, facts: FactTable, texts: SheetLanguage) -> Iterator[str]:
    yield f"## {number}. {_cell(facts.title)}"
    yield ""
    if facts.rows:
        yield from _table(facts.columns, facts.rows)
    else:
        yield texts.label("无", "none")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_cell, columns))} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(_BLANK if cell is None else _cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    """Return a text on one line, escaped for Markdown."""
    line = " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", "".join(char for char in line if char.isprintable()))


def _colon(texts: SheetLanguage) -> str:
    return "：" if texts.languages[0] == "zh" else ": "
