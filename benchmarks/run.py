"""Times talentpilot against what a user would use instead, in one run on one machine, whole processes compared.

    python benchmarks/run.py [--pilots 1000] [--runs 5]

Prints a Markdown table of medians; the numbers in `benchmarks/README.md` come from here.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from ledgers import write_ledger

PLAIN_LOOP = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    with open(path, encoding="utf-8") as file:
        yaml.load(file, yaml.CSafeLoader)
"""


def seconds(command: Sequence[str]) -> float:
    """Wall seconds of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(name: str, ours: Sequence[str], theirs: Sequence[str], runs: int, bound: str) -> None:
    """Run both in turn, so that a drifting machine hurts both, and print medians and the median ratio."""
    seconds(ours), seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    mine = statistics.median(pair[0] for pair in pairs)
    other = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    print(f"| {name} | {mine:.3f} | {other:.3f} | {ratio:.2f} | {bound} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pilots", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    tool = [sys.executable, "-m", "talentpilot"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "ledger"
        size = write_ledger(root, options.pilots)
        print(f"{options.pilots} pilots of {size // options.pilots} bytes of YAML each, {options.runs} runs\n")
        print("| what | talentpilot s | instead s | ratio | bound |")
        print("|---|---:|---:|---:|---:|")
        validate = [*tool, "validate", "--root", str(root), "--as-of", "2026-03-31", "--exit-zero", "-q"]
        plain = [sys.executable, "-c", PLAIN_LOOP, str(root)]
        compare("`validate` against a plain loop of `yaml.load(f, CSafeLoader)`", validate, plain, options.runs, "1.0")
        status = [*tool, "status", "--root", str(root), "--as-of", "2026-03-31"]
        compare("`status` against the same loop", status, plain, options.runs, "–")
        version = [str(Path(sys.executable).with_name("talentpilot")), "--version"]
        typer = [sys.executable, "-c", "import typer"]
        compare("`talentpilot --version` against `import typer`", version, typer, options.runs * 3, "1.3")


if __name__ == "__main__":
    main()
