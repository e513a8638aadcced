"""Where a code or an id is not known, the help names the one that was probably meant."""

from pathlib import Path

import pytest

from checking import check_folder
from rules.overlay import AS_OF, HOME, SOUND, copy_folder


def helps(root: Path, file: str, old: str, new: str, rules: tuple[str, ...] = ("S07", "P10")) -> list[str]:
    copy_folder(SOUND, root)
    place = root / file
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")
    found = check_folder(root, AS_OF, today=None).diagnostics
    return [str(item.help) for item in found if item.rule in rules]


@pytest.mark.parametrize("typed", ["890000", "920000", "991000", "990500", "990010", "990001", "909000"])
def test_a_region_of_the_pilot_with_one_wrong_digit(typed: str, tmp_path: Path) -> None:
    said = helps(tmp_path, f"{HOME}/pilot.yaml", "region: 990000", f"region: {typed}")
    assert said
    assert any("did you mean" in one and "990000" in one for one in said)


def test_a_region_of_an_organization(tmp_path: Path) -> None:
    (said,) = helps(
        tmp_path, "programme.yaml", 'kind: hrss_department, region: "990100"', "kind: hrss_department, region: 980100"
    )
    assert said.startswith("did you mean 990100?")


def test_where_the_ledger_has_nothing_near_a_province_is_named(tmp_path: Path) -> None:
    (said, *_) = helps(tmp_path, f"{HOME}/pilot.yaml", "region: 990000", "region: 380000")
    assert said.startswith("did you mean one of ")


def test_evidence_that_is_cited_by_its_title(tmp_path: Path) -> None:
    (said,) = helps(
        tmp_path, f"{HOME}/milestones.yaml", "evidence: [E1]", 'evidence: ["Pilot plan, as filed"]', rules=("R03",)
    )
    assert said.startswith("did you mean E1?")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("E1、E2", "write [E1, E2]"),
        ("E1 , E2", "write [E1, E2]"),
        ("E1", "write [E1]"),
        ("as in the report", "write a list, such as [E1, E2]"),
    ],
)
def test_a_list_without_brackets(typed: str, said: str, tmp_path: Path) -> None:
    assert helps(tmp_path, f"{HOME}/milestones.yaml", "evidence: [E1]", f'evidence: "{typed}"', rules=("S03",)) == [
        said
    ]


def test_a_field_by_its_chinese_name(tmp_path: Path) -> None:
    assert helps(tmp_path, f"{HOME}/pilot.yaml", "  lead:", "  牵头单位:", rules=("S02",)) == ["did you mean lead?"]
