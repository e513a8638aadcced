"""Every kind of report as PDF passes an independent checker of PDF/UA-1 and PDF/A-2a, which can fail."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from ledgers import write_ledger
from pdf_checkers.verapdf import Verdict, check
from talentpilot.cli.main import main
from talentpilot.report.document import Head
from talentpilot.report.formats.pdf import render_pdf
from talentpilot.report.markdown import escape

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WHEN = ("--period", "2026Q3", "--as-of", "2026-09-30", "--issued", "2026-10-20")
HOSTILE = (
    '| # <b>x</b> $y$ [l](http://a) #let z = 1; *a* \\ "q" -- @me // /* = \u202e \u200b \ufeff 😀 ཀཱུ \U00020000 ' * 9
)
HEAD = Head(
    title=HOSTILE,
    language="zh",
    date=date(2026, 3, 31),
    contents="目录",
    page_of="{page} / {pages}",
    facts=((HOSTILE, HOSTILE),),
)


def _written(folder: Path, *arguments: object) -> None:
    assert main([str(item) for item in ("report", *arguments, "--format", "pdf", "--output", folder)]) == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of the example in both languages, of views, on evaluations; of fifty pilots; hostile ones."""
    folder = tmp_path_factory.mktemp("pdf")
    _written(folder, "--root", ROOT, *WHEN, "--lang", "both")
    for view in ("pilot:yx-titles-01", "domain:titles", "lead:yx-hrss", "region:990000"):
        _written(folder, "--root", ROOT, *WHEN, "--lang", "zh", "--view", view)
    for argv in (["yx-titles-01", "--lang", "en"], ["yx-overseas-01", "--lang", "zh"], ["--lang", "zh"]):
        command = ["evaluate-report", *argv, "--root", str(ROOT), *WHEN[2:], "--format", "pdf", "--output", str(folder)]
        assert main(command) == 0
    write_ledger(folder / "ledger", 50)
    _written(folder / "50.pdf", "--root", folder / "ledger", "--as-of", "2026-03-31", "--lang", "en")
    text = escape(HOSTILE, "<br>")
    body = f"## {text}\n\n{text}\n\n- {text}\n\n> {text}\n\n| {text} |\n|---|\n| {text} |\n"
    (folder / "hostile.pdf").write_bytes(render_pdf(body, {}, HEAD, ()).data)
    return folder


@pytest.fixture(scope="module")
def verdicts(folder: Path) -> Mapping[tuple[str, str], Verdict]:
    found = check(sorted(folder.glob("*.pdf")), "ua1", "2a")
    return {(one.file, one.flavour): one for one in found}


def test_every_report_is_pdf_ua_1_and_pdf_a_2a(folder: Path, verdicts: Mapping[tuple[str, str], Verdict]) -> None:
    files = sorted(path.name for path in folder.glob("*.pdf"))
    assert len(files) == 11
    assert set(verdicts) == {(file, flavour) for file in files for flavour in ("ua1", "2a")}
    assert {key: one.failed for key, one in verdicts.items() if one.failed} == {}
    assert min(one.assertions for one in verdicts.values()) > 1000


def _elements(file: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    return (item for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item)


def _damaged(source: Path, target: Path, kind: str) -> Path:
    """The report without alternative texts, without its language, or with something changed that PDF/A forbids."""
    with pikepdf.open(source) as file:
        if kind == "alt":
            for element in [one for one in _elements(file) if one["/S"] == "/Figure" and "/Alt" in one]:
                del element["/Alt"]
        elif kind == "lang":
            del file.Root["/Lang"]
        else:
            file.Root["/AA"] = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))
        file.save(target)
    return target


def test_the_checker_can_fail(folder: Path, tmp_path: Path) -> None:
    expected = {
        ("alt", "ua1"): r"7\.3-1 .*alternative",
        ("lang", "ua1"): r"7\.2-\d+ .*language",
        ("script", "2a"): r"6\.5\.2-\d+ ",
    }
    sound = folder / "2026Q3-pilot-yx-titles-01-zh.pdf"
    damaged = [_damaged(sound, tmp_path / f"{kind}.pdf", kind) for kind, _ in expected]
    verdicts = {(one.file.removesuffix(".pdf"), one.flavour): one for one in check(damaged, "ua1", "2a")}
    for key, rule in expected.items():
        failed = verdicts[key].failed
        assert [said for said in failed if re.search(rule, said, re.IGNORECASE)], (key, failed)


def _tables_without_header(data: bytes) -> int:
    """veraPDF accepts tables without header cells; a screen reader does not read them well."""

    def kinds(node: pikepdf.Object) -> Iterator[str]:
        children = node.get("/K", pikepdf.Array())
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield str(child["/S"])
                yield from kinds(child)

    with pikepdf.open(io.BytesIO(data)) as file:
        tables = [one for one in _elements(file) if one["/S"] == "/Table"]
        assert tables
        return sum("/TH" not in set(kinds(table)) for table in tables)


def test_every_table_of_every_report_has_header_cells(folder: Path) -> None:
    for path in folder.glob("*.pdf"):
        assert _tables_without_header(path.read_bytes()) == 0, path.name


def test_a_table_whose_header_cells_are_lost_is_seen(folder: Path) -> None:
    changed = io.BytesIO()
    with pikepdf.open(folder / "2026Q3-zh.pdf") as file:
        for element in [one for one in _elements(file) if one["/S"] == "/TH"]:
            element["/S"] = pikepdf.Name.TD
        file.save(changed)
    assert _tables_without_header(changed.getvalue()) > 5
