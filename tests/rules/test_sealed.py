"""P12 names the field and both values where the seal can tell."""

import re
import shutil
from pathlib import Path

import pytest

from checking import check_folder
from rules.overlay import AS_OF, HOME, SOUND, copy_folder
from talentpilot.analysis.seal import digest, head_part, plan_part, seal_of
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

EXAMPLE = Path(__file__).parent.parent.parent


def said(root: Path, file: str, old: str, new: str) -> str:
    copy_folder(SOUND, root)
    place = root / HOME / file
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")
    (found,) = [item for item in check_folder(root, AS_OF, today=None).diagnostics if item.rule == "P12"]
    return str(found.message)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("milestones.yaml", "due: 2026-10-31", "due: 2026-11-30", "M5 …: due was 2026-10-31, is 2026-11-30"),
        ("milestones.yaml", "nj-hrss, due: 2026-10", "yx-edu, due: 2026-10", "M5 …: owner was nj-hrss, is yx-edu"),
        ("milestones.yaml", "due: 2026-06-30, weight: 1", "due: 2026-06-30, weight: 2.5", "M4 …: weight was 1, is 2.5"),
        ("outcomes.yaml", "target: {value: 75,", "target: {value: 80,", "I2 …: target/value was 75, is 80"),
        ("outcomes.yaml", "2025-06-30}", "2025-06-29}", "I1 …: baseline/date was 2025-06-30, is 2025-06-29"),
        ("outcomes.yaml", "    key: true\n", "", "I1 …: key was true, is false"),
        ("pilot.yaml", "end: 2027-06-30", "end: 2027-06-29", "term/end was 2027-06-30, is 2027-06-29"),
        ("pilot.yaml", "  lead: yx-hrss", "  lead: yx-eval", "lead was yx-hrss, is yx-eval"),
        ("milestones.yaml", "title: Second review round", "title: Another round", "M6 …"),
    ],
)  # fmt: skip
def test_a_changed_field_is_named_with_both_values(file: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    message = said(tmp_path, file, old, new)
    assert re.search(re.escape(says).replace("…", "differs from the sealed plan") + "$", message), message


def test_a_seal_of_2026_1_tells_the_field_too(tmp_path: Path) -> None:
    """The seals of the example leave lag_days out, as method 2026.1 did."""
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(EXAMPLE / name, tmp_path / name)
    shutil.copytree(EXAMPLE / "pilots" / "yx-titles-03", tmp_path / "pilots" / "yx-titles-03")
    file = tmp_path / "pilots" / "yx-titles-03" / "outcomes.yaml"
    text = file.read_text("utf-8")
    text = text.replace("target: {value: 40,", "target: {value: 41,").replace("weight: 1\n", "weight: 5\n", 1)
    file.write_text(text, "utf-8")
    said = [str(item.message) for item in check_folder(tmp_path, AS_OF, today=None).diagnostics if item.rule == "P12"]
    assert "I1 differs from the sealed plan: target/value was 40, is 41" in said
    assert any(one.endswith("weight was 1, is 5") for one in said)


def test_a_changed_checkpoint_is_named_with_both_values(tmp_path: Path) -> None:
    copy_folder(SOUND, tmp_path)
    home = tmp_path / HOME
    file = home / "outcomes.yaml"
    goal = "    target: {value: 90, date: 2027-06-30}\n"
    planned = f"{goal}    checkpoints: [{{date: 2025-12-31, value: 20}}, {{date: 2026-06-30, value: 45}}]\n"
    file.write_text(file.read_text("utf-8").replace(goal, planned), "utf-8")
    pilot = read_pilot(DiskTree(tmp_path), home.name, tmp_path).pilot
    assert pilot is not None
    assert pilot.file.approval is not None
    text = (home / "pilot.yaml").read_text("utf-8")
    text = text.replace(pilot.file.approval.seal["I1"], seal_of(pilot)["I1"])
    (home / "pilot.yaml").write_text(text, "utf-8")
    for old, new, says in (
        ("value: 45}]", "value: 40}]", "checkpoints/2/value was 45, is 40"),
        (
            "date: 2025-12-31, value: 20",
            "date: 2025-11-30, value: 20",
            "checkpoints/1/date was 2025-12-31, is 2025-11-30",
        ),
    ):
        sealed = file.read_text("utf-8")
        file.write_text(sealed.replace(old, new, 1), "utf-8")
        (found,) = [item for item in check_folder(tmp_path, AS_OF, today=None).diagnostics if item.rule == "P12"]
        assert str(found.message).endswith(says), found.message
        file.write_text(sealed, "utf-8")


def test_a_text_that_was_changed_is_not_found(tmp_path: Path) -> None:
    message = said(tmp_path, "outcomes.yaml", "title: Median days from application to result", "title: Days")
    assert message == "I2 differs from the sealed plan"


def test_no_more_values_are_tried_after_two_steps_that_none_fits(tmp_path: Path) -> None:
    """A replacement in the texts of a whole ledger changes hundreds of steps, none of which a value would fit."""
    copy_folder(SOUND, tmp_path)
    file = tmp_path / HOME / "milestones.yaml"
    moved = file.read_text("utf-8").replace("due: 2027-05-31", "due: 2027-06-15")
    for texts_changed, says in (
        ((), "M7 differs from the sealed plan: due was 2027-05-31, is 2027-06-15"),
        (("Mid-term",), "M7 differs from the sealed plan: due was 2027-05-31, is 2027-06-15"),
        (("Mid-term", "First full"), "M7 differs from the sealed plan"),
    ):
        text = moved
        for words in texts_changed:
            text = text.replace(words, "Other", 1)
        file.write_text(text, "utf-8")
        found = [str(one.message) for one in check_folder(tmp_path, AS_OF, today=None).diagnostics if one.rule == "P12"]
        assert len(found) == len(texts_changed) + 1
        assert found[-1] == says


def test_a_seal_of_2026_1_over_chinese_texts_of_several_lines_stands(sound: Path) -> None:
    """That method read a space between the lines of a Chinese text; the plan is the same, so nothing was changed."""
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    folded = "objective: >-\n  建立可核验的档案，\n  缩短评审周期\n"
    file.write_text(re.sub(r"^objective: .*\n", folded, file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    steps = sound / "pilots" / "yx-titles-01" / "milestones.yaml"
    text = steps.read_text("utf-8").replace("title: Mid-term self-assessment", 'title: "中期\n    自评"')
    steps.write_text(text, "utf-8")
    pilot = read_pilot(DiskTree(sound), "yx-titles-01", sound).pilot
    assert pilot is not None
    assert pilot.file.objective is not None
    assert pilot.file.objective.say("zh") == "建立可核验的档案，缩短评审周期"
    (step,) = (item for item in pilot.milestones if item.id == "M4")
    assert step.title.say("zh") == "中期自评"
    old = {
        "head": digest({**head_part(pilot), "objective": "建立可核验的档案， 缩短评审周期"}),
        "M4": digest({**plan_part(step), "title": "中期 自评"}),
    }
    for part, seal in old.items():
        text = re.sub(rf"^(    {part}: ).*$", rf"\g<1>{seal}", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(text, "utf-8")
    assert "P12" not in {item.rule for item in check_folder(sound, AS_OF, today=AS_OF).diagnostics}
    again = read_pilot(DiskTree(sound), "yx-titles-01", sound).pilot
    assert again is not None
    assert again.file.approval is not None
    kept = seal_of(again, again.file.approval.seal)
    assert {part: kept[part] for part in old} == old
    file.write_text(file.read_text("utf-8").replace("缩短评审周期", "缩短周期"), "utf-8")
    assert "P12" in {item.rule for item in check_folder(sound, AS_OF, today=AS_OF).diagnostics}
