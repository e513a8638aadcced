"""Every field of the record can be written by a command: what the commands write is compared with the models."""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from cli.writing import HOME
from talentpilot.model.base import Endorsement
from talentpilot.model.milestones import Forecast, Milestone
from talentpilot.model.outcomes import Adoption, Indicator, Observation, Practice
from talentpilot.model.pilot import (
    Acceptance,
    Adjustment,
    Approval,
    Bottleneck,
    Change,
    Evidence,
    Incentive,
    Matter,
    PeriodReport,
    PilotFile,
    Publicity,
    Reopening,
    Verification,
)
from talentpilot.store.edited_file import MODELS
from talentpilot.store.records import fields_of, model_at

Run = Callable[..., Any]
PILOT = "yx-titles-01"

COMMANDS = """
record evidence yx-titles-01 LETTER --title-zh 信 --title-en Letter --kind minutes --access internal --date 2026-03-01
record evidence yx-titles-01 --url https://example.org/a --title Page --kind media --access public
record verify yx-titles-01/E5 --by yx-edu --method recomputed
record done yx-titles-01/M4 --date 2026-03-30 --evidence E5 --note-zh 提前 --note-en Early
record forecast yx-titles-01/M5 --date 2026-10-20 --stated 2026-03-30 --reason r --next n
record forecast yx-titles-01/M6 --reason-zh 接口未到位 --reason-en "No interface" --next "Ask again"
record observe yx-titles-01/I2 --date 2026-03-30 --value 103 --evidence E5 --provisional --note once
record observe yx-titles-01/I3 --period 2026Q2 --value 4
record bottleneck yx-titles-01 --title x --kind data --severity minor --owner yx-hrss --needs city --due 2026-12-31 \
  --same-as yx-titles-01/B1 --evidence E5
record resolve yx-titles-01/B3 --resolution-zh 办结 --resolution-en settled
record acceptance yx-titles-01/B3 --by yx-hrss --document 13号
record reopen yx-titles-01/B3 --reason broken
record resolve yx-titles-01/B3 --resolution mended
record acceptance yx-titles-01/B3 --by yx-hrss --document 14号
record report yx-titles-01 --period 2026Q1 --progress p --problems q --next n \
  --matter 'data:ministry:yx-titles-01/B1={zh: 接口, en: Interface}' --matter legal:province=Law
record practice yx-titles-01 --title New --kind service --text summary=s --text steps=t --text conditions=c \
  --text cost=m --text risks=r --solves B1 --indicator I1 --document 云人社函〔2026〕7号 --stage documented
record practice yx-titles-01/P2 --stage endorsed --by yx-hrss --document 8号
record practice yx-titles-01/P2 --stage promoted --by yx-hrss --document 9号
record practice yx-titles-01/P1 --stage withdrawn
record adoption yx-titles-01/P2 --org yx-edu --region 990100 --document 10号 --text scale=one --text adapted=two
record incentive yx-titles-01 --kind funding --title Grant --grantor yx-hrss --amount 5 --currency CNY --evidence E5
record publicity yx-titles-01 --channel national --title News --url https://example.org/n --evidence E5
adjust yx-titles-01 I2/target/value 80 --reason r --authority yx-hrss --document 11号 \
  --effective 2026-03-31 --evidence E5
decide yx-titles-01 A3 approved --document 12号
"""

RECORD: tuple[type[BaseModel], ...] = (
    Forecast, Observation, Bottleneck, Acceptance, Reopening, PeriodReport, Matter, Incentive, Publicity, Evidence,
    Verification, Practice,
    Endorsement, Adoption, Adjustment, Change, Approval,
)  # fmt: skip
"""The models whose every field is record; of those below, a part is plan."""

RECORD_IN_PLAN: dict[type[BaseModel], tuple[str, ...]] = {
    Milestone: ("done", "forecasts", "evidence", "note"),
    Indicator: ("observations",),
    PilotFile: (
        "approval", "adjustments", "bottlenecks", "reports", "incentives", "publicity", "evidence",
    ),
}  # fmt: skip

BY_HAND = {
    (PilotFile, "selection"): "why this unit was chosen: written once, with the plan, before it is approved",
    (PilotFile, "title"): "what the pilot is called: written by `talentpilot new`",
    (PilotFile, "task"): "written by `talentpilot new`",
    (PilotFile, "region"): "written by `talentpilot new`",
    (PilotFile, "id"): "the name of the folder",
}
"""What no record command writes, and why."""


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The path of every value, mappings and lists too."""
    if path:
        yield path, str(data)
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from leaves(value, (*path, key))


def contents(root: Path) -> dict[str, dict[tuple[str | int, ...], str]]:
    return {
        name: dict(leaves(yaml.load((root / HOME / name).read_text("utf-8"), Loader=yaml.CBaseLoader)))
        for name in MODELS
    }


@pytest.fixture
def written(run: Run, sound: Path, tmp_path: Path) -> set[tuple[type[BaseModel], str]]:
    """(model, field) of everything that the commands have written into the sound ledger."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all", encoding="utf-8")
    text = (sound / HOME / "pilot.yaml").read_text(encoding="utf-8")
    start, end = text.index("approval:\n"), text.index("adjustments:")
    before = contents(sound)
    (sound / HOME / "pilot.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    sealed = f"seal {PILOT} --date 2025-08-20 --document 云人社函〔2025〕41号 --evidence E1"
    unapproved = contents(sound)
    for command in [sealed, *COMMANDS.replace("\\\n", "").strip().split("\n")]:
        ran = run(*shlex.split(command.replace("LETTER", str(letter))), "--root", sound, "--as-of", "2026-03-31")
        assert ran.code == 0, f"{command}\n{ran.err}"
    after = contents(sound)
    assert before["pilot.yaml"].items() - after["pilot.yaml"].items() <= {
        (path, value) for path, value in before["pilot.yaml"].items() if len(path) < 3
    }, "the approval that was taken away is back, the same seal in it"
    found = set()
    for name, model in MODELS.items():
        for path, value in after[name].items():
            if unapproved[name].get(path) != value and isinstance(path[-1], str):
                found.add((model_at(model, path[:-1]), path[-1]))
    return found


def test_every_field_of_the_record_is_written_by_a_command(written: set[tuple[type[BaseModel], str]]) -> None:
    wanted = {(model, field) for model in RECORD for field in fields_of(model)}
    wanted |= {(model, field) for model, fields in RECORD_IN_PLAN.items() for field in fields}
    missing = sorted(f"{model.__name__}.{field}" for model, field in wanted - written)
    assert not missing, f"no command writes {', '.join(missing)}: give it an option, or a reason in BY_HAND"


def test_what_is_written_by_hand_is_known_and_nothing_more(written: set[tuple[type[BaseModel], str]]) -> None:
    assert not BY_HAND.keys() & written
    plan = {(PilotFile, name) for name in ("term", "objective", "roles")}
    record = {(PilotFile, field) for field in RECORD_IN_PLAN[PilotFile]}
    assert {(PilotFile, field) for field in fields_of(PilotFile)} == record | plan | BY_HAND.keys()
