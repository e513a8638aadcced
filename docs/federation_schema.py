"""Writes `_schemas/federation-report-1.json`, the shape of `report --format json` over a federation.

Run it after a view got a field: `python docs/federation_schema.py`. Within version 1 fields are added at most, so look
at what git says has changed: nothing may go, and nothing may change its meaning.
"""

import json
import typing

from evaluation_schema import FOLDER, document, origin
from report_schema import COUNT, LEVELS, LIGHTS, STRING, Json, Shapes, array, closed, counts, nullable, one_of

from talentpilot.diagnostics import Message
from talentpilot.report.federation import SCHEMA
from talentpilot.report.views.federation import CountRow, FederationView, LedgerFacts
from talentpilot.report.views.inputs import Provenance
from talentpilot.report.views.redaction import Omission


def pairs(first: Json, second: Json) -> Json:
    """Rows of two values."""
    row: Json = {"type": "array", "prefixItems": [first, second], "minItems": 2, "maxItems": 2}
    return array(row)


TEXT: Json = {"$ref": "#/$defs/text"}
OWN: dict[tuple[str, str], Json] = {
    ("CountRow", "id"): {**nullable(STRING), "description": "Of the ledger or domain; null for the sum."},
    ("CountRow", "name"): nullable(TEXT),
    ("CountRow", "lights"): counts(LIGHTS),
    ("FederationView", "maturity"): {
        "type": "object", "propertyNames": one_of(LEVELS), "additionalProperties": COUNT
    },
    ("FederationView", "covered"): pairs({**STRING, "description": "What narrows the report."}, TEXT),
    ("FederationView", "settings"): pairs({**STRING, "description": "A ledger."}, STRING),
    ("LedgerFacts", "commit"): {"type": ["string", "null"], "pattern": "^[0-9a-f]{40,64}$"},
    ("PilotRow", "light"): one_of(LIGHTS),
    ("PilotRow", "maturity"): one_of(LEVELS, none=True),
    ("Scope", "kind"): one_of(("programme", "domain", "region", "lead", "pilot", "ledger")),
    ("Scope", "value"): nullable(STRING),
    ("Scope", "filters"): pairs(one_of(("domain", "region", "lead", "light", "ledger")), STRING),
    ("TwoLights", "own"): one_of(LIGHTS),
    ("TwoLights", "national"): one_of(LIGHTS),
}  # fmt: skip
"""What a field holds that its type alone does not say."""


class FederationShapes(Shapes):
    """The definitions of the views over a federation."""

    def of(self, kind: typing.Any) -> Json:
        """The schema of a type."""
        return STRING if kind is Message else super().of(kind)

    def named(self, kind: type) -> Json:
        """A reference to the definition of a view."""
        if kind in SPECIAL and kind.__name__ not in self.made:
            self.made[kind.__name__] = closed(SPECIAL[kind](self))
        return super().named(kind)

    def fields(self, kind: type, *without: str) -> Json:
        """The properties of a view; those whose type says nothing stand in `OWN`."""
        told = [name for named, name in OWN if named == kind.__name__]
        found = super().fields(kind, *without, *told)
        return {**found, **{name: OWN[kind.__name__, name] for name in told if name not in without}}


SPECIAL: dict[type, typing.Callable[[FederationShapes], Json]] = {
    LedgerFacts: lambda shapes: {"state": one_of(("read", "missing")), **shapes.fields(LedgerFacts, "statuses")},
    CountRow: lambda shapes: {**shapes.fields(CountRow), "worst": one_of(LIGHTS)},
    Provenance: lambda _: {**dict(list(origin("").items())[1:]), "trouble": nullable(STRING)},
}


def schema() -> Json:
    """The whole schema."""
    shapes = FederationShapes()
    properties = {
        "schema": {"const": SCHEMA}, **shapes.fields(FederationView), "omitted": array(shapes.of(Omission))
    }  # fmt: skip
    told = (
        "What `talentpilot report --format json` writes over a federation, and figures.json of an issued report. Every"
        " sum counts the ledgers that were `read`, of `every`; `missing` holds the others, each with the reason."
    )
    return document(SCHEMA, shapes, properties, told)


if __name__ == "__main__":
    text = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    (FOLDER / "federation-report-1.json").write_text(text, encoding="utf-8")
