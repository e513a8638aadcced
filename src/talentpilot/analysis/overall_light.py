"""Where a pilot's light is computed from its four parts, which `schedule`, `indicators`, `bottlenecks` and
`lifecycle` rate (`status.md`).
"""

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.light_words import Light, Rated, worst


def overall_light(standing: PilotState, parts: dict[str, Rated]) -> tuple[Light | None, tuple[str, ...]]:
    """Return the worst of the four, with the reasons of those that are as bad; no average, ever.

    `parts` are the lights of schedule, results, issues and reporting. None for a pilot that is closed.
    """
    if standing.closed:
        return None, ()
    if standing is PilotState.SUSPENDED:
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
