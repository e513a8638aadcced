"""What method 2026.2 changed, row by row: each with its right value (`status.md`, `evaluation.md`)."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from analysis.build import adjustment, indicator, milestone, pilot
from talentpilot.analysis.evaluation.performance import Basis, assess_indicators, performances
from talentpilot.analysis.indicators import IndicatorStatus, indicator_status
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Indicator
from talentpilot.model.programme import Programme, Thresholds


def programme(**more: Any) -> Programme:
    return Programme.model_validate(
        {"id": "yx-2025", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}, **more}
    )


def status(subject: Pilot, day: str, **more: Any) -> PilotStatus:
    return pilot_status(subject, programme(**more), date.fromisoformat(day))


def schedule(subject: Pilot, day: str, **more: Any) -> str:
    rated = status(subject, day, **more).schedule.rated
    return " ".join((rated.light, *rated.reasons))


def rated(item: Indicator, day: str) -> str:
    found = indicator_status(item, date.fromisoformat(day), Thresholds()).rated
    return " ".join((found.light, *found.reasons))


def observed(*values: tuple[str, str], **more: Any) -> Indicator:
    return indicator(observations=[{"date": day, "value": value} for day, value in values], **more)


THREE = (milestone("M1", "2025-09-30"), milestone("M2", "2026-06-30"), milestone("M3", "2027-06-30"))


class TestSchedule:
    @pytest.mark.parametrize(
        ("day", "planned", "light"),
        [
            ("2025-09-30", 0, "green"),
            ("2025-10-01", Fraction(100, 3), "amber SCH1"),
            ("2025-10-30", Fraction(100, 3), "amber SCH1"),
            ("2025-10-31", Fraction(100, 3), "red SCH1"),
        ],
    )
    def test_a_step_is_asked_for_once_its_day_is_over_and_red_after_thirty_more(
        self, day: str, planned: Fraction, light: str
    ) -> None:
        assert status(pilot(THREE), day).schedule.planned == planned
        assert schedule(pilot(THREE), day) == light

    def test_the_days_until_a_gap_is_red_are_a_setting(self) -> None:
        settings = {"rules": {"thresholds": {"red_gap_after_days": "0"}}}
        assert schedule(pilot(THREE), "2025-10-01", **settings) == "red SCH1"

    def test_a_large_gap_without_a_step_long_overdue_is_amber_with_its_own_reason(self) -> None:
        steps = (milestone("M1", "2025-09-30"), milestone("M2", "2025-10-15"), milestone("M3", "2027-06-30"))
        assert status(pilot(steps), "2025-10-20").schedule.gap == Fraction(200, 3)
        assert schedule(pilot(steps), "2025-10-20") == "amber SCH1"

    def test_steps_added_later_never_dilute_the_plan_as_approved(self) -> None:
        added = (milestone("M2", "2026-06-30", added="A1"), milestone("M3", "2027-06-30", added="A1"))
        changes = ({"path": "milestones/M2"}, {"path": "milestones/M3"})
        subject = pilot(
            (milestone("M1", "2025-09-30", "2025-09-01"), *added),
            adjustments=[adjustment("A1", "add_milestone", *changes)],
        )
        found = status(subject, "2026-02-01").schedule
        assert found.planned == Fraction(100, 3)
        assert found.planned_original == 100

    def test_without_an_original_date_there_is_no_original_pace(self) -> None:
        assert status(pilot((milestone("M1"),)), "2026-02-01").schedule.planned_original is None

    @pytest.mark.parametrize(
        ("day", "light"), [("2027-06-30", "green"), ("2027-09-28", "green"), ("2027-09-29", "amber SCH6")]
    )
    def test_a_pilot_that_is_done_waits_to_be_concluded(self, day: str, light: str) -> None:
        done = tuple(milestone(item.id, str(item.due), "2025-09-01") for item in THREE)
        assert schedule(pilot(done), day) == light

    def test_what_is_done_but_undated_waits_to_be_concluded_too(self) -> None:
        subject = pilot((milestone("M1", None, "2025-09-01"),))
        assert schedule(subject, "2027-06-30") == "grey SCH5"
        assert schedule(subject, "2027-09-29") == "amber SCH6"

    def test_a_closed_pilot_waits_for_nothing(self) -> None:
        done = tuple(milestone(item.id, str(item.due), "2025-09-01") for item in THREE)
        found = status(pilot(done, adjustments=[adjustment("A1", "conclusion")]), "2027-12-31")
        assert (found.schedule.rated.light, found.light) == ("green", None)

    def test_undated_and_unfinished_work_is_red_once_the_term_is_over(self) -> None:
        assert schedule(pilot((milestone("M1"),)), "2027-07-01") == "red SCH3"

    def test_the_rows_stand_in_the_order_of_the_table(self) -> None:
        overdue = (milestone("M1", "2025-09-30", weight="1"), milestone("M2", "2027-06-30", weight="99"))
        assert schedule(pilot(overdue), "2025-10-01") == "amber M1/SCH2"
        assert schedule(pilot(overdue), "2026-01-01") == "red M1/SCH2"

    def test_a_forecast_whose_day_is_open_is_no_day_after_the_term(self) -> None:
        said = [{"date": "2027-08-01", "stated": "2026-01-01"}]
        later = [*said, {"stated": "2026-01-01", "reason": "waits"}]
        assert schedule(pilot((milestone("M1", "2027-06-30", forecasts=said),)), "2026-02-01") == "amber M1/SCH4"
        assert schedule(pilot((milestone("M1", "2027-06-30", forecasts=later),)), "2026-02-01") == "green"


class TestIndicators:
    @pytest.mark.parametrize("day", ["2026-06-30", "2026-07-15", "2027-03-31"])
    def test_a_value_is_compared_with_the_path_of_its_own_day(self, day: str) -> None:
        found = indicator_status(observed(("2026-06-30", "45")), date.fromisoformat(day), Thresholds())
        assert found.expected == Fraction(1, 2)
        assert found.gap == 5

    def test_without_a_value_the_path_is_taken_on_the_day_asked_for(self) -> None:
        assert indicator_status(indicator(), date(2026, 6, 30), Thresholds()).expected == Fraction(1, 2)

    def test_a_baseline_of_a_period_counts_at_its_last_day(self) -> None:
        item = observed(("2026-06-30", "45"), baseline={"value": "0", "period": "2025H1"})
        assert indicator_status(item, date(2026, 6, 30), Thresholds()).expected == Fraction(1, 2)

    @pytest.mark.parametrize(
        ("lag", "day", "light"),
        [
            ("0", "2027-06-29", "grey IND0"),
            ("0", "2027-06-30", "red IND1"),
            ("365", "2028-06-28", "grey IND0"),
            ("365", "2028-06-29", "red IND1"),
        ],
    )
    def test_a_target_is_judged_once_its_figure_is_published(self, lag: str, day: str, light: str) -> None:
        assert rated(indicator(lag_days=lag), day) == light

    def test_the_value_of_the_target_date_is_judged_at_once(self) -> None:
        item = observed(("2027-06-30", "69"), lag_days="365")
        assert rated(item, "2027-06-29") == "grey IND0"
        assert rated(item, "2027-06-30") == "red IND5"

    def test_an_old_value_waits_for_the_figure_of_the_target_date(self) -> None:
        item = observed(("2026-12-31", "70"), frequency="annual", lag_days="365")
        assert rated(item, "2027-12-31") == "green IND7"
        assert rated(item, "2028-06-29") == "amber IND5"

    @pytest.mark.parametrize(
        ("day", "stale"), [("2027-01-29", None), ("2028-01-29", None), ("2028-01-30", "2026-12-31")]
    )
    def test_a_statistic_that_comes_a_year_later_is_not_stale_before(self, day: str, stale: str | None) -> None:
        item = observed(
            ("2025-12-31", "20"), frequency="annual", lag_days="365",
            target={"value": "100", "date": "2029-12-31"},
        )  # fmt: skip
        found = indicator_status(item, date.fromisoformat(day), Thresholds())
        assert found.stale == (date.fromisoformat(stale) if stale else None)

    @pytest.mark.parametrize(
        ("item", "light"),
        [
            (observed(("2025-12-31", "40")), "amber IND7 IND8"),
            (observed(("2025-12-31", "15")), "amber IND7 IND8"),
            (observed(("2025-12-31", "-1")), "red IND4 IND8"),
            (observed(("2025-12-31", "100")), "green IND2 IND8"),
            (observed(("2025-12-31", "100"), direction="keep_above"), "amber IND2 IND8"),
            (observed(("2025-12-31", "95"), direction="keep_above"), "amber IND3 IND8"),
            (observed(("2025-12-31", "25"), baseline="25", target=("20", "30"), direction="within"), "amber IND2 IND8"),
            (observed(("2025-12-31", "25"), baseline="10", target=("20", "30"), direction="within"), "green IND2 IND8"),
            (observed(("2025-12-31", "40"), baseline=None), "grey IND6 IND8"),
        ],
    )
    def test_the_age_of_a_value_is_told_beside_any_light(self, item: Indicator, light: str) -> None:
        assert rated(item, "2026-06-30") == light

    def test_what_is_on_the_wrong_side_is_no_progress_and_has_no_pace(self) -> None:
        item = observed(("2025-12-31", "3"), baseline="0", target="0.4", direction="decrease")
        found = indicator_status(item, date(2026, 1, 15), Thresholds())
        assert (found.progress.value, found.progress.met, found.expected, found.gap) == (None, False, None, None)
        assert rated(item, "2026-01-15") == "grey IND6"
        assert rated(item, "2027-06-30") == "red IND5"

    def test_without_a_target_an_indicator_is_only_watched(self) -> None:
        watched = observed(("2025-12-31", "3")).model_copy(update={"target": None})
        found = indicator_status(watched, date(2026, 1, 15), Thresholds())
        assert found.actual == 3
        assert (found.progress.value, found.progress.met, found.expected) == (None, None, None)
        assert rated(watched, "2026-01-15") == "grey IND9"
        assert rated(watched, "2030-01-15") == "grey IND9 IND8"

    def test_the_results_leave_out_what_is_only_watched(self) -> None:
        watched = observed(("2025-12-31", "3"), id="I2").model_copy(update={"target": None})
        good = observed(("2025-12-31", "40"))
        assert status(pilot((), (good, watched)), "2026-01-15").results.light == "green"
        assert status(pilot((), (watched,)), "2026-01-15").results.light == "grey"


class TestReporting:
    @pytest.mark.parametrize(
        ("approved", "periods"),
        [
            ("2025-07-01", "2025Q3 2025Q4"),
            ("2025-09-01", "2025Q4"),
            ("2025-08-31", "2025Q3 2025Q4"),
            ("2025-12-02", ""),
            ("2025-12-01", "2025Q4"),
        ],
    )
    def test_reports_are_owed_from_thirty_days_after_the_approval(self, approved: str, periods: str) -> None:
        subject = pilot(approval={"date": approved, "document": "1"})
        assert " ".join(map(str, status(subject, "2026-02-28").reporting.expected)) == periods

    def test_an_approval_before_the_term_owes_nothing_earlier(self) -> None:
        subject = pilot(approval={"date": "2025-01-01", "document": "1"})
        assert [str(one) for one in status(subject, "2025-12-31").reporting.expected] == ["2025Q3"]

    def test_no_periodic_reports_may_be_owed_at_all(self) -> None:
        found = status(pilot(), "2027-06-30", reporting={"cadence": "none"}).reporting
        assert (found.rated.light, found.expected) == ("grey", ())

    @pytest.mark.parametrize(
        ("opened", "periods"), [("2025-09-30", "2025Q3 2025Q4"), ("2025-10-01", "2025Q4"), ("2026-01-01", "")]
    )
    def test_books_opened_later_owe_nothing_for_what_was_over(self, opened: str, periods: str) -> None:
        found = status(pilot(), "2026-02-28", opened=opened).reporting
        assert " ".join(map(str, found.expected)) == periods

    def test_what_lies_wholly_between_a_closing_and_its_reopening_is_not_owed(self) -> None:
        closing = adjustment("A1", "conclusion", submitted="2025-12-20")
        again = adjustment("A2", "reopening", procedure="approval", decision="approved", decided="2026-07-10")
        subject = pilot(adjustments=[closing, again])
        assert [str(one) for one in status(subject, "2026-07-09").reporting.expected] == ["2025Q3", "2025Q4"]
        owed = [str(one) for one in status(subject, "2026-12-31").reporting.expected]
        assert owed == ["2025Q3", "2025Q4", "2026Q3"]


class TestPerformance:
    def share(self, item: Indicator, day: str, basis: Basis = Basis.TO_DATE) -> Fraction | None:
        return next(iter(assess_indicators(status(pilot((), (item,)), day), basis))).share

    def test_a_value_scores_against_the_path_of_its_own_day(self) -> None:
        item = observed(("2026-06-30", "40"))
        assert self.share(item, "2026-06-30") == self.share(item, "2027-03-31") == Fraction(4, 5)

    def test_once_judged_progress_stands_alone(self) -> None:
        item = observed(("2026-06-30", "50"))
        assert self.share(item, "2027-06-29") == 1
        assert self.share(item, "2027-06-30") == Fraction(1, 2)

    def test_a_lagging_figure_is_not_judged_before_it_is_published(self) -> None:
        item = observed(("2026-06-30", "50"), lag_days="365")
        assert self.share(item, "2028-06-28") == 1
        assert self.share(item, "2028-06-29") == Fraction(1, 2)

    @pytest.mark.parametrize(
        ("lag", "day", "share"),
        [("0", "2025-10-30", None), ("0", "2025-10-31", 0), ("60", "2025-12-29", None), ("60", "2025-12-30", 0)],
    )
    def test_no_data_is_no_score_until_a_figure_could_be_there(self, lag: str, day: str, share: int | None) -> None:
        assert self.share(indicator(lag_days=lag), day) == share

    @pytest.mark.parametrize(
        ("value", "day", "to_date", "to_target"),
        [("7", "2026-06-30", 1, 1), ("4", "2026-06-30", None, 0), ("4", "2027-06-30", 0, 0)],
    )
    def test_a_target_on_the_wrong_side_counts_as_data_without_progress(
        self, value: str, day: str, to_date: int | None, to_target: int
    ) -> None:
        item = observed((day, value), baseline="10", target="5")
        assert self.share(item, day) == to_date
        assert self.share(item, day, Basis.TO_TARGET) == to_target

    def test_what_is_only_watched_is_in_no_sum_and_in_no_coverage(self) -> None:
        watched = observed(("2025-12-31", "3"), id="I2").model_copy(update={"target": None})
        good, unseen = observed(("2026-06-30", "50")), indicator(id="I3", frequency="once")
        found = status(pilot((), (good, watched, unseen)), "2026-06-30")
        assert [item.id for item in assess_indicators(found, Basis.TO_TARGET)] == ["I1", "I3"]
        assert performances(found, programme().evaluation.weights)[0].coverage == 50

    def test_a_step_due_today_is_not_in_the_planned_weight(self) -> None:
        subject = pilot((milestone("M1", "2025-09-30", "2025-09-01"), milestone("M2", "2025-12-31")))
        on, after = (
            {
                item.name: item.value
                for item in performances(status(subject, day), programme().evaluation.weights)[1].components
            }
            for day in ("2025-12-31", "2026-01-01")
        )
        assert on["delivery"] == 100
        assert after["delivery"] == 50

    def test_a_solution_that_waits_for_acceptance_is_not_settled(self) -> None:
        entry = {
            "id": "B1", "title": "t", "kind": "data", "severity": "critical", "raised": "2025-09-01",
            "owner": "nj-hrss", "needs": "city", "resolved": "2025-11-01", "resolution": "r",
        }  # fmt: skip
        subject = pilot(bottlenecks=[entry])
        weights = programme().evaluation.weights
        settled = [
            performances(status(subject, "2026-01-01", rules={"acceptance": asked}), weights)[1]
            for asked in ([], ["critical"])
        ]
        assert [item.components[2].value for item in settled] == [100, 0]


def test_an_explained_status_names_the_day_of_the_value(golden_pilot: Pilot, golden_programme: Programme) -> None:
    found: IndicatorStatus = pilot_status(golden_pilot, golden_programme, date(2026, 9, 30)).indicators[0]
    assert found.actual_date == date(2026, 3, 31)
    assert not found.judged
