"""Whatever is said has its Chinese in one catalogue, which holds nothing else, is sorted, and is read rightly."""

import re

import pytest

from language.catalogue import chinese, in_order, key, read
from language.said import templates
from language.wanted import WANTED, constants, findings, words
from talentpilot.i18n import translator

BOOK = read()
ENTRIES = list(BOOK)
CHINESE = chinese()
HOLE = re.compile(r"\{(\w+)\}")


def test_the_collector_of_findings_can_follow_each_message() -> None:
    assert len(templates()) > 400
    lost = sorted(text for text in findings() if text.startswith("? "))
    assert not lost, f"write the message as a literal, or teach tests/language/said.py: {lost}"


@pytest.mark.parametrize("name", WANTED)
def test_every_message_has_its_chinese(name: str) -> None:
    wanted = WANTED[name]()
    assert len(wanted) > 10, "the collector sees nothing"
    missing = wanted - {message for _, message in CHINESE}
    assert missing == set(), "add these to src/talentpilot/i18n/zh.po"


def test_every_word_of_the_commands_has_its_chinese() -> None:
    assert words() - CHINESE.keys() == set(), "add these to src/talentpilot/i18n/zh.po, the group as msgctxt"


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    said = set().union(*(collect() for collect in WANTED.values())) | constants()
    groups = {group for group, _ in words()}
    unused = {one for one in CHINESE if one[0] not in groups and one[1] not in said}
    unused |= {one for one in CHINESE if one[0] in groups and one not in words()}
    assert not unused, "take these out of src/talentpilot/i18n/zh.po"


def test_contexts_are_those_of_the_translators_and_groups_and_each_says_something_of_its_own() -> None:
    contexts = {context for context, _ in CHINESE}
    assert contexts == {"", "commands", "findings"} | {group for group, _ in words()}
    same = [one for one in CHINESE if one[0] in ("commands", "findings") and CHINESE[one] == CHINESE.get(("", one[1]))]
    assert not same, "these need no context"


def test_the_entries_are_sorted_and_none_stands_twice() -> None:
    assert [key(entry) for entry in ENTRIES] == [key(entry) for entry in in_order(ENTRIES)], (
        "run: PYTHONPATH=tests python -m language.catalogue"
    )
    assert len({key(entry) for entry in ENTRIES}) == len(ENTRIES)
    assert not [entry.msgid for entry in ENTRIES if entry.obsolete or entry.fuzzy or entry.msgid_plural]


def test_both_languages_fill_the_same_holes() -> None:
    assert [entry.msgid for entry in ENTRIES if set(HOLE.findall(entry.msgid)) != set(HOLE.findall(entry.msgstr))] == []


def test_chinese_wording_has_chinese_punctuation() -> None:
    wrong = re.compile(r"[一-鿿] ?[,;:()]|[,;:()] ?[一-鿿]")
    assert [entry.msgstr for entry in ENTRIES if wrong.search(entry.msgstr)] == []


def test_the_program_reads_the_catalogue_as_polib_does() -> None:
    assert translator.chinese() == CHINESE


def test_the_reader_takes_what_editors_of_catalogues_write() -> None:
    lines = (
        'msgid ""', 'msgstr "Language: zh"', "",
        "#, python-brace-format", 'msgctxt "findings"', 'msgid ""', r'"a \"b\"\n"', '"c"', r'msgstr "甲\\"', '"乙"', "",
        'msgid "not translated"', 'msgstr ""', "",
    )  # fmt: skip
    assert translator.parse("\r\n".join(lines)) == {("findings", 'a "b"\nc'): "甲\\乙"}
