"""Reading a ledger: one mistake makes one finding and hides nothing else."""

import os
from pathlib import Path

import pytest

from talentpilot.errors import LedgerNotFound, LedgerUnreadable
from talentpilot.store.reader import PilotReading, read_config, read_pilot
from talentpilot.store.tree import SIZE_LIMIT, DiskTree, find_root

PILOT = "pilots/yx-titles-01"


def reread(root: Path) -> PilotReading:
    return read_pilot(DiskTree(root), "yx-titles-01", root)


def change(root: Path, name: str, old: str, new: str) -> None:
    file = root / PILOT / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(reading: PilotReading) -> list[tuple[str, str]]:
    found = []
    for source in reading.sources.values():
        found += [(problem.rule, source.path.rsplit("/", 1)[1]) for problem in source.problems]
        found += [(fault.rule, source.path.rsplit("/", 1)[1]) for fault in source.faults]
    return found


def test_a_bad_observation_is_left_out_and_the_rest_is_read(sound: Path) -> None:
    change(sound, "outcomes.yaml", "value: 22", "value: 22%")
    reading = reread(sound)
    assert reading.pilot is not None
    indicator = reading.pilot.indicator("I1")
    assert indicator is not None
    assert [str(item.value) for item in indicator.observations] == ["41"]
    assert faults(reading) == [("I06", "outcomes.yaml")]
    assert [(item.rule, item.object) for item in reading.unreadable] == [("I06", "yx-titles-01/I1")]


def test_a_report_that_is_left_out_is_named_by_its_period(sound: Path) -> None:
    change(sound, "pilot.yaml", "submitted: 2026-01-13", "submitted: 2026/01-13")
    reading = reread(sound)
    assert reading.pilot is not None
    assert [str(item.period) for item in reading.pilot.file.reports] == ["2025Q3"]
    assert [(item.rule, item.object) for item in reading.unreadable] == [("D02", "yx-titles-01/2025Q4")]


def test_only_the_error_says_how_to_correct_a_value_that_has_look_alike_characters_too(sound: Path) -> None:
    change(sound, "outcomes.yaml", "value: 22", "value: 2，200")
    change(sound, "milestones.yaml", "weight: 2", "weight: ２")
    sources = reread(sound).sources
    helps = [
        (fault.rule, str(fault.help)) for name in ("outcomes.yaml", "milestones.yaml") for fault in sources[name].faults
    ]
    assert [rule for rule, _ in helps] == ["F08", "I06", "F08"]
    assert helps[0][1] == ""
    assert "2200" in helps[1][1]
    assert helps[2][1].startswith("write 2;")


def test_two_bad_items_of_one_list_are_both_told_at_their_own_lines(sound: Path) -> None:
    change(sound, "milestones.yaml", "due: 2025-11-30", "due: 2025-11-31")
    change(sound, "milestones.yaml", "due: 2026-06-30", "due: 2026/6/30")
    reading = reread(sound)
    assert reading.pilot is not None
    assert [item.id for item in reading.pilot.milestones] == ["M1", "M3", "M5", "M6", "M7"]
    told = [(fault.rule, fault.mark.line + 1, fault.object) for fault in reading.sources["milestones.yaml"].faults]
    assert told == [("D01", 4, "M2"), ("D02", 6, "M4")]
    assert reading.pilot.unreadable_ids == {"M2", "M4"}


def test_places_stay_true_after_an_item_was_left_out(sound: Path) -> None:
    change(sound, "milestones.yaml", "due: 2025-08-31", "due: soon")
    reading = reread(sound)
    assert reading.pilot is not None
    assert reading.pilot.milestones[0].id == "M2"
    assert reading.sources["milestones.yaml"].mark(("milestones", 0, "due")).line + 1 == 4


def test_an_unknown_field_is_told_and_its_item_is_kept(sound: Path) -> None:
    change(sound, "milestones.yaml", "due: 2025-08-31", "deu: 2025-08-31")
    reading = reread(sound)
    assert reading.pilot is not None
    assert len(reading.pilot.milestones) == 7
    fault = reading.sources["milestones.yaml"].faults[0]
    assert (fault.rule, str(fault.help)) == ("S02", "did you mean due?")


def test_a_key_that_stands_twice_makes_its_item_uncertain(sound: Path) -> None:
    change(sound, "milestones.yaml", "weight: 1, done", "weight: 1, weight: 2, done")
    reading = reread(sound)
    assert faults(reading) == [("F04", "milestones.yaml")]
    assert reading.pilot is not None
    assert "M1" not in {item.id for item in reading.pilot.milestones}


def test_a_fault_outside_any_item_makes_the_file_unreadable(sound: Path) -> None:
    change(sound, "pilot.yaml", "term: {start: 2025-07-01", "term: {start: 1.7.2025")
    reading = reread(sound)
    assert reading.pilot is None
    assert ("D03", "pilot.yaml") in faults(reading)
    assert [(item.path, item.object) for item in reading.unreadable] == [(f"{PILOT}/pilot.yaml", "yx-titles-01")]


