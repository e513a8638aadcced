"""Describe each change in words."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from talentpilot.analysis.ledger_change import ChangeKind, LedgerChange, Value
from talentpilot.analysis.number_format import as_stated
from talentpilot.diagnostics import Message
from talentpilot.i18n.command_terms import field_words, reasons, word
from talentpilot.i18n.translator import Translator

if TYPE_CHECKING:
    from talentpilot.report.views.inputs import Names

_GROUPS = {
    ChangeKind.ADDED: "standing", ChangeKind.STATUS: "standing", ChangeKind.LIGHT: "color",
    ChangeKind.DECIDED: "decision",
    ChangeKind.PRACTICE: "practice", ChangeKind.RESTATED: "severity",
}  # fmt: skip
"""By kind of change: the group of the words that it may lead from and to."""


def change_text(item: LedgerChange, say: Translator) -> str:
    """Return a change in words, without the pilot: `M3 due 2026-02-28 -> 2026-04-30, 61 days later, by A1`."""
    return " ".join(part for part in (item.object, _SAID[item.kind](item, say)) if part)


def with_names(item: LedgerChange, names: "Names", say: Translator) -> LedgerChange:
    """Return the change with the names of organizations, regions and units in place of their codes."""
    if item.kind is ChangeKind.ADOPTED:
        return replace(item, note=say.words(names.adopter(item.note)))
    by_field = {"owner": names.organization, "unit": names.unit, "region": names.region, "task": names.task}
    name_of = names.organization if item.field.startswith("roles/") else by_field.get(item.field)
    if name_of is None:
        return item
    before, after = (
        say.listed(say.words(name_of(part)) for part in one.split(", ")) if isinstance(one, str) else one
        for one in (item.before, item.after)
    )
    return replace(item, before=before, after=after)


def _light(item: LedgerChange, say: Translator) -> str:
    text = say.text("light {move}", move=_move(item, say))
    why = " ".join(reasons(say, item.note.split()))
    return text + (say.bracketed(why) if why else "")


def _planned(item: LedgerChange, say: Translator) -> str:
    made = _made_by(item, say)
    name = word(say, item.field, "field").replace("/", " ")
    if item.field in ("added", "withdrawn", "removed"):
        return f"{name}{made}"
    moved = ""
    if item.days is not None:
        number = _days(abs(item.days), say)
        later = item.days > 0
        moved = say.text(", {days} later", days=number) if later else say.text(", {days} earlier", days=number)
    return f"{name} {_move(item, say)}{moved}{made}"


def _made_by(item: LedgerChange, say: Translator) -> str:
    if item.filings:
        return say.text(", by {filings}", filings=say.listed(item.filings))
    return say.text(", WITHOUT A FILING") if item.unfiled else say.text(", before its approval")


def _filed(item: LedgerChange, say: Translator) -> str:
    kind, _, procedure = item.note.removesuffix(")").partition(" (")
    what = f"{word(say, kind, 'kind')}{say.bracketed(word(say, procedure, 'procedure'))}"
    return say.text("filed {day}: {what}", day=_after(item, say), what=what)


def _decided(item: LedgerChange, say: Translator) -> str:
    return say.text("{kind}: {move}", kind=word(say, item.note, "kind"), move=_move(item, say))


def _done(item: LedgerChange, say: Translator) -> str:
    late = item.days or 0
    text = say.text("done {day}", day=_after(item, say))
    return text + (say.text(", {days} late", days=_days(late, say)) if late > 0 else "")


def _overdue(item: LedgerChange, say: Translator) -> str:
    return say.text("overdue since {day}, {days}", day=_after(item, say), days=_days(item.days or 0, say))


def _reopened(item: LedgerChange, say: Translator) -> str:
    if not item.field:
        again = say.text("open again since {day}", day=_after(item, say))
        return again + (f": {item.note}" if item.note else "")
    return say.text("no longer done (was {day})", day=value(item.before, say))


def _settled(item: LedgerChange, say: Translator) -> str:
    text = say.text("bottleneck settled {day}", day=_after(item, say))
    return text + (say.text(" after {days}", days=_days(item.days, say)) if item.days is not None else "")


def _reported(item: LedgerChange, say: Translator) -> str:
    text = say.text("report submitted {day}", day=_after(item, say))
    return text + (say.text(", late") if item.note else "")


def _restated(item: LedgerChange, say: Translator) -> str:
    return say.text("restated {field}: {move}", field=field_words(say, item.field), move=_move(item, say))


def _raised(item: LedgerChange, say: Translator) -> str:
    severity = word(say, item.note, "severity")
    return say.text("{severity} bottleneck raised {day}", severity=severity, day=_after(item, say))


def _evaluated(item: LedgerChange, say: Translator) -> str:
    kind = word(say, item.note, "evaluation")
    return say.text("{kind} evaluation as of {day}", kind=kind, day=_after(item, say))


_SAID: dict[ChangeKind, Callable[[LedgerChange, Translator], str]] = {
    ChangeKind.ADDED: lambda item, say: say.text("new pilot, {status}", status=_after(item, say)),
    ChangeKind.REMOVED: lambda _, say: say.text("pilot removed"),
    ChangeKind.RENAMED: lambda item, say: say.text("renamed, was {id}", id=value(item.before, say)),
    ChangeKind.STATUS: lambda item, say: say.text("status {move}", move=_move(item, say)),
    ChangeKind.LIGHT: _light,
    ChangeKind.MATURITY: lambda item, say: say.text("maturity {move}", move=_move(item, say)),
    ChangeKind.DONE: _done,
    ChangeKind.REOPENED: _reopened,
    ChangeKind.OVERDUE: _overdue,
    ChangeKind.SLIPPED: _planned,
    ChangeKind.TARGET: _planned,
    ChangeKind.PLAN: _planned,
    ChangeKind.FILED: _filed,
    ChangeKind.DECIDED: _decided,
    ChangeKind.OBSERVED: lambda item, say: say.text("{when}: {value}", when=item.field, value=_after(item, say)),
    ChangeKind.RESTATED: _restated,
    ChangeKind.RAISED: _raised,
    ChangeKind.SETTLED: _settled,
    ChangeKind.REPORTED: _reported,
    ChangeKind.PRACTICE: lambda item, say: say.text("practice {move}", move=_move(item, say)),
    ChangeKind.ADOPTED: lambda item, say: say.text("adopted by {who}, {day}", who=item.note, day=_after(item, say)),
    ChangeKind.EVALUATED: _evaluated,
    ChangeKind.RECORDED: lambda item, say: say.text(
        "recorded {field}: {value}", field=field_words(say, item.field), value=_after(item, say)
    ),
}


def _days(number: int, say: Translator) -> str:
    return say.count("{n} day", "{n} days", number)


def _move(item: LedgerChange, say: Translator) -> str:
    group = _GROUPS.get(item.kind, "")
    return say.text("{then} -> {now}", then=value(item.before, say, group), now=value(item.after, say, group))


def _after(item: LedgerChange, say: Translator) -> str:
    return value(item.after, say, _GROUPS.get(item.kind, ""))


def value(found: Value, say: Translator, group: str = "") -> str:
    """Return a value as people read it; `group` says which codes it may be."""
    if found is None:
        return say.text("none")
    if isinstance(found, Message):
        return say.said(found)
    return as_stated(found) if isinstance(found, Fraction) else word(say, str(found), group)
