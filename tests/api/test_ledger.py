"""The reading side of the Python API, on the ledger of the specification."""

import gc
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

import talentpilot
from talentpilot import Ledger, RatingsRequest
from talentpilot.analysis.explain.explanation import Explanation
from talentpilot.cli.main import main
from talentpilot.diagnostics import Location
from talentpilot.errors import LedgerNotFound, LedgerUnreadable, NothingToCheck, TalentpilotError, UsageProblem
from talentpilot.services.explain import LocatedExplanation

DAY = date(2026, 9, 30)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def example() -> Ledger:
    return Ledger.open(ROOT, as_of=DAY)


@pytest.fixture
def books(tmp_path: Path, git: Callable[..., str]) -> Path:
    """A copy of the example in a repository of its own, changed since its one commit."""
    root = tmp_path / "books"
    for name in ("programme.yaml", "catalogue.yaml"):
        root.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "pilots" / "yx-titles-01", root / "pilots" / "yx-titles-01")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    file = root / "pilots" / "yx-titles-01" / "outcomes.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("value: 55, evidence", "value: 56, evidence"), encoding="utf-8"
    )
    return root


@pytest.fixture
def git() -> Callable[..., str]:
    def run(folder: Path, *arguments: str) -> str:
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout

    return run


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, talentpilot; print(*sys.modules); talentpilot.Ledger; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    light, full = (set(line.split()) for line in done.stdout.splitlines())
    heavy = {"pydantic", "yaml", "jinja2", "typer", "rich", "talentpilot.api.ledger"}
    assert not light & heavy
    assert {"pydantic", "yaml", "talentpilot.api.ledger"} <= full
    assert not {"typer", "talentpilot.cli"} & full


