"""`talentpilot explain`: rules, reasons, and every figure walked back to the line that states it."""

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-03-31")


def test_an_indicator_is_walked_back_to_its_lines(run: Run, golden_root: Path) -> None:
    ran = run("explain", "yx-titles-01/I1", "--root", golden_root, *DAY)
    assert ran.code == 0
    assert "progress: (41 − 0) / (90 − 0) = 45.6 %" in ran.out
    place = re.search(r"observation 2026-03-31: 41 %, evidence E4  \[(.+):(\d+):(\d+)\]", ran.out)
    assert place is not None
    line = (golden_root / place[1]).read_text(encoding="utf-8").split("\n")[int(place[2]) - 1]
    assert line[int(place[3]) - 1 :].startswith("41,")


def test_thresholds_are_placed_or_said_to_be_the_default(run: Run, golden_root: Path, sound: Path) -> None:
    out = run("explain", "yx-titles-01", "--root", golden_root, *DAY).out
    assert re.search(r"red_gap_pp: 30 pp  \[programme\.yaml:\d+:\d+\]", out)
    assert "red_gap_pp: 30 pp  [default]" in run("explain", "yx-titles-01", "--root", sound, *DAY).out


def nodes(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from nodes(part["parts"])


@pytest.mark.parametrize("subject", ["yx-titles-01", "yx-titles-01/M3", "yx-titles-01/I4"])
def test_the_document_carries_every_place(run: Run, golden_root: Path, subject: str) -> None:
    found = json.loads(run("explain", subject, "--root", golden_root, *DAY, "--format", "json").out)
    assert list(found) == ["schema", "as_of", "revision", "subject", "title", "explanation", "unreadable"]
    schema = json.loads((files("talentpilot") / "_schemas" / "explanation-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(found)
    inputs = [given for node in nodes(found["explanation"]) for given in node["inputs"]]
    assert len(inputs) > 5
    for given in inputs:
        assert given["default"] == (given["line"] is None)
        assert (golden_root / given["path"]).is_file()


EXAMPLE = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("subject", "expected", "line"),
    [
        ("yx-experts-01/A5", "state: in force since 2026-09-10", "2027-06-30"),
        ("yx-titles-01/A2", "state: not in force, it was rejected", "rejected"),
        ("yx-titles-01/B1", "open days: 2026-09-30 − 2025-10-20 = 345 days", "2025-10-20"),
        ("yx-education-02/B1", "settled: 2026-05-12", "2026-03-09"),
        ("yx-overseas-01/P1", "Nanjiao HRSS Bureau: 2026-06-15, counts as replication", "2026-07-10"),
        ("yx-titles-01/E7", "verified: 2026-05-08", "original_seen"),
        ("yx-titles-01/S1", "amount: 300000", "300000"),
    ],
)
def test_what_is_on_the_file_is_walked_back_to_its_lines(run: Run, subject: str, expected: str, line: str) -> None:
    at = ("--root", EXAMPLE, "--as-of", "2026-09-30")
    text = run("explain", subject, *at).out
    assert expected in text
    found = json.loads(run("explain", subject, *at, "--format", "json").out)
    schema = json.loads((files("talentpilot") / "_schemas" / "explanation-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(found)
    places = [given for node in nodes(found["explanation"]) for given in node["inputs"]]
    texts = [(EXAMPLE / one["path"]).read_text(encoding="utf-8").split("\n")[one["line"] - 1] for one in places]
    assert any(text[one["column"] - 1 :].startswith(line) for text, one in zip(texts, places, strict=True))
    assert not re.search(r"[a-z]{4,}: ", run("explain", subject, *at, "--lang", "zh").out.split("[", 1)[0])


@pytest.mark.parametrize(
    ("subject", "chinese", "english", "code"),
    [
        ("yx-titles-01", "牵头单位：云溪省人力资源和社会保障厅", "lead: Yunxi HRSS Department", "yx-hrss"),
        ("yx-titles-01/M3", "责任单位：南郊市人力资源和社会保障局", "owner: Nanjiao HRSS Bureau", "nj-hrss"),
        ("yx-titles-01/B1", "类型：数据", "kind: Data", "data"),
        ("yx-titles-01/B1", "所需层级：部级", "needs: Ministry", "ministry"),
        ("yx-titles-01/A2", "批准机关：云溪省人力资源和社会保障厅", "authority: Yunxi HRSS Department", "yx-hrss"),
        ("yx-titles-01/E7", "方式：核对原件", "method: original seen", "original_seen"),
        ("yx-titles-01/S1", "给予单位：云溪省人力资源和社会保障厅", "grantor: Yunxi HRSS Department", "yx-hrss"),
        ("yx-overseas-01/P1", "青岑市（虚构）：2026-07-01", "Qingcen (fictional): 2026-07-01", "nj-hrss"),
        ("yx-experts-01/M7", "，原为青岑市人才服务中心", ", before Qingcen Talent Service Centre", "qc-tsc"),
    ],
)
def test_people_read_names_and_programs_codes(run: Run, subject: str, chinese: str, english: str, code: str) -> None:
    at = ("explain", subject, "--root", EXAMPLE, "--as-of", "2026-09-30")
    assert chinese in run(*at, "--lang", "zh").out
    assert english in run(*at).out
    assert f'"{code}"' in run(*at, "--format", "json").out


def test_a_decision_of_a_later_day_is_not_told(run: Run) -> None:
    text = run("explain", "yx-titles-01/A2", "--root", EXAMPLE, *DAY).out
    assert "state: not in force, no decision by 2026-03-31" in text
    assert "rejected" not in text


def test_what_nothing_is_called_names_what_there_is(run: Run) -> None:
    ran = run("explain", "yx-titles-01/A9", "--root", EXAMPLE, *DAY)
    assert (ran.code, "yx-titles-01 has nothing called A9" in ran.err, "A1" in ran.err) == (2, True, True)


def test_reasons_and_rules_need_no_ledger(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("explain", "ind7").out.startswith("IND7 progress against the expected path")
    assert run("explain", "results:I1/IND7").out.startswith("results:I1/IND7 progress against the expected path")
    assert run("explain", "issues:B1").out.startswith("issues:B1 an open bottleneck: red if it is critical")
    assert run("explain", "M04").out.startswith("M04 done-without-evidence")
    ran = run("explain", "done-without-evidenze")
    assert (ran.code, "done-without-evidence" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("subject", "code", "words"),
    [
        ("yx-titles-1", 2, "did you mean yx-titles-01"),
        ("yx-titles-77/M1", 3, "no pilot found"),
        ("yx-titles-01/M99", 2, "there are M1, M2"),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(
    run: Run, golden_root: Path, subject: str, code: int, words: str
) -> None:
    ran = run("explain", subject, "--root", golden_root, *DAY)
    assert ran.code == code
    assert words in ran.err
    assert ran.out == ""


def test_a_pilot_that_cannot_be_read_is_told(run: Run, sound: Path) -> None:
    (sound / "pilots" / "yx-titles-01" / "outcomes.yaml").write_text("a: [", encoding="utf-8")
    ran = run("explain", "yx-titles-01/M1", "--root", sound, *DAY)
    assert ran.code == 1
    assert "can't be read" in ran.err


def tree_of(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


@pytest.mark.parametrize(
    "command",
    [
        ("explain", "yx-titles-01"),
        ("due",),
        ("due", "--format", "ics"),
        ("evaluate",),
        ("evaluate", "yx-titles-01"),
        ("diff", "--since", "2025-12-31"),
        ("status",),
    ],
)
def test_reading_commands_write_nothing(run: Run, sound: Path, command: tuple[str, ...]) -> None:
    before = tree_of(sound)
    assert run(*command, "--root", sound, *DAY).code == 0
    assert tree_of(sound) == before


def test_titles_speak_the_language_of_the_terminal(
    run: Run, golden_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "工程系列职称评审诚信档案试点" in run("explain", "yx-titles-01", "--root", golden_root, *DAY).out


def test_a_sum_names_the_periods_that_it_counts_as_nothing(run: Run, sound: Path, tmp_path: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "outcomes.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("      - {period: 2025Q4, value: 65}\n", "", 1), encoding="utf-8")
    out = run("explain", "yx-titles-01/I3", "--root", sound, *DAY).out
    assert "missing and counted as 0: 2025Q4" in out
    when = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20", "--format", "md,json")
    assert run("report", "--root", sound, *when, "--lang", "zh", "-o", tmp_path / "out").code in (0, 1)
    report = (tmp_path / "out" / "2026Q1-zh.md").read_text(encoding="utf-8")
    assert "缺期按0计入累加的指标" in report
    assert "| I3 Review committee members trained | 2025年第四季度 |" in report
