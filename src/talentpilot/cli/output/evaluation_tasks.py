"""All evaluations in brief, and their roll-up by task."""

from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.analysis.figures import one_decimal
from talentpilot.analysis.rollup import latest_of, proposals, roll_up
from talentpilot.cli.evaluating import Evaluated
from talentpilot.cli.output.evaluation_text import print_parts, settings_part
from talentpilot.cli.session import terminal_language


def render(found: Evaluated, *, color: bool) -> str:
    """A line for each evaluation, then the tasks, then the practices to propose."""
    latest = latest_of(found.results)
    pilots = len({item.status.pilot.id for item in found.results})
    parts: list[RenderableType] = [
        f"Evaluations by {found.as_of}: {len(found.results)}, of {pilots} of {found.pilots} pilots",
        _evaluations(found.results),
    ]
    if latest:
        parts += [
            Styled("By task, the latest evaluation of each pilot (own ones left out)", style="bold"),
            _tasks(found),
        ]
    parts.append(Styled("Practices proposed for nationwide use", style="bold"))
    language = terminal_language()
    named = [
        escape(f"  - {item.pilot}/{item.practice} {item.title.say(language)}: {item.because}")
        for item in proposals(latest)
    ]
    return print_parts([*parts, *(named or ["  none"]), *settings_part(found)], color=color)


def _evaluations(results: tuple[EvaluationResult, ...]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("evaluation", "as of", "P to target", "P to date", "J", "R", "EL", "grade", "recommended", "decided"):
        table.add_column(name, justify="right" if name.startswith("P ") or name in ("J", "R", "EL") else "left")
    for item in results:
        decision = item.evaluation.decision
        grade = f"{_score(item.grade.score)} {item.grade.band}" if item.grade.band else "–"
        table.add_row(
            f"{item.status.pilot.id}/{item.name}", str(item.evaluation.as_of), _score(item.to_target.score),
            _score(item.to_date.score), _score(item.judgement.score), _score(item.replicability.score),
            str(item.evaluation.evidence_level), grade, item.outcome, decision.outcome if decision else "–",
        )  # fmt: skip
    return table


def _tasks(found: Evaluated) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("task", "pilots", "regions", "outcomes", "median P", "median R", "agreement"):
        table.add_column(name, justify="right" if name.startswith("median") else "left")
    for item in roll_up(latest_of(found.results)):
        task = found.catalogue.task(item.task)
        name = task.name(terminal_language()) if task else item.task
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in item.outcomes.items())
        table.add_row(
            escape(name), str(len(item.pilots)), ", ".join(item.regions), outcomes, _score(item.median_p),
            _score(item.median_r), item.agreement,
        )  # fmt: skip
    return table


def _score(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value)
