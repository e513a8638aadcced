"""An official document as Markdown: readable on GitHub, with the part that each paragraph plays as a comment."""

from collections.abc import Iterator

from talentpilot.report.markdown import escape
from talentpilot.report.official.blocks import (
    Annex,
    Block,
    Heading,
    OfficialDocument,
    OfficialRows,
    Paragraph,
    official_day,
)

FULL_WIDTH_SPACE = "\u3000"
_ALIGNED = {"left": ":--", "center": ":-:", "right": "--:"}


def render_markdown(document: OfficialDocument) -> str:
    """Return the document; texts of the ledger are printed literally and never read as markup."""
    return "\n\n".join(_parts(document)) + "\n"


def _parts(document: OfficialDocument) -> Iterator[str]:
    yield f"# {'<br>'.join(map(escape, document.title))}"
    yield _role("to", f"{document.to}：" if document.to else "")
    yield from (_block(block, 1) for block in document.body)
    for place, line in enumerate(document.annex_lines):
        yield _role("annexmore", line) if place else _role("annexes", f"附件：{line}")
    yield _role("sign", document.sender)
    yield _role("date", official_day(document.day))
    if document.note:
        yield _role("note", document.note)
    if document.reply is not None:
        yield f"<!-- gw: reply -->\n\n{_block(document.reply, 1)}"
    for number, annex in enumerate(document.annexes, 1):
        yield from _annex(annex, f"附件{number}" if len(document.annexes) > 1 else "附件")


def _annex(annex: Annex, label: str) -> Iterator[str]:
    yield _role("annexno", label)
    yield _role("annextitle", annex.title)
    yield from (_block(block, 2) for block in annex.blocks)


def _role(name: str, text: str) -> str:
    shown = FULL_WIDTH_SPACE.join(map(escape, text.split(FULL_WIDTH_SPACE)))
    return f"<!-- gw: {name} -->\n\n{shown}".rstrip()


def _block(block: Block, above: int) -> str:
    match block:
        case Heading():
            return f"{'#' * (above + block.level)} {escape(block.text)}"
        case Paragraph():
            lead = f"**{escape(block.lead)}**" if block.lead else ""
            return f"{lead}{escape(block.text)}"
        case OfficialRows():
            head = _row([column.label for column in block.columns])
            rule = f"|{'|'.join(_ALIGNED[column.align] for column in block.columns)}|"
            return "\n".join((head, rule, *(_row(row) for row in block.rows)))


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(map(escape, cells))} |"
