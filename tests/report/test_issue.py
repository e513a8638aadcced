"""`report --issue`: the folder of an issued report, whole or not at all, and never twice."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from report.issuing import SPRING, WINTER, issue, ledger_in_git
from report.test_machine import published
from repository import Repository
from talentpilot.errors import ManifestProblem, StorageProblem
from talentpilot.report import charts
from talentpilot.report.manifest import digest, manifest_json, parse_manifest
from talentpilot.store import writer

Run = Callable[..., Ran]


@pytest.fixture
def books(tmp_path: Path) -> Repository:
    return ledger_in_git(tmp_path / "ledger")


@pytest.mark.slow
def test_it_writes_the_forms_the_figures_and_a_manifest_of_them(run: Run, books: Repository) -> None:
    ran = issue(run, books.root, WINTER)
    assert (ran.code, ran.err) == (0, "")
    folder = books.root / "reports" / "2025Q4"
    there = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert "2025Q4-zh.md" in there
    assert [str(folder / name) for name in there] == sorted(ran.out.splitlines())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    published("manifest-1").validate(manifest)
    published("report-1").validate(json.loads((folder / "figures.json").read_text(encoding="utf-8")))
    assert sorted(manifest["outputs"]) == [name for name in there if name != "manifest.json"]
    for name, output in manifest["outputs"].items():
        content = (folder / name).read_bytes()
        assert output == {"sha256": digest(content), "size": len(content)}
    days = (manifest["period"], manifest["as_of"], manifest["issued"])
    assert days == ("2025Q4", "2025-12-31", "2026-01-20")
    assert manifest["revision"] == books.git("rev-parse", "HEAD")
    assert manifest["forms"] == ["md"]
    assert {"quarterly.md.j2", "quarterly/notes.md.j2"} <= manifest["templates"].keys()
    assert not {"report.typ", "report.html.j2"} & manifest["templates"].keys()


@pytest.mark.slow
def test_without_a_word_it_issues_markdown_and_pdf(run: Run, books: Repository) -> None:
    run("report", "--root", books.root, *WINTER, "--issue")
    manifest = json.loads((books.root / "reports" / "2025Q4" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["forms"] == ["md", "pdf"]
    assert {"report.typ", "filter.lua"} <= manifest["templates"].keys()
    assert {"typst", "pypandoc-binary", "vl-convert-python", "jinja2", "unicode"} <= manifest["parts"].keys()


@pytest.mark.slow
def test_views_filters_and_editions_have_folders_of_their_own(run: Run, books: Repository) -> None:
    assert issue(run, books.root, SPRING, "--view", "domain:titles", "--lang", "both").code == 0
    assert issue(run, books.root, SPRING, "--edition", "public").code == 0
    folders = sorted(path.name for path in (books.root / "reports").iterdir())
    assert folders == ["2026Q1-domain-titles", "2026Q1-public"]
    manifest = json.loads((books.root / "reports" / folders[0] / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["view"], manifest["languages"]) == ("domain:titles", ["zh", "en"])


@pytest.mark.slow
def test_an_issued_report_is_never_written_again(run: Run, books: Repository) -> None:
    issue(run, books.root, WINTER)
    folder = books.root / "reports" / "2025Q4"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = issue(run, books.root, (*WINTER[:-1], "2026-02-01"))
    assert (again.code, again.out) == (2, "")
    assert "was issued on 2026-01-20" in again.err
    assert "--output" in again.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_is_no_issued_report_is_not_overwritten_either(run: Run, books: Repository) -> None:
    (books.root / "reports" / "2025Q4").mkdir(parents=True)
    (books.root / "reports" / "2025Q4" / "notes.txt").write_text("mine", encoding="utf-8")
    ran = issue(run, books.root, WINTER)
    assert (ran.code, "is not an issued report" in ran.err) == (2, True)
    assert [path.name for path in (books.root / "reports" / "2025Q4").iterdir()] == ["notes.txt"]


@pytest.mark.slow
def test_a_disk_that_fails_leaves_nothing(run: Run, books: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, content: bytes) -> None:
        if file.name == "manifest.json":
            raise OSError(28, "No space left on device")
        file.write_bytes(content)

    monkeypatch.setattr(writer, "_write", full)
    ran = issue(run, books.root, WINTER)
    assert (ran.code, "No space left" in ran.err) == (4, True)
    assert list((books.root / "reports").iterdir()) == []


def test_a_form_that_can_not_be_made_is_an_error_and_leaves_nothing(
    run: Run, books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from talentpilot.errors import MissingExtra

    def missing(_: object) -> None:
        raise MissingExtra("charts need vl-convert: pip install 'talentpilot[report]'")

    monkeypatch.setattr(charts, "render", missing)
    ran = issue(run, books.root, WINTER, "--format", "md,pdf")
    assert (ran.code, "pip install" in ran.err) == (2, True)
    assert not (books.root / "reports").exists()


def test_issuing_and_an_output_contradict_each_other(run: Run, books: Repository, tmp_path: Path) -> None:
    ran = issue(run, books.root, WINTER, "--output", tmp_path / "x")
    assert (ran.code, "--output has no place" in ran.err) == (2, True)


@pytest.mark.slow
def test_an_unfinished_period_is_issued_only_by_force(run: Run, books: Repository) -> None:
    early = ("--period", "2026Q1", "--as-of", "2026-02-15", "--issued", "2026-02-20")
    ran = issue(run, books.root, early)
    assert (ran.code, "2026Q1 is not over on 2026-02-15" in ran.err, "--force" in ran.err) == (2, True, True)
    assert not (books.root / "reports").exists()
    assert "报告未印发：2026-02-15时2026Q1尚未结束" in issue(run, books.root, early, "--lang", "zh").err
    forced = issue(run, books.root, early, "--force")
    assert (forced.code, "2026Q1 is not over on 2026-02-15" in forced.err) == (0, True)


@pytest.mark.slow
def test_uncommitted_books_are_issued_only_by_force(run: Run, books: Repository) -> None:
    file = books.root / "pilots" / "yx-titles-01" / "outcomes.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    ran = issue(run, books.root, WINTER)
    assert (ran.code, "files of the ledger are not committed" in ran.err) == (2, True)
    assert not (books.root / "reports").exists()
    assert issue(run, books.root, WINTER, "--force").code == 0
    manifest = json.loads((books.root / "reports" / "2025Q4" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["revision"].endswith("-dirty")


def test_an_earlier_revision_may_be_issued(run: Run, books: Repository) -> None:
    then = books.git("rev-parse", "HEAD")
    file = books.root / "pilots" / "yx-titles-01" / "outcomes.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("value: 22,", "value: 23,"), encoding="utf-8")
    books.commit("a value corrected")
    assert issue(run, books.root, WINTER, "--rev", then).code == 0
    folder = books.root / "reports" / "2025Q4"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["revision"] == then
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert figures["pilots"][0]["indicators"][0]["actual"] == 22


@pytest.mark.slow
def test_validate_is_content_with_a_ledger_that_holds_reports(run: Run, books: Repository) -> None:
    issue(run, books.root, WINTER)
    ran = run("validate", "--root", books.root, "--as-of", "2026-03-31", "--strict")
    assert ran.code == 0, ran.out


@pytest.mark.slow
def test_the_same_bytes_in_every_form_wherever_and_whenever_it_is_issued(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    places = (("a", "Asia/Shanghai", "zh_CN.UTF-8"), ("a longer path/到处", "America/New_York", "C"))
    for number, (place, zone, language) in enumerate(places):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LANG", language)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1 + number))
        books = ledger_in_git(tmp_path / place, "golden/ledger")
        books.git("commit", "--amend", "--quiet", "--message", "x", "--date", "2026-04-01T00:00:00Z")
        (books.root / ".git").rename(books.root / f"git-{number}")  # two repositories never have the same commit
        view = ("--view", "pilot:yx-titles-01")
        ran = issue(run, books.root, SPRING, *view, "--lang", "both", "--format", "md,pdf,docx,html,json")
        assert ran.code == 0, ran.err
        folder = books.root / "reports" / "2026Q1-pilot-yx-titles-01"
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert {path.suffix for path in made[0]} == {".md", ".svg", ".pdf", ".docx", ".html", ".json"}
    assert "charts/timeline.vl.json.j2" in json.loads(made[0][Path("manifest.json")])["templates"]
    assert made[0].keys() == made[1].keys()
    assert [str(name) for name in made[0] if made[0][name] != made[1][name]] == []


# --- the manifest itself


def test_a_manifest_reads_as_it_was_written(run: Run, books: Repository) -> None:
    issue(run, books.root, WINTER, "--light", "green")
    content = (books.root / "reports" / "2025Q4-light-green" / "manifest.json").read_bytes()
    assert manifest_json(parse_manifest(content)).encode() == content


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "talentpilot/manifest/2"}, "does not follow the schema"),
        ({"inputs": None}, "inputs is not text"),
        ({"as_of": "yesterday"}, "damaged"),
        ({"period": "2026Q9"}, "is not a period"),
        ({"outputs": {"../../etc/passwd": {"sha256": "sha256:0", "size": 1}}}, "not a file of this folder"),
        ({"outputs": {"/etc/passwd": {"sha256": "sha256:0", "size": 1}}}, "not a file of this folder"),
        ({"outputs": []}, "damaged: outputs is not an object with names"),
        ({"outputs": {"a.md": "sha256:0"}}, "damaged: a file under outputs is not an object with names"),
        ({"templates": ["a"]}, "damaged: templates is not an object with names"),
        ({"templates": {"../../etc/passwd": "sha256:0"}}, "not a file of this folder"),
        ({"compared": {"../2025Q4": "sha256:0"}}, "not a file of this folder"),
    ],
)
def test_a_damaged_manifest_is_refused(run: Run, books: Repository, change: dict[str, object], said: str) -> None:
    issue(run, books.root, WINTER)
    content = json.loads((books.root / "reports" / "2025Q4" / "manifest.json").read_bytes())
    with pytest.raises(ManifestProblem, match=said):
        parse_manifest(json.dumps({**content, **change}).encode())


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(ManifestProblem):
        parse_manifest(content)


def test_a_storage_problem_is_what_a_failing_disk_raises(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(StorageProblem):
        writer.create_folder(tmp_path, "reports/x", {"charts/a/b.svg": b"<svg/>"})
