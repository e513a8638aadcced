"""An argument of the wrong type is refused by name, in every call, before anything is read or written."""

import inspect
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import talentpilot
from talentpilot import Federation, Ledger
from talentpilot.api.arguments import checks_call
from talentpilot.api.edit import LedgerEdit
from talentpilot.api.evaluations import LedgerEvaluations
from talentpilot.api.office import LedgerReturns
from talentpilot.errors import UsageProblem

ID = "yx-titles-01"
ANYTHING: typing.Any = "2026-03-31"
"""A text, which the checker of types takes for what is wanted."""


@pytest.fixture
def ledger(sound: Path) -> Ledger:
    return Ledger.open(sound, as_of=date(2026, 3, 31))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda edit: edit.record_done("M3", "2026-03-30"), r"day takes a date.*'2026-03-30' \(str\)"),
        (lambda edit: edit.record_done("M3", datetime(2026, 3, 30, tzinfo=UTC)), r"day takes a date.*\(datetime\)"),
        (lambda edit: edit.record_done("M3", evidence="E1"), r"evidence takes a list, each item a text, not 'E1'"),
        (lambda edit: edit.record_done(3), r"milestone takes a text, not 3 \(int\)"),
        (lambda edit: edit.record_observation("I1", 63.5), r"value takes .*Decimal.*, not 63.5 \(float\)"),
        (lambda edit: edit.record_observation("I1", True), r"value takes .*, not True \(bool\)"),
        (lambda edit: edit.record_done("M3", note={"zh": 1}), "note takes"),
        (lambda edit: edit.adjust({"M3/due": 1.5}, reason="x"), "changes takes"),
        (lambda edit: edit.record_done("M3", "x", evidence="E1"), "day takes .*; evidence takes"),
    ],
)
def test_an_edit_refuses_arguments_of_the_wrong_type(
    ledger: Ledger, call: Callable[[LedgerEdit], object], said: str
) -> None:
    edit = ledger.edit(ID)
    with pytest.raises(UsageProblem, match=said):
        call(edit)
    assert edit.changes() == ()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda ledger: ledger.due(within="60"), r"within takes a whole number, not '60' \(str\)"),
        (lambda ledger: ledger.due(view=["domain:titles"]), "view takes"),
        (lambda ledger: ledger.diff(since="2026-01-01"), "since takes"),
        (lambda ledger: ledger.status(7), "pilot_id takes a text"),
        (lambda ledger: ledger.validate(select="X02"), "select takes a list"),
        (lambda ledger: ledger.report("2026Q1", issued="2026-04-20"), "issued takes"),
        (lambda ledger: ledger.report(2026), "period takes"),
        (lambda ledger: ledger.returns.list(2026), "period takes"),
        (lambda ledger: Ledger.open(ledger.root, as_of=ANYTHING), "as_of takes"),
        (lambda ledger: talentpilot.create_pilot(ledger, ANYTHING), "request takes"),
    ],
)
def test_a_ledger_refuses_arguments_of_the_wrong_type(
    ledger: Ledger, call: Callable[[Ledger], object], said: str
) -> None:
    with pytest.raises(UsageProblem, match=said):
        call(ledger)


@pytest.mark.parametrize("kind", [Ledger, LedgerEdit, LedgerEvaluations, LedgerReturns, Federation])
def test_every_public_method_checks_its_arguments(kind: type) -> None:
    for name, member in inspect.getmembers(kind, inspect.isroutine):
        if not name.startswith("_"):
            assert hasattr(getattr(member, "__func__", member), "__wrapped__"), name


def test_what_fits_is_passed_on_as_it_is() -> None:
    @checks_call
    def example(*names: str, days: "typing.Sequence[date]" = (), size: int | None = None) -> object:
        return names, days, size

    assert example("a", "b", days=[date.min], size=0) == (("a", "b"), [date.min], 0)
    with pytest.raises(UsageProblem, match="names takes a text, not 1"):
        example("a", 1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        example(sizes=1)  # type: ignore[call-arg]
