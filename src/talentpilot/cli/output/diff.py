"""Render changes as text, Markdown and JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import assert_never

import typer

from talentpilot.analysis.changes import unfiled
from talentpilot.analysis.ledger_change import ChangeKind, LedgerChange, Value
from talentpilot.analysis.number_format import plain_number
from talentpilot.cli.output.change_text import change_text, with_names
from talentpilot.cli.output.forms import DiffFormat
from talentpilot.cli.output.notes import known_revision
from talentpilot.cli.output.rows import json_text, text_data
from talentpilot.diagnostics import Language, Message
from talentpilot.escaping import visible
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.report.markdown import escape
from talentpilot.report.views.inputs import Names
from talentpilot.services.comparison import Comparison, Snapshot


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes, with the sides that they lie between."""

    comparison: Comparison
    changes: tuple[LedgerChange, ...]

    def compared(self, say: Translator) -> str:
        """Return what was compared, in a sentence."""
        then, now = self.comparison.then, self.comparison.now
        counts = say.text("{then} and {now} pilots", then=len(then.statuses), now=len(now.statuses))
        names = {"then": _name(then, say), "now": _name(now, say)}
        if then.as_of == now.as_of:
            head = say.text("Compared: {then} and {now}, both as of {day}", **names, day=now.as_of)
        elif then.name == now.name:
            head = say.text(
                "Compared: {name} on {then} and on {now}", name=_name(now, say), then=then.as_of, now=now.as_of
            )
        else:
            days = {"day": then.as_of, "today": now.as_of}
            head = say.text("Compared: {then} as of {day} and {now} as of {today}", **names, **days)
        return say.joined([head, counts])

    @property
    def settings(self) -> list[str]:
        """The settings of the programme that differ, a line each."""
        return [f"{name} {before or '–'} → {after or '–'}" for name, before, after in self.comparison.settings]


def _name(side: Snapshot, say: Translator) -> str:
    return say.text("the files as they stand") if side.is_here else side.name


def render_diff(diff: Diff, form: DiffFormat, say: Translator, *, color: bool) -> str:
    """Return the answer in that form; what people read is in the language of `say`."""
    match form:
        case DiffFormat.TEXT:
            return diff_text(diff, say, color=color)
        case DiffFormat.MARKDOWN:
            return diff_markdown(diff, say)
        case DiffFormat.JSON:
            return json_text(document(diff, say.language))
        case _:
            assert_never(form)


_COLORS = {
    ChangeKind.DONE: "green",
    ChangeKind.SETTLED: "green",
    ChangeKind.OVERDUE: "red",
    ChangeKind.REMOVED: "red",
    ChangeKind.RAISED: "yellow",
}


def diff_text(diff: Diff, say: Translator, *, color: bool) -> str:
    """Return what was compared, then each pilot with its changes, then the counts."""
    lines = [visible(diff.compared(say))]
    if diff.settings:
        lines += ["", "programme.yaml", *(f"  {visible(line)}" for line in diff.settings)]
    for pilot, items in _by_pilot(diff, say):
        shown = visible(pilot)
        lines += ["", typer.style(shown, bold=True) if color else shown]
        lines += [f"  {_line(item, say, color=color)}" for item in items]
    return "\n".join([*lines, "", visible(summary(diff, say))]) + "\n"


def _by_pilot(diff: Diff, say: Translator) -> Iterator[tuple[str, Iterator[LedgerChange]]]:
    """Yield each pilot with its changes, in which names stand for codes."""
    names = Names(diff.comparison.now.programme, diff.comparison.now.catalogue)
    for pilot, items in groupby(diff.changes, key=lambda item: item.pilot):
        yield pilot, map(partial(with_names, names=names.of(pilot), say=say), items)


