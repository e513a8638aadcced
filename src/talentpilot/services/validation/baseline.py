"""Compare a ledger with its base: which pilots were renamed, changed or removed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from talentpilot.diagnostics import Message
from talentpilot.model.ledger import Pilot
from talentpilot.store.git.repository import contains
from talentpilot.store.git.revision import CONFIG_FILES, GitTree, LedgerSource, file_differs, pilot_differs
from talentpilot.store.git.worktree import not_checked_out
from talentpilot.store.reader import pilot_folders, read_pilot
from talentpilot.store.tree import MemoryTree

MIN_LIKENESS = 0.5
"""Share of common lines from which a new pilot.yaml counts as a renamed one: that of git."""


@dataclass(frozen=True, slots=True)
class RenamedPilot:
    """A pilot whose folder was renamed, and how it was recognised."""

    old_id: str
    new_id: str
    reason: Message


@dataclass(frozen=True, slots=True)
class BaselineComparison:
    """A ledger compared with its base.

    `former` maps each pilot that existed at the base to its id there. `gone` are ids of the base that no pilot has now,
    `absent` pilots that a sparse checkout leaves out, `altered` the pilots that are new or whose files differ, `config`
    the names of the ledger's own files that differ.
    """

    base: GitTree
    then: tuple[str, ...]
    now: tuple[str, ...]
    former: Mapping[str, str]
    gone: tuple[str, ...]
    altered: frozenset[str]
    config: tuple[str, ...]
    renamed: tuple["RenamedPilot", ...] = ()
    absent: frozenset[str] = frozenset()

    @property
    def touched(self) -> frozenset[str]:
        """Ids, at the base and now, of the pilots that were added, changed, renamed or removed."""
        moved = {then for now, then in self.former.items() if now != then}
        return self.altered | moved | frozenset(self.gone)

    def before(self, pilot_id: str) -> tuple[str, MemoryTree] | None:
        """Return a pilot's id and files at the base; None if it is new or unchanged."""
        if pilot_id not in self.former or pilot_id not in self.altered:
            return None
        then = self.former[pilot_id]
        return then, self.base.part(then)


def compare_with_base(source: LedgerSource, base: GitTree, *, whole: bool) -> BaselineComparison:
    """Compare a ledger with its base; with `whole`, a pilot is altered if only an attached file differs."""
    absent = not_checked_out(source)
    then, now = (tuple(name for name in pilot_folders(tree) if name not in absent) for tree in (base, source))
    removed, added = [name for name in then if name not in now], [name for name in now if name not in then]
    former = {name: name for name in now if name in then}
    renamed = tuple(_renamed_pilots(source, base, removed, added))
    former |= {item.new_id: item.old_id for item in renamed}
    altered = frozenset(
        name for name in now if name not in former or name != former[name]
        or pilot_differs(source, base, name, name, whole=whole)
    )  # fmt: skip
    gone = tuple(name for name in removed if name not in former.values())
    config = tuple(name for name in CONFIG_FILES if file_differs(source, base, name))
    base.preload([*(former[name] for name in altered if name in former), *gone])
    return BaselineComparison(base, then, now, former, gone, altered, config, renamed, absent)


def comparison_remarks(comparison: BaselineComparison, source: LedgerSource, unread: Iterable[str]) -> list[Message]:
    """Return what a reader should know about the comparison; `unread` could not be read completely at the base."""
    base = comparison.base
    label = base.commit.label
    then, now = _pilots(len(comparison.then)), len(comparison.now)
    remarks = [Message.of("Compared with {revision}: {then} then, {now} now", revision=label, then=then, now=now)]
    for item in comparison.renamed:
        remarks.append(
            Message.of("{then} is called {now} now: {why}", then=item.old_id, now=item.new_id, why=item.reason)
        )
    for name in sorted(comparison.absent):
        message = "{pilot} is not checked out here (sparse checkout): nothing of it is compared"
        remarks.append(Message.of(message, pilot=name))
    for name in unread:
        message = "{pilot} could not be read whole at {revision}: what was not read there is not compared"
        remarks.append(Message.of(message, pilot=name, revision=label))
    head = source.commit.oid if isinstance(source, GitTree) else "HEAD"
    if not contains(base.repository, head, base.commit):
        message = "{revision} has commits that are not in here: what they recorded counts as taken away"
        remarks.append(Message.of(message, revision=label))
    return remarks


def skipped_remark(comparison: BaselineComparison, checked: int) -> Message:
    """Return how many pilots `--changed` skipped, even if it was all of them."""
    values = {
        "revision": comparison.base.commit.label,
        "changed": len(comparison.altered),
        "pilots": _pilots(len(comparison.now)),
        "checked": checked,
        "frame": Message.listed(comparison.config),
    }
    if comparison.config:
        return Message.of("{frame} changed since {revision}: {checked} of {pilots} checked", **values)
    if not comparison.touched:
        return Message.of("none of {pilots} changed since {revision}: {checked} checked", **values)
    message = "{changed} of {pilots} changed since {revision}: {checked} checked, with those that refer to them"
    return Message.of(message, **values)


def _pilots(number: int) -> Message:
    return Message.of("{n} pilot" if number == 1 else "{n} pilots", n=number)


def _renamed_pilots(
    source: LedgerSource, base: GitTree, removed: list[str], added: list[str]
) -> Iterator[RenamedPilot]:
    """Pair removed with added pilots: by seal, by approval, by common lines."""
    if not removed or not added:
        return
    base.preload(removed)
    before = {name: _PilotProfile.of(base, name) for name in removed}
    after = {name: _PilotProfile.of(source, name) for name in added}
    pairs = ((then.likeness(now), old, new) for old, then in before.items() for new, now in after.items())
    for score, old, new in sorted(pairs, reverse=True):
        if score >= MIN_LIKENESS and old in before and new in after:
            del before[old], after[new]
            yield RenamedPilot(old, new, _reason(score))


_SAME_SEAL, _SAME_APPROVAL = 3.0, 2.0


def _reason(score: float) -> Message:
    if score >= _SAME_SEAL:
        return Message("the seal is the same")
    if score >= _SAME_APPROVAL:
        return Message("the approval is the same")
    return Message.of("{share} % of its lines are the same", share=int(score * 100))


@dataclass(frozen=True, slots=True)
class _PilotProfile:
    """The features by which a renamed pilot is recognised."""

    pilot: Pilot | None
    lines: frozenset[bytes]

    @classmethod
    def of(cls, source: LedgerSource, pilot_id: str) -> "_PilotProfile":
        content = source.read(f"pilots/{pilot_id}/pilot.yaml")
        lines = frozenset(content.split(b"\n")) if isinstance(content, bytes) else frozenset()
        return cls(read_pilot(source, pilot_id).pilot, lines)

    def likeness(self, other: "_PilotProfile") -> float:
        """Return the share of common lines, plus a constant if the seal or the approval is the same."""
        share = len(self.lines & other.lines) / max(len(self.lines), len(other.lines), 1)
        mine, theirs = (profile.pilot.file.approval if profile.pilot else None for profile in (self, other))
        if mine is None or theirs is None:
            return share
        if mine.seal and mine.seal == theirs.seal:
            return _SAME_SEAL + share
        same = mine.document is not None and (mine.document, mine.date) == (theirs.document, theirs.date)
        return _SAME_APPROVAL + share if same else share
