"""What people and programs do to a return: an answer is taken as meant, or told with its cell; never a wrong fact.

Every mutation is done in every block that has the cell. One workbook has it in all cells of a kind at once: each of
them must be told, or the facts must be those of the unchanged form but for these answers.
"""

import io
import shlex
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from returns.catalogue import (
    DAYS,
    FULL,
    GONE,
    LEFT_OUT,
    NOTHING,
    NOTHING_WORDS,
    NUMBERS,
    SHARES,
    TEXTS,
    TOLD,
    Outcome,
    cells_of_kind,
    kind_of,
    with_stored_value,
    words_of,
)
from returns.workbooks import (
    PILOT,
    cells,
    filled,
    ledger_with_practice,
    made,
    opened,
    pilot_sheet,
    put,
    saved,
    take,
    tree,
)
from talentpilot.exchange.return_sheets.layout import BLOCKS, REQUIRED
from talentpilot.services.returns.result import TakeResult

pytestmark = pytest.mark.slow
Facts = dict[str, list[str]]
Change = Callable[[Workbook], object]
TYPED = {key: answer.typed for key, answer in FULL.items()}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger_with_practice(tmp_path_factory.mktemp("mutations"))


@pytest.fixture(scope="module")
def full(root: Path) -> bytes:
    """The form filled in as meant."""
    return filled(made(root, pilots=(PILOT,)).content, TYPED)


@pytest.fixture(scope="module")
def usual(root: Path, full: bytes) -> Facts:
    """The facts of that form."""
    result = take(root, full, dry_run=True)
    assert told(result) == [], [str(one.message) for one in told(result)]
    return facts(result)


def told(result: TakeResult) -> list[Any]:
    return [*result.problems, *(one for pilot in result.pilots for one in pilot.problems)]


def facts(result: TakeResult) -> Facts:
    """The commands of a result, each option with its value, by row and sort."""
    found = {}
    for fact in (fact for pilot in result.pilots for fact in pilot.facts):
        words: list[str] = []
        for word in shlex.split(fact.command)[3:]:
            if words and words[-1].startswith("--") and "=" not in words[-1] and not word.startswith("--"):
                words[-1] += f"={word}"
            else:
                words.append(word)
        found[f"{fact.key.removeprefix(f'{PILOT}/')} {fact.sort}"] = words
    return found


def same_but_rows(found: Facts) -> list[list[str]]:
    return sorted([key.split()[-1], *sorted(words)] for key, words in found.items())


def changed(usual: Facts, outcomes: Mapping[str, Outcome]) -> Facts:
    """The facts where some answers say something else, or nothing."""
    found = {key: list(words) for key, words in usual.items()}
    for key, outcome in outcomes.items():
        answer = FULL[key]
        said = answer.nothing if outcome == NOTHING else outcome
        if said == GONE:
            del found[answer.fact]
        elif answer.token:
            words = found[answer.fact]
            place = words.index(answer.token.format(answer.said))
            if said == LEFT_OUT:
                words[place : place + 1 + answer.more] = []
            else:
                said = said.replace("\n", "\\n") if "--matter" in answer.token else said
                words[place] = said if said.startswith("--") else answer.token.format(said)
    return found


