"""Compress a PDF to a fifth of its size by packing its small objects into streams.

Typst writes every object by itself, and the tags of a report over hundreds of pilots are a hundred thousand objects.
ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams); PDF/A-2 allows both. Objects are copied byte
for byte and keep their numbers, so that nothing else in the file changes.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

TOGETHER = 200
"""Objects per stream: a reader unpacks the whole stream to read one of them."""

_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_TABLE = re.compile(rb"xref\s+0 (\d+)\s*?\r?\n")
_OBJECT = re.compile(rb"(\d+) 0 obj\s")
_SIZE = re.compile(rb"/Size \d+")
_ENTRY = 20
_END = b"endobj"


def packed(data: bytes) -> bytes:
    """Return the file with its small objects in streams; a file not laid out as Typst does it is returned unchanged."""
    trailer = _TRAILER.search(data, data.rfind(b"trailer"))
    table = _TABLE.match(data, int(trailer[2])) if trailer else None
    if trailer is None or table is None:
        return data
    objects = dict(_objects(data, table, int(trailer[2])))
    small = [number for number, body in objects.items() if not body.endswith(b"endstream")]
    out = bytearray(data[: data.index(b"1 0 obj")])
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for number, body in objects.items():
        if body.endswith(b"endstream"):
            places[number] = (1, len(out), 0)
            out += _numbered(number, body)
    fresh = int(table[1])
    for fresh, some in enumerate(_batches(small), fresh):  # noqa: B020 - the number of the last is used below
        places[fresh] = (1, len(out), 0)
        places |= {number: (2, fresh, place) for place, number in enumerate(some)}
        out += _numbered(fresh, _stream([(number, objects[number]) for number in some]))
    fresh += bool(small)
    start = len(out)
    places[fresh] = (1, start, 0)
    said = _SIZE.sub(b"", trailer[1])
    out += _numbered(fresh, _references([places.get(number, (0, 0, 0)) for number in range(fresh + 1)], said))
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def _objects(data: bytes, table: re.Match[bytes], end: int) -> Iterator[tuple[int, bytes]]:
    """Yield number and body of each object, in the order of the file."""
    places = range(table.end(), table.end() + _ENTRY * int(table[1]), _ENTRY)
    starts = sorted(int(data[place : place + 10]) for place in places if data[place + 17 : place + 18] == b"n")
    for start, following in pairwise([*starts, end]):
        head = _OBJECT.match(data, start)
        if head is not None:
            yield int(head[1]), data[head.end() : data.rindex(_END, start, following)].strip()


def _batches(numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    waiting = iter(numbers)
    while some := tuple(islice(waiting, TOGETHER)):
        yield some


def _numbered(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, body)


def _stream(objects: Sequence[tuple[int, bytes]]) -> bytes:
    """Return the stream of the objects, preceded by their offsets."""
    index, at = [], 0
    for number, body in objects:
        index.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(index) + b"\n"
    text = zlib.compress(head + b"\n".join(body for _, body in objects))
    about = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(head))
    return _as_stream(about, text)


def _references(places: Sequence[tuple[int, int, int]], said: bytes) -> bytes:
    """Return the cross-reference stream; each row is stored as its difference from the previous one, which compresses
    better (predictor 12).
    """
    rows = [b"%c%b%b" % (kind, at.to_bytes(4, "big"), part.to_bytes(2, "big")) for kind, at, part in places]
    steps = (bytes((new - old) & 255 for old, new in zip(*pair, strict=True)) for pair in pairwise([bytes(7), *rows]))
    text = zlib.compress(b"".join(b"\x02" + step for step in steps))
    about = b"/Type/XRef/Size %d/W[1 4 2]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 7>>%b"
    return _as_stream(about % (len(places), said), text)


def _as_stream(about: bytes, text: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (about, len(text), text)
