"""Pieces of WordprocessingML."""

from xml.sax.saxutils import escape

from talentpilot.report.markdown import single_line

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships"'
FULL_WIDTH_SPACE = "\u3000"
HINT = '<w:rFonts w:hint="eastAsia"/>'
"""Says that marks of both writings, such as quotes and dashes, are East Asian here."""


def safe(text: str) -> str:
    """Return a text on one line, without invisible characters, escaped; full-width spaces leave room for a pen."""
    parts = (single_line(part) for part in text.split(FULL_WIDTH_SPACE))
    return escape(FULL_WIDTH_SPACE.join(parts), {'"': "&quot;"})


def run(text: str, properties: str = "") -> str:
    """Return a run of text; nothing for an empty one."""
    shown = safe(text)
    return f'<w:r><w:rPr>{HINT}{properties}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>' if shown else ""


def half_points(points: float) -> str:
    """Return the size of letters."""
    value = round(points * 2)
    return f'<w:sz w:val="{value}"/><w:szCs w:val="{value}"/>'


def exact_lines(pitch: int, before: int = 0, after: int = 0) -> str:
    """Return lines of one height whatever stands on them, with the space around the paragraph."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{pitch}" w:lineRule="exact"/>'
