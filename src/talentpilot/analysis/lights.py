"""Lights, the reasons they carry, and how a pilot's own light follows from those of its four parts (`status.md`).

`schedule`, `indicators`, `bottlenecks` and `lifecycle` rate the parts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    """正常 on track, 滞后 behind, 严重滞后 off track, 未评级 not rated."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


SHAPES = {Light.GREEN: "●", Light.AMBER: "▲", Light.RED: "■", Light.GREY: "○", None: "◇"}
"""The shape of each light, and of a closed pilot, for where there are no colours."""

_BADNESS = {Light.GREY: -1, Light.GREEN: 0, Light.AMBER: 1, Light.RED: 2}


@dataclass(frozen=True, slots=True)
class Rated:
    """A light with the codes of the rules that gave it, such as `I4/IND3` or `SCH1`."""

    light: Light
    reasons: tuple[str, ...] = ()


def worst(lights: Iterable[Light]) -> Light:
    """Return the worst of the lights. Grey counts only if there is no other."""
    return max(lights, key=_BADNESS.__getitem__, default=Light.GREY)


REASONS: dict[str, str] = {
    "SCH0": "grey: the pilot is only proposed, or its term has not begun",
    "SCH1": "the planned pace is ahead of what is done: red by more than red_gap_pp percentage points with a milestone "
    "overdue by more than red_gap_after_days days, amber from amber_gap_pp on",
    "SCH2": "a milestone is overdue: red by more than red_overdue_days days, else amber",
    "SCH3": "red: the term in force is over and not everything is done",
    "SCH4": "amber: an open milestone is expected only after the end of the term in force",
    "SCH5": "grey: no milestone has a due date",
    "SCH6": "amber: all is done, the term in force ended more than closing_days days ago, and the pilot is not closed",
    "IND0": "grey: there is no observation yet, and the target is not to be judged yet",
    "IND1": "red: the target is to be judged, and there is no observation",
    "IND2": "green: the target is met",
    "IND3": "a value that shall be kept is not: amber if missed by at most 10 % of it, red by more, or where it is 0",
    "IND4": "red: the value is worse than its baseline",
    "IND5": "the target is to be judged and is not met: amber if at most red_gap_pp percentage points are "
    "missing, else red",
    "IND6": "grey: progress or the expected progress is undefined, so that there is no pace to compare with",
    "IND7": "progress against the expected path: red if it lags by more than red_gap_pp percentage points, amber from "
    "amber_gap_pp on, else green",
    "IND8": "a value is missing for a period whose figure has been out for stale_grace_days days: green by pace, or by "
    "a value that shall be held, becomes amber; a target that was reached stays reached",
    "IND9": "grey: the indicator has no target and is only watched",
}
"""Code, sentence. The names of thresholds are those of `rules.thresholds` in programme.yaml."""

PART_REASONS: dict[str, str] = {
    "issues": "an open bottleneck: red if it is critical, amber if it is major and open for more than "
    "bottleneck_amber_days days",
    "reporting": "a report is missing: red if the last two that are due are missing, else amber",
    "suspended": "grey: the pilot is suspended",
}
"""First word, sentence: reasons that name a bottleneck, a period or nothing where others name their code."""


def meaning_of(reason: str) -> str | None:
    """Return what a reason means, as a code (`SCH2`) or as a status names it (`results:I1/IND7`, `issues:B1`)."""
    code = reason.rpartition(":")[2].rpartition("/")[2]
    return REASONS.get(code.upper()) or PART_REASONS.get(reason.partition(":")[0])


def overall_light(parts: dict[str, Rated], *, closed: bool, suspended: bool) -> tuple[Light | None, tuple[str, ...]]:
    """Return the worst of the four, never an average, with the reasons of all that are as bad.

    `parts` are the lights of schedule, results, issues and reporting. None for a pilot that is closed.
    """
    if closed:
        return None, ()
    if suspended:
        return Light.GREY, ("suspended",)
    schedule, results = parts["schedule"], parts["results"]
    if "SCH0" in schedule.reasons:
        return Light.GREY, ("schedule:SCH0",)
    if schedule.light is Light.GREY and results.light is Light.GREY:
        return Light.GREY, (*_coded("schedule", schedule), *_coded("results", results))
    light = worst(part.light for part in parts.values())
    if light is Light.GREEN:
        return light, ()
    return light, tuple(code for name, part in parts.items() if part.light is light for code in _coded(name, part))


def _coded(name: str, part: Rated) -> tuple[str, ...]:
    return tuple(f"{name}:{reason}" for reason in part.reasons)
