"""The reader, `fmt` and the editor agree on mutated files: none reads, changes or accepts what another does not."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checking import check_folder
from cli.test_schema import TORN, places, sound_texts
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.errors import CannotEdit
from talentpilot.exchange.schema import FileKind
from talentpilot.services.ledger import open_ledger
from talentpilot.services.recording.transaction import open_edit
from talentpilot.store.edited_file import EditedFile
from talentpilot.store.source import open_source, read_as
from talentpilot.store.yaml.formatter import canonical

pytestmark = pytest.mark.slow

MENDED = {"D02", "F02", "F08"}
"""What `fmt` mends."""
SLIPS = (
    *TORN,
    ("2026-0", "2026/0"),
    ("-30", "．30"),
    ("2025", "２０２５"),
    (": M", ": ｍ"),
    ("\n", "\r\n"),
    ("\n", "\u2028"),
)
AS_OF, ID = date(2026, 3, 31), "yx-titles-01"


@st.composite
def torn_files(draw: st.DrawFn) -> tuple[str, FileKind]:
    text, kind = draw(st.sampled_from(sound_texts()))
    for _ in range(draw(st.integers(0, 2))):
        old, new = draw(st.sampled_from(SLIPS))
        starts = [at for at in range(len(text)) if text.startswith(old, at)]
        if new == "\r\n":  # two of them at one place would be a line end of old Macs, which `fmt` mends
            starts = [at for at in starts if not text.endswith("\r", 0, at)]
        if starts:
            at = draw(st.sampled_from(starts))
            text = text[:at] + new + text[at + len(old) :]
    return text, kind


def read(text: str, kind: FileKind) -> tuple[Any, Counter[str]]:
    """The record, and the rules that speak."""
    source = open_source("x.yaml", text.encode("utf-8"))
    record = read_as(source, kind.model, f"talentpilot/{kind.name}/1")
    return record, Counter([one.rule for one in source.problems] + [one.rule for one in source.faults])


def facts(text: str) -> Any:
    return open_source("x.yaml", text.encode("utf-8")).data


@settings(max_examples=250)
@given(torn_files())
def test_fmt_changes_nothing_that_is_read_and_mends_only_what_it_says(torn: tuple[str, FileKind]) -> None:
    text, kind = torn
    formed = canonical(text.encode("utf-8"), kind.model)
    record, told = read(text, kind)
    again, left = read(formed.content.decode("utf-8"), kind)
    if not MENDED & told.keys():
        assert (again, left) == (record, told)
    assert not left - told, "fmt brings no finding"
    assert {rule: count for rule, count in told.items() if rule not in MENDED} == {
        rule: count for rule, count in left.items() if rule not in MENDED
    }


@settings(max_examples=250)
@given(torn_files(), st.sampled_from(("2026-03-31", "甲：乙, 丙", "1,920", "a: #b", "'")), st.randoms())
def test_an_edit_changes_one_place_and_reads_back_what_was_put(
    torn: tuple[str, FileKind], word: str, chance: Any
) -> None:
    text, _ = torn
    before = facts(text)
    scalars = [path for path in places(before or {}) if isinstance(_at(before, path), str)]
    if before is None or not scalars:
        with pytest.raises(CannotEdit):
            EditedFile("pilot.yaml", text.encode("utf-8")).put(("title",), word)
        return
    path: FieldPath = chance.choice(scalars)
    edited = EditedFile("pilot.yaml", text.encode("utf-8"))
    try:
        edited.put(path, word)
    except CannotEdit:
        assert edited.after == text.encode("utf-8")
        return
    after = facts(edited.after.decode("utf-8"))
    assert _at(after, path) == word
    _put(before, path, word)
    assert after == before


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-30",
        "2026-02-30",
        "2026-3-1",
        "20260301",
        "46082",
        "26/03/01",
        "2026-03-01T08:00",
        "2026年3月1日",
        "三月",
        "2099-01-01",
    ],
)
def test_what_the_reader_refuses_the_editor_refuses_with_the_same_findings(typed: str, sound: Path) -> None:
    file = sound / "pilots" / ID / "milestones.yaml"
    before = file.read_bytes()
    clean = _errors(sound)
    edit = open_edit(open_ledger(sound, as_of=AS_OF, clock=lambda _: AS_OF), ID)
    edit.put("milestones.yaml", ("milestones", 3, "done"), typed)
    result = edit.commit()
    by_hand = EditedFile("milestones.yaml", before)
    by_hand.put(("milestones", 3, "done"), typed)
    file.write_bytes(by_hand.after)
    wrong = _errors(sound) - clean
    assert Counter(item.rule for item in result.check.errors) == wrong
    assert result.written == (not wrong)
    if wrong:
        file.write_bytes(before)
        assert open_edit(open_ledger(sound), ID).commit().written, "nothing was left half written"
        assert file.read_bytes() == before


def _errors(root: Path) -> Counter[str]:
    found = check_folder(root, AS_OF, today=AS_OF).diagnostics
    return Counter(item.rule for item in found if item.severity is Severity.ERROR)


def _at(data: Any, path: FieldPath) -> Any:
    for step in path:
        data = data[step]
    return data


def _put(data: Any, path: FieldPath, value: str) -> None:
    _at(data, path[:-1])[path[-1]] = value
