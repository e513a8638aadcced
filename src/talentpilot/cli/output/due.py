"""The forms of `talentpilot due`."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.agenda import Due


class DueFormat(StrEnum):
    """A form of `--format`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    ICS = "ics"
    TEXT = "text"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    MAIL = "mail"


NOTICES = frozenset((DueFormat.TEXT, DueFormat.WECOM, DueFormat.DINGTALK, DueFormat.MAIL))
"""The forms of messages, which --notice asks for."""
BY_ENDING = {
    ".json": DueFormat.JSON,
    ".csv": DueFormat.CSV,
    ".md": DueFormat.MARKDOWN,
    ".ics": DueFormat.ICS,
    ".txt": DueFormat.TABLE,
}


def render_due(due: "Due", form: DueFormat, say: "Translator", *, color: bool) -> Iterator[str]:
    """Yield the answer in that form; those that people read, calendars too, are in the language of `say`."""
    from talentpilot.cli.output import due_renderers

    match form:
        case DueFormat.TABLE:
            yield due_renderers.due_table(due, say, color=color)
        case DueFormat.JSON:
            from talentpilot.cli.output.rows import json_pieces

            yield from json_pieces(due_renderers.document(due))
        case DueFormat.CSV:
            yield due_renderers.render_csv(due)
        case DueFormat.MARKDOWN:
            yield due_renderers.render_markdown(due, say)
        case DueFormat.ICS:
            from talentpilot.exchange.calendar import render_calendar

            programme, day = due.head.programme, due.head.as_of
            yield render_calendar(due.items, programme, day, say).decode("utf-8")
        case DueFormat.TEXT | DueFormat.WECOM | DueFormat.DINGTALK | DueFormat.MAIL:
            raise UsageProblem("--format {form} is for --notice", help="add --notice unit or --notice all", form=form)
        case _:
            assert_never(form)
