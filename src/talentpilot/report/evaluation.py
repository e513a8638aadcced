"""Reports on evaluations: one evaluation, or a summary of all of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.i18n.rating_questions import ITEMS
from talentpilot.i18n.translator import Translator, message, translator_for
from talentpilot.model.base import Language
from talentpilot.report import evaluation_phrases as wording
from talentpilot.report.document import Head, Publication, Report, cover, origin_facts, publication
from talentpilot.report.environment import compose, report_environment
from talentpilot.report.figures_json import Converter, Forms, fields_of, figures_json
from talentpilot.report.quarterly import practice_form
from talentpilot.report.sandbox import Sandbox
from talentpilot.report.views.evaluation.chart_data import evaluation_charts, summary_charts
from talentpilot.report.views.evaluation.inputs import SettingsView
from talentpilot.report.views.evaluation.overview import PilotOverview, StepView
from talentpilot.report.views.evaluation.performance import IndicatorScore
from talentpilot.report.views.evaluation.ratings import QualityView
from talentpilot.report.views.evaluation.summary import EntryView, EvaluationsView, LeftOut, PracticeLine, TaskView
from talentpilot.report.views.evaluation.view import EvaluationView, PracticeCase
from talentpilot.report.views.inputs import PilotRef, Provenance
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


TEMPLATE = "evaluation.md.j2"


def render_evaluation(
    view: EvaluationView, language: Language, folders: Sequence[Path] = (), pictures: str | None = "charts"
) -> Report:
    """Return the report; its Markdown links to charts in the folder `pictures`, or has none if that is None."""
    say = translator_for(language)
    drawn = evaluation_charts(view, say) if pictures is not None else {}
    data = {"view": view, **evaluation_head(view, language).shown, **_phrases(view, say)}
    return compose(evaluation_environment(say, folders), TEMPLATE, data, drawn, folders, pictures)


def evaluation_publication(
    view: EvaluationView, languages: Sequence[Language], folders: Sequence[Path] = ()
) -> Publication:
    """Return the report in these languages, by the templates of `folders`."""
    return publication(
        view,
        languages,
        folders,
        stem=file_stem(view),
        head=evaluation_head,
        render=render_evaluation,
        figures=evaluation_figures,
    )


def file_stem(view: EvaluationView) -> str:
    """Return the usual name of its files: evaluation-yx-titles-01-2026-midterm, with -public behind it for the
    public.
    """
    parts = ["evaluation", view.glance.ref.id, view.head.name, *(["public"] if view.head.edition == "public" else [])]
    return re.sub(r"[^0-9A-Za-z]+", "-", "-".join(parts))


def evaluation_head(view: EvaluationView, language: Language) -> Head:
    """Return the text of the head in the Markdown and of the PDF's cover and running head."""
    say = translator_for(language)
    kind = say.term(view.head.type, "evaluation")
    made = cover(
        language,
        issued=view.head.issued,
        as_of=view.head.as_of,
        titles=_titles(view, say),
        facts=_facts(view, say),
        keywords=(view.glance.ref.id, view.head.name, kind),
        unit=say.words(view.head.programme),
        period=kind,
    )
    name = (say.text("Evaluation"), f"{view.glance.ref.id}/{view.head.name}")
    return replace(made, origin=(name, *origin_facts(view.head.provenance, view.head.edition, say)))


def _titles(view: EvaluationView, say: Translator) -> tuple[str, str]:
    """Return title and subtitle: the pilot; the type of the evaluation and its day."""
    kind = say.term(view.head.type, "evaluation")
    subtitle = say.text("{type}: report, as of {day}", type=kind, day=say.day(view.head.as_of))
    return say.words(view.glance.ref.title), subtitle


def _facts(view: EvaluationView, say: Translator) -> tuple[tuple[str, str], ...]:
    """Return the lines of the head (label and value)."""
    head = view.head
    return (
        (say.text("Figures as of"), say.day(head.as_of)),
        (say.text("Issued"), say.day(head.issued)),
        (say.text("Evaluator"), say.words(view.evaluator.org)),
    )


def evaluation_environment(say: Translator, folders: Sequence[Path]) -> Sandbox:
    """Return the environment of evaluation templates: that of all reports, with words for tests and scores."""
    made = report_environment(say, folders)
    made.globals["proofs"] = partial(_proofs, say)
    made.filters |= {
        "score": lambda value: wording.score(value, say),
        "percent": lambda share: wording.score(100 * share if share is not None else None, say),
        "begun": lambda text: text[:1].upper() + text[1:],
        "rated": lambda ratings: say.listed("–" if one is None else str(one) for one in ratings) or None,
        "claim": lambda test: wording.claim(test, say),
        "valued": lambda test: wording.valued(test, say),
        "compared": lambda test: wording.compared(test, say),
        "compared_all": lambda tests: say.listed(wording.compared(test, say) for test in tests),
        "compared_goal": lambda test: wording.goal(test, say),
        "short": lambda test: wording.short(test, say),
        "varied": lambda variant: wording.varied(variant, say),
        "setting": lambda name: wording.setting(name, say),
        "found": partial(_found, say),
    }
    return made


def _found(say: Translator, found: Message) -> str:
    return message_texts(found)[say.language]


