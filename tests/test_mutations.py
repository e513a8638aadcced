"""Whatever comes in: no traceback, no hang, and the other pilots are still checked."""

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from checking import check_folder

pytestmark = pytest.mark.slow

SOUND = Path(__file__).parent / "sound"
DAY = date(2026, 3, 31)
FILES = ("pilot.yaml", "milestones.yaml", "outcomes.yaml", "evaluations/2026-midterm.yaml")
JUNK = (
    "", "null", "[]", "{}", "[[", "}", "：", "\t", "&a", "*a", "!!x", "- ", "1e9", "NO", "2026-02-30", "９", "\x00",
    "\u202e", "'", '"', "|", "? ", "<<: *x", "2026-6-1", "约30", "x" * 5000,
)  # fmt: skip


def _flip_bytes(content: bytes, chance: random.Random) -> bytes:
    mutable = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        mutable[chance.randrange(len(mutable))] = chance.randrange(256)
    return bytes(mutable)


def _move_lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    match chance.randrange(4):
        case 0:
            del lines[chance.randrange(len(lines))]
        case 1:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        case 2:
            lines[chance.randrange(len(lines))] = b"  " + chance.choice(lines)
        case _:
            lines = lines[: chance.randrange(len(lines))]
    return b"\n".join(lines)


def _replace_a_value(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8")
    colons = [index for index, char in enumerate(text) if char == ":"]
    start = chance.choice(colons) + 1
    end = min((at for at in (text.find(mark, start) for mark in ",}\n") if at > 0), default=len(text))
    return (text[:start] + " " + chance.choice(JUNK) + text[end:]).encode("utf-8")


def _replace_a_key(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8")
    words = [word for word in text.replace(":", ": ").split() if word.endswith(":") and len(word) > 2]
    word = chance.choice(words)
    return text.replace(
        word, chance.choice(("x", "due", "id", "value", word[:-2], word[:-1] + word[:-1])) + ":", 1
    ).encode()


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip_bytes, _move_lines, _replace_a_value, _replace_a_key,
)  # fmt: skip


def _try(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    file = root / "pilots" / "yx-titles-01" / chance.choice(FILES)
    original = file.read_bytes()
    file.write_bytes(chance.choice(MUTATIONS)(original, chance))
    try:
        verdict = check_folder(root, DAY, today=DAY)
        assert verdict.checked.pilots == 2, f"seed {seed} hid a pilot"
        assert any(item.location.path.startswith("pilots/yx-titles-09/") for item in verdict.diagnostics)
        assert all(item.location.line > 0 and str(item.message) for item in verdict.diagnostics)
    finally:
        file.write_bytes(original)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The sound ledger, and beside its pilot a second one with a mistake that must be found each time."""
    root = Path(shutil.copytree(SOUND, tmp_path / "ledger"))
    second = root / "pilots" / "yx-titles-09"
    shutil.copytree(root / "pilots" / "yx-titles-01", second)
    text = (second / "milestones.yaml").read_text(encoding="utf-8")
    (second / "milestones.yaml").write_text(text.replace("2027-05-31", "2027-05-32"), encoding="utf-8")
    return root


@pytest.mark.parametrize("batch", range(6))
def test_a_mutated_file_is_told_and_hides_nothing(ledger: Path, batch: int) -> None:
    for seed in range(batch * 25, batch * 25 + 25):
        _try(ledger, seed)


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(20))
def test_thousands_of_mutated_files_are_told_and_hide_nothing(ledger: Path, batch: int) -> None:
    for seed in range(10_000 + batch * 150, 10_000 + batch * 150 + 150):
        _try(ledger, seed)
