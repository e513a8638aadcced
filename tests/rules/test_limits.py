"""Files made to hurt: too large, too deep, aliases within aliases. Each is one finding, told at once."""

from pathlib import Path

import pytest

from checking import check_folder
from rules.overlay import AS_OF, HOME, SOUND, copy_folder
from talentpilot.store.tree import SIZE_LIMIT

LAUGHS = "\n".join(f"b{level}: &b{level} [{', '.join([f'*b{level - 1}'] * 9)}]" for level in range(1, 12))


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("schema: talentpilot/milestones/1\n#" + "x" * SIZE_LIMIT, "F03", "the limit is"),
        ("milestones: " + "[" * 10_000, "F03", "nesting deeper than"),
        ("milestones: " + "{a: " * 10_000, "F03", "nesting deeper than"),
        ("b0: &b0 [a]\n" + LAUGHS, "F09", "anchor"),
        ("milestones: &a [*a]", "F09", "anchor"),
    ],
    ids=["large", "deep brackets", "deep braces", "laughs", "ring"],
)
def test_a_file_made_to_hurt_is_told_and_hides_nothing_else(text: str, rule: str, says: str, tmp_path: Path) -> None:
    copy_folder(SOUND, tmp_path)
    (tmp_path / HOME / "milestones.yaml").write_text(text, "utf-8")
    (tmp_path / HOME / "outcomes.yaml").write_text("- nothing", "utf-8")
    found = check_folder(tmp_path, AS_OF, today=AS_OF).diagnostics
    said = {(item.rule, says in str(item.message)) for item in found if item.location.path.endswith("milestones.yaml")}
    assert (rule, True) in said
    assert "F05" in {item.rule for item in found if item.location.path.endswith("outcomes.yaml")}
