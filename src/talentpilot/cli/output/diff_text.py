"""Changes for people: pilot by pilot, as text or Markdown."""

from itertools import groupby

import typer

from talentpilot.analysis.change import Change, Kind
from talentpilot.analysis.changes import unfiled
from talentpilot.cli.output.diff import Diff
from talentpilot.cli.output.diff_words import told
from talentpilot.language.translator import Translator
from talentpilot.report.markdown import escape

_COLORS = {Kind.DONE: "green", Kind.SETTLED: "green", Kind.OVERDUE: "red", Kind.REMOVED: "red", Kind.RAISED: "yellow"}


def render(diff: Diff, say: Translator, *, color: bool) -> str:
    """What was compared, then each pilot with its changes, then the counts."""
    lines = [diff.compared(say)]
    for pilot, items in groupby(diff.changes, key=lambda item: item.pilot):
        lines += ["", typer.style(pilot, bold=True) if color else pilot]
        lines += [f"  {_line(item, say, color=color)}" for item in items]
    return "\n".join([*lines, "", summary(diff, say)]) + "\n"


def _line(item: Change, say: Translator, *, color: bool) -> str:
    title = f"  {say.words(item.title)}" if item.title is not None else ""
    text = told(item, say)
    if color:
        wanted = "red" if item.unfiled else _COLORS.get(item.kind)
        text = typer.style(text, fg=wanted) if wanted else text
        title = typer.style(title, dim=True) if title else ""
    return f"{text}{title}"


def render_markdown(diff: Diff, say: Translator) -> str:
    """The same as Markdown: a heading for each pilot, a list of its changes."""
    lines = [escape(diff.compared(say), " ")]
    for pilot, items in groupby(diff.changes, key=lambda item: item.pilot):
        lines += ["", f"### {escape(pilot, ' ')}", ""]
        for item in items:
            title = f" – {say.words(item.title)}" if item.title is not None else ""
            line = escape(f"{told(item, say)}{title}", " ")
            lines.append(f"- **{line}**" if item.unfiled else f"- {line}")
    return "\n".join([*lines, "", escape(summary(diff, say), " ")]) + "\n"


def summary(diff: Diff, say: Translator) -> str:
    """How many changes, of how many pilots; and what no filing accounts for."""
    names, absent = sorted(diff.sides.unread - diff.sides.absent), sorted(diff.sides.absent)
    unread = [say.text("not compared, since unreadable: {names}", names=say.listed(names))] if names else []
    if absent:
        unread.append(say.text("not compared, since not checked out here: {names}", names=say.listed(absent)))
    if not diff.changes:
        return say.joined([say.text("No change"), *unread])
    pilots = len({item.pilot for item in diff.changes})
    what = say.count("{n} change", "{n} changes", len(diff.changes))
    whose = say.count("{n} pilot", "{n} pilots", pilots)
    loose = len(unfiled(diff.changes))
    filed = say.text("{n} of the plan without a filing", n=loose or say.text("none"))
    return say.joined([say.text("{changes} in {pilots}", changes=what, pilots=whose), filed, *unread])
