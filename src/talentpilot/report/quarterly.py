"""The periodic report: view to Markdown and chart specifications, through one template for every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import jinja2

from talentpilot.language.translator import Translator, translator
from talentpilot.model.base import Language, Text
from talentpilot.report import charts, templates
from talentpilot.report.formats.pdf import Head
from talentpilot.report.markdown import Markdown, finalize
from talentpilot.report.views.credits import IncentiveView
from talentpilot.report.views.exceptions import ExceptionView
from talentpilot.report.views.figures import figures_of, pressing_steps
from talentpilot.report.views.filings import Value
from talentpilot.report.views.measures import Goal, IndicatorView
from talentpilot.report.views.quarterly import QuarterlyView
from talentpilot.report.views.reasons import Reason
from talentpilot.report.views.wording import say_reason

TEMPLATE = "quarterly.md.j2"
MARKS = {"green": "●", "amber": "▲", "red": "■", "grey": "○", "none": "◇"}


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language: its Markdown, and the specification of each chart that it links to."""

    markdown: str
    specifications: Mapping[str, str]


def render_quarterly(
    view: QuarterlyView, language: Language, folders: Sequence[Path] = (), *, pictures: str | None = "charts"
) -> Report:
    """The report; `pictures` is the folder of the charts as the Markdown links to it, or None for no charts."""
    say = translator(language)
    drawn = figures_of(view, say) if pictures is not None else {}
    source = report_environment(say, folders)
    title, subtitle = titles(view, say)
    shown = {"title": title, "subtitle": subtitle, "facts": facts(view, say)}
    data = shown | {"view": view, "figures": frozenset(drawn), "pressing": pressing_steps(view), "pictures": pictures}
    markdown = templates.render(source, TEMPLATE, data)
    canvas = charts.environment(folders)
    specs = {name: charts.specification(canvas, figure.template, figure.data) for name, figure in drawn.items()}
    return Report(markdown, specs)


def cover(view: QuarterlyView, language: Language) -> Head:
    """What the PDF prints on its cover and in its running head: the same facts as the head of the Markdown."""
    say = translator(language)
    head = view.head
    title, subtitle = titles(view, say)
    return Head(
        title=title,
        subtitle=subtitle,
        language=language,
        date=head.issued,
        contents=say.text("Contents"),
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
        unit="" if head.scope.kind == "programme" else say.words(head.title),
        period=say.period(head.period),
        as_of=say.text("Figures as of {day}", day=say.day(head.as_of)),
        facts=facts(view, say),
        keywords=(say.period(head.period), head.scope.value or head.scope.kind),
    )


def titles(view: QuarterlyView, say: Translator) -> tuple[str, str]:
    """Title and subtitle: the programme, or the pilot; the period, and what part of the programme is covered."""
    head = view.head
    period = say.period(head.period)
    if view.single:
        return say.words(head.scope_name), say.text("Pilot progress report, {period}", period=period)
    parts = [say.words(head.scope_name)] if say.words(head.scope_name) else []
    parts += [say.term(name.plain, kind) if kind == "light" else say.words(name) for kind, name in head.filters]
    covered = say.bracketed(say.listed(parts)) if parts else ""
    return say.words(head.title), say.text("Progress report, {period}", period=period) + covered


def facts(view: QuarterlyView, say: Translator) -> tuple[tuple[str, str], ...]:
    """The lines of the head, label and value."""
    head, origin = view.head, view.head.provenance
    revision = origin.short_revision or say.text("not under version control")
    covered = say.text("{n} of {total}", n=say.figure(head.covered), total=say.figure(head.registered))
    return (
        (say.text("Period"), say.text("{start} to {end}", start=head.period.start, end=head.period.end)),
        (say.text("Figures as of"), say.day(head.as_of)),
        (say.text("Issued"), say.day(head.issued)),
        (say.text("Pilots covered / registered"), covered),
        (say.text("Ledger revision"), revision),
        (say.text("Input digest"), origin.short_inputs),
    )


