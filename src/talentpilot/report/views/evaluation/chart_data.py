"""Chart data of evaluation reports."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from talentpilot.i18n.translator import Translator
from talentpilot.report.charts import printed_width
from talentpilot.report.views.chart_data import FEWEST_ROWS, Data, Figure, bullets_data, timeline_data
from talentpilot.report.views.evaluation.ratings import CriterionView
from talentpilot.report.views.evaluation.summary import EvaluationsView
from talentpilot.report.views.evaluation.view import EvaluationView

WIDTH, HEIGHT = 520, 390
"""The size of the plot in points, as `charts/map.vl.json.j2` draws it."""
LETTER, LINE, AWAY = 5.7, 13.0, 7.0
"""The width of a letter, the height of a line, and the distance between a label and its mark."""
FEWEST_MARKS = 5
"""With fewer a map would be a page of nothing."""
Box = tuple[float, float, float, float]


def summary_charts(view: EvaluationsView, say: Translator) -> dict[str, Figure]:
    """Return the charts by file name; none if fewer pilots have both scores than a map needs."""
    marks = [
        (
            say.words(item.ref.title) or item.ref.id,
            item.scores.p_to_target,
            item.scores.replicability,
            item.path.outcome,
        )
        for item in view.entries
    ]
    rows = [(name, p, r, outcome) for name, p, r, outcome in marks if p is not None and r is not None]
    if len(rows) < FEWEST_MARKS:
        return {}
    limits = view.settings.limits
    corners = [_corner(limits.conditional), _corner(limits.roll_out)]
    data: Data = {
        "rows": [
            {"label": name, "p": p, "r": r, "kind": _kind(outcome), "place": place}
            for (name, p, r, outcome), place in zip(rows, label_places(rows, corners), strict=True)
        ],
        "full": {"p": limits.roll_out["P"], "r": limits.roll_out["R"]},
        "conditional": {"p": limits.conditional["P"], "r": limits.conditional["R"]},
        "labels": {
            "p": say.text("Performance P to target"),
            "r": say.text("Replicability R"),
            "roll_out": say.term("roll_out", "outcome"),
            "conditional_roll_out": say.term("conditional_roll_out", "outcome"),
            "other": say.text("other outcome"),
            "full_area": say.text("row {number}", number=2),
            "conditional_area": say.text("row {number}", number=3),
        },
    }
    return {"map": Figure("map", data)}


def _kind(outcome: str) -> str:
    return outcome if outcome in ("roll_out", "conditional_roll_out") else "other"


def _corner(limits: Mapping[str, Fraction]) -> Box:
    """Return the place of an area's name: inside its lower left corner."""
    x, y = float(limits["P"]) * WIDTH / 100, float(limits["R"]) * HEIGHT / 100
    return x, y, x + 6 * LETTER, y + LINE


def label_places(rows: Iterable[tuple[str, Fraction, Fraction, str]], clear: Iterable[Box] = ()) -> list[str]:
    """Return the place of each label beside its mark, or `none` if it would cover a mark, another label or the area
    `clear`.
    """
    marks = [(name, float(p) * WIDTH / 100, float(r) * HEIGHT / 100) for name, p, r, _ in rows]
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for _, x, y in marks]
    taken += clear
    places = []
    for number, (name, x, y) in enumerate(marks):
        own = taken[number]
        free = (
            (place, box)
            for place, box in _boxes(x, y, printed_width(name) * LETTER)
            if _inside(box) and not any(_meet(box, other) for other in taken if other is not own)
        )
        place, found = next(free, ("none", None))
        places.append(place)
        if found is not None:
            taken.append(found)
    return places


def _boxes(x: float, y: float, width: float) -> Iterator[tuple[str, Box]]:
    half = LINE / 2
    yield "right", (x + AWAY, y - half, x + AWAY + width, y + half)
    yield "left", (x - AWAY - width, y - half, x - AWAY, y + half)
    yield "above", (x - width / 2, y + AWAY, x + width / 2, y + AWAY + LINE)
    yield "below", (x - width / 2, y - AWAY - LINE, x + width / 2, y - AWAY)
    for row, low in (("above", y + AWAY), ("below", y - AWAY - LINE)):
        yield f"{row} left", (x - width, low, x, low + LINE)
        yield f"{row} right", (x, low, x + width, low + LINE)


def _inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def evaluation_charts(view: EvaluationView, say: Translator) -> dict[str, Figure]:
    """Return the charts by file name; empty charts are left out."""
    return {name: Figure(name, data) for name, data in _figures(view, say)}


def _figures(view: EvaluationView, say: Translator) -> Iterator[tuple[str, Data]]:
    if len(view.delivery.steps) >= FEWEST_ROWS:
        yield "timeline", timeline_data(((step.view, None) for step in view.delivery.steps), view.head.as_of, say)
    if len(view.results.indicators) >= FEWEST_ROWS:
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
