"""Times what goes out to offices and comes back: returns, office tables, data; and counts what a return asks.

    PYTHONPATH=tests python benchmarks/offices.py [--pilots 800] [--workbooks 120]

Whole processes, one run each. The ledger has copies of the fullest pilot of the example, shared out among reporting
units; each workbook is filled in by openpyxl. Prints Markdown for `benchmarks/README.md`.
"""

import argparse
import re
import shlex
import shutil
import statistics
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ledgers import LARGE, ROOT, reseal, write_ledger
from returns.clerk import Clerk
from returns.test_four_quarters import QUARTERS as FILLED_ON
from returns.test_four_quarters import new_ledger
from returns.workbooks import opened
from run import measured
from talentpilot.analysis.return_questions import full_burden, owes_return
from talentpilot.model.periods import parse_period
from talentpilot.services.ledger import Clock, open_ledger
from talentpilot.services.returns.make import MakeRequest, make_returns
from talentpilot.services.returns.result import TakeRequest
from talentpilot.services.returns.take import take_returns

PERIOD, DAY = "2026Q3", "2026-10-20"
QUARTERS = {"2025Q4": "2025-12-31", "2026Q1": "2026-03-31", "2026Q2": "2026-06-30", "2026Q3": "2026-09-30"}


_ANSWERED = (
    (re.compile(r"^      - \{(?:date: 2026-09-30|period: 2026Q3), .*\n", re.MULTILINE), ""),
    (re.compile(r"^  - period: 2026Q3\n(?:    .*\n)+", re.MULTILINE), ""),
    (re.compile(r"^roles:$", re.MULTILINE), "roles:\n  reporter: {unit}"),
)
"""What is taken out of the files so that it is asked for, and the unit that answers."""


def share_out(root: Path, workbooks: int) -> None:
    """Give each pilot one of so many reporting units, which work on it and have not reported yet."""
    for number, folder in enumerate(sorted((root / "pilots").iterdir())):
        own, shared = folder.name.replace("yx-titles", "nj-hrss"), f"nj-hrss-{number % workbooks + 1:04d}"
        for file in folder.rglob("*.yaml"):
            text = file.read_text(encoding="utf-8").replace(own, shared)
            for pattern, new in _ANSWERED:
                text = pattern.sub(new.format(unit=shared), text)
            file.write_text(text, encoding="utf-8", newline="\n")
        reseal(root, folder)


def fill_in(file: Path) -> int:
    """Answer the texts, the values and the signature of a workbook; return how many cells were filled."""
    book = load_workbook(file)
    done = sum(_fill_in(sheet) for sheet in book.worksheets if not sheet.title.startswith("_"))
    book.save(file)
    return done


def _fill_in(sheet: Worksheet) -> int:
    done = 0
    fields: dict[str, int] = {}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        key = str(row[0].value or "")
        if key.startswith("#"):
            fields = {str(cell.value): cell.column for cell in row[1:] if cell.value}
            continue
        answers = _answers(key)
        for name in answers.keys() & fields.keys():
            sheet.cell(number, fields[name]).value = answers[name]
            done += 1
    return done


def _answers(key: str) -> dict[str, str | int | date]:
    if key == "signature":
        return {"name": "张三", "date": date(2026, 10, 15)}
    _, _, item = key.partition("/")
    if item in ("progress", "problems", "next"):
        return {"text": f"{key}：按计划推进。"}
    return {"value": 60} if re.match(r"I\d+@", item) else {}


def times(pilots: int, workbooks: int, folder: Path) -> None:
    """Print the table of times."""
    root, sent = folder / "ledger", folder / "sent"
    write_ledger(root, pilots, LARGE)
    share_out(root, workbooks)
    at = ("--root", root, "--as-of", DAY)
    print(f"\n{pilots} pilots in {workbooks} workbooks\n\n| what | wall s | processor s | MB | bound |")
    print("|---|---:|---:|---:|---|")
    measured("`return make`", ("return", "make", "--period", PERIOD, "-o", sent, *at), "60 s, 150 MB")
    files = sorted(sent.iterdir())
    largest = max(file.stat().st_size for file in files)
    filled = sum(map(fill_in, files))
    measured("`return take`", ("return", "take", sent, *at), "120 s, 150 MB")
    measured("`return take` of the same again", ("return", "take", sent, *at), "120 s, 150 MB")
    measured("`return list`", ("return", "list", "--period", PERIOD, *at), "6 s, 150 MB")
    measured("`export xlsx`, all tables", ("export", "xlsx", "-o", folder / "tables.xlsx", *at), "40 s, 150 MB")
    measured("`export csv`, all tables", ("export", "csv", "-o", folder / "tables", *at), "8 s")
    measured("`export data`", ("export", "data", "-o", folder / "data", *at), "20 s")
    print(f"\n{len(files)} workbooks, {filled} cells filled; the largest {largest / 1000:.1f} KB (bound: 40 a unit).")


