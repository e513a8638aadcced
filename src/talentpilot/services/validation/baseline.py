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

ALIKE = 0.5
"""Share of common lines from which two pilot.yaml are taken for one, as git does for renamed files."""


@dataclass(frozen=True, slots=True)
class RenamedPilot:
    """A pilot that has another folder now, and what it was recognised by."""

    then: str
    now: str
    why: Message


@dataclass(frozen=True, slots=True)
class BaselineComparison:
    """A ledger beside its base.

    `former` leads from each pilot that was there to its folder then; `gone` are folders then without a pilot now;
    `absent` those that are not checked out here; `altered` the pilots that are new or whose files differ; `config`
    those of the ledger's own files that differ.
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
        """Pilots, now and then, that others may refer to and that are no longer what they were."""
        moved = {then for now, then in self.former.items() if now != then}
        return self.altered | moved | frozenset(self.gone)

    def before(self, folder: str) -> tuple[str, MemoryTree] | None:
        """The folder of a pilot at the base, with its files; None where nothing is to be compared."""
        if folder not in self.former or folder not in self.altered:
            return None
        then = self.former[folder]
        return then, self.base.part(then)


def compare_with_base(books: LedgerSource, base: GitTree, *, whole: bool) -> BaselineComparison:
    """Set a ledger beside its base; `whole` counts a pilot as altered where an attached file differs as well."""
    absent = not_checked_out(books)
    then, now = (tuple(name for name in pilot_folders(side) if name not in absent) for side in (base, books))
    left, come = [name for name in then if name not in now], [name for name in now if name not in then]
    former = {name: name for name in now if name in then}
    renamed = tuple(_matches(books, base, left, come))
    former |= {item.now: item.then for item in renamed}
    altered = frozenset(
        name for name in now if name not in former or name != former[name]
        or pilot_differs(books, base, name, name, whole=whole)
    )  # fmt: skip
    gone = tuple(name for name in left if name not in former.values())
    frame = tuple(name for name in CONFIG_FILES if file_differs(books, base, name))
    base.preload([*(former[name] for name in altered if name in former), *gone])
    return BaselineComparison(base, then, now, former, gone, altered, frame, renamed, absent)


def remarks_on(comparison: BaselineComparison, books: LedgerSource, unread: Iterable[str]) -> list[Message]:
    """What a reader must know of the comparison; `unread` are the pilots that could not be read whole at the base."""
    base = comparison.base
    label = base.commit.label
    then, now = _pilots(len(comparison.then)), str(len(comparison.now))
    said = [Message("Compared with {revision}: {then} then, {now} now", {"revision": label, "then": then, "now": now})]
    for one in comparison.renamed:
        said.append(Message("{then} is called {now} now: {why}", {"then": one.then, "now": one.now, "why": one.why}))
    for name in sorted(comparison.absent):
        message = "{pilot} is not checked out here (sparse checkout): nothing of it is compared"
        said.append(Message(message, {"pilot": name}))
    for name in unread:
        message = "{pilot} could not be read whole at {revision}: what was not read there is not compared"
        said.append(Message(message, {"pilot": name, "revision": label}))
    newer = books.commit.oid if isinstance(books, GitTree) else "HEAD"
    if not contains(base.repository, newer, base.commit):
        message = "{revision} has commits that are not in here: what they recorded counts as taken away"
        said.append(Message(message, {"revision": label}))
    return said


def skipped_remark(comparison: BaselineComparison, checked: int) -> Message:
    """How much `--changed` passed over, said even where it was everything."""
    values: dict[str, str | Message] = {
        "revision": comparison.base.commit.label,
        "changed": str(len(comparison.altered)),
        "pilots": _pilots(len(comparison.now)),
        "checked": str(checked),
        "frame": ", ".join(comparison.config),
    }
    if comparison.config:
        return Message("{frame} changed since {revision}: {checked} of {pilots} checked", values)
    if not comparison.touched:
        return Message("none of {pilots} changed since {revision}: {checked} checked", values)
    message = "{changed} of {pilots} changed since {revision}: {checked} checked, with those that refer to them"
    return Message(message, values)


def _pilots(number: int) -> Message:
    return Message("{n} pilot" if number == 1 else "{n} pilots", {"n": str(number)})


def _matches(books: LedgerSource, base: GitTree, left: list[str], come: list[str]) -> Iterator[RenamedPilot]:
    """Pilots that left, each with the one that came in its place and why: by seal, by approval, by likeness."""
    if not left or not come:
        return
    base.preload(left)
    before, after = (
        {name: _PilotProfile.of(base, name) for name in left},
        {name: _PilotProfile.of(books, name) for name in come},
    )
    pairs = ((then.likeness(now), old, new) for old, then in before.items() for new, now in after.items())
    for score, old, new in sorted(pairs, reverse=True):
        if score >= ALIKE and old in before and new in after:
            del before[old], after[new]
            yield RenamedPilot(old, new, _why(score))


def _why(score: float) -> Message:
    if score >= _SAME_SEAL:
        return Message("the seal is the same")
    if score >= _SAME_APPROVAL:
        return Message("the approval is the same")
    return Message("{share} % of its lines are the same", {"share": str(int(score * 100))})


_SAME_SEAL, _SAME_APPROVAL = 3.0, 2.0


@dataclass(frozen=True, slots=True)
class _PilotProfile:
    """What a pilot is recognised by under another name."""

    pilot: Pilot | None
    lines: frozenset[bytes]

    @classmethod
    def of(cls, books: LedgerSource, folder: str) -> "_PilotProfile":
        content = books.read(f"pilots/{folder}/pilot.yaml")
        lines = frozenset(content.split(b"\n")) if isinstance(content, bytes) else frozenset()
        return cls(read_pilot(books, folder).pilot, lines)

    def likeness(self, other: "_PilotProfile") -> float:
        """Over 1 where seal or approval are the same; else the share of lines in common."""
        share = len(self.lines & other.lines) / max(len(self.lines), len(other.lines), 1)
        mine, yours = (one.file.approval if (one := side.pilot) is not None else None for side in (self, other))
        if mine is None or yours is None:
            return share
        if mine.seal and mine.seal == yours.seal:
            return _SAME_SEAL + share
        same = mine.document is not None and (mine.document, mine.date) == (yours.document, yours.date)
        return _SAME_APPROVAL + share if same else share
