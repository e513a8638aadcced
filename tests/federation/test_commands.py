"""The commands over a federation, as somebody at the ministry's desk uses them."""

import json
import os
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran
from federation.many import HOME, Many, two_ledgers
from repository import new_repository

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-03-31")


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Many:
    """Two ledgers, and the federation's folder as the working folder."""
    found = two_ledgers(tmp_path)
    monkeypatch.chdir(found.write())
    return found


def missing(many: Many) -> None:
    many.ledgers["zj"]["rev"] = "refs/tags/2026Q3"
    many.ledgers["zj"]["title"] = {"zh": "浙江", "en": "Zhejiang"}
    many.write()


def test_status_shows_the_pilots_of_all_ledgers(many: Many, run: Run) -> None:
    ran = run("status", *DAY)
    assert ran.code == 0
    assert ran.out.startswith("2 of 2 ledgers, 2 pilots\n")
    assert "js:yx-titles-01" in ran.out
    assert "zj:yx-titles-01" in ran.out


def test_a_figure_is_that_of_its_ledger(many: Many, run: Run) -> None:
    whole = json.loads(run("status", *DAY, "--format", "json").out)
    single = json.loads(run("status", *DAY, "--root", many.folder / "js", "--format", "json").out)
    pilot = next(item for item in whole["pilots"] if item["id"] == "js:yx-titles-01")
    assert {**pilot, "id": "yx-titles-01"} == single["pilots"][0]
    assert whole["summary"]["pilots"] == 2
    assert [(item["id"], item["state"], item["pilots"]) for item in whole["ledgers"]] == [
        ("js", "read", 1), ("zj", "read", 1)
    ]  # fmt: skip


def test_a_missing_ledger_is_an_error_and_named_on_the_first_line(many: Many, run: Run) -> None:
    missing(many)
    line = "1 of 2 ledgers, 1 pilots; missing: zj Zhejiang: no revision refs/tags/2026Q3"
    for command in (("status",), ("due",), ("validate",), ("diff", "--since", "2025-12-31"), ("list", "practices")):
        ran = run(*command, *DAY)
        assert (ran.code, ran.out.splitlines()[0]) == (1, line), command
        assert run(*command, *DAY, "--allow-missing").code == 0, command
    ran = run("status", *DAY, "--format", "csv", "--allow-missing")
    assert ran.out.startswith("id,")
    assert line in ran.err


def test_json_tells_the_state_of_each_ledger(many: Many, run: Run) -> None:
    missing(many)
    for command in (("status",), ("due",), ("validate",), ("diff", "--since", "2025-12-31"), ("list", "practices")):
        document = json.loads(run(*command, *DAY, "--format", "json").out)
        row = document["ledgers"][1]
        assert (row["id"], row["state"], row["reason"]) == ("zj", "missing", "no revision refs/tags/2026Q3"), command


def test_a_chinese_terminal_reads_chinese(many: Many, run: Run) -> None:
    missing(many)
    first = run("status", *DAY, "--lang", "zh").out.splitlines()[0]
    assert first == "2个台账中读到1个，共1个试点；缺：zj 浙江：没有版本refs/tags/2026Q3"


def test_one_ledger_is_chosen_by_its_id(many: Many, run: Run) -> None:
    ran = run("status", *DAY, "--ledger", "zj")
    assert ran.out.startswith("1 of 2 ledgers, 1 pilots\n")
    assert "js:" not in ran.out
    assert "did you mean zj" in run("status", "--ledger", "zi").err


def test_the_federations_yardstick_is_shown_beside_the_ledgers_own(many: Many, run: Run) -> None:
    rules = "rules: {thresholds: {amber_gap_pp: 90, red_gap_pp: 90}}"
    many.edit("js", "programme.yaml", {"reporting: {": f"{rules}\nreporting: {{"})
    many.settings["rules"] = {"thresholds": {"amber_gap_pp": 0}}
    many.write()
    document = json.loads(run("status", "--as-of", "2026-11-30", "--format", "json").out)
    own = {item["pilot"]: item for item in document["own_lights"]}
    lights = {item["id"]: item["light"] for item in document["pilots"]}
    single = json.loads(run("status", "--as-of", "2026-11-30", "--root", many.folder / "js", "--format", "json").out)
    for name, item in own.items():
        assert item["national"]["light"] == lights[name] != item["own"]["light"]
    assert (
        own.get("js:yx-titles-01", {"own": {"light": lights["js:yx-titles-01"]}})["own"]["light"]
        == (single["pilots"][0]["light"])
    )


