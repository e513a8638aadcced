"""Rating sheets: blank ones lead nobody, filled ones are read back whatever an office does, and nothing is guessed."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exchange.filling import (
    COMMENT,
    RATING,
    Answer,
    Change,
    answer_cell,
    blank_bytes,
    blank_of,
    changed,
    filled,
    opened,
    row_of,
    saved,
)
from office import convert
from talentpilot.analysis.evaluation.result import JUDGEMENT_ITEMS, REPLICABILITY_ITEMS
from talentpilot.exchange.rating_sheets.markdown import render_markdown
from talentpilot.exchange.rating_sheets.reader import CompletedSheet, WorkbookReading, read_workbook
from talentpilot.exchange.rating_sheets.workbook import render_workbook
from talentpilot.exchange.sheets_layout import questions
from talentpilot.exchange.workbook_bytes import stored_text
from talentpilot.i18n.rating_questions import ITEMS, SCALE, VETO_QUESTIONS
from talentpilot.i18n.terms import TERMS
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Language
from talentpilot.model.evaluation import Judgement, Replicability

EVERY = (*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS)
TWOS: Mapping[str, Answer] = dict.fromkeys(EVERY, 2)


def words_of(book: Workbook) -> str:
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def read(content: bytes) -> WorkbookReading:
    return read_workbook("ratings.xlsx", content)


def one(content: bytes) -> CompletedSheet:
    found = read(content)
    assert found.problems == ()
    (sheet,) = found.sheets
    return sheet


def test_every_item_of_the_file_is_asked_and_in_both_languages() -> None:
    fields = [*Judgement.model_fields, *Replicability.model_fields]
    assert [item.name for item in ITEMS] == fields
    for text in (*(item.question for item in ITEMS), *(item.title for item in ITEMS), *SCALE, *VETO_QUESTIONS.values()):
        assert text.zh
        assert text.en
        assert text.zh != text.en
    assert len(SCALE) == 4
    assert sum(question.kind == "veto" for question in questions()) == 4


@pytest.mark.parametrize("languages", [("zh",), ("en",), ("zh", "en")])
def test_a_blank_sheet_rates_scores_and_recommends_nothing(languages: tuple[Language, ...]) -> None:
    """`reports.md` 5: an evaluator must never see pre-filled ratings, nor what would lead his own."""
    blank = blank_of(languages=languages)
    book = opened(blank_bytes(languages=languages))
    for sheet in (book["R1"], book["R2"]):
        for question in questions():
            assert answer_cell(sheet, question.id).value is None
            assert answer_cell(sheet, question.id, COMMENT).value is None
    for text in (words_of(book), render_markdown(blank)):
        for group in ("outcome", "outcome_noun", "light", "maturity"):
            for code in TERMS[group]:
                for language in languages:
                    assert translator_for(language).term(code, group) not in text, (group, code)
        assert "43.6" not in text, "P of the golden numbers"
        assert "87.3" not in text
        assert "44.7" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_in_one_language_says_nothing_of_its_own_in_the_other(language: Language) -> None:
    markdown = render_markdown(blank_of(languages=(language,)))
    words = words_of(opened(blank_bytes(languages=(language,))))
    for item in ITEMS:
        own, other = item.question.say(language), item.question.say("en" if language == "zh" else "zh")
        assert own in words
        assert own in markdown
        assert other not in words
        assert other not in markdown


def test_the_facts_of_the_day_stand_beside_the_questions_and_later_ones_do_not() -> None:
    for text in (words_of(opened(blank_bytes())), render_markdown(blank_of())):
        for fact in (
            "45.6 %", "2025-12-18", "2026-04-30", "No interface to the national degree database", "300000 CNY",
            "Three-colour integrity checklist", "milestones/M3/due", "recomputed", "4 / 5",
        ):  # fmt: skip
            assert fact in text, fact
    early = render_markdown(blank_of(day=date(2025, 12, 1)))
    for fact in ("2025-12-18", "2026-01-20", "300000", "45.6"):
        assert fact not in early, fact


def test_facts_that_a_question_points_to_are_there() -> None:
    blank = blank_of()
    book = opened(blank_bytes())
    for item in ITEMS:
        for number in blank.reference(item.facts).split("、"):
            assert any(title.startswith(f"{number} ") for title in book.sheetnames)


def test_only_answers_can_be_written_in_and_only_what_is_on_the_scale() -> None:
    sheet = opened(blank_bytes())["R1"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    rows = {row_of(sheet, question.id) for question in questions()}
    for row in sheet.iter_rows():
        for cell in row:
            free = cell.row in rows and cell.column in (RATING, COMMENT)
            assert cell.protection.locked is not free, cell.coordinate
    lists = {item.formula1: item.sqref.ranges for item in sheet.data_validations.dataValidation}
    assert set(lists) == {'"0,1,2,3"', '"0,1,2,3,4"', '"是 / yes,否 / no"'}
    assert sum(sum(area.size["rows"] for area in cells) for cells in lists.values()) == len(rows)
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes is not None
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"微软雅黑"}


def test_a_text_of_the_ledger_is_never_a_formula() -> None:
    blank = blank_of()
    facts = blank.facts[0]
    evil = type(facts)(facts.group, "=1+1", facts.columns, (('=HYPERLINK("x")', "a\x00b\x1f | `c` <b>"),))
    bad = type(blank)(blank.status, blank.evaluation, ("R1",), (evil, *blank.facts[1:]), blank.texts)
    sheet = opened(render_workbook(bad)).worksheets[1]
    kinds = {str(cell.value): cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds['=HYPERLINK("x")'] == "s"
    assert kinds["=1+1"] == "s"
    assert kinds["a_x0000_b_x001F_ | `c` <b>"] == "s"
    assert "\\| \\`c\\` \\<b\\>" in render_markdown(bad)


def test_what_was_filled_in_is_read_back() -> None:
    answers = {"R1": {**TWOS, "relevance": 3, "easy": None, "evidence_level": 2, "legal_breach": "否 / no"}}
    comments = {"R1": {"relevance": " 问题普遍 \n 而且迫切 ", "easy": "not to be told"}}
    sheet = one(filled(blank_bytes(("R1",)), answers, comments))
    assert (sheet.pilot, sheet.evaluation, sheet.as_of, sheet.reviewer) == (
        "yx-titles-01", "2026-midterm", "2026-03-31", "R1",
    )  # fmt: skip
    assert sheet.ratings == {name: 3 if name == "relevance" else 2 for name in EVERY if name != "easy"}
    assert sheet.comments == {"relevance": "问题普遍 而且迫切", "easy": "not to be told"}
    assert sheet.evidence_level == 2
    assert sheet.vetoes == {"legal_breach": False}
    assert not sheet.is_blank


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("one_x000D_\ntwo", "one two"),
        ("_x005F_x0041_", "_x0041_"),
        ("a_x0009_b_x001B_[2J", "a b [2J"),
        ("_xZZ_", "_xZZ_"),
    ],
)
def test_what_a_workbook_escapes_is_read_as_meant(written: str, meant: str) -> None:
    book = opened(render_workbook(blank_of()))
    sheet = book["R1"]
    sheet.cell(row_of(sheet, "relevance"), COMMENT).value = written
    read = read_workbook("r.xlsx", saved(book))
    assert read.problems == ()
    assert read.sheets[0].comments == {"relevance": meant}


@pytest.mark.parametrize("text", ["a_x0041_b", "_x005F_", "_x0041_x0042_", "x_xZZZZ_", "中_x4E2D_文"])
def test_a_text_that_looks_like_an_escape_is_read_as_it_was(text: str) -> None:
    book = opened(render_workbook(blank_of()))
    sheet = book["R1"]
    sheet.cell(row_of(sheet, "relevance"), COMMENT).value = stored_text(text)
    assert read_workbook("r.xlsx", saved(book)).sheets[0].comments == {"relevance": text}


def test_a_blank_sheet_is_known_as_one() -> None:
    found = read(blank_bytes())
    assert found.problems == ()
    assert [sheet.is_blank for sheet in found.sheets] == [True, True]


@pytest.mark.parametrize("value", [2, 2.0, "2", " 2 ", "２", "2.0", "2.", "\u30002"])
def test_a_number_is_read_however_an_office_keeps_it(value: Answer) -> None:
    assert one(filled(blank_bytes(("R1",)), {"R1": {"easy": value}})).ratings == {"easy": 2}


@pytest.mark.parametrize("value", [None, "", "   ", "\u3000", "\n"])
def test_an_empty_answer_is_an_abstention(value: Answer) -> None:
    assert one(filled(blank_bytes(("R1",)), {"R1": {"easy": value, "credible": 1}})).ratings == {"credible": 1}


@pytest.mark.parametrize(
    ("value", "yes"),
    [("是", True), ("yes", True), ("是 / yes", True), ("YES", True), ("否", False), ("no", False), ("没有", False)],
)
def test_yes_and_no_are_read_in_both_languages(value: Answer, yes: bool) -> None:
    assert one(filled(blank_bytes(("R1",)), {"R1": {"serious_harm": value}})).vetoes == {"serious_harm": yes}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("relevance", 4, "rating 4 is not 0–3"),
        ("relevance", -1, "rating -1 is not 0–3"),
        ("relevance", 2.5, "rating 2.5 is not 0–3"),
        ("relevance", "二", "rating 二 is not 0–3"),
        ("relevance", "弃权", "rating 弃权 is not 0–3"),
        ("relevance", True, "rating True is not 0–3"),
        ("relevance", 1e308, "rating 1e+308 is not 0–3"),
        ("relevance", date(2026, 1, 2), "rating 2026-01-02 00:00:00 is not 0–3"),
        ("relevance", "9" * 400, "is not 0–3"),
        ("relevance", "=1+1", "a formula stands there, not an answer"),
        ("relevance", "#DIV/0!", "an error stands there, not an answer"),
        ("evidence_level", 5, "evidence level 5 is not 0–4"),
        ("legal_breach", "perhaps", "answer perhaps is neither yes nor no (是, 否)"),
    ],
)
def test_what_is_no_answer_is_told_with_its_cell(name: str, value: Answer, said: str) -> None:
    content = filled(blank_bytes(("R1",)), {"R1": {name: value}})
    cell = answer_cell(opened(content)["R1"], name).coordinate
    found = read(content)
    assert found.sheets == ()
    (problem,) = map(str, found.problems)
    assert problem.startswith(f"ratings.xlsx sheet 'R1' cell {cell}: ")
    assert problem.endswith(said)


def test_every_problem_of_every_sheet_is_told_at_once() -> None:
    content = filled(blank_bytes(), {"R1": {"easy": 7, "impact": "x"}, "R2": {"credible": 9}}, {"R2": {"easy": "=A1"}})
    found = read(content)
    assert len(found.problems) == 4
    assert {"'R1'" in str(problem) for problem in found.problems} == {True, False}


def _insert_column(book: Workbook) -> None:
    book["R1"].insert_cols(3)


def _sort_what_is_seen(book: Workbook) -> None:
    sheet = book["R1"]
    first, second = row_of(sheet, "credible"), row_of(sheet, "easy")
    for column in range(2, 7):
        one, two = sheet.cell(first, column), sheet.cell(second, column)
        one.value, two.value = two.value, one.value


def _delete_row(book: Workbook) -> None:
    book["R1"].delete_rows(row_of(book["R1"], "easy"))


def _double_row(book: Workbook) -> None:
    sheet = book["R1"]
    sheet.cell(sheet.max_row + 2, 1, "replicability/easy")


def _merge(book: Workbook) -> None:
    sheet = book["R1"]
    row = row_of(sheet, "easy")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=RATING, end_column=RATING)


def _other_version(book: Workbook) -> None:
    book["R1"].cell(1, 1, "talentpilot/rating-sheet/9")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_insert_column, "columns were moved, added or taken away"),
        (_sort_what_is_seen, "stands in the row of credible"),
        (_delete_row, "the row of easy is not there"),
        (_double_row, "the row of easy is there twice"),
        (_merge, "are merged, so that an answer may be hidden"),
        (_other_version, "of another version"),
    ],
)
def test_a_sheet_that_was_rebuilt_is_refused(change: Change, said: str) -> None:
    content = changed(filled(blank_bytes(("R1",)), {"R1": TWOS}), change)
    found = read(content)
    assert found.sheets == ()
    assert said in "\n".join(map(str, found.problems))


def test_a_row_moved_with_its_id_is_read_where_it_stands() -> None:
    def move(book: Workbook) -> None:
        sheet = book["R1"]
        sheet.insert_rows(9, 3)

    assert one(changed(filled(blank_bytes(("R1",)), {"R1": TWOS}), move)).ratings == TWOS


def test_a_renamed_sheet_is_known_by_what_is_hidden_in_it() -> None:
    def rename(book: Workbook) -> None:
        book["R1"].title = "张老师"

    sheet = one(changed(filled(blank_bytes(("R1",)), {"R1": TWOS}), rename))
    assert sheet.reviewer == "R1"
    assert "sheet '张老师'" in str(sheet.place)


def _zip_of(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


ROOT = b'<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>'


def _workbook_of(main: bytes) -> bytes:
    return _zip_of({"_rels/.rels": ROOT, "xl/workbook.xml": main})


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not an .xlsx workbook"),
        (b"name,rating\nx,2\n", "not an .xlsx workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "encrypted, or of the old .xls form"),
        (_zip_of({"word/document.xml": b"<x/>"}), "not an .xlsx workbook"),
        (_workbook_of(b"<not closed"), "damaged"),
        (_zip_of({f"xl/{number}.xml": b"<x/>" for number in range(600)}), "more parts than any workbook"),
        (_workbook_of(b"<x>" + b" " * 61_000_000), "holds more cells"),
        (_workbook_of(BOMB), "declares entities"),
        (_workbook_of(BOMB.decode().encode("utf-16")), "declares entities"),
        (saved(Workbook()), "no rating sheet in it"),
    ],
    ids=["empty", "text", "encrypted", "word", "damaged", "many", "bomb", "entities", "utf-16", "other workbook"],
)
def test_what_is_no_rating_sheet_gets_a_plain_word(content: bytes, said: str) -> None:
    found = read(content)
    assert found.sheets == ()
    (problem,) = map(str, found.problems)
    assert problem.startswith("ratings.xlsx: ")
    assert said in problem


_BLANK = blank_bytes(("R1",))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(_BLANK) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_anywhere_is_a_message_and_never_an_accident(damage: list[tuple[int, int]]) -> None:
    content = bytearray(_BLANK)
    for place, value in damage:
        content[place] = value
    found = read(bytes(content))
    assert found.sheets or found.problems


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


@settings(max_examples=60)
@given(st.data())
def test_xml_cut_or_garbled_is_a_message_and_never_an_accident(data: st.DataObject) -> None:
    parts = _parts(_BLANK)
    name = data.draw(st.sampled_from(sorted(parts)))
    text = parts[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(st.binary(max_size=12))
    found = read(_zip_of({**parts, name: text[:start] + put + text[end:]}))
    assert found.sheets or found.problems


_ANSWER = st.sampled_from([None, 0, 1, 2, 3])


@settings(max_examples=15)
@given(st.fixed_dictionaries(dict.fromkeys(EVERY, _ANSWER)), st.sampled_from([None, 0, 4]))
def test_whatever_is_filled_in_comes_back(ratings: dict[str, int | None], level: int | None) -> None:
    sheet = one(filled(_BLANK, {"R1": {**ratings, "evidence_level": level}}))
    assert sheet.ratings == {name: value for name, value in ratings.items() if value is not None}
    assert sheet.evidence_level == level


def _mixed(content: bytes) -> bytes:
    values: list[Answer] = [0, 1, 2, 3, "2", "３", 1.0, None]
    ratings = {name: values[number % len(values)] for number, name in enumerate(EVERY)}
    answers = {"R1": {**ratings, "evidence_level": 3, "data_fabrication": "否 / no"}, "R2": TWOS}
    return filled(content, answers, {"R1": {"relevance": "问题普遍，\n而且迫切", "easy": "needs training = cost"}})


@pytest.mark.slow
@pytest.mark.parametrize("through", ["ods", "xls", "xlsx"])
def test_libreoffice_may_open_and_save_the_sheet(through: str, tmp_path: Path) -> None:
    file = tmp_path / "ratings.xlsx"
    file.write_bytes(_mixed(blank_bytes()))
    before = read(file.read_bytes())
    other = convert(file, through, tmp_path / "between")
    after = read(convert(other, "xlsx", tmp_path / "after").read_bytes())
    assert before.problems == after.problems == ()
    assert [(sheet.ratings, sheet.comments, sheet.evidence_level, sheet.vetoes) for sheet in after.sheets] == [
        (sheet.ratings, sheet.comments, sheet.evidence_level, sheet.vetoes) for sheet in before.sheets
    ]
    assert [sheet.reviewer for sheet in after.sheets] == ["R1", "R2"]


@pytest.mark.slow
def test_libreoffice_prints_every_question(tmp_path: Path) -> None:
    from pypdf import PdfReader

    file = tmp_path / "sheet.xlsx"
    file.write_bytes(blank_bytes(("R1",), ("en",)))
    pages = PdfReader(convert(file, "pdf", tmp_path / "printed")).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for item in ITEMS:
        assert " ".join(item.question.say("en").split()[:5]) in text
    box = pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)


STRICT_NAMES = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    b"http://schemas.openxmlformats.org/drawingml/2006/main": b"http://purl.oclc.org/ooxml/drawingml/main",
}


def _as_strict(content: bytes) -> bytes:
    parts = _parts(content)
    for usual, strict in STRICT_NAMES.items():
        parts = {name: text.replace(usual, strict) for name, text in parts.items()}
    return _zip_of(parts)


def test_a_strict_open_xml_workbook_is_read_like_any_other() -> None:
    content = filled(
        blank_bytes(("R1",)), {"R1": {**TWOS, "easy": "３"}}, {"R1": {"easy": "见 http://purl.oclc.org/ooxml/"}}
    )
    strict = _as_strict(content)
    assert b"spreadsheetml/2006/main" not in b"".join(_parts(strict).values())
    sheet = one(strict)
    assert (sheet.ratings, sheet.comments) == (one(content).ratings, one(content).comments)
    assert sheet.comments == {"easy": "见 http://purl.oclc.org/ooxml/"}


MAIN = b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    "styles",
    [
        b"<styleSheet%s><fills><fill/></fills></styleSheet>" % MAIN,
        b'<styleSheet%s><cellXfs count="0"/></styleSheet>' % MAIN,
        b"<styleSheet/>",
    ],
    ids=["fill without a pattern", "no formats", "no namespace"],
)
def test_looks_that_the_library_cannot_read_do_not_hide_the_answers(styles: bytes) -> None:
    content = filled(blank_bytes(("R1",)), {"R1": TWOS})
    assert one(_zip_of({**_parts(content), "xl/styles.xml": styles})).ratings == TWOS


def test_what_wps_adds_to_a_workbook_is_passed_over() -> None:
    """Its own parts, its namespace on every sheet, and a picture in a cell, which is a formula of its own."""
    content = filled(blank_bytes(("R1",)), {"R1": TWOS})
    extra = b' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    parts = {name: text.replace(MAIN, MAIN + extra, 1) for name, text in _parts(content).items()}
    assert any(b"etCustomData" in text for text in parts.values())
    cells = b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'
    assert one(_zip_of({**parts, "xl/cellimages.xml": cells})).ratings == TWOS
    picture = filled(content, {"R1": {"easy": '=DISPIMG("ID_6A0965C4",1)'}})
    assert "a formula stands there, not an answer" in str(read(picture).problems[0])
