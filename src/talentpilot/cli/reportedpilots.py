"""Which pilots the issued reports show as approved."""

import json

from talentpilot.report.manifest import FIGURES, MANIFEST
from talentpilot.store.issued import issued_names, read_issued
from talentpilot.store.revision import Books


def reported_pilots(books: Books) -> dict[str, str]:
    """Return the ids of the pilots that issued reports show as approved, each with the last such report by name.

    Figures that can't be read are passed over: `verify-report` tells of them.
    """
    found: dict[str, str] = {}
    for name in issued_names(books, MANIFEST):
        content = read_issued(books, name, FIGURES)
        try:
            pilots = json.loads(content)["pilots"] if content is not None else ()
            found |= {str(pilot["id"]): name for pilot in pilots if pilot["standing"] != "proposed"}
        except (KeyError, RecursionError, TypeError, ValueError):
            continue
    return found
