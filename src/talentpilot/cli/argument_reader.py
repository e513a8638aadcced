"""Convert what people type into the form of the ledger: words into codes, names into ids, days and periods.

The metavar of an option (`ORG`, `DATE`, `PILOT/M3`) decides how its value is read; an option with a list of words is
read by its type. A value that was typed in another form is repeated on standard error as it was understood.
"""

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any, get_args

from talentpilot.cli.choice_words import ledger_vocabulary
from talentpilot.cli.session import Session
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.dates import clear_date

if TYPE_CHECKING:
    from inspect import Parameter

    from talentpilot.services.ledger import OpenLedger
    from talentpilot.services.names import NameKind

_METAVARS = {"EDITION": "edition", "LANG": "language"}
_NAMES: "dict[str, NameKind]" = {"ORG": "organization", "TASK": "task"}
_PARAMETERS: "dict[str, NameKind]" = {"region": "region", "domain": "domain"}
_VIEWS = {"领域": "domain", "地区": "region", "牵头": "lead", "牵头单位": "lead", "试点": "pilot"}
_VIEWED: "dict[str, NameKind]" = {"domain": "domain", "region": "region", "lead": "organization", "pilot": "pilot"}
_INNER = r"(.+)[/／]([^/／]+)"
_FIELD = r"([A-Za-z]{1,3}[0-9]{1,3}/)?(.+)"
_MATTER = r"(?s)([^:：=＝]+)[:：]([^:：=＝]+)([:：][^=＝]*)?[=＝](.*)"
_LIST_MARKS = r"[,，、;；]"


