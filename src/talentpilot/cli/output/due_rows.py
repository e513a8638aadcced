"""What is due, for machines and spreadsheets: JSON `talentpilot/due/1`, CSV, Markdown."""

import json
from collections.abc import Iterator
from itertools import groupby

from talentpilot.analysis.agenda import Item
from talentpilot.cli.output.due import Due
from talentpilot.cli.output.due_table import counted, summary
from talentpilot.cli.output.rows import csv_of, markdown_of
from talentpilot.cli.session import terminal_language
from talentpilot.language.agenda_words import note_of
from talentpilot.language.command_terms import word
from talentpilot.language.translator import Translator

HEADER = ("owner", "owner_name", "when", "days", "due", "what", "pilot", "object", "title_zh", "title_en", "note")


def rows(due: Due) -> Iterator[tuple[str, ...]]:
    """One row an item, in the order of `HEADER`."""
    for item in due.items:
        title = item.title
        yield (
            item.owner,
            _name(due, item.owner) or "",
            item.span.value,
            str(item.days),
            item.due.isoformat(),
            item.matter.value,
            item.pilot,
            item.object,
            (title.zh or title.plain or "") if title else "",
            (title.en or title.plain or "") if title else "",
            str(item.note),
        )


def _name(due: Due, owner: str) -> str | None:
    known = due.gathered.programme.organization(owner)
    return known.name(terminal_language()) if known is not None else None


def render_csv(due: Due) -> str:
    """The rows as CSV."""
    return csv_of(HEADER, rows(due))


def render_markdown(due: Due, say: Translator) -> str:
    """A Markdown table and the counts; what the ledger says prints as itself."""
    header = [word(say, name, "column") for name in HEADER]
    spoken = (_spoken(row, item, due, say) for row, item in zip(rows(due), due.items, strict=True))
    return f"{markdown_of(header, spoken)}\n{summary(due, say)}\n"


def _spoken(row: tuple[str, ...], item: Item, due: Due, say: Translator) -> list[str]:
    """A row with its codes in words; in English they stand as they are."""
    cells = dict(zip(HEADER, row, strict=True))
    known = due.gathered.programme.organization(item.owner)
    cells["owner_name"] = known.name(say.language) if known is not None else ""
    cells["when"], cells["what"] = word(say, item.span, "span"), word(say, item.matter, "matter")
    return list((cells | {"note": note_of(item, say)}).values())


def render_json(due: Due) -> str:
    """The document: owners with their items, null for what is absent."""
    gathered = due.gathered
    document = {
        "schema": "talentpilot/due/1",
        "as_of": gathered.as_of.isoformat(),
        "within": due.within,
        "until": due.until,
        "summary": {"items": len(due.items), "spans": counted(due.items)},
        "owners": [
            {"id": owner, "name": _name(due, owner), "items": [_item(item) for item in mine]}
            for owner, mine in groupby(due.items, key=lambda item: item.owner)
        ],
        "unreadable": [{"path": item.path, "rule": item.rule, "object": item.object} for item in gathered.unreadable],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _item(item: Item) -> dict[str, object]:
    title = item.title
    return {
        "what": item.matter.value,
        "pilot": item.pilot,
        "object": item.object or None,
        "due": item.due.isoformat(),
        "days": item.days,
        "when": item.span.value,
        "title": {"zh": title.zh or title.plain, "en": title.en or title.plain} if title is not None else None,
        "note": str(item.note) or None,
    }
