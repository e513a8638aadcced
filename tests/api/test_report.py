"""Reports by the Python API: rendered, written, issued, verified."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from talentpilot import Ledger
from talentpilot.errors import UsageProblem

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 10, 20)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """The sound ledger, committed to a repository of its own."""
    root = Path(shutil.copytree(Path(__file__).parents[1] / "sound", tmp_path / "books"))
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)
    return root


def test_a_report_is_rendered_without_writing(books: Path) -> None:
    report = Ledger.open(books, today=TODAY).report("2026Q3", language="en")
    assert (report.name, str(report.period), report.as_of) == ("2026Q3", "2026Q3", date(2026, 9, 30))
    assert report.languages == ("en",)
    text = report.render("md")
    assert text.startswith("# ")
    assert "30 September 2026" in text
    assert json.loads(report.render("json")) == report.figures
    assert report.figures["schema"] == "talentpilot/report/1"
    assert not (books / "build").exists()
    with pytest.raises(UsageProblem, match="there is no format doc"):
        report.render("doc")  # type: ignore[call-overload]


def test_a_pdf_is_bytes(books: Path) -> None:
    assert Ledger.open(books, today=TODAY).report("2026Q3", language="en").render("pdf").startswith(b"%PDF")


@pytest.mark.slow
def test_a_report_is_written_in_both_languages(tmp_path: Path) -> None:
    report = Ledger.open(ROOT, today=TODAY).report("2026Q3", language="both", edition="public")
    written = report.write(tmp_path / "out", "md", "json")
    names = {path.relative_to(tmp_path / "out").as_posix() for path in written}
    assert {"2026Q3-public.json", "2026Q3-public-zh.md", "2026Q3-public-en.md"} <= names
    assert all(path.is_file() for path in written)


def test_filters_name_the_report() -> None:
    report = Ledger.open(ROOT, today=TODAY).report("2026Q3", view="domain:titles", light="grey")
    assert report.name == "2026Q3-domain-titles-light-grey"
    assert [pilot["id"] for pilot in report.figures["pilots"]] == ["yx-titles-03"]


def test_a_report_is_issued_once_and_verified(books: Path) -> None:
    ledger = Ledger.open(books, today=TODAY)
    report = ledger.report("2026Q3", language="en")
    written = report.issue("md")
    assert written[-1] == books / "reports" / "2026Q3" / "manifest.json"
    found = ledger.verify_report("reports/2026Q3")
    assert found.equal
    assert found.inputs.how == "revision"
    with pytest.raises(UsageProblem, match="stays as it is"):
        report.issue("md")
    (books / "reports" / "2026Q3" / "2026Q3-en.md").write_text("other", encoding="utf-8")
    assert ledger.verify_report("reports/2026Q3").files.changed == ("2026Q3-en.md",)


def test_what_can_not_be_reported_is_refused(books: Path) -> None:
    ledger = Ledger.open(books, today=TODAY)
    with pytest.raises(UsageProblem, match="has not begun"):
        ledger.report("2027Q3")
    with pytest.raises(UsageProblem, match="is not a folder"):
        ledger.report("2026Q3", templates=books / "nowhere")


def test_files_are_formatted_or_only_looked_at(sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "milestones.yaml"
    before = file.read_bytes()
    slashed = re.sub(rb"due: (\d{4})-(\d{2})-", rb"due: \1/\2/", before)
    assert slashed != before
    file.write_bytes(slashed)
    ledger = Ledger.open(sound)
    (changed,) = (item for item in ledger.format("yx-titles-01", write=False) if item.form.content != item.before)
    assert changed.path == "pilots/yx-titles-01/milestones.yaml"
    assert changed.form.done
    assert file.read_bytes() == slashed
    ledger.format()
    assert file.read_bytes() == before
    with pytest.raises(UsageProblem, match="there is no pilot yx-title-01"):
        ledger.format("yx-title-01")
