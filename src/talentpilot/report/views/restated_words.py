"""Restated figures as phrases: what an issued report said, and what comes out now."""

from collections.abc import Callable
from fractions import Fraction

from talentpilot.language.translator import Translator
from talentpilot.report.views.restated import RestatedFigure, Value

_TERMS = {
    "standing": "standing",
    "maturity": "maturity",
    "state": "milestone",
    "severity": "severity",
    "status": "practice",
}
_LIGHTS = frozenset(("light", "schedule", "results", "issues", "reporting"))
_RATES = frozenset(("completion", "planned", "planned_original", "progress"))


def say_restated(one: RestatedFigure, say: Translator, light: Callable[[str], str]) -> str:
    """`actual: 380 → 372`; `light` puts a light into words with its mark."""
    if not one.field:
        return say.text("no longer in the books")
    label = say.term(one.field, "restated")
    then, now = (_say(value, one.field, say, light) for value in (one.then, one.now))
    if one.whole and one.now is None:
        now = say.text("no longer in the books")
    elif one.whole:
        then = say.text("not yet in the books")
    return f"{label}{say.punctuation['colon']}{then} → {now}"


def _say(value: Value, field: str, say: Translator, light: Callable[[str], str]) -> str:
    if field == "maturity":
        return say.term(str(value) if value is not None else None, "maturity")
    if value is None:
        return say.text("none")
    if field in _LIGHTS:
        return light(str(value))
    if field in _TERMS:
        return say.term(str(value), _TERMS[field])
    if isinstance(value, str):
        return value
    number = Fraction(str(value))
    return f"{say.rate(number)}%" if field in _RATES else say.figure(number)
