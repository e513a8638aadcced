"""Tables of the plans of pilots: roles, milestones and indicators, as approved and in force."""

from collections.abc import Iterator
from dataclasses import dataclass

from talentpilot.analysis.plan import Plan, original_plan
from talentpilot.diagnostics import FieldPath
from talentpilot.exchange.data_package.table import DataTable, Fact, ForeignKey, column, fields
from talentpilot.model.milestones import Forecast, Milestone
from talentpilot.model.outcomes import Checkpoint, Indicator, Observation
from talentpilot.model.pilot import PilotFile
from talentpilot.model.plan_paths import READERS
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

_IN_FORCE = "_in_force"
_COUNTS = column(
    "in_force",
    "boolean",
    "Whether it counts on the day: neither withdrawn nor still to be added 现行是否有效",
    required=True,
)
_MILESTONE = parent("milestone", "Id of the milestone 里程碑编号")
_INDICATOR = parent("indicator", "Id of the indicator 指标编号")


def _adjustable(collection: str) -> frozenset[str]:
    """Return the fields of a milestone or indicator that adjustments may change."""
    return frozenset(path.split("/")[2] for path in READERS if path.startswith(f"{collection}/"))


PILOTS = DataTable(
    "pilots",
    "A pilot: what was agreed, and what of it is in force 试点",
    (column("id", "code", "Id of the pilot 试点编号"),),
    (
        *fields(PilotFile, leave=("id", "roles", "approval.seal", "approval.evidence"), of="file"),
        column("contact", "code", "Whom to ask; an office, not a person 联系单位", "file.roles.contact"),
        column("title_in_force", "text", "Title in force on the day 现行名称", "plan.title"),
        column("objective_in_force", "text", "Objective in force on the day 现行目标", "plan.objective"),
        column("term_end_in_force", "date", "Last day in force on the day 现行期满日", "plan.term_end"),
    ),
    (ForeignKey(("task",), "tasks"), ForeignKey(("region",), "regions")),
)


@dataclass(frozen=True, slots=True)
class _PlannedPilot:
    file: PilotFile
    plan: Plan


def _pilots(data: DataPilot) -> Iterator[Fact]:
    yield data.fact(PILOT_FILE, ("id",), _PlannedPilot(data.status.pilot.file, data.status.plan))


ROLES = DataTable(
    "pilot_roles",
    "An organization in a role of a pilot 试点单位及分工",
    (
        PILOT,
        column("role", "code", "lead, unit, partner, guide or reporter 角色"),
        column("organization", "code", "Id of the organization 单位编号"),
    ),
    (
        column("approved", "boolean", "Whether the plan as approved says so 批准时是否", required=True),
        column("in_force", "boolean", "Whether the plan in force says so 现行是否", required=True),
    ),
    (OF_PILOT, *organization("organization")),
)


@dataclass(frozen=True, slots=True)
class _Role:
    approved: bool
    in_force: bool


def _roles(data: DataPilot) -> Iterator[Fact]:
    reporter = data.status.pilot.file.roles.reporter
    before, now = (_holders(plan, reporter) for plan in (original_plan(data.status.pilot), data.status.plan))
    changed = {step.change.path: step for step in data.status.plan.steps}
    for role, name in dict.fromkeys((*before, *now)):
        field = f"{role}s" if role in ("unit", "partner") else role
        path: FieldPath = ("roles", field)
        if (role, name) not in before and (step := changed.get(f"roles/{field}")) is not None:
            number = data.status.pilot.file.adjustments.index(step.adjustment)
            path = ("adjustments", number, "changes", step.index, "to")
        yield data.fact(PILOT_FILE, path, _Role((role, name) in before, (role, name) in now), role, name)


def _holders(plan: Plan, reporter: str | None) -> tuple[tuple[str, str], ...]:
    alone = (("lead", plan.lead), ("guide", plan.guide), ("reporter", reporter))
    held = [(role, name) for role, name in alone if name is not None]
    return (*held, *(("unit", name) for name in plan.units), *(("partner", name) for name in plan.partners))


