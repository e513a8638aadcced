"""`talentpilot init`: a complete ledger that validates at once, beside whatever is there already, and never over it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from checking import check_folder
from cli.terminal import Terminal, terminals_only
from cli.writing import tree_of
from conftest import TESTS
from repository import Repository, new_repository
from talentpilot.cli.session import ExitCode
from talentpilot.diagnostics import Severity
from talentpilot.errors import StorageProblem
from talentpilot.exchange.schema import KINDS, schema_of
from talentpilot.model.modeline import MARK
from talentpilot.services import new_ledger
from talentpilot.store.new_ledger import load_example, place_files
from talentpilot.store.reader import read_config
from talentpilot.store.tree import DiskTree

Run = Callable[..., Any]
DAY = date(2026, 11, 23)
BIN = Path(sysconfig.get_path("scripts"))
ORGANIZATIONS = (
    "--organization", "js-hrss hrss_department 320000 江苏省人力资源和社会保障厅 / Jiangsu HRSS Department",
    "--organization", "nj-hrss hrss_department 320100 南京市人力资源和社会保障局",
)  # fmt: skip
OWN_FILES = [
    ".gitattributes", ".github/workflows/ledger.yml", ".gitignore", ".pre-commit-config.yaml", "catalogue.yaml",
    "programme.yaml",
    *sorted(f"schemas/{kind.name}.json" for kind in KINDS), "templates/README.md",
]  # fmt: skip


@pytest.fixture
def init(run: Run) -> Run:
    return lambda *argv: run("init", "--as-of", DAY, *argv)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return tmp_path / "books"


def errors(ledger: Path, day: date = DAY) -> list[str]:
    verdict = check_folder(ledger, day, today=None)
    return [f"{item.rule} {item.location.path}" for item in verdict.diagnostics if item.severity is Severity.ERROR]


def said(ledger: Path, day: date = DAY) -> list[str]:
    return [f"{item.rule} {item.location.path}" for item in check_folder(ledger, day, today=None).diagnostics]


# ---- what is made


def test_an_empty_folder_becomes_a_ledger_that_validates_at_once(run: Run, init: Run, books: Path) -> None:
    ran = init(books)
    assert ran.code == 0
    assert sorted(tree_of(books)) == OWN_FILES
    listed = [Path(line).relative_to(books).as_posix() for line in ran.out.partition("\n\n")[0].split("\n")]
    assert sorted(listed) == OWN_FILES
    assert said(books) == []
    assert run("validate", "--root", books).code == ExitCode.NOTHING
    assert run("validate", "--root", books, "--allow-empty").code == 0


def test_the_example_has_no_error_whatever_the_day_and_teaches_what_a_pilot_holds(init: Run, books: Path) -> None:
    assert init(books, "--example").code == 0
    assert [line for line in said(books) if not line.startswith("X02")] == []
    assert errors(books, date(2031, 1, 1)) == []
    text = "".join(file.read_text("utf-8") for file in sorted((books / "pilots" / "example").glob("*.yaml")))
    for word in ("approval:", "seal:", "adjustments:", "observations:", "bottlenecks:", "practices:", "sha256:"):
        assert word in text
    example = load_example()
    for path, content in example.files.items():
        if "/evidence/" in path:
            assert (TESTS.parent / path.replace("/example/", "/yx-postdoc-02/")).read_bytes() == content


def test_the_same_wishes_make_the_same_bytes(init: Run, tmp_path: Path) -> None:
    for name in ("a/books", "b/books"):
        init(tmp_path / name, "--example")
    assert tree_of(tmp_path / "a") == tree_of(tmp_path / "b")


def test_editors_find_the_schema_of_every_file_and_agree(init: Run, books: Path) -> None:
    init(books, "--example", *ORGANIZATIONS)
    by_name = {kind.name: schema_of(kind) for kind in KINDS}
    seen = set()
    for file in (books / "programme.yaml", books / "catalogue.yaml", *(books / "pilots").rglob("*.yaml")):
        text = file.read_text("utf-8")
        assert text.startswith(MARK)
        target = (file.parent / text.split("\n", 1)[0].removeprefix(MARK)).resolve()
        assert target.is_file()
        assert target.parent == books / "schemas"
        data = yaml.load(text, Loader=yaml.CBaseLoader)
        jsonschema.Draft7Validator(by_name[target.stem]).validate(data)
        seen.add(target.stem)
    assert seen == {"programme", "catalogue", "pilot", "milestones", "outcomes"}


def test_what_is_said_stands_in_programme_yaml(init: Run, books: Path) -> None:
    directive = ("--number", "人社厅函〔2025〕76号", "--issuer", "人社部: 办公厅", "--issued", "2025-06-13")
    term = ("--start", "2026-01-01", "--end", "2027-12-31")
    ran = init(books, "--name", "js-2026", "--title-zh", "试点 #1", "--title-en", "Pilots: all", *directive, *term,
               *ORGANIZATIONS)  # fmt: skip
    programme = read_config(DiskTree(books)).require()[0]
    assert (programme.id, programme.title.zh, programme.title.en) == ("js-2026", "试点 #1", "Pilots: all")
    assert programme.directive is not None
    assert programme.directive.number == "人社厅函〔2025〕76号"
    assert str(programme.directive.issuer) == "人社部: 办公厅"
    assert programme.directive.date == date(2025, 6, 13)
    assert (programme.term.start, programme.term.end) == (date(2026, 1, 1), date(2027, 12, 31))
    assert [(item.id, item.zh, item.en, item.region) for item in programme.organizations] == [
        ("js-hrss", "江苏省人力资源和社会保障厅", "Jiangsu HRSS Department", "320000"),
        ("nj-hrss", "南京市人力资源和社会保障局", None, "320100"),
    ]
    assert programme.keeper == "js-hrss", "the first one registered is the own organization"
    assert "stands for the official one" not in ran.out
    assert said(books) == []


def test_an_organization_may_name_its_kind_and_its_region_in_words(init: Run, books: Path) -> None:
    init(
        books,
        "--organization",
        "nj-inst 科研院所 江苏 南京某研究所",
        "--organization",
        "js-hrss 人社厅 江苏省 江苏省人社厅",
    )
    programme = read_config(DiskTree(books)).require()[0]
    assert [(item.id, item.kind, item.region) for item in programme.organizations] == [
        ("nj-inst", "research_institute", "320000"), ("js-hrss", "hrss_department", "320000"),
    ]  # fmt: skip


def test_without_words_the_term_is_two_years_and_the_id_the_folders_name(init: Run, tmp_path: Path) -> None:
    init(tmp_path / "Jiangsu_2026")
    programme = read_config(DiskTree(tmp_path / "Jiangsu_2026")).require()[0]
    assert programme.id == "jiangsu-2026"
    assert (programme.term.start, programme.term.end) == (date(2026, 11, 1), date(2028, 10, 31))
    assert "the title stands for the official one" in init(tmp_path / "台账").out
    assert read_config(DiskTree(tmp_path / "台账")).require()[0].id == "pilot-ledger"


def test_every_example_in_programme_yaml_is_yaml_that_a_schema_accepts(init: Run, books: Path) -> None:
    init(books)
    file = books / "programme.yaml"
    text = re.sub(r"(?m)^( *)# (- \{|\w+: \[|directive:|keeper:|  \w+:)", r"\1\2", file.read_text("utf-8"))
    file.write_text(text.replace("until: }", "until: 2027-01-01}"), "utf-8")
    data = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
    assert {"regions", "organizations", "units", "keeper", "waivers", "languages", "directive"} <= data.keys()
    jsonschema.Draft7Validator(schema_of(KINDS[0])).validate(data)
    assert read_config(DiskTree(books)).programme is not None


# ---- git, services and hooks


@pytest.mark.parametrize("below", ["", "data/books"])
def test_git_leaves_evidence_and_issued_reports_alone(init: Run, tmp_path: Path, below: str) -> None:
    repository = new_repository(tmp_path)
    init(tmp_path / below, "--example")
    place = f"{below}/" if below else ""
    for path, wanted in (
        (f"{place}pilots/example/evidence/plan.md", "unset"),
        (f"{place}pilots/x/evidence/2026/q1/a.csv", "unset"),
        (f"{place}evidence/a.csv", "unset"),
        (f"{place}reports/2026Q3/report.md", "unset"),
        (f"{place}pilots/example/pilot.yaml", "auto"),
    ):
        assert repository.git("check-attr", "text", path).endswith(f"text: {wanted}"), path


def test_evidence_survives_a_checkout_with_other_line_ends(init: Run, tmp_path: Path) -> None:
    repository = new_repository(tmp_path)
    init(tmp_path, "--example")
    file = tmp_path / "pilots" / "example" / "evidence" / "plan.md"
    before = file.read_bytes()
    repository.git("config", "core.autocrlf", "true")
    repository.commit()
    file.unlink()
    repository.git("checkout", "--", "pilots")
    assert file.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(("below", "example"), [("", True), ("data/台账 一", False)])
def test_the_workflow_lies_where_github_reads_it_and_its_command_runs(
    init: Run, tmp_path: Path, below: str, example: bool
) -> None:
    new_repository(tmp_path)
    ran = init(tmp_path / below, *(["--example"] if example else []))
    assert ran.code == 0, ran.err
    (workflow,) = (tmp_path / ".github" / "workflows").iterdir()
    assert workflow.name == "-".join(("ledger", *Path(below).parts)) + ".yml"
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(workflow)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    steps = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]["validate"]["steps"]
    (command,) = [step["run"] for step in steps if "talentpilot validate" in step.get("run", "")]
    assert ("--allow-empty" in command) is not example
    done = shell(tmp_path, command)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "findings.sarif").is_file()


@pytest.mark.parametrize("below", [pytest.param("", marks=pytest.mark.slow), "data/台账 一"])
def test_the_hook_checks_what_is_committed(init: Run, tmp_path: Path, below: str) -> None:
    repository = new_repository(tmp_path)
    init(tmp_path / below)
    hook = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"][0]
    assert hook["entry"].startswith("talentpilot validate --allow-empty")
    repository.git("add", "--all")
    run = f"{shlex.quote(sys.executable)} -m pre_commit run --all-files --verbose"
    passed = shell(tmp_path, run)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Checked 0 pilots" in passed.stdout
    file = tmp_path / below / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    repository.git("add", "--all")
    refused = shell(tmp_path, run)
    assert (refused.returncode, "S02" in refused.stdout) == (1, True)


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT", "PRE_COMMIT", "PYTEST"))}
    path = os.pathsep.join((str(BIN), os.environ["PATH"]))
    extra = {"PATH": path, "HOME": str(folder.parent), "PRE_COMMIT_HOME": str(folder.parent / "pre-commit")}
    return subprocess.run(
        ["sh", "-e", "-c", command], cwd=folder, env=kept | extra, capture_output=True, text=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


# ---- what is there already


def test_a_repository_with_other_files_is_fine(init: Run, tmp_path: Path) -> None:
    new_repository(tmp_path)
    (tmp_path / "README.md").write_text("ours\n", "utf-8")
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "CODEOWNERS").write_text("* @ours\n", "utf-8")
    ran = init(tmp_path)
    assert ran.code == 0
    assert "git init" not in ran.out
    assert (tmp_path / "README.md").read_text("utf-8") == "ours\n"


def test_all_files_that_are_there_are_named_and_nothing_is_written(init: Run, books: Path) -> None:
    (books / "schemas").mkdir(parents=True)
    for name in ("catalogue.yaml", "schemas/pilot.json", ".gitattributes", ".pre-commit-config.yaml"):
        (books / name).write_text("ours\n", "utf-8")
    before = tree_of(books)
    ran = init(books, "--example")
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    for name in before:
        assert f"  {books / name}\n" in ran.err
    assert "--keep" in ran.err
    assert tree_of(books) == before


def test_kept_files_stay_and_what_they_lack_is_shown(run: Run, init: Run, books: Path) -> None:
    books.mkdir()
    (books / ".gitattributes").write_text("*.png binary\n**/evidence/** -text\n", "utf-8")
    (books / ".pre-commit-config.yaml").write_text("repos: []\n", "utf-8")
    before = tree_of(books)
    ran = init(books, "--keep")
    assert ran.code == 0
    assert {name: tree_of(books)[name] for name in before} == before
    assert f"kept as it was: {books / '.gitattributes'}; add to it:\nreports/** -text\n" in ran.out
    assert "- id: talentpilot-validate" in ran.out
    assert run("validate", "--root", books, "--allow-empty").code == 0


def test_a_second_ledger_of_a_repository_is_told_which_hook_it_lacks(init: Run, tmp_path: Path) -> None:
    new_repository(tmp_path)
    init(tmp_path / "one")
    assert init(tmp_path / "two").code == ExitCode.USAGE
    ran = init(tmp_path / "two", "--keep")
    assert ran.code == 0
    assert "        entry: talentpilot validate --allow-empty --root two\n" in ran.out
    assert sorted(file.name for file in (tmp_path / ".github/workflows").iterdir()) == [
        "ledger-one.yml",
        "ledger-two.yml",
    ]
    (tmp_path / "two" / "programme.yaml").unlink()
    hooks = tmp_path / ".pre-commit-config.yaml"
    hooks.write_text(hooks.read_text("utf-8") + "        # --root two stands elsewhere\n", "utf-8")
    assert "entry:" not in init(tmp_path / "two", "--keep").out


def test_files_that_are_there_and_the_same_are_no_conflict(init: Run, books: Path) -> None:
    init(books)
    whole = tree_of(books)
    for name in ("programme.yaml", "schemas/outcomes.json"):
        (books / name).unlink()
    ran = init(books)
    assert ran.code == 0
    assert ran.out.partition("\n\n")[0].split("\n") == [
        str(books / "schemas/outcomes.json"),
        str(books / "programme.yaml"),
    ]
    assert tree_of(books) == whole


def test_a_ledger_is_not_founded_twice_nor_inside_another(init: Run, books: Path) -> None:
    init(books)
    before = tree_of(books)
    again = init(books, "--keep")
    assert (again.code, "is a ledger already" in again.err) == (ExitCode.USAGE, True)
    inside = init(books / "pilots" / "new")
    assert (inside.code, f"is inside a ledger, {books}" in inside.err) == (ExitCode.USAGE, True)
    assert tree_of(books) == before


def test_a_file_in_the_place_of_a_folder_is_told(init: Run, books: Path) -> None:
    books.mkdir()
    (books / "schemas").write_text("a file", "utf-8")
    ran = init(books, "--keep")
    assert (ran.code, ran.err.count("schemas/")) == (ExitCode.USAGE, len(KINDS))
    assert list(tree_of(books)) == ["schemas"]
    assert "is not a folder" in init(books / "schemas").err


@pytest.mark.parametrize("name", ["catalogue.yaml", ".gitattributes"])
def test_what_is_no_file_is_never_taken_for_one(init: Run, books: Path, name: str) -> None:
    books.mkdir()
    (books / name).symlink_to(books / "nowhere")
    (books / "templates" / "README.md").mkdir(parents=True)
    ran = init(books, "--keep")
    assert ran.code == ExitCode.USAGE
    assert f"  {books / name}\n" in ran.err
    assert f"  {books / 'templates/README.md'}" in ran.err
    assert tree_of(books) == {}


def test_a_disk_that_refuses_leaves_neither_files_nor_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").write_bytes(b"ours")
    files = {tmp_path / "a" / "b" / "one": b"1", tmp_path / "a" / "two": b"2", tmp_path / "three": b"3"}
    moved: list[Path] = []

    def replace(self: Path, target: Path) -> Path:
        if len(moved) == 2:
            raise OSError(28, "No space left on device", str(target))
        moved.append(target)
        return self.rename(target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(StorageProblem, match="No space left"):
        place_files(files)
    assert len(moved) == 2
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["there"]


def test_programme_yaml_comes_last_since_it_makes_a_folder_a_ledger(
    init: Run, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    write = place_files

    def watched(files: Mapping[Path, bytes]) -> None:
        order.extend(file.name for file in files)
        write(files)

    monkeypatch.setattr(new_ledger, "place_files", watched)
    init(books, "--example")
    assert order[-1] == "programme.yaml"


# ---- what is wrong


def test_all_that_is_wrong_is_named_at_once(init: Run, books: Path) -> None:
    ran = init(
        books, "--name", "J", "--title-zh", "null", "--start", "1/2/2026", "--end", "x", "--issued", "today",
        "--organization", "js", "--organization", "js-hrss bureau 320000 厅",
        "--organization", "js-hrss other 990000 厅", "--organization", "js-hrss other 32 厅",
    )  # fmt: skip
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    for word in (
        "--name: id J is not 2 to 64", "--title-zh: 'null' would be read as absent", "--start: date 1/2/2026",
        "--end: x is not a date", "--issued: today is not a date", "--organization 'js' is not of the form",
        "there is no kind bureau", "region 990000 is in no known province", "region 32 is not a code of six digits",
    ):  # fmt: skip
        assert word in ran.err, ran.err
    assert not books.exists()


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("--start", "2026-02-01", "--end", "2026-01-31"), "--end 2026-01-31 is before the start, 2026-02-01"),
        (("--example", "--start", "2026-01-01"), "--example runs from 2025-07-01 to 2027-06-30"),
        (("--example", "--organization", "yx-hrss other 320000 厅"), "--organization yx-hrss is given twice"),
        ((*ORGANIZATIONS[:2], *ORGANIZATIONS[:2]), "--organization js-hrss is given twice"),
        (("--root", "elsewhere"), "the folder is named twice"),
    ],
)
def test_wishes_that_contradict_each_other_are_refused(
    init: Run, books: Path, argv: tuple[str, ...], word: str
) -> None:
    ran = init(books, *argv)
    assert (ran.code, word in ran.err) == (ExitCode.USAGE, True), ran.err
    assert not books.exists()


def test_a_folder_whose_name_no_workflow_can_hold_is_refused(init: Run, tmp_path: Path) -> None:
    new_repository(tmp_path)
    assert "can't be used in a workflow" in init(tmp_path / "a'b").err
    assert init(tmp_path / "a'b").code == ExitCode.USAGE


def test_a_dry_run_names_the_files_and_writes_none(init: Run, books: Path) -> None:
    ran = init(books, "--dry-run")
    assert (ran.code, ran.out.count("\n")) == (0, len(OWN_FILES))
    assert "nothing was written" in ran.err
    assert not books.exists()


# ---- the next commands


def commands_of(out: str) -> list[str]:
    """The commands that come next, as they are typed."""
    steps = [line.partition("#")[0].strip() for line in out.partition("Next:\n")[2].split("\n")]
    return [line for line in steps if line.startswith(("cd ", "talentpilot "))]


@pytest.mark.parametrize("place", [".", "books", "my books", "elsewhere/台账", "../outside"])
def test_the_next_commands_begin_where_the_ledger_lies(
    init: Run, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    out = init(place).out
    *entering, new, validate, status = commands_of(out)
    assert (new, validate, status) == ("talentpilot new", "talentpilot validate", "talentpilot status")
    target = str(tmp_path / "outside") if place == "../outside" else place
    assert entering == ([] if place == "." else [f"cd {shlex.quote(target)}"])
    assert "git init && git add --all && git commit" in out


@pytest.mark.slow
def test_the_next_commands_work_as_they_are_typed(init: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    script = "\n".join(commands_of(init("my books", *ORGANIZATIONS).out))
    wishes = "--task titles-standards --region 320100 --lead js-hrss --unit nj-hrss"
    done = shell(tmp_path, script.replace("talentpilot new", f"talentpilot new {wishes}"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Checked 1 pilot, 6 milestones" in done.stdout
    assert "0 errors, 0 warnings" in done.stdout
    assert "js-titles-01" in done.stdout.partition("As of")[2]
    assert (tmp_path / "my books/pilots/js-titles-01/pilot.yaml").read_text("utf-8").startswith(MARK)


def test_the_first_pilot_reminds_of_the_flag_that_must_go(run: Run, init: Run, books: Path) -> None:
    init(books, *ORGANIZATIONS)
    wishes = ("--task", "titles-standards", "--region", "320100", "--lead", "js-hrss", "--unit", "nj-hrss")
    first = run("new", "--root", books, *wishes)
    assert f"take --allow-empty out of {books / '.github/workflows/ledger.yml'}, " in first.out
    assert "--allow-empty" not in run("new", "--root", books, *wishes).out


def test_with_the_example_it_is_looked_at_first(init: Run, books: Path) -> None:
    following = init(books, "--example").out.partition("Next:\n")[2]
    assert re.findall(r"talentpilot (\w+)", following)[:3] == ["validate", "status", "new"]


def test_quiet_says_only_what_was_written(init: Run, books: Path) -> None:
    assert init(books, "--quiet").out.count("\n") == len(OWN_FILES)


# ---- on a terminal


@terminals_only
def test_on_a_terminal_it_asks_and_registers_the_first_organizations(books: Path) -> None:
    terminal = Terminal("init", str(books), "--as-of", str(DAY))
    terminal.answer("Title in Chinese [专业技术人才管理服务改革试点]", "江苏试点")
    terminal.answer("Title in English", "")
    terminal.answer("Number of the directive", "人社厅函〔2025〕76号")
    terminal.answer("Issued by", "")
    terminal.answer("Issued on", "13.6.2025")
    terminal.answer("Issued on", "2025年6月13日")
    terminal.answer("First day [2026-11-01]", "2026-01-01")
    terminal.answer("Last day [2027-12-31]", "2025-12-31")
    terminal.answer("Last day [2027-12-31]", "")
    terminal.answer("Id of the programme [books]", "JS")
    terminal.answer("Id of the programme [books]", "js-2026")
    terminal.answer("Register your organization", "js-hrss")
    terminal.answer("js-hrss: name", "江苏省人力资源和社会保障厅")
    terminal.answer("name in English", "")
    terminal.answer("kind, by number or word [hrss_department]", "")
    terminal.answer("region, six digits", "32")
    terminal.answer("region, six digits", "320000")
    terminal.answer("Another id", "js-hrss")
    terminal.answer("Another id", "nj-univ")
    terminal.answer("nj-univ: name", "南京大学 / Nanjing University")
    terminal.answer("kind, by number or word [university]", "高校")
    terminal.answer("region, six digits [320000]", "江苏省")
    terminal.answer("Another id", "")
    terminal.answer("Begin a git repository here", "n")
    code, out, err = terminal.end()
    assert code == 0, err
    for word in (
        "date 13.6.2025 can be read in more than one way; write a day as YYYY-MM-DD, such as",
        "2025-12-31 is before 2026-01-01",
        "id JS is not 2 to 64",
        "region 32 is not",
        "js-hrss is registered already",
    ):
        assert word in err
    programme = read_config(DiskTree(books)).require()[0]
    assert (programme.id, programme.title.zh) == ("js-2026", "江苏试点")
    assert [(item.id, item.kind, item.name("en")) for item in programme.organizations] == [
        ("js-hrss", "hrss_department", "江苏省人力资源和社会保障厅"), ("nj-univ", "university", "Nanjing University"),
    ]  # fmt: skip
    assert said(books) == []
    assert "talentpilot new" in out


@terminals_only
def test_on_a_terminal_yes_takes_the_defaults(books: Path) -> None:
    code, _, err = Terminal("init", str(books), "--yes").end()
    assert (code, err) == (0, "")


@terminals_only
def test_giving_up_writes_nothing(books: Path) -> None:
    terminal = Terminal("init", str(books))
    terminal.answer("Title in Chinese", "标题")
    terminal.process.send_signal(2)
    code, out, _ = terminal.end()
    assert (code, out) == (130, "")
    assert not books.exists()


def test_what_need_not_be_kept_is_ignored(run: Run, tmp_path: Path) -> None:
    books = tmp_path / "books"
    assert run("init", books, "--git").code == 0
    for name in ("build/out/a.pdf", "pilots/x/~$plan.docx", ".talentpilot/lock", "pilots/.removed-1/a", "Thumbs.db"):
        file = books / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    paper = books / "pilots" / "x" / "evidence" / "plan.docx"
    paper.parent.mkdir()
    paper.write_text("x", encoding="utf-8")
    shown = Repository(books).git("status", "--porcelain", "--untracked-files=all").splitlines()
    assert [line for line in shown if "pilots/" in line or "build/" in line] == ["?? pilots/x/evidence/plan.docx"]
    assert not [line for line in shown if ".talentpilot" in line or "Thumbs" in line]


def test_a_repository_is_begun_only_if_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "a").code == 0
    assert not (tmp_path / "a" / ".git").exists()
    ran = run("init", tmp_path / "b", "--git", "--yes")
    assert (ran.code, (tmp_path / "b" / ".git").is_dir()) == (0, True)
    assert "git add --all && git commit" in ran.out
    assert "git init" not in ran.out
    inner = tmp_path / "b" / "office" / "books"
    shutil.copytree(tmp_path / "b" / ".git", tmp_path / "c" / ".git")
    assert run("init", tmp_path / "c" / "books", "--git").code == 0
    assert not (tmp_path / "c" / "books" / ".git").exists(), "there is a repository around it"
    assert not inner.exists()


@terminals_only
def test_a_person_is_asked_whether_to_begin_a_repository(tmp_path: Path) -> None:
    for answer, begun in (("y", True), ("n", False)):
        folder = tmp_path / answer
        terminal = Terminal(
            "init", str(folder), "--title-zh", "试点", "--title-en", "Pilots", "--number", "x", "--issuer", "x",
            "--issued", "2025-06-01", "--start", "2025-07-01", "--end", "2027-06-30", "--name", "books",
            "--organization", "js-hrss hrss_department 320000 江苏省人社厅", "--lang", "en",
        )  # fmt: skip
        terminal.answer("Begin a git repository here", answer)
        code, _, _ = terminal.end()
        assert (code, (folder / ".git").exists()) == (0, begun)
