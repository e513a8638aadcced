"""Status for people: the table of pilots with the counts below it."""

from collections.abc import Iterable
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.completion import Completion, Step, completions
from talentpilot.analysis.figures import one_decimal
from talentpilot.analysis.lights import Light
from talentpilot.analysis.portfolio import Counts, count, next_due
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.standing import Standing
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.output.printing import printed
from talentpilot.language.command_terms import reason, word
from talentpilot.language.translator import Translator, message

SHAPES = {Light.GREEN: "●", Light.AMBER: "▲", Light.RED: "■", Light.GREY: "○", None: "◇"}
_WORDS = {
    Light.GREEN: "on track", Light.AMBER: "behind", Light.RED: "off track", Light.GREY: "not rated", None: "closed"
}  # fmt: skip
_STYLES = {Light.GREEN: "green", Light.AMBER: "yellow", Light.RED: "bold red", Light.GREY: "bright_black", None: "blue"}
STEPS = {
    Step.EVALUATE: (
        message("Ready for evaluation before the term ends: {pilots}"),
        message("next: ready for evaluation before the term ends ({term})"),
    ),
    Step.DECIDE: (
        message("Extension or closing to be decided: {pilots}"),
        message("next: extension or closing to be decided ({term})"),
    ),
}
"""What comes next, of several pilots and of one."""


def render_table(gathered: Gathered, say: Translator, *, color: bool) -> str:
    """All pilots, a line each, then the counts."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(word(say, "pilot", "column"), no_wrap=True)
    table.add_column(word(say, "light", "column"), no_wrap=True)
    table.add_column(word(say, "title", "column"), ratio=3, min_width=20, overflow="fold")
    table.add_column(word(say, "reasons", "column"), ratio=2, min_width=16, overflow="fold")
    table.add_column(word(say, "done %", "column"), justify="right", no_wrap=True)
    table.add_column(word(say, "gap pp", "column"), justify="right", no_wrap=True)
    table.add_column(word(say, "level", "column"), no_wrap=True)
    table.add_column(word(say, "next due", "column"), min_width=13, overflow="fold")
    for status in gathered.statuses:
        table.add_row(
            status.pilot.id,
            _standing(status, say),
            escape(say.words(status.pilot.file.title)),
            escape("\n".join(reason(say, code) for code in status.reasons)),
            figure(status.schedule.completion),
            figure(status.schedule.gap),
            status.maturity or "–",
            _next(status, say),
        )
    day = say.text("As of {day}, {programme}", day=gathered.as_of, programme=say.words(gathered.programme.title))
    below = [_summary(count(gathered.statuses), gathered, say), *_next_steps(gathered.statuses, say)]
    return printed([escape(day), table, *below], color=color)


def _summary(counts: Counts, gathered: Gathered, say: Translator) -> str:
    told = [(light, counts.lights[light.value]) for light in Light]
    told += [(None, counts.lights["none"])] if counts.lights["none"] else []
    lights = " · ".join(f"{SHAPES[light]} {number} {word(say, _WORDS[light], 'light')}" for light, number in told)
    values = {"n": counts.pilots, "registered": gathered.registered, "lights": lights}
    if counts.median_completion is None:
        return say.text("{n} of {registered} pilots: {lights}", **values)
    values["median"] = one_decimal(counts.median_completion)
    return say.text("{n} of {registered} pilots: {lights}; median completion {median} %", **values)


def _next_steps(statuses: Iterable[PilotStatus], say: Translator) -> list[str]:
    """The pilots whose maturity, or whose term, asks for a step: a line for each kind that there is."""
    every = tuple(statuses)
    found = ((words, completions(every, step)) for step, (words, _) in STEPS.items())
    return [
        escape(say.text(words, pilots=say.listed(f"{one.pilot}{say.bracketed(term(one, say))}" for one in items)))
        for words, items in found
        if items
    ]


def term(item: Completion, say: Translator) -> str:
    """The maturity, and until or since when the term runs."""
    level = item.maturity or say.text("no maturity level")
    if item.term_over:
        return say.text("{level}, term over since {day}", level=level, day=item.term_end)
    return say.text("{level}, term until {day}", level=level, day=item.term_end)


def light_shown(light: Light | None, note: str, say: Translator) -> Styled:
    """A light by shape, word and colour, with a remark."""
    shown = f"{SHAPES[light]} {word(say, _WORDS[light], 'light')}" + (say.bracketed(note) if note else "")
    return Styled(shown, style=_STYLES[light])


def _standing(status: PilotStatus, say: Translator) -> Styled:
    """The light, with the status in place of `not rated` and `closed` where it says more."""
    unrated = status.light in (Light.GREY, None) and status.standing is not Standing.ACTIVE
    shown = word(say, status.standing, "standing") if unrated else word(say, _WORDS[status.light], "light")
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
    """A computed figure, or a dash."""
    return "–" if value is None else one_decimal(value)
