"""Read the catalogue of Chinese wordings: one gettext file, from English message and context to Chinese.

A context (`msgctxt`) tells apart uses of one English text that need different Chinese: `approval` is 批复 in a report
and 报批 in the output of a command. A text without a context is for every use.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

Key = tuple[str, str]
"""Context (empty for none) and English text."""
Wordings = Mapping[Key, str]

_FILE = Path(__file__).with_name("zh.po")
_ENTRY = re.compile(r'^(?:msgctxt "(.*)"\n)?msgid "(.*)"\nmsgstr "(.*)"$', re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}


@cache
def chinese() -> Wordings:
    """Return the Chinese wordings; the file is read only when the first Chinese text is asked for."""
    return parse(_FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Wordings:
    """Return the wordings of a `.po` file without plural forms; entries not translated yet are left out."""
    one_line_each = text.replace("\r\n", "\n").replace('"\n"', "")
    return {
        (context, _unescaped(message)): _unescaped(wording)
        for context, message, wording in _ENTRY.findall(one_line_each)
        if message and wording
    }


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text) if "\\" in text else text
