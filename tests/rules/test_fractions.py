"""One percentage written as a fraction, at every place of a series and its plan: a rule speaks, and of the whole never.

Every variant is an indicator of its own, so one check of one ledger answers for all of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from checking import check_folder
from rules.overlay import AS_OF, HOME, SOUND, copy_folder

DAYS = ("2025-09-30", "2025-12-31", "2026-03-31")
PERIODS = ("2025Q3", "2025Q4", "2026Q1")
TOLD = {"I02", "I03", "I05", "I08", "I09", "I17"}


@dataclass(frozen=True)
class Series:
    """A series under % and its plan, as it should be written."""

    direction: str
    baseline: str | None
    target: str | None
    values: tuple[str, ...]
    reporting: str = "level"

    def written(self, name: str) -> str:
        lines = [
            f"  - {{id: {name}, title: Series {name}, level: outcome, unit: '%', direction: {self.direction},",
            f"     reporting: {self.reporting}, frequency: quarterly,",
        ]
        if self.baseline is not None:
            lines.append(f"     baseline: {{value: {self.baseline}, date: 2025-06-30}},")
        if self.target is not None:
            lines.append(f"     target: {{value: {self.target}, date: 2027-06-30}},")
        times = PERIODS if self.reporting == "per_period" else DAYS
        key = "period" if self.reporting == "per_period" else "date"
        values = (f"{{{key}: {time}, value: {value}}}" for time, value in zip(times, self.values, strict=False))
        return "\n".join(lines) + f"\n     observations: [{', '.join(values)}]}}\n"


SOUND_SERIES = (
    Series("increase", "12", "90", ("22", "41", "55")),
    Series("increase", "0", "90", ("22", "41", "55")),
    Series("increase", None, "90", ("22", "41", "55")),
    Series("increase", "0", "90", ("0", "0", "35")),
    Series("increase", "0", "90", ("0", "35", "41")),
    Series("increase", "0", "90", ("2", "4", "7")),
    Series("increase", "0", "90", ("5",)),
    Series("increase", None, "90", ("0", "12")),
    Series("increase", None, None, ("22", "41", "55")),
    Series("increase", "12", "90", ("12", "41", "55"), "running_total"),
    Series("increase", "0", "90", ("0", "0", "41"), "running_total"),
    Series("increase", "0", "90", ("12", "24", "41"), "running_total"),
    Series("increase", "0", "90", ("22", "0", "41"), "per_period"),
    Series("increase", None, "90", ("0", "12", "11"), "per_period"),
    Series("increase", "0", "90", ("12", "13", "11"), "per_period"),
    Series("decrease", "60", "20", ("58", "51", "40")),
    Series("decrease", "60", "0", ("58", "51", "40")),
    Series("decrease", "60", "0", ("30", "12", "0")),
    Series("keep_below", "0", "2", ("0", "1.8")),
    Series("keep_below", "0", "2", ("1.8", "0")),
    Series("keep_below", "0", "2", ("0", "0", "1.8")),
    Series("keep_below", None, "2", ("0", "1.8")),
    Series("keep_above", "85", "80", ("84", "86", "83")),
    Series("keep_above", "0", "80", ("0", "84", "86")),
)


def hundredth(value: str) -> str:
    return f"{Decimal(value) / 100:f}"


def one_of_the_observations(series: Series) -> Iterator[Series]:
    """Not in a lone series without a plan: nothing there says what it should be."""
    for at, value in enumerate(series.values):
        known = series.target is not None or sum(item != "0" for item in series.values) > 1
        if value != "0" and known:
            yield replace(series, values=(*series.values[:at], hundredth(value), *series.values[at + 1 :]))


def one_of_the_plan(series: Series) -> Iterator[Series]:
    for name in ("baseline", "target"):
        value = getattr(series, name)
        kept_baseline = name == "baseline" and series.direction.startswith("keep_")
        if value not in (None, "0") and not kept_baseline:
            yield replace(series, **{name: hundredth(value)})  # type: ignore[arg-type]


def one_percentage_among_fractions(series: Series) -> Iterator[Series]:
    """The plan and all observations as fractions, but one; the plan alone says it of a lone one."""
    for at, value in enumerate(series.values):
        if value == "0":
            continue
        fractions = [hundredth(item) for item in series.values]
        fractions[at] = value
        small = {name: hundredth(found) for name in ("baseline", "target") if (found := getattr(series, name))}
        if small or sum(item != "0" for item in fractions) > 1:
            yield replace(series, values=tuple(fractions), **small)


def spoken(root: Path, variants: list[Series]) -> dict[str, set[str]]:
    copy_folder(SOUND, root)
    names = [f"I{number}" for number in range(5, 5 + len(variants))]
    file = root / HOME / "outcomes.yaml"
    written = "".join(series.written(name) for name, series in zip(names, variants, strict=True))
    file.write_text(file.read_text("utf-8").replace("\npractices:", f"\n{written}\npractices:", 1), "utf-8")
    found = check_folder(root, AS_OF, today=None).diagnostics
    assert not [item for item in found if item.rule[0] in "FS"]
    objects = {name: {item.rule for item in found if item.object.endswith(f"/{name}")} for name in names}
    return {name: rules & TOLD for name, rules in objects.items()}


def test_sound_series_are_silent(tmp_path: Path) -> None:
    found = spoken(tmp_path, list(SOUND_SERIES))
    loud = [(SOUND_SERIES[at], rules) for at, rules in enumerate(found.values()) if rules - {"I09"}]
    assert loud == []


@pytest.mark.parametrize("mistake", [one_of_the_observations, one_of_the_plan, one_percentage_among_fractions])
def test_no_fraction_passes_in_silence(mistake: Callable[[Series], Iterator[Series]], tmp_path: Path) -> None:
    variants = [variant for series in SOUND_SERIES for variant in mistake(series)]
    assert len(variants) > 20
    found = spoken(tmp_path, variants)
    assert [variants[at] for at, rules in enumerate(found.values()) if not rules] == []