def _proofs(say: Translator, evidence: Iterable[str], verified: Iterable[str]) -> str:
    """Return the evidence, verified and not verified."""
    looked_at = set(verified)
    good = [name for name in evidence if name in looked_at]
    others = [name for name in evidence if name not in looked_at]
    said = [say.listed(good) + say.bracketed(say.text("verified"))] if good else []
    said += [say.listed(others) + say.bracketed(say.text("not verified"))] if others else []
    return say.joined(said)


def _phrases(view: EvaluationView, say: Translator) -> dict[str, object]:
    """Return phrases on the whole evaluation."""
    path, results = view.path, view.results
    differing = (item for item in path.variants if not item.same)
    return {
        "argument": wording.argue(path, view.vetoes, say),
        "reason": wording.reason_of(path, view.vetoes, say),
        "decided": wording.decided(view.decision, say),
        "vetoes": wording.listed_vetoes(view.vetoes, say),
        "differing": say.joined(
            f"{wording.varied(item, say)}{say.punctuation['colon']}{say.term(item.outcome, 'outcome')}"
            for item in differing
        ),
        "basis_reason": _basis_reason(view, say),
        "component": {item.name: item for item in results.components},
        "unassessable": results.without("share_to_date"),
        "unscored": say.listed(_unscored(view, say)),
        "weak": say.listed(
            f"{say.term(item.name, 'criterion')} {say.figure(item.median or 0)}"
            for item in view.ratings.replicability.weak
        ),
        "cautions": tuple(say.text(one) for one in wording.CAUTIONS),
        "questions": tuple((item.name, item.question) for item in ITEMS),
        "errors": int(path.rows[0].tests[0].value or 0),
        **setting_phrases(view.settings, say),
    }


def setting_phrases(settings: SettingsView, say: Translator) -> dict[str, object]:
    """Return phrases on the settings."""
    bands = (f"{say.term(band, 'grade')} ≥ {say.figure(floor)}" for floor, band in settings.bands)
    return {
        "notice": wording.noticed(settings.notice, say),
        "bands": say.listed(bands),
        "own": wording.changes(settings.own, say),
    }


def _basis_reason(view: EvaluationView, say: Translator) -> str:
    if view.scores.basis == "to_date":
        phrase = message("P is taken to date, since the pilot runs until {day} and this is not a final evaluation.")
        return say.text(phrase, day=say.day(view.path.end))
    if view.head.type == "final":
        return say.text("P is taken to target, since this is a final evaluation.")
    return say.text("P is taken to target, since the pilot ended on {day}.", day=say.day(view.path.end))


def _unscored(view: EvaluationView, say: Translator) -> Iterable[str]:
    for item in view.results.components:
        bases = [basis for basis in ("to_target", "to_date") if getattr(item, basis) is None]
        if bases:
            said = say.listed(say.term(basis, "basis") for basis in bases)
            yield say.term(item.name, "component") + say.bracketed(said)


SUMMARY_TEMPLATE = "evaluations.md.j2"


def render_evaluations(
    view: EvaluationsView, language: Language, folders: Sequence[Path] = (), pictures: str | None = "charts"
) -> Report:
    """Return the summary; its Markdown links to charts in the folder `pictures`, or has none if that is None."""
    say = translator_for(language)
    drawn = summary_charts(view, say) if pictures is not None else {}
    source = evaluation_environment(say, folders)
    source.filters |= {
        "vetoes": lambda entry: wording.listed_vetoes(entry.vetoes, say),
        "because": lambda entry: wording.reason_of(entry.path, entry.vetoes, say),
    }
    cautions = tuple(say.text(caution) for caution in wording.CAUTIONS)
    settings = setting_phrases(view.settings, say)
    data = {"view": view, **evaluations_head(view, language).shown, "cautions": cautions, **settings}
    return compose(source, SUMMARY_TEMPLATE, data, drawn, folders, pictures)


def evaluations_publication(
    view: EvaluationsView, languages: Sequence[Language], folders: Sequence[Path] = ()
) -> Publication:
    """Return the summary in these languages, by the templates of `folders`."""
    stem = f"evaluations-{view.head.as_of.isoformat()}" + ("-public" if view.head.edition == "public" else "")
    return publication(
        view,
        languages,
        folders,
        stem=stem,
        head=evaluations_head,
        render=render_evaluations,
        figures=evaluations_figures,
    )


def evaluations_head(view: EvaluationsView, language: Language) -> Head:
    """Return the text of the head in the Markdown and of the PDF's cover and running head."""
    say = translator_for(language)
    subtitle = say.text("Summary of the evaluations by {day}", day=say.day(view.head.as_of))
    made = cover(
        language,
        issued=view.head.issued,
        as_of=view.head.as_of,
        titles=(say.words(view.head.programme), subtitle),
        facts=_summary_facts(view, say),
        keywords=(say.text("Evaluation"),),
    )
    return replace(made, origin=origin_facts(view.head.provenance, view.head.edition, say))


def _summary_facts(view: EvaluationsView, say: Translator) -> tuple[tuple[str, str], ...]:
    """Return the lines of the head (label and value)."""
    head = view.head
    pilots = say.text("{n} of {total}", n=say.figure(len(view.entries)), total=say.figure(head.registered))
    return (
        (say.text("Evaluations by"), say.day(head.as_of)),
        (say.text("Issued"), say.day(head.issued)),
        (say.text("Pilots evaluated / registered"), pilots),
        (say.text("Evaluations"), say.figure(head.evaluations)),
    )
