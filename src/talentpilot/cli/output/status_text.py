"""Output of `talentpilot status` for people: the table of pilots, and one pilot in full."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.lights import SHAPES, Light
from talentpilot.analysis.number_format import as_stated, observed, one_decimal
from talentpilot.analysis.portfolio import Counts, PilotBrief, count, next_due
from talentpilot.analysis.readiness import NextStep, Readiness, readiness_of, ready_pilots
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.output.tables import Column, Listing, TableRow, printed
from talentpilot.i18n.command_terms import reasons, word
from talentpilot.i18n.translator import Translator, message
from talentpilot.model.outcomes import Indicator
from talentpilot.services.portfolio import Portfolio, PortfolioHead

Cells = tuple[str | Styled, ...]

if TYPE_CHECKING:
    from talentpilot.report.views.inputs import Names

_WORDS = {
    Light.GREEN: "on track", Light.AMBER: "behind", Light.RED: "off track", Light.GREY: "not rated", None: "closed"
}  # fmt: skip
_STYLES = {Light.GREEN: "green", Light.AMBER: "yellow", Light.RED: "bold red", Light.GREY: "bright_black", None: "blue"}
STEPS = {
    NextStep.EVALUATE: (
        message("Ready for evaluation before the term ends: {pilots}"),
        message("next: ready for evaluation before the term ends ({term})"),
    ),
    NextStep.DECIDE: (
        message("Extension or closing to be decided: {pilots}"),
        message("next: extension or closing to be decided ({term})"),
    ),
}
"""What comes next, of several pilots and of one."""


def render_table(
    head: PortfolioHead, briefs: Sequence[PilotBrief], rows: Iterable[Cells], say: Translator, *, color: bool
) -> str:
    """Return all pilots, a line each, then the counts."""
    columns = (
        Column(word(say, "pilot", "column")),
        Column(word(say, "light", "column")),
        Column(word(say, "title", "column"), grows=3, least=20),
        Column(word(say, "reasons", "column"), grows=2, least=16),
        Column(word(say, "done %", "column"), right=True),
        Column(word(say, "gap pp", "column"), right=True),
        Column(word(say, "level", "column")),
        Column(word(say, "next due", "column"), grows=1, least=13),
    )
    table = Listing(columns, [TableRow(cells) for cells in rows], ((0, 2), (1, 3), (4, 5), (6,), (7,)))
    day = say.text("As of {day}, {programme}", day=head.as_of, programme=say.words(head.programme.title))
    below = [_summary(count(briefs), head.registered, say), *_next_steps(briefs, say)]
    return printed([escape(day), table, *below], color=color)


def cells_of(status: PilotStatus, say: Translator) -> Cells:
    """Return the cells of a pilot in the table of all."""
    return (
        status.pilot.id,
        _light_or_state(status, say),
        escape(say.words(status.plan.title)),
        escape("\n".join(reasons(say, status.reasons))),
        figure(status.schedule.completion),
        figure(status.schedule.gap),
        status.maturity or "–",
        _next(status, say),
    )


def _summary(counts: Counts, registered: int, say: Translator) -> str:
    numbers: dict[Light | None, int] = {light: counts.lights[light.value] for light in Light}
    if counts.lights["none"]:
        numbers[None] = counts.lights["none"]
    lights = " · ".join(f"{SHAPES[light]} {n} {word(say, _WORDS[light], 'light')}" for light, n in numbers.items())
    values = {"n": counts.pilots, "registered": registered, "lights": lights}
    if counts.median_completion is None:
        return say.text("{n} of {registered} pilots: {lights}", **values)
    values["median"] = one_decimal(counts.median_completion)
    return say.text("{n} of {registered} pilots: {lights}; median completion {median} %", **values)


def _next_steps(briefs: Sequence[PilotBrief], say: Translator) -> list[str]:
    """Return the pilots whose maturity, or whose term, asks for a step: a line for each kind that there is."""
    found = ((words, ready_pilots((one.readiness for one in briefs), step)) for step, (words, _) in STEPS.items())
    return [
        escape(say.text(words, pilots=say.listed(f"{one.pilot}{say.bracketed(term(one, say))}" for one in items)))
        for words, items in found
        if items
    ]


def term(item: Readiness, say: Translator) -> str:
    """Return the maturity, and until or since when the term runs."""
    level = item.maturity or say.text("no maturity level")
    if item.term_over:
        return say.text("{level}, term over since {day}", level=level, day=item.term_end)
    return say.text("{level}, term until {day}", level=level, day=item.term_end)


def light_shown(light: Light | None, note: str, say: Translator) -> Styled:
    """Return a light by shape, word and colour, with a remark."""
    shown = f"{SHAPES[light]} {word(say, _WORDS[light], 'light')}" + (say.bracketed(note) if note else "")
    return Styled(shown, style=_STYLES[light])


def _light_or_state(status: PilotStatus, say: Translator) -> Styled:
    """Return the light, with the status in place of `not rated` and `closed` where it says more."""
    unrated = status.light in (Light.GREY, None) and status.state is not PilotState.ACTIVE
    shown = word(say, status.state, "standing") if unrated else word(say, _WORDS[status.light], "light")
    return Styled(f"{SHAPES[status.light]} {shown}", style=_STYLES[status.light])


def _next(status: PilotStatus, say: Translator) -> str:
    if status.light is None:
        return "–"
    identifier = next_due(status)
    item = next((one for one in status.milestones if one.id == identifier), None)
    if item is None:
        return "–"
    if item.state is MilestoneState.OVERDUE:
        return say.text("{step} {day} +{n}d", step=item.id, day=item.due, n=item.late_days)
    return f"{item.id} {item.due}"


def figure(value: Fraction | None) -> str:
    """Return a computed figure, or a dash."""
    return "–" if value is None else one_decimal(value)


def render_pilot(portfolio: Portfolio, say: Translator, *, color: bool) -> str:
    """Return one pilot in full."""
    from talentpilot.cli.output.lists import file_tables  # a table of all pilots needs none of these
    from talentpilot.report.views.inputs import Names
    from talentpilot.services.lists import facts_on_file

    parts: list[RenderableType] = []
    shared = Names(portfolio.programme, portfolio.catalogue)
    for status in portfolio.statuses:
        names = shared.of(status.pilot.id)
        parts += [*_head(status, names, say), _steps(status, names, say), _measures(status, say)]
        parts += file_tables(facts_on_file(status, names), say)
    return printed(parts, color=color)


def _head(status: PilotStatus, names: "Names", say: Translator) -> list[RenderableType]:
    file, plan = status.pilot.file, status.plan
    light = light_shown(status.light, word(say, status.state, "standing"), say)
    title = Styled.assemble((status.pilot.id, "bold"), "  ", say.words(file.title), "  ", light)
    none = say.text("none")
    step = readiness_of(status)
    lines = [
        say.text(
            "as of {day}, term {start} to {end}, maturity {level}",
            day=status.as_of, start=plan.term_start, end=plan.term_end, level=status.maturity or none,
        ),
        say.text(
            "task {task}, region {region}, lead {lead}, units {units}",
            task=say.words(names.task(file.task)), region=say.words(names.region(file.region)),
            lead=say.words(names.organization(plan.lead)),
            units=say.listed(say.words(names.organization(one)) for one in plan.units) or none,
        ),
        say.text("reasons: {reasons}", reasons=say.listed(reasons(say, status.reasons)) or none),
        *_parts(status, say),
        *([say.text(STEPS[step.step][1], term=term(step, say))] if step is not None else []),
    ]  # fmt: skip
    return [title, *map(escape, lines)]


def _parts(status: PilotStatus, say: Translator) -> list[str]:
    """Return the four lights with what they rest on."""
    schedule, reporting = status.schedule, status.reporting
    return [
        say.text(
            "schedule {light}: {done} % done, {planned} % planned ({original} % by the plan as approved), gap {gap} pp",
            light=_part(schedule.rated.light, say), done=figure(schedule.completion), planned=figure(schedule.planned),
            original=figure(schedule.planned_original), gap=figure(schedule.gap),
        ),
        say.text(
            "results {results}, issues {issues}, reporting {light} ({due} due, {missing} missing, {late} late)",
            results=_part(status.results.light, say), issues=_part(status.issues.light, say),
            light=_part(reporting.rated.light, say), due=len(reporting.expected), missing=len(reporting.missing),
            late=len(reporting.late),
        ),
    ]  # fmt: skip


def _steps(status: PilotStatus, names: "Names", say: Translator) -> Listing:
    heads = ("step", "title", "state", "due", "as approved", "done", "forecast", "late", "slip", "owner")
    titles = {item.step.id: item.step.title for item in status.plan.milestones}
    rows = []
    for item in status.milestones:
        state = word(say, item.state.value.replace("_", " "), "state")
        days = (item.due, item.due_original, item.done, item.forecast, item.late_days, item.slip_days)
        owner = escape(say.words(names.organization(item.owner)))
        cells = (item.id, escape(say.words(titles[item.id])), state, *map(_blank, days), owner)
        rows.append(TableRow(cells, "red" if item.state is MilestoneState.OVERDUE else None))
    return Listing(_columns(heads, ("late", "slip"), say), rows, ((0, 1), (2, 9), (3, 4), (5, 6), (7, 8)))


def _measures(status: PilotStatus, say: Translator) -> Listing:
    figures = ("actual", "as of", "progress %", "expected %", "gap pp")
    planned = {item.id: item for item in status.plan.indicators}
    rows = [
        TableRow((
            f"{item.id}{'*' if item.key else ''}",
            escape(say.words(planned[item.id].title)),
            light_shown(item.rated.light, " ".join(item.rated.reasons), say),
            "–" if item.actual is None else as_stated(observed(item.actual, _planned_values(planned[item.id]))),
            _blank(item.actual_date),
            _ratio(item.progress.value),
            _ratio(item.expected),
            figure(item.gap),
        ))
        for item in status.indicators
    ]  # fmt: skip
    columns = _columns(("indicator", "title", "light", *figures), figures, say)
    return Listing(columns, rows, ((0, 1), (2,), (3, 4), (5, 6), (7,)))


def _planned_values(indicator: Indicator) -> list[Fraction]:
    """Return what an observed value is compared with: the baseline and the target."""
    target, baseline = indicator.target, indicator.baseline
    values = (target.value, target.min, target.max) if target is not None else ()
    return [Fraction(one) for one in (*values, baseline and baseline.value) if one is not None]


def _columns(names: Sequence[str], figures: Sequence[str], say: Translator) -> list[Column]:
    least = {"title": 20, "owner": 12}
    return [
        Column(word(say, name, "column"), int(name in least), least.get(name, 0), name in figures) for name in names
    ]


def _part(light: Light, say: Translator) -> str:
    return f"{SHAPES[light]} {word(say, light.value, 'color')}"


def _ratio(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value * 100)


def _blank(value: object) -> str:
    return "–" if value is None else str(value)
