"""Escape text of the ledger so that Markdown prints it unchanged, on GitHub and through pandoc.

Every `{{ value }}` of a report template passes `finalize`, so that no call can be forgotten; what a
template trusts it marks with the filter `md`. Only characters that could mean something where they
stand get a backslash: `2026-03-31` and `12.5%` stay readable in the source and in its diffs.
"""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from urllib.parse import quote, urlsplit

NOTHING = "—"
BREAK = "<br>"

SHOWN, SHOWN_AS_HEADING = 12_000, 5_000
"""Characters of a text that a document shows: pandoc takes up to 0.03 ms for each; a bookmark of PDF/A holds few."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SCHEMES = frozenset({"http", "https", "mailto"})
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NEVER_SPECIAL = frozenset("%,;?/(")
_SPECIAL_FIRST = frozenset("-+=:")
_LIST_NUMBER = frozenset(".)")


class Markdown(str):
    """Markup that is not escaped: written by a template or made by this module."""

    __slots__ = ()


def clean(text: str) -> str:
    """Return the text in NFC, its lines trimmed and none of them empty, without invisible characters.

    Controls, lone surrogates, private-use and unassigned code points become U+FFFD, which every font
    has; format characters (zero width, direction marks, soft hyphens, tags) go, since they reorder or
    hide what a reader sees.
    """
    visible = "".join(map(_visible, _LINE_ENDS.sub("\n", text)))
    lines = (re.sub(" +", " ", line).strip() for line in visible.split("\n"))
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


@lru_cache(maxsize=4096)  # names of organizations, regions and lights occur thousands of times
def escape(text: str, line_break: str = " ", shown: int = SHOWN) -> str:
    """Return the cleaned text for any place of a document: paragraph, heading, list item, cell, title, alt text.

    `line_break` joins its lines: a space where a line must stay one (headings, alt texts), `<br>` in a
    table cell or a paragraph. A text that no page has room for is cut, and says of how many characters.
    """
    if len(text) > shown:
        text = f"{text[:shown]} … ({shown:,}/{len(text):,})"
    return line_break.join(map(_escape_line, clean(text).split("\n")))


def finalize(value: object) -> str:
    """Return what Jinja prints for a value: markup and numbers as they are, other text escaped.

    `None` prints as an em dash, as an empty table cell of the reports does: a figure that is not known
    is the rule in a young pilot, and no reason to refuse its report.
    """
    if value is None:
        return NOTHING
    if isinstance(value, Markdown):
        return value
    if isinstance(value, int | float | Decimal | Fraction):
        return str(value)
    if type(value).__str__ is object.__str__:  # a record or a list: what Python shows of it is for programmers
        raise TypeError(f"{type(value).__name__} is not a single value")
    return escape(str(value), BREAK)


def one_line(value: object) -> Markdown:
    """Return the text on one line, for headings, alt texts and captions."""
    is_done = value is None or isinstance(value, Markdown)
    text = finalize(value) if is_done else escape(str(value), shown=SHOWN_AS_HEADING)
    return Markdown(text.replace("\n", " "))


def single_line(text: str) -> str:
    """Return the cleaned text on one line, for places without Markdown: file properties, chart labels."""
    return clean(text).replace("\n", " ")


def link_target(url: str) -> str:
    """Return the address in the form for `<…>` in a link; empty unless it is http, https or mailto."""
    address = clean(url).replace("\n", "").replace(" ", "%20")
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or not (parts.netloc or parts.path):
        return ""
    return quote(address, safe="-._~/:?#@=&;,+%").replace("&", "&amp;")


def link(text: str, url: str) -> Markdown:
    """Return a link, or only its text if the address is not allowed."""
    target = link_target(url)
    return Markdown(f"[{escape(text)}](<{target}>)" if target else escape(text))


def _visible(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if category == "Cf":
        return ""
    return "\ufffd" if category in {"Cc", "Cs", "Co", "Cn"} else character


def _escape_line(line: str) -> str:
    number = len(line) - len(line.lstrip("0123456789"))
    return "".join(_escape_at(line, place, number) for place in range(len(line)))


def _escape_at(line: str, place: int, number: int) -> str:
    """Return one character of a line that begins with that many digits."""
    character = line[place]
    if character in _ENTITIES:
        return _ENTITIES[character]
    if not character.isascii() or character.isalnum() or character in " " or _harmless(line, place, number):
        return character
    return "\\" + character


def _harmless(line: str, place: int, number: int) -> bool:
    """Return whether a punctuation mark has no meaning there, whatever the template prints around it."""
    character, before, after = line[place], line[max(place - 3, 0) : place], line[place + 1 : place + 2]
    if character in _SPECIAL_FIRST:  # bullets, rules and underlines of headings, `:::`, `https://`, `:emoji:`
        return before[-1:].isalnum() and not (character == ":" and after == "/")
    if character in _LIST_NUMBER:  # `1.` and `1)` begin lists; GitHub links `www.`
        begins_list = place <= number and after in {"", " "}
        return not begins_list and before.lower() != "www"
    return character in _NEVER_SPECIAL
