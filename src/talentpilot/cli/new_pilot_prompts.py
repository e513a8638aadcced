"""Prompts of `talentpilot new`: ask for what the options left out."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from talentpilot.cli.prompt_words import choice_answer, day_answer, said_back
from talentpilot.cli.prompts import ask, ask_organization, terminal_prompts
from talentpilot.diagnostics import Message
from talentpilot.model.starters import Choice, StarterKind, default_end, default_start, default_title, next_id
from talentpilot.services.days import parse_day
from talentpilot.services.new_pilot import NewPilotLedger, NewPilotRequest, examine, listing
from talentpilot.services.organizations import wrong_id

NEEDED = frozenset(("task", "lead", "units", "region", "start"))
"""What a pilot can't do without and has no default."""
NEW_ONE = "  or a new id, such as nj-hrss, to register an organization 或输入新编号登记单位\n"
FIRST_ONE = "  No organization is registered yet: a new id, such as nj-hrss, begins 尚无单位，输入编号开始登记\n"


def complete_request(request: NewPilotRequest, books: NewPilotLedger) -> tuple[NewPilotRequest, NewPilotLedger]:
    """Ask for what the wishes leave open; the books come back with the organizations that were registered.

    Raises:
        KeyboardInterrupt: the person gave up (Ctrl-C, Ctrl-D).
    """
    asking = NewPilotPrompts(request, books)
    with terminal_prompts():
        asking.for_choices()
        asking.for_texts()
    return asking.request, asking.books


@dataclass(slots=True)
class NewPilotPrompts:
    """A conversation. The questions go to stderr, so that the files of a dry run can be piped."""

    request: NewPilotRequest
    books: NewPilotLedger
    shown: set[StarterKind] = field(default_factory=set)

    def for_choices(self) -> None:
        """Task, roles, region: by number or id."""
        self.ask("task", "Task 任务", StarterKind.TASKS)
        self.ask("lead", "Lead 牵头单位", StarterKind.ORGANIZATIONS)
        self.ask("units", "Pilot units, one or two 试点单位", StarterKind.ORGANIZATIONS)
        self.ask("partners", "Partners, Enter for none 配合单位", StarterKind.ORGANIZATIONS)
        wanted = "" if self.request.partners else " (approval wants partners or a guide)"
        self.ask("guide", f"Guiding unit{wanted}, Enter for none 指导单位", StarterKind.ORGANIZATIONS)
        home = self.books.programme.organization(self.request.units[0])
        self.ask("region", "Region, ? for the list 地区", StarterKind.REGIONS, default=home.region if home else "")

    def for_texts(self) -> None:
        """Term, title, id: each with a default that Enter takes."""
        programme, catalogue = self.books.programme, self.books.catalogue
        first = default_start(programme, self.books.today)
        self.ask("start", "First day 起始日", default=str(first or ""))
        self.ask("end", "Last day 截止日", default=str(default_end(parse_day(self.request.start or ""), programme)))
        task, unit = catalogue.task(self.request.task or ""), programme.organization(self.request.units[0])
        if task is not None and unit is not None:
            title = default_title(task, self.request.region or "", unit, programme)
            self.ask("title_zh", "Title in Chinese 中文标题", default=title.zh or "")
            self.ask("title_en", "Title in English 英文标题", default=title.en or "")
            proposed = next_id(self.request.lead or "", task.id, catalogue, self.books.folders)
            self.ask("id", "Id 编号", default=proposed)

    def ask(self, name: str, label: str, kind: StarterKind | None = None, *, default: str = "") -> None:
        """Ask for one wish that is still open, until the answer holds."""
        if getattr(self.request, name):
            return
        if kind is not None and not default:
            self._show(kind)
        while True:
            choices = self.books.choices(kind) if kind is not None else ()
            answer = ask(label, default=default)
            if kind is not None and answer in ("?", "？"):
                self._show(kind, again=True)
                continue
            given = _read(name, answer, choices)
            if kind is StarterKind.ORGANIZATIONS:
                self._register(given)
            value: dict[str, Any] = {name: given}
            tried = replace(self.request, **value)
            wrong = examine(tried, self.books).wrong()
            if not wrong and (getattr(tried, name) or name not in NEEDED):
                self.request = tried
                return
            sys.stderr.write("".join(f"  {problem.text}\n" for problem in wrong))

    def _show(self, kind: StarterKind, *, again: bool = False) -> None:
        """The choices, once, or when they are asked for."""
        if kind in self.shown and not again:
            return
        self.shown.add(kind)
        choices = self.books.choices(kind)
        more = "" if kind is not StarterKind.ORGANIZATIONS else NEW_ONE if choices else FIRST_ONE
        sys.stderr.write("\n" + (f"{listing(choices, numbered=True)}\n" if choices else "") + more)

    def _register(self, given: str | tuple[str, ...] | None) -> None:
        """Offer to register the organizations that nobody knows; one declined is then refused as unknown."""
        words = (given,) if isinstance(given, str) else given or ()
        for word in dict.fromkeys(words):
            if self.books.programme.organization(word) is not None or word.isdecimal():
                continue  # a number that is not on the list is no id to register
            if wrong_id(word):
                sys.stderr.write(
                    "  to register one, type an id first, such as nj-hrss; the name comes next 先输入编号\n"
                )
                continue
            question = f"  {word} is not in programme.yaml; register it 登记为新单位? [y/n]"
            answer = ask(question, lambda text: None if text.lower() in ("y", "n", "yes", "no") else Message("y or n"))
            if answer.lower().startswith("y"):
                known = self.books.programme.organizations
                home = self.books.registered or known[:1]
                item = ask_organization(word, self.books.has_region, home[-1].region if home else "")
                self.books = self.books.registering(item)


def _read(name: str, answer: str, choices: Sequence[Choice]) -> str | tuple[str, ...] | None:
    """An answer as the wish it stands for: numbers of the list become ids; None for nothing."""
    if name in ("start", "end"):
        return day_answer(answer) or None
    one = choice_answer(answer, choices)
    if name not in ("units", "partners"):
        return (one if answer.isdecimal() else said_back(answer, one)) or None
    if one != answer:
        return (one,)
    words = answer.translate(str.maketrans(",，、", "   ")).split()
    return tuple(choice_answer(word, choices) for word in words)
