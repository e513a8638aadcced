"""Gather what a report is made from: period, days, pilots with their failures, and earlier reports."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.lead_time import Failure, lead_times
from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.portfolio import PilotSelection, light_word
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import Diagnostic, Language, LanguageChoice
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Text
from talentpilot.model.periods import Cadence, Period, parse_period, period_of
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import EarlierLights, KnownFailure, Scope, Source
from talentpilot.report.views.redaction import EDITIONS, Edition
from talentpilot.report.views.restated_figures import IssuedReports
from talentpilot.services.issuing import issued_before
from talentpilot.services.ledger import OpenLedger, provenance
from talentpilot.services.pilot_readings import PilotReadings
from talentpilot.services.portfolio import Portfolio, gather_portfolio, selection_of
from talentpilot.services.validation.ledger import ValidationOptions, check_ledger
from talentpilot.store.issued_reports import digesting, input_digest
from talentpilot.store.reader import PilotReading

PERIODS = 8
"""The number of periods whose lights a report compares, its own included."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a report is asked to show; None for what was not given. `scope` and `selection` mean the same pilots."""

    period: str | None
    issued: date | None
    scope: Scope
    selection: PilotSelection
    edition: Edition = "internal"


@dataclass(frozen=True, slots=True)
class ReportDays:
    """The period, the day of the figures, the day of issue."""

    period: Period
    as_of: date
    issued: date


@dataclass(frozen=True, slots=True)
class ReportBasis:
    """What a report rests on besides the ledger: what was asked, the days, the reports issued before.

    `today` says that the day of the figures is the real one. `revision` replaces that of the ledger; it is empty if the
    ledger had none.
    """

    asked: ReportRequest
    days: ReportDays
    past: IssuedReports
    today: bool
    revision: str | None = None


def gather_source(ledger: OpenLedger, asked: ReportRequest) -> tuple[Source, Portfolio]:
    """Gather everything that a report shows, and the pilots it rests on."""
    ledger.progress.began("reading the ledger")
    days = report_days(ledger, asked)
    past = issued_before(ledger.source, days.as_of)
    return compute_source(ledger, ReportBasis(asked, days, past, today=days.as_of == ledger.today))


def compute_source(ledger: OpenLedger, basis: ReportBasis) -> tuple[Source, Portfolio]:
    """Gather everything that a report shows on that basis, without asking the clock."""
    asked, days = basis.asked, basis.days
    digested = digesting(ledger.source)
    ledger = ledger.reading(digested, days.as_of)
    readings = PilotReadings(ledger, ledger.as_of if basis.today else None)
    portfolio = gather_portfolio(ledger, asked.selection, readings)
    day = days.period.previous().end
    before = {item.pilot.id: pilot_status(item.pilot, portfolio.programme, day) for item in portfolio.statuses}
    findings = _findings(ledger, portfolio, readings)
    ledger.progress.began("computing the figures")
    inputs = input_digest(digested, portfolio.folders)
    origin = provenance(digested, inputs)
    if basis.revision is not None:
        origin = replace(origin, revision=basis.revision or None, trouble=None)
    source = Source(
        programme=portfolio.programme,
        catalogue=portfolio.catalogue,
        scope=asked.scope,
        period=days.period,
        as_of=days.as_of,
        issued=days.issued,
        statuses=portfolio.statuses,
        before=before,
        registered=portfolio.registered,
        unreadable=portfolio.unreadable,
        findings=findings,
        provenance=origin,
        folders=frozenset(portfolio.folders),
        past=basis.past,
        edition=asked.edition,
        earlier=_earlier(portfolio, days.period, before),
        failures=known_failures(ledger, portfolio.programme, portfolio.statuses),
    )
    return source, portfolio


def _earlier(portfolio: Portfolio, period: Period, before: Mapping[str, PilotStatus]) -> tuple[EarlierLights, ...]:
    """Return the lights at the end of the periods before, oldest first, from the first in which a pilot had begun;
    `before` is how the pilots stood at the end of the last of them.
    """
    first_day = {item.pilot.id: original_plan(item.pilot).term_start for item in portfolio.statuses}
    found: list[EarlierLights] = []
    for number in range(PERIODS - 1):
        period = period.previous()
        begun = [item.pilot for item in portfolio.statuses if first_day[item.pilot.id] <= period.end]
        if not begun:
            break
        stood = (
            before[pilot.id] if number == 0 else pilot_status(pilot, portfolio.programme, period.end)
            for pilot in begun
        )  # fmt: skip
        found.insert(0, EarlierLights(period, {one.pilot.id: light_word(one) for one in stood}))
    return tuple(found)


def report_days(ledger: OpenLedger, asked: ReportRequest) -> ReportDays:
    """Which period is shown, as of which day, issued when.

    The figures are those of the earlier of today and the period's end; `--as-of` overrides them.

    Raises:
        UsageProblem: the period is none or has not begun, or the days contradict each other.
    """
    cadence = ledger.programme.reporting.cadence
    return days_of_report(asked.period, asked.issued, ledger.requested_day, ledger.today, cadence)


