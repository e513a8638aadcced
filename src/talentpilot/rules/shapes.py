"""Family S: fields that are there, known, of their type; ids and codes that are well formed."""

from collections.abc import Iterator

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.currencies import CURRENCIES, meant_currency
from talentpilot.model.pilot import Adjustment, Bottleneck, Evidence, Incentive, Publicity
from talentpilot.model.scalars import digits
from talentpilot.rules.cases import MILESTONES, OUTCOMES, PILOT, LedgerCase, PilotCard, PilotCase
from talentpilot.rules.rule import Finding, ledger_rule, pilot_rule, reading_rule

REQUIRED_FIELD_MISSING = reading_rule(
    "S01", "required-field-missing", Severity.ERROR,
    """A required field is missing or empty.

    Without it the object says nothing that could be counted or shown. Where another rule names the case, such
    as P06 for the objective of an approved pilot, that rule speaks.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, owner: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, owner: yx-hrss}
    """,
)  # fmt: skip

UNKNOWN_FIELD = reading_rule(
    "S02", "unknown-field", Severity.ERROR,
    """A field is not one that the format knows; the nearest known name is suggested.

    A misspelt field would otherwise be passed over without a word: `evidense: [E3]` proves nothing, with a value
    or without. Fields of one's own are refused too, since nobody else could read them.

    In braces a comma parts one field from the next: `{value: 1,920}` is a value of 1 and a field 920. Write a
    number without commas, and put a text that has one in quotes. A colon wants a space behind it: `{weight:3}` is
    a field of that name. The item around such a mistake is in no figure until it is mended.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, delivrable: Report}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, deliverable: Report}
    """,
)  # fmt: skip

WRONG_TYPE = reading_rule(
    "S03", "wrong-type", Severity.ERROR,
    """A value is not of the type that its field wants, such as a text where a list belongs.

    What it was meant to be is never guessed. Quotation marks never change the type of a value.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, evidence: E1}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, evidence: [E1]}
    """,
)  # fmt: skip

VALUE_NOT_ALLOWED = reading_rule(
    "S04", "value-not-allowed", Severity.ERROR,
    """A value is not one of the words that its field allows; the list and the nearest word are shown.

    Counts over many pilots need the same words for the same things.

    Bad:
        # pilot.yaml
        bottlenecks:
          - {id: B1, severity: serious}

    Good:
        # pilot.yaml
        bottlenecks:
          - {id: B1, severity: major}
    """,
)  # fmt: skip

Named = tuple[str, FieldPath, str]
"""File and path of an object inside a pilot, and its id."""


@pilot_rule("S05", "malformed-or-repeated-id", Severity.ERROR)
def malformed_or_repeated_id(case: PilotCase) -> Iterator[Finding]:
    """An id is malformed, or stands twice in one pilot.

    Filings, reports and reviewers point at objects by their ids for years; `yx-titles-01/M3` must mean one
    thing only. The codes of reviewers are for one evaluation each.

    Bad:
        # milestones.yaml
        milestones:
          - {id: B1, title: Case book, owner: yx-hrss, due: 2027-05-31}

    Good:
        # milestones.yaml
        milestones:
          - {id: M8, title: Case book, owner: yx-hrss, due: 2027-05-31}
    """
    seen: dict[str, str] = {}
    for file, path, identifier in _inner_objects(case):
        if identifier in seen:
            yield _repeated(file, path, identifier, seen[identifier])
        else:
            seen[identifier] = file
    for name, evaluation in case.pilot.evaluations.items():
        met: set[str] = set()
        for index, reviewer in enumerate(evaluation.reviewers):
            if reviewer.id in met:
                file = f"evaluations/{name}.yaml"
                yield _repeated(file, ("reviewers", index), reviewer.id, file)
            met.add(reviewer.id)


def _repeated(file: str, path: FieldPath, identifier: str, first: str) -> Finding:
    values = {"id": identifier, "first": first}
    advice = "give the later one the next free id; withdrawn ids are not used again"
    return Finding(file, (*path, "id"), "id {id} is used twice; first in {first}", values, advice)


