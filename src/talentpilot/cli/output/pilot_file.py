"""The rest of a pilot's file in `talentpilot status PILOT`: a table for each part that there is."""

from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text as Styled

from talentpilot.cli.output.lists import data, listing, plain
from talentpilot.i18n.translator import Translator, message
from talentpilot.services.lists import FilePart, PilotFacts

_TITLES: Mapping[FilePart, str] = {
    "bottlenecks": message("Bottlenecks"),
    "filings": message("Filings"),
    "practices": message("Practices"),
    "adoptions": message("Adoptions of practices"),
    "reports": message("Reports of the unit"),
    "incentives": message("Support and honours"),
    "publicity": message("Publicity"),
    "evidence": message("Evidence"),
}
_ON_SCREEN: Mapping[FilePart, tuple[str, ...]] = {
    "bottlenecks": (
        "id", "title", "severity", "owner", "raised", "reopened on", "resolved", "accepted", "accepted by", "open days",
    ),
    "filings": ("id", "kind", "procedure", "change", "reason", "submitted", "authority", "decision"),
    "practices": ("id", "title", "kind", "status", "documented", "adoptions"),
    "adoptions": ("id", "practice", "adopter", "date", "document"),
    "reports": ("period", "submitted", "progress"),
    "incentives": ("id", "kind", "title", "grantor", "date", "amount", "currency"),
    "publicity": ("id", "date", "channel", "title"),
    "evidence": ("id", "title", "kind", "date", "verified", "verified by"),
}  # fmt: skip
"""By part, the columns that a terminal has room for; JSON has all."""


def file_tables(file: Iterable[PilotFacts], say: Translator) -> Iterator[RenderableType]:
    """Yield a heading and a table for each part that there is something of."""
    for facts in file:
        if facts.rows:
            keys = _ON_SCREEN[facts.part]
            yield Styled(say.text(_TITLES[facts.part]), style="bold")
            yield listing(keys, [[plain(row[key], say) for key in keys] for row in facts.rows], say)


def file_document(file: Iterable[PilotFacts]) -> dict[str, object]:
    """Return the parts as plain data, the empty ones too."""
    return {
        facts.part: [{key.replace(" ", "_"): data(cell) for key, cell in row.items()} for row in facts.rows]
        for facts in file
    }
