"""Write the files of a new ledger; no existing file is overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talentpilot.errors import UsageProblem
from talentpilot.exchange.schema import schema_files
from talentpilot.model.programme import Organization
from talentpilot.services.new_ledger import NewLedgerCheck, NewLedgerRequest
from talentpilot.store.new_ledger import (
    NewLedger,
    Placement,
    ledger_around,
    ledger_files,
    missing_lines,
    place_files,
    repository_files,
    repository_top,
    survey,
)


@dataclass(frozen=True, slots=True)
class LedgerPlan:
    """A new ledger that is not written yet: its folder, its files by path, and what stands in their way."""

    root: Path
    ledger: NewLedger
    files: Mapping[Path, bytes]
    placement: Placement
    in_git: bool

    @property
    def fresh(self) -> tuple[Path, ...]:
        """The files to be written."""
        return tuple(self.placement.fresh)

    def lacking(self) -> dict[Path, str]:
        """Return the files that stay as they are, each with the lines it would need; empty if it needs none."""
        present = {file: file.read_text("utf-8", errors="replace") for file in self.placement.taken}
        return {
            file: missing_lines(file.name, text, self.files[file].decode("utf-8", "replace"))
            for file, text in present.items()
        }

    def write(self) -> None:
        """Write the files, all or none.

        Raises:
            StorageProblem: the disk refuses.
        """
        place_files({file: self.files[file] for file in self.fresh})


def plan_ledger(
    root: Path,
    request: NewLedgerRequest,
    today: date,
    organizations: tuple[Organization, ...] = (),
    *,
    keep: bool = False,
) -> LedgerPlan:
    """Plan the files of a new ledger in a folder, which `check_folder` has accepted.

    `keep` leaves files of these names as they are and writes the rest.

    Raises:
        UsageProblem: something in the request is wrong, or a file would be overwritten; it lists everything.
    """
    top = repository_top(root)
    below = root.relative_to(top).as_posix() if top is not None and root != top else ""
    ledger = NewLedgerCheck(request, root, today).ledger(below, organizations)
    around = {(top or root) / path: content for path, content in repository_files(ledger).items()}
    # programme.yaml comes last: a folder without it is no ledger yet.
    files = around | {root / path: content for path, content in ledger_files(ledger, schema_files()).items()}
    placement = survey(files)
    _refuse_conflicts(placement, root, keep=keep)
    return LedgerPlan(root, ledger, files, placement, in_git=top is not None)


def check_folder(root: Path) -> None:
    """Refuse a folder that can't become a ledger.

    Raises:
        UsageProblem: it is no folder, or it is or lies in a ledger already.
    """
    if root.exists() and not root.is_dir():
        raise UsageProblem("{root} is not a folder; nothing was written", root=root)
    around = ledger_around(root)
    if around == root:
        raise UsageProblem(
            "{root} is a ledger already (it has a programme.yaml); nothing was written",
            help="talentpilot new starts a pilot in it; talentpilot schema --write renews its schemas",
            root=root,
        )
    if around is not None:
        raise UsageProblem(
            "{root} is inside a ledger, {around}; nothing was written",
            help="choose a folder outside it",
            root=root,
            around=around,
        )


def _refuse_conflicts(placement: Placement, root: Path, *, keep: bool) -> None:
    """Refuse to overwrite a file, and name all that would be."""
    if placement.blocked:
        raise UsageProblem(
            "something else is in the place of these files; nothing was written{files}",
            files="".join(f"\n  {file}" for file in placement.blocked),
        )
    if placement.taken and not keep:
        raise UsageProblem(
            "{root} has other files with these names; nothing was written{files}",
            help="--keep leaves them as they are, writes the rest, and shows what they lack",
            root=root,
            files="".join(f"\n  {file}" for file in placement.taken),
        )
