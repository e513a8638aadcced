"""Render what is due as a table, CSV, Markdown, JSON and a calendar."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.analysis.agenda import AgendaItem, AgendaSpan
from talentpilot.cli.output.forms import DueFormat
from talentpilot.cli.output.rows import csv_of, markdown_of, text_data, unreadable_data, wordings
from talentpilot.cli.output.tables import Column, Listing, TableRow, printed
from talentpilot.cli.session import terminal_language
from talentpilot.errors import UsageProblem
from talentpilot.i18n.command_terms import note_of, title_of, word
from talentpilot.i18n.translator import Translator
from talentpilot.model.programme import Programme
from talentpilot.services.agenda import Due


def render_due(due: Due, form: DueFormat, say: Translator, *, color: bool) -> Iterator[str]:
    """Yield the answer in that form; those that people read, calendars too, are in the language of `say`."""
    match form:
        case DueFormat.TABLE:
            yield due_table(due, say, color=color)
        case DueFormat.JSON:
            from talentpilot.cli.output.rows import json_pieces

            yield from json_pieces(document(due))
        case DueFormat.CSV:
            yield csv_of(HEADER, rows(due))
        case DueFormat.MARKDOWN:
            yield render_markdown(due, say)
        case DueFormat.ICS:
            from talentpilot.exchange.calendar import render_calendar

            programme, day = due.head.programme, due.head.as_of
            yield render_calendar(due.items, programme, day, say).decode("utf-8")
        case DueFormat.TEXT | DueFormat.WECOM | DueFormat.DINGTALK | DueFormat.MAIL:
            raise UsageProblem("--format {form} is for --notice", help="add --notice unit or --notice all", form=form)
        case DueFormat.DOCX | DueFormat.PDF:
            raise UsageProblem("--format {form} is for reminders", help="add --layout gongwen", form=form)
        case _:
            assert_never(form)


_STYLES = {AgendaSpan.OVERDUE: "red", AgendaSpan.DAYS_30: "yellow"}


def due_table(due: Due, say: Translator, *, color: bool) -> str:
    """Return a table with a section for each owner, then the counts."""
    top = say.text("Due by {until}, {n} days from {day}", until=due.until, n=due.within, day=due.head.as_of)
    table: list[RenderableType] = [_table(due.items, due.head.programme, say)] if due.items else []
    return printed([escape(top), *table, summary(due, say)], color=color)


def _table(items: tuple[AgendaItem, ...], programme: Programme, say: Translator) -> Listing:
    names = ("when", "days", "due", "what", "of", "title")
    columns = [Column(word(say, name, "column"), int(name == "title"), 20, name == "days") for name in names]
    rows = []
    for owner, mine in groupby(items, key=lambda item: item.owner):
        name = programme.organization_name(owner, say.language)
        rows.append(TableRow(("", "", "", "", "", Styled(name, style="bold"))))
        rows += [TableRow(_cells(item, say), _STYLES.get(item.span)) for item in mine]
        rows[-1] = replace(rows[-1], ends=True)
    return Listing(columns, rows, ((0, 2), (1,), (3,), (4, 5)))


def _cells(item: AgendaItem, say: Translator) -> tuple[str, ...]:
    when, what = word(say, item.span, "span"), word(say, item.matter, "matter")
    return f"  {when}", str(item.days), str(item.due), what, item.subject, escape(_title(item, say))


def _title(item: AgendaItem, say: Translator) -> str:
    """Return what is due, or of which pilot where it has no title of its own, with what else matters."""
    title, note = item.title or item.pilot_title, note_of(item, say)
    text = say.words(title) if title is not None else title_of(item, say)
    return f"{text}{say.bracketed(note)}" if note and title is not None else text


def summary(due: Due, say: Translator) -> str:
    """Return how many are due, and how soon."""
    pilots = say.text("{n} of {registered} pilots", n=due.head.selected, registered=due.head.registered)
    if not due.items:
        return say.joined([say.text("nothing due"), pilots])
    counts = counted(due.items)
    said = (say.text("{n} {span}", n=number, span=word(say, span, "span")) for span, number in counts.items() if number)
    return say.joined([say.text("{n} due: {spans}", n=len(due.items), spans=say.listed(said)), pilots])


def counted(items: tuple[AgendaItem, ...]) -> dict[str, int]:
    """Return how many items there are in each span of days."""
    return {span.value: sum(1 for item in items if item.span is span) for span in AgendaSpan}


HEADER = ("owner", "owner_name", "when", "days", "due", "what", "pilot", "object", "title_zh", "title_en", "note")


def rows(due: Due) -> Iterator[tuple[str, ...]]:
    """Yield a row for each item, in the order of `HEADER`."""
    for item in due.items:
        yield (
            item.owner,
            _name(due, item.owner) or "",
            item.span.value,
            str(item.days),
            item.due.isoformat(),
            item.matter.value,
            item.pilot,
            item.object,
            *wordings(item.title),
            str(item.note),
        )


def _name(due: Due, owner: str) -> str | None:
    known = due.head.programme.organization(owner)
    return known.name(terminal_language()) if known is not None else None


def render_markdown(due: Due, say: Translator) -> str:
    """Return a Markdown table and the counts; what the ledger says prints as itself."""
    header = [word(say, name, "column") for name in HEADER]
    spoken = (_spoken(row, item, due, say) for row, item in zip(rows(due), due.items, strict=True))
    return f"{markdown_of(header, spoken)}\n{summary(due, say)}\n"


def _spoken(row: tuple[str, ...], item: AgendaItem, due: Due, say: Translator) -> list[str]:
    """Return a row with its codes in words; in English they stand as they are."""
    cells = dict(zip(HEADER, row, strict=True))
    known = due.head.programme.organization(item.owner)
    cells["owner_name"] = known.name(say.language) if known is not None else ""
    cells["when"], cells["what"] = word(say, item.span, "span"), word(say, item.matter, "matter")
    return list((cells | {"note": note_of(item, say)}).values())


def document(due: Due) -> dict[str, object]:
    """Return the document: owners with their items, written one by one; null for what is absent."""
    return {
        "schema": "talentpilot/due/1",
        "as_of": due.head.as_of.isoformat(),
        "within": due.within,
        "until": due.until.isoformat(),
        "summary": {"items": len(due.items), "spans": counted(due.items)},
        "owners": (
            {"id": owner, "name": _name(due, owner), "items": [_item(item) for item in mine]}
            for owner, mine in groupby(due.items, key=lambda item: item.owner)
        ),
        "unreadable": unreadable_data(due.head.unreadable),
    }


def _item(item: AgendaItem) -> dict[str, object]:
    return {
        "what": item.matter.value,
        "pilot": item.pilot,
        "object": item.object or None,
        "due": item.due.isoformat(),
        "days": item.days,
        "when": item.span.value,
        "title": text_data(item.title),
        "note": str(item.note) or None,
    }
