"""Render the status of pilots as JSON, CSV and Markdown."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from talentpilot import __version__
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.lights import Rated
from talentpilot.analysis.number_format import one_decimal, plain_number
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.readiness import NextStep, ready_pilots
from talentpilot.analysis.schedule import MilestoneStatus
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.output import restated
from talentpilot.cli.output.restated import documents
from talentpilot.cli.output.revisions import known_revision
from talentpilot.cli.output.rows import csv_of, json_text, markdown_of
from talentpilot.i18n.command_terms import figure_value, word
from talentpilot.i18n.translator import Translator
from talentpilot.model.base import Text
from talentpilot.services.portfolio import Portfolio
from talentpilot.services.restatements import Restatements
from talentpilot.store.issued_reports import input_digest

Json = dict[str, object]


def status_json(portfolio: Portfolio, past: Restatements | None, *, in_full: bool = False) -> str:
    """Return the document, ending with a line end; `in_full` adds all that is on the file of each pilot."""
    told = document(portfolio, past)
    if in_full:
        told["pilots"] = [_pilot_in_full(status, portfolio) for status in portfolio.statuses]
    return json_text(told)


def _pilot_in_full(status: PilotStatus, portfolio: Portfolio) -> Json:
    from talentpilot.cli.output.pilot_file import file_document
    from talentpilot.services.pilot_file import facts_on_file

    return {**_pilot(status, portfolio), "file": file_document(facts_on_file(status, portfolio))}


def document(portfolio: Portfolio, past: Restatements | None) -> Json:
    """Return the document as plain data; `past` is what was restated since the revision that was read."""
    counts = portfolio.counts
    return {
        "schema": "talentpilot/status/1",
        "as_of": portfolio.as_of.isoformat(),
        "revision": known_revision(portfolio.source),
        "inputs": input_digest(portfolio.source, portfolio.folders),
        "version": __version__,
        "summary": {
            "pilots": counts.pilots,
            "lights": counts.lights,
            "maturity": {level: number for level, number in counts.maturity.items() if number},
            "status": {word: number for word, number in counts.standing.items() if number},
        },
        "pilots": [_pilot(status, portfolio) for status in portfolio.statuses],
        "ready_for_evaluation": [item.pilot for item in ready_pilots(portfolio.statuses, NextStep.EVALUATE)],
        "to_decide": [item.pilot for item in ready_pilots(portfolio.statuses, NextStep.DECIDE)],
        "restated": documents(past) if past is not None else None,
        "unreadable": [{"path": item.path, "rule": item.rule, "object": item.object} for item in portfolio.unreadable],
    }


def _pilot(status: PilotStatus, portfolio: Portfolio) -> Json:
    file = status.pilot.file
    domain = portfolio.catalogue.domain_of(file.task)
    schedule, reporting = status.schedule, status.reporting
    return {
        "id": status.pilot.id,
        "title": _text(status.plan.title),
        "domain": domain.id if domain else None,
        "task": file.task,
        "region": file.region,
        "lead": status.plan.lead,
        "status": status.standing.value,
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


def _text(value: Text) -> Json:
    return {"zh": value.zh or value.plain, "en": value.en or value.plain}


HEADER = (
    "id", "title_zh", "title_en", "domain", "task", "region", "lead", "status", "light", "reasons", "maturity",
    "completion", "planned", "planned_original", "gap", "restated",
)  # fmt: skip


def rows(portfolio: Portfolio, past: Restatements | None) -> Iterator[tuple[str, ...]]:
    """One row a pilot, in the order of `HEADER`; percentages with one decimal, empty where not defined.

    `restated` counts facts and figures that differ now; empty where nothing was compared.
    """
    for status in portfolio.statuses:
        file, schedule = status.pilot.file, status.schedule
        domain = portfolio.catalogue.domain_of(file.task)
        yield (
            status.pilot.id,
            *_wordings(status.plan.title),
            domain.id if domain else "",
            file.task,
            file.region,
            status.plan.lead,
            status.standing.value,
            light_word(status),
            " ".join(status.reasons),
            status.maturity or "",
            *map(_figure, (schedule.completion, schedule.planned, schedule.planned_original, schedule.gap)),
            "" if past is None else str(len(past.of(status.pilot.id))),
        )


def render_csv(portfolio: Portfolio, past: Restatements | None) -> str:
    """Return the rows as CSV."""
    return csv_of(HEADER, rows(portfolio, past))


def render_markdown(portfolio: Portfolio, past: Restatements | None, say: Translator) -> str:
    """A Markdown table; what the ledger says prints as itself. What was restated follows in a table of its own."""
    told = restated.render_markdown(past, portfolio.as_of, say) if past is not None else ""
    header = [word(say, name, "column") for name in HEADER]
    return markdown_of(header, (_spoken(row, say) for row in rows(portfolio, past))) + told


def _spoken(row: tuple[str, ...], say: Translator) -> list[str]:
    """Return a row with its codes in words; in English they stand as they are."""
    return [figure_value(say, name, value) if value else "" for name, value in zip(HEADER, row, strict=True)]


def _wordings(text: Text) -> tuple[str, str]:
    return text.zh or text.plain or "", text.en or text.plain or ""


def _figure(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
