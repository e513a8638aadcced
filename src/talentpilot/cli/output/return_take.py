"""Render what became of returned workbooks: a line for each problem, remark and pilot, and the totals; or JSON."""

from collections import Counter
from collections.abc import Iterator

from talentpilot.cli.output.edit_preview import change_preview
from talentpilot.cli.output.forms import TextFormat
from talentpilot.cli.output.imports import FACTS, problem_lines, remark_line
from talentpilot.cli.output.rows import json_text
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.i18n.translator import Translator
from talentpilot.services.returns.result import Gap, TakenFact, TakenPilot, TakeResult

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
    out.append(_totals(result, say))
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


def _totals(result: TakeResult, say: Translator) -> str:
    failed = [one for one in result.pilots if not one.taken]
    problems = len(result.problems) + sum(len(one.problems) for one in failed)
    remarks = len(result.remarks) + sum(len(one.remarks) for one in result.pilots)
    files = say.count("1 file", "{n} files", len(result.files))
    pilots = say.count("1 pilot", "{n} pilots", len(result.pilots))
    taken = say.text("{n} taken", n=len(result.pilots) - len(failed))
    refused = say.text("{n} not", n=len(failed))
    told = say.bracketed(say.count("1 problem", "{n} problems", problems)) if problems else ""
    gaps = say.count("1 gap", "{n} gaps", sum(len(one.gaps) for one in result.pilots))
    noted = say.count("1 remark", "{n} remarks", remarks)
    colon = say.punctuation["colon"]
    text = f"{say.listed((files, pilots))}{colon}{say.listed((taken, refused + told, gaps, noted))}"
    if failed:
        names = say.listed(one.pilot for one in failed)
        text = say.joined([text, say.text("nothing was written for {pilots}", pilots=names)])
    return text


def _take_json(result: TakeResult, say: Translator) -> str:
    """Return the document."""
    document = {
        "schema": "talentpilot/return-take/1",
        "written": result.written,
        "files": list(result.files),
        "problems": [_problem_document(one, say) for one in result.problems],
        "remarks": [_remark_document(one, say) for one in result.remarks],
        "pilots": list(_pilots(result, say)),
    }
    return json_text(document)


def _pilots(result: TakeResult, say: Translator) -> Iterator[dict[str, object]]:
    for one in result.pilots:
        yield {
            "id": one.pilot,
            "files": list(one.files),
            "filled_in": not one.blank,
            "taken": [_fact_document(fact) for fact in one.facts],
            "gaps": [_gap_document(gap) for gap in one.gaps],
            "problems": [_problem_document(problem, say) for problem in one.problems],
            "remarks": [_remark_document(remark, say) for remark in one.remarks],
        }


def _fact_document(fact: TakenFact) -> dict[str, object]:
    return {"key": fact.key, "command": fact.command, "path": fact.path or None, "line": fact.line or None}


def _gap_document(gap: Gap) -> dict[str, object]:
    return {"key": gap.key, "field": gap.field, "sheet": gap.place.sheet, "cell": gap.place.cell}


def _problem_document(problem: CellProblem, say: Translator) -> dict[str, object]:
    return {
        **_place_document(problem.place),
        "value": problem.value or None,
        "message": say.said(problem.message),
        "help": say.said(problem.help) or None,
    }


def _remark_document(remark: CellRemark, say: Translator) -> dict[str, object]:
    return {**_place_document(remark.place), "message": say.said(remark.message)}


def _place_document(place: CellPlace) -> dict[str, object]:
    return {
        "file": place.file, "sheet": place.sheet or None, "cell": place.cell or None, "key": place.key or None,
    }  # fmt: skip
