"""The return round: made, filled in, taken; the ledger is the one that the `record` commands would have kept."""

import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from statistics import median

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran
from returns.workbooks import (
    ANSWERS,
    DAY,
    PILOT,
    ROOT,
    SIGNED,
    UNIT,
    cells,
    filled,
    made,
    opened,
    take,
    tree,
    waiting_ledger,
)
from talentpilot.analysis.return_questions import full_burden, known_before, owes_return, questions
from talentpilot.model.periods import parse_period
from talentpilot.services.ledger import open_ledger
from talentpilot.services.recording.transaction import open_edit
from talentpilot.services.returns.make import MakeRequest, make_returns, write_returns
from talentpilot.services.returns.result import TakeRequest, TakeResult
from talentpilot.services.returns.take import take_returns

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
NEWS = {
    "B1/state": "已解决",
    "B1/resolved": date(2026, 10, 10),
    "B1/resolution": "拆包采购",
    "B1/evidence": "会议纪要；https://example.org/a",
    "new_bottlenecks/1/title": "新问题",
    "new_bottlenecks/1/owner": "云溪大学",
    "new_bottlenecks/1/kind": "资金",
    "new_bottlenecks/1/severity": "一般",
    "new_bottlenecks/1/needs": "部级",
    "new_bottlenecks/1/due": date(2026, 12, 31),
    "practices/1/title": "+助教课",
    "practices/1/kind": "服务",
    "practices/1/summary": "随问随答",
    "practices/1/conditions": "有平台",
    "incentives/1/title": "专项资金",
    "incentives/1/kind": "资金",
    "incentives/1/date": date(2026, 9, 1),
    "incentives/1/grantor": "yx-fin",
    "incentives/1/amount": "1,200,000元",
    "publicity/2/title": "报道",
    "publicity/2/channel": "省级",
    "publicity/2/date": date(2026, 9, 2),
    "publicity/2/url": "https://example.org/b",
}
"""Something new in each block."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return waiting_ledger(tmp_path)


def problems(result: TakeResult) -> list[str]:
    pilots = result.pilots
    return [str(one.message) for one in (*result.problems, *(one for p in pilots for one in p.problems))]


def fits(document: object, name: str) -> None:
    schema = json.loads((files("talentpilot") / "_schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)


def test_the_burden_of_the_example_is_what_the_specification_allows() -> None:
    ledger = open_ledger(ROOT, as_of=date(2026, 10, 31))
    burdens = []
    for text in ("2025Q4", "2026Q1", "2026Q2", "2026Q3"):
        period = parse_period(text)
        assert period is not None
        for name in ledger.pilot_ids:
            pilot = ledger.read(name).pilot
            assert pilot is not None
            if owes_return(pilot, ledger.programme, period, period.end):
                burdens.append(full_burden(pilot, ledger.programme, period))
    assert median(burdens) <= 13
    assert max(burdens) <= 25


def test_a_form_counts_what_it_asks_and_what_it_knows(root: Path) -> None:
    one = made(root)
    book = opened(one.content)
    meta = [[cell.value for cell in row] for row in book["_meta"].iter_rows(max_col=5)]
    values = {row[0]: row[1] for row in meta}
    assert (values["asked"], values["known"]) == (str(one.asked), str(one.known))
    rows = [row for row in meta if row[2] in ("known", "asked", "open")]
    facts = [row for row in rows if row[2] == "known" and row[4] not in (None, "–")]
    assert len(facts) == one.known
    ledger = open_ledger(root, as_of=DAY)
    period = parse_period("2026Q3")
    assert period is not None
    total = 0
    for name in one.pilots:
        pilot = ledger.read(name).pilot
        assert pilot is not None
        total += questions(pilot, ledger.programme, period, DAY).asked
    assert total == one.asked


def test_the_same_ledger_gives_the_same_bytes(root: Path) -> None:
    assert made(root).content == made(root).content


def test_units_of_one_name_get_files_of_their_own(root: Path, tmp_path: Path) -> None:
    file = root / "programme.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"zh: (云溪大学|云溪重型装备集团有限公司)", "zh: 同名单位", text), encoding="utf-8")
    made = make_returns(open_ledger(root, as_of=DAY), MakeRequest("2026Q3"))
    names = {one.unit: one.name for one in made.returns}
    assert names["yx-univ"] == "2026年第三季度填报表-同名单位-yx-univ.xlsx"
    assert names["yx-heavy"] == "2026年第三季度填报表-同名单位-yx-heavy.xlsx"
    written = write_returns(made, tmp_path / "out")
    assert len({one.path for one in written}) == len(made.returns)
    assert all(one.fresh for one in written)


def test_lists_are_defined_names_and_only_open_cells_are_unlocked(root: Path) -> None:
    content = made(root).content
    book = opened(content)
    for sheet in book.worksheets[1:-2]:
        for check in sheet.data_validations.dataValidation:
            if check.type == "list":
                assert check.formula1 in book.defined_names, "a list is a defined name"
        assert sheet.protection.sheet
        assert not sheet.protection.password
    opens = {
        (str(row[0].value), row[1].value) for row in book["_meta"].iter_rows() if row[2].value in ("asked", "open")
    }
    unlocked = {key for key, cell in cells(book).items() if not cell.protection.locked}
    assert unlocked == {
        f"{key}/{name}".removeprefix(f"{PILOT}/") for key, name in opens if key == "signature" or key.startswith(PILOT)
    }
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "media" in name or "externalLink" in name]
        assert b"<formula1>&quot;" not in archive.read("xl/worksheets/sheet2.xml"), "no list is written out"
    assert len(content) < 40_960


def test_the_workbook_of_a_ledger_with_800_organizations_names_the_near_ones(root: Path) -> None:
    programme = root / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    (line,) = re.findall(r"^  - \{id: lp-data, .*\n", text, re.MULTILINE)
    far = "".join(
        line.replace("lp-data", f"lp-data-{number}").replace("临浦市", f"临浦市{number}区") for number in range(800)
    )
    programme.write_text(text.replace(line, line + far), encoding="utf-8")
    one = made(root)
    book = opened(one.content)
    names = {str(cell.value) for column in book["_lists"].columns for cell in column}
    assert {"qc-hrss", "云溪省教育厅", "云溪大学", "北京市"} <= names, "its own, those of the province, and regions"
    assert not {"lp-data", "lp-data-7", "wl-hrss"} & names
    checks = {check.formula1: check.errorStyle for check in book.worksheets[1].data_validations.dataValidation}
    assert checks["tp_orgs"] == "warning", "another name can be typed"
    assert len(one.content) < 40_000, f"{len(one.pilots)} pilots"
    answers = {**SIGNED, **{key: value for key, value in NEWS.items() if key.startswith("new_bottlenecks")}}
    taken = take(root, filled(one.content, {**answers, "new_bottlenecks/1/owner": "临浦市7区数据资源管理局"}))
    assert problems(taken) == []
    assert any("--owner lp-data-7" in fact.command for pilot in taken.pilots for fact in pilot.facts)


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_filled_return_is_taken_and_asks_for_nothing_twice(root: Path, language: str) -> None:
    content = made(root, language=language).content
    before = tree(root)
    result = take(root, filled(content, ANSWERS))
    assert problems(result) == []
    assert [fact.sort for pilot in result.pilots for fact in pilot.facts] == [
        "forecast",
        "done",
        "observe",
        "observe",
        "report",
    ]
    assert [(gap.key, gap.field) for pilot in result.pilots for gap in pilot.gaps] == [(f"{PILOT}/M4", "state")]
    after = tree(root)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {f"pilots/{PILOT}/{name}.yaml" for name in ("milestones", "outcomes", "pilot")}
    again = take(root, filled(content, ANSWERS))
    assert problems(again) == []
    assert tree(root) == after, "the same file adds nothing"
    assert not any(pilot.facts for pilot in again.pilots)
    new = {str(row[0].value) for row in opened(made(root).content)["_meta"].iter_rows() if row[2].value == "asked"}
    assert new == {f"{PILOT}/M4", "signature"} | {f"{PILOT}/{one}" for one in ("M3", "M6", "M7", "B1")} | {
        key for key in new if key.startswith("yx-experts-01")
    }


def test_what_was_answered_is_not_counted_again(root: Path) -> None:
    first = made(root)
    take(root, filled(first.content, ANSWERS))
    second = made(root)
    assert second.pilots[PILOT][0] == 2, "only why M4 is late, and what comes next"
    assert second.pilots[PILOT][1] > 0


def test_the_printed_commands_keep_the_same_ledger(root: Path, run: Run) -> None:
    paper = root.parent / "returned"
    paper.mkdir()
    (paper / "会议纪要.txt").write_text("agreed", encoding="utf-8")
    answers = dict(ANSWERS) | NEWS
    kept = root.parent / "kept"
    shutil.copytree(root, kept)
    result = take(root, filled(made(root).content, answers))
    assert problems(result) == []
    commands = [fact.command for pilot in result.pilots for fact in pilot.facts]
    sorts = "done forecast observe resolve bottleneck practice incentive publicity evidence report"
    assert {shlex.split(command)[2] for command in commands} == set(sorts.split())
    for command in commands:
        ran = run(*shlex.split(command)[1:], "--root", kept, "--as-of", DAY)
        assert ran.code == 0, (command, ran.err)
    assert tree(root) == tree(kept)
    again = take(root, filled(made(root).content, {key: answers[key] for key in SIGNED}))
    assert problems(again) == []


def test_a_practice_is_adopted_by_an_organization_or_a_region(root: Path) -> None:
    edit = open_edit(open_ledger(root, as_of=DAY), PILOT)
    from talentpilot.services.recording.practices import PracticeFacts, record_practice

    record_practice(edit, PracticeFacts({"zh": "助教课"}, "service"))
    edit.commit()
    row = {
        "practice": "P1 助教课",
        "adopter": "北京市",
        "date": date(2026, 9, 9),
        "document": "京人社〔2026〕9号",
        "scale": "全市",
    }
    answers = {f"adoptions/1/{name}": value for name, value in row.items()}
    answers |= {f"adoptions/2/{name}": value for name, value in (row | {"adopter": "Yunxi University"}).items()}
    content = filled(made(root).content, answers | dict(SIGNED))
    result = take(root, content)
    assert problems(result) == []
    commands = [fact.command for pilot in result.pilots for fact in pilot.facts]
    assert [("--region 110000" in one, "--org yx-univ" in one) for one in commands] == [(True, False), (False, True)]
    assert not any(pilot.facts for pilot in take(root, content).pilots)


class TestProvisionalValues:
    @pytest.fixture
    def content(self, root: Path) -> bytes:
        file = root / "pilots" / PILOT / "outcomes.yaml"
        text = file.read_text(encoding="utf-8")
        before = "      - {date: 2026-06-30, value: 8, evidence: [E5]}\n"
        assert before in text
        file.write_text(
            text.replace(before, f"{before}      - {{date: 2026-09-30, value: 17, provisional: true}}\n"),
            encoding="utf-8",
        )
        return made(root).content

    @pytest.mark.parametrize(
        ("answers", "command", "written"),
        [
            ({}, "", "value: 17, provisional: true}"),
            ({"provisional": "否"}, "--confirm", "value: 17}"),
            ({"value": 18}, "--value 18 --provisional", "value: 18, provisional: true}"),
            ({"value": 18, "provisional": "否"}, "--value 18", "value: 18}"),
            ({"value": None}, "", "value: 17, provisional: true}"),
        ],
    )
    def test_is_confirmed_changed_or_left(
        self, root: Path, content: bytes, answers: dict[str, object], command: str, written: str
    ) -> None:
        given = {f"I2@2026-09-30/{name}": value for name, value in answers.items()} | dict(SIGNED)
        result = take(root, filled(content, given))
        assert problems(result) == []
        commands = [fact.command for pilot in result.pilots for fact in pilot.facts]
        assert [command in one for one in commands] == ([True] if command else [])
        assert written in (root / "pilots" / PILOT / "outcomes.yaml").read_text(encoding="utf-8")


class TestTheLedgerMoved:
    CHANGED = "      - {date: 2026-06-30, value: 8, evidence: [E5]}\n"

    def move(self, root: Path, value: int) -> None:
        file = root / "pilots" / PILOT / "outcomes.yaml"
        text = file.read_text(encoding="utf-8")
        moved = f"{self.CHANGED}      - {{date: 2026-09-30, value: {value}, evidence: [E6]}}\n"
        file.write_text(text.replace(self.CHANGED, moved), encoding="utf-8")

    def test_to_the_same_value(self, root: Path) -> None:
        content = filled(made(root).content, {"I2@2026-09-30/value": 17, **SIGNED})
        self.move(root, 17)
        result = take(root, content)
        assert problems(result) == []
        assert not any(pilot.facts for pilot in result.pilots)

    def test_to_another_value(self, root: Path) -> None:
        content = filled(made(root).content, {"I2@2026-09-30/value": 17, "progress/text": "好", **SIGNED})
        self.move(root, 19)
        before = tree(root)
        (said,) = problems(take(root, content))
        assert "the return says 17" in said
        assert "the ledger says 19" in said
        assert f"pilots/{PILOT}/outcomes.yaml:30" in said
        assert tree(root) == before, "nothing of the pilot is taken"
        kept = take(root, content, keep_ledger=True)
        assert problems(kept) == []
        assert [fact.sort for pilot in kept.pilots for fact in pilot.facts] == ["report"]
        corrected = take(root, content, correct=True)
        assert problems(corrected) == []
        assert "value: 17, evidence: [E6]" in (root / "pilots" / PILOT / "outcomes.yaml").read_text(encoding="utf-8")


def test_two_files_with_the_same_answers_are_one_and_with_others_none(root: Path) -> None:
    content = made(root).content
    one, other = filled(content, ANSWERS), filled(content, dict(ANSWERS) | {"I1@2026Q3/value": 541})
    before = tree(root)
    (said,) = problems(take(root, one, other))
    assert "its answers differ from those of" in said
    assert said.endswith("in G17")
    assert tree(root) == before
    assert problems(take(root, one, one)) == []
    assert tree(root) != before


@pytest.mark.parametrize(
    ("answers", "request_", "said"),
    [
        ({"signature/name": None}, {}, "not signed"),
        ({"signature/name": None}, {"unsigned": True}, ""),
        ({"signature/date": None}, {}, "the day of handing in is missing"),
        ({"signature/date": None}, {"received": "2026-10-16"}, ""),
        ({"signature/date": date(2026, 10, 21)}, {}, "is not between"),
        ({}, {"strict": True}, "is not filled in"),
        ({"progress/text": None}, {}, ""),
    ],
)
def test_the_signature_and_gaps(root: Path, answers: dict[str, object], request_: dict[str, object], said: str) -> None:
    result = take(root, filled(made(root).content, dict(ANSWERS) | answers), **request_)
    told = problems(result)
    assert (told == []) if not said else all(said in one for one in told), told
    assert "张三" not in repr(result)
    assert "张三".encode() not in b"".join(tree(root).values())


def test_an_unsigned_return_hides_no_wrong_cell(root: Path) -> None:
    wrong = {"signature/name": None, "signature/date": None, "M5/done": "2026.6", "I1@2026Q3/value": "约30"}
    before = tree(root)
    result = take(root, filled(made(root).content, dict(ANSWERS) | wrong))
    told = " ".join(problems(result))
    assert [said in told for said in ("not signed", "day of handing in", "2026.6", "约30")] == [True] * 4
    assert tree(root) == before
    fine = take(root, filled(made(root).content, dict(ANSWERS) | {"signature/name": None}))
    assert not fine.pilots
    assert tree(root) == before


def test_a_dry_run_writes_nothing(root: Path) -> None:
    before = tree(root)
    result = take(root, filled(made(root).content, ANSWERS), dry_run=True)
    assert sum(len(pilot.facts) for pilot in result.pilots) == 5
    assert tree(root) == before


def test_the_commands(root: Path, run: Run, tmp_path: Path) -> None:
    at = ("--root", root, "--as-of", DAY)
    out = tmp_path / "out"
    assert run("return", "make", "--period", "2026Q3", "--unit", UNIT, "-o", out, *at).code == 0
    (path,) = out.iterdir()
    assert path.name == "2026年第三季度填报表-青岑市人力资源和社会保障局.xlsx"
    assert run("return", "make", "--period", "2026Q3", "--unit", UNIT, "-o", out, *at).code == 0, "the same bytes"
    wrong = filled(path.read_bytes(), dict(ANSWERS) | {"M5/done": "2026.6", "I1@2026Q3/value": "约30"})
    path.write_bytes(wrong)
    assert run("return", "make", "--period", "2026Q3", "--unit", UNIT, "-o", out, *at).code == 2, "it may be filled in"
    ran = run("return", "take", path, *at, "--lang", "en")
    assert ran.code == 1
    assert 'G10 完成日期: "2026.6" names no day\n  = help: write it as in 2026-6-30\n' in ran.err
    assert "if that is what is meant, write 30" in ran.err
    assert (
        ran.out.endswith(f"1 not (2 problems), 0 gaps, 2 remarks; nothing was written for {PILOT}\n")
        or "1 not (2 problems)" in ran.out
    )
    path.write_bytes(filled(wrong, ANSWERS))
    ran = run("return", "take", path, "--dry-run", *at)
    assert ran.code == 0
    assert "done: 2026-08-28" in ran.out
    ran = run("return", "take", out, "--format", "json", *at)
    document = json.loads(ran.out)
    assert document["schema"] == "talentpilot/return-take/1"
    fits(document, "return-take-1")
    assert [fact["line"] > 0 for one in document["pilots"] for fact in one["taken"]] == [True] * 5
    listed = json.loads(run("return", "list", "--period", "2026Q3", "--format", "json", *at).out)
    fits(listed, "returns-1")
    state = {item["pilot"]: (item["state"], item["open"]) for item in listed["returns"]}
    assert state[PILOT] == ("in_time", 2)
    assert run("return", "list", "--period", "2026Q3", "--strict", *at).code == 0
    assert run("return", "list", "--period", "2026H1", *at).code == 2
    assert run("return", "take", tmp_path / "none.xlsx", *at).code == 2


def test_a_sheet_that_was_not_filled_in_says_so(root: Path) -> None:
    result = take(root, made(root).content)
    assert problems(result) == []
    assert all(pilot.blank for pilot in result.pilots)


def test_evidence_with_two_files_of_its_name_is_told(root: Path) -> None:
    folder = root.parent / "returned"
    folder.mkdir()
    for name in ("纪要.txt", "纪 要.pdf"):
        (folder / name).write_text("x", encoding="utf-8")
    answers = dict(ANSWERS) | {"M5/evidence": "纪要"}
    (said,) = problems(take(root, filled(made(root).content, answers)))
    assert "two files are named 纪要" in said


def test_what_is_not_read_of_a_folder_is_remarked(root: Path) -> None:
    folder = root.parent / "returned"
    (folder / "旧").mkdir(parents=True)
    for name in ("纪要.pdf", "青岑.wps", "Thumbs.db", "~$0.xlsx", ".lock"):
        (folder / name).write_text("x", encoding="utf-8")
    (folder / "0.xlsx").write_bytes(filled(made(root).content, dict(ANSWERS) | {"M5/evidence": "纪 要"}))
    for _ in range(2):
        result = take_returns(open_ledger(root, as_of=DAY, clock=lambda _: DAY), TakeRequest((folder,)))
        assert [(Path(one.place.file).name, str(one.message).partition(",")[0]) for one in result.remarks] == [
            ("旧", "a folder in a folder is not looked into; name it too"),
            ("青岑.wps", "this is not a workbook"),
        ]


def test_evidence_that_is_nowhere_is_noted(root: Path) -> None:
    result = take(root, filled(made(root).content, dict(ANSWERS) | {"M5/evidence": "不在的材料"}))
    assert problems(result) == []
    assert "佐证待交：不在的材料" in (root / "pilots" / PILOT / "milestones.yaml").read_text(encoding="utf-8")


def test_facts_of_a_period_can_be_taken_away() -> None:
    ledger = open_ledger(ROOT, as_of=DAY)
    pilot = ledger.read(PILOT).pilot
    assert pilot is not None
    cut = known_before(pilot, date(2026, 7, 1))
    assert [item.period.end < date(2026, 7, 1) for item in cut.file.reports] == [True] * len(cut.file.reports)
    assert cut.milestone("M5") is not None
    assert cut.milestone("M5").done is None  # type: ignore[union-attr]
