"""The faults that reading a value can find: rule id, what is wrong, how to mend it."""

from typing import Any

from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import Message

# The help of a fault, by rule id and kind: shown after "= help:". Holes are filled from the fault's values.
HELPS: dict[str, str] = {
    "D01": "write a day that exists, as YYYY-MM-DD",
    "D02": "write {meant}; `talentpilot fmt` does it for the whole ledger",
    "D03": "write the day as YYYY-MM-DD; which one is meant is never guessed",
    "D04": "this is a spreadsheet's day number and would be {meant}; write the date itself",
    "D05": "write the day alone: {meant}",
    "I06": "write the number alone, {meant}; the unit stands in `unit`",
    "I06-plain": "write digits with at most one decimal point, such as 1200 or 84.2",
    "M06": "write a number above 0, such as 1 or 2.5",
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
    "S05-file": "2 to 64 lower-case letters, digits and hyphens, such as yx-titles-01",
    "S07": "write six digits such as 320000, with their zeros, or XPCC",
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
