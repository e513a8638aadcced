"""Write office tables: one workbook, or a folder of CSV files."""

from pathlib import Path

from talentpilot.errors import MissingExtra, UsageProblem
from talentpilot.exchange.office_tables.csv_file import csv_table
from talentpilot.exchange.office_tables.table import OfficeTable
from talentpilot.i18n.translator import long_day, period_name
from talentpilot.services.office_tables.gather import OfficeTables
from talentpilot.store.writer import write_file


def workbook_content(found: OfficeTables) -> bytes:
    """Return the workbook of the tables.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    try:
        from talentpilot.exchange.office_tables.workbook import render_tables
    except ImportError as problem:
        raise MissingExtra("workbooks need the extra `sheets`", help="pip install 'talentpilot[sheets]'") from problem
    heads = {table.name: _head(found, table) for table in found.tables}
    return render_tables(found.tables, heads, found.words, found.as_of)


def _head(found: OfficeTables, table: OfficeTable) -> tuple[str, str]:
    """Return the title of a table and the line below it: the day, the period, how many pilots and what is left out."""
    line, day = found.words.line, found.as_of
    parts = [line(f"截至{long_day(day, 'zh')}", f"as of {long_day(day, 'en')}")]
    if found.period is not None:
        parts.append(line(period_name(found.period, "zh"), period_name(found.period, "en")))
    parts.append(found.coverage or line(f"试点 {found.pilots} 个", f"{found.pilots} pilot{'s' * (found.pilots != 1)}"))
    parts += [line(f"单位：{found.keeper}", f"kept by {found.keeper}")] if found.keeper else []
    left = sum(one.count for one in found.omitted)
    parts += [line(f"公开版，略去 {left} 项", f"public edition, {left} items left out")] if left else []
    return f"{found.title} {found.words.word(table.title)}", " · ".join(parts)


def write_workbook(found: OfficeTables, file: Path) -> tuple[Path, ...]:
    """Write the workbook; return its path.

    Raises:
        UsageProblem: the name has another ending.
        MissingExtra: openpyxl is not installed.
        StorageProblem: the disk refuses.
    """
    if file.suffix.lower() != ".xlsx":
        raise UsageProblem("{file} is no name of a workbook", help="end it with .xlsx", file=file)
    content = workbook_content(found)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_file(file, content)
    return (file,)


def write_csv(found: OfficeTables, folder: Path, *, mark: bool | None) -> tuple[Path, ...]:
    """Write a CSV file for each table into a folder; return their paths.

    `mark` asks for a byte-order mark. Default: one where there is Chinese.

    Raises:
        StorageProblem: the disk refuses.
    """
    words = found.words
    marked = words.language != "en" if mark is None else mark
    files = {folder / f"{table.name}.csv": csv_table(table, words, mark=marked) for table in found.tables}
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        write_file(path, content)
    return tuple(files)
