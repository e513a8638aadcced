"""Shows a person what a change of a template does to twenty chosen pages.

    python tests/report/compare_pages.py --against main --into /tmp/pages

Draws the pages as the files here make them and as those of another revision do, from the example ledger as it is here.
For each page that differs a picture is written: before, after, and after with what changed in red. Needs pdftoppm.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).parents[2]
DOTS = 80
FAINT = 24
"""Of 255: what differs less can't be seen."""
FOOT = round(18 / 25.4 * DOTS)
"""The number of all pages stands there: one page more would change every page."""
DAY = ("--as-of", "2026-09-30")
PROGRAMME = (*DAY, "report", "--period", "2026Q3")
EVALUATION = (*DAY, "evaluate-report", "yx-titles-01")


@dataclass(frozen=True, slots=True)
class Document:
    """A report: how it is made, and which of its pages are looked at."""

    name: str
    command: tuple[str, ...]
    pages: tuple[int, ...]


DOCUMENTS = (
    Document("programme-zh", (*PROGRAMME, "--lang", "zh"), (1, 2, 3, 4, 6, 7, 11)),
    Document("programme-en", (*PROGRAMME, "--lang", "en"), (1, 2, 6, 12, 19)),
    Document("pilot-zh", (*PROGRAMME, "--view", "pilot:yx-titles-01", "--lang", "zh"), (1, 2, 3)),
    Document("evaluation-zh", (*EVALUATION, "--lang", "zh"), (1, 2, 5)),
    Document("evaluation-en", (*EVALUATION, "--lang", "en"), (1, 8)),
)


def compare(before: Path, after: Path, pages: Sequence[int], into: Path) -> Iterator[tuple[int, Path | None]]:
    """Yield each page of two files with the picture of what changed on it, or None if nothing did."""
    for page in pages:
        old, new = _drawn(before, page), _drawn(after, page)
        if old.size != new.size:  # upright and turned, or no such page
            old = _on_white(old, new.size)
        difference = (
            ImageChops.difference(old, new).convert("L").point([255 if value > FAINT else 0 for value in range(256)])
        )
        difference.paste(0, (0, new.height - FOOT, new.width, new.height))
        if difference.getbbox() is None:
            yield page, None
            continue
        marked = Image.composite(Image.new("RGB", new.size, "red"), new, difference)
        beside = Image.new("RGB", (3 * new.width, new.height))
        for place, picture in enumerate((old, new, marked)):
            beside.paste(picture, (place * new.width, 0))
        file = into / f"{after.stem}-{page}.png"
        beside.save(file)
        yield page, file


def _drawn(file: Path, page: int) -> Image.Image:
    """Return a page; white if there is no such page."""
    command = ["pdftoppm", "-r", str(DOTS), "-f", str(page), "-l", str(page), str(file)]
    data = subprocess.run(command, capture_output=True, check=False).stdout
    return Image.open(io.BytesIO(data)).convert("RGB") if data else Image.new("RGB", (1, 1), "white")


def _on_white(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    page = Image.new("RGB", size, "white")
    page.paste(picture)
    return page


def _made(program: Path, ledger: Path, into: Path) -> Mapping[str, Path]:
    """Make each document with the program in a folder; return its files by name."""
    into.mkdir()
    files = {}
    for document in DOCUMENTS:
        files[document.name] = into / f"{document.name}.pdf"
        options = ("--issued", "2026-10-20", "--format", "pdf", "--output", str(files[document.name]))
        command = [sys.executable, "-m", "talentpilot", "--root", str(ledger), *document.command, *options]
        subprocess.run(
            command, env=os.environ | {"PYTHONPATH": str(program / "src")}, stdout=subprocess.DEVNULL, check=True
        )
    return files


def _files_of(revision: str, into: Path) -> Path:
    """Write the program of a revision into a folder."""
    command = ["git", "-C", str(ROOT), "archive", revision, "--", "src", "templates"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(into, filter="data")
    return into


def main() -> None:
    """Compare all chosen pages; say of each that changed where its picture is."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--against", metavar="REVISION", required=True)
    parser.add_argument("--into", metavar="FOLDER", type=Path, required=True)
    asked = parser.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = folder / "ledger"
        shutil.copytree(ROOT / "pilots", ledger / "pilots")
        for file in ("programme.yaml", "catalogue.yaml"):
            shutil.copy(ROOT / file, ledger)
        before = _made(_files_of(asked.against, folder / "program"), ledger, folder / "before")
        after = _made(ROOT, ledger, folder / "after")
        for document in DOCUMENTS:
            for page, picture in compare(before[document.name], after[document.name], document.pages, asked.into):
                said = f"changed, see {picture}" if picture else "unchanged"
                print(f"{document.name}, page {page}: {said}")  # noqa: T201


if __name__ == "__main__":
    main()
