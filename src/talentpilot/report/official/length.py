"""How long a body is, counted like the 字数 of an office program."""

import re
from collections.abc import Callable, Iterable

from talentpilot.errors import DocumentStopped
from talentpilot.report.official.blocks import OfficialDocument
from talentpilot.report.official.writing import EASED_TOTALS

_COUNTED = re.compile(r"[A-Za-z0-9.%]+|[^\sA-Za-z0-9]")


def characters(texts: Iterable[str]) -> int:
    """Return the length: each Han letter or mark is one, each run of Latin letters, digits, `.` and `%` is one."""
    return sum(len(_COUNTED.findall(text)) for text in texts)


def body_length(document: OfficialDocument) -> int:
    """Return the length of a body, from its title to its closing phrase."""
    return characters(document.texts())


def shortened(make: Callable[[int], OfficialDocument], limit: int) -> tuple[OfficialDocument, int]:
    """Return the document at the first level of easing whose body is within the limit, and that level.

    `make` writes the document at a level; 0 for `limit` is no limit.

    Raises:
        DocumentStopped: it is longer at each level; sentences are never cut.
    """
    document = make(0)
    for level in range(EASED_TOTALS + 1):
        document = make(level) if level else document
        if not limit or body_length(document) <= limit:
            return document, level
    demand_length(document, limit)
    return document, EASED_TOTALS


def demand_length(document: OfficialDocument, limit: int) -> None:
    """Refuse a body above the limit; 0 is no limit.

    Raises:
        DocumentStopped: says how long it is.
    """
    length = body_length(document)
    if limit and length > limit:
        raise DocumentStopped(
            "the body has {length} characters, more than {limit}",
            help="take another limit with --max-chars, or none with --max-chars 0",
            length=length,
            limit=limit,
        )
