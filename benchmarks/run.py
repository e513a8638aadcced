"""Times talentpilot against what a user would use instead, in one run on one machine, whole processes compared.

    python benchmarks/run.py [start] [check] [look] [huge] [reports] [--runs 3]

Without a name all parts are measured, in a quarter of an hour: the start of a command (10 s), 500 full pilots checked
(3 min), 1,000 small ones looked at (2 min), 10,000 in one run each (5 min), and the report of 800 in one run each
(5 min).

Every command of a group runs in turn, so that a drifting machine hurts all alike; the figures are minima over the runs,
the ratios are ratios of minima. Processor time is user and system of the whole process tree, memory that of the largest
process. Prints Markdown; the tables in `benchmarks/README.md` come from here.
"""

import argparse
import os
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
FULL, MANY, HUGE, REPORTED = 500, 1000, 10_000, 800
"""Pilots to check, to look at, to work through, to report on."""
FEW, ALL = f"`validate` of {MANY:,} of them", "`validate`"
PARTS = ("start", "check", "look", "huge", "reports")


@dataclass(frozen=True)
class Command:
    """A command of a group; `cores` are those that it may use, `bound` the ratio to the first that it is held to,
    `megabytes` its most memory. One that is only measured `once` takes long and is there to compare with."""

    words: Sequence[str]
    cores: int | None = None
    bound: float | None = None
    megabytes: int | None = None
    once: bool = False


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


def compare(title: str, commands: Mapping[str, Command], runs: int) -> dict[str, Cost]:
    """Print the table of a group, and return its costs; the ratios are to its first command."""
    costs = {name: Cost() for name in commands}
    for run in range(runs):
        for name, command in commands.items():
            if run == 0 or not command.once:
                run_once(command, costs[name])
    first = next(iter(costs.values()))
    print(f"\n{title}\n")
    print("| what | processor s | ratio | wall s | ratio | bound | MB | bound |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, cost in costs.items():
        bound, megabytes = commands[name].bound or "–", commands[name].megabytes or "–"
        print(
            f"| {name} | {cost.processor:.3f} | {cost.processor / first.processor:.2f} | {cost.wall:.3f} "
            f"| {cost.wall / first.wall:.2f} | {bound} | {cost.memory:.0f} | {megabytes} |",
            flush=True,
        )
    return costs


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
    return {
        "a loop of `yaml.load(f, CSafeLoader)`": Command([sys.executable, "-c", LOOP, str(root)]),
        "`cat`": Command(["cat", *files]),
        "libyaml alone: its events, nothing built": Command([sys.executable, "-c", EVENTS, str(root)]),
        "`validate`, one core": Command(validate, cores=1, bound=1.5, megabytes=80),
        "`validate`, all cores (bound on wall)": Command(validate, bound=1.0, megabytes=80),
        "check-jsonschema, pilot.yaml alone": Command(
            [str(BIN / "check-jsonschema"), "--schemafile", str(schema), *pilots], once=True
        ),
        "yamllint": Command([str(BIN / "yamllint"), "-d", "relaxed", *files], once=True),
    }  # fmt: skip


def looking(root: Path) -> dict[str, Command]:
    """What shows a ledger."""

    def look(*words: str) -> Command:
        books = ["--root", str(root), "--as-of", SMALL.day]
        return Command([*TOOL, *words, *books], cores=1, bound=1.2, megabytes=150)

    return {
        "a loop of `yaml.load(f, CSafeLoader)`": Command([sys.executable, "-c", LOOP, str(root)]),
        "`status`": look("status"),
        "`status --format json`": look("status", "--format", "json"),
        "`due`": look("due"),
        "`due --format json`": look("due", "--format", "json"),
        "`diff`": look("diff", "--since", "2025-12-31"),
        "`evaluate --all`": look("evaluate", "--all"),
    }


def in_memory(many: Path, huge: Path) -> dict[str, Command]:
    """What works through a very large ledger: here the memory counts, and that time grows with the pilots alone."""

    def work(root: Path, *words: str) -> Command:
        books = ["--root", str(root), "--as-of", SMALL.day]
        return Command([*TOOL, *words, *books], cores=1, megabytes=400)

    return {
        "a loop of `yaml.load(f, CSafeLoader)`": Command([sys.executable, "-c", LOOP, str(huge)]),
        FEW: work(many, "validate", "--exit-zero", "-q"),
        ALL: work(huge, "validate", "--exit-zero", "-q"),
        "`status`": work(huge, "status"),
        "`status --format json`": work(huge, "status", "--format", "json"),
        "`due`": work(huge, "due"),
        "`due --format json`": work(huge, "due", "--format", "json"),
        "`list bottlenecks --format json`": work(huge, "list", "bottlenecks", "--format", "json"),
    }


def measured(what: str, words: Sequence[object], bound: str) -> None:
    """Run a command once and print its line.

    Raises:
        CalledProcessError: it failed.
    """
    cost = Cost()
    run_once(Command([*TOOL, *map(str, words)]), cost, must_pass=True)
    print(f"| {what} | {cost.wall:.1f} | {cost.processor:.1f} | {cost.memory:.0f} | {bound} |", flush=True)


def measure_checking(folder: Path, runs: int) -> None:
    """Print what it takes to check the full pilots."""
    size = write_ledger(folder, FULL, LARGE) // FULL
    compare(f"Checking {FULL} pilots of {size:,} bytes of YAML", checking(folder), runs)


def measure_looking(folder: Path, runs: int) -> None:
    """Print what it takes to look at the small pilots."""
    size = write_ledger(folder, MANY, SMALL) // MANY
    compare(f"Looking at {MANY:,} pilots of {size:,} bytes of YAML, on one core", looking(folder), runs)


def measure_huge(folder: Path) -> None:
    """Print what a very large ledger takes, in one run each, and how time grows with the pilots."""
    many, huge = folder / "many", folder / "huge"
    write_ledger(many, MANY, SMALL)
    size = write_ledger(huge, HUGE, SMALL) // HUGE
    costs = compare(f"{HUGE:,} pilots of {size:,} bytes of YAML, on one core", in_memory(many, huge), 1)
    grown = (costs[ALL].processor / HUGE) / (costs[FEW].processor / MANY)
    print(
        f"\nFrom {MANY:,} pilots to {HUGE:,} `validate` takes {grown:.2f} times the processor time a pilot (bound 1.1)"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    parts = options.parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; parts are {', '.join(PARTS)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its modules compiled
    print(f"{options.runs} runs, minima; Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "start" in parts:
            compare("Start-up", start_up(), options.runs)
        if "check" in parts:
            measure_checking(folder / "full", options.runs)
        if "look" in parts:
            measure_looking(folder / "small", options.runs)
        if "huge" in parts:
            measure_huge(folder)
        if "reports" in parts:
            from reports import measure_reports  # what it imports would count as memory of the commands above

            measure_reports(folder / "reported", REPORTED)


if __name__ == "__main__":
    main()
