"""Writes `_schemas/report-1.json`, the shape of `report --format json`, from the views that the report is made of.

Run it after a view got a field: `python docs/report_schema.py`. Within version 1 fields are added at most, so look at
what git says has changed: nothing may go, and nothing may change its meaning.
"""

import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import get_args

from talentpilot.i18n.terms import TERMS
from talentpilot.model.base import Text
from talentpilot.model.outcomes import IndicatorLevel
from talentpilot.model.periods import Period
from talentpilot.report.views.attention import KINDS, MatterItem
from talentpilot.report.views.inputs import PilotRef
from talentpilot.report.views.needs import HIGHER
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.portfolio import PortfolioRow, PortfolioView, ReportCount, SharedTask, SummaryView
from talentpilot.report.views.practices import PracticeView
from talentpilot.report.views.quarterly import HeadView, QuarterlyView
from talentpilot.report.views.redaction import WHYS
from talentpilot.report.views.restated_figures import RestatedFigure

Json = dict[str, object]

TARGET = Path(__file__).resolve().parent.parent / "src" / "talentpilot" / "_schemas" / "report-1.json"
LIGHTS = list(TERMS["light"])
LEVELS = [word for word in TERMS["maturity"] if word != "none"]
COUNT: Json = {"$ref": "#/$defs/count"}
STRING: Json = {"type": "string", "minLength": 1}
ADDRESS: Json = {"$ref": "#/$defs/address"}


def nullable(schema: Json) -> Json:
    """The same, or null."""
    if "type" not in schema:
        return {"oneOf": [{"type": "null"}, schema]}
    return {**schema, "type": [schema["type"], "null"]}


def one_of(words: typing.Iterable[str], *, none: bool = False) -> Json:
    """One of these words; with `none` also null."""
    return {"enum": [*words, *([None] if none else [])]}


def closed(properties: Json, description: str = "") -> Json:
    """An object with these properties, all of them, and no other."""
    found: Json = {"type": "object", "properties": properties, "required": list(properties)}
    return {**found, "additionalProperties": False, **({"description": description} if description else {})}


def array(items: Json) -> Json:
    """A list."""
    return {"type": "array", "items": items}


def counts(words: typing.Iterable[str]) -> Json:
    """How many there are of each."""
    return closed(dict.fromkeys(words, COUNT))


