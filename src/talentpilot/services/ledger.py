"""A ledger opened for one command or one caller: where its files are read from, and which day counts."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from talentpilot import __version__
from talentpilot.diagnostics import Message
from talentpilot.errors import LedgerNotFound, StorageProblem, UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.programme import Programme, Thresholds
from talentpilot.services.progress import SILENT, Progress
from talentpilot.store.confinement import OpenFile, open_file
from talentpilot.store.evidence import Digests, large_files
from talentpilot.store.git.revision import GitTree, LedgerSource, open_revision
from talentpilot.store.git.worktree import revision_of
from talentpilot.store.journal import interruptions
from talentpilot.store.reader import LedgerConfig, PilotReading, pilot_folders, read_config, read_pilot
from talentpilot.store.tree import FEDERATION_FILE, DigestingTree, DiskTree, find_root

if TYPE_CHECKING:
    from talentpilot.report.views.inputs import Provenance

Clock = Callable[[ZoneInfo], date]
"""Tells the present date in a time zone."""

DEFAULT_ZONE = "Asia/Shanghai"


def system_clock(zone: ZoneInfo) -> date:
    """Return today's date by the computer's clock."""
    return datetime.now(zone).date()


def date_in(zone: str, clock: Clock = system_clock) -> date:
    """Return the present date in a time zone of the IANA database.

    Raises:
        UsageProblem: the time zone is unknown.
    """
    try:
        return clock(ZoneInfo(zone))
    except (KeyError, ValueError, OSError) as problem:
        raise UsageProblem(
            "programme.yaml: there is no time zone {zone}", help="write {usual}", zone=zone, usual=DEFAULT_ZONE
        ) from problem


@dataclass(eq=False)
class OpenLedger:
    """A ledger to read: its folder, the files or the git revision it is read from, and the day that counts.

    `requested_day` is None if the caller named no day; then the day is today in the programme's time zone.
    """

    root: Path
    source: LedgerSource
    requested_day: date | None = None
    clock: Clock = system_clock
    progress: Progress = SILENT
    processors: int | None = None
    """How many processes may work on the pilots; None for as many as there are processors."""
    thresholds: Thresholds | None = None
    """The thresholds of a federation, by which pilots are rated instead of the programme's own."""

    @cached_property
    def config(self) -> LedgerConfig:
        """programme.yaml and catalogue.yaml, as far as they can be read."""
        config = read_config(self.source)
        programme = config.programme
        if programme is None or self.thresholds is None:
            return config
        return config._replace(programme=programme.with_thresholds(self.thresholds))

    @property
    def programme(self) -> Programme:
        """The programme.

        Raises:
            LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        """
        return self.config.require()[0]

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue.

        Raises:
            LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        """
        return self.config.require()[1]

    @cached_property
    def pilot_ids(self) -> tuple[str, ...]:
        """The names of the pilot folders, sorted."""
        return pilot_folders(self.source)

    @cached_property
    def today(self) -> date:
        """The present date in the programme's time zone, or in China's where programme.yaml can't be read.

        Raises:
            UsageProblem: the programme's time zone is unknown.
        """
        programme = self.config.programme
        return date_in(programme.timezone if programme is not None else DEFAULT_ZONE, self.clock)

    @property
    def as_of(self) -> date:
        """The day that counts: the requested one, or today."""
        return self.today if self.requested_day is None else self.requested_day

    def interrupted_writes(self) -> tuple[Message, ...]:
        """Return a message for each write that was interrupted and is not finished yet."""
        if not isinstance(self.source, DiskTree):
            return ()
        bases = ("", *(f"pilots/{name}" for name in self.pilot_ids))
        return tuple(found.message for found in interruptions(self.root, bases))

    def large_digests(self, pilots: Iterable[str]) -> Digests:
        """Return the digests of the large evidence files that these pilots cite. Each is announced before it is read,
        and its reading shows progress.
        """
        found: dict[str, str] = {}
        large = large_files(self.root, pilots) if isinstance(self.source, DiskTree) else ()
        for pilot_id, files in groupby(large, key=itemgetter(0)):
            pilot = self.read(pilot_id).pilot
            cited = {f"pilots/{pilot_id}/{item.path}" for item in pilot.file.evidence} if pilot is not None else ()
            for _, path, _ in files:
                if path in cited:
                    with suppress(OSError):  # examining the file says what is wrong with it
                        opened = open_file(self.root, path)
                        if opened is not None:
                            found[path] = self._large_digest(path, opened)
        return found

    def _large_digest(self, path: str, opened: OpenFile) -> str:
        self.progress.notes(large_file(path, opened.size))
        digest = hashlib.sha256()
        with opened:
            name = path.rpartition("/")[2]
            for piece in self.progress.through(f"{name} (MB)", opened.pieces(), opened.size >> 20):
                digest.update(piece)
        return digest.hexdigest()

    def preload(self, *, evidence: bool = False) -> None:
        """Read the YAML of all pilots of a revision in one process of git; with `evidence` also take the digests of the
        evidence files. Nothing is read ahead from the disk.
        """
        if isinstance(self.source, GitTree):
            self.source.preload(self.pilot_ids)
            if evidence:
                self.source.examine_evidence()

    def read(self, pilot_id: str) -> PilotReading:
        """Read the files of one pilot, without looking at its evidence files."""
        return read_pilot(self.source, pilot_id)

    @property
    def is_on_disk(self) -> bool:
        """Whether the files at hand are read, and not those of a revision."""
        return isinstance(self.source, DiskTree)

    def on_disk(self) -> "OpenLedger":
        """Return the same ledger and day, read from the files on disk."""
        return self.reading(DiskTree(self.root))

    def reading(self, source: LedgerSource, as_of: date | None = None) -> "OpenLedger":
        """Return the same ledger read from another source, and as of another day where one is given."""
        return replace(self, source=source, requested_day=as_of or self.requested_day)

    def reopened(self) -> "OpenLedger":
        """Return the same ledger with nothing read yet, so that two threads never share what one of them reads."""
        source = self.source
        if isinstance(source, GitTree):
            source = GitTree(source.repository, source.commit, source.entries)
        return replace(self, source=source)

    def writable(self) -> "OpenLedger":
        """Return the same ledger with nothing read yet, to be changed.

        Raises:
            UsageProblem: it was opened at a revision, and what is changed are the files at hand.
        """
        if isinstance(self.source, GitTree):
            raise UsageProblem("a revision can't be edited", help="open the ledger without a revision")
        return self.reopened()


def large_file(path: object, size: int) -> Message:
    """Return the message to show before a large file is read."""
    return Message("{path} has {size}; taking its digest", {"path": str(path), "size": size_in_words(size)})


def size_in_words(size: int) -> str:
    """Return a size in megabytes or gigabytes, rounded down."""
    return f"{size >> 20:,} MB" if size < 10 << 30 else f"{size >> 30:,} GB"


def open_ledger(
    root: Path,
    *,
    revision: str | None = None,
    as_of: date | None = None,
    clock: Clock = system_clock,
    progress: Progress = SILENT,
    for_digest: bool = False,
) -> OpenLedger:
    """Open the ledger in a folder, as its files are on disk or as they were at a git revision.

    `for_digest` says that the digest of all inputs will be asked for.

    Raises:
        StorageProblem: git has no such revision, or the revision has no ledger.
    """
    files = DigestingTree(root) if for_digest else DiskTree(root)
    return OpenLedger(root, files if revision is None else open_revision(root, revision), as_of, clock, progress)


def locate_root(folder: Path | None, start: Path) -> Path:
    """Return the root of the ledger: the folder if one is named, else the nearest one from `start` upwards.

    Raises:
        LedgerNotFound: there is none.
        UsageProblem: the folder is a federation of ledgers.
    """
    federation = locate_federation(folder, start)
    if federation is not None:
        raise UsageProblem(
            "{folder} is a federation; this works on one ledger, where its facts are known", folder=federation.name,
            help="go into the ledger, or name its folder with {--root}",
        )  # fmt: skip
    if folder is None:
        return find_root(start)
    root = folder.resolve()
    if not (root / "programme.yaml").is_file():
        raise LedgerNotFound(
            "{folder} holds no programme.yaml", help="{--root} must name the folder of a ledger", folder=folder
        )
    return root


def locate_federation(folder: Path | None, start: Path) -> Path | None:
    """Return the root of the federation: the folder if one is named, else the nearest one from `start` upwards.

    Return None if there is none, or a ledger lies nearer.
    """
    places = (start, *start.parents) if folder is None else (folder.resolve(),)
    for place in places:
        if (place / "programme.yaml").is_file():
            return None
        if (place / FEDERATION_FILE).is_file():
            return place
    return None


def provenance(source: LedgerSource, inputs: str) -> "Provenance":
    """Return where figures of this source come from, with the reason if git can't name its revision."""
    from talentpilot.report.views.inputs import Provenance  # few commands name their sources

    try:
        return Provenance(revision_of(source), inputs, __version__)
    except StorageProblem as problem:
        return Provenance(None, inputs, __version__, problem.whole)
