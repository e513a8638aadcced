"""Chart data in the shapes that `templates/charts/` expect, with labels in the report's language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.i18n.translator import Translator
from talentpilot.model.days import days_after
from talentpilot.report.views.indicators import IndicatorView
from talentpilot.report.views.pilot import MilestoneView, PilotView
from talentpilot.report.views.portfolio import PortfolioRow
from talentpilot.report.views.quarterly import QuarterlyView

AHEAD_DAYS = 90
MOST_STEPS = 24
"""Maximum number of rows in the programme's timeline, to stay readable on one page."""
MOST_REGIONS = 24
"""Maximum number of rows in the grid, to fit on a page."""

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
    rows = portfolio.domains if len(portfolio.domains) > 1 else portfolio.regions
    yield "lights", {"rows": [_lights_row(row, say) for row in rows], "labels": light_labels(say)}
    if 1 < len(portfolio.regions) <= MOST_REGIONS and len(portfolio.domains) > 1:
        yield "grid", _grid(view, say)
    steps = pressing_steps(view)[:MOST_STEPS]
    if steps:
        yield (
            "timeline",
            timeline_data(((f"{pilot.ref.id} {step.id}", step) for pilot, step in steps), view.head.as_of, say),
        )


def _of_pilot(view: QuarterlyView, say: Translator) -> Iterator[tuple[str, Data]]:
    for pilot in view.pilots:
        if pilot.milestones:
            rows = ((f"{step.id} {say.words(step.title)}", step) for step in pilot.milestones)
            yield "timeline", timeline_data(rows, view.head.as_of, say)
        curve = _curve(pilot, view.head.as_of, say)
        if curve:
            yield "curve", curve
        if pilot.indicators:
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


def timeline_data(rows: Iterable[tuple[str, MilestoneView]], as_of: date, say: Translator) -> Data:
    """Return the timeline of labelled steps."""
    return {
        "rows": [
            {
                "label": label,
                "original": step.due_original,
                "due": step.due,
                "done": step.done,
                "forecast": step.forecast,
                "state": step.state,
            }
            for label, step in rows
        ],
        "as_of": as_of,
        "lang": say.language,
        "labels": {
            "original": say.text("Original due date"),
            "due": say.text("Due date in force"),
            "done": say.text("Done"),
            "forecast": say.text("Forecast"),
            "as_of": _as_of(as_of, say),
        },
    }


def _as_of(day: date, say: Translator) -> str:
    return say.text("As of {day}", day=day.isoformat())


def bullets_data(indicators: Iterable[IndicatorView], say: Translator) -> Data:
    """Return the bars of the indicators' progress."""
    rows = [
        {
            "label": f"{item.id} {say.words(item.title)}",
            "progress": item.progress,
            "expected": item.expected,
            "light": item.light,
            "note": say.text("{progress}%", progress=say.rate(item.progress)) if item.progress is not None else "–",
        }
        for item in indicators
    ]
    labels = {
        "axis": say.text("Progress from baseline (0) to target (100), %"),
        "expected": say.text("Expected by now"),
    }
    return {"rows": rows, "labels": labels}


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
