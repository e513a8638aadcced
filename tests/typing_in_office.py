"""Types into cells of workbooks in a running LibreOffice, as a person would, and saves them where they were.

    python3 typing_in_office.py PIPE typed.json        (the Python that has the module uno)

Values go in through `FormulaLocal`, so that the program itself decides what is a date, a percentage or a text.
"""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import uno

PATIENCE = 120
"""Seconds to wait for the office; the first start of a machine builds its caches."""
_TEXT = 256
"""The type of the number formats that keep what is typed as a text."""


def properties(**values: object) -> tuple[Any, ...]:
    """Return named values as the office takes them."""
    found = []
    for name, value in values.items():
        one: Any = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        found.append(one)
    return tuple(found)


def desktop_of(pipe: str) -> Any:
    """Return the desktop of the office that listens on the pipe."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    refused, until = "", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception as problem:  # noqa: BLE001 - uno makes its exceptions at run time
            refused = str(problem)
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    sys.exit(f"no office answers within {PATIENCE} seconds: {refused}")


def end(desktop: Any) -> NoReturn:
    """End the office, then this process at once: the office's library may crash while Python ends."""
    with suppress(Exception):  # the office ends before it can answer
        desktop.terminate()
    sys.stdout.flush()
    os._exit(0)


def type_into(desktop: Any, path: str, typed: list[tuple[str, str, str]]) -> None:
    """Type into one workbook and save it."""
    address = Path(path).resolve().as_uri()
    book = desktop.loadComponentFromURL(address, "_blank", 0, properties(Hidden=True))
    for sheet, place, text in typed:
        cell = book.Sheets.getByName(sheet).getCellRangeByName(place)
        if cell.CellProtection.IsLocked:
            sys.exit(f"{path} [{sheet}] {place} is locked")
        if book.NumberFormats.getByKey(cell.NumberFormat).Type & _TEXT:
            cell.setString(text)
        else:
            cell.FormulaLocal = text
    book.storeToURL(address, properties(FilterName="Calc MS Excel 2007 XML"))
    book.close(True)


def main(pipe: str, work: str) -> None:
    """Type into every workbook, then end the office."""
    desktop = desktop_of(pipe)
    for path, typed in json.loads(Path(work).read_text(encoding="utf-8")):
        type_into(desktop, path, typed)
    end(desktop)


if __name__ == "__main__":
    main(*sys.argv[1:3])
