"""The page: one file that asks for nothing, every text as itself, structure that a reader's software understands."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import BODY, EN, HOSTILE, LONG, ONE_LINE, PICTURES, ZH, with_text
from talentpilot.errors import PandocProblem, TemplateError
from talentpilot.report import charts, markdown, pandoc
from talentpilot.report.document import Head
from talentpilot.report.formats.html import render_html
from talentpilot.report.pandoc import Writer
from talentpilot.report.templates import find

TEXTUAL = {"h1", "h2", "h3", "h4", "p", "li", "td", "th", "caption", "figcaption", "dd", "dt", "title", "a"}


class Page(HTMLParser):
    """The texts of a page by element, its attributes, and what is in its style and scripts."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "br":
            self.handle_data("\n")
        elif tag in TEXTUAL:
            self._open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            name, parts = self._open.pop()
            self.texts.append((name, re.sub(r" *\n\s*", "\n", "".join(parts)).strip()))
            if self._open and name == "a":
                self._open[-1][1].append("".join(parts))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)

    def of(self, *names: str) -> list[str]:
        return [text for name, text in self.texts if name in names]

    def attributes(self, name: str) -> list[dict[str, str]]:
        return [found for tag, found in self.tags if tag == name]


@pytest.fixture(scope="module")
def made() -> bytes:
    return render_html(BODY, PICTURES, ZH, ())


@pytest.fixture(scope="module")
def page(made: bytes) -> Page:
    return Page(made)


def test_the_page_asks_for_nothing_from_outside(made: bytes, page: Page) -> None:
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "base", "form"}
        for name, value in attributes.items():
            assert name not in {"srcset", "onload", "onclick", "onerror"}
            assert name != "src" or value.startswith("data:image/svg+xml;base64,")
    assert b"url(" not in made
    assert b"@import" not in made
    policy = next(one["content"] for one in page.attributes("meta") if "http-equiv" in one)
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_pictures_are_inside_with_their_size_and_alternative_text(page: Page) -> None:
    drawn = page.attributes("img")
    assert [base64.b64decode(one["src"].partition(",")[2]) for one in drawn] == list(
        charts.with_widths(PICTURES).values()
    )
    assert [one["alt"] for one in drawn] == ["What the picture shows.", "图 2　Without alternative text"]
    assert {(one["width"], one["height"]) for one in drawn} == {("99", "20")}
    assert page.of("figcaption") == ["图 1　A picture", "图 2　Without alternative text"]


def test_a_picture_that_is_not_there_is_named() -> None:
    with pytest.raises(PandocProblem, match=r"does not exist: charts/gone\.svg$"):
        render_html('---\n\n## A\n\n![b](charts/gone.svg "图 1　c")\n', {}, ZH, ())


def test_the_head_of_the_markdown_gives_way_to_the_cover(made: bytes, page: Page) -> None:
    assert b"Dropped" not in made
    assert b"Only for readers" not in made
    assert page.of("h1") == [ZH.title]
    assert page.of("dt", "dd") == [part for fact in ZH.facts for part in fact]
    assert page.attributes("html") == [{"lang": "zh-CN"}]


def test_headings_have_addresses_and_the_contents_lead_to_them(page: Page) -> None:
    headings = [(tag, found["id"]) for tag, found in page.tags if re.fullmatch("h[2-6]", tag) and "id" in found]
    assert headings == [
        ("h2", "contents"),
        ("h2", "part-1"),
        ("h3", "yx-titles-01"),
        ("h2", "part-2"),
        ("h3", "part-2-1"),
        ("h2", "part-3"),
        ("h3", "part-3-1"),
        ("h4", "part-3-1-1"),
        ("h3", "part-3-2"),
    ]
    targets = [one["href"] for one in page.attributes("a") if re.match("#(?!fn)", one["href"])]
    listed = [f"#{name}" for tag, name in headings if tag != "h4" and name != "contents"]
    assert targets == ["#main", *listed]


def test_no_identifier_is_taken_twice() -> None:
    again = Page(render_html("---\n\n## A (p-1)\n\n## B (p-1)\n\n## part-1\n\n## C (part-4)\n", {}, ZH, ()))
    found = [one["id"] for _, one in again.tags if "id" in one]
    assert len(found) == len(set(found))
    assert "p-1" in found


def test_tables_keep_their_captions_in_sight_while_they_scroll(made: bytes, page: Page) -> None:
    assert page.of("caption") == ["表 1　Numbers", "Table 2 Wide"]
    assert made.count(b"<caption><span>") == 2
    assert len(page.attributes("thead")) == len(page.attributes("table")) == 3


