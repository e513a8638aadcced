"""Each number of a circular and of a list of practices is found at its own place in the figures of the report, and no
number of the body is left over.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from official.official import EVERYTHING, made, opened
from official.test_figures import LIGHTS, copied, steps_of
from talentpilot.report.quarterly import quarterly_figures
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.services.official.documents import OfficialRequest, PeriodDocument
from talentpilot.services.reporting import gather_source

Figures = Mapping[str, Any]
STANDINGS = {"proposed": "待批准", "active": "实施中", "suspended": "暂停", "concluded": "已结项"}
WAYS = {"better": "好转", "worse": "转差", "other": "其他变化"}
LISTED, SOON = 5, 30


class Reading:
    """A body from which each sentence is crossed out that the figures yield; what holds a number must be gone."""

    def __init__(self, body: str) -> None:
        self.rest = body

    def cross_out(self, sentence: str) -> None:
        assert sentence in self.rest, f"{sentence}\n\nis not in\n\n{self.rest}"
        self.rest = self.rest.replace(sentence, "", 1)

    def cross_out_list(self, count: str, items: list[str]) -> None:
        """Cross out a list with its count: all items of a short one, some five of a longer one."""
        if items or count.startswith("本季度"):
            self.cross_out(f"{count}{len(items)}个{'：' if items else '。'}")
        shown = [one for one in items if one in self.rest]
        assert len(shown) == min(len(items), LISTED)
        for one in shown:
            self.cross_out(one)
        if len(items) > LISTED:
            self.cross_out(f"等{len(items)}项，各单位情况见附件1。")

    @property
    def numbers(self) -> list[str]:
        return re.findall(r".{0,20}\d+.{0,20}", self.rest)


def read(kind: PeriodDocument, root: Path, issued: date) -> tuple[Figures, Reading]:
    asked = replace(EVERYTHING, issued=issued)
    source = gather_source(opened(root), asked)[0]
    document = made(kind, root, asked, OfficialRequest(max_characters=0)).document
    return json.loads(quarterly_figures(quarterly_view(source))), Reading("\n".join(document.texts()))


@pytest.mark.parametrize("issued", [date(2026, 10, 14), date(2026, 10, 20), date(2026, 11, 2)])
@pytest.mark.parametrize("undone", [0, 3, 9])
def test_each_number_of_a_circular_stands_at_its_path_and_none_is_left(
    undone: int, issued: date, tmp_path: Path
) -> None:
    figures, body = read("circular", copied(tmp_path, undone), issued)
    body.cross_out("2026年第三季度")  # of the title
    body.cross_out(
        f"2026年第三季度进展情况通报如下。数据截至2026年9月30日，各单位季度报告收至{day(str(issued), None)}。"
    )
    for sentence in (*_of_pilots(figures), *_of_reports(figures), *_requests(figures, issued)):
        body.cross_out(sentence)
    for count, items in (*_lists_of_steps(figures), *_lists_of_bottlenecks(figures)):
        body.cross_out_list(count, items)
    assert body.numbers == []


@pytest.mark.parametrize("undone", [0, 9])
def test_each_number_of_a_list_of_practices_stands_at_its_path_and_none_is_left(undone: int, tmp_path: Path) -> None:
    figures, body = read("practices", copied(tmp_path, undone), date(2026, 10, 20))
    body.cross_out(f"按照{figures['programme']['directive']}文件要求，")
    total = figures["portfolio"]["total"]
    body.cross_out(
        f"截至2026年9月30日，成文经验做法{total['practices']}项，在其他地区或者单位推广应用{total['adoptions']}次。"
    )
    by_domain = [(one["name"]["zh"], one["practices"]) for one in figures["portfolio"]["domains"]]
    body.cross_out(f"按领域分：{said(by_domain, '项')}。")
    body.cross_out(
        "0级无证据，1级有书面逻辑说明，2级有前后对比数据，3级有对照比较或其他可靠归因，4级在其他地区独立复现"
    )
    assert body.numbers == []


def _of_pilots(figures: Figures) -> Iterator[str]:
    counts, total, steps = figures["summary"]["counts"], figures["portfolio"]["total"], steps_of(figures)
    standing = said([(word, counts["standing"][key]) for key, word in STANDINGS.items()], "个")
    yield f"截至9月30日，登记试点{figures['registered']}个，其中{standing}。"
    ways = Counter(one["way"] for one in figures["summary"]["changes"])
    lights = said([(word, counts["lights"][key]) for key, word in LIGHTS.items()], "个")
    changed = said([(word, ways[key]) for key, word in WAYS.items()], "个").replace("、", "，")
    yield f"按进度、成效、问题、报送四项评级取最差项，{lights}；与上季度末相比，{changed}。"
    done = [step for step in steps if step["done"]]
    fresh = [step for step in done if step["done"] >= "2026-07-01"]
    yield (
        f"已批准试点共设里程碑{len(steps)}个，累计完成{len(done)}个，本季度完成{len(fresh)}个，"
        f"逾期{len(_late(figures))}个。已评级指标{total['rated']}项，其中正常{total['on_track']}项。"
    )


def _of_reports(figures: Figures) -> Iterator[str]:
    reports, missing = figures["summary"]["reports"], _missing(figures)
    late: Counter[str] = Counter()
    for pilot in figures["pilots"]:
        late[pilot["lead"]["zh"]] += sum(one["late"] for one in pilot["reports"] if one["period"] in pilot["due"])
    assert (sum(late.values()), sum(missing.values())) == (reports["late"], len(reports["missing"]))
    in_time = reports["due"] - reports["late"] - len(reports["missing"])
    yield (
        f"本季度应报进展报告{reports['due']}份，按时报送{in_time}份，逾期报送{reports['late']}份，"
        f"缺报{len(reports['missing'])}份。各单位情况见附件1。"
    )
    for unit, number in [*late.items(), *missing.items()]:
        if number:
            yield f"{unit}{number}份"


def _lists_of_steps(figures: Figures) -> Iterator[tuple[str, list[str]]]:
    fresh = [step for step in steps_of(figures) if (step["done"] or "") >= "2026-07-01"]
    yield "本季度完成里程碑", [f"{_step(step)}（{step['owner']['zh']}，{day(step['done'])}）" for step in fresh]
    yield (
        "逾期的里程碑",
        [f"{_step(step)}（{step['owner']['zh']}）已逾期{step['late_days']}天" for step in _late(figures)],
    )


def _lists_of_bottlenecks(figures: Figures) -> Iterator[tuple[str, list[str]]]:
    limit = figures["method"]["bottleneck_amber_days"]
    settled = [(pilot, one) for pilot in figures["pilots"] for one in pilot["settled"]]
    solved = [(pilot, one) for pilot, one in settled if "2026-07-01" <= one["settled"] <= figures["as_of"]]
    yield "本季度解决堵点", [f"{_item(pilot, one)}（{day(one['settled'])}）" for pilot, one in solved]
    open_ = [(pilot, one) for pilot in figures["pilots"] for one in pilot["bottlenecks"]]
    old = [(pilot, one) for pilot, one in open_ if one["age_days"] > limit]
    texts = [f"{_item(pilot, one)}（{one['owner']['zh']}）已{one['age_days']}天" for pilot, one in old]
    yield f"超过{limit}天未解决的堵点", texts


def _requests(figures: Figures, issued: date) -> Iterator[str]:
    last = str(issued + timedelta(SOON))
    for step in steps_of(figures):
        if step["pilot"]["standing"] == "active" and not step["done"] and str(issued) < (step["due"] or "") <= last:
            yield f"{_asking(step['owner']['zh'])}于{day(step['due'])}前完成{_step(step)}"
    for unit, number in _missing(figures).items():
        yield f"{_asking(unit)}补报本季度进展报告{number}份"


def _asking(unit: str) -> str:
    return unit if unit == "云溪省人力资源和社会保障厅" else f"请{unit}"  # which sends it


def _missing(figures: Figures) -> Counter[str]:
    leads = {pilot["id"]: pilot["lead"]["zh"] for pilot in figures["pilots"]}
    return Counter(leads[one["pilot"]] for one in figures["summary"]["reports"]["missing"])


def _late(figures: Figures) -> list[dict[str, Any]]:
    return [step for step in steps_of(figures) if step["state"] == "overdue" and step["pilot"]["overdue"]]


def _step(step: Mapping[str, Any]) -> str:
    return _item(step["pilot"], step)


def _item(pilot: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    return f"{pilot['title']['zh']}“{item['title']['zh']}”"


def said(pairs: list[tuple[str, int]], unit: str) -> str:
    return "、".join(f"{name}{number}{unit}" for name, number in pairs if number)


def day(text: str, year: int | None = 2026) -> str:
    one = date.fromisoformat(text)
    return f"{one.month}月{one.day}日" if one.year == year else f"{one.year}年{one.month}月{one.day}日"
