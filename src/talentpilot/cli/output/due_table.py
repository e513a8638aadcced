"""What is due, for people: owner by owner, the latest first."""

import io
import shutil
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.agenda import Item, Span
from talentpilot.cli.output.due import Due
from talentpilot.cli.session import terminal_language
from talentpilot.model.programme import Programme

_PLAIN_WIDTH = 160
_STYLES = {Span.OVERDUE: "red", Span.DAYS_30: "yellow"}


def render(due: Due, *, color: bool) -> str:
    """A table with a section for each owner, then the counts."""
    gathered = due.gathered
    stream = io.StringIO()
    columns = shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns
    console = Console(
        file=stream, width=max(columns, 80), force_terminal=color, no_color=not color, highlight=False, emoji=False
    )
    console.print(escape(f"Due by {due.until}, {due.within} days from {gathered.as_of}"))
    if due.items:
        console.print(_table(due.items, gathered.programme))
    console.print(summary(due))
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


def _table(items: tuple[Item, ...], programme: Programme) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("when", no_wrap=True)
    table.add_column("days", justify="right", no_wrap=True)
    table.add_column("due", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("of", no_wrap=True)
    table.add_column("title", ratio=1, overflow="fold")
    for owner, mine in groupby(items, key=lambda item: item.owner):
        known = programme.organization(owner)
        name = f"{owner}  {known.name(terminal_language())}" if known else owner
        table.add_row(
            Styled(owner, style="bold"), "", "", "", "", Styled(name.removeprefix(owner).strip(), style="bold")
        )
        for item in mine:
            table.add_row(
                f"  {item.span}", str(item.days), str(item.due), item.matter.value, item.subject, escape(_title(item)),
                style=_STYLES.get(item.span),
            )  # fmt: skip
        table.add_section()
    return table


def _title(item: Item) -> str:
    text = item.wording(terminal_language())
    return f"{text} ({item.note})" if item.note and item.title is not None else text


def summary(due: Due) -> str:
    """How many are due, and how soon."""
    counts = counted(due.items)
    said = ", ".join(f"{number} {span}" for span, number in counts.items() if number)
    pilots = f"{len(due.gathered.statuses)} of {due.gathered.registered} pilots"
    return f"{len(due.items)} due: {said}; {pilots}" if due.items else f"nothing due; {pilots}"


def counted(items: tuple[Item, ...]) -> dict[str, int]:
    """How many items there are in each span of days."""
    return {span.value: sum(1 for item in items if item.span is span) for span in Span}
