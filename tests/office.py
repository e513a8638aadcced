"""LibreOffice for tests: opens what was written as an office would. Fails in CI where it is missing."""

import os
import shutil
import subprocess
import tempfile
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
    missing = "LibreOffice is not installed: apt-get install libreoffice-calc libreoffice-writer"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(missing)
    pytest.skip(missing)


def convert(file: Path, to: str, into: Path) -> Path:
    """The file in another form, in the folder `into`; `to` is an ending such as `pdf`, or `ending:filter`.

    Each call has a profile of its own: two processes with the same one wait for each other, and a user's settings must
    not decide a test. LibreOffice exits with 0 when it fails, so that the file it should have written is what counts.
    """
    office = find_office()
    into.mkdir(parents=True, exist_ok=True)
    written = into / f"{file.stem}.{to.partition(':')[0]}"
    assert written.resolve() != file.resolve(), "a conversion must not go over its source"
    written.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as profile:
        command = [
            office, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", to, "--outdir", str(into), str(file),
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
