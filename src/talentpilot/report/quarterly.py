"""The periodic report: view to Markdown and chart specifications, through one template for every language."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from talentpilot.language.translator import Translator, translator
from talentpilot.model.base import Language
from talentpilot.report.document import Publication, Report, in_languages
from talentpilot.report.environment import compose, report_environment
from talentpilot.report.head import Head, origin_facts
from talentpilot.report.quarterly_figures import quarterly_figures
from talentpilot.report.views.figures import figures_of, pressing_steps
from talentpilot.report.views.quarterly import QuarterlyView

TEMPLATE = "quarterly.md.j2"


def render_quarterly(
    view: QuarterlyView, language: Language, folders: Sequence[Path] = (), *, pictures: str | None = "charts"
) -> Report:
    """The report; `pictures` is the folder of the charts as the Markdown links to it, or None for no charts."""
    say = translator(language)
    drawn = figures_of(view, say) if pictures is not None else {}
    source = report_environment(say, folders)
    title, subtitle = titles(view, say)
    shown = {"title": title, "subtitle": subtitle, "facts": facts(view, say)}
    data = shown | {"view": view, "pressing": pressing_steps(view)}
    return compose(source, TEMPLATE, data, drawn, folders, pictures)


def quarterly_publication(
    view: QuarterlyView, languages: Sequence[Language], folders: Sequence[Path] = ()
) -> Publication:
    """The report in these languages, by these templates."""
    stem = file_stem(view)

    def write(language: Language, pictures: str | None) -> Report:
        return render_quarterly(view, language, folders, pictures=pictures)

    return in_languages(stem, languages, partial(cover, view), write, partial(quarterly_figures, view))


def file_stem(view: QuarterlyView) -> str:
    """The usual name of its files: 2026Q3, 2026Q3-domain-titles, 2026Q3-light-red, 2026Q3-public."""
    scope = view.head.scope
    parts = [str(view.head.period)]
    if scope.kind != "programme":
        parts += [scope.kind, scope.value]
    parts += [word for pair in scope.filters for word in pair]
    parts += ["public"] if view.head.edition == "public" else []
    return re.sub(r"[^0-9A-Za-z]+", "-", "-".join(parts))


def cover(view: QuarterlyView, language: Language) -> Head:
    """What the PDF prints on its cover and in its running head: the same facts as the head of the Markdown."""
    say = translator(language)
    head = view.head
    title, subtitle = titles(view, say)
    return Head(
        title=title,
        subtitle=subtitle,
        language=language,
        date=head.issued,
        contents=say.text("Contents"),
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
        unit="" if head.scope.kind == "programme" else say.words(head.title),
        period=say.period(head.period),
        as_of=say.text("Figures as of {day}", day=say.day(head.as_of)),
        facts=facts(view, say),
        keywords=(say.period(head.period), head.scope.value or head.scope.kind),
    )


def titles(view: QuarterlyView, say: Translator) -> tuple[str, str]:
    """Title and subtitle: the programme, or the pilot; the period, and what part of the programme is covered."""
    head = view.head
    period = say.period(head.period)
    if view.single:
        return say.words(head.scope_name), say.text("Pilot progress report, {period}", period=period)
    parts = [say.words(head.scope_name)] if say.words(head.scope_name) else []
    parts += [say.term(name.plain, kind) if kind == "light" else say.words(name) for kind, name in head.filters]
    covered = say.bracketed(say.listed(parts)) if parts else ""
    return say.words(head.title), say.text("Progress report, {period}", period=period) + covered


def facts(view: QuarterlyView, say: Translator) -> tuple[tuple[str, str], ...]:
    """The lines of the head, label and value."""
    head = view.head
    covered = say.text("{n} of {total}", n=say.figure(head.covered), total=say.figure(head.registered))
    return (
        (say.text("Period"), say.span(head.period.start, head.period.end)),
        (say.text("Figures as of"), say.day(head.as_of)),
        (say.text("Issued"), say.day(head.issued)),
        (say.text("Pilots covered / registered"), covered),
        *origin_facts(head.provenance, head.edition, say),
    )