@dataclass(slots=True)
class ArgumentReader:
    """The reader of one command's arguments; opens the ledger only if a name asks for it."""

    session: Session
    command: str
    opened: "list[OpenLedger]" = field(default_factory=list)

    def read(self, parameters: "Iterable[Parameter]", arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments in the form of the ledger.

        Raises:
            UsageProblem: a word, name or day could mean several things, or none.
        """
        given = {item.name: item.annotation for item in parameters}
        read = dict(arguments)
        problems: list[UsageProblem] = []
        for name, value in arguments.items():
            reader = self._reader(name, given.get(name))
            try:
                if reader is not None and isinstance(value, str):
                    read[name] = reader(value)
                elif reader is not None and isinstance(value, list):
                    read[name] = [reader(item) for item in value]
            except UsageProblem as problem:
                problems.append(problem)
        if problems:
            raise _all_of(problems)
        if self.command == "adjust" and read.get("path") is not None and read.get("value") is not None:
            read["path"], read["value"] = self._change(read["path"], read["value"])
        return read

    def day(self, text: str) -> str:
        """Return a day as YYYY-MM-DD, and repeat it on standard error if it was typed in another form."""
        day = clear_date(text)
        return text if day is None else self._echoed(text, str(day))

    def _reader(self, name: str, annotation: Any) -> Callable[[str], str] | None:
        metavar = _metavar(annotation)
        vocabulary = ledger_vocabulary(annotation) or _METAVARS.get(metavar)
        if vocabulary is not None:
            return lambda word: _code(word, vocabulary)
        if name == "currency":
            return self._currency
        kind = _NAMES.get(metavar) or _PARAMETERS.get(name)
        if kind is not None:
            return lambda word: self._id(kind, word)
        readers = {"DATE": self.day, "PERIOD": self._period, "VIEW": self._view, "PATH=VALUE": self._pair}
        readers |= {
            "FORMS": _forms,
            "LANG": lambda word: _code(word, "language"),
            "NAME=VALUE": self._pair,
            "KIND:LEVEL[:SAME_AS]=TEXT": self._matter,
        }
        if metavar.startswith("PILOT") or metavar == "SUBJECT":
            return self._pilot
        return readers.get(metavar)

    def _id(self, kind: "NameKind", word: str) -> str:
        from talentpilot.services.names import id_of, is_id

        if is_id(kind, word):
            return word
        if not self.opened:
            self.opened.append(self.session.open_ledger(for_figures=False))
        return self._echoed(word, id_of(self.opened[0], kind, word))

    def _pilot(self, word: str) -> str:
        """Return `PILOT/M3` with the id of the pilot in place of its title."""
        if word.isascii():
            return word
        match = re.fullmatch(_INNER, word)
        if match is None:
            return self._id("pilot", word)
        if match[1].isascii():
            return word
        return f"{self._id('pilot', match[1])}/{match[2]}"

    def _view(self, word: str) -> str:
        kind, colon, name = word.replace("：", ":").partition(":")
        kind = _VIEWS.get(kind, kind)
        return f"{kind}:{self._id(_VIEWED[kind], name)}" if colon and kind in _VIEWED and name else kind + colon + name

    def _period(self, text: str) -> str:
        from talentpilot.model.periods import clear_period

        period = clear_period(text)
        return text if period is None else self._echoed(text, str(period))

    def _currency(self, word: str) -> str:
        from talentpilot.model.units import meant_currency

        return self._echoed(word, meant_currency(word) or word)

    def _matter(self, text: str) -> str:
        match = re.fullmatch(_MATTER, text)
        if match is None:
            return text
        kind, level = _code(match[1], "bottleneck"), _code(match[2], "needs")
        return f"{kind}:{level}{(match[3] or '').replace('：', ':')}={match[4]}"

    def _pair(self, text: str) -> str:
        path, equals, value = text.partition("=")
        return "=".join(self._change(path, value)) if equals else text

    def _change(self, path: str, value: str) -> tuple[str, str]:
        """Return the path and the value of a change of the plan."""
        match = re.fullmatch(_FIELD, path)
        if match is None or value in ("", "null"):
            return path, value
        head, name = match[1] or "", match[2]
        if not name.isascii():
            name = _code(name, "plan_field")
        last = name.rpartition("/")[2]
        if last in ("due", "date", "end"):
            value = self.day(value)
        elif last in ("owner", "lead", "guide"):
            value = self._id("organization", value)
        elif last in ("units", "partners") and value[:1] not in ("[", "{"):
            value = ",".join(self._id("organization", item.strip()) for item in re.split(_LIST_MARKS, value))
        elif last in ("frequency", "trajectory"):
            value = _code(value, last)
        elif last in ("key", "allow_over_100"):
            value = _code(value, "truth")
        elif last == "unit":
            value = self._id("unit", value) if not value.isascii() else value
        elif last == "period":
            value = self._period(value)
        return head + name, value

    def _echoed(self, typed: str, meant: str) -> str:
        if typed != meant and not self.session.quiet:
            say: Translator = translator_for(self.session.language, "commands")
            sys.stderr.write(f"talentpilot: {say.text('{typed} is read as {meant}', typed=typed, meant=meant)}\n")
        return meant


def _forms(text: str) -> str:
    """Return `md,pdf` for `Markdown、PDF`."""
    return ",".join(_code(word.strip(), "form") for word in re.split(_LIST_MARKS, text))


def _all_of(problems: list[UsageProblem]) -> UsageProblem:
    """Return one problem that says all of them."""
    if len(problems) == 1:
        return problems[0]
    said = [Message("{problem} ({advice})", {"problem": one.message, "advice": one.help}) for one in problems]
    together = reduce(lambda one, other: Message("{one}; {other}", {"one": one, "other": other}), said)
    return UsageProblem("{problems}", problems=together)


def _code(word: str, vocabulary: str) -> str:
    from talentpilot.i18n.word_codes import code_of

    return code_of(word, vocabulary)


def _metavar(annotation: Any) -> str:
    """Return what the help calls the value of a parameter."""
    return next((str(item.metavar) for item in get_args(annotation) if getattr(item, "metavar", None)), "")
