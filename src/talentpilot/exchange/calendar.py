"""An agenda as an iCalendar file (RFC 5545): one all-day event for each thing due, which any calendar program takes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from talentpilot.analysis.agenda import Item, Span
from talentpilot.errors import MissingExtra
from talentpilot.model.base import Language
from talentpilot.model.programme import Programme

PRODUCT = "-//talentpilot//due//EN"


def render_calendar(items: Sequence[Item], programme: Programme, as_of: date, language: Language) -> bytes:
    """The file: lines folded at 75 octets, CRLF ends; the same agenda gives the same bytes.

    An event keeps its UID when its day moves, so that a calendar that reads the file again moves it too.

    Raises:
        MissingExtra: the library that writes the format is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError as problem:
        raise MissingExtra(
            "calendars need the extra `calendar`\n  help: pip install 'talentpilot[calendar]'"
        ) from problem

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", programme.title.say(language))
    stamp = datetime.combine(as_of, time(), tzinfo=UTC)
    for item in items:
        event = Event()
        event.add("uid", f"{item.matter}-{item.pilot}-{item.object or 'term'}@{programme.id}.talentpilot")
        event.add("dtstamp", stamp)
        event.add("dtstart", item.due)
        event.add("dtend", item.due + timedelta(days=1))
        event.add("summary", _summary(item, language))
        event.add("description", _description(item, programme, language))
        event.add("categories", [item.matter.value])
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(item: Item, language: Language) -> str:
    late = "overdue: " if item.span is Span.OVERDUE else ""
    return f"{late}{item.subject} {item.wording(language)}"


def _description(item: Item, programme: Programme, language: Language) -> str:
    owner = programme.organization(item.owner)
    who = f"{owner.name(language)} ({item.owner})" if owner is not None else item.owner
    return "\n".join(line for line in (item.matter.value, who, item.note) if line)
