"""Writes the shapes of the reports on evaluations, `_schemas/evaluation-report-1.json` and `evaluations-report-1.json`.

Run it after a view got a field: `python docs/evaluation_schema.py`. Within version 1 fields are added at most, so look
at what git says has changed: nothing may go, and nothing may change its meaning.
"""

import json
import typing
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from report_schema import COUNT, LEVELS, LIGHTS, STRING, Json, Shapes, array, closed, nullable, one_of

from talentpilot.diagnostics import Message
from talentpilot.i18n.terms import TERMS
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Recommendation
from talentpilot.report.evaluation import EVALUATION_SCHEMA, EVALUATIONS_SCHEMA
from talentpilot.report.views.evaluation.inputs import SettingsView
from talentpilot.report.views.evaluation.overview import PilotOverview, StepView
from talentpilot.report.views.evaluation.performance import IndicatorScore
from talentpilot.report.views.evaluation.ratings import QualityView
from talentpilot.report.views.evaluation.summary import (
    EntryView,
    EvaluationsHead,
    EvaluationsView,
    LeftOut,
    PracticeLine,
    TaskView,
)
from talentpilot.report.views.evaluation.view import EvaluationHead, EvaluationView, PracticeCase
from talentpilot.report.views.indicators import IndicatorView
from talentpilot.report.views.pilot import MilestoneView
from talentpilot.report.views.practices import PracticeView
from talentpilot.report.views.redaction import WHYS, Omission

FOLDER = Path(__file__).resolve().parent.parent / "src" / "talentpilot" / "_schemas"
OUTCOMES = typing.get_args(Recommendation)
NUMBER: Json = {"type": "number"}
OWN: dict[tuple[str, str], Json] = {
    ("IndicatorView", "level"): one_of(("output", "outcome", "impact")),
    ("EvaluationHead", "type"): one_of(TERMS["evaluation"]),
    ("EvaluationView", "vetoes"): array(one_of(TERMS["veto"])),
    ("EntryView", "vetoes"): array(one_of(TERMS["veto"])),
    ("EntryView", "type"): one_of(TERMS["evaluation"]),
    ("LeftOut", "type"): one_of(TERMS["evaluation"]),
    ("Scores", "basis"): one_of(TERMS["basis"]),
    ("Scores", "band"): one_of(TERMS["grade"], none=True),
    ("Scores", "evidence_level"): {"type": "integer", "minimum": 0, "maximum": 4},
    ("PilotOverview", "light"): one_of(LIGHTS),
    ("PilotOverview", "standing"): one_of(TERMS["standing"]),
    ("PilotOverview", "maturity"): one_of(LEVELS, none=True),
    ("ComponentView", "name"): one_of(TERMS["component"]),
    ("CriterionView", "name"): one_of(TERMS["criterion"]),
    ("TestView", "name"): one_of([*TERMS["test"], *list(TERMS["criterion"])[5:]]),
    ("VariantView", "subject"): nullable(STRING),
    ("ConditionView", "practice"): nullable(STRING),
    ("NoticeView", "why"): one_of(("no_history", "later_history", "shallow", "unreadable"), none=True),
    ("DataFinding", "severity"): one_of(TERMS["check"]),
    ("DataFinding", "object"): nullable(STRING),
    ("BottleneckEntry", "kind"): one_of(TERMS["bottleneck"]),
    ("BottleneckEntry", "severity"): one_of(TERMS["severity"]),
    ("BottleneckEntry", "needs"): one_of(TERMS["needs"]),
    ("ReportedMatter", "kind"): one_of(TERMS["bottleneck"]),
    ("TaskView", "agreement"): one_of(TERMS["agreement"]),
    ("PracticeLine", "agreement"): one_of(TERMS["agreement"]),
    ("PracticeLine", "lacks"): array(one_of(TERMS["lacking"])),
}
"""What a field holds that its type alone does not say."""


class OwnShapes(Shapes):
    """The definitions of the views of evaluations."""

    def of(self, kind: typing.Any) -> Json:
        """The schema of a type."""
        if kind is Decimal:
            return NUMBER
        if kind is Message:
            return closed({"zh": STRING, "en": STRING})
        return super().of(kind)

    def named(self, kind: type) -> Json:
        """A reference to the definition of a view."""
        if kind.__name__ not in self.made and kind in SPECIAL:
            self.made[kind.__name__] = {}
            self.made[kind.__name__] = SPECIAL[kind](self)
        return super().named(kind)

    def fields(self, kind: type, *without: str) -> Json:
        """The properties of a view."""
        found = super().fields(kind, *without)
        return {name: OWN.get((kind.__name__, name)) or shape for name, shape in found.items()}

    def with_view(self, kind: type, inner: type) -> Json:
        """An object's own facts, and what the evaluation adds."""
        own = practice(self) if inner is PracticeView else self.fields(inner)
        return closed({**own, **self.fields(kind, "view")})


def practice(shapes: OwnShapes) -> Json:
    """The properties of a practice."""
    stages = array(closed({"stage": one_of(TERMS["practice"]), "day": {"$ref": "#/$defs/day"}}))
    return {**shapes.fields(PracticeView, "stages"), "stages": stages, "elsewhere": COUNT}


def with_ref(shapes: OwnShapes, kind: type) -> Json:
    """A view that names its pilot."""
    return closed({"pilot": {"$ref": "#/$defs/pilot_id"}, "title": shapes.of(Text), **shapes.fields(kind, "ref")})


