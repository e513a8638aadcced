"""Settles which day a command answers for."""

from datetime import date
from pathlib import Path

from talentpilot.cli.session import Session
from talentpilot.model.programme import Programme
from talentpilot.store.source import open_source, read_as
from talentpilot.store.tree import DiskTree


def settle_day(session: Session, root: Path) -> tuple[date, bool]:
    """The day asked for, or today where the programme is; and whether it is today."""
    programme = read_as(open_source("programme.yaml", DiskTree(root).read("programme.yaml")), Programme, SCHEMA)
    return session.as_of(programme), session.is_today(programme)


SCHEMA = "talentpilot/programme/1"
