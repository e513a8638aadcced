"""Charts: lights in grey print and on dark screens, names in place of ids, and no chart that says nothing."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from report_sources import source_of
from talentpilot.i18n.translator import translator_for
from talentpilot.report import charts
from talentpilot.report.chart_colours import DARK, PATTERNS
from talentpilot.report.views.chart_data import bullets_data, figures_of
from talentpilot.report.views.indicators import Goal, IndicatorView
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view
from talentpilot.services.reporting import narrow

ROOT = Path(__file__).parents[2]
LIGHTS = ("green", "amber", "red", "grey", "none")
WORDS = {light: light for light in LIGHTS} | {"axis": "pilots"}
FILLS = ("#1f7a5c", "#cf8f14", *(f"url(#{name})" for name in PATTERNS))
PAPER = "#14181d"
STEPS = ("original", "due", "done", "forecast", "as_of")


def _row(light: str, **more: object) -> dict[str, object]:
    return {"label": light, "light": light, "progress": 60, "expected": 40, "kept": None, "note": "6 / 10"} | more


ALL_LIGHTS: dict[str, Mapping[str, object]] = {
    "lights": {"rows": [{"label": "a", **dict.fromkeys(LIGHTS, 3)}], "labels": WORDS},
    "bullets": {
        "rows": [*map(_row, LIGHTS), *(_row(light, kept=104) for light in LIGHTS)],
        "labels": {"axis": "%", "expected": "expected", "kept": "kept"},
    },
    "grid": {
        "columns": ["甲", "乙"],
        "rows": [{"label": light, "cells": [{"count": 3, "light": light}, {"count": 0, "light": "none"}]}
                 for light in LIGHTS],
    },
    "trend": {
        "panels": [{"label": "a", "bars": [{"period": "2026Q3", "text": "15", **dict.fromkeys(LIGHTS, 3)}]}],
        "labels": WORDS,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def example() -> QuarterlyView:
    return quarterly_view(source_of(ROOT, "2026Q3", "2026-09-30", "2026-10-20"))


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    source = charts.environment(())
    specs = {name: charts.specification(source, name, data) for name, data in ALL_LIGHTS.items()}
    return {name: svg.decode() for name, svg in charts.render(specs).items()}


def _lightness(red: float, green: float, blue: float) -> float:
    """Return CIE L* of a colour in sRGB, parts from 0 to 1."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    luminance = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def _printed(definitions: str, fill: str) -> float:
    """Return the mean L* of an area filled as in a chart, lines of its pattern included."""
    ground = PATTERNS[fill[5:-1]].ground if fill.startswith("url") else fill
    return _mean((ground, fill), definitions)


def _mean(fills: tuple[str, ...], definitions: str) -> float:
    """Return the mean L* of an area on which these lie one above another."""
    areas = "".join(f'<rect width="96" height="96" fill="{one}"/>' for one in fills)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96">{definitions}{areas}</svg>'
    image = Image.open(io.BytesIO(charts.as_png({"area": svg.encode()})["area"])).convert("RGB")
    counted: Any = image.getcolors(image.width * image.height)
    total: float = sum(number * _lightness(*(part / 255 for part in colour)) for number, colour in counted)
    return total / (image.width * image.height)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL_LIGHTS)
def test_in_grey_print_the_lights_are_told_apart(name: str, drawn: Mapping[str, str]) -> None:
    svg = drawn[name]
    assert all(f'fill="{fill}"' in svg for fill in FILLS)
    definitions = svg[svg.index("<defs>") : svg.index("</defs>") + len("</defs>")]
    printed = {fill: _printed(definitions, fill) for fill in FILLS}
    for one, other in combinations(FILLS, 2):
        assert abs(printed[one] - printed[other]) >= 15, (one, other, printed)


@pytest.mark.slow
def test_on_a_dark_screen_the_lights_are_told_apart_without_colour() -> None:
    printed = {}
    for fill in FILLS:
        pattern = PATTERNS.get(fill[5:-1])
        if pattern is None:
            printed[fill] = _mean((DARK.get(fill, fill),), "")
            continue
        ground, line = (DARK.get(colour, colour) for colour in (pattern.ground, pattern.line))
        definition = replace(pattern, line=line).definition("dark")
        printed[fill] = _mean((ground, "url(#dark)"), f"<defs>{definition}</defs>")
    for one, other in combinations(FILLS, 2):
        assert abs(printed[one] - printed[other]) >= 10, (one, other, printed)


