"""`talentpilot new`: files that validate for every task, questions on a terminal, all problems at once."""

import difflib
import os
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checking import check_folder
from cli.terminal import Terminal, terminals_only
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.model.catalogue import Catalogue
from talentpilot.store.reader import read_config
from talentpilot.store.tree import DiskTree

Run = Callable[..., Any]
DAY = date(2026, 3, 31)
CATALOGUE = Path(__file__).parents[1] / "golden" / "ledger" / "catalogue.yaml"
ORGANS = ("--region", "990100", "--lead", "yx-hrss", "--unit", "nj-hrss")


def catalogue() -> Catalogue:
    return read_config(DiskTree(CATALOGUE.parent)).require()[1]


TASKS = [task.id for domain in catalogue().domains for task in domain.tasks]


@pytest.fixture
def ledger(sound: Path) -> Path:
    """The sound ledger with the catalogue of all tasks."""
    shutil.copy(CATALOGUE, sound / "catalogue.yaml")
    return sound


@pytest.fixture
def new(run: Run, ledger: Path) -> Run:
    return lambda *argv: run("new", "--root", ledger, "--as-of", DAY, *argv)


def tree_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def findings(ledger: Path, pilot: str) -> list[Diagnostic]:
    """What the rules say of a pilot; without information, and P07: the sound pilot has that task."""
    verdict = check_folder(ledger, DAY, today=None)
    return [
        item
        for item in verdict.diagnostics
        if pilot in item.location.path and item.severity is not Severity.INFO and item.rule != "P07"
    ]


def spoken(found: Sequence[Diagnostic]) -> list[str]:
    return [f"{item.rule} {item.location.path}:{item.location.line} {item.message}" for item in found]


@pytest.mark.parametrize("task", TASKS)
def test_a_pilot_of_every_task_validates_at_once(new: Run, ledger: Path, task: str) -> None:
    assert new("yx-new-01", "--task", task, *ORGANS, "--partner", "yx-edu").code == 0
    assert spoken(findings(ledger, "yx-new-01")) == []


FILLED = {"increase": ("10", "50"), "decrease": ("50", "10"), "keep_above": ("20", "30")}


def chosen(text: str, *, filled: bool) -> str:
    """outcomes.yaml with every indicator taken out of its comment, and figures put in."""
    head, _, rest = text.partition("\nindicators:\n")
    body, _, tail = rest.partition("\n# 经验做法")
    blocks = re.sub(r"(?m)^  # ", "  ", body).split("\n\n")
    if filled:
        blocks = [with_figures(block) for block in blocks]
    return f"{head}\nindicators:\n" + "\n".join(blocks) + "\n# 经验做法" + tail


def with_figures(block: str) -> str:
    direction = re.search(r"direction: (\w+)", block)
    assert direction is not None
    before, target = FILLED[direction[1]]
    block = block.replace("baseline: {value: , date: }", f"baseline: {{value: {before}, date: 2026-03-31}}")
    return block.replace("target: {value: ,", f"target: {{value: {target},")


def approve(pilot: Path) -> None:
    """Fill in what the comments of pilot.yaml ask for before approval, by taking the examples out of them."""
    file = pilot / "pilot.yaml"
    text = file.read_text("utf-8")
    text = text.replace("# objective:\n#   zh:\n#   en:\n", "objective:\n  zh: 目标\n  en: Aim\n")
    text = text.replace("# approval:\n#   date:\n", "approval:\n  date: 2026-03-30\n")
    text = re.sub(r"#   document: # 发文字号.*\n#   evidence: \[E1\]\n", "  document: 云人社函〔2026〕9号\n", text)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("task", [*TASKS, "parks-of-tomorrow"])
