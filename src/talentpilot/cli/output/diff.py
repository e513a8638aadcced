"""The forms of `talentpilot diff`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from talentpilot.analysis.ledger_change import LedgerChange
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.comparison import Comparison, Snapshot


class DiffFormat(StrEnum):
    """A form of `--format`."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


BY_ENDING = {".txt": DiffFormat.TEXT, ".md": DiffFormat.MARKDOWN, ".json": DiffFormat.JSON}


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes, with the sides that they lie between."""

    comparison: "Comparison"
    changes: "tuple[LedgerChange, ...]"

    def compared(self, say: "Translator") -> str:
        """Return what was compared, in a sentence."""
        then, now = self.comparison.then, self.comparison.now
        counts = say.text("{then} and {now} pilots", then=len(then.statuses), now=len(now.statuses))
        remarks = [counts, *(f"{name} {before} -> {after}" for name, before, after in self.comparison.settings)]
        names = {"then": _name(then, say), "now": _name(now, say)}
        if then.as_of == now.as_of:
            head = say.text("Compared: {then} and {now}, both as of {day}", **names, day=now.as_of)
        elif then.name == now.name:
            head = say.text(
                "Compared: {name} on {then} and on {now}", name=_name(now, say), then=then.as_of, now=now.as_of
            )
        else:
            days = {"day": then.as_of, "today": now.as_of}
            head = say.text("Compared: {then} as of {day} and {now} as of {today}", **names, **days)
        return say.joined([head, *remarks])


def _name(side: "Snapshot", say: "Translator") -> str:
    return say.text("the files as they stand") if side.is_here else side.name


def render_diff(diff: Diff, form: DiffFormat, say: "Translator", *, color: bool) -> str:
    """Return the answer in that form; what people read is in the language of `say`."""
    from talentpilot.cli.output import diff_renderers

    match form:
        case DiffFormat.TEXT:
            return diff_renderers.diff_text(diff, say, color=color)
        case DiffFormat.MARKDOWN:
            return diff_renderers.diff_markdown(diff, say)
        case DiffFormat.JSON:
            return diff_renderers.diff_json(diff)
        case _:
            assert_never(form)
