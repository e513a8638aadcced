# ruff: noqa: E501 - a case reads best on one line
"""`talentpilot adjust` and `decide`: a filing with its kind, the value in force and the procedure filled in."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.writing import HOME, changed_lines, replace, tree_of
from repository import new_repository
from talentpilot.services.recording.filings import KINDS

Run = Callable[..., Any]
AS_OF = ("--as-of", "2026-03-31")
PAPER = "--reason r --document 1号 "

FILED: dict[str, tuple[str, str, str]] = {
    "reschedule": ("M4/due 2026-08-31", "filing", "{path: milestones/M4/due, from: 2026-06-30, to: 2026-08-31}"),
    "change_target": ("I2/target/value 80.0", "approval", "{path: indicators/I2/target/value, from: 75, to: 80}"),
    "change_content": ("milestones/M4/title '{zh: 中期自评, en: a: b}'", "", ""),
    "change_owner": ("M4/owner nj-hrss", "filing", "{path: milestones/M4/owner, from: yx-hrss, to: nj-hrss}"),
    "change_unit": ("roles/units nj-hrss,yx-edu", "filing", "{path: roles/units, from: [nj-hrss], to: [nj-hrss, yx-edu]}"),
    "add_milestone": ("--kind add_milestone --field title=New --field owner=yx-hrss --field due=2026-12-31", "filing", "{path: milestones/M8}"),
    "withdraw_milestone": ("M2", "filing", "{path: milestones/M2}"),
    "add_indicator": (
        "--kind add_indicator --field title.zh=数 --field title.en=Count --field level=output --field unit=items --field direction=increase --field reporting=level "
        "--field frequency=quarterly --field baseline.value=0 --field baseline.date=2025-06-30 --field target.value=9 --field target.date=2027-06-30",
        "filing", "{path: indicators/I5}",
    ),
    "withdraw_indicator": ("indicators/I4", "approval", "{path: indicators/I4}"),
    "change_baseline": ("I1/baseline/value 2", "approval", "{path: indicators/I1/baseline/value, from: 0, to: 2}"),
    "extension": ("term/end 2027-07-31", "approval", "{path: term/end, from: 2027-06-30, to: 2027-07-31}"),
    "suspension": ("--kind suspension", "filing", ""),
    "termination": ("--kind termination", "approval", ""),
    "conclusion": ("--kind conclusion --effective 2026-05-31", "filing", ""),
}  # fmt: skip
FILED["change_content"] = (
    "milestones/M4/title '{zh: 中期自评, en: \"a: b\"}'", "filing",
    '{path: milestones/M4/title, from: Mid-term self-assessment, to: {zh: 中期自评, en: "a: b"}}',
)  # fmt: skip


def adjust(run: Run, root: Path, command: str, *more: object) -> Any:
    return run("adjust", "yx-titles-01", *shlex.split(command), "--root", root, *AS_OF, *more)


def test_every_kind_has_its_case() -> None:
    assert set(FILED) == set(KINDS) - {"resumption", "reopening"}


@pytest.mark.parametrize("kind", FILED)
def test_a_filing_is_appended_and_nothing_else_changes(run: Run, sound: Path, kind: str) -> None:
    before = tree_of(sound)
    command, procedure, change = FILED[kind]
    ran = adjust(run, sound, PAPER + command)
    assert ran.code == 0, ran.err
    lines = changed_lines(before, tree_of(sound))
    assert all(line.split()[1] == "+" for line in lines)
    filed = [line.removeprefix("pilot.yaml + ").strip() for line in lines if line.startswith("pilot.yaml")]
    assert filed[:5] == ["- id: A3", f"kind: {kind}", "reason: r", f"procedure: {procedure}", "authority: yx-hrss"]
    assert ("decision: pending" in filed) == (procedure == "approval")
    assert filed[-1] == (f"- {change}" if change else "document: 1号")
    assert run("validate", "--root", sound, *AS_OF, "--quiet").code == 0


def test_what_was_approved_what_is_in_force_and_what_it_becomes_is_printed(run: Run, sound: Path) -> None:
    ran = adjust(run, sound, PAPER + "M3/due 2026-05-31")
    assert ran.out.splitlines() == [
        f"{HOME}/pilot.yaml:53: A3 reschedule filed for the record",
        "  milestones/M3/due: 2026-02-28 as approved, 2026-04-30 in force → 2026-05-31 from 2026-03-31",
        "light on 2026-03-31: ▲ amber (issues:B1), as before",
    ]
    assert "{path: milestones/M3/due, from: 2026-04-30, to: 2026-05-31}" in (sound / HOME / "pilot.yaml").read_text(
        "utf-8"
    )


def test_several_changes_are_one_filing_of_the_kind_that_fits_all(run: Run, sound: Path) -> None:
    ran = adjust(
        run,
        sound,
        "term/end 2027-09-30 --also M7/due=2027-08-31 --also I1/target/date=2027-09-30 --reason-zh 延期 --reason-en x",
    )
    assert ran.code == 0, ran.err
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    assert text.count("kind: extension") == 1
    assert "{path: indicators/I1/target/date, from: 2027-06-30, to: 2027-09-30}\n\nbottlenecks:" in text


def test_an_added_object_stands_in_its_file_with_the_adjustment_that_adds_it(
    run: Run, sound: Path, tmp_path: Path
) -> None:
    file = tmp_path / "step.yaml"
    file.write_text("id: M99\ntitle: {zh: 新, en: New}\nowner: yx-hrss\ndue: 2026-12-31\n", encoding="utf-8")
    ran = adjust(run, sound, f"{PAPER} --kind add_milestone --file {file} --field weight=2")
    assert ran.code == 0, ran.err
    last = (sound / HOME / "milestones.yaml").read_text("utf-8").splitlines()[-1]
    assert last == "  - {id: M8, title: {zh: 新, en: New}, owner: yx-hrss, due: 2026-12-31, weight: 2, added: A3}"


KILLED_HALFWAY = """
import os, sys
from pathlib import Path
from talentpilot.cli.main import main