def test_findings_name_the_ledger_before_the_path(many: Many, run: Run) -> None:
    many.edit("js", f"{HOME}/milestones.yaml", {"due: 2025-08-31": "due: 2025-09-30"})
    ran = run("validate", *DAY, "--format", "brief")
    assert ran.code == 1
    assert any(line.startswith(f"js/{HOME}/milestones.yaml:") and "[P12]" in line for line in ran.out.splitlines())
    assert json.loads(run("validate", *DAY, "--format", "json").out)["findings"][0]["object"].startswith("js:")


def test_an_explanation_leads_to_the_line_in_the_ledger(many: Many, run: Run) -> None:
    ran = run("explain", "zj:yx-titles-01/M1", *DAY)
    assert ran.code == 0
    assert f"[zj/{HOME}/milestones.yaml:" in ran.out
    assert "as in js:yx-titles-01" in run("explain", "yx-titles-01/M1", *DAY).err


def test_facts_are_kept_where_they_are_known(many: Many, run: Run) -> None:
    for command in (("record", "done", "js:yx-titles-01/M3"), ("seal", "js:yx-titles-01"), ("fmt",), ("new",),
                    ("adjust", "js:yx-titles-01", "M1/due", "2026-12-31")):  # fmt: skip
        ran = run(*command)
        assert (ran.code, "is a federation" in ran.err) == (2, True), command


def test_a_lock_fixes_what_is_read(many: Many, run: Run) -> None:
    for name in ("js", "zj"):
        many.ledgers[name]["rev"] = "main"
    many.write()
    assert run("federation", "lock").out == "federation.lock: 2 of 2 ledgers, 2 pilots\n"
    first = Path("federation.lock").read_text("utf-8")
    assert len(first.splitlines()) == 5
    assert run("federation", "lock").code == 0
    assert Path("federation.lock").read_text("utf-8") == first
    before = run("status", *DAY, "--format", "json").out
    many.edit(
        "js",
        f"{HOME}/milestones.yaml",
        {"due: 2026-06-30, weight: 1}": "due: 2026-06-30, weight: 1, done: 2026-03-30}"},
    )
    ran = run("status", *DAY, "--format", "json")
    assert "js has moved on since federation.lock" in ran.err
    unmoved = json.loads(before)
    assert json.loads(ran.out)["pilots"] == unmoved["pilots"]
    refused = run("status", *DAY, "--locked")
    assert refused.code == 2
    assert "no longer fits: js moved on" in refused.err
    fresh = json.loads(run("status", *DAY, "--unlocked", "--format", "json").out)
    assert fresh["pilots"] != unmoved["pilots"]


def test_two_locks_are_compared(many: Many, run: Run) -> None:
    for name in ("js", "zj"):
        many.ledgers[name]["rev"] = "main"
    books = new_repository(many.write())
    run("federation", "lock")
    books.commit()
    many.edit(
        "js",
        f"{HOME}/milestones.yaml",
        {"due: 2026-06-30, weight: 1}": "due: 2026-06-30, weight: 1, done: 2026-03-30}"},
    )
    run("federation", "lock")
    ran = run("diff", *DAY)
    assert "js:yx-titles-01" in ran.out
    assert "zj:yx-titles-01" not in ran.out


def test_a_lock_is_not_written_over_a_gap_by_itself(many: Many, run: Run) -> None:
    missing(many)
    refused = run("federation", "lock")
    assert refused.code == 2
    assert "nothing is written" in refused.err
    assert not Path("federation.lock").exists()
    assert run("federation", "lock", "--allow-missing").code == 0
    assert '"zj": null' in Path("federation.lock").read_text("utf-8")


def test_the_ledgers_are_listed_with_what_they_lack(many: Many, run: Run) -> None:
    missing(many)
    rows = json.loads(run("federation", "status", *DAY, "--format", "json").out)["ledgers"]
    assert [(row["id"], row["state"], row["pilots"], row["errors"]) for row in rows] == [
        ("js", "read", 1, rows[0]["errors"]), ("zj", "missing", 0, None)
    ]  # fmt: skip
    assert rows[0]["newest"] == "2026-03-31"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("entry", [
    {"path": "../link"}, {"path": "../js", "root": "../zj"}, {"path": "../js", "root": "/etc"},
    {"path": "../js", "root": "out"},
    {"path": "../js", "rev": "--upload-pack=x"}, {"path": "../js", "rev": "-h"}, {"path": "~/js"}, {"path": "$HOME"},
])  # fmt: skip
def test_nothing_outside_the_named_folders_is_read(entry: dict[str, str], many: Many, run: Run) -> None:
    (many.folder / "link").symlink_to(many.folder / "zj")
    (many.folder / "js" / "out").symlink_to(many.folder / "zj")
    many.ledgers["js"].update(entry)
    many.write()
    document = json.loads(run("status", *DAY, "--format", "json").out)
    assert [item["state"] for item in document["ledgers"]] == ["missing", "read"]


