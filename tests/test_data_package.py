"""The data for analysts: exact, with keys that hold, each row at its line, the same bytes, whole or not at all."""

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from repository import new_repository
from talentpilot import Ledger
from talentpilot.api.office import LedgerData
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.model.base import Record
from talentpilot.model.catalogue import Domain, Task
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.milestones import Forecast, Milestone
from talentpilot.model.outcomes import Adoption, Checkpoint, Indicator, Observation, Practice
from talentpilot.model.pilot import (
    Adjustment,
    Bottleneck,
    Evidence,
    Incentive,
    Matter,
    PeriodReport,
    PilotFile,
    Publicity,
)
from talentpilot.model.programme import Organization
from talentpilot.services.data_package.gather import TABLES
from talentpilot.store import writer

Run = Callable[..., Ran]
ROOT = Path(__file__).parent.parent
DAY = date(2026, 9, 30)
AT = ("--as-of", DAY)
SPECIFIED = [
    "meta", "domains", "tasks", "regions", "organizations", "units", "pilots", "pilot_roles", "milestones", "forecasts",
    "indicators", "checkpoints", "observations", "bottlenecks", "episodes", "adjustments", "changes", "reports",
    "matters", "incentives", "publicity", "evidence", "citations", "practices", "solves", "adoptions", "evaluations",
    "ratings", "status_pilots", "status_milestones", "status_indicators", "status_reports", "findings",
]  # fmt: skip


@pytest.fixture(scope="module")
def data() -> LedgerData:
    return Ledger.open(ROOT, as_of=DAY, today=DAY).data()


@pytest.fixture(scope="module")
def files(data: LedgerData) -> dict[str, bytes]:
    return dict(data.files())


@pytest.fixture
def example(tmp_path: Path) -> Path:
    root = tmp_path / "ledger"
    shutil.copytree(ROOT / "pilots", root / "pilots")
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root / name)
    return root