moved, move = [], Path.replace

def half(staged, file):
    if file.suffix == ".yaml":
        if moved:
            os._exit(9)
        moved.append(file)
    return move(staged, file)

Path.replace = half
main(sys.argv[1:])
"""


def test_a_filing_over_two_files_is_whole_though_the_process_is_killed_between_them(run: Run, sound: Path) -> None:
    filed = (
        f"adjust yx-titles-01 {PAPER} --kind add_milestone --field title=x --field owner=yx-hrss --field due=2026-12-31"
    )
    at = ["--root", str(sound), *AS_OF]
    killed = subprocess.run([sys.executable, "-c", KILLED_HALFWAY, *shlex.split(filed), *at], check=False)
    assert killed.returncode == 9
    stands = [b"A3" in (sound / HOME / name).read_bytes() for name in ("pilot.yaml", "milestones.yaml")]
    assert sorted(stands) == [False, True], "one of the two files is moved, the other is not"
    assert run("validate", *at, "--quiet").code == 0
    assert "M8" in run("status", "yx-titles-01", *at).out
    assert run("record", "done", "yx-titles-01/M4", "--evidence", "E4", *at).code == 0
    assert b"M8" in (sound / HOME / "milestones.yaml").read_bytes()
    assert not list((sound / HOME).glob(".*"))


REFUSED = {
    "a direction": (PAPER + "I1/direction decrease", 2, "not a path that an adjustment can change"),
    "an unknown object": (PAPER + "M9/due 2026-12-31", 2, "there are M1, M2, M3"),
    "an object with a value": (PAPER + "milestones/M4 x", 2, "takes no value"),
    "a path without value": (PAPER + "M4/due", 2, "needs a value"),
    "no path and no kind": ("", 2, "no change is given"),
    "a value that is in force": (PAPER + "M3/due 2026-04-30", 2, "is 2026-04-30 already"),
    "a day that is none": (PAPER + "M3/due 2026-02-30", 2, "not a day of the calendar"),
    "a value with its unit": (PAPER + "I1/target/value 85%", 2, "write the number alone, 85"),
    "a field emptied that must hold": (PAPER + "M3/owner ''", 2, "can't be emptied"),
    "a date taken back without approval": (PAPER + "M3/due null --procedure filing", 2, "requires approval for a date that is taken back"),
    "a reopening of what is not closed": (PAPER + "--kind reopening", 2, "is active, not closed"),
    "a weaker procedure": (PAPER + "I1/target/value 85 --procedure filing", 2, "requires approval for change_target"),
    "an unknown procedure": (PAPER + "M4/due 2026-08-31 --procedure none", 2, "write filing or approval"),
    "an unknown kind": (PAPER + "M4/due 2026-08-31 --kind resched", 2, "did you mean reschedule?"),
    "a kind that there is not": (PAPER + "--kind foo", 2, "help: kinds: reschedule, "),
    "a day that could be two": (PAPER + "M3/due 3/4/2026", 2, "talentpilot: milestones/M3/due: date 3/4/2026 can be read in more than one way\n"),
    "a file that is not there": (PAPER + "--kind add_milestone --file nowhere.yaml", 2, "nowhere.yaml is not a file"),
    "a kind that may not": (PAPER + "M4/due 2026-08-31 --kind change_owner", 2, "change_owner can't change milestones/*/due"),
    "changes of two kinds": (PAPER + "M4/due 2026-08-31 --also M4/owner=nj-hrss", 2, "file together what belongs together"),
    "a kind without its change": (PAPER + "--kind reschedule", 2, "reschedule needs a change"),
    "an object without fields": (PAPER + "--kind add_milestone", 2, "has no fields"),
    "fields without an object": (PAPER + "M4/due 2026-08-31 --field x=y", 2, "fields are only for new objects"),
    "an object that lacks a field": (PAPER + "--kind add_milestone --field title=x", 1, "error[S01]"),
    "no reason": ("M4/due 2026-08-31", 2, "--reason is missing"),
    "no paper for what is in effect": ("M4/due 2026-08-31 --reason r", 1, "error[A01]"),
    "a due date after the term": (PAPER + "M7/due 2027-09-30", 1, "error[A06]"),
    "a target that once approved contradicts its baseline": (PAPER + "I2/target/value 130", 1, "error[A06]"),
    "a step that starts to break the plan later": (PAPER + "M7/due 2027-09-30 --effective 2026-12-01", 1, "error[A06]"),
    "resumption of what goes on": (PAPER + "--kind resumption", 2, "is active already"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_may_not_be_filed_is_refused_and_nothing_written(run: Run, sound: Path, what: str) -> None:
    before = tree_of(sound)
    command, code, said = REFUSED[what]
    ran = adjust(run, sound, command)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert tree_of(sound) == before


class TestProposed:
    @pytest.fixture
    def proposed(self, sound: Path) -> Path:
        """The sound ledger before its approval and without what was filed since."""
        text = (sound / HOME / "pilot.yaml").read_text("utf-8")
        start, end = text.index("approval:\n"), text.index("bottlenecks:")
        replace(sound, "pilot.yaml", text[start:end], "")
        return sound

    def test_its_plan_is_written_anew_and_nothing_is_filed(self, run: Run, proposed: Path) -> None:
        before = tree_of(proposed)
        ran = adjust(run, proposed, "M4/due 2026-08-31 --also I1/target/value=88 --also 'objective={zh: 新, en: New}'")
        assert ran.code == 0, ran.err
        assert ran.out.splitlines()[0] == f"{HOME}/milestones.yaml:6: milestones/M4/due: 2026-06-30 → 2026-08-31"
        assert "yx-titles-01 is only proposed: written into its plan, nothing is filed" in ran.out
        come = [line for line in changed_lines(before, tree_of(proposed)) if " + " in line]
        assert len(come) == 3
        assert "objective: {zh: 新, en: New}" in come[-1] or any("objective: {zh: 新, en: New}" in one for one in come)

    def test_an_object_is_added_without_a_filing_and_a_field_is_emptied(self, run: Run, proposed: Path) -> None:
        ran = adjust(
            run, proposed, "--kind add_milestone --field title=New --field owner=yx-hrss --field due=2026-12-31"
        )
        assert ran.code == 0, ran.err
        last = (proposed / HOME / "milestones.yaml").read_text("utf-8").splitlines()[-1]
        assert last == "  - {id: M8, title: New, owner: yx-hrss, due: 2026-12-31}"
        assert adjust(run, proposed, "roles/guide yx-edu").code == 0
        assert adjust(run, proposed, "roles/guide ''").code == 0
        assert "guide" not in (proposed / HOME / "pilot.yaml").read_text("utf-8").split("evidence:")[0]

    @pytest.mark.parametrize(
        ("command", "said"),
        [
            (PAPER + "M4/due 2026-08-31", "leave out --reason, --document"),
            ("--kind extension", "there is no extension to file"),
            ("M4", "delete its lines from"),
            ("", "no change is given"),
        ],
    )
    def test_what_only_an_approved_plan_knows_is_refused(
        self, run: Run, proposed: Path, command: str, said: str
    ) -> None:  # fmt: skip
        before = tree_of(proposed)
        ran = adjust(run, proposed, command)
        assert (ran.code, said in ran.err) == (2, True), ran.err
        assert tree_of(proposed) == before


def test_before_the_day_of_its_approval_nothing_is_filed(run: Run, sound: Path) -> None:
    ran = run(
        "adjust", "yx-titles-01", *shlex.split(PAPER), "M4/due", "2026-08-31", "--root", sound, "--as-of", "2025-07-31"
    )
    assert (ran.code, "only proposed" in ran.err) == (2, True)


def test_a_suspended_pilot_resumes_and_a_closed_one_changes_no_more(run: Run, sound: Path) -> None:
    assert adjust(run, sound, PAPER + "--kind suspension --date 2026-03-01").code == 0
    ran = adjust(run, sound, PAPER + "--kind suspension")
    assert (ran.code, "suspended already" in ran.err) == (2, True)
    ran = adjust(run, sound, PAPER + "--kind resumption")
    assert (ran.code, "○ grey (suspended) → ▲ amber (issues:B1)" in ran.out) == (0, True)
    assert adjust(run, sound, PAPER + "--kind conclusion").code == 0
    ran = adjust(run, sound, PAPER + "M4/due 2026-08-31")
    assert (ran.code, "is concluded" in ran.err) == (2, True)


UNDECIDED = {
    "an unknown word": (("A2", "yes"), 2, "write approved, rejected, withdrawn"),
    "an unknown filing": (("A9", "approved"), 2, "there are A1, A2"),
    "a day before it was submitted": (("A2", "rejected", "--date", "2026-03-01"), 2, "before A2 was submitted"),
    "an approval without paper": (("A2", "approved"), 1, "error[A01]"),
}  # fmt: skip


class TestDecide:
    def decide(self, run: Run, root: Path, *words: str) -> Any:
        return run("decide", "yx-titles-01", *words, "--root", root, *AS_OF)

    def test_a_decision_is_recorded_with_what_the_plan_becomes(self, run: Run, sound: Path) -> None:
        before = tree_of(sound)
        ran = self.decide(run, sound, "A2", "approved", "--date", "2026-03-28", "--document", "云人社函〔2026〕9号")
        assert ran.code == 0, ran.err
        assert ran.out.splitlines()[:2] == [
            f"{HOME}/pilot.yaml:51: A2 approved on 2026-03-28",
            "  indicators/I1/target/value: 90 as approved, 90 in force → 85 now",
        ]
        assert changed_lines(before, tree_of(sound)) == [
            "pilot.yaml +     decided: 2026-03-28",
            "pilot.yaml -     decision: pending",
            "pilot.yaml +     decision: approved",
            "pilot.yaml +     decision_document: 云人社函〔2026〕9号",
        ]

    def test_a_decision_that_takes_effect_later_says_when(self, run: Run, sound: Path) -> None:
        assert adjust(run, sound, PAPER + "--kind withdraw_indicator I2").code == 0
        ran = self.decide(run, sound, "A3", "approved", "--effective", "2026-05-01")
        assert (ran.code, ran.out.splitlines()[1]) == (0, "  indicators/I2: withdrawn from 2026-05-01"), ran.err
        ran = self.decide(run, sound, "A2", "approved", "--document", "9号", "--effective", "2026-05-01")
        assert "90 as approved, 90 in force → 85 from 2026-05-01" in ran.out

    @pytest.mark.parametrize("word", ["rejected", "withdrawn"])
    def test_a_refusal_leaves_the_plan_as_it_is(self, run: Run, sound: Path, word: str) -> None:
        ran = self.decide(run, sound, "a2", word)
        assert (ran.code, "stays as it is in force" in ran.out) == (0, True)

    def test_the_paper_of_the_decision_stands_beside_that_of_the_filing(self, run: Run, sound: Path) -> None:
        replace(
            sound, "pilot.yaml", "    decision: pending\n", "    decision: pending # since March\n    document: 1号\n"
        )
        ran = self.decide(run, sound, "A2", "approved", "--document", "2号")
        assert ran.code == 0, ran.err
        text = (sound / HOME / "pilot.yaml").read_text("utf-8")
        assert "    decision: approved # since March\n    document: 1号\n    decision_document: 2号\n" in text

    @pytest.mark.parametrize("what", UNDECIDED)
    def test_what_is_no_decision_is_refused(self, run: Run, sound: Path, what: str) -> None:
        before = tree_of(sound)
        command, code, said = UNDECIDED[what]
        ran = self.decide(run, sound, *command)
        assert (ran.code, said in ran.err) == (code, True), ran.err
        assert tree_of(sound) == before

    def test_a_decision_stands_unless_forced(self, run: Run, sound: Path) -> None:
        assert self.decide(run, sound, "A2", "rejected").code == 0
        ran = self.decide(run, sound, "A2", "withdrawn")
        assert (ran.code, "is recorded already: 2026-03-31" in ran.err) == (2, True)
        assert self.decide(run, sound, "A2", "withdrawn", "--force").code == 0

    def test_a_decision_with_its_own_paper_is_no_restatement(self, run: Run, sound: Path) -> None:
        replace(sound, "pilot.yaml", "    decision: pending\n", "    decision: pending\n    document: 1号\n")
        repository = new_repository(sound)
        repository.commit("filed")
        assert self.decide(run, sound, "A2", "approved", "--document", "2号").code == 0
        ran = run("validate", "--base", "HEAD", "--root", sound, *AS_OF)
        assert (ran.code, "C02" in ran.out) == (0, False)
        repository.commit("decided")
        replace(sound, "pilot.yaml", "decision_document: 2号", "decision_document: 3号")
        assert "decision_document was 2号" in run("validate", "--base", "HEAD", "--root", sound, *AS_OF).out


def test_a_transfer_is_one_filing(run: Run, sound: Path) -> None:
    words = "roles/lead nj-hrss --also roles/units=nj-hrss --also roles/partners=yx-hrss --also M4/owner=nj-hrss"
    replace(sound, "pilot.yaml", "units: [nj-hrss]", "units: [yx-edu]")
    ran = adjust(run, sound, PAPER + words, "--force")
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    assert ran.code == 0, ran.err
    assert text.count("kind: change_unit") == 1
    assert "{path: milestones/M4/owner, from: yx-hrss, to: nj-hrss}" in text


def test_a_date_is_taken_back_by_approval(run: Run, sound: Path) -> None:
    ran = adjust(run, sound, PAPER + "M4/due null")
    assert ran.code == 0, ran.err
    text = (sound / HOME / "pilot.yaml").read_text("utf-8")
    assert "{path: milestones/M4/due, from: 2026-06-30, to: null}" in text
    assert "procedure: approval\n    authority: yx-hrss\n    submitted: 2026-03-31\n    decision: pending" in text
    assert run("decide", "yx-titles-01", "A3", "approved", "--root", sound, *AS_OF).code == 0
    shown = run("status", "yx-titles-01", "--root", sound, "--format", "json", *AS_OF).out
    assert (
        '"id": "M4",\n          "state": "undated",\n          "due": null,\n          "due_original": "2026-06-30"'
        in shown
    )
    assert run("validate", "--root", sound, *AS_OF, "--quiet").code == 0


def test_a_closed_pilot_is_reopened_and_goes_on(run: Run, sound: Path) -> None:
    assert adjust(run, sound, PAPER + "--kind conclusion --force").code == 0
    ran = adjust(run, sound, PAPER + "M4/due 2026-08-31")
    assert (ran.code, "is concluded; its plan can't change any more" in ran.err) == (2, True)
    assert adjust(run, sound, PAPER + "--kind reopening").code == 0
    assert run("decide", "yx-titles-01", "A4", "approved", "--document", "2号", "--root", sound, *AS_OF).code == 0
    assert adjust(run, sound, PAPER + "M4/due 2026-08-31").code == 0


def test_a_title_in_force_is_the_one_that_is_shown(run: Run, sound: Path) -> None:
    assert adjust(run, sound, PAPER + "title 'Integrity files'").code == 0
    assert "Integrity files" in run("status", "--root", sound, *AS_OF).out
    assert "Integrity files" not in run("status", "--root", sound, "--as-of", "2026-03-30").out


class TestDecideEvaluation:
    NAME = "2026-midterm"

    def decide(self, run: Run, root: Path, *words: str) -> Any:
        return run("decide", "yx-titles-01", *words, "--root", root, *AS_OF)

    def test_the_decision_of_the_authority_is_recorded(self, run: Run, sound: Path) -> None:
        before = tree_of(sound)
        ran = self.decide(
            run, sound, self.NAME, "continue", "--document", "3号", "--scope-zh", "全省", "--condition", "{zh: 补材料}",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert changed_lines(before, tree_of(sound)) == [
            f"{self.NAME}.yaml - decision: {{}}",
            f"{self.NAME}.yaml + decision: {{outcome: continue, date: 2026-03-31, document: 3号, "
            "scope: {zh: 全省}, conditions: [{zh: 补材料}]}",
        ]
        ran = self.decide(run, sound, self.NAME, "stop")
        assert (ran.code, "is recorded already" in ran.err) == (2, True)

    def test_another_decision_than_the_recommendation_wants_its_reason(self, run: Run, sound: Path) -> None:
        ran = self.decide(run, sound, self.NAME, "stop")
        assert (ran.code, "error[V04]" in ran.err) == (1, True)
        assert self.decide(run, sound, self.NAME, "stop", "--override-reason", "No budget").code == 0

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("2025-midterm", "stop"), "has no filing or evaluation 2025-midterm"),
            (("2026-midterm", "stopp"), "did you mean stop?"),
            (("2026-midterm", "stop", "--date", "2026-03-30"), "is before the day of the evaluation"),
            (("2026-midterm", "stop", "--effective", "2026-05-01"), "has no effective"),
            (("A2", "approved", "--scope", "x"), "has no scope"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, run: Run, sound: Path, words: tuple[str, ...], said: str) -> None:
        before = tree_of(sound)
        ran = self.decide(run, sound, *words)
        assert (ran.code, said in ran.err) == (2, True), ran.err
        assert tree_of(sound) == before
