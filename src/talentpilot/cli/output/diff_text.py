"""Changes for people: pilot by pilot, as text or Markdown."""

from itertools import groupby

import typer

from talentpilot.analysis.change import Change, Kind
from talentpilot.analysis.changes import unfiled
from talentpilot.cli.output.diff import Diff
from talentpilot.cli.output.diff_words import say
from talentpilot.cli.session import terminal_language
from talentpilot.report.markdown import escape

_COLORS = {Kind.DONE: "green", Kind.SETTLED: "green", Kind.OVERDUE: "red", Kind.REMOVED: "red", Kind.RAISED: "yellow"}


def render(diff: Diff, *, color: bool) -> str:
    """What was compared, then each pilot with its changes, then the counts."""
    lines = [diff.compared]
    for pilot, items in groupby(diff.changes, key=lambda item: item.pilot):
        lines += ["", typer.style(pilot, bold=True) if color else pilot]
        lines += [f"  {_line(item, color=color)}" for item in items]
    return "\n".join([*lines, "", summary(diff)]) + "\n"


def _line(item: Change, *, color: bool) -> str:
    title = f"  {item.title.say(terminal_language())}" if item.title is not None else ""
    text = say(item)
    if color:
        wanted = "red" if item.unfiled else _COLORS.get(item.kind)
        text = typer.style(text, fg=wanted) if wanted else text
        title = typer.style(title, dim=True) if title else ""
    return f"{text}{title}"


def render_markdown(diff: Diff) -> str:
    """The same as Markdown: a heading for each pilot, a list of its changes."""
    lines = [escape(diff.compared, " ")]
    for pilot, items in groupby(diff.changes, key=lambda item: item.pilot):
        lines += ["", f"### {escape(pilot, ' ')}", ""]
        for item in items:
            title = f" – {item.title.say(terminal_language())}" if item.title is not None else ""
            said = escape(f"{say(item)}{title}", " ")
            lines.append(f"- **{said}**" if item.unfiled else f"- {said}")
    return "\n".join([*lines, "", escape(summary(diff), " ")]) + "\n"


def summary(diff: Diff) -> str:
    """How many changes, of how many pilots; and what no filing accounts for."""
    if not diff.changes:
        return "No change" + _not_compared(diff)
    pilots = len({item.pilot for item in diff.changes})
    what = "1 change" if len(diff.changes) == 1 else f"{len(diff.changes)} changes"
    whose = "1 pilot" if pilots == 1 else f"{pilots} pilots"
    loose = len(unfiled(diff.changes))
    return f"{what} in {whose}; {loose or 'none'} of the plan without a filing{_not_compared(diff)}"


def _not_compared(diff: Diff) -> str:
    names = sorted(diff.sides.unread)
    return f"; not compared, since unreadable: {', '.join(names)}" if names else ""
