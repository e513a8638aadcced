"""Take returned workbooks back into the ledger: all of a pilot's answers or none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.lifecycle import pilot_state
from talentpilot.analysis.plan import plan_in_force
from talentpilot.diagnostics import Message
from talentpilot.errors import TalentpilotError, UsageProblem
from talentpilot.exchange.cell_numbers import DayRules, read_day
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.exchange.return_sheets.opening import LIMITS
from talentpilot.exchange.return_sheets.reader import ReturnedFile, ReturnedPilot, read_return
from talentpilot.model.dates import days_after
from talentpilot.model.periods import parse_period
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.recording.transaction import PilotEdit, open_edit
from talentpilot.services.returns.answers import AnswerReader, word_lists
from talentpilot.services.returns.evidence import EvidenceFinder
from talentpilot.services.returns.facts import FactWriter
from talentpilot.services.returns.recorder import Recorder
from talentpilot.services.returns.result import Gap, TakenFact, TakenPilot, TakeRequest, TakeResult
from talentpilot.services.typed_dates import parse_day

_PASSED_OVER = ("~$", ".~lock", ".")
"""How the names begin of what an office keeps beside an open file."""
_WORKBOOKS = (".xlsx", ".xls", ".et", ".ods", ".xlsm")


@dataclass(slots=True)
class _ReturnSource:
    """A returned file with its path, and the day on which it was handed in."""

    path: Path
    file: ReturnedFile
    stated: date | None = None


@dataclass(slots=True)
class _Taking:
    """One call: what is wrong with whole files, and which files cite others as evidence."""

    ledger: OpenLedger
    request: TakeRequest
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
        raise UsageProblem("--correct and --keep-ledger contradict each other", help="give one of them")
    ledger.config.require()
    received = parse_day(request.received) if request.received is not None else None
    taking = _Taking(ledger, request)
    paths = list(_files(request.paths))
    sources = [_read(taking, path, received) for path in paths]
    sound = [one for one in sources if not one.file.problems]
    chosen, twice = _chosen(taking, sound)
    pilots = [_take_pilot(taking, source, pilot) for source, pilot in chosen]
    for one in sources:
        strange = one.file.problems and not one.file.meta.values and one.path.resolve() in taking.used
        taking.problems += [] if strange else one.file.problems
        taking.remarks += one.file.remarks
    every = sorted((*pilots, *twice), key=lambda one: one.pilot)
    return TakeResult(
        tuple(map(str, paths)), tuple(every), tuple(taking.problems), tuple(taking.remarks), not request.dry_run
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, and of a folder the workbooks in it, sorted."""
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.iterdir() if one.suffix.lower() in _WORKBOOKS and one.is_file())
            yield from sorted(one for one in inside if not one.name.startswith(_PASSED_OVER))
        elif path.exists():
            yield path
        else:
            raise UsageProblem("{path} does not exist", help="name a returned workbook, or a folder of them", path=path)


