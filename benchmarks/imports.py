"""Times old books taken over: by a mapping, as long tables of values, and the seals put on afterwards.

    python benchmarks/imports.py [--pilots 800] [--values 10000 100000] [--seals 600]

Whole processes, one run each. Prints Markdown for `benchmarks/README.md`.
"""

import argparse
import csv
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from ledgers import SEED, write_ledger
from run import measured

DAY = "2026-04-15"
MAPPING = """\
schema: talentpilot/import/1
sheets:
  - sheet: 试点台账
    header: {first: 试点, rows: 1}
    fill_down: [试点, 单位]
    objects:
      pilot:
        key: 试点
        id: bk-
        set: {region: "990000", task: titles-integrity, term: {start: 2025-07-01, end: 2027-06-30}}
      milestone: {key: 目标任务, id: M}
      bottleneck: {key: 堵点, set: {kind: data, severity: minor, needs: province, raised: 2025-11-05}}
    columns:
      试点: pilot.title.zh
      单位:
        to: [pilot.roles.lead, pilot.roles.units, milestone.owner, bottleneck.owner]
        organizations: {kind: hrss_department, region: "990300"}
      目标任务: milestone.title.zh
      完成标准: milestone.standard.zh
      时限: milestone.due
      完成日期: milestone.done
      措施: milestone.note.zh
      堵点: bottleneck.title.zh
"""
HEADINGS = ("试点", "单位", "目标任务", "完成标准", "时限", "完成日期", "措施", "堵点")


def write_book(path: Path, pilots: int, rows: int) -> None:
    """Write a book of that many pilots and rows, each pilot with its own unit named in its first row alone."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("试点台账")
    sheet.append(HEADINGS)
    for number in range(rows):
        pilot, step = number * pilots // rows, number % 97
        new = not number or (number - 1) * pilots // rows != pilot
        done = date(2025, 9, 1) + timedelta(days=step) if step % 3 == 0 else None
        sheet.append(
            [f"第{pilot + 1}号试点" if new else None, f"第{pilot + 1}县人力资源和社会保障局" if new else None,
             f"任务{number + 1}", f"经验收合格（{step}）", date(2026, 6, 30) + timedelta(days=step), done,
             "印发通知，有序推进", f"数据未共享{number + 1}" if step % 5 == 0 else None]
        )  # fmt: skip
    book.save(path)


def write_values(path: Path, pilots: int, values: int) -> None:
    """Write a long table of values: days in turn, two indicators of each pilot."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("pilot", "indicator", "date", "value"))
        rows.writerows(_values(pilots, values))


def _values(pilots: int, values: int) -> Iterator[Sequence[object]]:
    taken = (date(2025, 12, 31), date(2026, 3, 31))
    days = [day for number in range(280) if (day := date(2025, 7, 1) + timedelta(days=number)) not in taken]
    for number in range(values):
        turn, pilot = divmod(number, pilots)
        yield (f"{SEED[:-2]}{pilot + 1:04d}", f"I{turn % 2 + 1}", days[turn // 2], f"{turn % 89 + 1}.{pilot:04d}")


def unseal(root: Path, number: int) -> None:
    """Take the seals off so many pilots."""
    for folder in sorted((root / "pilots").iterdir())[:number]:
        file = folder / "pilot.yaml"
        text = re.sub(r"^  seal:\n(?:    .*\n)+", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        file.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pilots", type=int, default=800)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--values", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--seals", type=int, default=600)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="imports-"))
    empty, full = folder / "empty", folder / "full"
    write_ledger(empty, 0)
    (empty / "pilots").mkdir()
    write_ledger(full, chosen.pilots)
    print("| what | wall s | processor s | MB | bound |\n|---|---:|---:|---:|---|")
    try:
        (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
        if chosen.rows:
            write_book(folder / "old.xlsx", chosen.pilots, chosen.rows)
            books = (folder / "mapping.yaml", folder / "old.xlsx")
            measured(
                f"`import`, {chosen.pilots} pilots, {chosen.rows} rows",
                ("import", *books, "--root", empty, "--as-of", DAY), "60 s",
            )  # fmt: skip
        for number in chosen.values:
            write_values(folder / f"{number}.csv", chosen.pilots, number)
            root = Path(shutil.copytree(full, folder / str(number)))
            values = ("import", folder / f"{number}.csv", "--root", root, "--as-of", DAY)
            measured(f"`import`, {number} values", values, "20 s" if number <= 10_000 else "–")
        unseal(full, chosen.seals)
        measured(f"`seal --all` of {chosen.seals}", ("seal", "--all", "--root", full, "--as-of", DAY), "15 s")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