def test_the_indicators_offered_validate_once_they_have_their_figures(new: Run, ledger: Path, task: str) -> None:
    if task not in TASKS:
        with (ledger / "catalogue.yaml").open("a", encoding="utf-8") as stream:
            stream.write(f"      - {{id: {task}, zh: 未来园区, en: Parks of tomorrow}}\n")
    assert new("yx-new-01", "--task", task, *ORGANS, "--guide", "yx-edu").code == 0
    pilot = ledger / "pilots" / "yx-new-01"
    outcomes = pilot / "outcomes.yaml"
    template = outcomes.read_text("utf-8")
    outcomes.write_text(chosen(template, filled=True), "utf-8")
    assert spoken(findings(ledger, "yx-new-01")) == []
    approve(pilot)
    assert {item.rule for item in findings(ledger, "yx-new-01")} <= {"P12"}  # not sealed yet


def test_an_indicator_without_its_target_is_an_error_at_that_line(new: Run, ledger: Path) -> None:
    new("yx-new-01", "--task", "titles-integrity", *ORGANS)
    outcomes = ledger / "pilots" / "yx-new-01" / "outcomes.yaml"
    text = chosen(outcomes.read_text("utf-8"), filled=False)
    outcomes.write_text(text, "utf-8")
    errors = [item for item in findings(ledger, "yx-new-01") if item.severity is Severity.ERROR]
    assert {item.rule for item in errors} == {"S01"}
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "target: {value: ," in line]
    assert [item.location.line for item in errors] == lines


def test_every_example_in_the_comments_is_yaml(new: Run, ledger: Path) -> None:
    new("yx-new-01", "--task", "titles-integrity", *ORGANS)
    for file in (ledger / "pilots" / "yx-new-01").glob("*.yaml"):
        text = re.sub(r"(?m)^( *)# (- |  \w+:|\w+:$|contact)", r"\1\2", file.read_text("utf-8"))
        file.write_text(text, "utf-8")
    assert [item for item in spoken(findings(ledger, "yx-new-01")) if item.startswith("F")] == []


def test_what_was_written_is_named_and_the_next_commands(new: Run, ledger: Path) -> None:
    ran = new("--task", "titles-standards", *ORGANS)
    home = ledger / "pilots" / "yx-titles-02"
    written, _, following = ran.out.partition("\n\n")
    assert written.split("\n") == [str(home / name) for name in ("pilot.yaml", "milestones.yaml", "outcomes.yaml")]
    assert "talentpilot validate yx-titles-02 --root" in following
    assert "talentpilot status yx-titles-02" in following
    assert f"edit {home / 'outcomes.yaml'}" in following


def test_the_term_begins_next_month_and_ends_with_the_programme(new: Run, ledger: Path) -> None:
    new("yx-new-01", "--task", "titles-standards", *ORGANS)
    text = (ledger / "pilots" / "yx-new-01" / "pilot.yaml").read_text("utf-8")
    assert "term: {start: 2026-04-01, end: 2027-06-30}" in text
    assert "title: {zh: 南郊市（虚构）评价标准更新试点, en: Upgraded evaluation standards in Nanjiao" in text


def test_the_id_has_the_prefix_of_the_ledger_and_the_next_number(new: Run, ledger: Path) -> None:
    (ledger / "pilots" / "yx-titles-07").mkdir()
    assert "yx-titles-08/pilot.yaml" in new("--task", "titles-standards", *ORGANS).out
    shutil.rmtree(ledger / "pilots")
    assert (
        "nj-experts-01/pilot.yaml"
        in new("--task", "experts-pools", "--region", "990100", "--lead", "nj-hrss", "--unit", "nj-hrss").out
    )


def test_a_dry_run_prints_the_files_and_writes_nothing(new: Run, ledger: Path) -> None:
    before = tree_of(ledger)
    ran = new("--task", "titles-standards", *ORGANS, "--dry-run")
    assert ran.code == 0
    assert tree_of(ledger) == before
    assert ran.out.count("# ---- ") == 3
    assert "schema: talentpilot/outcomes/1" in ran.out
    assert "nothing was written" in ran.err


