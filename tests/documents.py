"""A report in Markdown with one of everything, for the tests of the forms that are made from it."""

from dataclasses import replace
from datetime import date

from talentpilot.report import markdown
from talentpilot.report.document import Head

HOSTILE = (
    '| # <b>x</b> <script>alert(1)</script> $y$ [l](http://a) ![i](charts/a.svg "t") #let z = 1; *a* _b_ `c` \\ '
    "\"q\" 'r' &amp; &#60; {{ 7*7 }} {title} {page} </td></w:t> <!-- page --> ]]> :::  =1+1 -- @me // /* = - + ~ ● "
    "\u202eabc\u200f \u0000 😀 你好“世界”，A\ufeffB\r\nsecond line\n=1+1\n\n- item\n10. x"
)
"""Markup of every kind, formulas, line breaks, direction marks, emoji; what is invisible does not print."""
LONG = "loooooong" * 1112
"""10,008 letters without a place to break."""
SHOWN = markdown.clean(HOSTILE)
ONE_LINE = SHOWN.replace("\n", " ")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15" font-size="9">%s</text></svg>'
PICTURES = {"charts/a.svg": SVG % "图 chart".encode(), "charts/b.svg": SVG % b"b"}

ZH = Head(
    title="试点进展报告",
    subtitle="2026年第一季度",
    unit="云溪省人力资源和社会保障厅",
    number="云人社函〔2026〕18号",
    period="2026年第一季度",
    as_of="数据截至2026年3月31日",
    language="zh",
    date=date(2026, 4, 20),
    contents="目录",
    page_of="第 {page} 页 / 共 {pages} 页",
    facts=(("报告期", "2026-01-01至2026-03-31"), ("输入摘要", "sha256:" + "9f86d081" * 8)),
    keywords=("试点", "2026Q1"),
)
EN = replace(
    ZH,
    title="Pilot progress report",
    subtitle="First quarter of 2026",
    unit="Department",
    period="Q1 2026",
    as_of="Figures as of 31 March 2026",
    language="en",
    contents="Contents",
    page_of="Page {page} of {pages}",
)

BODY = """# Only for readers of the Markdown

Dropped with it.

---

> [!WARNING]
> Two errors.

> **In short**: all is well.

<!-- table class="kpi" -->

| ● A | ▲ B | ■ C | ○ D | ◇ E |
|:-:|:-:|:-:|:-:|:-:|
| 1 | 2 | 3 | 4 | 5 |
| 2 | 3 | 4 | 5 | 6 |

## 一、First

Text with a note.[^1] A [link](<https://example.org/>), a [file](pilots/x.yaml) and *emphasis*.

[^1]: The note.

![What the picture shows.](charts/a.svg "图 1　A picture")

### （一）Pilot (yx-titles-01)

<!-- table widths="3 1" class="dense" -->

表 1　Numbers

| Name | Number |
|:---|---:|
| **One**<br>2026-03-31 | 1 |
| Lights: ● On track, ■ Off track | 2 |

A passage that is wholly in English.

- An item
- Another

> A unit's words.

## Second

### Wide

<!-- table class="wide" -->

Table 2 Wide

| A | B |
|---|---|
| 1 | 2 |

<!-- page -->

## Third

![](charts/b.svg "图 2　Without alternative text")

### One

#### Deep

### Two
"""


def with_text(text: str) -> str:
    """A report that has the text in a heading, a caption, a cell, a paragraph, an item, a quotation and a picture."""
    lines, one = markdown.escape(text, "<br>"), markdown.escape(text)
    return f"""---

## {one}

表 1　{one}

| {lines} | Number |
|:---|---:|
| {lines} | 1 |

{lines}

- {lines}

> {lines}

![{one}](charts/a.svg "{one}")
"""
