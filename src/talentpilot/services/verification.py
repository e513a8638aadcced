"""Verify an issued report: check its files and reproduce it from the same inputs."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from talentpilot import __version__
from talentpilot.diagnostics import Message
from talentpilot.errors import DocumentStopped, ManifestProblem, MissingExtra, TemplateError, UsageProblem
from talentpilot.i18n.translator import message
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.figures_json import Difference, differences
from talentpilot.report.manifest import (
    FIGURES,
    MANIFEST,
    Manifest,
    as_written,
    digest,
    manifest_json,
    versions,
)
from talentpilot.report.publish import RenderOptions
from talentpilot.services.issued_reports import read_manifest
from talentpilot.services.issuing import issued_then
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.official.files import official_document_again
from talentpilot.services.progress import Progress
from talentpilot.services.report_files import TemplateChoice
from talentpilot.services.reproduction import LaterFigures, files_again, later_figures, report_again
from talentpilot.store.git.history import Recovered, recover
from talentpilot.store.git.revision import GitTree, LedgerSource
from talentpilot.store.issued_reports import read_plain
from talentpilot.store.tree import DiskTree


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The files in the folder compared with those of the manifest: of `total`, some were changed or moved."""

    total: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether every file is there as it was issued, and no other."""
        return not (self.changed or self.missing or self.extra)


Where = Literal["revision", "commit", "files", ""]


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """Whether a ledger of the manifest's lock was found again: `how` as in `InputCheck`, `reason` why it was not.

    One that was missing when the report was issued has neither.
    """

    id: str
    how: Where
    commit: str | None
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class InputCheck:
    """Whether the ledger's files behind a report were found: `how` is revision, commit (see `commit`), files or empty.

    `searched` commits were looked through. `lost` are the reports issued before that are not there as they were. For
    a federation the files are its own, and `ledgers` are those of the lock.
    """

    how: Where
    commit: str | None
    searched: int
    shallow: bool
    lost: tuple[str, ...]
    ledgers: tuple[LedgerCheck, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether everything that the report was made from was found unchanged."""
        return bool(self.how) and not self.lost and all(one.reason is None for one in self.ledgers)


@dataclass(frozen=True, slots=True)
class Remaking:
    """How an issued report is made again.

    `source` holds the templates of then. `publish` makes the report; None if it can't be made, and `why_not` says why.
    `later` compares the figures made again with the present ledger.
    """

    inputs: InputCheck
    source: LedgerSource | None
    publish: Callable[[RenderOptions], Publication] | None
    later: Callable[[bytes | None, RenderOptions], LaterFigures]
    why_not: Message = field(default=Message("the ledger that it was made from is not at hand"))


@dataclass(frozen=True, slots=True)
class Deviation:
    """A template or a part of the program: its digest or version then, and now; None if there is none."""

    name: str
    then: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class OutputCheck:
    """The report made again. `differing` are files with another content, or that only one of the two has; `figures` the
    numbers and texts among them, or None if they could not be compared; `unmade` says why nothing was made, if so.
    """

    total: int
    differing: tuple[str, ...]
    figures: tuple[Difference, ...] | None
    unmade: Message | None = None

    @property
    def equal(self) -> bool:
        """Whether every file is the same as issued, byte for byte."""
        return self.unmade is None and not self.differing


@dataclass(frozen=True, slots=True)
class ReportVerification:
    """An issued report, set beside its manifest and made again. `own` are the templates that it was made with and that
    don't come with this version of the program.
    """

    folder: str
    manifest: Manifest
    files: FileCheck
    inputs: InputCheck
    templates: tuple[Deviation, ...]
    versions: tuple[Deviation, ...]
    outputs: OutputCheck
    later: LaterFigures
    own: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        parts = (self.files.equal, self.inputs.equal, not self.templates, not self.versions, self.outputs.equal)
        return all(parts)

    @property
    def by_version(self) -> bool:
        """Whether the files are as issued, differ when made again, and only versions can be the reason."""
        alike = self.files.equal and self.inputs.equal and not self.templates
        return alike and bool(self.versions) and bool(self.outputs.differing)

    @property
    def by_method(self) -> bool:
        """The figures made again from the ledger of then differ, and another method can be the reason: no fact has
        changed, and templates make no figures.
        """
        alike = self.files.equal and self.inputs.equal
        return alike and not self.manifest.is_present_method and bool(self.outputs.figures)


_VERSIONS = ("version", "method/version")
SHOWN = 20
"""How many differing figures are listed one by one."""


