"""What was known by a day, and what the books say of that day otherwise since."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from talentpilot.analysis.facts import recorded
from talentpilot.analysis.known_facts import known_by
from talentpilot.analysis.restatements import RestatedValue, RestatementKind, restated
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Observation
from talentpilot.model.pilot import Bottleneck, PilotFile
from talentpilot.model.programme import Programme
from talentpilot.store.reader import pilot_folders, read_config, read_pilot
from talentpilot.store.tree import DiskTree

ROOT = Path(__file__).parents[2]
DAYS = tuple(map(date.fromisoformat, ("2025-07-15", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30")))
DAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_config(DiskTree(ROOT)).require()[0]


@pytest.fixture(scope="module")
def pilots() -> tuple[Pilot, ...]:
    tree = DiskTree(ROOT)
    found = [read_pilot(tree, name).pilot for name in pilot_folders(tree)]
    return tuple(pilot for pilot in found if pilot is not None)


def same(one: PilotStatus, other: PilotStatus) -> bool:
    """Whether two statuses say the same; the plan and the pilot behind them hold what is still to come."""
    return replace(one, plan=other.plan, pilot=other.pilot) == other


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_later_has_a_part_in_the_status_of_a_day(
    pilots: tuple[Pilot, ...], programme: Programme, day: date
) -> None:
    some = False
    for pilot in pilots:
        then = known_by(pilot, day)
        some = some or then != pilot
        assert same(pilot_status(then, programme, day), pilot_status(pilot, programme, day)), pilot.id
    assert some, "something of the example lies after that day"


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_was_known_by_a_day_was_known_by_every_later_one(pilots: tuple[Pilot, ...], day: date) -> None:
    for pilot in pilots:
        known = recorded(known_by(pilot, day))
        for later in DAYS:
            if later >= day:
                assert known.keys() <= recorded(known_by(pilot, later)).keys()
                assert known_by(known_by(pilot, later), day) == known_by(pilot, day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_comes_later_restates_nothing(pilots: tuple[Pilot, ...], programme: Programme, day: date) -> None:
    then = [pilot_status(known_by(pilot, day), programme, day) for pilot in pilots]
    now = [pilot_status(pilot, programme, day) for pilot in pilots]
    assert restated(then, now) == ()


def between(old: Pilot, new: Pilot, programme: Programme) -> tuple[RestatedValue, ...]:
    return restated([pilot_status(old, programme, DAY)], [pilot_status(new, programme, DAY)])


def with_observation(pilot: Pilot, value: str) -> Pilot:
    observation = Observation.model_validate({"date": "2026-03-30", "value": value})
    first, *others = pilot.indicators
    more = first.model_copy(update={"observations": (*first.observations, observation)})
    return replace(pilot, indicators=(more, *others))


def test_a_late_fact_is_told_apart_from_a_changed_one_and_from_a_figure(
    sound_pilot: Pilot, golden_programme: Programme
) -> None:
    late = with_observation(sound_pilot, "40.5")
    assert between(sound_pilot, late, golden_programme) == (
        RestatedValue(
            RestatementKind.LATE, "yx-titles-01", "I1", "observation 2026-03-30", None, "40.5", (), "outcomes.yaml",
            ("indicators", 0, "observations", len(sound_pilot.indicators[0].observations)),
        ),
    )  # fmt: skip
    gone = between(late, sound_pilot, golden_programme)
    assert [(item.sort, item.then, item.now, item.file) for item in gone] == [
        (RestatementKind.TAKEN_AWAY, "40.5", None, "")
    ]
    other = with_observation(sound_pilot, "39")
    changed = between(late, other, golden_programme)
    assert [(item.sort, item.then, item.now) for item in changed] == [(RestatementKind.CHANGED, "40.5", "39")]
    assert changed[0].path[-1] == "value"


def test_facts_come_before_the_figures_that_follow_from_them(sound_pilot: Pilot, golden_programme: Programme) -> None:
    trouble = Bottleneck.model_validate(
        {"id": "B9", "title": "x", "kind": "data", "severity": "critical", "raised": "2026-03-01", "owner": "yx-hrss",
         "needs": "city"}
    )  # fmt: skip
    file: PilotFile = sound_pilot.file.model_copy(update={"bottlenecks": (*sound_pilot.file.bottlenecks, trouble)})
    found = between(sound_pilot, replace(sound_pilot, file=file), golden_programme)
    assert [(item.sort, item.object, item.field) for item in found] == [
        (RestatementKind.LATE, "B9", "bottleneck"),
        (RestatementKind.FIGURE, "", "light"),
        (RestatementKind.FIGURE, "", "reasons"),
        (RestatementKind.FIGURE, "", "issues/light"),
    ]
    assert found[0].now == "severity critical; raised 2026-03-01"


def test_the_order_of_pilots_does_not_matter(pilots: tuple[Pilot, ...], programme: Programme) -> None:
    then = [pilot_status(pilot, programme, DAY) for pilot in pilots]
    now = [replace(status, maturity="M0") for status in then]
    assert restated(then, now) == restated(then[::-1], now[::-1])
    assert {item.pilot for item in restated(then, now)} == {pilot.id for pilot in pilots}