@pytest.mark.parametrize(("classes", "head", "cell", "columns", "stop"), [
    ("", "A", "1", 2, None),  # fits everywhere
    ("", "A", "1", 6, "table fits-screen keep"),  # of numbers, which stay a table on a phone
    ("", "A", "[b](<https://example.org/>)", 6, None),  # the link is a stop
    ("dense", "Words", "words", 6, None),  # cards on a phone
    ("dense", "Words", "words", 9, "table fits-screen dense keep cards"),
    ("dense", "Words", "words", 12, "table dense keep cards"),
    ("dense", "Words", "internationally", 7, "table dense keep cards"),
    ("kpi", "A", "1", 6, None),
])  # fmt: skip
def test_only_what_may_scroll_where_no_link_is_stops_the_keyboard(
    classes: str, head: str, cell: str, columns: int, stop: str | None
) -> None:
    ruled = "---:" if head == "A" else "---"
    rows = [[head] * columns, [ruled] * columns, [cell] * columns]
    table = "\n".join("|" + "|".join(row) + "|" for row in rows)
    text = f'---\n\n## B (b)\n\n<!-- table class="{classes}" -->\n\nTable 1 Words\n\n{table}\n'
    stops = [one for one in Page(render_html(text, {}, EN, ())).attributes("div") if "tabindex" in one]
    named = {"role": "group", "tabindex": "0", "aria-label": "Table 1 Words", "style": f"--columns:{columns}"}
    assert stops == ([named | {"class": stop}] if stop else [])


def test_a_drawing_stops_the_keyboard_on_a_phone_where_it_is_wider(page: Page) -> None:
    stops = [one for one in page.attributes("div") if "tabindex" in one]
    assert [(one["class"], one["aria-label"]) for one in stops] == [
        ("drawing fits-screen", "What the picture shows."),
        ("drawing fits-screen", "图 2　Without alternative text"),
    ]


def test_lights_have_a_class_and_stay_with_their_word(made: bytes) -> None:
    text = made.decode()
    for name, shape in (("green", "●"), ("amber", "▲"), ("red", "■"), ("grey", "○"), ("closed", "◇")):
        assert f'<span class="light {name}">{shape}</span>' in text
    assert '<span class="said"><span class="light red">■</span> Off</span>' in text
    assert '<span class="said">2026-03-31</span>' in text


def test_the_id_of_a_pilot_is_not_parted_at_its_hyphens() -> None:
    page = render_html("Of yx-titles-01, not of a-b/yx-titles-01.md.", {}, EN, ()).decode()
    assert '<span class="said">yx-titles-01</span>,' in page
    assert page.count('<span class="said">') == 1


@pytest.mark.parametrize(("language", "mark"), [(ZH, "；"), (EN, ";")])
def test_the_lines_of_a_cell_are_parted_in_a_card(language: Head, mark: str) -> None:
    row = "| A | 4 / 7<br>4 / 4 | 27.3 / 72.7 | c |"
    table = f'<!-- table bars="3" -->\n\n| A | Milestones; indicators | Done | D |\n|---|---|---|---|\n{row}\n'
    page = render_html(f"---\n\n{table}", {}, language, ()).decode()
    assert f'4 / 7<span class="then">{mark}</span><br />\n4 / 4' in page
    assert page.count('<span class="then">') == 1  # not before the bar
    narrow = render_html("---\n\n| A | B |\n|---|---|\n| a | b<br>c |\n", {}, language, ()).decode()
    assert '<span class="then">' not in narrow


@pytest.mark.parametrize("writer", ["html", "typst"])
def test_a_number_and_what_it_became_are_not_parted(writer: Writer) -> None:
    text = "134 → 134, 3,000 → 12.5, 85% → 80%, a → b, -1 → 2, 2026-01-31 → 2026-02-28"
    made = pandoc.convert(f"---\n\n{text}\n", writer, "--metadata", "language=en").decode().replace("\\", "")
    joined = (
        text.replace("4 → 1", "4\u00a0→\u00a01").replace("0 → 1", "0\u00a0→\u00a01").replace("% → 8", "%\u00a0→\u00a08")
    )
    assert joined in made


def test_a_column_has_room_for_a_number_and_what_it_became() -> None:
    head = f"| {'Words of a long head ' * 5}| 指标 | 指标 |\n|:--|--:|--:|\n"
    found = []
    for cell in ("134", "1340 → 1350"):
        page = render_html(f"---\n\n{head}| {'words ' * 90}| {cell} | 1 |\n", {}, EN, ()).decode()
        found.append([int(width) for width in re.findall(r'<col style="width: (\d+)%', page)])
    assert found[0][1] == found[0][2]
    assert found[1][1] > 1.5 * found[1][2]


