"""Times talentpilot against what a user would use instead, in one run on one machine, whole processes compared.

    python benchmarks/run.py [--runs 5] [--pilots 500] [--many 1000] [--huge 10000]

Every command of a group runs in turn, so that a drifting machine hurts all alike; the figures are minima over the runs,
the ratios are ratios of minima. Processor time is user and system of the whole process tree, memory that of the largest
process. Prints Markdown; the tables in `benchmarks/README.md` come from here.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledgers import LARGE, ROOT, SMALL, write_ledger

LOOP = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    with open(path, encoding="utf-8") as file:
        yaml.load(file, yaml.CSafeLoader)
"""
EVENTS = LOOP.replace("yaml.load(file, yaml.CSafeLoader)", "list(yaml.parse(file, yaml.CBaseLoader))")
IMPORTS = """
import typer, yaml
from pydantic import BaseModel
class One(BaseModel):
    name: str
    number: int = 0
One(name="one")
"""
BIN = Path(sys.executable).parent
TOOL = [str(BIN / "talentpilot")]


@dataclass(frozen=True)
class Command:
    """A command of a group; `cores` are those that it may use, `bound` the ratio to the first that it is held to."""

    words: Sequence[str]
    cores: int | None = None
    bound: float | None = None


@dataclass
class Cost:
    """The smallest processor and wall seconds of several runs, and the most megabytes of a process."""

    processor: float = float("inf")
    wall: float = float("inf")
    memory: float = 0.0

    def add(self, processor: float, wall: float, memory: float) -> None:
        """Take in one run."""
        self.processor, self.wall = min(self.processor, processor), min(self.wall, wall)
        self.memory = max(self.memory, memory)


def run_once(command: Command, cost: Cost, *, must_pass: bool = False) -> None:
    """Run a command to its end, on as many cores as it may use.

    Raises:
        CalledProcessError: it failed and must not.
    """
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[: command.cores])
    start = time.perf_counter()
    try:
        with subprocess.Popen(command.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        os.sched_setaffinity(0, cores)
    if must_pass and process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command.words)
    cost.add(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024)


