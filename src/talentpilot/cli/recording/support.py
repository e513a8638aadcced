"""`talentpilot record incentive|publicity`: what was granted to the pilot, and what was said of it in public."""

from typing import Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.options import Titled, Writing
from talentpilot.cli.session import Session


def incentive(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[str, typer.Option(metavar="KIND", help="policy, project, funding or honour.")],
    grantor: Annotated[str, typer.Option(metavar="ORG", help="Who granted it.")],
    title: Titled,
    writing: Writing,
    date: options.Date = None,
    amount: Annotated[str | None, typer.Option(metavar="NUMBER", help="For money: how much.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="For money, such as CNY.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Policy support, a project, money or an honour was granted (激励)."""
    from talentpilot.cli.recording.items import add_item
    from talentpilot.cli.recording.opening import open_desk, the_day
    from talentpilot.cli.recording.reading import read_value
    from talentpilot.model.scalars import read_number

    desk = open_desk(session, pilot)
    fields = {
        "kind": kind,
        "title": title.demanded,
        "grantor": grantor,
        "date": the_day(desk, date),
        "amount": read_value("--amount", read_number, amount),
        "currency": currency,
        "evidence": list(evidence or ()),
    }
    add_item(desk, "incentives", "S", fields, f"granted by {grantor} on {fields['date']}")
    return desk.commit(writing)


def publicity(
    session: Session,
    pilot: options.Pilot,
    channel: Annotated[str, typer.Option(metavar="WORD", help="national, provincial, municipal or other.")],
    title: Titled,
    writing: Writing,
    date: options.Date = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it stands.")] = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """The pilot was in the media (宣传)."""
    from talentpilot.cli.recording.items import add_item
    from talentpilot.cli.recording.opening import open_desk, the_day

    desk = open_desk(session, pilot)
    fields = {
        "date": the_day(desk, date),
        "channel": channel,
        "title": title.demanded,
        "url": url,
        "evidence": list(evidence or ()),
    }
    add_item(desk, "publicity", "N", fields, f"published on {fields['date']}, {channel}")
    return desk.commit(writing)
