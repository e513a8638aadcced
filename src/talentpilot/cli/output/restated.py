"""What has been restated, in the forms of `talentpilot status`."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby

from talentpilot.analysis.ledger_change import Value
from talentpilot.analysis.number_format import as_stated, at_most_one_decimal, beside
from talentpilot.analysis.restatements import RestatedValue, RestatementKind
from talentpilot.cli.output.change_text import value
from talentpilot.cli.output.rows import markdown_of
from talentpilot.i18n.command_terms import field_words, figure_value, word
from talentpilot.i18n.translator import Translator
from talentpilot.services.restatements import NOT_COMMITTED, Restatements

Json = dict[str, object]
HEADER = ("pilot", "object", "what", "then", "now", "how", "filings", "commit")
_WORDS = {
    RestatementKind.TAKEN_AWAY: "taken away",
    RestatementKind.CHANGED: "changed",
    RestatementKind.LATE: "recorded late",
    RestatementKind.PLAN: "plan",
    RestatementKind.FIGURE: "figure",
}
_SHORT = 7
_RATIOS = ("progress", "expected")
_SPACES = str.maketrans("/_", "  ")
_LONGEST = 60
"""Characters of a text that a line shows."""


def render_text(past: Restatements, day: object, say: Translator) -> str:
    """Return a sentence, then pilot by pilot each fact on its line and the figures on one."""
    lines = [_head(past, day, say)]
    for pilot, items in groupby(past.items, key=lambda item: item.pilot):
        values = list(items)
        lines.append(f"  {pilot}")
        lines += [f"    {_line(item, past, say)}" for item in values if item.sort is not RestatementKind.FIGURE]
        figures = [_figure(item, say) for item in values if item.sort is RestatementKind.FIGURE]
        if figures:
            lines.append(f"    {say.text('figures: {figures}', figures=say.joined(figures))}")
    return "\n".join(lines) + "\n"


def render_markdown(past: Restatements, day: object, say: Translator) -> str:
    """Return a sentence and a Markdown table."""
    header = [word(say, name, "column") for name in HEADER]
    return f"\n{_head(past, day, say)}\n" + (f"\n{markdown_of(header, _rows(past, say))}" if past.items else "")


def _head(past: Restatements, day: object, say: Translator) -> str:
    if not past.items:
        text = say.text("Nothing of {day} restated since {since}", day=day, since=past.since)
    else:
        facts = sum(item.sort is not RestatementKind.FIGURE for item in past.items)
        counts = say.listed((
            say.count("{n} fact", "{n} facts", facts), say.count("{n} figure", "{n} figures", len(past.items) - facts)
        ))  # fmt: skip
        text = say.text("Restated since {since}, of {day}: {counts}", since=past.since, day=day, counts=counts)
    remarks = [f"{name} {then} -> {now}" for name, then, now in past.settings]
    if past.not_compared:
        names = say.listed(past.not_compared)
        remarks.append(say.text("not compared, since unreadable: {names}", names=names))
    return say.joined([text, *remarks])


def documents(past: Restatements) -> list[Json]:
    """Each restatement for machines."""
    return [
        {
            "pilot": item.pilot,
            "object": item.object or None,
            "field": item.field,
            "sort": item.sort.value,
            "then": _plain(item.then),
            "now": _plain(item.now),
            "filings": list(item.filings),
            "commit": None if commit in (None, NOT_COMMITTED) else commit,
        }
        for item in past.items
        for commit in (past.commits.get(item),)
    ]


def _rows(past: Restatements, say: Translator) -> Iterator[tuple[str, ...]]:
    for item in past.items:
        then, now = map(_said(item, say), (item.then, item.now))
        filings = ", ".join(item.filings)
        field, sort = field_words(say, item.field), _WORDS[item.sort]
        yield item.pilot, item.object, field, then, now, word(say, sort, "sort"), filings, _commit(item, past, say)


def _line(item: RestatedValue, past: Restatements, say: Translator) -> str:
    name = " ".join(part for part in (item.object, _field(item, say)) if part)
    then, now = map(_said(item, say), (item.then, item.now))
    match item.sort:
        case RestatementKind.LATE:
            text = say.text("{name} recorded late: {now}", name=name, now=now)
        case RestatementKind.TAKEN_AWAY:
            text = say.text("{name} taken away: {then}", name=name, then=then)
        case _ if item.then is None and item.now is None:
            text = name
        case _:
            text = say.text("{name}: {then} -> {now}", name=name, then=then, now=now)
    by = say.text(", by {filings}", filings=say.listed(item.filings)) if item.filings else ""
    commit = _commit(item, past, say)
    return f"{text}{by}" + (f"  ({commit})" if commit else "")


def _figure(item: RestatedValue, say: Translator) -> str:
    name = " ".join(part for part in (item.object, _field(item, say)) if part)
    then, now = map(_said(item, say), (item.then, item.now))
    return say.text("{name} {then} -> {now}", name=name, then=then, now=now)


def _field(item: RestatedValue, say: Translator) -> str:
    field = field_words(say, item.field)
    return field.translate(_SPACES) if item.sort is RestatementKind.FIGURE else field


def _said(item: RestatedValue, say: Translator) -> Callable[[Value], str]:
    """Return how a value of that field is printed: ratios as percentages, long texts cut."""

    pair = [one for one in (item.then, item.now) if isinstance(one, Fraction)]

    def shown(found: Value) -> str:
        if isinstance(found, Fraction) and item.sort is RestatementKind.FIGURE:
            if item.field in _RATIOS:
                return f"{beside(found * 100, *(100 * other for other in pair))} %"
            if item.field == "actual":
                return as_stated(found)
            return at_most_one_decimal(found) if found == int(found) else beside(found, *pair)
        words = figure_value(say, item.field, value(found, say))
        return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"

    return shown


def _commit(item: RestatedValue, past: Restatements, say: Translator) -> str:
    commit = past.commits.get(item, "")
    return say.text("not committed") if commit == NOT_COMMITTED else commit[:_SHORT]


def _plain(found: Value) -> str | int | float | None:
    if isinstance(found, Fraction):
        return int(found) if found.denominator == 1 else float(found)
    return found.isoformat() if isinstance(found, date) else str(found) if found is not None else None
