"""The public edition over a federation: no form of it holds what a ledger's own public edition must not hold."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Ran
from federation.many import Many
from federation.test_issue import matches
from report.marked import CONTACTS, MARK, PERIOD, PILOT, Marks, found, marked_ledger, texts_of
from report.test_editions import same_figures
from repository import new_repository

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
WHEN = ("--period", PERIOD, "--as-of", "2026-10-16", "--issued", "2026-10-20")
REPORT = ("report", *WHEN, "--annex", "pilots", "--lang", "both")
GAP = "Qzfile900"
"""The folder of a ledger that is missing: why it is missing quotes it."""
PERSON = "Qzperson900"
"""An adopter that is not an organization of the ledger, and so may be a person."""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Marks]:
    """A federation of a ledger full of marks, of one whose region adopted a practice of it, and of a missing one."""
    folder = tmp_path_factory.mktemp("many")
    many = Many(folder, settings={"rules": {"thresholds": {"red_gap_pp": 1, "amber_gap_pp": 0.5}}})
    root, marks = marked_ledger(folder / "yx")
    rewrite(root / "pilots" / PILOT / "pilot.yaml", mark_title)
    rewrite(root / "pilots" / PILOT / "outcomes.yaml", mark_adoption)
    new_repository(root).commit()
    many.ledgers["yx"] = {"id": "yx", "region": "990000", "path": "../yx", "rev": "main"}
    many.add("lh", 8, rev="main")
    many.ledgers["zj"] = {"id": "zj", "region": "970000", "path": f"../{GAP}", "title": {"zh": CONTACTS["mobile"]}}
    new_repository(many.write()).commit()
    return many.root, marks


def rewrite(file: Path, change: Callable[[Any], None]) -> None:
    data = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
    change(data)
    file.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")


def mark_title(pilot: dict[str, Any]) -> None:
    pilot["title"] = {"zh": f"试点，联系{CONTACTS['landline']}", "en": f"Pilot, ask {CONTACTS['mailbox']}"}


def mark_adoption(outcomes: dict[str, Any]) -> None:
    practice = outcomes["practices"][0]
    practice["title"] = {"zh": f"做法，{CONTACTS['identity']}", "en": f"Practice, {CONTACTS['identity']}"}
    practice["adoptions"] = [{"org": PERSON, "region": "980100", "date": "2026-07-01"}]


def made(root: Path, run: Run, edition: str, forms: str, target: Path) -> dict[str, str]:
    ran = run(*REPORT, "--root", root, "--allow-missing", "--edition", edition, "--format", forms, "-o", target)
    assert ran.code == 0, ran.err
    return {file.name: texts_of(file.name, file.read_bytes()) for file in target.rglob("*") if file.is_file()}


FORMS = ("md,json", "html", "docx", "pdf")


@pytest.mark.parametrize("forms", FORMS)
def test_nothing_slips_into_any_form_of_the_public_edition(
    marked: tuple[Path, Marks], forms: str, run: Run, tmp_path: Path
) -> None:
    root, marks = marked
    for name, texts in made(root, run, "public", forms, tmp_path).items():
        assert len(texts) > 200, name
        assert found(texts, (*marks.all, *CONTACTS.values(), GAP, PERSON)) == set(), name
        assert MARK.search(texts) is None, name


@pytest.mark.parametrize("forms", FORMS)
def test_the_internal_edition_holds_what_the_public_one_leaves_out(
    marked: tuple[Path, Marks], forms: str, run: Run, tmp_path: Path
) -> None:
    texts = "".join(made(marked[0], run, "internal", forms, tmp_path).values())
    assert found(texts, (*CONTACTS.values(), GAP, PERSON)) == {*CONTACTS.values(), GAP, PERSON}


def test_everything_left_out_is_marked_and_every_figure_counts_it(
    marked: tuple[Path, Marks], run: Run, tmp_path: Path
) -> None:
    texts = {
        edition: made(marked[0], run, edition, "md,json", tmp_path / edition) for edition in ("internal", "public")
    }
    public, internal = (
        json.loads(next(text for name, text in texts[edition].items() if name.endswith(".json")))
        for edition in ("public", "internal")
    )
    for document in (public, internal):
        matches(document, "federation-report-1")
    assert list(same_figures(internal, public)) == []
    assert public["total"]["pilots"] > 10
    assert [one["adopter"] for one in public["crossings"]] == [{"omitted": "contact"}]
    assert (public["omitted"], internal["omitted"]) == ([{"why": "contact", "count": 1}], [])
    assert [one["reason"] for one in public["missing"]] == ["[mayquotethefiles;leftoutofthepublicedition]"]
    assert "Leftout:personsandcontacts(1)." in texts["public"][f"{PERIOD}-public-en.md"]
    assert "公开版" in texts["public"][f"{PERIOD}-public-zh.md"]


def test_an_issued_public_edition_holds_no_mark_and_comes_out_again(marked: tuple[Path, Marks], run: Run) -> None:
    root, marks = marked
    ran = run(*REPORT, "--root", root, "--allow-missing", "--edition", "public", "--format", "md", "--issue")
    assert ran.code == 0, ran.err
    folder = root / "reports" / f"{PERIOD}-public"
    for file in (item for item in folder.rglob("*") if item.is_file()):
        texts = re.sub(r"\s", "", file.read_text("utf-8"))
        assert found(texts, (*marks.all, *CONTACTS.values(), GAP, PERSON)) == set(), file.name
    assert run("verify-report", folder, "--root", root).code == 0
