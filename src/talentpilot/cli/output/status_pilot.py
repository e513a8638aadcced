"""Status for people: one pilot with its steps, indicators and bottlenecks."""

from collections.abc import Sequence
from fractions import Fraction

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.analysis.completion import completion_of
from talentpilot.analysis.figures import at_most_one_decimal, one_decimal
from talentpilot.analysis.lights import Light
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.output.printing import Column, Listing, Row, printed
from talentpilot.cli.output.status_table import SHAPES, STEPS, figure, light_shown, term
from talentpilot.language.command_terms import reason, word
from talentpilot.language.translator import Translator


def render_pilot(gathered: Gathered, say: Translator, *, color: bool) -> str:
    """One pilot in full."""
    parts: list[RenderableType] = []
    for status in gathered.statuses:
        parts += [*_head(status, gathered, say), _steps(status, say), _measures(status, say)]
        if status.bottlenecks:
            parts.append(_bottlenecks(status, say))
    return printed(parts, color=color)


def _head(status: PilotStatus, gathered: Gathered, say: Translator) -> list[RenderableType]:
    file, plan = status.pilot.file, status.plan
    task = gathered.catalogue.task(file.task)
    light = light_shown(status.light, word(say, status.standing, "standing"), say)
    title = Styled.assemble((status.pilot.id, "bold"), "  ", say.words(file.title), "  ", light)
    none = say.text("none")
    step = completion_of(status)
    lines = [
        say.text(
            "as of {day}, term {start} to {end}, maturity {level}",
            day=gathered.as_of, start=plan.term_start, end=plan.term_end, level=status.maturity or none,
        ),
        say.text(
            "task {task}, region {region}, lead {lead}, units {units}",
            task=task.name(say.language) if task else file.task, region=file.region, lead=plan.lead,
            units=say.listed(plan.units) or none,
        ),
        say.text("reasons: {reasons}", reasons=say.listed(reason(say, code) for code in status.reasons) or none),
        *_parts(status, say),
        *([say.text(STEPS[step.step][1], term=term(step, say))] if step is not None else []),
    ]  # fmt: skip
    return [title, *map(escape, lines)]


def _parts(status: PilotStatus, say: Translator) -> list[str]:
    """The four lights with what they rest on."""
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


def _steps(status: PilotStatus, say: Translator) -> Listing:
    names = ("step", "title", "state", "due", "as approved", "done", "forecast", "late", "slip", "owner")
    titles = {item.step.id: item.step.title for item in status.plan.milestones}
    rows = []
    for item in status.milestones:
        state = word(say, item.state.value.replace("_", " "), "state")
        days = (item.due, item.due_original, item.done, item.forecast, item.late_days, item.slip_days)
        cells = (item.id, escape(say.words(titles[item.id])), state, *map(_blank, days), item.owner)
        rows.append(Row(cells, "red" if item.state is MilestoneState.OVERDUE else None))
    return Listing(_columns(names, ("late", "slip"), say), rows, ((0, 1), (2, 9), (3, 4), (5, 6), (7, 8)))


def _measures(status: PilotStatus, say: Translator) -> Listing:
    figures = ("actual", "as of", "progress %", "expected %", "gap pp")
    titles = {item.id: item.title for item in status.plan.indicators}
    rows = [
        Row((
            f"{item.id}{'*' if item.key else ''}",
            escape(say.words(titles[item.id])),
            light_shown(item.rated.light, " ".join(item.rated.reasons), say),
            "–" if item.actual is None else at_most_one_decimal(item.actual),
            _blank(item.actual_date),
            _ratio(item.progress.value),
            _ratio(item.expected),
            figure(item.gap),
        ))
        for item in status.indicators
    ]  # fmt: skip
    columns = _columns(("indicator", "title", "light", *figures), figures, say)
    return Listing(columns, rows, ((0, 1), (2,), (3, 4), (5, 6), (7,)))


def _bottlenecks(status: PilotStatus, say: Translator) -> Listing:
    titles = {item.id: item.title for item in status.pilot.file.bottlenecks}
    rows = [
        Row((item.id, escape(say.words(titles[item.id])), word(say, item.severity, "severity"), str(item.age_days)))
        for item in status.bottlenecks
    ]
    columns = _columns(("bottleneck", "title", "severity", "open days"), ("open days",), say)
    return Listing(columns, rows, ((0, 1), (2,), (3,)))


def _columns(names: Sequence[str], figures: Sequence[str], say: Translator) -> list[Column]:
    return [Column(word(say, name, "column"), int(name == "title"), 20, name in figures) for name in names]


def _part(light: Light, say: Translator) -> str:
    return f"{SHAPES[light]} {word(say, light.value, 'color')}"


def _ratio(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value * 100)


def _blank(value: object) -> str:
    return "–" if value is None else str(value)
