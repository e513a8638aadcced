"""`talentpilot templates list|copy`: what is in force, what is old, and copies that never cover anything."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import TESTS, Ran
from talentpilot.report import overrides, templates

Run = Callable[..., Ran]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TESTS / "golden" / "ledger", tmp_path / "ledger", copy_function=shutil.copyfile))


def listed(run: Run, *arguments: object) -> dict[str, dict[str, Any]]:
    ran = run("templates", "list", "--format", "json", *arguments)
    assert ran.code == 0
    document = json.loads(ran.out)
    schema = json.loads((files("talentpilot") / "_schemas" / "templates-1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    return {item["name"]: item for item in document["templates"]}


def test_every_built_in_template_says_what_it_is_for(run: Run, ledger: Path) -> None:
    found = listed(run, "--root", ledger)
    assert list(found) == sorted(set(templates.names()) - set(overrides.FIXED))
    assert [name for name, item in found.items() if not item["purpose"].endswith((".", "。"))] == []
    assert {item["origin"] for item in found.values()} == {"built-in"}
    assert {item["path"] for item in found.values()} == {None}


def test_a_copy_is_the_built_in_template_behind_one_line(run: Run, ledger: Path) -> None:
    ran = run("templates", "copy", "report.typ", "charts/lights.vl.json.j2", "--root", ledger)
    folder = ledger / "templates"
    assert (ran.code, ran.out.split()) == (
        0,
        [str(folder / "report.typ"), str(folder / "charts" / "lights.vl.json.j2")],
    )
    for name in ("report.typ", "charts/lights.vl.json.j2"):
        first, _, rest = (folder / name).read_text(encoding="utf-8").partition("\n")
        built_in = templates.built_in() / name
        assert rest == built_in.read_text(encoding="utf-8")
        assert f"copied from {name}, {templates.digest_of(built_in)}" in first
        assert first.startswith(("//", "{#"))


@pytest.mark.slow
def test_reports_are_the_same_with_copies_of_all_templates(run: Run, ledger: Path, tmp_path: Path) -> None:
    when = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20", "--root", ledger)
    made = []
    for folder, code in ((tmp_path / "before", 0), (tmp_path / "after", 2)):
        assert run("report", *when, "--trust-templates", "--format", "md,html", "--lang", "en", "-o", folder).code == 0
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
        assert run("templates", "copy", "all", "--root", ledger).code == code, "the second time they are there already"
    names = {
        path.relative_to(ledger / "templates").as_posix()
        for path in (ledger / "templates").rglob("*")
        if path.is_file()
    }
    assert names == set(templates.names()) - set(overrides.FIXED)
    assert {path.suffix for path in made[0]} == {".md", ".html"}
    assert {name: strip(data) for name, data in made[0].items()} == {
        name: strip(data) for name, data in made[1].items()
    }


def strip(data: bytes) -> bytes:
    """Without the input digest: the ledger's templates are part of what a report is made from."""
    lines = (line for line in data.splitlines() if b"igest" not in line and b"sha256" not in line)
    return b"\n".join(lines)


