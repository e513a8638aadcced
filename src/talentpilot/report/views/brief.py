"""The first page: what got worse, what is asked of whom, what comes next; picked by fixed rules, with places."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from talentpilot.model.base import Text
from talentpilot.model.dates import days_after
from talentpilot.report.views.attention import CompletionView, ExceptionView, MatterView
from talentpilot.report.views.data_quality import DataNotes
from talentpilot.report.views.inputs import PilotRef
from talentpilot.report.views.needs import HIGHER
from talentpilot.report.views.phrases import Reason
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.portfolio import LightChange

AHEAD_DAYS = 90
ROWS = 5
"""The maximum number of rows in each table of the brief, which has one page however many pilots there are."""

_DECIDED = ("to_decide", "term_over")


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where the report says more: the name of a table and the number of a row, 0 for the whole table or section."""

    table: str
    row: int


@dataclass(frozen=True, slots=True)
class DataGap:
    """How much is missing: errors, unreadable, reports, values, or figures restated."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class KeyMessage:
    """One fact that the reader has to know.

    `kind` is worse, overdue, matter, ready, decide or gaps. `address` is what `explain` takes; `number` is in days, for
    a matter the number of pilots, for gaps their sum. Of the `pilots` that lack reports or values `pilot` lacks most.
    `more` counts what else there is of the kind.
    """

    kind: str
    pilot: PilotRef | None = None
    unit: Text | None = None
    address: str = ""
    title: Text | None = None
    light: str = ""
    maturity: str | None = None
    reason: Reason | None = None
    number: int | None = None
    days: int | None = None
    level: str = ""
    gaps: tuple[DataGap, ...] = ()
    pilots: int = 0
    more: int = 0
    place: TablePlace | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a higher level is asked to settle: since when, by which pilots; `level` is the highest asked.

    Matters in the same words for the same level are one, whether or not their entries name each other. `unit` leads the
    first of the pilots.
    """

    title: Text
    level: str
    since: date
    pilots: tuple[PilotRef, ...]
    addresses: tuple[str, ...]
    unit: Text


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day to come: a step that is due, or (`object` empty) the end of a term."""

    day: date
    pilot: PilotRef
    object: str
    title: Text | None
    owner: Text


@dataclass(frozen=True, slots=True)
class BriefView:
    """The first page; `more_asked` and `more_ahead` count the rows that it has no room for."""

    messages: tuple[KeyMessage, ...]
    asked: tuple[Asked, ...]
    more_asked: int
    ahead: tuple[Ahead, ...]
    more_ahead: int


@dataclass(frozen=True, slots=True)
class BriefSource:
    """The rows of the report that the first page is picked from, in the order in which the report prints them."""

    as_of: date
    pilots: Sequence[PilotView]
    changes: Sequence[LightChange]
    exceptions: Sequence[Sequence[ExceptionView]]
    completions: Sequence[CompletionView]
    matters: Sequence[MatterView]
    notes: DataNotes


def brief_view(rows: BriefSource) -> BriefView:
    """Return the first page of a report."""
    matters = _alike(rows)
    leads = {pilot.ref.id: pilot.lead for pilot in rows.pilots}
    asked = [_asked(alike, leads) for alike in matters]
    ahead = sorted(_ahead(rows), key=lambda one: (one.day, one.pilot.id, one.object))
    return BriefView(
        tuple(_messages(rows, matters, leads)),
        tuple(asked[:ROWS]),
        max(0, len(asked) - ROWS),
        tuple(ahead[:ROWS]),
        max(0, len(ahead) - ROWS),
    )


def _messages(
    rows: BriefSource, matters: Sequence[Sequence[MatterView]], leads: Mapping[str, Text]
) -> Iterator[KeyMessage]:
    """Yield one message of each kind that there is something to say of, in a fixed order."""
    yield from _worse(rows)
    yield from _overdue(rows)
    yield from _matter(rows, matters, leads)
    yield from _completion(rows)
    yield from _gaps(rows.notes)


def _worse(rows: BriefSource) -> Iterator[KeyMessage]:
    """Yield the gravest change for the worse; red before amber, then in the order of the matters for attention."""
    placed = {items[0].pilot.id: number for number, items in enumerate(rows.exceptions, 1)}
    worse = sorted(
        (one for one in rows.changes if one.way == "worse"),
        key=lambda one: (one.after != "red", placed.get(one.pilot.id, len(placed) + 1), one.pilot.id),
    )
    pilots = {pilot.ref.id: (number, pilot) for number, pilot in enumerate(rows.pilots, 1)}
    for one in worse[:1]:
        number, pilot = pilots[one.pilot.id]
        row = placed.get(one.pilot.id)
        yield KeyMessage(
            "worse",
            one.pilot,
            pilot.lead,
            one.pilot.id,
            light=one.after,
            reason=next((reason for reason in one.reasons if reason.decides), None),
            more=len(worse) - 1,
            place=TablePlace("exceptions", row) if row is not None else TablePlace("pilots", number),
        )


def _overdue(rows: BriefSource) -> Iterator[KeyMessage]:
    late = [(item, row) for row, items in enumerate(rows.exceptions, 1) for item in items if item.kind == "milestone"]
    late.sort(key=lambda pair: (-(pair[0].days or 0), pair[0].pilot.id, pair[0].object))
    for item, row in late[:1]:
        yield KeyMessage(
            "overdue",
            item.pilot,
            item.owner,
            f"{item.pilot.id}/{item.object}",
            item.title,
            number=item.days,
            more=len(late) - 1,
            place=TablePlace("exceptions", row),
        )


def _alike(rows: BriefSource) -> list[list[MatterView]]:
    """Return the matters together that stand in the same words and are for the same level, since who decides reads them
    once: those for the highest level first, among these the most widely shared, then the oldest.
    """
    regions = {pilot.ref.id: pilot.region for pilot in rows.pilots}
    found: dict[tuple[str, ...], list[MatterView]] = {}
    for one in rows.matters:
        level = one.needs[0]
        province = regions[one.pilots[0].id][:2] if level == "province" else ""  # each has one of its own
        found.setdefault((" ".join(one.title.say("zh").split()), level, province), []).append(one)
    for alike in found.values():
        alike.sort(key=lambda one: (-len(one.pilots), -one.age_days, one.items[0].address))
    return sorted(
        found.values(),
        key=lambda alike: (
            -HIGHER.index(alike[0].needs[0]),
            -len(_pilots(alike)),
            -max(one.age_days for one in alike),
            alike[0].items[0].address,
        ),
    )


def _pilots(alike: Iterable[MatterView]) -> tuple[PilotRef, ...]:
    pilots = {pilot.id: pilot for one in alike for pilot in one.pilots}
    return tuple(pilots[name] for name in sorted(pilots))


def _asked(alike: Sequence[MatterView], leads: Mapping[str, Text]) -> Asked:
    pilots = _pilots(alike)
    return Asked(
        alike[0].title,
        alike[0].needs[0],
        min(one.since for one in alike),
        pilots,
        tuple(sorted(item.address for one in alike for item in one.items)),
        leads[pilots[0].id],
    )


def _matter(
    rows: BriefSource, matters: Sequence[Sequence[MatterView]], leads: Mapping[str, Text]
) -> Iterator[KeyMessage]:
    for alike in matters[:1]:
        first = alike[0]
        yield KeyMessage(
            "matter",
            unit=leads[first.items[0].pilot.id],
            address=first.items[0].address,
            title=first.title,
            number=len(_pilots(alike)),
            days=max(one.age_days for one in alike),
            level=first.needs[0],
            more=len(matters) - 1,
            place=TablePlace("matters", rows.matters.index(first) + 1),
        )


def _completion(rows: BriefSource) -> Iterator[KeyMessage]:
    """Yield the first pilot that can be evaluated; where there is none, the first whose end is to be decided."""
    ready = [(row, one) for row, one in enumerate(rows.completions, 1) if one.step not in _DECIDED]
    found = ready or list(enumerate(rows.completions, 1))
    for row, one in found[:1]:
        yield KeyMessage(
            "ready" if ready else "decide",
            one.pilot,
            one.lead,
            one.pilot.id,
            maturity=one.maturity,
            number=one.days,
            more=len(found) - 1,
            place=TablePlace("completions", row),
        )


def _gaps(notes: DataNotes) -> Iterator[KeyMessage]:
    counts = {
        "errors": notes.errors,
        "unreadable": len(notes.unreadable),
        "reports": sum(1 for one in notes.missing if not one.open),
        "values": len(notes.stale),
        "restated": len(notes.restated.figures),
    }
    found = tuple(DataGap(name, number) for name, number in counts.items() if number)
    lacking = Counter([one.pilot for one in notes.stale] + [one.pilot for one in notes.missing if not one.open])
    most = min(lacking, key=lambda pilot: (-lacking[pilot], pilot.id), default=None)
    if found:
        yield KeyMessage(
            "gaps", most, pilots=len(lacking), number=sum(counts.values()), gaps=found, place=TablePlace("notes", 0)
        )


def _ahead(rows: BriefSource) -> Iterator[Ahead]:
    """Yield the steps that fall due and the terms that end within the days ahead, of pilots under way."""
    limit = days_after(rows.as_of, AHEAD_DAYS)
    for pilot in rows.pilots:
        if pilot.standing not in ("active", "suspended"):
            continue
        for step in pilot.milestones:
            if step.is_open and step.due is not None and rows.as_of < step.due <= limit:
                yield Ahead(step.due, pilot.ref, step.id, step.title, step.owner)
        if rows.as_of < pilot.agreement.term_end <= limit:
            yield Ahead(pilot.agreement.term_end, pilot.ref, "", None, pilot.lead)
