"""Make the workbooks of a return round, one for each reporting unit."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from talentpilot import __version__
from talentpilot.analysis.return_questions import full_burden, owes_return, questions
from talentpilot.diagnostics import LanguageChoice, Message
from talentpilot.errors import MissingExtra, UsageProblem
from talentpilot.exchange.return_sheets.contents import (
    PilotContents,
    cover_lines,
    how_to_fill,
    return_title,
    years_later,
)
from talentpilot.exchange.return_sheets.layout import (
    ADOPTERS,
    CODES,
    ORGANIZATIONS,
    STATES,
    PilotForm,
    ReturnForm,
    defined_name,
)
from talentpilot.exchange.return_sheets.words import FORM_LANGUAGES, FormWords
from talentpilot.model.base import FrozenMapping
from talentpilot.model.dates import days_after
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.periods import Period
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import Provenance
from talentpilot.services.ledger import OpenLedger, provenance
from talentpilot.services.parallel import in_one_process, over_each
from talentpilot.services.returns.units import UnitReturns, gather_round, return_period
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.writer import write_file

MOST_ROWS = 20
LONGEST_NAME = 80
MOST_NAMES = 200
"""A longer drop-down is of little use and would be in every workbook, so it has only the names near to the pilots."""
_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class MakeRequest:
    """What the round is about; no units and no pilots mean all of them."""

    period: str
    units: tuple[str, ...] = ()
    pilots: tuple[str, ...] = ()
    language: LanguageChoice = "zh"
    blank_rows: int = 2


@dataclass(frozen=True, slots=True)
class MadeReturn:
    """A workbook: whose it is, what it asks, and its content. `pilots` have asked and known cells by id."""

    unit: str
    name: str
    pilots: Mapping[str, tuple[int, int]]
    content: bytes

    @property
    def asked(self) -> int:
        """How many cells are to be filled in at most."""
        return sum(asked for asked, _ in self.pilots.values())

    @property
    def known(self) -> int:
        """How many cells are filled in already."""
        return sum(known for _, known in self.pilots.values())


@dataclass(frozen=True, slots=True)
class MadeRound:
    """Every workbook of a round, and what could not be read and was left out."""

    period: Period
    returns: tuple[MadeReturn, ...]
    unreadable: tuple[Unreadable, ...]


def make_returns(ledger: OpenLedger, request: MakeRequest) -> MadeRound:
    """Make the workbooks of a round; nothing is written to disk.

    Raises:
        UsageProblem: the period, a unit, a pilot, the language or the number of rows is not possible.
        NothingToCheck: no pilot is asked for a return.
        MissingExtra: openpyxl is not installed.
    """
    if request.language not in FORM_LANGUAGES or not 0 <= request.blank_rows <= MOST_ROWS:
        raise UsageProblem(
            "a return is in zh, en or both, with 0 to {most} blank rows of each sort",
            help="correct {--lang} or {--rows}",
            most=MOST_ROWS,
        )
    period = return_period(ledger, request.period)
    origin = provenance(ledger.source, input_digest(ledger.source, ledger.pilot_ids))
    maker = _Maker(ledger, period, request, origin, _lists(ledger.programme, FormWords(request.language)))
    found = gather_round(ledger, period, maker.part, request.units, request.pilots)
    forms = [maker.form(one) for one in found.units]
    contents = _rendered(maker, forms, sum(len(one.pilots) for one in found.units))
    made = [
        MadeReturn(
            form.unit,
            maker.file_name(form.unit),
            FrozenMapping({one.pilot: (one.asked, one.known) for one in form.forms}),
            content,
        )
        for form, content in zip(forms, contents, strict=True)
    ]
    return MadeRound(period, _named_apart(made), found.unreadable)


@dataclass(frozen=True, slots=True)
class _PilotPart:
    """What is kept of a pilot until its unit's workbook is made; all pilots of a round would take up much memory."""

    form: PilotForm
    practices: dict[str, str]
    organizations: frozenset[str]
    before: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class _Maker:
    """Puts the returns of a round into words."""

    ledger: OpenLedger
    period: Period
    request: MakeRequest
    origin: Provenance
    lists: dict[str, dict[str, str]]
    """The lists of words that every return of the round has."""

    @property
    def words(self) -> FormWords:
        """The words of the forms."""
        return FormWords(self.request.language)

    def part(self, unit: str, pilot: Pilot) -> _PilotPart:
        """Return the form of a pilot for its reporting unit, with what the workbook says of the pilot elsewhere."""
        programme, before = self.ledger.programme, self.period.previous()
        asked = questions(pilot, programme, self.period, self.ledger.as_of)
        owed = owes_return(pilot, programme, before, before.end)
        return _PilotPart(
            PilotContents(asked, programme, unit, self.words, self.request.blank_rows).form(),
            self.words.practices(pilot.practices),
            _organizations(pilot),
            full_burden(pilot, programme, before) if owed else None,
            input_digest(self.ledger.source, (pilot.id,)),
        )

    def unit_name(self, unit: str) -> str:
        """Return the name of a unit."""
        known = self.ledger.programme.organization(unit)
        return self.words.organization(known) if known is not None else unit

    def form(self, found: UnitReturns[_PilotPart]) -> ReturnForm:
        """Return the contents of the workbook of a unit."""
        words, programme = self.words, self.ledger.programme
        due = days_after(self.period.end, programme.reporting.due_days)
        return ReturnForm(
            unit=found.unit,
            period=str(self.period),
            title=return_title(self.period, words),
            as_of=self.ledger.as_of,
            days=(self.period.start, years_later(self.period.end, 2)),
            cover=cover_lines(self.unit_name(found.unit), due, programme, words, found.missing),
            burden=self._burden(found.pilots),
            how=(words.line("怎么填", "How to fill this in"), *how_to_fill(words)),
            forms=tuple(one.form for one in found.pilots),
            lists=self._lists(found.pilots),
            meta=self._meta(found),
        )

    def _burden(self, parts: Sequence[_PilotPart]) -> str:
        asked, known = sum(one.form.asked for one in parts), sum(one.form.known for one in parts)
        zh, en = (
            f"本表最多需填 {asked} 格，已预填 {known} 格",
            f"{asked} cells to fill in at most, {known} known already",
        )
        last = [one.before for one in parts if one.before is not None]
        if last:
            zh, en = f"{zh}（上期 {sum(last)} 格）", f"{en} (last time: {sum(last)})"
        return self.words.line(f"{zh}。", f"{en}.")

    def _lists(self, parts: Sequence[_PilotPart]) -> dict[str, dict[str, str]]:
        own = {defined_name("practices", one.form.pilot): one.practices for one in parts if one.practices}
        return self.lists | self._near_names(parts) | own

    def _near_names(self, parts: Sequence[_PilotPart]) -> dict[str, dict[str, str]]:
        """Return the lists of names without far organizations, if all would be too many; others can be typed."""
        every = self.ledger.programme.organizations
        if len(every) <= MOST_NAMES:
            return {}
        far = {item.id for item in every if not item.region.endswith("0000")}.difference(
            *(one.organizations for one in parts)
        )
        return {
            name: {code: word for code, word in self.lists[name].items() if code not in far}
            for name in (ORGANIZATIONS, ADOPTERS)
        }

    def _meta(self, found: UnitReturns[_PilotPart]) -> dict[str, str]:
        revision = self.origin.revision or ""
        return {
            "version": __version__,
            "programme": self.ledger.programme.id,
            "unit": found.unit,
            "period": str(self.period),
            "as_of": str(self.ledger.as_of),
            "language": self.request.language,
            "revision": revision.replace("-dirty", "+changes"),
            "inputs": self.origin.inputs,
            **{f"pilot:{one.form.pilot}": one.digest for one in found.pilots},
        }

    def file_name(self, unit: str) -> str:
        """Return the name of the file, which says to people whose it is; reading it never looks at the name."""
        if self.request.language == "en":
            return _xlsx(f"{self.period}-{unit}")
        return _xlsx(f"{return_title(self.period, FormWords('zh'))}-{self.unit_name(unit)}")


