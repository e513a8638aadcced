"""`talentpilot record incentive|publicity`: what was granted to the pilot, and what was said of it in public."""

from typing import Annotated

import typer

from talentpilot.cli import recording_options as options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session


def incentive(
    session: Session,
    pilot: options.Pilot,
    kind: Annotated[str, typer.Option(metavar="KIND", help="policy, project, funding or honour.")],
    grantor: Annotated[str, typer.Option(metavar="ORG", help="Who granted it.")],
    title: options.Title = None,
    title_zh: options.Zh = None,
    title_en: options.En = None,
    date: options.Date = None,
    amount: Annotated[str | None, typer.Option(metavar="NUMBER", help="For money: how much.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="For money, such as CNY.")] = None,
    evidence: options.EvidenceIds = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """Policy support, a project, money or an honour was granted (激励)."""
    from talentpilot.cli.recording_targets import add_item, open_desk, read_value, required, the_day, wording
    from talentpilot.model.scalars import read_number

    desk = open_desk(session, pilot)
    fields = {
        "kind": kind,
        "title": required("title", wording("title", title, title_zh, title_en)),
        "grantor": grantor,
        "date": the_day(desk, date),
        "amount": read_value("amount", read_number, amount),
        "currency": currency,
        "evidence": list(evidence or ()),
    }
    add_item(desk, "incentives", "S", fields, f"granted by {grantor} on {fields['date']}")
    return desk.commit(dry_run=dry_run, force=force)


def publicity(
    session: Session,
    pilot: options.Pilot,
    channel: Annotated[str, typer.Option(metavar="WORD", help="national, provincial, municipal or other.")],
    title: options.Title = None,
    title_zh: options.Zh = None,
    title_en: options.En = None,
    date: options.Date = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it stands.")] = None,
    evidence: options.EvidenceIds = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """The pilot was in the media (宣传)."""
    from talentpilot.cli.recording_targets import add_item, open_desk, required, the_day, wording

    desk = open_desk(session, pilot)
    fields = {
        "date": the_day(desk, date),
        "channel": channel,
        "title": required("title", wording("title", title, title_zh, title_en)),
        "url": url,
        "evidence": list(evidence or ()),
    }
    add_item(desk, "publicity", "N", fields, f"published on {fields['date']}, {channel}")
    return desk.commit(dry_run=dry_run, force=force)
