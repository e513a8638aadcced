"""Every number of sections 1 to 4 is the count of rows of sections 5 to 9: added up, on random ledgers, as printed."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import Any

import pytest

from report.randombooks import narrowed, random_source
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.base import Language
from talentpilot.model.periods import parse_period
from talentpilot.report.quarterly import quarterly_figures, render_quarterly
from talentpilot.report.views.inputs import Scope, Source
from talentpilot.report.views.needs import HIGHER
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view

pytestmark = pytest.mark.slow

SEEDS = range(24)
MARKS = {"●": "green", "▲": "amber", "■": "red", "○": "grey", "◇": "none"}
LIGHTS = ("green", "amber", "red", "grey", "none")

Json = dict[str, Any]


def sources(seed: int) -> Iterable[Source]:
    """The whole programme of a random ledger; one domain, and one light of it."""
    whole = random_source(seed)
    yield whole
    view = quarterly_view(whole)
    domain, light = view.pilots[0].domain, view.pilots[-1].light
    if domain:
        names = frozenset(pilot.ref.id for pilot in view.pilots if pilot.domain == domain)
        yield narrowed(whole, Scope("domain", domain), names)
    names = frozenset(pilot.ref.id for pilot in view.pilots if pilot.light == light)
    yield narrowed(whole, Scope("programme", "", (("light", light),)), names)


def document(view: QuarterlyView) -> Json:
    found: Json = json.loads(quarterly_figures(view))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_figures_add_up(seed: int) -> None:
    for source in sources(seed):
        add_up(document(quarterly_view(source)))


def test_the_sums_see_a_row_that_is_missing() -> None:
    found = document(quarterly_view(random_source(0)))
    for name in ("pilots", "exceptions", "matters"):
        with pytest.raises(AssertionError):
            add_up({**found, name: found[name][1:]})


def add_up(found: Json) -> None:
    """Sections 1 to 4, from the rows of the pilots."""
    pilots, summary = found["pilots"], found["summary"]
    assert found["covered"] == len(pilots) == summary["counts"]["pilots"]
    assert tally(pilots, "light", LIGHTS) == summary["counts"]["lights"]
    assert tally(pilots, "before", LIGHTS) == summary["before"]
    assert tally(pilots, "standing", summary["counts"]["standing"]) == summary["counts"]["standing"]
    assert tally(pilots, "maturity", summary["counts"]["maturity"]) == summary["counts"]["maturity"]
    assert summary["below_m0"] == sum(1 for pilot in pilots if pilot["maturity"] is None)
    changed = {pilot["id"] for pilot in pilots if pilot["before"] not in (None, pilot["light"])}
    assert [item["pilot"] for item in summary["changes"]] == [pilot["id"] for pilot in pilots if pilot["id"] in changed]
    kinds = Counter(item["kind"] for item in found["exceptions"])
    assert summary["off_track"] == kinds["pilot"] == sum(1 for pilot in pilots if pilot["light"] == "red")
    assert summary["overdue"] == kinds["milestone"] == sum(late(pilot) for pilot in pilots)
    assert summary["old_bottlenecks"] == kinds["bottleneck"] == sum(old(pilot, found["method"]) for pilot in pilots)
    reports_add_up(found)
    matters_add_up(found)
    portfolio_adds_up(found["portfolio"], pilots)
    assert set(found["filings"]) <= {f"{pilot['id']}/{one['id']}" for pilot in pilots for one in pilot["filings"]}
    assert set(found["practices"]) <= {f"{pilot['id']}/{one['id']}" for pilot in pilots for one in pilot["practices"]}


def late(pilot: Json) -> int:
    if pilot["standing"] in ("proposed", "terminated", "concluded"):
        return 0
    return sum(1 for step in pilot["milestones"] if step["state"] == "overdue")


def old(pilot: Json, method: Json) -> int:
    limit = method["bottleneck_amber_days"]
    return sum(1 for one in pilot["bottlenecks"] if one["severity"] == "critical" or one["age_days"] > limit)


def reports_add_up(found: Json) -> None:
    pilots, reports = found["pilots"], found["summary"]["reports"]
    came = [one for pilot in pilots for one in pilot["reports"] if one["period"] in pilot["due"]]
    assert reports["due"] == sum(len(pilot["due"]) for pilot in pilots)
    assert reports["received"] == len(came)
    assert reports["late"] == sum(1 for one in came if one["late"])
    assert reports["due"] - reports["received"] == len(reports["missing"])
    listed = {(one["pilot"], one["period"]) for one in found["notes"]["missing"]}
    assert {(one["pilot"], one["period"]) for one in reports["missing"]} <= listed


def matters_add_up(found: Json) -> None:
    """Each entry is an open bottleneck or a matter of a report, once; entries that are the same are one matter."""
    entries = [item for group in found["matters"] for one in group["matters"] for item in one["items"]]
    wanted = Counter(
        f"{pilot['id']}/{one['id']}"
        for pilot in found["pilots"]
        for one in (*pilot["bottlenecks"], *(one for report in pilot["reports"] for one in report["matters"]))
        if one["needs"] in HIGHER
    )
    assert Counter(item["address"] for item in entries) == wanted
    matters = [one for group in found["matters"] for one in group["matters"]]
    assert found["summary"]["matters"] == len(matters)
    assert found["summary"]["shared_matters"] == sum(1 for one in matters if len(one["pilots"]) > 1)
    for one in matters:
        assert one["pilots"] == sorted({item["pilot"] for item in one["items"]})


def portfolio_adds_up(portfolio: Json, pilots: list[Json]) -> None:
    for key, rows in (("domain", portfolio["domains"]), ("region", portfolio["regions"])):
        for row in rows:
            row_adds_up(row, [pilot for pilot in pilots if pilot[key] == row["id"]])
        assert sum(row["pilots"] for row in rows) == len(pilots)
    row_adds_up(portfolio["total"], pilots)
    cells = Counter((pilot["region"], pilot["domain"]) for pilot in pilots)
    assert {(cell["region"], cell["domain"]): cell["pilots"] for cell in portfolio["grid"]} == cells
    tasks = Counter(pilot["task"] for pilot in pilots)
    for shared in portfolio["shared"]:
        assert len(shared["pilots"]) == tasks[shared["task"]] > 1


def row_adds_up(row: Json, pilots: list[Json]) -> None:
    assert row["pilots"] == len(pilots)
    assert row["lights"] == tally(pilots, "light", LIGHTS)
    indicators = [item for pilot in pilots for item in pilot["indicators"]]
    assert row["on_track"] == sum(1 for item in indicators if item["light"] == "green")
    assert row["rated"] == sum(1 for item in indicators if item["light"] != "grey")
    practices = [item for pilot in pilots for item in pilot["practices"]]
    assert row["practices"] == sum(1 for one in practices if one["status"] in ("documented", "endorsed", "promoted"))
    assert row["adoptions"] == sum(1 for one in practices for adoption in one["adoptions"] if adoption["elsewhere"])
    shares = [pilot["schedule"]["completion"] for pilot in pilots if pilot["standing"] != "proposed"]
    known = [share for share in shares if share is not None]
    assert row["median_completion"] == (pytest.approx(median(known)) if known else None)


def tally(rows: Iterable[Json], key: str, words: Iterable[str]) -> dict[str, int]:
    found = Counter(row[key] for row in rows)
    return {word: found[word] for word in words}


# --- the same, from what is printed


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("seed", SEEDS[:5])
def test_the_printed_numbers_are_the_count_of_the_printed_rows(seed: int, language: Language) -> None:
    say = translator_for(language)
    for source in sources(seed):
        view = quarterly_view(source)
        prints_alike(render_quarterly(view, language, pictures=None).markdown, document(view), say)


def prints_alike(markdown: str, found: Json, say: Translator) -> None:
    parts = re.split(r"^## ", markdown, flags=re.MULTILINE)
    head, overall, domains, exceptions, matters, pilots = parts[:6]
    rows = [row for row in tables(pilots)[0] if found["pilots"]]
    lights = Counter(MARKS[row[1][0]] for row in rows)
    assert len(rows) == found["covered"]
    assert numbers(tables(head)[0][0]) == [len(rows), *(lights[word] for word in LIGHTS)]
    assert [numbers([cell])[0] for cell in tables(head)[0][1][1:]] == [
        found["summary"]["before"][word] for word in LIGHTS
    ]
    standing, maturity = re.findall(r"^- \*\*.*$", overall, re.MULTILINE)
    assert sum(numbers([standing])) == len(rows)
    levels = Counter(row[1].split("<br>")[2] for row in rows)
    assert all(f"{level} {number}" in maturity for level, number in levels.items())
    assert all(row[5] for row in rows), "each row says what the pilot needs"
    for table in tables(domains)[:2]:
        total = numbers(table[-1])
        assert total[0] == len(rows)
        assert total[1:6] == [lights[word] for word in LIGHTS]
        ratios = [re.findall(r"\d+", row[3].split("<br>")[1]) for row in rows]
        assert [int(sum(int(pair[side]) for pair in ratios)) for side in (0, 1)] == total[-4:-2]
        for column in range(6):
            assert sum(numbers(row)[column] for row in table[:-1]) == total[column]
    rows = tables(exceptions)[0] if found["exceptions"] else []
    assert len(rows) == len({one["pilot"] for one in found["exceptions"]}), "one row a pilot"
    listed = [matter for row in rows for matter in row[1].split("<br>") if matter[:1] in "■▲"]
    assert len(listed) == len(found["exceptions"])
    shown = tables(matters)[0] if found["matters"] else []
    for row in shown:
        names = row[4].split("<br>")
        assert int(row[3]) == len(names) if int(row[3]) <= 4 else len(names) == 5
    says_in_words(overall, found, len(listed), len(shown), say)


def says_in_words(overall: str, found: Json, exceptions: int, matters: int, say: Translator) -> None:
    """The first sentences hold the same numbers; days, periods and limits taken out of them."""
    quote = overall.split("\n\n")[1]
    for text in dates(found, say):
        quote = quote.replace(text, "")
    summary = found["summary"]
    ways = Counter(item["way"] for item in summary["changes"])
    wanted = [found["covered"], *summary["counts"]["lights"].values(), summary["overdue"], summary["old_bottlenecks"]]
    wanted += [
        found["method"]["bottleneck_amber_days"],
        matters,
    ]
    wanted += [ways[way] for way in ("better", "worse", "other")] if summary["changes"] else []
    assert sorted(map(int, re.findall(r"\d+", quote))) == sorted(wanted)
    assert exceptions == summary["off_track"] + summary["overdue"] + summary["old_bottlenecks"]


def dates(found: Json, say: Translator) -> list[str]:
    periods = [parse_period(found[name]) for name in ("period", "previous")]
    days = [say.day(date.fromisoformat(found[name])) for name in ("as_of", "issued")]
    return [*days, *(say.period(one) for one in periods if one is not None)]


def tables(part: str) -> list[list[list[str]]]:
    """The cells of each row of each table, headings left out."""
    found = re.findall(r"(?:^\|.*\n)+", part, flags=re.MULTILINE)
    return [[cells(row) for row in one.splitlines()[2:]] for one in found]


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.removeprefix("| ").removesuffix(" |").split(" | ")]


def numbers(row: list[str]) -> list[int]:
    """The whole numbers of a row, those of pairs too."""
    return [int(one) for cell in row for one in re.findall(r"(?<![\d.])\d+(?![\d.])", cell)]
