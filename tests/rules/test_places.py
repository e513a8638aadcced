"""Ledger-wide findings are placed without reading a pilot again."""

from pathlib import Path

import pytest

from checking import check_folder
from rules.overlay import AS_OF, copy_folder
from talentpilot.services.validation import ledger as validation


def test_no_pilot_is_read_again_for_the_places_of_ledger_wide_findings(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, copied, renamed = (sound / "pilots" / f"yx-titles-0{number}" for number in (1, 2, 3))
    copy_folder(first, copied)
    copy_folder(first, renamed)
    file = renamed / "pilot.yaml"
    text = file.read_text("utf-8").replace("id: yx-titles-01", "id: yx-titles-03", 1)
    file.write_text(text.replace("{id: B1, ", "{id: B1, same_as: yx-titles-03/B77, ", 1), "utf-8")

    expected = check_folder(sound, AS_OF, today=None).diagnostics
    assert {"S06", "X01", "P07", "R05"} <= {item.rule for item in expected}

    def refuse(*_: object) -> None:
        raise AssertionError("a pilot was read again")

    monkeypatch.setattr(validation, "read_pilot", refuse)
    assert check_folder(sound, AS_OF, today=None).diagnostics == expected


def test_the_help_names_the_line_of_the_first_of_two(sound: Path) -> None:
    steps, programme = sound / "pilots" / "yx-titles-01" / "milestones.yaml", sound / "programme.yaml"
    lines = steps.read_text("utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if "id: M2" in line)
    steps.write_text("\n".join(lines).replace("id: M3", "id: M2") + "\n", "utf-8")
    text = programme.read_text("utf-8")
    organization = next(line for line in text.splitlines() if "{id: " in line)
    twice = text.replace(f"{organization}\n", f"{organization}\n{organization}\n", 1)
    programme.write_text(twice, "utf-8")
    said = {
        item.rule: str(item.help)
        for item in check_folder(sound, AS_OF, today=None).diagnostics
        if "it stands first in" in str(item.help)
    }
    number = twice.splitlines().index(organization) + 1
    assert said["S05"].startswith(f"it stands first in milestones.yaml:{first};")
    assert [said[rule] for rule in said if rule != "S05"] == [
        f"it stands first in programme.yaml:{number}; keep one of the two, or give one its own id"
    ]