def test_elsewhere_than_on_a_terminal_all_that_is_missing_is_listed_with_the_choices(new: Run, ledger: Path) -> None:
    before = tree_of(ledger)
    ran = new()
    assert (ran.code, ran.out) == (2, "")
    for word in ("--task is missing", "--region is missing", "--lead is missing", "--unit is missing"):
        assert word in ran.err
    for word in (*TASKS, "nj-hrss", "990100", "XPCC"):
        assert word in ran.err
    assert tree_of(ledger) == before


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (
            ("--task", "titles-integrty"),
            ["titles-integrty is not in the catalogue; did you mean titles-integrity?"],
        ),
        (("--task", "诚新档案"), ["did you mean 诚信档案?"]),
        (("--region", "99010"), ["is not a code of six digits; did you mean 990100?"]),
        (("--region", "980000"), ["is in no known province"]),
        (("--lead", "yx-hrs"), ["yx-hrs is not in programme.yaml; did you mean yx-hrss?"]),
        (("--partner", "yx-hrss"), ["--partner yx-hrss is the lead already"]),
        (("--guide", "nobody"), ["--guide nobody is not in programme.yaml"]),
        (("--start", "6/1/2026"), ["--start: date 6/1/2026 can be read in more than one way"]),
        (("--start", "2027-01-01", "--end", "2026-12-31"), ["2026-12-31 is before the start, 2027-01-01"]),
        (("--start", "2026-01-01", "--end", "2028-01-01"), ["more than 24 months", "last possible day is 2027-12-31"]),
        (("--start", "0001-01-01"), ["more than five years away"]),
        (("--start", "9999-12-31"), ["more than five years away"]),
        (("--title-zh", "null"), ["--title-zh: 'null' would be read as absent"]),
        (("--title-en", " "), ["--title-en: ' ' would be read as absent"]),
        (
            ("--task", "nothing", "--unit", "x", "--end", "x"),
            ["--task nothing", "--unit x", "--end: x is not a date"],
        ),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_known(
    new: Run, ledger: Path, argv: tuple[str, ...], words: list[str]
) -> None:
    before = tree_of(ledger)
    ran = new("--task", "titles-standards", *ORGANS, *argv)
    assert ran.code == 2
    for word in words:
        assert word in ran.err
    assert tree_of(ledger) == before


@pytest.mark.parametrize(
    ("identifier", "word"),
    [
        ("yx-titles-01", "id yx-titles-01 is taken: pilots/yx-titles-01 exists; yx-titles-02 is free"),
        ("YX-1", "id YX-1 is not 2 to 64"),
        ("../up", "id ../up is not 2 to 64"),
    ],
)
def test_an_id_that_is_taken_or_malformed_is_refused(new: Run, ledger: Path, identifier: str, word: str) -> None:
    before = tree_of(ledger)
    ran = new(identifier, "--task", "titles-standards", *ORGANS)
    assert (ran.code, word in ran.err) == (2, True), ran.err
    assert tree_of(ledger) == before


def test_an_organization_that_ended_is_refused_and_its_successor_named(new: Run, ledger: Path) -> None:
    programme = ledger / "programme.yaml"
    entry = "  - {id: old-tsc, zh: 旧, kind: other, region: 990100, until: 2026-01-31, succeeded_by: nj-hrss}\n"
    programme.write_text(programme.read_text("utf-8").replace("organizations:\n", f"organizations:\n{entry}"), "utf-8")
    assert (
        "old-tsc ended on 2026-01-31; nj-hrss took over"
        in new("--task", "titles-standards", *ORGANS, "--unit", "old-tsc").err
    )


