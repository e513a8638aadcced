"""Shell completion: what is offered where, quickly, and never a word about what is broken."""

import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from typer.models import ParameterInfo

from conftest import Ran
from talentpilot.cli import completion
from talentpilot.cli.app import COMMANDS, FAMILIES
from talentpilot.cli.choice_words import word_list
from talentpilot.cli.command import expanded
from talentpilot.model.choices import AdjustmentKind, Recommendation
from talentpilot.model.plan_paths import READERS
from talentpilot.store import id_index
from talentpilot.store.reader import read_config, read_pilot
from talentpilot.store.tree import DiskTree

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
PILOTS = sorted(path.name for path in (ROOT / "pilots").iterdir())
FREE = {
    "TEXT", "DATE", "DAYS", "DIR", "FILE", "PATH", "URL", "NUMBER", "REV", "PERIOD", "NAME=VALUE", "PATH=VALUE",
    "FIELD.LANG=TEXT", "A..B", "KIND:LEVEL[:SAME_AS]=TEXT", "VALUE", "N|CODES", "0-4", "FILE|DIR",
    '"ID KIND REGION NAME"', "N", "[MAPPING] FILE",
}  # fmt: skip
"""What stands for something that only the one who types knows, or that the shell completes itself."""
NEW_NAMES = frozenset(("new.pilot", "rename.new", "init.name", "evidence.name"))
"""Names that are made up."""


