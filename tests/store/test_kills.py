"""Every command that writes, killed at each change of the disk: the next one finishes it or names the state."""

import csv
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Ran
from exchange.filling import filled as sheet_filled
from exchange.filling import opened
from import_books.books import COMMITMENTS, commitments
from import_books.ledgers import empty_ledger
from repository import Repository, new_repository
from returns import workbooks
from talentpilot.analysis.evaluation.result import JUDGEMENT_ITEMS, REPLICABILITY_ITEMS
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import write_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(sys, "addaudithook") or sys.platform == "win32", reason="needs POSIX processes"),
]

Run = Callable[..., Ran]
Files = dict[str, object]
PILOT = "yx-titles-01"
DAY = "--as-of 2026-03-31"
NEWS = f"record publicity {PILOT} --channel national --title News --evidence E4"
UNDO = f"undo {PILOT}"
NEW = "new yx-titles-09 --task titles-integrity --region 990100 --title-zh 新 --title-en New --start 2026-04-01"
SEED = 2026
HOW_MANY = os.environ.get("KILLS", "6")
"""How many kills of each command; KILLS=1000 is all there are."""
BY_HAND = b"# by hand\n"


@dataclass(frozen=True)
class Command:
    """A command, where it is tried, and what may be seen of it in between.

    `by_pilot`: each pilot is written whole, one after another. `once`: a second time it is a second fact. `told`: what
    `validate` says where the command is half done.
    """

    words: str
    ledger: Callable[[Run, Path, Path], Path] = lambda run, folder, papers: _two_pilots(folder)
    by_pilot: bool = False
    once: bool = False
    told: str = ""
    next: str = f"{NEWS} {DAY}"


def _two_pilots(folder: Path) -> Path:
    """The sound ledger with a second pilot, which refers to the first."""
    root = Path(shutil.copytree(Path(__file__).parents[1] / "sound", folder / "ledger"))
    home, other = root / "pilots" / PILOT, root / "pilots" / "yx-titles-02"
    shutil.copytree(home, other)
    text = (other / "pilot.yaml").read_text("utf-8").replace(f"id: {PILOT}", "id: yx-titles-02", 1)
    (other / "pilot.yaml").write_text(text.replace("{id: B2, ", f"{{id: B2, same_as: {PILOT}/B2, ", 1), "utf-8")
    return root


def _unsealed(run: Run, folder: Path, papers: Path) -> Path:
    root = _two_pilots(folder)
    for file in root.glob("pilots/*/pilot.yaml"):
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"  seal:\n(    .*\n)+", "", text), "utf-8")
    return root


