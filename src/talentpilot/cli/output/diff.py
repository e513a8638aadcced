"""The forms of `talentpilot diff`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from talentpilot.analysis.change import Change
    from talentpilot.cli.sides import Sides


class DiffFormat(StrEnum):
    """A form of `--format`."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


BY_ENDING = {".txt": DiffFormat.TEXT, ".md": DiffFormat.MARKDOWN, ".json": DiffFormat.JSON}


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes, with the sides that they lie between."""

    sides: "Sides"
    changes: "tuple[Change, ...]"

    @property
    def compared(self) -> str:
        """What was compared, in a sentence."""
        then, now = self.sides.then, self.sides.now
        counts = f"{len(then.statuses)} and {len(now.statuses)} pilots"
        counts += "".join(f"; {name} {before} -> {after}" for name, before, after in self.sides.settings)
        if then.as_of != now.as_of:
            return f"Compared: {now.name} on {then.as_of} and on {now.as_of}; {counts}"
        return f"Compared: {then.name} and {now.name}, both as of {now.as_of}; {counts}"


def render_diff(diff: Diff, form: DiffFormat, *, color: bool) -> str:
    """The answer in that form."""
    from talentpilot.cli.output import diff_json, diff_text

    match form:
        case DiffFormat.TEXT:
            return diff_text.render(diff, color=color)
        case DiffFormat.MARKDOWN:
            return diff_text.render_markdown(diff)
        case DiffFormat.JSON:
            return diff_json.render(diff)
        case _:
            assert_never(form)
