"""From a report to its files: which, in which order, and what happens where a part is not installed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from talentpilot.diagnostics import Message
from talentpilot.errors import MissingExtra
from talentpilot.report import charts
from talentpilot.report.document import Document, Head, Publication, Report
from talentpilot.report.formats import docx, html, pdf
from talentpilot.report.formats.pdf import Pdf
from talentpilot.report.publish import FORMS, RenderOptions, publish

HEAD = Head(title="T", language="en", date=date(2026, 4, 20), contents="Contents", page_of="{page}/{pages}")


def written(pictures: str | None) -> Report:
    link = f"![lights]({pictures}/lights.svg)\n" if pictures is not None else ""
    return Report(f"# T\n\n{link}", {"lights": "{}"} if pictures is not None else {})


PUBLICATION = Publication("2026Q1", (Document("2026Q1-en", HEAD, written),), lambda: json.dumps({"pilots": 1}))


class Desk:
    """What the press was told, and a press that tells it."""

    def __init__(self, *forms: str, strict: bool = True) -> None:
        self.began: list[str] = []
        self.warned: list[Message] = []
        self.options = RenderOptions(forms, strict, (), self.began.append, self.warned.append)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms that say which they are, in place of those that take seconds."""

    def drawn(specifications: Mapping[str, str]) -> dict[str, bytes]:
        return dict.fromkeys(specifications, b"<svg/>")

    def plain(markdown: str, pictures: Mapping[str, bytes], head: Head, folders: Sequence[Path]) -> bytes:
        return f"{len(pictures)} {head.title}".encode()

    def paged(markdown: str, pictures: Mapping[str, bytes], head: Head, folders: Sequence[Path]) -> Pdf:
        return Pdf(b"%PDF", ("😀",))

    monkeypatch.setattr(charts, "render", drawn)
    monkeypatch.setattr(docx, "render_docx", plain)
    monkeypatch.setattr(html, "render_html", plain)
    monkeypatch.setattr(pdf, "render_pdf", paged)


def lacking(*_: object) -> dict[str, bytes]:
    raise MissingExtra("charts need vl-convert")


@pytest.mark.usefixtures("quick")
def test_every_form_is_made_with_its_charts_and_each_step_is_told() -> None:
    edit = Desk(*FORMS)
    files = dict(publish(PUBLICATION, edit.options))
    assert list(files) == [
        "2026Q1.json",
        "2026Q1-en.md",
        "charts/2026Q1-en/lights.svg",
        "2026Q1-en.pdf",
        "2026Q1-en.docx",
        "2026Q1-en.html",
    ]
    assert b"(charts/2026Q1-en/lights.svg)" in files["2026Q1-en.md"]
    assert files["2026Q1-en.docx"] == b"1 T"
    assert edit.began[0] == "2026Q1-en.md"  # the forms made from it go side by side
    assert sorted(edit.began[1:]) == ["2026Q1-en.docx", "2026Q1-en.html", "2026Q1-en.pdf"]


@pytest.mark.usefixtures("quick")
def test_characters_without_a_glyph_are_named_by_code() -> None:
    edit = Desk("pdf")
    assert list(dict(publish(PUBLICATION, edit.options))) == ["2026Q1-en.pdf"]
    assert list(map(str, edit.warned)) == [
        "2026Q1-en.pdf: no font has these characters, printed as their codes: U+1F600"
    ]


@pytest.mark.usefixtures("quick")
def test_json_alone_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "render", lacking)
    edit = Desk("json")
    assert list(dict(publish(PUBLICATION, edit.options))) == ["2026Q1.json"]
    assert edit.warned == []


@pytest.mark.usefixtures("quick")
def test_without_the_part_that_draws_the_markdown_has_no_links_to_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "render", lacking)
    edit = Desk("md", "pdf", strict=False)
    assert dict(publish(PUBLICATION, edit.options)) == {"2026Q1-en.md": b"# T\n\n"}
    assert list(map(str, edit.warned)) == ["2026Q1-en is without charts, PDF; charts need vl-convert"]


@pytest.mark.usefixtures("quick")
def test_a_form_that_was_asked_for_is_not_left_out_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "render_html", lacking)
    made = publish(PUBLICATION, Desk("md", "html").options)
    assert [next(made)[0], next(made)[0]] == ["2026Q1-en.md", "charts/2026Q1-en/lights.svg"]
    with pytest.raises(MissingExtra, match="vl-convert"):
        next(made)


@pytest.mark.usefixtures("quick")
def test_two_languages_share_the_figures() -> None:
    both = replace(PUBLICATION, documents=(*PUBLICATION.documents, Document("2026Q1-zh", HEAD, written)))
    names = list(dict(publish(both, Desk("md", "json").options)))
    assert [name for name in names if not name.endswith(".svg")] == ["2026Q1.json", "2026Q1-en.md", "2026Q1-zh.md"]