def test_the_number_of_a_paper_is_not_parted() -> None:
    page = render_html("按云人社函〔2026〕18号办理。", {}, ZH, ()).decode()
    assert '按云人社函<span class="said">〔2026〕18号</span>办理' in page


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("https://example.org/yx/integrity-rules", "https:// example. org/ yx/ integrity- rules"),
        ("https://example.org/?of=2026&amp;by=titles", "https:// example. org/? of= 2026&amp; by= titles"),
        ("0123456789abcdef" * 2, "0123456789ab cdef01234567 89abcdef"),
        ("x" + "." * 40, f"x{'.' * 9} {'.' * 12} {'.' * 12} {'.' * 7}"),
    ],
)
def test_a_word_wider_than_a_phone_may_break_after_its_punctuation(word: str, parts: str) -> None:
    assert f"<p>{parts.replace(' ', '<wbr>')}</p>" in render_html(word, {}, EN, ()).decode()


def test_what_is_done_is_a_bar_with_a_tick_at_what_is_planned() -> None:
    cells = "| Pilot | Done / planned, % |\n|:--|--:|\n| a | 27.3 / 72.7 |\n| b | — |\n"
    page = render_html(f'<!-- table bars="2" -->\n\n{cells}', {}, EN, ()).decode()
    assert page.count('27.3 / 72.7<br />\n<span class="bar" style="--done:27.3%;--planned:72.7%"></span>') == 1
    assert page.count('class="bar"') == 1


def test_only_links_to_the_web_lead_anywhere(page: Page) -> None:
    outside = [one["href"] for one in page.attributes("a") if not one["href"].startswith("#")]
    assert outside == ["https://example.org/"]


def test_a_passage_in_the_other_language_is_tagged(made: bytes) -> None:
    assert '<span lang="en-GB">A passage that is wholly in English.</span>' in made.decode()


def test_english_pages_speak_english() -> None:
    page = Page(render_html(BODY, PICTURES, EN, ()))
    assert page.attributes("html") == [{"lang": "en-GB"}]
    assert page.of("h2")[0] == "Contents"
    assert {"lang": "zh-CN"} in page.attributes("span")


@pytest.mark.parametrize("text", [HOSTILE, LONG, "●● ■x", "a\nb"])
def test_any_text_prints_as_itself(text: str) -> None:
    shown = markdown.clean(text)
    page = Page(render_html(with_text(text), PICTURES, ZH, ()))
    one_line = shown.replace("\n", " ")
    assert page.of("h2") == [one_line]
    assert page.of("caption") == [f"表 1　{one_line}"]
    assert page.of("figcaption") == [one_line]
    assert page.of("th", "td") == [shown, "Number", shown, "1"]
    assert page.of("li") == [shown]
    assert page.of("p")[-2:] == [shown, shown]
    assert [one["alt"] for one in page.attributes("img")] == [one_line]


def test_any_text_of_the_head_prints_as_itself_and_closes_no_style() -> None:
    hostile = replace(ZH, title=HOSTILE, subtitle=HOSTILE, unit=HOSTILE, facts=((HOSTILE, HOSTILE),), page_of=HOSTILE)
    made = render_html("---\n\n## A\n", {}, replace(hostile, period=HOSTILE, keywords=(HOSTILE,)), ())
    page = Page(made)
    assert page.of("h1", "dt", "dd") == [ONE_LINE] * 3
    assert page.of("title") == [f"{ONE_LINE} · {ONE_LINE}"]
    assert made.count(b"</style>") == made.count(b"<style>") == 1
    assert b"<script" not in made
    style = made.decode().split("<style>")[1].split("</style>")[0]
    assert style.count("{") == style.count("}")


def test_the_same_input_gives_the_same_bytes(made: bytes) -> None:
    assert render_html(BODY, PICTURES, ZH, ()) == made


def test_printed_pages_count_themselves(made: bytes) -> None:
    text = made.decode()
    assert 'content: "第\\20 " counter(page) "\\20 页\\20 \\2f \\20 共\\20 " counter(pages) "\\20 页";' in text


