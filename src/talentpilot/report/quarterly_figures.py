"""The figures of the periodic report: `talentpilot/report/1`, each fact written once.

Rows name a pilot by its id, an object of a pilot by its address (`yx-titles-01/A1`); both stand whole under `pilots`.
The shape is `_schemas/report-1.json`.
"""

from talentpilot.report.machine import Forms, Plain, fields_of, figures_json
from talentpilot.report.views.exceptions import ExceptionView
from talentpilot.report.views.matters import MatterItem
from talentpilot.report.views.pilots import PilotView
from talentpilot.report.views.portfolio import PortfolioView, SharedTask
from talentpilot.report.views.practices import PracticeView
from talentpilot.report.views.quarterly import QuarterlyView
from talentpilot.report.views.restated import RestatedFigure
from talentpilot.report.views.source import PilotRef
from talentpilot.report.views.summary import ReportCount, SummaryView

SCHEMA = "talentpilot/report/1"

Json = dict[str, object]


def quarterly_figures(view: QuarterlyView) -> str:
    """The document, ending with a line end."""
    return figures_json(SCHEMA, view, _FORMS)


def _report(view: QuarterlyView, plain: Plain) -> Json:
    """Where the figures come from and what they cover; then the sections; adoptions have no id of their own."""
    rows = fields_of(view, plain, "head", "filings", "practices")
    return {
        **_head(view, plain),
        **rows,
        "filings": [f"{item.pilot.id}/{item.id}" for item in view.filings],
        "practices": [f"{item.pilot.id}/{item.id}" for item in view.practices],
    }


def _head(view: QuarterlyView, plain: Plain) -> Json:
    head, origin = view.head, view.head.provenance
    told = ("title", "directive", "issuer", "scope", "scope_name", "filters", "provenance")
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
        **fields_of(head, plain, *told),
    }


def _summary(summary: SummaryView, plain: Plain) -> Json:
    return {**fields_of(summary, plain), "largest": [_named(item) for item in summary.largest]}


def _named(item: ExceptionView) -> Json:
    """Which row of the exceptions is meant."""
    return {"kind": item.kind, "pilot": item.pilot.id, "object": item.object or None}


def _reports(reports: ReportCount, plain: Plain) -> Json:
    missing = [{"pilot": pilot.id, "period": str(period)} for pilot, period in reports.missing]
    return {**fields_of(reports, plain), "missing": missing}


def _portfolio(portfolio: PortfolioView, plain: Plain) -> Json:
    grid = [
        {"region": region.id, "domain": cell.id or None, "pilots": cell.pilots, "worst": cell.worst}
        for region, (_, cells) in zip(portfolio.regions, portfolio.grid.rows, strict=True)
        for cell in cells
        if cell.pilots
    ]
    total = fields_of(portfolio.total, plain, "id", "name")
    return {**fields_of(portfolio, plain), "total": total, "grid": grid}


def _shared(task: SharedTask, plain: Plain) -> Json:
    first = task.pilots[0]
    return {"task": first.task, "name": plain(task.name), "pilots": [pilot.ref.id for pilot in task.pilots]}


def _pilot(pilot: PilotView, plain: Plain) -> Json:
    """The pilot, with the counts that the tables print of it."""
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


def practice_form(practice: PracticeView, plain: Plain) -> Json:
    """A practice with the days of its stages."""
    stages = [{"stage": stage, "day": day.isoformat()} for stage, day in practice.stages]
    return {**fields_of(practice, plain), "stages": stages, "elsewhere": practice.elsewhere}


def _ref(ref: PilotRef, plain: Plain) -> str:
    del plain
    return ref.id


def _restated(one: RestatedFigure, plain: Plain) -> Json:
    return fields_of(one, plain, "title")


def _matter(item: MatterItem, plain: Plain) -> Json:
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
"""How the values are written that would repeat others, or name them only by place."""
