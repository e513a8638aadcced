"""A packed file says what the file said, in fewer bytes."""

import io
import random

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentpilot.report.formats.pdf_compression import TOGETHER, packed


def _plain(count: int, seed: int = 0) -> bytes:
    """A file as Typst writes it: one object after the other, streams among them, and a table at the end."""
    chance = random.Random(seed)
    bodies = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}
    bodies[3] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Contents 4 0 R/Annots[]>>"
    bodies[4] = b"<</Length 3>>\nstream\nq Q\nendstream"
    for number in range(5, count + 1):
        odd = b"stream\n0 endobj (\\)" if chance.random() < 0.1 else b"x" * chance.randrange(60)
        bodies[number] = b"<</Number %d/Text<%b>>>" % (number, odd.hex().encode())
    order = list(bodies)
    chance.shuffle(order)
    out, places = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n", {}
    for number in [1, *(number for number in order if number != 1)]:
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, bodies[number])
    table = b"".join(b"%010d 00000 n\r\n" % places[number] for number in sorted(places))
    end = b"trailer\n<</Size %d/Root 1 0 R/ID[(abc)(def)]>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f\r\n%b%b" % (len(bodies) + 1, table, end)


def _said(data: bytes) -> dict[int, bytes]:
    """Every object by its number, without those that only hold or find others."""
    with pikepdf.open(io.BytesIO(data)) as file:
        assert not file.check_pdf_syntax()
        found = {item.objgen[0]: item for item in file.objects if "/Type" not in item or not _is_frame(item)}
        return {number: item.unparse(resolved=True) for number, item in found.items()}


def _is_frame(item: pikepdf.Object) -> bool:
    return str(item["/Type"]) in {"/ObjStm", "/XRef"}


@settings(max_examples=25)
@given(count=st.integers(min_value=4, max_value=3 * TOGETHER), seed=st.integers(min_value=0, max_value=999))
def test_every_object_is_there_with_its_number(count: int, seed: int) -> None:
    data = _plain(count, seed)
    assert _said(packed(data)) == _said(data)


def test_the_file_keeps_what_its_trailer_says() -> None:
    with pikepdf.open(io.BytesIO(packed(_plain(50)))) as file:
        assert [bytes(part) for part in file.trailer["/ID"]] == [b"abc", b"def"]
        assert str(file.trailer["/Root"]["/Type"]) == "/Catalog"


def test_small_objects_take_a_fraction_of_the_room() -> None:
    data = _plain(5000)
    assert len(packed(data)) < len(data) / 3


def test_the_same_file_gives_the_same_bytes() -> None:
    assert packed(_plain(900)) == packed(_plain(900))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"trailer\n<<>>\nstartxref\n0\n%%EOF", packed(_plain(9))])
def test_what_is_written_in_another_way_is_left_alone(data: bytes) -> None:
    assert packed(data) == data
