"""Check a request for a new ledger and report every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.exchange.schema import schema_files
from talentpilot.model.base import Text
from talentpilot.model.dates import parse_day
from talentpilot.model.programme import Organization
from talentpilot.model.regions import REGIONS
from talentpilot.model.scalars import FILE_ID
from talentpilot.model.starters import last_day
from talentpilot.rules.regions import province_of
from talentpilot.services.organizations import read_organization, wrong_id, wrong_text
from talentpilot.store.new_ledger import (
    Example,
    NewDirective,
    NewLedger,
    Placement,
    ledger_around,
    ledger_files,
    load_example,
    missing_lines,
    place_files,
    repository_files,
    repository_top,
    survey,
)

TITLE = Text(zh="专业技术人才管理服务改革试点", en="Pilot reform of talent management and services")
"""The title until somebody gives the official one."""
MONTHS = 24


@dataclass(frozen=True, slots=True)
class NewLedgerRequest:
    """A new ledger as it was asked for; None or empty for what was left out."""

    name: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    start: str | None = None
    end: str | None = None
    organizations: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    issued: str | None = None
    example: bool = False


def is_known_region(code: str) -> bool:
    """Return whether a code is that of a province or lies in one; a new ledger knows no other regions yet."""
    return province_of(code) in REGIONS


class NewLedgerCheck:
    """Reads a request and returns the ledger, or raises with every problem in it."""

    def __init__(self, request: NewLedgerRequest, folder: Path, today: date) -> None:
        self.request = request
        self.folder = folder
        self.today = today
        self.problems: list[Message] = []

    def ledger(self, below: str, asked: tuple[Organization, ...] = ()) -> NewLedger:
        """Return the ledger.

        Raises:
            UsageProblem: something is wrong; the message lists all of it.
        """
        request = self.request
        identifier = request.name or default_id(self.folder)
        self._check("name", wrong_id(identifier))
        for option in ("title_zh", "title_en", "number", "issuer"):
            self._text(option)
        example = load_example() if request.example else None
        start, end = self._term(example)
        issued = self._day("issued")
        organizations = (*self._organizations(example), *asked)
        if self.problems:
            heading = Message("the ledger can't be created; nothing was written")
            raise UsageProblem(Message.joined("\n  ", [heading, *self.problems]), help="see talentpilot init --help")
        given = bool(request.title_zh or request.title_en)
        title = Text(zh=request.title_zh, en=request.title_en) if given else TITLE
        directive = NewDirective(request.number, request.issuer, issued)
        return NewLedger(
            identifier, title, start, end, directive=directive, organizations=organizations,
            official=given and title != TITLE, example=example, below=below,
        )  # fmt: skip

    def _check(self, option: str, problem: Message | None) -> None:
        if problem is not None:
            self.problems.append(
                Message("{option}: {problem}", {"option": Message.argument(option), "problem": problem})
            )

    def _text(self, option: str) -> None:
        words = getattr(self.request, option)
        if words is not None:
            self._check(option.replace("_", "-"), wrong_text(words))

    def _day(self, option: str) -> date | None:
        text = getattr(self.request, option)
        problem = wrong_day(text) if text is not None else None
        self._check(option, problem)
        return None if text is None or problem else parse_day(text)

    def _term(self, example: Example | None) -> tuple[date, date]:
        """Return the requested term. Default: 24 months from this month on, extended to include the example."""
        given = (self._day("start"), self._day("end"))
        start, end = default_term(self.today, given[0])
        if example is not None:
            start, end = min(start, example.start), max(end, example.end)
        start, end = given[0] or start, given[1] or end
        if end < start:
            self.problems.append(Message.of("{--end} {end} is before the start, {start}", end=end, start=start))
        elif example is not None and not (start <= example.start and example.end <= end):
            self.problems.append(
                Message.of(
                    "{--example} runs from {first} to {last}, beyond {start} to {end}",
                    first=example.start,
                    last=example.end,
                    start=start,
                    end=end,
                )
            )
        return start, end

    def _organizations(self, example: Example | None) -> tuple[Organization, ...]:
        found: list[Organization] = []
        taken = {str(item["id"]) for item in example.organizations} if example else set()
        for text in self.request.organizations:
            try:
                item = read_organization(text, is_known_region)
            except UsageProblem as problem:
                self.problems.append(problem.whole)
                continue
            if item.id in taken:
                self.problems.append(Message("{--organization} {id} is given twice", {"id": item.id}))
            taken.add(item.id)
            found.append(item)
        return tuple(found)


def default_id(folder: Path) -> str:
    """Return the folder's name, or `pilot-ledger` if it can't be an id."""
    name = folder.name.lower().replace("_", "-").replace(" ", "-")
    return name if FILE_ID.fullmatch(name) else "pilot-ledger"


def default_term(today: date, start: date | None) -> tuple[date, date]:
    """Return 24 months from `start`, or from the first of this month."""
    first = start or today.replace(day=1)
    return first, last_day(first, MONTHS)


def wrong_day(text: str) -> Message | None:
    """Return why a text is not a day, or None."""
    try:
        parse_day(text)
    except UsageProblem as problem:
        return Message.joined("; ", (problem.message, problem.help))
    return None


@dataclass(frozen=True, slots=True)
class LedgerPlan:
    """A new ledger that is not written yet: its folder, its files by path, and their conflicts with present files."""

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
    # programme.yaml comes last: a folder without it is not a ledger yet.
    files = around | {root / path: content for path, content in ledger_files(ledger, schema_files()).items()}
    placement = survey(files)
    _refuse_conflicts(placement, root, keep=keep)
    return LedgerPlan(root, ledger, files, placement, in_git=top is not None)


def check_folder(root: Path) -> None:
    """Refuse a folder that can't become a ledger.

    Raises:
        UsageProblem: it is not a folder, or it is or lies in a ledger already.
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
            "something else stands where these files would be; nothing was written{files}",
            files="".join(f"\n  {file}" for file in placement.blocked),
        )
    if placement.taken and not keep:
        raise UsageProblem(
            "{root} has other files with these names; nothing was written{files}",
            help="{--keep} leaves them as they are, writes the rest, and shows what they lack",
            root=root,
            files="".join(f"\n  {file}" for file in placement.taken),
        )
