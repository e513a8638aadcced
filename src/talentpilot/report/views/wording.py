"""Reasons of lights as phrases: what the code says, with its numbers."""

from collections.abc import Mapping

from talentpilot.language.translator import Translator, message
from talentpilot.report.views.reasons import Reason

_PHRASES: Mapping[str, str] = {
    "suspended": message("Suspended"),
    "SCH1": message("{points} behind the planned pace"),
    "SCH2": message("{object} overdue by {days} days"),
    "SCH3": message("term ended on {day} with {percent}% done"),
    "SCH4": message("{object} expected on {day}, after the end of the term"),
    "SCH5": message("no milestone has a due date"),
    "SCH6": message("term ended on {day}, and the pilot is not concluded"),
    "IND0": message("{object} has no value yet"),
    "IND1": message("{object} has no value, though its target is to be judged"),
    "IND2": message("{object} has met its target"),
    "IND3": message("{object} misses the value to be kept"),
    "IND4": message("{object} is worse than its baseline"),
    "IND5": message("{object} missed its target by {points}"),
    "IND6": message("{object} has no expected path"),
    "IND7": message("{object} {points} behind its expected progress"),
    "IND8": message("{object} has no value for the period to {day}"),
    "IND9": message("{object} has no target and is only watched"),
    "bottleneck": message("{severity} bottleneck {object} open for {days} days"),
    "report": message("no report for {period}"),
}


def say_reason(reason: Reason, say: Translator) -> str:
    """The phrase, and the code of the rule behind it."""
    values = {
        "object": reason.object,
        "days": reason.days if reason.days is not None else "–",
        "points": say.points(abs(reason.points)) if reason.points is not None else "–",
        "percent": say.rate(reason.percent) if reason.percent is not None else "–",
        "day": say.day(reason.day) if reason.day is not None else "–",
        "period": say.period(reason.period) if reason.period is not None else "–",
        "severity": say.term(reason.severity, "severity") if reason.severity else "",
    }
    phrase = say.text(_phrase(reason), **values)
    return phrase + say.bracketed(reason.code) if reason.code else phrase


def _phrase(reason: Reason) -> str:
    if reason.rule == "SCH0":
        return message("term starts on {day}") if reason.day is not None else message("not yet approved")
    if reason.rule == "IND5" and reason.points is None:
        return message("{object} has not met its target")
    if reason.rule == "IND7" and reason.points is not None and reason.points <= 0:
        return message("{object} {points} ahead of its expected progress")
    return _PHRASES[reason.rule]
