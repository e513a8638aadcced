"""Whether a report names a bottleneck (B01)."""

import pytest

from talentpilot.model.pilot import Bottleneck, PeriodReport
from talentpilot.rules.bottlenecks import is_named

TROUBLE = {"id": "B1", "title": "No system", "kind": "technology", "severity": "major", "owner": "nj-hrss",
           "raised": "2026-01-05", "needs": "province"}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("B1 is open", True),
        ("waiting for b1, still", True),
        ("堵点B1未解决", True),
        ("yx-titles-01/B1 is open", True),
        ("see yx-titles-01/B1", True),
        ("no system yet", True),
        ("yx-titles-02/B1 is open", False),
        ("x-yx-titles-01/B1 is open", False),
        ("either/B1", False),
        ("B11 is open", False),
        ("AB1 is open", False),
        ("yx-titles-02/B1 and B1 are open", True),
        ("/B1", False),
        ("", False),
    ],
)
def test_a_bottleneck_is_named_by_its_id_or_title_and_not_by_the_id_of_another_pilot(said: str, named: bool) -> None:
    report = PeriodReport.model_validate(
        {"period": "2026Q1", "submitted": "2026-04-10", "progress": "All well", "problems": said or None}
    )
    assert is_named(Bottleneck.model_validate(TROUBLE), report, "yx-titles-01") is named
