"""Words used in the output of commands."""

from collections.abc import Iterable, Iterator

from talentpilot.analysis.agenda import AgendaItem
from talentpilot.i18n.terms import TERMS
from talentpilot.i18n.translator import Translator
from talentpilot.model.periods import Period, parse_period, runs

COMMAND_TERMS: dict[str, tuple[str, ...]] = {
    "light": ("on track", "behind", "off track", "not rated", "closed"),
    "color": tuple(TERMS["light"]),
    "standing": tuple(TERMS["standing"]),
    "state": ("withdrawn", "done", "done late", "undated", "overdue", "due soon", "upcoming"),
    "part": ("schedule", "results", "issues", "reporting", "suspended"),
    "column": (
        "pilot", "light", "title", "reasons", "done %", "gap pp", "level", "next due", "step", "state", "due",
        "as approved", "done", "forecast", "late", "slip", "owner", "indicator", "actual", "as of", "progress %",
        "expected %", "severity", "open days", "when", "days", "what", "of", "object", "then", "now",
        "how", "filings", "commit", "id", "title_zh", "title_en", "domain", "task", "region", "lead", "status",
        "maturity", "completion", "planned", "planned_original", "gap", "restated", "owner_name", "note",
        "ledger", "behind", "pilots", "errors", "reports", "newest fact",
        "practice", "adopter", "date", "document", "scale", "adapted", "recipient", "kind", "grantor", "amount",
        "currency", "channel", "url", "procedure", "change", "reason", "submitted", "authority", "decision", "decided",
        "decision document", "effective", "needs", "raised", "open", "resolved", "solution", "accepted", "accepted by",
        "reopened", "reopened on", "summary", "documented", "endorsed", "endorsed by", "promoted", "promoted by",
        "adoptions", "times", "period", "progress", "access", "place", "verified", "verified by",
        "evaluation", "P to target", "P to date", "J", "R", "EL", "grade", "recommended", "regions", "outcomes",
        "median P", "median R", "agreement", "row", "test", "value", "result", "component", "to target", "to date",
        "weight", "points", "counted", "median", "spread",
    ),
    "span": ("overdue", "within 30 days", "within 60 days", "within 90 days", "later"),
    "matter": ("milestone", "report", "bottleneck", "decision", "evaluation", "closing"),
    "sort": ("taken away", "changed", "recorded late", "plan", "figure"),
    "noun": (
        "pilot", "adoption by", "observation", "forecast", "matter", "reviewer", "report", "adjustment", "bottleneck",
        "incentive", "publicity", "evidence", "evaluation", "practice", "milestone", "indicator", "reopening",
    ),
    "field": (
        # the plan
        "title", "task", "region", "objective", "standard", "term/start", "term/end", "roles/lead", "roles/units",
        "roles/partners", "roles/guide", "due", "owner", "weight", "deliverable", "target/value", "target/min",
        "target/max", "target/date", "key", "unit", "frequency", "checkpoints", "trajectory", "source",
        "allow_over_100", "baseline", "direction", "reporting", "level", "added", "withdrawn", "removed",
        "lag_days", "baseline/value", "baseline/date", "baseline/period",
        # what is recorded
        "value", "date", "done", "evidence", "evaluation", "approval/date", "approval/document", "approval/evidence",
        "selection/foundation", "selection/readiness", "selection/assessed", "selection/document", "kind",
        "procedure", "authority", "submitted", "decided", "decision", "effective", "document", "documents", "reason",
        "changes", "severity", "raised", "resolved", "resolution", "progress", "problems", "next", "needs", "grantor",
        "accepted/date", "accepted/by", "accepted/document", "decision_document",
        "amount", "currency", "channel", "url", "sha256", "verified/date", "verified/by", "verified/method",
        "documented", "endorsed/date", "endorsed/by", "endorsed/document", "promoted/date", "promoted/by",
        "promoted/document", "scale", "type", "as_of", "evaluator/org", "evaluator/independent", "evidence_level",
        "decision/outcome", "decision/date", "decision/document", "decision/override_reason", "decision/conditions",
        "vetoes", "judgement/relevance", "judgement/coherence", "judgement/efficiency", "judgement/impact",
        "judgement/sustainability", "replicability/credible", "replicability/observable",
        "replicability/relevant", "replicability/advantage", "replicability/easy",
        "replicability/compatible", "replicability/testable", "replicability/capacity",
        "replicability/affordable", "replicability/replicated",
        # figures
        "status", "light", "reasons", "maturity", "schedule/light", "schedule/completion", "schedule/planned",
        "schedule/planned_original", "schedule/gap", "results/light", "issues/light", "reporting/light",
        "reporting/missing", "reporting/late", "state", "late_days", "slip_days", "actual", "actual_date", "expected",
        "gap", "met", "stale",
    ),
    "truth": ("true", "false"),
    "kind": tuple(TERMS["adjustment"]),
    **{group: tuple(TERMS[group]) for group in ("severity", "procedure", "decision", "practice", "evaluation")},
}  # fmt: skip
"""Words in English by group. `field` has the names of fields and figures, `noun` those of objects."""

_VALUES = {
    "status": "standing", "light": "color", "schedule/light": "color", "results/light": "color",
    "issues/light": "color", "reporting/light": "color", "state": "state", "severity": "severity", "met": "truth",
    "stale": "truth", "kind": "kind", "procedure": "procedure", "decision": "decision", "type": "evaluation",
}  # fmt: skip
"""The group of a field's values, by field."""


def word(say: Translator, english: str, group: str) -> str:
    """Return a word of that group; an unknown word is returned unchanged."""
    return say.wordings.get((group, english), english)


def reason(say: Translator, code: str) -> str:
    """Return a reason such as `results:I1/IND7` with its part in words, followed by the code that `explain` accepts."""
    part, colon, rest = code.partition(":")
    return f"{word(say, part, 'part')}{say.punctuation['colon'].strip() if colon else ''}{rest}"


def reasons(say: Translator, codes: Iterable[str]) -> Iterator[str]:
    """Yield reasons; reports missing one after the other are one, `reporting:2015–2024`."""
    for run in runs(codes, missing_report):
        _, _, last = run[-1].partition(":")
        yield reason(say, run[0]) + (f"–{last}" if len(run) > 1 else "")


def missing_report(code: str) -> Period | None:
    """Return the period of a reason such as `reporting:2026Q2`; None for any other."""
    part, _, rest = code.partition(":")
    return parse_period(rest) if part == "reporting" else None


def field_words(say: Translator, field: str) -> str:
    """Return the name of a field such as `term/end`, or of a field within an item: `observation 2026-03-31 value`."""
    noun = next((name for name in COMMAND_TERMS["noun"] if f"{field} ".startswith(f"{name} ")), "")
    rest = field[len(noun) :].split()
    return " ".join([*([word(say, noun, "noun")] if noun else []), *(word(say, part, "field") for part in rest)])


def figure_value(say: Translator, field: str, value: str) -> str:
    """Return the value of a field in words, if it is a code such as a light or a state."""
    if field == "reasons":
        return " ".join(reasons(say, value.split()))
    group = _VALUES.get(field.rpartition(" ")[2])
    return word(say, value.replace("_", " ") if group == "state" and say.language == "zh" else value, group or "")


def title_of(item: AgendaItem, say: Translator) -> str:
    """Return the title of an agenda item: that of the ledger, or its kind."""
    if item.title is not None:
        return say.words(item.title)
    return note_of(item, say) or word(say, item.matter, "matter")


def note_of(item: AgendaItem, say: Translator) -> str:
    """Return further details of an agenda item: a forecast, a maturity."""
    return say.said(item.note)