def _inner_objects(case: PilotCase) -> Iterator[Named]:
    """Everything in a pilot that has an id, in the order of the files."""
    pilot, file = case.pilot, case.pilot.file
    named: tuple[tuple[str, tuple[Adjustment | Bottleneck | Incentive | Publicity | Evidence, ...]], ...] = (
        ("adjustments", file.adjustments),
        ("bottlenecks", file.bottlenecks),
        ("incentives", file.incentives),
        ("publicity", file.publicity),
        ("evidence", file.evidence),
    )
    for key, items in named:
        for index, item in enumerate(items):
            yield PILOT, (key, index), item.id
    for number, report in enumerate(file.reports):
        for index, matter in enumerate(report.matters):
            yield PILOT, ("reports", number, "matters", index), matter.id
    for index, step in enumerate(pilot.milestones):
        yield MILESTONES, ("milestones", index), step.id
    for index, indicator in enumerate(pilot.indicators):
        yield OUTCOMES, ("indicators", index), indicator.id
    for index, practice in enumerate(pilot.practices):
        yield OUTCOMES, ("practices", index), practice.id


@ledger_rule("S06", "id-used-twice", Severity.ERROR)
def id_used_twice(case: LedgerCase) -> Iterator[Finding]:
    """Two pilots, two organizations or two tasks have the same id.

    Everything filed about one of them could be about the other. It is what remains of a folder or a line that
    was copied for a new one.

    Bad:
        # pilots/yx-titles-02, copied

    Good:
        # pilot.yaml
        id: yx-titles-01
    """
    first: dict[str, str] = {}
    for card in sorted(case.cards, key=_original_first):
        if card.id in first:
            yield Finding(
                PILOT, ("id",), "id {id} is that of the pilot in pilots/{first} as well",
                {"id": card.id, "first": first[card.id], "folder": card.folder},
                "write the name of this folder: id: {folder}", folder=card.folder,
            )  # fmt: skip
        first.setdefault(card.id, card.folder)
    listed = enumerate(case.programme.organizations)
    organizations: list[tuple[str, FieldPath]] = [(item.id, ("organizations", index)) for index, item in listed]
    yield from _twice("programme.yaml", Message("organization"), organizations)
    tasks: list[tuple[str, FieldPath]] = [
        (task.id, ("domains", number, "tasks", index))
        for number, domain in enumerate(case.catalogue.domains)
        for index, task in enumerate(domain.tasks)
    ]
    yield from _twice("catalogue.yaml", Message("task"), tasks)


def _original_first(card: PilotCard) -> tuple[bool, str]:
    """The folder that bears the id is the one that has it by right."""
    return card.folder != card.id, card.folder


def _twice(file: str, what: Message, named: list[tuple[str, FieldPath]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for identifier, path in named:
        if identifier in seen:
            values: dict[str, str | Message] = {"what": what, "id": identifier}
            yield Finding(
                file,
                (*path, "id"),
                "{what} {id} stands twice",
                values,
                "keep one of the two, or give one its own id",
            )
        seen.add(identifier)


@pilot_rule("S10", "amount-without-currency", Severity.WARNING)
def amount_without_currency(case: PilotCase) -> Iterator[Finding]:
    """An amount has no currency, or one that is no code of ISO 4217.

    Sums over many pilots are made currency by currency; `300000` alone belongs to none of them, and `RMB` and
    `元` would be two more.

    Bad:
        # pilot.yaml
        incentives:
          - {id: S1, currency: null}

    Good:
        # pilot.yaml
        incentives:
          - {id: S1, currency: CNY}
    """
    for index, item in enumerate(case.pilot.file.incentives):
        place: FieldPath = ("incentives", index)
        if item.currency is None:
            if item.amount is not None:
                yield Finding(
                    PILOT, (*place, "amount"), "amount {amount} without a currency", {"amount": digits(item.amount)},
                    "write currency: CNY, or another code of ISO 4217",
                )  # fmt: skip
        elif item.currency not in CURRENCIES:
            meant = meant_currency(item.currency)
            yield Finding(
                PILOT, (*place, "currency"), "currency {currency} is no code of ISO 4217",
                {"currency": item.currency, "meant": meant or ""},
                "did you mean {meant}?" if meant else "write three capital letters such as CNY, USD or EUR",
            )  # fmt: skip


SHAPE_RULES = (
    REQUIRED_FIELD_MISSING,
    UNKNOWN_FIELD,
    WRONG_TYPE,
    VALUE_NOT_ALLOWED,
    malformed_or_repeated_id,
    id_used_twice,
    amount_without_currency,
)
