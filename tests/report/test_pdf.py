"""The pages: tags, standards, bookmarks, alternative texts, every character, the same bytes."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import EN, SVG, ZH
from talentpilot.errors import MissingExtra, PdfProblem
from talentpilot.report import charts, markdown, pandoc
from talentpilot.report.formats.pdf import Pdf, render_pdf

HOSTILE = '| # <b>x</b> $y$ [l](http://a) #let z = 1; *a* _b_ `c` \\ "q" -- @me // /* = - + ~'
RARE = "😀 ཀཱུ 🇨🇳 \U00020000"
PICTURES = {"charts/a.svg": SVG % "图 chart".encode(), "charts/b.svg": SVG % "😀".encode()}

BODY = f"""# Only for readers of the Markdown

Dropped with it.

---

> [!WARNING]
> Two errors.

> **In short**: all is well.

<!-- table class="kpi" -->

| ● A | ▲ B | ■ C | ○ D | ◇ E |
|:-:|:-:|:-:|:-:|:-:|
| 1 | 2 | 3 | 4 | 5 |

## 一、First

Text with a note.[^1] A [link](https://example.org/) and a [file](pilots/x.yaml).

[^1]: The note.

![What the picture shows.](charts/a.svg "图 1　A picture")

### （一）{markdown.escape(HOSTILE)}

<!-- table widths="3 1" class="dense" -->

表 1　{markdown.escape(HOSTILE)}

| Name | Number |
|:---|---:|
| {markdown.escape(HOSTILE)}<br>second line | 1 |

- {markdown.escape(HOSTILE)}

> {markdown.escape(HOSTILE)}

## Second

### Wide

<!-- table class="wide" -->

Table 2 Wide

| A | B |
|---|---|
| 1 | 2 |

## Third

![](charts/b.svg "图 2　Without alternative text")

### One

#### Deep

### Two
"""


@pytest.fixture(scope="module")
def made() -> Pdf:
    return render_pdf(BODY, PICTURES, ZH, ())


@pytest.fixture(scope="module")
def pages(made: Pdf) -> Sequence[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.data)).pages]


@pytest.fixture(scope="module")
def tagged(made: Pdf) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made.data)) as file:
        yield file


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The structure elements below a node, parents first."""
    children = node.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _elements(child)


def _all(file: pikepdf.Pdf, *kinds: str) -> list[pikepdf.Dictionary]:
    return [element for element in _elements(file.Root.StructTreeRoot) if str(element["/S"]).strip("/") in kinds]


def _bookmarks(data: bytes) -> list[tuple[int, str]]:
    def walk(items: Sequence[object], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item, level + 1)
            elif isinstance(item, Mapping):
                yield level, str(item["/Title"])

    return list(walk(pypdf.PdfReader(io.BytesIO(data)).outline, 1))


def test_the_file_says_what_it_is(tagged: pikepdf.Pdf) -> None:
    assert str(tagged.Root.Lang) == "zh-CN"
    assert bool(tagged.Root.MarkInfo.Marked)
    assert bool(tagged.Root.ViewerPreferences.DisplayDocTitle)
    with tagged.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == ZH.title
        assert metadata["dc:creator"] == [ZH.unit]
        assert metadata["pdf:Keywords"] == "试点, 2026Q1"


def test_every_picture_has_an_alternative_text(tagged: pikepdf.Pdf) -> None:
    texts = [str(element.get("/Alt", "")) for element in _all(tagged, "Figure")]
    assert texts == ["What the picture shows.", "图 2　Without alternative text"]


def test_every_table_has_header_cells(tagged: pikepdf.Pdf) -> None:
    tables = _all(tagged, "Table")
    assert len(tables) == 3
    for table in tables:
        assert [kind for kind in map(str, (cell["/S"] for cell in _elements(table))) if kind == "/TH"]


def test_the_bookmarks_are_the_headings(made: Pdf) -> None:
    found = [(level, _squeezed(title)) for level, title in _bookmarks(made.data)]
    assert found == [
        (1, "一、First"),
        (2, _squeezed("（一）" + HOSTILE)),
        (1, "Second"),
        (2, "Wide"),
        (1, "Third"),
        (2, "One"),
        (3, "Deep"),
        (2, "Two"),
    ]


def test_hostile_text_prints_as_itself_everywhere(pages: Sequence[str]) -> None:
    assert _squeezed("".join(pages)).count(_squeezed(HOSTILE)) == 5  # heading, caption, cell, item, quotation


def test_the_head_of_the_markdown_gives_way_to_the_cover(pages: Sequence[str]) -> None:
    text = "".join(pages)
    assert "Dropped" not in text
    assert "Only for readers" not in text
    assert "Warning" not in text
    first = _squeezed(pages[0])
    for part in (ZH.title, ZH.subtitle, ZH.unit, ZH.number, "sha256:" + "9f86d081" * 8, "Inshort", "目录"):
        assert _squeezed(part).replace("　", "") in first


def test_pages_are_numbered_and_carry_a_running_head_from_the_second_on(pages: Sequence[str]) -> None:
    for number, page in enumerate(pages, 1):
        text = _squeezed(page)
        assert f"第{number}页/共{len(pages)}页" in text
        assert (_squeezed(ZH.as_of) in text) == (number > 1)


def test_a_wide_table_lies_on_its_side_together_with_its_heading(made: Pdf) -> None:
    turned = [
        page for page in pypdf.PdfReader(io.BytesIO(made.data)).pages if page.mediabox.width > page.mediabox.height
    ]
    assert [re.findall("Second|Wide|Table 2|Third", page.extract_text()) for page in turned] == [
        ["Second", "Wide", "Table 2", "Wide"]
    ]


def test_only_links_to_the_web_lead_anywhere(made: Pdf) -> None:
    notes = [
        note.get_object() for page in pypdf.PdfReader(io.BytesIO(made.data)).pages for note in page.annotations or []
    ]
    assert {str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})} == {"https://example.org/"}


