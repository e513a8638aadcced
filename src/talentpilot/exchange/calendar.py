"""Write an agenda as an iCalendar file (RFC 5545), with an all-day event for each item due."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from talentpilot.analysis.agenda import AgendaItem, AgendaSpan
from talentpilot.errors import MissingExtra
from talentpilot.escaping import visible
from talentpilot.i18n.command_terms import note_of, title_of, word
from talentpilot.i18n.translator import Translator
from talentpilot.model.dates import days_after
from talentpilot.model.programme import Programme

PRODUCT = "-//talentpilot//due//EN"


def render_calendar(items: Sequence[AgendaItem], programme: Programme, as_of: date, say: Translator) -> bytes:
    """Return the file, with lines folded at 75 octets and CRLF endings. The same agenda gives the same bytes.

    An event keeps its UID when its day moves, so that a calendar that reads the file again moves it too.

    Raises:
        MissingExtra: the library that writes the format is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError as problem:
        raise MissingExtra(
            "calendars need the extra `calendar`", help="pip install 'talentpilot[calendar]'"
        ) from problem

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", visible(say.words(programme.title)))
    stamp = datetime.combine(as_of, time(), tzinfo=UTC)
    for item in items:
        event = Event()
        event.add("uid", visible(f"{item.matter}-{item.pilot}-{item.object or 'term'}@{programme.id}.talentpilot"))
        event.add("dtstamp", stamp)
        event.add("dtstart", item.due)
        event.add("dtend", days_after(item.due, 1))
        event.add("summary", visible(_summary(item, say)))
        event.add("description", visible(_description(item, programme, say)))
        event.add("categories", [item.matter.value])
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(item: AgendaItem, say: Translator) -> str:
    subject = f"{item.subject} {title_of(item, say)}"
    return say.text("overdue: {subject}", subject=subject) if item.span is AgendaSpan.OVERDUE else subject


def _description(item: AgendaItem, programme: Programme, say: Translator) -> str:
    owner = programme.organization(item.owner)
    who = f"{owner.name(say.language)}{say.bracketed(item.owner)}" if owner is not None else item.owner
    return "\n".join(line for line in (word(say, item.matter, "matter"), who, note_of(item, say)) if line)
