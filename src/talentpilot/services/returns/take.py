"""Take returned workbooks back into the ledger: all of a pilot's answers or none of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.lifecycle import pilot_state
from talentpilot.analysis.plan import plan_in_force
from talentpilot.diagnostics import Diagnostic, Language, Message
from talentpilot.errors import TalentpilotError, UnreadableWorkbook, UsageProblem
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.exchange.cell_values import DayRules, WordList, read_day
from talentpilot.exchange.return_sheets.reader import LIMITS, ReturnedFile, ReturnedPilot, read_return
from talentpilot.exchange.workbooks import file_content
from talentpilot.model.dates import days_after, optional_day
from talentpilot.model.periods import parse_period
from talentpilot.model.scalars import name_form
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.recording.transaction import PilotEdit, open_edit
from talentpilot.services.returns.answers import AnswerReader, practice_list, word_lists
from talentpilot.services.returns.evidence import EvidenceFinder, titles
from talentpilot.services.returns.facts import FactWriter
from talentpilot.services.returns.recorder import Recorder
from talentpilot.services.returns.result import Gap, TakenFact, TakenPilot, TakeRequest, TakeResult

_PASSED_OVER = ("~$", ".", "thumbs.db", "desktop.ini")
"""How the names begin of what an office or a system keeps beside files."""
_CELLS_SHOWN = 20
_WORKBOOKS = (".xlsx", ".xls", ".et", ".ods", ".xlsm")


_Answers = dict[tuple[str, str], str]
"""Every answer as it is written, by row key and field id."""


@dataclass(frozen=True, slots=True, eq=False)
class _ReturnSource:
    """A returned file as it lies on the disk, and what was found in it without the cells.

    The cells of one file are looked at at a time: those of a whole round do not fit into memory. `of_return` says that
    it is a return at all, `readable` that nothing is wrong but its signature, `pilots` has for each pilot its sheet and
    its answers.
    """

    path: Path
    content: bytes
    problems: tuple[CellProblem, ...]
    remarks: tuple[CellRemark, ...] = ()
    of_return: bool = False
    readable: bool = False
    period: str = ""
    stated: date | None = None
    pilots: Mapping[str, tuple[str, _Answers]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the file in messages."""
        return str(self.path)

    def read(self) -> ReturnedFile:
        """Read the cells."""
        return read_return(self.name, self.content)


@dataclass(slots=True)
class _Taking:
    """One call: what is wrong with whole files, and which files cite others as evidence."""

    ledger: OpenLedger
    request: TakeRequest
    lists: Mapping[str, WordList]
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    used: set[Path] = field(default_factory=set)


