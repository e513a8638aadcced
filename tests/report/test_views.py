"""Views: what the first pages count is what the later pages list."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from report_sources import source_of
from talentpilot.report.quarterly import render_quarterly
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view
from talentpilot.services.reporting import narrow

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "ledger"

Gather = Callable[..., Source]


def gather(root: Path = ROOT, period: str = "2026Q3", as_of: str = "2026-09-30", issued: str = "2026-10-20") -> Source:
    return source_of(root, period, as_of, issued)


@pytest.fixture(scope="module")
def example() -> QuarterlyView:
    return quarterly_view(gather())


@pytest.fixture(
    scope="module", params=["2026Q3 of the example", "2026Q1 of the golden ledger", "2027H1 of the golden ledger"]
)
def any_view(request: pytest.FixtureRequest) -> QuarterlyView:
    match request.param.split()[0]:
        case "2026Q3":
            return quarterly_view(gather())
        case "2026Q1":
            return quarterly_view(gather(GOLDEN, "2026Q1", "2026-03-31", "2026-04-20"))
        case _:
            return quarterly_view(gather(GOLDEN, "2027H1", "2027-06-30", "2027-07-20"))


def test_the_summary_counts_the_rows_of_the_pilots(any_view: QuarterlyView) -> None:
    counts, pilots = any_view.summary.counts, any_view.pilots
    assert counts.pilots == len(pilots) == sum(counts.lights.values()) == sum(counts.standing.values())
    assert Counter(pilot.light for pilot in pilots) == {word: n for word, n in counts.lights.items() if n}
    assert Counter(pilot.standing for pilot in pilots) == {word: n for word, n in counts.standing.items() if n}
    assert Counter(pilot.maturity for pilot in pilots if pilot.maturity) == {
        word: n for word, n in counts.maturity.items() if n
    }
    assert any_view.summary.below_m0 == sum(1 for pilot in pilots if pilot.maturity is None)


def test_the_summary_counts_the_rows_of_the_exceptions(any_view: QuarterlyView) -> None:
    summary, kinds = any_view.summary, Counter(item.kind for item in any_view.exceptions)
    assert (summary.off_track, summary.overdue, summary.old_bottlenecks) == (
        kinds["pilot"],
        kinds["milestone"],
        kinds["bottleneck"],
    )
    assert summary.off_track == summary.counts.lights["red"]
    assert summary.overdue == sum(pilot.overdue for pilot in any_view.pilots)
    assert set(summary.largest) <= set(any_view.exceptions)


def test_the_summary_counts_the_rows_of_matters_changes_and_missing_reports(any_view: QuarterlyView) -> None:
    summary = any_view.summary
    assert summary.matters == sum(len(group.matters) for group in any_view.matters)
    assert len(summary.changes) == sum(1 for pilot in any_view.pilots if pilot.before != pilot.light)
    assert len(summary.changes) == sum(len(summary.changed(way)) for way in ("better", "worse", "other"))
    assert len(summary.changes) == sum(len(group) for _, _, group in summary.moves)
    reports = summary.reports
    assert reports.due - reports.received == len(reports.missing)
    listed = {(row.pilot.id, row.period) for row in any_view.notes.missing}
    assert {(pilot.id, period) for pilot, period in reports.missing} <= listed


def test_domains_and_regions_add_up_to_the_total_and_to_the_pilots(any_view: QuarterlyView) -> None:
    portfolio, pilots = any_view.portfolio, any_view.pilots
    for rows in (portfolio.domains, portfolio.regions):
        for name in ("pilots", "on_track", "rated", "practices", "adoptions"):
            assert sum(getattr(row, name) for row in rows) == getattr(portfolio.total, name)
        assert {
            word: sum(row.lights[word] for row in rows) for word in portfolio.total.lights
        } == portfolio.total.lights
    indicators = [item for pilot in pilots for item in pilot.indicators]
    assert portfolio.total.on_track == sum(1 for item in indicators if item.light == "green")
    assert portfolio.total.rated == sum(1 for item in indicators if item.light != "grey")
    practices = [item for pilot in pilots for item in pilot.practices]
    assert portfolio.total.practices == sum(1 for p in practices if p.status in ("documented", "endorsed", "promoted"))
    assert portfolio.total.adoptions == sum(1 for p in practices for one in p.adoptions if one.elsewhere)
    assert sum(cell.pilots for _, cells in portfolio.grid.rows for cell in cells) == len(pilots)


def test_the_golden_numbers_stand_in_the_view() -> None:
    (pilot,) = quarterly_view(gather(GOLDEN, "2026Q1", "2026-03-31", "2026-04-20")).pilots
    assert (pilot.light, pilot.maturity) == ("amber", "M2")
    assert (pilot.schedule.completion, pilot.schedule.planned_original) == (Fraction(30), Fraction(60))
    first = next(item for item in pilot.indicators if item.id == "I1")
    assert (first.progress, first.expected) == (Fraction(4100, 90), Fraction(27400, 730))
    assert [(reason.rule, reason.object, reason.days) for reason in pilot.reasons] == [
        ("IND3", "I4", None),
        ("bottleneck", "B1", 162),
    ]


def test_a_change_is_the_status_at_the_end_of_the_previous_period(example: QuarterlyView) -> None:
    changed = {item.pilot.id: (item.before, item.after, item.way) for item in example.summary.changes}
    assert changed["yx-education-01"] == ("amber", "red", "worse")
    assert changed["yx-experts-01"] == ("amber", "green", "better")
    assert changed["yx-overseas-01"] == ("green", "none", "other")
    assert example.head.previous.end == date(2026, 6, 30)


def test_exceptions_come_by_severity_then_by_size_and_age_decides_between_equals(example: QuarterlyView) -> None:
    shown = [(item.kind, f"{item.pilot.id}/{item.object}", round(float(item.size), 1)) for item in example.exceptions]
    assert shown == [
        ("pilot", "yx-education-01/", 45.5),
        ("pilot", "yx-services-01/", 34.8),
        ("bottleneck", "yx-services-01/B1", 3.0),
        ("milestone", "yx-education-01/M3", 27.3),
        ("bottleneck", "yx-titles-01/B1", 2.0),
        ("bottleneck", "yx-education-01/B1", 2.0),
        ("bottleneck", "yx-education-02/B2", 1.0),
        ("bottleneck", "yx-experts-01/B2", 1.0),
        ("bottleneck", "yx-postdoc-01/B2", 1.0),
        ("milestone", "yx-education-01/M4", 18.2),
        ("milestone", "yx-titles-02/M4", 18.2),
    ]
    ages = [item.days or 0 for item in example.exceptions if item.size == 1]
    assert ages == sorted(ages, reverse=True)


def test_a_matter_that_two_pilots_share_stands_once() -> None:
    source = gather()
    shared = [item for group in quarterly_view(source).matters for item in group.matters if len(item.pilots) > 1]
    assert [[one.address for one in item.items] for item in shared] == [["yx-titles-01/B1", "yx-titles-02/B1"]]


def test_reports_count_up_to_the_day_of_issue_and_figures_do_not() -> None:
    early, late = (quarterly_view(gather(issued=day)) for day in ("2026-10-12", "2026-10-20"))
    assert (early.summary.reports.due, late.summary.reports.due) == (10, 10)
    assert early.summary.reports.received < late.summary.reports.received == 10
    assert early.summary.reports.open
    assert not late.summary.reports.open
    assert early.summary.counts == late.summary.counts


def test_filings_of_the_period_are_those_submitted_decided_or_effective_in_it(example: QuarterlyView) -> None:
    for filing in example.filings:
        days = [day for day in (filing.submitted, filing.decided, filing.effective) if day is not None]
        assert any(date(2026, 7, 1) <= day <= date(2026, 9, 30) for day in days)
    extension = next(item for item in example.filings if item.id == "A5")
    assert (extension.state, extension.changes[0].before, extension.changes[0].after) == (
        "approved",
        date(2026, 12, 31),
        date(2027, 6, 30),
    )


def test_a_lower_target_is_marked_and_a_refused_one_says_so(example: QuarterlyView) -> None:
    pilot = next(item for item in example.pilots if item.ref.id == "yx-titles-01")
    refused = next(item for item in pilot.filings if item.id == "A2")
    assert (refused.lowered, refused.state) == (True, "rejected")


def test_the_order_of_the_pilots_does_not_matter_to_what_is_counted() -> None:
    source = gather()
    turned = quarterly_view(replace(source, statuses=tuple(reversed(source.statuses))))
    straight = quarterly_view(source)
    assert (turned.exceptions, turned.matters) == (straight.exceptions, straight.matters)
    assert turned.portfolio.domains == straight.portfolio.domains


@pytest.mark.slow
def test_each_of_eight_hundred_pilots_has_its_part() -> None:
    source = gather()
    many = tuple(
        replace(status, pilot=replace(status.pilot, id=f"{status.pilot.id}-{number}"))
        for number in range(67)
        for status in source.statuses
    )
    view = quarterly_view(replace(source, statuses=many, registered=len(many)))
    markdown = render_quarterly(view, "zh").markdown
    assert markdown.count("\n#### ") == len(many) == 804


def test_a_view_lists_the_waivers_of_its_own_pilots_only() -> None:
    def waivers(kind: str, value: str) -> list[str]:
        scope, selection = narrow(f"{kind}:{value}")
        source = source_of(ROOT, "2026Q3", "2026-09-30", "2026-10-20", scope, selection)
        return [item.object for item in quarterly_view(source).notes.waivers]

    assert waivers("pilot", "yx-postdoc-01") == ["yx-postdoc-01"]
    assert waivers("domain", "postdoc") == ["yx-postdoc-01"]
    assert waivers("pilot", "yx-titles-01") == waivers("domain", "titles") == []


def test_unverified_evidence_is_listed_whatever_its_own_date_where_a_figure_rests_on_it(example: QuarterlyView) -> None:
    listed = {f"{row.pilot.id}/{name}" for row in example.notes.unverified for name in row.ids}
    told = {name for row in example.notes.findings if row.rule == "E03" for name in row.objects}  # once a pilot
    assert "yx-titles-01/E11" in listed  # exported on 2026-10-09, for the values of 2026-09-30
    assert {name.partition("/")[0] for name in told} == {name.partition("/")[0] for name in listed}
    assert all(len(row.ids) <= row.total for row in example.notes.unverified)


def test_steps_that_press_are_never_cut_off_in_silence(example: QuarterlyView) -> None:
    few = render_quarterly(example, "en").markdown
    assert "The first 24 of" not in few
    many = render_quarterly(replace(example, pilots=example.pilots * 4), "en", pictures=None).markdown
    pressing = many.partition("Overdue milestones, and those due in the next 90 days")[2].partition("\n## ")[0]
    assert pressing.count("\n| ") - 1 == 24
    assert "The first 24 of 40, by due date" in pressing
    none = render_quarterly(replace(example, pilots=example.pilots[3:4]), "en").markdown
    assert "**Overdue milestones, and those due in the next 90 days**: none." in none


@pytest.mark.parametrize(("code", "chinese", "english"), [
    ("340000", "安徽省", "Anhui"),
    ("340800", "安徽省 340800", "Anhui 340800"),  # only provinces are built in
    ("340881", "安徽省 340881", "Anhui 340881"),
    ("990100", "南郊市（虚构）", "Nanjiao (fictional)"),  # of the ledger
    ("990181", "南郊市（虚构） 990181", "Nanjiao (fictional) 990181"),  # in a prefecture of the ledger
    ("998101", "云溪省（虚构） 998101", "Yunxi (fictional) 998101"),
    ("880100", "880100", "880100"),
    ("XPCC", "新疆生产建设兵团", "Xinjiang Production and Construction Corps"),
])  # fmt: skip
def test_a_region_without_a_name_stands_behind_that_in_which_it_lies(code: str, chinese: str, english: str) -> None:
    name = source_of(ROOT, "2026Q3", "2026-09-30", "2026-10-20").names.region(code)
    assert (name.say("zh"), name.say("en")) == (chinese, english)
