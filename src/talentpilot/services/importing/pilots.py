"""Plan what an import does to each pilot, check all of it at once, and write the pilots that are sound."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from talentpilot.diagnostics import Diagnostic, Message, Severity
from talentpilot.errors import TalentpilotError
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.model.base import Text
from talentpilot.model.modeline import schema_path
from talentpilot.model.programme import Organization
from talentpilot.rules.contexts import LedgerContext, PilotSummary
from talentpilot.services.importing.edits import PilotWriter, WantedPilot
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.new_pilot import NewPilotLedger
from talentpilot.services.parallel import over_pilots
from talentpilot.services.recording.checks import EditChecker, added_findings, counted_findings
from talentpilot.services.recording.transaction import FileChange, PilotEdit, open_edit
from talentpilot.services.validation.ledger import check_ledger_rules
from talentpilot.services.validation.pilot import PilotTask, WorkerContext, check_pilot
from talentpilot.store.edited_file import EditedFile
from talentpilot.store.new_pilot import NewPilot, bare_pilot_files, registered, start_pilot
from talentpilot.store.reader import LedgerConfig, read_pilot
from talentpilot.store.tree import DiskTree, MemoryTree, Tree
from talentpilot.store.writer import Replacement, replace_files

_NEEDED = ("title.zh or title.en", "task", "region", "term.start", "term.end", "roles.lead", "roles.units")


@dataclass(slots=True)
class ImportedPilot:
    """One pilot of an import: its edit, what it adds by kind, and what can't be taken."""

    id: str
    is_new: bool
    edit: PilotEdit | None = None
    added: Counter[str] = field(default_factory=Counter)
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    warnings: int = 0
    place: CellPlace = field(default_factory=lambda: CellPlace(""))
    refused: bool = False
    written: bool = False

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files with their content before and after; of a pilot that is refused, none."""
        return () if self.refused else self.wanted_changes

    @property
    def wanted_changes(self) -> tuple[FileChange, ...]:
        """The files with everything taken from the old books, whether the pilot is refused or not."""
        return self.edit.changes() if self.edit is not None else ()


@dataclass(frozen=True, slots=True)
class _Checked:
    """The findings on two states of a pilot's files, and its summaries."""

    added: tuple[Diagnostic, ...]
    before: PilotSummary | None
    after: PilotSummary | None


@dataclass(frozen=True, slots=True)
class _States:
    """The files of a pilot before and after; `before` is None for a new one."""

    pilot_id: str
    before: MemoryTree | None
    after: MemoryTree


def with_organizations(ledger: OpenLedger, added: Iterable[Organization]) -> LedgerConfig:
    """Return programme and catalogue with the organizations that an import adds."""
    programme, catalogue = ledger.config.require()
    known = NewPilotLedger(ledger.root, programme, catalogue, ledger.as_of, ledger.pilot_ids)
    return ledger.config._replace(programme=known.registering(*added).programme)


def plan_pilot(ledger: OpenLedger, config: LedgerConfig, wanted: WantedPilot) -> ImportedPilot:
    """Return a pilot with what the old books add to it, in memory."""
    is_new = wanted.id not in ledger.pilot_ids
    found = ImportedPilot(wanted.id, is_new, place=wanted.object.place, problems=list(wanted.problems))
    try:
        found.edit = _new_edit(ledger, config, wanted, found) if is_new else open_edit(ledger, wanted.id)
        if found.edit is not None:
            writer = PilotWriter(found.edit, wanted.refused)
            writer.write(wanted)
            found.added += writer.added
            found.problems += writer.problems
    except TalentpilotError as problem:
        found.problems.append(CellProblem(found.place, problem.message, problem.help))
        found.edit = None
    found.refused = found.edit is None
    return found