def test_the_same_input_gives_the_same_bytes(made: Pdf) -> None:
    assert render_pdf(BODY, PICTURES, ZH, ()) == made


def test_characters_without_a_glyph_print_as_their_code() -> None:
    text = markdown.escape(f"{RARE} 的\u0303 \ue000")
    body = f"## {text}\n\n{text}\n\n| {text} |\n|---|\n| {text} |\n"
    made = render_pdf(body, {}, replace(ZH, title=RARE, unit=RARE), ())
    assert {"😀", "ཀ", "\u0f71", "\U00020000"} <= set(made.replaced)
    shown = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.data)).pages)
    assert "〔U+1F600〕" in shown
    assert "的" in shown
    assert "〔U+7684〕" not in shown


def test_characters_in_pictures_print_as_their_code(made: Pdf) -> None:
    assert made.replaced == ("😀",)


def test_fonts_are_embedded_and_none_comes_from_the_machine(tagged: pikepdf.Pdf) -> None:
    found = set()
    for item in tagged.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys())
            found.add(str(item["/FontName"]).split("+")[1].split("-")[0])
    assert found
    assert all(name.startswith(("Noto", "Libertinus", "DejaVu", "NewCM")) for name in found)


def test_english_pages_speak_english() -> None:
    made = render_pdf("---\n\n## One\n\nThe unit’s “own” words. 中文。\n", {}, EN, ())
    reader = pypdf.PdfReader(io.BytesIO(made.data))
    assert str(reader.root_object["/Lang"]) == "en-GB"
    text = reader.pages[0].extract_text()
    assert "The unit’s “own” words." in text
    assert "Page 1 of 1" in text
    assert "Contents" not in text  # a short report has none


def test_a_passage_in_the_other_language_is_tagged() -> None:
    made = render_pdf("---\n\n## 一、标题\n\nA passage wholly in English.\n", {}, ZH, ())
    with pikepdf.open(io.BytesIO(made.data)) as file:
        assert "en-GB" in {
            str(element["/Lang"]) for element in _elements(file.Root.StructTreeRoot) if "/Lang" in element
        }


