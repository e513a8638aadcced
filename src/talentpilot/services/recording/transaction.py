"""Edit a pilot as a transaction: open, change, check, commit."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from talentpilot.cli.options import WriteOptions
from talentpilot.cli.output.edit_preview import change_preview, findings_preview, light_preview
from talentpilot.cli.session import ExitCode, Session, parse_day
from talentpilot.diagnostics import Diagnostic, FieldPath, Severity
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme
from talentpilot.services.recording import checks
from talentpilot.services.recording.checks import EditChecker, added_ledger_findings, preload
from talentpilot.store.edited_file import EditedFile
from talentpilot.store.reader import pilot_folders, read_pilot
from talentpilot.store.tree import DiskTree, MemoryTree
from talentpilot.store.writer import Replacement, recover_pending, replace_files
from talentpilot.store.yaml.editor import Value
from talentpilot.suggestions import nearest, those


@dataclass(slots=True)
class PilotEdit:
    """One pilot, with what will be written of it. `as_of` is the day of the fact where none is given."""

    root: Path
    checker: EditChecker
    pilot: Pilot
    held: MemoryTree
    quiet: bool = False
    files: dict[str, EditedFile] = field(default_factory=dict)
    attached: dict[str, bytes] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    written: list[tuple[str, FieldPath, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

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
        """The day on which the command is given."""
        return self.checker.as_of

    def file(self, name: str) -> EditedFile:
        """A file of the pilot, opened once.

        Raises:
            CannotEdit: it can't be read as text.
        """
        if name not in self.files:
            content = self.held.read(f"pilots/{self.folder}/{name}")
            if not isinstance(content, bytes):
                raise CannotEdit(f"pilots/{self.folder}/{name} can't be read\n  help: talentpilot validate says why")
            self.files[name] = EditedFile(name, content)
        return self.files[name]

    def begin(self, name: str, text: str) -> None:
        """Begin a file that is not there yet."""
        self.files[name] = EditedFile(name, text.encode("utf-8"), is_new=True)

    def text(self, name: str) -> str:
        """The text of a file as it will be; as much of it as can be read, where it is none."""
        if name in self.files:
            return self.files[name].text
        content = self.held.read(f"pilots/{self.folder}/{name}")
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""

    def put(self, name: str, path: FieldPath, value: Value, meaning: str = "") -> None:
        """Set a value; `meaning` is what the success says of it."""
        with self._naming(name):
            self.file(name).put(path, value)
        if meaning:
            self.written.append((name, path, meaning))

    def append(self, name: str, path: FieldPath, item: Value, meaning: str = "") -> None:
        """Append to a list."""
        with self._naming(name):
            at = self.file(name).append(path, item)
        if meaning:
            self.written.append((name, at, meaning))

    def remove(self, name: str, path: FieldPath) -> None:
        """Take a value away."""
        with self._naming(name):
            self.file(name).remove(path)

    def cite(self, name: str, path: FieldPath, identifiers: list[str] | None, meaning: str = "") -> None:
        """Append ids or numbers to a list in which they do not stand yet."""
        for identifier in dict.fromkeys(identifiers or ()):
            if identifier not in (self.file(name).at(path) or ()):
                self.append(name, path, identifier, meaning)

    def attach(self, path: str, content: bytes, *, copy: bool) -> str:
        """Bring an evidence file; `path` is relative to the pilot's folder. Returns its digest."""
        self.digests[path] = hashlib.sha256(content).hexdigest()
        if copy:
            self.attached[path] = content
        return self.digests[path]

    def mentioning(self, word: str) -> list[str]:
        """The other pilots in whose pilot.yaml a word stands, such as a digest."""
        tree = DiskTree(self.root)
        others = [name for name in pilot_folders(tree) if name != self.folder]
        contents = {name: tree.read(f"pilots/{name}/pilot.yaml") for name in others}
        return [name for name, content in contents.items() if isinstance(content, bytes) and word.encode() in content]

    def find(self, name: str, collection: str, identifier: str) -> int:
        """The index of an object in its list.

        Raises:
            UsageProblem: there is none; the message names those there are.
        """
        with self._naming(name):
            index = self.file(name).index_of(collection, identifier)
        if index is not None:
            return index
        items = self.file(name).data.get(collection)
        known = [str(item.get("id", "")) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        said = f"{self.folder} has no {identifier} among its {collection}"
        raise UsageProblem(f"{said}\n  help: {those(known)}")

    def tree(self) -> MemoryTree:
        """The pilot's files as they would stand."""
        home = f"pilots/{self.folder}"
        contents = {f"{home}/{name}": file.after for name, file in self.files.items()}
        digests = {f"{home}/{path}": digest for path, digest in self.digests.items()}
        return checks.with_changes(self.held, contents, digests)

    def commit(self, writing: WriteOptions, also: MemoryTree | None = None) -> ExitCode:
        """Check what is on the desk and write it; `also` is another state that must bring no error either.

        Exit code 1: it would bring a new error, and nothing was written.
        """
        new = self._new(also)
        errors = [item for item in new if item.severity is Severity.ERROR]
        warnings = [item for item in new if item.severity is Severity.WARNING]
        if writing.dry_run:
            sys.stdout.write(change_preview(self._changes(), self._attachments()))
        if errors and not writing.force:
            return self._refuse(errors)
        sys.stderr.write(findings_preview([*errors, *(() if self.quiet else warnings)]))
        if writing.dry_run:
            sys.stderr.write("talentpilot: nothing was written (--dry-run)\n")
            return ExitCode.FINE
        self._write()
        self._tell()
        return ExitCode.FINE

    def _new(self, also: MemoryTree | None) -> list[Diagnostic]:
        """The findings that what is on the desk would bring, in this pilot and beside the others."""
        before, after = self.checker.judge(self.held), self.checker.judge(self.tree())
        found = list(after.findings)
        last = after
        if also is not None:
            last = self.checker.judge(also)
            seen = {(item.rule, str(item.message)) for item in found}
            # A03 of what is in effect there speaks of the value that has just changed hands.
            later = [item for item in last.findings if item.rule != "A03"]
            found += [item for item in later if (item.rule, str(item.message)) not in seen]
        return [
            *checks.added_findings(found, before.findings, Severity.ERROR, Severity.WARNING),
            *added_ledger_findings(self.checker, self.root, before, last),
        ]

    def _refuse(self, errors: list[Diagnostic]) -> ExitCode:
        sys.stderr.write(findings_preview(errors))
        many = "a new error" if len(errors) == 1 else f"{len(errors)} new errors"
        sys.stderr.write(f"talentpilot: this would bring {many}; nothing was written\n")
        sys.stderr.write("  help: mend it, or write it all the same with --force\n")
        return ExitCode.FINDINGS

    def _changes(self) -> list[tuple[str, bytes, bytes]]:
        found = self.files.items()
        return [(self._path(name), b"" if file.is_new else file.before, file.after) for name, file in found]

    def _attachments(self) -> list[tuple[str, bytes]]:
        return [(self._path(path), content) for path, content in self.attached.items()]

    @contextmanager
    def _naming(self, name: str) -> Iterator[None]:
        """Puts the file's name before what editing it says."""
        try:
            yield
        except CannotEdit as problem:
            help_ = "mend that place by hand, or write this fact by hand; talentpilot validate checks it"
            said = str(problem) if str(problem).startswith("pilots/") else f"{self._path(name)}: {problem}"
            advice = "" if "\n  help: " in said else f"; nothing was written\n  help: {help_}"
            raise CannotEdit(f"{said}{advice}") from None

    def _path(self, name: str) -> str:
        return f"pilots/{self.folder}/{name}"

    def _write(self) -> None:
        changes = {self.root / path: Replacement(None, content) for path, content in self._attachments()}
        for name, file in self.files.items():
            if file.after != file.before:
                before = None if file.is_new else file.before
                changes[(self.root / self._path(name)).resolve()] = Replacement(before, file.after)
        replace_files(changes)

    def _tell(self) -> None:
        lines = [f"{self._path(name)}:{self.file(name).line(path)}: {meaning}" for name, path, meaning in self.written]
        if not self.quiet:
            lines += self.remarks
            lines += light_preview(self.checker.status(self.held), self.checker.status(self.tree()))
        sys.stdout.write("".join(f"{line}\n" for line in lines))


def open_edit(session: Session, folder: str) -> PilotEdit:
    """The pilot of that id, ready to be written.

    Raises:
        UsageProblem: there is no such pilot; the nearest is named.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    ledger = session.open_ledger()
    root, tree, config, folders = ledger.root, DiskTree(ledger.root), ledger.config, ledger.pilot_ids
    config.require()
    if folder not in folders:
        raise UsageProblem(f"there is no pilot {folder}\n  help: {nearest(folder, folders)}")
    recover_pending(root / "pilots" / folder)
    pilot = read_pilot(tree, folder, root).pilot
    if pilot is None:
        raise CannotEdit(f"pilots/{folder}/pilot.yaml can't be read\n  help: talentpilot validate {folder} says why")
    checker = EditChecker(config, folder, ledger.as_of, ledger.today)
    return PilotEdit(root, checker, pilot, preload(root, folder), session.quiet)


def open_object(session: Session, target: str, example: str) -> tuple[PilotEdit, str]:
    """The pilot and the inner id of a target such as `yx-titles-01/M3`.

    Raises:
        UsageProblem: the target has another form, or there is no such pilot.
    """
    folder, slash, identifier = target.partition("/")
    if not slash or not identifier:
        raise UsageProblem(
            f"{target} names no object of a pilot\n  help: write such as {folder or 'yx-titles-01'}/{example}"
        )
    return open_edit(session, folder), identifier.upper()


def day_or_default(edit: PilotEdit, text: str | None) -> date:
    """The day of an option, or the day of the command."""
    return edit.as_of if text is None else parse_day(text)
