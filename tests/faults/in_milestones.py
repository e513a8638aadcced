"""Faults of milestones."""

from datetime import date

from faults.site import Mark, Site, at, fault
from faults.wishes import changed, is_dated, is_open, is_weighed, shift, step


@fault("M01")
def no_milestone(site: Site) -> Mark | None:
    if not site.approved:
        return None
    site.m.text = "schema: talentpilot/milestones/1\n\nmilestones: []\n"
    return Mark(site.m.file, 3)


@fault("M02")
def due_after_the_term(site: Site) -> Mark | None:
    path = step(site, is_dated, last=True)
    if path is None or "term/end" in site.paths:
        return None
    return changed(site.m, (*path, "due"), shift(site.p.data["term"]["end"], 90))


@fault("M02")
def due_before_the_term(site: Site) -> Mark | None:
    path = step(site, is_dated)
    return changed(site.m, (*path, "due"), shift(site.p.data["term"]["start"], -1)) if path else None


@fault("M03")
def without_due_date(site: Site) -> Mark | None:
    path = step(site, is_dated, last=True)
    if path is None:
        return None
    site.m.drop((*path, "due"))
    return at(site.m, *path)


@fault("M04")
def done_without_evidence(site: Site) -> Mark | None:
    path = step(site, lambda item: "done" in item and bool(item.get("evidence")))
    if path is None:
        return None
    site.m.drop((*path, "evidence"))
    return at(site.m, *path, "done")


@fault("M05")
def done_before_approval(site: Site) -> Mark | None:
    path = step(site, lambda item: "done" in item)
    if path is None or not site.approved:
        return None
    return changed(site.m, (*path, "done"), shift(site.p.data["approval"]["date"], -20))


@fault("M06")
def weight_zero(site: Site) -> Mark | None:
    path = step(site, is_weighed)
    return changed(site.m, (*path, "weight"), "0") if path else None


@fault("M06")
def all_weight_on_one(site: Site) -> Mark | None:
    path = step(site, is_weighed, last=True)
    return changed(site.m, (*path, "weight"), "99") if path else None


@fault("M07")
def overdue_without_a_word(site: Site) -> Mark | None:
    path = step(site, lambda item: "done" not in item and "due" in item)
    if path is None or not site.active:
        return None
    if site.p.has("bottlenecks", 0):
        site.p.put(("bottlenecks",), "[]")
    if site.m.has(*path, "forecasts"):
        site.m.drop((*path, "forecasts"))
    site.m.put((*path, "due"), "2026-09-10")
    return at(site.m, *path, "due", key=True)


@fault("M08")
def nothing_due_till_the_end(site: Site) -> Mark | None:
    start, end = (site.p.data["term"][name] for name in ("start", "end"))
    short = (date.fromisoformat(end) - date.fromisoformat(start)).days < 210
    if site.closed or short or any(path.startswith(("milestones/", "term/")) for path in site.paths):
        return None
    for index, item in enumerate(site.m.data["milestones"]):
        if "due" in item:
            site.m.put(("milestones", index, "due"), shift(start, 10))
    return at(site.p, "term", "end")


@fault("M09")
def owner_outside_the_pilot(site: Site) -> Mark | None:
    path = step(site, is_open)
    if path is None or site.closed or "yx-eval" in site.members:
        return None
    return changed(site.m, (*path, "owner"), "yx-eval")
