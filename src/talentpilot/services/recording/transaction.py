"""Edit a pilot as a transaction: open, change, check, commit."""

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, FieldPath, Message, Severity
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme
from talentpilot.model.scalars import INNER_ID
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.progress import SILENT, Progress
from talentpilot.services.recording import checks
from talentpilot.services.recording.checks import EditChecker, added_ledger_findings, preload
from talentpilot.store.edited_file import EditedFile
from talentpilot.store.reader import FilesRead, pilot_folders
from talentpilot.store.tree import DiskTree, MemoryTree
from talentpilot.store.undo_log import remember
from talentpilot.store.writer import Replacement, finish_interrupted, replace_files
from talentpilot.store.yaml.editor import Value
from talentpilot.suggestions import nearest, those


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of the ledger before and after an edit."""

    path: str
    before: bytes
    after: bytes

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        sides = (content.decode("utf-8", "replace").split("\n") for content in (self.before, self.after))
        old, new = ([f"{line}\n" for line in side[:-1]] + ([side[-1]] if side[-1] else []) for side in sides)
        lines = difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}", n=2)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Attached:
    """An evidence file that an edit copies into the ledger."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WrittenFact:
    """A fact that was written: its file, its line there, and what it says."""

    path: str
    line: int
    meaning: Message


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The findings that an edit would add, and the pilot's status before and after it.

    A status is None if the pilot's files can't all be read.
    """

    findings: tuple[Diagnostic, ...]
    status_before: PilotStatus | None
    status_after: PilotStatus | None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The new errors."""
        return tuple(item for item in self.findings if item.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The new warnings."""
        return tuple(item for item in self.findings if item.severity is Severity.WARNING)


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What committing an edit did: the facts that were written, and remarks on them.

    From Python it is always `written`: an edit that would add an error raises `UsageProblem`.
    """

    check: CheckResult
    written: bool
    facts: tuple[WrittenFact, ...] = ()
    remarks: tuple[Message, ...] = ()


@dataclass(slots=True)
class PilotEdit:
    """A transaction on one pilot: its files as they will be. `as_of` is the default day of a fact."""

    root: Path
    checker: EditChecker
    pilot: Pilot
    held: MemoryTree
    files: dict[str, EditedFile] = field(default_factory=dict)
    attached: dict[str, bytes] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    written: list[tuple[str, FieldPath, Message]] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)
    progress: Progress = SILENT

    @property
    def folder(self) -> str:
        """The pilot's id."""
        return self.checker.folder

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self.checker.programme

    @property
    def as_of(self) -> date:
        """The day that counts in this ledger."""
        return self.checker.as_of

    def file(self, name: str) -> EditedFile:
        """Return a file of the pilot, opened once.

        Raises:
            CannotEdit: it can't be read as text.
        """
        if name not in self.files:
            content = self.held.read(f"pilots/{self.folder}/{name}")
            if not isinstance(content, bytes):
                raise CannotEdit(
                    "pilots/{pilot}/{name} can't be read",
                    help="talentpilot validate shows why",
                    pilot=self.folder,
                    name=name,
                )
            self.files[name] = EditedFile(name, content)
        return self.files[name]

    def begin(self, name: str, text: str) -> None:
        """Start a file that does not exist yet."""
        self.files[name] = EditedFile(name, text.encode("utf-8"), is_new=True)

    def text(self, name: str) -> str:
        """Return the text of a file as it will be; bytes that are no UTF-8 are replaced."""
        if name in self.files:
            return self.files[name].text
        content = self.held.read(f"pilots/{self.folder}/{name}")
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""

    def put(self, name: str, path: FieldPath, value: Value, meaning: Message | None = None) -> None:
        """Set a value; `meaning` describes it in the result."""
        with self._naming(name):
            self.file(name).put(path, value)
        if meaning is not None:
            self.written.append((name, path, meaning))

    def append(self, name: str, path: FieldPath, item: Value, meaning: Message | None = None) -> None:
        """Append to a list."""
        with self._naming(name):
            at = self.file(name).append(path, item)
        if meaning is not None:
            self.written.append((name, at, meaning))

    def extend(self, name: str, path: FieldPath, items: Sequence[Value], meaning: Message | None = None) -> None:
        """Append several items to a list."""
        with self._naming(name):
            self.file(name).extend(path, items)
        if meaning is not None:
            self.written.append((name, path, meaning))

    def remove(self, name: str, path: FieldPath) -> None:
        """Remove a value."""
        with self._naming(name):
            self.file(name).remove(path)

    def cite(self, name: str, path: FieldPath, identifiers: list[str] | None, meaning: Message | None = None) -> None:
        """Append those ids or numbers to a list that it does not contain yet."""
        for identifier in dict.fromkeys(identifiers or ()):
            if identifier not in (self.file(name).at(path) or ()):
                self.append(name, path, identifier, meaning)

    def attach(self, path: str, content: bytes, *, copy: bool) -> str:
        """Add an evidence file at a path in the pilot's folder and return its digest; `copy` writes it there."""
        self.digests[path] = hashlib.sha256(content).hexdigest()
        if copy:
            self.attached[path] = content
        return self.digests[path]

    def mentioning(self, word: str) -> list[str]:
        """Return the other pilots whose pilot.yaml contains a word, such as a digest."""
        tree = DiskTree(self.root)
        others = [name for name in pilot_folders(tree) if name != self.folder]
        contents = {name: tree.read(f"pilots/{name}/pilot.yaml") for name in others}
        return [name for name, content in contents.items() if isinstance(content, bytes) and word.encode() in content]

    def find(self, name: str, collection: str, identifier: str) -> int:
        """Return the index of an object in its list.

        Raises:
            UsageProblem: there is none; the message names those there are.
        """
        with self._naming(name):
            index = self.file(name).index_of(collection, identifier)
        if index is not None:
            return index
        items = self.file(name).data.get(collection)
        known = [str(item.get("id", "")) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        raise UsageProblem(
            "{pilot} has no {id} among its {collection}",
            help=those(known),
            pilot=self.folder,
            id=identifier,
            collection=collection,
        )

    def tree(self) -> MemoryTree:
        """Return the pilot's files as they will be."""
        home = f"pilots/{self.folder}"
        contents = {f"{home}/{name}": file.after for name, file in self.files.items()}
        digests = {f"{home}/{path}": digest for path, digest in self.digests.items()}
        return checks.with_changes(self.held, contents, digests)

    def check(self, also: MemoryTree | None = None) -> CheckResult:
        """Return what the edit would change in the findings and in the pilot's status; nothing is written.

        `also` is a later state of the files that must bring no error either: an adjustment once it is in effect.
        """
        before, after = self.checker.check(self.held), self.checker.check(self.tree())
        found = list(after.findings)
        last = after
        if also is not None:
            last = self.checker.check(also)
            seen = {(item.rule, str(item.message)) for item in found}
            # Rule A03 is ignored in the later state: it compares the `from` of each change with the value in force,
            # and once the adjustment is in effect the value in force is already its `to`.
            later = [item for item in last.findings if item.rule != "A03"]
            found += [item for item in later if (item.rule, str(item.message)) not in seen]
        added = (
            *checks.added_findings(found, before.findings, Severity.ERROR, Severity.WARNING),
            *added_ledger_findings(self.checker, self.root, before, last),
        )
        return CheckResult(added, before.status, after.status)

    def changes(self) -> tuple[FileChange, ...]:
        """Return the files that the edit changes, with their content before and after it; a new file was empty."""
        found = (
            FileChange(self._path(name), b"" if file.is_new else file.before, file.after)
            for name, file in self.files.items()
        )
        return tuple(change for change in found if change.before != change.after)

    def attachments(self) -> tuple[Attached, ...]:
        """Return the evidence files that committing copies into the ledger."""
        return tuple(Attached(self._path(path), content) for path, content in self.attached.items())

    def commit(self, *, force: bool = False, also: MemoryTree | None = None) -> CommitResult:
        """Check the edit and write it; a new error is refused unless `force` is given.

        Raises:
            StorageProblem: the files can't be written, or changed on disk meanwhile.
        """
        result = self.check(also)
        if result.errors and not force:
            return CommitResult(result, written=False)
        self.write()
        facts = tuple(
            WrittenFact(self._path(name), self.file(name).line(path), text) for name, path, text in self.written
        )
        return CommitResult(result, written=True, facts=facts, remarks=tuple(self.remarks))

    @contextmanager
    def _naming(self, name: str) -> Iterator[None]:
        """Put the file's path in front of the message of an edit that fails."""
        try:
            yield
        except CannotEdit as problem:
            if str(problem).startswith("pilots/"):
                raise
            if str(problem.help):
                raise CannotEdit(
                    "{file}: {problem}", help=problem.help, file=self._path(name), problem=problem
                ) from None
            raise CannotEdit(
                "{file}: {problem}; nothing was written",
                help="correct that place by hand, or write this fact by hand; talentpilot validate checks it",
                file=self._path(name),
                problem=problem,
            ) from None

    def _path(self, name: str) -> str:
        return f"pilots/{self.folder}/{name}"

    def write(self) -> None:
        """Write the files that have changed, unchecked.

        Raises:
            StorageProblem: the files can't be written, or changed on disk meanwhile.
        """
        changes = {item.path: Replacement(None, item.content) for item in self.attachments()}
        for name, file in self.files.items():
            if file.after != file.before:
                before = None if file.is_new else file.before
                changes[self._path(name)] = Replacement(before, file.after)
        replace_files(self.root, changes, self.progress.notes)
        remember(self.root, self.folder, [meaning for _, _, meaning in self.written], changes)


def open_edit(ledger: OpenLedger, pilot_id: str) -> PilotEdit:
    """Open a pilot for editing; a write that was interrupted earlier is completed or undone first.

    Raises:
        UsageProblem: there is no such pilot; the message names the nearest.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        CannotEdit: pilot.yaml can't be read.
    """
    ledger.config.require()
    if pilot_id not in ledger.pilot_ids:
        raise UsageProblem("there is no pilot {pilot}", help=nearest(pilot_id, ledger.pilot_ids), pilot=pilot_id)
    finish_interrupted(ledger.root, ("", f"pilots/{pilot_id}"), ledger.progress.notes)
    known = FilesRead()
    held, pilot = preload(ledger.root, pilot_id, known, ledger.large_digests([pilot_id]))
    if pilot is None:
        raise CannotEdit(
            "pilots/{pilot}/pilot.yaml can't be read", help="talentpilot validate {pilot} shows why", pilot=pilot_id
        )
    checker = EditChecker(ledger.config, pilot_id, ledger.as_of, ledger.today, known)
    return PilotEdit(ledger.root, checker, pilot, held, progress=ledger.progress)


def open_object(ledger: OpenLedger, target: str, example: str) -> tuple[PilotEdit, str]:
    """Open the pilot of a target such as `yx-titles-01/M3`, and return it with the inner id.

    Raises:
        UsageProblem: the target has another form, or there is no such pilot.
    """
    pilot_id, slash, identifier = target.partition("/")
    if not slash or not identifier:
        is_inner = INNER_ID.fullmatch(target.upper()) is not None
        usual = next(iter(ledger.pilot_ids), "yx-titles-01")
        raise UsageProblem(
            "{target} does not name an object of a pilot",
            help="write it as in {pilot}/{example}",
            target=target,
            pilot=usual if is_inner else pilot_id or usual,
            example=target.upper() if is_inner else example,
        )
    return open_edit(ledger, pilot_id), identifier.upper()
