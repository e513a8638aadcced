# ruff: noqa: E501 - a case reads best on one line
"""`talentpilot record …`: one dated fact, written where it belongs, and nothing else changes."""

import hashlib
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.writing import HOME, changed_lines, replace, tree_of
from talentpilot.cli.app import FAMILIES
from talentpilot.store import writer
from talentpilot.store.reader import PilotReading, read_pilot
from talentpilot.store.tree import Tree

Run = Callable[..., Any]
PILOT = "yx-titles-01"
AS_OF = ("--as-of", "2026-03-31")

FACTS: dict[str, tuple[str, str]] = {
    "done": (
        "done yx-titles-01/M4 --date 2026-03-30 --evidence E4",
        "milestones.yaml +   - {id: M4, title: Mid-term self-assessment, owner: yx-hrss, due: 2026-06-30, weight: 1, "
        "done: 2026-03-30, evidence: [E4]}",
    ),
    "forecast": (
        "forecast yx-titles-01/M3 --date 2026-05-30",
        "milestones.yaml +   - {id: M3, title: Trial run with two committees, owner: nj-hrss, due: 2026-02-28, "
        "weight: 3, forecasts: [{date: 2026-04-28, stated: 2026-03-20}, {date: 2026-05-30, stated: 2026-03-31}]}",
    ),
    "observe": (
        "observe yx-titles-01/I2 --date 2026-03-30 --value 103.50 --evidence E3 --provisional --note 'to check: twice'",
        "outcomes.yaml +       - {date: 2026-03-30, value: 103.50, evidence: [E3], provisional: true, "
        'note: "to check: twice"}',
    ),
    "bottleneck": (
        "bottleneck yx-titles-01 --title-zh 数据：接口 --title-en 'No: interface' --kind data --severity minor "
        "--owner yx-hrss --needs ministry --due 2026-09-30",
        'pilot.yaml +   - {id: B3, title: {zh: 数据：接口, en: "No: interface"}, kind: data, severity: minor, '
        "raised: 2026-03-31, owner: yx-hrss, needs: ministry, due: 2026-09-30}",
    ),
    "resolve": (
        "resolve yx-titles-01/b1 --resolution 'Interface opened' --evidence E1 --evidence E2",
        "pilot.yaml +   - {id: B1, title: No interface to the degree database, kind: data, severity: major, "
        "raised: 2025-10-20, owner: yx-hrss, needs: ministry, resolved: 2026-03-31, resolution: Interface opened, "
        "evidence: [E1, E2]}",
    ),
    "acceptance": (
        "acceptance yx-titles-01/B2 --by yx-eval --date 2025-12-20 --document 5号",
        "pilot.yaml +   - {id: B2, title: Retention period undefined, kind: policy, severity: minor, raised: 2025-09-05, "
        "owner: yx-hrss, needs: province, resolved: 2025-12-10, resolution: Five years, "
        "accepted: {date: 2025-12-20, by: yx-eval, document: 5号}}",
    ),
    "reopen": (
        "reopen yx-titles-01/B2 --reason 'Repealed' --date 2026-02-01",
        "pilot.yaml +   - {id: B2, title: Retention period undefined, kind: policy, severity: minor, raised: 2025-09-05, "
        "owner: yx-hrss, needs: province, resolved: 2025-12-10, resolution: Five years, "
        "reopened: [{date: 2026-02-01, reason: Repealed}]}",
    ),
    "report": (
        "report yx-titles-01 --period 2026Q1 --progress-en 'Trial, begun' --next-zh 下一步",
        'pilot.yaml +   - {period: 2026Q1, submitted: 2026-03-31, progress: {en: "Trial, begun"}, next: {zh: 下一步}}',
    ),
    "verify": (
        "verify yx-titles-01/E1 --by yx-edu --method site_check --force",
        "verified: {date: 2026-03-31, by: yx-edu, method: site_check}}",
    ),
    "evidence": (
        "evidence yx-titles-01 --url https://example.org/a?b=c --title Page --kind media --access public",
        "pilot.yaml +   - {id: E5, title: Page, kind: media, date: 2026-03-31, "
        'url: "https://example.org/a?b=c", access: public}',
    ),
    "practice": (
        "practice yx-titles-01 --title-zh 清单 --kind service --text steps.zh=一 --text 'steps.en=one, two' --solves B1",
        'outcomes.yaml +   - id: P2|outcomes.yaml +     title: {zh: 清单}|outcomes.yaml +     kind: service|'
        'outcomes.yaml +     solves: [B1]|outcomes.yaml +     steps: {zh: 一, en: "one, two"}',
    ),
    "adoption": (
        "adoption yx-titles-01/P1 --region 110000 --document 京人社函〔2026〕1号 --text scale=全市",
        'outcomes.yaml +       - {region: "110000", date: 2026-03-31, document: 京人社函〔2026〕1号, scale: 全市}',
    ),
    "incentive": (
        "incentive yx-titles-01 --kind funding --grantor yx-hrss --title Grant --amount 1000.5 --currency CNY",
        "pilot.yaml +   - {id: S2, kind: funding, title: Grant, grantor: yx-hrss, date: 2026-03-31, amount: 1000.5, "
        "currency: CNY}",
    ),
    "publicity": (
        "publicity yx-titles-01 --channel national --title 人民日报 --date 2026-03-20 --evidence E1",
        "pilot.yaml +   - {id: N2, date: 2026-03-20, channel: national, title: 人民日报, evidence: [E1]}",
    ),
}  # fmt: skip


