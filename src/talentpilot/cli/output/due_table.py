"""What is due, for people: owner by owner, the latest first."""

from dataclasses import replace
from itertools import groupby

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.analysis.agenda import Item, Span
from talentpilot.cli.output.due import Due
from talentpilot.cli.output.printing import Column, Listing, Row, printed
from talentpilot.language.agenda_words import note_of, title_of
from talentpilot.language.command_terms import word
from talentpilot.language.translator import Translator
from talentpilot.model.programme import Programme

_STYLES = {Span.OVERDUE: "red", Span.DAYS_30: "yellow"}


def render(due: Due, say: Translator, *, color: bool) -> str:
    """A table with a section for each owner, then the counts."""
    gathered = due.gathered
    head = say.text("Due by {until}, {n} days from {day}", until=due.until, n=due.within, day=gathered.as_of)
    table: list[RenderableType] = [_table(due.items, gathered.programme, say)] if due.items else []
    return printed([escape(head), *table, summary(due, say)], color=color)


def _table(items: tuple[Item, ...], programme: Programme, say: Translator) -> Listing:
    names = ("when", "days", "due", "what", "of", "title")
    columns = [Column(word(say, name, "column"), int(name == "title"), 20, name == "days") for name in names]
    rows = []
    for owner, mine in groupby(items, key=lambda item: item.owner):
        known = programme.organization(owner)
        name = known.name(say.language) if known else ""
        rows.append(Row((Styled(owner, style="bold"), "", "", "", "", Styled(name, style="bold"))))
        rows += [Row(_cells(item, say), _STYLES.get(item.span)) for item in mine]
        rows[-1] = replace(rows[-1], ends=True)
    return Listing(columns, rows, ((0, 2), (1,), (3,), (4, 5)))


def _cells(item: Item, say: Translator) -> tuple[str, ...]:
    when, what = word(say, item.span, "span"), word(say, item.matter, "matter")
    return f"  {when}", str(item.days), str(item.due), what, item.subject, escape(_title(item, say))


def _title(item: Item, say: Translator) -> str:
    text, note = title_of(item, say), note_of(item, say)
    return f"{text}{say.bracketed(note)}" if note and item.title is not None else text


def summary(due: Due, say: Translator) -> str:
    """How many are due, and how soon."""
    pilots = say.text("{n} of {registered} pilots", n=len(due.gathered.statuses), registered=due.gathered.registered)
    if not due.items:
        return say.joined([say.text("nothing due"), pilots])
    counts = counted(due.items)
    said = (say.text("{n} {span}", n=number, span=word(say, span, "span")) for span, number in counts.items() if number)
    return say.joined([say.text("{n} due: {spans}", n=len(due.items), spans=say.listed(said)), pilots])


def counted(items: tuple[Item, ...]) -> dict[str, int]:
    """How many items there are in each span of days."""
    return {span.value: sum(1 for item in items if item.span is span) for span in Span}
