"""An official document as PDF, to be checked before it is printed: tagged, PDF/UA-1 and PDF/A-2a at once."""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from talentpilot.errors import PdfProblem, UsageProblem
from talentpilot.model.official_profile import FontRole, OfficialProfile
from talentpilot.report import templates
from talentpilot.report.markdown import single_line
from talentpilot.report.official.blocks import (
    Annex,
    Block,
    Heading,
    OfficialDocument,
    OfficialRows,
    Paragraph,
    official_day,
)
from talentpilot.report.official.cell_lines import with_whole_end
from talentpilot.report.official.geometry import PageGeometry, geometry, is_landscape, table_layout
from talentpilot.report.typst_pages import (
    first_error,
    in_codes,
    known_fonts,
    missing_glyphs,
    typst,
    with_codes_for_missing_glyphs,
)

_ROLES = ("title", "body", "one", "two", "page")
_NAMES = {"title": "小标宋", "body": "仿宋", "one": "黑体", "two": "楷体", "page": "宋体"}
_MEASURES = {"paper", "margins", "mirror", "grid", "title", "page_number", "annex", "table", "seal", "imprint"}
_LAST = ("Noto Serif SC", "Noto Sans SC")
_SPACE = "\u3000"


@dataclass(frozen=True, slots=True)
class OfficialPdf:
    """The file, and the roles whose typeface was not found, each with its substitute."""

    data: bytes
    replaced: tuple[tuple[str, str], ...]


def render_pages(document: OfficialDocument, profile: OfficialProfile, fonts: Path | None = None) -> OfficialPdf:
    """Return the pages; `fonts` is the organization's own folder of fonts.

    Raises:
        MissingExtra: typst or the fonts of the reports are not installed.
        UsageProblem: the profile asks for what can't be set, or a font forbids to be embedded.
        PdfProblem: the pages can't be made.
    """
    page = geometry(profile)
    known = known_fonts([fonts] if fonts is not None else ())
    _refuse_forbidden(known.fonts(), fonts)
    families = _families(profile, frozenset(known.families()))
    data = json.dumps(_data(document, page, families), ensure_ascii=False)
    program = templates.content_of(templates.find("gongwen/official.typ", ()))
    chosen = {role: families[role][1] for role in _ROLES if role != "one"}
    replaced = tuple((_NAMES[role], family) for role, family in chosen.items() if family in _LAST)
    compiled = partial(_compiled, program, known)
    pages, _ = with_codes_for_missing_glyphs(data, compiled, _without)
    return OfficialPdf(pages, replaced)


def _without(data: str, texts: Sequence[str]) -> str:
    for text in texts:
        data = data.replace(text, in_codes(text))
    return data


def _compiled(page: bytes, fonts: Any, data: str) -> bytes | list[str]:
    """Return the file, or the texts that no font can show."""
    library = typst()
    with TemporaryDirectory(prefix="talentpilot-") as folder:
        compiler = library.Compiler(
            page, root=folder, font_paths=fonts, sys_inputs={"data": data}, package_path=folder,
            package_cache_path=folder,
        )  # fmt: skip
        try:
            made: bytes = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"])
            return made
        except library.TypstError as problem:
            missing = missing_glyphs(problem.diagnostic)
            if not missing:
                said = first_error(problem.diagnostic)
                raise PdfProblem("the pages can't be made: {said}{where}", said=said, where="") from problem
            return missing


def _refuse_forbidden(found: Any, folder: Path | None) -> None:
    if folder is None:
        return
    if not folder.is_dir():
        raise UsageProblem("{--font-dir} {folder} is not a folder", folder=folder)
    for font in found:
        path = Path(font.path) if font.path else None
        if path is not None and path.is_relative_to(folder) and forbids_embedding(path, font.index):
            raise UsageProblem(
                "{family}: the font forbids to be embedded in a document",
                help="take {file} out of the folder; the Word document names fonts and holds none",
                family=font.family,
                file=path.name,
            )


