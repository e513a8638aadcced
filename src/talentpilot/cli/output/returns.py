"""Render what `return make`, `return take` and `return list` print."""

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import assert_never

from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.cli.output.edit_preview import change_preview
from talentpilot.cli.output.forms import TableFormat, TextFormat
from talentpilot.cli.output.imports import FACTS, place_data, problem_lines, remark_line
from talentpilot.cli.output.rows import csv_of, json_text, markdown_of, text_data, unreadable_data
from talentpilot.cli.output.tables import Column, Listing, TableRow, printed
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.i18n.translator import Translator
from talentpilot.model.programme import Programme
from talentpilot.services.returns.listing import ListedReturn, ReturnList, ReturnState
from talentpilot.services.returns.make import MadeRound
from talentpilot.services.returns.result import TakenFact, TakenPilot, TakeResult


def render_returns(found: ReturnList, programme: Programme, form: TableFormat, say: Translator, *, color: bool) -> str:
    """Return the list in that form; those that people read are in the language of `say`."""
    match form:
        case TableFormat.TABLE:
            return _table(found, programme, say, color=color)
        case TableFormat.JSON:
            return json_text(_document(found, programme, say))
        case TableFormat.CSV:
            return csv_of(HEADER, (_codes(item, programme, say) for item in found.returns))
        case TableFormat.MARKDOWN:
            rows = (_words(item, programme, say) for item in found.returns)
            return f"{markdown_of(_heads(say), rows)}\n{_totals(found, say)}\n"
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


