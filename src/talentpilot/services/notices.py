"""Write what is due as messages for chats and mail, within the limits of the services. Nothing is sent."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from itertools import groupby
from typing import Literal, get_args

from talentpilot.analysis.agenda import AgendaItem
from talentpilot.i18n.command_terms import title_of, word
from talentpilot.i18n.translator import Translator
from talentpilot.model.base import Text
from talentpilot.model.periods import parse_period
from talentpilot.report.markdown import single_line
from talentpilot.services.agenda import Due

NoticeScope = Literal["unit", "all"]
NoticeForm = Literal["text", "wecom", "dingtalk", "mail"]
FORMS: tuple[NoticeForm, ...] = get_args(NoticeForm)
LIMITS: dict[NoticeForm, int] = {"text": 2048, "wecom": 4096, "dingtalk": 20_000, "mail": 1_000_000}
"""The bytes that a message may have: of the text of a WeCom robot, of its Markdown, of the whole body for DingTalk."""
ENDINGS: dict[NoticeForm, str] = {"text": "txt", "wecom": "json", "dingtalk": "json", "mail": "eml"}
WITHIN = 30
_MARKUP = str.maketrans("<>*_`[]#@~|", "＜＞＊＿｀［］＃＠～｜")
"""Letters with a meaning in the Markdown of the services, which has no way to escape them."""
_COUNTER_ROOM = 24
_SHORTEST = 40


@dataclass(frozen=True, slots=True)
class Notice:
    """One message: its unit (empty for all), its number among those to that unit, and the body as it is sent."""

    unit: str
    number: int
    body: str


Titles = Mapping[str, Text]
"""The titles of pilots by id."""


def notices(due: Due, titles: Titles, scope: NoticeScope, form: NoticeForm, say: Translator) -> tuple[Notice, ...]:
    """Return the messages: for each unit that owes something, or one for all; more where one would be too long."""
    if scope == "all":
        return tuple(_of_all(due, form, say)) if due.items else ()
    groups = groupby(due.items, key=lambda item: item.owner)
    return tuple(one for unit, items in groups for one in _of_unit(due, titles, unit, tuple(items), form, say))


def _of_unit(
    due: Due, titles: Titles, unit: str, items: Sequence[AgendaItem], form: NoticeForm, say: Translator
) -> Iterator[Notice]:
    lines = [f"{number}. {_line(item, titles[item.pilot], say)}" for number, item in enumerate(items, 1)]
    head = say.text(
        "{unit}: {counts}",
        unit=due.head.programme.organization_name(unit, say.language),
        counts=_counts(due, items, say),
    )
    yield from _messages(unit, head, lines, form)


def _of_all(due: Due, form: NoticeForm, say: Translator) -> Iterator[Notice]:
    lines: list[str] = []
    for unit, group in groupby(due.items, key=lambda item: item.owner):
        items = tuple(group)
        late = sum(item.days < 0 for item in items)
        lines.append(
            say.text(
                "{unit}: {late} overdue, {soon} due soon",
                unit=due.head.programme.organization_name(unit, say.language),
                late=late,
                soon=len(items) - late,
            )
        )
    title = say.words(due.head.programme.short_title or due.head.programme.title)
    head = say.text("{unit}: {counts}", unit=title, counts=_counts(due, due.items, say))
    yield from _messages("", head, lines, form)


def _counts(due: Due, items: Sequence[AgendaItem], say: Translator) -> str:
    late = sum(item.days < 0 for item in items)
    return say.text(
        "{late} overdue, {soon} due within {days} days, as of {day}",
        late=late,
        soon=len(items) - late,
        days=due.within,
        day=say.day(due.head.as_of),
    )


def _line(item: AgendaItem, pilot: Text, say: Translator) -> str:
    if item.days < 0:
        state = say.text("{days} days overdue", days=-item.days)
    else:
        state = say.text("{days} days left", days=item.days)
    what = word(say, item.matter, "matter")
    period = parse_period(item.object)
    named = title_of(item, say) if item.title is not None else say.period(period) if period is not None else ""
    if named:
        what = f"{what}{say.punctuation['colon']}{named}"
    return say.text(
        "{what} ({pilot}), due {day}, {state}", what=what, pilot=say.words(pilot), day=say.day(item.due), state=state
    )


def _messages(unit: str, head: str, lines: Sequence[str], form: NoticeForm) -> Iterator[Notice]:
    """Yield as few messages as hold the lines, each with the head; a line that is too long by itself is cut."""
    make, limit = _MAKERS[form], LIMITS[form] - _COUNTER_ROOM
    clean = [single_line(line) for line in lines]
    first = _cut(single_line(head), lambda text: _size(form, make(text, [])) <= limit // 2)
    packs: list[list[str]] = [[]]
    for line in clean:
        fitting = _cut(line, lambda text: _size(form, make(first, [text])) <= limit)
        if packs[-1] and _size(form, make(first, [*packs[-1], fitting])) > limit:
            packs.append([])
        packs[-1].append(fitting)
    for number, pack in enumerate(packs, 1):
        counter = f" ({number}/{len(packs)})" if len(packs) > 1 else ""
        yield Notice(unit, number, make(first + counter, pack))


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    """Return the text, cut where it would not fit."""
    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(f"{text[:middle]}…") else (low, middle - 1)
    return f"{text[:low]}…"


def _size(form: NoticeForm, body: str) -> int:
    """Return what the service counts: the bytes of the text within, or of the whole body for DingTalk."""
    content = json.loads(body)["markdown"]["content"] if form == "wecom" else body
    return len(content.encode())


def _text(head: str, lines: Sequence[str]) -> str:
    return "\n".join((head, *lines))


def _wecom(head: str, lines: Sequence[str]) -> str:
    content = "\n".join((f"**{_plain(head)}**", *(f"> {_plain(line)}" for line in lines)))
    return _json({"msgtype": "markdown", "markdown": {"content": content}})


def _dingtalk(head: str, lines: Sequence[str]) -> str:
    text = "\n\n".join((f"**{_plain(head)}**", *(_plain(line) for line in lines)))
    return _json({"msgtype": "markdown", "markdown": {"title": _plain(head)[:_SHORTEST], "text": text}})


def _plain(text: str) -> str:
    return text.translate(_MARKUP)


def _json(body: object) -> str:
    """Return a body on one line. Han stand as they are: as escapes they would take twice the bytes."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _mail(head: str, lines: Sequence[str]) -> str:
    message = EmailMessage(policy=SMTP)  # not SMTPUTF8: many servers take no header that is not ASCII
    message["Subject"] = head
    message.set_content("\n".join((head, "", *lines, "")), charset="utf-8", cte="8bit")
    return message.as_bytes().decode().replace("\r\n", "\n")


_MAKERS: dict[NoticeForm, Callable[[str, Sequence[str]], str]] = {
    "text": _text,
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "mail": _mail,
}
