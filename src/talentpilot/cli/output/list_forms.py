"""The forms of `talentpilot list`."""

from enum import StrEnum


class ListFormat(StrEnum):
    """A form of `--format`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


BY_ENDING = {
    ".json": ListFormat.JSON,
    ".csv": ListFormat.CSV,
    ".md": ListFormat.MARKDOWN,
    ".txt": ListFormat.TABLE,
}
