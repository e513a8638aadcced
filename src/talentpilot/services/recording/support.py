"""Record the support that a pilot received, and what the media said of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from talentpilot.diagnostics import Message
from talentpilot.services.recording.items import add_item
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import in_words
from talentpilot.store.yaml.editor import Value


def record_incentive(
    edit: PilotEdit,
    kind: str,
    title: Value,
    *,
    grantor: str,
    day: date,
    amount: Value | Decimal = None,
    currency: str | None = None,
    evidence: Sequence[str] = (),
) -> str:
    """Record policy support, a project, money or an honour that was granted; return its id."""
    fields = {
        "kind": kind,
        "title": title,
        "grantor": grantor,
        "date": day,
        "amount": amount,
        "currency": currency,
        "evidence": list(evidence),
    }
    said = Message.of("{id} granted by {grantor} on {day}", grantor=grantor, day=day)
    return add_item(edit, "incentives", "S", fields, said)


def record_publicity(
    edit: PilotEdit, channel: str, title: Value, *, day: date, url: str | None = None, evidence: Sequence[str] = ()
) -> str:
    """Record that the pilot was in the media; return the id of the entry."""
    fields = {"date": day, "channel": channel, "title": title, "url": url, "evidence": list(evidence)}
    said = Message.of("{id} published on {day}, {channel}", day=day, channel=in_words(channel, "channel"))
    return add_item(edit, "publicity", "N", fields, said)
