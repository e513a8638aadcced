"""Chart data in the shapes that `templates/charts/` expect, with labels in the report's language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.i18n.translator import Translator
from talentpilot.model.base import Text
from talentpilot.model.dates import days_after
from talentpilot.report.charts import printed_width
from talentpilot.report.views.brief import AHEAD_DAYS
from talentpilot.report.views.history import TrendView
from talentpilot.report.views.indicators import IndicatorView, aimed_at, measured
from talentpilot.report.views.pilot import MilestoneView, PilotView
from talentpilot.report.views.portfolio import PortfolioRow
from talentpilot.report.views.quarterly import QuarterlyView

MOST_STEPS, MOST_LONG_STEPS, SHORT_NAME = 12, 8, 44
"""Maximum number of rows in the programme's timeline, to fit into 9 cm; fewer where a pilot's name takes two lines."""
MOST_REGIONS = 24
"""Maximum number of rows in the grid and the bars, to fit into 9 cm."""
MOST_STRIPS = 14
"""Maximum number of rows of the slips, to fit into 9 cm."""
FEWEST_PILOTS, FEWEST_ROWS = 4, 3
"""With fewer a chart says nothing that its table does not."""
FEWEST_PERIODS, MOST_PANELS = 3, 8
"""Of the trend: under so many periods its table says it all; more panels side by side would be too narrow."""
BEYOND = Fraction(15)
"""How far beyond its limit the dot of a kept indicator can stand, in percent of the limit."""

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its template and data."""

    template: str
    data: Data


def figures_of(view: QuarterlyView, say: Translator) -> dict[str, Figure]:
    """Return the charts of a report by file name; empty charts are left out."""
    found = dict(_of_pilot(view, say) if view.single else _of_many(view, say))
    return {name: Figure(name, data) for name, data in found.items()}


def _of_many(view: QuarterlyView, say: Translator) -> Iterator[tuple[str, Data]]:
    portfolio = view.portfolio
    if len(view.pilots) < FEWEST_PILOTS:
        return
    domains = [row for row in portfolio.domains if row.pilots]
    regions = [row for row in portfolio.regions if row.pilots]
    rows = domains if len(domains) > 1 else regions
    if FEWEST_ROWS <= len(rows) <= MOST_REGIONS:
        yield "lights", {"rows": [_lights_row(row, say) for row in rows], "labels": light_labels(say)}
    if FEWEST_ROWS <= len(regions) <= MOST_REGIONS and len(domains) > 1:
        yield "grid", _grid(view, say)
    if len(view.trend.whole) >= FEWEST_PERIODS:
        yield "trend", _trend(view.trend, say)
    if sum(pilot.outlook.days_beyond_plan > 0 for pilot in view.pilots) >= FEWEST_ROWS:
        yield "slips", _slips(view, say)
    steps = pressing_steps(view)
    if len(steps) >= FEWEST_ROWS:
        yield "timeline", _pressing_timeline(steps, view.head.as_of, say)


def _trend(trend: TrendView, say: Translator) -> Data:
    """Return a panel for all pilots and one for each domain; a star marks a bar with restated lights."""
    panels = [(say.text("All pilots"), trend.whole)]
    if 1 < len(trend.domains) < MOST_PANELS:
        panels += [(say.words(one.name), one.points) for one in trend.domains]
    bars = [
        {
            "label": label,
            "bars": [
                {"period": str(one.period), "text": f"{one.pilots}{'*' if one.restated else ''}", **one.lights}
                for one in points
            ],
        }
        for label, points in panels
    ]
    return {"panels": bars, "labels": light_labels(say)}