def test_a_task_retired_before_the_start_is_refused(new: Run, ledger: Path) -> None:
    file = ledger / "catalogue.yaml"
    text = file.read_text("utf-8").replace("en: Integrity records}", "en: Integrity records, retired: 2026-02-28}")
    file.write_text(text, "utf-8")
    ran = new("--task", "titles-integrity", *ORGANS)
    assert (ran.code, "was retired on 2026-02-28" in ran.err) == (2, True)


def test_a_title_the_programme_wants_in_two_languages_is_asked_for_in_both(new: Run, ledger: Path) -> None:
    programme = ledger / "programme.yaml"
    programme.write_text(programme.read_text("utf-8") + "languages: [zh, en]\n", "utf-8")
    assert "--title-en is missing" in new("--task", "titles-standards", *ORGANS, "--title-zh", "标题").err
    assert new("--task", "titles-standards", *ORGANS, "--title-zh", "标题", "--title-en", "T: #1").code == 0


def test_after_the_programmes_end_a_term_must_be_given(new: Run, ledger: Path) -> None:
    late = ("--as-of", "2027-06-15", "--task", "titles-standards", *ORGANS)
    assert "--start is missing, and the programme ends on 2027-06-30" in new(*late).err


# ---- on a terminal


def new_at(ledger: Path, *argv: str) -> Terminal:
    return Terminal("new", "--root", str(ledger), "--as-of", str(DAY), *argv)


@terminals_only
def test_answers_may_be_names_and_days_in_any_clear_form(ledger: Path) -> None:
    terminal = new_at(ledger)
    terminal.answer("Task", "诚信档案")
    terminal.answer("Lead", "云溪省人力资源和社会保障厅")
    terminal.answer("Pilot units", "南郊市人力资源和社会保障局")
    terminal.answer("Partners", "云溪省教育厅、云溪改革评估研究中心")
    terminal.answer("Guiding unit", "")
    terminal.answer("Region", "江苏")
    terminal.answer("First day", "2026年5月1日")
    terminal.answer("Last day", "２０２７/3/31")
    terminal.answer("Title in Chinese", "")
    terminal.answer("Title in English", "")
    terminal.answer("Id [yx-titles-02]", "")
    code, _, err = terminal.end()
    assert code == 0, err
    for word in ("  = titles-integrity\n", "  = 320000\n", "  = 2026-05-01\n", "  = 2027-03-31\n"):
        assert word in err
    text = (ledger / "pilots" / "yx-titles-02" / "pilot.yaml").read_text(encoding="utf-8")
    assert "term: {start: 2026-05-01, end: 2027-03-31}" in text
    assert "region: 320000" in text
    assert re.search(r"units: \[nj-hrss\]", text)
    assert re.search(r"partners: \[yx-edu, yx-eval\]", text)


@terminals_only
def test_on_a_terminal_it_asks_for_what_is_missing(ledger: Path) -> None:
    terminal = new_at(ledger)
    terminal.answer("Task", "titles-integrty")
    terminal.answer("Task", "5")
    terminal.answer("Lead", "1")
    terminal.answer("Pilot units", "")
    terminal.answer("Pilot units", "nj-hrss")
    terminal.answer("Partners", "yx-hrss")
    terminal.answer("Partners", "3、4")
    terminal.answer("Guiding unit", "")
    terminal.answer("Region, ? for the list [990100]", "")
    terminal.answer("First day [2026-04-01]", "")
    terminal.answer("Last day [2027-06-30]", "2029-01-01")
    terminal.answer("Last day [2027-06-30]", "2027-03-31")
    terminal.answer("Title in Chinese", "诚信：#1 {试点}")
    terminal.answer("Title in English [Integrity records in Nanjiao (fictional)]", "")
    terminal.answer("Id [yx-titles-02]", "")
    code, out, err = terminal.end()
    assert code == 0, err
    assert "did you mean titles-integrity?" in err
    assert "--partner yx-hrss is the lead already" in err
    assert "the last possible day is 2028-03-31" in err
    assert "  5 titles-integrity     诚信档案 Integrity records" in err
    assert "yx-titles-02/pilot.yaml" in out
    text = (ledger / "pilots" / "yx-titles-02" / "pilot.yaml").read_text("utf-8")
    assert 'title: {zh: "诚信：#1 {试点}", en: Integrity records in Nanjiao (fictional)}' in text
    assert "partners: [yx-edu, yx-eval]" in text
    assert "term: {start: 2026-04-01, end: 2027-03-31}" in text
    assert spoken(findings(ledger, "yx-titles-02")) == []


