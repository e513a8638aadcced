"""The forms of `talentpilot status`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, assert_never

from talentpilot.cli.output.forms import TableFormat
from talentpilot.escaping import visible

if TYPE_CHECKING:
    from talentpilot.analysis.portfolio import PilotBrief
    from talentpilot.analysis.status import PilotStatus
    from talentpilot.i18n.translator import Translator
    from talentpilot.model.catalogue import Catalogue
    from talentpilot.services.portfolio import Portfolio, PortfolioHead
    from talentpilot.services.restatements import Restatements


@dataclass(frozen=True, slots=True)
class ShownPilot:
    """A pilot in one form, a row of cells or JSON, and the counts of all pilots together."""

    brief: "PilotBrief"
    shown: Any


def shower(form: TableFormat, catalogue: "Catalogue", say: "Translator") -> "Callable[[PilotStatus], ShownPilot]":
    """Return what makes of a pilot all that a form shows of it, so that the pilot itself needn't be kept.

    The forms that people read are in the language of `say`, those for machines always the same.
    """
    from talentpilot.analysis.portfolio import brief_of

    show: Callable[[PilotStatus], Any]
    match form:
        case TableFormat.JSON:
            from talentpilot.cli.output.status_data import written

            show = partial(written, catalogue=catalogue)
        case TableFormat.CSV | TableFormat.MARKDOWN:
            from talentpilot.cli.output.status_data import row_of

            show = partial(row_of, catalogue=catalogue)
        case TableFormat.TABLE:
            from talentpilot.cli.output.status_text import cells_of

            show = partial(cells_of, say=say)
        case _:
            assert_never(form)
    return lambda status: ShownPilot(brief_of(status), show(status))


def render_pilots(
    head: "PortfolioHead",
    pilots: "Sequence[ShownPilot]",
    past: "Restatements | None",
    form: TableFormat,
    say: "Translator",
    *,
    color: bool,
) -> Iterator[str]:
    """Yield the answer in a form, piece by piece; the pilots are as `shower` shows them in it.

    `past` is what was restated since the revision that was read; None where the files at hand were read.
    """
    briefs, shown = [one.brief for one in pilots], (one.shown for one in pilots)
    match form:
        case TableFormat.JSON:
            from talentpilot.cli.output.rows import json_pieces
            from talentpilot.cli.output.status_data import document

            yield from json_pieces(document(head, briefs, shown, past, say.language))
        case TableFormat.CSV:
            from talentpilot.cli.output.status_data import render_csv

            yield render_csv(shown, past)
        case TableFormat.MARKDOWN:
            from talentpilot.cli.output.status_data import render_markdown

            yield render_markdown(shown, past, head.as_of, say)
        case TableFormat.TABLE:
            from talentpilot.cli.output.status_text import render_table

            yield render_table(head, briefs, shown, say, color=color)
            yield _restated(head, past, say)
        case _:
            assert_never(form)


def render_status(
    portfolio: "Portfolio",
    past: "Restatements | None",
    form: TableFormat,
    say: "Translator",
    *,
    in_full: bool,
    color: bool,
) -> Iterator[str]:
    """Yield the same of a portfolio; `in_full` shows one pilot with all its steps, indicators and bottlenecks."""
    show = shower(form, portfolio.catalogue, say)
    if in_full and form is TableFormat.TABLE:
        from talentpilot.cli.output.status_text import render_pilot

        yield render_pilot(portfolio, say, color=color)
        yield _restated(portfolio, past, say)
        return
    pilots = tuple(map(show, portfolio.statuses))
    if in_full and form is TableFormat.JSON:
        from talentpilot.cli.output.status_data import written_in_full

        whole = (written_in_full(status, portfolio) for status in portfolio.statuses)
        pilots = tuple(replace(one, shown=shown) for one, shown in zip(pilots, whole, strict=True))
    yield from render_pilots(portfolio, pilots, past, form, say, color=color)


def _restated(head: "PortfolioHead", past: "Restatements | None", say: "Translator") -> str:
    if past is None:
        return ""
    from talentpilot.cli.output.restated import render_text

    return f"\n{visible(render_text(past, head.as_of, say))}"
