"""What faults look for in a pilot: a milestone, an indicator, a paper, a report; and what they do with it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from faults.drafts import Draft, Path
from faults.site import FREE, Mark, Site, at

Wish = Callable[[dict[str, Any]], bool]
QUARTERS = {"2025Q3": "2025-09-30", "2025Q4": "2025-12-31", "2026Q1": "2026-03-31", "2026Q2": "2026-06-30"}


def changed(draft: Draft, path: Path, value: str) -> Mark:
    """Another value, and its place."""
    draft.put(path, value)
    return at(draft, *path)


def shift(day: str, days: int) -> str:
    """A day that many days later."""
    return str(date.fromisoformat(day) + timedelta(days=days))


def step(site: Site, wanted: Wish = lambda _: True, *, last: bool = False) -> Path | None:
    """A milestone that no filing touches, and that is wanted."""
    found = [
        index for index, item in enumerate(site.m.data["milestones"]) if item["id"] not in site.touched and wanted(item)
    ]
    return ("milestones", found[-1 if last else 0]) if found else None


def measure(site: Site, wanted: Wish = lambda _: True, *, last: bool = False) -> Path | None:
    """An indicator that no filing touches, and that is wanted."""
    found = [
        index for index, item in enumerate(site.o.data["indicators"]) if item["id"] not in site.touched and wanted(item)
    ]
    return ("indicators", found[-1 if last else 0]) if found else None


def paper(site: Site, field: str) -> Path | None:
    """A piece of evidence with that field."""
    for index, item in enumerate(site.p.data.get("evidence") or []):
        if field in item and item["date"] < "2026-07":
            return ("evidence", index)
    return None


def report(site: Site, period: str) -> Path | None:
    """The report of a period."""
    for index, item in enumerate(site.p.data.get("reports") or []):
        if item["period"] == period:
            return ("reports", index)
    return None


def is_dated(item: dict[str, Any]) -> bool:
    return "due" in item


def is_open(item: dict[str, Any]) -> bool:
    return "done" not in item


def is_weighed(item: dict[str, Any]) -> bool:
    return "weight" in item


def is_proven(item: dict[str, Any]) -> bool:
    return bool(item.get("evidence"))


def rises(item: dict[str, Any]) -> bool:
    return item["direction"] == "increase" and "baseline" in item and "value" in item["target"]


def is_key(item: dict[str, Any]) -> bool:
    return item.get("key") == "true"


def is_percent(item: dict[str, Any]) -> bool:
    """A percentage with an observation."""
    return item["unit"] == "%" and item.get("allow_over_100") != "true" and bool(known(item))


def known(item: dict[str, Any]) -> list[int]:
    """The observations that are known on the day, by index."""
    days = [one.get("date") or QUARTERS.get(one.get("period", ""), "9999") for one in item.get("observations") or []]
    return [index for index, day in enumerate(days) if day <= "2026-06-30"]


def known_twice(item: dict[str, Any]) -> bool:
    return len(known(item)) >= 2


def by_period(item: dict[str, Any]) -> bool:
    """A series of quarters with an observation."""
    return item["reporting"] == "per_period" and item["frequency"] == "quarterly" and bool(known(item))


def item_at(draft: Draft, path: Path) -> dict[str, Any]:
    """The values of an item."""
    node: Any = draft.data
    for part in path:
        node = node[part]
    return dict(node)


def filing(site: Site, changes: str, kind: str = "change_owner", **fields: str) -> Path:
    """A filing that is sound but for what `fields` say; an empty field is left out."""
    filled = {"procedure": "filing", "authority": "yx-hrss", "submitted": "2026-09-01", "document": FREE, **fields}
    said = "".join(f", {name}: {value}" for name, value in filled.items() if value)
    item = f"{{id: A99, kind: {kind}, reason: {{zh: 调整, en: Change}}{said}, changes: {changes}}}"
    return site.p.append(("adjustments",), item)


def owner_change(site: Site, from_: str | None = None) -> str | None:
    """The change of an owner to the lead, for a filing."""
    path = step(site, is_open)
    if path is None or not site.begun:
        return None
    item, lead = item_at(site.m, path), site.p.data["roles"]["lead"]
    return f"[{{path: milestones/{item['id']}/owner, from: {from_ or item['owner']}, to: {lead}}}]"
