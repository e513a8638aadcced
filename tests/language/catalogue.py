"""The message catalogue as polib reads it, and its order.

    PYTHONPATH=tests python -m language.catalogue [MORE.po …]

sorts the entries of `i18n/zh.po` and adds those of other files that it does not have.
"""

import sys
from pathlib import Path

import polib

from language.said import SOURCE

FILE = SOURCE / "i18n" / "zh.po"
Key = tuple[str, str]


def read(file: Path = FILE) -> polib.POFile:
    return polib.pofile(str(file), encoding="utf-8", wrapwidth=0)


def key(entry: polib.POEntry) -> Key:
    """Context, empty for none, and English text."""
    return entry.msgctxt or "", entry.msgid


def in_order(entries: "list[polib.POEntry]") -> list[polib.POEntry]:
    return sorted(entries, key=lambda entry: (entry.msgid, entry.msgctxt or ""))


def chinese() -> dict[Key, str]:
    return {key(entry): entry.msgstr for entry in read() if entry.msgstr and not entry.obsolete}


def main(more: list[str]) -> None:
    book = read()
    known = {key(entry) for entry in book}
    added = [entry for name in more for entry in read(Path(name)) if entry.msgid and key(entry) not in known]
    entries = in_order([*book, *added])
    book.clear()
    book.extend(entries)
    book.save(str(FILE))


if __name__ == "__main__":
    main(sys.argv[1:])
