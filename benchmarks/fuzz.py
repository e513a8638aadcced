"""Feeds `validate` damaged copies of the example ledger's files: each must be told, quickly, and hide nothing.

    python benchmarks/fuzz.py [--inputs 3000] [--seed 0] [--keep FOLDER]

Every input is one file of one pilot, damaged in its bytes, its lines, its YAML structure or its values, or replaced by
a text made to hurt. A check of that pilot must end without an exception within the bound of time, every finding must
have a line and a message in both languages, and a second pilot with a known mistake must still be told. Prints how many
inputs of each kind were tried, how long they took, and the most memory the process held. Exit code 1 where one failed.
"""

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from checking import check_folder
from mutations import KINDS, Mutation
from talentpilot.i18n.translator import translator_for

ROOT = Path(__file__).parent.parent
DAY = date(2026, 9, 30)
SECONDS = 1.0
MEGABYTES = 512
"""Bounds: processor seconds for one check of two pilots (and as much again for every 10,000 findings, all of which are
told), and the memory of the whole process."""
WITNESS = "yx-titles-03"
"""The pilot with a mistake that must be told each time."""
CHINESE = translator_for("zh", "findings")


@dataclass
class Tally:
    """What came of one kind of damage."""

    tried: int = 0
    reported: int = 0
    findings: int = 0
    slowest: float = 0.0


@dataclass
class Run:
    """All that was tried, and what failed: seed, kind, file, why."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    failures: list[str] = field(default_factory=list)


def lay_ledger(folder: Path) -> Path:
    """A copy of the example ledger in which the witness has an impossible date."""
    root = folder / "ledger"
    root.mkdir()
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "pilots", root / "pilots")
    file = root / "pilots" / WITNESS / "milestones.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("due: 20", "due: 2026-02-30, xdue: 20", 1), encoding="utf-8")
    return root


def targets(root: Path) -> list[Path]:
    """The files that are damaged: all YAML of the pilots but the witness."""
    return [file for file in sorted((root / "pilots").rglob("*.yaml")) if WITNESS not in file.parts]


def try_one(root: Path, files: list[Path], seed: int, run: Run, keep: Path | None) -> None:
    """One damaged file, checked with the witness beside it, and put back."""
    chance = random.Random(seed)
    kind = chance.choice(sorted(KINDS))
    file = chance.choice(files)
    original = file.read_bytes()
    damaged = damage(original, KINDS[kind], chance)
    file.write_bytes(damaged)
    findings = run.tallies[kind].findings
    start = time.process_time()
    try:
        why = complaint(root, file, run.tallies[kind])
    except Exception:  # noqa: BLE001 - an exception is what is looked for
        why = traceback.format_exc(limit=-3)
    finally:
        file.write_bytes(original)
    taken = time.process_time() - start
    tally = run.tallies[kind]
    tally.tried += 1
    tally.slowest = max(tally.slowest, taken)
    if taken > SECONDS * (1 + (tally.findings - findings) / 10_000):
        why = f"took {taken:.2f} s"
    if why:
        run.failures.append(f"seed {seed}, {kind}, {file.relative_to(root)}: {why}")
        if keep is not None:
            (keep / f"{seed}-{file.name}").write_bytes(damaged)


def damage(content: bytes, mutations: tuple[Mutation, ...], chance: random.Random) -> bytes:
    """One to three damages of a kind, one after the other."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(mutations)(content, chance)
    return content


def complaint(root: Path, file: Path, tally: Tally) -> str:
    """What is wrong with the answer; empty where it is as it must be."""
    pilot = file.relative_to(root / "pilots").parts[0]
    verdict = check_folder(root, DAY, today=DAY, only=(pilot, WITNESS))
    if verdict.checked.pilots != 2:
        return f"{verdict.checked.pilots} pilots checked instead of 2"
    paths = {item.location.path for item in verdict.diagnostics if item.rule == "D01"}
    if not any(f"/{WITNESS}/" in path for path in paths):
        return "the witness was not told"
    for item in verdict.diagnostics:
        if item.location.line < 1 or not str(item.message) or not CHINESE.said(item.message):
            return f"a finding of {item.rule} without line or message"
        CHINESE.said(item.help)
    here = sum(1 for item in verdict.diagnostics if f"/{pilot}/" in item.location.path)
    tally.findings += here
    tally.reported += here > 0
    return ""


def megabytes() -> float:
    """The most memory this process has held."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> int:
    """Run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="where inputs that fail are kept")
    options = parser.parse_args()
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    run = Run()
    with tempfile.TemporaryDirectory() as folder:
        root = lay_ledger(Path(folder))
        files = targets(root)
        for seed in range(options.seed, options.seed + options.inputs):
            try_one(root, files, seed, run, options.keep)
    report(run)
    return 1 if run.failures or megabytes() > MEGABYTES else 0


def report(run: Run) -> None:
    """The table, the bounds, and each failure."""
    print("| damage | inputs | told | findings | slowest s |\n|---|---:|---:|---:|---:|")
    for kind, tally in sorted(run.tallies.items()):
        print(f"| {kind} | {tally.tried} | {tally.reported} | {tally.findings} | {tally.slowest:.2f} |")
    tried = sum(tally.tried for tally in run.tallies.values())
    print(f"\n{tried} inputs, {len(run.failures)} failures; bound {SECONDS:.0f} s of processor time", end=" ")
    print("for a check and for every 10,000 findings;", end=" ")
    print(f"most memory {megabytes():.0f} MB of {MEGABYTES} MB")
    for failure in run.failures:
        print(failure)


if __name__ == "__main__":
    sys.exit(main())
