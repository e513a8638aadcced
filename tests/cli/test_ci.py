"""What docs/ci.md shows is what works: the workflow, the GitLab job and the hook are parsed, checked and run."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import xml.etree.ElementTree as ET
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from conftest import TESTS, Ran
from talentpilot.cli.output.findings import ENDINGS
from talentpilot.cli.output.forms import FindingsFormat

ROOT = TESTS.parent
CI = ROOT / "docs" / "ci"
BIN = Path(sysconfig.get_path("scripts"))
DAY = "2026-03-31"
LATE = ("due: 2027-05-31", "due: 2027-09-30")
SPOILT = ("P12", "M02")
"""What `validate` says of the ledger in which that date was changed, in its order."""


def load(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of a runner: the commands of this environment first, and a talentpilot that lives on one day."""
    folder = tmp_path / "bin"
    folder.mkdir()
    shim = folder / "talentpilot"
    shim.write_text(f'#!/bin/sh\nexec "{BIN / "talentpilot"}" --as-of {DAY} "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT", "PRE_COMMIT", "PYTEST"))}
    return {
        **kept,
        "PATH": os.pathsep.join((str(folder), str(BIN), os.environ["PATH"])),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(tmp_path),
    }


def call(folder: Path, shell: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=shell, capture_output=True, text=True, encoding="utf-8", check=False
    )  # fmt: skip


def git(folder: Path, shell: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")
    return call(folder, shell, "git", *identity, *arguments)


def spoil(ledger: Path) -> None:
    file = ledger / "pilots" / "yx-titles-01" / "milestones.yaml"
    text = file.read_text(encoding="utf-8")
    assert LATE[0] in text
    file.write_text(text.replace(*LATE), encoding="utf-8")


# --- the files shown, against the schemas of those who read them


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "schema"),
    [
        (CI / "github.yml", "vendor.github-workflows"),
        (ROOT / ".github" / "workflows" / "ledger.yml", "vendor.github-workflows"),
        (ROOT / ".github" / "workflows" / "tests.yml", "vendor.github-workflows"),
        (CI / "gitlab.yml", "vendor.gitlab-ci"),
        (CI / "github-notices.yml", "vendor.github-workflows"),
        (CI / "gitlab-notices.yml", "vendor.gitlab-ci"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_services_would_accept_the_files(file: Path, schema: str) -> None:
    transform = ["--data-transform", "gitlab-ci"] if schema == "vendor.gitlab-ci" else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *transform, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pre_commit_accepts_the_hook_and_the_configurations(shell: dict[str, str]) -> None:
    for what, file in (
        ("manifest", ROOT / ".pre-commit-hooks.yaml"),
        ("config", CI / "pre-commit-config.yaml"),
        ("config", CI / "pre-commit-local.yaml"),
    ):
        done = call(ROOT, shell, sys.executable, "-m", "pre_commit", f"validate-{what}", str(file))
        assert done.returncode == 0, done.stdout


def test_the_local_hook_is_the_published_one() -> None:
    (published,) = load(ROOT / ".pre-commit-hooks.yaml")
    (local,) = load(CI / "pre-commit-local.yaml")["repos"][0]["hooks"]
    del published["description"]
    assert local == {**published, "language": "system"}


def test_the_workflow_of_this_repository_is_the_one_shown() -> None:
    own, shown = (
        file.read_text(encoding="utf-8").split("\n", 1)[1]
        for file in (ROOT / ".github" / "workflows" / "ledger.yml", CI / "github.yml")
    )
    assert own.replace("install .\n", "install talentpilot\n").replace(" --as-of 2026-09-30", "") == shown
    assert own != shown


def test_the_hook_runs_whatever_a_commit_touches() -> None:
    (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
    assert hook["always_run"] is True
    assert "files" not in hook


# --- the commands shown, run


def commands(file: Path) -> list[str]:
    """What a workflow or a job runs, without the installation, of which there is exactly one."""
    document = load(file)
    if "jobs" in document:
        lines = [step["run"] for job in document["jobs"].values() for step in job["steps"] if "run" in step]
    else:
        lines = [line for job in document.values() for line in job["script"]]
    rest = [line for line in lines if "pip install" not in line]
    assert len(rest) == len(lines) - 1
    assert rest
    return rest


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", [False, True], ids=["sound", "spoilt"])
def test_the_github_workflow_passes_and_fails_as_it_should(
    sound: Path, shell: dict[str, str], spoilt: bool, tmp_path: Path
) -> None:
    if spoilt:
        spoil(sound)
    summary = tmp_path / "summary.md"
    runner = {**shell, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = [call(sound, runner, "bash", "-e", "-c", line) for line in commands(CI / "github.yml")]
    assert [one.returncode for one in done] == [int(spoilt)] * len(done), done[0].stderr
    assert ("::error file=pilots/yx-titles-01/milestones.yaml,line=9" in done[0].stdout) is spoilt
    assert f": {len(SPOILT) * spoilt} errors" in summary.read_text(encoding="utf-8")
    (upload,) = [
        step for step in load(CI / "github.yml")["jobs"]["validate"]["steps"] if "path" in step.get("with", {})
    ]
    written = {file.name for file in sound.glob(upload["with"]["path"])}
    assert written == {"findings.sarif", "findings.json"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_a_plan_rewritten_together_with_its_seal_is_found_in_a_request(
    sound: Path, shell: dict[str, str], name: str
) -> None:
    repository(sound, shell, "repos: []\n")
    git(sound, shell, "update-ref", "refs/remotes/origin/main", "HEAD")
    base = "main" if name == "github.yml" else git(sound, shell, "rev-parse", "HEAD").stdout.strip()
    spoil(sound)
    git(sound, shell, "commit", "-qam", "moved")
    (line,) = commands(CI / name)
    for wanted, request in ((True, {"BASE": base}), (False, {"BASE": ""}), (False, {})):
        done = call(sound, {**shell, **request}, "sh", "-e", "-c", f"{line} --format brief")
        assert done.returncode == 1, done.stderr
        assert ("error[C01]" in done.stdout) is wanted
        assert "error[M02]" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", [False, True], ids=["sound", "spoilt"])
def test_the_gitlab_job_passes_and_fails_as_it_should(sound: Path, shell: dict[str, str], spoilt: bool) -> None:
    if spoilt:
        spoil(sound)
    done = [call(sound, shell, "sh", "-e", "-c", line) for line in commands(CI / "gitlab.yml")]
    assert [one.returncode for one in done] == [int(spoilt)] * len(done), done[0].stderr
    reports = load(CI / "gitlab.yml")["ledger"]["artifacts"]["reports"]
    quality = json.loads((sound / reports["codequality"]).read_text(encoding="utf-8"))
    assert [item["check_name"][:3] for item in quality] == (list(SPOILT) if spoilt else [])
    assert ET.parse(sound / reports["junit"]).getroot().get("failures") == str(len(SPOILT) * spoilt)


class Robot(BaseHTTPRequestHandler):
    """Takes messages as the services do: it answers 200 whether it takes one or not."""

    answer, taken = b"", list[bytes]()

    def do_POST(self) -> None:
        self.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)


@pytest.mark.parametrize("name", ["github-notices.yml", "gitlab-notices.yml"])
@pytest.mark.parametrize(
    ("answer", "code"), [(b'{"errcode":0,"errmsg":"ok"}', 0), (b'{"errcode":93000,"errmsg":"invalid webhook"}', 1)]
)
def test_the_notices_are_sent_and_a_refusal_fails_the_job(
    sound: Path, shell: dict[str, str], name: str, answer: bytes, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Robot, "answer", answer)
    monkeypatch.setattr(Robot, "taken", [])
    (Path(shell["PATH"].partition(os.pathsep)[0]) / "sleep").symlink_to("/bin/true")
    with HTTPServer(("127.0.0.1", 0), Robot) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        runner = {**shell, "WEBHOOK": address, "DINGTALK_WEBHOOK": address}
        done = [call(sound, runner, "bash", "-e", "-c", line) for line in commands(CI / name)]
        server.shutdown()
    assert [one.returncode for one in done] == [0, code], done[-1].stderr
    assert len(Robot.taken) == 1
    assert "markdown" in json.loads(Robot.taken[0])


# --- before commits


def repository(ledger: Path, shell: dict[str, str], config: str) -> None:
    (ledger / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    assert git(ledger, shell, "init", "-q").returncode == 0
    git(ledger, shell, "add", "-A")
    assert git(ledger, shell, "commit", "-qm", "books").returncode == 0


@pytest.mark.slow
def test_a_commit_with_an_error_is_refused_and_a_mended_one_passes(sound: Path, shell: dict[str, str]) -> None:
    repository(sound, shell, (CI / "pre-commit-local.yaml").read_text(encoding="utf-8"))
    installed = call(sound, shell, sys.executable, "-m", "pre_commit", "install")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    spoil(sound)
    refused = git(sound, shell, "commit", "-qam", "late")
    assert refused.returncode == 1
    assert "milestones.yaml:9:60: error[M02]" in refused.stdout + refused.stderr
    file = sound / "pilots" / "yx-titles-01" / "milestones.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(LATE[1], LATE[0]) + "# seen\n", encoding="utf-8")
    (sound / "notes.md").write_text("beside the ledger\n", encoding="utf-8")
    git(sound, shell, "add", "-A")
    passed = git(sound, shell, "commit", "-qm", "seen")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    (sound / "pilots" / "yx-titles-01" / "evidence" / "plan.txt").unlink()
    deleted = git(sound, shell, "commit", "-am", "a cited paper is deleted, nothing else")
    assert deleted.returncode == 1
    assert "error[E01]" in deleted.stdout + deleted.stderr


@pytest.mark.slow
def test_the_published_hook_installs_from_this_repository_and_runs(
    sound: Path, shell: dict[str, str], tmp_path: Path
) -> None:
    source = tmp_path / "talentpilot"
    source.mkdir()
    ledger = ("programme.yaml", "catalogue.yaml")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", *ledger):
        shutil.copy(ROOT / name, source)
    for name in ("src", "templates", "docs", "pilots"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    git(source, shell, "init", "-q")
    git(source, shell, "add", "-A")
    git(source, shell, "commit", "-qm", "source")
    head = git(source, shell, "rev-parse", "HEAD").stdout.strip()
    config = (CI / "pre-commit-config.yaml").read_text(encoding="utf-8")
    config = re.sub(r"repo: .*", f"repo: {source}", config)
    config = re.sub(r"rev: .*", f"rev: {head}", config).replace("# args: [--root, books]", f"args: [--as-of, '{DAY}']")
    repository(sound, shell, config)
    run = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose")
    good = call(sound, shell, *run)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "Checked 1 pilot" in good.stdout
    spoil(sound)
    bad = call(sound, shell, *run)
    assert bad.returncode == 1
    assert "error[M02]" in bad.stdout


# --- the page


def page() -> str:
    return (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FindingsFormat)
def test_every_form_is_on_the_page(form: FindingsFormat) -> None:
    assert f"| `{form}` |" in page()


def test_every_ending_and_every_option_is_on_the_page(run: Callable[..., Ran]) -> None:
    for ending in ENDINGS:
        assert f"`{ending}`" in page()
    own = re.sub(r"(?s)\n  --root .*?(?=\n  --help|$)", "", run("validate", "--help").out)
    options = set(re.findall(r"--[a-z-]+", own)) - {"--help"}
    assert {"--format", "--output", "--select", "--ignore", "--strict", "--exit-zero"} <= options
    assert {option for option in options if f"`{option}" not in page()} == set()


def test_every_file_of_the_folder_is_on_the_page() -> None:
    files = sorted(CI.iterdir())
    assert files
    assert [file.name for file in files if f"<!-- file: docs/ci/{file.name} -->" not in page()] == []
