"""Status for machines: `talentpilot/status/1`, numbers unrounded, null and [] for what is absent."""

import json
from datetime import date
from fractions import Fraction

from talentpilot import __version__
from talentpilot.analysis.completion import Step, completions
from talentpilot.analysis.figures import plain_number
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.lights import Rated
from talentpilot.analysis.portfolio import count
from talentpilot.analysis.schedule import MilestoneStatus
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.output.restated import documents
from talentpilot.cli.output.revisions import known_revision
from talentpilot.cli.restating import Restatements
from talentpilot.model.base import Text
from talentpilot.store.digest import input_digest

Json = dict[str, object]


def render(gathered: Gathered, past: Restatements | None) -> str:
    """The document, ending with a line end."""
    return json.dumps(document(gathered, past), ensure_ascii=False, indent=2) + "\n"


def document(gathered: Gathered, past: Restatements | None) -> Json:
    """The document as plain data; `past` is what was restated since the revision that was read."""
    counts = count(gathered.statuses)
    return {
        "schema": "talentpilot/status/1",
        "as_of": gathered.as_of.isoformat(),
        "revision": known_revision(gathered.books),
        "inputs": input_digest(gathered.books, gathered.folders),
        "version": __version__,
        "summary": {
            "pilots": counts.pilots,
            "lights": counts.lights,
            "maturity": {level: number for level, number in counts.maturity.items() if number},
            "status": {word: number for word, number in counts.standing.items() if number},
        },
        "pilots": [_pilot(status, gathered) for status in gathered.statuses],
        "ready_for_evaluation": [item.pilot for item in completions(gathered.statuses, Step.EVALUATE)],
        "to_decide": [item.pilot for item in completions(gathered.statuses, Step.DECIDE)],
        "restated": documents(past) if past is not None else None,
        "unreadable": [{"path": item.path, "rule": item.rule, "object": item.object} for item in gathered.unreadable],
    }


def _pilot(status: PilotStatus, gathered: Gathered) -> Json:
    file = status.pilot.file
    domain = gathered.catalogue.domain_of(file.task)
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