WORDS: dict[tuple[str, str], Json] = {
    ("Counts", "lights"): counts(LIGHTS),
    ("Counts", "maturity"): counts(LEVELS),
    ("Counts", "standing"): counts(TERMS["standing"]),
    ("SummaryView", "before"): counts(LIGHTS),
    ("PortfolioRow", "lights"): counts(LIGHTS),
    ("PortfolioRow", "id"): {**nullable(STRING), "description": "Of the domain or region; null: not in the catalogue."},
    ("LightChange", "before"): one_of(LIGHTS),
    ("LightChange", "after"): one_of(LIGHTS),
    ("LightChange", "way"): one_of(("better", "worse", "other")),
    ("PilotView", "light"): one_of(LIGHTS),
    ("PilotView", "before"): one_of(LIGHTS, none=True),
    ("PilotView", "standing"): one_of(TERMS["standing"]),
    ("PilotView", "maturity"): one_of(LEVELS, none=True),
    ("PilotView", "domain"): nullable(STRING),
    ("PartView", "name"): one_of(TERMS["part"]),
    ("PartView", "light"): one_of(LIGHTS),
    ("Reason", "part"): one_of(TERMS["part"], none=True),
    ("Reason", "severity"): one_of(TERMS["severity"], none=True),
    ("Reason", "object"): nullable(STRING),
    ("ExceptionView", "kind"): one_of(TERMS["exception"]),
    ("ExceptionView", "object"): nullable(STRING),
    ("ExceptionView", "severity"): one_of(TERMS["severity"], none=True),
    ("CompletionView", "step"): one_of(TERMS["completion"]),
    ("CompletionView", "maturity"): one_of(LEVELS, none=True),
    ("KeyMessage", "kind"): one_of(("worse", "overdue", "matter", "ready", "decide", "gaps")),
    ("KeyMessage", "address"): {**nullable(STRING), "description": "What `explain` takes."},
    ("KeyMessage", "light"): one_of(LIGHTS, none=True),
    ("KeyMessage", "maturity"): one_of(LEVELS, none=True),
    ("KeyMessage", "level"): one_of(HIGHER, none=True),
    ("DataGap", "kind"): one_of(("errors", "unreadable", "reports", "values", "restated")),
    ("TablePlace", "table"): one_of(("exceptions", "pilots", "matters", "completions", "notes")),
    ("Asked", "level"): one_of(HIGHER),
    ("Ahead", "object"): {**nullable(STRING), "description": "A milestone; null for the end of the term."},
    ("FailureView", "kind"): one_of(TERMS["failure"]),
    ("FailureView", "place"): {**nullable(STRING), "description": "File and line, at the revision of the report."},
    ("AskedBefore", "level"): one_of(HIGHER),
    ("Need", "kind"): one_of(TERMS["need"]),
    ("Need", "level"): one_of(HIGHER, none=True),
    ("RecentLight", "light"): one_of(LIGHTS),
    ("TrendPoint", "lights"): counts(LIGHTS),
    ("MatterGroup", "kind"): one_of(KINDS),
    ("MatterView", "kind"): one_of(KINDS),
    ("MatterView", "needs"): array(one_of(HIGHER)),
    ("MatterItem", "kind"): one_of(KINDS),
    ("MatterItem", "needs"): one_of(HIGHER),
    ("MatterItem", "same_as"): nullable(ADDRESS),
    ("MilestoneView", "state"): one_of(TERMS["milestone"]),
    ("IndicatorView", "light"): one_of(LIGHTS),
    ("IndicatorView", "level"): one_of(get_args(IndicatorLevel)),
    ("IndicatorView", "direction"): one_of(("increase", "decrease", "keep_above", "keep_below", "within")),
    ("BottleneckView", "kind"): one_of(KINDS),
    ("BottleneckView", "severity"): one_of(TERMS["severity"]),
    ("BottleneckView", "needs"): one_of(TERMS["needs"]),
    ("ReportedMatter", "kind"): one_of(KINDS),
    ("ReportedMatter", "needs"): one_of(TERMS["needs"]),
    ("AdjustmentView", "kind"): one_of(TERMS["adjustment"]),
    ("AdjustmentView", "procedure"): one_of(TERMS["procedure"]),
    ("AdjustmentView", "state"): one_of(TERMS["decision"]),
    ("ChangeView", "object"): nullable(STRING),
    ("ChangeView", "field"): nullable(STRING),
    ("ChangeView", "before"): {"$ref": "#/$defs/value"},
    ("ChangeView", "after"): {"$ref": "#/$defs/value"},
    ("PracticeView", "kind"): one_of(TERMS["practice_kind"]),
    ("PracticeView", "status"): one_of(TERMS["practice"]),
    ("IncentiveView", "kind"): one_of(TERMS["incentive"]),
    ("PublicityView", "channel"): one_of(TERMS["channel"]),
    ("EvidenceView", "place"): nullable(STRING),
    ("EvidenceView", "access"): one_of(("public", "internal")),
    ("FindingCount", "severity"): one_of(TERMS["check"]),
    ("RestatedFigure", "object"): nullable(STRING),
    ("RestatedFigure", "field"): one_of(TERMS["restated"], none=True),
    ("RestatedFigure", "then"): {"$ref": "#/$defs/single"},
    ("RestatedFigure", "now"): {"$ref": "#/$defs/single"},
    ("UnreadReport", "reason"): one_of(TERMS["unread"]),
    ("MethodView", "cadence"): one_of(TERMS["cadence"]),
    ("Omission", "why"): one_of(WHYS),
}
"""What a field holds that its type alone does not say."""

MISSING = closed({"pilot": {"$ref": "#/$defs/pilot_id"}, "period": {"$ref": "#/$defs/period"}})


class Shapes:
    """The definitions, each made when it is first needed."""

    def __init__(self) -> None:
        self.made: dict[str, Json] = {}

    def of(self, kind: typing.Any) -> Json:
        """The schema of a type."""
        simple = {
            str: STRING, bool: {"type": "boolean"}, int: {"type": "integer"}, float: {"type": "number"},
            Fraction: {"type": "number"}, date: {"$ref": "#/$defs/day"}, Period: {"$ref": "#/$defs/period"},
            Text: {"$ref": "#/$defs/text"}, PilotRef: {"$ref": "#/$defs/pilot_id"},
        }  # fmt: skip
        if kind in simple:
            return simple[kind]
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin in (types.UnionType, typing.Union):
            inner = [one for one in arguments if one is not type(None)]
            return nullable(self.of(inner[0]))
        if origin is typing.Literal:
            return one_of(arguments)
        if origin is tuple:
            return array(self.of(arguments[0]))
        if is_dataclass(kind):
            return self.named(kind)
        raise TypeError(f"{kind} has no schema")

    def named(self, kind: type) -> Json:
        """A reference to the definition of a view."""
        name = kind.__name__
        if name not in self.made:
            self.made[name] = {}
            self.made[name] = SPECIAL[kind](self) if kind in SPECIAL else closed(self.fields(kind))
        return {"$ref": f"#/$defs/{name}"}

    def fields(self, kind: type, *without: str) -> Json:
        """The properties of a view."""
        hints = typing.get_type_hints(kind)
        return {
            item.name: WORDS.get((kind.__name__, item.name)) or self.of(hints[item.name])
            for item in fields(kind)
            if item.name not in without
        }


def _pilot(shapes: Shapes) -> Json:
    own: Json = {"id": {"$ref": "#/$defs/pilot_id"}, "title": shapes.of(Text)}
    count = dict.fromkeys(("steps_done", "steps_counted", "on_track", "rated"), COUNT)
    rows = shapes.fields(PilotView, "ref")
    rows["next_due"] = nullable(STRING)
    rows["domain_name"] = nullable(shapes.of(Text))
    return closed({**own, **rows, **count})


