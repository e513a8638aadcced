"""One evaluation in full, arguing for itself: sentence, tests, contributions, ratings, sensitivity, cautions."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.evaluation.performance import Basis
from talentpilot.analysis.evaluation.recommendation import (
    CAUTIONS,
    OUTCOMES,
    ROWS,
    because,
    contributions,
    easy_targets,
    failing_tests,
    label_of,
    map_failing,
    row_above,
    same_outcome,
    value_of,
)
from talentpilot.analysis.evaluation.result import EvaluationResult, last_day
from talentpilot.analysis.number_format import at_most_one_decimal, one_decimal
from talentpilot.cli.output.evaluation_settings import settings_line
from talentpilot.cli.output.tables import printed
from talentpilot.cli.session import terminal_language
from talentpilot.services.evaluation import EvaluationResults

_PLAIN_WIDTH = 120
_BASES = {Basis.TO_TARGET: "to target", Basis.TO_DATE: "to date"}


def render(found: EvaluationResults, *, color: bool) -> str:
    """Each evaluation, one after the other."""
    parts: list[RenderableType] = []
    for item in found.results:
        parts += [*_argue(item), ""]
    return print_parts([*parts, *settings_part(found)], color=color)


def settings_part(found: EvaluationResults) -> Iterator[RenderableType]:
    """Whether weights and thresholds were fixed before the pilots were judged; a change stands out."""
    line = settings_line(found.settings)
    if line is not None:
        yield Padding(Styled(line, style="bold red" if found.settings.changes else ""), (1, 0, 0, 0))


def print_parts(parts: Iterable[RenderableType], *, color: bool) -> str:
    """Parts as text, no line with blanks at its end."""
    return printed(parts, color=color, plain_width=_PLAIN_WIDTH).rstrip("\n") + "\n"


def _argue(item: EvaluationResult) -> Iterator[RenderableType]:
    yield from _head(item)
    yield _title("Tests, in order, down to the row that passed")
    yield _tests(item)
    above = row_above(item)
    if above is not None:
        failing = ", ".join(map_failing(failing_tests(above)))
        yield _title(f"What would change this: {ROWS[above.outcome]} fails on {failing}")
    if item.conditions:
        yield _title("Conditions")
        yield from (escape(f"  - {line}") for line in item.conditions)
    yield _title(f"Performance: P {_score(item.to_target.score)} to target, {_score(item.to_date.score)} to date")
    yield _performance(item)
    yield _title(_grade(item))
    yield _ratings(item)
    yield from _sensitivity(item)
    yield _title("Cautions")
    yield from (f"  - {line}" for line in (*_own_cautions(item), *CAUTIONS))


def _head(item: EvaluationResult) -> Iterator[RenderableType]:
    evaluation, pilot = item.evaluation, item.status.pilot
    title = item.status.plan.title.say(terminal_language())
    yield Styled.assemble((f"{pilot.id}/{item.name}", "bold"), f"  {title}")
    independent = "independent" if evaluation.evaluator.independent else "not independent"
    yield escape(
        f"{evaluation.type} evaluation as of {evaluation.as_of} by {evaluation.evaluator.org} ({independent}), "
        f"{len(evaluation.reviewers)} reviewers; maturity {item.status.maturity or 'none'}"
    )
    yield ""
    end = last_day(pilot, item.status, evaluation.as_of)
    yield Styled(f"Recommended: {OUTCOMES[item.outcome]}, because {because(item, end)}.", style="bold")
    if evaluation.vetoes:
        yield Styled(f"Vetoes: {', '.join(evaluation.vetoes)}.", style="bold red")
    yield escape(_decision(item))


def _decision(item: EvaluationResult) -> str:
    decision, language = item.evaluation.decision, terminal_language()
    if decision is None:
        return "Decided by the authority: not yet."
    paper = f" ({decision.document})" if decision.document else ""
    said = f"Decided by the authority on {decision.date}{paper}: {OUTCOMES[decision.outcome]}"
    if decision.outcome == item.outcome:
        return f"{said}, as recommended."
    if decision.override_reason is None:
        return f"{said}, other than recommended, without a reason."
    return f"{said}, other than recommended: {decision.override_reason.say(language)}"


def _title(text: str) -> RenderableType:
    return Padding(Styled(text, style="bold"), (1, 0, 0, 0))


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        number = name in ("value", "threshold", "weight", "points", "to target", "to date", "median", "spread")
        table.add_column(name, justify="right" if number else "left")
    return table


def _tests(item: EvaluationResult) -> Table:
    table = _table("row", "test", "value", "")
    for row in item.rows:
        for number, test in enumerate(row.tests):
            mark, style = ("pass", "green") if test.passed else ("fail", "red")
            if test.row == "no_finding" or test.name == "vetoes":
                mark, style = ("speaks", "red") if test.passed else ("silent", "green")
            table.add_row("" if number else row.outcome, label_of(test), value_of(test), Styled(mark, style=style))
        table.add_section()
    return table


def _performance(item: EvaluationResult) -> Table:
    table = _table("component", "to target", "to date", "weight", "points", "")
    dated = {one.name: one.value for one in item.to_date.components}
    target = {one.name: one.value for one in item.to_target.components}
    for one in contributions(item.graded):
        table.add_row(
            one.name, _score(target[one.name]), _score(dated[one.name]), at_most_one_decimal(Fraction(one.weight)),
            _score(one.points), f"{_BASES[item.basis]}" if one.points is not None else "not scored",
        )  # fmt: skip
    table.add_row("P", _score(item.to_target.score), _score(item.to_date.score), "", _score(item.graded.score), "")
    table.add_row("coverage", _score(item.to_target.coverage), _score(item.to_date.coverage), "", "", "")
    return table


def _grade(item: EvaluationResult) -> str:
    grade = f"O {_score(item.grade.score)} {item.grade.band}" if item.grade.band else "no grade"
    return (
        f"Judgement J {_score(item.judgement.score)}, replicability R {_score(item.replicability.score)}, "
        f"evidence level EL {item.evaluation.evidence_level}; {grade} (P {_BASES[item.basis]})"
    )


def _ratings(item: EvaluationResult) -> Table:
    table = _table("J", "median", "spread", "R", "median", "spread")
    left = [(one.name, _median(one.median), _spread(one.spread)) for one in item.judgement.items]
    right = [(one.name, _median(one.median), _spread(one.spread)) for one in item.replicability.items]
    for number in range(max(len(left), len(right))):
        empty = ("", "", "")
        table.add_row(
            *(left[number] if number < len(left) else empty), *(right[number] if number < len(right) else empty)
        )
    return table


def _sensitivity(item: EvaluationResult) -> Iterator[RenderableType]:
    same, every = same_outcome(item)
    yield _title(f"Sensitivity: same outcome in {same} of {every} variants")
    for one in item.variants:
        if one.outcome != item.outcome:
            yield f"  - {one.name}: {OUTCOMES[one.outcome]}"


def _own_cautions(item: EvaluationResult) -> Iterator[str]:
    for name in easy_targets(item):
        yield f"{name} is beyond 150 % of its way to the target: the target may have been too easy."


def _score(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value)


def _median(value: Fraction | None) -> str:
    return "–" if value is None else at_most_one_decimal(value)


def _spread(value: int | None) -> str:
    return "–" if value is None else str(value)
