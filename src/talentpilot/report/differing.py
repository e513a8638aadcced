"""Where two documents of figures differ: paths to values, with what stands on each side."""

from collections.abc import Iterator
from dataclasses import dataclass

Plain = object


@dataclass(frozen=True, slots=True)
class Difference:
    """A place such as `pilots/yx-titles-01/light`, and both values; None where one side has none."""

    place: str
    then: Plain
    now: Plain


def differences(then: Plain, now: Plain, place: str = "") -> Iterator[Difference]:
    """Every single value that differs; rows are matched by their `id`, others by their number."""
    if (isinstance(then, dict) and isinstance(now, dict)) or (isinstance(then, list) and isinstance(now, list)):
        before, after = _named(then), _named(now)
        for name in dict.fromkeys((*before, *after)):
            yield from differences(before.get(name), after.get(name), f"{place}/{name}" if place else name)
    elif then != now or type(then) is not type(now):
        yield Difference(place, then, now)


def _named(value: dict[str, Plain] | list[Plain]) -> dict[str, Plain]:
    """The values by name."""
    if isinstance(value, dict):
        return value
    ids = [item.get("id") if isinstance(item, dict) else None for item in value]
    if all(isinstance(name, str) for name in ids) and len(set(ids)) == len(ids):
        return {str(name): item for name, item in zip(ids, value, strict=True)}
    return {str(number): item for number, item in enumerate(value, 1)}
