"""The files of a new pilot: what stands in them, how values are quoted, and that they are written whole."""

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue, Task
from talentpilot.model.outcomes import Indicator
from talentpilot.model.programme import Organization
from talentpilot.model.starters import LONGEST_GAP, Starter, last_day, schedule
from talentpilot.model.units import BUILT_IN_UNITS
from talentpilot.store.new_pilot import NewPilot, in_comment, pilot_files, starters
from talentpilot.store.reader import read_config
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import Replacement, create_folder, replace_files
from talentpilot.store.yaml.editor import scalar, text_value
from talentpilot.store.yaml.parser import ABSENT, parse

CATALOGUE = Path(__file__).parents[1] / "golden" / "ledger"
LEAD = Organization.model_validate({"id": "yx-hrss", "kind": "hrss_department", "region": "990000", "zh": "省厅"})
UNIT = Organization.model_validate({"id": "nj-hrss", "kind": "hrss_department", "region": "990100"})
START = date(2026, 1, 1)


def catalogue() -> Catalogue:
    return read_config(DiskTree(CATALOGUE)).require()[1]


def every_starter() -> list[Starter]:
    known = starters()
    return [
        known.general,
        *(known.for_task(task.id) for domain in catalogue().domains for task in domain.tasks),
    ]


def a_pilot(title: Text) -> NewPilot:
    named = Task.model_validate({"id": "titles-integrity", "zh": "诚信档案"})
    return NewPilot("yx-titles-09", title, named, "990100", "南郊市", START, last_day(START, 24), LEAD, (UNIT,))


def test_the_eighteen_tasks_of_the_starter_catalogue_have_starters_of_their_own() -> None:
    tasks = [task.id for domain in catalogue().domains for task in domain.tasks]
    assert sorted(starter.id for starter in starters().tasks) == sorted(tasks)
    assert len(tasks) == 18


def test_a_task_without_a_starter_gets_the_general_one() -> None:
    assert starters().for_task("parks-of-tomorrow").id == "general"


@pytest.mark.parametrize("starter", every_starter(), ids=lambda starter: str(starter.id))
def test_indicators_are_sound(starter: Starter) -> None:
    levels = Counter(item.level for item in starter.indicators)
    assert levels["outcome"] >= 1
    assert levels["output"] >= 1
    assert sum(item.key for item in starter.indicators) == 1
    for item in starter.indicators:
        assert item.unit in BUILT_IN_UNITS
        assert item.reporting != "per_period" or item.direction == "increase"  # I02
        assert item.direction != "within"  # its target has two values


@pytest.mark.parametrize("starter", every_starter(), ids=lambda starter: str(starter.id))
def test_every_text_of_a_starter_stands_in_both_languages(starter: Starter) -> None:
    texts = [text for step in starter.steps for text in (step.title, step.deliverable)]
    texts += [text for item in starter.indicators for text in (item.title, item.source, item.counting) if text]
    for text in texts:
        assert text.zh
        assert text.en
        assert text.en.isascii()
    titles = [item.title.zh for item in starter.indicators]
    assert len(set(titles)) == len(titles)


def test_starters_hold_no_figure() -> None:
    """Baseline and target are not fields of a starter, so that none can slip in."""
    given_ = set(starters().general.indicators[0].model_fields_set)
    assert not given_ & {"baseline", "target", "checkpoints", "observations"}
    assert set(Indicator.model_fields) >= given_ - {"counting"}


@given(start=st.dates(date(2025, 1, 1), date(2030, 1, 1)), days=st.integers(0, 2000))
def test_steps_lie_in_the_term_in_order_without_half_a_year_between(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    due = [step.due for step in schedule(starters().for_task("titles-standards"), start, end)]
    assert due == sorted(due)
    stops = [start, *due, end]
    assert stops == sorted(stops)
    assert max((later - former).days for former, later in pairwise(stops)) <= LONGEST_GAP
    assert days < 6 or len(set(due)) == len(due)


def test_a_term_of_two_years_has_the_six_steps_at_the_ends_of_months() -> None:
    steps = schedule(starters().for_task("titles-integrity"), date(2025, 7, 1), date(2027, 6, 30))
    assert [step.step.stage for step in steps] == ["plan", "rules", "trial", "midterm", "full", "cases"]
    assert [str(step.due) for step in steps] == [
        "2025-08-31", "2025-11-30", "2026-03-31", "2026-06-30", "2026-11-30", "2027-04-30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2026-01-01", 24, "2027-12-31"), ("2024-02-29", 24, "2026-02-27"), ("2025-08-31", 6, "2026-02-27")],
)
def test_a_term_of_months_ends_the_day_before(start: str, months: int, end: str) -> None:
    assert last_day(date.fromisoformat(start), months) == date.fromisoformat(end)


