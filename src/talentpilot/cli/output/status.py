"""The forms of `talentpilot status`."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from talentpilot.escaping import visible

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.portfolio import Portfolio
    from talentpilot.services.restatements import Restatements


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
    portfolio: "Portfolio",
    past: "Restatements | None",
    form: StatusFormat,
    say: "Translator",
    *,
    in_full: bool,
    color: bool,
) -> str:
    """Return the answer in that form; `in_full` shows one pilot with all its steps, indicators and bottlenecks.

    The forms that people read are in the language of `say`, those for machines always the same.

    `past` is what was restated since the revision that was read; None where the files at hand were read.
    """
    match form:
        case StatusFormat.JSON:
            from talentpilot.cli.output import status_data

            return status_data.status_json(portfolio, past, in_full=in_full)
        case StatusFormat.CSV:
            from talentpilot.cli.output import status_data

            return status_data.render_csv(portfolio, past)
        case StatusFormat.MARKDOWN:
            from talentpilot.cli.output import status_data

            return status_data.render_markdown(portfolio, past, say)
        case StatusFormat.TABLE:
            return _in_table(portfolio, say, in_full=in_full, color=color) + _restated(portfolio, past, say)
        case _:
            assert_never(form)


def _in_table(portfolio: "Portfolio", say: "Translator", *, in_full: bool, color: bool) -> str:
    if in_full:
        from talentpilot.cli.output.status_text import render_pilot

        return render_pilot(portfolio, say, color=color)
    from talentpilot.cli.output.status_text import render_table

    return render_table(portfolio, say, color=color)


def _restated(portfolio: "Portfolio", past: "Restatements | None", say: "Translator") -> str:
    if past is None:
        return ""
    from talentpilot.cli.output.restated import render_text

    return f"\n{visible(render_text(past, portfolio.as_of, say))}"
