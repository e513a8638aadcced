"""Texts of a ledger that are a command, a record or a markup elsewhere: in every form of every command they stay texts.

Each form is made twice from the same books, once with a harmless text in every field and once with a hostile one, and
its structure is compared: records, columns, elements, keys, properties.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from conftest import Ran
from report.hostile import skeleton, with_texts
from talentpilot.escaping import without_orders
from talentpilot.report import pandoc

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-09-30")
HARMLESS = "a text of the same books"
ORDERS = "x\n::error file=a,line=1::owned\n##[add-mask]x\n%0A::stop-commands::y"
XML = ']]></failure></testcase><testcase name="owned"><failure message="x">&owned;<!--'
QUOTED = '","owned":{"x":["y"]},"z":"\\u0022}'
CALENDAR = 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:owned@example.org\nATTACH;X="y":file:///etc/passwd;a\\,b'
FORMULAS = '=cmd|\' /C calc\'!A0"\r\n"owned","=1+1","@SUM(A1)\t=1'
MARKUP = "[bold red]owned[/] [link=http://a]b[/link] :skull: [/]"
MARKDOWN = "x | owned | y\n|---|---|---|\n\n# owned\n\n- [l](javascript:alert(1)) <img src=x onerror=alert(1)> `c`"
PAYLOADS = {
    "formulas first": "\n".join((FORMULAS, XML, QUOTED, MARKUP)),
    "lines first": "\n".join((ORDERS, CALENDAR, MARKDOWN)),
    "one line": " ".join((MARKUP, ORDERS, XML, QUOTED, CALENDAR, FORMULAS, MARKDOWN))
    .replace("\r", "")
    .replace("\n", " "),
}


@pytest.fixture(scope="module", params=PAYLOADS)
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The harmless books and the hostile ones."""
    folder = tmp_path_factory.mktemp("books")
    roots = folder / "harmless", folder / "hostile"
    for root, text in zip(roots, (HARMLESS, PAYLOADS[request.param]), strict=True):
        root.mkdir()
        # Where lines mean something to the reader of a ledger, they must be the same number in both.
        with_texts(root, text.replace("\r\n", " ").replace("\n", " ") if root == roots[0] else text)
    return roots