def _new_edit(ledger: OpenLedger, config: LedgerConfig, wanted: WantedPilot, found: ImportedPilot) -> PilotEdit | None:
    """Return the files of a new pilot, open for editing; None if it lacks what every pilot has."""
    programme, catalogue = config.require()
    data = wanted.object.data()
    roles, term = data.get("roles", {}), data.get("term", {})
    present = (data.get("title"), data.get("task"), data.get("region"), term.get("start"), term.get("end"),
               roles.get("lead"), roles.get("units"))  # fmt: skip
    for name in (name for name, value in zip(_NEEDED, present, strict=True) if not value):
        if f"pilot.{name}" in wanted.refused:
            continue  # the cell that should say it is reported already
        said = Message.of("the new pilot {pilot} has no {field}", pilot=wanted.id, field=name)
        found.problems.append(CellProblem(found.place, said, Message("map a column to it, or give it in `set`")))
    if not all(present):
        return None
    task = catalogue.task(data["task"])
    lead, units = programme.organization(roles["lead"]), tuple(map(programme.organization, roles["units"]))
    partners = tuple(filter(None, map(programme.organization, roles.get("partners", ()))))
    known = tuple(one for one in units if one is not None)
    if task is None or lead is None or not known:  # names are looked up while cells are read
        return None
    guide = programme.organization(roles["guide"]) if roles.get("guide") else None
    pilot = NewPilot(
        wanted.id, Text(**data["title"]), task, str(data["region"]), "", term["start"], term["end"], lead, known,
        partners, guide,
    )  # fmt: skip
    with_schemas = (ledger.root / schema_path("pilot")).is_file()
    files = {name: text.encode("utf-8") for name, text in bare_pilot_files(pilot, with_schemas=with_schemas).items()}
    return _opened(ledger, config, wanted.id, files)


def _opened(ledger: OpenLedger, config: LedgerConfig, pilot_id: str, files: Mapping[str, bytes]) -> PilotEdit | None:
    tree = MemoryTree({f"pilots/{pilot_id}/{name}": content for name, content in files.items()})
    pilot = read_pilot(tree, pilot_id).pilot
    if pilot is None:
        return None
    checker = EditChecker(config, pilot_id, ledger.as_of, ledger.today)
    edit = PilotEdit(ledger.root, checker, pilot, tree, progress=ledger.progress)
    edit.files = {name: EditedFile(name, content, is_new=True) for name, content in files.items()}
    return edit


def check_pilots(ledger: OpenLedger, config: LedgerConfig, pilots: Sequence[ImportedPilot]) -> None:
    """Check every changed pilot, alone and against the ledger; one with a new error is refused.

    One that is refused for a cell is checked too, so that all its problems are reported at once.
    """
    changed = [one for one in pilots if one.wanted_changes]
    programme, catalogue = config.require()
    worker = WorkerContext(None, programme, catalogue, ledger.as_of, ledger.today, config.unreadable_ids)
    states = [_states(one) for one in changed]
    results = dict(zip([one.id for one in changed], over_pilots(partial(_check, worker), states, ledger.processors),
                       strict=True))  # fmt: skip
    for one in changed:
        _report(one, results[one.id].added)
    while True:
        sound = [one for one in changed if not one.refused]
        findings = _ledger_findings(ledger, config, worker, sound, results)
        wrong = {_pilot_of(item) for item in findings if item.severity is Severity.ERROR}
        for one in sound:
            _report(one, [item for item in findings if _pilot_of(item) == one.id])
        if not any(one.id in wrong for one in sound):
            return


def _states(one: ImportedPilot) -> _States:
    assert one.edit is not None
    return _States(one.id, None if one.is_new else one.edit.held, one.edit.tree())


def _pilot_of(item: Diagnostic) -> str:
    parts = item.location.path.split("/")
    return parts[1] if parts[0] == "pilots" and len(parts) > 1 else ""


def _report(one: ImportedPilot, findings: Iterable[Diagnostic]) -> None:
    """Add findings to a pilot: errors refuse it, warnings are counted."""
    for item in findings:
        text = Message.of("{pilot}: {rule} {message}", pilot=one.id, rule=item.rule, message=item.message)
        if item.severity is Severity.ERROR:
            one.problems.append(CellProblem(one.place, text, item.help))
            one.refused = True
        elif item.severity is Severity.WARNING:
            one.warnings += 1