def test_in_grey_print_the_outcomes_of_the_map_are_told_apart() -> None:
    kinds = ("roll_out", "conditional_roll_out", "other")
    rows = [{"label": kind, "p": 50, "r": 50, "kind": kind, "place": "right"} for kind in kinds]
    words = dict.fromkeys((*kinds, "p", "r", "full_area", "conditional_area"), "x")
    data = {"rows": rows, "full": {"p": 80, "r": 75}, "conditional": {"p": 70, "r": 60}, "labels": words}
    svg = charts.render({"a": charts.specification(charts.environment(()), "map", data)})["a"].decode()
    marks = re.findall(r' d="([^"]+)" fill="(#[0-9a-f]{6})" stroke="#14406b" stroke-width="1.6" opacity="1"', svg)
    assert len(marks) == len({shape for shape, _ in marks}) == 3
    grey = [_lightness(*_parts(colour)) for _, colour in marks]
    assert all(abs(one - other) >= 15 for one, other in combinations(grey, 2)), marks


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def test_in_grey_print_a_step_done_late_is_told_from_one_that_is_overdue() -> None:
    rows = [
        {
            "label": state,
            "group": "",
            "original": None,
            "due": "2026-01-10",
            "done": done,
            "forecast": None,
            "state": state,
        }
        for state, done in (("done_late", "2026-03-10"), ("overdue", None))
    ]
    data = {"rows": rows, "as_of": "2026-03-31", "lang": "zh", "labels": dict.fromkeys(STEPS, "x") | {"more": ""}}
    svg = charts.render({"a": charts.specification(charts.environment(()), "timeline", data)})["a"].decode()
    late, overdue = re.findall(r'stroke="(#[0-9a-f]{6})" stroke-width="5"', svg)
    grey = [_lightness(*(int(one[place : place + 2], 16) / 255 for place in (1, 3, 5))) for one in (late, overdue)]
    assert grey[0] - grey[1] >= 15


def test_marks_are_shapes_since_letters_follow_the_fonts_of_the_reader(drawn: Mapping[str, str]) -> None:
    for svg in drawn.values():
        assert not re.search("[●▲■○◇]", svg)
    shapes = {
        light: re.compile(shape) for light, shape in {"amber": r"M0,-[\d.]+L", "red": r"h[\d.]+v[\d.]+h-"}.items()
    }
    assert all(shape.search(drawn["grid"]) for shape in shapes.values())


def test_words_can_be_read_on_a_dark_screen(drawn: Mapping[str, str]) -> None:
    for svg in drawn.values():
        assert "@media screen and (prefers-color-scheme:dark)" in svg
        for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
            colour = text.get("fill", "")
            if colour not in ("#fefefe", "#101820"):  # numbers on lights
                assert f'[fill="{colour}"]{{fill:{DARK[colour]}}}' in svg
                parts = [int(DARK[colour][place : place + 2], 16) / 255 for place in (1, 3, 5)]
                assert _lightness(*parts) > 65, colour


@pytest.mark.parametrize("field", ["done", "forecast"])
def test_what_is_done_or_forecast_on_the_day_due_stands_below_its_mark(field: str) -> None:
    row = {"label": "a", "group": "", "original": None, "due": "2026-01-10", "done": None, "forecast": None}
    row |= {field: "2026-01-10", "state": "done" if field == "done" else "upcoming"}
    data = {"rows": [row], "as_of": "2026-03-31", "lang": "zh", "labels": {one: one for one in STEPS} | {"more": ""}}
    svg = charts.render({"a": charts.specification(charts.environment(()), "timeline", data)})["a"].decode()
    (marks,) = re.findall(r'<g class="mark-symbol role-mark layer_\d+_marks".*?</g>', svg)
    heights = [float(height) for height in re.findall(r"translate\([\d.]+,([\d.]+)\)", marks)]
    assert max(heights) - min(heights) == pytest.approx(8)


def test_one_light_alone_has_no_total_beside_its_number() -> None:
    rows = [{"label": "a", **dict.fromkeys(LIGHTS, 0), "green": 7}, {"label": "b", **dict.fromkeys(LIGHTS, 3)}]
    specs = {"lights": charts.specification(charts.environment(()), "lights", {"rows": rows, "labels": WORDS})}
    svg = charts.render(specs)["lights"].decode()
    numbers = [text for text in re.findall(r"<text[^>]*>(\d+)</text>", svg) if text in ("7", "15")]
    assert sorted(numbers) == ["15", "7"]


def test_the_timeline_names_pilots_and_milestones_pilot_by_pilot(example: QuarterlyView) -> None:
    for language in ("zh", "en"):
        data: Any = figures_of(example, translator_for(language))["timeline"].data
        groups = [row["group"] for row in data["rows"]]
        assert sum(now != before for now, before in zip(groups, [None, *groups], strict=False)) == len(set(groups))
        words = " ".join(f"{row['group']} {row['label']}" for row in data["rows"])
        assert not re.search(r"yx-|\b[MI]\d", words)
        assert len(data["rows"]) * (41 if language == "en" else 28) <= 340


@pytest.mark.parametrize(("pilots", "named"), [(3, set()), (4, {"lights", "grid", "timeline", "trend"})])
def test_few_pilots_have_no_charts(example: QuarterlyView, pilots: int, named: set[str]) -> None:
    few = replace(example, pilots=example.pilots[:pilots])
    assert set(figures_of(few, translator_for("zh"))) <= named


