"""`report --whole-life`: one pilot from its beginning, not only in the period."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import Ran
from report.issuing import ledger_in_git
from talentpilot import Ledger

ROOT = Path(__file__).parents[2]
WHEN = ("--period", "2026Q3", "--as-of", "2026-09-30", "--issued", "2026-10-20")
WHOLE = (*WHEN, "--view", "pilot:yx-titles-01", "--whole-life")
Run = Callable[..., Ran]


@pytest.fixture
def figures(run: Run, tmp_path: Path) -> dict[str, Any]:
    assert run("report", "--root", ROOT, *WHOLE, "--format", "json", "-o", tmp_path).code == 0
    document: dict[str, Any] = json.loads(
        (tmp_path / "2026Q3-pilot-yx-titles-01-life.json").read_text(encoding="utf-8")
    )
    return document


def test_it_holds_every_fact_from_the_beginning_to_the_day(figures: dict[str, Any]) -> None:
    ledger = Ledger.open(ROOT)
    pilot = ledger.pilot("yx-titles-01")
    life, (shown,) = figures["life"], figures["pilots"]
    assert [report["period"] for report in shown["reports"]] == ["2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"]
    assert figures["filings"] == [f"yx-titles-01/{item.id}" for item in pilot.file.adjustments]
    assert len(figures["incentives"]) == len(pilot.file.incentives) > 0
    assert len(figures["publicity"]) == len(pilot.file.publicity)
    values = {item["id"]: len(item["values"]) for item in life["indicators"]}
    assert values == {"I1": 4, "I2": 4, "I3": 5, "I4": 2, "I5": 0}
    assert life["began"] == "2025-07-01"
    assert life["indicators"][2]["values"][0] == {
        "day": "2025-09-30", "period": "2025Q3", "value": 40, "provisional": False, "note": None, "evidence": [],
    }  # fmt: skip


def test_the_schema_knows_it_and_the_usual_report_lacks_it(figures: dict[str, Any], run: Run, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "src/talentpilot/_schemas/report-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(figures, schema)
    run("report", "--root", ROOT, *WHOLE[:-1], "--format", "json", "-o", tmp_path)
    usual = json.loads((tmp_path / "2026Q3-pilot-yx-titles-01.json").read_text(encoding="utf-8"))
    assert usual["life"] is None
    assert [report["period"] for report in usual["pilots"][0]["reports"]] == ["2026Q3"]


def test_nothing_after_the_day_is_shown() -> None:
    then = Ledger.open(ROOT, as_of=None).report("2025Q4", view="pilot:yx-titles-01", whole_life=True).figures
    assert [report["period"] for report in then["pilots"][0]["reports"]] == ["2025Q3", "2025Q4"]
    days = [one["day"] for item in then["life"]["indicators"] for one in item["values"]]
    assert days
    assert max(days) <= "2025-12-31"
    assert then["filings"] == []


def test_the_pages_say_what_they_cover(run: Run, tmp_path: Path) -> None:
    run("report", "--root", ROOT, *WHOLE, "--lang", "both", "--format", "md", "-o", tmp_path)
    chinese = (tmp_path / "2026Q3-pilot-yx-titles-01-life-zh.md").read_text(encoding="utf-8")
    english = (tmp_path / "2026Q3-pilot-yx-titles-01-life-en.md").read_text(encoding="utf-8")
    assert "试点全周期报告（截至2026年9月30日）" in chinese
    assert "**报告期**：2025年7月1日至2026年9月30日" in chinese
    assert "自试点开始至2026年第三季度报告应报5份" in chinese
    assert "| 培训评审委员会委员（人） | 2025年第三季度 | 40 |" in chinese
    assert "All values of the indicators" in english


@pytest.mark.slow
def test_it_is_issued_and_remade_with_its_whole_life(run: Run, tmp_path: Path) -> None:
    books = ledger_in_git(tmp_path / "books")
    pilot = next((books.root / "pilots").iterdir()).name
    asked = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20", "--view", f"pilot:{pilot}")
    ran = run("report", "--root", books.root, *asked, "--whole-life", "--issue", "--format", "md")
    assert (ran.code, ran.err) == (0, "")
    folder = f"reports/2026Q1-pilot-{pilot}-life"
    manifest = json.loads((books.root / folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["view"], manifest["whole_life"]) == (f"pilot:{pilot}", True)
    schema = json.loads((ROOT / "src/talentpilot/_schemas/manifest-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(manifest, schema)
    assert run("verify-report", "--root", books.root, books.root / folder).code == 0


@pytest.mark.parametrize("view", [(), ("--view", "domain:titles")])
def test_only_one_pilot_has_a_whole_life(run: Run, view: tuple[str, ...]) -> None:
    ran = run("report", "--root", ROOT, *WHEN, *view, "--whole-life")
    assert (ran.code, "only one pilot is reported on over its whole life" in ran.err) == (2, True)


def test_a_federation_names_no_pilot_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "federation.yaml").write_text("schema: talentpilot/federation/1\ntitle: 各省试点\nledgers: []\n")
    ran = run("report", "--root", tmp_path, *WHOLE)
    assert (ran.code, "--whole-life is for one ledger" in ran.err) == (2, True)
