"""Record values of indicators, and confirm provisional ones."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.model.periods import read_period
from talentpilot.model.scalars import plain_form
from talentpilot.services.recording.items import refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import Words, read_value, without_empty
from talentpilot.store.yaml.editor import Value

FILE = "outcomes.yaml"


def record_observation(
    edit: PilotEdit,
    indicator: str,
    value: Decimal | int,
    day: date | None = None,
    *,
    period: str | None = None,
    evidence: Sequence[str] = (),
    provisional: bool = False,
    note: Words | None = None,
    force: bool = False,
) -> None:
    """Record the value of an indicator on a day or over a period such as `2026Q1`; it replaces a provisional value.

    Raises:
        UsageProblem: there is no such indicator, the day or period does not fit it, or the value is recorded already.
    """
    place = ("indicators", edit.find(FILE, "indicators", indicator), "observations")
    when = _when(edit, indicator, day, period)
    facts = without_empty(value=Decimal(value), evidence=list(evidence), provisional=provisional, note=note)
    known = _recorded(edit, place, when)
    said = Message.of("{id} over {when}" if period else "{id} on {when}", id=indicator, when=when)
    if known is None:
        remark = Message.of("{what}: {value}", what=said, value=f"{facts['value']:f}")
        edit.append(FILE, place, {"period" if period else "date": when, **facts}, remark)
    else:
        _replace(edit, known, facts, said, force=force)


def confirm_observation(
    edit: PilotEdit,
    indicator: str,
    day: date | None = None,
    *,
    period: str | None = None,
    evidence: Sequence[str] = (),
    note: Words | None = None,
) -> None:
    """Record that the provisional value of a day or a period is final.

    Raises:
        UsageProblem: there is no such indicator, or no provisional value of that day or period.
    """
    series = ("indicators", edit.find(FILE, "indicators", indicator), "observations")
    when = _when(edit, indicator, day, period)
    place = _recorded(edit, series, when)
    node = edit.file(FILE).at(place) if place is not None else {}
    if place is None or node.get("provisional") != "true":
        raise UsageProblem(
            "{identifier} has no provisional value of {when}; nothing was written",
            help="record a value, or look at those there are: talentpilot explain {pilot}/{identifier}",
            identifier=indicator,
            when=when,
            pilot=edit.folder,
        )
    edit.remove(FILE, (*place, "provisional"))
    remark = Message.of("{id} of {when}: {value} confirmed", id=indicator, when=when, value=node.get("value"))
    edit.written.append((FILE, (*place, "value"), remark))
    if note is not None:
        edit.put(FILE, (*place, "note"), note)
    edit.cite(FILE, (*place, "evidence"), list(evidence))


def _when(edit: PilotEdit, identifier: str, day: date | None, period: str | None) -> date | str:
    """Return the day or the period of the observation."""
    known = edit.pilot.indicator(identifier)
    if day is not None and period is not None:
        raise UsageProblem("a day and a period can't be given together", help="give the day or the period")
    if period is None and known is not None and known.reporting == "per_period":
        raise UsageProblem(
            "{identifier} is counted by period, so it takes no day",
            help="give the period, such as 2026Q1",
            identifier=identifier,
        )
    return day or edit.as_of if period is None else str(read_value("period", read_period, period))


def _recorded(edit: PilotEdit, place: FieldPath, when: date | str) -> FieldPath | None:
    """Return where the observation of that day or period stands, if there is one."""
    for index, item in enumerate(edit.file(FILE).at(place) or ()):
        if isinstance(item, dict) and str(when) in (plain_form(str(item.get(key))) for key in ("date", "period")):
            return (*place, index)
    return None


def _replace(edit: PilotEdit, place: FieldPath, facts: dict[str, Value], said: Message, *, force: bool) -> None:
    """Put the new value in the place of the old one.

    Raises:
        UsageProblem: the old one is not provisional, and `force` is not given.
    """
    node = edit.file(FILE).at(place)
    provisional = node.get("provisional") == "true"
    what = Message.of("the value of {what}", what=said)
    refuse_recorded(edit, FILE, (*place, "value"), what, force=force or provisional)
    values = {"value": f"{facts['value']:f}", "before": node.get("value")}
    note = Message.of("{what}: {value}, {before} before", what=said, **values)
    edit.put(FILE, (*place, "value"), facts["value"], note)
    if provisional and "provisional" not in facts:
        edit.remove(FILE, (*place, "provisional"))
    elif "provisional" in facts:
        edit.put(FILE, (*place, "provisional"), facts["provisional"])
    if "note" in facts:
        edit.put(FILE, (*place, "note"), facts["note"])
    edit.cite(FILE, (*place, "evidence"), facts.get("evidence"))
