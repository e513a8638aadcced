"""Faults of filings, whose values are typed by the path they change."""

from faults.drafts import Path
from faults.site import FREE, Mark, Site, at, fault
from faults.wishes import filing, is_open, item_at, measure, owner_change, shift, step


def _with_owner(
    site: Site, *below: str | int, kind: str = "change_owner", from_: str | None = None, **fields: str
) -> Mark | None:
    """A filing that hands a milestone to the lead; the mark is below it."""
    change = owner_change(site, from_)
    return at(site.p, *filing(site, change, kind, **fields), *below) if change else None


@fault("A01")
def filing_without_document(site: Site) -> Mark | None:
    return _with_owner(site, document="")


@fault("A01")
def filing_without_authority(site: Site) -> Mark | None:
    return at(site.p, *filing(site, "[]", "suspension", authority="", procedure="approval"))


@fault("A01")
def approved_without_day(site: Site) -> Mark | None:
    return _with_owner(site, "decision", procedure="approval", decision="approved")


@fault("A02")
def effective_before_submitted(site: Site) -> Mark | None:
    return _with_owner(site, "effective", effective="2026-08-20")


@fault("A03")
def from_of_another_plan(site: Site) -> Mark | None:
    return _with_owner(site, "changes", 0, "from", from_="yx-eval")


@fault("A03")
def from_left_out(site: Site) -> Mark | None:
    path = step(site, is_open)
    if path is None or not site.begun:
        return None
    change = f"[{{path: milestones/{item_at(site.m, path)['id']}/owner, to: yx-hrss}}]"
    return at(site.p, *filing(site, change), "changes", 0)


@fault("A04")
def extension_only_filed(site: Site) -> Mark | None:
    if not site.begun or "term/end" in site.paths:
        return None
    end = site.p.data["term"]["end"]
    path = filing(site, f"[{{path: term/end, from: {end}, to: {shift(end, 30)}}}]", "extension")
    return at(site.p, *path, "procedure")


@fault("A09")
def approved_by_the_lead(site: Site) -> Mark | None:
    if site.closed or "roles/lead" in site.paths:
        return None
    lead = site.p.data["roles"]["lead"]
    decided = {"procedure": "approval", "decision": "approved", "decided": "2026-09-10"}
    return _with_owner(site, "authority", authority=lead, **decided)


@fault("M10")
def date_moved_of_what_is_done(site: Site) -> Mark | None:
    path = step(site, lambda item: "done" in item and "due" in item and item["done"] < "2026-08-01")
    if path is None:
        return None
    item = item_at(site.m, path)
    change = f"[{{path: milestones/{item['id']}/due, from: {item['due']}, to: {shift(item['due'], 10)}}}]"
    return at(site.p, *filing(site, change, "reschedule"), "changes", 0, "to")


@fault("A05")
def decision_pending_since_july(site: Site) -> Mark | None:
    pending = {"procedure": "approval", "decision": "pending", "submitted": "2026-07-15", "document": ""}
    return _with_owner(site, "decision", **pending)


@fault("A08")
def owner_in_a_reschedule(site: Site) -> Mark | None:
    return _with_owner(site, "changes", 0, "path", kind="reschedule")


def _later_due(site: Site, due: str, to: str, submitted: str) -> Mark | None:
    path = step(site, lambda item: "done" not in item and item.get("due", "") > "2026-09-30")
    if path is None or not site.begun or "term/end" in site.paths:
        return None
    site.m.put((*path, "due"), due)
    change = f"[{{path: milestones/{item_at(site.m, path)['id']}/due, from: {due}, to: {to}}}]"
    return at(site.p, *filing(site, change, "reschedule", submitted=submitted), "changes", 0, "to")


@fault("A06")
def moved_past_the_term(site: Site) -> Mark | None:
    return _later_due(site, "2026-11-15", shift(site.p.data["term"]["end"], 60), "2026-09-01")


@fault("A07")
def moved_at_the_last_minute(site: Site) -> Mark | None:
    return _later_due(site, "2026-09-25", "2026-12-15", "2026-09-15")


def _change(site: Site, field: str, to: str, kind: str = "reschedule") -> Path | None:
    path = step(site, lambda item: "done" not in item and "due" in item)
    if path is None:
        return None
    item = item_at(site.m, path)
    change = f"[{{path: milestones/{item['id']}/{field}, from: {item[field]}, to: {to}}}]"
    return (*filing(site, change, kind), "changes", 0)


def _of_target(site: Site, to: str) -> Path | None:
    path = measure(site, lambda item: "value" in item["target"])
    if path is None:
        return None
    item = item_at(site.o, path)
    change = f"[{{path: indicators/{item['id']}/target/value, from: {item['target']['value']}, to: {to}}}]"
    return (*filing(site, change, "change_target", procedure="approval"), "changes", 0)


@fault("D01")
def no_such_day_in_a_filing(site: Site) -> Mark | None:
    path = _change(site, "due", "2026-11-31")
    return at(site.p, *path, "to") if path else None


@fault("D02")
def other_date_form_in_a_filing(site: Site) -> Mark | None:
    path = _change(site, "due", "2026.12.20")
    return at(site.p, *path, "to") if path else None


@fault("D06")
def far_off_date_in_a_filing(site: Site) -> Mark | None:
    path = _change(site, "due", "2062-12-20")
    return at(site.p, *path, "to") if path else None


@fault("I06")
def number_with_unit_in_a_filing(site: Site) -> Mark | None:
    path = _of_target(site, "80%")
    return at(site.p, *path, "to") if path else None


@fault("S01")
def filing_to_nothing(site: Site) -> Mark | None:
    path = _of_target(site, "''")
    return at(site.p, *path, "to", key=True) if path else None


@fault("S02")
def unknown_field_in_a_filing(site: Site) -> Mark | None:
    path = _change(site, "due", "2026-12-20, frm: 3")
    return at(site.p, *path, "frm", key=True) if path else None


@fault("S04")
def unknown_kind_of_filing(site: Site) -> Mark | None:
    return at(site.p, *filing(site, "[]", "delay"), "kind")


@fault("R02")
def filing_to_an_unknown_owner(site: Site) -> Mark | None:
    path = _change(site, "owner", "yx-nobody", "change_owner")
    return at(site.p, *path, "to") if path else None


@fault("R02")
def authority_unknown(site: Site) -> Mark | None:
    path = filing(site, "[]", "suspension", authority="yx-nobody", procedure="approval")
    return at(site.p, *path, "authority")


@fault("A04")
def target_only_filed(site: Site) -> Mark | None:
    path = _of_target(site, "1")
    if path is None:
        return None
    site.p.put((*path[:-2], "procedure"), "filing")
    return at(site.p, *path[:-2], "procedure")


@fault("A10")
def filed_after_the_pilot_was_closed(site: Site) -> Mark | None:
    if not site.begun or site.closed or not site.approved:
        return None
    closing = "{id: A98, kind: termination, reason: {zh: 终止, en: End}, procedure: approval, authority: yx-edu,"
    closing += f" submitted: 2026-08-01, decision: approved, decided: 2026-08-10, document: {FREE}}}"
    site.p.append(("adjustments",), closing)
    return at(site.p, *filing(site, "[]", "suspension"), "submitted")
