"""Tables of outcomes: practices, their adoptions, and evaluations with their ratings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.diagnostics import FieldPath
from talentpilot.exchange.data_package.table import DataTable, Fact, ForeignKey, column, fields
from talentpilot.model.base import Record
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.outcomes import Adoption, Practice, PracticeStatus
from talentpilot.services.data_package.facts import (
    ID,
    NUMBER,
    OF_PILOT,
    OUTCOMES_FILE,
    PILOT,
    DataPilot,
    PilotTable,
    of_pilot,
    organization,
    parent,
)

_PRACTICE = parent("practice", "Id of the practice 经验做法编号")

PRACTICES = DataTable(
    "practices",
    "A way of working that others could take over 经验做法",
    (PILOT, ID),
    (
        *fields(Practice, leave=("id", "solves"), of="item"),
        column("status", "code", "draft, documented, endorsed, promoted or withdrawn on the day 状态", required=True),
    ),
    (OF_PILOT,),
)


@dataclass(frozen=True, slots=True)
class _Practice:
    item: Practice
    as_of: date

    @property
    def status(self) -> PracticeStatus:
        return self.item.status(self.as_of)


def _practices(data: DataPilot) -> Iterator[Fact]:
    for index, one in enumerate(data.status.pilot.practices):
        yield data.fact(OUTCOMES_FILE, ("practices", index, "id"), _Practice(one, data.status.as_of), one.id)


SOLVES = DataTable(
    "solves",
    "A practice, and a bottleneck that it solves 经验做法解决的堵点",
    (PILOT, _PRACTICE, parent("bottleneck", "Id of the bottleneck 堵点编号")),
    (),
    (of_pilot("practice", "practices"), of_pilot("bottleneck", "bottlenecks")),
)


def _solves(data: DataPilot) -> Iterator[Fact]:
    for index, one in enumerate(data.status.pilot.practices):
        for name in dict.fromkeys(one.solves):
            path: FieldPath = ("practices", index, "solves", one.solves.index(name))
            yield data.fact(OUTCOMES_FILE, path, None, one.id, name)


ADOPTIONS = DataTable(
    "adoptions",
    "A practice taken over by an organization or a region 经验做法的采纳",
    (PILOT, _PRACTICE, NUMBER),
    fields(Adoption),
    (of_pilot("practice", "practices"), *organization("org"), ForeignKey(("region",), "regions")),
)


def _adoptions(data: DataPilot) -> Iterator[Fact]:
    for index, practice in enumerate(data.status.pilot.practices):
        for number, one in enumerate(practice.adoptions):
            path: FieldPath = ("practices", index, "adoptions", number, "date")
            yield data.fact(OUTCOMES_FILE, path, one, practice.id, number + 1)


EVALUATIONS = DataTable(
    "evaluations",
    "An evaluation, as written; what is computed of it, `talentpilot evaluate` says 评估",
    (PILOT, column("name", "code", "Name of its file 评估编号")),
    fields(Evaluation, leave=("reviewers",)),
    (OF_PILOT, *organization("evaluator_org")),
)


def _evaluations(data: DataPilot) -> Iterator[Fact]:
    for name, one in data.status.pilot.evaluations.items():
        yield data.fact(f"evaluations/{name}.yaml", ("type",), one, name)


RATINGS = DataTable(
    "ratings",
    "A reviewer's rating of an item 评估打分",
    (
        PILOT,
        parent("evaluation", "Name of the evaluation 评估编号"),
        column("reviewer", "code", "Code of the reviewer 评审人代号"),
        column("kind", "code", "judgement or replicability 打分类别"),
        column("item", "code", "The item that is rated 打分项"),
    ),
    (column("value", "integer", "0 to 3 分值", required=True),),
    (of_pilot("evaluation", "evaluations"),),
)


@dataclass(frozen=True, slots=True)
class _Rating:
    value: int


def _ratings(data: DataPilot) -> Iterator[Fact]:
    for name, evaluation in data.status.pilot.evaluations.items():
        for index, one in enumerate(evaluation.reviewers):
            sheets: tuple[tuple[str, Record], ...] = (
                ("judgement", one.judgement),
                ("replicability", one.replicability),
            )
            for kind, sheet in sheets:
                for item in type(sheet).model_fields:
                    if (value := getattr(sheet, item)) is not None:
                        path: FieldPath = ("reviewers", index, kind, item)
                        key = (name, one.id, kind, item)
                        yield data.fact(f"evaluations/{name}.yaml", path, _Rating(value), *key)


OUTCOME_TABLES = (
    PilotTable(PRACTICES, _practices),
    PilotTable(SOLVES, _solves),
    PilotTable(ADOPTIONS, _adoptions),
    PilotTable(EVALUATIONS, _evaluations),
    PilotTable(RATINGS, _ratings),
)
