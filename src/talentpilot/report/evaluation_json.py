"""The figures of the reports on evaluations: `talentpilot/evaluation-report/1` and `talentpilot/evaluations-report/1`.

An object's own facts and what the evaluation adds to them stand together: an indicator with its shares and points, a
practice with its cost. The shapes are `_schemas/evaluation-report-1.json` and `_schemas/evaluations-report-1.json`.
"""

from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import translator_for
from talentpilot.report.figures_json import Converter, Forms, fields_of, figures_json
from talentpilot.report.provenance import Provenance
from talentpilot.report.quarterly import practice_form
from talentpilot.report.views.evaluation.inputs import SettingsView
from talentpilot.report.views.evaluation.overview import PilotOverview, StepView
from talentpilot.report.views.evaluation.performance import IndicatorScore
from talentpilot.report.views.evaluation.ratings import QualityView
from talentpilot.report.views.evaluation.summary import EntryView, EvaluationsView, LeftOut, PracticeLine, TaskView
from talentpilot.report.views.evaluation.view import EvaluationView, PracticeCase
from talentpilot.report.views.inputs import PilotRef
from talentpilot.report.views.practices import PracticeView

EVALUATION_SCHEMA = "talentpilot/evaluation-report/1"
EVALUATIONS_SCHEMA = "talentpilot/evaluations-report/1"

Json = dict[str, object]


def evaluation_figures(view: EvaluationView) -> str:
    """Return the document on one evaluation, ending with a line ending."""
    return figures_json(EVALUATION_SCHEMA, view, _FORMS)


def evaluations_figures(view: EvaluationsView) -> str:
    """Return the document on all evaluations, ending with a line ending."""
    return figures_json(EVALUATIONS_SCHEMA, view, _FORMS)


def message_texts(message: Message) -> dict[str, str]:
    """Return a finding in both languages."""
    return {"zh": translator_for("zh", "findings").said(message), "en": translator_for("en", "findings").said(message)}


def _evaluation(view: EvaluationView, plain: Converter) -> Json:
    return {
        **_origin(view.head.provenance),
        **fields_of(view.head, plain, "provenance"),
        "omitted": plain(view.omitted),
        **fields_of(view, plain, "head"),
    }


def _evaluations(view: EvaluationsView, plain: Converter) -> Json:
    return {
        **_origin(view.head.provenance),
        **fields_of(view.head, plain, "provenance"),
        "omitted": plain(view.omitted),
        "outcomes": [
            {"outcome": outcome, "recommended": recommended, "decided": decided}
            for outcome, recommended, decided in view.counts
        ],
        **fields_of(view, plain, "head"),
    }


def _origin(provenance: Provenance) -> Json:
    return {"version": provenance.version, "revision": provenance.revision, "inputs": provenance.inputs}


def _with_view(item: IndicatorScore | StepView | PracticeCase, plain: Converter) -> Json:
    """Return an object's own facts, merged with those of the evaluation."""
    own = plain(item.view)
    return {**(own if isinstance(own, dict) else {}), **fields_of(item, plain, "view")}


def _with_ref(item: PilotOverview | EntryView | LeftOut, plain: Converter) -> Json:
    return {"pilot": item.ref.id, "title": plain(item.ref.title), **fields_of(item, plain, "ref")}


def _line(line: PracticeLine, plain: Converter) -> Json:
    own = plain(line.case)
    return {**(own if isinstance(own, dict) else {}), **fields_of(line, plain, "case")}


def _task(task: TaskView, plain: Converter) -> Json:
    return {**fields_of(task, plain), "outcomes": dict(task.outcomes)}


def _quality(quality: QualityView, plain: Converter) -> Json:
    stale = [{"indicator": name, "wanted": day.isoformat()} for name, day in quality.stale]
    return {**fields_of(quality, plain), "stale": stale}


def _settings(settings: SettingsView, plain: Converter) -> Json:
    return {
        **fields_of(settings, plain),
        "weights": {name: plain(value) for name, value in settings.weights},
        "shares": {name: plain(value) for name, value in settings.shares},
        "bands": [{"from": plain(floor), "band": band} for floor, band in settings.bands],
    }


def _ref(ref: PilotRef, plain: Converter) -> str:
    del plain
    return ref.id


def _message(message: Message, plain: Converter) -> Json:
    del plain
    return dict(message_texts(message))


_FORMS: Forms = {
    EvaluationView: _evaluation,
    EvaluationsView: _evaluations,
    IndicatorScore: _with_view,
    StepView: _with_view,
    PracticeCase: _with_view,
    PracticeView: practice_form,
    PilotOverview: _with_ref,
    EntryView: _with_ref,
    LeftOut: _with_ref,
    PracticeLine: _line,
    TaskView: _task,
    QualityView: _quality,
    SettingsView: _settings,
    PilotRef: _ref,
    Message: _message,
}
"""How to write values that would repeat others or that are referred to by place."""
