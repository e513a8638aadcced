"""`verify-report`: whatever differs is named, and nothing else; the books are found again by what they hold."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from report.issuing import SPRING, WINTER, issue, ledger_in_git
from report.test_machine import published
from repository import Repository, clone
from talentpilot import RULES_VERSION
from talentpilot.report import manifest as parts
from talentpilot.report.manifest import digest, manifest_json, parse_manifest
from talentpilot.services import reproduction, verification
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.git import history
from talentpilot.store.git.revision import open_revision
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.reader import pilot_folders
from talentpilot.store.tree import DiskTree

Run = Callable[..., Ran]
Json = dict[str, Any]


@pytest.fixture
def books(run: Run, tmp_path: Path) -> Repository:
    """A ledger with a report issued from it, all of it committed."""
    repository = ledger_in_git(tmp_path / "ledger")
    assert issue(run, repository.root, WINTER).code == 0
    repository.commit("2025Q4 issued")
    return repository


def report_of(books: Repository) -> Path:
    return books.root / "reports" / "2025Q4"


def verified(run: Run, folder: Path, *more: object) -> Json:
    """What the verification says, in its published shape; its exit code agrees with it."""
    ran = run("verify-report", folder, "--format", "json", *more)
    found: Json = json.loads(ran.out)
    published("verification-1").validate(found)
    assert (ran.code, ran.err) == (0 if found["equal"] else 1, "")
    return found


def rewrite(folder: Path, manifest: Json) -> None:
    """Write a changed manifest in the form in which manifests are issued."""
    text = manifest_json(parse_manifest(json.dumps(manifest).encode()))
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def differing(found: Json) -> set[str]:
    return {part for part in ("files", "inputs", "templates", "versions", "outputs") if not found[part]["equal"]}


def change(books: Repository, there: str, instead: str) -> None:
    file = books.root / "pilots" / "yx-titles-01" / "outcomes.yaml"
    text = file.read_text(encoding="utf-8")
    assert there in text
    file.write_text(text.replace(there, instead), encoding="utf-8")


def test_a_report_that_is_as_it_was_is_verified(run: Run, books: Repository) -> None:
    found = verified(run, report_of(books))
    assert (found["equal"], found["inputs"]["found"]) == (True, "revision")
    assert found["outputs"]["total"] == found["files"]["total"] == 2
    ran = run("verify-report", report_of(books))
    assert "byte for byte" in ran.out
    assert "≠" not in ran.out


FORGERIES: dict[str, Callable[[str], str]] = {
    "name": lambda text: text.replace('"name": "2025Q4"', '"name": "2025Q3"'),
    "size": lambda text: re.sub(r'"size": \d+', '"size": 7', text, count=1),
    "unknown key": lambda text: text.replace('"name"', '"note": "approved by the minister",\n  "name"'),
    "unknown key inside": lambda text: text.replace('"sha256"', '"was": 1, "sha256"', 1),
    "doubled key": lambda text: text.replace('"issued"', '"issued": "2020-01-01",\n  "issued"'),
    "end": lambda text: f"{text}\n",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_manifest_that_says_more_or_else_is_found(run: Run, books: Repository, forgery: str) -> None:
    file = report_of(books) / "manifest.json"
    text = file.read_text(encoding="utf-8")
    forged = FORGERIES[forgery](text)
    assert forged != text
    file.write_text(forged, encoding="utf-8")
    found = verified(run, report_of(books))
    assert not found["equal"]
    assert found["files"]["changed"]


def test_an_empty_folder_and_a_linked_one_are_not_of_the_report(run: Run, books: Repository, tmp_path: Path) -> None:
    (report_of(books) / "annex").mkdir()
    (report_of(books) / "papers").symlink_to(tmp_path)
    assert verified(run, report_of(books))["files"]["extra"] == ["annex/", "papers"]


@pytest.mark.slow
def test_it_still_is_when_the_books_have_moved_on(run: Run, books: Repository) -> None:
    change(books, "value: 22,", "value: 23,")
    books.commit("corrected")
    found = verified(run, report_of(books))
    assert (found["equal"], found["inputs"]["found"]) == (True, "revision")


@pytest.mark.slow
def test_a_clone_at_another_path_verifies_it(run: Run, books: Repository, tmp_path: Path) -> None:
    other = clone(books, tmp_path / "elsewhere" / "clone")
    assert verified(run, other.root / "reports" / "2025Q4")["equal"]


def test_files_changed_missing_and_extra_are_named(run: Run, books: Repository) -> None:
    folder = report_of(books)
    markdown = folder / "2025Q4-zh.md"
    markdown.write_text(markdown.read_text(encoding="utf-8").replace("27.3", "37.3"), encoding="utf-8")
    figures = folder / "figures.json"
    figures.unlink()
    (folder / "extra.txt").write_text("?", encoding="utf-8")
    found = verified(run, folder)
    assert differing(found) == {"files"}
    assert found["files"]["changed"] == ["2025Q4-zh.md"]
    assert found["files"]["missing"] == ["figures.json"]
    assert found["files"]["extra"] == ["extra.txt"]
    said = run("verify-report", folder).out
    assert "changed: 2025Q4-zh.md" in said
    assert "Not verified" in said


@pytest.mark.slow
def test_a_file_and_its_digest_changed_together_are_found_by_making_it_again(run: Run, books: Repository) -> None:
    folder = report_of(books)
    figures = json.loads((folder / "figures.json").read_bytes())
    figures["pilots"][0]["light"] = "red"
    content = json.dumps(figures).encode()
    (folder / "figures.json").write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["outputs"]["figures.json"] = {"sha256": digest(content), "size": len(content)}
    rewrite(folder, manifest)
    found = verified(run, folder)
    assert differing(found) == {"outputs"}
    assert found["outputs"]["figures"] == [{"place": "pilots/yx-titles-01/light", "then": "red", "now": "green"}]


@pytest.mark.slow
def test_a_link_in_the_place_of_a_file_is_no_file(run: Run, books: Repository, tmp_path: Path) -> None:
    folder = report_of(books)
    (folder / "2025Q4-zh.md").rename(tmp_path / "away.md")
    (folder / "2025Q4-zh.md").symlink_to(tmp_path / "away.md")
    assert verified(run, folder)["files"]["changed"] == ["2025Q4-zh.md"]


@pytest.mark.slow
def test_line_ends_that_git_has_changed_are_no_difference(run: Run, books: Repository) -> None:
    for file in report_of(books).rglob("*"):
        if file.suffix in (".md", ".svg", ".json"):
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    for file in (books.root / "pilots").rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert verified(run, report_of(books))["equal"]


# --- the books, by what they hold


@pytest.mark.slow
def test_the_books_are_found_in_another_commit_after_a_squash_merge(run: Run, tmp_path: Path) -> None:
    books = ledger_in_git(tmp_path / "ledger")
    books.git("switch", "--quiet", "--create", "quarter")
    change(books, "value: 22,", "value: 24,")
    books.commit("the quarter")
    assert issue(run, books.root, WINTER).code == 0
    books.commit("issued")
    books.git("switch", "--quiet", "main")
    books.git("merge", "--quiet", "--squash", "quarter")
    squashed = books.commit("all of it at once")
    change(books, "value: 24,", "value: 25,")
    books.commit("and on")
    books.git("branch", "--quiet", "--delete", "--force", "quarter")
    other = clone(books, tmp_path / "clone")
    found = verified(run, other.root / "reports" / "2025Q4")
    assert found["equal"]
    assert (found["inputs"]["found"], found["inputs"]["commit"]) == ("commit", squashed)
    assert found["inputs"]["searched"] == 2
    assert "not at the revision recorded" in run("verify-report", other.root / "reports" / "2025Q4").out


@pytest.mark.slow
def test_what_was_not_committed_when_it_was_issued_is_found_once_it_is(run: Run, tmp_path: Path) -> None:
    books = ledger_in_git(tmp_path / "ledger")
    change(books, "value: 22,", "value: 24,")
    assert issue(run, books.root, WINTER, "--force").code == 0
    assert verified(run, report_of(books))["inputs"]["found"] == "files"
    committed = books.commit("books and report")
    change(books, "value: 24,", "value: 25,")
    books.commit("and on")
    found = verified(run, report_of(books))
    assert (found["equal"], found["inputs"]["commit"]) == (True, committed)


@pytest.mark.slow
def test_a_shallow_clone_verifies_by_its_files_or_says_what_is_missing(
    run: Run, books: Repository, tmp_path: Path
) -> None:
    near = clone(books, tmp_path / "near", "--depth", "1")
    found = verified(run, near.root / "reports" / "2025Q4")
    assert (found["equal"], found["inputs"]["found"]) == (True, "files")
    change(books, "value: 22,", "value: 23,")
    books.commit("and on")
    far = clone(books, tmp_path / "far", "--depth", "1")
    found = verified(run, far.root / "reports" / "2025Q4")
    assert differing(found) == {"inputs", "outputs"}
    assert (found["inputs"]["found"], found["inputs"]["shallow"], found["inputs"]["searched"]) == (None, True, 1)
    assert "git fetch --unshallow" in run("verify-report", far.root / "reports" / "2025Q4").out
    assert "not at hand" in found["outputs"]["unmade"]


@pytest.mark.slow
def test_no_more_commits_are_searched_than_stated(
    run: Run, books: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(history, "LIMIT", 2)
    for value in (23, 24, 25):
        change(books, f"value: {value - 1},", f"value: {value},")
        books.commit(str(value))
    folder = report_of(books)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["revision"] = "0" * 40
    rewrite(folder, manifest)
    found = verified(run, folder)
    assert (found["inputs"]["found"], found["inputs"]["searched"]) == (None, 2)


def test_both_ways_of_taking_the_digest_agree(tmp_path: Path) -> None:
    for number, source in enumerate(("sound", "golden/ledger")):
        books = ledger_in_git(tmp_path / str(number), source)
        tree = open_revision(books.root, "HEAD")
        known: dict[str, str | None] = {}
        quick = history.digest_at(tree.repository, tree.entries, known)
        assert quick == input_digest(tree, pilot_folders(tree))
        assert known
        assert history.digest_at(tree.repository, tree.entries, known) == quick


def test_without_git_the_files_must_be_those_of_then(run: Run, books: Repository, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    shutil.copytree(books.root, plain, ignore=shutil.ignore_patterns(".git"))
    assert verified(run, plain / "reports" / "2025Q4")["inputs"]["found"] == "files"
    change(Repository(plain), "value: 22,", "value: 23,")
    ran = run("verify-report", plain / "reports" / "2025Q4")
    assert (ran.code, ran.out) == (4, "")
    assert "not in a git repository" in ran.err


@pytest.mark.slow
def test_a_report_of_a_ledger_that_was_never_in_git(run: Run, sound: Path) -> None:
    ran = issue(run, sound, WINTER)
    assert (ran.code, "no git repository" in ran.err) == (0, True)
    assert verified(run, sound / "reports" / "2025Q4")["equal"]
    change(Repository(sound), "value: 22,", "value: 23,")
    assert differing(verified(run, sound / "reports" / "2025Q4")) == {"inputs", "outputs"}


@pytest.mark.slow
def test_a_report_of_the_very_day_is_made_again_as_on_that_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the day itself facts of a later day are findings (D07), on no other: the manifest keeps which it was."""
    books = ledger_in_git(tmp_path / "ledger")
    with monkeypatch.context() as that_day:
        that_day.setattr(OpenLedger, "today", date(2025, 12, 31))
        assert issue(run, books.root, WINTER).code == 0
    folder = report_of(books)
    assert json.loads((folder / "manifest.json").read_bytes())["today"] is True
    rules = [item["rule"] for item in json.loads((folder / "figures.json").read_bytes())["notes"]["findings"]]
    assert "D07" in rules
    assert verified(run, folder)["equal"]