def _check(worker: WorkerContext, states: _States) -> _Checked:
    """Return what a change adds to the findings of a pilot; runs in a worker process if there are many."""
    assert worker.programme is not None
    after = check_pilot(worker, PilotTask(states.pilot_id, states.after))
    now = counted_findings(after.diagnostics, worker.programme, worker.as_of)
    then: list[Diagnostic] = []
    summary = None
    if states.before is not None:
        before = check_pilot(worker, PilotTask(states.pilot_id, states.before))
        then, summary = counted_findings(before.diagnostics, worker.programme, worker.as_of), before.summary
    found = added_findings(now, then, Severity.ERROR, Severity.WARNING)
    return _Checked(tuple(found), summary, after.summary)


def _ledger_findings(
    ledger: OpenLedger, config: LedgerConfig, worker: WorkerContext, sound: Sequence[ImportedPilot],
    results: Mapping[str, _Checked],
) -> list[Diagnostic]:  # fmt: skip
    """Return the findings of ledger-wide rules that the changed pilots add."""
    moved = [one for one in sound if results[one.id].before != results[one.id].after]
    if not moved:
        return []
    programme, catalogue = config.require()
    own = {one.id: one for one in sound}
    others = list(_other_summaries(ledger, worker, [name for name in ledger.pilot_ids if name not in own]))
    disk = DiskTree(ledger.root)

    def findings(summaries: Iterable[PilotSummary | None], trees: Mapping[str, Tree]) -> list[Diagnostic]:
        every = (*others, *(one for one in summaries if one is not None))
        folders = frozenset((*ledger.pilot_ids, *own))
        context = LedgerContext(programme, catalogue, every, ledger.as_of, folders, whole=False)
        said = check_ledger_rules(context, config, lambda name: trees.get(name, disk), frozenset(own))
        return counted_findings(said, programme, ledger.as_of)

    then = findings([results[name].before for name in own], {})
    after = {name: one.edit.tree() for name, one in own.items() if one.edit is not None}
    now = findings([results[name].after for name in own], after)
    return added_findings(now, then, Severity.ERROR, Severity.WARNING)


def _other_summaries(ledger: OpenLedger, worker: WorkerContext, names: Sequence[str]) -> Iterator[PilotSummary]:
    tree = DiskTree(ledger.root)
    tasks = [PilotTask(name, tree) for name in names]
    for summary in over_pilots(partial(_summary, worker._replace(touched=frozenset())), tasks, ledger.processors):
        if summary is not None:
            yield summary


def _summary(worker: WorkerContext, task: PilotTask) -> PilotSummary | None:
    return check_pilot(worker, task).summary


def write_pilots(ledger: OpenLedger, pilots: Sequence[ImportedPilot], needed: Sequence[Organization]) -> None:
    """Write the organizations that sound pilots need, then each sound pilot, whole or not at all.

    Raises:
        CannotEdit: programme.yaml can't be lengthened.
        StorageProblem: the disk refuses; what was written of earlier pilots stays.
    """
    sound = [one for one in pilots if one.changes]
    if needed:
        before = (ledger.root / "programme.yaml").read_bytes()
        after = registered(before, needed)
        replace_files(ledger.root, {"programme.yaml": Replacement(before, after)}, ledger.progress.notes)
    for one in sound:
        _write(ledger, one)


def _write(ledger: OpenLedger, one: ImportedPilot) -> None:
    assert one.edit is not None
    try:
        if one.is_new:
            start_pilot(ledger.root, one.id, {name: file.after for name, file in one.edit.files.items()}, None)
        else:
            one.edit.write()
        one.written = True
    except TalentpilotError as problem:
        one.problems.append(CellProblem(one.place, problem.message, problem.help))
        one.refused = True


def values_named(pilot: WantedPilot) -> Iterator[Any]:
    """Yield every value that the old books give for a pilot."""
    for item in pilot.object.everything():
        for wanted in item.fields.values():
            yield from wanted.value if isinstance(wanted.value, tuple) else (wanted.value,)


def known_titles(ledger: OpenLedger) -> dict[str, str]:
    """Return the ids of the pilots by their titles."""
    found: dict[str, str] = {}
    for name in ledger.pilot_ids:
        pilot = ledger.read(name).pilot
        if pilot is not None:
            found |= dict.fromkeys(pilot.file.title.versions, name)
    return found
