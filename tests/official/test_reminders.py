"""Reminders to units: who gets one, what stands in it, what is left to be filled in."""

import io
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from conftest import Ran
from office import convert
from official.official import ROOT, SENDER, opened, parts
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.model.official_profile import BUILT_IN, OfficialProfile
from talentpilot.report.official.blocks import OfficialDocument, OfficialRows
from talentpilot.report.official.pdf import render_pages
from talentpilot.report.official.units import Reminder, ReminderItem
from talentpilot.report.official.word import render_word
from talentpilot.services.agenda import gather_due
from talentpilot.services.official.documents import gather_reminders
from typefaces import fontconfig

FOUND = gather_reminders(opened(), PilotSelection(), None, "all", SENDER)


def test_each_unit_that_owes_something_gets_one_and_no_other() -> None:
    due = gather_due(opened(), PilotSelection(), 30)
    assert [made.stem for made in FOUND.made] == [
        f"reminder-{unit}" for unit in sorted({item.owner for item in due.items})
    ]
    for made in FOUND.made:
        table = made.document.body[1]
        assert isinstance(table, OfficialRows)
        owner = made.stem.removeprefix("reminder-")
        assert len(table.rows) == sum(item.owner == owner for item in due.items)


def test_the_words_are_those_of_the_letter_and_name_no_id() -> None:
    (made,) = [one for one in FOUND.made if one.stem == "reminder-qc-hrss"]
    text = "\n".join(made.document.texts())
    assert "截至9月30日，贵单位下列事项逾期或者将于30日内到期：" in text
    assert "请于　月　日前办理并书面反馈。" in text
    assert "完成“智能助学系统采购并部署”" in text
    assert "逾期153天" in text
    assert "12月15日" in text
    assert made.document.to == "青岑市人力资源和社会保障局"
    assert not re.search(r"yx-|\b[MB]\d|2026Q3", text)


def test_the_cells_of_the_answer_are_empty_and_the_first_page_has_no_number() -> None:
    for made in FOUND.made:
        assert made.document.reply is not None
        assert made.document.reply.rows == (("", "", ""),)
        document = parts(render_word(made.document, made.chosen.profile))["word/document.xml"]
        assert "<w:titlePg/>" in document
        assert document.count("<w:sectPr>") == 1


def test_each_reminder_of_the_example_stays_on_its_page() -> None:
    for made in FOUND.made:
        pages = pypdf.PdfReader(io.BytesIO(render_pages(made.document, made.chosen.profile).data)).pages
        assert len(pages) == 1, made.stem


def _profile(document: OfficialDocument) -> OfficialProfile:
    """Return the profile of a reminder with that table."""
    table = document.body[1]
    assert isinstance(table, OfficialRows)
    items = tuple(ReminderItem(row[1], row[2], date(2026, 10, 15), 15) for row in table.rows)
    return BUILT_IN.for_reminder(Reminder("", document.to, document.day, 30, items).lines)


def _of_so_many(items: int) -> OfficialDocument:
    """Return the longest reminder of the example with so many items of usual length."""
    made = max(FOUND.made, key=lambda made: made.length)
    body = list(made.document.body)
    assert isinstance(body[1], OfficialRows)
    row = ("1", "报送2026年第三季度进展报告", "工程系列职称评审诚信档案试点", "10月15日", "剩余15天")
    body[1] = OfficialRows(body[1].columns[:5], (row,) * items)
    return replace(made.document, body=tuple(body))


@pytest.mark.parametrize("items", [5, 6, 12])
def test_a_reminder_of_up_to_12_items_stays_on_its_page(items: int) -> None:
    document = _of_so_many(items)
    pages = render_pages(document, _profile(document)).data
    assert len(pypdf.PdfReader(io.BytesIO(pages)).pages) == 1


def _to_a_long_name(letters: int) -> OfficialDocument:
    """Return a reminder of two items, one of them of a pilot with a long title, to a unit with a name as long."""
    document = _of_so_many(2)
    assert isinstance(document.body[1], OfficialRows)
    rows = document.body[1].rows
    table = OfficialRows(document.body[1].columns, (rows[0], (*rows[1][:2], "试" * letters, *rows[1][3:])))
    return replace(document, to="厅" * letters, body=(document.body[0], table, *document.body[2:]))


@pytest.mark.slow
@pytest.mark.parametrize(
    "document", [_of_so_many(5), _of_so_many(6), _of_so_many(12), _to_a_long_name(60)], ids=["5", "6", "12", "long"]
)
def test_a_reminder_stays_on_its_page_in_libreoffice(
    document: OfficialDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", fontconfig(tmp_path))
    file = tmp_path / "reminder.docx"
    file.write_bytes(render_word(document, _profile(document)))
    assert len(pypdf.PdfReader(convert(file, "pdf", tmp_path / "pdf")).pages) == 1


def test_a_reply_that_has_no_room_goes_to_the_next_page_as_a_whole() -> None:
    xml = parts(render_word(FOUND.made[0].document, FOUND.made[0].chosen.profile))["word/document.xml"]
    reply = xml.rpartition("<w:tbl>")[2]
    assert reply.count("<w:keepNext/>") == 3


def test_the_same_day_gives_the_same_bytes_and_opens_no_connection() -> None:
    reached: list[str] = []
    watching = [True]
    sys.addaudithook(lambda event, _: reached.append(event) if watching[0] and event.startswith("socket") else None)
    again = gather_reminders(opened(), PilotSelection(), None, "all", SENDER)
    for first, second in zip(FOUND.made, again.made, strict=True):
        pair = [render_word(one.document, one.chosen.profile) for one in (first, second)]
        assert pair[0] == pair[1]
    watching[0] = False
    assert reached == []


def test_the_command_writes_a_file_for_each_unit_or_says_that_nothing_is_due(
    tmp_path: Path, run: Callable[..., Ran]
) -> None:
    done = run("--root", ROOT, "--as-of", "2026-09-30", "due", "--layout", "gongwen", "--owner", "all", "-o", tmp_path)
    assert done.code == 0
    assert len(list(tmp_path.glob("reminder-*.docx"))) == len(FOUND.made)
    none = run("--root", ROOT, "--as-of", "2026-09-30", "due", "--layout", "gongwen", "--owner", "nj-park")
    assert (none.code, none.out) == (0, "")
    assert "no reminder was written" in none.err
    nobody = run("--root", ROOT, "due", "--layout", "gongwen")
    assert nobody.code == 2
    assert "--owner" in nobody.err
