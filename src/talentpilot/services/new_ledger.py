"""Check a request for a new ledger and report every problem at once."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from talentpilot.cli.commands.init import NewLedgerOptions
from talentpilot.cli.prompts import ask, ask_organization, read_organization, wrong_id
from talentpilot.cli.session import parse_day
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Text
from talentpilot.model.programme import Organization
from talentpilot.model.regions import REGIONS
from talentpilot.model.scalars import FILE_ID
from talentpilot.model.starters import last_day
from talentpilot.rules.regions import province_of
from talentpilot.store.bundled import Example, load_example
from talentpilot.store.new_ledger import NewDirective, NewLedger
from talentpilot.store.new_pilot import scalar

TITLE = Text(zh="专业技术人才管理服务改革试点", en="Pilot reform of talent management and services")
"""Stands for the title until somebody gives the official one."""
MONTHS = 24


def is_known_region(code: str) -> bool:
    """Whether a code is that of a province, or lies in one: the books are not there yet to name others."""
    return province_of(code) in REGIONS


class NewLedgerCheck:
    """The wishes read: the ledger they make, or every problem they have."""

    def __init__(self, request: NewLedgerOptions, folder: Path, today: date) -> None:
        self.request = request
        self.folder = folder
        self.today = today
        self.problems: list[str] = []

    def ledger(self, below: str, asked: tuple[Organization, ...] = ()) -> NewLedger:
        """The ledger.

        Raises:
            UsageProblem: something is wrong; the message lists all of it.
        """
        request = self.request
        identifier = request.name or default_id(self.folder)
        self._check(f"--name: {wrong_id(identifier)}" if wrong_id(identifier) else "")
        for option in ("title_zh", "title_en", "number", "issuer"):
            self._text(option)
        example = load_example() if request.example else None
        start, end = self._term(example)
        issued = self._day("issued")
        organizations = (*self._organizations(example), *asked)
        if self.problems:
            listed = "".join(f"\n  {problem}" for problem in self.problems)
            raise UsageProblem(
                f"the ledger can't be made; nothing was written{listed}\n\n  help: talentpilot init --help"
            )
        given = bool(request.title_zh or request.title_en)
        title = Text(zh=request.title_zh, en=request.title_en) if given else TITLE
        directive = NewDirective(request.number, request.issuer, issued)
        return NewLedger(
            identifier, title, start, end, directive=directive, organizations=organizations,
            official=given and title != TITLE, example=example, below=below,
        )  # fmt: skip

    def _check(self, problem: str) -> None:
        if problem:
            self.problems.append(problem)

    def _text(self, option: str) -> None:
        words = getattr(self.request, option)
        if words is not None:
            self._check(_wrong_text(words) and f"--{option.replace('_', '-')}: {_wrong_text(words)}")

    def _day(self, option: str) -> date | None:
        text = getattr(self.request, option)
        problem = _wrong_day(text) if text is not None else ""
        self._check(problem and f"--{option}: {problem}")
        return None if text is None or problem else parse_day(text)

    def _term(self, example: Example | None) -> tuple[date, date]:
        """The term asked for; where none was, 24 months from this month on, and the example's as well."""
        given = (self._day("start"), self._day("end"))
        start, end = default_term(self.today, given[0])
        if example is not None:
            start, end = min(start, example.start), max(end, example.end)
        start, end = given[0] or start, given[1] or end
        if end < start:
            self.problems.append(f"--end {end} is before the start, {start}")
        elif example is not None and not (start <= example.start and example.end <= end):
            self.problems.append(
                f"--example takes place from {example.start} to {example.end}, beyond {start} to {end}"
            )
        return start, end

    def _organizations(self, example: Example | None) -> tuple[Organization, ...]:
        found: list[Organization] = []
        taken = {str(item["id"]) for item in example.organizations} if example else set()
        for text in self.request.organization or ():
            try:
                item = read_organization(text, is_known_region)
            except UsageProblem as problem:
                self.problems.append(str(problem))
                continue
            self._check(f"--organization {item.id} stands twice" if item.id in taken else "")
            taken.add(item.id)
            found.append(item)
        return tuple(found)


def default_id(folder: Path) -> str:
    """The folder's name where it can be an id."""
    name = folder.name.lower().replace("_", "-").replace(" ", "-")
    return name if FILE_ID.fullmatch(name) else "pilot-ledger"


def default_term(today: date, start: date | None) -> tuple[date, date]:
    """24 months from the day given on, or from the first of this month."""
    first = start or today.replace(day=1)
    return first, last_day(first, MONTHS)


def _wrong_text(words: str) -> str:
    try:
        scalar(words)
    except UsageProblem as problem:
        return str(problem).splitlines()[0]
    return ""


def _wrong_day(text: str) -> str:
    try:
        parse_day(text)
    except UsageProblem as problem:
        return str(problem).replace("\n  help: ", "; ")
    return ""


def ask_for_missing(
    request: NewLedgerOptions, folder: Path, today: date
) -> tuple[NewLedgerOptions, tuple[Organization, ...]]:
    """Ask on the terminal for what the wishes leave open: each question has a default that Enter takes."""

    def text(option: str, label: str, default: str = "") -> str | None:
        given: str | None = getattr(request, option)
        return given or ask(label, lambda words: _wrong_text(words) if words else "", default) or None

    def day(option: str, label: str, default: str = "", first: date = date.min) -> str | None:
        given: str | None = getattr(request, option)

        def wrong(words: str) -> str:
            return _wrong_day(words) or (f"{words} is before {first}" if parse_day(words) < first else "")

        return given or ask(label, lambda words: wrong(words) if words else "", default) or None

    request = replace(request, title_zh=text("title_zh", "Title in Chinese 中文标题", TITLE.zh or ""))
    request = replace(request, title_en=text("title_en", "Title in English 英文标题", TITLE.en or ""))
    request = replace(request, number=text("number", "Number of the directive, Enter for none 依据文件的发文字号"))
    if request.number:
        request = replace(request, issuer=text("issuer", "Issued by, Enter to skip 发文机关"))
        request = replace(request, issued=day("issued", "Issued on, Enter to skip 发文日期"))
    request = replace(request, start=day("start", "First day 起始日", str(default_term(today, None)[0])))
    first = parse_day(request.start or str(today))
    request = replace(request, end=day("end", "Last day 截止日", str(default_term(today, first)[1]), first))
    request = replace(request, name=request.name or ask("Id of the programme 项目编号", wrong_id, default_id(folder)))
    return request, () if request.organization else ask_organizations()


def ask_organizations() -> tuple[Organization, ...]:
    """Ask for organizations, one after the other, until Enter."""
    found: list[Organization] = []

    def wrong(text: str) -> str:
        if any(item.id == text for item in found):
            return f"{text} is registered already"
        return wrong_id(text) if text else ""

    while True:
        another = "Another" if found else "Register your organization: its"
        identifier = ask(f"{another} id, such as js-hrss; Enter to go on 登记单位（编号）", wrong)
        if not identifier:
            return tuple(found)
        found.append(ask_organization(identifier, is_known_region, found[-1].region if found else ""))
