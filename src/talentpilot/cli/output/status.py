"""The forms of `talentpilot status`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.cli.gathering import Gathered


class StatusFormat(StrEnum):
    """A form of `--format`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


_BY_ENDING = {
    ".json": StatusFormat.JSON,
    ".csv": StatusFormat.CSV,
    ".md": StatusFormat.MARKDOWN,
    ".txt": StatusFormat.TABLE,
}


def form_of(chosen: StatusFormat | None, output: Path | None) -> StatusFormat:
    """The form asked for, or the one the file's ending says, or the table.

    Raises:
        UsageProblem: the ending says nothing.
    """
    if chosen is not None:
        return chosen
    if output is None:
        return StatusFormat.TABLE
    if output.suffix not in _BY_ENDING:
        endings = ", ".join(_BY_ENDING)
        raise UsageProblem(f"{output}: the ending names no form\n  help: end it with {endings}, or say --format")
    return _BY_ENDING[output.suffix]


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
