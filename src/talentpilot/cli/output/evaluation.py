"""Render evaluations as a summary by task, CSV and Markdown; in full and as JSON by the modules beside it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.evaluation.recommendation import because
from talentpilot.analysis.evaluation.result import EvaluationResult, last_day
from talentpilot.analysis.evaluation.summary import ProposedPractice, latest_of, proposals, roll_up
from talentpilot.analysis.number_format import one_decimal
from talentpilot.cli.output.evaluation_text import grade, print_parts, settings_part, table
from talentpilot.cli.output.forms import TableFormat
from talentpilot.cli.output.rows import csv_of, markdown_of
from talentpilot.cli.output.tables import Column, Listing, TableRow
from talentpilot.i18n.command_terms import word
from talentpilot.i18n.translator import Translator
from talentpilot.report.views.inputs import Names
from talentpilot.services.evaluation import EvaluationResults

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.evaluation import EvaluationResults


def render_evaluations(
    found: "EvaluationResults", form: TableFormat, say: "Translator", *, in_full: bool, color: bool
) -> str:
    """Return the evaluations in a format: each in full with its reasons if `in_full`, otherwise a summary by task."""
    from talentpilot.cli.output import evaluation_json, evaluation_text

    match form:
        case TableFormat.JSON:
            return evaluation_json.render(found, rolled_up=not in_full)
        case TableFormat.CSV:
            return render_csv(found)
        case TableFormat.MARKDOWN:
            return render_markdown(found)
        case TableFormat.TABLE:
            render = evaluation_text.render if in_full else task_summary
            return render(found, say, color=color)
        case _:
            assert_never(form)


def task_summary(found: EvaluationResults, say: Translator, *, color: bool) -> str:
    """Return a line for each evaluation, then the tasks, then the practices to propose."""
    latest, names = latest_of(found.results), Names(found.programme, found.catalogue)
    pilots = len({item.status.pilot.id for item in found.results})
    counts = {"day": found.as_of, "n": len(found.results), "evaluated": pilots, "pilots": found.pilots}
    parts: list[RenderableType] = [
        say.text("Evaluations by {day}: {n}, of {evaluated} of {pilots} pilots", **counts),
        _evaluations(found.results, say),
    ]
    if latest:
        head = say.text("By task, the latest evaluation of each pilot (own ones left out)")
        parts += [Styled(head, style="bold"), _tasks(latest, names, say)]
    parts.append(Styled(say.text("Practices proposed for nationwide use"), style="bold"))
    proposed = [escape(_proposed(item, names, say)) for item in proposals(latest)]
    return print_parts([*parts, *(proposed or [f"  {say.text('none')}"]), *settings_part(found, say)], color=color)


def _evaluations(results: tuple[EvaluationResult, ...], say: Translator) -> Listing:
    heads = ("evaluation", "as of", "P to target", "P to date", "J", "R", "EL", "grade", "recommended", "decision")
    columns = [Column(word(say, name, "column"), right=2 <= number <= 6) for number, name in enumerate(heads)]
    rows = []
    for item in results:
        decision = item.evaluation.decision
        scores = (item.to_target.score, item.to_date.score, item.judgement.score, item.replicability.score)
        taken = say.term(decision.outcome, "outcome") if decision else "–"
        last = (str(item.evaluation.evidence_level), grade(item, say), say.term(item.outcome, "outcome"), taken)
        name = f"{item.status.pilot.id}/{item.name}"
        rows.append(TableRow((name, str(item.evaluation.as_of), *map(_score, scores), *last)))
    return Listing(columns, rows, ((0, 1), (2, 3), (4, 5, 6), (7,), (8, 9)))


def _tasks(latest: tuple[EvaluationResult, ...], names: Names, say: Translator) -> Table:
    made = table(say, "task", "pilots", "regions", "outcomes", "median P", "median R", "agreement")
    for item in roll_up(latest):
        made.add_row(
            escape(say.words(names.task(item.task))),
            str(len(item.pilots)),
            escape(say.listed(say.words(names.region(one)) for one in item.regions)),
            say.listed(f"{number} {say.term(outcome, 'outcome')}" for outcome, number in item.outcomes.items()),
            _score(item.median_p),
            _score(item.median_r),
            say.term(item.agreement, "agreement"),
        )
    return made


def _proposed(item: ProposedPractice, names: Names, say: Translator) -> str:
    adopters = [say.words(names.adopter(one)) for one in item.adopters]
    why = say.text("adopted by {names}", names=say.listed(adopters)) if adopters else say.text("its task is consistent")
    return f"  - {item.pilot}/{item.practice} {say.words(item.title)}{say.punctuation['colon']}{why}"


def _score(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value)


HEADER = (
    "pilot", "name", "type", "as_of", "p_to_target", "p_to_date", "coverage_to_target", "coverage_to_date", "j", "r",
    "el", "maturity", "basis", "grade", "band", "recommendation", "because", "decision",
)  # fmt: skip


def rows(found: EvaluationResults) -> Iterator[tuple[str, ...]]:
    """Yield a row for each evaluation, in the order of `HEADER`; one decimal, empty where not defined."""
    for item in found.results:
        evaluation, status = item.evaluation, item.status
        scores = (item.to_target.score, item.to_date.score, item.to_target.coverage, item.to_date.coverage)
        yield (
            status.pilot.id, item.name, evaluation.type, evaluation.as_of.isoformat(), *map(_score_cell, scores),
            _score_cell(item.judgement.score), _score_cell(item.replicability.score), str(evaluation.evidence_level),
            status.maturity or "", item.basis.value, _score_cell(item.grade.score), item.grade.band or "", item.outcome,
            str(because(item, last_day(status.pilot, status, evaluation.as_of))),
            evaluation.decision.outcome if evaluation.decision else "",
        )  # fmt: skip


def render_csv(found: EvaluationResults) -> str:
    """Return the rows as CSV."""
    return csv_of(HEADER, rows(found))


def render_markdown(found: EvaluationResults) -> str:
    """Return a Markdown table; what the ledger says prints as itself."""
    return markdown_of(HEADER, rows(found))


def _score_cell(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
