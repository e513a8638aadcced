"""Restated figures: those of issued reports compared with what the ledger now says of the same day.

The figures of an issued report come from its `figures.json`. Each is computed again, from the pilots as they are
known now and by the present rules, for the period, the day of the figures and the day of issue of that report.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.analysis.number_format import plain_number
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Indicator
from talentpilot.model.periods import Period
from talentpilot.model.programme import Programme

Value = str | int | float | bool | None
Figures = Mapping[tuple[str, str], Value]
"""The figures of one pilot by object (an inner id; empty for the pilot itself) and field."""

UNDATED = "draft"
"""The undated stage of a practice: the ledger does not say when it was reached."""
DAYS = 8
"""The maximum number of days of issued reports to compare, the latest first: two years of quarters."""


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """An issued report; `name` is its folder in `reports/`, `digest` that of its `figures.json`, `figures` those of
    each pilot by id.
    """

    name: str
    period: Period
    as_of: date
    issued: date
    version: str
    digest: str
    figures: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class UnreadReport:
    """An issued report that can't be compared, and why: manifest, figures, tampered or shape."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class IssuedReports:
    """Issued reports: those to compare, older ones, and unreadable ones."""

    reports: tuple[IssuedReport, ...] = ()
    older: tuple[str, ...] = ()
    unread: tuple[UnreadReport, ...] = ()


NONE_ISSUED = IssuedReports()


@dataclass(frozen=True, slots=True)
class ComparedReport:
    """An issued report, the number of its pilots compared, and the number of figures that differ now."""

    name: str
    as_of: date
    issued: date
    version: str
    pilots: int
    restated: int


@dataclass(frozen=True, slots=True)
class RestatedFigure:
    """A figure that differs from the one issued.

    `whole` means that the object itself was added to the ledger or removed, and the figure stands for all of its
    figures; a removed pilot has neither object nor field, and no known title.
    """

    reports: tuple[str, ...]
    as_of: date
    pilot: str
    object: str
    field: str
    then: Value
    now: Value
    whole: bool = False
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Restatement:
    """Which reports were compared and what was found; `older` and `unread` were not compared."""

    compared: tuple[ComparedReport, ...]
    figures: tuple[RestatedFigure, ...]
    older: tuple[str, ...]
    unread: tuple[UnreadReport, ...]

    @property
    def days(self) -> int:
        """The maximum number of days of issued reports to compare."""
        return DAYS

    @property
    def corrected(self) -> tuple[tuple[RestatedFigure, ...], ...]:
        """The figures grouped by object and day where something that was printed is different now."""
        return tuple(group for group in self._by_object if not _is_late(group))

    @property
    def late(self) -> tuple[tuple[RestatedFigure, ...], ...]:
        """Those where nothing was known when the report was issued."""
        return tuple(group for group in self._by_object if _is_late(group))

    @property
    def _by_object(self) -> Iterator[tuple[RestatedFigure, ...]]:
        for _, group in groupby(self.figures, key=lambda one: (one.as_of, one.reports, one.pilot, one.object)):
            yield tuple(group)


def _is_late(group: Sequence[RestatedFigure]) -> bool:
    return all(one.then is None and one.now is not None for one in group)


def restatement(
    issued: IssuedReports, statuses: Sequence[PilotStatus], programme: Programme, *, registered: frozenset[str]
) -> Restatement:
    """Compare the issued reports with the pilots of `statuses`, as they are known now.

    `registered` are the ids of all pilots in the ledger, read or not: a pilot that is missing there is gone.
    """
    known = {status.pilot.id: status for status in statuses}
    again: dict[tuple[Period, date, date, str], Figures] = {}
    compared: list[ComparedReport] = []
    found: list[RestatedFigure] = []
    for report in issued.reports:
        rows: list[RestatedFigure] = []
        for pilot, then in report.figures.items():
            if pilot in known:
                key, title = (report.period, report.as_of, report.issued, pilot), known[pilot].plan.title
                if key not in again:
                    again[key] = figures_now(known[pilot], programme, report.period, report.as_of, report.issued)
                rows += (replace(one, title=title) for one in _differences(report, pilot, then, again[key]))
            elif pilot not in registered:
                rows.append(RestatedFigure((report.name,), report.as_of, pilot, "", "", None, None, whole=True))
        pilots = sum(1 for pilot in report.figures if pilot in known)
        compared.append(
            ComparedReport(report.name, report.as_of, report.issued, report.version, pilots, len(rows))
        )  # fmt: skip
        found += rows
    return Restatement(tuple(compared), _merged(found), issued.older, issued.unread)


def figures_now(status: PilotStatus, programme: Programme, period: Period, as_of: date, issued: date) -> Figures:
    """Return the figures of a pilot for an earlier day, from what is known of it now."""
    then = pilot_status(status.pilot, programme, as_of)
    return dict(_of_status(then, period, issued))


def figures_then(pilot: Mapping[str, object]) -> Figures:
    """Return the figures of a pilot as `figures.json` has them.

    Raises:
        KeyError, TypeError, ValueError: it is not of the shape `talentpilot/report/1`.
    """
    return dict(_of_document(pilot))