def _untidy(run: Run, folder: Path, papers: Path) -> Path:
    root = _two_pilots(folder)
    for file in root.glob("pilots/*/*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    return root


def _recorded(run: Run, folder: Path, papers: Path) -> Path:
    """A ledger with two edits, the last of which added a file."""
    root = _two_pilots(folder)
    new_repository(root).commit()
    (papers / "minutes.txt").write_text("minutes")
    for words in (NEWS, f"record evidence {PILOT} {papers}/minutes.txt --title-en Minutes --title-zh 纪要"):
        assert run(*words.split(), "--root", root, *DAY.split()).code == 0
    return root


def _with_paper(run: Run, folder: Path, papers: Path) -> Path:
    (papers / "minutes.txt").write_text("minutes")
    return _two_pilots(folder)


def _with_table(run: Run, folder: Path, papers: Path) -> Path:
    with (papers / "values.csv").open("w", newline="") as file:
        rows = [(pilot, "I1", "2026-02-28", 35) for pilot in (PILOT, "yx-titles-02")]
        csv.writer(file).writerows([("pilot", "indicator", "date", "value"), *rows])
    return _two_pilots(folder)


def _with_book(run: Run, folder: Path, papers: Path) -> Path:
    commitments(papers / "book.xlsx")
    shutil.copy(COMMITMENTS, papers / "mapping.yaml")
    return empty_ledger(folder)


def _with_return(run: Run, folder: Path, papers: Path) -> Path:
    root = workbooks.waiting_ledger(folder)
    for home in (root / "pilots").iterdir():
        if home.name not in ("yx-education-01", "yx-experts-01"):
            shutil.rmtree(home)
    answers = {**workbooks.ANSWERS, **workbooks.SIGNED}
    (papers / "return.xlsx").write_bytes(workbooks.filled(workbooks.made(root).content, answers))
    return root


def _with_sheet(run: Run, folder: Path, papers: Path) -> Path:
    root = _two_pilots(folder)
    blank = papers / "blank.xlsx"
    assert run("ratings", "make", PILOT, "--root", root, *DAY.split(), "--output", blank).code == 0
    answers = dict.fromkeys((*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS), 2)
    content = blank.read_bytes()
    (papers / "sheet.xlsx").write_bytes(sheet_filled(content, {opened(content).sheetnames[0]: answers}))
    blank.unlink()
    return root


def _nothing(run: Run, folder: Path, papers: Path) -> Path:
    (folder / "ledger").mkdir()
    return folder / "ledger"


COMMANDS = {
    "record": Command(NEWS, once=True),
    "record evidence": Command(
        f"record evidence {PILOT} {{papers}}/minutes.txt --title-en Minutes --title-zh 纪要", _with_paper
    ),
    "adjust": Command(
        f"adjust {PILOT} --kind add_milestone --field title=x --field owner=yx-hrss --field due=2026-12-31 "
        "--document 云人社函〔2026〕9号 --reason needed",
        once=True,
    ),
    "seal --all": Command("seal --all", _unsealed, by_pilot=True),
    "fmt": Command("fmt", _untidy),
    "undo": Command(UNDO, _recorded, once=True),
    "rename": Command(
        f"rename {PILOT} yx-titles-09",
        told="yx-titles-09",
        next=f"record publicity yx-titles-02 {NEWS.split(' ', 3)[3]}",
    ),
    "remove": Command("remove yx-titles-02 --yes"),
    "new": Command(f"{NEW} --lead yx-hrss --unit nj-hrss"),
    "new --organization": Command(
        f"{NEW} --lead yx-hrss --unit nj-new --organization nj-new~hrss_department~990100~新单位"
    ),
    "import values": Command("import {papers}/values.csv", _with_table, by_pilot=True),
    "import books": Command(
        "import {papers}/mapping.yaml {papers}/book.xlsx", _with_book, by_pilot=True, next="validate"
    ),
    "return take": Command(
        "return take {papers}/return.xlsx --as-of 2026-10-20", _with_return, by_pilot=True, next="validate"
    ),
    "ratings take": Command(
        f"ratings take {{papers}}/sheet.xlsx --evaluation {PILOT}/2026-final --type final --evaluator yx-eval "
        "--independent --method desk --evidence-level 2 --force",
        _with_sheet,
    ),
    "report --issue": Command("report --issue --force --period 2025Q4 --format md,json --issued 2026-03-31"),
    "schema --write": Command("schema --write"),
    "init": Command("init {ledger} --yes --name books", _nothing, by_pilot=True, next="init {ledger} --yes --keep"),
}


def _words(command: str, root: Path, papers: Path) -> list[str]:
    place = {"ledger": str(root), "papers": str(papers)}
    words = [word.replace("~", " ") for word in command.split()]
    at = [] if command.startswith("init") else ["--root", str(root)]
    at += [] if "--as-of" in command or command.startswith("init") else DAY.split()
    return [word.format_map(place) for word in words] + at


def _visible(root: Path, folder: str = "") -> Files:
    """What a reader sees."""
    tree = DiskTree(root)
    found: Files = {}
    for name, is_folder in tree.names(folder):
        path = f"{folder}/{name}" if folder else name
        found |= _visible(root, path) if is_folder else {path: tree.read(path)}
    return found


def _parts(files: Files) -> dict[str, Files]:
    """The files by pilot; each file beside the pilots is a part."""
    parts: dict[str, Files] = {}
    for path, content in files.items():
        found = re.match(r"pilots/[^/]+", path)
        parts.setdefault(found[0] if found else path, {})[path] = content
    return parts


def _is_whole(seen: Files, before: Files, after: Files, *, by_pilot: bool) -> bool:
    if not by_pilot:
        return seen in (before, after)
    ways = [_parts(files) for files in (seen, before, after)]
    return all(ways[0].get(name) in (ways[1].get(name), ways[2].get(name)) for name in set().union(*ways))


def _files(root: Path) -> set[str]:
    """The files on the disk, without those of git but the log of `undo`."""
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith(".git/") or name.startswith(".git/talentpilot/")}


def _log(root: Path) -> bytes | None:
    """The log of `undo`."""
    file = root / ".git" / "talentpilot" / "undo" / f"{PILOT}.json"
    return file.read_bytes() if file.exists() else None