def _read(taking: _Taking, path: Path, received: date | None) -> _ReturnSource:
    """Read a file, and tell whether it belongs to this ledger and is signed."""
    if path.stat().st_size > LIMITS.file_bytes or not path.is_file():
        place = CellPlace(str(path))
        said = Message.of("it is larger than {size} MB, which no return is", size=LIMITS.file_bytes // 1_000_000)
        return _ReturnSource(path, ReturnedFile(str(path), problems=[CellProblem(place, said)]))
    file = read_return(str(path), path.read_bytes())
    source = _ReturnSource(path, file)
    if not file.problems:
        file.problems += _foreign(taking.ledger, file)
    if not file.problems and any(_answers_anything(source, one) for one in file.pilots.values()):
        _sign(taking, source, received)
    return source


def _foreign(ledger: OpenLedger, file: ReturnedFile) -> Iterator[CellProblem]:
    """Yield why a return is of no use to this ledger."""
    values, place = file.meta.values, CellPlace(file.name)
    if values.get("programme") != ledger.programme.id:
        seen, own = values.get("programme", ""), ledger.programme.id
        said = Message.of("it is of the programme {seen}, and this ledger is {own}", seen=seen, own=own)
        yield CellProblem(place, said, Message("take it in the ledger that sent it"))
    elif parse_period(values.get("period", "")) is None:
        yield CellProblem(place, Message.of("{period} is no period", period=values.get("period", "")))


def _sign(taking: _Taking, source: _ReturnSource, received: date | None) -> None:
    """Find the day on which the return was handed in; the typed name is looked at for presence only."""
    row, file, today = source.file.signature, source.file, taking.ledger.today
    if row is None:
        place = CellPlace(file.name)
        file.problems.append(CellProblem(place, Message("the cover is gone"), Message("put the cover back")))
        return
    name, day = row.cells["name"], row.cells["date"]
    answer = read_day(day.cell, DayRules(days_after(today, -3 * 366), today))
    if answer.problem is not None:
        file.problems.append(CellProblem(day.place, answer.problem, answer.help, day.text))
    source.stated = answer.value or received
    if source.stated is None and answer.problem is None:
        advice = Message("write the day into the cover, or give --received DATE")
        file.problems.append(CellProblem(day.place, Message("the day of handing in is missing"), advice))
    elif source.stated is not None and source.stated > today:
        said = Message.of("{day} is after today, {today}", day=source.stated, today=today)
        file.problems.append(CellProblem(day.place, said, Message("give the day on which it came")))
    if not name.text and not taking.request.unsigned:
        advice = Message("let the head of the unit type the name, or give --unsigned")
        file.problems.append(CellProblem(name.place, Message("the return is not signed"), advice))


def _chosen(
    taking: _Taking, sources: Sequence[_ReturnSource]
) -> tuple[list[tuple[_ReturnSource, ReturnedPilot]], list[TakenPilot]]:
    """Return each pilot once; of two files with other answers neither is taken."""
    found: dict[tuple[str, str], list[tuple[_ReturnSource, ReturnedPilot]]] = {}
    for source in sources:
        for pilot in source.file.pilots.values():
            found.setdefault((pilot.pilot, source.file.meta.values["period"]), []).append((source, pilot))
    chosen: list[tuple[_ReturnSource, ReturnedPilot]] = []
    refused: list[TakenPilot] = []
    for same in found.values():
        source, pilot = same[0]
        others = [(one, other) for one, other in same[1:] if _answers(one, other) != _answers(source, pilot)]
        if not others:
            chosen.append(same[0])
            taking.remarks += [
                CellRemark(
                    CellPlace(one.file.name, other.sheet),
                    Message.of("the same answers as in {file}", file=source.file.name),
                )
                for one, other in same[1:]
            ]
            continue
        problems = [_contradiction(source, pilot, one, other) for one, other in others]
        names = tuple(one.file.name for one, _ in same)
        refused.append(TakenPilot(pilot.pilot, names, problems=tuple(problems)))
    return chosen, refused


def _answers(source: _ReturnSource, pilot: ReturnedPilot) -> dict[tuple[str, str], str]:
    """Return every answer as it is written, by row key and field id; known cells are none."""
    found = {}
    for row in pilot.rows:
        names = (item.id for item in row.block.fields if item.open and item.id in row.cells)
        for name in names:
            if row.cells[name].text and source.file.meta.known(row.key, name) is None:
                found[(row.key, name)] = row.cells[name].text
    return found


def _contradiction(one: _ReturnSource, pilot: ReturnedPilot, other: _ReturnSource, twin: ReturnedPilot) -> CellProblem:
    mine, theirs = _answers(one, pilot), _answers(other, twin)
    differing = [key for key in {**mine, **theirs} if mine.get(key) != theirs.get(key)]
    cells = [row.cells[name].place.cell for row in twin.rows for name in row.cells if (row.key, name) in differing]
    said = Message.of("it answers otherwise than {file}, in {cells}", file=one.file.name, cells=", ".join(cells[:20]))
    return CellProblem(CellPlace(other.file.name, twin.sheet), said, Message("take only the one that counts"))


def _take_pilot(taking: _Taking, source: _ReturnSource, returned: ReturnedPilot) -> TakenPilot:
    """Read, record, check and write the answers of one pilot."""
    found = TakenPilot(returned.pilot, (source.file.name,), remarks=tuple(returned.remarks))
    if returned.problems:
        return replace(found, problems=tuple(returned.problems))
    if not _answers_anything(source, returned):
        return replace(found, blank=True)
    place = CellPlace(source.file.name, returned.sheet)
    try:
        edit = open_edit(taking.ledger, returned.pilot)
    except TalentpilotError as problem:
        return replace(found, problems=(CellProblem(place, problem.message, problem.help),))
    state = pilot_state(edit.pilot, taking.ledger.as_of)
    if state.closed:
        said = Message.of("{pilot} is closed by now ({state})", pilot=returned.pilot, state=state.value)
        return replace(found, problems=(CellProblem(place, said, Message("nothing is asked of a closed pilot")),))
    return _recorded(taking, source, returned, edit, found)


def _answers_anything(source: _ReturnSource, returned: ReturnedPilot) -> bool:
    """Whether anything differs from what was pre-filled."""
    return any(
        text != source.file.meta.prefilled(key, name) for (key, name), text in _answers(source, returned).items()
    )


def _recorded(
    taking: _Taking, source: _ReturnSource, returned: ReturnedPilot, edit: PilotEdit, found: TakenPilot
) -> TakenPilot:
    """Record the answers in the edit, then check and write it unless something is wrong."""
    ledger, meta, request = taking.ledger, source.file.meta, taking.request
    plan = plan_in_force(edit.pilot, ledger.as_of)
    lists = word_lists(ledger.programme, edit.pilot)
    reader = AnswerReader(ledger.programme, edit.pilot, plan, meta, ledger.today, lists)
    rows = [reader.read(row) for row in returned.rows]
    problems = [one for row in rows for one in row.problems]
    remarks = [*found.remarks, *(one for row in rows for one in row.remarks)]
    stated = source.stated or ledger.as_of
    recorder = Recorder(edit, request.correct)
    folders = (source.path.parent, *((request.evidence,) if request.evidence is not None else ()))
    language = "en" if meta.values.get("language") == "en" else "zh"
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
    return found if problems else _committed(taking, edit, recorder, found, CellPlace(source.file.name, returned.sheet))


def _unfilled(gap: Gap) -> CellProblem:
    return CellProblem(gap.place, Message("this was asked and is not filled in"), Message("fill it in"))


def _committed(taking: _Taking, edit: PilotEdit, recorder: Recorder, found: TakenPilot, place: CellPlace) -> TakenPilot:
    """Check the edit and write it, unless it would bring a new error."""
    request = taking.request
    if not recorder.commands:
        return found
    result = None if request.dry_run else edit.commit(force=request.correct)
    check = edit.check() if result is None else result.check
    if check.errors and not request.correct:
        problems = tuple(
            CellProblem(place, Message.of("{rule} {message}", rule=one.rule, message=one.message), one.help)
            for one in check.errors
        )
        return replace(found, problems=problems)
    warned = tuple(
        CellRemark(place, Message.of("{rule} {message}", rule=one.rule, message=one.message)) for one in check.warnings
    )
    facts = tuple(
        _fact(edit, one.key, one.sort, one.command, one.fact, written=result is not None) for one in recorder.commands
    )
    attached = tuple(one.path for one in edit.attachments())
    return replace(found, facts=facts, remarks=(*found.remarks, *warned), changes=edit.changes(), attached=attached)


def _fact(edit: PilotEdit, key: str, sort: str, command: str, number: int, *, written: bool) -> TakenFact:
    name, path, _ = edit.written[number]
    line = edit.file(name).line(path) if written else 0
    return TakenFact(key, sort, command, f"pilots/{edit.folder}/{name}", line)
