"""The episodes of a bottleneck: raised, resolved, accepted, reopened."""

from datetime import date
from typing import Any

import pytest

from analysis.build import pilot
from talentpilot.analysis.bottlenecks import bottleneck_state, bottleneck_states
from talentpilot.analysis.evaluation.performance import performances
from talentpilot.analysis.known_facts import known_by
from talentpilot.analysis.lights import Light
from talentpilot.analysis.status import pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.pilot import Bottleneck
from talentpilot.model.programme import Programme

BY = {"by": "yx-hrss"}


def bottleneck(**more: Any) -> dict[str, Any]:
    """A major bottleneck raised on 2026-01-01."""
    data = {
        "id": "B1", "title": "Interface", "kind": "data", "severity": "major", "raised": "2026-01-01",
        "owner": "yx-hrss", "needs": "province",
    }  # fmt: skip
    return data | more


RESOLVED = {"resolved": "2026-02-01", "resolution": "built"}
AGAIN = {"date": "2026-03-01", "reason": "broken"}
TWICE = bottleneck(**RESOLVED, reopened=[AGAIN | {"resolved": "2026-05-01", "resolution": "mended"}])
REFUSED = bottleneck(
    **RESOLVED,
    reopened=[AGAIN | {"resolved": "2026-05-01", "resolution": "mended", "accepted": {"date": "2026-06-01", **BY}}],
)
ACCEPTED_FIRST = bottleneck(**RESOLVED, accepted={"date": "2026-02-15", **BY}, reopened=[AGAIN])


@pytest.mark.parametrize(
    ("item", "acceptance", "day", "since", "settled"),
    [
        (bottleneck(), (), "2026-03-01", "2026-01-01", None),
        (bottleneck(**RESOLVED), (), "2026-01-31", "2026-01-01", None),
        (bottleneck(**RESOLVED), (), "2026-02-01", None, "2026-02-01"),
        (bottleneck(**RESOLVED), ("critical",), "2026-02-01", None, "2026-02-01"),
        (bottleneck(**RESOLVED), ("major",), "2026-02-01", "2026-01-01", None),
        (ACCEPTED_FIRST, ("major",), "2026-02-14", "2026-01-01", None),
        (ACCEPTED_FIRST, ("major",), "2026-02-15", None, "2026-02-15"),
        (ACCEPTED_FIRST, ("major",), "2026-03-01", "2026-03-01", None),
        (TWICE, (), "2026-02-28", None, "2026-02-01"),
        (TWICE, (), "2026-03-01", "2026-03-01", None),
        (TWICE, (), "2026-05-01", None, "2026-05-01"),
        # never accepted: the first episode never ended, and the age counts from its beginning
        (TWICE, ("major",), "2026-05-01", "2026-01-01", None),
        # the acceptance of the second ends the first as well
        (REFUSED, ("major",), "2026-05-31", "2026-01-01", None),
        (REFUSED, ("major",), "2026-06-01", None, "2026-06-01"),
    ],
)
def test_a_bottleneck_is_open_from_the_first_episode_that_has_not_ended(
    item: dict[str, Any], acceptance: tuple[str, ...], day: str, since: str | None, settled: str | None
) -> None:
    found = bottleneck_state(Bottleneck.model_validate(item), date.fromisoformat(day), acceptance)
    assert str(found.open_since) == str(since)
    assert str(found.settled) == str(settled)


def test_episodes_written_in_another_order_count_by_their_beginnings() -> None:
    later = {"date": "2026-06-01", "reason": "again", "resolved": "2026-07-01", "resolution": "done"}
    item = Bottleneck.model_validate(bottleneck(**RESOLVED, reopened=[later, AGAIN]))
    assert bottleneck_state(item, date(2026, 5, 31), ()).open_since == date(2026, 3, 1)
    assert bottleneck_state(item, date(2026, 7, 1), ()).settled == date(2026, 7, 1)


def test_a_solution_waits_to_be_accepted_since_it_was_found() -> None:
    item = Bottleneck.model_validate(TWICE)
    assert bottleneck_state(item, date(2026, 5, 20), ("major",)).resolved_since == date(2026, 5, 1)
    assert bottleneck_state(item, date(2026, 4, 30), ("major",)).resolved_since is None
    assert bottleneck_state(item, date(2026, 5, 20), ()).resolved_since is None


def programme(*acceptance: str) -> Programme:
    rules = {"acceptance": list(acceptance)}
    return Programme.model_validate(
        {"id": "yx-2025", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}, "rules": rules}
    )


def held(*items: dict[str, Any]) -> Pilot:
    return pilot(bottlenecks=list(items))


def test_the_light_and_the_score_follow_the_episodes() -> None:
    subject, day = held(TWICE), date(2026, 5, 10)
    settled, waiting = pilot_status(subject, programme(), day), pilot_status(subject, programme("major"), day)
    assert (settled.issues.light, settled.bottlenecks) == (Light.GREEN, ())
    assert (waiting.issues.light, waiting.issues.reasons) == (Light.AMBER, ("B1",))
    assert waiting.bottlenecks[0].age_days == (day - date(2026, 1, 1)).days
    for found, score in ((settled, 100), (waiting, 0)):
        scored, _ = performances(found, programme().evaluation.weights)
        assert [one.value for one in scored.components if one.name == "bottlenecks"] == [score]


def test_what_comes_later_is_not_known_yet() -> None:
    day = date(2026, 3, 15)
    then = known_by(held(REFUSED), day).file.bottlenecks[0]
    assert (then.resolved, then.accepted) == (date(2026, 2, 1), None)
    assert [(one.date, one.resolved, one.accepted) for one in then.reopened] == [(date(2026, 3, 1), None, None)]
    assert known_by(held(REFUSED), date(2026, 2, 28)).file.bottlenecks[0].reopened == ()
    assert bottleneck_states(held(REFUSED), date(2025, 12, 31), ()) == ()