@terminals_only
def test_on_a_terminal_nothing_is_asked_when_all_is_given(ledger: Path) -> None:
    code, out, err = new_at(ledger, "--task", "titles-integrity", *ORGANS, "--dry-run").end()
    assert code == 0
    assert out.startswith("# ---- ")
    assert "?" not in err


@terminals_only
def test_the_questions_of_a_dry_run_stay_out_of_its_output(ledger: Path) -> None:
    terminal = new_at(ledger, "--task", "titles-integrity", *ORGANS[2:], "--dry-run")
    for question in ("Partners", "Guiding", "Region", "First day", "Last day", "Chinese", "English", "Id"):
        terminal.answer(question, "")
    code, out, _ = terminal.end()
    assert code == 0
    assert out.startswith("# ---- ")


@terminals_only
def test_on_a_terminal_a_wrong_option_is_refused_before_anything_is_asked(ledger: Path) -> None:
    code, out, err = new_at(ledger, "--task", "nothing").end()
    assert (code, out) == (2, "")
    assert "--task nothing is not in the catalogue" in err


@terminals_only
@pytest.mark.parametrize("key", [b"\x04", b"\x03"], ids=["end of input", "interrupt"])
def test_giving_up_at_a_question_writes_nothing(ledger: Path, key: bytes) -> None:
    before = tree_of(ledger)
    terminal = new_at(ledger)
    terminal.answer("Task", "1")
    terminal.answer("Lead", "1")
    if key == b"\x04":
        os.write(terminal.master, key)
    else:
        terminal.process.send_signal(2)
    code, out, err = terminal.end()
    assert (code, out) == (130, "")
    assert "interrupted; nothing is half written" in err
    assert tree_of(ledger) == before


# ---- organizations that the books do not know yet


NEW_ORG = "lp-hrss hrss_department 990100 临浦市人社局 / Linpu HRSS Bureau"


def test_organizations_can_be_registered_along_with_the_pilot(new: Run, ledger: Path) -> None:
    programme = ledger / "programme.yaml"
    before = programme.read_text("utf-8")
    ran = new("--task", "titles-standards", *ORGANS[:4], "--unit", "lp-hrss", "--organization", NEW_ORG)
    assert ran.code == 0, ran.err
    assert f"{programme}: lp-hrss registered" in ran.out
    lines = [
        line for line in difflib.ndiff(before.split("\n"), programme.read_text("utf-8").split("\n")) if line[0] in "+-"
    ]
    assert len(lines) == 1
    assert "id: lp-hrss, zh: 临浦市人社局, en: Linpu HRSS Bureau, kind: hrss_department" in lines[0]
    assert spoken(findings(ledger, "yx-titles-02")) == []


def test_what_is_unknown_is_listed_with_the_way_to_register_it(new: Run, ledger: Path) -> None:
    ran = new("--task", "titles-standards", *ORGANS[:4], "--unit", "qq-hrss")
    assert (ran.code, "to register one: --organization ID KIND REGION NAME" in ran.err) == (2, True)
    programme = ledger / "programme.yaml"
    text = programme.read_text("utf-8")
    programme.write_text(re.sub(r"(?s)organizations:\n.*?(?=^\w)", "", text, flags=re.MULTILINE), "utf-8")
    assert "organizations:\n  none yet\n  to register one" in new().err


