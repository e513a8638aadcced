"""The figures of the reports on evaluations: closed, published shapes that every outcome and edition fits."""

import json
import runpy
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from report.evaluated import GOLDEN, OVERSEAS, TITLES, WAYS, gone, source_of, weaker, with_result
from talentpilot.report.evaluation import evaluation_figures, evaluations_figures
from talentpilot.report.views.evaluation.inputs import EvaluationSource
from talentpilot.report.views.evaluation.summary import evaluations_view
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.report.views.redaction import Edition

DOCS = Path(__file__).parents[2] / "docs"


def published(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("talentpilot") / "_schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def fits(name: str, text: str) -> dict[str, Any]:
    schema = published(name)
    Draft202012Validator.check_schema(schema)
    document: dict[str, Any] = json.loads(text)
    Draft202012Validator(schema).validate(document)
    return document


@pytest.mark.parametrize("way", WAYS)
def test_every_outcome_fits_the_published_shape(way: str) -> None:
    view = with_result(source_of(TITLES), gone(way))
    document = fits("evaluation-report-1", evaluation_figures(view))
    assert document["path"]["outcome"] == gone(way).outcome
    assert [test["name"] for row in document["path"]["rows"] for test in row["tests"]] == [
        test.name for row in gone(way).rows for test in row.tests
    ]


@pytest.mark.slow
def test_both_editions_and_findings_fit_it() -> None:
    for source in (source_of(OVERSEAS), source_of("yx-titles-01", GOLDEN, "2026-03-31")):
        for one in (source, replace(source, edition="public")):
            document = fits("evaluation-report-1", evaluation_figures(evaluation_view(one)))
            assert bool(document["omitted"]) == (one.edition == "public")
    (conditional,) = (with_result(source_of(OVERSEAS), weaker()),)
    assert fits("evaluation-report-1", evaluation_figures(conditional))["path"]["conditions"]


@pytest.mark.parametrize("which", ["all", "none", "public"])
def test_the_summary_fits_its_shape(which: str) -> None:
    source: EvaluationSource = source_of(None)
    results = (*source.results, weaker(), *(gone(way) for way in WAYS)) if which != "none" else ()
    edition: Edition = "public" if which == "public" else "internal"
    view = evaluations_view(replace(source, results=results, edition=edition))
    document = fits("evaluations-report-1", evaluations_figures(view))
    assert sum(item["recommended"] for item in document["outcomes"]) == len(document["entries"])


def test_an_object_stands_with_what_the_evaluation_adds_to_it() -> None:
    document = fits("evaluation-report-1", evaluation_figures(evaluation_view(source_of(TITLES))))
    indicator = next(item for item in document["results"]["indicators"] if item["id"] == "I1")
    assert (indicator["actual"], indicator["share_to_date"], indicator["case"]) == (41, 1, 3)
    assert document["settings"]["weights"] == {"results": 50, "delivery": 25, "bottlenecks": 15, "management": 10}
    assert document["glance"]["pilot"] == "yx-titles-01"
    assert set(document["quality"]["found"][0]["message"]) == {"zh", "en"}


def test_the_published_shapes_are_those_of_the_views(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(DOCS), *sys.path])
    made = runpy.run_path(str(DOCS / "evaluation_schema.py"), run_name="docs")
    assert made["evaluation"]() == published("evaluation-report-1")
    assert made["evaluations"]() == published("evaluations-report-1")
    made = runpy.run_path(str(DOCS / "federation_schema.py"), run_name="docs")
    assert made["schema"]() == published("federation-report-1")
