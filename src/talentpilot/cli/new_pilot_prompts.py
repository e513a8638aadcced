"""Prompts of `talentpilot new`: ask for what the options left out."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from talentpilot.cli.prompts import ask, ask_organization, choice_answer, day_answer, echoed, terminal_prompts
from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import Translator, message
from talentpilot.model.dates import parse_day
from talentpilot.model.starters import Choice, StarterKind, default_end, default_start, default_title, next_id
from talentpilot.services.new_pilot import NewPilotLedger, NewPilotRequest, examine, listing
from talentpilot.services.organizations import wrong_id

NEEDED = frozenset(("task", "lead", "units", "region", "start"))
"""What a pilot can't do without and has no default."""
NEW_ONE = message("or a new id, such as nj-hrss, to register an organization")
FIRST_ONE = message("No organization is registered yet: a new id, such as nj-hrss, begins")


def complete_request(
    request: NewPilotRequest, ledger: NewPilotLedger, say: Translator
) -> tuple[NewPilotRequest, NewPilotLedger]:
    """Ask for what the request leaves open; return it with the ledger, in which new organizations are registered.

    Raises:
        KeyboardInterrupt: the person gave up (Ctrl-C, Ctrl-D).
    """
    asking = NewPilotPrompts(request, ledger, say)
    with terminal_prompts():
        asking.for_choices()
        asking.for_texts()
    return asking.request, asking.ledger


@dataclass(slots=True)
class NewPilotPrompts:
    """A conversation. The questions go to stderr, so that the files of a dry run can be piped."""

    request: NewPilotRequest
    ledger: NewPilotLedger
    say: Translator
    shown: set[StarterKind] = field(default_factory=set)

    def for_choices(self) -> None:
        """Ask for task, roles and region, by number or id."""
        self.ask("task", message("Task"), StarterKind.TASKS)
        self.ask("lead", message("Lead"), StarterKind.ORGANIZATIONS)
        self.ask("units", message("Pilot units, one or two"), StarterKind.ORGANIZATIONS)
        self.ask("partners", message("Partners, Enter for none"), StarterKind.ORGANIZATIONS)
        wanted = message("Guiding unit (approval needs partners or a guide), Enter for none")
        guide = message("Guiding unit, Enter for none") if self.request.partners else wanted
        self.ask("guide", guide, StarterKind.ORGANIZATIONS)
        home = self.ledger.programme.organization(self.request.units[0])
        self.ask("region", message("Region, ? for the list"), StarterKind.REGIONS, default=home.region if home else "")

    def for_texts(self) -> None:
        """Ask for term, title and id, each with a default that Enter takes."""
        programme, catalogue = self.ledger.programme, self.ledger.catalogue
        first = default_start(programme, self.ledger.today)
        self.ask("start", message("First day"), default=str(first or ""))
        self.ask("end", message("Last day"), default=str(default_end(parse_day(self.request.start or ""), programme)))
        task, unit = catalogue.task(self.request.task or ""), programme.organization(self.request.units[0])
        if task is not None and unit is not None:
            title = default_title(task, self.request.region or "", unit, programme)
            self.ask("title_zh", message("Title in Chinese"), default=title.zh or "")
            self.ask("title_en", message("Title in English"), default=title.en or "")
            proposed = next_id(self.request.lead or "", task.id, catalogue, self.ledger.folders)
            self.ask("id", message("Id"), default=proposed)

    def ask(self, name: str, label: str, kind: StarterKind | None = None, *, default: str = "") -> None:
        """Ask for one value that is missing until the answer is valid."""
        if getattr(self.request, name):
            return
        if kind is not None and not default:
            self._show(kind)
        while True:
            choices = self.ledger.choices(kind) if kind is not None else ()
            answer = ask(self.say, self.say.text(label), default=default)
            if kind is not None and answer in ("?", "？"):
                self._show(kind, again=True)
                continue
            given = _read(name, answer, choices)
            if kind is StarterKind.ORGANIZATIONS:
                self._register(given)
            value: dict[str, Any] = {name: given}
            tried = replace(self.request, **value)
            wrong = examine(tried, self.ledger).wrong()
            if not wrong and (getattr(tried, name) or name not in NEEDED):
                self.request = tried
                return
            sys.stderr.write("".join(f"  {self.say.said(problem.text)}\n" for problem in wrong))

    def _show(self, kind: StarterKind, *, again: bool = False) -> None:
        """Print the choices, once or when somebody asks for them."""
        if kind in self.shown and not again:
            return
        self.shown.add(kind)
        choices = self.ledger.choices(kind)
        more = self.say.text(NEW_ONE if choices else FIRST_ONE) if kind is StarterKind.ORGANIZATIONS else ""
        listed = f"{listing(choices, numbered=True)}\n" if choices else ""
        sys.stderr.write(f"\n{listed}" + (f"  {more}\n" if more else ""))

    def _register(self, given: str | tuple[str, ...] | None) -> None:
        """Offer to register unknown organizations; one that is declined is refused afterwards."""
        words = (given,) if isinstance(given, str) else given or ()
        for word in dict.fromkeys(words):
            if self.ledger.programme.organization(word) is not None or word.isdecimal():
                continue  # a number that is not on the list is not an id to register
            if wrong_id(word):
                first = self.say.text("to register one, type an id first, such as nj-hrss; the name comes next")
                sys.stderr.write(f"  {first}\n")
                continue
            question = self.say.text("{word} is not in programme.yaml; register it? [y/n]", word=word)
            answer = ask(self.say, f"  {question}", _yes_or_no)
            if answer.lower() in _YES:
                known = self.ledger.programme.organizations
                home = self.ledger.registered or known[:1]
                item = ask_organization(self.say, word, self.ledger.has_region, home[-1].region if home else "")
                self.ledger = self.ledger.registering(item)


_YES, _NO = ("y", "yes", "是"), ("n", "no", "否")


def _yes_or_no(text: str) -> Message | None:
    return None if text.lower() in (*_YES, *_NO) else Message("y or n")


def _read(name: str, answer: str, choices: Sequence[Choice]) -> str | tuple[str, ...] | None:
    """Return the value that an answer stands for: numbers of the list become ids; None for nothing."""
    if name in ("start", "end"):
        return day_answer(answer) or None
    one = choice_answer(answer, choices)
    if name not in ("units", "partners"):
        return (one if answer.isdecimal() else echoed(answer, one)) or None
    if one != answer:
        return (one,)
    words = answer.translate(str.maketrans(",，、", "   ")).split()
    return tuple(choice_answer(word, choices) for word in words)
