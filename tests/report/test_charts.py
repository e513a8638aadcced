"""Charts: the same bytes everywhere, safe labels, patterns for greyscale print."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import ImageFont

from talentpilot.errors import ChartProblem, TemplateError
from talentpilot.report import charts

AS_OF = date(2026, 3, 31)
HOSTILE = 'a"b\\ ${x} {{ y }} </text><script> \u202e 😀 \ue000 中文\n二'

LIGHTS = {
    "rows": [
        {"label": "博士后工作", "green": 5, "amber": 2, "red": 1, "grey": 0, "none": 1},
        {"label": "同名", "green": 0, "amber": 0, "red": 0, "grey": 2, "none": 0},
        {"label": "同名", "green": 0, "amber": 0, "red": 0, "grey": 0, "none": 0},
    ],
    "labels": {
        "green": "正常", "amber": "滞后", "red": "严重滞后", "grey": "未评级", "none": "已结束", "axis": "试点数",
    },
}  # fmt: skip
TIMELINE = {
    "rows": [
        {"label": "A", "group": "", "original": None, "due": "2025-08-31", "done": "2025-08-29", "forecast": None,
         "state": "done"},
        {"label": "B", "group": "", "original": "2025-10-31", "due": "2025-11-30", "done": "2025-12-18",
         "forecast": None, "state": "done_late"},
        {"label": "C", "group": "", "original": date(2026, 2, 15), "due": date(2026, 2, 15), "done": None,
         "forecast": date(2026, 6, 10), "state": "overdue"},
        {"label": "D", "group": "", "original": None, "due": None, "done": None, "forecast": None, "state": "undated"},
        {"label": "E", "group": "", "original": "2026-06-30", "due": "2026-06-30", "done": None, "forecast": None,
         "state": "withdrawn"},
    ],
    "as_of": AS_OF,
    "lang": "en",
    "labels": {"original": "original due", "due": "due in force", "done": "done", "forecast": "forecast",
               "as_of": "as of 31 March 2026", "more": ""},
}  # fmt: skip
BULLETS = {
    "rows": [
        {
            "label": "I1",
            "progress": Fraction(410, 9),
            "expected": Decimal("37.5"),
            "light": "green",
            "kept": None,
            "note": "41/90",
        },
        {"label": "I2", "progress": -22, "expected": 37.5, "light": "red", "kept": None, "note": "130/75"},
        {"label": "I3", "progress": None, "expected": None, "light": "grey", "kept": None, "note": "–"},
        {"label": "I4", "progress": 131, "expected": 60, "light": "none", "kept": 104.5, "note": "36/30"},
    ],
    "labels": {"axis": "progress, %", "expected": "expected by now", "kept": "to be kept"},
}
CURVE = {
    "planned": [{"date": date(2025, 7, 1), "value": 0}, {"date": date(2027, 6, 30), "value": 100}],
    "done": [{"date": date(2025, 7, 1), "value": 0}, {"date": date(2025, 8, 29), "value": 10}],
    "original": [],
    "as_of": AS_OF,
    "lang": "zh",
    "labels": {"planned": "现行计划", "done": "已完成", "original": "原计划", "as_of": "数据截止", "axis": "%"},
}
GRID = {
    "columns": ["甲", "乙"],
    "rows": [{"label": "南郊市", "cells": [{"count": 3, "light": "red"}, {"count": 0, "light": "none"}]}],
}
TREND = {
    "panels": [
        {"label": label, "bars": [
            {"period": "2026Q1", "text": "3", "green": 2, "amber": 0, "red": 1, "grey": 0, "none": 0},
            {"period": "2026Q2", "text": "4*", "green": 1, "amber": 1, "red": 0, "grey": 2, "none": 0},
            {"period": "2026Q3", "text": "4", "green": 1, "amber": 1, "red": 0, "grey": 1, "none": 1},
        ]}
        for label in ("全部", "博士后工作")
    ],
    "labels": LIGHTS["labels"],
}  # fmt: skip
DATA: dict[str, Mapping[str, object]] = {
    "lights": LIGHTS, "timeline": TIMELINE, "bullets": BULLETS, "curve": CURVE, "grid": GRID, "trend": TREND,
}  # fmt: skip


def _specs(data: Mapping[str, Mapping[str, object]] = DATA) -> dict[str, str]:
    source = charts.environment(())
    return {name: charts.specification(source, name, values) for name, values in data.items()}


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return {name: svg.decode() for name, svg in charts.render(_specs()).items()}


def test_every_built_in_chart_is_drawn_as_wide_as_a_page_but_a_trend_of_few_panels(drawn: dict[str, str]) -> None:
    assert set(drawn) == set(DATA)
    widths = {name: ElementTree.fromstring(svg).get("width") for name, svg in drawn.items()}
    assert widths == {**dict.fromkeys(DATA, "620"), "trend": "340"}


@pytest.mark.parametrize(("panels", "width"), [(1, 340), (3, 340), (5, 516), (6, 620), (8, 620)])
def test_the_panels_of_a_trend_are_as_wide_as_in_a_full_one(panels: int, width: int) -> None:
    bars = [{"period": f"2026Q{quarter}", "text": "3", **dict.fromkeys(LIGHTS["labels"], 1)} for quarter in (1, 2, 3)]
    trend = {**TREND, "panels": [{"label": "全部", "bars": bars}] * panels}
    svg = charts.render(_specs({"trend": trend}))["trend"].decode()
    assert ElementTree.fromstring(svg).get("width") == str(width)
    shown = [float(x) for x in re.findall(r'transform="translate\(([\d.]+),[^"]*"[^>]*>2026Q[13]<', svg)]
    assert len(shown) == 2 * panels
    assert 0 < min(shown) < max(shown) < width


def test_labels_and_marks_are_there(drawn: dict[str, str]) -> None:
    for name, text in {
        "lights": "严重滞后",
        "timeline": "due in force",
        "bullets": "expected by now",
        "curve": "数据截止",
        "grid": "南郊市",
        "trend": ">4*<",
    }.items():
        assert text in drawn[name], name


def test_each_line_of_text_has_the_width_that_it_has_in_the_bundled_font() -> None:
    [drawn] = charts.with_widths(
        charts.render(_specs({"grid": GRID | {"columns": ["Expert work", "博士后 stations"]}}))
    ).values()
    font = ImageFont.truetype(str(charts.chart_font_folder() / "NotoSansSC-Regular.otf"), 1200)
    lines = [
        (line.text, line.get("textLength"), float(text.attrib["font-size"].removesuffix("px")))
        for text in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")
        for line in list(text) or [text]
    ]
    assert {"Expert work", "博士后 stations", "南郊市", "–"} <= {text for text, _, _ in lines}
    for text, width, size in lines:
        assert float(str(width)) == pytest.approx(font.getlength(str(text)) * size / 1200, abs=0.06), text


def test_two_rows_of_one_name_stay_two(drawn: dict[str, str]) -> None:
    assert drawn["lights"].count(">同名<") == 2


def test_red_and_grey_have_patterns_so_that_greyscale_print_reads(drawn: dict[str, str]) -> None:
    for pattern in ("light-red", "light-grey", "light-none"):
        assert drawn["lights"].count(f'<pattern id="{pattern}"') == 1
        assert f'fill="url(#{pattern})"' in drawn["lights"]
    assert "<pattern" not in drawn["curve"]


def test_the_years_of_an_axis_follow_the_language(drawn: dict[str, str]) -> None:
    assert "2026年" in drawn["curve"]
    assert "Jan" in drawn["timeline"]
    assert "年" not in drawn["timeline"]


def test_a_label_cannot_break_out_of_its_place() -> None:
    rows = [{"label": HOSTILE, "progress": 10, "expected": 20, "kept": None, "light": "red", "note": HOSTILE}]
    labels = {"axis": HOSTILE, "expected": HOSTILE, "kept": HOSTILE}
    svg = charts.render(_specs({"bullets": {"rows": rows, "labels": labels}}))["bullets"].decode()
    words = "".join(ElementTree.fromstring(svg).itertext())
    assert "</text><script>" in words
    assert "<script" not in svg
    assert "\u202e" not in svg
    assert "\ue000" not in svg


def test_long_labels_take_two_lines_and_end_with_an_ellipsis() -> None:
    assert charts.wrapped(["短", "跨区域互认的职称证书（含高技能人才）", "甲" * 40], 20) == [
        ["短"],
        ["跨区域互认的职称证书", "（含高技能人才）"],
        ["甲" * 10, "甲" * 10 + "…"],
    ]
    assert charts.wrapped(["Career paths of the highly skilled workers", "x" * 50], 20) == [
        ["Career paths of the", "highly skilled…"],
        ["x" * 20 + "…"],
    ]


def test_plain_data_prints_as_json() -> None:
    values = {"day": AS_OF, "half": Fraction(1, 2), "tenth": Decimal("0.1"), "none": None, "words": ("a\nb", "“x”")}
    assert json.loads(charts.to_json(values)) == {
        "day": "2026-03-31", "half": 0.5, "tenth": 0.1, "none": None, "words": ["a b", '"x"'],
    }  # fmt: skip
    with pytest.raises(TypeError, match="object is not plain data"):
        charts.to_json(object())


def test_a_missing_value_is_told_with_the_template_and_its_line() -> None:
    with pytest.raises(TemplateError, match=r"grid\.vl\.json\.j2:\d+: 'columns' is undefined"):
        _specs({"grid": {"rows": []}})


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("{", "chart x can't be drawn: Expecting property name"),
        ('{"mark": 3}', "chart x can't be drawn: Vega-Lite to SVG conversion failed: TypeError"),
        ('{"mark": "bar", "data": {"url": "http://example.org/a.csv"}}', "data.url is not read"),
        ('{"mark": {"type": "bar", "color": "#14406"}}', "#14406 is no colour"),
        ('{"mark": "bar", "config": {"range": {"category": ["#14406b", "#zz406b"]}}}', "#zz406b is no colour"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_line(spec: str, message: str) -> None:
    with pytest.raises(ChartProblem) as raised:
        charts.render({"x": spec})
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_no_charts_need_no_tool() -> None:
    assert charts.render({}) == {}


@pytest.mark.slow
def test_the_bytes_depend_on_neither_time_zone_nor_language_of_the_machine(drawn: dict[str, str]) -> None:
    here = hashlib.sha256(json.dumps(drawn, sort_keys=True).encode()).hexdigest()
    program = (
        "import hashlib, json, sys; from talentpilot.report import charts; "
        "svgs = charts.render(json.load(sys.stdin)); "
        "data = json.dumps({n: s.decode() for n, s in svgs.items()}, sort_keys=True); "
        "print(hashlib.sha256(data.encode()).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(_specs()),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "Pacific/Kiritimati", "LANG": "C", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert there.stdout.strip() == here


def test_the_axis_of_a_count_has_each_whole_number_once() -> None:
    counts = {f"lights{most}": most for most in (1, 2, 3, 5, 7, 12, 13, 800)}
    rows = {name: LIGHTS | {"rows": [{"label": "a", "green": most, "amber": 0, "red": 0, "grey": 0, "none": 0}]}
            for name, most in counts.items()}  # fmt: skip
    source = charts.environment(())
    specs = {name: charts.specification(source, "lights", values) for name, values in rows.items()}
    for name, svg in charts.render(specs).items():
        axis = ElementTree.fromstring(svg).findall(".//*[@class='mark-text role-axis-label']")[0]
        ticks = [item.text for item in axis.iter() if item.text and item.text.strip()]
        assert ticks == sorted(set(ticks), key=lambda text: int(text or 0)), name
        assert 2 <= len(ticks) <= 9, name


def _ends(item: ElementTree.Element, left: float = 0) -> Iterator[tuple[str, float, float]]:
    """Each line of text that stands upright, with the places of its two ends in the picture."""
    moved = re.match(r"translate\(([-\d.e]+)", item.get("transform", ""))
    left += float(moved[1]) if moved else 0
    for line in [item, *item] if item.tag.endswith("}text") else []:
        if line.get("textLength"):
            width = float(line.attrib["textLength"])
            start = left - width * {"middle": 0.5, "end": 1}.get(item.get("text-anchor", ""), 0)
            yield line.text or "", start, start + width
    for part in item:
        yield from _ends(part, left)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("last", ["2026-10-31", "2026-12-20", "2026-12-31", "2027-12-30"])
def test_the_months_at_the_ends_of_an_axis_are_not_cut(language: str, last: str) -> None:
    row = {"label": "A pilot with a long name and a step", "group": "", "original": None, "due": last, "done": None,
           "forecast": None, "state": "upcoming"}  # fmt: skip
    timeline = TIMELINE | {"lang": language, "rows": [row] * 3, "as_of": date(2026, 9, 30)}
    curve = CURVE | {"lang": language, "planned": [{"date": "2026-09-30", "value": 0}, {"date": last, "value": 100}]}
    drawn = charts.with_widths(charts.render(_specs({"timeline": timeline, "curve": curve})))
    for svg in drawn.values():
        ends = [*_ends(ElementTree.fromstring(svg))]
        assert len(ends) > 5
        assert [end for end in ends if end[1] < -0.5 or end[2] > 620.5] == []


def test_the_timeline_explains_the_marks_that_it_has() -> None:
    row = {"label": "A", "group": "", "original": None, "due": "2026-08-31", "done": None, "forecast": None,
           "state": "upcoming"}  # fmt: skip
    rows = {
        "moved": {**row, "original": "2026-07-31"}, "same": {**row, "original": "2026-08-31"},
        "done": {**row, "done": "2026-08-29", "forecast": "2026-09-29"}, "forecast": {**row, "forecast": "2026-09-29"},
    }  # fmt: skip
    source = charts.environment(())
    specs = {name: charts.specification(source, "timeline", TIMELINE | {"rows": [one]}) for name, one in rows.items()}
    shown = {"moved": {"original due"}, "same": set(), "done": {"done"}, "forecast": {"forecast"}}
    marks = {"original due", "due in force", "done", "forecast"}
    for name, svg in charts.render(specs).items():
        texts = {item.text for item in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}
        assert texts & marks == shown[name] | {"due in force"}, name


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limit that a shell sets is one of Linux")
def test_a_shell_with_few_addresses_gets_a_report_without_charts(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    command = f"ulimit -v 4000000; exec {sys.executable} -m talentpilot report --root {root} --as-of 2026-03-31"
    ran = subprocess.run(
        ["bash", "-c", f"{command} --lang en --format md -o {tmp_path}"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, f"{tmp_path}/2026Q1-en.md\n"), ran.stderr
    assert "charts need 65 GB of address space, and this shell allows 3 GB: ulimit -v unlimited" in ran.stderr
