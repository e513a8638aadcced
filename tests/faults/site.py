"""One pilot of the example ledger, with what faults need to know of it, read from its YAML alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from faults.drafts import Draft

DAY = date(2026, 9, 30)
FREE = "云人社函〔2026〕99号"


@dataclass
class Site:
    """The drafts of a pilot; what a fault changes is written, what it adds as `extra` too (None takes a file away)."""

    root: Path
    name: str
    drafts: dict[str, Draft] = field(default_factory=dict)
    extra: dict[str, bytes | None] = field(default_factory=dict)
    copied: tuple[str, ...] = ()

    def draft(self, file: str) -> Draft:
        """A file below the ledger's root."""
        if file not in self.drafts:
            self.drafts[file] = Draft(file, (self.root / file).read_text(encoding="utf-8"))
        return self.drafts[file]

    @property
    def home(self) -> str:
        return f"pilots/{self.name}"

    @property
    def p(self) -> Draft:
        return self.draft(f"{self.home}/pilot.yaml")

    @property
    def m(self) -> Draft:
        return self.draft(f"{self.home}/milestones.yaml")

    @property
    def o(self) -> Draft:
        return self.draft(f"{self.home}/outcomes.yaml")

    @property
    def programme(self) -> Draft:
        return self.draft("programme.yaml")

    @property
    def catalogue(self) -> Draft:
        return self.draft("catalogue.yaml")

    @property
    def evaluation(self) -> Draft | None:
        found = sorted((self.root / self.home / "evaluations").glob("*.yaml"))
        return self.draft(found[0].relative_to(self.root).as_posix()) if found else None

    @property
    def approved(self) -> bool:
        return self.p.has("approval", "date")

    @property
    def filings(self) -> list[dict[str, Any]]:
        return list(self.p.data.get("adjustments") or [])

    @property
    def kinds(self) -> set[str]:
        return {item["kind"] for item in self.filings}

    @property
    def closed(self) -> bool:
        return bool(self.kinds & {"termination", "conclusion"})

    @property
    def begun(self) -> bool:
        return str(self.p.data["term"]["start"]) < "2026-08-01"

    @property
    def active(self) -> bool:
        return self.approved and self.begun and not self.closed and "suspension" not in self.kinds

    @property
    def touched(self) -> set[str]:
        """What filings change: ids of milestones and indicators."""
        paths = [change["path"].split("/") for item in self.filings for change in item.get("changes") or []]
        return {parts[1] for parts in paths if len(parts) > 1}

    @property
    def paths(self) -> set[str]:
        return {change["path"] for item in self.filings for change in item.get("changes") or []}

    @property
    def members(self) -> set[str]:
        roles = self.p.data["roles"]
        return {roles["lead"], *roles.get("units", ()), *roles.get("partners", ())} | {roles.get("guide", "")}


@dataclass(frozen=True)
class Mark:
    """Where the rule must speak."""

    file: str
    line: int


@dataclass(frozen=True)
class Fault:
    """A way to spoil a pilot: the rule that must speak, a name, what is done; None where it can't be done here."""

    rule: str
    name: str
    plant: Callable[[Site], Mark | None]
    reseal: bool
    whole: bool
    day: date
    is_today: bool


FAULTS: list[Fault] = []

Plant = Callable[[Site], Mark | None]


def fault(
    rule: str, *, reseal: bool = True, whole: bool = False, day: date = DAY, is_today: bool = False
) -> Callable[[Plant], Plant]:
    """Register a fault. `whole` checks the whole ledger, for rules that compare pilots."""

    def register(plant: Plant) -> Plant:
        FAULTS.append(Fault(rule, plant.__name__.strip("_"), plant, reseal, whole, day, is_today))
        return plant

    return register


def at(draft: Draft, *path: str | int, key: bool = False) -> Mark:
    """The place of a value in the draft as it is now."""
    return Mark(draft.file, draft.line(path, key=key))
