"""The figures for machines: one shape, closed and published, each fact once, every reference leading somewhere."""

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran
from report.randombooks import random_source
from talentpilot.report.figures_json import differences
from talentpilot.report.quarterly import quarterly_figures
from talentpilot.report.views.quarterly import quarterly_view

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LEDGERS = {
    "example": (ROOT, "2026Q3", "2026-09-30", "2026-10-20"),
    "golden": (ROOT / "tests" / "golden" / "ledger", "2026Q1", "2026-03-31", "2026-04-20"),
    "sound": (ROOT / "tests" / "sound", "2026Q1", "2026-03-31", "2026-04-20"),
}

Json = dict[str, Any]
Run = Callable[..., Ran]


def published(name: str) -> Draft202012Validator:
    schema = json.loads((files("talentpilot") / "_schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(scope="module")
def shape() -> Draft202012Validator:
    return published("report-1")


def figures(run: Run, folder: Path, name: str, *more: str) -> Json:
    root, period, as_of, issued = LEDGERS[name]
    when = ("--period", period, "--as-of", as_of, "--issued", issued)
    ran = run("report", "--root", root, *when, "--format", "json", "--output", folder / "figures.json", *more)
    assert ran.code == 0, ran.err
    found: Json = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    "more", [(), ("--edition", "public"), ("--view", "pilot:yx-titles-01")], ids=["whole", "public", "pilot"]
)
@pytest.mark.parametrize("name", LEDGERS)
def test_the_figures_fit_their_published_shape(
    run: Run, tmp_path: Path, shape: Draft202012Validator, name: str, more: tuple[str, ...]
) -> None:
    shape.validate(figures(run, tmp_path, name, *more))


@pytest.mark.parametrize("seed", range(8))
def test_those_of_random_ledgers_fit_it_too(shape: Draft202012Validator, seed: int) -> None:
    shape.validate(json.loads(quarterly_figures(quarterly_view(random_source(seed)))))


@pytest.mark.parametrize("name", ["report-1", "manifest-1", "verification-1"])
def test_the_shapes_are_closed(name: str) -> None:
    def walk(schema: object) -> Iterator[Json]:
        if isinstance(schema, dict):
            if schema.get("type") == "object":
                yield schema
            for inner in schema.values():
                yield from walk(inner)
        elif isinstance(schema, list):
            for inner in schema:
                yield from walk(inner)

    found = list(walk(published(name).schema))
    assert len(found) > 3
    for one in found:
        assert one["additionalProperties"] is False or isinstance(one["additionalProperties"], dict)
        assert one.get("required", []) == list(one.get("properties", {}))
    assert not published(name).is_valid({})


def test_where_the_figures_come_from_stands_first(run: Run, tmp_path: Path) -> None:
    found = figures(run, tmp_path, "example")
    first = ["schema", "version", "revision", "inputs", "programme", "view", "period"]
    assert list(found)[: len(first)] == first
    assert (found["period"], found["as_of"], found["issued"]) == ("2026Q3", "2026-09-30", "2026-10-20")
    assert found["view"] == {"kind": "programme", "value": None, "name": None, "filters": {}}


def test_numbers_are_not_rounded(run: Run, tmp_path: Path) -> None:
    pilots = figures(run, tmp_path, "example")["pilots"]
    shares = [pilot["schedule"]["completion"] for pilot in pilots]
    assert any(share != round(share, 2) for share in shares if share is not None)


def test_every_reference_leads_to_a_row(run: Run, tmp_path: Path) -> None:
    found = figures(run, tmp_path, "example")
    pilots = {pilot["id"]: pilot for pilot in found["pilots"]}
    named = [*found["exceptions"], *found["completions"], *found["adoptions"], *found["summary"]["changes"]]
    named += [item for group in found["matters"] for one in group["matters"] for item in one["items"]]
    assert named
    assert {item["pilot"] for item in named} <= pilots.keys()
    for kind in ("filings", "practices"):
        assert found[kind]
        for address in found[kind]:
            pilot, name = address.split("/")
            assert name in {item["id"] for item in pilots[pilot][kind]}


def test_a_pilots_title_stands_once(run: Run, tmp_path: Path) -> None:
    text = json.dumps(figures(run, tmp_path, "example"), ensure_ascii=False)
    for pilot in json.loads(text)["pilots"]:
        assert text.count(json.dumps(pilot["title"], ensure_ascii=False)) == 1


def test_differences_are_told_by_the_place_of_each_value() -> None:
    then = {"pilots": [{"id": "a", "light": "red"}, {"id": "b", "light": "green"}], "days": [1, 2], "same": {"x": None}}
    now = {"pilots": [{"id": "b", "light": "green"}, {"id": "a", "light": "amber"}], "days": [1], "same": {"x": None}}
    found = [(one.place, one.then, one.now) for one in differences(then, now)]
    assert found == [("pilots/a/light", "red", "amber"), ("days/2", 2, None)]
    assert [one.place for one in differences({"x": 1}, {"x": True})] == ["x"]
