"""A ledger's own templates are used only while the user trusts exactly these bytes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TESTS, Ran
from talentpilot import Ledger
from talentpilot.errors import TemplateError, UsageProblem
from talentpilot.report import templates
from talentpilot.report.trust import TemplateTrust, own_templates

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
WHEN = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20", "--lang", "en")
OURS = "## A section of our own\n\nours\n\n"
IGNORED = "holds 1 templates that you have not trusted; the built-in ones are used"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(TESTS / "golden" / "ledger", tmp_path / "ledger", copy_function=shutil.copyfile))
    (root / "templates" / "quarterly").mkdir(parents=True)
    (root / "templates" / "quarterly" / "own_first.md.j2").write_text(OURS, encoding="utf-8")
    return root


@pytest.fixture
def report(run: Run, ledger: Path, tmp_path: Path) -> Callable[..., tuple[Ran, str]]:
    """Make the report; what was said, and its Markdown."""

    def make(*more: object) -> tuple[Ran, str]:
        ran = run("report", *WHEN, "--root", ledger, "--format", "md", "-o", tmp_path / "out", *more)
        return ran, (tmp_path / "out" / "2026Q1-en.md").read_text(encoding="utf-8")

    return make


Report = Callable[..., tuple[Ran, str]]


def own_file(ledger: Path) -> Path:
    return ledger / "templates" / "quarterly" / "own_first.md.j2"


def test_without_trust_the_built_in_templates_are_used_and_one_line_says_so(report: Report) -> None:
    ran, text = report()
    assert ran.code == 0
    assert "ours" not in text
    assert ran.err.count("\n") == 1
    assert IGNORED in ran.err


def test_what_is_trusted_is_used_until_a_byte_changes(run: Run, ledger: Path, report: Report) -> None:
    ran = run("templates", "trust", "--root", ledger)
    assert ran.code == 0
    assert "quarterly/own_first.md.j2" in ran.out
    ran, text = report()
    assert (ran.code, ran.err, "ours" in text) == (0, "", True)
    own_file(ledger).write_text(f"{OURS} ", encoding="utf-8")
    ran, text = report()
    assert IGNORED in ran.err
    assert "ours" not in text
    own_file(ledger).write_text(OURS, encoding="utf-8")
    assert "ours" in report()[1]


@pytest.mark.parametrize("name", ["charts/palette.j2", "report.typ", "report.html.j2", "reference.zh.docx", "x/y.j2"])
def test_a_file_added_is_a_change(run: Run, ledger: Path, report: Report, name: str) -> None:
    assert run("templates", "trust", "--root", ledger).code == 0
    (ledger / "templates" / name).parent.mkdir(exist_ok=True)
    (ledger / "templates" / name).write_text("x", encoding="utf-8")
    ran, text = report()
    assert "holds 2 templates" in ran.err
    assert "ours" not in text


@pytest.mark.parametrize("name", ["README.md", ".DS_Store", ".own_first.md.j2.swp", "quarterly/.x.j2"])
def test_a_file_that_is_no_template_changes_nothing(run: Run, ledger: Path, report: Report, name: str) -> None:
    assert run("templates", "trust", "--root", ledger).code == 0
    (ledger / "templates" / name).write_text("x", encoding="utf-8")
    assert report()[0].err == ""


def test_a_file_renamed_is_a_change(run: Run, ledger: Path, report: Report) -> None:
    assert run("templates", "trust", "--root", ledger).code == 0
    own_file(ledger).rename(ledger / "templates" / "quarterly" / "summary.md.j2")
    assert IGNORED in report()[0].err


def test_forgetting_takes_the_trust_away(run: Run, ledger: Path, report: Report) -> None:
    assert run("templates", "trust", "--root", ledger).code == 0
    assert str(ledger) in run("templates", "trust", "--list").out
    assert run("templates", "trust", "--forget", "--root", ledger).out == "forgotten: 1 entry\n"
    assert run("templates", "trust", "--list").out == ""
    assert IGNORED in report()[0].err
    assert run("templates", "trust", "--list", "--forget", "--root", ledger).code == 2


def test_an_option_trusts_for_once(report: Report) -> None:
    assert "ours" in report("--trust-templates")[1]
    assert "ours" not in report()[1]


def test_a_folder_named_by_the_user_needs_no_more_trust(ledger: Path, report: Report, tmp_path: Path) -> None:
    given = tmp_path / "given"
    shutil.move(ledger / "templates", given)
    ran, text = report("--templates", given)
    assert (ran.err, "ours" in text) == ("", True)


def test_the_same_templates_in_another_clone_are_trusted(
    run: Run, ledger: Path, report: Report, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(ledger, tmp_path / "clone"))
    assert run("templates", "trust", "--root", other).code == 0
    assert "ours" in report()[1]


def test_the_trust_lies_outside_the_ledger(
    run: Run, ledger: Path, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger can't bring the file that says that it is trusted, even where the home of CI is the clone."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(ledger / "home"))
    assert run("templates", "trust", "--root", ledger).code == 0
    assert (ledger / "home" / "talentpilot" / "trusted-templates.json").is_file()
    assert IGNORED in report()[0].err
    monkeypatch.chdir(ledger)
    monkeypatch.setenv("XDG_CONFIG_HOME", "home")
    assert IGNORED in report()[0].err
    assert run("templates", "trust", "--root", ledger).code == 4


def test_a_damaged_file_is_told(run: Run, ledger: Path, report: Report) -> None:
    import typer

    file = Path(typer.get_app_dir("talentpilot")) / "trusted-templates.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    for text in ("{", "[]", '{"trusted": 5}', "[" * 100_000):
        file.write_text(text, encoding="utf-8")
        ran = run("templates", "trust", "--root", ledger)
        assert (ran.code, "is damaged" in ran.err) == (2, True)


def test_a_report_is_not_issued_without_the_ledgers_own_templates(run: Run, ledger: Path) -> None:
    ran = run("report", *WHEN, "--root", ledger, "--format", "md", "--issue")
    assert ran.code == 2
    assert "a report is issued once, and the ledger holds 1 templates that you have not trusted" in ran.err
    assert not (ledger / "reports").exists()
    assert run("report", *WHEN, "--root", ledger, "--format", "md", "--issue", "--trust-templates").code == 0
    manifest = json.loads((ledger / "reports" / "2026Q1" / "manifest.json").read_text(encoding="utf-8"))
    assert "quarterly/own_first.md.j2" in manifest["templates"]


def test_copies_without_a_change_are_as_built_in(ledger: Path) -> None:
    shutil.rmtree(ledger / "templates")
    (ledger / "templates").mkdir()
    shutil.copy(templates.built_in() / "report.typ", ledger / "templates")
    assert own_templates(ledger) is None
    (ledger / "templates" / "report.typ").write_text("", encoding="utf-8")
    assert own_templates(ledger) is not None


def test_a_link_is_no_template_and_changes_no_digest(ledger: Path, tmp_path: Path) -> None:
    before = own_templates(ledger)
    (tmp_path / "elsewhere.md.j2").write_text("x", encoding="utf-8")
    (ledger / "templates" / "link.md.j2").symlink_to(tmp_path / "elsewhere.md.j2")
    (ledger / "templates" / "loop").symlink_to(ledger / "templates")
    assert own_templates(ledger) == before


def test_a_template_too_large_is_told(ledger: Path) -> None:
    with own_file(ledger).open("wb") as file:
        file.truncate(10**11)
    with pytest.raises(TemplateError, match="larger than 20 MB"):
        own_templates(ledger)


def test_trust_covers_digests_and_no_more(ledger: Path) -> None:
    own = own_templates(ledger)
    assert own is not None
    assert not TemplateTrust().covers(own, ledger)
    assert TemplateTrust(frozenset((own.digest,))).covers(own, ledger)
    assert TemplateTrust(everything=True).covers(own, ledger)


def test_a_program_says_so_itself(ledger: Path, caplog: pytest.LogCaptureFixture) -> None:
    books = Ledger.open(ledger)
    assert "ours" not in books.report("2026Q1").render("md")
    assert IGNORED in caplog.text
    with pytest.raises(UsageProblem, match="not trusted"):
        books.report("2026Q1").issue("md")
    trusted = books.report("2026Q1", trust_templates=True)
    assert "ours" in trusted.render("md")
    trusted.issue("md")
    assert not books.verify_report("reports/2026Q1").equal
    assert books.verify_report("reports/2026Q1", trust_templates=True).equal


def test_the_list_of_templates_says_that_they_are_not_used(run: Run, ledger: Path) -> None:
    assert IGNORED in run("templates", "list", "--root", ledger).err
    assert run("templates", "trust", "--root", ledger).code == 0
    assert run("templates", "list", "--root", ledger).err == ""


def test_a_ledger_without_templates_of_its_own_has_nothing_to_trust(run: Run, ledger: Path) -> None:
    shutil.rmtree(ledger / "templates")
    ran = run("templates", "trust", "--root", ledger)
    assert (ran.code, "no templates of its own" in ran.err) == (2, True)
    assert run("templates", "trust", "--forget", "--root", ledger).out == "forgotten: 0 entries\n"