def take_returns(ledger: OpenLedger, request: TakeRequest) -> TakeResult:
    """Read returned workbooks and record what they answer.

    Raises:
        UsageProblem: an option contradicts another, or a path does not exist.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        StorageProblem: the disk refuses; what was written of earlier pilots stays.
    """
    if request.correct and request.keep_ledger:
        raise UsageProblem("{--correct} and {--keep-ledger} contradict each other", help="give one of them")
    ledger.config.require()
    received = optional_day(request.received)
    taking = _Taking(ledger, request, word_lists(ledger.programme))
    paths = list(_files(request.paths))
    sources = [_read(taking, path, received) for path in paths]
    chosen, pilots = _chosen(taking, [one for one in sources if not one.problems])
    for source, names in chosen.items():
        file = source.read()
        pilots += [_take_pilot(taking, source, file, file.pilots[name]) for name in names]
    taken = {one.pilot for one in pilots}
    for source in (one for one in sources if one.problems and one.readable):
        file = source.read()  # what is wrong in its cells is reported with what is wrong on the cover
        rest = (_take_pilot(taking, source, file, one) for name, one in file.pilots.items() if name not in taken)
        pilots += [one for one in rest if one.problems]
    for one in sources:
        strange = one.problems and not one.of_return and one.path.resolve() in taking.used
        taking.problems += [] if strange else one.problems
        taking.remarks += one.remarks
    taking.remarks += _unread(request, sources)
    every = sorted(pilots, key=lambda one: one.pilot)
    return TakeResult(
        tuple(map(str, paths)), tuple(every), tuple(taking.problems), tuple(taking.remarks), not request.dry_run
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, and of a folder the workbooks in it, sorted."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if _is_workbook(one) and not _is_passed_over(one))
        elif path.exists():
            yield path
        else:
            raise UsageProblem("{path} does not exist", help="name a returned workbook, or a folder of them", path=path)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in _WORKBOOKS and path.is_file()


def _is_passed_over(path: Path) -> bool:
    return path.name.lower().startswith(_PASSED_OVER)


def _unread(request: TakeRequest, sources: Sequence[_ReturnSource]) -> Iterator[CellRemark]:
    """Remark what lies in the folders and is neither read nor named by an answer: a return may have come as PDF."""
    answers = (one for source in sources for _, found in source.pilots.values() for one in found.items())
    named = {name_form(title) for (_, name), text in answers if name == "evidence" for title in titles(text)}
    for folder in (path for path in request.paths if path.is_dir()):
        for path in sorted(one for one in folder.iterdir() if not _is_passed_over(one)):
            if path.is_dir() and path != request.evidence:
                yield CellRemark(CellPlace(str(path)), Message("a folder in a folder is not looked into; name it too"))
            elif path.is_file() and not _is_workbook(path) and not {name_form(path.name), name_form(path.stem)} & named:
                said = Message("this is not a workbook, and no answer names it as evidence, so it was not read")
                yield CellRemark(CellPlace(str(path)), said)


def _read(taking: _Taking, path: Path, received: date | None) -> _ReturnSource:
    """Read a file, and report whether it belongs to this ledger and is signed."""
    try:
        content = file_content(path, LIMITS)
    except UnreadableWorkbook as problem:
        return _ReturnSource(path, b"", (CellProblem(CellPlace(str(path)), problem.message, problem.help),))
    file, stated = read_return(str(path), content), None
    if not file.problems:
        file.problems += _foreign(taking.ledger, file)
    readable = not file.problems
    if readable and any(_answers_anything(file, one) for one in file.pilots.values()):
        stated = _signed(taking, file, received)
    pilots = {one.pilot: (one.sheet, _answers(file, one)) for one in file.pilots.values()}
    return _ReturnSource(
        path, content, tuple(file.problems), tuple(file.remarks), bool(file.meta.values), readable,
        file.meta.values.get("period", ""), stated, pilots,
    )  # fmt: skip


def _foreign(ledger: OpenLedger, file: ReturnedFile) -> Iterator[CellProblem]:
    """Yield why a return is of no use to this ledger."""
    values, place = file.meta.values, CellPlace(file.name)
    if values.get("programme") != ledger.programme.id:
        seen, own = values.get("programme", ""), ledger.programme.id
        said = Message.of("it is of the programme {seen}, and this ledger is {own}", seen=seen, own=own)
        yield CellProblem(place, said, Message("take it in the ledger that sent it"))
    elif parse_period(values.get("period", "")) is None:
        yield CellProblem(place, Message.of("{period} is not a period", period=values.get("period", "")))


def _signed(taking: _Taking, file: ReturnedFile, received: date | None) -> date | None:
    """Return the day on which the return was handed in; the typed name is looked at for presence only."""
    row, today = file.signature, taking.ledger.today
    if row is None:
        place = CellPlace(file.name)
        file.problems.append(CellProblem(place, Message("the cover is gone"), Message("put the cover back")))
        return None
    name, day = row.cells["name"], row.cells["date"]
    answer = read_day(day.cell, DayRules(days_after(today, -3 * 366), today))
    if answer.problem is not None:
        file.problems.append(CellProblem(day.place, answer.problem, answer.help, day.text))
    stated = answer.value or received
    if stated is None and answer.problem is None:
        advice = Message("write the day into the cover, or give {--received} DATE")
        file.problems.append(CellProblem(day.place, Message("the day of handing in is missing"), advice))
    elif stated is not None and stated > today:
        said = Message.of("{day} is after today, {today}", day=stated, today=today)
        file.problems.append(CellProblem(day.place, said, Message("give the day on which it came")))
    if not name.text and not taking.request.unsigned:
        advice = Message("ask the head of the unit to type the name, or give {--unsigned}")
        file.problems.append(CellProblem(name.place, Message("the return is not signed"), advice))
    return stated


def _chosen(
    taking: _Taking, sources: Sequence[_ReturnSource]
) -> tuple[dict[_ReturnSource, list[str]], list[TakenPilot]]:
    """Return each pilot once, with the file that is read; of two files with other answers neither is taken."""
    found: dict[tuple[str, str], list[_ReturnSource]] = {}
    for source in sources:
        for pilot in source.pilots:
            found.setdefault((pilot, source.period), []).append(source)
    chosen: dict[_ReturnSource, list[str]] = {}
    refused: list[TakenPilot] = []
    for (pilot, _), (first, *more) in found.items():
        others = [one for one in more if one.pilots[pilot][1] != first.pilots[pilot][1]]
        if others:
            problems = tuple(_contradiction(first, one, pilot) for one in others)
            refused.append(TakenPilot(pilot, tuple(one.name for one in (first, *more)), problems=problems))
            continue
        chosen.setdefault(first, []).append(pilot)
        said = Message.of("the same answers as in {file}", file=first.name)
        taking.remarks += [CellRemark(CellPlace(one.name, one.pilots[pilot][0]), said) for one in more]
    return chosen, refused


def _answers(file: ReturnedFile, pilot: ReturnedPilot) -> _Answers:
    """Return the answers; known cells are none."""
    found = {}
    for row in pilot.rows:
        names = (item.id for item in row.block.fields if item.open and item.id in row.cells)
        for name in names:
            if row.cells[name].text and file.meta.known(row.key, name) is None:
                found[(row.key, name)] = row.cells[name].text
    return found


def _contradiction(one: _ReturnSource, other: _ReturnSource, pilot: str) -> CellProblem:
    mine, (sheet, theirs) = one.pilots[pilot][1], other.pilots[pilot]
    differing = [key for key in {**mine, **theirs} if mine.get(key) != theirs.get(key)]
    rows = other.read().pilots[pilot].rows
    cells = [row.cells[name].place.cell for row in rows for name in row.cells if (row.key, name) in differing]
    shown = Message.listed(cells, _CELLS_SHOWN)
    said = Message.of("its answers differ from those of {file}, in {cells}", file=one.name, cells=shown)
    return CellProblem(CellPlace(other.name, sheet), said, Message("take only the one that counts"))


def _take_pilot(taking: _Taking, source: _ReturnSource, file: ReturnedFile, returned: ReturnedPilot) -> TakenPilot:
    """Read, record, check and write the answers of one pilot."""
    found = TakenPilot(returned.pilot, (source.name,), remarks=tuple(returned.remarks))
    if returned.problems:
        return replace(found, problems=tuple(returned.problems))
    if not _answers_anything(file, returned):
        return replace(found, blank=True)
    place = CellPlace(source.name, returned.sheet)
    try:
        edit = open_edit(taking.ledger, returned.pilot)
    except TalentpilotError as problem:
        return replace(found, problems=(CellProblem(place, problem.message, problem.help),))
    state = pilot_state(edit.pilot, taking.ledger.as_of)
    if state.closed:
        said = Message.of("{pilot} is closed by now ({state})", pilot=returned.pilot, state=state.value)
        return replace(found, problems=(CellProblem(place, said, Message("nothing is asked of a closed pilot")),))
    return _recorded(taking, source, file, edit, found)


def _answers_anything(file: ReturnedFile, returned: ReturnedPilot) -> bool:
    """Return whether anything differs from what was pre-filled."""
    return any(text != file.meta.prefilled(key, name) for (key, name), text in _answers(file, returned).items())


def _recorded(
    taking: _Taking, source: _ReturnSource, file: ReturnedFile, edit: PilotEdit, found: TakenPilot
) -> TakenPilot:
    """Record the answers in the edit, then check and write it unless something is wrong."""
    ledger, meta, request, returned = taking.ledger, file.meta, taking.request, file.pilots[found.pilot]
    plan = plan_in_force(edit.pilot, ledger.as_of)
    lists = {**taking.lists, "practices": practice_list(edit.pilot)}
    reader = AnswerReader(ledger.programme, edit.pilot, plan, meta, ledger.today, lists)
    rows = [reader.read(row) for row in returned.rows]
    problems = [one for row in rows for one in row.problems]
    remarks = [*found.remarks, *(one for row in rows for one in row.remarks)]
    stated = source.stated or ledger.as_of
    recorder = Recorder(edit, request.correct)
    folders = (source.path.parent, *((request.evidence,) if request.evidence is not None else ()))
    language: Language = "en" if meta.values.get("language") == "en" else "zh"
    finder = EvidenceFinder(recorder, edit.pilot.file.evidence, folders, language, stated)
    writer = FactWriter(edit.pilot, plan, meta, request, stated, recorder, finder)
    if not problems:
        writer.write(rows)
        problems += writer.problems
        remarks += writer.remarks
    if request.strict:
        problems += [_unfilled(gap) for gap in writer.gaps]
    taking.used |= finder.used
    found = replace(found, problems=tuple(problems), remarks=tuple(remarks), gaps=tuple(writer.gaps))
    places = {row.row.key: row.place() for row in rows}
    return found if problems or source.problems else _committed(taking, edit, recorder, found, places)


def _unfilled(gap: Gap) -> CellProblem:
    return CellProblem(gap.place, Message("this was asked and is not filled in"), Message("fill it in"))


def _committed(
    taking: _Taking, edit: PilotEdit, recorder: Recorder, found: TakenPilot, places: Mapping[str, CellPlace]
) -> TakenPilot:
    """Check the edit and write it, unless it would bring a new error; `places` are the first answers of the rows."""
    request = taking.request
    if not recorder.commands:
        return found
    result = None if request.dry_run else edit.commit(force=request.correct)
    check = edit.check() if result is None else result.check
    sheet = replace(next(iter(places.values())), cell="", label="", key="")

    def place(one: Diagnostic) -> CellPlace:
        return places.get(_row_of(one, edit, recorder), sheet)

    if check.errors and not request.correct:
        problems = tuple(
            CellProblem(place(one), Message.of("{rule} {message}", rule=one.rule, message=one.message), one.help)
            for one in check.errors
        )
        return replace(found, problems=problems)
    warned = tuple(
        CellRemark(place(one), Message.of("{rule} {message}", rule=one.rule, message=one.message))
        for one in check.warnings
    )
    facts = tuple(
        _fact(edit, one.key, one.sort, one.command, one.fact, written=result is not None) for one in recorder.commands
    )
    attached = tuple(one.path for one in edit.attachments())
    return replace(found, facts=facts, remarks=(*found.remarks, *warned), changes=edit.changes(), attached=attached)


def _row_of(finding: Diagnostic, edit: PilotEdit, recorder: Recorder) -> str:
    """Return the key of the row whose fact a finding is about; empty if it is about none of them, or several."""
    for depth in (None, 2):
        facts = ((one.key, *edit.written[one.fact][:2]) for one in recorder.commands)
        rows = {
            key
            for key, name, path in facts
            if finding.location.path.endswith(f"/{name}")
            and finding.location.line in edit.file(name).lines(path[:depth])
        }
        if len(rows) == 1:
            return rows.pop()
    return ""


def _fact(edit: PilotEdit, key: str, sort: str, command: str, number: int, *, written: bool) -> TakenFact:
    name, path, _ = edit.written[number]
    line = edit.file(name).line(path) if written else 0
    return TakenFact(key, sort, command, f"pilots/{edit.folder}/{name}", line)