def opened(content: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    return connection


def asked(content: bytes, query: str) -> list[tuple[Any, ...]]:
    connection = opened(content)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_tables_are_those_of_the_specification(data: LedgerData, files: dict[str, bytes]) -> None:
    assert list(data.tables) == SPECIFIED
    described = json.loads(files["datapackage.json"])
    assert [one["name"] for one in described["resources"]] == SPECIFIED
    assert set(files) == {
        "ledger.sqlite", "datapackage.json", "README.md", *(f"csv/{name}.csv" for name in SPECIFIED)
    }  # fmt: skip
    assert all(f"\n### {name}\n" in files["README.md"].decode() for name in SPECIFIED)


HELD_ELSEWHERE: list[tuple[type[Record], str, Collection[str]]] = [
    (Domain, "domains", {"tasks"}),
    (Task, "tasks", ()),
    (Organization, "organizations", ()),
    (PilotFile, "pilots", {"adjustments", "bottlenecks", "reports", "incentives", "publicity", "evidence"}),
    (Milestone, "milestones", {"forecasts", "evidence"}),
    (Forecast, "forecasts", ()),
    (Indicator, "indicators", {"checkpoints", "observations"}),
    (Checkpoint, "checkpoints", ()),
    (Observation, "observations", {"evidence"}),
    (Bottleneck, "bottlenecks", {"resolved", "resolution", "accepted", "reopened", "evidence"}),
    (Adjustment, "adjustments", {"changes", "evidence"}),
    (PeriodReport, "reports", {"matters"}),
    (Matter, "matters", ()),
    (Incentive, "incentives", {"evidence"}),
    (Publicity, "publicity", {"evidence"}),
    (Evidence, "evidence", ()),
    (Practice, "practices", {"solves", "adoptions"}),
    (Adoption, "adoptions", ()),
    (Evaluation, "evaluations", {"reviewers"}),
]


@pytest.mark.parametrize(("record", "name", "elsewhere"), HELD_ELSEWHERE, ids=[name for _, name, _ in HELD_ELSEWHERE])
def test_every_field_of_the_ledger_has_its_column(record: type[Record], name: str, elsewhere: Collection[str]) -> None:
    table = next(one.table for one in TABLES if one.table.name == name)
    steps = {step for one in table.columns for step in one.path} | set(table.key_names)
    assert set(record.model_fields) - steps == set(elsewhere)


def test_the_database_holds_its_keys_and_no_inexact_numbers(files: dict[str, bytes]) -> None:
    content = files["ledger.sqlite"]
    assert asked(content, "PRAGMA integrity_check") == [("ok",)]
    assert asked(content, "PRAGMA foreign_key_check") == []
    columns = asked(
        content,
        "SELECT t.name, c.name, c.type, c.pk FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'",
    )
    assert {kind for _, _, kind, _ in columns} == {"TEXT", "INTEGER", "REAL"}
    assert all(name.endswith("_real") for _, name, kind, _ in columns if kind == "REAL")
    for table in SPECIFIED:
        names = [name for home, name, _, _ in columns if home == table]
        assert names[-2:] == ["source_path", "source_line"]
        assert any(key for home, _, _, key in columns if home == table)
        assert len(names) == len(set(names))
        asked(content, f"SELECT {', '.join(names)} FROM {table}")  # every name can be written without quotes


def test_csv_and_database_say_the_same(data: LedgerData, files: dict[str, bytes]) -> None:
    described = {one["name"]: one for one in json.loads(files["datapackage.json"])["resources"]}
    for name, rows in data.tables.items():
        written = csv_rows(files[f"csv/{name}.csv"])
        fields = described[name]["schema"]["fields"]
        assert len(written) == len(rows)
        assert b"\r" not in files[f"csv/{name}.csv"]
        for one, row in zip(written, rows, strict=True):
            assert list(one) == [field["name"] for field in fields]
            for field in fields:
                value = row[field["name"]]
                if field["type"] == "boolean":
                    value = {None: "", True: "true", False: "false"}[value]  # type: ignore[index]
                assert one[field["name"]] == ("" if value is None else str(value)), (name, field["name"])


def test_rows_are_those_written_by_hand(files: dict[str, bytes]) -> None:
    content, pilot = files["ledger.sqlite"], "WHERE pilot = 'yx-education-01'"
    assert asked(
        content, f"SELECT indicator, number, coalesce(date, period), value, value_real FROM observations {pilot}"
    ) == [
        ("I1", 1, "2026Q2", "620", 620.0),
        ("I1", 2, "2026Q3", "540", 540.0),
        ("I2", 1, "2026-06-30", "8", 8.0),
        ("I2", 2, "2026-09-30", "17", 17.0),
        ("I3", 1, "2026-06-30", "81.5", 81.5),
    ]
    assert asked(content, f"SELECT adjustment, path, object, from_value, to_value FROM changes {pilot}") == [
        ("A1", "term/end", None, "2027-06-30", "2027-12-31"),
        ("A1", "milestones/M6/due", "M6", "2027-02-28", "2027-08-31"),
        ("A1", "milestones/M7/due", "M7", "2027-06-15", "2027-12-15"),
    ]
    assert asked(content, f"SELECT id, is_open, open_since, age_days FROM bottlenecks {pilot}") == [
        ("B1", 1, "2026-04-20", 163),
        ("B2", 0, None, None),
    ]
    assert asked(content, f"SELECT bottleneck, began, resolved FROM episodes {pilot}") == [
        ("B1", "2026-04-20", None),
        ("B2", "2026-02-03", "2026-06-17"),
    ]
    cited = f"SELECT evidence, object, observation FROM citations {pilot} AND fact LIKE 'indicators%'"
    assert asked(content, cited) == [
        ("E5", "I1", 1), ("E6", "I1", 2), ("E5", "I2", 1), ("E6", "I2", 2), ("E7", "I3", 1),
    ]  # fmt: skip
    assert asked(content, f"SELECT role, organization, approved, in_force FROM pilot_roles {pilot}") == [
        ("guide", "yx-hrss", 1, 1), ("lead", "qc-hrss", 1, 1), ("partner", "yx-learn", 1, 1),
        ("unit", "qc-hrss", 1, 1), ("unit", "qc-poly", 1, 1),
    ]  # fmt: skip


def test_a_value_that_an_adjustment_set_stands_at_the_line_of_the_adjustment(files: dict[str, bytes]) -> None:
    found = asked(files["ledger.sqlite"], "SELECT plan, value, source_path, source_line FROM checkpoints")
    assert [(plan, value) for plan, value, _, _ in found] == [("approved", "32"), ("in_force", "30")]
    for _, value, path, line in found:
        assert value in (ROOT / path).read_text(encoding="utf-8").splitlines()[line - 1]
    assert {Path(path).name for _, _, path, _ in found} == {"outcomes.yaml", "pilot.yaml"}


SAID_AT_THE_LINE = {
    "pilots": "id", "milestones": "id", "indicators": "id", "observations": "value", "checkpoints": "value",
    "bottlenecks": "id", "episodes": "began", "adjustments": "id", "changes": "path", "reports": "period",
    "matters": "id", "incentives": "id", "publicity": "id", "evidence": "id", "citations": "evidence",
    "practices": "id", "solves": "bottleneck", "adoptions": "date", "evaluations": "type", "ratings": "value",
    "domains": "id", "tasks": "id", "organizations": "id", "pilot_roles": "organization",
}  # fmt: skip


@pytest.mark.parametrize("table", SAID_AT_THE_LINE)
def test_the_line_of_a_row_holds_what_it_says(data: LedgerData, table: str) -> None:
    for row in data.tables[table]:
        lines = (ROOT / str(row["source_path"])).read_text(encoding="utf-8").splitlines()
        assert str(row[SAID_AT_THE_LINE[table]]) in lines[int(str(row["source_line"])) - 1], row


def test_every_place_is_a_line_of_a_file(data: LedgerData) -> None:
    lengths: dict[str, int] = {}
    for name, rows in data.tables.items():
        for row in rows:
            path, line = row["source_path"], row["source_line"]
            if path is None:
                assert name in ("regions", "units"), row  # built in
                continue
            file = ROOT / str(path)
            lengths.setdefault(str(path), len(file.read_text(encoding="utf-8").splitlines()))
            assert 0 < int(str(line)) <= lengths[str(path)]


def test_the_state_is_that_of_status(data: LedgerData, run: Run) -> None:
    status = json.loads(run("status", "--format", "json", "--root", ROOT, *AT).out, parse_float=Decimal)
    tables = data.tables
    assert len(tables["status_pilots"]) == len(status["pilots"])
    for row, one in zip(tables["status_pilots"], status["pilots"], strict=True):
        assert (row["pilot"], row["status"], row["light"], row["maturity"]) == (
            one["id"], one["status"], one["light"], one["maturity"],
        )  # fmt: skip
        assert json.loads(str(row["reasons"])) == one["reasons"]
        for figure in ("completion", "planned", "planned_original", "gap"):
            assert close(ratio(row, figure), one["schedule"][figure])
        of_pilot = [item for item in tables["status_milestones"] if item["pilot"] == one["id"]]
        assert [str(item["milestone"]) for item in of_pilot] == sorted(item["id"] for item in one["milestones"])
        total = sum(Decimal(str(item["weight"])) for item in of_pilot)
        assert total == sum(Decimal(item["weight"]) for item in one["milestones"])
        measured = {item["indicator"]: item for item in tables["status_indicators"] if item["pilot"] == one["id"]}
        assert measured.keys() == {item["id"] for item in one["indicators"]}
        for item in one["indicators"]:
            actual = measured[item["id"]]["actual"]
            assert (None if actual is None else Decimal(str(actual))) == item["actual"]
            assert close(ratio(measured[item["id"]], "progress"), item["progress"])
        reports = [item for item in tables["status_reports"] if item["pilot"] == one["id"]]
        for state in ("missing", "late"):
            assert [item["period"] for item in reports if item["state"] == state] == one["reporting"][state]
        assert [item["period"] for item in reports] == one["reporting"]["expected"]


def ratio(row: dict[str, Any], name: str) -> Fraction | None:
    if row[f"{name}_numerator"] is None:
        return None
    return Fraction(int(row[f"{name}_numerator"]), int(row[f"{name}_denominator"]))


def close(exact: Fraction | None, printed: Decimal | int | None) -> bool:
    if exact is None or printed is None:
        return exact is None and printed is None
    return abs(exact - Fraction(printed)) < Fraction(1, 10**6)


def test_the_findings_are_those_of_validate(data: LedgerData, run: Run) -> None:
    said = json.loads(run("validate", "--format", "json", "--root", ROOT, *AT).out)["findings"]
    found = [
        (row["rule"], row["source_path"], row["source_line"], row["message_en"]) for row in data.tables["findings"]
    ]
    assert found == [(one["rule"], one["path"], one["line"], one["message"]) for one in said]


@pytest.mark.slow
def test_the_same_ledger_makes_the_same_bytes(files: dict[str, bytes]) -> None:
    assert dict(Ledger.open(ROOT, as_of=DAY, today=date(2030, 1, 1)).data().files()) == files


LARGE = "123456789012345.123456789"


@pytest.mark.slow
def test_an_earlier_revision_gives_the_facts_of_that_revision(example: Path, run: Run, tmp_path: Path) -> None:
    revision = new_repository(example).commit()
    (example / "pilots" / "yx-titles-01" / "pilot.yaml").write_text("damaged: [", encoding="utf-8")
    assert run("--rev", revision, "export", "data", "-o", tmp_path / "out", "--root", example, *AT).code == 0
    found = (tmp_path / "out" / "ledger.sqlite").read_bytes()
    assert asked(found, "SELECT revision FROM meta") == [(revision,)]
    assert asked(found, "SELECT count(*) FROM pilots WHERE id = 'yx-titles-01'") == [(1,)]


def with_an_amount(root: Path, amount: str) -> None:
    file = root / "pilots/yx-education-01/pilot.yaml"
    entry = f"""
incentives:
  - id: S1
    kind: funding
    title: {{zh: 经费}}
    grantor: yx-fin
    date: 2026-03-01
    amount: {amount}
    currency: CNY
"""
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")


def test_decimals_come_back_as_stated(example: Path) -> None:
    with_an_amount(example, LARGE)
    content = Ledger.open(example, as_of=DAY, today=DAY).data().files()
    query = "SELECT amount, typeof(amount), typeof(amount_real) FROM incentives WHERE pilot = 'yx-education-01'"
    assert asked(content["ledger.sqlite"], query) == [(LARGE, "text", "real")]
    assert LARGE in {row["amount"] for row in csv_rows(content["csv/incentives.csv"])}


def test_the_public_edition_holds_nothing_internal(example: Path, run: Run, tmp_path: Path) -> None:
    steps = example / "pilots/yx-education-01/milestones.yaml"
    steps.write_text(steps.read_text(encoding="utf-8").replace("owner: qc-hrss", "owner: 张三", 1), encoding="utf-8")
    filed = example / "pilots/yx-experts-01/pilot.yaml"
    text = filed.read_text(encoding="utf-8")
    assert "to: [" in text
    filed.write_text(text.replace("to: [", "to: [李四, ", 1), encoding="utf-8")
    outputs = {}
    for edition in ("internal", "public"):
        folder = tmp_path / edition
        assert run("export", "data", "--edition", edition, "-o", folder, "--root", example, *AT).code == 1
        outputs[edition] = b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())
    for secret in ("采购情况说明", "课程图谱于1月16日完成", "青岑市人社局专业技术人员管理科", "张三", "李四"):
        assert secret.encode() in outputs["internal"]
        assert secret.encode() not in outputs["public"]
    assert "公开版，略去".encode() in outputs["public"]


