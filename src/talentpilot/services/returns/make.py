"""Make the workbooks of a return round, one for each reporting unit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talentpilot import __version__
from talentpilot.analysis.return_questions import full_burden, owes_return, questions
from talentpilot.errors import MissingExtra, UsageProblem
from talentpilot.exchange.return_sheets.contents import (
    PilotContents,
    cover_lines,
    how_to_fill,
    return_title,
    years_later,
)
from talentpilot.exchange.return_sheets.form import PilotForm, ReturnForm
from talentpilot.exchange.return_sheets.layout import CODES, STATES, defined_name
from talentpilot.exchange.return_sheets.words import FORM_LANGUAGES, FormLanguage, FormWords
from talentpilot.model.dates import days_after
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.periods import Period
from talentpilot.report.provenance import Provenance
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.provenance import provenance
from talentpilot.services.returns.units import UnitReturns, gather_round, return_period
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.writer import write_file

MOST_ROWS = 20
LONGEST_NAME = 80
_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class MakeRequest:
    """What the round is about; no units and no pilots mean all of them."""

    period: str
    units: tuple[str, ...] = ()
    pilots: tuple[str, ...] = ()
    language: FormLanguage = "zh"
    blank_rows: int = 2


@dataclass(frozen=True, slots=True)
class MadeReturn:
    """A workbook: whose it is, what it asks, and its content. `pilots` have asked and known cells by id."""

    unit: str
    name: str
    pilots: dict[str, tuple[int, int]]
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
            help="mend --lang or --rows",
            most=MOST_ROWS,
        )
    period = return_period(ledger, request.period)
    found = gather_round(ledger, period, request.units, request.pilots)
    origin = provenance(ledger.source, input_digest(ledger.source, ledger.pilot_ids))
    made = [_made(_Maker(ledger, period, one, request, origin)) for one in found.units]
    return MadeRound(period, _named_apart(made), found.unreadable)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the return of one unit."""

    ledger: OpenLedger
    period: Period
    unit: UnitReturns
    request: MakeRequest
    origin: Provenance

    @property
    def words(self) -> FormWords:
        """The words of the form."""
        return FormWords(self.request.language)

    @property
    def unit_name(self) -> str:
        """The name of the unit."""
        known = self.ledger.programme.organization(self.unit.unit)
        return self.words.organization(known) if known is not None else self.unit.unit

    def form(self) -> ReturnForm:
        """Return the contents of the workbook."""
        words, programme = self.words, self.ledger.programme
        forms = tuple(self._pilot(pilot) for pilot in self.unit.pilots)
        due = days_after(self.period.end, programme.reporting.due_days)
        how = (words.line("怎么填", "How to fill this in"), *how_to_fill(words))
        return ReturnForm(
            unit=self.unit.unit,
            period=str(self.period),
            title=return_title(self.period, words),
            as_of=self.ledger.as_of,
            days=(self.period.start, years_later(self.period.end, 2)),
            cover=cover_lines(self.unit_name, due, programme, words, self.unit.missing),
            burden=self._burden(forms),
            how=how,
            forms=forms,
            lists=self._lists(),
            meta=self._meta(),
        )

    def _pilot(self, pilot: Pilot) -> PilotForm:
        asked = questions(pilot, self.ledger.programme, self.period, self.ledger.as_of)
        return PilotContents(asked, self.ledger.programme, self.unit.unit, self.words, self.request.blank_rows).form()

    def _burden(self, forms: tuple[PilotForm, ...]) -> str:
        asked, known = sum(one.asked for one in forms), sum(one.known for one in forms)
        zh, en = (
            f"本表最多需填 {asked} 格，已预填 {known} 格",
            f"{asked} cells to fill in at most, {known} known already",
        )
        before = self.period.previous()
        last = [
            full_burden(pilot, self.ledger.programme, before)
            for pilot in self.unit.pilots
            if owes_return(pilot, self.ledger.programme, before, before.end)
        ]
        if last:
            zh, en = f"{zh}（上期 {sum(last)} 格）", f"{en} (last time: {sum(last)})"
        return self.words.line(f"{zh}。", f"{en}.")

    def _lists(self) -> dict[str, dict[str, str]]:
        words, programme = self.words, self.ledger.programme
        lists = {defined_name(name): words.choices(name) for name in (*STATES, *CODES)}
        lists[defined_name("orgs")] = words.organizations(programme)
        lists[defined_name("adopters")] = words.adopters(programme)
        for pilot in self.unit.pilots:
            if practices := words.practices(pilot.practices):
                lists[defined_name("practices", pilot.id)] = practices
        return lists

    def _meta(self) -> dict[str, str]:
        revision = self.origin.revision or ""
        return {
            "version": __version__,
            "programme": self.ledger.programme.id,
            "unit": self.unit.unit,
            "period": str(self.period),
            "as_of": str(self.ledger.as_of),
            "language": self.request.language,
            "revision": revision.replace("-dirty", "+changes"),
            "inputs": self.origin.inputs,
            **{f"pilot:{pilot.id}": input_digest(self.ledger.source, (pilot.id,)) for pilot in self.unit.pilots},
        }


def _made(maker: _Maker) -> MadeReturn:
    try:
        from talentpilot.exchange.return_sheets.workbook import render_return
    except ImportError as problem:
        raise MissingExtra("workbooks need the extra `sheets`", help="pip install 'talentpilot[sheets]'") from problem
    form = maker.form()
    pilots = {one.pilot: (one.asked, one.known) for one in form.forms}
    return MadeReturn(maker.unit.unit, _file_name(maker), pilots, render_return(form, maker.words))


def _file_name(maker: _Maker) -> str:
    """Return the name of the file, which says to people whose it is; reading it never looks at the name."""
    if maker.request.language == "en":
        stem = f"{maker.period}-{maker.unit.unit}"
    else:
        stem = f"{return_title(maker.period, FormWords('zh'))}-{maker.unit_name}"
    return _xlsx(stem)


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
            help="name another folder with --output, or take the file away",
            files=", ".join(there),
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path, content in files.items():
        fresh = not path.exists()
        if fresh:
            write_file(path, content)
        written.append(WrittenReturn(path, fresh))
    return tuple(written)
