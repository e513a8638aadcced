# ruff: noqa: E501 - a case reads best on one line
"""`talentpilot fmt`: dates, digits, encoding, line ends and the order of keys; never prose, never a comment."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from cli.writing import HOME, changed_lines, replace, tree_of
from talentpilot.model.milestones import MilestonesFile
from talentpilot.model.pilot import PilotFile
from talentpilot.model.programme import Programme
from talentpilot.store.yaml.formatter import canonical

Run = Callable[..., Any]
ROOT = Path(__file__).parents[2]
M = "milestones:\n"

CASES: dict[str, tuple[type[BaseModel], str, str]] = {
    "dates": (
        MilestonesFile, M + "  - {id: M1, due: 2026-6-1, done: '2026/06/02', title: 2026年6月1日} # 2026-6-1\n",
        M + "  - {id: M1, title: 2026年6月1日, due: 2026-06-01, done: '2026-06-02'} # 2026-6-1\n",
    ),
    "digits and codes": (
        MilestonesFile, M + "- id: Ｍ１ # Ｍ１\n  weight: １．５\n  note: １．５\n  evidence: [Ｅ１, “E2”]\n",
        M + "- id: M1 # Ｍ１\n  weight: 1.5\n  note: １．５\n  evidence: [E1, E2]\n",
    ),
    "what could only be guessed stays": (
        MilestonesFile, M + "- {id: M1, due: 6/1/2026, weight: 1，000, done: 46082}\n",
        M + "- {id: M1, due: 6/1/2026, weight: \"1,000\", done: 46082}\n",
    ),
    "an adjustment's values by the type of what they change": (
        PilotFile,
        "adjustments:\n- id: A1\n  changes:\n  - {path: milestones/M1/due, from: 2026/1/2, to: ２０２６-01-03}\n  - {path: milestones/M1/weight, from: 20260101, to: ２}\n  - {path: milestones/M1/title, from: 2026/1/2, to: ２}\n",
        "adjustments:\n- id: A1\n  changes:\n  - {path: milestones/M1/due, from: 2026-01-02, to: 2026-01-03}\n  - {path: milestones/M1/weight, from: 20260101, to: 2}\n  - {path: milestones/M1/title, from: 2026/1/2, to: ２}\n",
    ),
    "prose and lists of an adjustment": (
        PilotFile,
        "adjustments:\n- id: A1\n  changes:\n  - {path: milestones/M1/standard, from: “a”, to: （２）}\n  - {path: title, from: “a”, to: ２}\n  - {path: roles/units, from: ［a］, to: [ａ, b]}\n  - {path: indicators/I1/checkpoints, to: [{date: 2026．6．30, value: ７}]}\n",
        "adjustments:\n- id: A1\n  changes:\n  - {path: milestones/M1/standard, from: “a”, to: （２）}\n  - {path: title, from: “a”, to: ２}\n  - {path: roles/units, from: ［a］, to: [a, b]}\n  - {path: indicators/I1/checkpoints, to: [{date: 2026-06-30, value: 7}]}\n",
    ),
    "keys in lines": (
        MilestonesFile, M + "  - title: x\n    due: 2026-01-01\n    id: M1\n\n  # about two\n  - owner: b\n    id: M2\n",
        M + "  - id: M1\n    title: x\n    due: 2026-01-01\n\n  # about two\n  - id: M2\n    owner: b\n",
    ),
    "keys stay where a comment would lose its place": (
        MilestonesFile, M + "  - title: x # why\n    id: M1\n  - title: y\n    # about\n    id: M2\n  - title: z\n    id: M3 # end\n",
        M + "  - title: x # why\n    id: M1\n  - title: y\n    # about\n    id: M2\n  - title: z\n    id: M3 # end\n",
    ),
    "unknown keys stay behind": (
        MilestonesFile, M + "  - {x: 1, title: x, id: M1}\nschema: talentpilot/milestones/1\n",
        "schema: talentpilot/milestones/1\n" + M + "  - {id: M1, title: x, x: 1}\n",
    ),
    "a text block stays as it is": (
        MilestonesFile, M + "  - note: |\n      2026-6-1\n\n       １ \n    id: M1\n",
        M + "  - id: M1\n    note: |\n      2026-6-1\n\n       １ \n",
    ),
    "line ends": (MilestonesFile, "a: 1\r\nb: 2\r\nc: 3\n", "a: 1\r\nb: 2\r\nc: 3\r\n"),
    "line ends of one kind stay": (MilestonesFile, "a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\r\n"),
    "the final line end": (MilestonesFile, "a: 1\nb: 2", "a: 1\nb: 2\n"),
    "empty lines at the end": (MilestonesFile, "a: 1\nb: 2\n\n  \n", "a: 1\nb: 2\n"),
    "regions and periods": (
        PilotFile, "reports:\n- {period: ２０２６Ｑ１, submitted: 2026.4.1}\nregion: '９９００００'\n",
        "region: '990000'\nreports:\n- {period: 2026Q1, submitted: 2026-04-01}\n",
    ),
    "a programme": (
        Programme, "rules: {severity: {M04: ｏｆｆ}}\nterm: {end: 2027-6-30, start: 2025-7-1}\n",
        "term: {start: 2025-07-01, end: 2027-06-30}\nrules: {severity: {M04: off}}\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_canonical_form(name: str) -> None:
    model, before, after = CASES[name]
    formed = canonical(before.encode(), model)
    assert formed.content.decode() == after
    assert formed.problem is None
    assert bool(formed.done) == (before != after)
    assert canonical(formed.content, model).content == formed.content


KEYS = ("id", "title", "due", "weight", "done", "note", "evidence", "x")
VALUES = ("2026-6-1", "2026年06月1日", "'2026/6/1'", "１２", "M1", "甲：乙", '"a: #"', "[Ｅ１, E2]", "{zh: １, en: b}", "~", "", "|\n      two\n       lines", "20260601", "x # y")  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> bytes:
    lines = ["schema: talentpilot/milestones/1", draw(st.sampled_from(("milestones: # all", "milestones:")))]
    for _ in range(draw(st.integers(1, 3))):
        keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=True))
        for number, key in enumerate(keys):
            lines += draw(st.sampled_from(((), (), (), ("    # a remark",), ("",))))
            value = draw(st.sampled_from(VALUES))
            note = "" if "|" in value else draw(st.sampled_from(("", "", "", " # note")))
            lines.append(f"{'  - ' if number == 0 else '    '}{key}: {value}{note}")
    ends = draw(st.sampled_from((("\n",), ("\r\n",), ("\n", "\r\n"))))
    text = "".join(line + draw(st.sampled_from(ends)) for block in lines for line in block.split("\n"))
    text += draw(st.sampled_from(("", "\n\n", "# end")))
    return draw(st.sampled_from((b"", b"\xef\xbb\xbf"))) + text.encode()


@pytest.mark.slow
@settings(max_examples=300)
@given(files())
def test_formatting_twice_is_formatting_once_and_no_comment_or_prose_is_lost(content: bytes) -> None:
    once = canonical(content, MilestonesFile)
    assert once.problem is None
    assert canonical(once.content, MilestonesFile) == type(once)(once.content)
    before, after = content.removeprefix(b"\xef\xbb\xbf").decode(), once.content.decode()
    remarks = re.compile(r"#[^\r\n]*")
    assert sorted(map(str.rstrip, remarks.findall(before))) == sorted(map(str.rstrip, remarks.findall(after)))
    old, new = (yaml.load(text, Loader=yaml.CBaseLoader)["milestones"] for text in (before, after))
    assert [set(item) for item in old] == [set(item) for item in new]
    for one, two in zip(old, new, strict=True):
        assert {key: one.get(key) for key in ("title", "note", "x")} == {
            key: two.get(key) for key in ("title", "note", "x")
        }
    assert "\r\n" not in after or after.count("\r\n") == after.count("\n")
    assert after.endswith("\n")


@pytest.fixture
def untidy(sound: Path) -> Path:
    replace(sound, "milestones.yaml", "due: 2026-06-30", "due: 2026年6月30日")
    file = sound / HOME / "outcomes.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    return sound


def test_files_are_put_into_form_and_named(run: Run, untidy: Path) -> None:
    before = tree_of(untidy)
    ran = run("fmt", "--root", untidy)
    assert ran.code == 0
    assert ran.out.splitlines()[-3:-1] == [
        f"{HOME}/milestones.yaml: 1 value corrected",
        f"{HOME}/outcomes.yaml: byte-order mark taken off",
    ]
    assert [line for line in changed_lines(before, tree_of(untidy)) if "milestones.yaml +" in line] == [
        "milestones.yaml +   - {id: M4, title: Mid-term self-assessment, owner: yx-hrss, due: 2026-06-30, weight: 1}"
    ]
    assert run("validate", "--root", untidy, "--as-of", "2026-03-31").code == 0
    ran = run("fmt", "--root", untidy, "--check")
    assert (ran.code, ran.out) == (0, "0 of 6 files not in canonical form\n")


@pytest.mark.parametrize("option", ["--check", "--dry-run"])
def test_looking_writes_nothing(run: Run, untidy: Path, option: str) -> None:
    before = tree_of(untidy)
    ran = run("fmt", "--root", untidy, option)
    assert ran.code == (1 if option == "--check" else 0)
    assert "milestones.yaml" in ran.out
    assert tree_of(untidy) == before


def test_a_file_in_gb18030_is_converted_when_asked(run: Run, sound: Path) -> None:
    file = sound / HOME / "pilot.yaml"
    text = file.read_text("utf-8")
    file.write_bytes(text.encode("gb18030"))
    before = tree_of(sound)
    ran = run("fmt", "yx-titles-01", "--root", sound)
    assert (ran.code, "pilot.yaml can't be put into canonical form: " in ran.err) == (1, True)
    assert tree_of(sound) == before
    assert run("fmt", "yx-titles-01", "--from", "gb18030", "--root", sound).code == 0
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("argv", [("--from", "klingon"), ("yx-titles-9",)])
def test_what_does_not_exist_is_refused(run: Run, sound: Path, argv: tuple[str, ...]) -> None:
    (sound / HOME / "pilot.yaml").write_bytes("标题".encode("gb18030"))
    before = tree_of(sound)
    assert run("fmt", *argv, "--root", sound).code == 2
    assert tree_of(sound) == before


def test_a_file_that_can_not_be_read_is_named_and_hides_no_other(run: Run, untidy: Path) -> None:
    replace(untidy, "pilot.yaml", "title: {zh", "title: {{zh")
    pilot = (untidy / HOME / "pilot.yaml").read_bytes()
    ran = run("fmt", "--root", untidy)
    assert (ran.code, "pilot.yaml can't be put" in ran.err) == (1, True)
    assert (untidy / HOME / "pilot.yaml").read_bytes() == pilot
    assert "2026年" not in (untidy / HOME / "milestones.yaml").read_text("utf-8")


def test_the_seal_holds_over_the_whole_example_ledger(run: Run, tmp_path: Path) -> None:
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "pilots", tmp_path / "pilots")
    at = ("--root", tmp_path, "--as-of", "2026-09-30", "--format", "brief")
    before = re.sub(r":\d+:\d+:", ":", run("validate", *at).out)
    assert run("fmt", "--root", tmp_path).code == 0
    assert sorted(re.sub(r":\d+:\d+:", ":", run("validate", *at).out).split("\n")) == sorted(before.split("\n"))


def test_the_example_ledger_is_in_canonical_form(run: Run) -> None:
    ran = run("fmt", "--check", "--root", ROOT)
    assert ran.code == 0, ran.out