MILESTONES = DataTable(
    "milestones",
    "A milestone, as approved and in force 里程碑",
    (PILOT, ID),
    (
        *fields(Milestone, leave=("id", "evidence"), of="stated"),
        _COUNTS,
        *fields(Milestone, only=_adjustable("milestones"), of="planned", suffix=_IN_FORCE),
    ),
    (OF_PILOT, *organization("owner", f"owner{_IN_FORCE}"), of_pilot("added", "adjustments")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _PlannedItem:
    """A milestone or an indicator: as its file states it, and as it is planned on the day, None if it is not."""

    stated: Milestone | Indicator
    planned: Milestone | Indicator | None

    @property
    def in_force(self) -> bool:
        return self.planned is not None


def _milestones(data: DataPilot) -> Iterator[Fact]:
    planned = {one.step.id: one.step for one in data.status.plan.open_milestones}
    for index, one in enumerate(data.status.pilot.milestones):
        yield data.fact(MILESTONES_FILE, ("milestones", index, "id"), _PlannedItem(one, planned.get(one.id)), one.id)


FORECASTS = DataTable(
    "forecasts",
    "A day on which a milestone was said to be expected, or why that is open 里程碑预计完成",
    (PILOT, _MILESTONE, NUMBER),
    fields(Forecast),
    (of_pilot("milestone", "milestones"),),
)


def _forecasts(data: DataPilot) -> Iterator[Fact]:
    for index, one in enumerate(data.status.pilot.milestones):
        for number, forecast in enumerate(one.forecasts):
            said = "date" if forecast.date is not None else "reason"
            path: FieldPath = ("milestones", index, "forecasts", number, said)
            yield data.fact(MILESTONES_FILE, path, forecast, one.id, number + 1)


INDICATORS = DataTable(
    "indicators",
    "An indicator, as approved and in force 指标",
    (PILOT, ID),
    (
        *fields(Indicator, leave=("id",), of="stated"),
        _COUNTS,
        *fields(Indicator, only=_adjustable("indicators"), of="planned", suffix=_IN_FORCE),
    ),
    (OF_PILOT, ForeignKey(("unit",), "units"), of_pilot("added", "adjustments")),
)  # fmt: skip


def _indicators(data: DataPilot) -> Iterator[Fact]:
    planned = {one.id: one for one in data.status.plan.indicators}
    for index, one in enumerate(data.status.pilot.indicators):
        yield data.fact(OUTCOMES_FILE, ("indicators", index, "id"), _PlannedItem(one, planned.get(one.id)), one.id)


CHECKPOINTS = DataTable(
    "checkpoints",
    "A value that an indicator should have on the way 指标的阶段目标",
    (PILOT, _INDICATOR, column("plan", "code", "approved or in_force 批准时或现行"), NUMBER),
    fields(Checkpoint),
    (of_pilot("indicator", "indicators"),),
)


def _checkpoints(data: DataPilot) -> Iterator[Fact]:
    pilot, plan = data.status.pilot, data.status.plan
    planned = {one.id: one for one in plan.indicators}
    changed = {step.change.path: step for step in plan.steps if step.resolved}
    for index, one in enumerate(pilot.indicators):
        here: FieldPath = ("indicators", index, "checkpoints")
        for number, point in enumerate(one.checkpoints):
            yield data.fact(OUTCOMES_FILE, (*here, number, "value"), point, one.id, "approved", number + 1)
        step, now = changed.get(f"indicators/{one.id}/checkpoints"), planned.get(one.id)
        for number, point in enumerate(now.checkpoints if now is not None else ()):
            if step is None:
                file, path = OUTCOMES_FILE, (*here, number, "value")
            else:
                at = pilot.file.adjustments.index(step.adjustment)
                file, path = PILOT_FILE, ("adjustments", at, "changes", step.index, "to", number, "value")
            yield data.fact(file, path, point, one.id, "in_force", number + 1)


OBSERVATIONS = DataTable(
    "observations",
    "A value that was measured, on a day or over a period 监测值",
    (PILOT, _INDICATOR, NUMBER),
    fields(Observation, leave=("evidence",)),
    (of_pilot("indicator", "indicators"),),
)


def _observations(data: DataPilot) -> Iterator[Fact]:
    for index, one in enumerate(data.status.pilot.indicators):
        for number, value in enumerate(one.observations):
            path: FieldPath = ("indicators", index, "observations", number, "value")
            yield data.fact(OUTCOMES_FILE, path, value, one.id, number + 1)


PLAN_TABLES = (
    PilotTable(PILOTS, _pilots),
    PilotTable(ROLES, _roles),
    PilotTable(MILESTONES, _milestones),
    PilotTable(FORECASTS, _forecasts),
    PilotTable(INDICATORS, _indicators),
    PilotTable(CHECKPOINTS, _checkpoints),
    PilotTable(OBSERVATIONS, _observations),
)