def lacking(outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    """The first cell of each row of something new that says nothing where something must be said."""
    for block, names in REQUIRED.items():
        keys = (f"{block}/1/{name}" for name in names)
        yield from [key for key in keys if outcomes.get(key) == NOTHING][:1]


def check(root: Path, book: Workbook, usual: Facts, outcomes: Mapping[str, Outcome], content: bytes = b"") -> None:
    """Take a workbook: what is wrong is told with its very cell and nothing is taken, or everything is as meant."""
    there = {key: cell.coordinate for key, cell in cells(book).items()}
    before = tree(root)
    result = take(root, content or saved(book), dry_run=True)
    assert tree(root) == before
    wrong = {key for key, outcome in outcomes.items() if outcome == TOLD}
    wrong |= set(lacking(outcomes))
    places = {one.place.cell for one in told(result)}
    assert places == {there[key] for key in wrong}, [(str(one.place), str(one.message)) for one in told(result)]
    assert facts(result) == ({} if wrong else changed(usual, outcomes))


def typed(full: bytes, answers: Mapping[str, object], form: str | None) -> Workbook:
    """The full form with other answers in some cells."""
    book = opened(full)
    there = cells(book)
    for key, value in answers.items():
        cell = there[key]
        cell.value = value
        if form in ("error", "formula"):
            cell.data_type = "e" if form == "error" else "f"
        elif isinstance(value, str):
            cell.data_type = "s"
        if form not in (None, "error", "formula"):
            cell.number_format = form
    return book


def values() -> Iterator[Any]:
    """Every value of the catalogue, with what becomes of it in each cell of its kind."""
    for value, form, said in DAYS:
        yield pytest.param(dict.fromkeys(cells_of_kind("date"), said), value, form, id=f"date {value!r} {form}")
    for value, form, persons, yuan in NUMBERS:
        outcomes = {"I1@2026Q3/value": persons, "incentives/1/amount": yuan}
        yield pytest.param(outcomes, value, form, id=f"number {value!r} {form}")
    for value, form, one in SHARES:
        yield pytest.param({"I2@2026-09-30/value": one}, value, form, id=f"share {value!r} {form}")
    for value, form, prose, line in TEXTS:
        outcomes = dict.fromkeys(cells_of_kind("prose"), prose) | {"adoptions/1/document": line}
        yield pytest.param(outcomes, value, form, id=f"text {str(value)[:9]!r} {form}")
    listed = [key for kind in ("choice", "organization", "adopter") for key in cells_of_kind(kind)]
    kinds = {kind: cells_of_kind(kind) for kind in ("date", "number", "prose", "evidence")}
    kinds |= {"list": listed, "address": ["publicity/1/url"], "bottleneck": ["matters/1/same_as"]}
    for kind, keys in kinds.items():
        for word in NOTHING_WORDS:
            outcomes = {key: NOTHING for key in keys if not key.endswith("/state")}
            yield pytest.param(outcomes, word, "@", id=f"nothing in {kind} {word}")
    for odd in ("某某", "是否", "1", 1, True):
        yield pytest.param(dict.fromkeys(listed, TOLD), odd, None, id=f"outside the list {odd!r}")
    for value, form in (("#N/A", "error"), ("=TRUE()", "formula")):
        every = [key for key in FULL if kind_of(key) != "number" and not key.startswith("signature")]
        yield pytest.param(dict.fromkeys(every, TOLD), value, form, id=f"everywhere {value}")


VALUES = list(values())


@pytest.mark.parametrize(("outcomes", "value", "form"), VALUES)
def test_an_answer_is_taken_as_meant_or_told_with_its_cell(
    root: Path, full: bytes, usual: Facts, outcomes: dict[str, Outcome], value: object, form: str | None
) -> None:
    check(root, typed(full, dict.fromkeys(outcomes, value), form), usual, outcomes)


@pytest.mark.parametrize("style", ["zh", "en", "code", "both", "spaced"])
def test_words_of_lists_are_read_in_every_form(root: Path, full: bytes, usual: Facts, style: str) -> None:
    check(root, typed(full, words_of(style), "@"), usual, {})


@pytest.mark.parametrize("formula", ["=SUM(A1:A3)", "=A1", "=TODAY()", "=VLOOKUP(A1,B:C,2,0)"])
@pytest.mark.parametrize("stored", ["540", "46262", "已完成", "#REF!"])
def test_a_formula_is_told_with_what_it_showed(
    root: Path, full: bytes, usual: Facts, formula: str, stored: str
) -> None:
    every = [key for key in FULL if not key.startswith("signature")]
    book = typed(full, dict.fromkeys(every, formula), "formula")
    content = with_stored_value(saved(book), stored)
    check(root, book, usual, dict.fromkeys(every, TOLD), content)
    said = [str(one.message) for one in told(take(root, content, dry_run=True))]
    assert all(stored in one for one in said), said


@pytest.mark.parametrize("stored", ["430", "7"])
def test_a_sum_is_computed_whatever_it_showed(root: Path, full: bytes, usual: Facts, stored: str) -> None:
    keys = ("I1@2026Q3/value", "incentives/1/amount")
    book = typed(full, dict.fromkeys(keys, "=120+310"), "formula")
    check(root, book, usual, dict.fromkeys(keys, "430"), with_stored_value(saved(book), stored))


CONTRADICTIONS: tuple[tuple[dict[str, object], str], ...] = (
    ({"M3/done": date(2026, 9, 1)}, "M3/state"),
    ({"M3/evidence": "E4"}, "M3/state"),
    ({"M3/state": None, "M3/done": date(2026, 9, 1)}, "M3/done"),
    ({"M5/state": "未完成"}, "M5/state"),
    ({"M5/reason": "流标"}, "M5/state"),
    ({"M5/state": "无"}, "M5/state"),
    ({"B1/state": "未解决"}, "B1/state"),
    ({"B1/state": "无"}, "B1/state"),
    ({"adoptions/1/document": "无"}, "adoptions/1/practice"),
    ({"publicity/1/url": "见报"}, "publicity/1/title"),
    ({"matters/1/same_as": "B9"}, "matters/1/same_as"),
)


@pytest.mark.parametrize(("answers", "cell"), CONTRADICTIONS)
def test_an_answer_that_fits_nothing_else_is_told_in_its_row(
    root: Path, full: bytes, usual: Facts, answers: dict[str, object], cell: str
) -> None:
    check(root, typed(full, answers, None), usual, {cell: TOLD})


def test_a_row_without_its_state_is_read_by_its_day(root: Path, full: bytes, usual: Facts) -> None:
    for state in (None, "-", "/"):
        check(root, typed(full, dict.fromkeys(("M3/state", "M5/state", "B1/state"), state), None), usual, {})


# What is done to the sheet. Rows: two of each block, where there are two.

ROWS = {
    "milestones": ("M3", "M4"), "indicators": ("I1@2026Q3", "I2@2026-09-30"), "bottlenecks": ("B1", "B1"),
    "texts": ("progress", "problems"),
    **{name: (f"{name}/1", f"{name}/2") for name, block in BLOCKS.items() if block.adds},
}  # fmt: skip
KNOWN, NEW = [name for name in ROWS if not BLOCKS[name].adds], [name for name in ROWS if BLOCKS[name].adds]


def row_of(book: Workbook, key: str) -> int:
    return int(next(cell.row for cell in pilot_sheet(book)["A"] if cell.value == f"{PILOT}/{key}"))


def unmerge(book: Workbook) -> None:
    for area in list(pilot_sheet(book).merged_cells.ranges):
        pilot_sheet(book).unmerge_cells(str(area))


def swap_rows(book: Workbook, block: str, first: int) -> None:
    """Swap two rows from a column on: from the first one with their keys, from the second without."""
    unmerge(book)
    sheet, (one, other) = pilot_sheet(book), (row_of(book, key) for key in ROWS[block])
    for column in range(first, 12):
        cell, its = sheet.cell(one, column), sheet.cell(other, column)
        (cell.value, cell.number_format), (its.value, its.number_format) = (
            (its.value, its.number_format), (cell.value, cell.number_format),
        )  # fmt: skip


def drop_row(book: Workbook, key: str) -> None:
    for cell in pilot_sheet(book)[row_of(book, key)]:
        if type(cell).__name__ == "Cell":
            cell.value = None


def insert_row(book: Workbook, key: str) -> int:
    unmerge(book)
    sheet, row = pilot_sheet(book), row_of(book, key)
    sheet.move_range(f"A{row + 1}:K{sheet.max_row}", rows=1)
    return row + 1


def copy_row(book: Workbook, key: str, *, keyless: bool = False) -> None:
    row, sheet = insert_row(book, key), pilot_sheet(book)
    for column in range(2 if keyless else 1, 12):
        sheet.cell(row, column).value = sheet.cell(row - 1, column).value
        sheet.cell(row, column).number_format = sheet.cell(row - 1, column).number_format


def merge(book: Workbook, block: str, *, down: bool) -> None:
    """Merge two answers one below the other, or side by side."""
    unmerge(book)
    fields = [item for item in BLOCKS[block].fields if item.open]
    one, last = (row_of(book, key) for key in ROWS[block])
    columns = (fields[0].first, fields[0].first if down else fields[-1].first)
    area = f"{get_column_letter(columns[0])}{one}:{get_column_letter(columns[1])}{last if down else one}"
    pilot_sheet(book).merge_cells(area)


def drop_column(book: Workbook, column: int) -> None:
    for row in pilot_sheet(book).iter_rows(min_col=column, max_col=column):
        if type(row[0]).__name__ == "Cell":
            row[0].value = None


def insert_column(book: Workbook, column: int) -> None:
    unmerge(book)
    sheet = pilot_sheet(book)
    sheet.move_range(f"{get_column_letter(column)}1:K{sheet.max_row}", cols=1)


def swap_columns(book: Workbook, one: int) -> None:
    unmerge(book)
    for row in pilot_sheet(book).iter_rows(min_row=4, min_col=one, max_col=one + 1):
        (cell, its) = row
        (cell.value, cell.number_format), (its.value, its.number_format) = (
            (its.value, its.number_format), (cell.value, cell.number_format),
        )  # fmt: skip


def edit_meta(book: Workbook, old: str, new: str | None) -> None:
    next(cell for row in book["_meta"].iter_rows() for cell in row if cell.value == old).value = new


def write(book: Workbook, key: str, value: object) -> None:
    put(cells(book)[key], value)


def rename(book: Workbook) -> None:
    pilot_sheet(book).title = "我的表"


def hide(book: Workbook, *, filtered: bool) -> None:
    sheet = pilot_sheet(book)
    for row in range(5, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True
    if filtered:
        sheet.auto_filter.ref = f"B5:K{sheet.max_row}"


def to_new_book(book: Workbook) -> None:
    for name in ("_meta", "_lists"):
        del book[name]


def from_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def known_cells() -> Iterator[str]:
    for block in KNOWN:
        yield from (f"{ROWS[block][0]}/{item.id}" for item in BLOCKS[block].fields if not item.open)


def structure() -> Iterator[tuple[int, str, Change, str]]:
    """The number of the mutation, where it is done, how, and what is said; nothing where the facts stay the same."""
    for block, (one, other) in ROWS.items():
        if one != other:
            yield 1, block, partial(swap_rows, block=block, first=1), ""
            yield 2, block, partial(swap_rows, block=block, first=2), "and now says" if block in KNOWN else ""
            yield 20, block, partial(merge, block=block, down=True), "merged over several answers"
        yield 3, block, partial(drop_row, key=other), "are gone" if block in KNOWN else ""
        yield 4, block, partial(insert_row, key=one), ""
        yield 5, block, partial(copy_row, key=one), "is there twice" if block in KNOWN else ""
        if block in NEW:
            yield 5, f"{block} without its key", partial(copy_row, key=one, keyless=True), ""
        if block != "texts":
            yield 21, block, partial(merge, block=block, down=False), "merged over several answers"
    for column in range(3, 12):
        letter = get_column_letter(column)
        yield 6, letter, partial(insert_column, column=column), ""
        yield 7, letter, partial(drop_column, column=column), "is gone, or there twice"
        if column < 11:
            yield 8, letter, partial(swap_columns, one=column), ""
    for key in known_cells():
        said = "and now says" if key.endswith("/title") else "a grey cell was changed"
        number = 18 if key.endswith("/title") else 17
        yield number, key, partial(write, key=key, value="2027-01-01"), said
        yield 19, key, partial(write, key=key, value=None), said
    yield 9, "", rename, ""
    yield 10, "", lambda book: book.move_sheet(pilot_sheet(book), 1), ""
    yield 11, "", lambda book: book.copy_worksheet(pilot_sheet(book)), "of the same pilot"
    yield 12, "", lambda book: book.remove(pilot_sheet(book)), f"the sheet of {PILOT} is gone"
    yield 12, "cover", lambda book: book.remove(book.worksheets[0]), "the cover is gone"
    yield 13, "", to_new_book, "has no sheet _meta"
    yield 14, "", lambda book: book.remove(book["_meta"]), "has no sheet _meta"
    for old in (f"{PILOT}/M3", "due", "open", "milestones", "2026-04-30\n已逾期173天"):
        yield 15, old, partial(edit_meta, old=old, new="M9"), "was changed"
    yield 15, "row of a digest", partial(edit_meta, old="prefilled", new=None), "was changed"
    yield 16, "", lambda book: put(book["_lists"]["A1"], "做完了"), ""
    yield 16, "deleted", lambda book: book.remove(book["_lists"]), ""
    yield 22, "", partial(hide, filtered=False), ""
    yield 23, "", partial(hide, filtered=True), ""
    yield 29, "", from_1904, ""
    yield 52, "ledger", partial(edit_meta, old="yx-2025", new="ab-2025"), "of the programme ab-2025"
    yield 52, "layout", partial(edit_meta, old="talentpilot/return/1", new="talentpilot/return/9"), "return/9"
    yield 52, "period", partial(edit_meta, old="2026Q3", new="2026-13"), "2026-13 is not a period"


STRUCTURE = list(structure())


@pytest.mark.parametrize(
    ("change", "said"), [one[2:] for one in STRUCTURE], ids=[f"{one[0]} {one[1]}".strip() for one in STRUCTURE]
)
def test_a_changed_form_is_told_or_read_alike(root: Path, full: bytes, usual: Facts, change: Change, said: str) -> None:
    before = tree(root)
    result = take(root, filled(full, {}, change), dry_run=True)
    assert tree(root) == before
    problems = [f"{one.place} {one.message}" for one in told(result)]
    if said:
        assert any(said in one for one in problems), problems
        assert facts(result) == {}
    else:
        assert problems == []
        assert same_but_rows(facts(result)) == same_but_rows(usual)


def test_comments_and_struck_answers_are_remarked_in_every_cell(root: Path, full: bytes, usual: Facts) -> None:
    def scribble(book: Workbook) -> None:
        for key in FULL:
            cells(book)[key].comment = Comment("为什么", "某")
            cells(book)[key].font = Font(strike=True)

    book = opened(filled(full, {}, scribble))
    result = take(root, saved(book), dry_run=True)
    said = Counter((one.place.cell, str(one.message)[:22]) for pilot in result.pilots for one in pilot.remarks)
    for key in TYPED.keys() - {"signature/name", "signature/date"}:
        place = cells(book)[key].coordinate
        assert {"the comment of the cel", "the answer, or a part "} <= {text for cell, text in said if cell == place}
    assert told(result) == []
    assert facts(result) == usual


def test_a_comment_beside_the_answers_and_a_part_struck_through_are_remarked(root: Path, full: bytes) -> None:
    def scribble(book: Workbook) -> None:
        cells(book)["M3/title"].comment = Comment("李四:\n已流标", "李四")
        pilot_sheet(book)["C2"].comment = Comment("请加急", "王五")
        pilot_sheet(book).add_chart(BarChart(), "C5")
        reason = cells(book)["M3/reason"]
        reason.value = CellRichText("流标", TextBlock(InlineFont(strike=True), "（旧）"))

    result = take(root, filled(full, {}, scribble), dry_run=True)
    assert told(result) == []
    said = {f"{one.place.cell} {one.message}" for pilot in result.pilots for one in pilot.remarks}
    assert {
        " pictures, shapes or text boxes lie on the sheet, and were not read",
        "C8 the comment of the cell was not read: 李四: 已流标",
        "C2 the comment of the cell was not read: 请加急",
        "J8 the answer, or a part of it, is struck through, and was read all the same",
    } <= said


def test_a_name_near_to_none_of_a_long_list_is_told_with_what_to_do(root: Path, full: bytes) -> None:
    (problem,) = told(take(root, filled(full, {"new_bottlenecks/1/owner": "我局"}), dry_run=True))
    assert (problem.place.label, str(problem.help)) == ("责任单位", "choose it from the list, or write its full name")


def test_a_problem_in_a_text_of_the_report_names_the_text(root: Path, full: bytes) -> None:
    (problem,) = told(take(root, filled(full, {"next/text": "好_x0007_"}), dry_run=True))
    assert problem.place.label == "下一步安排"


def test_what_stands_beside_each_row_is_remarked(root: Path, full: bytes, usual: Facts) -> None:
    rows = {key for pair in ROWS.values() for key in pair}

    def scribble(book: Workbook) -> None:
        sheet = pilot_sheet(book)
        for key in rows:
            sheet.cell(row_of(book, key), 13).value = "见附件"
        sheet.cell(sheet.max_row + 2, 3).value = "谢谢"
        book.create_sheet("草稿")["B2"].value = "算算"

    result = take(root, filled(full, {}, scribble), dry_run=True)
    remarks = [*result.remarks, *(one for pilot in result.pilots for one in pilot.remarks)]
    said = Counter(str(one.message).removeprefix("nothing is asked here, so this was not read: ") for one in remarks)
    assert (said["见附件"], said["谢谢"], said["算算"]) == (len(rows), 1, 1)
    assert told(result) == []
    assert facts(result) == usual


FILES = (
    (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "older format"),
    (b"%PDF-1.7", "a PDF"),
    (b"\x89PNG\r\n", "a picture"),
    ("编号,名称\n".encode("gb18030"), "text such as CSV"),
    (b"", "text such as CSV"),
)


@pytest.mark.parametrize(("content", "said"), FILES)
def test_a_file_of_another_form_is_named_by_its_content(root: Path, content: bytes, said: str) -> None:
    (one,) = told(take(root, content))
    assert said in str(one.message)
    assert "另存为 .xlsx" in str(one.help)


def test_an_archive_a_bomb_and_a_macro_are_refused(root: Path) -> None:
    sent = made(root, pilots=(PILOT,)).content

    def packed(extra: dict[str, bytes], base: bytes | None = None) -> bytes:
        stream = io.BytesIO(base or b"")
        with zipfile.ZipFile(stream, "a" if base else "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in extra.items():
                archive.writestr(name, part)
        return stream.getvalue()

    files = [
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        packed({"a.txt": b"a"}),
        packed({"xl/vbaProject.bin": b"x"}, sent),
        packed({"xl/externalLinks/externalLink1.xml": b"<a/>"}, sent),
    ]
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entity = {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/workbook.xml"]}
    bomb = {"xl/sharedStrings.xml": b"<sst><si><t>%s</t></si></sst>" % (b"x" * 50_000_000)}
    files += [packed(parts | entity), packed(parts | bomb)]
    for content in files:
        before = tree(root)
        assert len(told(take(root, content))) == 1
        assert tree(root) == before


def test_the_catalogue_is_whole() -> None:
    """Count the workbooks; 49 to 52 are files and pairs of files, here and in test_returns; 53 is test_moved_ledger."""
    answers = sum(len(one.values[0]) for one in VALUES)
    books = len(VALUES) + len(STRUCTURE) + len(CONTRADICTIONS) + len(FILES)
    print(f"{books} workbooks and some, {answers} answers in {len(FULL)} cells of {len(ROWS)} blocks")  # noqa: T201
    assert books >= 200
    assert {number for number, *_ in STRUCTURE} >= {*range(1, 24)}
    assert {key.rpartition("/")[0] for key in FULL} >= {pair[0] for pair in ROWS.values()} - {"progress"}
