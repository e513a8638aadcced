"""The periodic report: Markdown, charts and figures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.base import Language
from talentpilot.report.brief_phrases import say_message, shortened
from talentpilot.report.document import Head, Publication, Report, cover, origin_facts, publication, stem_of
from talentpilot.report.environment import compose, report_environment
from talentpilot.report.figures_json import Converter, Forms, fields_of, figures_json
from talentpilot.report.views.attention import ExceptionView, MatterItem
from talentpilot.report.views.chart_data import figures_of, pressing_steps
from talentpilot.report.views.inputs import PilotRef
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.portfolio import PortfolioView, ReportCount, SharedTask, SummaryView
from talentpilot.report.views.practices import PracticeView
from talentpilot.report.views.quarterly import QuarterlyView
from talentpilot.report.views.restated_figures import RestatedFigure

TEMPLATE = "quarterly.md.j2"


def render_quarterly(
    view: QuarterlyView,
    language: Language,
    folders: Sequence[Path] = (),
    pictures: str | None = "charts",
    *,
    brief: bool = False,
) -> Report:
    """Return the report, or its first page alone (`brief`), which has no charts.

    Its Markdown links to charts in the folder `pictures`, or has none if that is None.
    """
    say = translator_for(language)
    shown = None if brief else pictures
    drawn = figures_of(view, say) if shown is not None else {}
    data = {"view": view, **quarterly_head(view, language).shown, "pressing": pressing_steps(view), "alone": brief}
    source = report_environment(say, folders)
    source.filters |= {"key_message": partial(say_message, say=say), "shortened": shortened}
    return compose(source, TEMPLATE, data, drawn, folders, shown)


def quarterly_publication(
    view: QuarterlyView, languages: Sequence[Language], folders: Sequence[Path] = (), *, brief: bool = False
) -> Publication:
    """Return the report, or its first page alone, in these languages, by the templates of `folders`."""
    made = publication(
        view,
        languages,
        folders,
        stem=f"{file_stem(view)}-brief" if brief else file_stem(view),
        head=quarterly_head,
        render=partial(render_quarterly, brief=brief),
        figures=quarterly_figures,
    )
    return replace(made, part=brief)


def file_stem(view: QuarterlyView) -> str:
    """Return the usual name of its files."""
    return stem_of(view.head.period, view.head.scope, view.head.edition)


def quarterly_head(view: QuarterlyView, language: Language) -> Head:
    """Return the text of the head in the Markdown and of the PDF's cover and running head."""
    say = translator_for(language)
    head = view.head
    made = cover(
        language,
        issued=head.issued,
        as_of=head.as_of,
        titles=_titles(view, say),
        facts=_facts(view, say),
        keywords=(say.period(head.period), head.scope.value or head.scope.kind),
        unit="" if head.scope.kind == "programme" else say.words(head.title),
        period=say.period(head.period),
    )
    running = say.words(head.short_title) if head.short_title is not None and not view.single else ""
    return replace(made, origin=origin_facts(head.provenance, head.edition, say), running=running)


def _titles(view: QuarterlyView, say: Translator) -> tuple[str, str]:
    """Return title and subtitle: the programme or the pilot; the period, and which part of the programme is covered."""
    head = view.head
    period = say.period(head.period)
    if view.life is not None:
        return say.words(head.scope_name), say.text("Report on the whole pilot, to {day}", day=say.day(head.as_of))
    if view.single:
        return say.words(head.scope_name), say.text("Pilot progress report, {period}", period=period)
    parts = [say.words(head.scope_name)] if say.words(head.scope_name) else []
    parts += [say.term(name.plain, kind) if kind == "light" else say.words(name) for kind, name in head.filters]
    covered = say.bracketed(say.listed(parts)) if parts else ""
    return say.words(head.title), say.text("Progress report, {period}", period=period) + covered


def _facts(view: QuarterlyView, say: Translator) -> tuple[tuple[str, str], ...]:
    """Return the lines of the head (label and value)."""
    head = view.head
    covered = say.text("{n} of {total}", n=say.figure(head.covered), total=say.figure(head.registered))
    return (
        (say.text("Period"), say.span(*_span(view))),
        (say.text("Figures as of"), say.day(head.as_of)),
        (say.text("Issued"), say.day(head.issued)),
        (say.text("Pilots covered / registered"), covered),
    )


