"""The environment of all report templates: words and values in one language, numbered headings, marks."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path

from talentpilot.errors import TemplateError
from talentpilot.i18n.translator import Translator, translator_for, within
from talentpilot.model.base import Language, Text
from talentpilot.report import charts, templates
from talentpilot.report.document import Report
from talentpilot.report.markdown import Markdown, finalize
from talentpilot.report.markdown_mistakes import mistakes
from talentpilot.report.sandbox import Sandbox, check_holes, nearest
from talentpilot.report.views.adjustments import Value
from talentpilot.report.views.attention import ExceptionView
from talentpilot.report.views.chart_data import Figure
from talentpilot.report.views.indicators import IndicatorView, aimed_at, measured, recorded
from talentpilot.report.views.phrases import say_reason, say_reasons, say_restated
from talentpilot.report.views.practices import IncentiveView

_CHART = re.compile(r"[a-z0-9][a-z0-9-]*")
MARKS = {"green": "●", "amber": "▲", "red": "■", "grey": "○", "none": "◇"}


def compose(
    source: Sandbox,
    template: str,
    data: Mapping[str, object],
    drawn: Mapping[str, Figure],
    folders: Sequence[Path],
    pictures: str | None,
) -> Report:
    """Return the report made by the template, with the charts `drawn` linked in the folder `pictures`.

    `figures` are the names of the charts there are, `draw` adds one to them.
    """
    canvas = charts.environment(folders)
    specs = {name: charts.specification(canvas, figure.template, figure.data) for name, figure in drawn.items()}
    figures = set(specs)

    def draw(name: str, **shown: object) -> bool:
        """Draw an additional chart by `charts/NAME.vl.json.j2`; return False if no charts are made."""
        if not _CHART.fullmatch(name) or name in figures:
            raise ValueError(f"{name!r} names no chart" if name not in figures else f"chart {name} is there already")
        if pictures is not None:
            _require_template(f"charts/{name}.vl.json.j2", folders)
            specs[name] = charts.specification(canvas, name, shown)
            figures.add(name)
        return pictures is not None

    # A global of this report's own environment: macros that a template imports see those, and none of its data.
    source.globals["draw"] = draw
    filled = {**data, "figures": figures, "pictures": pictures}
    markdown = templates.render(source, template, filled)
    shown = {f"{pictures}/{name}.svg" for name in figures}
    wrong = next(mistakes(markdown, shown), None)
    if wrong is not None:
        source.globals["draw"] = lambda *_, **__: pictures is not None  # the report is written again
        place = templates.place_of(source, template, filled, wrong.offset)
        raise TemplateError("{place}: {said}", help=wrong.help, place=place, said=wrong.said)
    return Report(markdown, specs)


def _require_template(template: str, folders: Sequence[Path]) -> None:
    """Raise an error at the place of the call if the template is missing."""
    try:
        templates.find(template, folders)
    except TemplateError as problem:
        raise ValueError(f"{problem}{nearest(template, templates.names_in(folders))}") from problem


def report_environment(say: Translator, folders: Sequence[Path]) -> Sandbox:
    """Return the environment of report templates: `_` and `n_` for words, filters for values, all in one language."""
    made = templates.environment(folders, say.language)
    made.globals |= {**_messages(say), "numeral": say.numeral, "marks": MARKS}
    made.globals |= {"language": say.language, "either": _either(say.language)}
    made.globals |= {name: Markdown(mark) for name, mark in say.punctuation.items()}
    made.filters |= {
        "say": lambda text, bare=False: text.say(say.language) if bare else say.words(text),
        "speaks": lambda text: text.speaks(say.language),
        "term": say.term,
        "date": say.day,
        "period": say.period,
        "figure": say.figure,
        "rate": say.rate,
        "signed": say.signed,
        "points": say.points,
        "listed": say.listed,
        "joined": say.joined,
        "within": within,
        "bracketed": lambda text: Markdown(say.bracketed(finalize(text))),
        "money": lambda item: _money(item, say),
        "moved": lambda item: _first_goal(item, say),
        "light": lambda light: f"{MARKS[light]} {say.term(light, 'light')}",
        "rule": partial(_rule, language=say.language),
        "reason": lambda reason: say_reason(reason, say),
        "reasons": lambda reasons: say_reasons(reasons, say) or None,
        "exception": lambda item: _exception(item, say),
        "restated": lambda one: say_restated(one, say, lambda light: f"{MARKS[light]} {say.term(light, 'light')}"),
        "unread": lambda reason: say.term(reason, "unread"),
        "measure": lambda value, item: measured(value, item, say),
        "recorded": lambda value, item: recorded(value, item, say),
        "goal": lambda goal, item: aimed_at(goal, item, say),
        "plan_value": partial(_plan_value, say),
    }
    return made


def _either(language: Language) -> Callable[..., str]:
    def either(*unnamed: object, zh: str | None = None, en: str | None = None) -> str:
        if unnamed or zh is None or en is None:
            raise TypeError("either(…) wants both zh and en")
        return zh if language == "zh" else en

    return either


def _messages(say: Translator) -> dict[str, Callable[..., str]]:
    """Return `_` and `n_`, which fill a message; its placeholders must be plain names, all of which are given.

    Only values are taken by name: a message that came that way would be filled unchecked.
    """

    def text(message: str, /, **values: object) -> str:
        check_holes(message)
        try:
            return say.text(message, **values)
        except KeyError as problem:
            raise TypeError(f"nothing fills the hole {{{problem.args[0]}}}") from problem

    def count(one: str, many: str, number: int, /, **values: object) -> str:
        return text(one if number == 1 else many, n=say.figure(number), **values)

    text.__qualname__, count.__qualname__ = "_", "n_"  # as errors name them
    return {"_": text, "n_": count}


def _rule(rule: str, language: Language) -> str:
    """Return the summary of a validation rule without its full stop, or an empty text for an unknown rule."""
    from talentpilot.rules import BY_ID

    said = translator_for(language).text(BY_ID[rule].page.summary) if rule in BY_ID else ""
    return said.rstrip("。.")


def _exception(item: ExceptionView, say: Translator) -> str:
    """Return an exception in one phrase, for the first page."""
    if item.kind == "pilot":
        reasons = say_reasons(item.reasons, say)
        return say.text("{light}: {reasons}", light=f"{MARKS['red']} {say.term('red', 'light')}", reasons=reasons)
    what = say.words(item.title) if item.title is not None else item.object
    if item.kind == "milestone":
        return say.text("Milestone “{milestone}” overdue by {days} days", milestone=what, days=item.days)
    severity = say.term(item.severity, "severity")
    return say.text(
        "{severity} bottleneck “{bottleneck}”, open for {days} days", severity=severity, bottleneck=what, days=item.days
    )


def _first_goal(item: IndicatorView, say: Translator) -> str:
    """Return the target of the approved plan, if it differs: the value, or else the day."""
    first = item.first_target
    if first is None or item.target is None:
        return ""
    then = aimed_at(first, item, say)
    return then if then != aimed_at(item.target, item, say) else first.day.isoformat()


def _money(item: IncentiveView, say: Translator) -> str | None:
    """Return an amount with its currency as the language places it: 30万元, CNY 300,000."""
    if item.amount is None:
        return None
    tens = item.amount / 10_000
    if say.language == "zh" and item.amount >= 10_000 and (tens * 100).denominator == 1:
        amount = f"{say.figure(tens)}万"
    else:
        amount = say.figure(item.amount)
    unit = say.words(item.currency) if item.currency is not None else ""
    return f"{amount}{unit}" if say.language == "zh" else f"{unit} {amount}".strip()


def _plan_value(say: Translator, value: Value, field: str, new: bool = False, said: bool = False) -> str:
    """Return a value of the plan as an adjustment changes it, from it or (`new`) to it.

    Its days are ISO, as in tables, or (`said`) as a sentence has them.
    """
    match value:
        case None:
            return say.text("taken back") if field == "due" and new else say.text("none")
        case bool():
            return say.term("yes" if value else "no", "flag")
        case date():
            return say.day(value) if said else value.isoformat()
        case Fraction():
            return say.figure(value)
        case Text() if field in ("frequency", "trajectory"):
            return say.term(value.plain, field)
        case Text():
            return say.words(value)
        case (date() as day, Fraction() as number):
            return say.figure(number) + say.bracketed(_plan_value(say, day, field, said=said))
        case tuple():
            return say.listed(_plan_value(say, one, field, said=said) for one in value)