@pytest.mark.skipif(os.name == "nt", reason="the commands planted are those of a shell")
def test_nothing_that_a_ledger_brings_is_run(many: Many, run: Run, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    books = new_repository(many.folder / "js")
    for setting in (
        "core.fsmonitor",
        "core.sshCommand",
        "diff.external",
        "core.pager",
        "filter.x.clean",
        "filter.x.smudge",
    ):
        books.git("config", setting, f"touch {mark}; false")
    (books.root / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n", "utf-8")
    (books.root / ".git" / "hooks").mkdir(exist_ok=True)
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        script = books.root / ".git" / "hooks" / hook
        script.write_text(f"#!/bin/sh\ntouch {mark}\n", "utf-8")
        script.chmod(0o755)
    many.ledgers["js"]["rev"] = "main"
    many.write()
    for command in (("status",), ("validate",), ("due",), ("federation", "lock"), ("federation", "status")):
        run(*command, *DAY) if command != ("federation", "lock") else run(*command)
    assert not mark.exists()


def test_options_of_a_federation_need_one(sound: Path, run: Run) -> None:
    ran = run("status", "--root", sound, "--ledger", "js")
    assert ran.code == 2
    assert "there is no federation here" in ran.err


@pytest.mark.parametrize(("command", "schema"), [
    (("status",), "status-1"), (("due",), "due-1"), (("validate",), "findings-1"),
    (("diff", "--since", "2025-12-31"), "diff-1"), (("federation", "status"), "federation-status-1"),
    (("list", "incentives"), "list-1"), (("status", "js:yx-titles-01"), "status-1"),
])  # fmt: skip
def test_json_has_its_published_shape(command: tuple[str, ...], schema: str, many: Many, run: Run) -> None:
    missing(many)
    published = json.loads((files("talentpilot") / "_schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    document = json.loads(run(*command, *DAY, "--format", "json").out)
    assert list(Draft202012Validator(published).iter_errors(document)) == []


def test_the_report_counts_each_ledger_and_names_the_missing_one(many: Many, run: Run, tmp_path: Path) -> None:
    missing(many)
    ran = run("report", "--period", "2026Q1", "--lang", "en", "--format", "md,json", "--output", tmp_path / "out")
    assert ran.code == 1
    text = (tmp_path / "out" / "2026Q1-en.md").read_text("utf-8")
    assert "- **Ledgers**: 1 of 2 ledgers, 1 pilots" in text
    assert "- **Missing ledgers**: zj Zhejiang: no revision refs/tags/2026Q3" in text
    assert "| js<br>js | 1 |" in text
    assert "| Zhejiang | – | – | – | – | no revision refs/tags/2026Q3 |" in text
    figures = json.loads((tmp_path / "out" / "2026Q1.json").read_text("utf-8"))
    assert (figures["schema"], figures["read"], figures["every"]) == ("talentpilot/federation-report/1", 1, 2)
    single = json.loads(run("status", *DAY, "--root", many.folder / "js", "--format", "json").out)
    assert figures["total"]["lights"] == single["summary"]["lights"]
    assert figures["total"]["median_completion"] == single["pilots"][0]["schedule"]["completion"]
    assert figures["pilots"] == []


def test_the_report_names_the_reports_that_are_not_in(many: Many, run: Run, tmp_path: Path) -> None:
    many.ledgers["zj"]["title"] = {"zh": "浙江", "en": "Zhejiang"}
    many.write()
    many.edit("js", f"{HOME}/pilot.yaml", {"period: 2025Q4": "period: 2026Q1", "2026-01-13": "2026-04-01"})
    run("report", "--period", "2026Q1", "--as-of", "2026-04-16", "--lang", "en", "--format", "md,json", "-o", tmp_path)
    (row,) = json.loads((tmp_path / "2026Q1.json").read_text("utf-8"))["unreported"]
    assert (row["ledger"], row["pilot"], row["period"]) == ("zj", "zj:yx-titles-01", "2026Q1")
    line = f"| Zhejiang | {row['title']['en']} | zj:yx-titles-01 | Q1 2026 |"
    assert line in (tmp_path / "2026Q1-en.md").read_text("utf-8")


def test_the_report_lists_pilots_only_on_wish(many: Many, run: Run, tmp_path: Path) -> None:
    run("report", "--period", "2026Q1", "--lang", "zh", "--format", "md", "--annex", "pilots", "--output", tmp_path)
    text = (tmp_path / "2026Q1-zh.md").read_text("utf-8")
    assert "附录：试点一览" in text
    assert "js:yx-titles-01" in text


def test_the_report_of_one_ledger(many: Many, run: Run, tmp_path: Path) -> None:
    run("report", "--period", "2026Q1", "--view", "ledger:zj", "--format", "json", "--output", tmp_path)
    figures = json.loads((tmp_path / "2026Q1-ledger-zj.json").read_text("utf-8"))
    assert [row["facts"]["id"] for row in figures["ledgers"]] == ["zj"]
    assert figures["scope"] == {"kind": "ledger", "value": "zj", "filters": [], "whole_life": False}


def test_a_practice_that_crossed_a_border_is_listed(many: Many, run: Run, tmp_path: Path) -> None:
    many.edit("js", f"{HOME}/outcomes.yaml", {"{org: yx-eval, ": '{region: "920000", '})
    run("report", "--period", "2026Q1", "--format", "json", "--output", tmp_path)
    crossing = json.loads((tmp_path / "2026Q1.json").read_text("utf-8"))["crossings"][0]
    assert (crossing["pilot"], crossing["ledger"], crossing["mentioned"]) == ("js:yx-titles-01", "zj", True)
    assert crossing["title"]["zh"].startswith("js")


def test_a_list_has_the_names_of_each_ledger_and_never_adds_up_two_organizations(many: Many, run: Run) -> None:
    document = json.loads(run("list", "incentives", "--as-of", "2026-11-30", "--format", "json").out)
    single = [
        json.loads(
            run("list", "incentives", "--as-of", "2026-11-30", "--root", many.folder / name, "--format", "json").out
        )
        for name in ("js", "zj")
    ]
    assert len(document["rows"]) == sum(len(one["rows"]) for one in single) > 0
    assert document["sums"] == [
        {**row, "recipient": f"{name}:{row['recipient']}"}
        for name, one in zip(("js", "zj"), single, strict=True)
        for row in one["sums"]
    ]
    recipient = run("list", "incentives", "--as-of", "2026-11-30", "--root", many.folder / "js", "--format", "csv").out
    shown = run("list", "incentives", "--as-of", "2026-11-30", "--format", "csv").out
    assert recipient.splitlines()[1].split(",")[2] in shown


def test_one_pilot_is_shown_in_full(many: Many, run: Run) -> None:
    ran = run("status", "js:yx-titles-01", *DAY)
    assert ran.out.startswith("2 of 2 ledgers")
    assert "M1" in ran.out
    document = json.loads(run("status", "js:yx-titles-01", *DAY, "--format", "json").out)
    single = json.loads(run("status", "yx-titles-01", *DAY, "--root", many.folder / "js", "--format", "json").out)
    assert document["pilots"][0]["file"] == single["pilots"][0]["file"]
    assert document["ledgers"][0]["id"] == "js"


@pytest.mark.parametrize(
    "command",
    [
        ("due", "--format", "markdown"),
        ("diff", "--since", "2025-12-31", "--format", "markdown"),
        ("status", "--format", "markdown"),
        ("status", "{}yx-titles-01", "--format", "markdown"),
        ("list", "adoptions", "--format", "markdown"),
        ("evaluate", "--format", "markdown"),
        ("evaluate", "{}yx-titles-01"),
    ],
    ids=" ".join,
)
def test_a_ledger_is_told_in_the_words_of_the_same_command_on_it_alone(
    many: Many, run: Run, command: tuple[str, ...]
) -> None:
    (many.root / "federation.yaml").write_text(
        (many.root / "federation.yaml").read_text("utf-8").replace("人才管理服务改革试点", "js云溪省试点（虚构）"),
        "utf-8",
    )
    said = []
    for prefix, where in (("", ("--root", many.folder / "js")), ("js:", ("--ledger", "js"))):
        ran = run(*(part.format(prefix) for part in command), "--lang", "zh", "--as-of", "2027-06-30", *where)
        said.append(re.findall(r"[^\s|]+", ran.out.replace("js:", "")))
    assert len(said[0]) > 10
    assert [word for word in said[0] if word not in said[1]] == []
