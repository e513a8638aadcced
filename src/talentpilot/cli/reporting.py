"""Gathers what a report is made from: which period, which days, which pilots, as of which day."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.portfolio import Selection
from talentpilot.analysis.status import pilot_status
from talentpilot.cli.checking import Wish, check_ledger
from talentpilot.cli.gathering import Gathered, gather, narrowed
from talentpilot.cli.origins import provenance
from talentpilot.cli.pastreports import issued_before
from talentpilot.cli.progress import SILENT, Progress
from talentpilot.cli.session import Session, parse_day, today
from talentpilot.diagnostics import Diagnostic
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Language
from talentpilot.model.periods import Cadence, Period, parse_period, period_of
from talentpilot.model.programme import Programme
from talentpilot.report.views.edition import EDITIONS, Edition
from talentpilot.report.views.restated import IssuedReports
from talentpilot.report.views.source import Scope, Source
from talentpilot.store.digest import input_digest
from talentpilot.store.reader import read_frame
from talentpilot.store.revision import Books


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say; None where not given. `scope` and `selection` mean the same pilots."""

    period: str | None
    issued: str | None
    scope: Scope
    selection: Selection
    edition: Edition = "internal"


@dataclass(frozen=True, slots=True)
class Days:
    """The period, the day of the figures, the day of issue."""

    period: Period
    as_of: date
    issued: date


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report rests on besides the books: what was asked, the days, the reports issued before.

    `today` says that the day of the figures is the real one; `revision` stands in place of that of the books, and is
    empty where there was none.
    """

    asked: Asked
    days: Days
    past: IssuedReports
    today: bool
    revision: str | None = None


def gather_source(session: Session, asked: Asked, shown: Progress = SILENT) -> tuple[Source, Gathered]:
    """Everything that a report shows, and the reading it rests on."""
    shown.began("reading the ledger")
    root = session.root()
    books = session.books(root)
    programme, _ = read_frame(books).demand()
    days = settle_days(session, programme, asked)
    basis = Basis(asked, days, issued_before(books, days.as_of), today=days.as_of == today(programme))
    return compute_source(session, books, basis, shown)


def compute_source(session: Session, books: Books, basis: Basis, shown: Progress = SILENT) -> tuple[Source, Gathered]:
    """Everything that a report shows, from these books on that basis: no clock is asked."""
    asked, days = basis.asked, basis.days
    gathered = gather(session, asked.selection, days.as_of, books, shown)
    before = days.period.previous().end
    findings = _findings(gathered, days.as_of, shown, is_today=basis.today)
    shown.began("computing the figures")
    inputs = input_digest(books, gathered.folders)
    origin = provenance(books, inputs)
    if basis.revision is not None:
        origin = replace(origin, revision=basis.revision or None, trouble="")
    source = Source(
        programme=gathered.programme,
        catalogue=gathered.catalogue,
        scope=asked.scope,
        period=days.period,
        as_of=days.as_of,
        issued=days.issued,
        statuses=gathered.statuses,
        before={item.pilot.id: pilot_status(item.pilot, gathered.programme, before) for item in gathered.statuses},
        registered=gathered.registered,
        unreadable=gathered.unreadable,
        findings=findings,
        provenance=origin,
        folders=frozenset(gathered.folders),
        past=basis.past,
        edition=asked.edition,
    )
    return source, gathered


def settle_days(session: Session, programme: Programme, asked: Asked) -> Days:
    """Which period is shown, as of which day, issued when.

    The figures are those of the earlier of today and the period's end; `--as-of` overrides them.

    Raises:
        UsageProblem: the period is none or has not begun, or the days contradict each other.
    """
    now = today(programme)
    stated = parse_day(session.as_of_option) if session.as_of_option is not None else None
    period = _period(asked.period, stated or now, programme.reporting.cadence)
    if stated is None and period.start > now:
        raise UsageProblem(f"period {period} has not begun\n  help: name an earlier one with --period")
    as_of = stated or min(now, period.end)
    if as_of < period.start:
        raise UsageProblem(f"--as-of {as_of} lies before period {period}\n  help: leave it out, or name another period")
    issued = parse_day(asked.issued) if asked.issued is not None else max(now, as_of)
    if issued < as_of:
        raise UsageProblem(f"--issued {issued} lies before the day of the figures, {as_of}")
    return Days(period, as_of, issued)


def _period(text: str | None, day: date, cadence: Cadence | None) -> Period:
    """The period asked for, or the last complete one: a quarter where no periodic reports are owed."""
    if text is None:
        current = period_of(day, cadence or Cadence.QUARTERLY)
        return current if current.end <= day else current.previous()
    period = parse_period(text)
    if period is None:
        raise UsageProblem(f"period {text} is none\n  help: write 2026, 2026H1, 2026Q3 or 2026-09")
    return period


def _findings(gathered: Gathered, as_of: date, progress: Progress, *, is_today: bool) -> tuple[Diagnostic, ...]:
    """What validation says of the programme and of the pilots shown."""
    shown = {item.pilot.id for item in gathered.statuses}
    shown |= {item.path.split("/")[1] for item in gathered.unreadable if item.path.startswith("pilots/")}
    only = tuple(sorted(shown)) if len(shown) == 1 and gathered.registered > 1 else ()
    wish = Wish(only, gathered.books, shown=progress)
    verdict = check_ledger(gathered.root, as_of, today=as_of if is_today else None, wish=wish)
    return tuple(item for item in verdict.diagnostics if _concerns(item, shown))


def _concerns(item: Diagnostic, shown: set[str]) -> bool:
    parts = Path(item.location.path).parts
    return parts[:1] != ("pilots",) or len(parts) < 3 or parts[1] in shown


def narrow(view: str | None, **filters: str | None) -> tuple[Scope, Selection]:
    """The pilots that a view and further filters mean: for the head of the report, and for the reading.

    Raises:
        UsageProblem: there is no such view or light, or a filter contradicts the view.
    """
    given = tuple((name, value) for name, value in sorted(filters.items()) if value is not None)
    kind, _, value = (view or "programme").partition(":")
    return Scope(kind, value, given), narrowed(view, filters)


def chosen_edition(asked: str | None) -> Edition:
    """The edition asked for, or the internal one.

    Raises:
        UsageProblem: there is no such edition.
    """
    for edition in EDITIONS:
        if asked in (None, edition):
            return edition
    raise UsageProblem(f"edition {asked} is unknown\n  help: write {' or '.join(EDITIONS)}")


def chosen_languages(asked: str | None, programme: Programme, *, one_file: bool = False) -> tuple[Language, ...]:
    """The languages to write in: those asked for, or those that the programme declares, or Chinese.

    One file holds one language: the programme's first, where none was asked for.
    """
    match asked:
        case None:
            declared = programme.languages or ("zh",)
            return declared[:1] if one_file else declared
        case "zh" | "en":
            return (asked,)
        case "both":
            return "zh", "en"
        case _:
            raise UsageProblem(f"language {asked} is unknown\n  help: write zh, en or both")
