"""Build a federation of three fictional provinces from the example ledger of this repository.

    python docs/examples/federation.py FOLDER

FOLDER gets four git repositories: `yunxi`, `linhai` and `beigang`, which are ledgers, and `ministry` with
federation.yaml and its lock. Linhai has moved on since the lock, Beigang has thresholds of its own, and a practice of
Yunxi was adopted in Linhai.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2]
WHO = ("-c", "user.name=Keeper", "-c", "user.email=keeper@example.org", "-c", "commit.gpgsign=false")

PROVINCES = {
    "yunxi": ("云溪省", "Yunxi", "99", ("titles", "postdoc")),
    "linhai": ("临海省", "Linhai", "98", ("overseas", "services")),
    "beigang": ("北港省", "Beigang", "97", ("education", "experts")),
}
"""Folder: name in Chinese and English, first digits of its region codes, domains of its pilots."""

SEAL = re.compile(r"^  seal:\n(?:    .*\n)+", re.MULTILINE)

FEDERATION = """\
schema: talentpilot/federation/1
id: talent-reform
title: {zh: 专业技术人才管理服务改革试点, en: Pilot reform of talent management and services}
term: {start: 2025-07-01, end: 2027-06-30}
catalogue: catalogue.yaml
rules:
  thresholds: {amber_gap_pp: 10, red_gap_pp: 30}
ledgers:
  - {id: yx, title: {zh: 云溪省, en: Yunxi}, region: "990000", path: ../yunxi, rev: refs/tags/2026Q3}
  - {id: lh, title: {zh: 临海省, en: Linhai}, region: "980000", path: ../linhai, rev: refs/tags/2026Q3}
  - {id: bg, title: {zh: 北港省, en: Beigang}, region: "970000", path: ../beigang, rev: refs/tags/2026Q3}
"""


def build(folder: Path) -> Path:
    """Build the four repositories, and return the folder with federation.yaml."""
    for name in PROVINCES:
        _province(folder / name, name)
    own = "red_gap_pp: 80, red_overdue_days: 400"
    _replace(folder / "beigang" / "programme.yaml", "red_gap_pp: 30, red_overdue_days: 90", own)
    _adopt_in_linhai(folder)
    for name in PROVINCES:
        _seal(folder / name)
        _commit(folder / name, "2026Q3")
    ministry = folder / "ministry"
    ministry.mkdir()
    shutil.copy(EXAMPLE / "catalogue.yaml", ministry)
    (ministry / "federation.yaml").write_text(FEDERATION, encoding="utf-8")
    _talentpilot(ministry, "federation", "lock")
    _commit(ministry, "2026Q3")
    _move_on(folder / "linhai")
    return ministry


def _province(root: Path, name: str) -> None:
    """Copy the pilots of some domains, in a region and under names of their own."""
    zh, en, digits, domains = PROVINCES[name]
    root.mkdir(parents=True)
    for file in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(EXAMPLE / file, root)
    for pilot in sorted((EXAMPLE / "pilots").iterdir()):
        if pilot.name.split("-")[1] in domains:
            shutil.copytree(pilot, root / "pilots" / pilot.name)
    for file in root.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        for level in ("0000", *(f"0{number}00" for number in range(1, 10))):
            text = text.replace(f"99{level}", f"{digits}{level}")
        file.write_text(text.replace("云溪省", zh).replace("Yunxi", en), encoding="utf-8")
    known = "".join(
        f'  - {{code: "{code}0000", level: province, zh: {other_zh}, en: {other_en}}}\n'
        for other_zh, other_en, code, _ in PROVINCES.values()
        if code != digits
    )
    _replace(root / "programme.yaml", "organizations:", f"{known}organizations:")


def _adopt_in_linhai(folder: Path) -> None:
    """Record that a practice of Yunxi was adopted in Linhai, in Yunxi's ledger alone."""
    outcomes = folder / "yunxi" / "pilots" / "yx-titles-01" / "outcomes.yaml"
    adoption = '[{region: "980000", date: 2026-07-01, document: 临人社函〔2026〕18号}]'
    _replace(outcomes, "    adoptions: []\n", f"    adoptions: {adoption}\n")


def _seal(root: Path) -> None:
    """Seal the plans anew, since regions and names are part of them."""
    for file in root.glob("pilots/*/pilot.yaml"):
        file.write_text(SEAL.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")
    _talentpilot(root, "seal", "--all", "--force")


def _move_on(root: Path) -> None:
    """Move the tag of a ledger on, so that the lock is behind it."""
    _replace(root / "programme.yaml", "due_days: 15", "due_days: 20")
    _commit(root, "2026Q3")


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{file} no longer holds {old!r}")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _commit(root: Path, tag: str) -> None:
    if not (root / ".git").exists():
        _git(root, "init", "--quiet", "--initial-branch", "main")
    _git(root, "add", "--all", "--force")
    _git(root, "commit", "--quiet", "--message", tag)
    _git(root, "tag", "--force", tag)


def _talentpilot(root: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "talentpilot", *arguments, "--root", str(root), "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _git(root: Path, *arguments: str) -> None:
    day = {"GIT_AUTHOR_DATE": "2026-10-15T09:00:00+0800", "GIT_COMMITTER_DATE": "2026-10-15T09:00:00+0800"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(root), *WHO, *arguments], check=True, env={**kept, **alone, **day})


if __name__ == "__main__":
    build(Path(sys.argv[1]))
