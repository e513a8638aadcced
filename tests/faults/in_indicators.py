"""Faults of the plan of the indicators, and of their sources."""

from faults.site import Mark, Site, at, fault
from faults.wishes import changed, is_key, is_percent, item_at, known, measure, rises


@fault("I01")
def no_indicator(site: Site) -> Mark | None:
    if not site.approved:
        return None
    site.o.text = "schema: talentpilot/outcomes/1\n\nindicators: []\n"
    return Mark(site.o.file, 3)


@fault("I01")
def no_key_indicator(site: Site) -> Mark | None:
    if not site.approved:
        return None
    for index in range(len(site.o.data["indicators"])):
        if site.o.has("indicators", index, "key"):
            site.o.put(("indicators", index, "key"), "false")
    return at(site.o, "indicators", key=True)


@fault("I01")
def outputs_alone(site: Site) -> Mark | None:
    if not site.approved:
        return None
    for index in range(len(site.o.data["indicators"])):
        site.o.put(("indicators", index, "level"), "output")
    return at(site.o, "indicators", key=True)


@fault("I02")
def target_on_the_wrong_side(site: Site) -> Mark | None:
    path = measure(site, rises)
    if path is None:
        return None
    baseline = float(item_at(site.o, path)["baseline"]["value"])
    return changed(site.o, (*path, "target", "value"), str(int(baseline) - 1))


@fault("I02")
def periods_that_decrease(site: Site) -> Mark | None:
    path = measure(site, lambda item: item["direction"] == "decrease")
    return changed(site.o, (*path, "reporting"), "per_period") if path else None


@fault("I03")
def target_is_the_baseline(site: Site) -> Mark | None:
    path = measure(site, rises, last=True)
    if path is None:
        return None
    return changed(site.o, (*path, "target", "value"), item_at(site.o, path)["baseline"]["value"])


@fault("I04")
def over_a_hundred_percent(site: Site) -> Mark | None:
    path = measure(site, is_percent)
    if path is None:
        return None
    last = known(item_at(site.o, path))[-1]
    return changed(site.o, (*path, "observations", last, "value"), "141")


@fault("I05")
def share_as_fraction(site: Site) -> Mark | None:
    path = measure(site, is_percent)
    if path is None:
        return None
    for index in range(len(item_at(site.o, path)["observations"])):
        site.o.put((*path, "observations", index, "value"), f"0.{index + 2}")
    return at(site.o, *path, "observations", 0, "value")


@fault("I13")
def key_indicator_without_source(site: Site) -> Mark | None:
    path = measure(site, lambda item: is_key(item) and "source" in item)
    if path is None:
        return None
    site.o.drop((*path, "source"))
    return at(site.o, *path, "key")


@fault("I13")
def key_figure_without_evidence(site: Site) -> Mark | None:
    path = measure(site, lambda item: is_key(item) and bool(known(item)))
    if path is None or not site.o.has(*path, "observations", 0, "evidence"):
        return None
    site.o.drop((*path, "observations", 0, "evidence"))
    return at(site.o, *path, "observations", 0)


@fault("I14")
def target_after_the_term(site: Site) -> Mark | None:
    path = measure(site)
    if path is None or "term/end" in site.paths:
        return None
    return changed(site.o, (*path, "target", "date"), "2027-12-31")


@fault("I14")
def no_baseline(site: Site) -> Mark | None:
    path = measure(site, lambda item: "baseline" in item, last=True)
    if path is None:
        return None
    site.o.drop((*path, "baseline"))
    return at(site.o, *path)


@fault("I15")
def unknown_unit(site: Site) -> Mark | None:
    path = measure(site)
    return changed(site.o, (*path, "unit"), "person") if path else None


@fault("I16")
def key_without_target(site: Site) -> Mark | None:
    path = measure(site, is_key)
    if path is None:
        return None
    site.o.drop((*path, "target"))
    return at(site.o, *path, "key")
