"""The same ledger gives the same bytes: another time zone, language, folder, order of hashing, number of threads."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FORMS = "md,pdf,docx,html,json"
WHEN = ("--period", "2026Q3", "--as-of", "2026-09-30", "--issued", "2026-10-20")
HERE = {"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1", "RAYON_NUM_THREADS": "1"}
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "2", "RAYON_NUM_THREADS": "4"}


def _ledger(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "pilots", folder / "pilots")
    return folder


def _digests(root: Path, out: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What each file of the report has as its digest; the command runs in the ledger."""
    command = [
        sys.executable,
        "-m",
        "talentpilot",
        "report",
        *WHEN,
        "--lang",
        "both",
        "--format",
        FORMS,
        "-o",
        str(out),
    ]
    subprocess.run(command, cwd=root, env={**os.environ, **environment}, check=True, capture_output=True)
    files = [path for path in out.rglob("*") if path.is_file()]
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_form_has_the_same_bytes_everywhere(tmp_path: Path) -> None:
    here = _digests(_ledger(tmp_path / "a"), tmp_path / "out", HERE)
    there = _digests(_ledger(tmp_path / "云溪 账本" / "b"), tmp_path / "出口", ELSEWHERE)
    assert {Path(name).suffix for name in here} == {".md", ".pdf", ".docx", ".html", ".json", ".svg"}
    assert here == there