def test_the_list_tells_copies_changes_and_what_has_grown_old(
    run: Run, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("quarterly.md.j2", "quarterly/head.md.j2", "quarterly/words.md.j2", "report.typ")
    assert run("templates", "copy", *names, "--root", ledger).code == 0
    own = ledger / "templates"
    (own / "leaders.md.j2").write_text("{# One page for our leaders. Short. #}\nx\n", encoding="utf-8")
    (own / "notes.txt").write_text("no template", encoding="utf-8")
    (own / "quarterly" / "head.md.j2").write_text("changed\n", encoding="utf-8")
    given = tmp_path / "given"
    given.mkdir()
    (given / "quarterly.md.j2").write_bytes((templates.built_in() / "quarterly.md.j2").read_bytes())

    later = Path(shutil.copytree(templates.built_in(), tmp_path / "later"))
    for name in ("quarterly/words.md.j2", "report.typ"):
        (later / name).write_text((later / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    monkeypatch.setattr(templates, "built_in", lambda: later)

    found = listed(run, "--root", ledger, "--templates", given)
    told = {name: (item["origin"], item["state"]) for name, item in found.items() if item["origin"] != "built-in"}
    assert told == {
        "leaders.md.j2": ("ledger", "own"),  # and used by nothing
        "quarterly.md.j2": ("given", "as built in"),
        "quarterly/head.md.j2": ("ledger", "changed"),
        "quarterly/words.md.j2": ("ledger", "outdated"),
        "report.typ": ("ledger", "outdated"),
    }
    assert found["leaders.md.j2"]["purpose"] == "One page for our leaders."
    assert found["leaders.md.j2"]["path"] == str(own / "leaders.md.j2")
    table = run("templates", "list", "--root", ledger).out
    assert f"{own / 'report.typ'}: the built-in report.typ has changed since it was copied" in table


def test_the_list_names_what_nothing_uses(run: Run, ledger: Path) -> None:
    own = ledger / "templates"
    used = {
        "quarterly/own_last.md.j2": '{% include "part.md.j2" %}{% if draw("owners", rows=[]) %}{% endif %}',
        "part.md.j2": '{% from "macros.j2" import one %}',
        "macros.j2": "x",
        "charts/owners.vl.json.j2": "{}",
        "gongwen/reminder.md.j2": "x",
    }
    unused = {  # each with what was meant
        "quarterly/own_frist.md.j2": "quarterly/own_first.md.j2",
        "own_brief.md.j2": "quarterly/own_brief.md.j2",
        "gongwen/remainder.md.j2": "gongwen/reminder.md.j2",
        "referenz.zh.docx": "reference.zh.docx",
        "charts/owner.vl.json.j2": "charts/owners.vl.json.j2",
        "evaluation/practises.md.j2": "evaluation/practices.md.j2",
        "draft.md.j2": "",
        "of-a-draft.md.j2": "",  # asked for by what is unused itself
    }
    for name, text in {**used, **dict.fromkeys(unused, '{% include "of-a-draft.md.j2" %}')}.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    found = listed(run, "--root", ledger)
    assert {name: item["used"] for name, item in found.items() if item["origin"] == "ledger"} == {
        **dict.fromkeys(used, True),
        **dict.fromkeys(unused, False),
    }
    assert all(item["used"] for item in found.values() if item["origin"] == "built-in")
    assert {item.name: item.near for item in overrides.listed(own, None) if not item.used} == unused
    table = " ".join(run("templates", "list", "--root", ledger).out.split())
    asks = "no report and no other template asks for quarterly/own_frist.md.j2"
    assert f"{own / 'quarterly/own_frist.md.j2'}: {asks}; did you mean quarterly/own_first.md.j2?" in table
    rows = run("templates", "list", "--root", ledger, "--format", "csv").out
    assert "quarterly/own_frist.md.j2,ledger,unused," in rows
    assert "quarterly/own_last.md.j2,ledger,own," in rows


def test_every_form_lists_the_same(run: Run, ledger: Path, tmp_path: Path) -> None:
    names = list(listed(run, "--root", ledger))
    rows = list(csv.reader(io.StringIO(run("templates", "list", "--root", ledger, "--format", "csv").out)))
    assert [row[0] for row in rows[1:]] == names
    markdown = run("templates", "list", "--root", ledger, "--format", "markdown").out.splitlines()
    assert len(markdown) == len(names) + 2
    table = run("templates", "list", "--root", ledger).out
    assert all(f" {name} " in table for name in names)
    assert f"{len(names)} templates, 0 of them your own" in table
    assert run("templates", "list", "--root", ledger, "-o", tmp_path / "list.csv").out == ""
    assert len((tmp_path / "list.csv").read_text(encoding="utf-8").splitlines()) == len(names) + 1


def test_nothing_is_covered_and_nothing_is_copied_by_halves(run: Run, ledger: Path) -> None:
    own = ledger / "templates"
    own.mkdir()
    (own / "report.typ").write_text("mine", encoding="utf-8")
    (own / "quarterly.md.j2").symlink_to("nowhere")
    for names in (
        ("charts/lights.vl.json.j2", "report.typ"),
        ("charts/lights.vl.json.j2", "quarterly.md.j2"),
        ("all",),
    ):
        ran = run("templates", "copy", *names, "--root", ledger)
        assert (ran.code, "exist already; nothing was copied" in ran.err) == (2, True)
    assert sorted(path.name for path in own.iterdir()) == ["quarterly.md.j2", "report.typ"]
    assert (own / "report.typ").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_leads_elsewhere_is_not_written_to(run: Run, ledger: Path, tmp_path: Path) -> None:
    (ledger / "templates").mkdir()
    (ledger / "templates" / "charts").symlink_to(tmp_path)
    ran = run("templates", "copy", "charts/lights.vl.json.j2", "--root", ledger)
    assert (ran.code, "leads out of" in ran.err) == (2, True)
    assert not (tmp_path / "lights.vl.json.j2").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("report.tpy", "there is no template report.tpy\n  help: did you mean report.typ?"),
        ("zzz", "there is no template zzz\n  help: talentpilot templates list shows them"),
        ("filter.lua", "template filter.lua is a program and can't be overridden"),
        ("../report.typ", "there is no template ../report.typ"),
    ],
)
def test_what_is_no_template_is_refused(run: Run, ledger: Path, name: str, said: str) -> None:
    ran = run("templates", "copy", name, "--root", ledger)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"talentpilot: {said}")
    assert not (ledger / "templates").exists()


def test_it_works_without_a_ledger(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert listed(run)
    ran = run("templates", "copy", "report.typ", "--to", "own")
    assert (ran.code, ran.out) == (0, f"{Path('own') / 'report.typ'}\n")
    assert listed(run, "--templates", "own")["report.typ"]["origin"] == "given"
    ran = run("templates", "copy", "report.typ")
    assert (ran.code, "programme.yaml" in ran.err) == (2, True)
    assert run("templates", "list", "--root", tmp_path).code == 2
    ran = run("templates", "list", "--templates", "nowhere")
    assert (ran.code, ran.err) == (2, "talentpilot: --templates nowhere is not a folder\n")