def _practice(shapes: Shapes) -> Json:
    stages = array(closed({"stage": one_of(TERMS["practice"]), "day": {"$ref": "#/$defs/day"}}))
    return closed({**shapes.fields(PracticeView, "stages"), "stages": stages, "elsewhere": COUNT})


def _summary(shapes: Shapes) -> Json:
    largest = closed(
        {"kind": one_of(TERMS["exception"]), "pilot": {"$ref": "#/$defs/pilot_id"}, "object": nullable(STRING)}
    )
    return closed({**shapes.fields(SummaryView, "largest"), "largest": array(largest)})


def _portfolio(shapes: Shapes) -> Json:
    cell: Json = {"region": STRING, "domain": nullable(STRING), "pilots": COUNT, "worst": one_of(LIGHTS)}
    total = closed(shapes.fields(PortfolioRow, "id", "name"))
    rows = shapes.fields(PortfolioView, "total", "grid")
    return closed({**rows, "total": total, "grid": array(closed(cell, "Only where there are pilots."))})


SPECIAL: dict[type, typing.Callable[[Shapes], Json]] = {
    PilotView: _pilot,
    PracticeView: _practice,
    SummaryView: _summary,
    PortfolioView: _portfolio,
    SharedTask: lambda shapes: closed(
        {"task": STRING, "name": shapes.of(Text), "pilots": array({"$ref": "#/$defs/pilot_id"})}
    ),
    MatterItem: lambda shapes: closed({"address": ADDRESS, **shapes.fields(MatterItem)}),
    RestatedFigure: lambda shapes: closed(shapes.fields(RestatedFigure, "title")),
    ReportCount: lambda shapes: closed({**shapes.fields(ReportCount, "missing"), "missing": array(MISSING)}),
}


def head(shapes: Shapes) -> Json:
    """Where the figures come from, and what they cover."""
    text = shapes.of(Text)
    told = ("title", "short_title", "directive", "issuer", "scope", "scope_name", "filters", "provenance")
    return {
        "schema": {"const": "talentpilot/report/1"},
        "version": {**STRING, "description": "The version of talentpilot."},
        "revision": {
            "type": ["string", "null"],
            "pattern": "^[0-9a-f]{40,64}(-dirty)?$",
            "description": "The git commit, with -dirty where files of the ledger differ; null outside a repository.",
        },
        "inputs": {
            "type": "string",
            "pattern": "^sha256:[0-9a-f]{64}$",
            "description": "The digest of the files that the figures rest on.",
        },
        "programme": closed({"title": text, "directive": nullable(STRING), "issuer": nullable(text)}),
        "view": closed(
            {
                "kind": one_of(("programme", "domain", "region", "lead", "pilot")),
                "value": nullable(STRING),
                "name": nullable(text),
                "filters": {
                    "type": "object",
                    "propertyNames": one_of(("domain", "region", "lead", "light")),
                    "additionalProperties": STRING,
                },
            }
        ),
        **shapes.fields(HeadView, *told),
    }


def schema() -> Json:
    """The whole schema."""
    shapes = Shapes()
    rows = shapes.fields(QuarterlyView, "head", "filings", "practices")
    listed: Json = {**array(ADDRESS), "description": "They stand whole under pilots."}
    properties = {**head(shapes), **rows, "filings": listed, "practices": listed}
    single: Json = {"type": ["string", "number", "boolean", "null"]}
    texts: Json = closed({"zh": nullable(STRING), "en": nullable(STRING)}, "null where the ledger lacks the language.")
    left_out = closed({"omitted": one_of(WHYS)}, "Left out of a public edition, and why.")
    shared: dict[str, Json] = {
        "count": {"type": "integer", "minimum": 0},
        "day": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "period": {"type": "string", "pattern": "^[0-9]{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?$"},
        "pilot_id": {**STRING, "description": "The id of a pilot that stands under pilots."},
        "address": {
            "type": "string",
            "pattern": "^[^/]+/[^/]+$",
            "description": "Of an object: yx-titles-01/A1.",
        },
        "text": {"oneOf": [texts, left_out]},
        "single": single,
        "value": {
            "oneOf": [single, {"$ref": "#/$defs/text"}, array({"$ref": "#/$defs/value"})],
            "description": "A value of the plan; a checkpoint is a pair of day and number.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:talentpilot:schema:report:1",
        "title": "talentpilot/report/1",
        "description": (
            "What `talentpilot report --format json` writes, and figures.json of an issued report. Numbers are"
            " unrounded, shares are in percent, gaps in percentage points; null and [] stand for what is absent. Every"
            " count of the summary, the portfolio, the exceptions and the matters is that of rows elsewhere in the"
            " document. Within version 1 fields are added at most: none is taken away or changes its meaning."
        ),
        **closed(properties),
        "$defs": {**shared, **dict(sorted(shapes.made.items()))},
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
