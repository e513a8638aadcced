"""The forms of `talentpilot status`."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from talentpilot.cli.gathering import Gathered


class StatusFormat(StrEnum):
    """A form of `--format`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


BY_ENDING = {
    ".json": StatusFormat.JSON,
    ".csv": StatusFormat.CSV,
    ".md": StatusFormat.MARKDOWN,
    ".txt": StatusFormat.TABLE,
}


def render_status(gathered: "Gathered", form: StatusFormat, *, in_full: bool, color: bool) -> str:
    """The answer in that form; `in_full` shows one pilot with all its steps, indicators and bottlenecks."""
    match form:
        case StatusFormat.JSON:
            from talentpilot.cli.output import status_json

            return status_json.render(gathered)
        case StatusFormat.CSV:
            from talentpilot.cli.output import status_rows

            return status_rows.render_csv(gathered)
        case StatusFormat.MARKDOWN:
            from talentpilot.cli.output import status_rows

            return status_rows.render_markdown(gathered)
        case StatusFormat.TABLE:
            from talentpilot.cli.output import status_table

            render = status_table.render_pilot if in_full else status_table.render_table
            return render(gathered, color=color)
        case _:
            assert_never(form)
