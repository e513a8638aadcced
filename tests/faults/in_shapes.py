"""Faults of fields, types, ids and dates."""

from faults.site import Mark, Site, at, fault
from faults.wishes import changed, is_dated, is_open, is_proven, is_weighed, item_at, measure, paper, step


@fault("S01")
def owner_gone(site: Site) -> Mark | None:
    path = step(site)
    if path is None:
        return None
    site.m.drop((*path, "owner"))
    return at(site.m, *path)


@fault("S01")
def unit_of_measure_emptied(site: Site) -> Mark | None:
    path = measure(site, last=True)
    if path is None:
        return None
    site.o.put((*path, "unit"), "''")
    return at(site.o, *path, "unit", key=True)


@fault("S02")
def misspelt_field(site: Site) -> Mark | None:
    path = step(site, is_weighed, last=True)
    if path is None:
        return None
    site.m.rename((*path, "weight"), "wieght")
    return at(site.m, *path, "wieght", key=True)


@fault("S02")
def misspelt_field_that_says_nothing(site: Site) -> Mark | None:
    site.p.text = site.p.text.replace("\ntask: ", "\nobjectiv:\ntask: ")
    return at(site.p, "objectiv", key=True)


@fault("S03")
def text_where_a_list_belongs(site: Site) -> Mark | None:
    path = step(site, is_proven)
    return changed(site.m, (*path, "evidence"), "E1") if path else None


@fault("S03")
def list_where_a_text_belongs(site: Site) -> Mark | None:
    return changed(site.p, ("title",), "[试点]")


@fault("S04")
def word_not_allowed(site: Site) -> Mark | None:
    path = measure(site)
    return changed(site.o, (*path, "direction"), "up") if path else None


@fault("S05")
def malformed_id(site: Site) -> Mark | None:
    path = step(site, last=True)
    return changed(site.m, (*path, "id"), "milestone-3") if path else None


@fault("S05")
def id_twice(site: Site) -> Mark | None:
    first, path = step(site), step(site, last=True)
    if first is None or path is None or first == path:
        return None
    return changed(site.m, (*path, "id"), item_at(site.m, first)["id"])


@fault("S05")
def evidence_with_the_id_of_a_milestone(site: Site) -> Mark | None:
    path = step(site, last=True)
    if path is None or not site.p.has("evidence", 0):
        return None
    return changed(site.m, (*path, "id"), site.p.data["evidence"][0]["id"])


@fault("S06", whole=True)
def folder_copied_with_its_id(site: Site) -> Mark | None:
    site.copied = (f"{site.name}-copy",)
    return Mark(f"pilots/{site.name}-copy/pilot.yaml", site.p.line(("id",)))


@fault("S06")
def organization_twice(site: Site) -> Mark | None:
    line = '{id: yx-edu, zh: 教育厅, kind: government, region: "990000"}'
    return at(site.programme, *site.programme.append(("organizations",), line), "id")


@fault("S07")
def zero_lost(site: Site) -> Mark | None:
    return changed(site.p, ("region",), "99000")


@fault("S07")
def no_such_province(site: Site) -> Mark | None:
    return changed(site.p, ("region",), "780000")


@fault("S08")
def placeholder(site: Site) -> Mark | None:
    path = step(site, last=True)
    if path is None or not site.approved:
        return None
    site.m.put((*path, "title"), "{zh: 总结报告（待定）, en: Summary}")
    return at(site.m, *path, "title", "zh")


@fault("S09")
def title_without_english(site: Site) -> Mark | None:
    return changed(site.p, ("title",), "{zh: 试点}")


def _due(site: Site, value: str) -> Mark | None:
    path = step(site, is_dated, last=True)
    return changed(site.m, (*path, "due"), value) if path else None


@fault("D01")
def thirty_first_of_june(site: Site) -> Mark | None:
    return _due(site, "2026-06-31")


@fault("D02")
def chinese_date(site: Site) -> Mark | None:
    return _due(site, "2026年12月1日")


@fault("D02")
def date_with_slashes(site: Site) -> Mark | None:
    return _due(site, "2026/12/1")


@fault("D03")
def ambiguous_date(site: Site) -> Mark | None:
    return _due(site, "05/06/2026")


@fault("D04")
def spreadsheet_day(site: Site) -> Mark | None:
    return _due(site, "46203")


@fault("D05")
def date_with_time(site: Site) -> Mark | None:
    return _due(site, '"2026-12-01T09:00:00"')


@fault("D06")
def slip_of_a_year(site: Site) -> Mark | None:
    path = paper(site, "date")
    return changed(site.p, (*path, "date"), "2062-08-20") if path else None


@fault("D07", is_today=True)
def done_tomorrow(site: Site) -> Mark | None:
    path = step(site, is_open)
    if path is None:
        return None
    site.m.add(path, "done", "2026-10-01")
    return at(site.m, *path, "done")