@pytest.mark.parametrize(("kept", "named"), [
    (["titles"], set()),
    (["titles", "postdoc"], set()),
    (["titles", "postdoc", "overseas"], {"lights", "grid"}),
])  # fmt: skip
def test_only_domains_and_regions_with_pilots_make_a_chart(
    example: QuarterlyView, kept: list[str], named: set[str]
) -> None:
    portfolio = example.portfolio
    dark = dict.fromkeys(LIGHTS, 0)
    domains = tuple(row if row.id in kept else replace(row, pilots=0, lights=dark) for row in portfolio.domains)
    fewer = replace(example, portfolio=replace(portfolio, domains=domains, regions=portfolio.regions[: len(kept)]))
    figures = figures_of(fewer, translator_for("zh"))
    assert {"lights", "grid"} & set(figures) == named
    if named:
        rows: Any = figures["lights"].data["rows"]
        assert len(rows) == len(kept)


def test_few_rows_have_no_chart() -> None:
    view = quarterly_view(source_of(ROOT, "2026Q3", "2026-09-30", "2026-10-20", *narrow("pilot:yx-titles-01")))
    assert set(figures_of(view, translator_for("zh"))) == {"timeline", "curve", "bullets"}
    [pilot] = view.pilots
    bare = replace(pilot, milestones=pilot.milestones[:2], indicators=pilot.indicators[:2])
    assert figures_of(replace(view, pilots=(bare,)), translator_for("zh")) == {}


@pytest.mark.parametrize(("direction", "goal", "actual", "place"), [
    ("keep_above", (90, None, None), "90.9", 101),
    ("keep_above", (90, None, None), 81, 90),
    ("keep_above", (90, None, None), 300, 115),
    ("keep_below", (5, None, None), 4, 115),
    ("keep_below", (5, None, None), 6, 80),
    ("keep_within", (None, 10, 20), 21, 95),
    ("keep_within", (None, 10, 20), 11, 110),
    ("keep_below", (0, None, None), 0, 100),
    ("keep_below", (0, None, None), 2, 85),
])  # fmt: skip
def test_a_kept_indicator_is_a_dot_beside_or_within_its_band(
    example: QuarterlyView, direction: str, goal: tuple[int | None, ...], actual: str | int, place: int
) -> None:
    some = example.pilots[0].indicators[0]
    value, low, high = (None if one is None else Fraction(one) for one in goal)
    kept = replace(some, direction=direction, held=True, yes_no=False, actual=Fraction(actual),
                   target=Goal(value, low, high, example.head.as_of))  # fmt: skip
    assert _first(kept)["kept"] == place


def _first(indicator: IndicatorView) -> Mapping[str, Any]:
    data: Any = bullets_data([indicator], translator_for("zh"))
    return dict(data["rows"][0])


def test_the_trend_counts_what_its_table_counts_and_marks_what_is_restated(example: QuarterlyView) -> None:
    whole = example.trend.whole
    again = replace(example.trend, whole=(replace(whole[0], restated=1), *whole[1:]))
    data: Any = figures_of(replace(example, trend=again), translator_for("zh"))["trend"].data
    first, *domains = data["panels"]
    assert [bar["text"] for bar in first["bars"]] == [f"{whole[0].pilots}*", *(str(one.pilots) for one in whole[1:])]
    lights = ("green", "amber", "red", "grey", "none")
    for place, bar in enumerate(first["bars"]):
        assert {name: bar[name] for name in lights} == whole[place].lights
        assert {name: sum(panel["bars"][place][name] for panel in domains) for name in lights} == whole[place].lights
    short = replace(example.trend, whole=whole[-2:])
    assert "trend" not in figures_of(replace(example, trend=short), translator_for("zh"))


def test_the_strips_of_slips_count_every_pilot_and_have_ticks_of_their_own(example: QuarterlyView) -> None:
    assert "slips" not in figures_of(example, translator_for("zh"))  # two of its pilots slip: the table says it
    late = [replace(one, outlook=replace(one.outlook, slip_days=days, late_days=0))
            for one, days in zip(example.pilots, (2, 2, 1, 1, 1, *[0] * 7), strict=True)]  # fmt: skip
    data: Any = figures_of(replace(example, pilots=tuple(late)), translator_for("zh"))["slips"].data
    dots = [(dot["days"], dot["pilots"]) for row in data["rows"] for dot in row["dots"]]
    assert sum(pilots for _, pilots in dots) == 12
    assert sum(pilots for days, pilots in dots if days) == 5
    svg = charts.render({"slips": charts.specification(charts.environment(()), "slips", data)})["slips"].decode()
    assert [tick for tick in re.findall(r"<text[^>]*>(\d+)</text>", svg) if tick in "012"][:3] == ["0", "1", "2"]


@pytest.mark.parametrize(("pilots", "numbered"), [(20, 35), (134, 7), (1340, 7)])
def test_numbers_over_the_bars_of_a_trend_do_not_run_into_each_other(pilots: int, numbered: int) -> None:
    bars = [{"period": f"2026Q{quarter}", "text": f"{pilots}", **dict.fromkeys(LIGHTS, 3)} for quarter in range(5)]
    panels = [{"label": name, "bars": bars} for name in "abcdefg"]
    specification = charts.specification(charts.environment(()), "trend", {"panels": panels, "labels": WORDS})
    drawn = charts.render({"trend": specification})["trend"].decode()
    assert len(re.findall(rf">{pilots}<", drawn)) == numbered
