"""Options that take a word of a list: the word itself, or its name in Chinese or English (`--format 表格`)."""

import copy
import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from typer.models import ParameterInfo

from talentpilot.model.choices import (
    AdjustmentKind,
    BottleneckKind,
    BottleneckSeverity,
    EvaluationType,
    EvidenceAccess,
    EvidenceKind,
    FilingDecision,
    IncentiveKind,
    Needs,
    PracticeKind,
    PracticeStage,
    Procedure,
    PublicityChannel,
    Recommendation,
    VerificationMethod,
)  # fmt: skip

DecisionWord = Literal[FilingDecision, Recommendation]
"""A decision on a filing, or on an evaluation."""
LightWord = Literal["green", "amber", "red", "grey", "none"]

_OF_LEDGER: Mapping[Any, str] = {
    AdjustmentKind: "adjustment",
    BottleneckKind: "bottleneck",
    BottleneckSeverity: "severity",
    DecisionWord: "decision",
    EvaluationType: "evaluation",
    EvidenceAccess: "access",
    EvidenceKind: "evidence_kind",
    IncentiveKind: "incentive",
    LightWord: "light",
    Needs: "needs",
    PracticeKind: "practice_kind",
    PracticeStage: "practice",
    Procedure: "procedure",
    PublicityChannel: "channel",
    VerificationMethod: "verification",
}
"""The vocabulary of each list of words that are written into the ledger or asked of it."""
_OF_COMMANDS = {"lang": "language", "language": "language", "color": "when", "kind": "file_kind", "edition": "edition"}
"""The vocabulary of another parameter by its name; that of all others is the formats'."""


def spoken(parameter: inspect.Parameter) -> inspect.Parameter:
    """Return the parameter of a command, which takes the names of its words too if it has a list of them.

    A word of the ledger is read later: a mistake in it is reported like every other one in what was typed.
    """
    kind = word_list(parameter.annotation)
    if kind is None or get_origin(parameter.annotation) is not Annotated:
        return parameter
    base, *remarks = get_args(parameter.annotation)
    info = copy.copy(next(item for item in remarks if isinstance(item, ParameterInfo)))
    info.parser = str if kind in _OF_LEDGER else _parser(kind, _OF_COMMANDS.get(parameter.name, "format"))
    return parameter.replace(annotation=Annotated[base, info])


def word_list(annotation: Any) -> Any:
    """Return the enumeration or the `Literal` of the words that a parameter takes; None if it takes others too."""
    base = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    return next((one for one in (base, *get_args(base)) if choices(one)), None)


def ledger_vocabulary(annotation: Any) -> str | None:
    """Return the vocabulary of a parameter that takes a word of the ledger."""
    kind = word_list(annotation)
    return None if kind is None else _OF_LEDGER.get(kind)


def choices(annotation: Any) -> list[str]:
    """Return the words that an option may take, of an enumeration or of a `Literal`; none if it takes others too."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [item.value for item in annotation]
    return [str(item) for item in get_args(annotation)] if get_origin(annotation) is Literal else []


def chinese_name(parameter: str, kind: Any, code: str) -> str:
    """Return the Chinese name of a word of a list that a parameter takes; empty where it has none."""
    from talentpilot.i18n.word_codes import names_of

    vocabulary = _OF_LEDGER.get(kind) or _OF_COMMANDS.get(parameter, "format")
    name = names_of(vocabulary).get(code, ("",))[0]
    return "" if name.isascii() else name


def _parser(kind: Any, vocabulary: str) -> Callable[[str], Any]:
    def parse(word: str) -> Any:
        known = choices(kind)
        code = word if word in known else _code(word, vocabulary, known)
        return kind(code) if isinstance(kind, type) else code

    return parse


def _code(word: str, vocabulary: str, known: list[str]) -> str:
    from talentpilot.i18n.word_codes import find_name, names_of

    names = {code: names for code, names in names_of(vocabulary).items() if code in known}
    found = find_name(word, {code: names.get(code, ()) for code in known})
    if len(found) == 1:
        return found[0]
    shown = ", ".join(f"'{code}'" for code in known)
    raise typer.BadParameter(f"{word!r} is not one of {shown}.")
