"""LibreOffice for tests: opens what was written as an office would. Fails in CI where it is missing."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 180
"""Seconds; the first start of a machine builds its caches."""
_NAMES = ("soffice", "libreoffice", "/usr/lib/libreoffice/program/soffice")


def find_office() -> str:
    """The program. Where it is missing the test is skipped, saying why; with CI=true it fails instead."""
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise _missing("LibreOffice is not installed: apt-get install libreoffice-calc libreoffice-writer")


def _missing(what: str) -> BaseException:
    """Return what ends the test: a failure in CI, a skip elsewhere."""
    in_ci = os.environ.get("CI", "").lower() in ("true", "1")
    return pytest.fail.Exception(what) if in_ci else pytest.skip.Exception(what)


def convert(file: Path, to: str, into: Path, locale: str | None = None, reading: str | None = None) -> Path:
    """The file in another form, in the folder `into`; `to` is an ending such as `pdf`, or `ending:filter`.

    `reading` is the filter to read it with, such as `CSV:44,34,76` for UTF-8: without it CSV is taken for windows-1252.

    Each call has a profile of its own: two processes with the same one wait for each other, and a user's settings must
    not decide a test. LibreOffice exits with 0 when it fails, so that the file it should have written is what counts.
    """
    office = find_office()
    into.mkdir(parents=True, exist_ok=True)
    written = into / f"{file.stem}.{to.partition(':')[0]}"
    assert written.resolve() != file.resolve(), "a conversion must not go over its source"
    written.unlink(missing_ok=True)
    with _profile(locale) as profile:
        filters = [f"--infilter={reading}"] if reading is not None else []
        command = [
            office, *_options(profile), *filters, "--convert-to", to, "--outdir", str(into), str(file),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=PATIENCE,
                stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            pytest.fail(f"LibreOffice has not converted {file.name} to {to} within {PATIENCE} seconds")
    said = f"{done.stdout}\n{done.stderr}".strip()
    assert written.is_file(), f"LibreOffice has not converted {file.name} to {to} (exit {done.returncode}): {said}"
    assert written.stat().st_size > 0, f"LibreOffice wrote an empty {written.name}: {said}"
    return written


@contextmanager
def _profile(locale: str | None) -> Iterator[Path]:
    """A profile of its own, whose region is that of the locale, such as `zh-CN`: it decides what typed texts become."""
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as folder:
        if locale is not None:
            settings = Path(folder) / "user" / "registrymodifications.xcu"
            settings.parent.mkdir()
            settings.write_text(_SETTINGS.format(locale=locale), encoding="utf-8")
        yield Path(folder)


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
</oor:items>
"""


def _options(profile: Path) -> tuple[str, ...]:
    return f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"


SYSTEM_PYTHON, UNO = "/usr/bin/python3", "/usr/lib/python3/dist-packages/uno.py"
"""The interpreter that has the module `uno` of the office, and that module."""
Typed = Sequence[tuple[str, str, str]]
"""Sheet, cell, what is typed."""


def type_into(books: Mapping[Path, Typed], locale: str) -> None:
    """Type into cells of workbooks as a person does, so that the office decides what each becomes; save them."""
    _drive("typing_in_office.py", [[str(path), list(typed)] for path, typed in books.items()], locale)


def row_heights(book: Path, first: int) -> dict[tuple[str, int], tuple[int, int]]:
    """Return the height of each row from `first` on, and the height that its texts need, by sheet and row."""
    measured = json.loads(_drive("measuring_in_office.py", {"book": str(book), "first": first}, None))
    return {(sheet, row): (height, needed) for sheet, row, height, needed in measured}


def _drive(script: str, work: object, locale: str | None) -> str:
    """Run a script that drives an office over a pipe; return what it prints."""
    office = find_office()
    if not Path(UNO).exists():
        raise _missing("the office can't be driven from Python: apt-get install python3-uno")
    with _profile(locale) as profile:
        file = profile / "work.json"
        file.write_text(json.dumps(work), encoding="utf-8")
        pipe = f"talentpilot-{profile.name}"
        client = [SYSTEM_PYTHON, str(Path(__file__).with_name(script)), pipe, str(file)]
        with subprocess.Popen(
            [office, *_options(profile), f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as running:  # fmt: skip
            try:
                done = subprocess.run(client, capture_output=True, text=True, timeout=PATIENCE, check=False)
                assert done.returncode == 0, f"{script} ended with {done.returncode}: {done.stdout}{done.stderr}"
                running.wait(timeout=PATIENCE)
                return done.stdout
            finally:
                running.kill()