def test_the_package_lists_its_names_and_refuses_others() -> None:
    assert set(talentpilot.__all__) <= set(dir(talentpilot))
    assert all(getattr(talentpilot, name) is not None for name in talentpilot.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Ledgers'"):
        _ = talentpilot.Ledgers


def test_a_status_says_what_the_command_says(example: Ledger) -> None:
    status = example.status("yx-titles-02")
    assert (status.light, status.reasons, status.maturity) == ("amber", ("schedule:SCH1",), "M2")
    assert example.pilots[0] == "yx-education-01"
    assert len(example.pilots) == 12
    assert example.pilot("yx-titles-02").id == "yx-titles-02"


def test_results_never_change(example: Ledger) -> None:
    with pytest.raises(FrozenInstanceError):
        example.status("yx-titles-02").light = None  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        example._opened = example._opened  # type: ignore[misc]


def test_filters_narrow_the_portfolio(example: Ledger) -> None:
    titles = example.portfolio(domain="titles")
    assert [item.pilot.id for item in titles.statuses] == ["yx-titles-01", "yx-titles-02", "yx-titles-03"]
    assert titles.counts.lights == {"green": 0, "amber": 2, "red": 0, "grey": 1, "none": 0}
    assert example.portfolio(view="domain:titles", light="grey").counts.pilots == 1
    with pytest.raises(UsageProblem, match="there is no light purple"):
        example.portfolio(light="purple")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        example.portfolio(regions="3201")  # type: ignore[call-arg]


def test_validate_chooses_pilots_and_rules(example: Ledger, sound: Path) -> None:
    every = example.validate()
    assert not every.fails
    assert [item.rule for item in example.validate(select=["X"]).findings] == ["X02"] * 6
    assert not {item.rule for item in example.validate(ignore=("X02",)).findings} & {"X02"}
    assert {item.location.path.split("/")[1] for item in example.validate("yx-titles-01").findings} == {"yx-titles-01"}
    file = sound / "pilots" / "yx-titles-01" / "milestones.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("due: 20", "due: 20-", 1), encoding="utf-8")
    broken = Ledger.open(sound, as_of=date(2026, 3, 31)).validate("yx-titles-01")
    assert broken.fails
    assert broken.findings[0].location.path == "pilots/yx-titles-01/milestones.yaml"
    with pytest.raises(UsageProblem, match="there is no such rule"):
        example.validate(select=["Z99"])


def places_of(found: LocatedExplanation, item: Explanation) -> Iterator[Location]:
    yield from (place for given in item.inputs if (place := found.place(given)) is not None)
    for part in item.parts:
        yield from places_of(found, part)


def test_explain_names_the_line_of_each_input(example: Ledger) -> None:
    found = example.explain("yx-titles-01/I1")
    assert found.explanation is not None
    assert {place.path for place in places_of(found, found.explanation)} >= {"pilots/yx-titles-01/outcomes.yaml"}
    assert Ledger.rule("m04").name == "done-without-evidence"
    assert Ledger.reason("IND2") == "green: the target is met"
    meanings = {code: Ledger.reason(code) for status in example.portfolio().statuses for code in status.reasons}
    assert meanings["issues:B1"].startswith("an open bottleneck")
    assert {code.partition(":")[0] for code in meanings} >= {"schedule", "results", "issues", "suspended"}
    for ask in (Ledger.rule, Ledger.reason):
        with pytest.raises(UsageProblem, match="there is no"):
            ask("M99")


def test_due_looks_ahead_as_far_as_it_is_told(example: Ledger) -> None:
    month, quarter = example.due(within=31), example.due()
    assert 0 < len(month.items) < len(quarter.items)
    assert all(item in quarter.items for item in month.items)
    assert quarter.until == date(2026, 12, 29)
    owner = quarter.items[0].owner
    assert {item.owner for item in example.due(owner=owner).items} == {owner}
    with pytest.raises(UsageProblem, match="there is no organization nobody"):
        example.due(owner="nobody")


def test_diff_compares_days(example: Ledger) -> None:
    found = example.diff(since=date(2026, 6, 30), view="pilot:yx-titles-01")
    assert {item.pilot for item in found.changes} == {"yx-titles-01"}
    assert (found.then.as_of, found.now.as_of) == (date(2026, 6, 30), DAY)


def test_diff_and_restatements_compare_revisions(books: Path) -> None:
    (change,) = Ledger.open(books, as_of=DAY).diff().changes
    assert (change.kind, change.object) == ("restated", "I1")
    items = Ledger.open(books, as_of=DAY, revision="HEAD").restatements().items
    assert {item.pilot for item in items} == {"yx-titles-01"}
    with pytest.raises(UsageProblem, match="a restatement needs an earlier revision"):
        Ledger.open(books, as_of=DAY).restatements()
    assert Ledger.open(books, as_of=DAY).validate(base="HEAD", select=["C02"]).findings[0].rule == "C02"


@pytest.mark.parametrize(
    "change",
    [
        lambda ledger: ledger.edit("yx-titles-01"),
        lambda ledger: ledger.rename("yx-titles-01", "yx-titles-99"),
        lambda ledger: ledger.remove("yx-titles-01", force=True, leave_references=True),
        lambda ledger: ledger.undo("yx-titles-01"),
        lambda ledger: ledger.imports.observations("values.csv"),
        lambda ledger: ledger.returns.take("returned.xlsx"),
        lambda ledger: ledger.evaluations.take_sheets(RatingsRequest(())),
    ],
)
def test_a_revision_is_never_changed_nor_the_files_at_hand_in_its_place(
    books: Path, change: Callable[[Ledger], object]
) -> None:
    with pytest.raises(UsageProblem, match="a revision can't be edited"):
        change(Ledger.open(books, as_of=DAY, revision="HEAD"))
    assert (books / "pilots" / "yx-titles-01").is_dir()


def test_a_revision_stays_the_one_it_was_opened_at(books: Path, git: Callable[..., str]) -> None:
    before = Ledger.open(books, as_of=DAY, revision="HEAD")
    first = before.status("yx-titles-01")
    git(books, "commit", "-qam", "second")
    assert before.status("yx-titles-01") == first
    assert Ledger.open(books, as_of=DAY, revision="HEAD").status("yx-titles-01") != first


def test_evaluate_computes_the_evaluations(example: Ledger) -> None:
    found = example.evaluate("yx-titles-01")
    assert found.results
    with pytest.raises(UsageProblem, match="no evaluation"):
        example.evaluate("yx-titles-01/nothing")


def test_schemas_are_read_and_written(sound: Path) -> None:
    assert Ledger.schema("pilot")["title"]
    ledger = Ledger.open(sound)
    assert [item.changed for item in ledger.write_schemas()] == [True] * 6
    assert [item.changed for item in ledger.write_schemas("pilot")] == [False]
    with pytest.raises(UsageProblem, match="no kind of file pilots"):
        ledger.write_schemas("pilots")


def test_templates_are_listed_and_copied(sound: Path) -> None:
    ledger = Ledger.open(sound)
    assert {item.origin for item in ledger.templates()} == {"built-in"}
    (copied,) = ledger.copy_templates("quarterly.md.j2")
    assert copied == ledger.root / "templates" / "quarterly.md.j2"
    assert {item.name for item in ledger.templates() if item.origin == "ledger"} == {"quarterly.md.j2"}
    with pytest.raises(UsageProblem, match="nothing was copied"):
        ledger.copy_templates("quarterly.md.j2")


def test_problems_are_exceptions_of_one_family(tmp_path: Path, sound: Path, example: Ledger) -> None:
    with pytest.raises(LedgerNotFound):
        Ledger.open(tmp_path / "nowhere")
    with pytest.raises(NothingToCheck, match="did you mean yx-titles-01"):
        example.status("yx-title-01")
    with pytest.raises(NothingToCheck, match="no pilot found: region 320000\n"):
        example.portfolio(region="320000")
    (sound / "pilots" / "yx-titles-01" / "pilot.yaml").write_text("id: [", encoding="utf-8")
    ledger = Ledger.open(sound, as_of=date(2026, 3, 31))
    with pytest.raises(LedgerUnreadable, match=r"pilots/yx-titles-01/pilot\.yaml can't be read"):
        ledger.status("yx-titles-01")
    (sound / "programme.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(TalentpilotError):
        _ = ledger.programme


def test_the_clock_is_given(sound: Path) -> None:
    assert Ledger.open(sound, today=date(2026, 3, 31)).as_of == date(2026, 3, 31)
    assert Ledger.open(sound, as_of=date(2025, 1, 1), today=date(2026, 3, 31)).as_of == date(2025, 1, 1)


def test_a_ledger_sees_what_changed_on_disk(sound: Path) -> None:
    ledger = Ledger.open(sound, as_of=date(2026, 3, 31))
    assert len(ledger.pilots) == 1
    shutil.copytree(sound / "pilots" / "yx-titles-01", sound / "pilots" / "yx-titles-09")
    assert len(ledger.pilots) == 2


def test_threads_share_a_ledger(books: Path) -> None:
    ledgers = [Ledger.open(books, as_of=DAY), Ledger.open(books, as_of=DAY, revision="HEAD")]
    alone = [(ledger.status("yx-titles-01"), ledger.validate().findings) for ledger in ledgers]
    start = threading.Barrier(8)

    def work(number: int) -> object:
        ledger = ledgers[number % 2]
        start.wait(timeout=30)
        return ledger.status("yx-titles-01"), ledger.validate().findings

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == alone * 4


def test_the_host_keeps_its_collector(example: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    assert gc.isenabled()
    example.validate()
    assert main(["explain", "M04"]) == 0
    assert "done-without-evidence" in capsys.readouterr().out
    assert gc.isenabled()


def test_names_lead_to_ids(golden_root: Path) -> None:
    ledger = Ledger.open(golden_root)
    assert ledger.find("organization", "南郊市人力资源和社会保障局") == "nj-hrss"
    assert ledger.find("region", "江苏") == "320000"
    assert ledger.find("unit", "人次") == "person_times"
    with pytest.raises(UsageProblem, match="no organization is called Nobody At All"):
        ledger.find("organization", "Nobody At All")
    with pytest.raises(UsageProblem, match="no organization is called 火星办") as refused:
        ledger.find("organization", "火星办")
    assert str(refused.value.help).startswith("there are 云溪省人力资源和社会保障厅, ")
    with pytest.raises(UsageProblem, match="140000 山西省, 370000 山东省"):
        ledger.find("region", "山")
