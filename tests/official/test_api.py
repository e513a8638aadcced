"""Official documents and notices through the Python API."""

import json
from datetime import date
from pathlib import Path

import pytest

from official.official import ROOT, example, parts
from talentpilot import Ledger
from talentpilot.report.official.word import render_word

LEDGER = Ledger.open(ROOT, as_of=date(2026, 9, 30))


def test_a_document_is_that_of_the_command(tmp_path: Path) -> None:
    document = LEDGER.official_document(period="2026Q3", issued=date(2026, 10, 20), sender="yx-hrss")
    assert document.render() == render_word(example().document, example().chosen.profile)
    assert document.length == example().length
    assert document.title.endswith("进展情况的报告")
    assert "印章" in document.blanks
    assert document.write(tmp_path / "a.docx") == (tmp_path / "a.docx",)
    assert {file.suffix for file in document.write(tmp_path / "both", "docx", "md")} == {".docx", ".md"}


@pytest.mark.slow
def test_views_evaluations_reminders_and_notices_have_their_calls() -> None:
    one = LEDGER.official_document("practices", period="2026Q3", issued=date(2026, 10, 20), view="domain:overseas")
    assert one.length > 0
    (evaluation,) = LEDGER.evaluation_documents("yx-titles-01", issued=date(2026, 10, 20))
    assert "word/styles.xml" in parts(evaluation.render())
    assert len(LEDGER.reminders()) == 7
    assert LEDGER.reminders("nj-park") == ()
    bodies = [json.loads(one.body) for one in LEDGER.notices("unit", "wecom")]
    assert len(bodies) == 7
