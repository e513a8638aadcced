"""Each number of a progress report stands at its own place in the figures of the report, whatever the ledger."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from official.official import EVERYTHING, ROOT, made, opened
from talentpilot.report.quarterly import quarterly_figures
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.services.official.documents import OfficialRequest
from talentpilot.services.reporting import gather_source

Figures = Mapping[str, Any]
LIGHTS = {"green": "正常", "amber": "滞后", "red": "严重滞后", "grey": "未评级", "none": "已结束"}


@pytest.mark.parametrize("undone", [0, 3, 9])
def test_each_number_stands_at_its_path_in_the_figures(undone: int, tmp_path: Path) -> None:
    root = copied(tmp_path, undone)
    source = gather_source(opened(root), EVERYTHING)[0]
    figures = json.loads(quarterly_figures(quarterly_view(source)))
    body = "\n".join(made(root=root, wanted=OfficialRequest(max_characters=0)).document.texts())
    checked = list(_checked(body, figures))
    assert [one for one in checked if one[1] != one[2]] == []
    assert len(checked) >= 35


def copied(to: Path, undone: int) -> Path:
    """Return a copy of the example in which some pilots have done nothing yet."""
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, to / name)
    shutil.copytree(ROOT / "pilots", to / "pilots")
    for file in sorted(to.glob("pilots/*/milestones.yaml"))[:undone]:
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"\n +done: [^\n]*|, done: [\d-]+", "", text), encoding="utf-8")
    return to


def _checked(body: str, figures: Figures) -> Iterator[tuple[str, object, object]]:
    """Yield what a number is of, the number of the text, that of the figures."""
    yield from _of_parts(body, figures)
    yield from _of_items(body, figures)


def _of_parts(body: str, figures: Figures) -> Iterator[tuple[str, object, object]]:
    counts, total = figures["summary"]["counts"], figures["portfolio"]["total"]
    rated = re.findall(r"评级取最差项，(.*?)；", body)[0]
    yield "lights", _said(rated), {LIGHTS[key]: number for key, number in counts["lights"].items() if number}
    steps = steps_of(figures)
    yield (
        "milestones",
        _ints(r"共设里程碑(\d+)个，累计完成(\d+)个，.*?完成(\d+)个，逾期(\d+)个", body),
        _counted(steps, figures),
    )
    reports = figures["summary"]["reports"]
    yield "reports", _ints(r"应报进展报告(\d+)份，收到(\d+)份", body), [reports["due"], reports["received"]]
    yield "missing", _ints(r"缺报(\d+)份", body), [len(reports["missing"])]
    if total["practices"]:
        yield "practices", _ints(r"成文经验做法(\d+)项", body), [total["practices"]]
    for domain in figures["portfolio"]["domains"]:
        if not domain["pilots"]:
            continue
        (text,) = re.findall(rf"（[一二三四五六]）{domain['name']['zh']}\n+(.*)", body)
        lights = {LIGHTS[key]: number for key, number in domain["lights"].items() if number}
        yield "pilots of a domain", _ints(r"^试点(\d+)个", text), [domain["pilots"]]
        yield "lights of a domain", _said(text.split("，", 1)[1].split("。")[0]), lights
        mine = [one for one in steps if one["pilot"]["domain"] == domain["id"]]
        done = sum(one["done"] is not None for one in mine)
        yield "milestones of a domain", _ints(r"里程碑(\d+)个，累计完成(\d+)个", text), [len(mine), done]
        if domain["rated"]:
            yield "indicators", _ints(r"已评级指标(\d+)项，正常(\d+)项", text), [domain["rated"], domain["on_track"]]


def _of_items(body: str, figures: Figures) -> Iterator[tuple[str, object, object]]:
    late = {(one["pilot"]["title"]["zh"], one["title"]["zh"]): one["late_days"] for one in steps_of(figures)}
    for pilot, step, days in re.findall(r"(?:^|；)([^；“\n]+)“([^”]+)”应于[^，]+，已逾期(\d+)天", body, re.MULTILINE):
        yield f"{pilot} {step}", int(days), late[pilot, step]
    stuck = {one["title"]["zh"]: one["days"] for one in figures["exceptions"] if one["kind"] == "bottleneck"}
    for title, days in re.findall(r"(?:^|；)([^（；\n]+)（[^；\n]*，已(\d+)天）", body, re.MULTILINE):
        yield title, int(days), stuck[title]
    reasons = [reason for pilot in figures["pilots"] for reason in pilot["reasons"]]
    gaps = {f"{one['points']:.1f}" for one in reasons if one.get("points") is not None}
    for points in re.findall(r"落后(?:序时进度|应达进展)([\d.]+)个百分点", body):
        yield "gap", points in gaps, True
    day = date.fromisoformat(figures["as_of"])
    due = [one["due"] for one in steps_of(figures) if one["pilot"]["standing"] == "active" and one["done"] is None]
    soon = [one for one in due if one and day < date.fromisoformat(one) <= day + timedelta(90)]
    said = _ints(r"今后90天内到期的里程碑(\d+)个", body)
    yield "to come", said or [0], [len(soon)]


def steps_of(figures: Figures) -> list[dict[str, Any]]:
    return [
        {**step, "pilot": pilot}
        for pilot in figures["pilots"] if pilot["standing"] != "proposed"
        for step in pilot["milestones"] if step["state"] != "withdrawn"
    ]  # fmt: skip


def _counted(steps: list[dict[str, Any]], figures: Figures) -> list[int]:
    done = [step["done"] for step in steps if step["done"]]
    fresh = [day for day in done if "2026-07-01" <= day <= figures["as_of"]]
    late = [step["state"] == "overdue" and bool(step["pilot"]["overdue"]) for step in steps]  # none while suspended
    return [len(steps), len(done), len(fresh), sum(late)]


def _ints(pattern: str, text: str) -> list[int]:
    found = re.search(pattern, text)
    return [int(one) for one in found.groups()] if found is not None else []


def _said(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"([^、，\d]+)(\d+)个", text)}