@pytest.mark.parametrize("name", ["pilot.yaml", "milestones.yaml", "outcomes.yaml"])
def test_a_missing_file_is_named_and_the_others_are_still_read(sound: Path, name: str) -> None:
    (sound / PILOT / name).unlink()
    reading = reread(sound)
    assert faults(reading) == [("F07", name)]
    assert reading.pilot is None or not reading.pilot.complete


def test_gb18030_and_utf16_are_named(sound: Path) -> None:
    text = (sound / PILOT / "pilot.yaml").read_text(encoding="utf-8")
    for encoding, word in (("gb18030", "GB18030"), ("utf-16", "UTF-16")):
        (sound / PILOT / "pilot.yaml").write_bytes(text.encode(encoding))
        problem = reread(sound).sources["pilot.yaml"].problems[0]
        assert problem.rule == "F01"
        assert word in str(problem.message)


def test_a_byte_order_mark_is_a_warning_and_places_do_not_move(sound: Path) -> None:
    file = sound / PILOT / "milestones.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    reading = reread(sound)
    assert faults(reading) == [("F02", "milestones.yaml")]
    assert reading.pilot is not None
    assert reading.sources["milestones.yaml"].mark(("milestones", 0, "id")).column == 9


def test_windows_line_ends_change_nothing(sound: Path) -> None:
    before = reread(sound).pilot
    for name in ("pilot.yaml", "milestones.yaml", "outcomes.yaml"):
        file = sound / PILOT / name
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    after = reread(sound).pilot
    assert before is not None
    assert after is not None
    assert (after.file, after.milestones, after.indicators) == (before.file, before.milestones, before.indicators)


def test_a_file_over_the_limit_is_not_read(sound: Path) -> None:
    with (sound / PILOT / "outcomes.yaml").open("r+b") as stream:
        stream.truncate(300 * 1024 * 1024)
    problem = reread(sound).sources["outcomes.yaml"].problems[0]
    assert problem.rule == "F03"
    assert f"{SIZE_LIMIT:,}" in str(problem.message)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(sound: Path) -> None:
    (sound / PILOT / "pilot.yaml").chmod(0)
    assert faults(reread(sound)) == [("F01", "pilot.yaml")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_place_of_a_file_is_not_waited_for(sound: Path) -> None:
    (sound / PILOT / "milestones.yaml").unlink()
    os.mkfifo(sound / PILOT / "milestones.yaml")
    (sound / PILOT / "outcomes.yaml").unlink()
    (sound / PILOT / "outcomes.yaml").mkdir()
    assert faults(reread(sound)) == [("F01", "milestones.yaml"), ("F01", "outcomes.yaml")]


def test_a_link_out_of_the_ledger_is_not_followed(sound: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.yaml"
    (sound / PILOT / "outcomes.yaml").rename(outside)
    (sound / PILOT / "outcomes.yaml").symlink_to(outside)
    assert faults(reread(sound)) == [("F01", "outcomes.yaml")]


def test_evidence_is_examined_on_disk(sound: Path, tmp_path: Path) -> None:
    folder = sound / PILOT / "evidence"
    (folder / "plan.txt").unlink()
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (folder / "filing.txt").unlink()
    (folder / "filing.txt").symlink_to(tmp_path / "secret.txt")
    reading = reread(sound)
    assert reading.pilot is not None
    state = reading.pilot.attachments
    assert "is not there" in state["E1"].problem
    assert state["E2"].sha256 == reading.pilot.file.evidence[1].sha256
    assert "out of the ledger" in state["E4"].problem


def test_a_stray_yaml_file_is_named(sound: Path) -> None:
    (sound / "pilots" / "notes.yaml").write_text("a: 1\n", encoding="utf-8")
    (sound / PILOT / "milestones.yml").write_text("a: 1\n", encoding="utf-8")
    (sound / PILOT / "evidence" / "data.yaml").write_text("a: 1\n", encoding="utf-8")
    assert [source.path for source in read_config(DiskTree(sound)).strays] == ["pilots/notes.yaml"]
    assert faults(reread(sound)) == [("F07", "milestones.yml")]


def test_the_root_is_the_nearest_folder_upwards(sound: Path, tmp_path: Path) -> None:
    assert find_root(sound / PILOT / "evidence") == sound
    with pytest.raises(LedgerNotFound, match="root DIR"):
        find_root(tmp_path)


def test_without_programme_nothing_in_the_ledger_has_a_meaning(sound: Path) -> None:
    (sound / "catalogue.yaml").write_text("domains: [\n", encoding="utf-8")
    config = read_config(DiskTree(sound))
    with pytest.raises(LedgerUnreadable, match=r"catalogue\.yaml can't be read"):
        config.require()
