"""Ways to damage a YAML file: its bytes, its lines, its structure, its values, or the whole of it."""

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

JUNK = (
    "", "null", "~", "[]", "{}", "[[", "}", "]", "：", "\t", "　", "&a", "*a", "!!x", "!<x>", "- ", "? ", "<<: *x", "|",
    ">", "|2-", "'", '"', '"\\x', "%", "@", "`", "# x", "NO", "yes", "0x1F", "010", "12:30", "1e9", "1e99999999",
    "-0", "９", "三十", "约30", "3万", "41%", "1,200", ".5", "5.", "2026-02-30", "2026-6-1", "20260601", "46082",
    "0000-00-00", "9999-12-31", "0001-01-01", "2026-06-01T00:00:00Z", "2026Q5", "2026Q1", "M99", "E1", "yx-hrss",
    "true", "\x00", "\x85", "\u200b", "\u202e", "\ufeff", "\ud7ff", "😀", "a: b: c", "{a: {b: {c: d}}}",
    "[1, [2, [3]]]", "x" * 5000,
)  # fmt: skip
"""What is written in the place of a value."""
KEYS = ("x", "due", "id", "value", "schema", "from", "to", "date", "period", "evidence", "title", "changes", "path")


def flip_bytes(content: bytes, chance: random.Random) -> bytes:
    mutable = bytearray(content or b"x")
    for _ in range(chance.randint(1, 6)):
        mutable[chance.randrange(len(mutable))] = chance.randrange(256)
    return bytes(mutable)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def insert_bytes(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 8))) + content[at:]


def double_a_part(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    part = content[start : start + chance.randint(1, 400)]
    at = chance.randrange(len(content) + 1)
    return content[:at] + part + content[at:]


def drop_a_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def repeat_a_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return b"\n".join(lines)


def swap_lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def indent_a_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((b"  ", b"\t", b" ", "　".encode())) + lines[at]
    return b"\n".join(lines)


def outdent_a_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = lines[at].lstrip(b" ")
    return b"\n".join(lines)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _values(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"(?<=: )[^,{}\[\]\n#]+", text))


def replace_a_value(content: bytes, chance: random.Random) -> bytes:
    text = _text(content)
    found = _values(text)
    if not found:
        return content
    match = chance.choice(found)
    return _bytes(text[: match.start()] + chance.choice(JUNK) + text[match.end() :])


def swap_values(content: bytes, chance: random.Random) -> bytes:
    text = _text(content)
    found = _values(text)
    if len(found) < 2:
        return content
    match, other = chance.choice(found), chance.choice(found)
    return _bytes(text[: match.start()] + other[0] + text[match.end() :])


def change_digits(content: bytes, chance: random.Random) -> bytes:
    text = _text(content)
    found = list(re.finditer(r"\d", text))
    for match in chance.sample(found, min(3, len(found))):
        text = text[: match.start()] + chance.choice("0123456789") + text[match.end() :]
    return _bytes(text)


def replace_a_key(content: bytes, chance: random.Random) -> bytes:
    text = _text(content)
    found = list(re.finditer(r"\w+(?=:)", text))
    if not found:
        return content
    match = chance.choice(found)
    return _bytes(text[: match.start()] + chance.choice((*KEYS, match[0][:-1])) + text[match.end() :])


def drop_a_mark(content: bytes, chance: random.Random) -> bytes:
    text = _text(content)
    found = list(re.finditer(r"[{}\[\],:\"'-]", text))
    if not found:
        return content
    match = chance.choice(found)
    return _bytes(text[: match.start()] + text[match.end() :])


def add_a_mark(content: bytes, chance: random.Random) -> bytes:
    text = _text(content)
    at = chance.randrange(len(text) + 1)
    return _bytes(text[:at] + chance.choice("{}[],:\"'-&*!|>%@`?#") + text[at:])


def nest(content: bytes, chance: random.Random) -> bytes:
    depth = chance.choice((3, 30, 3000, 50_000))
    mark = chance.choice(("[", "{a: ", "- ", "? ", "[{"))
    return replace_a_value(content, random.Random(0)) if depth == 3 else content + _bytes(f"\nx: {mark * depth}")


def laughs(content: bytes, chance: random.Random) -> bytes:
    rounds = range(1, chance.choice((3, 12)))
    lines = [f"b{level}: &b{level} [{', '.join([f'*b{level - 1}'] * 9)}]" for level in rounds]
    return content + _bytes("\nb0: &b0 [x]\n" + "\n".join(lines))


def grow(content: bytes, chance: random.Random) -> bytes:
    line = chance.choice((b"# " + b"x" * 100, b"x: y", b"  - {id: M1}", b"\xe4\xb8\xad" * 50))
    return content + b"\n" + (line + b"\n") * chance.choice((10, 1000, 20_000))


def turn_into_noise(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(min(len(content), 4000))


def other_encoding(content: bytes, chance: random.Random) -> bytes:
    return _text(content).encode(chance.choice(("utf-16", "gb18030", "utf-8-sig", "utf-32")), "replace")


KINDS: dict[str, tuple[Mutation, ...]] = {
    "bytes": (flip_bytes, cut, insert_bytes, double_a_part),
    "lines": (drop_a_line, repeat_a_line, swap_lines, indent_a_line, outdent_a_line),
    "structure": (replace_a_key, drop_a_mark, add_a_mark),
    "values": (replace_a_value, swap_values, change_digits),
    "made to hurt": (nest, laughs, grow, turn_into_noise, other_encoding),
}
"""The mutations by what they damage."""
