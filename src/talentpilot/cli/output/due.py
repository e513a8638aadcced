"""The forms of `talentpilot due`."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

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


BY_ENDING = {
    ".json": DueFormat.JSON,
    ".csv": DueFormat.CSV,
    ".md": DueFormat.MARKDOWN,
    ".ics": DueFormat.ICS,
    ".txt": DueFormat.TABLE,
}


def render_due(due: "Due", form: DueFormat, say: "Translator", *, color: bool) -> str:
    """Return the answer in that form; those that people read, calendars too, are in the language of `say`."""
    from talentpilot.cli.output import due_renderers

    match form:
        case DueFormat.TABLE:
            return due_renderers.due_table(due, say, color=color)
        case DueFormat.JSON:
            return due_renderers.render_json(due)
        case DueFormat.CSV:
            return due_renderers.render_csv(due)
        case DueFormat.MARKDOWN:
            return due_renderers.render_markdown(due, say)
        case DueFormat.ICS:
            from talentpilot.exchange.calendar import render_calendar

            programme, day = due.portfolio.programme, due.portfolio.as_of
            return render_calendar(due.items, programme, day, say).decode("utf-8")
        case _:
            assert_never(form)
