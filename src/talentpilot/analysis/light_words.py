"""Lights and the reasons they carry: green, amber, red, grey; the worst of several."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    """正常 on track, 滞后 behind, 严重滞后 off track, 未评级 not rated."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


_BADNESS = {Light.GREY: -1, Light.GREEN: 0, Light.AMBER: 1, Light.RED: 2}


@dataclass(frozen=True, slots=True)
class Rated:
    """A light with the codes of the rules that gave it, such as `I4/IND3` or `SCH1`."""

    light: Light
    reasons: tuple[str, ...] = ()


def worst(lights: Iterable[Light]) -> Light:
    """Return the worst of them; grey does not count, and is the answer where nothing else is there."""
    return max(lights, key=_BADNESS.__getitem__, default=Light.GREY)