# ---- values


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("职称评审诚信档案试点", "职称评审诚信档案试点"),
        ("Integrity records (trial)", "Integrity records (trial)"),
        ("a: b", '"a: b"'),
        ("yes", '"yes"'),
        ("010", '"010"'),
        ("#1", '"#1"'),
        ("{a}", '"{a}"'),
        ("two\nlines", '"two\\nlines"'),
        ('say "no"', '"say \\"no\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ("bell\x07", '"bell\\u0007"'),
        ("rocket 🚀", "rocket 🚀"),
    ],
)
def test_a_value_is_quoted_where_it_must_be(text: str, written: str) -> None:
    assert scalar(text) == written


@given(st.text(min_size=1))
def test_whatever_a_title_holds_is_read_back_as_it_was(words: str) -> None:
    assume(words.strip() and words not in ABSENT)
    for text in (Text(zh=words, en=words), Text(plain=words), Text(en=words)):
        data = parse(f"schema: x\ntitle: {text_value(text)}\n")
        assert not data.problems
        wanted = text.plain or {key: words for key in ("zh", "en") if getattr(text, key)}
        assert (data.data or {})["title"] == wanted


@given(st.text(min_size=1), st.text())
def test_a_whole_pilot_file_is_read_back_whatever_title_and_names_hold(words: str, name: str) -> None:
    assume(words.strip() and words not in ABSENT)
    odd = replace(
        a_pilot(Text(zh=words)),
        task=Task.model_construct(id="titles-integrity", zh=name, en=None),
        region_name=name,
        lead=LEAD.model_copy(update={"zh": name}),
        partners=(LEAD.model_copy(update={"id": "yx-edu", "zh": name}),),
        guide=UNIT.model_copy(update={"zh": name}),
    )
    read = parse(pilot_files(odd)["pilot.yaml"])
    assert not read.problems
    assert read.data is not None
    assert read.data["title"] == {"zh": words}
    assert read.data["task"] == "titles-integrity"
    assert read.data["roles"] == {
        "lead": "yx-hrss",
        "units": ["nj-hrss"],
        "partners": ["yx-edu"],
        "guide": "nj-hrss",
    }
    assert read.data["term"] == {"start": "2026-01-01", "end": "2027-12-31"}


@pytest.mark.parametrize("text", ["", "  ", "~", "null", "\udcff"])
def test_what_could_not_be_read_back_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem):
        scalar(text)


@given(st.text())
def test_a_name_in_a_comment_stays_on_its_line(name: str) -> None:
    assert len(in_comment(name).splitlines()) <= 1


# ---- writing

FILES = {"pilot.yaml": b"a: 1\n", "milestones.yaml": b"b: 2\n", "outcomes.yaml": b"c: 3\n"}


