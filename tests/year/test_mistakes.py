"""A year of books kept in Chinese by an officer who makes mistakes: each is told, with its place and its remedy.

Every mistake was made by a person who knew the work and not the program; some passed in silence or were told badly
when they were made. They stand in mistakes.yaml.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from conftest import Ran
from repository import Repository

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
MISTAKES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))
SECOND = yaml.safe_load((Path(__file__).parent / "second_mistakes.yaml").read_text(encoding="utf-8"))
PILOT = "js-titles-01"
HOME = f"pilots/{PILOT}"
FOUNDING = (
    "--title-zh", "江苏省人才服务改革试点", "--title-en", "Pilots of Jiangsu", "--start", "2025年7月1日",
    "--end", "2027.6.30", "--name", "js-pilot", "--number", "人社厅函〔2025〕76号",
    "--organization", "js-hrss hrss_department 320000 江苏省人力资源和社会保障厅",
    "--organization", "nj-hrss hrss_department 320100 南京市人力资源和社会保障局",
    "--organization", "js-edu government 320000 江苏省教育厅",
    "--organization", "js-eval evaluator 320000 江苏省改革评估中心",
)  # fmt: skip
STARTING = (
    "--task", "诚信档案", "--region", "江苏", "--lead", "江苏省人力资源和社会保障厅",
    "--unit", "南京市人力资源和社会保障局", "--partner", "江苏省教育厅", "--start", "2025/7/1",
)  # fmt: skip
OBJECTIVE = ("# objective:\n#   zh:\n#   en:\n", "objective:\n  zh: 建立可核验的诚信档案，\n    缩短评审周期\n")
INDICATORS = """indicators:
  - id: I1
    title: {zh: 建立诚信档案的申报人占比}
    level: outcome
    unit: "%"
    direction: increase
    reporting: level
    frequency: quarterly
    key: true
    weight: 2
    baseline: {value: 12, date: 2025-06-30}
    target: {value: 90, date: 2027-06-30}
    source: {zh: 职称评审系统}
    observations: []
  - id: I2
    title: {zh: 培训评委人数}
    level: output
    unit: persons
    direction: increase
    reporting: per_period
    frequency: quarterly
    baseline: {value: 0, date: 2025-06-30}
    target: {value: 300, date: 2027-06-30}
    observations: []
"""


class Books:
    """The officer's ledger, with a command line that speaks Chinese."""

    def __init__(self, run: Run, root: Path) -> None:
        self.run, self.root = run, root
        self.repository = Repository(root)

    def call(self, *argv: object, day: str = "2025-10-10") -> Ran:
        return self.run(*argv, "--as-of", day, "--root", self.root)

    def done(self, *argv: object, day: str = "2025-10-10") -> Ran:
        ran = self.call(*argv, day=day)
        assert ran.code == 0, (argv, ran.err)
        return ran

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.root / (file[1:] if file.startswith("/") else f"{HOME}/{file}")
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def restore(self) -> None:
        self.repository.git("checkout", "--quiet", "--", ".")
        self.repository.git("clean", "-xfdq")


