"""The forms of `talentpilot templates list`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from talentpilot.cli.output.forms import TableFormat
from talentpilot.cli.session import from_here
from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import message

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.report.overrides import Listed
    from talentpilot.report.trust import OwnTemplates

SCHEMA = "talentpilot/templates/1"
_HEADER = (message("template"), message("from"), message("state"), message("what for"))
_CHANGED = message("the built-in {name} has changed since it was copied")
_UNUSED = message("no report and no other template asks for {name}")
_STYLES = {"outdated": "yellow", "unused": "yellow", "changed": "bold", "own": "bold"}


def render_templates(items: Sequence["Listed"], form: TableFormat, say: "Translator", *, color: bool) -> str:
    """Return the list in a format; the purpose of a template is its first comment."""
    from talentpilot.cli.output.rows import csv_of, markdown_of

    rows = [(item.name, item.origin, item.state if item.used else "unused", item.purpose) for item in items]
    match form:
        case TableFormat.TABLE:
            return _table(rows, items, say, color=color)
        case TableFormat.JSON:
            return _json(items)
        case TableFormat.CSV:
            return csv_of(_HEADER, rows)
        case TableFormat.MARKDOWN:
            return markdown_of(_HEADER, rows)
        case _:
            assert_never(form)


def render_trust(own: "OwnTemplates", say: "Translator") -> list[str]:
    """Return the lines after templates were trusted: which, and what that means."""
    return [
        say.count(
            "trusted: {n} template in {folder}", "trusted: {n} templates in {folder}", len(own.names), folder=own.folder
        ),
        *(f"  {name}" for name in own.names),
        say.text("They decide what the reports of this ledger say. When one of them changes, you are asked again."),
    ]


def _json(items: Sequence["Listed"]) -> str:
    # The path of a built-in template depends on the installation.
    listed = [
        {
            "name": one.name,
            "origin": one.origin,
            "path": one.file.as_posix() if one.origin != "built-in" else None,
            "state": one.state,
            "purpose": one.purpose,
            "used": one.used,
        }
        for one in items
    ]
    from talentpilot.cli.output.rows import json_text

    return json_text({"schema": SCHEMA, "templates": listed})


def _note(item: "Listed") -> Message | None:
    if not item.used:
        said = Message.of(_UNUSED, name=item.name)
        return Message.of("{said}; did you mean {near}?", said=said, near=item.near) if item.near else said
    return Message.of(_CHANGED, name=item.name) if item.state == "outdated" else None


def _table(
    rows: Sequence[tuple[str, str, str, str]], items: Sequence["Listed"], say: "Translator", *, color: bool
) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from talentpilot.cli.output.tables import printed

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    heads = [say.text(name) for name in _HEADER]
    for head in heads[:3]:
        table.add_column(head, no_wrap=True)
    table.add_column(heads[3], ratio=1, overflow="fold")
    for name, origin, state, purpose in rows:
        shown = "" if origin == "built-in" else say.text(state)
        table.add_row(name, say.text(origin), shown, escape(purpose), style=_STYLES.get(state))
    notes = [escape(f"{from_here(item.file)}: {say.said(note)}") for item in items if (note := _note(item))]
    own = sum(1 for item in items if item.origin != "built-in")
    counted = say.text("{n} templates, {own} of them your own", n=len(items), own=own)
    return printed([table, *notes, counted], color=color)
