"""The summary over all evaluations: view to Markdown and chart specifications; no league table."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from talentpilot.language.translator import Translator, translator
from talentpilot.model.base import Language
from talentpilot.report import evaluation_wording as wording
from talentpilot.report.document import Publication, Report, in_languages
from talentpilot.report.environment import compose
from talentpilot.report.evaluation import evaluation_environment, setting_phrases
from talentpilot.report.evaluation_figures import evaluations_figures
from talentpilot.report.head import Head, origin_facts
from talentpilot.report.views.evaluations.entries import EntryView
from talentpilot.report.views.evaluations.figures import figures_of
from talentpilot.report.views.evaluations.view import EvaluationsView

TEMPLATE = "evaluations.md.j2"


def render_evaluations(
    view: EvaluationsView, language: Language, folders: Sequence[Path] = (), *, pictures: str | None = "charts"
) -> Report:
    """The report; `pictures` is the folder of the charts as the Markdown links to it, or None for no charts."""
    say = translator(language)
    drawn = figures_of(view, say) if pictures is not None else {}
    source = evaluation_environment(say, folders)
    source.filters |= {
        "vetoes": lambda entry: wording.listed_vetoes(entry.vetoes, say),
        "because": lambda entry: _because(entry, say),
    }
    title, subtitle = titles(view, say)
    shown = {"view": view, "title": title, "subtitle": subtitle, "facts": facts(view, say)}
    shown |= {"cautions": tuple(say.text(one) for one in wording.CAUTIONS), **setting_phrases(view.settings, say)}
    return compose(source, TEMPLATE, shown, drawn, folders, pictures)


def evaluations_publication(
    view: EvaluationsView, languages: Sequence[Language], folders: Sequence[Path] = ()
) -> Publication:
    """The summary in these languages, by these templates."""
    stem = f"evaluations-{view.head.as_of.isoformat()}" + ("-public" if view.head.edition == "public" else "")

    def write(language: Language, pictures: str | None) -> Report:
        return render_evaluations(view, language, folders, pictures=pictures)

    return in_languages(stem, languages, partial(evaluations_cover, view), write, partial(evaluations_figures, view))


def evaluations_cover(view: EvaluationsView, language: Language) -> Head:
    """What the PDF prints on its cover and in its running head: the same facts as the head of the Markdown."""
    say = translator(language)
    title, subtitle = titles(view, say)
    return Head(
        title=title,
        subtitle=subtitle,
        language=language,
        date=view.head.issued,
        contents=say.text("Contents"),
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
        as_of=say.text("Figures as of {day}", day=say.day(view.head.as_of)),
        facts=facts(view, say),
        keywords=(say.text("Evaluation"),),
    )


def titles(view: EvaluationsView, say: Translator) -> tuple[str, str]:
    """Title and subtitle: the programme; what the summary is, and of which day."""
    subtitle = say.text("Summary of the evaluations by {day}", day=say.day(view.head.as_of))
    return say.words(view.head.programme), subtitle


def facts(view: EvaluationsView, say: Translator) -> tuple[tuple[str, str], ...]:
    """The lines of the head, label and value."""
    head = view.head
    pilots = say.text("{n} of {total}", n=say.figure(len(view.entries)), total=say.figure(head.registered))
    return (
        (say.text("Evaluations by"), say.day(head.as_of)),
        (say.text("Issued"), say.day(head.issued)),
        (say.text("Pilots evaluated / registered"), pilots),
        (say.text("Evaluations"), say.figure(head.evaluations)),
        *origin_facts(head.provenance, head.edition, say),
    )


def _because(entry: EntryView, say: Translator) -> str:
    """Why a pilot comes out as it does, in one phrase."""
    return wording.reason_of(entry.path, entry.vetoes, say)
