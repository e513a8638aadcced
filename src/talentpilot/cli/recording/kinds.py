"""Which kind of adjustment makes a change, and by which procedure."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import get_args

from talentpilot.cli.recording.changes import Wanted
from talentpilot.errors import UsageProblem
from talentpilot.model.planpaths import ALLOWED, AdjustmentKind
from talentpilot.model.programme import Programme

KINDS: tuple[str, ...] = get_args(AdjustmentKind)
ADDING = {"add_milestone": "milestones", "add_indicator": "indicators"}
WITHDRAWING = {"milestones": "withdraw_milestone", "indicators": "withdraw_indicator"}


def kind_of(changes: Sequence[Wanted], asked: str | None) -> str:
    """The kind asked for, or the one that may make all these changes.

    Raises:
        UsageProblem: there is no such kind, or none that may make them.
    """
    patterns = {item.path.pattern for item in changes}
    if asked is not None:
        if asked not in KINDS:
            near = get_close_matches(asked, KINDS, n=1, cutoff=0.5)
            meant = f"did you mean {near[0]}? " if near else ""
            raise UsageProblem(f"--kind {asked} is unknown\n  help: {meant}kinds: {', '.join(KINDS)}")
        beyond = patterns - set(ALLOWED[asked])
        if beyond:
            allowed = ", ".join(ALLOWED[asked]) or "nothing"
            raise UsageProblem(f"{asked} can't change {', '.join(sorted(beyond))}\n  help: it may change {allowed}")
        if ALLOWED[asked] and not changes and asked not in ADDING:
            raise UsageProblem(f"{asked} without a change\n  help: name what it changes: {', '.join(ALLOWED[asked])}")
        return asked
    objects = [item.path for item in changes if item.path.is_object]
    if objects and len(objects) == len(changes) == 1:
        return WITHDRAWING[objects[0].collection]
    kinds = ["extension"] if "term/end" in patterns else [kind for kind in KINDS if kind != "extension"]
    found = [kind for kind in kinds if patterns and patterns <= set(ALLOWED[kind])]
    if not found:
        advice = "file what belongs together; the rest under its own kind" if patterns else f"kinds: {', '.join(KINDS)}"
        raise UsageProblem(f"no kind of adjustment fits {', '.join(sorted(patterns)) or 'that'}\n  help: {advice}")
    return found[0]


def procedure_of(programme: Programme, kind: str, changes: Sequence[Wanted], asked: str | None) -> str:
    """The procedure that the programme requires, or a stronger one that was asked for.

    A due date is taken back, with no new one, by approval only.

    Raises:
        UsageProblem: a weaker one was asked for.
    """
    taken_back = any(item.takes_date_back for item in changes)
    needed = programme.rules.required_procedure(kind, takes_date_back=taken_back)
    if asked not in (None, "filing", "approval"):
        raise UsageProblem(f"--procedure {asked} is unknown\n  help: write filing or approval")
    if asked == "filing" and needed == "approval":
        what = "a date that is taken back" if taken_back else kind
        raise UsageProblem(f"the programme wants approval for {what}\n  help: leave --procedure out, or write approval")
    return asked or needed