def everything_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_folder_is_made_with_all_its_files_and_nothing_else(tmp_path: Path) -> None:
    create_folder(tmp_path, "pilots/yx-titles-09", FILES)
    assert {name: (tmp_path / "pilots" / "yx-titles-09" / name).read_bytes() for name in FILES} == FILES
    assert everything_below(tmp_path / "pilots") == [
        "yx-titles-09", *sorted(f"yx-titles-09/{name}" for name in FILES),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
def test_what_exists_is_never_written_over(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "pilots" / "yx-titles-09"
    place.parent.mkdir()
    if kind == "folder":
        place.mkdir()
    elif kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to("nowhere")
    with pytest.raises(UsageProblem, match="exists already"):
        create_folder(tmp_path, "pilots/yx-titles-09", FILES)
    assert everything_below(place.parent) == ["yx-titles-09"]


def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "pilots").write_text("a file where the folder should be")
    with pytest.raises(StorageProblem):
        create_folder(tmp_path, "pilots/yx-titles-09", FILES)
    with pytest.raises(StorageProblem):
        create_folder(tmp_path, "other/yx-titles-09", {"deep": b"", "deep/er.yaml": b""})
    assert everything_below(tmp_path / "other") == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_process_killed_between_the_files_leaves_no_pilot_behind(tmp_path: Path, call: int) -> None:
    """fsync is called once a file and once for the folder, all before the move."""
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from talentpilot.store.writer import create_folder\n"
        "calls = 0\n"
        "def fsync(handle):\n"
        "    global calls\n"
        "    calls += 1\n"
        f"    if calls == {call}:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.fsync = fsync\n"
        "files = {'pilot.yaml': b'a', 'b.yaml': b'b', 'c.yaml': b'c'}\n"
        "create_folder(Path(sys.argv[1]), 'pilots/yx-titles-09', files)\n"
    )
    place = tmp_path / "pilots" / "yx-titles-09"
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False, env=os.environ)
    assert ended.returncode == -signal.SIGKILL
    assert not place.exists()
    assert DiskTree(tmp_path).names("pilots") == ()  # what is left is hidden from the reader
    left = next(place.parent.iterdir())
    assert (left / ".gitignore").read_text() == "*\n"  # and from git
    create_folder(tmp_path, "pilots/yx-titles-09", FILES)
    assert (place / "outcomes.yaml").is_file()
    assert [path.name for path in place.parent.iterdir()] == ["yx-titles-09"]


def test_files_are_replaced_together(tmp_path: Path) -> None:
    one, two = tmp_path / "pilot.yaml", tmp_path / "milestones.yaml"
    one.write_bytes(b"old")
    one.chmod(0o640)
    replace_files(tmp_path, {one.name: Replacement(b"old", b"new"), two.name: Replacement(None, b"made")})
    assert (one.read_bytes(), two.read_bytes()) == (b"new", b"made")
    assert one.stat().st_mode & 0o777 == 0o640
    assert everything_below(tmp_path) == ["milestones.yaml", "pilot.yaml"]


def test_nothing_is_replaced_when_one_file_has_changed_meanwhile(tmp_path: Path) -> None:
    one, two = tmp_path / "pilot.yaml", tmp_path / "milestones.yaml"
    one.write_bytes(b"old")
    two.write_bytes(b"changed by a colleague")
    with pytest.raises(UsageProblem, match="has changed since"):
        replace_files(tmp_path, {one.name: Replacement(b"old", b"new"), two.name: Replacement(b"old", b"new")})
    assert (one.read_bytes(), two.read_bytes()) == (b"old", b"changed by a colleague")
    assert everything_below(tmp_path) == ["milestones.yaml", "pilot.yaml"]


def test_a_move_that_fails_brings_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"
    one.write_bytes(b"old")
    move = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == three.name:
            raise OSError(28, "No space left on device")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(StorageProblem, match="No space left"):
        replace_files(
            tmp_path,
            {
                one.name: Replacement(b"old", b"new"),
                two.name: Replacement(None, b"new"),
                three.name: Replacement(None, b"n"),
            },
        )
    assert everything_below(tmp_path) == ["a.yaml"]
    assert one.read_bytes() == b"old"


def test_a_folder_that_can_not_be_made_brings_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = tmp_path / "a.yaml"
    one.write_bytes(b"old")
    make = os.mkdir

    def failing(path: str | Path, *more: Any, **named: Any) -> None:
        if Path(path).name == "evidence":
            raise OSError(28, "No space left on device")
        make(path, *more, **named)

    monkeypatch.setattr(os, "mkdir", failing)
    with pytest.raises(StorageProblem, match="No space left"):
        replace_files(tmp_path, {one.name: Replacement(b"old", b"new"), "evidence/b.pdf": Replacement(None, b"new")})
    assert everything_below(tmp_path) == ["a.yaml"]
    assert one.read_bytes() == b"old"
