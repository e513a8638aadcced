"""Render the list of returns as a table, CSV, Markdown and JSON, and what `return make` prints."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.cli.output.forms import TableFormat
from talentpilot.cli.output.rows import csv_of, json_text, markdown_of, text_data, unreadable_data
from talentpilot.cli.output.tables import Column, Listing, TableRow, printed
from talentpilot.i18n.translator import Translator
from talentpilot.model.programme import Programme
from talentpilot.services.returns.listing import ListedReturn, ReturnList, ReturnState
from talentpilot.services.returns.make import MadeRound

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.model.programme import Programme
    from talentpilot.services.returns.listing import ReturnList


def render_returns(
    found: "ReturnList", programme: "Programme", form: TableFormat, say: "Translator", *, color: bool
) -> str:
    """Return the list in that form; those that people read are in the language of `say`."""
    match form:
        case TableFormat.TABLE:
            return render_table(found, programme, say, color=color)
        case TableFormat.JSON:
            return render_json(found, programme, say)
        case TableFormat.CSV:
            return render_csv(found, programme, say)
        case TableFormat.MARKDOWN:
            return render_markdown(found, programme, say)
        case _:
            assert_never(form)


HEADER = ("unit", "unit_name", "pilot", "title", "period", "due", "submitted", "state", "late_days", "asked", "open")
_STYLES = {ReturnState.MISSING: "red", ReturnState.LATE: "yellow"}


def made_text(made: MadeRound, paths: tuple[Path, ...], say: Translator) -> str:
    """Return a line for each workbook: unit, pilots, asked and known cells, file."""
    lines = [
        say.text(
            "{unit}: {pilots}: {asked} cells to fill in at most, {known} known already: {path}",
            unit=one.unit,
            pilots=say.listed(one.pilots),
            asked=one.asked,
            known=one.known,
            path=path,
        )
        for one, path in zip(made.returns, paths, strict=True)
    ]
    return "".join(f"{line}\n" for line in lines)


def render_csv(found: ReturnList, programme: Programme, say: Translator) -> str:
    """Return the rows as CSV, with codes."""
    return csv_of(HEADER, (_codes(item, programme, say) for item in found.returns))


def render_markdown(found: ReturnList, programme: Programme, say: Translator) -> str:
    """Return a Markdown table and the totals, in words."""
    rows = (_words(item, programme, say) for item in found.returns)
    return f"{markdown_of(_heads(say), rows)}\n{_totals(found, say)}\n"


def _codes(item: ListedReturn, programme: Programme, say: Translator) -> list[str]:
    return [
        item.unit,
        _name(item.unit, programme, say),
        item.pilot,
        item.title.say(say.language),
        str(item.period),
        str(item.due),
        str(item.submitted or ""),
        item.state.value,
        str(item.late_days),
        str(item.asked),
        str(item.open),
    ]


def _words(item: ListedReturn, programme: Programme, say: Translator) -> list[str]:
    cells = dict(zip(HEADER, _codes(item, programme, say), strict=True))
    return list((cells | {"state": state_text(item, say)}).values())


def state_text(item: ListedReturn, say: Translator) -> str:
    """Return what became of a return, in words."""
    match item.state:
        case ReturnState.IN_TIME:
            return say.text("in time")
        case ReturnState.LATE:
            return say.text("{n} days late", n=item.late_days)
        case ReturnState.MISSING:
            return say.text("missing for {n} days", n=item.late_days)
        case ReturnState.NOT_DUE:
            return say.text("not due yet")


def _heads(say: Translator) -> list[str]:
    texts = (
        "unit", "unit_name", "pilot", "title", "period", "due", "handed in", "state", "days late", "cells asked",
        "still open",
    )  # fmt: skip
    return [say.text(text) for text in texts]


def _name(unit: str, programme: Programme, say: Translator) -> str:
    known = programme.organization(unit)
    return known.name(say.language) if known is not None else unit


def render_table(found: ReturnList, programme: Programme, say: Translator, *, color: bool) -> str:
    """Return a table with a section for each unit, then the totals."""
    names = ("pilot", "title", "due", "handed in", "state", "cells asked", "still open")
    columns = [Column(say.text(name), int(name == "title"), 16, name.startswith(("cells", "still"))) for name in names]
    rows = []
    for unit, mine in groupby(found.returns, key=lambda item: item.unit):
        name = Styled(_name(unit, programme, say), style="bold")
        rows.append(TableRow((Styled(unit, style="bold"), name, "", "", "", "", "")))
        for item in mine:
            cells = _words(item, programme, say)
            shown = (f"  {cells[2]}", escape(cells[3]), cells[5], cells[6], cells[7], cells[9], cells[10])
            rows.append(TableRow(shown, _STYLES.get(item.state)))
    table = [Listing(columns, rows, ((0,), (1,), (2, 3), (4,), (5, 6)))] if rows else []
    return printed([escape(_head(found, say)), *table, escape(_totals(found, say))], color=color)


def _head(found: ReturnList, say: Translator) -> str:
    return say.text("Returns for {period}, as of {day}", period=say.period(found.period), day=found.as_of)


def _totals(found: ReturnList, say: Translator) -> str:
    return say.text(
        "{received} of {expected} received: {in_time} in time, {late} late; {missing} missing; {asked} cells asked",
        received=found.received,
        expected=len(found.returns),
        in_time=found.count(ReturnState.IN_TIME),
        late=found.count(ReturnState.LATE),
        missing=found.count(ReturnState.MISSING),
        asked=found.asked,
    )


def render_json(found: ReturnList, programme: Programme, say: Translator) -> str:
    """Return the document."""
    document = {
        "schema": "talentpilot/returns/1",
        "as_of": found.as_of.isoformat(),
        "period": str(found.period),
        "summary": {
            "expected": len(found.returns),
            "received": found.received,
            **{state.value: found.count(state) for state in ReturnState},
            "asked": found.asked,
        },
        "returns": list(_documents(found, programme, say)),
        "unreadable": unreadable_data(found.unreadable),
    }
    return json_text(document)


def _documents(found: ReturnList, programme: Programme, say: Translator) -> Iterator[dict[str, object]]:
    for item in found.returns:
        yield {
            "unit": item.unit,
            "unit_name": _name(item.unit, programme, say),
            "pilot": item.pilot,
            "title": text_data(item.title),
            "due": item.due.isoformat(),
            "submitted": item.submitted.isoformat() if item.submitted is not None else None,
            "state": item.state.value,
            "late_days": item.late_days,
            "asked": item.asked,
            "open": item.open,
        }