def words(command: str) -> list[str]:
    import shlex

    return shlex.split(command)


def test_every_kind_of_fact_has_its_case() -> None:
    family = next(family for family in FAMILIES if family.name == "record")
    assert {entry.name for entry in family.members} == set(FACTS)


@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_fact_changes_its_own_lines_alone(run: Run, sound: Path, kind: str, ends: str) -> None:
    for file in (sound / HOME).glob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", ends.encode()))
    before = tree_of(sound)
    command, expected = FACTS[kind]
    ran = run("record", *words(command), "--root", sound, *AS_OF)
    assert ran.code == 0, ran.err
    after = tree_of(sound)
    lines = changed_lines(before, after)
    come = [line for line in lines if " + " in line]
    assert "|".join(come).endswith(expected)
    assert len(lines) - len(come) <= 1
    for name in after:
        assert after[name].count(b"\r\n") == (after[name].count(b"\n") if before[name].count(b"\r\n") else 0)
    assert run("validate", "--root", sound, *AS_OF, "--quiet").code == 0


STYLES: dict[str, dict[str, Any]] = {
    "lines, four spaces": {"default_flow_style": False, "indent": 4},
    "lines, every word in quotes": {"default_flow_style": False, "default_style": '"'},
    "the innermost in braces": {"default_flow_style": None, "width": 1000},
    "everything in braces": {"default_flow_style": True, "width": 80},
}


def restyle(root: Path, style: dict[str, Any]) -> None:
    """Write the files of the pilot in another style; what they say stays."""
    for file in (root / HOME).glob("*.yaml"):
        data = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
        file.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, **style), "utf-8")


def said(root: Path) -> dict[str, Any]:
    """What the files of the pilot say."""
    files = (root / HOME).glob("*.yaml")
    return {file.name: yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader) for file in files}


@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("style", STYLES)
def test_a_fact_says_the_same_in_every_style(
    run: Run, sound: Path, tmp_path: Path, kind: str, style: str
) -> None:  # fmt: skip
    other = Path(shutil.copytree(sound, tmp_path / "restyled"))
    restyle(other, STYLES[style])
    before = tree_of(other)
    for root in (sound, other):
        ran = run("record", *words(FACTS[kind][0]), "--root", root, *AS_OF)
        assert ran.code == 0, ran.err
    assert said(other) == said(sound)
    if style != "everything in braces":
        gone = [line for line in changed_lines(before, tree_of(other)) if " - " in line.partition(".yaml")[2][:3]]
        assert len(gone) <= (3 if kind == "verify" else 1), "day, name and method of an earlier verification"


def test_the_answer_names_the_line_and_the_light_before_and_after(run: Run, sound: Path) -> None:
    ran = run("record", "resolve", f"{PILOT}/B1", "--resolution", "done", "--root", sound, *AS_OF)
    assert ran.out == (
        f"{HOME}/pilot.yaml:55: B1 resolved on 2026-03-31\nlight on 2026-03-31: ▲ amber (issues:B1) → ● green\n"
    )
    assert ran.err == ""


