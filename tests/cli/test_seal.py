"""`talentpilot seal`: the digests of the approved plan, below approval, whatever its style."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.writing import HOME, changed_lines, replace, tree_of

Run = Callable[..., Any]
AS_OF = ("--as-of", "2026-03-31")


def unsealed(root: Path) -> str:
    """Take the seal away; returns it."""
    text = (root / HOME / "pilot.yaml").read_text("utf-8")
    start, end = text.index("  seal:\n"), text.index("\nadjustments:")
    replace(root, "pilot.yaml", text[start:end], "")
    return text[start:end]


def test_the_seal_that_was_taken_away_comes_back_to_the_byte(run: Run, sound: Path) -> None:
    before = tree_of(sound)
    unsealed(sound)
    assert run("seal", "yx-titles-01", "--root", sound, *AS_OF).code == 0
    assert tree_of(sound) == before


def test_an_approval_in_braces_is_sealed_in_braces(run: Run, sound: Path) -> None:
    unsealed(sound)
    replace(
        sound, "pilot.yaml",
        "approval:\n  date: 2025-08-20\n  document: 云人社函〔2025〕41号\n  evidence: [E1]\n",
        "approval: {date: 2025-08-20, document: 云人社函〔2025〕41号, evidence: [E1]} # filed\n",
    )  # fmt: skip
    before = tree_of(sound)
    ran = run("seal", "yx-titles-01", "--root", sound, *AS_OF)
    assert ran.code == 0
    gone, come = changed_lines(before, tree_of(sound))
    assert gone.endswith("evidence: [E1]} # filed")
    assert ", seal: {head: 30d504ef864c919e3c961a4e0e1bd0e4, M1: " in come
    assert come.endswith("}} # filed")
    assert run("validate", "--root", sound, *AS_OF).code == 0


def test_a_sealed_plan_is_left_alone(run: Run, sound: Path) -> None:
    before = tree_of(sound)
    ran = run("seal", "yx-titles-01", "--root", sound, *AS_OF)
    assert (ran.code, "sealed already" in ran.out) == (0, True)
    assert tree_of(sound) == before


def test_a_plan_that_has_moved_is_not_sealed_anew_unless_forced(run: Run, sound: Path) -> None:
    replace(sound, "milestones.yaml", "due: 2026-06-30", "due: 2026-07-31")
    replace(
        sound, "pilot.yaml", "    M7: f326a861b4c3fa83bb18ef3670453b2b\n", "    X9: f326a861b4c3fa83bb18ef3670453b2b\n"
    )
    before = tree_of(sound)
    ran = run("seal", "yx-titles-01", "--root", sound, *AS_OF)
    assert ran.code == 2
    assert "differs: X9, M7, M4" in ran.err or "M4" in ran.err
    assert tree_of(sound) == before
    ran = run("seal", "yx-titles-01", "--root", sound, *AS_OF, "--force")
    assert ran.code == 0
    assert "sealed anew" in ran.out
    lines = changed_lines(before, tree_of(sound))
    assert [line.split()[1:3] for line in lines] == [["-", "M4:"], ["+", "M4:"], ["-", "X9:"], ["+", "M7:"]]
    assert run("validate", "--root", sound, *AS_OF).code == 0


def test_a_proposed_pilot_can_not_be_sealed(run: Run, sound: Path) -> None:
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    replace(sound, "pilot.yaml", text[text.index("approval:") : text.index("\nadjustments:")], "")
    ran = run("seal", "yx-titles-01", "--root", sound, *AS_OF)
    assert (ran.code, "is not approved yet" in ran.err) == (2, True)


def test_a_plan_that_can_not_be_read_whole_is_not_sealed(run: Run, sound: Path) -> None:
    unsealed(sound)
    replace(sound, "milestones.yaml", "due: 2026-06-30", "due: soon")
    ran = run("seal", "yx-titles-01", "--root", sound, *AS_OF)
    assert (ran.code, "can't be read completely" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("outcomes.yaml", "target: {value: ", "target: {value: 50,0"),
        ("pilot.yaml", "objective: {zh: ", "objective: {zh: 完成招收, "),
        ("milestones.yaml", "weight: 2", "weight:2"),
    ],
)
def test_a_plan_with_a_torn_value_is_never_sealed(run: Run, sound: Path, file: str, old: str, new: str) -> None:
    path = sound / "pilots" / "yx-titles-01" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    before = (sound / "pilots/yx-titles-01/pilot.yaml").read_bytes()
    ran = run("seal", "yx-titles-01", "--force", "--root", sound, *AS_OF)
    assert (ran.code, "can't be read completely" in ran.err) == (2, True)
    assert (sound / "pilots/yx-titles-01/pilot.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["yx-titles-1", "nothing"])
def test_an_unknown_pilot_is_named_with_the_nearest(run: Run, sound: Path, name: str) -> None:
    ran = run("seal", name, "--root", sound, *AS_OF)
    assert ran.code == 2
    assert "yx-titles-01" in ran.err


def test_a_dry_run_shows_the_diff_and_writes_nothing(run: Run, sound: Path) -> None:
    unsealed(sound)
    before = tree_of(sound)
    ran = run("seal", "yx-titles-01", "--root", sound, *AS_OF, "--dry-run")
    assert ran.code == 0
    assert ran.out.startswith(f"--- a/{HOME}/pilot.yaml\n+++ b/{HOME}/pilot.yaml\n@@ ")
    assert "+    head: 30d504ef864c919e3c961a4e0e1bd0e4\n" in ran.out
    assert "nothing was written" in ran.err
    assert tree_of(sound) == before


def test_every_approved_pilot_without_a_seal_is_sealed(run: Run, sound: Path) -> None:
    before = tree_of(sound)
    ran = run("seal", "--all", "--root", sound, *AS_OF)
    assert (ran.code, ran.out) == (0, "every approved pilot is sealed; nothing to write\n")
    unsealed(sound)
    assert run("seal", "--all", "--root", sound, *AS_OF).code == 0
    assert tree_of(sound) == before


@pytest.mark.parametrize("words", [(), ("yx-titles-01", "--all"), ("--all", "--document", "1号")])
def test_one_pilot_or_all_of_them_are_sealed(run: Run, sound: Path, words: tuple[str, ...]) -> None:
    before = tree_of(sound)
    assert run("seal", *words, "--root", sound, *AS_OF).code == 2
    assert tree_of(sound) == before


class TestApproval:
    @pytest.fixture
    def proposed(self, sound: Path) -> Path:
        """The sound ledger before its approval."""
        text = (sound / HOME / "pilot.yaml").read_text("utf-8")
        start, end = text.index("approval:\n"), text.index("adjustments:")
        replace(sound, "pilot.yaml", text[start:end], "")
        return sound

    def test_the_approval_is_recorded_with_the_seal(self, run: Run, proposed: Path) -> None:
        at = ("--root", proposed, "--as-of", "2025-08-22")
        paper = ("--date", "2025-08-20", "--document", "云人社函〔2025〕41号", "--evidence", "E1")
        ran = run("seal", "yx-titles-01", *paper, *at)
        assert ran.code == 0, ran.err
        first, second, light = ran.out.splitlines()
        assert first.endswith("approved on 2025-08-20 by 云人社函〔2025〕41号")
        assert second.partition(": ")[2] == "sealed: head, M1, M2, M3, M4, M5, M6, M7, I1, I2, I3, I4"
        assert "light on 2025-08-22: " in light
        assert run("validate", "--root", proposed, *AS_OF).code == 0
        ran = run("seal", "yx-titles-01", *paper, *at)
        assert (ran.code, "was approved already, on 2025-08-20" in ran.err) == (2, True)

    def test_an_approval_without_paper_is_none(self, run: Run, proposed: Path) -> None:
        before = tree_of(proposed)
        ran = run("seal", "yx-titles-01", "--root", proposed, *AS_OF)
        assert (ran.code, "give --date and --document" in ran.err) == (2, True)
        assert tree_of(proposed) == before
