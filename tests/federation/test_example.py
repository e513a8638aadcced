"""The federation of three fictional provinces that the documentation shows."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "federation.py"


def test_the_example_shows_what_the_page_says(tmp_path: Path, run: Callable[..., Ran]) -> None:
    root = runpy.run_path(str(SCRIPT))["build"](tmp_path)
    options = ("--as-of", "2026-09-30", "--root", root, "--format", "json")
    rows = json.loads(run("federation", "status", *options).out)["ledgers"]
    assert {row["id"]: row["behind"] for row in rows} == {"bg": False, "lh": True, "yx": False}
    assert {row["errors"] for row in rows} == {0}
    findings = json.loads(run("validate", *options).out)["findings"]
    assert {(item["rule"], item["path"].split("/")[0]) for item in findings if item["rule"][0] == "N"} == {
        ("N06", "yx"), ("N07", "bg")
    }  # fmt: skip
    assert json.loads(run("status", *options).out)["own_lights"]