def _codes(item: ListedReturn, programme: Programme, say: Translator) -> list[str]:
    return [
        item.unit,
        programme.organization_name(item.unit, say.language),
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


def _table(found: ReturnList, programme: Programme, say: Translator, *, color: bool) -> str:
    """Return a table with a section for each unit, then the totals."""
    names = ("pilot", "title", "due", "handed in", "state", "cells asked", "still open")
    columns = [Column(say.text(name), int(name == "title"), 16, name.startswith(("cells", "still"))) for name in names]
    rows = []
    for unit, mine in groupby(found.returns, key=lambda item: item.unit):
        name = Styled(programme.organization_name(unit, say.language), style="bold")
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


def _document(found: ReturnList, programme: Programme, say: Translator) -> dict[str, object]:
    return {
        "schema": "talentpilot/returns/1",
        "as_of": found.as_of.isoformat(),
        "period": str(found.period),
        "summary": {
            "expected": len(found.returns),
            "received": found.received,
            **{state.value: found.count(state) for state in ReturnState},
            "asked": found.asked,
        },
        "returns": [_return(item, programme, say) for item in found.returns],
        "unreadable": unreadable_data(found.unreadable),
    }


def _return(item: ListedReturn, programme: Programme, say: Translator) -> dict[str, object]:
    return {
        "unit": item.unit,
        "unit_name": programme.organization_name(item.unit, say.language),
        "pilot": item.pilot,
        "title": text_data(item.title),
        "due": item.due.isoformat(),
        "submitted": item.submitted.isoformat() if item.submitted is not None else None,
        "state": item.state.value,
        "late_days": item.late_days,
        "asked": item.asked,
        "open": item.open,
    }


_SORTS = {
    "done": ("1 milestone done", "{n} milestones done"),
    "forecast": ("1 forecast", "{n} forecasts"),
    "observe": ("1 value", "{n} values"),
    "resolve": ("1 bottleneck resolved", "{n} bottlenecks resolved"),
    "bottleneck": ("1 new bottleneck", "{n} new bottlenecks"),
    **FACTS,
}


def render_take(result: TakeResult, form: TextFormat, say: Translator, *, quiet: bool) -> tuple[str, str]:
    """Return what goes to standard output and what to standard error."""
    if form is TextFormat.JSON:
        return _take_json(result, say), ""
    out, err = [], []
    for problem in result.problems:
        err += problem_lines(problem, say)
    err += [] if quiet else [remark_line(one, say) for one in result.remarks]
    for pilot in result.pilots:
        for problem in pilot.problems:
            err += problem_lines(problem, say)
        err += [] if quiet else [remark_line(one, say) for one in pilot.remarks]
        if not pilot.problems:
            out.append(_pilot(pilot, say))
            out += [] if quiet else [f"  {fact.command}" for fact in pilot.facts]
    out.append(_taken_totals(result, say))
    text = "".join(f"{line}\n" for line in out)
    if not result.written:
        diffs = "".join(change_preview(one.changes) for one in result.pilots)
        text += diffs + say.text("nothing was written (--dry-run)") + "\n"
    return text, "".join(f"{line}\n" for line in err)


def _pilot(pilot: TakenPilot, say: Translator) -> str:
    colon = say.punctuation["colon"]
    if pilot.blank:
        return f"{pilot.pilot}{colon}{say.text('not filled in')}"
    counts = Counter(fact.sort for fact in pilot.facts)
    sorts = say.listed(say.count(*_SORTS[sort], counts[sort]) for sort in _SORTS if counts[sort])
    if pilot.facts:
        taken = say.count("1 fact taken", "{n} facts taken", len(pilot.facts)) + say.bracketed(sorts)
    else:
        taken = say.text("nothing new")
    parts = [taken]
    if pilot.gaps:
        gaps = say.listed(f"{one.key.partition('/')[2]} {one.place.label}" for one in pilot.gaps)
        parts.append(say.count("1 gap", "{n} gaps", len(pilot.gaps)) + say.bracketed(gaps))
    places = say.listed(dict.fromkeys(f"{fact.path}:{fact.line}" for fact in pilot.facts if fact.line))
    return f"{pilot.pilot}{colon}{say.listed(parts)}{colon + places if places else ''}"


def _taken_totals(result: TakeResult, say: Translator) -> str:
    failed = [one for one in result.pilots if not one.taken]
    problems = len(result.problems) + sum(len(one.problems) for one in failed)
    remarks = len(result.remarks) + sum(len(one.remarks) for one in result.pilots)
    files = say.count("1 file", "{n} files", len(result.files))
    pilots = say.count("1 pilot", "{n} pilots", len(result.pilots))
    taken = say.text("{n} taken", n=len(result.pilots) - len(failed))
    refused = say.text("{n} not", n=len(failed))
    wrong = say.bracketed(say.count("1 problem", "{n} problems", problems)) if problems else ""
    gaps = say.count("1 gap", "{n} gaps", sum(len(one.gaps) for one in result.pilots))
    noted = say.count("1 remark", "{n} remarks", remarks)
    colon = say.punctuation["colon"]
    text = f"{say.listed((files, pilots))}{colon}{say.listed((taken, refused + wrong, gaps, noted))}"
    if failed:
        names = say.listed(one.pilot for one in failed)
        text = say.joined([text, say.text("nothing was written for {pilots}", pilots=names)])
    return text


def _take_json(result: TakeResult, say: Translator) -> str:
    document = {
        "schema": "talentpilot/return-take/1",
        "written": result.written,
        "files": list(result.files),
        "problems": [_problem(one, say) for one in result.problems],
        "remarks": [_remark(one, say) for one in result.remarks],
        "pilots": [
            {
                "id": one.pilot,
                "files": list(one.files),
                "filled_in": not one.blank,
                "taken": [_fact_document(fact) for fact in one.facts],
                "gaps": [
                    {"key": gap.key, "field": gap.field, "sheet": gap.place.sheet, "cell": gap.place.cell}
                    for gap in one.gaps
                ],
                "problems": [_problem(problem, say) for problem in one.problems],
                "remarks": [_remark(remark, say) for remark in one.remarks],
            }
            for one in result.pilots
        ],
    }
    return json_text(document)


def _fact_document(fact: TakenFact) -> dict[str, object]:
    return {"key": fact.key, "command": fact.command, "path": fact.path or None, "line": fact.line or None}


def _problem(problem: CellProblem, say: Translator) -> dict[str, object]:
    said = {"message": say.said(problem.message), "help": say.said(problem.help) or None}
    return {**_place(problem.place), "value": problem.value or None, **said}


def _remark(remark: CellRemark, say: Translator) -> dict[str, object]:
    return {**_place(remark.place), "message": say.said(remark.message)}


def _place(place: CellPlace) -> dict[str, object]:
    return {**place_data(place), "key": place.key or None}
