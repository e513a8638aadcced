"""Read values that somebody typed as the fields of the ledger would read them."""

from collections.abc import Callable, Mapping
from string import Formatter

from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.i18n.terms import TERMS
from talentpilot.model.scalars import message_of, values_of
from talentpilot.store.yaml.editor import Value

Words = str | Mapping[str, str]
"""A text: plain, or by language as `{"zh": …, "en": …}`."""


def required(name: str, value: Value) -> Value:
    """Return the value of an argument that must be given.

    Raises:
        UsageProblem: it was not.
    """
    if value is None:
        raise UsageProblem(
            "{name} is missing; nothing was written",
            help="give it as one text, or in Chinese and English",
            name=Message.argument(name),
        )
    return value


def in_words(code: str | None, group: str) -> Message:
    """Return the word for a code of the ledger, such as `ministry` among the `needs`; an unknown one stays as it is."""
    return Message(TERMS[group].get(code or "", code or ""))


def without_empty(**fields: Value) -> dict[str, Value]:
    """Return the fields that have a value, in their order; 0 counts as a value."""
    return {name: value for name, value in fields.items() if value is not None and value is not False and value != []}


def read_value(name: str, reader: Callable[[object], Value], text: object) -> Value:
    """Return the value of an argument or a path, read as the field would read it; None stays None.

    Raises:
        UsageProblem: it can't be read; with the value that was probably meant.
    """
    if text is None:
        return None
    try:
        return reader(text)
    except PydanticCustomError as problem:
        advice = _help_of(problem)
        raise UsageProblem(
            "{name}: {problem}",
            help=advice if advice.template else "see {--help}",
            name=name,
            problem=message_of(problem),
        ) from None


def _help_of(problem: PydanticCustomError) -> Message:
    """Return what to write instead, without what follows a semicolon: that is about the file around the value."""
    template = str((problem.context or {}).get("help", "")).partition(";")[0]
    values = values_of(problem)
    return Message(template, {hole: values.get(hole, "…") for _, hole, _, _ in Formatter().parse(template) if hole})


def in_braces(text: str) -> Value:
    """Return a value that may be typed as a list or a mapping in YAML's braces, such as `{zh: …, en: …}`.

    Raises:
        UsageProblem: it begins with a brace and is none.
    """
    from talentpilot.store.unknown_keys import bare_word
    from talentpilot.store.yaml.parser import parse

    if not text.startswith(("{", "[")):
        return text
    written = f"value: {text}\n"
    parsed = parse(written)
    if not parsed.data or "value" not in parsed.data or parsed.problems:
        raise UsageProblem("{text} can't be read", help="write it as in {{zh: 中文, en: English}}", text=text)
    if word := bare_word(written, parsed):
        raise UsageProblem(
            "{text}: no field is called {word}", help="put a text with a comma in quotes", text=text, word=word
        )
    return parsed.data["value"]
