"""Finds what a writing command is about: the pilot, opened on a desk, and the object in it."""

from datetime import date

from talentpilot.cli.nearest import nearest
from talentpilot.cli.recording.bench import Bench, hold
from talentpilot.cli.recording.desk import Desk
from talentpilot.cli.session import Session, parse_day
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.store.pending import settle
from talentpilot.store.reader import pilot_folders, read_frame, read_pilot
from talentpilot.store.tree import DiskTree


def open_desk(session: Session, folder: str) -> Desk:
    """The pilot of that id, ready to be written.

    Raises:
        UsageProblem: there is no such pilot; the nearest is named.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    root = session.root()
    tree = DiskTree(root)
    frame = read_frame(tree)
    programme, _ = frame.demand()
    folders = pilot_folders(tree)
    if folder not in folders:
        raise UsageProblem(f"there is no pilot {folder}\n  help: {nearest(folder, folders)}")
    settle(root / "pilots" / folder)
    pilot = read_pilot(tree, folder, root).pilot
    if pilot is None:
        raise CannotEdit(f"pilots/{folder}/pilot.yaml can't be read\n  help: talentpilot validate {folder} says why")
    bench = Bench(frame, folder, session.as_of(programme), session.today(programme))
    return Desk(root, bench, pilot, hold(root, folder), session.quiet)


def open_object(session: Session, target: str, example: str) -> tuple[Desk, str]:
    """The pilot and the inner id of a target such as `yx-titles-01/M3`.

    Raises:
        UsageProblem: the target has another form, or there is no such pilot.
    """
    folder, slash, identifier = target.partition("/")
    if not slash or not identifier:
        raise UsageProblem(
            f"{target} names no object of a pilot\n  help: write such as {folder or 'yx-titles-01'}/{example}"
        )
    return open_desk(session, folder), identifier.upper()


def the_day(desk: Desk, text: str | None) -> date:
    """The day of an option, or the day of the command."""
    return desk.as_of if text is None else parse_day(text)
