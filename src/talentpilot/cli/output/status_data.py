"""Render the status of pilots as JSON, CSV and Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from talentpilot import __version__
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.lights import Rated
from talentpilot.analysis.number_format import one_decimal, plain_number
from talentpilot.analysis.portfolio import PilotBrief, count, light_word
from talentpilot.analysis.readiness import NextStep, ready_pilots
from talentpilot.analysis.schedule import MilestoneStatus
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.output import restated
from talentpilot.cli.output.notes import known_revision
from talentpilot.cli.output.restated import documents
from talentpilot.cli.output.rows import WrittenJson, csv_of, markdown_of, text_data, unreadable_data, wordings
from talentpilot.diagnostics import Language
from talentpilot.i18n.command_terms import figure_value, word
from talentpilot.i18n.translator import Translator
from talentpilot.model.catalogue import Catalogue
from talentpilot.services.portfolio import Portfolio, PortfolioHead
from talentpilot.services.restatements import Restatements
from talentpilot.store.issued_reports import input_digest

Json = dict[str, object]
Row = tuple[str, ...]


def written(status: PilotStatus, catalogue: Catalogue) -> WrittenJson:
    """Return a pilot as JSON."""
    return WrittenJson.of(pilot_data(status, catalogue))


def written_in_full(status: PilotStatus, portfolio: Portfolio) -> WrittenJson:
    """Return a pilot as JSON, with all that is on its file."""
    from talentpilot.cli.output.lists import file_document
    from talentpilot.report.views.inputs import Names
    from talentpilot.services.lists import facts_on_file

    file = file_document(facts_on_file(status, Names(portfolio.programme, portfolio.catalogue)))
    return WrittenJson.of({**pilot_data(status, portfolio.catalogue), "file": file})


def document(
    head: PortfolioHead,
    briefs: Sequence[PilotBrief],
    pilots: Iterator[object],
    past: Restatements | None,
    language: Language,
) -> Json:
    """Return the document, whose pilots are written one by one.

    `past` is what was restated since the revision that was read. What keeps git from naming it is said in the language.
    """
    counts, steps = count(briefs), [one.readiness for one in briefs]
    return {
        "schema": "talentpilot/status/1",
        "as_of": head.as_of.isoformat(),
        "revision": known_revision(head.source, language),
        "inputs": input_digest(head.source, head.folders),
        "version": __version__,
        "summary": {
            "pilots": counts.pilots,
            "lights": dict(counts.lights),
            "maturity": {level: number for level, number in counts.maturity.items() if number},
            "status": {word: number for word, number in counts.standing.items() if number},
        },
        "pilots": pilots,
        "ready_for_evaluation": [item.pilot for item in ready_pilots(steps, NextStep.EVALUATE)],
        "to_decide": [item.pilot for item in ready_pilots(steps, NextStep.DECIDE)],
        "restated": documents(past) if past is not None else None,
        "unreadable": unreadable_data(head.unreadable),
    }


def pilot_data(status: PilotStatus, catalogue: Catalogue) -> Json:
    """Return a pilot as plain data."""
    file = status.pilot.file
    domain = catalogue.domain_of(file.task)
    schedule, reporting = status.schedule, status.reporting
    return {
        "id": status.pilot.id,
        "title": text_data(status.plan.title),
        "domain": domain.id if domain else None,
        "task": file.task,
        "region": file.region,
        "lead": status.plan.lead,
        "status": status.state.value,
        "light": status.light.value if status.light else None,
        "reasons": list(status.reasons),
        "maturity": status.maturity,
        "schedule": {
            **_rated(schedule.rated),
            "completion": plain_number(schedule.completion),
            "planned": plain_number(schedule.planned),
            "planned_original": plain_number(schedule.planned_original),
            "gap": plain_number(schedule.gap),
        },
        "results": _rated(status.results),
        "issues": {
            **_rated(status.issues),
            "open": [
                {"id": item.id, "severity": item.severity, "age_days": item.age_days} for item in status.bottlenecks
            ],
        },
        "reporting": {
            **_rated(reporting.rated),
            "expected": list(map(str, reporting.expected)),
            "missing": list(map(str, reporting.missing)),
            "late": list(map(str, reporting.late)),
        },
        "milestones": [_milestone(item) for item in status.milestones],
        "indicators": [_indicator(item) for item in status.indicators],
    }


def _milestone(item: MilestoneStatus) -> Json:
    return {
        "id": item.id,
        "state": item.state.value,
        "due": _day(item.due),
        "due_original": _day(item.due_original),
        "done": _day(item.done),
        "forecast": _day(item.forecast),
        "late_days": item.late_days,
        "slip_days": item.slip_days,
        "weight": plain_number(Fraction(item.weight)),
        "owner": item.owner,
    }


def _indicator(item: IndicatorStatus) -> Json:
    return {
        "id": item.id,
        **_rated(item.rated),
        "actual": plain_number(item.actual),
        "actual_date": _day(item.actual_date),
        "progress": plain_number(item.progress.value),
        "expected": plain_number(item.expected),
        "gap": plain_number(item.gap),
        "met": item.progress.met,
        "stale": item.stale is not None,
    }


def _rated(rated: Rated) -> Json:
    return {"light": rated.light.value, "reasons": list(rated.reasons)}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


HEADER = (
    "id", "title_zh", "title_en", "domain", "task", "region", "lead", "status", "light", "reasons", "maturity",
    "completion", "planned", "planned_original", "gap", "restated",
)  # fmt: skip


def row_of(status: PilotStatus, catalogue: Catalogue) -> Row:
    """Return the row of a pilot, in the order of `HEADER` without `restated`; percentages with one decimal, empty
    where not defined."""
    file, schedule = status.pilot.file, status.schedule
    domain = catalogue.domain_of(file.task)
    return (
        status.pilot.id,
        *wordings(status.plan.title),
        domain.id if domain else "",
        file.task,
        file.region,
        status.plan.lead,
        status.state.value,
        light_word(status),
        " ".join(status.reasons),
        status.maturity or "",
        *map(_figure, (schedule.completion, schedule.planned, schedule.planned_original, schedule.gap)),
    )


def _with_restated(rows: Iterable[Row], past: Restatements | None) -> Iterator[Row]:
    """Yield the rows with how many facts and figures of the pilot differ now; empty where nothing was compared."""
    for row in rows:
        yield *row, "" if past is None else str(len(past.of(row[0])))


def render_csv(rows: Iterable[Row], past: Restatements | None) -> str:
    """Return the rows as CSV."""
    return csv_of(HEADER, _with_restated(rows, past))


def render_markdown(rows: Iterable[Row], past: Restatements | None, day: date, say: Translator) -> str:
    """Return a Markdown table, in which texts of the ledger are escaped, and a second one of what was restated."""
    template = restated.render_markdown(past, day, say) if past is not None else ""
    header = [word(say, name, "column") for name in HEADER]
    return markdown_of(header, (_spoken(row, say) for row in _with_restated(rows, past))) + template


def _spoken(row: Row, say: Translator) -> list[str]:
    """Return a row with its codes in words; in English they stand as they are."""
    return [figure_value(say, name, value) if value else "" for name, value in zip(HEADER, row, strict=True)]


def _figure(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