def _span(view: QuarterlyView) -> tuple[date, date]:
    """Return the first and the last day covered; a life that begins after the period has no days before it."""
    period = view.head.period
    return (period.start, period.end) if view.life is None else (min(view.life.began, period.end), period.end)


SCHEMA = "talentpilot/report/1"

Json = dict[str, object]


def quarterly_figures(view: QuarterlyView) -> str:
    """Return the document, ending with a line ending."""
    return figures_json(SCHEMA, view, _FORMS)


def _report(view: QuarterlyView, plain: Converter) -> Json:
    """Return the origin of the figures and what they cover, followed by the sections. Adoptions have no id."""
    rows = fields_of(view, plain, "head", "filings", "practices")
    return {
        **_head(view, plain),
        **rows,
        "filings": [f"{item.pilot.id}/{item.id}" for item in view.filings],
        "practices": [f"{item.pilot.id}/{item.id}" for item in view.practices],
    }


def _head(view: QuarterlyView, plain: Converter) -> Json:
    head, origin = view.head, view.head.provenance
    copied = ("title", "short_title", "directive", "issuer", "scope", "scope_name", "filters", "provenance")
    return {
        "version": origin.version,
        "revision": origin.revision,
        "inputs": origin.inputs,
        "programme": {
            "title": plain(head.title),
            "directive": plain(head.directive),
            "issuer": plain(head.issuer),
        },
        "view": {
            "kind": head.scope.kind,
            "value": plain(head.scope.value),
            "name": plain(head.scope_name),
            "filters": dict(head.scope.filters),
        },
        **fields_of(head, plain, *copied),
    }


def _summary(summary: SummaryView, plain: Converter) -> Json:
    return {**fields_of(summary, plain), "largest": [_named(item) for item in summary.largest]}


def _named(item: ExceptionView) -> Json:
    """Return the reference to a row of the exceptions."""
    return {"kind": item.kind, "pilot": item.pilot.id, "object": item.object or None}


def _reports(reports: ReportCount, plain: Converter) -> Json:
    missing = [{"pilot": pilot.id, "period": str(period)} for pilot, period in reports.missing]
    return {**fields_of(reports, plain), "missing": missing}


def _portfolio(portfolio: PortfolioView, plain: Converter) -> Json:
    grid = [
        {"region": region.id, "domain": cell.id or None, "pilots": cell.pilots, "worst": cell.worst}
        for region, (_, cells) in zip(portfolio.regions, portfolio.grid.rows, strict=True)
        for cell in cells
        if cell.pilots
    ]
    total = fields_of(portfolio.total, plain, "id", "name")
    return {**fields_of(portfolio, plain), "total": total, "grid": grid}


def _shared(task: SharedTask, plain: Converter) -> Json:
    first = task.pilots[0]
    return {"task": first.task, "name": plain(task.name), "pilots": [pilot.ref.id for pilot in task.pilots]}


def _pilot(pilot: PilotView, plain: Converter) -> Json:
    """Return the pilot with the counts that the tables print."""
    return {
        "id": pilot.ref.id,
        "title": plain(pilot.ref.title),
        **fields_of(pilot, plain, "ref"),
        "next_due": pilot.next_due.id if pilot.next_due is not None else None,
        "steps_done": pilot.steps_done,
        "steps_counted": pilot.steps_counted,
        "on_track": pilot.on_track,
        "rated": pilot.rated,
    }


def practice_form(practice: PracticeView, plain: Converter) -> Json:
    """Return a practice with the days of its stages."""
    stages = [{"stage": stage, "day": day.isoformat()} for stage, day in practice.stages]
    return {**fields_of(practice, plain), "stages": stages, "elsewhere": practice.elsewhere}


def _ref(ref: PilotRef, plain: Converter) -> str:
    del plain
    return ref.id


def _restated(one: RestatedFigure, plain: Converter) -> Json:
    return fields_of(one, plain, "title")


def _matter(item: MatterItem, plain: Converter) -> Json:
    return {"address": item.address, **fields_of(item, plain)}


_FORMS: Forms = {
    QuarterlyView: _report,
    SummaryView: _summary,
    ReportCount: _reports,
    PortfolioView: _portfolio,
    SharedTask: _shared,
    PilotView: _pilot,
    PracticeView: practice_form,
    PilotRef: _ref,
    MatterItem: _matter,
    RestatedFigure: _restated,
}
"""How to write values that would repeat others or that are referred to by place."""