def test_what_cannot_be_read_is_left_out_and_told(example: Path, run: Run, tmp_path: Path) -> None:
    (example / "pilots/yx-education-02/pilot.yaml").write_text("schema: talentpilot/pilot/1\nid: [", encoding="utf-8")
    ran = run("export", "data", "-o", tmp_path / "out", "--root", example, *AT)
    assert ran.code == 1
    assert "yx-education-02 can't be read (F03) and is left out" in ran.err
    content = (tmp_path / "out/ledger.sqlite").read_bytes()
    assert asked(content, "SELECT count(*) FROM pilots") == [(11,)]
    assert asked(content, "SELECT count(*) > 0 FROM findings WHERE pilot = 'yx-education-02'") == [(1,)]


def test_a_reference_to_nothing_is_told(example: Path, run: Run, tmp_path: Path) -> None:
    file = example / "pilots/yx-education-01/pilot.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("owner: qc-poly", "owner: nobody", 1), encoding="utf-8")
    ran = run("export", "data", "-o", tmp_path / "out", "--root", example, *AT)
    assert (ran.code, "1 reference leads to nothing" in ran.err) == (1, True)


def test_an_id_used_twice_is_told_and_nothing_is_written(example: Path, run: Run, tmp_path: Path) -> None:
    file = example / "pilots/yx-education-01/milestones.yaml"
    text = file.read_text(encoding="utf-8")
    assert "id: M2" in text
    file.write_text(text.replace("id: M2", "id: M1", 1), encoding="utf-8")
    ran = run("export", "data", "-o", tmp_path / "out", "--root", example, *AT)
    line = text[: text.index("id: M2")].count("\n") + 1
    assert ran.code == 2
    assert f"pilots/yx-education-01/milestones.yaml:{line} (yx-education-01, M1)" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_an_earlier_export_is_replaced_and_nothing_else(data: LedgerData, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    written = data.write(folder)
    (folder / "README.md").write_text("old", encoding="utf-8")
    assert data.write(folder) == written
    assert all(path.read_bytes() == data.files()[path.relative_to(folder).as_posix()] for path in written)
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(UsageProblem, match="holds something else"):
        data.write(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_a_full_disk_leaves_the_earlier_export(
    data: LedgerData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    data.write(folder)
    (folder / "README.md").write_text("old", encoding="utf-8")
    write, done = writer._write, []

    def full(file: Path, content: bytes) -> None:
        done.append(file)
        if len(done) > 20:
            raise OSError(28, "No space left on device")
        write(file, content)

    monkeypatch.setattr(writer, "_write", full)
    with pytest.raises(StorageProblem, match="No space left"):
        data.write(folder)
    assert (folder / "README.md").read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


@pytest.mark.slow
def test_mistakes_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("export", "data", "-o", tmp_path / "file", "--root", ROOT, *AT).code == 2
    assert run("export", "data", "-o", "-", "--root", ROOT, *AT).code == 2
    assert run("export", "data", "--pilot", "nowhere", "-o", tmp_path / "out", "--root", ROOT, *AT).code == 3
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_frictionless_finds_nothing_wrong(example: Path, tmp_path: Path) -> None:
    from frictionless import Package

    with_an_amount(example, LARGE)
    Ledger.open(example, as_of=DAY, today=DAY).data().write(tmp_path / "data")
    package = Package(str(tmp_path / "data/datapackage.json"))
    assert package.profile == "tabular-data-package"
    report = package.validate()
    assert report.flatten(["name", "type", "note"]) == []
    assert len(report.tasks) == len(SPECIFIED)


@pytest.mark.slow
def test_duckdb_sums_exactly(example: Path, tmp_path: Path, run: Run) -> None:
    import duckdb

    with_an_amount(example, LARGE)
    Ledger.open(example, as_of=DAY, today=DAY).data().write(tmp_path / "data")
    folder = tmp_path / "data/csv"
    with duckdb.connect() as connection:
        amounts = connection.execute(
            f"SELECT sum(CAST(amount AS DECIMAL(24,9))) FROM read_csv('{folder}/incentives.csv', all_varchar=true)"
        ).fetchone()
        weights = connection.execute(
            f"SELECT pilot, sum(CAST(weight AS DECIMAL(24,9))) FROM '{folder}/status_milestones.csv' GROUP BY pilot"
        ).fetchall()
    assert amounts == (Decimal(LARGE) + 2_600_000,)
    status = json.loads(run("status", "--format", "json", "--root", example, *AT).out, parse_float=Decimal)
    assert dict(weights) == {
        one["id"]: sum(Decimal(item["weight"]) for item in one["milestones"]) for one in status["pilots"]
    }
