"""`talentpilot seal`: seals the plan at approval, so that a change without a filing is found."""

import sys
from collections.abc import Mapping

from talentpilot.cli import recording_options as options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem


def seal(
    session: Session, pilot: options.Pilot, dry_run: options.DryRun = False, force: options.Force = False
) -> ExitCode:
    """Seal the plan as approved: a digest of each of its parts, below approval."""
    from talentpilot.analysis.seal import seal_of
    from talentpilot.cli.recording_targets import open_desk

    desk = open_desk(session, pilot)
    approval = desk.pilot.file.approval
    if approval is None:
        raise UsageProblem(
            f"{pilot} is not approved yet; nothing was written\n"
            "  help: write approval: with date: and document: into its pilot.yaml first"
        )
    if not desk.pilot.complete or desk.pilot.unreadable:
        raise UsageProblem(
            f"{pilot} can't be read as a whole, so its plan can't be sealed\n  help: talentpilot validate {pilot}"
        )
    new, old = seal_of(desk.pilot), approval.seal
    if new == old:
        sys.stdout.write(f"{pilot} is sealed already, and its plan is as sealed; nothing to write\n")
        return ExitCode.FINE
    place = ("approval", "seal")
    if not old:
        desk.put("pilot.yaml", place, new, f"sealed: {', '.join(new)}")
        return desk.commit(dry_run=dry_run, force=force)
    if not force:
        raise UsageProblem(_refusal(pilot, new, old))
    for part in old.keys() - new.keys():
        desk.file("pilot.yaml").remove((*place, part))
    for part in (name for name in new if new[name] != old.get(name)):
        desk.put("pilot.yaml", (*place, part), new[part], f"sealed anew: {part}")
    desk.remarks.append("the plan was sealed anew: validate --base tells it to whoever compares (C01)")
    return desk.commit(dry_run=dry_run, force=force)


def _refusal(pilot: str, new: Mapping[str, str], old: Mapping[str, str]) -> str:
    differing = [name for name in {**old, **new} if new.get(name) != old.get(name)]
    return (
        f"{pilot} is sealed, and its plan differs: {', '.join(differing)}; nothing was written\n"
        "  help: put the approved text back and file the change: talentpilot adjust; --force seals anew all the same"
    )
