"""Lists over all pilots and years: adoptions, support, publicity, filings, bottlenecks, practices."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from pydantic import BaseModel

from talentpilot.analysis.number_format import as_stated
from talentpilot.analysis.plan import plan_in_force
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.i18n.translator import message, translator_for
from talentpilot.model.base import Text
from talentpilot.model.pilot import Adjustment
from talentpilot.report.views.inputs import Names
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import PortfolioHead, look_at_pilots

ListName = Literal["adoptions", "incentives", "publicity", "filings", "bottlenecks", "practices"]
"""`talentpilot list …`: the facts of one kind over all pilots and years."""

TITLES: Mapping[ListName, str] = {
    "adoptions": message("Adoptions of practices"),
    "incentives": message("Support and honours"),
    "publicity": message("Publicity"),
    "filings": message("Filings"),
    "bottlenecks": message("Bottlenecks"),
    "practices": message("Practices"),
}


def list_called(word: str) -> ListName:
    """Return the list of that name, or the one whose Chinese title holds the word: 堵点 for the bottlenecks.

    Raises:
        UsageProblem: no list is called so, or several are.
    """
    chinese = translator_for("zh", "commands")
    meant = [name for name, title in TITLES.items() if word == name or (word and word in chinese.text(title))]
    if len(meant) != 1:
        raise UsageProblem("there is no list {word}", help="write {lists}", word=word, lists=Message.listed(TITLES))
    return meant[0]


@dataclass(frozen=True, slots=True)
class Code:
    """A word of a field, such as `funding`, and the group of terms that has its wording in each language."""

    word: str
    group: str


@dataclass(frozen=True, slots=True)
class ListedName:
    """An organization or a region: its id and its name."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What a filing changes: a path of the plan without its collection, such as `M3/due`, and both values.

    `named` are the organizations and units of measure that the values refer to.
    """

    path: str
    before: str
    after: str
    named: tuple[ListedName, ...] = ()

    def __str__(self) -> str:
        return f"{self.path} {self.before} → {self.after}"


Cell = str | int | bool | date | Decimal | Text | Code | ListedName | tuple[PlanChange, ...] | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sum:
    """What one recipient was granted in one currency: how many times, and how much."""

    recipient: ListedName
    currency: ListedName | None
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FactList:
    """A list of facts known on the ledger's day: rows with the same keys in the same order.

    `sums` are by recipient and currency, for support alone; amounts of two currencies are never added.
    """

    name: ListName
    head: PortfolioHead
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...] = ()


def gather_list(ledger: OpenLedger, name: ListName, selection: PilotSelection) -> FactList:
    """List the facts of one kind in the selected pilots, as known on the ledger's day.

    Raises:
        NothingToCheck: the selection matches no pilot.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    names = Names(*ledger.config.require())
    head, by_pilot = look_at_pilots(ledger, selection, lambda status: tuple(rows_of(name, status, names)))
    return in_list_order(name, head, [row for rows in by_pilot for row in rows])


def rows_of(name: ListName, status: PilotStatus, names: Names) -> Iterator[Row]:
    """Return the rows of one pilot."""
    return _MAKERS[name](status, names)


def in_list_order(name: ListName, head: PortfolioHead, rows: list[Row]) -> FactList:
    """Return the list of these rows, with its sums."""
    ordered = _in_order(name, rows)
    return FactList(name, head, tuple(ordered), _sums(ordered) if name == "incentives" else ())


def _in_order(name: ListName, rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (str(row[_BY_DAY[name]] or ""), str(row["pilot"]), str(row["id"])))


_BY_DAY: Mapping[ListName, str] = {
    "adoptions": "date", "incentives": "date", "publicity": "date", "filings": "submitted", "bottlenecks": "raised",
    "practices": "documented",
}  # fmt: skip
"""By list, the day that its rows are sorted by."""


def _adoptions(status: PilotStatus, names: Names) -> Iterator[Row]:
    for practice in status.pilot.practices:
        for item in practice.adoptions:
            if item.date <= status.as_of:
                by = named(names.organization, item.org) or named(names.region, item.region)
                yield {
                    "pilot": status.pilot.id, "id": practice.id, "practice": practice.title, "adopter": by,
                    "date": item.date, "document": item.document, "scale": item.scale, "adapted": item.adapted,
                }  # fmt: skip


