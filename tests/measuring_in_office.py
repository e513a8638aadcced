"""Measures the rows of a workbook in a running LibreOffice: the height of each, and the height that its texts need.

python3 measuring_in_office.py PIPE work.json        (the Python that has the module uno)
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typing_in_office import desktop_of, end, properties


def rows(desktop: Any, book: str, first: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield sheet, row, height and the height needed, in hundredths of a millimetre."""
    opened = desktop.loadComponentFromURL(Path(book).resolve().as_uri(), "_blank", 0, properties(Hidden=True))
    for sheet in opened.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        for number in range(first, cursor.RangeAddress.EndRow + 2):
            row = sheet.Rows.getByIndex(number - 1)
            height = row.Height
            row.OptimalHeight = True
            yield sheet.Name, number, height, row.Height
    opened.close(True)


def main(pipe: str, work: str) -> None:
    """Measure, print as JSON, end the office."""
    desktop = desktop_of(pipe)
    found = list(rows(desktop, **json.loads(Path(work).read_text(encoding="utf-8"))))
    sys.stdout.write(json.dumps(found))
    end(desktop)


if __name__ == "__main__":
    main(*sys.argv[1:3])
