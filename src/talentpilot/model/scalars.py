"""Readers of scalar values, and the faults they can raise."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import Message
from talentpilot.model.regions import REGIONS

NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_LONG_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
"""Digits with at most one decimal point, more of them than a number of the ledger may have."""
_LAST_DECIMAL = Decimal("0.000000001")
INNER_ID = re.compile(r"[A-Z]{1,3}[0-9]{1,3}")
FILE_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
REGION = re.compile(r"[0-9]{6}|XPCC")

_LOOKALIKES = str.maketrans(
    {
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "“": "",
        "”": "",
        "‘": "",
        "’": "",
        "。": ".",
    }
)


def name_form(text: str) -> str:
    """Return a name as it is compared: in NFKC, without spaces and capitals."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def plain_form(text: str) -> str:
    """Return the NFKC form of a coded value, look-alike dashes and curly quotes mended too (rule F08).

    Raised, lowered, circled and fractional digits stay: NFKC makes 102 of 10², which is another number.
    """
    if unicodedata.is_normalized("NFKC", text):  # nearly always
        return text.translate(_LOOKALIKES).strip()
    if not any(map(_is_other_number, set(text))):
        return unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).strip()
    parts = [
        "".join(run) if is_other else unicodedata.normalize("NFKC", "".join(run))
        for is_other, run in groupby(text, _is_other_number)
    ]
    return "".join(parts).translate(_LOOKALIKES).strip()


def _is_other_number(char: str) -> bool:
    return unicodedata.decomposition(char).startswith(("<super>", "<sub>", "<circle>", "<fraction>"))


def read_number(value: object) -> Decimal:
    """Return an exact decimal of at most 15 and 9 digits; anything else is I06."""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Decimal(value)
    if not isinstance(value, str):
        raise fault("S03", "a number is expected, not {seen}", seen=kind_of(value), expected=Message("a plain number"))
    if NUMBER.fullmatch(value.strip()):
        around = "{value} has spaces or a line break around it"
        raise fault("I06", around, value=value.strip(), meant=value.strip())
    meant = meant_number(value)
    if _LONG_NUMBER.fullmatch(value):
        if meant is None:
            message = "{value} has more than 15 digits before the decimal point"
            raise fault("I06", message, help_key="I06-digits", value=shorten(value))
        message = "{value} has more than 9 decimals"
        raise fault("I06", message, help_key="I06-decimals", value=shorten(value), meant=meant)
    if meant is None:
        key = "I06-none" if re.fullmatch(_NO_VALUE, plain_form(value)) else "I06-plain"
        raise fault("I06", "{value} is not a plain number", help_key=key, value=shorten(value))
    key = "I06-scaled" if any(sign in value for sign in "万亿") else "I06"
    scaled = digits(Decimal(meant).scaleb(-4))
    raise fault("I06", "{value} is not a plain number", help_key=key, value=shorten(value), meant=meant, scaled=scaled)


def read_weight(value: object) -> Decimal:
    """Return a number above 0; anything else is M06."""
    if isinstance(value, str) and NUMBER.fullmatch(value) and Decimal(value) > 0:
        return Decimal(value)
    meant = meant_number(value) if isinstance(value, str) else None
    seen = shorten(str(value))
    if meant is None or Decimal(meant) <= 0:
        raise fault("M06", "weight {value} is not a number above 0", value=seen)
    if _LONG_NUMBER.fullmatch(str(value)):
        raise fault("M06", "weight {value} has more than 9 decimals", help_key="I06-decimals", value=seen, meant=meant)
    raise fault("M06", "weight {value} is not a number above 0", help_key="M06-meant", value=seen, meant=meant)


def read_whole(value: object) -> int:
    """Return a whole number of at most 9 digits."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"-[0-9]{1,9}", value):
        raise fault("S03", "{value} is below 0", value=value, expected=Message("digits alone, such as 15"))
    raise fault(
        "S03", "{value} is not a whole number", value=shorten(str(value)), expected=Message("digits alone, such as 15")
    )


MOST_DUE_DAYS, MOST_LAG_DAYS = 366, 1100


def read_due_days(value: object) -> int:
    """Return how many days after a period its report is due: at most a year (S03)."""
    return _at_most(MOST_DUE_DAYS, value)


def read_lag_days(value: object) -> int:
    """Return how many days after a period its figure is published: at most three years (S03)."""
    return _at_most(MOST_LAG_DAYS, value)


def _at_most(most: int, value: object) -> int:
    days = read_whole(value)
    if days > most:
        values = {"value": str(days), "least": "0", "most": str(most)}
        raise fault("S03", "{value} is not between {least} and {most}", help_key="S03-range", **values)
    return days


def read_flag(value: object) -> bool:
    """`true` or `false`, nothing else."""
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, str) and value in _FLAG_WORDS:
        message = "{value} is neither true nor false"
        raise fault("S03", message, value=value, expected=_FLAG_WORDS[value])
    raise fault(
        "S03", "{value} is neither true nor false", value=shorten(str(value)), expected=Message("true or false")
    )


_FLAG_WORDS = {"是": "true", "否": "false", "yes": "true", "no": "false", "Yes": "true", "No": "false"}
_FLAG_WORDS |= {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false", "√": "true", "×": "false"}
"""What people write for true and false."""


def read_choice(allowed: tuple[str, ...], value: object) -> str:
    """One of the allowed words (S04)."""
    if isinstance(value, str) and value in allowed:
        return value
    words = Message.listed(allowed)
    raise fault("S04", "{value} is not an allowed value", help_key="S04-list", value=shorten(str(value)), allowed=words)


def read_rating(value: object) -> int:
    """Return a reviewer's rating, 0 to 3 (V01)."""
    if isinstance(value, str) and value in ("0", "1", "2", "3"):
        return int(value)
    raise fault("V01", "rating {value} is not 0, 1, 2 or 3", value=shorten(str(value)))