def test_a_document_without_title_or_text_is_made_all_the_same() -> None:
    made = render_pdf("##\n", {}, replace(ZH, title=" ", facts=(), subtitle="", unit="", period="", as_of=""), ())
    assert _bookmarks(made.data) == [(1, "—")]


def test_a_table_of_contents_lists_no_annex_of_hundreds() -> None:
    entries = "\n\n".join(f"### Pilot {number}\n\nText." for number in range(40))
    made = render_pdf(f"---\n\n## A\n\n## B\n\n## C\n\n## D\n\n## E\n\n## F\n\n{entries}\n", {}, EN, ())
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.data)).pages]
    assert "Contents" in pages[0]
    assert "Pilot 7" not in pages[0]
    assert len(_bookmarks(made.data)) == 46


def test_a_picture_that_is_not_there_is_named() -> None:
    with pytest.raises(PdfProblem, match=r"^the pages can't be made: file not found .*charts/gone\.svg"):
        render_pdf('---\n\n## A\n\n![b](charts/gone.svg "图 1　c")\n', {}, ZH, ())


@pytest.mark.parametrize("name", ["../a.svg", "/a.svg"])
def test_a_picture_beside_the_folder_is_refused(name: str) -> None:
    with pytest.raises(PdfProblem, match="must be in the folder of the report"):
        render_pdf("## A\n", {name: SVG % b"a"}, ZH, ())


def test_a_skipped_level_of_headings_is_told_in_one_line() -> None:
    with pytest.raises(PdfProblem, match=r"^the pages can't be made: [^\n]+$"):
        render_pdf("---\n\n## A\n\n#### B\n", {}, ZH, ())


def test_a_page_template_of_ones_own_is_used_and_its_mistakes_have_a_line(tmp_path: Path) -> None:
    template = tmp_path / "report.typ"
    template.write_text(
        "#let report(body) = {\n  set page(paper: 5)\n  body\n}\n#let contents(listed) = []\n", encoding="utf-8"
    )
    with pytest.raises(PdfProblem, match=r"^/\S+/report\.typ:2: expected"):
        render_pdf("## A\n", {}, ZH, (tmp_path,))


def test_the_filter_of_a_ledger_is_never_run(tmp_path: Path) -> None:
    (tmp_path / "filter.lua").write_text("error('run')", encoding="utf-8")
    assert render_pdf("## A\n", {}, ZH, (tmp_path,)).data.startswith(b"%PDF")


def test_pandoc_reaches_no_file() -> None:
    assert b"root:" not in pandoc.run("![a](/etc/passwd)", ("--to", "html", "--embed-resources"))


def test_what_is_missing_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "find_spec", lambda name: None)
    monkeypatch.setattr(charts, "find_spec", lambda name: None)
    for look in (pandoc.program, charts.page_font_folders, charts.chart_font_folder):
        with pytest.raises(MissingExtra, match=r"pip install 'talentpilot\[report\]'"):
            look()


def test_a_template_folder_without_the_template_falls_back(tmp_path: Path) -> None:
    assert render_pdf("## A\n", {}, ZH, (tmp_path,)).data == render_pdf("## A\n", {}, ZH, ()).data


@settings(max_examples=3)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=15, max_size=15))
def test_no_text_whatever_stops_a_report(values: list[str]) -> None:
    texts = [markdown.escape(value, "<br>") or "x" for value in values]
    parts = (f"## {text}\n\n{text}\n\n- {text}\n\n| {text} |\n|---|\n| {text} |" for text in texts)
    title = "".join(values)
    assert render_pdf("\n\n".join(parts), {}, replace(ZH, title=title, facts=((title, title),)), ()).data


def test_damaged_fonts_are_told_as_such_and_not_letter_by_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talentpilot.report.charts.page_font_folders", lambda: (tmp_path,))
    letters = "".join(chr(0x4E00 + number) for number in range(60))
    with pytest.raises(PdfProblem, match="the fonts of the reports are damaged"):
        render_pdf(f"## 一\n\n{letters}\n", {}, ZH, ())
