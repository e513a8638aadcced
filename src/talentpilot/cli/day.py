"""Settles which day a command answers for."""

from datetime import date

from talentpilot.cli.session import Session
from talentpilot.model.programme import Programme
from talentpilot.store.revision import Books
from talentpilot.store.source import open_source, read_as


def settle_day(session: Session, books: Books) -> tuple[date, bool]:
    """The day asked for, or today where the programme is; and whether it is today."""
    programme = read_as(open_source("programme.yaml", books.read("programme.yaml")), Programme, SCHEMA)
    return session.as_of(programme), session.is_today(programme)


SCHEMA = "talentpilot/programme/1"
