"""Organizations as people describe them in options and prompts."""

from collections.abc import Callable
from typing import get_args

from talentpilot.errors import UsageProblem
from talentpilot.model.programme import Organization, OrganizationKind
from talentpilot.model.scalars import FILE_ID, REGION
from talentpilot.store.new_pilot import scalar
from talentpilot.suggestions import nearest

KINDS: tuple[str, ...] = get_args(OrganizationKind)
EXAMPLE = "js-hrss hrss_department 320000 江苏省人力资源和社会保障厅"
FORM = f'ID KIND REGION NAME, such as "{EXAMPLE}"; an English name after " / "'
Known = Callable[[str], bool]
"""Whether a region is in the ledger."""


def read_organization(text: str, known: Known) -> Organization:
    """Read an organization from an option.

    Raises:
        UsageProblem: a part is missing or wrong; the message says which.
    """
    words = text.split(maxsplit=3)
    if len(words) < 4:
        raise UsageProblem(f"--organization {text!r} is not of the form {FORM}")
    identifier, kind, region, name = words
    for problem in (wrong_id(identifier), wrong_kind(kind), wrong_region(region, known), wrong_name(name)):
        if problem:
            raise UsageProblem(f"--organization {identifier}: {problem}")
    return organization(identifier, kind, region, *names_in(name))


def organization(identifier: str, kind: str, region: str, zh: str | None, en: str | None) -> Organization:
    """Return an organization from parts that have been checked."""
    parts = {"id": identifier, "zh": zh, "en": en, "kind": kind, "region": region}
    return Organization.model_validate({name: value for name, value in parts.items() if value})


def names_in(text: str) -> tuple[str | None, str | None]:
    """Return the Chinese and the English name in `江苏省人社厅 / Jiangsu HRSS Department` or in one of them."""
    first, slash, second = (part.strip() for part in text.partition(" / "))
    if slash:
        return first, second
    return (None, first) if first.isascii() else (first, None)


def wrong_id(text: str) -> str:
    """Return what is wrong with an id, or nothing."""
    if FILE_ID.fullmatch(text) is None:
        return f"id {text} is malformed; 2 to 64 lower-case letters, digits and hyphens, such as js-hrss"
    return ""


def wrong_kind(text: str) -> str:
    """Return what is wrong with a kind, or nothing."""
    if not text:
        return "a kind is needed"
    return "" if text in KINDS else f"kind {text} is unknown; {nearest(text, KINDS)}"


def wrong_region(text: str, known: Known) -> str:
    """Return what is wrong with a region, or nothing."""
    if REGION.fullmatch(text) is None:
        return f"region {text} is not a code of six digits, such as 320000"
    return "" if known(text) else f"region {text} is of no known province; add it below regions: in programme.yaml"


def wrong_name(text: str) -> str:
    """Return what is wrong with a name, or nothing."""
    try:
        for name in names_in(text):
            if name is not None:
                scalar(name)
    except UsageProblem as problem:
        return str(problem).splitlines()[0]
    return ""
