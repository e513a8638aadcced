"""The progress report as an official document: its sentences, its length, what it never says."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ledgers import LARGE, write_ledger
from official.official import (
    BANNED,
    EVERYTHING,
    ROOT,
    example,
    example_parts,
    made,
    opened,
    own_sentences,
    paragraphs,
)
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import DocumentStopped, UsageProblem
from talentpilot.report.official.blocks import Heading, OfficialRows, Paragraph
from talentpilot.report.official.fitting import balanced_lines, characters, with_short_names
from talentpilot.report.official.phrases import worded_sign
from talentpilot.report.quarterly import quarterly_figures
from talentpilot.report.views.inputs import Scope
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.services.official.correspondence import AddressRequest
from talentpilot.services.official.documents import OfficialRequest, PeriodDocument
from talentpilot.services.reporting import gather_source, narrow

BODY = "\n".join(example().document.texts())


def table(name: str) -> OfficialRows:
    (annex,) = [one for one in example().document.annexes if one.title == name]
    (rows,) = [block for block in annex.blocks if isinstance(block, OfficialRows)]
    return rows


def test_the_title_breaks_by_sense_and_in_shape() -> None:
    title = example().document.title
    assert title == (
        "关于云溪省专业技术人才管理服务改革试点",
        "（虚构示例）2026年第三季度",
        "进展情况的报告",
    )
    assert balanced_lines(["关于", "某试点", "2026年第三季度", "进展情况的报告"]) == (
        "关于某试点2026年第三季度",
        "进展情况的报告",
    )
    assert max(map(len, balanced_lines(["关于" + "长" * 45, "2026年", "进展情况的报告"]))) <= 20


def test_the_body_is_within_the_length_of_the_trial_and_is_recounted_from_the_file() -> None:
    made_ = example()
    assert 1800 <= made_.length <= 2200
    assert made_.eased == 0
    counted = []
    for style, text in paragraphs(example_parts()["word/document.xml"]):
        if style == "GWannexes":
            break
        counted.append(text.removesuffix("：") if style == "GWto" else text)
    assert characters(counted) == made_.length


def test_characters_are_counted_as_an_office_program_does() -> None:
    assert characters(["完成63.6%，共2026年"]) == len("完成") + 1 + 1 + 1 + 1 + 1


def test_numbers_are_those_of_the_report() -> None:
    figures = json.loads(quarterly_figures(quarterly_view(gather_source(opened(), EVERYTHING)[0])))
    counts, reports = figures["summary"]["counts"], figures["summary"]["reports"]
    approved = [pilot for pilot in figures["pilots"] if pilot["standing"] != "proposed"]
    steps = [step for pilot in approved for step in pilot["milestones"] if step["state"] != "withdrawn"]
    done = [step for step in steps if step["done"]]
    fresh = [step for step in done if "2026-07-01" <= step["done"] <= "2026-09-30"]
    late = [step for step in steps if step["state"] == "overdue"]
    total = figures["portfolio"]["total"]
    assert f"登记试点{counts['pilots']}个" in BODY
    assert f"共设里程碑{len(steps)}个，累计完成{len(done)}个，本季度完成{len(fresh)}个，逾期{len(late)}个" in BODY
    assert f"已评级指标{total['rated']}项，其中正常{total['on_track']}项" in BODY
    assert f"应报进展报告{reports['due']}份，收到{reports['received']}份" in BODY
    assert f"缺报{len(reports['missing'])}份" in BODY
    assert f"成文经验做法{total['practices']}项，在其他地区或者单位推广应用{total['adoptions']}次" in BODY


@pytest.mark.parametrize(("kind", "least"), [("progress", 80), ("circular", 40), ("practices", 5)])
def test_each_number_of_a_sentence_stands_in_the_figures(kind: PeriodDocument, least: int) -> None:
    figures = quarterly_figures(quarterly_view(gather_source(opened(), EVERYTHING)[0]))
    known = set(re.findall(r"\d+(?:\.\d+)?", figures))
    days = r"(\d{4}年)?\d+月(\d+日)?|〔\d{4}〕\d+号|附件\d+|\d+\."
    said = re.findall(r"\d+(?:\.\d+)?", re.sub(days, "", own_sentences(example(kind).document)))
    assert len(said) >= least
    assert [number for number in said if number not in known] == []


def test_counts_add_up_to_the_rows_of_the_annexes() -> None:
    assert "登记试点12个" in BODY
    assert len(table("试点情况一览表").rows) == 12
    attention = [row[2] for row in table("需关注事项清单").rows]
    assert f"严重滞后的试点{attention.count('试点')}个" in BODY
    assert f"逾期的里程碑{attention.count('里程碑')}个" in BODY
    assert f"未解决的堵点{attention.count('堵点')}个" in BODY
    assert "成文经验做法5项" in BODY
    assert len(table("经验做法和推广应用清单").rows) == 5
    done, counted = zip(*(map(int, row[8].split("／")) for row in table("试点情况一览表").rows), strict=True)
    proposed = [row for row in table("试点情况一览表").rows if row[4] == "待批准"]
    assert f"共设里程碑{sum(counted) - sum(int(row[8].split('／')[1]) for row in proposed)}个" in BODY
    assert f"累计完成{sum(done)}个" in BODY


def test_a_filing_says_from_what_to_what_and_what_it_takes_back() -> None:
    changes = [row[4] for row in table("调整备案情况表").rows]
    assert "取消受援单位成效回访的完成时限（原为2027年1月31日）" in changes
    assert "受援单位续聘意愿的基期值由81调整为79.5" in changes
    (extended,) = [text for text in changes if "年度考核后保留的基地" in text]
    assert extended.count("由2026年12月31日调整为2027年6月30日") == 1


def test_a_negative_number_is_in_words() -> None:
    assert [worded_sign(text) for text in ("-2.5", "由−2调整为3", "2026-07", "博士—博士后")] == [
        "负2.5", "由负2调整为3", "2026-07", "博士—博士后",
    ]  # fmt: skip


def test_no_sentence_praises_blames_or_thanks() -> None:
    assert len(set(BANNED)) == 40
    assert [word for word in BANNED if word in own_sentences(example().document)] == []


def test_no_code_of_the_program_stands_in_the_body() -> None:
    for code in (
        r"[A-Z]{2,4}\d",
        r"yx-",
        r"\b[0-9a-f]{7,}\b",
        r"talentpilot",
        r"0[1-9]月",
        r"年0",
        r"[一-鿿][,()][一-鿿]",
    ):
        assert not re.search(code, BODY), code
    assert re.findall(r"[A-Za-z]+", BODY) == []


def test_no_id_of_the_ledger_stands_in_an_annex_but_in_the_units_own_words() -> None:
    cells = [cell for annex in example().document.annexes for block in annex.blocks if isinstance(block, OfficialRows)
             for row in block.rows for cell in row]  # fmt: skip
    assert len(cells) > 200
    assert [cell for cell in cells if re.search(r"\b[MIBAEP]\d", cell)] == []
    assert [cell for cell in cells if cell.startswith(("●", "▲", "■", "○"))] == []


@pytest.mark.slow
def test_the_steps_of_easing_are_taken_in_order_until_the_body_fits() -> None:
    lengths = {made(wanted=OfficialRequest(max_characters=limit)).eased: limit for limit in (4000, 1700, 1400, 1150)}
    assert 0 in lengths
    assert len(lengths) == 4
    shortest = made(wanted=OfficialRequest(max_characters=1150))
    assert shortest.length <= 1150
    assert "分领域情况表" in [annex.title for annex in shortest.document.annexes]


def test_a_body_that_stays_too_long_is_not_cut() -> None:
    with pytest.raises(DocumentStopped, match="more than 300"):
        made(wanted=OfficialRequest(max_characters=300))
    assert made(wanted=OfficialRequest(max_characters=0)).length == example().length


def test_what_nobody_knows_stays_blank_and_is_said() -> None:
    blank = made(wanted=OfficialRequest())
    assert blank.document.sender == ""
    assert "发文机关" in blank.blanks
    assert [str(note) for note in blank.notes] == [
        "the sender is not known and left blank: name it, or write keeper: ORG in programme.yaml"
    ]
    assert example().notes == ()


def test_sender_addressee_and_title_can_be_given() -> None:
    asked = OfficialRequest(AddressRequest("nj-hrss", "省政府办公厅", "关于试点/进展情况的报告"))
    document = made(wanted=asked).document
    assert document.sender == "南郊市人力资源和社会保障局"
    assert document.to == "省政府办公厅"
    assert document.title == ("关于试点", "进展情况的报告")
    with pytest.raises(UsageProblem, match="did you mean yx-hrss"):
        made(wanted=OfficialRequest(AddressRequest("yx-hrs")))


def example_copied(to: Path) -> Path:
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, to / name)
    return shutil.copytree(ROOT / "pilots", to / "pilots").parent


KEEPER = "云溪省人才工作领导小组办公室"
ISSUER = "人力资源社会保障部办公厅"


@pytest.mark.parametrize(
    ("kind", "view", "sender", "to"),
    [
        ("progress", None, KEEPER, ISSUER),
        ("practices", None, KEEPER, ISSUER),
        ("progress", "lead:qc-hrss", "青岑市人力资源和社会保障局", KEEPER),
        ("progress", "pilot:yx-postdoc-01", "云溪大学", KEEPER),
    ],
)
def test_the_keeper_writes_upwards_and_a_lead_writes_to_the_keeper(
    kind: PeriodDocument, view: str | None, sender: str, to: str, kept: Path
) -> None:
    scope, selection = narrow(view)
    document = made(kind, kept, replace(EVERYTHING, scope=scope, selection=selection), OfficialRequest()).document
    assert (document.sender, document.to) == (sender, to)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a keeper of its books."""
    root = example_copied(tmp_path_factory.mktemp("kept"))
    file = root / "programme.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("\ntimezone:", "\nkeeper: yx-talent\ntimezone:"), "utf-8")
    return root