def _families(profile: OfficialProfile, known: frozenset[str]) -> dict[str, tuple[dict[str, str] | str, str]]:
    """Return the families of each role: the Latin one for letters and digits, then the first one there is."""
    roles = {name: getattr(profile.fonts, name) for name in (*_ROLES, "latin")}
    latin = _first(roles["latin"], known)
    return {name: ({"name": latin, "covers": "latin-in-cjk"}, _first(roles[name], known)) for name in _ROLES}


def _first(role: FontRole, known: frozenset[str]) -> str:
    return next((family for family in role.pdf if family in known), "Noto Serif SC")


def _data(document: OfficialDocument, page: PageGeometry, families: Mapping[str, Any]) -> dict[str, object]:
    day, profile = document.day, page.profile
    return {
        "profile": _plain(profile.model_dump(include=_MEASURES)),
        "families": families,
        "thicken-title": families["title"][1] in _LAST,
        "bold-lead": 3 in profile.levels.bold,
        "head-lines": profile.head_lines,
        "numbers-first": profile.numbers_first_page,
        "title": [_shown(line) for line in document.title],
        "to": _shown(document.to),
        "body": [_block(block, page) for block in document.body],
        "annex-lines": [_shown(line) for line in document.annex_lines],
        "sender": _shown(document.sender),
        "day": [day.year, day.month, day.day],
        "day-said": official_day(day),
        "note": _shown(document.note),
        "reply": _block(document.reply, page) if document.reply is not None else None,
        "above-name": document.lines_above_name,
        "annexes": [
            _annex(annex, f"附件{number}" if len(document.annexes) > 1 else "附件", page)
            for number, annex in enumerate(document.annexes, 1)
        ],
    }


def _annex(annex: Annex, label: str, page: PageGeometry) -> dict[str, object]:
    sideways = is_landscape(annex, page)
    blocks = [_block(block, page, sideways=sideways, opens_annex=not place) for place, block in enumerate(annex.blocks)]
    return {"label": label, "title": _shown(annex.title), "sideways": sideways, "blocks": blocks}


def _block(block: Block, page: PageGeometry, *, sideways: bool = False, opens_annex: bool = False) -> dict[str, object]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _shown(block.text)}
        case Paragraph():
            return {"kind": "paragraph", "lead": _shown(block.lead), "text": _shown(block.text)}
        case OfficialRows():
            layout = table_layout(block, page, sideways=sideways, opens_annex=opens_annex)
            return {
                "kind": "rows",
                "widths": layout.widths,
                "padding": layout.padding / 20,
                "columns": [{"label": _cell(one.label), "align": one.align} for one in block.columns],
                "rows": [[_cell(cell) for cell in row] for row in block.rows],
            }


def _cell(text: str) -> tuple[str, str]:
    return with_whole_end(_shown(text))


def _shown(text: str) -> str:
    return _SPACE.join(single_line(part) for part in text.split(_SPACE))


def _plain(value: object) -> object:
    """Return measures as JSON numbers."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return float(value) if isinstance(value, Decimal) else value


_RESTRICTED = 0x0002
_FSTYPE = 8
"""The offset of fsType in the OS/2 table."""


def forbids_embedding(file: Path, index: int = 0) -> bool:
    """Return whether the licence bits of a font forbid embedding; a file that can't be read forbids nothing."""
    try:
        content = file.read_bytes()
        start = struct.unpack_from(">I", content, 12 + 4 * index)[0] if content[:4] == b"ttcf" else 0
        (tables,) = struct.unpack_from(">H", content, start + 4)
        for number in range(tables):
            name, _, offset, _ = struct.unpack_from(">4sIII", content, start + 12 + 16 * number)
            if name == b"OS/2":
                (bits,) = struct.unpack_from(">H", content, offset + _FSTYPE)
                return bool(bits & 0x000F == _RESTRICTED)
    except (OSError, struct.error):
        pass
    return False