def days_of_report(
    period_asked: str | None, issued: date | None, stated: date | None, now: date, cadence: Cadence | None
) -> ReportDays:
    """Return the same for a day of the figures that was `stated`, or None, on the day `now`."""
    period = _period(period_asked, stated or now, cadence)
    if stated is None and period.start > now:
        raise UsageProblem("the period {period} has not begun", help="name an earlier one", period=period)
    as_of = stated or min(now, period.end)
    if as_of < period.start:
        raise UsageProblem(
            "{--as-of} {as_of} is before the period {period}",
            help="leave it out, or name another period",
            as_of=as_of,
            period=period,
        )
    issued = issued if issued is not None else max(now, as_of)
    if issued < as_of:
        raise UsageProblem("{--issued} {issued} is before the day of the figures, {as_of}", issued=issued, as_of=as_of)
    return ReportDays(period, as_of, issued)


def _period(text: str | None, day: date, cadence: Cadence | None) -> Period:
    """Return the period asked for, or the last complete one: a quarter if no periodic reports are owed."""
    if text is None:
        current = period_of(day, cadence or Cadence.QUARTERLY)
        return current if current.end <= day else current.previous()
    period = parse_period(text)
    if period is None:
        raise UsageProblem("{text} is not a period", help="write 2026, 2026H1, 2026Q3 or 2026-09", text=text)
    return period


def _findings(ledger: OpenLedger, portfolio: Portfolio, readings: PilotReadings) -> tuple[Diagnostic, ...]:
    """Return what validation says of the programme and of the pilots shown."""
    shown = {item.pilot.id for item in portfolio.statuses}
    shown |= {item.path.split("/")[1] for item in portfolio.unreadable if item.path.startswith("pilots/")}
    only = tuple(sorted(shown)) if len(shown) == 1 and portfolio.registered > 1 else ()
    result = check_ledger(ledger, readings.today, ValidationOptions(only), readings)
    return tuple(item for item in result.diagnostics if _concerns(item, shown))


def _concerns(item: Diagnostic, shown: set[str]) -> bool:
    parts = Path(item.location.path).parts
    return parts[:1] != ("pilots",) or len(parts) < 3 or parts[1] in shown


def narrow(view: str | None, *, whole_life: bool = False, **filters: str | None) -> tuple[Scope, PilotSelection]:
    """Return the pilots that a view and further filters mean: for the head of the report, and for the reading.

    Raises:
        UsageProblem: there is no such view or light, a filter contradicts the view, or the whole life of more than
            one pilot is asked for.
    """
    given = tuple((name, value) for name, value in sorted(filters.items()) if value is not None)
    kind, _, value = (view or "programme").partition(":")
    if whole_life and kind != "pilot":
        raise UsageProblem("only one pilot is reported on over its whole life", help="name it as the view: pilot:ID")
    return Scope(kind, value, given, whole_life), selection_of(view, filters)


def chosen_edition(asked: str | None) -> Edition:
    """Return the edition asked for, or the internal one.

    Raises:
        UsageProblem: there is no such edition.
    """
    for edition in EDITIONS:
        if asked in (None, edition):
            return edition
    raise UsageProblem(
        "there is no edition {asked}", help="write {editions}", asked=asked, editions=" or ".join(EDITIONS)
    )


_HAN = re.compile("[\u4e00-\u9fff]")


def _language_of(title: Text) -> Language:
    """Return English for a title that is written in English only, else Chinese."""
    return "zh" if title.zh or _HAN.search(title.plain or "") else "en"


def chosen_languages(
    asked: LanguageChoice | None, programme: Programme, *, one_file: bool = False
) -> tuple[Language, ...]:
    """Return the languages to write in: those asked for, or those that the programme declares, or that of its title.

    One file holds one language: the programme's first, where none was asked for.
    """
    match asked:
        case None:
            declared = programme.languages or (_language_of(programme.title),)
            return declared[:1] if one_file else declared
        case "zh" | "en":
            return (asked,)
        case "both":
            return "zh", "en"


def known_failures(
    ledger: OpenLedger, programme: Programme, statuses: Iterable[PilotStatus]
) -> tuple[KnownFailure, ...]:
    """Return the failures by pilot and day; only the files of pilots with one are read again, for the line."""
    found: list[KnownFailure] = []
    for status in statuses:
        leads = lead_times(status, programme)
        reading = ledger.read(status.pilot.id) if leads else None
        for lead in leads:
            place = _place(reading, status, lead.failure) if reading is not None else ""
            found.append(KnownFailure(status.pilot.id, lead, place))
    return tuple(found)


def _place(reading: PilotReading, status: PilotStatus, failure: Failure) -> str:
    """Return the file and the line of the milestone, the indicator or the adjustment."""
    pilot = status.pilot
    file, part, ids = {
        "milestone": ("milestones.yaml", "milestones", [item.id for item in pilot.milestones]),
        "target": ("outcomes.yaml", "indicators", [item.id for item in pilot.indicators]),
        "termination": ("pilot.yaml", "adjustments", [item.id for item in pilot.file.adjustments]),
    }[failure.kind]
    source = reading.sources.get(file)
    if source is None or failure.object not in ids:
        return ""
    return f"{source.path}:{source.mark((part, ids.index(failure.object))).line + 1}"