def test_programme_yaml_names_the_addressee_of_reports_and_not_of_circulars(kept: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(kept, tmp_path / "ledger"))
    with (root / "programme.yaml").open("a", encoding="utf-8") as file:
        file.write("\ndocuments: {to: nj-hrss}\n")
    (report, circular) = (made(kind, root, wanted=OfficialRequest()).document for kind in ("progress", "circular"))
    assert report.to == "南郊市人力资源和社会保障局"
    assert circular.to.startswith("云溪省人力资源和社会保障厅、")


def test_texts_without_chinese_are_named_and_stop_the_document(tmp_path: Path) -> None:
    root = example_copied(tmp_path)
    file = root / "pilots" / "yx-titles-01" / "milestones.yaml"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r"(id: M3\n +title: \{)zh: [^,]*, ", r"\1", text)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(DocumentStopped) as stopped:
        made(root=root)
    assert "yx-titles-01/M3 has no Chinese title" in str(stopped.value)


def test_a_region_without_a_chinese_name_stops_the_document(tmp_path: Path) -> None:
    root = example_copied(tmp_path)
    file = root / "programme.yaml"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r'(code: "990100", level: prefecture, )zh: [^,]*, ', r"\1", text)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(DocumentStopped, match="region 990100 has no Chinese name"):
        made(root=root)


