"""Record the support that a pilot received, and what the media said of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from talentpilot.diagnostics import Message
from talentpilot.services.recording.items import add_item
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import Words, in_words


def record_incentive(
    edit: PilotEdit,
    title: Words,
    *,
    kind: str,
    grantor: str,
    day: date | None = None,
    amount: Decimal | int | None = None,
    currency: str | None = None,
    evidence: Sequence[str] = (),
) -> str:
    """Record policy support, a project, money or an honour that was granted; return its id."""
    fields = {
        "kind": kind,
        "title": title,
        "grantor": grantor,
        "date": day or edit.as_of,
        "amount": None if amount is None else Decimal(amount),
        "currency": currency,
        "evidence": list(evidence),
    }
    said = Message.of("{id} granted by {grantor} on {day}", grantor=grantor, day=fields["date"])
    return add_item(edit, "incentives", "S", fields, said)


def record_publicity(
    edit: PilotEdit,
    title: Words,
    *,
    channel: str,
    day: date | None = None,
    url: str | None = None,
    evidence: Sequence[str] = (),
) -> str:
    """Record that the pilot was in the media; return the id of the entry."""
    day = day or edit.as_of
    fields = {"date": day, "channel": channel, "title": title, "url": url, "evidence": list(evidence)}
    said = Message.of("{id} published on {day}, {channel}", day=day, channel=in_words(channel, "channel"))
    return add_item(edit, "publicity", "N", fields, said)
