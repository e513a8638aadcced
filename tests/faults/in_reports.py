"""Faults of reports, of evaluations, of the ledger as a whole, and what must not stand in it."""

from faults.site import Mark, Site, at, fault
from faults.wishes import changed, report, step


@fault("U01")
def report_missing(site: Site) -> Mark | None:
    path = report(site, "2026Q1")
    if path is None or len(site.p.data["reports"]) < 2:
        return None
    site.p.drop(path)
    return at(site.p, "reports", key=True)


@fault("U02")
def report_late(site: Site) -> Mark | None:
    path = report(site, "2026Q1")
    return changed(site.p, (*path, "submitted"), "2026-05-20") if path else None


@fault("U03")
def period_reported_twice(site: Site) -> Mark | None:
    if report(site, "2026Q1") is None:
        return None
    item = "{period: 2026Q1, submitted: 2026-04-14, progress: {zh: 再报, en: Again}}"
    return at(site.p, *site.p.append(("reports",), item), "period")


@fault("U03")
def report_before_the_term(site: Site) -> Mark | None:
    item = "{period: 2024Q1, submitted: 2026-04-14, progress: {zh: 早报, en: Early}}"
    return at(site.p, *site.p.append(("reports",), item), "period")


@fault("U05")
def report_before_the_end_of_its_period(site: Site) -> Mark | None:
    path = report(site, "2026Q1")
    return changed(site.p, (*path, "submitted"), "2026-03-30") if path else None


@fault("P14", whole=True)
def pilot_gone_since_a_report(site: Site) -> Mark | None:
    figures = '{"schema": "talentpilot/report/1", "pilots": [{"id": "yx-gone-01", "standing": "active"}]}'
    site.extra["reports/2026Q2/figures.json"] = figures.encode()
    site.extra["reports/2026Q2/manifest.json"] = b"{}"
    return Mark("pilots/yx-gone-01/pilot.yaml", 1)


@fault("U04")
def report_copied(site: Site) -> Mark | None:
    first, second = report(site, "2025Q4"), report(site, "2026Q1")
    if first is None or second is None:
        return None
    for path in (first, second):
        site.p.put((*path, "progress"), "{zh: 工作有序推进, en: Work goes on}")
    return at(site.p, *second, "progress")


@fault("V01")
def rating_of_four(site: Site) -> Mark | None:
    draft = site.evaluation
    return changed(draft, ("reviewers", 0, "judgement", "relevance"), "4") if draft else None


@fault("V01")
def item_nobody_rated(site: Site) -> Mark | None:
    if (draft := site.evaluation) is None:
        return None
    for index in range(len(draft.data["reviewers"])):
        if draft.has("reviewers", index, "judgement", "impact"):
            draft.drop(("reviewers", index, "judgement", "impact"))
    return at(draft, "reviewers", key=True)


@fault("V02")
def final_by_the_lead(site: Site) -> Mark | None:
    if (draft := site.evaluation) is None or "roles/lead" in site.paths:
        return None
    draft.put(("type",), "final")
    return changed(draft, ("evaluator", "org"), site.p.data["roles"]["lead"])


@fault("V02")
def one_reviewer(site: Site) -> Mark | None:
    if (draft := site.evaluation) is None:
        return None
    draft.put(("type",), "third_party")
    for index in reversed(range(1, len(draft.data["reviewers"]))):
        draft.drop(("reviewers", index))
    return at(draft, "reviewers", key=True)


@fault("V03")
def three_without_comment(site: Site) -> Mark | None:
    if (draft := site.evaluation) is None:
        return None
    for index in range(len(draft.data["reviewers"])):
        draft.put(("reviewers", index, "judgement", "efficiency"), "3")
    if draft.has("comments", "efficiency"):
        draft.drop(("comments", "efficiency"))
    return at(draft, "reviewers", 0, "judgement", "efficiency")


@fault("V04")
def decided_otherwise(site: Site) -> Mark | None:
    draft = site.evaluation
    if draft is None or not draft.has("decision", "outcome") or draft.has("decision", "override_reason"):
        return None
    return changed(draft, ("decision", "outcome"), "stop")


@fault("V05")
def weights_of_110(site: Site) -> Mark | None:
    site.programme.put(("evaluation", "weights", "results"), "60")
    return at(site.programme, "evaluation", "weights")


@fault("V06")
def level_without_method(site: Site) -> Mark | None:
    if (draft := site.evaluation) is None:
        return None
    draft.put(("evidence_level",), "3")
    if draft.has("evaluator", "method"):
        draft.drop(("evaluator", "method"))
    return at(draft, "evidence_level")


@fault("D01")
def no_such_day_in_an_evaluation(site: Site) -> Mark | None:
    return changed(site.evaluation, ("as_of",), "2026-06-31") if site.evaluation else None


@fault("S02")
def misspelt_item_of_an_evaluation(site: Site) -> Mark | None:
    if (draft := site.evaluation) is None:
        return None
    draft.rename(("reviewers", 0, "judgement", "relevance"), "relevence")
    return at(draft, "reviewers", 0, "judgement", "relevence", key=True)


@fault("X01", whole=True)
def title_of_another_pilot(site: Site) -> Mark | None:
    other = min(item.name for item in (site.root / "pilots").iterdir())
    if other == site.name:
        return None
    title = site.draft(f"pilots/{other}/pilot.yaml").data["title"]["zh"]
    return changed(site.p, ("title",), f"{{zh: {title}, en: Another}}")


@fault("X02", whole=True)
def task_without_pilot(site: Site) -> Mark | None:
    item = "{id: brand-new-task, zh: 新事项, en: New task}"
    return at(site.catalogue, *site.catalogue.append(("domains", 0, "tasks"), item))


@fault("G01")
def identity_number(site: Site) -> Mark | None:
    path = step(site)
    if path is None:
        return None
    site.m.add(path, "note", "经办人 11010519491231002X")
    return at(site.m, *path, "note")


@fault("G01")
def identity_number_in_a_report(site: Site) -> Mark | None:
    if not site.p.has("reports", 0):
        return None
    site.p.put(("reports", 0, "progress"), "{zh: 联系人 11010519491231002X, en: x}")
    return at(site.p, "reports", 0, "progress", "zh")


@fault("G02")
def mobile_number(site: Site) -> Mark | None:
    site.p.write(("roles",), "contact", "张处 13800138000")
    return at(site.p, "roles", "contact")


@fault("G02")
def private_mailbox(site: Site) -> Mark | None:
    site.p.write(("roles",), "contact", "yunxi2025@qq.com")
    return at(site.p, "roles", "contact")


@fault("G03")
def waiver_run_out(site: Site) -> Mark | None:
    return changed(site.programme, ("waivers", 0, "until"), "2026-08-31")


@fault("G04")
def gap_as_a_fraction(site: Site) -> Mark | None:
    site.programme.put(("rules", "thresholds", "red_gap_pp"), "0.3")
    return at(site.programme, "rules", "thresholds")
