"""Times the programme report in every form against what a user would use instead: pandoc and Typst as they come.

    python benchmarks/reports.py [--pilots 800] [--runs 3]

Whole processes, each form alone and all together; beside them the same Markdown converted by the same pandoc without
the project's filter and templates, and for PDF by the same Typst without tags, archive standard or pages of its own.
That conversion has the report before it begins; the tool reads, checks and rates the ledger first. Memory is that of
the largest process. Prints a Markdown table of medians for `benchmarks/README.md`.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledgers import write_ledger
from talentpilot.report import charts, pandoc

FORMS = ("md", "pdf", "docx", "html", "json")
PLAIN_TYPST = """
import sys, typst
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=sys.argv[3:])
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=fonts, root=".")
"""


@dataclass(frozen=True)
class Cost:
    """What a run took: wall seconds, processor seconds, megabytes of the largest process."""

    wall: float
    processor: float
    memory: float


def cost(*commands: Sequence[str], folder: Path) -> Cost:
    """One run of the commands, one after the other, in that folder."""
    runs = [_cost(command, folder) for command in commands]
    return Cost(sum(run.wall for run in runs), sum(run.processor for run in runs), max(run.memory for run in runs))


def _cost(command: Sequence[str], folder: Path) -> Cost:
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    memory = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, memory)


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each part."""
    return Cost(*(statistics.median(getattr(one, part) for one in costs) for part in ("wall", "processor", "memory")))


def ours(forms: str, root: Path, out: Path) -> list[str]:
    """The command that writes the report in these forms."""
    when = ["--period", "2026Q1", "--issued", "2026-04-20"]
    tool = [sys.executable, "-m", "talentpilot", "report", "--root", str(root), *when]
    return [*tool, "--lang", "zh", "--format", forms, "--output", str(out)]


def instead(form: str, markdown: str) -> list[list[str]]:
    """What makes that form of the Markdown without the tool; nothing for what only the tool makes."""
    convert = [
        str(pandoc.program()),
        "--from",
        "gfm",
        "--standalone",
        "--quiet",
        "--metadata",
        "title=Report",
        markdown,
    ]
    match form:
        case "pdf":
            folders = map(str, charts.page_font_folders())
            return [
                [*convert, "--to", "typst", "--output", "plain.typ"],
                [sys.executable, "-c", PLAIN_TYPST, "plain.typ", "plain.pdf", *folders],
            ]
        case "docx":
            return [[*convert, "--output", "plain.docx"]]
        case "html":
            return [[*convert, "--embed-resources", "--output", "plain.html"]]
        case _:
            return []


BOUNDS = {"md": "8 s, 250 MB", "pdf": "1,500 MB", "md,docx,html,json": "30 s"}
"""What the project holds itself to, of processor time and memory."""


def rows(root: Path, out: Path, runs: int) -> Iterator[str]:
    """A line of the table for each form, then for several together."""
    for forms in (*FORMS, "md,pdf", "md,docx,html,json", ",".join(FORMS)):
        mine = median([cost(ours(forms, root, out), folder=out) for _ in range(runs)])
        commands = instead(forms, "2026Q1-zh.md")
        plain = median([cost(*commands, folder=out) for _ in range(runs)]) if commands else None
        files = [path for path in out.iterdir() if path.suffix == f".{forms}" and path.name.startswith("2026Q1")]
        size = f"{sum(path.stat().st_size for path in files) / 1e6:.1f}" if files else "–"
        said = f"{plain.wall:.1f} | {plain.processor:.1f} | {plain.memory:.0f}" if plain else "– | – | –"
        took = f"{mine.wall:.1f} | {mine.processor:.1f} | {mine.memory:.0f} | {BOUNDS.get(forms, '–')}"
        yield f"| {forms} | {size} | {took} | {said} |"


TYPST_SHARE = """
import sys, time
from talentpilot.cli.main import main
from talentpilot.report.formats import pdf
compile_pages = pdf._compile
def timed(*arguments):
    start = time.process_time()
    try:
        return compile_pages(*arguments)
    finally:
        print("typst", time.process_time() - start, file=sys.stderr)
pdf._compile = timed
main(sys.argv[1:])
"""
"""Writes the report as a command does, and tells the processor seconds within Typst."""


def typst_share(root: Path, out: Path) -> str:
    """Say what Typst takes of the PDF, beside the same Typst alone on the pages as pandoc makes them by itself."""
    words = [sys.executable, "-c", TYPST_SHARE, *ours("pdf", root, out)[3:]]
    told = subprocess.run(words, cwd=out, capture_output=True, text=True, check=True).stderr
    within = sum(float(line.split()[1]) for line in told.splitlines() if line.startswith("typst "))
    alone = cost(instead("pdf", "2026Q1-zh.md")[1], folder=out).processor
    return (
        f"Typst takes {within:.1f} s of processor time within the PDF, and {alone:.1f} s alone on the same pages "
        f"without tags and archive standard: {within / alone:.2f} times (bound 1.3)"
    )


def measure_reports(folder: Path, pilots: int, runs: int = 1) -> None:
    """Print the table for a ledger that is made in that folder."""
    root, out = folder / "ledger", folder / "out"
    out.mkdir(parents=True)
    write_ledger(root, pilots)
    print(f"\nReports of {pilots} pilots, {runs} runs\n")
    print("| form | file MB | talentpilot s | processor s | memory MB | bound | plain s | processor s | memory MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows(root, out, runs):
        print(row, flush=True)
    print(f"\n{typst_share(root, out)}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pilots", type=int, default=800)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_reports(Path(folder), options.pilots, options.runs)


if __name__ == "__main__":
    main()
