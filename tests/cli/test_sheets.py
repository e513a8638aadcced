"""`talentpilot ratings`: blank sheets out, filled ones into the evaluation, whole or not."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from conftest import Ran
from exchange.filling import Answer, filled, opened, row_of
from repository import new_repository
from talentpilot.analysis.evaluation.result import JUDGEMENT_ITEMS, REPLICABILITY_ITEMS
from talentpilot.errors import UsageProblem
from talentpilot.services.rating_sheets import reviewer_codes

Run = Callable[..., Ran]
EVERY = (*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS)
TWOS: Mapping[str, Answer] = dict.fromkeys(EVERY, 2)
DAY = ("--as-of", "2026-05-01")
NEW = ("--type", "final", "--evaluator", "yx-eval", "--independent", "--method", "desk review")


def sheet(run: Run, root: Path, subject: str, output: Path, *more: object) -> bytes:
    ran = run("ratings", "make", subject, "--root", root, *DAY, "--output", output, *more)
    assert ran.code == 0, ran.err
    assert ran.out == f"{output}\n"
    return output.read_bytes()


def take(run: Run, root: Path, subject: str, *more: object) -> Ran:
    return run("ratings", "take", *more, "--evaluation", subject, "--root", root, *DAY)


def evaluation(root: Path, name: str) -> Path:
    return root / "pilots" / "yx-titles-01" / "evaluations" / f"{name}.yaml"


def tree(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_folder_gets_a_sheet_of_each_form_for_each_reviewer(run: Run, sound: Path, tmp_path: Path) -> None:
    before, out = tree(sound), tmp_path / "out"
    ran = run("ratings", "make", "yx-titles-01", "--reviewers", 3, "--root", sound, *DAY, "--output", out)
    assert ran.code == 0
    names = [f"yx-titles-01-2026-05-01-R{number}{form}" for number in (1, 2, 3) for form in (".xlsx", ".md")]
    assert ran.out.splitlines() == [str(out / name) for name in names]
    assert sorted(path.name for path in out.iterdir()) == sorted(names)
    assert tree(sound) == before
    assert opened((out / names[2]).read_bytes()).sheetnames[0] == "R2"
    assert "2026-05-01" in (out / names[1]).read_text(encoding="utf-8")


def test_a_sheet_that_is_there_is_never_written_over(run: Run, sound: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call = ("ratings", "make", "yx-titles-01", "--root", sound, *DAY, "--output", out)
    run(*call)
    (out / "yx-titles-01-2026-05-01-R2.md").unlink()
    before = tree(out)
    ran = run(*call)
    assert ran.code == 2
    assert "R1.xlsx" in ran.err
    assert "nothing was written" in ran.err
    assert tree(out) == before


def test_a_sheet_of_an_evaluation_shows_the_facts_of_its_day(run: Run, sound: Path, tmp_path: Path) -> None:
    text = sheet(run, sound, "yx-titles-01/2026-midterm", tmp_path / "a.md", "--lang", "en").decode("utf-8")
    assert "Facts as of 2026-03-31" in text
    assert "Reviewer R3" in text, "R1 and R2 have rated already"
    assert "Facts as of 2026-05-01" in sheet(run, sound, "yx-titles-01/new", tmp_path / "b.md", "--lang", "en").decode()


def test_the_past_can_be_asked_for(run: Run, sound: Path, tmp_path: Path) -> None:
    new_repository(sound).commit()
    text = (sound / "pilots/yx-titles-01/pilot.yaml").read_text(encoding="utf-8")
    (sound / "pilots/yx-titles-01/pilot.yaml").write_text(text.replace("id: B1", "id: B9"), encoding="utf-8")
    past = sheet(run, sound, "yx-titles-01", tmp_path / "past.md", "--rev", "HEAD").decode()
    now = sheet(run, sound, "yx-titles-01", tmp_path / "now.md").decode()
    assert "| B1 |" in past
    assert "| B9 |" in now


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("make", ""), "no pilot is named"),
        (("make", "yx-titles-77"), "did you mean yx-titles-01?"),
        (("make", "yx-titles-01/Final report"), "is not a name of an evaluation"),
        (("make", "yx-titles-01/"), "is not a name of an evaluation"),
        (("make", "yx-titles-01", "--output", "x.docx"), "can't be written as .docx"),
        (("make", "yx-titles-01", "--reviewers", "0"), "from 1 to 50"),
        (("make", "yx-titles-01", "--reviewers", "999"), "from 1 to 50"),
        (("make", "yx-titles-01", "--reviewers", "Wang"), "never names"),
        (("make", "yx-titles-01", "--reviewers", "R1,R1"), "is repeated or empty"),
        (("make", "yx-titles-01", "--lang", "fr"), "zh, en or both"),
        (("take", "x.xlsx", "--rev", "HEAD"), "No such option: --rev"),
        (("take",), "Missing argument 'FILE'"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    run: Run, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("ratings", *arguments, "--root", sound, *DAY)
    assert ran.code == 2
    assert words in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_codes_are_those_asked_for_or_the_next_that_are_free() -> None:
    assert reviewer_codes(None, 2, None) == ("R1", "R2")
    assert reviewer_codes("3", 2, None) == ("R1", "R2", "R3")
    assert reviewer_codes("E1, E2、R10", 2, None) == ("E1", "E2", "R10")
    with pytest.raises(UsageProblem):
        reviewer_codes(",", 2, None)


def test_filled_sheets_make_a_new_evaluation(run: Run, sound: Path, tmp_path: Path) -> None:
    blank = sheet(run, sound, "yx-titles-01/2026-final", tmp_path / "blank.xlsx")
    answers = {"R1": {**TWOS, "easy": None, "evidence_level": 2}, "R2": {**TWOS, "evidence_level": "2"}}
    comments = {"R1": {"relevance": "问题普遍"}, "R2": {"relevance": "a common: problem", "easy": "yes"}}
    (tmp_path / "ratings.xlsx").write_bytes(filled(blank, answers, comments))
    call = (run, sound, "yx-titles-01", tmp_path / "ratings.xlsx")
    before = tree(sound)
    undescribed = take(*call)
    assert undescribed.code == 2
    assert "needs: type, evaluator, independent" in undescribed.err
    dry = take(*call, *NEW, "--dry-run")
    assert dry.code == 0
    assert "+  - id: R2" in dry.out
    assert tree(sound) == before
    ran = take(*call, *NEW)
    assert ran.code == 0, ran.err
    assert "2026-final.yaml:7: reviewer R1: 14 of 15 items rated" in ran.out
    found = yaml.safe_load(evaluation(sound, "2026-final").read_text(encoding="utf-8"))
    assert found["schema"] == "talentpilot/evaluation/1"
    assert (str(found["as_of"]), found["evidence_level"]) == ("2026-05-01", 2)
    assert found["evaluator"] == {"org": "yx-eval", "independent": True, "method": "desk review"}
    assert "easy" not in found["reviewers"][0]["replicability"]
    assert found["reviewers"][1]["judgement"] == dict.fromkeys(JUDGEMENT_ITEMS, 2)
    assert found["comments"] == {
        "relevance": {"zh": "R1：问题普遍", "en": "R2: a common: problem"}, "easy": {"en": "R2: yes"},
    }  # fmt: skip
    assert run("validate", "--root", sound, *DAY).code == 0
    again = take(*call)
    assert again.code == 0
    assert "says all this already" in again.out


def test_an_evaluation_that_is_there_changes_only_where_answers_do(run: Run, sound: Path, tmp_path: Path) -> None:
    file = evaluation(sound, "2026-midterm")
    text = file.read_text(encoding="utf-8") + "# a remark of the clerk\n"
    file.write_text(text, encoding="utf-8")
    subject = "yx-titles-01/2026-midterm"
    blank = sheet(run, sound, subject, tmp_path / "blank.xlsx", "--reviewers", "R1,R3")
    rated = {**TWOS, "replicated": 1, "impact": 1}
    answers = {"R1": {**rated, "efficiency": 1, "testable": None}, "R3": rated}
    (tmp_path / "r.xlsx").write_bytes(filled(blank, answers, {"R3": {"easy": "not quite"}}))
    ran = take(run, sound, subject, tmp_path / "r.xlsx")
    assert ran.code == 0, ran.err
    assert "R1 efficiency: 2 → 1" in ran.out
    assert "R1 testable: 2 → abstains" in ran.out
    after = file.read_text(encoding="utf-8")
    first = "{relevance: 2, coherence: 2, efficiency: 2, impact: 2, sustainability: 2}"
    assert first in text
    assert first.replace("efficiency: 2, impact: 2", "efficiency: 1, impact: 1") in after
    gone = [line for line in text.splitlines() if line not in after.splitlines()]
    assert [line.partition(":")[0].strip() for line in gone] == ["judgement", "replicability"]
    found = yaml.safe_load(after)
    assert [item["id"] for item in found["reviewers"]] == ["R1", "R2", "R3"]
    assert "testable" not in found["reviewers"][0]["replicability"]
    assert found["comments"] == {"easy": {"en": "R3: not quite"}}


def test_comments_stand_behind_those_that_are_there(run: Run, sound: Path, tmp_path: Path) -> None:
    file, subject = evaluation(sound, "2026-midterm"), "yx-titles-01/2026-midterm"
    there = "comments:\n  easy: {zh: 较难}\n  impact: plain\n"
    file.write_text(file.read_text(encoding="utf-8") + there, encoding="utf-8")
    blank = sheet(run, sound, subject, tmp_path / "blank.xlsx", "--reviewers", "R3")
    comments = {"easy": "要培训", "impact": "small", "credible": "sound"}
    (tmp_path / "r.xlsx").write_bytes(filled(blank, {"R3": TWOS}, {"R3": comments}))
    for _ in range(2):
        assert take(run, sound, subject, tmp_path / "r.xlsx").code == 0
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["comments"] == {
            "easy": {"zh": "较难；R3：要培训"}, "impact": "plain; R3: small", "credible": {"en": "R3: sound"},
        }  # fmt: skip


def test_what_would_bring_a_new_error_is_refused_and_can_be_forced(run: Run, sound: Path, tmp_path: Path) -> None:
    blank = sheet(run, sound, "yx-titles-01/2026-final", tmp_path / "blank.xlsx", "--reviewers", "1")
    (tmp_path / "r.xlsx").write_bytes(filled(blank, {"R1": {**TWOS, "easy": None, "evidence_level": 2}}))
    before = tree(sound)
    call = (run, sound, "yx-titles-01/2026-final", tmp_path / "r.xlsx", *NEW)
    ran = take(*call)
    assert ran.code == 1
    assert "error[V01] no reviewer rated easy" in ran.err
    assert tree(sound) == before
    assert take(*call, "--force").code == 0
    assert evaluation(sound, "2026-final").is_file()


def test_vetoes_are_added_and_what_has_no_field_is_told(run: Run, sound: Path, tmp_path: Path) -> None:
    subject = "yx-titles-01/2026-midterm"
    blank = sheet(run, sound, subject, tmp_path / "blank.xlsx", "--reviewers", "R3,R4", "--lang", "zh")
    answers = {"R3": {**TWOS, "legal_breach": "是"}, "R4": {**TWOS, "legal_breach": "否", "serious_harm": "否"}}
    content = filled(blank, answers, {"R3": {"legal_breach": "见监察通报"}})
    (tmp_path / "r.xlsx").write_bytes(content)
    ran = take(run, sound, subject, tmp_path / "r.xlsx")
    assert ran.code == 0, ran.err
    assert "veto legal_breach, by" in ran.out
    assert f"cell E{row_of(opened(content)['R3'], 'legal_breach')}: a remark on legal_breach has no field" in ran.out
    assert yaml.safe_load(evaluation(sound, "2026-midterm").read_text(encoding="utf-8"))["vetoes"] == ["legal_breach"]


def test_a_blank_sheet_counts_as_no_reviewer(run: Run, sound: Path, tmp_path: Path) -> None:
    subject = "yx-titles-01/2026-midterm"
    blank = sheet(run, sound, subject, tmp_path / "blank.xlsx", "--reviewers", "R3,R4")
    nothing = take(run, sound, subject, tmp_path / "blank.xlsx")
    assert nothing.code == 1
    assert "nothing is filled in on any sheet" in nothing.err
    (tmp_path / "r.xlsx").write_bytes(filled(blank, {"R3": TWOS}))
    ran = take(run, sound, subject, tmp_path / "r.xlsx")
    assert "sheet 'R4': nothing is filled in; left out" in ran.out
    found = yaml.safe_load(evaluation(sound, "2026-midterm").read_text(encoding="utf-8"))
    assert [item["id"] for item in found["reviewers"]] == ["R1", "R2", "R3"]


def test_every_problem_of_every_file_is_named_and_nothing_is_written(run: Run, sound: Path, tmp_path: Path) -> None:
    subject, folder = "yx-titles-01/2026-midterm", tmp_path / "filled"
    folder.mkdir()
    blank = sheet(run, sound, subject, tmp_path / "blank.xlsx", "--reviewers", "R3,R4")
    (folder / "a.xlsx").write_bytes(filled(blank, {"R3": {**TWOS, "easy": 4}, "R4": {**TWOS, "evidence_level": 1}}))
    (folder / "b.xlsx").write_bytes(filled(blank, {"R3": {"easy": 1}, "R4": {"easy": 2, "evidence_level": 3}}))
    (folder / "c.xlsx").write_text("no workbook", encoding="utf-8")
    (folder / "~$a.xlsx").write_text("what an office keeps beside an open file", encoding="utf-8")
    before = tree(sound)
    ran = take(run, sound, subject, folder, tmp_path / "nowhere.xlsx")
    assert ran.code == 1
    easy = row_of(opened(blank)["R3"], "easy")
    for words in (
        f"a.xlsx sheet 'R3' cell E{easy}: rating 4 is not 0–3", "c.xlsx: the file is not an .xlsx workbook",
        "nowhere.xlsx: No such file", "reviewer R4 has more than one sheet", "reviewers differ on the evidence level",
        "5 problems with the sheets; nothing was written",
    ):  # fmt: skip
        assert words in ran.err, ran.err
    assert "~$" not in ran.err
    assert tree(sound) == before


def test_sheets_of_another_pilot_evaluation_or_day_are_refused(run: Run, sound: Path, tmp_path: Path) -> None:
    blank = sheet(run, sound, "yx-titles-01/2026-final", tmp_path / "blank.xlsx", "--reviewers", "R3")
    subject = "yx-titles-01/2026-midterm"

    def taken(**cells: str) -> str:
        book = opened(filled(blank, {"R3": TWOS}))
        for name, value in cells.items():
            book["R3"][name] = value
        book.save(tmp_path / "r.xlsx")
        ran = take(run, sound, subject, tmp_path / "r.xlsx")
        assert ran.code == 1
        return ran.err

    said = taken()
    assert "the sheet is of evaluation 2026-final, not 2026-midterm" in said
    assert "its facts are as of 2026-05-01, the evaluation is as of 2026-03-31" in said
    assert "the sheet is of pilot yx-titles-02, not yx-titles-01" in taken(B1="yx-titles-02")
    assert "Wang is not a reviewer's code" in taken(E1="Wang")
    assert "the day of its facts, soon, is not a day" in taken(D1="soon")


def test_the_evidence_level_is_settled_by_the_evaluator_where_reviewers_differ(
    run: Run, sound: Path, tmp_path: Path
) -> None:
    subject = "yx-titles-01/2026-midterm"
    blank = sheet(run, sound, subject, tmp_path / "blank.xlsx", "--reviewers", "R3,R4")
    answers = {"R3": {**TWOS, "evidence_level": 1}, "R4": {**TWOS, "evidence_level": 3}}
    (tmp_path / "r.xlsx").write_bytes(filled(blank, answers))
    call = (run, sound, subject, tmp_path / "r.xlsx")
    assert "say which one holds" in take(*call).err
    assert "is not 0–4" in take(*call, "--evidence-level", 7).err
    ran = take(*call, "--evidence-level", 1)
    assert ran.code == 0, ran.err
    assert "evidence level 2 → 1" in ran.out


def test_an_evaluation_that_is_there_is_not_described_anew(run: Run, sound: Path, tmp_path: Path) -> None:
    subject = "yx-titles-01/2026-midterm"
    blank = sheet(run, sound, subject, tmp_path / "blank.xlsx", "--reviewers", "R3")
    (tmp_path / "r.xlsx").write_bytes(filled(blank, {"R3": TWOS}))
    ran = take(run, sound, subject, tmp_path / "r.xlsx", "--type", "final")
    assert ran.code == 2
    assert "would be described anew by: type" in ran.err
    unnamed = sheet(run, sound, "yx-titles-01", tmp_path / "open.xlsx", "--reviewers", "R3")
    (tmp_path / "r.xlsx").write_bytes(filled(unnamed, {"R3": TWOS}))
    assert "say which one is meant" in take(run, sound, "yx-titles-01", tmp_path / "r.xlsx").err


def test_an_evaluation_that_cannot_be_read_is_not_written_over(run: Run, sound: Path, tmp_path: Path) -> None:
    file = evaluation(sound, "2026-final")
    blank = sheet(run, sound, "yx-titles-01", tmp_path / "blank.xlsx", "--reviewers", "R3")
    file.write_text("schema: talentpilot/evaluation/1\ntype: ???\n", encoding="utf-8")
    (tmp_path / "r.xlsx").write_bytes(filled(blank, {"R3": TWOS}))
    before = tree(sound)
    ran = take(run, sound, "yx-titles-01/2026-final", tmp_path / "r.xlsx", *NEW)
    assert ran.code == 2
    assert "2026-final.yaml can't be read" in ran.err
    assert tree(sound) == before


def test_without_the_library_the_extra_is_named(
    run: Run, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for name in [name for name in sys.modules if name.startswith(("openpyxl", "talentpilot.exchange.rating_sheets"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    ran = run("ratings", "make", "yx-titles-01/2026-midterm", "--output", tmp_path / "x.xlsx", "--root", sound, *DAY)
    assert ran.code == 2
    assert "pip install 'talentpilot[sheets]'" in ran.err
    ran = run("ratings", "make", "yx-titles-01", "--output", tmp_path / "x.md", "--root", sound, *DAY)
    assert ran.code == 0
