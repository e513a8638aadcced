"""Find personal data in texts: identity numbers, mobile numbers, personal mailboxes."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import Text
from talentpilot.model.regions import REGIONS
from talentpilot.rules.contexts import NO_PROSE, PilotContext
from talentpilot.rules.fields import branches, walk_fields, walk_pilot

_ALONE = r"(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ]){}(?![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])"
IDENTITY = _ALONE.format(r"[1-9１-９]\d{16}[\dXxＸｘ]")
MOBILE = _ALONE.format(r"(?:\+86[- ]?)?[1１][3-9３-９]\d(?:\d{8}|-\d{4}-\d{4})")
MAILBOX = (
    r"(?i)[A-Za-z0-9._%+-]+[@＠](?:vip\.)?(?:qq|foxmail|163|126|yeah|188|139|189|sina|sohu|tom|aliyun|gmail|googlemail"
    r"|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|protonmail|proton)\.(?:com|net|cn|me)(?:\.[a-z]{2})?"
    r"(?![A-Za-z0-9-]|\.[A-Za-z0-9])"
)
"""Compiled when a text passes the hint, which nearly none does."""
_SEVENTEEN_DIGITS = re.compile(r"\d{17}")
_MOBILE_HINT = re.compile(r"1[3-9]\d[\d-]{8}")
Hint = Callable[[str], bool]
"""A cheap test that nearly every text fails: only what passes is looked at closely."""

_PROVINCES = frozenset(code[:2] for code in REGIONS if code.isdecimal()) | {"83"}
"""The first two digits; 83 stands on residence permits."""
_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def hints_at_identity(text: str) -> bool:
    """Return whether an identity number can be in the text."""
    return _SEVENTEEN_DIGITS.search(text) is not None


def hints_at_contact(text: str) -> bool:
    """Return whether a mobile number or a mailbox can be in the text."""
    return "@" in text or _MOBILE_HINT.search(text) is not None or "１" in text or "＠" in text


def identity_numbers(text: str) -> Iterator[str]:
    """Yield the identity numbers in a text: province, birth date and check digit right."""
    for match in re.finditer(IDENTITY, text):
        body, check = match[0][:17], match[0][17]
        figures = [int(figure) for figure in body]
        wanted = _CHECK_DIGITS[sum(factor * figure for factor, figure in zip(_FACTORS, figures, strict=True)) % 11]
        stated = "X" if check in "XxＸｘ" else str(int(check))
        if stated == wanted and f"{figures[0]}{figures[1]}" in _PROVINCES and _is_birth_date(body[6:14]):
            yield match[0]


def _is_birth_date(text: str) -> bool:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2100


def masked(text: str) -> str:
    """Return personal data masked at the same length: enough to find it, not enough to use it."""
    return text[:3] + "*" * (len(text) - 5) + text[-2:]


def without_personal_data(line: str) -> str:
    """Return a line of a file as it may be shown on a screen or in the log of a pipeline."""
    if hints_at_identity(line):
        for number in identity_numbers(line):
            line = line.replace(number, masked(number))
    if hints_at_contact(line):
        for form in (MOBILE, MAILBOX):
            line = re.sub(form, lambda match: masked(match[0]), line)
    return line


def texts_with(context: PilotContext, hint: Hint) -> Iterator[tuple[str, FieldPath, str]]:
    """Yield file, path and wording of every text of a pilot that passes the hint."""
    if context.always.may_hold(hint):
        for file, path, value in walk_pilot(context, _holds_text):
            for below, wording in _wordings(value):
                if hint(wording):
                    yield file, (*path, *below), wording


def record_texts_with(record: BaseModel, hint: Hint) -> Iterator[tuple[FieldPath, str]]:
    """Yield the same for a single record, such as the programme."""
    for path, value in walk_fields(record, branches(type(record), _holds_text)):
        for below, wording in _wordings(value):
            if hint(wording):
                yield (*path, *below), wording


def _holds_text(name: str, info: FieldInfo) -> bool:
    return name not in NO_PROSE and _is_text(info.annotation)


def _is_text(annotation: Any) -> bool:
    return annotation in (str, Text, Any) or any(_is_text(part) for part in get_args(annotation))


def _wordings(value: Any) -> Iterator[tuple[FieldPath, str]]:
    match value:
        case str():
            yield (), value
        case Text(plain=plain, zh=zh, en=en):
            yield from (((), plain),) if plain else ()
            yield from (((key,), text) for key, text in (("zh", zh), ("en", en)) if text)
        case tuple():
            yield from (((index, *path), text) for index, item in enumerate(value) for path, text in _wordings(item))
        case dict():
            yield from (((key, *path), text) for key, item in value.items() for path, text in _wordings(item))