def burden() -> None:
    """Print how many cells the returns of the example ask for, and how many they know."""
    asked, cells_of_all, prefilled, largest = [], [], [], 0
    for text, day in QUARTERS.items():
        period, ledger = parse_period(text), open_ledger(ROOT, as_of=date.fromisoformat(day))
        assert period is not None
        for name in ledger.pilot_ids:
            pilot = ledger.read(name).pilot
            if pilot is not None and owes_return(pilot, ledger.programme, period, period.end):
                asked.append(full_burden(pilot, ledger.programme, period))
        for made in make_returns(ledger, MakeRequest(text)).returns:
            cells_of_all += [cells for cells, _ in made.pilots.values()]
            prefilled += [known for _, known in made.pilots.values()]
            largest = max(largest, len(made.content))
    median, known = statistics.median(asked), sum(prefilled) / sum(cells_of_all)
    print("\n| example, all quarters | measured | bound |\n|---|---:|---:|")
    print(f"| cells asked of a pilot and quarter, median of {len(asked)} | {median:g} | 13 |")
    print(f"| cells asked of a pilot and quarter, most | {max(asked)} | 25 |")
    print(f"| cells pre-filled for each asked | {known:.1f} | at least 1.5 |")
    print(f"| largest workbook, KB | {largest / 1000:.1f} | 40 |")


def clock_at(day: date) -> Clock:
    """Return a clock that always says this day."""
    return lambda _: day


def typing(folder: Path) -> None:
    """Print what the clerk of the tests types into a pilot's sheet: every asked cell, and news in one of four.

    Beside it what the same facts take as commands, and in a form that has nothing pre-filled.
    """
    root = new_ledger(folder / "typed")
    sheets: list[list[str]] = []
    words: list[list[str]] = []
    old: list[int] = []
    for text, day, _ in FILLED_ON:
        period, ledger = parse_period(text), open_ledger(root, as_of=day, clock=clock_at(day))
        assert period is not None
        sent = folder / text
        sent.mkdir()
        pilots = {name: pilot for name in ledger.pilot_ids if (pilot := ledger.read(name).pilot) is not None}
        clerk = Clerk(period, day, sent, pilots)
        for made in make_returns(ledger, MakeRequest(text)).returns:
            book = opened(made.content)
            typed: dict[str, list[str]] = {}
            for sheet, place, answer in clerk.typed(book):
                typed.setdefault(sheet, []).append(answer)
                book[sheet][place] = answer
            filled = [typed.get(sheet, []) for sheet in book.sheetnames[1 : 1 + len(made.pilots)]]
            sheets += filled
            old += [len(one) + known for one, (_, known) in zip(filled, made.pilots.values(), strict=True)]
            book.save(sent / made.name)
        taken = take_returns(ledger, TakeRequest((sent,))).pilots
        words += [[word for fact in one.facts for word in shlex.split(fact.command)[2:]] for one in taken]
    cells, marks = [len(answers) for answers in sheets], [sum(map(len, answers)) for answers in sheets]
    print(
        f"\n| typed for a pilot and quarter, median of {len(sheets)} | cells or words | characters |\n|---|---:|---:|"
    )
    print(f"| into the sheet of the return | {statistics.median(cells):g} | {statistics.median(marks):g} |")
    print(f"| into a form that has nothing pre-filled | {statistics.median(old):g} | – |")
    print(
        f"| as arguments of `talentpilot record` | {statistics.median(map(len, words)):g} "
        f"| {statistics.median(sum(map(len, one)) for one in words):g} |"
    )
    print(
        f"\nAt most {max(cells)} cells and {max(marks)} characters. With 5 s a cell and 40 "
        f"characters a minute: {_minutes(cells, marks, statistics.median):.0f} minutes in the median, "
        f"{_minutes(cells, marks, max):.0f} at most (bound for a person: 15)."
    )


def _minutes(cells: list[int], marks: list[int], chosen: Callable[[list[float]], float]) -> float:
    return chosen([number * 5 / 60 + typed / 40 for number, typed in zip(cells, marks, strict=True)])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pilots", type=int, default=800)
    parser.add_argument("--workbooks", type=int, default=120)
    chosen = parser.parse_args()
    burden()
    folder = Path(tempfile.mkdtemp(prefix="offices-"))
    try:
        typing(folder)
        times(chosen.pilots, chosen.workbooks, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