# --- templates and versions


@pytest.mark.slow
def test_templates_of_the_ledger_come_from_the_books_of_then(run: Run, tmp_path: Path) -> None:
    books = ledger_in_git(tmp_path / "ledger")
    own = books.root / "templates" / "quarterly" / "credits.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("## {{ numeral(8) | md }}Ours\n\n", encoding="utf-8")
    books.commit("a section of our own")
    assert run("templates", "trust", "--root", books.root).code == 0
    assert issue(run, books.root, WINTER).code == 0
    own.write_text("## {{ numeral(8) | md }}Another\n\n", encoding="utf-8")
    books.commit("changed since")
    assert verified(run, report_of(books))["equal"]
    assert verified(run, report_of(books))["templates"]["own"] == ["quarterly/credits.md.j2"]
    assert "not those of the program" in run("verify-report", report_of(books)).out
    assert run("templates", "trust", "--forget", "--root", books.root).code == 0
    found = verified(run, report_of(books))
    assert not found["equal"]
    assert not found["templates"]["differing"]
    assert "you have not trusted them" in found["outputs"]["unmade"]
    assert verified(run, report_of(books), "--trust-templates")["equal"]


@pytest.mark.slow
def test_a_template_that_has_changed_is_named(run: Run, books: Repository) -> None:
    own = books.root / "templates" / "quarterly" / "credits.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("## {{ numeral(8) | md }}Ours\n\n", encoding="utf-8")
    change(books, "value: 22,", "value: 22.0,")
    folder = report_of(books)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["templates"]["quarterly/credits.md.j2"] = f"sha256:{64 * '0'}"
    manifest |= {"revision": None, "inputs": input_digest(DiskTree(books.root), pilot_folders(DiskTree(books.root)))}
    rewrite(folder, manifest)
    found = verified(run, folder, "--trust-templates")
    assert [item["name"] for item in found["templates"]["differing"]] == ["quarterly/credits.md.j2"]
    assert "2025Q4-zh.md" in found["outputs"]["differing"]


