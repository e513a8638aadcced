"""Which pilots the issued reports show as approved."""

import json
import re

from talentpilot.report.manifest import FIGURES, MANIFEST
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.issued_reports import issued_report_names, read_issued


def reported_pilots(books: LedgerSource) -> dict[str, str]:
    """Return the ids of the pilots that issued reports show as approved, each with the last such report by name.

    Figures that can't be read are passed over: `verify-report` tells of them.
    """
    found: dict[str, str] = {}
    for name in issued_report_names(books, MANIFEST):
        content = read_issued(books, name, FIGURES)
        try:
            pilots = json.loads(content)["pilots"] if content is not None else ()
            found |= {str(pilot["id"]): name for pilot in pilots if pilot["standing"] != "proposed"}
        except (KeyError, RecursionError, TypeError, ValueError):
            continue
    return found


def reports_showing(books: LedgerSource, pilot: str) -> tuple[str, ...]:
    """Return the names of the issued reports, on a period or an evaluation, whose figures name a pilot."""
    named = re.compile(rb'"%b(/[^"]*)?"' % re.escape(pilot.encode()))
    figures = {name: read_issued(books, name, FIGURES) for name in issued_report_names(books, MANIFEST)}
    return tuple(name for name, content in figures.items() if content is not None and named.search(content))
