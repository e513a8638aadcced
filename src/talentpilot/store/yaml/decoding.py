"""Decode bytes to text: UTF-8 only. For other files the likely encoding is named."""

import re
from typing import NamedTuple

from talentpilot.diagnostics import Message
from talentpilot.store.tree import AccessDenied, TooLarge
from talentpilot.store.yaml.problems import Problem

INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


class Decoded(NamedTuple):
    """The text of a file, or None, and the problems of its bytes."""

    text: str | None
    problems: tuple[Problem, ...] = ()


def decode(content: bytes | TooLarge | AccessDenied) -> Decoded:
    """Return the decoded text of a file, without its byte-order mark."""
    if isinstance(content, TooLarge):
        return Decoded(None, (_too_large(content),))
    if isinstance(content, AccessDenied):
        message = Message("the file can't be read: {reason}", {"reason": content.reason})
        return Decoded(None, (Problem("F01", 0, 0, message, Message("correct its permissions, or the link")),))
    problems = []
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
        help_ = Message("save the file as UTF-8 without BOM")
        problems.append(Problem("F02", 0, 0, Message("the file begins with a byte-order mark"), help_))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Decoded(None, (*problems, _wrong_encoding(content, error)))
    if not text.isascii():
        problems += _invisible_characters(text)
    return Decoded(text, tuple(problems))


def _too_large(content: TooLarge) -> Problem:
    values = {"size": f"{content.size:,}", "limit": "4,194,304"}
    message = Message("the file has {size} bytes; the limit is {limit}", values)
    return Problem("F03", 0, 0, message, Message("attach data as evidence; a YAML file of a ledger stays small"))


def _wrong_encoding(content: bytes, error: UnicodeDecodeError) -> Problem:
    line = content.count(b"\n", 0, error.start)
    encoding = _guess(content)
    if encoding is None:
        message = Message("the file is not UTF-8: byte {byte} can't be read", {"byte": f"0x{content[error.start]:02X}"})
        return Problem("F01", line, 0, message, Message("save the file as UTF-8 without BOM"))
    message = Message("the file is not UTF-8; it reads as {encoding}", {"encoding": encoding})
    help_ = Message("open it as {encoding} and save it as UTF-8 without BOM", {"encoding": encoding})
    return Problem("F01", line, 0, message, help_)


def _guess(content: bytes) -> str | None:
    """Return the likely encoding of the file, judging by its mark, its zero bytes, or by whether it decodes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content.count(0) * 4 > len(content):
        return "UTF-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "GB18030"


def _invisible_characters(text: str) -> list[Problem]:
    found = []
    for match in INVISIBLE.finditer(text):
        line = text.count("\n", 0, match.start())
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        message = Message("invisible character {code}", {"code": f"U+{ord(match[0]):04X}"})
        found.append(
            Problem(
                "F10", line, column, message, Message("delete it, or type the word anew; it can hide what a line says")
            )
        )
        if len(found) == 20:
            break
    return found
