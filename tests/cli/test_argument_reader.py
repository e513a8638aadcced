"""Whatever the program prints for a code, an id or a day is taken back, and what is not clear is never guessed."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import Ran
from talentpilot.errors import UsageProblem
from talentpilot.i18n.terms import TERMS
from talentpilot.i18n.translator import translator_for
from talentpilot.i18n.word_codes import VOCABULARIES, code_of, names_of
from talentpilot.model.dates import clear_date
from talentpilot.model.periods import clear_period

Run = Callable[..., Ran]
ZH = ("--lang", "zh")
DAY = ("--as-of", "2026-03-31")


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_printed_word_names_its_code(vocabulary: str, language: str) -> None:
    say = translator_for("zh" if language == "zh" else "en")
    for group in VOCABULARIES[vocabulary]:
        for code in TERMS.get(group, ()):
            said = say.term(code, group)
            same = [key for key, names in names_of(vocabulary).items() if said in names]
            if len(same) == 1:
                assert code_of(said, vocabulary) == code
            else:
                with pytest.raises(UsageProblem, match="could be"):
                    code_of(said, vocabulary)


@pytest.mark.parametrize(
    ("word", "vocabulary", "code"),
    [
        ("同意", "decision", "approved"), ("不同意", "decision", "rejected"), ("已批准", "decision", "approved"),
        ("红", "light", "red"), ("红灯", "light", "red"), ("严重滞后", "light", "red"), ("RED", "light", "red"),
        ("数据", "bottleneck", "data"), ("数据集", "evidence_kind", "dataset"), ("重大", "severity", "critical"),
        ("部级", "needs", "ministry"), ("省", "channel", "provincial"), ("Ｍajor", "severity", "major"),
        ("恢复", "adjustment", "resumption"), ("恢复试点", "adjustment", "reopening"),
        ("延期", "adjustment", "extension"),
        ("报批", "procedure", "approval"), ("季度", "frequency", "quarterly"), ("是", "truth", "true"),
        ("Half-yearly", "frequency", "semiannual"), ("critical ", "severity", "critical"),
    ],
)  # fmt: skip
def test_words_of_an_office_are_understood(word: str, vocabulary: str, code: str) -> None:
    assert code_of(word, vocabulary) == code


def test_a_word_for_two_things_is_refused_with_both() -> None:
    with pytest.raises(UsageProblem, match=r"withdraw_milestone .*withdraw_indicator"):
        code_of("撤销", "adjustment")


def test_an_unknown_word_is_refused_with_the_nearest_and_ascii_is_left_to_the_field() -> None:
    with pytest.raises(UsageProblem, match="did you mean 重大"):
        code_of("重太", "severity")
    assert code_of("urgent", "severity") == "urgent"


@pytest.mark.parametrize(
    "text",
    ["2026年4月28日", "2026年04月28号", "2026/4/28", "2026.4.28", "2026-4-28", "20260428", "２０２６－０４－２８",
     "２０２６年４月２８日", "2026 年 4 月 28 日", "2026。4。28"],
)  # fmt: skip
def test_a_day_in_any_clear_form_is_taken(text: str) -> None:
    assert str(clear_date(text)) == "2026-04-28"


@pytest.mark.parametrize(
    "text",
    ["28/4/2026", "4/28", "26年4月28日", "46140", "2026-02-30", "2026年4月", "2026-04-28 10:00", "四月", "202604"],
)
def test_a_day_that_is_not_clear_is_never_guessed(run: Run, sound: Path, text: str) -> None:
    assert clear_date(text) is None
    ran = run("record", "done", "yx-titles-01/M4", "--date", text, "--root", sound, *DAY)
    assert ran.code == 2
    assert "  help: " in ran.err


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026年第一季度", "2026Q1"), ("2026年一季度", "2026Q1"), ("2026年1季度", "2026Q1"), ("2026q1", "2026Q1"),
        ("２０２６Ｑ１", "2026Q1"), ("2026-Q1", "2026Q1"), ("2026年上半年", "2026H1"), ("2026h2", "2026H2"),
        ("2026年9月", "2026-09"), ("2026-9", "2026-09"), ("2026/10", "2026-10"), ("2026年", "2026"),
        ("2026年度", "2026"),
    ],
)  # fmt: skip
def test_a_period_in_any_clear_form_is_taken(text: str, period: str) -> None:
    assert str(clear_period(text)) == period


@pytest.mark.parametrize(
    "text", ["2026.9", "20269", "一季度", "2026Q5", "2026年13月", "2026H3", "第一季度", "26Q1", ""]
)
def test_a_period_that_is_not_clear_is_none(text: str) -> None:
    assert clear_period(text) is None


def test_a_bottleneck_is_recorded_in_chinese_words(run: Run, sound: Path) -> None:
    ran = run(
        "record", "bottleneck", "职称评审诚信档案", "--kind", "数据", "--severity", "重大", "--needs", "部级",
        "--owner", "云溪省人力资源和社会保障厅", "--title-zh", "数据不通", "--date", "2026年3月28日",
        "--root", sound, *DAY, *ZH,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    text = (sound / "pilots" / "yx-titles-01" / "pilot.yaml").read_text(encoding="utf-8")
    fact = yaml.load(text, yaml.BaseLoader)["bottlenecks"][-1]
    said = [fact[name] for name in ("kind", "severity", "needs", "owner", "raised")]
    assert said == ["data", "critical", "ministry", "yx-hrss", "2026-03-28"]
    assert "“2026年3月28日”按2026-03-28处理" in ran.err
    assert "“职称评审诚信档案”按yx-titles-01处理" in ran.err


def test_a_plan_is_changed_in_chinese_words(run: Run, sound: Path) -> None:
    ran = run(
        "adjust", "yx-titles-01", "M4/责任单位", "云溪省教育厅",
        "--also", "roles/partners=云溪省教育厅、云溪改革评估研究中心",
        "--kind", "变更参与单位", "--reason-zh", "职责调整", "--document", "云人社发〔2026〕3号", "--root", sound, *DAY,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    text = (sound / "pilots" / "yx-titles-01" / "pilot.yaml").read_text(encoding="utf-8")
    assert "kind: change_unit" in text
    assert "path: milestones/M4/owner" in text
    assert "to: yx-edu" in text
    assert "to: [yx-edu, yx-eval]" in text


@pytest.mark.parametrize(
    "filters",
    [
        ("--region", "990000"), ("--lead", "云溪省人力资源和社会保障厅"),
        ("--view", "牵头:云溪省人力资源和社会保障厅"),
        ("--view", "领域：职称和职业资格"),
        ("--domain", "职称和职业资格"), ("--view", "试点:职称评审诚信档案"), ("--light", "黄灯"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_filters_take_names(run: Run, sound: Path, filters: tuple[str, ...]) -> None:
    ran = run("status", *filters, "--root", sound, *DAY, "--format", "csv", "--lang", "en")
    assert "yx-titles-01," in ran.out, ran.err


def test_quiet_says_nothing_back(run: Run, sound: Path) -> None:
    assert "read as" in run("status", "--root", sound, "--as-of", "2026/3/31").err
    assert run("status", "--root", sound, "--as-of", "2026/3/31", "-q").err == ""


def test_a_title_of_two_pilots_is_refused_with_both(run: Run, sound: Path) -> None:
    import shutil

    shutil.copytree(sound / "pilots" / "yx-titles-01", sound / "pilots" / "yx-titles-02")
    file = sound / "pilots" / "yx-titles-02" / "pilot.yaml"
    file.write_text(file.read_text("utf-8").replace("id: yx-titles-01", "id: yx-titles-02", 1), "utf-8")
    ran = run("status", "职称评审诚信档案", "--root", sound, *DAY)
    assert (ran.code, "yx-titles-01" in ran.err, "yx-titles-02" in ran.err) == (2, True, True)


@pytest.mark.parametrize(
    ("arguments", "same"),
    [
        (("status", "--format", "表格"), ("status", "--format", "table")),
        (("status", "--format", "JSON"), ("status", "--format", "json")),
        (("due", "--format", "日历"), ("due", "--format", "ics")),
        (("diff", "--since", "2026-01-31", "--format", "文本"), ("diff", "--since", "2026-01-31", "--format", "text")),
        (("schema", "里程碑"), ("schema", "milestones")),
        (("status", "--lang", "中文"), ("status", "--lang", "zh")),
        (("status", "--color", "总是"), ("status", "--color", "always")),
    ],
    ids=" ".join,
)
def test_a_word_of_a_list_may_be_given_by_its_name(
    run: Run, sound: Path, arguments: tuple[str, ...], same: tuple[str, ...]
) -> None:
    ran, plain = (run(*words, "--root", sound, *DAY) for words in (arguments, same))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == plain.out != ""


def test_forms_of_a_report_are_taken_by_name(run: Run, sound: Path, tmp_path: Path) -> None:
    asked = ("report", "--root", sound, "--period", "2026Q1", *DAY, "--lang", "双语", "-o", tmp_path)
    ran = run(*asked, "--format", "Markdown、JSON")
    assert sorted(path.name for path in tmp_path.glob("2026Q1*")) == ["2026Q1-en.md", "2026Q1-zh.md", "2026Q1.json"]
    assert run(*asked, "--format", "网页吗").code == 2
    assert ran.code == 0


def test_the_chinese_help_has_the_names_beside_the_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "（" not in run("status", "--help").out
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "table（表格）" in run("status", "--help").out


def test_a_word_that_is_none_is_refused_with_those_there_are(run: Run, sound: Path) -> None:
    ran = run("status", "--format", "表哥", "--root", sound, "--lang", "zh")
    assert (ran.code, "--format" in ran.err, "table" in ran.err) == (2, True, True)


@pytest.mark.parametrize(
    ("word", "code"), [("季度", "quarterly"), ("每月", "monthly"), ("半年报", "semiannual"), ("不报送", "none")]
)
def test_a_chinese_cadence_gets_its_code(run: Run, sound: Path, word: str, code: str) -> None:
    file = sound / "programme.yaml"
    text = file.read_text(encoding="utf-8")
    assert "cadence: quarterly" in text
    file.write_text(text.replace("cadence: quarterly", f"cadence: {word}"), encoding="utf-8")
    assert f"did you mean {code}?" in run("validate", "--root", sound, *DAY).out
