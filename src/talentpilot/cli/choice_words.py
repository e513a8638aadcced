"""Options that take a word of a list: the word itself, or its name in Chinese or English (`--format 表格`)."""

import copy
import inspect
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from typer.models import ParameterInfo

_NAMED = {"lang": "language", "language": "language", "color": "when", "kind": "file_kind"}
"""The vocabulary of a parameter; that of all others is the formats'."""


def spoken(parameter: inspect.Parameter) -> inspect.Parameter:
    """Return the parameter of a command, which takes the names of its words too if it has a list of them."""
    if get_origin(parameter.annotation) is not Annotated:
        return parameter
    base, *remarks = get_args(parameter.annotation)
    found = next((item for item in remarks if isinstance(item, ParameterInfo)), None)
    kind = next((one for one in (base, *get_args(base)) if choices(one)), None)
    if found is None or kind is None:
        return parameter
    info = copy.copy(found)
    info.parser = _parser(kind, _NAMED.get(parameter.name, "format"))
    return parameter.replace(annotation=Annotated[base, info])


def choices(annotation: Any) -> list[str]:
    """Return the words that an option may take, of an enumeration or of a `Literal`; none if it takes others too."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [item.value for item in annotation]
    return [str(item) for item in get_args(annotation)] if get_origin(annotation) is Literal else []


def chinese_name(parameter: str, code: str) -> str:
    """Return the Chinese name of a word that a parameter takes; empty where it has none."""
    from talentpilot.i18n.word_codes import names_of

    name = names_of(_NAMED.get(parameter, "format")).get(code, ("",))[0]
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
