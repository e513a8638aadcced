"""P12 names the field and both values where the seal can tell."""

import re
import time
from pathlib import Path

import pytest

from checking import check_folder
from rules.overlay import AS_OF, HOME, SOUND, copy_folder


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


def test_a_value_that_nothing_fits_is_given_up_soon(tmp_path: Path) -> None:
    begun = time.perf_counter()
    message = said(tmp_path, "outcomes.yaml", "title: Median days from application to result", "title: Days")
    assert message == "I2 differs from the sealed plan"
    assert time.perf_counter() - begun < 20
