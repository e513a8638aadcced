"""`talentpilot record observe`: what was measured; or what was measured wrongly, or provisionally, restated."""

from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.options import Noted, Writing
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    import datetime

    from talentpilot.cli.recording.desk import Desk
    from talentpilot.diagnostics import FieldPath
    from talentpilot.store.editing_values import Value

Indicator = Annotated[str, typer.Argument(metavar="PILOT/I1", help="The indicator.", show_default=False)]
FILE = "outcomes.yaml"


def observe(
    session: Session,
    indicator: Indicator,
    value: Annotated[str, typer.Option(metavar="NUMBER", help="The value, without its unit.")],
    note: Noted,
    writing: Writing,
    date: options.Date = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="The period counted: 2026Q1, 2026-03, 2026H1, 2026.")
    ] = None,
    evidence: options.EvidenceIds = None,
    provisional: Annotated[bool, typer.Option("--provisional", help="To be confirmed.")] = False,
) -> ExitCode:
    """An indicator was measured, on a day or over a period; a provisional value gives way to the new one."""
    from talentpilot.cli.recording.opening import open_object
    from talentpilot.cli.recording.reading import given, read_value
    from talentpilot.model.scalars import read_number

    desk, identifier = open_object(session, indicator, "I1")
    place = ("indicators", desk.find(FILE, "indicators", identifier), "observations")
    when = _when(desk, identifier, date, period)
    number = read_value("--value", read_number, value)
    facts = given(value=number, evidence=list(evidence or ()), provisional=provisional, note=note.words)
    known = _known(desk, place, when)
    said = f"{identifier} {'over' if period else 'on'} {when}: {number:f}"
    if known is None:
        desk.append(FILE, place, {"period" if period else "date": when, **facts}, said)
    else:
        _restate(desk, known, facts, said, force=writing.force)
    return desk.commit(writing)


def _when(desk: "Desk", identifier: str, date: str | None, period: str | None) -> "datetime.date | str":
    """The day or the period of the observation."""
    from talentpilot.cli.recording.opening import the_day
    from talentpilot.cli.recording.reading import read_value
    from talentpilot.model.periods import read_period

    known = desk.pilot.indicator(identifier)
    if date is not None and period is not None:
        raise UsageProblem("--date stands beside --period\n  help: give the day, or the period that was counted")
    if period is None and known is not None and known.reporting == "per_period":
        raise UsageProblem(
            f"{identifier} is counted by period, so a day says nothing\n  help: give --period, such as 2026Q1"
        )
    return the_day(desk, date) if period is None else str(read_value("--period", read_period, period))


def _known(desk: "Desk", place: "FieldPath", when: "datetime.date | str") -> "FieldPath | None":
    """Where the observation of that day or period stands, if there is one."""
    from talentpilot.model.scalars import plain_form

    for index, item in enumerate(desk.file(FILE).at(place) or ()):
        if isinstance(item, dict) and str(when) in (plain_form(str(item.get(key))) for key in ("date", "period")):
            return (*place, index)
    return None


def _restate(desk: "Desk", place: "FieldPath", facts: "dict[str, Value]", said: str, *, force: bool) -> None:
    """Put the new value in the place of the old one.

    Raises:
        UsageProblem: the old one was not provisional, and nobody insisted.
    """
    from talentpilot.cli.recording.items import refuse_recorded

    node = desk.file(FILE).at(place)
    provisional = node.get("provisional") == "true"
    what, _, _ = said.rpartition(":")
    refuse_recorded(desk, FILE, (*place, "value"), f"the value of {what}", force=force or provisional)
    before = node.get("value")
    desk.put(FILE, (*place, "value"), facts["value"], f"{said}, {before} before")
    if provisional and "provisional" not in facts:
        desk.remove(FILE, (*place, "provisional"))
    elif "provisional" in facts:
        desk.put(FILE, (*place, "provisional"), facts["provisional"])
    if "note" in facts:
        desk.put(FILE, (*place, "note"), facts["note"])
    desk.cite(FILE, (*place, "evidence"), facts.get("evidence"))