def _slips(view: QuarterlyView, say: Translator) -> Data:
    """Return a strip for each domain, or one for all where there are too many."""
    groups: Sequence[tuple[str, Sequence[PilotView]]] = [(say.words(name), pilots) for name, pilots in view.by_domain]
    if len(groups) > MOST_STRIPS:
        groups = [(say.text("All pilots"), view.pilots)]
    strips = [(label, Counter(pilot.outlook.days_beyond_plan for pilot in pilots)) for label, pilots in groups]
    rows = [
        {"label": label, "dots": [{"days": days, "pilots": number} for days, number in sorted(strip.items())]}
        for label, strip in strips
    ]
    return {"rows": rows, "axis": say.text("Days from the original end to the forecast end, or to that in force")}


def _pressing_timeline(steps: Sequence[tuple[PilotView, MilestoneView]], as_of: date, say: Translator) -> Data:
    long = any(printed_width(say.words(pilot.ref.title)) > SHORT_NAME for pilot, _ in steps[:MOST_STEPS])
    shown = steps[: MOST_LONG_STEPS if long else MOST_STEPS]
    more = ""
    if len(shown) < len(steps):
        more = say.text("The first {shown} of {n}, by due date", shown=len(shown), n=say.figure(len(steps)))
    return timeline_data(_grouped(shown), as_of, say, more)


def _grouped(steps: Iterable[tuple[PilotView, MilestoneView]]) -> Iterator[tuple[MilestoneView, Text | None]]:
    """Yield the steps pilot by pilot, with the pilot's name."""
    pilots: dict[str, list[tuple[PilotView, MilestoneView]]] = {}
    for pilot, step in steps:
        pilots.setdefault(pilot.ref.id, []).append((pilot, step))
    for found in pilots.values():
        yield from ((step, pilot.ref.title) for pilot, step in found)


def _of_pilot(view: QuarterlyView, say: Translator) -> Iterator[tuple[str, Data]]:
    for pilot in view.pilots:
        if len(pilot.milestones) >= FEWEST_ROWS:
            yield "timeline", timeline_data(((step, None) for step in pilot.milestones), view.head.as_of, say)
            curve = _curve(pilot, view.head.as_of, say)
            if curve:
                yield "curve", curve
        if len(pilot.indicators) >= FEWEST_ROWS:
            yield "bullets", bullets_data(pilot.indicators, say)


def pressing_steps(view: QuarterlyView) -> tuple[tuple[PilotView, MilestoneView], ...]:
    """Return overdue steps and those due in the next 90 days, by due date; the timeline shows the first of them."""
    return tuple(_pressing(view))


def _pressing(view: QuarterlyView) -> Iterator[tuple[PilotView, MilestoneView]]:
    limit = days_after(view.head.as_of, AHEAD_DAYS)
    found = [
        (step.due, pilot.ref.id, step.id, pilot, step)
        for pilot in view.pilots
        if pilot.standing in ("active", "suspended")
        for step in pilot.milestones
        if step.is_open and step.due is not None and step.due <= limit
    ]
    for _, _, _, pilot, step in sorted(found, key=lambda item: item[:3]):
        yield pilot, step


def light_labels(say: Translator) -> dict[str, str]:
    """Return the words of a chart of lights."""
    words = {light: say.term(light, "light") for light in ("green", "amber", "red", "grey", "none")}
    return words | {"axis": say.text("Number of pilots")}


def _lights_row(row: PortfolioRow, say: Translator) -> Data:
    return {"label": say.words(row.name), **row.lights}


def _grid(view: QuarterlyView, say: Translator) -> Data:
    grid = view.portfolio.grid
    return {
        "columns": [say.words(name) for name in grid.columns],
        "rows": [
            {
                "label": say.words(name),
                "cells": [{"count": cell.pilots, "light": cell.worst} for cell in cells],
            }
            for name, cells in grid.rows
        ],
    }


