"""The forms of `talentpilot return list`."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.model.programme import Programme
    from talentpilot.services.returns.listing import ReturnList


class ReturnListFormat(StrEnum):
    """A form of `--format`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


BY_ENDING = {
    ".json": ReturnListFormat.JSON,
    ".csv": ReturnListFormat.CSV,
    ".md": ReturnListFormat.MARKDOWN,
    ".txt": ReturnListFormat.TABLE,
}


def render_returns(
    found: "ReturnList", programme: "Programme", form: ReturnListFormat, say: "Translator", *, color: bool
) -> str:
    """Return the list in that form; those that people read are in the language of `say`."""
    from talentpilot.cli.output import returns_renderers

    match form:
        case ReturnListFormat.TABLE:
            return returns_renderers.render_table(found, programme, say, color=color)
        case ReturnListFormat.JSON:
            return returns_renderers.render_json(found, programme, say)
        case ReturnListFormat.CSV:
            return returns_renderers.render_csv(found, programme, say)
        case ReturnListFormat.MARKDOWN:
            return returns_renderers.render_markdown(found, programme, say)
        case _:
            assert_never(form)
