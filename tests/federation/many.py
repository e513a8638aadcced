"""Builds federations for tests: ledgers as git repositories beside a folder with federation.yaml."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from repository import Repository, new_repository
from rules.overlay import SOUND, reseal_all

HOME = "pilots/yx-titles-01"


@dataclass
class Many:
    """A folder with a federation and the repositories of its ledgers beside it."""

    folder: Path
    ledgers: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.folder / "federation"

    def add(self, name: str, number: int, source: Path = SOUND, **entry: object) -> Repository:
        """Add a ledger as a copy of another, in a region, with titles and figures of its own, and commit it."""
        repository = new_repository(self.folder / name)
        shutil.copytree(source, repository.root, dirs_exist_ok=True)
        region = f"9{number}0000"
        swaps = {
            "990100": f"9{number}0100",
            "990000": region,
            "试点, en": f"{name}试点, en",
            "title: {zh: ": f"title: {{zh: {name}",
        }
        for file in repository.root.rglob("*.yaml"):
            edit(file, swaps)
        for file in repository.root.glob("pilots/*/pilot.yaml"):
            edit(file, {", en: ": f", en: {name} "})
        figures = {"value: 40}": f"value: 4{number}}}", "value: 22,": f"value: 2{number},"}
        figures |= {"value: 3}": f"value: 3.{number}}}", "value: 112,": f"value: 11{number},"}
        for file in repository.root.glob("pilots/*/outcomes.yaml"):
            edit(file, figures)
        reseal_all(repository.root, [])
        repository.commit()
        self.ledgers[name] = {"id": name, "region": region, "path": f"../{name}", **entry}
        return repository

    def write(self) -> Path:
        """Write federation.yaml and the shared catalogue, and return the folder."""
        self.root.mkdir(exist_ok=True)
        shutil.copy(SOUND / "catalogue.yaml", self.root / "catalogue.yaml")
        head = {
            "schema": "talentpilot/federation/1", "id": "reform-2025",
            "title": {"zh": "人才管理服务改革试点", "en": "Pilot reform"},
            "term": {"start": "2025-07-01", "end": "2027-06-30"}, **self.settings,
        }  # fmt: skip
        document = {**head, "ledgers": list(self.ledgers.values())}
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
        (self.root / "federation.yaml").write_text(text, "utf-8")
        return self.root

    def edit(self, name: str, file: str, swaps: dict[str, str]) -> None:
        """Replace texts in a file of a ledger, each of which must be there, and commit."""
        path = self.folder / name / file
        text = path.read_text("utf-8")
        assert all(old in text for old in swaps), f"{file} lacks one of {list(swaps)}"
        edit(path, swaps)
        Repository(self.folder / name).commit()


def edit(path: Path, swaps: dict[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in swaps.items():
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def two_ledgers(folder: Path, **settings: object) -> Many:
    """A federation of two ledgers about which no rule N has anything to say on 2026-03-31."""
    many = Many(folder, settings=dict(settings))
    many.add("js", 1)
    many.add("zj", 2)
    return many
