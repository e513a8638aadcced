"""What became of old books as JSON: the result with its coverage, or the coverage alone."""

from collections.abc import Iterable
from typing import Any

from talentpilot.cli.output.rows import json_text
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.i18n.translator import Translator
from talentpilot.model.scalars import digits
from talentpilot.services.importing.pilots import ImportedPilot
from talentpilot.services.importing.result import Coverage, ImportResult, SheetCoverage
from talentpilot.store.new_ledger import organization_item


def import_json(result: ImportResult, say: Translator) -> str:
    """Return the whole result."""
    document = {
        "schema": "talentpilot/import-result/1",
        "written": result.written and not result.stopped,
        "complete": result.complete,
        "files": list(result.files),
        "pilots": [_pilot(one, say) for one in result.pilots],
        "organizations": [organization_item(one) for one in result.organizations],
        "problems": _problems(result.problems, say),
        "remarks": _remarks(result.remarks, say),
        "coverage": _coverage(result.coverage, say),
    }
    return json_text(document)


def coverage_json(coverage: Coverage, say: Translator) -> str:
    """Return the coverage report."""
    return json_text({"schema": "talentpilot/import-coverage/1", **_coverage(coverage, say)})


def _pilot(one: ImportedPilot, say: Translator) -> dict[str, object]:
    return {
        "id": one.id,
        "new": one.is_new,
        "taken": not one.refused,
        "written": one.written,
        "added": dict(one.added),
        "warnings": one.warnings,
        "problems": _problems(one.problems, say),
        "remarks": _remarks(one.remarks, say),
    }


def _coverage(coverage: Coverage, say: Translator) -> dict[str, object]:
    return {"unexplained": coverage.unexplained, "sheets": [_sheet(one, say) for one in coverage.sheets]}


def _sheet(one: SheetCoverage, say: Translator) -> dict[str, object]:
    return {
        "file": one.file,
        "sheet": one.sheet,
        "rows": {"used": one.used, **one.rows},
        "skipped": [{"rule": rule, "rows": rows} for rule, rows in one.skipped.items()],
        "columns": {"mapped": list(one.mapped), "ignored": list(one.ignored)},
        "cells": dict(one.cells),
        "refused": _problems(one.refused, say),
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


def _problems(problems: Iterable[CellProblem], say: Translator) -> list[dict[str, Any]]:
    return [
        {
            **_place(one.place),
            "value": one.value or None,
            "field": one.target or None,
            "message": say.said(one.message),
            "help": say.said(one.help) or None,
        }
        for one in problems
    ]


def _remarks(remarks: Iterable[CellRemark], say: Translator) -> list[dict[str, Any]]:
    return [{**_place(one.place), "message": say.said(one.message)} for one in remarks]


def _place(place: CellPlace) -> dict[str, str | None]:
    return {"file": place.file, "sheet": place.sheet or None, "cell": place.cell or None}