def _incentives(status: PilotStatus, names: Names) -> Iterator[Row]:
    for item in status.pilot.file.incentives:
        if item.date <= status.as_of:
            lead = plan_in_force(status.pilot, item.date).lead
            yield {
                "pilot": status.pilot.id, "id": item.id, "recipient": named(names.organization, lead),
                "kind": Code(item.kind, "incentive"), "title": item.title,
                "grantor": named(names.organization, item.grantor), "date": item.date, "amount": item.amount,
                "currency": named(names.unit, item.currency),
            }  # fmt: skip


def _publicity(status: PilotStatus, names: Names) -> Iterator[Row]:
    del names
    for item in status.pilot.file.publicity:
        if item.date <= status.as_of:
            yield {
                "pilot": status.pilot.id, "id": item.id, "date": item.date, "channel": Code(item.channel, "channel"),
                "title": item.title, "url": item.url,
            }  # fmt: skip


def _filings(status: PilotStatus, names: Names) -> Iterator[Row]:
    for item in status.pilot.file.adjustments:
        if item.known_by(status.as_of):
            decision = item.decision_by(status.as_of)
            known = decision != "pending"
            yield {
                "pilot": status.pilot.id, "id": item.id, "kind": Code(item.kind, "adjustment"),
                "procedure": Code(item.procedure, "procedure"), "change": _changes(item, names), "reason": item.reason,
                "submitted": item.submitted, "document": item.document,
                "authority": named(names.organization, item.authority),
                "decision": Code(decision, "decision") if known or item.procedure == "approval" else None,
                "decided": item.decided if known else None,
                "decision document": item.decision_document if known else None,
                "effective": item.effective_date(status.as_of),
            }  # fmt: skip


def _changes(item: Adjustment, names: Names) -> tuple[PlanChange, ...]:
    return tuple(
        _change(
            one.path.removeprefix("milestones/").removeprefix("indicators/"), _stated(one.from_), _stated(one.to), names
        )
        for one in item.changes
    )


def _change(path: str, before: str, after: str, names: Names) -> PlanChange:
    references = dict.fromkeys((*before.split(", "), *after.split(", ")))
    organizations = path.endswith("/owner") or path.startswith("roles/")
    name_of = names.organization if organizations else names.unit if path.endswith("/unit") else None
    return PlanChange(
        path, before, after, tuple(ListedName(one, name_of(one)) for one in references) if name_of else ()
    )


def _stated(value: object) -> str:
    match value:
        case None:
            return "–"
        case Decimal():
            return as_stated(Fraction(value))
        case tuple() | list():
            return ", ".join(map(_stated, value))
        case BaseModel():
            return " ".join(_stated(part) for _, part in value if part is not None)
        case _:
            return str(value)


def _bottlenecks(status: PilotStatus, names: Names) -> Iterator[Row]:
    for state in status.bottleneck_states:
        item, last = state.item, state.last
        accepted = last.accepted
        yield {
            "pilot": status.pilot.id, "id": item.id, "title": item.title, "kind": Code(item.kind, "bottleneck"),
            "severity": Code(item.severity, "severity"), "needs": Code(item.needs, "needs"),
            "owner": named(names.organization, item.owner), "raised": item.raised, "due": item.due,
            "open": Code("yes" if state.is_open else "no", "flag"), "open days": state.age_days,
            "resolved": last.resolved, "solution": last.resolution,
            "accepted": accepted.date if accepted is not None else None,
            "accepted by": named(names.organization, accepted.by) if accepted is not None else None,
            "reopened": len(item.reopened),
        }  # fmt: skip


def _practices(status: PilotStatus, names: Names) -> Iterator[Row]:
    day = status.as_of
    for item in status.pilot.practices:
        endorsed = item.endorsed if item.endorsed is not None and item.endorsed.date <= day else None
        promoted = item.promoted if item.promoted is not None and item.promoted.date <= day else None
        yield {
            "pilot": status.pilot.id, "id": item.id, "title": item.title, "kind": Code(item.kind, "practice_kind"),
            "status": Code(item.status(day), "practice"), "summary": item.summary,
            "documented": item.documented if item.documented is not None and item.documented <= day else None,
            "endorsed": endorsed.date if endorsed is not None else None,
            "endorsed by": named(names.organization, endorsed.by) if endorsed is not None else None,
            "promoted": promoted.date if promoted is not None else None,
            "promoted by": named(names.organization, promoted.by) if promoted is not None else None,
            "adoptions": sum(1 for one in item.adoptions if one.date <= day),
        }  # fmt: skip


