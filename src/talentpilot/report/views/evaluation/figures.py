"""The data of the charts in an evaluation report, in the shapes that `templates/charts/` ask for."""

from collections.abc import Iterator

from talentpilot.language.translator import Translator
from talentpilot.report.views.evaluation.judged import CriterionView
from talentpilot.report.views.evaluation.view import EvaluationView
from talentpilot.report.views.figures import Data, Figure, bullets_data, timeline_data


def figures_of(view: EvaluationView, say: Translator) -> dict[str, Figure]:
    """The charts by the name of their file; those that would say nothing are left out."""
    return {name: Figure(name, data) for name, data in _figures(view, say)}


def _figures(view: EvaluationView, say: Translator) -> Iterator[tuple[str, Data]]:
    if view.delivery.steps:
        rows = ((f"{step.view.id} {say.words(step.view.title)}", step.view) for step in view.delivery.steps)
        yield "timeline", timeline_data(rows, view.head.as_of, say)
    if view.results.indicators:
        yield "bullets", bullets_data((item.view for item in view.results.indicators), say)
    if view.ratings.replicability.medians:
        yield "radar", _radar(view, say)


def _radar(view: EvaluationView, say: Translator) -> Data:
    return {
        "rows": [_spoke(item, say) for item in view.ratings.replicability.criteria],
        "highest": 3,
        "labels": {"median": say.text("Median"), "spread": say.text("Lowest to highest rating")},
    }


def _spoke(item: CriterionView, say: Translator) -> Data:
    given = [one for one in item.ratings if one is not None]
    median = say.figure(item.median) if item.median is not None else "–"
    return {
        "label": say.term(item.name, "criterion"),
        "median": item.median,
        "low": min(given, default=None),
        "high": max(given, default=None),
        "note": median if not item.spread else f"{median} ({min(given)}–{max(given)})",
    }
