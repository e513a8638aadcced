"""The wheel: built, installed in a clean environment outside the repository, and used there as a bureau would."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_templates_and_catalogues_and_nothing_of_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "talentpilot/_templates/quarterly.md.j2" in names
    assert "talentpilot/i18n/zh.po" in names
    assert "talentpilot/py.typed" in names
    assert "talentpilot/_schemas/findings-1.json" in names
    assert "talentpilot/_new_ledger/catalogue.yaml" in names
    strays = [name for name in names if not name.startswith("talentpilot/_new_ledger/pilots/yx-postdoc-02/")]
    assert not [name for name in strays if name.startswith(("tests/", "pilots/")) or "evidence" in name.split("/")]
    built_in = {
        path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()
    }
    shipped = {name.removeprefix("talentpilot/_templates/") for name in names if "/_templates/" in name}
    assert shipped == built_in


def test_an_installed_wheel_starts_checks_and_reports_a_ledger(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--constraint", str(ROOT / "constraints.txt"), f"{wheel}[report]"], check=True)
    ledger = tmp_path / "ledger"
    shutil.copytree(ROOT / "tests" / "sound", ledger)
    own = tmp_path / "own"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def talentpilot(*arguments: str, cwd: Path = ledger) -> str:
        command = [str(environment / "bin" / "talentpilot"), *arguments]
        done = subprocess.run(command, cwd=cwd, env=bare, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert talentpilot("--version").startswith("talentpilot ")
    talentpilot("init", str(own), "--example", "--organization", "js-hrss hrss_department 320000 江苏省人社厅")
    talentpilot(
        "new", "--task", "titles-integrity", "--region", "320000", "--lead", "js-hrss", "--unit", "js-hrss", cwd=own
    )
    assert "Checked 2 pilots" in talentpilot("validate", "--as-of", "2026-03-31", cwd=own)
    talentpilot("new", "yx-titles-02", "--task", "titles-integrity", "--region", "990000", "--lead", "yx-edu",
                "--unit", "nj-hrss", "--title-en", "Second", "--title-zh", "第二个")  # fmt: skip
    assert "Checked 2 pilots" in talentpilot("validate", "--as-of", "2026-03-31")
    when = ("--period", "2026Q1", "--issued", "2026-04-20", "--view", "pilot:yx-titles-01")
    talentpilot("report", *when, "--lang", "zh", "--output", "out")
    written = {path.suffix for path in (ledger / "out").rglob("*") if path.is_file()}
    assert {".md", ".pdf", ".svg"} <= written