@pytest.mark.parametrize(("typed", "advice"), [("南京市", "write its six digits"), ("江苏生", "did you mean 江苏省?")])
def test_a_city_is_no_slip_for_another_one(new: Run, typed: str, advice: str) -> None:
    ran = new("--task", "titles-standards", *ORGANS, "--region", typed)
    assert (ran.code, f"no region is called {typed}" in ran.err) == (2, True)
    assert advice in ran.err
    assert "北京市" not in ran.err


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("lp-hrss", "'lp-hrss' is not of the form ID KIND REGION NAME"),
        ("LP hrss_department 990100 局", "id LP is not 2 to 64"),
        ("lp-hrss bureau 990100 局", "there is no kind bureau; did you mean talent_bureau?"),
        ("lp-hrss 衙门 990100 局", "there is no kind 衙门; there are ministry 部委, hrss_department 人社部门, "),
        ("lp-hrss other 980000 局", "region 980000 is in no known province"),
        ("nj-hrss other 990100 局", "nj-hrss is in programme.yaml already"),
    ],
)
def test_an_organization_that_is_wrong_is_refused(new: Run, ledger: Path, text: str, word: str) -> None:
    before = tree_of(ledger)
    ran = new("--task", "titles-standards", *ORGANS, "--organization", text)
    assert (ran.code, word in ran.err) == (2, True), ran.err
    assert tree_of(ledger) == before