def report_environment(say: Translator, folders: Sequence[Path]) -> jinja2.Environment:
    """The environment of the report templates: `_` and `n_` for words, filters for values, all in one language."""
    made = templates.environment(folders)
    made.globals |= {"_": say.text, "n_": say.count, "numeral": say.numeral, "marks": MARKS}
    made.globals |= {name: Markdown(mark) for name, mark in say.punctuation.items()}
    made.filters |= {
        "say": say.words,
        "term": say.term,
        "date": say.day,
        "period": say.period,
        "figure": say.figure,
        "rate": say.rate,
        "signed": say.signed,
        "points": say.points,
        "listed": say.listed,
        "joined": say.joined,
        "bracketed": lambda text: Markdown(say.bracketed(finalize(text))),
        "money": lambda item: _money(item, say),
        "moved": lambda item: _first_goal(item, say),
        "light": lambda light: f"{MARKS[light]} {say.term(light, 'light')}",
        "reason": lambda reason: _reason(reason, say),
        "reasons": lambda reasons: say.joined(_reason(one, say) for one in reasons) or None,
        "exception": lambda item: _exception(item, say),
        "measure": lambda value, item: _measure(value, item, say),
        "goal": lambda goal, item: _goal(goal, item, say),
        "plan_value": lambda value, field: _plan_value(value, field, say),
    }
    return made


def _reason(reason: Reason, say: Translator) -> str:
    return say_reason(reason, say)


def _exception(item: ExceptionView, say: Translator) -> str:
    """An exception in one phrase, for the first page."""
    if item.kind == "pilot":
        reasons = say.joined(_reason(one, say) for one in item.reasons)
        return say.text("{light}: {reasons}", light=f"{MARKS['red']} {say.term('red', 'light')}", reasons=reasons)
    what = f"{item.object} {say.words(item.title)}" if item.title is not None else item.object
    if item.kind == "milestone":
        return say.text("{milestone} overdue by {days} days", milestone=what, days=item.days)
    severity = say.term(item.severity, "severity")
    return say.text(
        "{severity} bottleneck {bottleneck}, open for {days} days", severity=severity, bottleneck=what, days=item.days
    )


def _measure(value: Fraction | None, item: IndicatorView, say: Translator) -> str | None:
    """A value of an indicator, without its unit; yes or no where 1 and 0 mean that."""
    if value is None:
        return None
    return say.term("yes" if value else "no", "flag") if item.yes_no else say.figure(value)


def _goal(goal: Goal, item: IndicatorView, say: Translator) -> str:
    if goal.value is not None:
        bound = {"keep_above": "≥ ", "keep_below": "≤ "}.get(item.direction, "")
        return f"{bound}{_measure(goal.value, item, say)}"
    return f"{say.figure(goal.low or 0)}–{say.figure(goal.high or 0)}"


def _first_goal(item: IndicatorView, say: Translator) -> str:
    """What the approved plan had asked for, where that differs: the value, or else the day."""
    first = item.first_target
    if first is None:
        return ""
    then = _goal(first, item, say)
    return then if then != _goal(item.target, item, say) else first.day.isoformat()


def _money(item: IncentiveView, say: Translator) -> str | None:
    """An amount with its currency as the language places it: 300,000元, CNY 300,000."""
    if item.amount is None:
        return None
    amount = say.figure(item.amount)
    unit = say.words(item.currency) if item.currency is not None else ""
    return f"{amount}{unit}" if say.language == "zh" else f"{unit} {amount}".strip()


def _plan_value(value: Value, field: str, say: Translator) -> str:
    """A value of the plan, as a filing changes it."""
    match value:
        case None:
            return say.text("none")
        case bool():
            return say.term("yes" if value else "no", "flag")
        case date():
            return value.isoformat()
        case Fraction():
            return say.figure(value)
        case Text() if field in ("frequency", "trajectory"):
            return say.term(value.plain, field)
        case Text():
            return say.words(value)
        case (date() as day, Fraction() as number):
            return f"{day.isoformat()} {say.figure(number)}"
        case tuple():
            return say.listed(_plan_value(one, field, say) for one in value)