@dataclass(frozen=True)
class Trial:
    """A command with its ledger as before and after it, and the papers that it reads."""

    command: Command
    papers: Path
    root: Path
    before: Files
    after: Files
    names: set[str]
    log: bytes | None

    def words(self, command: str, root: Path) -> list[str]:
        return _words(command, root, self.papers)

    def killed(self, copies: Path) -> tuple[int, list[tuple[int, Path]]]:
        """Return how many changes of the disk the command makes, and the ledgers in which it was killed at one."""
        program = Path(__file__).with_name("killed_commands.py")
        places = [str(path) for path in (program, self.root, copies)]
        words = self.words(self.command.words, Path("{ledger}"))
        ran = subprocess.run(
            [sys.executable, *places, str(SEED), HOW_MANY, *words], capture_output=True, text=True, check=False
        )
        counted = re.search(r"^([0-9]+) changes$", ran.stdout, re.MULTILINE)
        assert counted is not None, ran.stdout + ran.stderr
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return int(counted[1]), sorted((int(path.name), path) for path in copies.iterdir() if path.name != "0")


@pytest.fixture
def trial(run: Run, tmp_path: Path, request: pytest.FixtureRequest) -> Trial:
    command = COMMANDS[request.param]
    papers = tmp_path / "papers"
    papers.mkdir()
    root = command.ledger(run, tmp_path, papers)
    if not (root / ".git").exists():
        new_repository(root).commit()
    done = Path(shutil.copytree(root, tmp_path / "done"))
    ran = run(*_words(command.words, done, papers))
    assert ran.code == 0, ran.out + ran.err
    return Trial(command, papers, root, _visible(root), _visible(done), _files(root) | _files(done), _log(done))


@pytest.mark.parametrize("trial", COMMANDS, indirect=True)
def test_a_command_killed_anywhere_is_finished_or_told_by_the_next(
    run: Run, trial: Trial, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "copies").mkdir()
    changes, killed = trial.killed(tmp_path / "copies")
    chance = random.Random(SEED)
    for point, root in killed:
        where = f"{trial.command.words}, killed at change {point} of {changes}"
        _check_hand_edit(run, trial, root, chance, where)
        _check_state(run, trial, root, where)
    name = request.node.callspec.id
    sys.stdout.write(f"{name}: seed {SEED}, killed at {len(killed)} of {changes} changes\n")
    assert changes > 8


def _check_state(run: Run, trial: Trial, root: Path, where: str) -> None:
    """Look at the ledger as a reader and as git see it, then give the command again, then write once more."""
    command, seen = trial.command, _visible(root)
    whole = _is_whole(seen, trial.before, trial.after, by_pilot=command.by_pilot)
    listed = Repository(root).git("ls-files", "-z", "--others", "--modified", "--exclude-standard")
    assert {name for name in listed.split("\0") if name} <= trial.names, where
    journals = list(root.rglob("journal"))
    if journals or not whole:
        checked = run(*trial.words("validate", root))
        assert "a bug" not in checked.err, where
        assert ("was interrupted" in checked.err) == bool(journals), where
        assert whole or (command.told and command.told in checked.out), where
    if not (command.once and seen == trial.after and (trial.log == _log(root) or command.words != UNDO)):
        ran = run(*trial.words(command.words, root))
        assert "a bug" not in ran.err, where
        assert _visible(root) == trial.after, f"{where}: {ran.err}"
    _write_everywhere(root)
    assert not [name for name in _files(root) if name.startswith(".talentpilot") or "/.talentpilot" in name], where
    assert _files(root) <= trial.names, where


def _check_hand_edit(run: Run, trial: Trial, killed: Path, chance: random.Random, where: str) -> None:
    """Add a line to a file of the ledger by hand: whatever the next command does, the line stays."""
    root = Path(shutil.copytree(killed, killed.with_name(f"{killed.name}-edited"), symlinks=True))
    there = [root / name for name in sorted(_files(root)) if name.endswith(".yaml") and "/." not in f"/{name}"]
    for file in chance.sample(there, min(1, len(there))):
        file.write_bytes(file.read_bytes() + BY_HAND)
        ran = run(*trial.words(trial.command.next, root))
        assert "a bug" not in ran.err, where
        assert BY_HAND in file.read_bytes(), where


def _write_everywhere(root: Path) -> None:
    """Write once more into every folder, as a user would some day: it takes along what an accident left."""
    folders = [path for path in root.rglob("*") if path.is_dir() and "/." not in f"/{path.relative_to(root)}"]
    logs = root / ".git" / "talentpilot" / "undo"
    for folder in (root, *folders, *([logs] if logs.exists() else [])):
        write_file(folder / "later.txt", b"")
        (folder / "later.txt").unlink()