def _of_status(status: PilotStatus, period: Period, issued: date) -> Iterator[tuple[tuple[str, str], Value]]:
    parts = {"results": status.results, "issues": status.issues, "reporting": status.reporting.rated}
    pace = status.schedule
    yield ("", "light"), light_word(status)
    yield ("", "standing"), status.state.value
    yield ("", "maturity"), status.maturity
    yield ("", "completion"), plain_number(pace.completion)
    yield ("", "planned"), plain_number(pace.planned)
    yield ("", "planned_original"), plain_number(pace.planned_original)
    for name, rated in {"schedule": pace.rated, **parts}.items():
        yield ("", name), rated.light.value
    for step in status.milestones:
        yield (step.id, "state"), step.state.value
        for field in ("due_original", "due", "done"):
            yield (step.id, field), _day(getattr(step, field))
    planned = {item.id: item for item in status.plan.indicators}
    for item in status.indicators:
        yield (item.id, "light"), item.rated.light.value
        yield from _of_indicator(item.id, planned[item.id])
        yield (item.id, "actual"), plain_number(item.actual)
        yield (item.id, "actual_day"), _day(item.actual_date)
        progress = item.progress.value
        yield (item.id, "progress"), plain_number(100 * progress if progress is not None else None)
    for one in status.bottlenecks:
        yield (one.id, "severity"), one.severity
    for practice in status.pilot.practices:
        reached = practice.status(status.as_of)
        if reached != UNDATED:
            yield (practice.id, "status"), reached
            abroad = adoptions_elsewhere(practice, status.pilot, status.plan, status.as_of)
            yield (practice.id, "elsewhere"), sum(1 for _ in abroad)
    for report in status.pilot.file.reports:
        if period.start <= report.period.end <= period.end and report.submitted <= issued:
            yield (str(report.period), "submitted"), _day(report.submitted)


def _of_indicator(name: str, item: Indicator) -> Iterator[tuple[tuple[str, str], Value]]:
    baseline, target = item.baseline, item.target
    yield (name, "baseline"), plain_number(Fraction(baseline.value)) if baseline else None
    yield (name, "baseline_day"), _day(baseline.day) if baseline else None
    if target is None:
        return
    for field, value in (("value", target.value), ("low", target.min), ("high", target.max)):
        yield (name, f"target_{field}"), plain_number(Fraction(value)) if value is not None else None
    yield (name, "target_day"), _day(target.date)


def _of_document(pilot: Mapping[str, object]) -> Iterator[tuple[tuple[str, str], Value]]:
    for field in ("light", "standing", "maturity"):
        yield ("", field), _value(pilot[field])
    for field in ("completion", "planned", "planned_original"):
        yield ("", field), _value(_inner(pilot["schedule"])[field])
    for part in _rows(pilot["parts"]):
        yield ("", str(part["name"])), _value(part["light"])
    yield from _listed(pilot["milestones"], ("state", "due_original", "due", "done"))
    simple = ("light", "baseline", "baseline_day", "actual", "actual_day", "progress")
    yield from _listed(pilot["indicators"], simple)
    for item in _rows(pilot["indicators"]):
        if item["target"] is None:  # an indicator that is only watched
            continue
        for field in ("value", "low", "high", "day"):
            yield (str(item["id"]), f"target_{field}"), _value(_inner(item["target"])[field])
    yield from _listed(pilot["bottlenecks"], ("severity",))
    practices = [item for item in _rows(pilot["practices"]) if item["status"] != UNDATED]
    yield from _listed(practices, ("status", "elsewhere"))
    for report in _rows(pilot["reports"]):
        yield (str(report["period"]), "submitted"), _value(report["submitted"])


def _listed(rows: object, fields: Sequence[str]) -> Iterator[tuple[tuple[str, str], Value]]:
    for row in _rows(rows):
        for field in fields:
            yield (str(row["id"]), field), _value(row[field])


def _rows(value: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    yield from map(_inner, value)


def _inner(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("an object is expected")
    return value


def _value(value: object) -> Value:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError("a single value is expected")


def _differences(report: IssuedReport, pilot: str, then: Figures, now: Figures) -> Iterator[RestatedFigure]:
    """Yield the differences; an added or removed object is one figure, not one for each of its fields."""
    before, after = ({name for name, _ in side} for side in (then, now))
    heads: dict[str, tuple[str, str]] = {}
    for key in (*then, *now):
        heads.setdefault(key[0], key)
    for key in dict.fromkeys((*then, *now)):
        name, field = key
        whole = (name in before) != (name in after)
        if then.get(key) == now.get(key) or (whole and key != heads[name]):
            continue
        yield RestatedFigure((report.name,), report.as_of, pilot, name, field, then.get(key), now.get(key), whole)


def _merged(found: Iterable[RestatedFigure]) -> tuple[RestatedFigure, ...]:
    """Return each figure once, even if several reports printed it; the latest day first, then by pilot."""
    names: dict[tuple[object, ...], list[str]] = {}
    firsts: dict[tuple[object, ...], RestatedFigure] = {}
    for one in found:
        key = (one.as_of, one.pilot, one.object, one.field, one.then, one.now, one.whole)
        firsts.setdefault(key, one)
        names.setdefault(key, []).extend(one.reports)
    ordered = sorted(firsts.items(), key=lambda pair: (-pair[1].as_of.toordinal(), pair[1].pilot))
    return tuple(replace(one, reports=tuple(names[key])) for key, one in ordered)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
