"""Status for people: the table of pilots with the counts below it."""

from collections.abc import Iterable
from fractions import Fraction

from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.analysis.completion import Completion, Step, completions
from talentpilot.analysis.figures import one_decimal
from talentpilot.analysis.lights import Light
from talentpilot.analysis.portfolio import Counts, count, next_due
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.standing import Standing
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.output.printing import Column, Listing, Row, printed
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
    rows = [Row(_cells(status, say)) for status in gathered.statuses]
    table = Listing(columns, rows, ((0, 2), (1, 3), (4, 5), (6,), (7,)))
    day = say.text("As of {day}, {programme}", day=gathered.as_of, programme=say.words(gathered.programme.title))
    below = [_summary(count(gathered.statuses), gathered, say), *_next_steps(gathered.statuses, say)]
    return printed([escape(day), table, *below], color=color)


def _cells(status: PilotStatus, say: Translator) -> tuple[str | Styled, ...]:
    return (
        status.pilot.id,
        _standing(status, say),
        escape(say.words(status.plan.title)),
        escape("\n".join(reason(say, code) for code in status.reasons)),
        figure(status.schedule.completion),
        figure(status.schedule.gap),
        status.maturity or "–",
        _next(status, say),
    )


def _summary(counts: Counts, gathered: Gathered, say: Translator) -> str:
    numbers: dict[Light | None, int] = {light: counts.lights[light.value] for light in Light}
    if counts.lights["none"]:
        numbers[None] = counts.lights["none"]
    lights = " · ".join(f"{SHAPES[light]} {n} {word(say, _WORDS[light], 'light')}" for light, n in numbers.items())
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
