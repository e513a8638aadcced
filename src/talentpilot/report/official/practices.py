"""The list of practices that can be replicated (可复制推广经验清单), as a document of its own."""

from collections.abc import Iterator

from talentpilot.report.official.blocks import Block, OfficialDocument, Paragraph
from talentpilot.report.official.phrases import counted
from talentpilot.report.official.progress import scope_name
from talentpilot.report.official.title import broken
from talentpilot.report.official.writing import Correspondence, PeriodWriting


def practices_document(writing: PeriodWriting, correspondence: Correspondence) -> OfficialDocument:
    """Return the document: how many practices there are, by domain, and the list as its annex."""
    head = writing.view.head
    base, mark, tail = scope_name(writing).partition("（")
    title = broken([base, mark + tail, writing.words.practices_kind])
    return OfficialDocument(
        title=correspondence.title or title,
        to=correspondence.to,
        body=tuple(_body(writing)),
        sender=correspondence.sender,
        day=head.issued,
        note=correspondence.note,
        annexes=tuple(writing.annexes.values()),
    )


def _body(writing: PeriodWriting) -> Iterator[Block]:
    head, phrases, total = writing.view.head, writing.phrases, writing.view.portfolio.total
    basis = f"按照{head.directive}文件要求，" if head.directive else ""
    word = writing.words.practice
    yield Paragraph(
        f"{basis}现将{scope_name(writing)}可复制推广的{word}报送如下。截至{phrases.day(head.as_of)}，成文{word}"
        f"{total.practices}项，在其他地区或者单位推广应用{total.adoptions}次。"
    )
    if not total.practices:
        yield Paragraph(writing.words.none)
        return
    by_domain = [(phrases.text(row.name), row.practices) for row in writing.view.portfolio.domains if row.practices]
    yield Paragraph(f"按领域分：{counted(by_domain, '项')}。{writing.see('practices', '清单见')}。")
    yield Paragraph(writing.words.report_closing)
