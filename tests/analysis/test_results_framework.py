"""An indicator year by year: golden numbers of targets and actuals."""

from datetime import date
from fractions import Fraction

from analysis.build import indicator
from talentpilot.analysis.observations import YearValue, yearly_values

VALUES = [
    {"date": "2025-12-31", "value": "12"},
    {"date": "2026-06-30", "value": "20"},
    {"date": "2026-12-31", "value": "41"},
]
STEPS = [{"date": "2026-06-30", "value": "25"}, {"date": "2026-12-31", "value": "50"}]


def test_a_level_has_its_last_value_of_each_year_against_the_last_checkpoint() -> None:
    found = indicator(observations=VALUES, checkpoints=STEPS)
    assert yearly_values(found, date(2026, 9, 30)) == (
        YearValue(2025, None, Fraction(12)),
        YearValue(2026, Fraction(50), Fraction(20)),
        YearValue(2027, Fraction(100), None),
    )
    assert yearly_values(found, date(2027, 1, 31))[1] == YearValue(2026, Fraction(50), Fraction(41))


def test_values_of_periods_are_added_up_to_the_end_of_the_year() -> None:
    observed = [{"period": "2025H2", "value": "10"}, {"period": "2026H1", "value": "15"}]
    found = indicator(reporting="per_period", frequency="semiannual", observations=observed)
    assert yearly_values(found, date(2026, 9, 30))[:2] == (
        YearValue(2025, None, Fraction(10)),
        YearValue(2026, None, Fraction(25)),
    )


def test_a_target_with_two_limits_is_no_number_of_a_year() -> None:
    found = indicator(target=("10", "20"), direction="within", observations=VALUES[:1])
    assert yearly_values(found, date(2026, 3, 31)) == (YearValue(2025, None, Fraction(12)),)
