"""Random ledgers in memory: pilots of the example and of the golden ledger, shuffled, with facts moved and dropped."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Pilot
from talentpilot.model.periods import Period, parse_period
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import Provenance, Scope, Source
from talentpilot.store.reader import pilot_folders, read_config, read_pilot
from talentpilot.store.tree import DiskTree

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "ledger"
PERIODS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3", "2026H1", "2026-09", "2026", "2027Q2")
SEVERITIES = ("critical", "major", "minor")
NEEDS = ("unit", "city", "province", "ministry", "other_ministries")

T = TypeVar("T")


@cache
def _books() -> tuple[Programme, Catalogue, tuple[Pilot, ...]]:
    programme, catalogue = read_config(DiskTree(ROOT)).require()
    found = [
        read_pilot(DiskTree(root), name).pilot for root in (ROOT, GOLDEN) for name in pilot_folders(DiskTree(root))
    ]
    return programme, catalogue, tuple(pilot for pilot in found if pilot is not None)


def random_source(seed: int) -> Source:
    """Everything a report needs, different for each seed; the whole programme."""
    chance = random.Random(seed)
    programme, catalogue, seeds = _books()
    text = chance.choice(PERIODS)
    period = parse_period(text)
    assert period is not None
    as_of = period.end if chance.random() < 0.8 else period.start + timedelta(days=chance.randrange(20))
    pilots = [
        _pilot(chance, chance.choice(seeds), f"yx-random-{number:02d}", catalogue)
        for number in range(chance.randrange(1, 26))
    ]
    statuses = tuple(pilot_status(pilot, programme, as_of) for pilot in pilots)
    return Source(
        programme=programme,
        catalogue=catalogue,
        scope=Scope(),
        period=period,
        as_of=as_of,
        issued=as_of + timedelta(days=chance.randrange(40)),
        statuses=statuses,
        before=_before(chance, programme, pilots, period),
        registered=len(pilots) + chance.randrange(3),
        unreadable=(),
        findings=(),
        provenance=Provenance(None, "sha256:" + "0" * 64, "1.0"),
        folders=frozenset(pilot.id for pilot in pilots),
    )


def narrowed(source: Source, scope: Scope, names: frozenset[str]) -> Source:
    """The same for some of the pilots."""
    return replace(source, scope=scope, statuses=tuple(one for one in source.statuses if one.pilot.id in names))


def _before(chance: random.Random, programme: Programme, pilots: list[Pilot], period: Period) -> dict[str, PilotStatus]:
    day = period.previous().end
    return {pilot.id: pilot_status(pilot, programme, day) for pilot in pilots if chance.random() < 0.9}


def _pilot(chance: random.Random, seed: Pilot, name: str, catalogue: Catalogue) -> Pilot:
    file = seed.file
    tasks = [task.id for domain in catalogue.domains for task in domain.tasks]
    others = [f"yx-random-{number:02d}/B1" for number in range(6)]
    bottlenecks = tuple(
        item.model_copy(
            update={
                "severity": chance.choice(SEVERITIES),
                "needs": chance.choice(NEEDS),
                "raised": _moved(chance, item.raised),
                "resolved": chance.choice((None, None, item.resolved, date(2026, 6, 1))),
                "same_as": chance.choice((None, item.same_as, chance.choice(others))),
            }
        )
        for item in file.bottlenecks
        if chance.random() < 0.8
    )
    reports = tuple(
        item.model_copy(update={"submitted": _moved(chance, item.submitted)})
        for item in file.reports
        if chance.random() < 0.7
    )
    task = chance.choice(tasks) if chance.random() < 0.95 else "no-such-task"
    region = chance.choice(("990000", "990100", "990200", "990300", "990400"))
    changed: dict[str, object] = {"bottlenecks": bottlenecks, "reports": reports, "task": task, "region": region}
    if chance.random() < 0.1:
        changed["approval"] = None
    milestones = tuple(
        item.model_copy(update={"done": chance.choice((item.done, item.done, None)), "due": _moved(chance, item.due)})
        for item in seed.milestones
    )
    indicators = tuple(
        item.model_copy(update={"observations": tuple(one for one in item.observations if chance.random() < 0.8)})
        for item in seed.indicators
    )
    practices = tuple(item for item in seed.practices if chance.random() < 0.8)
    changed_file = file.model_copy(update=changed)
    return replace(seed, id=name, file=changed_file, milestones=milestones, indicators=indicators, practices=practices)


def _moved(chance: random.Random, day: T) -> T:
    return day + timedelta(days=chance.choice((0, 0, 0, -100, 45, 120))) if isinstance(day, date) else day
