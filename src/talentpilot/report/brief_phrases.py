"""The words of the first page: each message on a line or two, with names cut where they would not fit."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from talentpilot.i18n.translator import Translator, message, within
from talentpilot.model.base import Language, Text
from talentpilot.report.charts import beginning, printed_width
from talentpilot.report.markdown import single_line
from talentpilot.report.views.brief import KeyMessage
from talentpilot.report.views.phrases import Reason, say_reason

LIMITS: Mapping[Language, int] = {"zh": 45, "en": 170}
"""The maximum length of a message: Chinese letters without signs and digits, which say what takes 170 in English."""
SHORTEST = 12
"""No name is cut to less than this."""

_GAPS: Mapping[str, tuple[str, str]] = {
    "errors": (message("{n} error of the ledger"), message("{n} errors of the ledger")),
    "unreadable": (message("{n} item that can't be read"), message("{n} items that can't be read")),
    "reports": (message("{n} report missing"), message("{n} reports missing")),
    "values": (message("{n} indicator without its last value"), message("{n} indicators without their last values")),
    "restated": (message("{n} restated figure"), message("{n} restated figures")),
}


def say_message(one: KeyMessage, where: str = "", *, say: Translator) -> str:
    """Return the message in at most 45 Chinese letters, or as many English words as say the same.

    `where` says where the report has more; it stands in brackets, with the number of what else there is of the kind.
    """
    match one.kind:
        case "worse":
            said = _worse(one, say)
        case "overdue":
            late = message("{pilot} ({unit}): “{object}” is {n} days overdue")
            said = _filled(late, _names(one, say), say, n=one.number)
        case "matter":
            said = _matter(one, say)
        case "ready" | "decide":
            said = _completion(one, say)
        case _:
            said = _lacking(one, say)
    more = say.text("and {n} more", n=say.figure(one.more)) if one.more else ""
    aside = [text for text in (more, where) if text]
    return said + (say.bracketed(say.joined(aside)) if aside else "")


def shortened(text: str, width: int) -> str:
    """Return the text on one line, cut with an ellipsis where it is wider; a Chinese letter counts twice."""
    line = single_line(text)
    if printed_width(line) <= width:
        return line
    return beginning(line, width - 2).rstrip() + "…"


def _length(line: str, language: Language) -> int:
    return sum(1 for letter in line if "\u4e00" <= letter <= "\u9fff") if language == "zh" else len(line)


def _names(one: KeyMessage, say: Translator) -> dict[str, str]:
    return {
        "pilot": say.words(one.pilot.title) if one.pilot is not None else "",
        "unit": say.words(one.unit) if one.unit is not None else "",
        "object": say.words(one.title) if one.title is not None else one.address,
    }


def _worse(one: KeyMessage, say: Translator) -> str:
    names = _names(one, say) | {"object": ""}
    light = within(say.term(one.light, "light"))
    if one.reason is None:
        return _filled(message("{pilot} ({unit}) fell to {light}"), names, say, light=light)
    if one.reason.title is not None:
        names["object"] = say.words(one.reason.title)
    reason = one.reason

    def spoken(template: str, values: Mapping[str, object]) -> str:
        why = say_reason(_renamed(reason, str(values["object"])), say)
        return say.text(template, **{**values, "reason": why})

    return _filled(message("{pilot} ({unit}) fell to {light}: {reason}"), names, say, spoken, light=light)


def _renamed(reason: Reason, title: str) -> Reason:
    """Return the reason with the object under a name that fits."""
    return replace(reason, title=Text(plain=title)) if reason.title is not None else reason


def _matter(one: KeyMessage, say: Translator) -> str:
    template = message("“{object}” ({unit}; {pilots}) has waited {days} days for {level} to settle it")
    pilots = say.count("{n} pilot", "{n} pilots", one.number or 0)
    level = say.term(one.level, "asked_of")
    names = {name: said for name, said in _names(one, say).items() if name != "pilot"}
    return _filled(template, names, say, pilots=pilots, days=one.days, level=level)


def _completion(one: KeyMessage, say: Translator) -> str:
    maturity = say.term(one.maturity, "maturity")
    days = one.number or 0
    if one.kind == "ready":
        template = message("{pilot} ({unit}): maturity {maturity}, ready for evaluation {days} days before the end")
    elif days < 0:
        template = message("{pilot} ({unit}): maturity {maturity}, to be extended or closed, term over for {days} days")
    else:
        template = message("{pilot} ({unit}): maturity {maturity}, to be extended or closed within {days} days")
    return _filled(template, _names(one, say), say, maturity=maturity, days=abs(days))


def _lacking(one: KeyMessage, say: Translator) -> str:
    gaps = say.listed(say.count(*_GAPS[gap.kind], gap.count) for gap in one.gaps)
    if one.pilot is None:
        return say.text("Data: {gaps}", gaps=gaps)
    several = message("Data: {gaps}; {n} pilots, among them {pilot}")
    template = several if one.pilots > 1 else message("Data: {gaps}; {pilot}")
    return _filled(template, {"pilot": say.words(one.pilot.title)}, say, gaps=gaps, n=one.pilots)


def _filled(
    template: str,
    names: Mapping[str, str],
    say: Translator,
    spoken: Callable[[str, Mapping[str, object]], str] | None = None,
    **values: object,
) -> str:
    """Return the message; while it is too long its widest name is cut by a letter."""
    limit, cut = LIMITS[say.language], dict[str, int]()
    shown = {name: shortened(text, 2 * limit) for name, text in names.items()}  # at most the room of the message
    while True:
        said = {name: shortened(text, cut.get(name, 2 * limit)) for name, text in shown.items()}
        line = spoken(template, {**values, **said}) if spoken else say.text(template, **{**values, **said})
        widest = max(said, key=lambda name: printed_width(said[name]))
        if _length(line, say.language) <= limit or printed_width(said[widest]) <= SHORTEST:
            return line
        cut[widest] = int(printed_width(said[widest])) - 2