def timeline_data(
    rows: Iterable[tuple[MilestoneView, Text | None]], as_of: date, say: Translator, more: str = ""
) -> Data:
    """Return the timeline of steps, each with the name of the group that it stands in; `more` stands below."""
    return {
        "rows": [
            {
                "label": say.words(step.title) or step.id,
                "group": say.words(group) if group is not None else "",
                "original": step.due_original,
                "due": step.due,
                "done": step.done,
                "forecast": step.forecast,
                "state": step.state,
            }
            for step, group in rows
        ],
        "as_of": as_of,
        "lang": say.language,
        "labels": {
            "original": say.text("Original due date"),
            "due": say.text("Due date in force"),
            "done": say.text("Done"),
            "forecast": say.text("Forecast"),
            "as_of": _as_of(as_of, say),
            "more": more,
        },
    }


def _as_of(day: date, say: Translator) -> str:
    return say.text("As of {day}", day=say.day(day))


def bullets_data(indicators: Iterable[IndicatorView], say: Translator) -> Data:
    """Return the bars of the indicators' progress."""
    rows = [
        {
            "label": say.words(item.title) or item.id,
            "progress": item.progress,
            "expected": item.expected,
            "kept": _place_of_kept(item),
            "light": item.light,
            "note": _value_and_goal(item, say),
        }
        for item in indicators
    ]
    labels = {
        "axis": say.text("Progress from baseline (0) to target (100), %"),
        "expected": say.text("Expected by now"),
        "kept": say.text("To be kept within"),
    }
    return {"rows": rows, "labels": labels}


def _place_of_kept(item: IndicatorView) -> Fraction | None:
    """Return where the value of a kept indicator stands: 100 at its limit, more within it, less beyond it."""
    goal, actual = item.target, item.actual
    if not item.held or goal is None or actual is None:
        return None
    floors = [goal.low] if goal.value is None else [goal.value] if item.direction == "keep_above" else []
    ceilings = [goal.high] if goal.value is None else [goal.value] if item.direction == "keep_below" else []
    room = [_share(actual - floor, floor) for floor in floors if floor is not None]
    room += [_share(ceiling - actual, ceiling) for ceiling in ceilings if ceiling is not None]
    return 100 + max(-6 * BEYOND, min(BEYOND, *room)) if room else None


def _share(distance: Fraction, limit: Fraction) -> Fraction:
    """Return a distance in percent of the limit; of 0 it can only be on this side or on that."""
    return 100 * distance / abs(limit) if limit else BEYOND * ((distance > 0) - (distance < 0))


def _value_and_goal(item: IndicatorView, say: Translator) -> str:
    """Return the value and the target as the tables print them: 63 / 90 %."""
    unit = "" if item.yes_no else say.words(item.unit)
    numbers = f"{measured(item.actual, item, say) or '–'} / {aimed_at(item.target, item, say)}"
    return f"{numbers} {unit}".strip()


def _curve(pilot: PilotView, as_of: date, say: Translator) -> Data | None:
    """Return cumulative shares of the weight of all dated steps in force, or None if nothing is dated."""
    steps = [step for step in pilot.milestones if step.state != "withdrawn" and step.due is not None]
    total = sum((step.weight for step in steps), Fraction(0))
    if not total:
        return None
    moved = any(step.due != step.due_original for step in steps)
    start: Data = {"date": pilot.agreement.term_start, "value": Fraction(0)}

    def climb(dated: Iterable[tuple[date | None, Fraction]]) -> list[Data]:
        points: list[Data] = [start]
        reached = Fraction(0)
        for day, weight in sorted((day, weight) for day, weight in dated if day is not None):
            reached += 100 * weight / total
            points.append({"date": day, "value": reached})
        return points

    return {
        "planned": climb((step.due, step.weight) for step in steps),
        "done": climb((step.done, step.weight) for step in steps),
        "original": climb((step.due_original, step.weight) for step in steps) if moved else [],
        "as_of": as_of,
        "lang": say.language,
        "labels": {
            "planned": say.text("Planned (plan in force)"),
            "done": say.text("Done"),
            "original": say.text("Planned (original plan)"),
            "as_of": _as_of(as_of, say),
            "axis": say.text("Share of all milestones, %"),
        },
    }
