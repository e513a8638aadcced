"""Faults of observations."""

from datetime import date
from fractions import Fraction

from faults.site import Mark, Site, at, fault
from faults.wishes import QUARTERS, by_period, changed, item_at, known, known_twice, measure, rises


def _first_value(site: Site, text: str) -> Mark | None:
    path = measure(site, lambda item: bool(known(item)))
    return changed(site.o, (*path, "observations", 0, "value"), text) if path else None


@fault("I06")
def number_with_unit(site: Site) -> Mark | None:
    return _first_value(site, "41%")


@fault("I06")
def number_in_wan(site: Site) -> Mark | None:
    return _first_value(site, "约3万")


@fault("I06")
def number_with_comma(site: Site) -> Mark | None:
    return _first_value(site, '"1,200"')


@fault("I07")
def observation_twice(site: Site) -> Mark | None:
    path = measure(site, lambda item: bool(known(item)))
    if path is None:
        return None
    one = item_at(site.o, (*path, "observations", 0))
    key = "period" if "period" in one else "date"
    added = site.o.append((*path, "observations"), f"{{{key}: {one[key]}, value: {one['value']}}}")
    return at(site.o, *added, key)


@fault("I07")
def observation_before_the_baseline(site: Site) -> Mark | None:
    path = measure(site, lambda item: bool(known(item)) and "date" in item["observations"][0] and "baseline" in item)
    return changed(site.o, (*path, "observations", 0, "date"), "2024-12-31") if path else None


@fault("I07")
def observation_with_date_and_period(site: Site) -> Mark | None:
    path = measure(site, lambda item: item["reporting"] == "level" and bool(known(item)))
    if path is None:
        return None
    added = site.o.append((*path, "observations"), "{date: 2026-05-31, period: 2026Q2, value: 1}")
    return at(site.o, *added, "period")


@fault("I07")
def period_that_ends_with_the_baseline(site: Site) -> Mark | None:
    path = measure(site, lambda item: by_period(item) and item["observations"][0]["period"] == "2025Q3")
    if path is None:
        return None
    site.o.put((*path, "baseline", "date"), "2025-09-30")
    return at(site.o, *path, "observations", 0, "period")


@fault("I08")
def running_total_falls(site: Site) -> Mark | None:
    path = measure(site, lambda item: item["reporting"] == "running_total" and known_twice(item))
    if path is None:
        return None
    before, last = known(item_at(site.o, path))[-2:]
    site.o.put((*path, "observations", before, "value"), "1000")
    return at(site.o, *path, "observations", last, "value")


@fault("I09")
def decimal_point_lost(site: Site) -> Mark | None:
    path = measure(site, lambda item: known_twice(item) and float(item["observations"][known(item)[-2]]["value"]) > 0)
    if path is None:
        return None
    item = item_at(site.o, path)
    before, last = known(item)[-2:]
    jump = int(float(item["observations"][before]["value"]) * 11) + 1
    return changed(site.o, (*path, "observations", last, "value"), str(jump))


@fault("I09")
def decimal_point_added(site: Site) -> Mark | None:
    path = measure(site, lambda item: item["reporting"] == "level" and known_twice(item))
    if path is None:
        return None
    item = item_at(site.o, path)
    before, last = known(item)[-2:]
    if Fraction(item["observations"][before]["value"]) == 0:
        return None
    tenth = Fraction(item["observations"][before]["value"]) / 12
    return changed(site.o, (*path, "observations", last, "value"), f"{float(tenth):.4f}")


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@fault("I10")
def totals_in_a_per_period_series(site: Site) -> Mark | None:
    path = measure(site, lambda item: by_period(item) and rises(item))
    if path is None or site.p.data["term"]["start"] > "2025-08-01":
        return None
    item = item_at(site.o, path)
    begin, end = _day(item["baseline"]["date"]), _day(item["target"]["date"])
    goal = Fraction(item["target"]["value"])
    values = {name: round(goal * (_day(day) - begin) / (end - begin)) for name, day in QUARTERS.items()}
    if not 0 < values["2025Q3"] < values["2026Q2"]:
        return None
    series = ", ".join(f"{{period: {name}, value: {value}}}" for name, value in values.items())
    site.o.put((*path, "observations"), f"[{series}]")
    return at(site.o, *path, "reporting")


@fault("I11")
def nothing_since_the_start(site: Site) -> Mark | None:
    path = measure(site, lambda item: len(known(item)) >= 3 and item["frequency"] in ("quarterly", "monthly"))
    if path is None or site.closed:
        return None
    for index in reversed(range(1, len(item_at(site.o, path)["observations"]))):
        site.o.drop((*path, "observations", index))
    return at(site.o, *path, "frequency")


@fault("I12")
def date_in_a_per_period_series(site: Site) -> Mark | None:
    path = measure(site, by_period)
    if path is None:
        return None
    site.o.put((*path, "observations", 0, "period"), "2025-12-31")
    site.o.rename((*path, "observations", 0, "period"), "date")
    return at(site.o, *path, "observations", 0, "date")


@fault("I12")
def month_in_a_quarterly_series(site: Site) -> Mark | None:
    path = measure(site, by_period)
    return changed(site.o, (*path, "observations", 0, "period"), "2025-11") if path else None


@fault("I17")
def running_total_from_the_start(site: Site) -> Mark | None:
    path = measure(site, lambda item: item["reporting"] == "running_total" and rises(item) and bool(known(item)))
    if path is None:
        return None
    item = item_at(site.o, path)
    above = Fraction(item["observations"][known(item)[0]]["value"]) + 1
    if above >= Fraction(item["target"]["value"]):
        return None
    site.o.put((*path, "baseline", "value"), f"{float(above):g}")
    return at(site.o, *path, "observations", known(item)[0], "value")


@fault("I18")
def period_left_out(site: Site) -> Mark | None:
    path = measure(site, lambda item: by_period(item) and len(known(item)) >= 3)
    if path is None:
        return None
    site.o.drop((*path, "observations", 1))
    return at(site.o, *path, "observations", 1, "period")


@fault("I18")
def baseline_inside_a_period(site: Site) -> Mark | None:
    path = measure(site, lambda item: by_period(item) and item["observations"][0]["period"] == "2025Q3")
    if path is None:
        return None
    site.o.put((*path, "baseline", "date"), "2025-08-15")
    return at(site.o, *path, "observations", 0, "period")
