"""A file with a further name (hard link): what replaces it says that the other name keeps the old content."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

Run = Callable[..., Ran]
HOME = "pilots/yx-titles-01"
ORGANIZATION = ("--organization", "nj-museum public_institution 990100 南江博物馆")
NEW = ("new", "--task", "titles-integrity", "--region", "990100", "--start", "2026-01-01", "--end", "2026-12-31")


def _unformatted(root: Path) -> None:
    file = root / HOME / "milestones.yaml"
    file.write_text(file.read_text("utf-8").replace("2025-08-31", "2025/8/31"), "utf-8")


def _schemas(root: Path) -> None:
    (root / "schemas").mkdir()
    (root / "schemas/pilot.json").write_text(
        '{"$comment": "Written by `talentpilot schema --write`; do not edit."}\n', "utf-8"
    )


@pytest.mark.parametrize(
    ("name", "prepare", "command"),
    [
        (f"{HOME}/milestones.yaml", _unformatted, ("fmt",)),
        ("schemas/pilot.json", _schemas, ("schema", "--write")),
        (
            "programme.yaml",
            None,
            (*NEW, "--lead", "nj-museum", "--unit", "nj-museum", "--title-zh", "博物馆职称诚信", *ORGANIZATION),
        ),
        (f"{HOME}/milestones.yaml", None, ("record", "forecast", "yx-titles-01/M3", "--date", "2026-05-01")),
        (f"{HOME}/pilot.yaml", None, ("rename", "yx-titles-01", "yx-titles-09")),
    ],
    ids=["fmt", "schema", "new", "record", "rename"],
)
def test_it_is_told(
    run: Run, sound: Path, tmp_path: Path, name: str, prepare: Callable[[Path], None] | None, command: tuple[str, ...]
) -> None:
    if prepare is not None:
        prepare(sound)
    (tmp_path / "other").hardlink_to(sound / name)
    before = (tmp_path / "other").read_bytes()
    ran = run(*command, "--root", sound, "--lang", "en")
    assert ran.code == 0, ran.err
    assert ran.err.count(f"{name} had further names (hard links); they keep the old content") == 1
    assert (tmp_path / "other").read_bytes() == before