def read_evidence_level(value: object) -> int:
    """Return the strength of the evidence, 0 to 4 (V01)."""
    if isinstance(value, str) and value in ("0", "1", "2", "3", "4"):
        return int(value)
    raise fault("V01", "evidence level {value} is not 0 to 4", help_key="V01-level", value=shorten(str(value)))


def read_score(value: object) -> int:
    """Return a selection rating, 0 to 3."""
    if isinstance(value, str) and value in ("0", "1", "2", "3"):
        return int(value)
    raise fault(
        "S04", "{value} is not 0, 1, 2 or 3", help_key="S04-list", value=shorten(str(value)), allowed="0, 1, 2, 3"
    )


def read_inner_id(value: object) -> str:
    """Return an id inside a pilot, such as M3 (S05)."""
    if isinstance(value, str) and INNER_ID.fullmatch(value):
        return value
    seen = str(value)
    key = "S05-case" if INNER_ID.fullmatch(seen.upper()) else "S05-inner"
    raise fault("S05", "id {value} is malformed", help_key=key, value=shorten(seen), meant=seen.upper())


def read_file_id(value: object) -> str:
    """Return an id of a pilot, task, organization or programme (S05)."""
    if isinstance(value, str) and FILE_ID.fullmatch(value):
        return value
    seen = str(value)
    key = "S05-case" if FILE_ID.fullmatch(seen.lower()) else "S05-file"
    raise fault("S05", "id {value} is malformed", help_key=key, value=shorten(seen), meant=seen.lower())


def read_region(value: object) -> str:
    """Six digits, or XPCC (S07); whether the region exists is a rule's question."""
    if isinstance(value, str) and REGION.fullmatch(value):
        return value
    named = [region.code for region in REGIONS.values() if isinstance(value, str) and region.zh.startswith(value)]
    if len(named) == 1:
        message = "region {value} is not a code of six digits"
        raise fault("S07", message, help_key="S07-name", value=shorten(str(value)), meant=named[0])
    raise fault("S07", "region {value} is not a code of six digits", value=shorten(str(value)))


def read_line(value: object) -> str:
    """Return a plain string that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    raise fault("S03", "a text is expected, not {seen}", seen=kind_of(value), expected=Message("one line of text"))


def kind_of(value: object) -> str | Message:
    """Return what a person would call this piece of YAML."""
    match value:
        case dict():
            return Message("a mapping")
        case list():
            return Message("a list")
        case None:
            return Message("nothing")
        case _:
            return shorten(str(value))


def shorten(text: str, limit: int = 60) -> str:
    """One line of at most `limit` characters, for messages."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ON_CHEQUES = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
"""The numerals that can't be altered, as on cheques, and the common ones."""
_NO_VALUE = r"(?i)无|暂无|没有|未统计|无数据|空|[-—–/]+|n/?a|none|nil|null"
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ORNAMENT = (
    r"^(?:约|近|超|逾|共|大约|将近|超过|[~≈<>≥≤=+])+"
    r"|(?:左右|以上|以下|余|多|个百分点|[^\d.万亿千百十点零〇一二两三四五六七八九]+)+$"
)


_NO_GUESS = r"(?i)[‰‱成折倍半]|-$|(?<=[0-9])\s*(?:[kmwoil]|bn|mn|thousand|million|billion)\b"
"""Signs that scale a number, or letters that stand for digits: leaving them off would suggest another number."""


def meant_number(text: str) -> str | None:
    """Return the number somebody probably meant by `41%`, `3万`, `1,200`, `约30` or `三十`, rounded to 9 decimals.

    Return None if nothing is clear, or where the number is too large for the ledger.
    """
    plain = plain_form(text)
    if re.search(_NO_GUESS, plain) or any(_is_other_number(char) for char in plain):
        return None
    bare = plain.replace(" ", "").removeprefix("百分之").translate(_ON_CHEQUES)
    bare = re.sub(_ORNAMENT, "", bare).rstrip("点")
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare, re.ASCII):
        bare = bare.replace(",", "")
    if match := re.fullmatch(r"(-?\d*\.?\d+)([十百千万亿]*)", bare, re.ASCII):
        number = Decimal(match[1])
        for scale in match[2]:
            number *= _SCALES[scale]
        if abs(number) >= 10**15:
            return None
        return digits(number.quantize(_LAST_DECIMAL, ROUND_HALF_UP))
    return _chinese_number(bare)


