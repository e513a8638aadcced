"""The report over many ledgers: Markdown, chart and figures."""

from collections.abc import Sequence
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.base import Language
from talentpilot.report.document import Head, Publication, Report, cover, origin_facts, publication, stem_of
from talentpilot.report.environment import compose, report_environment
from talentpilot.report.figures_json import Converter, Forms, fields_of, figures_json
from talentpilot.report.views.chart_data import FEWEST_ROWS, Figure, light_labels
from talentpilot.report.views.federation import CountRow, FederationView, LedgerFacts

TEMPLATE = "federation.md.j2"
SCHEMA = "talentpilot/federation-report/1"
MOST_BARS = 40
"""Ledgers that a chart holds on one page."""


def render_federation(
    view: FederationView, language: Language, folders: Sequence[Path] = (), pictures: str | None = "charts"
) -> Report:
    """Return the report; its Markdown links to the chart in the folder `pictures`, or has none if that is None."""
    say = translator_for(language)
    drawn = _charts(view, say) if pictures is not None else {}
    source = report_environment(say, folders)
    source.filters["found"] = say.said
    data = {"view": view, **federation_head(view, language).shown}
    return compose(source, TEMPLATE, data, drawn, folders, pictures)


def federation_publication(
    view: FederationView, languages: Sequence[Language], folders: Sequence[Path] = ()
) -> Publication:
    """Return the report in these languages, by the templates of `folders`."""
    return publication(
        view,
        languages,
        folders,
        stem=stem_of(view.period, view.scope, view.edition),
        head=federation_head,
        render=render_federation,
        figures=federation_figures,
    )


def federation_head(view: FederationView, language: Language) -> Head:
    """Return the text of the head in the Markdown and of the cover; what is missing stands on it."""
    say = translator_for(language)
    period = say.period(view.period)
    return cover(
        language,
        issued=view.issued,
        as_of=view.as_of,
        titles=(say.words(view.title), say.text("Progress report, {period}", period=period) + _covered(view, say)),
        facts=_facts(view, say),
        keywords=(period,),
        period=period,
    )


def _covered(view: FederationView, say: Translator) -> str:
    """Return in brackets what narrows the report; nothing for all pilots of all ledgers."""
    words = [say.term(name.plain, kind) if kind == "light" else say.words(name) for kind, name in view.covered]
    return say.bracketed(say.listed(words)) if words else ""


def _facts(view: FederationView, say: Translator) -> tuple[tuple[str, str], ...]:
    counts = {"read": say.figure(view.read), "every": say.figure(view.every), "pilots": say.figure(view.total.pilots)}
    missing = say.joined(
        f"{item.id} {say.words(item.name)}".strip() + say.punctuation["colon"] + say.said(item.reason)
        for item in view.missing
        if item.reason is not None
    )
    return (
        (say.text("Period"), say.span(view.period.start, view.period.end)),
        (say.text("Figures as of"), say.day(view.as_of)),
        (say.text("Issued"), say.day(view.issued)),
        (say.text("Ledgers"), say.text("{read} of {every} ledgers, {pilots} pilots", **counts)),
        *([(say.text("Missing ledgers"), missing)] if missing else []),
        *origin_facts(view.provenance, view.edition, say),
    )


def _charts(view: FederationView, say: Translator) -> dict[str, Figure]:
    rows = [{"label": say.words(row.counts.name), **row.counts.lights} for row in view.ledgers[:MOST_BARS]]
    return {"lights": Figure("lights", {"rows": rows, "labels": light_labels(say)})} if len(rows) >= FEWEST_ROWS else {}


def federation_figures(view: FederationView) -> str:
    """Return the document, ending with a line ending."""
    return figures_json(SCHEMA, view, _FORMS)


def _view(view: FederationView, plain: Converter) -> dict[str, object]:
    return {**fields_of(view, plain), "omitted": plain(view.omitted)}


def _ledger(item: LedgerFacts, plain: Converter) -> dict[str, object]:
    return {"state": "missing" if item.reason is not None else "read", **fields_of(item, plain, "statuses")}


def _counts(row: CountRow, plain: Converter) -> dict[str, object]:
    return {**fields_of(row, plain), "worst": row.worst}


def _message(message: Message, plain: Converter) -> str:
    del plain
    return str(message)


_FORMS: Forms = {FederationView: _view, LedgerFacts: _ledger, CountRow: _counts, Message: _message}
