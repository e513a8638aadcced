"""Status for people: a table of pilots, or one pilot with its steps, indicators and bottlenecks."""

import io
import shutil
from collections.abc import Iterable
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.figures import at_most_one_decimal, one_decimal
from talentpilot.analysis.lights import Light
from talentpilot.analysis.portfolio import Counts, count, next_due
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.standing import Standing
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.session import terminal_language
from talentpilot.model.base import Text

SHAPES = {Light.GREEN: "●", Light.AMBER: "▲", Light.RED: "■", Light.GREY: "○", None: "◇"}
_WORDS = {
    Light.GREEN: "on track", Light.AMBER: "behind", Light.RED: "off track", Light.GREY: "not rated", None: "closed"
}  # fmt: skip
_STYLES = {Light.GREEN: "green", Light.AMBER: "yellow", Light.RED: "bold red", Light.GREY: "bright_black", None: "blue"}
_PLAIN_WIDTH = 160
"""Columns where there is no terminal and COLUMNS says nothing."""


def render_table(gathered: Gathered, *, color: bool) -> str:
    """All pilots, a line each, then the counts."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("pilot", no_wrap=True)
    table.add_column("light", no_wrap=True)
    table.add_column("title", ratio=3, min_width=20, overflow="fold")
    table.add_column("reasons", ratio=2, min_width=16, overflow="fold")
    table.add_column("done %", justify="right", no_wrap=True)
    table.add_column("gap pp", justify="right", no_wrap=True)
    table.add_column("level", no_wrap=True)
    table.add_column("next due", min_width=13, overflow="fold")
    for status in gathered.statuses:
        table.add_row(
            status.pilot.id,
            _standing(status),
            escape(_wording(status.pilot.file.title)),
            escape("\n".join(status.reasons)),
            _figure(status.schedule.completion),
            _figure(status.schedule.gap),
            status.maturity or "–",
            _next(status),
        )
    day = f"As of {gathered.as_of}, {gathered.programme.title.say(terminal_language())}"
    return _print((escape(day), table, _summary(count(gathered.statuses), gathered)), color=color)


def render_pilot(gathered: Gathered, *, color: bool) -> str:
    """One pilot in full."""
    parts: list[RenderableType] = []
    for status in gathered.statuses:
        parts += [*_head(status, gathered), _steps(status), _measures(status)]
        if status.bottlenecks:
            parts.append(_bottlenecks(status))
    return _print(parts, color=color)


def _print(parts: Iterable[RenderableType], *, color: bool) -> str:
    stream = io.StringIO()
    columns = shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns
    console = Console(
        file=stream, width=max(columns, 80), force_terminal=color, no_color=not color, highlight=False, emoji=False
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


def _summary(counts: Counts, gathered: Gathered) -> str:
    lights = " · ".join(f"{SHAPES[light]} {counts.lights[light.value]} {_WORDS[light]}" for light in Light)
    closed = f" · {SHAPES[None]} {counts.lights['none']} closed" if counts.lights["none"] else ""
    median = counts.median_completion
    middle = f"; median completion {one_decimal(median)} %" if median is not None else ""
    return f"{counts.pilots} of {gathered.registered} pilots: {lights}{closed}{middle}"


def _head(status: PilotStatus, gathered: Gathered) -> list[RenderableType]:
    file, plan = status.pilot.file, status.plan
    task = gathered.catalogue.task(file.task)
    light = _light(status.light, status.standing.value)
    title = Styled.assemble((status.pilot.id, "bold"), "  ", _wording(file.title), "  ", light)
    lines = [
        f"as of {gathered.as_of}, term {plan.term_start} to {plan.term_end}, maturity {status.maturity or 'none'}",
        f"task {task.name(terminal_language()) if task else file.task}, region {file.region}, lead {plan.lead}, "
        f"units {', '.join(plan.units) or 'none'}",
        f"reasons: {', '.join(status.reasons) or 'none'}",
        f"schedule {_part(status.schedule.rated.light)}: {_figure(status.schedule.completion)} % done, "
        f"{_figure(status.schedule.planned)} % planned ({_figure(status.schedule.planned_original)} % by the plan as "
        f"approved), gap {_figure(status.schedule.gap)} pp",
        f"results {_part(status.results.light)}, issues {_part(status.issues.light)}, "
        f"reporting {_part(status.reporting.rated.light)} ({len(status.reporting.expected)} due, "
        f"{len(status.reporting.missing)} missing, {len(status.reporting.late)} late)",
    ]
    return [title, *map(escape, lines)]


def _steps(status: PilotStatus) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("step", "title", "state", "due", "as approved", "done", "forecast"):
        table.add_column(name, overflow="fold", ratio=1 if name == "title" else None, no_wrap=name != "title")
    table.add_column("late", justify="right")
    table.add_column("slip", justify="right")
    table.add_column("owner")
    titles = {item.step.id: item.step.title for item in status.plan.milestones}
    for item in status.milestones:
        style = "red" if item.state is MilestoneState.OVERDUE else None
        table.add_row(
            item.id, escape(_wording(titles[item.id])), item.state.value.replace("_", " "), _blank(item.due),
            _blank(item.due_original), _blank(item.done), _blank(item.forecast), _blank(item.late_days),
            _blank(item.slip_days), item.owner, style=style,
        )  # fmt: skip
    return table


def _measures(status: PilotStatus) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("indicator")
    table.add_column("title", ratio=1, overflow="fold")
    table.add_column("light", no_wrap=True)
    for name in ("actual", "as of", "progress %", "expected %", "gap pp"):
        table.add_column(name, justify="right")
    titles = {item.id: item.title for item in status.plan.indicators}
    for item in status.indicators:
        table.add_row(
            f"{item.id}{'*' if item.key else ''}",
            escape(_wording(titles[item.id])),
            _light(item.rated.light, " ".join(item.rated.reasons)),
            "–" if item.actual is None else at_most_one_decimal(item.actual),
            _blank(item.actual_date),
            _ratio(item.progress.value),
            _ratio(item.expected),
            _figure(item.gap),
        )
    return table


def _bottlenecks(status: PilotStatus) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("bottleneck", "title", "severity", "open days"):
        table.add_column(name, justify="right" if name == "open days" else "left")
    titles = {item.id: item.title for item in status.pilot.file.bottlenecks}
    for item in status.bottlenecks:
        table.add_row(item.id, escape(_wording(titles[item.id])), item.severity, str(item.age_days))
    return table


def _light(light: Light | None, note: str) -> Styled:
    shown = f"{SHAPES[light]} {_WORDS[light]}" + (f" ({note})" if note else "")
    return Styled(shown, style=_STYLES[light])


def _standing(status: PilotStatus) -> Styled:
    """The light, with the status in place of `not rated` and `closed` where it says more."""
    unrated = status.light in (Light.GREY, None) and status.standing is not Standing.ACTIVE
    word = status.standing.value if unrated else _WORDS[status.light]
    return Styled(f"{SHAPES[status.light]} {word}", style=_STYLES[status.light])


def _part(light: Light) -> str:
    return f"{SHAPES[light]} {light.value}"


def _next(status: PilotStatus) -> str:
    if status.light is None:
        return "–"
    identifier = next_due(status)
    item = next((one for one in status.milestones if one.id == identifier), None)
    if item is None:
        return "–"
    late = f" +{item.late_days}d" if item.state is MilestoneState.OVERDUE else ""
    return f"{item.id} {item.due}{late}"


def _wording(text: Text) -> str:
    return text.say(terminal_language())


def _figure(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value)


def _ratio(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value * 100)


def _blank(value: object) -> str:
    return "–" if value is None else str(value)
