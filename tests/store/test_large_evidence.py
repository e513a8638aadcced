"""Evidence of a size that takes long is told before it is read; names that some system can't hold are refused."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot.services.progress import Progress
from talentpilot.services.recording import evidence
from talentpilot.store import evidence as store

Run = Callable[..., Ran]
PILOT = "pilots/yx-titles-01"
AS_OF = ("--as-of", "2026-03-31")


def test_a_large_file_is_told_before_its_digest_is_taken(
    run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGE", 3 << 20)
    with (sound / PILOT / "evidence" / "plan.txt").open("ab") as stream:
        stream.truncate(5 << 20)
    said = f"{PILOT}/evidence/plan.txt has 5 MB; taking its digest"
    assert said in run("validate", "--root", sound, *AS_OF).err
    fact = ("publicity", "yx-titles-01", "--channel", "national", "--title", "News", "--evidence", "E4")
    assert said in run("record", *fact, "--dry-run", "--root", sound, *AS_OF).err
    assert said in run("evaluate", "yx-titles-01", "--root", sound, *AS_OF).err
    assert "taking its digest" not in run("status", "--root", sound, *AS_OF).err


def test_a_large_file_that_no_evidence_cites_is_not_read(
    run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGE", 3 << 20)
    with (sound / PILOT / "evidence" / "left-over.bin").open("wb") as stream:
        stream.truncate(100 << 30)
    assert "taking its digest" not in run("validate", "--root", sound, *AS_OF).err


def test_it_is_shown_how_much_of_a_large_file_is_read(run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGE", 3 << 20)
    with (sound / PILOT / "evidence" / "plan.txt").open("ab") as stream:
        stream.truncate(5 << 20)
    seen: list[tuple[str, int, int]] = []

    def watched(self: Progress, label: str, pieces: Iterable[bytes], total: int) -> Iterator[bytes]:
        for number, piece in enumerate(pieces, 1):
            seen.append((label, number, total))
            yield piece

    monkeypatch.setattr(Progress, "over", watched)
    fact = ("publicity", "yx-titles-01", "--channel", "national", "--title", "News", "--evidence", "E4")
    for command in (("validate",), ("record", *fact, "--dry-run"), ("evaluate", "yx-titles-01")):
        seen.clear()
        taken: list[str] = []
        monkeypatch.setattr(store, "_digest", lambda file, taken=taken: taken.append(file) or "")
        run(*command, "--root", sound, *AS_OF)
        assert [item for item in seen if "MB" in item[0]] == [("plan.txt (MB)", one, 5) for one in range(1, 6)]
        assert not [file for file in taken if file.endswith("plan.txt")], "it is read once"


def test_a_file_that_is_too_large_is_not_copied(
    run: Run, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LIMIT", 3 << 20)
    with (tmp_path / "data.csv").open("wb") as stream:
        stream.truncate(5 << 20)
    ran = run("record", "evidence", "yx-titles-01", tmp_path / "data.csv", "--title", "x", "--root", sound, *AS_OF)
    assert (ran.code, "has 5 MB; a ledger takes files up to 3 MB" in ran.err) == (2, True), ran.err


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "con", "NUL.txt", "com1.pdf", "a\u202eb.txt", "x.", " x", "x ", "a:b", "\x1b.txt", "PLAN.txt"]
)
def test_a_name_that_some_system_can_not_hold_is_refused(run: Run, sound: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "letter").write_text("x", "utf-8")
    command = ("record", "evidence", "yx-titles-01", tmp_path / "letter", "--name", name, "--title", "x")
    ran = run(*command, "--root", sound, *AS_OF)
    assert (ran.code, "nothing was written" in ran.err) == (2, True), ran.err
    assert "\x1b" not in ran.err


def test_both_forms_of_one_name_are_not_taken(run: Run, sound: Path, tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "Protokoll für März.txt") for form in ("NFC", "NFD")]
    codes = []
    for name in names:
        (tmp_path / "letter").write_text(name, "utf-8")
        command = ("record", "evidence", "yx-titles-01", tmp_path / "letter", "--name", name, "--title", "x")
        codes.append(run(*command, "--force", "--root", sound, *AS_OF).code)
    assert codes == [0, 2]
