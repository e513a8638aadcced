"""Tables of what is recorded in pilots: events such as bottlenecks, filings and reports; practices; evaluations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.bottlenecks import BottleneckState, Episode, episodes
from talentpilot.analysis.facts import shown
from talentpilot.diagnostics import FieldPath
from talentpilot.exchange.data_package.table import DataTable, Fact, ForeignKey, column, fields
from talentpilot.model.base import Record
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.outcomes import Adoption, Practice, PracticeStatus
from talentpilot.model.pilot import (
    Acceptance,
    Adjustment,
    Bottleneck,
    Change,
    Evidence,
    Incentive,
    Matter,
    PeriodReport,
    Publicity,
)
from talentpilot.services.data_package.facts import (
    ID,
    MILESTONES_FILE,
    NUMBER,
    OF_PILOT,
    OUTCOMES_FILE,
    PILOT,
    PILOT_FILE,
    DataPilot,
    PilotTable,
    of_pilot,
    organization,
    parent,
)

BOTTLENECKS = DataTable(
    "bottlenecks",
    "A bottleneck, and whether it is open on the day 堵点",
    (PILOT, ID),
    (
        *fields(Bottleneck, leave=("id", "resolved", "resolution", "accepted", "evidence"), of="item"),
        column("is_open", "boolean", "Whether it is open on the day; absent if raised later 是否未销号",
               "state.is_open"),
        column("open_since", "date", "Beginning of the first episode that has not ended 未销号起始日",
               "state.open_since"),
        column("age_days", "integer", "Days since then 历时天数", "state.age_days"),
    ),
    (OF_PILOT, *organization("owner")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Bottleneck:
    item: Bottleneck
    state: BottleneckState | None


def _bottlenecks(data: DataPilot) -> Iterator[Fact]:
    states = {one.item.id: one for one in data.status.bottleneck_states}
    for index, one in enumerate(data.status.pilot.file.bottlenecks):
        yield data.fact(PILOT_FILE, ("bottlenecks", index, "id"), _Bottleneck(one, states.get(one.id)), one.id)


EPISODES = DataTable(
    "episodes",
    "An episode of a bottleneck, from its beginning to its settlement 堵点的一次起止",
    (PILOT, parent("bottleneck", "Id of the bottleneck 堵点编号"), NUMBER),
    (
        column("began", "date", "When it was raised, or reopened 提出或重新打开日期", required=True),
        column("reason", "text", "Why it was reopened 重新打开原因"),
        column("resolved", "date", "When it was resolved 解决日期"),
        column("resolution", "text", "How it was resolved 解决办法"),
        *fields(Acceptance, of="accepted", prefix="accepted_"),
    ),
    (of_pilot("bottleneck", "bottlenecks"), *organization("accepted_by")),
)


def _episodes(data: DataPilot) -> Iterator[Fact]:
    for index, one in enumerate(data.status.pilot.file.bottlenecks):
        for number, episode in enumerate(episodes(one)):
            yield data.fact(PILOT_FILE, ("bottlenecks", index, *_beginning(episode)), episode, one.id, number + 1)


def _beginning(episode: Episode) -> FieldPath:
    return ("raised",) if episode.index is None else ("reopened", episode.index, "date")


ADJUSTMENTS = DataTable(
    "adjustments",
    "A change of the plan that was filed or sent for approval 调整",
    (PILOT, ID),
    (
        *fields(Adjustment, leave=("id", "evidence"), of="item"),
        column("in_force_since", "date", "Since when it holds, seen from the day; absent while it does not 生效起始日"),
    ),
    (OF_PILOT, *organization("authority")),
)


@dataclass(frozen=True, slots=True)
class _Adjustment:
    item: Adjustment
    in_force_since: date | None


def _adjustments(data: DataPilot) -> Iterator[Fact]:
    for index, one in enumerate(data.status.pilot.file.adjustments):
        record = _Adjustment(one, one.effective_date(data.status.as_of))
        yield data.fact(PILOT_FILE, ("adjustments", index, "id"), record, one.id)


CHANGES = DataTable(
    "changes",
    "One value that an adjustment changes; both values as one line of text 调整的一处变更",
    (PILOT, parent("adjustment", "Id of the adjustment 调整编号"), NUMBER),
    (
        column("path", "code", "Where in the plan, such as milestones/M3/due 变更位置", "item.path", required=True),
        column("object", "code", "The milestone or indicator that it changes 变更对象"),
        column("from_value", "code", "The value before 原值"),
        column("to_value", "code", "The value after 新值"),
    ),
    (of_pilot("adjustment", "adjustments"),),
)


@dataclass(frozen=True, slots=True)
class _Change:
    item: Change

    @property
    def object(self) -> str | None:
        place = self.item.place
        return place.id or None if place is not None else None

    @property
    def from_value(self) -> str | None:
        return shown(self.item.from_) or None

    @property
    def to_value(self) -> str | None:
        return shown(self.item.to) or None


def _changes(data: DataPilot) -> Iterator[Fact]:
    for index, adjustment in enumerate(data.status.pilot.file.adjustments):
        for number, one in enumerate(adjustment.changes):
            path: FieldPath = ("adjustments", index, "changes", number)
            yield data.fact(PILOT_FILE, path, _Change(one), adjustment.id, number + 1)


_PERIOD = column("period", "period", "Period of the report 报告期")
REPORTS = DataTable(
    "reports",
    "The unit's own words on a period 报送",
    (PILOT, _PERIOD),
    fields(PeriodReport, leave=("period",)),
    (OF_PILOT,),
)


def _reports(data: DataPilot) -> Iterator[Fact]:
    for index, one in enumerate(data.status.pilot.file.reports):
        yield data.fact(PILOT_FILE, ("reports", index, "period"), one, one.period)


MATTERS = DataTable(
    "matters",
    "Something in a report for a higher level to settle 需上级协调事项",
    (PILOT, _PERIOD, ID),
    fields(Matter, leave=("id",)),
    (of_pilot("period", "reports"),),
)


def _matters(data: DataPilot) -> Iterator[Fact]:
    for index, report in enumerate(data.status.pilot.file.reports):
        for number, one in enumerate(report.matters):
            yield data.fact(PILOT_FILE, ("reports", index, "matters", number, "id"), one, report.period, one.id)


INCENTIVES = DataTable(
    "incentives",
    "Policy support, a project, money or an honour 激励",
    (PILOT, ID),
    fields(Incentive, leave=("id", "evidence")),
    (OF_PILOT, *organization("grantor")),
)


PUBLICITY = DataTable(
    "publicity",
    "The pilot in the media 宣传",
    (PILOT, ID),
    fields(Publicity, leave=("id", "evidence")),
    (OF_PILOT,),
)


EVIDENCE = DataTable(
    "evidence",
    "A document, data set or page behind facts 佐证",
    (PILOT, ID),
    fields(Evidence, leave=("id",)),
    (OF_PILOT, *organization("verified_by")),
)


CITATIONS = DataTable(
    "citations",
    "A fact, and a piece of evidence behind it 事实与佐证的对应",
    (
        PILOT,
        column("fact", "code", "The fact, such as milestones/M3 or indicators/I2/observations/1 事实"),
        column("evidence", "code", "Id of the evidence 佐证编号"),
    ),
    (
        column("object", "code", "Id of the object that the fact is about; absent for the approval 对象编号"),
        column("observation", "integer", "Number of the observation 监测值序次"),
    ),
    (OF_PILOT, of_pilot("evidence", "evidence")),
)


@dataclass(frozen=True, slots=True)
class _Citation:
    object: str | None
    observation: int | None = None


def _citations(data: DataPilot) -> Iterator[Fact]:
    pilot = data.status.pilot
    if pilot.file.approval is not None:
        where: FieldPath = ("approval", "evidence")
        yield from _cited(data, PILOT_FILE, where, "approval", pilot.file.approval.evidence, _Citation(None))
    for name in ("adjustments", "bottlenecks", "incentives", "publicity"):
        for index, one in enumerate(getattr(pilot.file, name)):
            where = (name, index, "evidence")
            yield from _cited(data, PILOT_FILE, where, f"{name}/{one.id}", one.evidence, _Citation(one.id))
    for index, step in enumerate(pilot.milestones):
        where = ("milestones", index, "evidence")
        yield from _cited(data, MILESTONES_FILE, where, f"milestones/{step.id}", step.evidence, _Citation(step.id))
    for index, indicator in enumerate(pilot.indicators):
        for number, value in enumerate(indicator.observations):
            where = ("indicators", index, "observations", number, "evidence")
            fact = f"indicators/{indicator.id}/observations/{number + 1}"
            yield from _cited(data, OUTCOMES_FILE, where, fact, value.evidence, _Citation(indicator.id, number + 1))


def _cited(
    data: DataPilot, file: str, path: FieldPath, fact: str, cited: tuple[str, ...], record: _Citation
) -> Iterator[Fact]:
    for one in dict.fromkeys(cited):
        yield data.fact(file, (*path, cited.index(one)), record, fact, one)


def _listed(name: str) -> Callable[[DataPilot], Iterator[Fact]]:
    """Return what yields the facts of a list of pilot.yaml whose items have an id."""

    def facts(data: DataPilot) -> Iterator[Fact]:
        for index, one in enumerate(getattr(data.status.pilot.file, name)):
            yield data.fact(PILOT_FILE, (name, index, "id"), one, one.id)

    return facts


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


RECORD_TABLES = (
    PilotTable(BOTTLENECKS, _bottlenecks),
    PilotTable(EPISODES, _episodes),
    PilotTable(ADJUSTMENTS, _adjustments),
    PilotTable(CHANGES, _changes),
    PilotTable(REPORTS, _reports),
    PilotTable(MATTERS, _matters),
    PilotTable(INCENTIVES, _listed("incentives")),
    PilotTable(PUBLICITY, _listed("publicity")),
    PilotTable(EVIDENCE, _listed("evidence")),
    PilotTable(CITATIONS, _citations),
    PilotTable(PRACTICES, _practices),
    PilotTable(SOLVES, _solves),
    PilotTable(ADOPTIONS, _adoptions),
    PilotTable(EVALUATIONS, _evaluations),
    PilotTable(RATINGS, _ratings),
)