@pytest.mark.slow
def test_templates_named_on_the_command_line_are_named_again(run: Run, tmp_path: Path) -> None:
    books = ledger_in_git(tmp_path / "ledger")
    own = tmp_path / "ours" / "quarterly" / "credits.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("## {{ numeral(8) | md }}Ours\n\n", encoding="utf-8")
    assert issue(run, books.root, WINTER, "--templates", tmp_path / "ours").code == 0
    assert verified(run, report_of(books), "--templates", tmp_path / "ours")["equal"]
    assert differing(verified(run, report_of(books))) == {"templates", "outputs"}


@pytest.mark.slow
def test_another_version_of_a_part_is_told_apart_from_a_change(
    run: Run, books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = parts.versions()
    monkeypatch.setattr(verification, "versions", lambda: {**now, "typst": "9.9"})
    found = verified(run, report_of(books))
    assert differing(found) == {"versions"}
    assert found["versions"]["differing"] == [{"name": "typst", "then": now["typst"], "now": "9.9"}]
    assert not found["by_version"]
    markdown = reproduction.files_again

    def otherwise(*arguments: Any) -> Any:
        files, used = markdown(*arguments)
        return {**files, "2025Q4-zh.md": b"other words"}, used

    monkeypatch.setattr(verification, "files_again", otherwise)
    found = verified(run, report_of(books))
    assert (found["by_version"], found["files"]["equal"]) == (True, True)
    assert found["outputs"]["figures"] == []
    assert "only because of other versions" in run("verify-report", report_of(books)).out


# --- the method


def issued_by_an_earlier_method(folder: Path) -> None:
    """As a version that named no method would have left the report: with a light that today's rules don't give."""
    figures = json.loads((folder / "figures.json").read_bytes())
    assert figures["pilots"][0]["light"] == "green"
    figures["pilots"][0]["light"] = "amber"
    del figures["method"]["version"]
    content = json.dumps(figures).encode()
    (folder / "figures.json").write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["parts"].pop("method") == RULES_VERSION
    for later in ("whole_life", "federation", "official"):
        assert not manifest.pop(later)
    manifest["templates"]["quarterly.md.j2"] = digest(b"that of then")
    manifest["outputs"]["figures.json"] = {"sha256": digest(content), "size": len(content)}
    rewrite(folder, manifest)


def test_figures_of_an_earlier_method_are_told_apart_from_changed_facts(run: Run, books: Repository) -> None:
    folder = report_of(books)
    issued_by_an_earlier_method(folder)
    found = verified(run, folder)
    assert found["method"] == {"equal": False, "then": "2026.1", "now": RULES_VERSION}
    assert (found["by_method"], found["inputs"]["equal"]) == (True, True)
    assert found["outputs"]["figures"] == [{"place": "pilots/yx-titles-01/light", "then": "amber", "now": "green"}]
    assert found["files"]["equal"], "a field that came later is not a change of the manifest"
    said = run("verify-report", folder).out
    assert "not those of the program" not in said
    assert "Method 2026.1: this version computes by method 2026.2 and can't make the report by that of then" in said
    assert "no fact has changed" in said


def test_facts_changed_since_are_listed_without_the_differences_of_method(run: Run, books: Repository) -> None:
    folder = report_of(books)
    issued_by_an_earlier_method(folder)
    change(books, "value: 22,", "value: 23,")
    books.commit("corrected")
    found = verified(run, folder)
    assert found["by_method"]
    assert ("I1", "actual", 22, 23) in rows(found["later"])
    assert not [row for row in rows(found["later"]) if row[1] == "light"]


@pytest.mark.slow
def test_figures_of_an_earlier_method_are_not_compared_without_the_ledger_of_then(
    run: Run, books: Repository, tmp_path: Path
) -> None:
    issued_by_an_earlier_method(report_of(books))
    change(books, "value: 22,", "value: 23,")
    books.commit("and on")
    far = clone(books, tmp_path / "far", "--depth", "1")
    found = verified(run, far.root / "reports" / "2025Q4")
    assert (found["later"]["figures"], found["by_method"]) == (None, False)
    assert "neither the figures as issued nor the ledger" in found["later"]["why_not"]


# --- what later books say of the figures


def rows(later: Json) -> list[tuple[str, str, Any, Any]]:
    return [(one["object"], one["field"], one["then"], one["now"]) for one in later["figures"]]


def test_figures_restated_since_are_listed_beside_the_sameness_of_the_files(
    run: Run, books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verified(run, report_of(books))["later"] == {"unchanged": True, "figures": [], "why_not": None}
    change(books, "value: 22,", "value: 23,")
    books.commit("corrected")
    found = verified(run, report_of(books))
    assert found["equal"]
    assert found["later"]["unchanged"] is False
    assert ("I1", "actual", 22, 23) in rows(found["later"])
    said = run("verify-report", report_of(books)).out
    assert "Verified: made again from the same ledger" in said
    assert "yx-titles-01 I1 actual: 22 → 23" in said
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "yx-titles-01 I1 实际值：22 → 23" in run("verify-report", report_of(books)).out


def test_an_issued_report_stands_if_later_facts_say_the_same(run: Run, books: Repository) -> None:
    change(books, "value: 22,", "value: 22.0,")
    books.commit("written otherwise")
    assert verified(run, report_of(books))["later"] == {"unchanged": False, "figures": [], "why_not": None}
    assert "the present ledger says the same of them" in run("verify-report", report_of(books)).out


# --- the reports it was compared with


@pytest.mark.slow
def test_a_report_compared_with_an_earlier_one_needs_that_one_as_it_was(run: Run, books: Repository) -> None:
    assert issue(run, books.root, SPRING).code == 0
    books.commit("2026Q1 issued")
    later = books.root / "reports" / "2026Q1"
    assert verified(run, later)["equal"]
    assert json.loads((later / "manifest.json").read_bytes())["compared"].keys() == {"2025Q4"}
    earlier = report_of(books) / "figures.json"
    earlier.write_bytes(earlier.read_bytes().replace(b"green", b"amber"))
    found = verified(run, later)
    assert (differing(found), found["inputs"]["lost"]) == ({"inputs", "outputs"}, ["2025Q4"])


# --- what it can't verify


@pytest.mark.slow
def test_a_folder_without_a_manifest_is_refused(run: Run, books: Repository, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", books.root / "reports"):
        ran = run("verify-report", folder)
        assert (ran.code, "holds no manifest.json" in ran.err) == (2, True)
    (report_of(books) / "manifest.json").write_text("{", encoding="utf-8")
    assert run("verify-report", report_of(books)).code == 2


@pytest.mark.slow
def test_a_report_away_from_its_ledger_names_it(
    run: Run, books: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = tmp_path / "mail" / "2025Q4"
    shutil.copytree(report_of(books), away)
    monkeypatch.chdir(tmp_path)
    assert run("verify-report", away).code == 2
    assert verified(run, away, "--root", books.root)["equal"]


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--rev=HEAD", "--as-of=2026-01-01"])
def test_days_and_revisions_are_the_reports_own(run: Run, books: Repository, option: str) -> None:
    assert run(option, "verify-report", report_of(books)).code == 2


@pytest.mark.slow
def test_a_manifest_that_asks_for_the_unknown_is_told_as_such(run: Run, books: Repository) -> None:
    folder = report_of(books)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for change_ in (
        {"forms": ["odt"]},
        {"view": "moon:1"},
        {"languages": ["fr"]},
        {"edition": "secret"},
        {"filters": {"light": "blue"}},
    ):
        (folder / "manifest.json").write_text(json.dumps({**manifest, **change_}), encoding="utf-8")
        ran = run("verify-report", folder)
        assert (ran.code, "not made again" in ran.out) == (1, True)


@pytest.mark.slow
def test_git_is_asked_in_few_processes(run: Run, books: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    original = subprocess.run

    def counted(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments[0])
        return original(*arguments, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    assert verified(run, report_of(books))["equal"]
    assert sum(1 for command in calls if command[0] == "git") <= 6


# --- evaluations


ISSUED = ("--issued", "2026-04-20", "--issue")


@pytest.mark.slow
def test_the_report_on_an_evaluation_is_issued_and_verified_alike(run: Run, tmp_path: Path) -> None:
    books = ledger_in_git(tmp_path / "ledger", "golden/ledger")
    wish = ("evaluate-report", "yx-titles-01", "--root", books.root, "--format", "md", *ISSUED)
    ran = run(*wish, "--as-of", "2026-03-31")
    assert ran.code == 0, ran.err
    (folder,) = (books.root / "reports").iterdir()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    published("manifest-1").validate(manifest)
    assert (manifest["evaluation"].split("/")[0], manifest["period"]) == ("yx-titles-01", None)
    books.commit("issued")
    assert verified(run, folder)["equal"]
    again = run(*wish, "--as-of", "2026-06-30")
    assert (again.code, "was issued on 2026-04-20" in again.err) == (2, True)
    change(books, "value: 41,", "value: 43,")
    found = verified(run, folder)
    assert found["inputs"]["found"] == "revision"
    assert [one for one in found["later"]["figures"] if (one["then"], one["now"]) == (41, 43)]


@pytest.mark.slow
def test_an_issued_evaluation_is_no_report_to_compare_figures_with(run: Run, tmp_path: Path) -> None:
    books = ledger_in_git(tmp_path / "ledger", "golden/ledger")
    wish = ("evaluate-report", "yx-titles-01", "--root", books.root, "--format", "md", *ISSUED)
    assert run(*wish, "--as-of", "2026-03-31").code == 0
    summer = ("--period", "2026Q2", "--as-of", "2026-06-30", "--issued", "2026-07-20")
    assert issue(run, books.root, summer).code == 0
    restated = json.loads((books.root / "reports" / "2026Q2" / "figures.json").read_bytes())["notes"]["restated"]
    assert (restated["compared"], restated["unread"]) == ([], [])