def named(name_of: Callable[[str], Text], reference: str | None) -> ListedName | None:
    """Return what a reference names, or None if there is none."""
    return None if reference is None else ListedName(reference, name_of(reference))


def _sums(rows: list[Row]) -> tuple[Sum, ...]:
    """Return the sums of the amounts, by recipient and currency."""
    found: dict[tuple[str, str], Sum] = {}
    for row in rows:
        recipient, currency, amount = row["recipient"], row["currency"], row["amount"]
        if isinstance(recipient, ListedName) and isinstance(amount, Decimal):
            paid = currency if isinstance(currency, ListedName) else None
            key = (recipient.id, paid.id if paid is not None else "")
            before = found.get(key, Sum(recipient, paid, 0, Decimal(0)))
            found[key] = Sum(recipient, paid, before.count + 1, before.amount + amount)
    return tuple(found[key] for key in sorted(found))


RowMaker = Callable[[PilotStatus, Names], Iterator[Row]]

_MAKERS: Mapping[ListName, RowMaker] = {
    "adoptions": _adoptions,
    "incentives": _incentives,
    "publicity": _publicity,
    "filings": _filings,
    "bottlenecks": _bottlenecks,
    "practices": _practices,
}


FilePart = Literal["bottlenecks", "filings", "practices", "adoptions", "reports", "incentives", "publicity", "evidence"]


def facts_on_file(status: PilotStatus, names: Names) -> Mapping[FilePart, tuple[Row, ...]]:
    """Return what is recorded of one pilot besides its steps and indicators, as known on the day, part by part."""
    return {part: tuple(_rows(part, status, names)) for part in get_args(FilePart)}


def _rows(part: FilePart, status: PilotStatus, names: Names) -> Iterator[Row]:
    match part:
        case "bottlenecks":
            yield from _episodes(status, names)
        case "reports":
            yield from _reports(status)
        case "evidence":
            yield from _evidence(status, names)
        case _:
            for row in _in_order(part, rows_of(part, status, names)):
                yield {key: cell for key, cell in row.items() if key != "pilot"}


def _episodes(status: PilotStatus, names: Names) -> Iterator[Row]:
    """Yield each episode of a bottleneck: when it was raised or reopened, resolved and accepted."""
    for state in status.bottleneck_states:
        item = state.item
        for one in state.episodes:
            accepted = one.accepted
            yield {
                "id": item.id, "title": item.title, "kind": Code(item.kind, "bottleneck"),
                "severity": Code(item.severity, "severity"), "needs": Code(item.needs, "needs"),
                "owner": named(names.organization, item.owner), "due": item.due, "raised": item.raised,
                "reopened on": one.began if one.index is not None else None, "reason": one.reason,
                "resolved": one.resolved, "solution": one.resolution,
                "accepted": accepted.date if accepted is not None else None,
                "accepted by": named(names.organization, accepted.by) if accepted is not None else None,
                "open days": state.age_days if one is state.last else None,
            }  # fmt: skip


def _reports(status: PilotStatus) -> Iterator[Row]:
    for item in sorted(status.pilot.file.reports, key=lambda item: item.period.end):
        if item.submitted <= status.as_of:
            yield {"period": str(item.period), "submitted": item.submitted, "progress": item.progress}


def _evidence(status: PilotStatus, names: Names) -> Iterator[Row]:
    for item in status.pilot.file.evidence:
        if item.date <= status.as_of:
            seen = item.verified if item.verified is not None and item.verified.date <= status.as_of else None
            yield {
                "id": item.id, "title": item.title, "kind": Code(item.kind, "evidence_kind"), "date": item.date,
                "access": Code(item.access, "access"), "place": item.path or item.url,
                "verified": seen.date if seen else None,
                "verified by": named(names.organization, seen.by) if seen else None,
            }  # fmt: skip
