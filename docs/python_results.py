"""Writes docs/python-results.md: the fields of what the Python API returns, read off the classes themselves."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_type_hints

from dataclass_pages import reached, sentence

from talentpilot.analysis.status import PilotStatus
from talentpilot.services.agenda import Due
from talentpilot.services.comparison import Comparison
from talentpilot.services.evaluation import EvaluationResults
from talentpilot.services.explain import LocatedExplanation
from talentpilot.services.lists import FactList
from talentpilot.services.portfolio import Portfolio
from talentpilot.services.recording.transaction import Attached, CheckResult, CommitResult, FileChange
from talentpilot.services.restatements import Restatements
from talentpilot.services.validation.result import ValidateResult

ROOTS: tuple[tuple[str, type], ...] = (
    ("ledger.status(id)", PilotStatus),
    ("ledger.portfolio()", Portfolio),
    ("ledger.validate()", ValidateResult),
    ("ledger.explain(subject)", LocatedExplanation),
    ("ledger.due()", Due),
    ("ledger.diff()", Comparison),
    ("ledger.restatements()", Restatements),
    ("ledger.evaluate()", EvaluationResults),
    ("ledger.facts(name)", FactList),
    ("edit.check()", CheckResult),
    ("edit.changes()", FileChange),
    ("edit.attachments()", Attached),
    ("edit.commit()", CommitResult),
)
"""Each call, and the type of what it returns."""
SHOWN = ("talentpilot.analysis.", "talentpilot.services.", "talentpilot.diagnostics", "talentpilot.model.ledger")
INNER = frozenset(
    ("Message", "ValidationResult", "BaselineComparison", "CheckedCounts", "Sources", "RuleChoice", "PortfolioHead")
)
"""What is for the command line alone."""


def results_page(note: str) -> str:
    """Return the page, with the note that it is generated."""
    parts = [
        "# What the Python API returns\n",
        note,
        "The public fields and properties of each result, and of every value inside it. What the files of the ledger"
        " say (`Programme`, `Catalogue` and below `Pilot`) has the fields of [fields.md](fields.md). Enumerations are"
        " strings; a `Message` is a text that can be translated, whose `str` is English; a `Text` has `zh` and `en`.\n",
        "| call | returns |\n|---|---|",
        *(f"| `{call}` | [{root.__name__}](#{root.__name__.lower()}) |" for call, root in ROOTS),
        "",
    ]
    told: set[type] = set()
    for _, root in ROOTS:
        for kind in reached(root, _hints, _is_shown):
            if kind not in told:
                told.add(kind)
                parts.append(_section(kind))
    return "\n".join(parts)


def _hints(kind: type) -> Iterator[Any]:
    return (_hint(kind, name) for name in _public(kind))


def _is_shown(kind: type) -> bool:
    return kind.__module__.startswith(SHOWN) and kind.__name__ not in INNER


def _public(kind: type) -> tuple[str, ...]:
    """Return the names of the public fields of a class, followed by those of its properties."""
    own = [item.name for item in fields(kind) if not item.name.startswith("_")]
    more = [name for name, one in inspect.getmembers(kind) if isinstance(one, property) and not name.startswith("_")]
    return (*own, *(name for name in more if name not in own))


def _hint(kind: type, name: str) -> Any:
    member = inspect.getattr_static(kind, name, None)
    if isinstance(member, property):
        return get_type_hints(member.fget).get("return", object)
    return get_type_hints(kind)[name]


def _section(kind: type) -> str:
    rows = [f"| `{name}` | `{_shown(_hint(kind, name))}`{_told(kind, name)} |" for name in _public(kind)]
    return f"## {kind.__name__}\n\n{sentence(kind)}\n\n| name | what it is |\n|---|---|\n" + "\n".join(rows) + "\n"


def _shown(hint: Any) -> str:
    """Return a type as it is written, without the names of modules."""
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=\w)", "", inspect.formatannotation(hint)).replace("|", "\\|")


def _told(kind: type, name: str) -> str:
    member = inspect.getattr_static(kind, name, None)
    return f": {sentence(member.fget)}" if isinstance(member, property) else ""
