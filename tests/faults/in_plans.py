"""Faults of the plan: references, roles, term, approval, seal."""

from datetime import date

from faults.site import Mark, Site, at, fault
from faults.wishes import changed, filing, is_dated, is_proven, item_at, measure, shift, step

LATER = date(2028, 1, 31)


@fault("R01")
def task_not_in_the_catalogue(site: Site) -> Mark | None:
    return changed(site.p, ("task",), "titles-integrty")


@fault("R02")
def owner_unknown(site: Site) -> Mark | None:
    path = step(site, last=True)
    return changed(site.m, (*path, "owner"), "yx-nobody") if path else None


@fault("R02")
def partner_unknown(site: Site) -> Mark | None:
    return at(site.p, *site.p.append(("roles", "partners"), "yx-nobody"))


@fault("R03")
def evidence_not_registered(site: Site) -> Mark | None:
    path = step(site, is_proven)
    if path is None:
        return None
    site.m.put((*path, "evidence"), "[E99]")
    return at(site.m, *path, "evidence", 0)


@fault("R04")
def evidence_never_cited(site: Site) -> Mark | None:
    place = "url: https://example.invalid/x, access: public"
    item = f"{{id: E99, title: {{zh: 函, en: Letter}}, kind: document, date: 2026-05-01, {place}}}"
    return at(site.p, *site.p.append(("evidence",), item))


@fault("R05")
def practice_solves_nothing_known(site: Site) -> Mark | None:
    if not site.o.has("practices", 0):
        return None
    site.o.write(("practices", 0), "solves", "[B99]")
    return at(site.o, "practices", 0, "solves", 0)


@fault("R05", whole=True)
def same_as_of_no_pilot(site: Site) -> Mark | None:
    if not site.p.has("bottlenecks", 0):
        return None
    site.p.write(("bottlenecks", 0), "same_as", "yx-nowhere-01/B1")
    return at(site.p, "bottlenecks", 0, "same_as")


@fault("R07")
def path_of_no_milestone(site: Site) -> Mark | None:
    path = filing(site, "[{path: milestones/M98/owner, from: yx-edu, to: yx-hrss}]")
    return at(site.p, *path, "changes", 0, "path")


@fault("P01")
def lead_as_partner(site: Site) -> Mark | None:
    if site.paths & {"roles/lead", "roles/partners"}:
        return None
    return at(site.p, *site.p.append(("roles", "partners"), site.p.data["roles"]["lead"]))


@fault("P02")
def no_unit(site: Site) -> Mark | None:
    return changed(site.p, ("roles", "units"), "[]") if "roles/units" not in site.paths else None


@fault("P02")
def three_units(site: Site) -> Mark | None:
    if "roles/units" in site.paths:
        return None
    return changed(site.p, ("roles", "units"), "[nj-hrss, lp-hrss, wl-hrss]")


@fault("P03")
def term_backwards(site: Site) -> Mark | None:
    return changed(site.p, ("term", "end"), shift(site.p.data["term"]["start"], -1))


@fault("P04")
def three_years(site: Site) -> Mark | None:
    if "term/end" in site.paths:
        return None
    return changed(site.p, ("term", "end"), shift(site.p.data["term"]["start"], 3 * 365))


@fault("P05")
def before_the_programme(site: Site) -> Mark | None:
    return changed(site.p, ("term", "start"), "2025-06-01")


@fault("P06")
def approval_without_document(site: Site) -> Mark | None:
    if not site.p.has("approval", "document"):
        return None
    site.p.drop(("approval", "document"))
    return at(site.p, "approval", key=True)


@fault("P06")
def approved_without_objective(site: Site) -> Mark | None:
    if not site.approved or "objective" in site.paths:
        return None
    site.p.drop(("objective",))
    return at(site.p, "approval", key=True)


@fault("P06")
def begun_without_approval(site: Site) -> Mark | None:
    if not site.approved or not site.begun:
        return None
    site.p.drop(("approval",))
    return at(site.p, "term", "start")


@fault("P07", whole=True)
def same_unit_and_task_twice(site: Site) -> Mark | None:
    if site.closed or "roles/units" in site.paths:
        return None
    other = f"{site.name}-copy"
    site.copied = (other,)
    copy = site.p.text.replace(f"\nid: {site.name}\n", f"\nid: {other}\n")
    site.extra[f"pilots/{other}/pilot.yaml"] = copy.encode()
    return Mark(f"pilots/{other}/pilot.yaml", site.p.line(("roles", "units", 0)))


@fault("P09", day=LATER)
def left_open_after_the_term(site: Site) -> Mark | None:
    if not site.approved or site.closed:
        return None
    ends = [
        ("adjustments", index, "changes", number, "to")
        for index, item in enumerate(site.filings)
        for number, change in enumerate(item.get("changes") or [])
        if change["path"] == "term/end" and item.get("decision") in (None, "approved")
    ]
    return at(site.p, *(ends[-1] if ends else ("term", "end")))


@fault("P09")
def concluded_without_final_evaluation(site: Site) -> Mark | None:
    if "conclusion" not in site.kinds or site.evaluation is None:
        return None
    site.evaluation.put(("type",), "midterm")
    index = next(index for index, item in enumerate(site.filings) if item["kind"] == "conclusion")
    return at(site.p, "adjustments", index, "kind")


@fault("P10")
def pilot_in_another_province(site: Site) -> Mark | None:
    if "roles/units" in site.paths:
        return None
    site.p.put(("region",), "320000")
    return at(site.p, "roles", "units", 0)


@fault("P11")
def alone(site: Site) -> Mark | None:
    if not site.approved or site.paths & {"roles/partners", "roles/guide"}:
        return None
    for name in ("partners", "guide"):
        if site.p.has("roles", name):
            site.p.drop(("roles", name))
    return at(site.p, "roles", key=True)


@fault("P12", reseal=False)
def due_moved_without_filing(site: Site) -> Mark | None:
    path = step(site, lambda item: "due" in item and "added" not in item, last=True)
    if path is None or not site.p.has("approval", "seal"):
        return None
    site.m.put((*path, "due"), shift(item_at(site.m, path)["due"], -3))
    return at(site.m, *path)


@fault("P12", reseal=False)
def target_moved_without_filing(site: Site) -> Mark | None:
    path = measure(site, lambda item: "value" in item["target"])
    if path is None or not site.p.has("approval", "seal"):
        return None
    site.o.put((*path, "target", "value"), "71")
    return at(site.o, *path)


@fault("P12", reseal=False)
def milestone_taken_out(site: Site) -> Mark | None:
    path = step(site, lambda item: is_dated(item) and "added" not in item, last=True)
    if path is None or not site.p.has("approval", "seal"):
        return None
    site.m.drop(path)
    return at(site.p, "approval", key=True)


@fault("P12", reseal=False)
def seal_gone(site: Site) -> Mark | None:
    if not site.p.has("approval", "seal"):
        return None
    site.p.drop(("approval", "seal"))
    return at(site.p, "approval", key=True)


@fault("P13")
def chosen_without_a_word(site: Site) -> Mark | None:
    if not site.approved or not site.p.has("selection"):
        return None
    site.p.drop(("selection",))
    return at(site.p, "approval", key=True)
