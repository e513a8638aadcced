"""Restated figures: what issued reports said, and what today's books say of the same day, told one by one."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from report.issuing import SPRING, WINTER, issue, ledger_in_git
from report.randombooks import random_source
from report.test_machine import published
from repository import Repository
from talentpilot.i18n.translator import translator_for
from talentpilot.report.manifest import digest
from talentpilot.report.quarterly import quarterly_figures, render_quarterly
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.phrases import say_restated
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.report.views.restated_figures import (
    IssuedReport,
    IssuedReports,
    RestatedFigure,
    Restatement,
    figures_then,
    restatement,
)
from talentpilot.services import issuing

Run = Callable[..., Ran]
Json = dict[str, Any]
PILOT = "yx-titles-01"


def figures(run: Run, root: Path, *more: object) -> Json:
    folder = root.parent / "out"
    ran = run("report", "--root", root, *SPRING, "--format", "json,md", "--lang", "en", "--output", folder, *more)
    assert ran.code == 0, ran.err
    path = next(Path(line) for line in ran.out.splitlines() if line.endswith(".json"))
    found: Json = json.loads(path.read_bytes())
    published("report-1").validate(found)
    return found


def notes(root: Path) -> str:
    text = (root.parent / "out" / "2026Q1-en.md").read_text(encoding="utf-8")
    return text.partition("Data notes")[2].partition("\n## ")[0]


def rows(found: Json) -> list[tuple[str | None, str | None, object, object]]:
    return [(one["object"], one["field"], one["then"], one["now"]) for one in found["notes"]["restated"]["figures"]]


def change(root: Path, name: str, there: str, instead: str) -> None:
    file = root / "pilots" / PILOT / name
    text = file.read_text(encoding="utf-8")
    assert there in text
    file.write_text(text.replace(there, instead), encoding="utf-8")


@pytest.fixture
def books(run: Run, tmp_path: Path) -> Repository:
    """A ledger whose report of the winter has been issued."""
    repository = ledger_in_git(tmp_path / "ledger")
    assert issue(run, repository.root, WINTER).code == 0
    return repository


@pytest.mark.slow
def test_nothing_is_restated_where_nothing_has_changed(run: Run, books: Repository) -> None:
    found = figures(run, books.root)["notes"]["restated"]
    assert found["figures"] == []
    assert found["compared"] == [
        {
            "name": "2025Q4",
            "as_of": "2025-12-31",
            "issued": "2026-01-20",
            "version": found["compared"][0]["version"],
            "pilots": 1,
            "restated": 0,
        }
    ]
    assert "| 2025Q4 | 2025-12-31 | 2026-01-20 | 1 | 0 |" in notes(books.root)
    assert "**Restated figures**: none." in notes(books.root)


@pytest.mark.slow
def test_a_value_that_was_corrected_is_told_with_all_that_follows_from_it(run: Run, books: Repository) -> None:
    change(books.root, "outcomes.yaml", "date: 2025-12-31, value: 22,", "date: 2025-12-31, value: 4,")
    found = rows(figures(run, books.root))
    assert ("I1", "actual", 22, 4) in found
    assert ("I1", "light", "green", "amber") in found
    assert (None, "light", "green", "amber") in found
    assert (None, "results", "green", "amber") in found
    assert {name for name, _, _, _ in found} == {None, "I1"}
    text = notes(books.root)
    row = next(line for line in text.splitlines() if "<br>yx-titles-01 | I1 |" in line)
    assert "actual: 22 → 4" in row
    assert "light: ● On track → ▲ Behind" in row
    assert "| 2025Q4 | 2025-12-31 | 2026-01-20 | 1 | " + str(len(found)) + " |" in text


@pytest.mark.slow
def test_the_days_of_milestones_and_what_was_recorded_late_are_told(run: Run, books: Repository) -> None:
    change(books.root, "pilot.yaml", "submitted: 2026-01-13", "submitted: 2026-01-19")
    change(books.root, "milestones.yaml", "done: 2025-08-26", "done: 2025-08-29")
    found = rows(figures(run, books.root))
    assert ("2025Q4", "submitted", "2026-01-13", "2026-01-19") in found
    assert ("M1", "done", "2025-08-26", "2025-08-29") in found


@pytest.mark.slow
def test_an_object_that_came_into_the_books_later_is_one_figure(run: Run, books: Repository) -> None:
    change(books.root, "pilot.yaml", "submitted: 2026-01-13", "submitted: 2026-02-13")
    found = [one for one in figures(run, books.root)["notes"]["restated"]["figures"] if one["object"] == "2025Q4"]
    assert [(one["whole"], one["then"], one["now"]) for one in found] == [(True, "2026-01-13", None)]
    assert "report received on: 2026-01-13 → no longer in the ledger" in notes(books.root)


@pytest.mark.slow
def test_a_threshold_that_moved_restates_lights(run: Run, books: Repository) -> None:
    change_programme(books.root)
    found = rows(figures(run, books.root))
    assert found
    assert all(field in ("light", "results", "schedule", "issues", "state") for _, field, _, _ in found)


def change_programme(root: Path) -> None:
    file = root / "programme.yaml"
    text = file.read_text(encoding="utf-8")
    limits = "rules:\n  thresholds: {amber_gap_pp: 0.5}\n"
    assert "\nrules:" not in text or "thresholds:" not in text
    file.write_text(
        text.replace("\nrules:\n", f"\n{limits}") if "\nrules:\n" in text else text + limits, encoding="utf-8"
    )


@pytest.mark.slow
def test_a_pilot_that_left_the_books_is_told(run: Run, books: Repository) -> None:
    whole = quarterly_figures_of(random_source(3))
    source = random_source(3)
    gone = source.statuses[0].pilot.id
    left = replace(
        source,
        as_of=date(2030, 1, 1),
        past=IssuedReports((issued_from(source, whole),)),
        statuses=source.statuses[1:],
        folders=source.folders - {gone},
    )
    found = quarterly_view(left).notes.restated.figures
    assert [(one.pilot, one.object, one.whole) for one in found] == [(gone, "", True)]
    assert "no longer in the ledger" in render_quarterly(quarterly_view(left), "en", pictures=None).markdown


# --- which reports are compared


@pytest.mark.slow
def test_a_report_that_printed_a_figure_twice_is_named_beside_the_other(run: Run, books: Repository) -> None:
    assert issue(run, books.root, WINTER, "--view", "domain:titles").code == 0
    change(books.root, "outcomes.yaml", "date: 2025-12-31, value: 22,", "date: 2025-12-31, value: 23,")
    found = figures(run, books.root)["notes"]["restated"]
    assert [one["name"] for one in found["compared"]] == ["2025Q4", "2025Q4-domain-titles"]
    assert {tuple(one["reports"]) for one in found["figures"]} == {("2025Q4", "2025Q4-domain-titles")}


@pytest.mark.slow
def test_only_reports_with_figures_of_an_earlier_day_are_compared(run: Run, books: Repository) -> None:
    assert issue(run, books.root, SPRING).code == 0
    change(books.root, "outcomes.yaml", "date: 2026-03-31, value: 41,", "date: 2026-03-31, value: 42,")
    found = figures(run, books.root)["notes"]["restated"]
    assert ([one["name"] for one in found["compared"]], found["figures"]) == (["2025Q4"], [])


@pytest.mark.slow
def test_the_same_report_comes_out_the_same_after_it_was_issued(run: Run, books: Repository) -> None:
    before = figures(run, books.root)
    assert issue(run, books.root, SPRING).code == 0
    assert figures(run, books.root) == before


@pytest.mark.slow
def test_older_days_are_named_and_not_compared(run: Run, books: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    autumn = ("--period", "2025Q3", "--as-of", "2025-09-30", "--issued", "2025-10-20")
    assert issue(run, books.root, autumn).code == 0
    assert len(figures(run, books.root)["notes"]["restated"]["compared"]) == 2
    monkeypatch.setattr(issuing, "DAYS", 1)
    found = figures(run, books.root)["notes"]["restated"]
    assert ([one["name"] for one in found["compared"]], found["older"]) == (["2025Q4"], ["2025Q3"])
    assert "2025Q3" in notes(books.root)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("manifest.json", b"{", "manifest"),
        ("figures.json", None, "figures"),
        ("figures.json", b"{}", "tampered"),
    ],
)
def test_a_report_that_can_not_be_read_is_named_with_why(
    run: Run, books: Repository, file: str, content: bytes | None, reason: str
) -> None:
    path = books.root / "reports" / "2025Q4" / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    found = figures(run, books.root)["notes"]["restated"]
    assert (found["unread"], found["compared"]) == ([{"name": "2025Q4", "reason": reason}], [])
    assert "Not compared: 2025Q4" in notes(books.root)


@pytest.mark.slow
@pytest.mark.parametrize("content", ["[]", '{"schema": "talentpilot/report/1", "pilots": [1]}', "[" * 99999, "{}"])
def test_figures_of_another_shape_are_named_too(run: Run, books: Repository, content: str) -> None:
    folder = books.root / "reports" / "2025Q4"
    (folder / "figures.json").write_text(content, encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["outputs"]["figures.json"]["sha256"] = digest(content.encode())
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert figures(run, books.root)["notes"]["restated"]["unread"] == [{"name": "2025Q4", "reason": "shape"}]


@pytest.mark.slow
def test_reports_of_a_revision_are_those_of_that_revision(run: Run, books: Repository) -> None:
    books.commit("issued")
    head = books.git("rev-parse", "HEAD")
    (books.root / "reports" / "2025Q4" / "manifest.json").unlink()
    assert len(figures(run, books.root, "--rev", head)["notes"]["restated"]["compared"]) == 1
    assert figures(run, books.root)["notes"]["restated"]["compared"] == []


# --- the comparison, on random ledgers


def quarterly_figures_of(source: Source) -> Json:
    found: Json = json.loads(quarterly_figures(quarterly_view(source)))
    return found


def issued_from(source: Source, document: Json) -> IssuedReport:
    then = {pilot["id"]: figures_then(pilot) for pilot in document["pilots"]}
    return IssuedReport(str(source.period), source.period, source.as_of, source.issued, "1.0", "sha256:0", then)


@pytest.mark.parametrize("seed", range(12))
def test_what_was_issued_and_what_is_computed_again_are_the_same_to_the_last_digit(seed: int) -> None:
    source = random_source(seed)
    report = issued_from(source, quarterly_figures_of(source))
    found = restatement(IssuedReports((report,)), source.statuses, source.programme, registered=source.folders)
    assert (found.figures, found.compared[0].pilots) == ((), len(source.statuses))


@pytest.mark.slow
def test_every_kind_of_restated_figure_is_said_in_words() -> None:
    """The figures of random ledgers beside those of others: every kind of field differs somewhere."""
    said: dict[str, set[str]] = {"zh": set(), "en": set()}
    fields: set[str] = set()
    for seed in range(6):
        source = random_source(seed)
        other = quarterly_figures_of(replace(random_source(seed + 100), as_of=source.as_of, period=source.period))
        late = replace(source, as_of=date(2030, 1, 1), past=IssuedReports((issued_from(source, other),)))
        view = quarterly_view(late)
        published("report-1").validate(json.loads(quarterly_figures(view)))
        for one in view.notes.restated.figures:
            fields |= {one.field} if not one.whole else set()
            said["zh"].add(say_restated(one, translator_for("zh"), str.upper))
            said["en"].add(say_restated(one, translator_for("en"), str.upper))
    assert {"light", "maturity", "completion", "actual", "progress", "done", "due", "severity", "state"} <= fields
    assert not [text for text in said["zh"] | said["en"] if re.search(r"None|_|sha256", text)]
    words = [text for text in said["zh"] if re.search("[a-z]", text)]
    assert words == []


@pytest.mark.slow
def test_many_rows_are_cut_in_print_and_whole_in_the_figures() -> None:
    source = random_source(11)
    document = quarterly_figures_of(source)
    for pilot in document["pilots"]:
        for step in pilot["milestones"]:
            step["done"] = "1999-01-01"
    first = issued_from(source, document)
    days = tuple(replace(first, name=str(n), as_of=first.as_of + timedelta(days=n)) for n in range(40))
    late = replace(source, as_of=date(2030, 1, 1), past=IssuedReports(days))
    view = quarterly_view(late)
    groups = view.notes.restated.corrected
    markdown = render_quarterly(view, "en", pictures=None).markdown
    printed = [line for line in markdown.splitlines() if "1999-01-01 → " in line]
    assert len(groups) > 200 >= len(printed) > 100
    assert f"The first 200 rows of {len(groups):,}" in markdown


@pytest.mark.parametrize(("number", "listed"), [(20, True), (21, False)])
def test_what_came_late_stands_apart_from_corrections_and_is_only_counted_beyond_twenty(
    number: int, *, listed: bool
) -> None:
    view = quarterly_view(random_source(11))
    late = [
        RestatedFigure(("2026Q1",), date(2026, 3, 31), "p-1", f"I{n}", "actual", None, n) for n in range(number)
    ]  # fmt: skip
    correction = RestatedFigure(("2026Q1",), date(2026, 3, 31), "p-1", "M1", "state", "done", "overdue")
    found = Restatement((), (*late, correction), (), ())
    assert found.corrected == ((correction,),)
    markdown = render_quarterly(replace(view, notes=replace(view.notes, restated=found)), "en", pictures=None).markdown
    assert markdown.count(": none → ") == (number if listed else 0)
    assert (f"Figures of {number} objects came after the report was issued" in markdown) is not listed