def _lists(programme: Programme, words: FormWords) -> dict[str, dict[str, str]]:
    lists = {defined_name(name): words.choices(name) for name in (*STATES, *CODES)}
    return lists | {ORGANIZATIONS: words.organizations(programme), ADOPTERS: words.adopters(programme)}


def _organizations(pilot: Pilot) -> frozenset[str]:
    """Return the organizations that work on a pilot."""
    roles = pilot.file.roles
    named = (roles.lead, *roles.units, *roles.partners, roles.guide, roles.reporter)
    return frozenset(filter(None, (*named, *(step.owner for step in pilot.milestones))))


def _rendered(maker: _Maker, forms: Sequence[ReturnForm], pilots: int) -> list[bytes]:
    """Return the workbooks; those of many pilots are written on all processors."""
    try:
        from talentpilot.exchange.return_sheets.workbook import render_return
    except ImportError as problem:
        raise MissingExtra("workbooks need the extra `sheets`", help="pip install 'talentpilot[sheets]'") from problem
    processors = 1 if in_one_process(pilots, maker.ledger.processors) else maker.ledger.processors
    return list(over_each(partial(render_return, words=maker.words), forms, processors))


def _xlsx(stem: str, tail: str = "") -> str:
    stem = _WINDOWS.sub("", stem)[: LONGEST_NAME - len(tail) - len(".xlsx")].rstrip(" .")
    return f"{stem}{tail}.xlsx"


def _named_apart(made: Sequence[MadeReturn]) -> tuple[MadeReturn, ...]:
    """Return the workbooks with the id of the unit in the name of each file that would take another's place."""
    taken = Counter(one.name.casefold() for one in made)
    return tuple(
        replace(one, name=_xlsx(one.name.removesuffix(".xlsx"), f"-{one.unit}"))
        if taken[one.name.casefold()] > 1
        else one
        for one in made
    )


@dataclass(frozen=True, slots=True)
class WrittenReturn:
    """A workbook on disk; `fresh` if it was not there before."""

    path: Path
    fresh: bool


def write_returns(made: MadeRound, folder: Path) -> tuple[WrittenReturn, ...]:
    """Write the workbooks, none over a file that differs: it may be filled in.

    Raises:
        UsageProblem: a different file is there already; nothing is written.
        StorageProblem: the disk refuses.
    """
    files = {folder / one.name: one.content for one in made.returns}
    there = [str(path) for path, content in files.items() if path.exists() and path.read_bytes() != content]
    if there:
        raise UsageProblem(
            "{files}: there already with other contents, perhaps filled in; nothing was written",
            help="name another folder with {--output}, or take the file away",
            files=Message.listed(there),
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path, content in files.items():
        fresh = not path.exists()
        if fresh:
            write_file(path, content)
        written.append(WrittenReturn(path, fresh))
    return tuple(written)