def line(shapes: OwnShapes) -> Json:
    """A practice in the summary."""
    return closed({**practice(shapes), **shapes.fields(PracticeCase, "view"), **shapes.fields(PracticeLine, "case")})


def settings(shapes: OwnShapes) -> Json:
    """Weights, shares, bands and thresholds."""
    row = closed(dict.fromkeys(("P", "R", "EL", "coverage"), NUMBER))
    single = ("continue_p", "extend_p", "extend_coverage", "adapt_p", "adapt_r")
    limits = closed(
        {
            **dict.fromkeys(("min_reviewers", "min_coverage"), NUMBER),
            "roll_out": row,
            "conditional": row,
            **dict.fromkeys(single, NUMBER),
        }
    )
    return closed(
        {
            **shapes.fields(SettingsView, "weights", "shares", "bands", "limits"),
            "weights": closed(dict.fromkeys(TERMS["component"], NUMBER)),
            "shares": closed(dict.fromkeys(("P", "J", "R"), NUMBER)),
            "bands": array(closed({"from": NUMBER, "band": one_of(TERMS["grade"])})),
            "limits": limits,
        }
    )


def quality(shapes: OwnShapes) -> Json:
    """The data on the day."""
    stale = array(closed({"indicator": STRING, "wanted": {"$ref": "#/$defs/day"}}))
    return closed({**shapes.fields(QualityView, "stale"), "stale": stale})


def task(shapes: OwnShapes) -> Json:
    """A task over its evaluated pilots."""
    counts: Json = {"type": "object", "propertyNames": one_of(OUTCOMES), "additionalProperties": COUNT}
    return closed({**shapes.fields(TaskView, "outcomes"), "outcomes": counts})


SPECIAL: dict[type, Callable[[OwnShapes], Json]] = {
    IndicatorScore: lambda shapes: shapes.with_view(IndicatorScore, IndicatorView),
    StepView: lambda shapes: shapes.with_view(StepView, MilestoneView),
    PracticeCase: lambda shapes: shapes.with_view(PracticeCase, PracticeView),
    PilotOverview: lambda shapes: with_ref(shapes, PilotOverview),
    EntryView: lambda shapes: with_ref(shapes, EntryView),
    LeftOut: lambda shapes: with_ref(shapes, LeftOut),
    PracticeLine: line,
    SettingsView: settings,
    QualityView: quality,
    TaskView: task,
}


def origin(name: str) -> Json:
    """Where the figures come from."""
    return {
        "schema": {"const": name},
        "version": {**STRING, "description": "The version of talentpilot."},
        "revision": {"type": ["string", "null"], "pattern": "^[0-9a-f]{40,64}(-dirty)?$"},
        "inputs": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    }


def document(name: str, shapes: Shapes, properties: Json, description: str) -> Json:
    """A whole schema."""
    short = name.removeprefix("talentpilot/").removesuffix("/1")
    texts: Json = closed({"zh": nullable(STRING), "en": nullable(STRING)}, "null where the ledger lacks the language.")
    left_out = closed({"omitted": one_of(WHYS)}, "Left out of a public edition, and why.")
    single: Json = {"type": ["string", "number", "boolean", "null"]}
    shared: dict[str, Json] = {
        "count": {"type": "integer", "minimum": 0},
        "day": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "period": {"type": "string", "pattern": "^[0-9]{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?$"},
        "pilot_id": {**STRING, "description": "The id of a pilot."},
        "text": {"oneOf": [texts, left_out]},
        "single": single,
        "value": {
            "oneOf": [single, {"$ref": "#/$defs/text"}, array({"$ref": "#/$defs/value"})],
            "description": "A value of the plan; a checkpoint is a pair of day and number.",
        },
    }
    definitions = {**shared, **dict(sorted(shapes.made.items()))}
    body = closed(properties)
    used = json.dumps([body, definitions])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:talentpilot:schema:{short}:1",
        "title": name,
        "description": description
        + " Numbers are unrounded, shares and scores in percent; null and [] stand for what is absent."
        + " Within version 1 fields are added at most: none is taken away or changes its meaning.",
        **body,
        "$defs": {key: value for key, value in definitions.items() if f"#/$defs/{key}" in used},
    }


def evaluation() -> Json:
    """The shape of the report on one evaluation."""
    shapes = OwnShapes()
    properties = {
        **origin(EVALUATION_SCHEMA),
        **shapes.fields(EvaluationHead, "provenance"),
        "omitted": array(shapes.of(Omission)),
        **shapes.fields(EvaluationView, "head"),
    }
    told = "What `talentpilot evaluate-report PILOT --format json` writes: one evaluation, and each number's parts."
    return document(EVALUATION_SCHEMA, shapes, properties, told)


def evaluations() -> Json:
    """The shape of the summary."""
    shapes = OwnShapes()
    outcome = closed({"outcome": one_of(OUTCOMES), "recommended": COUNT, "decided": COUNT})
    properties = {
        **origin(EVALUATIONS_SCHEMA),
        **shapes.fields(EvaluationsHead, "provenance"),
        "omitted": array(shapes.of(Omission)),
        "outcomes": array(outcome),
        **shapes.fields(EvaluationsView, "head"),
    }
    told = "What `talentpilot evaluate-report --format json` writes: the summary of the latest evaluations."
    return document(EVALUATIONS_SCHEMA, shapes, properties, told)


if __name__ == "__main__":
    for name, schema in (("evaluation-report-1", evaluation()), ("evaluations-report-1", evaluations())):
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