_NOT_TRUSTED = Message(
    message(
        "it was made with the ledger's own templates, and you have not trusted them as they were then "
        "({--trust-templates})"
    )
)


def verify_issued_report(folder: Path, root: Path, choice: TemplateChoice, shown: Progress) -> ReportVerification:
    """Verify the report in a folder of the ledger in `root`, made again with the templates of the choice.

    Own templates that are not trusted are compared with those of the report, and not used.

    Raises:
        UsageProblem: the folder holds no manifest that can be read.
        StorageProblem: the ledger's files of then are not on disk, and git can't be asked for them.
    """
    manifest = read_manifest(folder)
    if manifest.federation is not None:
        raise UsageProblem(
            "{folder} holds the report of a federation",
            folder=folder,
            help="name the federation's folder with {--root}",
        )
    shown.began("looking for the ledger of the report")
    found = recover(root, manifest.inputs, manifest.revision)
    past, lost = issued_then(DiskTree(root), manifest.past)

    def publish(source: LedgerSource, options: RenderOptions) -> Publication:
        ledger = OpenLedger(root, source, progress=shown)
        if manifest.official is not None:
            return official_document_again(manifest, ledger, past, options)
        return report_again(manifest, ledger, past, options)

    def later(again: bytes | None, options: RenderOptions) -> LaterFigures:
        return later_figures(folder, root, manifest, again, past, options, shown)

    again = Remaking(
        input_check(found, lost),
        found.source,
        partial(publish, found.source) if found.source is not None else None,
        later,
    )
    return verify(folder, root, manifest, again, choice, shown)


def input_check(found: Recovered, lost: tuple[str, ...] = (), ledgers: tuple[LedgerCheck, ...] = ()) -> InputCheck:
    """Return where the files behind the report were found."""
    commit = found.source.commit.oid if isinstance(found.source, GitTree) else None
    return InputCheck(found.how, commit, found.searched, found.shallow, lost, ledgers)


def verify(
    folder: Path, root: Path, manifest: Manifest, again: Remaking, choice: TemplateChoice, shown: Progress
) -> ReportVerification:
    """Verify an issued report that is made again in that way."""
    files = _files(folder, manifest)
    with TemporaryDirectory(prefix="talentpilot-") as edit:
        folders, trusted = _folders(root, again.source, choice, manifest, Path(edit))
        options = RenderOptions((*manifest.forms, "json"), True, folders, shown.began, lambda _: None)
        if trusted:
            made, used, unmade = _made(manifest, again, options)
        else:
            made, used, unmade = {}, _all_in_force(manifest, folders), _NOT_TRUSTED
        later = again.later(made.get(FIGURES), options)
    now = {"talentpilot": __version__, **versions()}
    then = {"talentpilot": manifest.version, **manifest.parts, "method": manifest.method}
    return ReportVerification(
        folder=str(folder),
        manifest=manifest,
        files=files,
        inputs=again.inputs,
        templates=_deviations(manifest.templates, used),
        versions=_deviations(then, now),
        outputs=_outputs(folder, manifest, made, unmade),
        later=later,
        own=_own(manifest) if manifest.is_present_method else (),  # the program's own of then are not known here
    )


def _own(manifest: Manifest) -> tuple[str, ...]:
    return tuple(name for name, then in manifest.templates.items() if _in_force(name, ()) != then)


def _files(folder: Path, manifest: Manifest) -> FileCheck:
    """Compare the files in the folder with the manifest; line ends of texts, which git may change, don't count."""
    there, empty = _content_of(folder)
    changed = [] if _is_as_issued(folder, manifest) else [MANIFEST]
    for name, output in manifest.outputs.items():
        content = as_written(name, read_plain(folder, name) or b"") if name in there else None
        if content is not None and (digest(content), len(content)) != (output.sha256, output.size):
            changed.append(name)
    named = manifest.outputs.keys()
    extra = (there - named - {MANIFEST}) | empty
    return FileCheck(len(named), tuple(changed), tuple(sorted(named - there)), tuple(sorted(extra)))


def _content_of(folder: Path) -> tuple[set[str], set[str]]:
    """Return the files and links at any depth, and the empty folders, which end with `/`."""
    there: set[str] = set()
    empty: set[str] = set()
    for place, folders, files in os.walk(folder):
        home = Path(place).relative_to(folder)
        links = [name for name in folders if Path(place, name).is_symlink()]
        there.update((home / name).as_posix() for name in (*files, *links))
        if not folders and not files and home.parts:
            empty.add(f"{home.as_posix()}/")
    return there, empty


