"""The report on an evaluation as an official document: conclusions in words, and nothing that nobody decided."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import Ran
from official.official import BANNED, ROOT, opened, own_sentences, parts
from talentpilot.errors import DocumentStopped, UsageProblem
from talentpilot.report.official.blocks import OfficialRows
from talentpilot.report.official.evaluation import EvaluationWriting, evaluation_annexes, evaluation_document
from talentpilot.report.official.word import render_word
from talentpilot.report.official.writing import Correspondence
from talentpilot.report.views.evaluation.view import EvaluationView, evaluation_view
from talentpilot.services.evaluation_reports import EvaluationReportRequest, gather_evaluation_source
from talentpilot.services.official.documents import OfficialRequest, gather_evaluation_documents

ASKED = EvaluationReportRequest("yx-titles-01", date(2026, 10, 20))
(MADE,) = gather_evaluation_documents(opened(), ASKED, OfficialRequest())
BODY = "\n".join(MADE.document.texts())


def view() -> EvaluationView:
    return evaluation_view(gather_evaluation_source(opened(), ASKED))


def test_the_conclusion_says_recommendation_grade_and_tests_in_words() -> None:
    found = view()
    assert "评估建议：继续试点。" in BODY
    assert f"等级为{found.scores.band}" in BODY
    assert "未达到“有条件推广”的原因" in BODY
    assert re.findall(r"[A-Z]", BODY) == []
    assert [word for word in BANNED if word in own_sentences(MADE.document)] == []


def test_the_evaluator_writes_and_the_addressee_is_left_to_the_clerk() -> None:
    assert MADE.document.sender == "云溪改革评估研究中心"
    assert "主送机关" in MADE.blanks
    assert MADE.document.title == ("关于工程系列职称评审诚信档案试点", "中期评估情况的报告")


def test_a_decision_is_told_when_it_is_recorded_and_never_before() -> None:
    found = view()
    assert found.decision is not None
    assert "主管机关以云人社函〔2026〕28号文件决定：继续试点。" in BODY
    writing = EvaluationWriting(replace(found, decision=None), MADE.chosen.profile.words, "", ())
    assert "决定" not in "\n".join(evaluation_document(writing, Correspondence("", "")).texts())


def test_annexes_have_a_row_for_each_indicator_rating_test_and_paper_and_no_hash() -> None:
    found = view()
    rows = {
        annex.title: [row for block in annex.blocks if isinstance(block, OfficialRows) for row in block.rows]
        for annex in evaluation_annexes(found)
    }
    assert len(rows["指标完成情况表"]) == len(found.results.indicators)
    assert len(rows["评分表"]) == 15
    assert len(rows["判定过程"]) == sum(len(row.tests) for row in found.path.rows)
    assert len(rows["佐证材料登记表"]) == len(found.evidence)
    cells = [cell for each in rows.values() for row in each for cell in row]
    assert not [cell for cell in cells if re.search(r"\b[0-9a-f]{12,}\b|\bM\d|实施绩效P|可复制性R", cell)]


def test_the_command_writes_it_and_refuses_what_it_can_not(tmp_path: Path, run: Callable[..., Ran]) -> None:
    command = ["--root", ROOT, "--as-of", "2026-09-30", "evaluate-report"]
    done = run(*command, "yx-titles-01", "--layout", "gongwen", "-o", tmp_path / "a.docx")
    assert done.code == 0, done.err
    assert "正文" in done.err
    assert "word/document.xml" in parts((tmp_path / "a.docx").read_bytes())
    assert render_word(MADE.document, MADE.chosen.profile)
    assert run(*command, "--layout", "gongwen").code == 2
    english = run(*command, "yx-titles-01", "--layout", "gongwen", "--lang", "en")
    assert english.code == 2
    assert "Chinese" in english.err
    with pytest.raises(UsageProblem, match="one pilot"):
        gather_evaluation_documents(opened(), EvaluationReportRequest(), OfficialRequest())


def _copied(to: Path) -> tuple[Path, Path]:
    """Return a copy of the example, and the file of its evaluation."""
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, to / name)
    shutil.copytree(ROOT / "pilots" / "yx-titles-01", to / "pilots" / "yx-titles-01")
    return to, to / "pilots" / "yx-titles-01" / "evaluations" / "2026-midterm.yaml"


def test_texts_of_the_evaluation_that_are_not_chinese_are_named_too(tmp_path: Path) -> None:
    root, file = _copied(tmp_path)
    text = re.sub(r"relevance: \{zh: [^,]*, ", "relevance: {", file.read_text(encoding="utf-8"))
    file.write_text(re.sub(r"method: \{.*\}", "method: desk review", text), encoding="utf-8")
    programme = root / "programme.yaml"
    stated = programme.read_text(encoding="utf-8")
    programme.write_text(stated.replace("zh: 云溪改革评估研究中心, ", ""), encoding="utf-8")
    with pytest.raises(DocumentStopped) as stopped:
        gather_evaluation_documents(opened(root), ASKED, OfficialRequest())
    for named in ("2026-midterm has no Chinese evaluator/method", "2026-midterm has no Chinese comments/relevance",
                  "organization yx-eval has no Chinese name"):  # fmt: skip
        assert named in str(stopped.value)


def test_an_evaluation_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    root, file = _copied(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + "\nnonsense: [1\n", encoding="utf-8")
    with pytest.raises(DocumentStopped, match=r"evaluations/2026-midterm\.yaml"):
        gather_evaluation_documents(opened(root), ASKED, OfficialRequest())


def test_steps_done_late_are_told_from_those_still_overdue() -> None:
    assert "里程碑6个，已完成2个（其中逾期完成1个），按权重计算的完成率为30.0%。" in BODY


def test_a_test_that_is_passed_or_missed_says_what_it_asks_for() -> None:
    assert "依据：试点期未满；实施绩效（对照序时进度）为87.3，不低于60，详见附件3。" in BODY
    assert "实施绩效（对照终期目标）为43.6，低于70；成文经验做法为0，低于1。" in BODY
