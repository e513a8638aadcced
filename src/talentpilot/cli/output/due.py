"""The forms of `talentpilot due`."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from talentpilot.errors import UsageProblem
from talentpilot.model.days import days_after

if TYPE_CHECKING:
    from talentpilot.analysis.agenda import AgendaItem
    from talentpilot.i18n.translator import Translator
    from talentpilot.model.programme import Programme
    from talentpilot.services.portfolio import Portfolio


class DueFormat(StrEnum):
    """A form of `--format`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    ICS = "ics"


BY_ENDING = {
    ".json": DueFormat.JSON,
    ".csv": DueFormat.CSV,
    ".md": DueFormat.MARKDOWN,
    ".ics": DueFormat.ICS,
    ".txt": DueFormat.TABLE,
}


@dataclass(frozen=True, slots=True)
class Due:
    """What is due, with the reading it rests on."""

    portfolio: "Portfolio"
    within: int
    items: tuple["AgendaItem", ...]

    @property
    def until(self) -> str:
        """The last day looked at."""
        return str(days_after(self.portfolio.as_of, self.within))


def check_owner(owner: str | None, programme: "Programme") -> None:
    """Refuse an organization that the programme does not know.

    Raises:
        UsageProblem: there is none of that id.
    """
    if owner is None or programme.organization(owner) is not None:
        return
    near = get_close_matches(owner, [item.id for item in programme.organizations], n=1, cutoff=0.5)
    advice = f"did you mean {near[0]}?" if near else "programme.yaml lists the organizations"
    raise UsageProblem(f"organization {owner} is unknown\n  help: {advice}")


def render_due(due: Due, form: DueFormat, say: "Translator", *, color: bool) -> str:
    """The answer in that form; those that people read, calendars too, are in the language of `say`."""
    from talentpilot.cli.output import due_renderers

    match form:
        case DueFormat.TABLE:
            return due_renderers.due_table(due, say, color=color)
        case DueFormat.JSON:
            return due_renderers.render_json(due)
        case DueFormat.CSV:
            return due_renderers.render_csv(due)
        case DueFormat.MARKDOWN:
            return due_renderers.render_markdown(due, say)
        case DueFormat.ICS:
            from talentpilot.exchange.calendar import render_calendar

            programme, day = due.portfolio.programme, due.portfolio.as_of
            return render_calendar(due.items, programme, day, say).decode("utf-8")
        case _:
            assert_never(form)
