"""Status for people: one pilot with its steps, indicators and bottlenecks."""

from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.completion import completion_of
from talentpilot.analysis.figures import at_most_one_decimal, one_decimal
from talentpilot.analysis.lights import Light
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.output.printing import printed
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


def _steps(status: PilotStatus, say: Translator) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("step", "title", "state", "due", "as approved", "done", "forecast"):
        wide = name == "title"
        table.add_column(word(say, name, "column"), overflow="fold", ratio=1 if wide else None, no_wrap=not wide)
    table.add_column(word(say, "late", "column"), justify="right")
    table.add_column(word(say, "slip", "column"), justify="right")
    table.add_column(word(say, "owner", "column"))
    titles = {item.step.id: item.step.title for item in status.plan.milestones}
    for item in status.milestones:
        style = "red" if item.state is MilestoneState.OVERDUE else None
        table.add_row(
            item.id, escape(say.words(titles[item.id])), word(say, item.state.value.replace("_", " "), "state"),
            _blank(item.due), _blank(item.due_original), _blank(item.done), _blank(item.forecast),
            _blank(item.late_days), _blank(item.slip_days), item.owner, style=style,
        )  # fmt: skip
    return table


def _measures(status: PilotStatus, say: Translator) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(word(say, "indicator", "column"))
    table.add_column(word(say, "title", "column"), ratio=1, overflow="fold")
    table.add_column(word(say, "light", "column"), no_wrap=True)
    for name in ("actual", "as of", "progress %", "expected %", "gap pp"):
        table.add_column(word(say, name, "column"), justify="right")
    titles = {item.id: item.title for item in status.plan.indicators}
    for item in status.indicators:
        table.add_row(
            f"{item.id}{'*' if item.key else ''}",
            escape(say.words(titles[item.id])),
            light_shown(item.rated.light, " ".join(item.rated.reasons), say),
            "–" if item.actual is None else at_most_one_decimal(item.actual),
            _blank(item.actual_date),
            _ratio(item.progress.value),
            _ratio(item.expected),
            figure(item.gap),
        )
    return table


def _bottlenecks(status: PilotStatus, say: Translator) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("bottleneck", "title", "severity", "open days"):
        table.add_column(word(say, name, "column"), justify="right" if name == "open days" else "left")
    titles = {item.id: item.title for item in status.pilot.file.bottlenecks}
    for item in status.bottlenecks:
        severity = word(say, item.severity, "severity")
        table.add_row(item.id, escape(say.words(titles[item.id])), severity, str(item.age_days))
    return table


def _part(light: Light, say: Translator) -> str:
    return f"{SHAPES[light]} {word(say, light.value, 'color')}"


def _ratio(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value * 100)


def _blank(value: object) -> str:
    return "–" if value is None else str(value)