def compare(title: str, commands: Mapping[str, Command], runs: int) -> None:
    """Print the table of a group; the ratios are to its first command."""
    costs = {name: Cost() for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            run_once(command, costs[name])
    first = next(iter(costs.values()))
    print(f"\n{title}\n")
    print("| what | processor s | ratio | wall s | ratio | MB | bound |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, cost in costs.items():
        bound = commands[name].bound
        print(
            f"| {name} | {cost.processor:.3f} | {cost.processor / first.processor:.2f} | {cost.wall:.3f} "
            f"| {cost.wall / first.wall:.2f} | {cost.memory:.0f} | {bound or '–'} |",
            flush=True,
        )


def start_up() -> dict[str, Command]:
    """What a command costs before it reads a ledger of any size."""
    books = ["--root", str(ROOT / "tests" / "sound"), "--as-of", "2026-03-31"]
    fact = ["record", "done", "yx-titles-01/M5", "--evidence", "E4", "--dry-run"]
    return {
        "import typer, yaml, one pydantic model": Command([sys.executable, "-c", IMPORTS]),
        "`talentpilot --version`": Command([*TOOL, "--version"]),
        "`talentpilot --help`": Command([*TOOL, "--help"], bound=1.2),
        "`validate` of the example": Command([*TOOL, "validate", "--root", str(ROOT), "--as-of", LARGE.day], bound=2.0),
        "`record done`": Command([*TOOL, *fact, *books], bound=2.2),
    }


def checking(root: Path) -> dict[str, Command]:
    """What reads or checks the same files."""
    files = [str(file) for file in sorted(root.rglob("*.yaml"))]
    pilots = [file for file in files if file.endswith("/pilot.yaml")]
    validate = [*TOOL, "validate", "--root", str(root), "--as-of", LARGE.day, "--exit-zero", "-q"]
    schema = root.parent / "pilot.json"
    schema.write_bytes(subprocess.run([*TOOL, "schema", "pilot"], capture_output=True, check=True).stdout)
    commands = {
        "a loop of `yaml.load(f, CSafeLoader)`": Command([sys.executable, "-c", LOOP, str(root)]),
        "`cat`": Command(["cat", *files]),
        "libyaml alone: its events, nothing built": Command([sys.executable, "-c", EVENTS, str(root)]),
        "`validate`, one core": Command(validate, cores=1, bound=1.5),
        "`validate`, all cores (bound on wall)": Command(validate, bound=1.0),
        "check-jsonschema, pilot.yaml alone": Command(
            [str(BIN / "check-jsonschema"), "--schemafile", str(schema), *pilots]
        ),
    }  # fmt: skip
    linter = shutil.which("yamllint", path=f"{BIN}:{os.environ['PATH']}")
    if linter is not None:
        commands["yamllint"] = Command([linter, "-d", "relaxed", *files])
    return commands


def looking(root: Path) -> dict[str, Command]:
    """What shows a ledger."""
    books = ["--root", str(root), "--as-of", SMALL.day]
    return {
        "a loop of `yaml.load(f, CSafeLoader)`": Command([sys.executable, "-c", LOOP, str(root)]),
        "`status`": Command([*TOOL, "status", *books], cores=1, bound=1.2),
        "`status --format json`": Command([*TOOL, "status", *books, "--format", "json"], cores=1, bound=1.2),
        "`due`": Command([*TOOL, "due", *books], cores=1, bound=1.2),
        "`due --format json`": Command([*TOOL, "due", *books, "--format", "json"], cores=1, bound=1.2),
        "`diff`": Command([*TOOL, "diff", *books, "--since", "2025-12-31"], cores=1, bound=1.2),
        "`evaluate --all`": Command([*TOOL, "evaluate", *books, "--all"], cores=1, bound=1.2),
    }


def in_memory(root: Path) -> dict[str, Command]:
    """What works through a very large ledger: here the memory counts."""
    books = ["--root", str(root), "--as-of", SMALL.day]
    return {
        "a loop of `yaml.load(f, CSafeLoader)`": Command([sys.executable, "-c", LOOP, str(root)]),
        "`validate`, all cores": Command([*TOOL, "validate", *books, "--exit-zero", "-q"]),
        "`status`": Command([*TOOL, "status", *books], cores=1),
        "`status --format json`": Command([*TOOL, "status", *books, "--format", "json"], cores=1),
        "`due`": Command([*TOOL, "due", *books], cores=1),
        "`due --format json`": Command([*TOOL, "due", *books, "--format", "json"], cores=1),
        "`list bottlenecks --format json`": Command(
            [*TOOL, "list", "bottlenecks", *books, "--format", "json"], cores=1
        ),
    }


def measured(what: str, words: Sequence[object], bound: str) -> None:
    """Run a command once and print its line.

    Raises:
        CalledProcessError: it failed.
    """
    cost = Cost()
    run_once(Command([*TOOL, *map(str, words)]), cost, must_pass=True)
    print(f"| {what} | {cost.wall:.1f} | {cost.processor:.1f} | {cost.memory:.0f} | {bound} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pilots", type=int, default=500, help="full pilots to check")
    parser.add_argument("--many", type=int, default=1000, help="small pilots to look at")
    parser.add_argument("--huge", type=int, default=0, help="small pilots of a very large ledger, in one run")
    options = parser.parse_args()
    print(f"{options.runs} runs, minima; Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} cores")
    with tempfile.TemporaryDirectory() as folder:
        compare("Start-up", start_up(), options.runs)
        full, small = Path(folder) / "full", Path(folder) / "small"
        size = write_ledger(full, options.pilots, LARGE) // options.pilots
        compare(f"{options.pilots} pilots of {size} bytes of YAML", checking(full), options.runs)
        size = write_ledger(small, options.many, SMALL) // options.many
        compare(f"{options.many} pilots of {size} bytes of YAML", looking(small), options.runs)
        if options.huge:
            huge = Path(folder) / "huge"
            size = write_ledger(huge, options.huge, SMALL) // options.huge
            compare(f"{options.huge} pilots of {size} bytes of YAML, at most 400 MB", in_memory(huge), 1)


if __name__ == "__main__":
    main()