def test_a_section_without_facts_says_so() -> None:
    asked = replace(EVERYTHING, scope=Scope("lead", "yx-tech"), selection=PilotSelection(lead="yx-tech"))
    document = made(asked=asked).document
    texts = [block.text for block in document.body if isinstance(block, Paragraph)]
    assert texts.count("无。") >= 3
    assert isinstance(document.body[1], Heading)


def test_a_unit_with_a_short_name_is_called_by_it_after_its_first_use() -> None:
    document = replace(
        example().document,
        body=(
            Paragraph("甲市人力资源和社会保障局于5月完成；甲市人力资源和社会保障局技工学校于6月完成。"),
            Paragraph("“甲市人力资源和社会保障局的原话”，乙局。甲市人力资源和社会保障局"),
        ),
    )
    names = {"甲市人力资源和社会保障局": "甲市人社局", "甲市人力资源和社会保障局技工学校": None, "乙局": "乙"}
    said = [block.text for block in with_short_names(document, names).body if isinstance(block, Paragraph)]
    assert said == [
        "甲市人力资源和社会保障局（以下简称甲市人社局）于5月完成；甲市人力资源和社会保障局技工学校于6月完成。",
        "“甲市人力资源和社会保障局的原话”，乙局。甲市人社局",
    ]
    assert with_short_names(document, dict.fromkeys(names)) == document


def test_a_long_title_of_the_programme_is_told_and_its_short_title_taken(tmp_path: Path) -> None:
    root = example_copied(tmp_path)
    file = root / "programme.yaml"
    text = file.read_text(encoding="utf-8")
    long = "长" * 31
    file.write_text(re.sub(r"(?m)^title: .*$", f"title: {{zh: {long}, en: Long}}", text), encoding="utf-8")
    found = made(root=root)
    assert any("31 characters, more than 30" in str(note) for note in found.notes)
    with file.open("a", encoding="utf-8") as opened_file:
        opened_file.write("short_title: {zh: 人才试点, en: Pilots}\n")
    found = made(root=root)
    assert found.document.title[0].startswith("关于人才试点")
    assert not [note for note in found.notes if "characters" in str(note)]
    assert long in "\n".join(found.document.texts())


def test_what_is_the_same_of_several_pilots_is_said_once(tmp_path: Path) -> None:
    write_ledger(tmp_path / "ledger", 12, LARGE)
    document = made(root=tmp_path / "ledger").document
    body = "\n".join(document.texts()).replace("\n。", "。")
    five = "、".join(f"工程系列职称评审诚信档案试点{number}" for number in range(5))
    assert f"堵点12个\n\n未与全国学历学位数据库联通（{five}等12个试点，较大，已345天）。详见附件2。" in body
    step = f"南郊市人力资源和社会保障局于10月31日前完成{five}等12个试点“首个完整评审年度使用诚信档案”。"
    assert step in body
    (rows,) = [annex.blocks[0] for annex in document.annexes if annex.title == "需协调解决事项清单"]
    assert isinstance(rows, OfficialRows)
    assert {row[2] for row in rows.rows} == {"部级"}


def test_a_domain_without_a_finished_step_says_so_in_one_way() -> None:
    body = "\n".join(example().document.texts())
    assert "本季度完成里程碑0个。" in body
    assert "没有完成" not in body  # which could also mean those that are not finished


def test_the_list_of_matters_for_attention_says_nothing_twice() -> None:
    every = table("需关注事项清单").rows
    pilots = [row for row in every if row[2] == "试点"]
    assert [(row[4], row[5]) for row in pilots] == [
        ("落后序时进度45.5个百分点", "—"),
        ("指标“银龄专家服务基层”落后应达进展34.8个百分点", "—"),
    ]
    assert ("堵点", "107") in [(row[2], row[5]) for row in every]


def test_what_several_pilots_ask_stands_since_the_first_of_them() -> None:
    assert "装备制造业链主企业职称自主评审标准试点，最早于2025年10月20日提出。" in BODY