@pytest.fixture
def books(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Books]:
    """The ledger after its first quarter, committed."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    books = Books(run, tmp_path / "台账")
    assert run("init", books.root, "--yes", "--git", *FOUNDING).code == 0
    books.done("new", *STARTING)
    books.replace("pilot.yaml", *OBJECTIVE)
    books.replace("outcomes.yaml", "indicators:\n", INDICATORS)
    paper = tmp_path / "试点方案.txt"
    paper.write_text("方案", encoding="utf-8")
    books.done(
        "record", "evidence", "江苏省诚信档案试点", paper, "--title-zh", "试点实施方案", "--date", "2025年7月5日"
    )
    books.done("seal", PILOT, "--date", "2025年7月10日", "--document", "苏人社函〔2025〕12号", "--evidence", "E1")
    books.done("record", "done", f"{PILOT}/M1", "--date", "2025年8月26日", "--evidence", "E1")
    books.done("record", "observe", f"{PILOT}/I1", "--date", "2025.9.30", "--value", "22", "--evidence", "E1")
    books.done("record", "observe", f"{PILOT}/I2", "--period", "2025年第三季度", "--value", "40")
    books.repository.commit("三季度")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "~$方案.docx").write_text("x", encoding="utf-8")
    yield books
    assert "错误" not in run("validate", "--root", books.root, "--as-of", "2025-10-10", "--format", "brief").out


def told(out: str) -> list[str]:
    """Each finding on one line, its help behind it."""
    lines = [line.strip() for line in out.splitlines() if re.search(r"\[[A-Z]\d\d\]|= 处理：", line)]
    return " ".join(lines).replace("= 处理：", "= ").split(" pilots/")


def test_there_are_enough_mistakes() -> None:
    assert len(MISTAKES["by_hand"]) + len(MISTAKES["by_command"]) >= 50


def test_no_mistake_by_hand_passes_in_silence(books: Books) -> None:
    wrong = []
    for what, mistake in MISTAKES["by_hand"].items():
        books.replace(mistake["file"], mistake["there"], mistake["typed"])
        found = told(books.call("validate").out)
        if not any(mistake["says"] in one and mistake.get("help", "") in one for one in found):
            wrong.append((what, mistake["says"], mistake.get("help"), found))
        books.restore()
    assert wrong == []


def test_no_mistake_of_a_second_pair_of_eyes_passes_in_silence(books: Books) -> None:
    """Mistakes in what a year adds: filings, forecasts, bottlenecks, support, press, practices, settings."""
    books.replace("pilot.yaml", "adjustments:\n", f"adjustments:\n{SECOND['adjustments']}")
    books.replace("pilot.yaml", "bottlenecks:\n", f"bottlenecks:\n{SECOND['bottlenecks']}")
    books.replace("pilot.yaml", "incentives:\n", f"incentives:\n{SECOND['incentives']}")
    books.replace("pilot.yaml", "publicity:\n", f"publicity:\n{SECOND['publicity']}")
    books.replace("pilot.yaml", "reports:\n", f"reports:\n{SECOND['reports']}")
    books.replace("milestones.yaml", "    due: 2026-03-31\n", f"    due: 2026-03-31\n{SECOND['forecasts']}")
    books.replace("outcomes.yaml", "practices:\n", f"practices:\n{SECOND['practices']}")
    before = told(books.call("validate", day="2026-11-10").out)
    assert not any("错误" in one for one in before), before
    books.repository.commit("一年")
    wrong = []
    for what, mistake in SECOND["mistakes"].items():
        books.replace(mistake["file"], mistake["there"], mistake["typed"])
        found = [one for one in told(books.call("validate", day="2026-11-10").out) if one not in before]
        if not any(mistake["says"] in one and mistake.get("help", "") in one for one in found):
            wrong.append((what, mistake["says"], mistake.get("help"), found))
        books.restore()
    assert len(SECOND["mistakes"]) >= 30
    assert wrong == []


def test_no_mistake_at_the_prompt_is_told_badly_or_writes_anything(books: Books) -> None:
    wrong = []
    for what, mistake in MISTAKES["by_command"].items():
        ran = books.call(*mistake["typed"])
        if ran.code == 0 or mistake["says"] not in ran.err:
            wrong.append((what, ran))
        if books.repository.git("status", "--porcelain"):
            wrong.append((f"{what}: something was written", ran))
            books.restore()
    assert wrong == []


FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "副本": (lambda home: shutil.copytree(home, home.with_name(f"{PILOT} - 副本")), "错误[F07] 编号为 js-titles-01"),
    "文件副本": (
        lambda home: shutil.copy(home / "pilot.yaml", home / "pilot - 副本.yaml"),
        "错误[F07] 此处不应有 YAML 文件",
    ),
    "项目副本": (
        lambda home: shutil.copy(home.parents[1] / "programme.yaml", home.parents[1] / "programme (1).yaml"),
        "错误[F07] 这是台账文件，但用了不会被读取的文件名",
    ),
    "另存为txt": (
        lambda home: (home / "milestones.yaml").rename(home / "milestones.yaml.txt"),
        "缺少文件 milestones.yaml",
    ),
    "文件夹嵌套": (lambda home: shutil.copytree(home, home / PILOT), "错误[F07] 此处不应有 YAML 文件"),
    "空文件夹": (lambda home: (home.parent / "新建文件夹").mkdir(), "缺少文件 pilot.yaml"),
    "佐证改名": (
        lambda home: (home / "evidence/试点方案.txt").rename(home / "evidence/方案（定稿）.txt"),
        "evidence/方案（定稿）.txt的内容与所登记的一致",
    ),
    "佐证重新保存": (lambda home: (home / "evidence/试点方案.txt").write_text("二"), "错误[E02] sha256 填写为"),
    "锁定文件": (lambda home: (home / "evidence/~$方案.docx").write_text("x"), "有办公软件的锁定文件"),
    "国标编码": (
        lambda home: (home / "outcomes.yaml").write_bytes(
            (home / "outcomes.yaml").read_text("utf-8").encode("gb18030")
        ),
        "错误[F01]",
    ),
}


@pytest.mark.parametrize("what", FOLDERS)
def test_what_a_file_manager_or_wps_leaves_is_told(books: Books, what: str) -> None:
    act, says = FOLDERS[what]
    act(books.root / HOME)
    out = " ".join(books.call("validate").out.split())
    books.restore()
    assert says in out


def test_the_rest_of_the_year_is_kept_in_chinese(books: Books) -> None:
    """A slip is corrected, a fact taken back, a date moved by a filing, the quarters reported and one issued."""
    autumn, winter, spring, summer = "2025-10-12", "2026-01-12", "2026-04-12", "2026-07-12"
    report = ("record", "report", PILOT, "--progress-zh", "进展顺利", "--period")
    books.done(*report, "2025年三季度", day=autumn)
    books.done("record", "done", f"{PILOT}/M2", "--date", "2025-11-20", "--evidence", "E1", day=winter)
    books.done("record", "done", f"{PILOT}/M2", "--date", "2025年11月28日", day=winter)
    books.done("record", "bottleneck", PILOT, "--kind", "数据", "--severity", "较大", "--needs", "省级", "--owner",
               "江苏省教育厅", "--title-zh", "学历数据未共享", "--date", "2025年12月1日", day=winter)  # fmt: skip
    books.done("record", "observe", f"{PILOT}/I2", "--period", "2025年第四季度", "--value", "650", day=winter)
    books.done("undo", PILOT)
    books.done("record", "observe", f"{PILOT}/I2", "--period", "2025年第四季度", "--value", "65", day=winter)
    books.done(
        "record", "observe", f"{PILOT}/I1", "--date", "20251231", "--value", "34", "--evidence", "E1", day=winter
    )
    books.done(
        *report, "2025年第四季度", "--problems-zh", "数据", "--matter", "数据：部级＝请协调学历数据共享", day=winter
    )
    books.repository.commit("四季度")
    ran = books.call("record", "done", f"{PILOT}/M2", "--date", "2025-11-27", day=winter)
    assert (ran.code, "--force" in ran.err) == (2, True)
    late = ("--reason-zh", "评审推迟", "--document", "宁人社〔2026〕3号", "--date", "2026年1月15日")
    books.done("adjust", PILOT, "M3/完成时限", "2026年5月31日", *late, day=spring)
    books.done("adjust", PILOT, "I1/目标值", "80", *late, day=spring)
    books.done(
        "decide", PILOT, "A2", "不同意", "--date", "2026年2月10日", "--document", "苏人社〔2026〕8号", day=spring
    )
    books.done(
        "record", "resolve", f"{PILOT}/B1", "--date", "2026年3月2日", "--resolution-zh", "已接通接口", day=spring
    )
    for quarter, value, total, day in (("一", "45", "72", spring), ("二", "52", "68", summer)):
        last = "2026-03-31" if quarter == "一" else "2026-06-30"
        books.done("record", "observe", f"{PILOT}/I1", "--date", last, "--value", value, "--evidence", "E1", day=day)
        books.done("record", "observe", f"{PILOT}/I2", "--period", f"2026年第{quarter}季度", "--value", total, day=day)
        books.done(*report, f"2026年第{quarter}季度", day=day)
    books.done("record", "done", f"{PILOT}/M3", "--date", "2026-05-30", "--evidence", "E1", day=summer)
    books.done("record", "done", f"{PILOT}/M4", "--date", "2026-06-28", "--evidence", "E1", day=summer)
    issuing = ("report", "--period", "2026年第二季度", "--issue", "--format", "md", "--issued", "2026年7月20日")
    ran = books.call(*issuing, day="2026-06-30")
    assert (ran.code, "台账有文件尚未提交" in ran.err) == (2, True)
    books.repository.commit("二季度")
    books.done(*issuing, day="2026-06-30")
    ran = books.call("validate", day=summer)
    assert ran.code == 0, ran.out
    assert "0项错误" in ran.out
    pilot = json.loads(books.done("status", "江苏省诚信档案试点", "--format", "json", day="2026-06-30").out)["pilots"][
        0
    ]
    assert [(item["id"], item["state"]) for item in pilot["milestones"][:4]] == [
        ("M1", "done"), ("M2", "done"), ("M3", "done"), ("M4", "done"),
    ]  # fmt: skip
    assert [(item["id"], item["actual"]) for item in pilot["indicators"]] == [("I1", 52), ("I2", 245)]
    ran = books.call("remove", PILOT, "--yes", day=summer)
    assert (ran.code, "见于已印发的报告：2026Q2" in ran.err) == (2, True)
    books.repository.commit("年末")
    kept = yaml.load((books.root / HOME / "pilot.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    (matter,) = kept["reports"][1]["matters"]
    assert (matter["kind"], matter["needs"], matter["title"]) == ("data", "ministry", "请协调学历数据共享")
    assert [(item["kind"], item.get("decision")) for item in kept["adjustments"]] == [
        ("reschedule", None), ("change_target", "rejected"),
    ]  # fmt: skip
