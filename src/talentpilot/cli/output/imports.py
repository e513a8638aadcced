"""Render the result of an import: problems by cell, a line for each pilot, coverage; as text, CSV or JSON."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from talentpilot.cli.output.edit_preview import change_preview
from talentpilot.cli.output.forms import TextFormat
from talentpilot.cli.output.rows import csv_of, json_text
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.i18n.translator import Translator
from talentpilot.model.scalars import digits
from talentpilot.services.importing.pilots import ImportedPilot
from talentpilot.services.importing.result import ColumnSum, Coverage, ImportResult, SheetCoverage
from talentpilot.store.new_ledger import organization_item

FACTS = {
    "practice": ("1 practice", "{n} practices"),
    "adoption": ("1 adoption", "{n} adoptions"),
    "incentive": ("1 incentive", "{n} incentives"),
    "publicity": ("1 publication", "{n} publications"),
    "evidence": ("1 piece of evidence", "{n} pieces of evidence"),
    "report": ("1 report", "{n} reports"),
}
"""How many facts there are, of the kinds that imports and returns count alike."""
_KINDS = {
    "milestone": ("1 milestone", "{n} milestones"),
    "indicator": ("1 indicator", "{n} indicators"),
    "observation": ("1 value", "{n} values"),
    "bottleneck": ("1 bottleneck", "{n} bottlenecks"),
    "adjustment": ("1 adjustment", "{n} adjustments"),
    **FACTS,
    "field": ("1 field", "{n} fields"),
}
_ROWS = {
    "title": "{n} above the headings",
    "header": "{n} of headings",
    "read": "{n} read",
    "skipped": "{n} skipped",
    "after_stop": "{n} after the end",
    "blank": "{n} blank",
    "ignored": "{n} ignored",
    "unexplained": "{n} unexplained",
}
_CELLS = {"read": "{n} read", "empty": "{n} empty", "checked": "{n} compared", "refused": "{n} refused"}


def render_import(result: ImportResult, form: TextFormat, say: Translator, *, quiet: bool) -> tuple[str, str]:
    """Return what goes to standard output and what to standard error."""
    if form is TextFormat.JSON:
        return json_text(_document(result, say)), ""
    err: list[str] = []
    for problem in result.problems:
        err += problem_lines(problem, say)
    for pilot in result.pilots:
        for problem in pilot.problems:
            err += problem_lines(problem, say)
    remarks = [*result.remarks, *(one for pilot in result.pilots for one in pilot.remarks)]
    err += [] if quiet else [remark_line(one, say) for one in remarks]
    out = [] if quiet else list(_coverage(result.coverage, say))
    out += [_pilot(one, say) for one in result.pilots]
    out += [] if quiet or not result.organizations else _organizations(result, say)
    out += [_totals(result, say)]
    text = "".join(f"{line}\n" for line in out)
    if not result.written:
        text += "".join(change_preview(one.changes) for one in result.pilots)
        text += say.text("nothing was written (--dry-run)") + "\n"
    return text, "".join(f"{line}\n" for line in err)


def _pilot(one: ImportedPilot, say: Translator) -> str:
    colon = say.punctuation["colon"]
    if one.refused:
        why = say.text("not taken") + (say.bracketed(_problems(len(one.problems), say)) if one.problems else "")
        return f"{one.id}{colon}{why}"
    parts = [say.count(*_KINDS[kind], one.added[kind]) for kind in _KINDS if one.added[kind]]
    added = say.listed(parts) if parts else say.text("nothing new")
    if one.is_new:
        added = say.text("new pilot") + (say.bracketed(added) if parts else "")
    left = [say.text("{problems} left out", problems=_problems(len(one.problems), say))] if one.problems else []
    return f"{one.id}{colon}{say.listed([added, *left])}"


def _problems(number: int, say: Translator) -> str:
    return say.count("1 problem", "{n} problems", number)


def _organizations(result: ImportResult, say: Translator) -> list[str]:
    head = f"{say.text('new organizations in programme.yaml')}{say.punctuation['colon'].rstrip()}"
    return [head, *(f"  {item.id} {item.name(say.language)}" for item in result.organizations)]


def _totals(result: ImportResult, say: Translator) -> str:
    refused = [one for one in result.pilots if one.refused]
    problems = len(result.problems) + sum(len(one.problems) for one in result.pilots)
    files = say.count("1 file", "{n} files", len(result.files))
    pilots = say.count("1 pilot", "{n} pilots", len(result.pilots))
    taken = say.text("{n} taken", n=len(result.pilots) - len(refused))
    sentence = say.bracketed(_problems(problems, say)) if problems else ""
    text = f"{say.listed((files, pilots))}{say.punctuation['colon']}"
    text += say.listed((taken, say.text("{n} not", n=len(refused)) + sentence))
    warnings = sum(one.warnings for one in result.pilots if not one.refused)
    parts = [text]
    if result.stopped:
        parts.append(say.text("nothing was written: the old books are not as the mapping says"))
    if warnings:
        parts.append(say.count("1 warning of the rules", "{n} warnings of the rules", warnings))
    return say.joined(parts)


def _coverage(coverage: Coverage, say: Translator) -> Iterator[str]:
    """Yield the coverage report: for each sheet its rows, its cells, and the sums of its columns."""
    for sheet in coverage.sheets:
        rows = say.listed(_rows(sheet, say))
        used = say.count("1 row", "{n} rows", sheet.used + (sheet.unexplained if sheet.unmapped else 0))
        yield f"{sheet.file} [{sheet.sheet}]{say.punctuation['colon']}{used}{say.bracketed(rows)}"
        cells = say.listed(say.text(_CELLS[name], n=sheet.cells[name]) for name in _CELLS if sheet.cells[name])
        columns = say.text("{n} columns mapped, {m} ignored", n=len(sheet.mapped), m=len(sheet.ignored))
        if sheet.mapped:
            yield f"  {say.joined([columns, say.text('cells: {cells}', cells=cells)])}"
        for total in sheet.sums:
            yield f"  {_sum(total, say)}"


def _rows(sheet: SheetCoverage, say: Translator) -> Iterator[str]:
    for name, words in _ROWS.items():
        number = sheet.rows.get(name, 0)
        if number or name == "unexplained":
            text = say.text(words, n=number)
            if name == "skipped":
                rules = say.listed(f"{rule} ×{len(rows)}" for rule, rows in sheet.skipped.items())
                text += say.bracketed(rules)
            yield text


def _sum(total: ColumnSum, say: Translator) -> str:
    values = {"heading": total.heading, "sum": digits(total.sum)}
    if total.own is None:
        return say.text("{heading}: sum {sum}", **values)
    own = {"own": digits(total.own), "cell": total.own_cell}
    if total.agrees:
        return say.text("{heading}: sum {sum}, as in {cell}", **values, **own)
    return say.text("{heading}: sum {sum}, and {cell} says {own}: they differ", **values, **own)


def coverage_text(coverage: Coverage, ending: str, say: Translator) -> str:
    """Return the coverage report in the form that belongs to the ending of a file: .json, .csv, else text."""
    if ending == ".json":
        return json_text({"schema": "talentpilot/import-coverage/1", **_coverage_data(coverage, say)})
    if ending == ".csv":
        header = ("file", "sheet", "part", "name", "cell", "value", "field", "message")
        return csv_of(header, _coverage_rows(coverage, say))
    refused = [line for sheet in coverage.sheets for one in sheet.refused for line in problem_lines(one, say)]
    return "".join(f"{line}\n" for line in (*_coverage(coverage, say), *refused))


def _coverage_rows(coverage: Coverage, say: Translator) -> Iterator[tuple[str, ...]]:
    for sheet in coverage.sheets:
        start = sheet.file, sheet.sheet
        yield from ((*start, "rows", name, "", str(number), "", "") for name, number in sheet.rows.items())
        for rule, rows in sheet.skipped.items():
            yield (*start, "skipped", rule, "", str(len(rows)), "", " ".join(map(str, rows)))
        yield from ((*start, "mapped", heading, "", "", "", "") for heading in sheet.mapped)
        yield from ((*start, "ignored", heading, "", "", "", "") for heading in sheet.ignored)
        yield from ((*start, "cells", name, "", str(number), "", "") for name, number in sheet.cells.items())
        for one in sheet.refused:
            yield (*start, "refused", "", one.place.cell, one.value, one.target, say.said(one.message))
        for total in sheet.sums:
            yield (*start, "sum", total.heading, total.own_cell, digits(total.sum), _own(total.own), "")


def _own(value: Decimal | None) -> str:
    return "" if value is None else digits(value)


def _document(result: ImportResult, say: Translator) -> dict[str, object]:
    return {
        "schema": "talentpilot/import-result/1",
        "written": result.written and not result.stopped,
        "complete": result.complete,
        "files": list(result.files),
        "pilots": [_pilot_data(one, say) for one in result.pilots],
        "organizations": [organization_item(one) for one in result.organizations],
        "problems": _problems_data(result.problems, say),
        "remarks": _remarks(result.remarks, say),
        "coverage": _coverage_data(result.coverage, say),
    }


def _pilot_data(one: ImportedPilot, say: Translator) -> dict[str, object]:
    return {
        "id": one.id,
        "new": one.is_new,
        "taken": not one.refused,
        "written": one.written,
        "added": dict(one.added),
        "warnings": one.warnings,
        "problems": _problems_data(one.problems, say),
        "remarks": _remarks(one.remarks, say),
    }


def _coverage_data(coverage: Coverage, say: Translator) -> dict[str, object]:
    return {"unexplained": coverage.unexplained, "sheets": [_sheet(one, say) for one in coverage.sheets]}


def _sheet(one: SheetCoverage, say: Translator) -> dict[str, object]:
    return {
        "file": one.file,
        "sheet": one.sheet,
        "rows": {"used": one.used, **one.rows},
        "skipped": [{"rule": rule, "rows": rows} for rule, rows in one.skipped.items()],
        "columns": {"mapped": list(one.mapped), "ignored": list(one.ignored)},
        "cells": dict(one.cells),
        "refused": _problems_data(one.refused, say),
        "sums": [
            {
                "heading": total.heading,
                "sum": digits(total.sum),
                "own": None if total.own is None else digits(total.own),
                "cell": total.own_cell or None,
                "agrees": total.agrees,
            }
            for total in one.sums
        ],
    }


def _problems_data(problems: Iterable[CellProblem], say: Translator) -> list[dict[str, Any]]:
    return [
        {
            **place_data(one.place),
            "value": one.value or None,
            "field": one.target or None,
            "message": say.said(one.message),
            "help": say.said(one.help) or None,
        }
        for one in problems
    ]


def _remarks(remarks: Iterable[CellRemark], say: Translator) -> list[dict[str, Any]]:
    return [{**place_data(one.place), "message": say.said(one.message)} for one in remarks]


def place_data(place: CellPlace) -> dict[str, str | None]:
    """Return a place as plain data."""
    return {"file": place.file, "sheet": place.sheet or None, "cell": place.cell or None}


def problem_lines(problem: CellProblem, say: Translator) -> list[str]:
    """Return a problem with its place, and how to mend it on a line below."""
    colon = say.punctuation["colon"]
    lines = [f"{problem.place}{colon}{say.said(problem.message)}"]
    return [*lines, f"  = {say.text('help')}{colon}{say.said(problem.help)}"] if str(problem.help) else lines


def remark_line(remark: CellRemark, say: Translator) -> str:
    """Return a remark with its place."""
    return f"{remark.place}{say.punctuation['colon']}{say.said(remark.message)}{say.bracketed(say.text('remark'))}"
