"""Faults of what is recorded: bottlenecks, practices, evidence."""

from faults.site import FREE, Mark, Site, at, fault
from faults.wishes import changed, is_proven, paper, step

_OLD = (
    "{id: B99, title: {zh: 数据未共享, en: Data kept apart}, kind: data, severity: critical, raised: 2026-01-05,"
    " owner: yx-hrss, needs: province"
)


@fault("B01")
def bottleneck_nobody_names(site: Site) -> Mark | None:
    return at(site.p, *site.p.append(("bottlenecks",), _OLD + "}")) if site.active else None


@fault("B02")
def settled_without_a_word(site: Site) -> Mark | None:
    return at(site.p, *site.p.append(("bottlenecks",), _OLD + ", resolved: 2026-08-01}"), "resolved")


@fault("B02")
def settled_before_raised(site: Site) -> Mark | None:
    item = _OLD + ", resolved: 2025-12-01, resolution: 已共享}"
    return at(site.p, *site.p.append(("bottlenecks",), item), "resolved")


def _practice(site: Site) -> bool:
    return site.o.has("practices", 0, "documented") and not site.o.has("practices", 0, "withdrawn")


@fault("K01")
def practice_without_cost(site: Site) -> Mark | None:
    if not _practice(site) or site.o.data["practices"][0]["documented"] > "2026-09-30":
        return None
    site.o.drop(("practices", 0, "cost"))
    return at(site.o, "practices", 0, "documented")


@fault("K02")
def endorsed_without_paper(site: Site) -> Mark | None:
    if not _practice(site):
        return None
    site.o.write(("practices", 0), "endorsed", "{date: 2026-08-30, by: yx-hrss}")
    return at(site.o, "practices", 0, "endorsed")


@fault("K03")
def practice_without_root(site: Site) -> Mark | None:
    if not _practice(site):
        return None
    for name in ("solves", "indicators"):
        if site.o.has("practices", 0, name):
            site.o.drop(("practices", 0, name))
    return at(site.o, "practices", 0)


@fault("K04")
def adopted_at_home(site: Site) -> Mark | None:
    if not _practice(site) or "roles/lead" in site.paths:
        return None
    item = f"{{org: {site.p.data['roles']['lead']}, date: 2026-08-30, document: {FREE}}}"
    return at(site.o, *site.o.append(("practices", 0, "adoptions"), item), "org")


@fault("E01")
def file_not_there(site: Site) -> Mark | None:
    path = paper(site, "path")
    return changed(site.p, (*path, "path"), "evidence/lost.pdf") if path else None


@fault("E01")
def file_out_of_the_ledger(site: Site) -> Mark | None:
    path = paper(site, "path")
    return changed(site.p, (*path, "path"), "../../../passwd") if path else None


@fault("E01")
def address_without_http(site: Site) -> Mark | None:
    path = paper(site, "url")
    return changed(site.p, (*path, "url"), "www.example.invalid/rules") if path else None


@fault("E02")
def file_exchanged(site: Site) -> Mark | None:
    path = paper(site, "path")
    if path is None:
        return None
    file = f"{site.home}/{site.p.node((*path, 'path'))[1].value}"
    site.extra[file] = (site.root / file).read_bytes() + b" "
    return at(site.p, *path, "sha256")


@fault("E02")
def digest_gone(site: Site) -> Mark | None:
    path = paper(site, "path")
    if path is None:
        return None
    site.p.drop((*path, "sha256"))
    return at(site.p, *path, "path")


@fault("E03")
def nobody_looked(site: Site) -> Mark | None:
    cited = (site.p.data.get("approval") or {}).get("evidence") or []
    items = site.p.data.get("evidence") or []
    index = next((i for i, item in enumerate(items) if item["id"] in cited and "verified" in item), None)
    if index is None:
        return None
    site.p.drop(("evidence", index, "verified"))
    return at(site.p, "evidence", index)


@fault("E04")
def marked_secret(site: Site) -> Mark | None:
    path = paper(site, "title")
    return changed(site.p, (*path, "title"), "{zh: 实施方案（机密）, en: Plan}") if path else None


@fault("E04")
def access_unknown(site: Site) -> Mark | None:
    path = paper(site, "access")
    return changed(site.p, (*path, "access"), "secret") if path else None


@fault("S10")
def amount_in_no_currency(site: Site) -> Mark | None:
    item = "{id: S98, kind: funding, title: {zh: 补助, en: Grant}, grantor: yx-hrss, date: 2026-06-01, amount: 20000}"
    return at(site.p, *site.p.append(("incentives",), item), "amount")


@fault("S10")
def amount_in_words_of_ones_own(site: Site) -> Mark | None:
    item = "{id: S98, kind: funding, title: {zh: 补助, en: Grant}, grantor: yx-hrss, date: 2026-06-01, amount: 2}"
    item = item.replace("amount: 2", "amount: 2, currency: 元")
    return at(site.p, *site.p.append(("incentives",), item), "currency")


@fault("E05")
def file_nobody_registered(site: Site) -> Mark | None:
    if not site.p.data.get("evidence"):
        return None
    site.extra[f"{site.home}/evidence/~$scan.docx"] = b"x"
    site.extra[f"{site.home}/evidence/scan.pdf"] = b"x"
    return at(site.p, "evidence", key=True)


@fault("B02")
def accepted_before_it_was_resolved(site: Site) -> Mark | None:
    item = _OLD + ", resolved: 2026-08-01, resolution: 已共享, accepted: {date: 2026-07-01, by: yx-edu}}"
    return at(site.p, *site.p.append(("bottlenecks",), item), "accepted", "date")


@fault("B03")
def accepted_by_its_owner(site: Site) -> Mark | None:
    item = _OLD + ", resolved: 2026-08-01, resolution: 已共享, accepted: {date: 2026-08-10, by: yx-hrss}}"
    return at(site.p, *site.p.append(("bottlenecks",), item), "accepted", "by")


@fault("B04")
def resolved_and_never_accepted(site: Site) -> Mark | None:
    if site.closed:
        return None
    site.programme.write(("rules",), "acceptance", "[critical]")
    item = _OLD + ", resolved: 2026-08-01, resolution: 已共享}"
    return at(site.p, *site.p.append(("bottlenecks",), item), "resolved")


@fault("P15")
def reporter_from_outside(site: Site) -> Mark | None:
    outside = next(name for name in ("yx-eval", "yx-fin", "yx-tool") if name not in site.members)
    site.p.write(("roles",), "reporter", outside)
    return at(site.p, "roles", "reporter")


@fault("D08")
def verified_before_it_was_made(site: Site) -> Mark | None:
    path = paper(site, "verified")
    return changed(site.p, (*path, "verified", "date"), "2025-07-02") if path else None


@fault("S11")
def evidence_cited_twice(site: Site) -> Mark | None:
    path = step(site, is_proven)
    if path is None:
        return None
    cited = site.m.data["milestones"][path[1]]["evidence"]
    site.m.put((*path, "evidence"), f"[{', '.join([*cited, cited[0]])}]")
    return at(site.m, *path, "evidence", len(cited))


@fault("X03")
def office_registered_twice(site: Site) -> Mark | None:
    name = site.programme.data["organizations"][0]["zh"]
    item = f'{{id: zz-twin, zh: {name}, kind: government, region: "990000"}}'
    return at(site.programme, *site.programme.append(("organizations",), item), "zh")