def _is_as_issued(folder: Path, manifest: Manifest) -> bool:
    """Return whether the manifest holds exactly the fields that are read from it, and names its own files.

    One of an earlier method may lack fields that came later.
    """
    content = as_written(MANIFEST, read_plain(folder, MANIFEST) or b"")
    forms = [form for form in manifest.forms if form != "json"]
    names = {f"{manifest.name}-{language}.{form}" for language in manifest.languages for form in forms}
    fields = None if manifest.is_present_method else json.loads(content).keys()
    return content == manifest_json(manifest, fields).encode() and names <= manifest.outputs.keys()


def _folders(
    root: Path, source: LedgerSource | None, choice: TemplateChoice, manifest: Manifest, edit: Path
) -> tuple[tuple[Path, ...], bool]:
    """Return the folders of the templates of then, in the ledger found again or the present one; are all trusted?"""
    homes = [templates.own_folder(root) or root / "templates"]
    if isinstance(source, GitTree):
        homes.insert(0, _taken_out(source, edit))
    given = () if choice.given is None else (choice.given,)
    choices = [((*given, home), choice.admits(home, root)) for home in homes if home.is_dir()]
    return min([*choices, (given, True)], key=lambda one: (_strange(manifest, one[0]), not one[1]))


def _strange(manifest: Manifest, folders: tuple[Path, ...]) -> int:
    return sum(_in_force(name, folders) != wanted for name, wanted in manifest.templates.items())


def _all_in_force(manifest: Manifest, folders: tuple[Path, ...]) -> dict[str, str]:
    return {name: now for name in manifest.templates if (now := _in_force(name, folders)) is not None}


def _in_force(name: str, folders: tuple[Path, ...]) -> str | None:
    """Return the digest of the template in force; None if there is none."""
    try:
        return templates.digest_of(templates.find(name, folders))
    except TemplateError:
        return None


def _taken_out(source: GitTree, edit: Path) -> Path:
    """Write the ledger's own templates of that commit to files, and return their folder."""
    home = edit / "templates"
    for path in source.files_below("templates"):
        content = source.read(path)
        if isinstance(content, bytes) and ".." not in path.split("/"):
            (edit / path).parent.mkdir(parents=True, exist_ok=True)
            (edit / path).write_bytes(content)
    return home


def _made(
    manifest: Manifest, again: Remaking, options: RenderOptions
) -> tuple[dict[str, bytes], dict[str, str], Message | None]:
    """Return the files made again, the templates in force, and the reason if no file was made."""
    in_force = _all_in_force(manifest, options.folders)
    if again.publish is None:
        return {}, in_force, again.why_not
    try:
        made, used = files_again(again.publish, options)
    except (MissingExtra, TemplateError, ManifestProblem, DocumentStopped) as problem:
        return {}, in_force, problem.message
    return made, used, None


def _outputs(folder: Path, manifest: Manifest, made: Mapping[str, bytes], unmade: Message | None) -> OutputCheck:
    """Compare every file made again with what was issued."""
    total = len(manifest.outputs)
    if unmade is not None:
        return OutputCheck(total, (), None, unmade)
    wanted = {name: output.sha256 for name, output in manifest.outputs.items()}
    given = {name: digest(data) for name, data in made.items()}
    differing = tuple(sorted(name for name in wanted.keys() | given.keys() if wanted.get(name) != given.get(name)))
    figures = _figures(folder, manifest, made[FIGURES]) if FIGURES in differing else ()
    return OutputCheck(total, differing, figures)


def _figures(folder: Path, manifest: Manifest, again: bytes) -> tuple[Difference, ...] | None:
    """Return where the figures differ, without versions; None if those issued are not there."""
    content = as_written(FIGURES, read_plain(folder, FIGURES) or b"")
    if digest(content) != manifest.outputs[FIGURES].sha256:
        return None
    try:
        then, now = json.loads(content), json.loads(again)
    except (ValueError, RecursionError):
        return None
    return tuple(islice((one for one in differences(then, now) if one.place not in _VERSIONS), SHOWN))


def _deviations(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[Deviation, ...]:
    """By name, those that differ; a part that was not there then is one."""
    names = sorted(then.keys() | now.keys())
    return tuple(Deviation(name, then.get(name), now.get(name)) for name in names if then.get(name) != now.get(name))