def _chinese_number(text: str) -> str | None:
    text, _, decimals = text.partition("点")
    if not text or any(char not in _DIGITS and char not in _SCALES for char in text):
        return None
    if any(char not in _DIGITS for char in decimals):
        return None
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif _SCALES[char] >= 10_000:
            total = (total + section + digit) * _SCALES[char]
            section = digit = 0
        else:
            section += (digit or 1) * _SCALES[char]
            digit = 0
    number = total + section + digit
    tail = "".join(str(_DIGITS[char]) for char in decimals[:9])
    return digits(Decimal(f"{number}.{tail or 0}")) if number < 10**15 else None


def digits(number: Decimal) -> str:
    """Return a decimal without exponent and trailing zeros: 90.00 is `90`, 0.50 is `0.5`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


# The help of a fault, by rule id and kind: shown after "= help:". Holes are filled from the fault's values.
HELPS: dict[str, str] = {
    "D01": "write a day that exists, as YYYY-MM-DD",
    "D02": "write {meant}; `talentpilot fmt` does it for the whole ledger",
    "D03": "write the day as YYYY-MM-DD; which one is meant is never guessed",
    "D04": "this is a spreadsheet's day number and would be {meant}; write the date itself",
    "D05": "write the day alone: {meant}",
    "I06": "write the number alone, {meant}; unit and currency have fields of their own",
    "I06-scaled": (
        "write the number alone, {meant}; unit and currency have fields of their own; counted in 万 it is {scaled}"
    ),
    "I06-decimals": "write at most 9 decimals, such as {meant}; one or two are usually enough",
    "I06-digits": "write at most 15 digits before the decimal point; a larger unit makes the number shorter",
    "I06-none": "take the item out where there is no value; 0 says that it was counted and is none",
    "I06-plain": "write digits with at most one decimal point, such as 1200 or 84.2",
    "I07-both": "keep date: for a value of a day, or period: for a value of a whole period",
    "M06": "write a number above 0, such as 1 or 2.5",
    "M06-meant": "write {meant}",
    "S01-adoption": "write org: or region:, whoever took the practice over",
    "S01-baseline": "write date: for a value of a day, or period: for a value of a whole period, not both",
    "S01-evidence": "write path: for a file below the pilot's folder, or url: for a web page",
    "S01-forecast": "write date: with the day now expected, or reason: why the new day is open",
    "S01-observation": "write date: for a value of a day, or period: for a value of a whole period",
    "S01-target": "write target: {{{name}: …, date: …}}",
    "S01-to": "write to: the value that shall hold from then on",
    "S02": "fields here: {allowed}",
    "S02-language": "write zh: for the Chinese text, en: for the English one",
    "S03": "write {expected}",
    "S03-range": "write a whole number from {least} to {most}",
    "S04": "did you mean {nearest}? allowed: {allowed}",
    "S04-list": "allowed: {allowed}",
    "S05-case": "did you mean {meant}?",
    "S05-inner": "one to three capital letters and one to three digits, such as M3 or E12",
    "S05-ledger": "1 to 12 lower-case letters and digits, such as js",
    "S05-file": "2 to 64 lower-case letters, digits and hyphens, such as yx-titles-01",
    "S07": "write six digits such as 320000, with their zeros, or XPCC",
    "S07-name": "did you mean {meant}?",
    "S07-level": "allowed: {allowed}",
    "V01": "write 0, 1, 2 or 3, or leave the item out to abstain",
    "V01-level": "write 0, 1, 2, 3 or 4",
    "E04": "write public or internal",
}


def fault(
    rule: str, template: str, *, help_key: str = "", at: str | tuple[str | int, ...] = "", **values: str | Message
) -> PydanticCustomError:
    """Make the error that a validator raises: `rule` is the rule that will speak.

    `at` names a key below the value at which the fault stands, or a path; `values` fill the holes of message and help.
    """
    context: dict[str, Any] = {**values, "template": template, "help": HELPS.get(help_key or rule, "")}
    if at:
        context["at"] = at
    return PydanticCustomError(rule, template, context)


def message_of(problem: PydanticCustomError) -> Message:
    """Return the message of an error that `fault` made."""
    return Message(problem.message_template, values_of(problem))


def values_of(problem: PydanticCustomError) -> dict[str, str | Message]:
    """Return what fills the holes of such an error's message and help."""
    context = problem.context or {}
    return {key: value for key, value in context.items() if key not in ("help", "at", "template")}
