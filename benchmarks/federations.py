"""Processor time and memory over a federation of 31 ledgers, against one ledger with as many pilots.

.venv/bin/python benchmarks/federations.py [PILOTS]     # pilots a ledger; default 26
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from ledgers import SMALL, write_ledger

LEDGERS = 31
COMMANDS = (("validate", "--format", "brief"), ("status",), ("status", "--format", "json"), ("list", "practices"))
"""Those that read one ledger too."""


def build(folder: Path, pilots: int) -> Path:
    """Write the ledgers and the federation; return its folder."""
    entries = []
    for number in range(LEDGERS):
        write_ledger(folder / f"l{number}", pilots, first=number * pilots)
        entries.append({"id": f"l{number}", "region": "990000", "path": f"../l{number}"})
    root = folder / "federation"
    root.mkdir()
    (root / "catalogue.yaml").write_bytes((SMALL.ledger / "catalogue.yaml").read_bytes())
    head = {
        "schema": "talentpilot/federation/1", "id": "many", "title": "Many",
        "term": {"start": "2025-07-01", "end": "2027-06-30"}, "ledgers": entries,
    }  # fmt: skip
    (root / "federation.yaml").write_text(yaml.safe_dump(head, sort_keys=False), "utf-8")
    return root


MEASURE = """
import gc, json, resource, sys
gc.disable()  # as the command does
from talentpilot.cli.main import main
main(sys.argv[1:])
own, below = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
times = sum(one.ru_utime + one.ru_stime for one in (own, below))
print(json.dumps([times, own.ru_maxrss // 1024, below.ru_maxrss // 1024]), file=sys.stderr)
"""


def cost(root: Path, command: tuple[str, ...]) -> tuple[float, int, int]:
    """Return the processor time in seconds, and the memory in MB of the process and of the largest it started."""
    arguments = (*command, "--root", str(root), "--as-of", SMALL.day, "--quiet")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        env={**os.environ, "LC_ALL": "C"}, text=True,
    )  # fmt: skip
    seconds, own, below = json.loads(done.stderr.splitlines()[-1])
    return float(seconds), int(own), int(below)


def main() -> None:
    """Measure each command once, and print a Markdown table."""
    pilots = int(sys.argv[1]) if len(sys.argv) > 1 else 26
    with tempfile.TemporaryDirectory() as place:
        root = build(Path(place), pilots)
        one = Path(place) / "one"
        write_ledger(one, LEDGERS * pilots)
        sys.stdout.write(f"| {LEDGERS} x {pilots} pilots | s | one ledger, s | ratio | MB | largest worker, MB |\n")
        sys.stdout.write("|:---|---:|---:|---:|---:|---:|\n")
        for command in COMMANDS:
            many, single = cost(root, command), cost(one, command)
            row = (f"{many[0]:.1f}", f"{single[0]:.1f}", f"{many[0] / single[0]:.2f}", str(many[1]), str(many[2]))
            sys.stdout.write(f"| `{' '.join(command)}` | {' | '.join(row)} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
