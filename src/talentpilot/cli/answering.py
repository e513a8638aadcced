"""Answers `talentpilot validate`: which pilots, which rules, then the check, and what goes with its verdict."""

from dataclasses import dataclass
from pathlib import Path

from talentpilot.cli import checking
from talentpilot.cli.nearest import nearest_pilot
from talentpilot.cli.output.findings_answer import Answer, git_prefix
from talentpilot.cli.progress import progress
from talentpilot.cli.rulechoice import choose_rules, demand_rules, sieve
from talentpilot.cli.session import Session
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES
from talentpilot.rules.engine import is_fixed
from talentpilot.rules.rule import Scope
from talentpilot.store.reader import pilot_folders, read_frame
from talentpilot.store.revision import Books, GitTree, open_revision

AGAINST_A_BASE = frozenset(rule.id for rule in ALL_RULES if rule.scope is Scope.HISTORY)
"""The rules that are silent where there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the options of `validate` say, but for the forms of the answer."""

    pilots: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    clock: bool = False
    allow_empty: bool = False
    base: str | None = None
    changed: bool = False


def answer_question(session: Session, question: Question) -> Answer:
    """Check what is asked for.

    Raises:
        UsageProblem: the rules chosen are none.
        NothingToCheck: there is no pilot, or not one of those named.
    """
    root = session.root()
    choice = choose_rules(question.select, question.ignore)
    books = session.books(root)
    base = open_base(root, question)
    frame = read_frame(books)
    programme = frame.programme
    demand_rules(choice, silent_rules(programme) | (AGAINST_A_BASE if base is None else frozenset()))
    demand_pilots(books, question)
    day, today = session.as_of(programme), session.today(programme)
    with progress(quiet=session.quiet).showing() as shown:
        wish = checking.Wish(question.pilots, books, base, question.changed, frame, shown)
        verdict = checking.check_ledger(root, day, today=today, wish=wish)
    waivers = programme.waivers if programme is not None else ()
    return Answer(
        sieve(verdict, choice),
        verdict.pilots,
        choice,
        waivers,
        git_prefix(root),
        strict=question.strict,
        clock=question.clock,
    )


def silent_rules(programme: Programme | None) -> frozenset[str]:
    """The rules that the programme switched off."""
    chosen = programme.rules.severity if programme is not None else {}
    return frozenset(rule for rule, severity in chosen.items() if severity == "off" and not is_fixed(rule))


def open_base(root: Path, question: Question) -> GitTree | None:
    """The revision to compare with, where one is asked for.

    Raises:
        UsageProblem: changes are asked for, but not since when.
        StorageProblem: git has no such revision, or no ledger in it.
    """
    if question.base is None and question.changed:
        raise UsageProblem("--changed needs --base: changed since when?\n  help: --changed --base origin/main")
    return open_revision(root, question.base) if question.base is not None else None


def demand_pilots(books: Books, question: Question) -> None:
    """Make sure that there is something to check.

    Raises:
        NothingToCheck: one named is not there, or there are none and that is not allowed.
    """
    every = pilot_folders(books)
    missing = tuple(name for name in question.pilots if name not in every)
    if missing:
        raise NothingToCheck(f"no pilot found: {', '.join(missing)}\n  help: {nearest_pilot(missing[0], every)}")
    if not every and not question.allow_empty:
        raise NothingToCheck(
            "no pilot found: under pilots/\n  help: talentpilot new starts one; --allow-empty accepts none"
        )