def json_structure(text: str) -> Any:
    """Keys, kinds and lengths, without the words."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(item) for key, item in value.items()}
        return [bare(item) for item in value] if isinstance(value, list) else type(value).__name__

    return bare(json.loads(text))


def xml_structure(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(element.tag, tuple(element.attrib)) for element in ElementTree.fromstring(text).iter()]


def csv_structure(text: str) -> list[int]:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    started = [cell for row in rows for cell in row if cell.lstrip(" \r\n").startswith(("=", "@", "\t="))]
    assert not started, "a spreadsheet takes these for formulas"
    return [len(row) for row in rows]


def calendar_structure(text: str) -> list[str]:
    """The names of all properties in order."""
    return [re.split("[:;]", line)[0] for line in text.replace("\r\n ", "").split("\r\n")]


def markdown_structure(text: str) -> list[str]:
    return skeleton(json.loads(pandoc.convert(text, "json"))["blocks"])


def orders(text: str) -> list[str]:
    """What the runner of GitHub obeys, by name: one order a line, `::name::` after blanks or `##[name]` anywhere."""
    found = (re.search(r"^\s*::([\w-]+)(?: .*?)?::|##\[([\w-]+)[^\]]*\]", line) for line in text.split("\n"))
    return [match[1] or match[2] for match in found if match]


def _forms() -> Iterator[tuple[tuple[str, ...], Callable[[str], Any]]]:
    by_form = {
        "json": json_structure, "sarif": json_structure, "gitlab": json_structure, "junit": xml_structure,
        "csv": csv_structure, "ics": calendar_structure, "markdown": markdown_structure, "github": orders,
    }  # fmt: skip
    lists = ("adoptions", "incentives", "publicity", "filings", "bottlenecks", "practices")
    commands: dict[tuple[str, ...], tuple[str, ...]] = {
        ("status",): ("json", "csv", "markdown"),
        ("status", "yx-titles-01"): ("json",),
        ("due", "--within", "800"): ("json", "csv", "markdown", "ics"),
        ("diff", "--since", "2025-12-31"): ("json", "markdown"),
        ("evaluate",): ("json", "csv", "markdown"),
        ("validate",): ("json", "markdown", "sarif", "junit", "github", "gitlab"),
        **{("list", name): ("json", "csv", "markdown") for name in lists},
    }
    for command, forms in commands.items():
        for form in forms:
            yield (*command, "--format", form), by_form[form]


FORMS = dict(_forms())


@pytest.mark.parametrize("command", FORMS, ids=" ".join)
def test_its_structure_is_that_of_harmless_books(run: Run, books: tuple[Path, Path], command: tuple[str, ...]) -> None:
    found = []
    for root in books:
        ran = run(*command, "--root", root, *DAY, "--lang", "zh")
        assert ran.code in (0, 1), ran.err
        found.append(FORMS[command](ran.out))
    assert found[1] == found[0]


def _cells(folder: Path) -> dict[tuple[str, int], list[tuple[str, str, str | None]]]:
    """By workbook and sheet: place and kind of each cell that holds something, and where its link leads.

    Workbooks are known by the unit, the last part of their names: all units have one name here.
    """
    found = {}
    for file in sorted(folder.rglob("*.xlsx")):
        book = openpyxl.load_workbook(file)
        for number, sheet in enumerate(book.worksheets):
            assert re.fullmatch(r"[^\x00-\x1f\[\]:*?/\\']{1,31}", sheet.title)
            filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            found["-".join(file.stem.split("-")[-2:]), number] = [
                (cell.coordinate, cell.data_type, cell.hyperlink.target if cell.hyperlink else "") for cell in filled
            ]
    return found


@pytest.mark.parametrize("command", [("export", "xlsx"), ("return", "make", "--period", "2026Q3")], ids=" ".join)
def test_a_workbook_holds_the_same_kinds_of_cells(
    run: Run, books: tuple[Path, Path], tmp_path: Path, command: tuple[str, ...]
) -> None:
    found = []
    for root in books:
        folder = tmp_path / root.name
        output = folder / "tables.xlsx" if command[0] == "export" else folder
        folder.mkdir()
        ran = run(*command, "--root", root, *DAY, "--lang", "zh", "--output", output)
        assert ran.code in (0, 1), ran.err
        found.append(_cells(folder))
    assert found[0]
    assert found[1] == found[0]


SPOKEN = [
    ("status",), ("status", "yx-titles-01"), ("due", "--within", "800"), ("diff", "--since", "2025-12-31"),
    ("evaluate",), ("explain", "yx-titles-01"), ("explain", "yx-titles-01/I1"), ("validate", "--format", "text", "-v"),
    ("validate", "--format", "brief"), ("list", "bottlenecks"), ("status", "--format", "csv"),
]  # fmt: skip


@pytest.mark.parametrize("color", ["never", "always"])
@pytest.mark.parametrize("command", SPOKEN, ids=" ".join)
def test_no_text_is_obeyed_by_a_ci_service_that_reads_the_log(
    run: Run, books: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], color: str
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("COLUMNS", "60")
    ran = run(*command, "--root", books[1], *DAY, "--color", color)
    assert ran.code in (0, 1), ran.err
    assert not orders(ran.out)
    assert not orders(ran.err)


@pytest.mark.parametrize("name", ["GITHUB_ACTIONS", "TF_BUILD"])
def test_an_order_is_shown_there_and_elsewhere_left_alone(
    run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for service in ("GITHUB_ACTIONS", "TF_BUILD"):
        monkeypatch.delenv(service, raising=False)
    asked = ("status", "##[add-mask]y", "--root", sound)
    assert "##[add-mask]y" in run(*asked).err
    monkeypatch.setenv(name, "true")
    assert "##\\u005badd-mask]y" in run(*asked).err


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\u003a:error::x"),
        ("a\n \t\u3000::error::x", "a\n \t\u3000\\u003a:error::x"),
        ("\x1b[1;31m  ::error::x", "\x1b[1;31m  \\u003a:error::x"),
        ("a ##[group]b ##vso[task.x]c", "a ##\\u005bgroup]b ##vso\\u005btask.x]c"),
        ("a::b and std::c", "a::b and std::c"),
        ("# a\n## [b]", "# a\n## [b]"),
        ("\n" * 100_000 + ":", "\n" * 100_000 + ":"),
    ],
)
def test_what_is_an_order(text: str, shown: str) -> None:
    assert without_orders(text) == shown


def test_markup_of_the_terminal_is_printed_as_it_stands(run: Run, sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    text = re.sub(r"(?m)^title:.*$", 'title: "[bold]x[/] :skull:"', file.read_text("utf-8"), count=1)
    file.write_text(text, "utf-8")
    for command in (("status",), ("status", "yx-titles-01"), ("explain", "yx-titles-01")):
        assert "[bold]x[/] :skull:" in run(*command, "--root", sound, *DAY, "--color", "always").out
