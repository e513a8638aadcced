"""Whatever a command can do, the Python API can do: each command is listed here with its counterpart."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import talentpilot
from talentpilot import Federation, Ledger
from talentpilot.api.edit import LedgerEdit
from talentpilot.api.evaluations import LedgerEvaluations
from talentpilot.api.office import LedgerImports, LedgerReturns
from talentpilot.cli.app import COMMANDS, FAMILIES

PAGE = Path(__file__).parents[2] / "docs" / "python.md"

COUNTERPARTS = {
    "adjust": "LedgerEdit.adjust",
    "decide": "LedgerEdit.decide",
    "diff": "Ledger.diff",
    "due": "Ledger.due",
    "evaluate": "Ledger.evaluate",
    "evaluate-report": "LedgerEvaluations.write_report",
    "explain": "Ledger.explain",
    "export csv": "Ledger.office_tables",
    "export data": "Ledger.data",
    "export xlsx": "Ledger.office_tables",
    "federation lock": "Federation.write_lock",
    "federation status": "Federation.states",
    "fmt": "Ledger.format",
    "import": "LedgerImports.books",
    "init": "talentpilot.create_ledger",
    "list": "Ledger.facts",
    "new": "talentpilot.create_pilot",
    "ratings make": "LedgerEvaluations.make_sheets",
    "ratings take": "LedgerEvaluations.take_sheets",
    "record acceptance": "LedgerEdit.record_acceptance",
    "record adoption": "LedgerEdit.record_adoption",
    "record bottleneck": "LedgerEdit.record_bottleneck",
    "record done": "LedgerEdit.record_done",
    "record evidence": "LedgerEdit.record_evidence",
    "record forecast": "LedgerEdit.record_forecast",
    "record incentive": "LedgerEdit.record_incentive",
    "record observe": "LedgerEdit.record_observation",
    "record practice": "LedgerEdit.record_practice",
    "record publicity": "LedgerEdit.record_publicity",
    "record report": "LedgerEdit.record_report",
    "record verify": "LedgerEdit.record_verification",
    "record reopen": "LedgerEdit.record_reopening",
    "record resolve": "LedgerEdit.record_resolution",
    "remove": "Ledger.remove",
    "rename": "Ledger.rename",
    "report": "Ledger.report",
    "return list": "LedgerReturns.list",
    "return make": "LedgerReturns.make",
    "return take": "LedgerReturns.take",
    "schema": "Ledger.schema",
    "seal": "LedgerEdit.seal",
    "status": "Ledger.portfolio",
    "templates copy": "Ledger.copy_templates",
    "templates list": "Ledger.templates",
    "undo": "Ledger.undo",
    "templates trust": "Ledger.report",  # its trust_templates: a program says so each time
    "validate": "Ledger.validate",
    "verify-report": "Ledger.verify_report",
}
"""Command, and the method of the API that does the same."""


def commands() -> Iterator[str]:
    yield from (entry.name for entry in COMMANDS)
    yield from (f"{family.name} {entry.name}" for family in FAMILIES for entry in family.members)


def test_every_command_has_its_counterpart() -> None:
    assert set(commands()) == COUNTERPARTS.keys()


def test_the_counterparts_exist_and_are_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    homes = {
        "Ledger": (Ledger, "edger"),
        "LedgerEdit": (LedgerEdit, "edit"),
        "LedgerEvaluations": (LedgerEvaluations, "evaluations"),
        "LedgerImports": (LedgerImports, "imports"),
        "LedgerReturns": (LedgerReturns, "returns"),
        "Federation": (Federation, "federation"),
        "talentpilot": (talentpilot, "talentpilot"),
    }
    for place in COUNTERPARTS.values():
        owner, name = place.split(".")
        home, shown = homes[owner]
        assert inspect.getdoc(getattr(home, name)), place
        assert f"{shown}.{name}(" in page, place