def _line(item: LedgerChange, say: Translator, *, color: bool) -> str:
    title = f"  {visible(say.words(item.title))}" if item.title is not None else ""
    text = visible(change_text(item, say))
    if color:
        wanted = "red" if item.unfiled else _COLORS.get(item.kind)
        text = typer.style(text, fg=wanted) if wanted else text
        title = typer.style(title, dim=True) if title else ""
    return f"{text}{title}"


def diff_markdown(diff: Diff, say: Translator) -> str:
    """Return the same as Markdown: a heading for each pilot, a list of its changes."""
    lines = [escape(diff.compared(say), " ")]
    if diff.settings:
        lines += ["", "### programme.yaml", "", *(f"- **{escape(line, ' ')}**" for line in diff.settings)]
    for pilot, items in _by_pilot(diff, say):
        lines += ["", f"### {escape(pilot, ' ')}", ""]
        for item in items:
            title = f" – {say.words(item.title)}" if item.title is not None else ""
            line = escape(f"{change_text(item, say)}{title}", " ")
            lines.append(f"- **{line}**" if item.unfiled else f"- {line}")
    return visible("\n".join([*lines, "", escape(summary(diff, say), " ")])) + "\n"


def summary(diff: Diff, say: Translator) -> str:
    """Return how many changes, of how many pilots; and what no filing accounts for."""
    names, absent = sorted(diff.comparison.unread - diff.comparison.absent), sorted(diff.comparison.absent)
    unread = [say.text("not compared, since unreadable: {names}", names=say.listed(names))] if names else []
    if absent:
        unread.append(say.text("not compared, since not checked out here: {names}", names=say.listed(absent)))
    if not diff.changes:
        nothing = say.text("No change in any pilot") if diff.settings else say.text("No change")
        return say.joined([nothing, *unread])
    pilots = len({item.pilot for item in diff.changes})
    what = say.count("{n} change", "{n} changes", len(diff.changes))
    whose = say.count("{n} pilot", "{n} pilots", pilots)
    loose = len(unfiled(diff.changes))
    filed = say.text("{n} of the plan without a filing", n=loose or say.text("none"))
    return say.joined([say.text("{changes} in {pilots}", changes=what, pilots=whose), filed, *unread])


Json = dict[str, object]
_ENGLISH = translator_for("en", "commands")


def document(diff: Diff, language: Language) -> Json:
    """Return the document as plain data; what keeps git from naming a revision is said in the language."""
    sides = (diff.comparison.then, diff.comparison.now)
    return {
        "schema": "talentpilot/diff/1",
        "then": _side(diff.comparison.then, language),
        "now": _side(diff.comparison.now, language),
        "summary": {
            "changes": len(diff.changes),
            "pilots": len({item.pilot for item in diff.changes}),
            "unfiled": len(unfiled(diff.changes)),
        },
        "settings": [
            {"name": name, "before": before, "after": after} for name, before, after in diff.comparison.settings
        ],
        "changes": [_change(item) for item in diff.changes],
        "not_compared": sorted(diff.comparison.unread),
        "unreadable": [
            {"side": name, "path": item.path, "rule": item.rule, "object": item.object}
            for name, side in zip(("then", "now"), sides, strict=True)
            for item in side.unreadable
        ],
    }


def _side(side: Snapshot, language: Language) -> Json:
    return {
        "name": side.name,
        "revision": known_revision(side.source, language),
        "as_of": side.as_of.isoformat(),
        "pilots": len(side.statuses),
    }


def _change(item: LedgerChange) -> Json:
    return {
        "kind": item.kind.value,
        "pilot": item.pilot,
        "object": item.object or None,
        "field": item.field or None,
        "before": _value(item.before),
        "after": _value(item.after),
        "days": item.days,
        "filings": list(item.filings),
        "unfiled": item.unfiled,
        "title": text_data(item.title),
        "note": item.note or None,
        "text": change_text(item, _ENGLISH),
    }


def _value(value: Value) -> str | int | float | None:
    if isinstance(value, Fraction):
        return plain_number(value)
    if isinstance(value, Message):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