def test_a_page_of_ones_own_is_used_and_its_mistakes_have_a_line(tmp_path: Path) -> None:
    own = tmp_path / "report.html.j2"
    built_in = find("report.html.j2", ()).read_text(encoding="utf-8")
    begin, end = built_in.split("<style>")[0], "</head>\n<body>{{ contents }}{{ sections }}</body>\n"
    own.write_text(f"{begin}{end}", encoding="utf-8")
    made = render_html("## A<b\n", {}, replace(ZH, title="<x>"), (tmp_path,)).decode()
    assert "<title>&lt;x&gt;" in made
    assert made.endswith('</head>\n<body><h2 id="part-1">A&lt;b</h2>\n</body>\n')
    own.write_text(f"{begin}{{{{ nobody }}}}\n{end}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"report\.html\.j2:\d+: 'nobody' is undefined"):
        render_html("## A\n", {}, ZH, (tmp_path,))


def test_a_document_without_title_or_text_is_made_all_the_same() -> None:
    page = Page(render_html("##\n", {}, replace(ZH, title=" ", facts=(), subtitle="", unit="", number=""), ()))
    assert page.of("h1", "h2") == ["—", "—"]


def test_a_list_of_contents_lists_no_annex_of_hundreds() -> None:
    entries = "\n\n".join(f"### Pilot {number}\n\nText." for number in range(40))
    page = Page(render_html(f"---\n\n## A\n\n## B\n\n## C\n\n## D\n\n## E\n\n## F\n\n{entries}\n", {}, EN, ()))
    assert [one["href"] for one in page.attributes("a")] == ["#main", *(f"#part-{number}" for number in range(1, 7))]


@settings(max_examples=5)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=10, max_size=10))
def test_no_text_whatever_changes_a_page(values: list[str]) -> None:
    shown = [markdown.clean(value) or "x" for value in values]
    texts = [markdown.escape(value, "<br>") for value in shown]
    page = Page(render_html("\n\n".join(f"| {one} |\n|---|\n| {one} |" for one in texts), {}, ZH, ()))
    assert page.of("th", "td") == [one for one in shown for _ in range(2)]


@pytest.mark.parametrize(
    "raw",
    [
        '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/steal">',
        "<script>document.title='x'</script>",
        '<iframe src="http://a/"></iframe>',
        '<form action="http://a/"><input name="a"></form>',
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<b onclick="alert(1)">x</b>',
        "<style>*{background:url(http://a)}</style>",
        "<!-- contents -->x<!-- /contents -->",
        "<!-- comment -->",
        "<?php x ?>",
        "<!DOCTYPE html>",
        "<![CDATA[x]]>",
    ],
)
def test_html_in_markdown_goes_nowhere(raw: str) -> None:
    places = (
        "a {} b", "## a {} b", "> a {} b", "- a {} b", "| a | b |\n|---|---|\n| {} | c |", "a[^1]\n\n[^1]: b {} c",
        "*{}*", "![{}](charts/a.svg)", "{}",
    )  # fmt: skip
    made, bare = (
        Page(render_html("# T\n\n---\n\n" + "\n\n".join(place.format(text) for place in places), PICTURES, ZH, ()))
        for text in (raw, "x")
    )
    assert {tag for tag, _ in made.tags} <= {tag for tag, _ in bare.tags}
    assert {name for _, held in made.tags for name in held} <= {name for _, held in bare.tags for name in held}
    values = [value for _, held in made.tags for name, value in held.items() if name in ("href", "src", "style")]
    assert not [value for value in values if "//a" in value or "127.0.0.1" in value or "javascript" in value]


def test_a_line_break_written_as_html_is_one() -> None:
    assert b"a<br />" in render_html("# T\n\n---\n\na<br>b\n", {}, ZH, ())


def test_comments_that_look_like_the_marks_of_the_contents_are_no_accident() -> None:
    text = "".join(f"## Part {number}\n\na <!-- contents -->x<!-- /contents --> b\n\n" for number in range(8))
    page = Page(render_html(f"# T\n\n---\n\n{text}", {}, ZH, ()))
    assert sum(text.startswith("Part") for text in page.of("a")) == 8


def test_names_in_tables_lead_to_the_pilots_sections_and_these_back_to_their_rows() -> None:
    """Two pilots of one name, and one without a section, are not linked: nobody could tell where to."""
    names = (("甲试点", "p-1"), ("乙试点", "p-2"), ("同名试点", "p-3"), ("同名试点", "p-4"))
    rows = "".join(f"| {title}<br>{name}，某市 | 1 |\n" for title, name in names)
    sections = "".join(f"#### {title}（{name}）\n\n正常。\n\n" for title, name in names)
    table = f"表 1　一览\n\n| 试点 | 数 |\n|:---|---:|\n{rows}| 丙试点 | 2 |\n"
    page = Page(render_html(f"## 各试点\n\n{table}\n## 附件\n\n{sections}", {}, ZH, ()))
    links = [(found["href"], text) for found, text in zip(page.attributes("a")[1:], page.of("a")[1:], strict=True)]
    assert links == [
        ("#p-1", "甲试点"), ("#p-2", "乙试点"), ("#p-1-row", "↑\xa0表 1"), ("#p-2-row", "↑\xa0表 1"),
    ]  # fmt: skip
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert all(ids.count(target.removeprefix("#")) == 1 for target, _ in links)
