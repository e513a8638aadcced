"""A third year of books, kept in Chinese by hand by seven pilots of different kinds, and every mistake made in it.

The books stand in third/; a line that ends with `# since DAY` was written by that day. third_mistakes.yaml holds, for
the day on which it would have been made, what was typed in place of what, and what must be said to it.
third_figures.yaml holds the figures of each quarter, calculated apart from the program.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from checking import check_folder
from talentpilot.analysis.status import pilot_status
from talentpilot.i18n.translator import translator_for
from talentpilot.store.reader import read_config, read_pilot
from talentpilot.store.tree import DiskTree

HERE = Path(__file__).parent
BOOKS = HERE / "third"
MISTAKES = yaml.safe_load((HERE / "third_mistakes.yaml").read_text(encoding="utf-8"))
FIGURES = yaml.safe_load((HERE / "third_figures.yaml").read_text(encoding="utf-8"))
_SINCE = re.compile(r"  # since (\d{4}-\d\d-\d\d)$")


def lay_books(root: Path, day: date) -> None:
    """Write the books as they stood on a day."""
    for file in sorted(item for item in BOOKS.rglob("*") if item.is_file()):
        target = root / file.relative_to(BOOKS)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix != ".yaml":
            shutil.copy(file, target)
        elif lines := list(_known(file.read_text(encoding="utf-8"), day)):
            target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for file in root.glob("pilots/*/evidence/*"):
        if f"path: evidence/{file.name}" not in (file.parents[1] / "pilot.yaml").read_text(encoding="utf-8"):
            file.unlink()


def _known(text: str, day: date) -> Iterator[str]:
    for line in text.splitlines():
        mark = _SINCE.search(line)
        if mark is None or date.fromisoformat(mark[1]) <= day:
            yield line[: mark.start()] if mark is not None else line


def findings(root: Path, day: date) -> list[str]:
    """What is said of the books, in Chinese: place, severity, rule, message, help."""
    say = translator_for("zh", "findings")
    return [
        f"{item.location.path}:{item.location.line} {say.text(item.severity.value)}[{item.rule}] "
        f"{say.said(item.message)} = {say.said(item.help)}"
        for item in check_folder(root, day, today=day).diagnostics
    ]


@pytest.mark.slow
@pytest.mark.parametrize("day", MISTAKES, ids=str)
def test_no_mistake_of_the_third_year_passes_in_silence(tmp_path: Path, day: date) -> None:
    lay_books(tmp_path, day)
    before = set(findings(tmp_path, day))
    assert all("[E03]" in one for one in before), before
    wrong = []
    for what, mistake in MISTAKES[day].items():
        kept = {edit["file"]: (tmp_path / edit["file"]).read_bytes() for edit in mistake["edits"]}
        for edit in mistake["edits"]:
            _edit(tmp_path / edit["file"], edit)
        found = [one for one in findings(tmp_path, day) if one not in before]
        if not any(mistake["says"] in one for one in found):
            wrong.append((what, mistake["says"], found))
        for name, content in kept.items():
            (tmp_path / name).write_bytes(content)
    assert wrong == []


def _edit(file: Path, edit: dict[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    there = edit.get("there", "")
    assert text.count(there) == 1 or not there, edit
    changed = text.replace(there, edit["typed"]) if there else text + edit["typed"]
    file.write_bytes(changed.encode(edit.get("encoding", "utf-8")))


def test_there_are_enough_mistakes() -> None:
    assert sum(len(items) for items in MISTAKES.values()) >= 60


@pytest.mark.parametrize("day", FIGURES, ids=str)
def test_the_figures_of_the_year_are_those_calculated_by_hand(tmp_path: Path, day: date) -> None:
    lay_books(tmp_path, day)
    tree = DiskTree(tmp_path)
    programme = read_config(tree).require()[0]
    found = {}
    for name in FIGURES[day]:
        pilot = read_pilot(tree, name, tmp_path).pilot
        assert pilot is not None
        found[name] = _figures(pilot_status(pilot, programme, day))
    assert found == FIGURES[day]


def _figures(status: Any) -> dict[str, Any]:
    def lights(*parts: Any) -> str:
        return " ".join(part.rated.light.value if hasattr(part, "rated") else part.light.value for part in parts)

    def rounded(value: Any) -> float | None:
        return None if value is None else round(float(value), 4)

    return {
        "light": status.light.value if status.light is not None else None,
        "parts": lights(status.schedule, status.results, status.issues, status.reporting),
        "completion": rounded(status.schedule.completion),
        "gap": rounded(status.schedule.gap),
        "maturity": status.maturity,
        "indicators": {
            item.id: [
                rounded(item.actual),
                rounded(item.progress.value),
                rounded(item.expected),
                item.rated.light.value,
            ]
            for item in status.indicators
        },
    }