def test_a_pilot_that_can_not_be_written_registers_nobody(
    new: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree_of(ledger)

    real = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "outcomes.yaml":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    ran = new("--task", "titles-standards", *ORGANS[:4], "--unit", "lp-hrss", "--organization", NEW_ORG)
    assert (ran.code, "No space left" in ran.err) == (4, True)
    assert tree_of(ledger) == before


def test_a_dry_run_shows_the_line_that_programme_yaml_would_get(new: Run, ledger: Path) -> None:
    before = tree_of(ledger)
    argv = ("--task", "titles-standards", *ORGANS[:4], "--unit", "lp-hrss", "--organization", NEW_ORG)
    ran = new(*argv, "--dry-run")
    assert re.search(r"(?m)^\+  - \{id: lp-hrss, ", ran.out)
    assert tree_of(ledger) == before


@terminals_only
def test_on_a_terminal_an_unknown_organization_is_registered_if_wanted(ledger: Path) -> None:
    terminal = new_at(ledger, "--task", "titles-integrity")
    terminal.answer("Lead", "99")
    terminal.answer("Lead", "yx-hrs")
    terminal.answer("yx-hrs is not in programme.yaml; register it? [y/n]", "n")
    terminal.answer("Lead", "yx-hrss")
    terminal.answer("Pilot units", "lp-hrss")
    terminal.answer("lp-hrss is not in programme.yaml; register it? [y/n]", "")
    terminal.answer("lp-hrss is not in programme.yaml; register it? [y/n]", "y")
    terminal.answer("lp-hrss: name", "")
    terminal.answer("lp-hrss: name", "临浦市人社局")
    terminal.answer("name in English", "")
    terminal.answer("kind, by number or word [hrss_department]", "")
    terminal.answer("region, six digits", "990100")
    for question in ("Partners", "Guiding"):
        terminal.answer(question, "")
    terminal.answer("Region, ? for the list [990100]", "?")
    for question in (
        "Region",
        "First day",
        "Last day",
        "Chinese",
        "English [Integrity records in Nanjiao",
        "Id",
    ):
        terminal.answer(question, "")
    code, out, err = terminal.end()
    assert code == 0, err
    assert "did you mean yx-hrss?" in err
    assert "a name is needed" in err
    assert "--lead 99 is not in programme.yaml" in err
    assert "35 XPCC" in err or "XPCC" in err
    assert "lp-hrss registered" in out
    assert spoken(findings(ledger, "yx-titles-02")) == []


@terminals_only
def test_giving_up_after_an_organization_was_named_registers_nobody(ledger: Path) -> None:
    before = tree_of(ledger)
    terminal = new_at(ledger, "--task", "titles-integrity", "--lead", "yx-hrss")
    terminal.answer("Pilot units", "lp-hrss")
    terminal.answer("register it", "y")
    terminal.answer("lp-hrss: name", "临浦市人社局 / Linpu")
    terminal.answer("kind, by number or word", "")
    terminal.answer("region", "990100")
    terminal.process.send_signal(2)
    assert terminal.end()[0] == 130
    assert tree_of(ledger) == before


# ---- editors


def test_new_files_lead_editors_to_the_schemas_where_the_ledger_has_them(run: Run, new: Run, ledger: Path) -> None:
    new("yx-new-01", "--task", "titles-standards", *ORGANS)
    run("schema", "--write", "--root", ledger)
    new("yx-new-02", "--task", "titles-recognition", *ORGANS)
    for name in ("pilot", "milestones", "outcomes"):
        before, after = ((ledger / "pilots" / f"yx-new-0{n}" / f"{name}.yaml").read_text("utf-8") for n in (1, 2))
        assert before.startswith("schema: ")
        assert after.startswith(f"# yaml-language-server: $schema=../../schemas/{name}.json\nschema: ")
    assert spoken(findings(ledger, "yx-new-02")) == []
    assert run("fmt", "--check", "--root", ledger).code == 0


def test_a_name_in_one_language_makes_no_title_that_is_half_in_each(new: Run, ledger: Path) -> None:
    one = "tz-hrss hrss_department 321200 泰州市人社局"
    new("yx-new-01", "--task", "titles-standards", "--region", "321200", "--lead", "yx-hrss", "--unit", "tz-hrss",
        "--organization", one)  # fmt: skip
    text = (ledger / "pilots" / "yx-new-01" / "pilot.yaml").read_text("utf-8")
    assert "title: {zh: 泰州市人社局评价标准更新试点, en: Upgraded evaluation standards}" in text


TAUGHT = re.compile(r"talentpilot (record \w+|seal|adjust|validate|status)\b([^：；;·。,]*)")


def test_the_commands_that_the_comments_teach_are_commands_there_are(run: Run, new: Run, ledger: Path) -> None:
    new("yx-new-01", "--task", "titles-standards", *ORGANS, "--partner", "yx-edu")
    pilot = ledger / "pilots" / "yx-new-01"
    (ledger / "letter.txt").write_text("approved", "utf-8")
    taught = {match[1] for file in sorted(pilot.glob("*.yaml")) for match in TAUGHT.finditer(file.read_text("utf-8"))}
    assert taught == {"record done", "record forecast", "record observe", "record evidence", "seal", "adjust"}
    outcomes = pilot / "outcomes.yaml"
    outcomes.write_text(chosen(outcomes.read_text("utf-8"), filled=True), "utf-8")
    agreement = pilot / "pilot.yaml"
    objective = "objective:\n  zh: 目标\n  en: Aim\n"
    agreement.write_text(agreement.read_text("utf-8").replace("# objective:\n#   zh:\n#   en:\n", objective), "utf-8")
    everywhere = ("--root", ledger, "--as-of", DAY)
    for command in (
        ("record", "evidence", "yx-new-01", ledger / "letter.txt", "--title", "批复"),
        ("seal", "yx-new-01", "--document", "云人社函〔2026〕9号", "--evidence", "E1"),
        ("record", "done", "yx-new-01/M1", "--evidence", "E1"),
        ("record", "forecast", "yx-new-01/M2", "--help"),
        ("record", "observe", "yx-new-01/I1", "--help"),
        ("adjust", "yx-new-01", "M3/due", "2026-10-15", "--reason", "采购流标", "--document", "云人社函〔2026〕10号"),
    ):
        ran = run(*command, *everywhere)
        assert ran.code == 0, (command, ran.err)
