"""The forms of `talentpilot status`."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from talentpilot.cli.gathering import Gathered
    from talentpilot.cli.restating import Restatements
    from talentpilot.language.translator import Translator


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


def render_status(
    gathered: "Gathered",
    past: "Restatements | None",
    form: StatusFormat,
    say: "Translator",
    *,
    in_full: bool,
    color: bool,
) -> str:
    """The answer in that form; `in_full` shows one pilot with all its steps, indicators and bottlenecks.

    The forms that people read are in the language of `say`, those for machines always the same.

    `past` is what was restated since the revision that was read; None where the files at hand were read.
    """
    match form:
        case StatusFormat.JSON:
            from talentpilot.cli.output import status_json

            return status_json.render(gathered, past)
        case StatusFormat.CSV:
            from talentpilot.cli.output import status_rows

            return status_rows.render_csv(gathered, past)
        case StatusFormat.MARKDOWN:
            from talentpilot.cli.output import status_rows

            return status_rows.render_markdown(gathered, past, say)
        case StatusFormat.TABLE:
            return _in_table(gathered, say, in_full=in_full, color=color) + _restated(gathered, past, say)
        case _:
            assert_never(form)


def _in_table(gathered: "Gathered", say: "Translator", *, in_full: bool, color: bool) -> str:
    if in_full:
        from talentpilot.cli.output.status_pilot import render_pilot

        return render_pilot(gathered, say, color=color)
    from talentpilot.cli.output.status_table import render_table

    return render_table(gathered, say, color=color)


def _restated(gathered: "Gathered", past: "Restatements | None", say: "Translator") -> str:
    if past is None:
        return ""
    from talentpilot.cli.output.restated import render_text

    return f"\n{render_text(past, gathered.as_of, say)}"
