"""Changes for machines: `talentpilot/diff/1`."""

import json
from datetime import date
from fractions import Fraction

from talentpilot.analysis.change import Change
from talentpilot.analysis.changes import unfiled
from talentpilot.analysis.figures import plain_number
from talentpilot.cli.output.diff import Diff
from talentpilot.cli.output.diff_words import told
from talentpilot.cli.output.revisions import known_revision
from talentpilot.cli.sides import Side
from talentpilot.language.translator import translator
from talentpilot.model.base import Text

Json = dict[str, object]
_ENGLISH = translator("en", "commands")


def render(diff: Diff) -> str:
    """The document, ending with a line end."""
    sides = (diff.sides.then, diff.sides.now)
    document: Json = {
        "schema": "talentpilot/diff/1",
        "then": _side(diff.sides.then),
        "now": _side(diff.sides.now),
        "summary": {
            "changes": len(diff.changes),
            "pilots": len({item.pilot for item in diff.changes}),
            "unfiled": len(unfiled(diff.changes)),
        },
        "settings": [{"name": name, "before": before, "after": after} for name, before, after in diff.sides.settings],
        "changes": [_change(item) for item in diff.changes],
        "not_compared": sorted(diff.sides.unread),
        "unreadable": [
            {"side": name, "path": item.path, "rule": item.rule, "object": item.object}
            for name, side in zip(("then", "now"), sides, strict=True)
            for item in side.unreadable
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _side(side: Side) -> Json:
    return {
        "name": side.name,
        "revision": known_revision(side.books),
        "as_of": side.as_of.isoformat(),
        "pilots": len(side.statuses),
    }


def _change(item: Change) -> Json:
    return {
        "kind": item.kind.value,
        "pilot": item.pilot,
        "object": item.object or None,
        "field": item.field or None,
        "before": _value(item.before),
        "after": _value(item.after),
        "days": item.days,
        "filings": list(item.filings),
        "unfiled": item.unfiled,
        "title": _text(item.title),
        "note": item.note or None,
        "text": told(item, _ENGLISH),
    }


def _value(value: Fraction | date | str | None) -> str | int | float | None:
    if isinstance(value, Fraction):
        return plain_number(value)
    return value.isoformat() if isinstance(value, date) else value


def _text(value: Text | None) -> Json | None:
    return {"zh": value.zh or value.plain, "en": value.en or value.plain} if value is not None else None
