"""Runs a pilot's rules over its files as they stand and as they would stand: what would be new, and the light."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.cli.pilotcheck import Job, Task, check_pilot
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.model.programme import Programme
from talentpilot.rules.cases import PilotCard
from talentpilot.rules.engine import is_waived, severity_of
from talentpilot.store.reader import Frame, read_pilot
from talentpilot.store.tree import Content, DiskTree, HeldTree


@dataclass(frozen=True, slots=True)
class Bench:
    """What a pilot's files are judged against."""

    frame: Frame
    folder: str
    as_of: date
    today: date

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self.frame.demand()[0]

    @property
    def job(self) -> Job:
        """What it takes to check a pilot of this ledger on that day."""
        programme, catalogue = self.frame.demand()
        return Job(None, programme, catalogue, self.as_of, self.today, self.frame.unreadable_ids)

    def judge(self, tree: HeldTree) -> "Judgement":
        """What the rules over one pilot say of its files; with its card, for the rules over all pilots."""
        result = check_pilot(self.job, Task(self.folder, tree))
        return Judgement(tree, self.counted(result.diagnostics), result.card)

    def counted(self, said: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Findings with the severity that counts here; those waived or switched off left out."""
        found = []
        for item in said:
            severity = severity_of(item.rule, item.severity, self.programme)
            if severity and not is_waived(item.rule, severity, item.object, self.programme, self.as_of):
                found.append(replace(item, severity=severity))
        return sorted(found, key=lambda item: item.sort_key)

    def status(self, tree: HeldTree) -> PilotStatus | None:
        """Where the pilot stands, or None where its files can't all be read."""
        pilot = read_pilot(tree, self.folder).pilot
        if pilot is None or not pilot.complete:
            return None
        return pilot_status(pilot, self.programme, self.as_of)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A state of the pilot's files, what the rules say of it, and its card where it can be read."""

    tree: HeldTree
    findings: list[Diagnostic]
    card: PilotCard | None


def hold(root: Path, folder: str) -> HeldTree:
    """A pilot's files in memory, with the digests of its evidence as the disk has it now."""
    home = f"pilots/{folder}"
    tree = DiskTree(root)
    contents: dict[str, Content] = {path: tree.read(path) for path in _yaml_files(tree, home)}
    pilot = read_pilot(tree, folder, root).pilot
    digests: dict[str, str] = {}
    if pilot is not None:
        paths = {item.id: item.path for item in pilot.file.evidence}
        for identifier, attachment in pilot.attachments.items():
            if attachment.sha256 is not None:
                digests[posixpath.normpath(f"{home}/{paths[identifier]}")] = attachment.sha256
    return HeldTree(contents, digests)


def with_changes(tree: HeldTree, contents: Mapping[str, bytes], digests: Mapping[str, str]) -> HeldTree:
    """The same files with some of them changed, and evidence that is not on the disk yet."""
    return HeldTree({**tree.contents, **contents}, {**(tree.digests or {}), **digests})


def new_among(after: Iterable[Diagnostic], before: Iterable[Diagnostic], *severities: Severity) -> list[Diagnostic]:
    """The findings of those severities that were not there before, wherever their lines have moved."""
    known = Counter(map(_said, before))
    found = []
    for item in after:
        if known[_said(item)]:
            known[_said(item)] -= 1
        elif item.severity in severities:
            found.append(item)
    return found


def _said(item: Diagnostic) -> tuple[str, str, str, str]:
    return item.rule, item.location.path, item.object, str(item.message)


def _yaml_files(tree: DiskTree, folder: str) -> list[str]:
    found = []
    for name, is_folder in tree.names(folder):
        path = f"{folder}/{name}"
        if is_folder and name != "evidence":
            found += _yaml_files(tree, path)
        elif not is_folder and name.endswith((".yaml", ".yml")):
            found.append(path)
    return found