def test_a_dry_run_prints_a_diff_and_writes_nothing(run: Run, sound: Path) -> None:
    before = tree_of(sound)
    ran = run("record", "done", f"{PILOT}/M4", "--evidence", "E4", "--dry-run", "--root", sound, *AS_OF)
    assert ran.code == 0
    assert [line[:1] for line in ran.out.splitlines()] == ["-", "+", "@", " ", " ", "-", "+", " ", " "]
    assert tree_of(sound) == before


REFUSED = {
    "an unknown milestone": ("done yx-titles-01/M9", 2, "there are M1, M2, M3"),
    "a pilot without object": ("done yx-titles-01", 2, "write it as in yx-titles-01/M3"),
    "an object without pilot": ("done m2", 2, "write it as in yx-titles-01/M2"),
    "an unknown pilot": ("done yx-title-01/M3", 2, "did you mean yx-titles-01?"),
    "a fact that is recorded": ("done yx-titles-01/M1", 2, "M1 done is recorded already: 2025-08-26"),
    "evidence that is not there": ("done yx-titles-01/M4 --evidence E9", 1, "error[R03]"),
    "a day that is none": ("done yx-titles-01/M4 --date 2026-02-30", 2, "2026-02-30 is not a day"),
    "a value with its unit": ("observe yx-titles-01/I1 --value 41%", 2, "write the number alone, 41"),
    "a day in a series of periods": ("observe yx-titles-01/I3 --value 4", 2, "give the period"),
    "a day beside a period": ("observe yx-titles-01/I3 --value 4 --period 2026Q1 --date 2026-03-31", 2, "can't be given together"),
    "a second value for a day": ("observe yx-titles-01/I1 --value 42", 2, "the value of I1 on 2026-03-31 is recorded already: 41"),
    "an unknown organization": (
        "bottleneck yx-titles-01 --title x --kind data --severity minor --owner nobody --needs city", 1, "error[R02]",
    ),
    "an unknown kind": (
        "bottleneck yx-titles-01 --title x --kind dat --severity minor --owner yx-hrss --needs city", 1,
        "did you mean data?",
    ),
    "no title": ("publicity yx-titles-01 --channel national", 2, "--title is missing"),
    "an empty title": ("publicity yx-titles-01 --channel national --title null", 2, "would be read as absent"),
    "a second report on a period": ("report yx-titles-01 --period 2025Q4 --progress x", 2, "progress of the report on 2025Q4 is recorded already"),
    "a report of which nothing new is said": ("report yx-titles-01 --period 2025Q4", 2, "add what it lacks"),
    "an acceptance of what is not resolved": ("acceptance yx-titles-01/B1 --by yx-eval", 2, "B1 is not resolved"),
    "an acceptance before the solution": ("acceptance yx-titles-01/B2 --by yx-eval --date 2025-12-09", 2, "is before the day B2 was resolved, 2025-12-10"),
    "a reopening of what is open": ("reopen yx-titles-01/B1 --reason x", 2, "B1 is not resolved"),
    "a reopening without a reason": ("reopen yx-titles-01/B2", 2, "--reason is missing"),
    "a solution before the trouble": ("resolve yx-titles-01/B1 --resolution x --date 2025-10-19", 2, "is before the day B1 was raised, 2025-10-20"),
    "a forecast that says nothing": ("forecast yx-titles-01/M3", 2, "neither a day nor a reason was given"),
    "a forecast of what is done": ("forecast yx-titles-01/M1 --date 2026-05-30", 2, "M1 was done on 2025-08-26, so no forecast can be made on 2026-03-31"),
    "a practice of which nothing is said": ("practice yx-titles-01/P1", 2, "nothing is given for P1"),
    "an adoption that is recorded": ("adoption yx-titles-01/P1 --org yx-eval --document 云评字〔2026〕3号", 2, "P1 adopted by yx-eval is recorded already"),
    "a day that could be two": ("done yx-titles-01/M4 --date 01/03/2026", 2, "can be read in more than one way"),
    "a day number of a spreadsheet": ("done yx-titles-01/M4 --date 46082", 2, "help: write 2026-03-01"),
    "an amount with words": ("incentive yx-titles-01 --kind funding --grantor yx-hrss --title x --amount 50万", 2, "--amount: 50万 is not a plain number\n  help: write the number alone, 500000\n"),
    "an adoption by nobody": ("adoption yx-titles-01/P1 --document x", 2, "no adopter is given"),
    "an adoption without paper": ("adoption yx-titles-01/P1 --region 110000", 1, "error[K02]"),
    "a text of an unknown field": ("practice yx-titles-01/P1 --text stepps.zh=x", 2, "fields: summary, steps"),
    "a matter without its level": ("report yx-titles-01 --period 2026Q1 --progress x --matter data=y", 2, "write it as in data:ministry=TEXT"),
    "a matter of no kind": ("report yx-titles-01 --period 2026Q1 --progress x --matter dat:ministry=y", 1, "did you mean data?"),
    "a matter that is the same as nothing": ("report yx-titles-01 --period 2026Q1 --progress x --matter data:ministry:yx-titles-07/B1=y", 1, "there is no pilot yx-titles-07"),
    "a matter whose text is not text": ("report yx-titles-01 --period 2026Q1 --progress x --matter 'data:city={de: y}'", 2, "unknown language de"),
    "a practice's day without a stage": ("practice yx-titles-01/P1 --date 2026-03-01", 2, "give a stage"),
    "neither file nor page": ("evidence yx-titles-01 --title x", 2, "neither a file nor a page"),
    "a page that is none": ("evidence yx-titles-01 --title x --url ftp://x", 1, "error[E01]"),
    "a name that Windows can't have": ("evidence yx-titles-01 pyproject.toml --title x --name 'a:b?.txt'", 2, "because of : ?"),
    "a secret title": ("evidence yx-titles-01 --title 机密文件 --url https://x.org", 1, "error[E04]"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_can_not_be_recorded_is_refused_and_nothing_written(run: Run, sound: Path, what: str) -> None:
    before = tree_of(sound)
    command, code, said = REFUSED[what]
    ran = run("record", *words(command), "--root", sound, *AS_OF)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert tree_of(sound) == before


def test_force_writes_what_brings_an_error_and_says_so(run: Run, sound: Path) -> None:
    ran = run("record", "done", f"{PILOT}/M4", "--evidence", "E9", "--force", "--root", sound, *AS_OF)
    assert ran.code == 0
    assert "error[R03]" in ran.err
    assert run("validate", "--root", sound, *AS_OF).code == 1


def test_an_error_that_was_there_before_does_not_stand_in_the_way(run: Run, sound: Path) -> None:
    replace(
        sound,
        "milestones.yaml",
        "weight: 2, done: 2025-12-18, evidence: [E1]",
        "weight: 2, done: 2025-12-18, evidence: [E9]",
    )
    assert run("record", "done", f"{PILOT}/M4", "--evidence", "E4", "--root", sound, *AS_OF).code == 0


def test_a_file_with_a_syntax_error_is_not_touched(run: Run, sound: Path) -> None:
    replace(sound, "milestones.yaml", "milestones:\n", "milestones:\n  - {id: M0\n")
    ran = run("record", "done", f"{PILOT}/M4", "--root", sound, *AS_OF)
    assert ran.code == 2
    assert f"{HOME}/milestones.yaml: line " in ran.err


def test_a_broken_file_does_not_hold_up_the_others(run: Run, sound: Path) -> None:
    (sound / HOME / "outcomes.yaml").write_bytes("指标".encode("gb18030"))
    assert run("record", *words(FACTS["bottleneck"][0]), "--root", sound, *AS_OF).code == 0


def test_a_fact_of_the_future_is_refused(run: Run, sound: Path) -> None:
    ran = run("record", "done", f"{PILOT}/M7", "--date", "2099-01-01", "--evidence", "E1", "--root", sound)
    assert (ran.code, "error[D07]" in ran.err) == (1, True)


def test_a_byte_order_mark_and_a_missing_line_end_stay(run: Run, sound: Path) -> None:
    file = sound / HOME / "milestones.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().rstrip(b"\n"))
    assert run("record", "done", f"{PILOT}/M7", "--evidence", "E1", "--root", sound, *AS_OF).code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfschema")
    assert file.read_bytes().endswith(b"weight: 1, done: 2026-03-31, evidence: [E1]}")


def test_ids_follow_the_habit_of_the_list(run: Run, sound: Path) -> None:
    replace(sound, "pilot.yaml", "{id: B2, title: Ret", "{id: BN007, title: Ret")
    replace(sound, "pilot.yaml", "{id: B1, title: No", "{id: BN006, title: No")
    command = words(FACTS["bottleneck"][0])
    assert run("record", *command, "--root", sound, *AS_OF, "--force").code == 0
    assert "{id: BN008, " in (sound / HOME / "pilot.yaml").read_text("utf-8")


def test_a_list_that_is_missing_is_begun_where_it_belongs(run: Run, sound: Path) -> None:
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    start, end = text.index("incentives:\n"), text.index("publicity:\n")
    replace(sound, "pilot.yaml", text[start:end], "")
    assert run("record", *words(FACTS["incentive"][0]), "--root", sound, *AS_OF).code == 0
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    assert text.index("\nreports:") < text.index("\nincentives:\n  - id: S1\n") < text.index("\npublicity:")


def test_a_practice_goes_from_stage_to_stage(run: Run, sound: Path) -> None:
    at = ("--root", sound, "--as-of", "2026-03-31")
    ran = run("record", "practice", f"{PILOT}/P1", "--stage", "promoted", "--by", "yx-hrss", "--document", "1号", *at)
    assert ran.code == 0, ran.err
    outcomes = (sound / HOME / "outcomes.yaml").read_text("utf-8")
    assert "promoted: {date: 2026-03-31, by: yx-hrss, document: 1号}" in outcomes
    assert run("record", "practice", f"{PILOT}/P1", "--stage", "famous", *at).code == 2
    assert run("record", "practice", f"{PILOT}/P1", "--by", "yx-hrss", *at).code == 2


def test_the_texts_of_a_practice_stand_in_the_order_of_its_fields(run: Run, sound: Path) -> None:
    texts = words("--text cost=none --text conditions.zh=有 --text summary=s")
    ran = run("record", "practice", PILOT, "--title", "x", "--kind", "service", *texts, "--root", sound, *AS_OF)
    assert ran.code == 0, ran.err
    outcomes = (sound / HOME / "outcomes.yaml").read_text("utf-8")
    assert re.search(r"summary: s\n\s+conditions: \{zh: 有\}\n\s+cost: none\n", outcomes)


def test_a_report_asks_something_of_a_higher_level(run: Run, sound: Path) -> None:
    command = words(FACTS["report"][0])
    more = ("--matter", "data:ministry:B1={zh: 接口, en: Interface}", "--matter", "legal:province=a, b: c")
    ran = run("record", *command, *more, "--root", sound, *AS_OF)
    assert "report on 2026Q1, submitted on 2026-03-31; G1 for Ministry; G2 for Province" in ran.out
    assert (
        "matters: [{id: G1, title: {zh: 接口, en: Interface}, kind: data, needs: ministry, same_as: B1}, "
        '{id: G2, title: "a, b: c", kind: legal, needs: province}]}' in (sound / HOME / "pilot.yaml").read_text("utf-8")
    )


def test_shared_options_stand_before_between_and_behind(run: Run, sound: Path) -> None:
    fact = ("done", f"{PILOT}/M4", "--evidence", "E4")
    before = tree_of(sound)
    outs = {
        run("--root", sound, *AS_OF, "record", *fact, "--dry-run").out,
        run("record", "--root", sound, *AS_OF, "--dry-run", *fact).out,
        run("--as-of", "2026-03-31", "record", "--dry-run", *fact, "--root", sound).out,
        run("record", *fact, "--root", sound, *AS_OF, "--dry-run").out,
    }
    assert len(outs) == 1
    assert "done: 2026-03-31" in outs.pop()
    assert tree_of(sound) == before
    assert run("record", "--force", *fact, "--root", sound, *AS_OF).code == 0
    again = run("record", "--as-of", "2026-01-01", "--force", *fact, "--root", sound, "--as-of", "2026-03-30")
    assert "M4 done on 2026-03-30" in again.out, "the option nearest to the fact counts"


class TestAnObservationAnew:
    def test_a_provisional_value_gives_way_to_the_final_one(self, run: Run, sound: Path) -> None:
        at = ("--root", sound, *AS_OF)
        assert run("record", *words(FACTS["observe"][0]), *at).code == 0
        before = tree_of(sound)
        again = ("record", "observe", f"{PILOT}/I2", "--date", "2026-03-30", "--value", "101", "--evidence", "E4")
        ran = run(*again, *at)
        assert ran.code == 0, ran.err
        assert "I2 on 2026-03-30: 101, 103.50 before" in ran.out
        assert changed_lines(before, tree_of(sound)) == [
            'outcomes.yaml -       - {date: 2026-03-30, value: 103.50, evidence: [E3], provisional: true, note: "to check: twice"}',
            'outcomes.yaml +       - {date: 2026-03-30, value: 101, evidence: [E3, E4], note: "to check: twice"}',
        ]
        assert run(*again, *at).code == 2, "the final value stays"

    def test_a_wrong_value_is_restated_in_its_place(self, run: Run, sound: Path) -> None:
        before = tree_of(sound)
        again = ("record", "observe", f"{PILOT}/I1", "--value", "42", "--note-zh", "误录", "--force", "--root", sound)
        assert run(*again, *AS_OF).code == 0
        gone, come = changed_lines(before, tree_of(sound))
        assert "{date: 2026-03-31, value: 41" in gone
        assert "{date: 2026-03-31, value: 42" in come
        assert come.endswith("note: {zh: 误录}}")

    def test_a_period_is_found_in_whatever_spelling(self, run: Run, sound: Path) -> None:
        replace(sound, "outcomes.yaml", "period: 2026Q1", 'period: "2026Q1"')
        ran = run("record", "observe", f"{PILOT}/I3", "--period", "2026Q1", "--value", "4", "--root", sound, *AS_OF)
        assert (ran.code, "the value of I3 over 2026Q1 is recorded already: 72" in ran.err) == (2, True)


class TestBesideOtherPilots:
    @pytest.fixture
    def two(self, sound: Path) -> Path:
        """A second pilot, with a title, a unit and figures of its own."""
        other = sound / "pilots" / "yx-titles-02"
        shutil.copytree(sound / HOME, other)
        swaps = {
            "pilot.yaml": (
                ("id: yx-titles-01", "id: yx-titles-02"), ("Integrity records in title review", "Another"),
                ("units: [nj-hrss]", "units: [yx-edu]"),
            ),
            "outcomes.yaml": (("value: 41,", "value: 41.5,"),),
            "milestones.yaml": (),
        }  # fmt: skip
        for name, pairs in swaps.items():
            text = (other / name).read_text("utf-8").replace("nj-hrss", "yx-edu")
            for there, instead in pairs:
                text = text.replace(there, instead)
            (other / name).write_text(text, "utf-8")
        return sound

    def test_the_same_unit_in_two_pilots_is_told_before_it_is_written(self, run: Run, two: Path) -> None:
        filed = ("--reason", "r", "--document", "1号", "--root", two, *AS_OF, "--dry-run")
        ran = run("adjust", PILOT, "roles/units", "nj-hrss,yx-edu", *filed)
        assert "warning[P07] yx-edu has the task titles-integrity in yx-titles-0" in ran.err
        assert ran.err.count("[P07]") == 1
        ran = run("adjust", PILOT, "roles/units", "nj-hrss,yx-hrss", *filed)
        assert "P07" not in ran.err

    def test_a_series_that_stands_in_another_pilot_is_told(self, run: Run, two: Path) -> None:
        outcomes = two / "pilots" / "yx-titles-02" / "outcomes.yaml"
        own = (two / HOME / "outcomes.yaml").read_text("utf-8")
        known = re.search(r"- id: I2.*?observations:\n(.*?)\n  - id", own, re.DOTALL)
        assert known is not None
        text = outcomes.read_text("utf-8")
        more = known[1] + "\n      - {date: 2026-03-30, value: 103.0}"
        outcomes.write_text(text.replace(known[1], more), "utf-8")
        fact = ("record", "observe", f"{PILOT}/I2", "--date", "2026-03-30", "--value", "103", "--root", two, *AS_OF)
        ran = run(*fact)
        assert ran.code == 0, "a warning stands in nobody's way"
        assert ran.err.count("[X01]") == 1

    def test_a_reference_into_a_pilot_is_followed(self, run: Run, two: Path) -> None:
        command = [*words(FACTS["bottleneck"][0]), "--root", two, *AS_OF, "--same-as"]
        ran = run("record", *command, "yx-titles-02/B9")
        assert (ran.code, "yx-titles-02 has no bottleneck or matter B9" in ran.err) == (1, True)
        assert run("record", *command, "yx-titles-02/B1").code == 0

    def test_others_are_read_only_where_it_could_matter(
        self, run: Run, two: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []

        def reading(tree: Tree, folder: str, *rest: Any, **named: Any) -> PilotReading:
            read.append(folder)
            return read_pilot(tree, folder, *rest, **named)

        opened = [PILOT] * 3
        """Read once when it is opened, once before the change and once after it."""

        monkeypatch.setattr("talentpilot.services.recording.checks.read_pilot", reading)
        at = ("--root", two, *AS_OF, "--dry-run")
        assert run("record", "done", f"{PILOT}/M4", "--evidence", "E4", *at).code == 0
        assert read == opened
        read.clear()
        assert run("record", *words(FACTS["report"][0]), *at).code == 0
        assert read == opened
        read.clear()
        assert run("record", "observe", f"{PILOT}/I1", "--date", "2026-03-30", "--value", "47.3", *at).code == 0
        assert read == [*opened, PILOT], "no other file holds these figures"
        read.clear()
        assert run("adjust", PILOT, "term/end", "2027-05-31", "--reason", "r", "--document", "x", *at).code == 1
        assert [name for name in read if name != PILOT] == ["yx-titles-02"], "another pilot has the same task"


class TestEvidence:
    @pytest.fixture
    def letter(self, tmp_path: Path) -> Path:
        file = tmp_path / "letter.txt"
        file.write_bytes(b"Dear all\r\n")
        return file

    @pytest.fixture
    def file_it(self, run: Run, sound: Path, letter: Path) -> Run:
        def call(*argv: object) -> Any:
            return run("record", "evidence", PILOT, letter, "--title", "Letter", "--root", sound, *AS_OF, *argv)

        return call

    def test_a_file_is_copied_and_registered_with_its_digest(
        self, file_it: Run, run: Run, sound: Path, letter: Path
    ) -> None:
        assert file_it().code == 0
        assert (sound / HOME / "evidence" / "letter.txt").read_bytes() == letter.read_bytes()
        text = (sound / HOME / "pilot.yaml").read_text("utf-8")
        assert f"path: evidence/letter.txt, sha256: {hashlib.sha256(letter.read_bytes()).hexdigest()}" in text
        assert run("validate", "--root", sound, *AS_OF).code == 0

    def test_a_file_tampered_with_later_is_found(self, file_it: Run, run: Run, sound: Path) -> None:
        file_it()
        (sound / HOME / "evidence" / "letter.txt").write_bytes(b"Dear none\r\n")
        ran = run("validate", "--root", sound, *AS_OF)
        assert (ran.code, "error[E02]" in ran.out) == (1, True)
        verify = ("record", "verify", f"{PILOT}/E5", "--by", "yx-hrss", "--method", "original_seen")
        ran = run(*verify, "--root", sound, *AS_OF, "--force")
        assert (ran.code, "is not the file that was recorded" in ran.err) == (2, True)

    def test_a_file_that_is_there_is_never_written_over(self, file_it: Run, sound: Path) -> None:
        (sound / HOME / "evidence" / "letter.txt").write_bytes(b"other")
        before = tree_of(sound)
        ran = file_it()
        assert (ran.code, "exists with other content" in ran.err) == (2, True)
        assert tree_of(sound) == before
        assert file_it("--name", "letter-2.txt").code == 0

    def test_a_file_is_filed_once(self, file_it: Run, sound: Path) -> None:
        assert file_it().code == 0
        ran = file_it()
        assert (ran.code, "is recorded already as E5" in ran.err) == (2, True)
        ran = file_it("--name", "again.txt")
        assert (ran.code, "the same content is recorded already as E5" in ran.out) == (0, True)

    def test_a_paper_that_another_pilot_has_filed_is_told(
        self, file_it: Run, run: Run, sound: Path, letter: Path
    ) -> None:  # fmt: skip
        shutil.copytree(sound / HOME, sound / "pilots" / "yx-titles-02")
        assert run("record", "evidence", "yx-titles-02", letter, "--title", "x", "--root", sound, *AS_OF).code == 0
        ran = file_it()
        assert (ran.code, "the same content is recorded in yx-titles-02" in ran.out) == (0, True)

    def test_a_file_that_lies_there_is_registered_in_place(self, run: Run, sound: Path) -> None:
        file = sound / HOME / "evidence" / "deep" / "x.csv"
        file.parent.mkdir()
        file.write_bytes(b"1\n")
        ran = run("record", "evidence", PILOT, file, "--title", "x", "--kind", "dataset", "--root", sound, *AS_OF)
        assert ran.code == 0
        assert "path: evidence/deep/x.csv, " in (sound / HOME / "pilot.yaml").read_text("utf-8")

    def test_a_dry_run_copies_nothing(self, file_it: Run, sound: Path) -> None:
        before = tree_of(sound)
        ran = file_it("--dry-run")
        assert ran.code == 0
        assert ran.out.startswith(f"# new file {HOME}/evidence/letter.txt: 10 bytes, sha256 ")
        assert tree_of(sound) == before

    @pytest.mark.parametrize("name", ["../x", "a/b", ".hidden"])
    def test_a_name_can_not_lead_elsewhere(self, file_it: Run, sound: Path, name: str) -> None:
        before = tree_of(sound)
        assert file_it("--name", name).code == 2
        assert tree_of(sound) == before


LOOP = """
    import sys
    from pathlib import Path
    from talentpilot.cli.main import main
    root, letter = sys.argv[1:]
    at = ["--root", root, "--as-of", "2026-03-31", "-q"]
    for number in range(1000):
        Path(letter).write_text(f"letter {number}")
        name = f"letter-{number}.txt"
        main(["record", "evidence", "yx-titles-01", letter, "--name", name, "--title", "L", *at])
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_ledger_whose_writer_is_killed_is_sound(run: Run, sound: Path, tmp_path: Path, seed: int) -> None:
    command = [sys.executable, "-c", textwrap.dedent(LOOP), str(sound), str(tmp_path / "letter.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.0, 0.5))
        process.send_signal(signal.SIGKILL)
    assert run("validate", "--root", sound, *AS_OF).code == 0
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    assert text.count("path: evidence/letter-") >= 1
    assert text.endswith("}}\n") or text.endswith("access: internal}\n")


def test_a_file_that_changes_meanwhile_is_left_alone(run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, file = writer.replace_files, sound / HOME / "milestones.yaml"

    def meanwhile(*arguments: Any) -> Any:
        file.write_bytes(file.read_bytes() + b"# somebody else\n")
        return real(*arguments)

    monkeypatch.setattr("talentpilot.services.recording.transaction.replace_files", meanwhile)
    ran = run("record", "done", f"{PILOT}/M4", "--evidence", "E4", "--root", sound, *AS_OF)
    assert (ran.code, "has changed since it was read" in ran.err) == (2, True)
    assert file.read_bytes().endswith(b"# somebody else\n")
    assert b"M4, title: Mid-term self-assessment, owner: yx-hrss, due: 2026-06-30, weight: 1}" in file.read_bytes()


def test_a_forecast_may_leave_the_day_open_and_say_why(run: Run, sound: Path) -> None:
    given = ("--reason", "no room", "--next", "ask for one", "--as-of", "2026-03-31", "--root", sound)
    assert run("record", "forecast", "yx-titles-01/M3", *given).code == 0
    text = (sound / HOME / "milestones.yaml").read_text("utf-8")
    assert "{date: 2026-04-28, stated: 2026-03-20}, {stated: 2026-03-31, reason: no room, next: ask for one}]" in text


def test_a_bottleneck_is_resolved_anew_in_its_last_episode(run: Run, sound: Path) -> None:
    for command in (
        "reopen yx-titles-01/B2 --reason Repealed --date 2026-02-01",
        "resolve yx-titles-01/B2 --resolution 'New rules' --date 2026-03-01",
        "acceptance yx-titles-01/B2 --by yx-eval --date 2026-03-10",
    ):
        ran = run("record", *shlex.split(command), "--root", sound, *AS_OF)
        assert ran.code == 0, ran.err
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    assert (
        "resolved: 2025-12-10, resolution: Five years, reopened: [{date: 2026-02-01, reason: Repealed, "
        "resolved: 2026-03-01, resolution: New rules, accepted: {date: 2026-03-10, by: yx-eval}}]}" in text
    )
    ran = run("record", "resolve", f"{PILOT}/B2", "--resolution", "x", "--root", sound, *AS_OF)
    assert (ran.code, "B2 resolved is recorded already: 2026-03-01" in ran.err) == (2, True)


def test_a_report_on_the_books_is_completed_by_what_it_lacks(run: Run, sound: Path) -> None:
    words = ("--next", "Go on", "--matter", "data:ministry=Interface")
    ran = run("record", "report", PILOT, "--period", "2025Q4", *words, "--root", sound, *AS_OF)
    assert ran.code == 0, ran.err
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    assert text.count("period: 2025Q4") == 1
    assert "next: Go on, matters: [{id: G1, title: Interface, kind: data, needs: ministry}]}" in text
