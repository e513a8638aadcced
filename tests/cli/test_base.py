"""`talentpilot validate --base REV`: what was rewritten is told, whatever the repository looks like; no silent pass."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from repository import Repository, clone, new_repository
from talentpilot.analysis.seal import seal_of
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

DAY = ("--as-of", "2026-03-31")
PILOT = "yx-titles-01"
SOUND = Path(__file__).parent.parent / "sound"
Run = Callable[..., Ran]
Check = Callable[..., Ran]


@pytest.fixture
def books(tmp_path: Path) -> Repository:
    """The sound ledger in a sub-folder with a space and Chinese characters, committed beside other files."""
    repository = new_repository(tmp_path / "work")
    shutil.copytree(SOUND, repository.root / "省 厅" / "账本")
    (repository.root / "README.md").write_text("other things\n", encoding="utf-8")
    repository.commit("begin")
    return repository


@pytest.fixture
def ledger(books: Repository) -> Path:
    return books.root / "省 厅" / "账本"


@pytest.fixture
def check(run: Run, ledger: Path) -> Check:
    """Validate the ledger against HEAD, or with the options given."""

    def call(*options: object, root: Path = ledger) -> Ran:
        return run("validate", "--root", root, *DAY, *(options or ("--base", "HEAD")))

    return call


def change(ledger: Path, name: str, old: str, new: str, pilot: str = PILOT) -> None:
    file = ledger / "pilots" / pilot / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def reseal(ledger: Path, pilot: str = PILOT) -> None:
    """Seal the plan as it stands now, as somebody would who wants to hide a change."""
    reading = read_pilot(DiskTree(ledger), pilot).pilot
    assert reading is not None
    file = ledger / "pilots" / pilot / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    for part, mark in seal_of(reading).items():
        text = re.sub(rf"^    {part}: [0-9a-f]{{32}}$", f"    {part}: {mark}", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8", newline="\n")


def copy_pilot(ledger: Path, name: str) -> None:
    """A second sound pilot."""
    folder = ledger / "pilots" / name
    shutil.copytree(SOUND / "pilots" / PILOT, folder)
    change(ledger, "pilot.yaml", f"id: {PILOT}", f"id: {name}", name)


def rules(ran: Ran) -> list[str]:
    return re.findall(r"(?:error|warning|info)\[([A-Z]\d\d)\]", ran.out)


def test_a_ledger_that_is_as_it_was_says_what_it_was_compared_with(check: Check, books: Repository) -> None:
    commit = books.git("rev-parse", "HEAD")[:7]
    ran = check()
    assert (ran.code, rules(ran), ran.err) == (0, [], "")
    assert f"Compared with {commit} (HEAD): 1 pilot then, 1 now\n" in ran.out


def test_a_due_date_edited_and_sealed_anew_is_seen_through_history_alone(check: Check, ledger: Path) -> None:
    change(ledger, "milestones.yaml", "due: 2026-10-31", "due: 2026-12-31")
    reseal(ledger)
    assert rules(check("--strict")) == [], "P12 is silent: the seal fits"
    ran = check()
    assert (ran.code, rules(ran)) == (1, ["C01"])
    assert "milestones.yaml:7:67: error[C01] the plan differs from " in ran.out
    assert ": due was 2026-10-31, now 2026-12-31" in ran.out
    assert "^^^^^^^^^^" in ran.out


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("pilot.yaml", "en: Build verifiable", "en: Try to build verifiable", "objective was "),
        ("pilot.yaml", "units: [nj-hrss]", "units: [yx-edu]", "units was nj-hrss, now yx-edu"),
        ("pilot.yaml", "end: 2027-06-30", "end: 2027-05-31", "term.end was 2027-06-30, now 2027-05-31"),
        ("outcomes.yaml", "value: 90,", "value: 60,", "target.value was 90, now 60"),
        ("outcomes.yaml", "value: 120,", "value: 130,", "baseline.value was 120, now 130"),
        ("outcomes.yaml", "    key: true\n", "", "key was true, now false"),
        (
            "milestones.yaml",
            "due: 2026-06-30, weight: 1}",
            "due: 2026-06-30, weight: 1, added: A1}",
            "added was absent, now A1",
        ),
        ("pilot.yaml", "    M4: 620022960a19e5b42543ba4465cf96bd\n", "", "M4 was sealed anew: its seal was 6200229"),
    ],
)
def test_each_part_of_the_plan_is_compared(
    check: Check, ledger: Path, file: str, old: str, new: str, said: str
) -> None:
    change(ledger, file, old, new)
    ran = check()
    assert ran.code == 1
    assert said in "".join(line for line in ran.out.splitlines() if "error[C01]" in line)


def test_what_leaves_the_plan_and_what_comes_without_a_filing(check: Check, ledger: Path) -> None:
    file = ledger / "pilots" / PILOT / "milestones.yaml"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if "id: M6" not in line]
    lines.append("  - {id: M9, title: More, owner: yx-hrss, due: 2027-05-31}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = check().out
    assert "error[C01] M6 was in the plan at " in out
    assert "error[C01] M9 was not in the plan at " in out


def test_a_new_filing_and_what_it_adds_is_fine(check: Check, ledger: Path) -> None:
    filing = (
        "adjustments:\n  - {id: A3, kind: add_milestone, reason: A further step, procedure: filing, authority: yx-hrss,"
        " submitted: 2026-03-20, document: 南人社函〔2026〕19号, changes: [{path: milestones/M8}]}\n"
    )
    change(ledger, "pilot.yaml", "adjustments:\n", filing)
    change(
        ledger,
        "milestones.yaml",
        "milestones:\n",
        "milestones:\n  - {id: M8, title: Survey, owner: nj-hrss, due: 2026-08-31, added: A3}\n",
    )
    ran = check()
    assert (ran.code, rules(ran)) == (0, [])


def test_what_a_filing_in_force_added_is_part_of_the_plan_from_then_on(
    check: Check, ledger: Path, books: Repository
) -> None:
    test_a_new_filing_and_what_it_adds_is_fine(check, ledger)
    books.commit("filed")
    change(ledger, "milestones.yaml", "due: 2026-08-31", "due: 2026-09-30")
    assert ": due was 2026-08-31, now 2026-09-30" in check().out
    change(ledger, "pilot.yaml", "path: milestones/M8", "path: milestones/M9")
    assert re.search(r"error\[C01\] A3, in force at \w+, changed: it was path milestones/M8", check().out)
    change(ledger, "pilot.yaml", "id: A3, kind", "id: A4, kind")
    assert re.search(r"error\[C01\] A3 was in force at \w+ and is gone", check().out)


def test_a_filing_taken_back_is_told(check: Check, ledger: Path) -> None:
    change(ledger, "pilot.yaml", "    effective: 2026-01-20\n", "    effective: 2026-06-20\n")
    out = check().out
    assert re.search(r"error\[C01\] A1 was in force at \w+, now it is not", out)
    assert re.search(r"warning\[C02\] A1: effective was 2026-01-20 at \w+, now 2026-06-20", out)


def test_an_approval_taken_away_silences_nothing(check: Check, ledger: Path) -> None:
    file = ledger / "pilots" / PILOT / "pilot.yaml"
    text = re.sub(r"^approval:\n(?:  .*\n)+", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    ran = check()
    assert ran.code == 1
    assert "error[C01] approved on 2025-08-20 at " in ran.out


def test_a_plan_not_approved_at_the_base_is_free(check: Check, ledger: Path, books: Repository) -> None:
    change(
        ledger,
        "pilot.yaml",
        "date: 2025-08-20\n  document: 云人社函〔2025〕41号",
        "date: 2026-09-01\n  document: 云人社函〔2025〕41号",
    )
    books.commit("not yet approved")
    change(ledger, "milestones.yaml", "due: 2026-10-31", "due: 2026-12-31")
    assert "C01" not in rules(check())


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("milestones.yaml", "done: 2025-12-18", "done: 2025-11-29", "M2: done was 2025-12-18 at REV, now 2025-11-29"),
        ("milestones.yaml", "done: 2025-12-18, ", "", "M2: done was 2025-12-18 at REV, now absent"),
        (
            "milestones.yaml",
            "{date: 2026-04-28, stated",
            "{date: 2026-05-28, stated",
            "2026-03-20: date was 2026-04-28 at REV, now 2026-05-28",
        ),
        (
            "outcomes.yaml",
            "date: 2026-03-31, value: 41",
            "date: 2026-03-31, value: 47",
            "2026-03-31: value was 41 at REV, now 47",
        ),
        (
            "outcomes.yaml",
            "      - {period: 2025Q4, value: 65}\n",
            "",
            "2025Q4 was recorded at REV and is gone: value 65",
        ),
        (
            "outcomes.yaml",
            "date: 2026-03-20, document",
            "date: 2026-03-21, document",
            "yx-eval 2026-03-20 was recorded at REV and is gone",
        ),
        (
            "pilot.yaml",
            "progress: Rules issued",
            "progress: Rules drafted",
            "2025Q4: progress was Rules issued at REV, now Rules drafted",
        ),
        (
            "pilot.yaml",
            "resolved: 2025-12-10",
            "resolved: 2025-11-10",
            "B2: resolved was 2025-12-10 at REV, now 2025-11-10",
        ),
        ("pilot.yaml", "severity: major", "severity: minor", "B1: severity was major at REV, now minor"),
        (
            "pilot.yaml",
            "submitted: 2026-01-20",
            "submitted: 2026-01-05",
            "A1: submitted was 2026-01-20 at REV, now 2026-01-05",
        ),
        (
            "pilot.yaml",
            "sha256: 37518e",
            "sha256: 97518e",
            "E1: sha256 was 37518e1d814f45b9f9649e964e31fe241b15a656da3ceb1ecfe443f985c… at REV",
        ),
        ("pilot.yaml", "amount: 300000", "amount: 500000", "S1: amount was 300000 at REV, now 500000"),
        (
            "pilot.yaml",
            "document: 云人社函〔2025〕41号",
            "document: 云人社函〔2025〕14号",
            "approval.document was 云人社函〔2025〕41号 at REV",
        ),
        ("pilot.yaml", "  evidence: [E1]\n  seal", "  seal", "approval.evidence was E1 at REV, now absent"),
        ("evaluations/2026-midterm.yaml", "credible: 2", "credible: 3", "judgement"),
    ],
)
def test_a_fact_restated_is_listed_with_both_values(
    check: Check, ledger: Path, file: str, old: str, new: str, said: str
) -> None:
    change(ledger, file, old, new)
    ran = check()
    told = [re.sub(r"\bat [0-9a-f]{7}\b", "at REV", line) for line in ran.out.splitlines() if "warning[C02]" in line]
    assert len(told) == 1, ran.out
    assert said in told[0] or "replicability.credible was 2 at REV, now 3" in told[0]
    assert told[0].startswith(f"pilots/{PILOT}/{file}:")


def test_adding_deciding_and_revising_what_was_provisional_is_no_restatement(
    check: Check, ledger: Path, books: Repository
) -> None:
    change(ledger, "outcomes.yaml", "date: 2026-03-31, value: 104", "provisional: true, date: 2026-03-31, value: 104")
    books.commit("provisional")
    change(ledger, "outcomes.yaml", "value: 104", "value: 103")
    change(
        ledger,
        "outcomes.yaml",
        "      - {period: 2026Q1, value: 72}\n",
        "      - {period: 2026Q1, value: 72, evidence: [E3]}\n",
    )
    change(
        ledger,
        "milestones.yaml",
        "due: 2026-02-28, weight: 3,",
        "due: 2026-02-28, weight: 3, done: 2026-03-30, evidence: [E3],",
    )
    change(ledger, "pilot.yaml", "decision: pending", "decision: rejected\n    decided: 2026-03-25")
    change(ledger, "pilot.yaml", "title: Note in the provincial bulletin", "title: A note in the provincial bulletin")
    ran = check()
    assert (ran.code, rules(ran)) == (0, [])


def test_numbers_and_texts_are_compared_by_meaning_not_by_spelling(check: Check, ledger: Path) -> None:
    change(ledger, "outcomes.yaml", "date: 2026-03-31, value: 41,", 'value: "41.0", date: 2026-03-31,')
    change(ledger, "milestones.yaml", "weight: 2, done: 2025-12-18", "done: '2025-12-18', weight: 2.00")
    assert rules(check()) == []


def test_an_evaluation_that_vanished_is_told(check: Check, ledger: Path) -> None:
    (ledger / "pilots" / PILOT / "evaluations" / "2026-midterm.yaml").unlink()
    assert f"pilots/{PILOT}/evaluations/2026-midterm.yaml:1:1: warning[C02] 2026-midterm was recorded" in check().out


def test_what_cannot_be_read_now_is_told_once_by_reading(check: Check, ledger: Path) -> None:
    change(ledger, "outcomes.yaml", "{date: 2026-03-31, value: 41,", "{date: 2026-03-31, value: 41%,")
    assert rules(check()) == ["I06"]


def test_what_could_not_be_read_at_the_base_is_said(check: Check, ledger: Path, books: Repository) -> None:
    change(ledger, "outcomes.yaml", "{date: 2026-03-31, value: 41,", "{date: 2026-03-31, value: 41%,")
    books.commit("a slip")
    change(ledger, "outcomes.yaml", "value: 41%", "value: 41")
    ran = check()
    assert (ran.code, rules(ran)) == (0, [])
    assert f"{PILOT} could not be read whole at " in ran.out


def test_an_approved_pilot_that_vanished_is_an_error(check: Check, ledger: Path, books: Repository) -> None:
    copy_pilot(ledger, "yx-titles-02")
    books.commit("two")
    shutil.rmtree(ledger / "pilots" / "yx-titles-02")
    ran = check()
    assert ran.code == 1
    assert "pilots/yx-titles-02/pilot.yaml:1:1: error[C01] the pilot, approved on 2025-08-20, was there at " in ran.out
    assert "2 pilots then, 1 now" in ran.out


def test_a_proposed_pilot_that_vanished_is_said(check: Check, ledger: Path, books: Repository) -> None:
    copy_pilot(ledger, "yx-titles-02")
    change(ledger, "pilot.yaml", "date: 2025-08-20", "date: 2026-09-01", "yx-titles-02")
    books.commit("two")
    shutil.rmtree(ledger / "pilots" / "yx-titles-02")
    ran = check()
    assert (ran.code, rules(ran)) == (0, [])
    assert re.search(r"yx-titles-02 was there at \w+ \(HEAD\) and is gone", ran.out)


@pytest.mark.parametrize("resealed", [False, True], ids=["same seal", "same approval"])
def test_a_renamed_pilot_is_compared_with_what_it_was(check: Check, ledger: Path, resealed: bool) -> None:
    (ledger / "pilots" / PILOT).rename(ledger / "pilots" / "yx-titles-09")
    change(ledger, "pilot.yaml", f"id: {PILOT}", "id: yx-titles-09", "yx-titles-09")
    ran = check()
    assert (ran.code, rules(ran)) == (0, [])
    assert f"{PILOT} is called yx-titles-09 now: the seal is the same" in ran.out
    change(ledger, "milestones.yaml", "due: 2026-10-31", "due: 2026-12-31", "yx-titles-09")
    if resealed:
        reseal(ledger, "yx-titles-09")
    ran = check()
    assert "C01" in rules(ran)
    assert "the approval is the same" if resealed else "the seal is the same" in ran.out


def test_a_proposed_pilot_is_recognised_by_its_lines(check: Check, ledger: Path, books: Repository) -> None:
    change(ledger, "pilot.yaml", "date: 2025-08-20\n  document: 云人社函〔2025〕41号", "date: 2026-09-01")
    file = ledger / "pilots" / PILOT / "pilot.yaml"
    file.write_text(re.sub(r"  seal:\n(?:    .*\n)+", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    books.commit("proposed")
    (ledger / "pilots" / PILOT).rename(ledger / "pilots" / "yx-titles-09")
    change(ledger, "pilot.yaml", f"id: {PILOT}", "id: yx-titles-09", "yx-titles-09")
    assert re.search(r"is called yx-titles-09 now: 9\d % of its lines are the same", check().out)


@pytest.mark.parametrize("state", ["unstaged", "staged", "committed", "hidden from git"])
def test_the_files_as_they_stand_are_compared_whatever_the_index_says(
    check: Check, ledger: Path, books: Repository, state: str
) -> None:
    file = ledger / "pilots" / PILOT / "milestones.yaml"
    if state == "hidden from git":
        books.git("update-index", "--assume-unchanged", file)
    change(ledger, "milestones.yaml", "done: 2025-12-18", "done: 2025-11-29")
    base = books.git("rev-parse", "HEAD")
    if state == "staged":
        books.git("add", file)
    if state == "committed":
        books.git("commit", "--quiet", "--all", "--message", "later")
    assert rules(check("--base", base)) == ["C02"]


def test_nothing_is_written_not_even_the_index(check: Check, ledger: Path, books: Repository) -> None:
    file = ledger / "pilots" / PILOT / "milestones.yaml"
    file.touch()
    before = {item: item.stat().st_mtime_ns for item in books.root.rglob("*")}
    check("--base", "HEAD", "--changed")
    check("--base", "HEAD", "--rev", "HEAD")
    assert {item: item.stat().st_mtime_ns for item in books.root.rglob("*")} == before


def test_in_a_worktree_and_on_a_detached_head(check: Check, books: Repository, tmp_path: Path) -> None:
    books.git("worktree", "add", "--quiet", "--detach", tmp_path / "beside")
    there = tmp_path / "beside" / "省 厅" / "账本"
    change(there, "milestones.yaml", "done: 2025-12-18", "done: 2025-11-29")
    assert rules(check("--base", "main", root=there)) == ["C02"]
    assert rules(check("--base", "main")) == []


def test_inside_a_hook_the_repository_is_still_the_one_around_the_ledger(
    check: Check, ledger: Path, books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(ledger, "milestones.yaml", "done: 2025-12-18", "done: 2025-11-29")
    monkeypatch.setenv("GIT_DIR", str(books.root / ".git"))
    monkeypatch.setenv("GIT_PREFIX", "")
    assert rules(check()) == ["C02"]


def test_the_same_in_json_for_machines(check: Check, ledger: Path, books: Repository) -> None:
    change(ledger, "milestones.yaml", "done: 2025-12-18", "done: 2025-11-29")
    ran = check("--base", "main", "--format", "json")
    document = json.loads(ran.out)
    assert document["revision"] is None
    assert document["compared"] == {
        "revision": books.git("rev-parse", "main"),
        "name": "main",
        "pilots_then": 1,
        "pilots_now": 1,
        "changed": [PILOT],
        "renamed": [],
        "gone": [],
    }
    assert [item["rule"] for item in document["findings"]] == ["C02"]
    assert json.loads(check("--format", "json").out)["compared"] is None


def test_forms_without_a_place_for_it_say_on_stderr_what_was_compared(check: Check) -> None:
    ran = check("--base", "HEAD", "--format", "brief")
    assert ran.out == ""
    assert "Compared with " in ran.err


def test_selecting_only_rules_over_history_needs_a_base(check: Check) -> None:
    assert check("--select", "C01").code == 2
    assert check("--select", "C01", "--base", "HEAD").code == 0


def test_what_the_base_has_and_this_branch_lacks_is_explained(check: Check, ledger: Path, books: Repository) -> None:
    books.git("checkout", "--quiet", "-b", "topic")
    books.git("checkout", "--quiet", "main")
    change(
        ledger,
        "outcomes.yaml",
        "      - {period: 2026Q1, value: 72}\n",
        "      - {period: 2026Q1, value: 72}\n      - {period: 2025Q2, value: 1}\n",
    )
    books.commit("elsewhere")
    books.git("checkout", "--quiet", "topic")
    ran = check("--base", "main")
    assert rules(ran) == ["C02"]
    assert "has commits that are not in here" in ran.out


class TestWhatGitCannotAnswer:
    """Exit 4 each time, with the command that mends it; never a pass."""

    def test_an_unknown_revision(self, check: Check) -> None:
        ran = check("--base", "v9.9")
        assert (ran.code, ran.out) == (4, "")
        assert "revision v9.9 is not in this clone" in ran.err
        assert "git branch --all" in ran.err

    @pytest.mark.parametrize("name", ["", "-x", "HEAD~5", "a..b", "HEAD:README.md", "main@{3.years.ago}"])
    def test_what_is_no_revision(self, check: Check, name: str) -> None:
        ran = check(f"--base={name}")
        assert (ran.code, ran.out) == (4, "")
        assert "help: " in ran.err

    def test_a_name_with_two_meanings(self, check: Check, books: Repository) -> None:
        books.git("branch", "x")
        books.git("tag", "x")
        ran = check("--base", "x")
        assert ran.code == 4
        assert "refs/heads/x" in ran.err

    def test_a_shallow_clone_is_mended_by_the_command_it_names(
        self, check: Check, ledger: Path, books: Repository, tmp_path: Path
    ) -> None:
        change(ledger, "milestones.yaml", "done: 2025-12-18", "done: 2025-11-29")
        books.commit("later")
        shallow = clone(books, tmp_path / "shallow", "--depth", "1")
        there = shallow.root / ledger.relative_to(books.root)
        ran = check("--base", "HEAD~1", root=there)
        assert (ran.code, ran.out) == (4, "")
        assert "is not in this shallow clone\n  help: git fetch --unshallow --tags" in ran.err
        shallow.git(*advice(ran))
        assert rules(check("--base", "HEAD~1", root=there)) == ["C02"]

    def test_a_branch_that_was_not_fetched_is_mended_by_the_command_it_names(
        self, check: Check, ledger: Path, books: Repository, tmp_path: Path
    ) -> None:
        books.git("checkout", "--quiet", "-b", "topic/一")
        change(ledger, "milestones.yaml", "done: 2025-12-18", "done: 2025-11-29")
        books.commit("later")
        single = clone(books, tmp_path / "single", "--depth", "1", "--branch", "topic/一")
        there = single.root / ledger.relative_to(books.root)
        ran = check("--base", "origin/main", root=there)
        assert ran.code == 4
        assert "help: git fetch origin main:refs/remotes/origin/main" in ran.err
        single.git(*advice(ran))
        assert rules(check("--base", "origin/main", root=there)) == ["C02"]
        assert "did you mean origin/main?" in check("--base", "main", root=there).err

    def test_no_repository(self, run: Run, sound: Path) -> None:
        ran = run("validate", "--root", sound, *DAY, "--base", "HEAD")
        assert ran.code == 4
        assert "is not in a git repository" in ran.err

    def test_a_repository_without_a_commit(self, run: Run, sound: Path) -> None:
        new_repository(sound)
        ran = run("validate", "--root", sound, *DAY, "--base", "HEAD")
        assert ran.code == 4
        assert "no commit yet" in ran.err

    def test_a_revision_without_the_ledger(self, check: Check, ledger: Path, books: Repository) -> None:
        ledger.rename(books.root / "moved")
        books.commit("moved")
        ran = check("--base", "HEAD~1", root=books.root / "moved")
        assert (ran.code, ran.out) == (4, "")
        assert "moved/programme.yaml does not exist at " in ran.err

    def test_git_is_not_installed(self, check: Check, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        ran = check()
        assert ran.code == 4
        assert "git is not installed" in ran.err
        assert check("--strict").code == 0


def advice(ran: Ran) -> list[str]:
    """The git command that a message names."""
    return ran.err.partition("help: git ")[2].split("\n")[0].split(" ")


class TestChanged:
    """`--changed` checks what differs from the base, and says how much it passed over."""

    def test_nothing_changed_is_fine_and_said(self, check: Check, ledger: Path) -> None:
        for file in ledger.rglob("*.yaml"):
            file.touch()
        ran = check("--base", "HEAD", "--changed")
        assert ran.code == 0
        assert re.search(r"none of 1 pilot changed since \w+ \(HEAD\): 0 checked", ran.out)

    def test_only_what_changed_is_checked(self, check: Check, ledger: Path, books: Repository) -> None:
        copy_pilot(ledger, "yx-titles-02")
        copy_pilot(ledger, "yx-titles-03")
        change(ledger, "milestones.yaml", "due: 2027-05-31", "due: 2027-09-30", "yx-titles-02")
        books.commit("three, one with a mistake")
        change(ledger, "milestones.yaml", "done: 2025-12-18", "done: 2025-12-17", "yx-titles-03")
        ran = check("--base", "HEAD", "--changed")
        assert "yx-titles-02/milestones.yaml" not in ran.out
        assert "1 of 3 pilots changed since " in ran.out
        assert "Checked 1 pilot, " in ran.out
        assert "C02" in rules(ran)
        assert {"P07", "X01"} <= set(rules(ran)), "a twin is told, whichever of the two changed"

    @pytest.mark.parametrize(
        "name", ["notes.txt", "evidence/plan.txt", "evidence/new.bin", "evaluations/2026-self.yaml"]
    )
    def test_any_file_of_a_pilot_counts_tracked_or_not(self, check: Check, ledger: Path, name: str) -> None:
        (ledger / "pilots" / PILOT / name).write_text("other", encoding="utf-8")
        (ledger / ".gitignore").write_text("*.bin\n", encoding="utf-8")
        ran = check("--base", "HEAD", "--changed")
        assert "1 of 1 pilot changed since " in ran.out
        if name == "evidence/plan.txt":
            assert rules(ran) == ["E02"]

    def test_pilots_that_refer_to_a_changed_one_are_checked(
        self, check: Check, ledger: Path, books: Repository
    ) -> None:
        copy_pilot(ledger, "yx-titles-02")
        change(
            ledger,
            "pilot.yaml",
            "severity: major, raised",
            f"severity: major, same_as: {PILOT}/B1, raised",
            "yx-titles-02",
        )
        books.commit("two")
        change(ledger, "pilot.yaml", "{id: B1, title: No interface", "{id: B7, title: No interface")
        ran = check("--base", "HEAD", "--changed")
        assert re.search(r"pilots/yx-titles-02/pilot.yaml:\d+:\d+: error\[R05\]", ran.out)
        assert "1 of 2 pilots changed since " in ran.out
        assert "2 checked, with those that refer to them" in ran.out

    @pytest.mark.parametrize("name", ["programme.yaml", "catalogue.yaml"])
    def test_everything_is_checked_where_the_frame_changed(self, check: Check, ledger: Path, name: str) -> None:
        with (ledger / name).open("a", encoding="utf-8") as file:
            file.write("# a word\n")
        ran = check("--base", "HEAD", "--changed")
        assert re.search(rf"{name} changed since \w+ \(HEAD\): 1 of 1 pilot checked", ran.out)

    def test_line_ends_of_a_checkout_are_no_change(self, check: Check, ledger: Path) -> None:
        for file in ledger.rglob("*.yaml"):
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert "none of 1 pilot changed" in check("--base", "HEAD", "--changed").out

    def test_a_large_file_kept_elsewhere_is_no_change(self, check: Check, ledger: Path, books: Repository) -> None:
        file = ledger / "pilots" / PILOT / "evidence" / "plan.txt"
        content = file.read_bytes()
        digest = "37518e1d814f45b9f9649e964e31fe241b15a656da3ceb1ecfe443f985c13e47"
        file.write_text(
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n", encoding="ascii"
        )
        books.commit("pointers")
        assert rules(check("--rev", "HEAD")) == []
        file.write_bytes(content)
        assert "none of 1 pilot changed" in check("--base", "HEAD", "--changed").out

    def test_changed_since_when(self, check: Check) -> None:
        ran = check("--changed")
        assert ran.code == 2
        assert "--changed needs --base" in ran.err