@pytest.fixture
def press(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What bash, zsh or fish is offered for a line that ends at the cursor."""

    def tab(line: str, shell: str = "bash", root: Path = ROOT) -> list[str]:
        words = ["talentpilot", "--root", str(root), *line.split(" ")]
        asked = {completion.COMPLETING: f"complete_{shell}", "COMP_CWORD": str(len(words) - 1)}
        asked |= {"COMP_WORDS": "\n".join(words), "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        for name, value in {**asked, "_TYPER_COMPLETE_ARGS": " ".join(words), completion.HEAD: ""}.items():
            monkeypatch.setenv(name, value)
        ran = run()
        assert ran.err == ""
        return [line for line in ran.out.splitlines() if line]

    return tab


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("status ", PILOTS),
        ("status yx-ti", ["yx-titles-01", "yx-titles-02", "yx-titles-03"]),
        ("validate yx-titles-01 yx-ov", ["yx-overseas-01", "yx-overseas-02"]),
        ("record done yx-ti", ["yx-titles-01/", "yx-titles-02/", "yx-titles-03/"]),
        ("record done yx-titles-01", [f"yx-titles-01/M{number}" for number in range(1, 8)]),
        ("record observe yx-titles-01/I", [f"yx-titles-01/I{number}" for number in range(1, 6)]),
        ("record done yx-titles-01/M3 --evidence E1", ["E1", "E10", "E11", "E12"]),
        ("explain yx-titles-01/I1", ["yx-titles-01/I1"]),
        ("explain M04", ["M04"]),
        ("explain done-w", ["done-without-evidence"]),
        ("explain SCH", ["SCH0", "SCH1", "SCH2", "SCH3", "SCH4", "SCH5", "SCH6"]),
        ("validate --select M01,M02,M0", [f"M01,M02,M0{number}" for number in range(3, 10)]),
        ("evaluate yx-titles-01", ["yx-titles-01", "yx-titles-01/2026-midterm"]),
        ("decide yx-titles-01 ", ["A1", "A2", "A3"]),
        ("decide yx-titles-01 A1 ", ["approved", "rejected", "withdrawn", *get_args(Recommendation)]),
        ("adjust yx-titles-01 M", [f"M{number}" for number in range(1, 8)]),
        (
            "adjust yx-titles-01 M3",
            [f"M3/{name}" for name in ("due", "weight", "owner", "title", "deliverable", "standard")],
        ),
        ("adjust yx-titles-01 t", ["term/end", "title"]),
        ("due --owner qc-hr", ["qc-hrss", "qc-hrdc"]),
        ("status --lead qc-t", ["qc-tsc"]),
        ("status --region 99", ["990000", "990100", "990200", "990300", "990400"]),
        ("status --region 51", ["510000"]),
        ("status --domain t", ["titles"]),
        ("status --light a", ["amber"]),
        ("status --format ", ["table", "json", "csv", "markdown"]),
        ("adjust yx-titles-01 --kind ", [*get_args(AdjustmentKind)]),
        ("new --task titles-i", ["titles-integrity"]),
        ("status --view ", ["programme", "domain:", "region:", "lead:", "pilot:"]),
        ("status --view lead", [f"lead:{item.id}" for item in id_index.find_organizations(DiskTree(ROOT))]),
        ("report --format md,", ["md,pdf", "md,docx", "md,html", "md,json"]),
        ("templates copy quarterly/app", []),
        ("templates copy report.t", ["report.typ"]),
        ("record bottleneck yx-titles-01 --severity m", ["major", "minor"]),
        ("status nobody", []),
        ("record done nobody/M", []),
    ],
)
def test_what_is_offered(press: Callable[..., list[str]], line: str, offered: list[str]) -> None:
    assert press(line) == offered


@pytest.mark.parametrize(
    ("words", "at", "joined", "head"),
    [
        (["x", "--view", "domain", ":", "ti"], 4, ["x", "--view", "ti"], "domain:"),
        (["x", "--view", "domain", ":"], 3, ["x", "--view", ""], "domain:"),
        (["x", "--view", "domain:ti"], 2, ["x", "--view", "domain:ti"], ""),
        (["x", "--view", "domain", ":", "titles", "yx"], 5, ["x", "--view", "domain:titles", "yx"], ""),
        (["x", "--owner", "=", "qc"], 3, ["x", "--owner", "qc"], ""),
        (["x", "--owner", "="], 2, ["x", "--owner", ""], ""),
        (["x", "--view", "=", "lead", ":", "q"], 5, ["x", "--view", "q"], "lead:"),
        (["x", ""], 1, ["x", ""], ""),
    ],
)
def test_what_bash_has_split_is_joined_again(words: list[str], at: int, joined: list[str], head: str) -> None:
    environment = {completion.COMPLETING: "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(at)}
    completion.repair_word_variables(environment)
    assert environment["COMP_WORDS"].split("\n") == joined
    assert environment["COMP_CWORD"] == str(len(joined) - 1)
    assert environment[completion.HEAD] == head


def test_titles_stand_beside_the_ids_where_the_shell_shows_them(
    press: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert press("status yx-titles-01", "fish") == ["yx-titles-01\tIntegrity records in engineering title review"]
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert press("due --owner qc-tsc", "fish") == ["qc-tsc\t青岑市人才服务中心"]
    assert '"domain\\\\:titles":"职称和职业资格"' in press("status --view domain:ti", "zsh")[0]


def test_nothing_that_a_shell_would_run_is_offered(press: Callable[..., list[str]], sound: Path) -> None:
    for name in ("$(touch x)", "`id`", "a b", "-rf", "x;y"):
        (sound / "pilots" / name).mkdir()
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    wording = '"a\'); touch x; `id` $(id) [/bold] \\\\ z"'
    file.write_text(text.replace("en: Integrity records in title review", f"en: {wording}"), encoding="utf-8")
    assert press("status ", root=sound) == ["yx-titles-01"]
    assert press("status ", "fish", sound) == ["yx-titles-01\ta touch x id id /bold z"]
    (line,) = press("status ", "zsh", sound)
    assert line == '_arguments \'*: :(("yx-titles-01":"a touch x id id /bold z"))\''


@pytest.mark.parametrize(
    "line", ["status ", "record done yx", "due --owner ", "status --view d", "adjust yx-titles-01 "]
)
@pytest.mark.parametrize("kind", ["none", "empty", "binary", "folders for files", "half"])
def test_a_broken_ledger_brings_no_error(press: Callable[..., list[str]], tmp_path: Path, kind: str, line: str) -> None:
    folder = tmp_path / "pilots" / "yx-titles-01"
    names = (
        "programme.yaml",
        "catalogue.yaml",
        "pilots/yx-titles-01/milestones.yaml",
        "pilots/yx-titles-01/pilot.yaml",
    )
    contents = {"empty": b"", "binary": bytes(range(256)) * 9, "half": b"organizations: [{id: \nmilestones:\n  - {id"}
    if kind != "none":
        folder.mkdir(parents=True)
    for name in names if kind != "none" else ():
        if kind in contents:
            (tmp_path / name).write_bytes(contents[kind])
        else:
            (tmp_path / name).mkdir()
    for shell in ("bash", "fish"):
        assert set(press(line, shell, tmp_path)) <= {"yx-titles-01", "domain:", *completion.PATHS["plan"]}


def test_outside_a_ledger_there_is_silence(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (
        (completion.COMPLETING, "complete_bash"), ("COMP_WORDS", "talentpilot\nstatus\n"), ("COMP_CWORD", "2")
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    ran = run()
    assert (ran.out.strip(), ran.err) == ("", "")


def test_giving_up_while_candidates_are_sought_leaves_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(completion, "repair_environment", interrupted)
    ran = run("status")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


@pytest.mark.parametrize("folder", [*PILOTS, "block"])
def test_what_is_skimmed_is_what_is_read(folder: str, tmp_path: Path) -> None:
    tree = DiskTree(ROOT)
    if folder == "block":
        tree, folder = DiskTree(_in_blocks(tmp_path)), "yx-titles-01"
    pilot = read_pilot(tree, folder).pilot
    assert pilot is not None
    read: dict[str, Any] = {
        "milestones": pilot.milestones, "indicators": pilot.indicators, "practices": pilot.practices,
        "evidence": pilot.file.evidence, "bottlenecks": pilot.file.bottlenecks,
    }  # fmt: skip
    for sort, items in read.items():
        skimmed = id_index.find_inner_ids(tree, folder, sort)
        assert [(one.id, one.zh, one.en) for one in skimmed] == [
            (one.id, one.title.zh or one.title.plain, one.title.en or one.title.plain) for one in items
        ]
    adjustments = [one.id for one in id_index.find_inner_ids(tree, folder, "adjustments")]
    assert adjustments == [one.id for one in pilot.file.adjustments]
    assert id_index.find_title(tree, folder).zh == pilot.file.title.zh
    assert [one.id for one in id_index.find_inner_ids(tree, folder, "evaluations")] == list(pilot.evaluations)


def _in_blocks(folder: Path) -> Path:
    """A pilot whose files another program has written: no braces, lists not indented."""
    import yaml

    source, target = ROOT / "pilots" / "yx-titles-01", folder / "pilots" / "yx-titles-01"
    target.mkdir(parents=True)
    for file in source.glob("*.yaml"):
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        text = yaml.dump(
            data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=False
        )
        (target / file.name).write_text(text, encoding="utf-8")
    return folder


def test_the_frame_is_skimmed_as_it_is_read() -> None:
    tree = DiskTree(ROOT)
    programme, catalogue = read_config(tree).require()
    organizations = [(one.id, one.zh, one.en) for one in id_index.find_organizations(tree)]
    assert organizations == [(one.id, one.name("zh"), one.name("en")) for one in programme.organizations]
    assert [one.id for one in id_index.find_domains(tree)] == [one.id for one in catalogue.domains]
    tasks = [(one.id, one.zh) for one in id_index.find_tasks(tree)]
    assert tasks == [(one.id, one.name("zh")) for domain in catalogue.domains for one in domain.tasks]


def parameters() -> Iterator[tuple[str, str, ParameterInfo]]:
    """Every parameter of every command: command and name, metavar, what Typer is told of it."""
    functions = [entry.function for entry in COMMANDS]
    functions += [entry.function for family in FAMILIES for entry in family.members]
    for command in functions:
        own = inspect.signature(command)
        for item in expanded([one for one in own.parameters.values() if one.name not in ("ctx", "session")]):
            if get_origin(item.annotation) is Annotated:
                info = next(one for one in get_args(item.annotation)[1:] if isinstance(one, ParameterInfo))
                if word_list(item.annotation) is None:
                    yield f"{command.__name__}.{item.name}", info.metavar or "", info


def test_every_parameter_is_completed_or_known_to_be_free() -> None:
    found = list(parameters())
    assert len(found) > 150
    open_ = {
        f"{place} {metavar}"
        for place, metavar, _ in found
        if metavar
        and metavar not in FREE
        and place not in NEW_NAMES
        and metavar not in completion.SOURCES
        and metavar not in completion.ANY
        and place not in completion.WORDS
        and not (metavar == "ID" and place.rpartition(".")[2] in completion.OWN_SOURCES)
    }
    assert open_ == set()


def test_kinds_and_paths_of_an_adjustment_are_those_of_the_model() -> None:
    starts = {"plan": "", "milestones": "milestones/*/", "indicators": "indicators/*/"}
    paths = [f"{starts[sort]}{name}" for sort, names in completion.PATHS.items() for name in names]
    assert sorted(paths) == sorted(READERS)


def test_pressing_tab_reads_no_yaml_and_loads_no_rules() -> None:
    code = (
        "import sys\nfrom talentpilot.cli.main import main\nmain([])\n"
        "heavy = ('yaml', 'polib', 'talentpilot.rules', 'talentpilot.model.base')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    line = {"COMP_WORDS": "talentpilot\nrecord\ndone\nyx-titles-01/M1", "COMP_CWORD": "3"}
    environment = {**os.environ, completion.COMPLETING: "complete_bash", **line}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=True)
    assert done.stdout.splitlines() == ["yx-titles-01/M1", "[]"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_gets_it_through_the_script_that_is_installed(tmp_path: Path) -> None:
    program = tmp_path / "talentpilot"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m talentpilot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    lines = (
        'eval "$(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1 talentpilot --show-completion bash)"',
        "COMP_WORDS=(talentpilot status --view domain : ti); COMP_CWORD=5",
        "_talentpilot_completion talentpilot",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    )
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "--norc", "-c", "\n".join(lines)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    assert (done.stdout, done.stderr) == ("titles\n", "")
