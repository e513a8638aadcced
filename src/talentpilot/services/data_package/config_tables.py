"""Tables of programme.yaml and catalogue.yaml: the origin of the data, and what its codes mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from talentpilot.exchange.data_package.table import DataTable, Fact, ForeignKey, column, fields
from talentpilot.model.catalogue import Domain, Task
from talentpilot.model.programme import Organization, Programme, Thresholds
from talentpilot.model.regions import REGIONS
from talentpilot.model.units import BUILT_IN_UNITS, unit_of
from talentpilot.report.views.inputs import Provenance
from talentpilot.report.views.redaction import Edition, redact
from talentpilot.rules.regions import level_of, province_of
from talentpilot.services.data_package.facts import DataLedger, LedgerTable

_ID = column("id", "code", "Its id 编号")
_NAMES = (column("name_zh", "code", "Chinese name 中文名称"), column("name_en", "code", "English name 英文名称"))

META = DataTable(
    "meta",
    "One row: where the data come from 数据来源（一行）",
    (column("programme", "code", "Id of the programme 项目编号"),),
    (
        column("title", "text", "Title of the programme 项目名称", "programme.title"),
        column("as_of", "date", "Day of the state that the tables show 截止日", "as_of", required=True),
        column("revision", "code", "Commit of the ledger; -dirty if files differ from it 版本", "origin.revision"),
        column("inputs", "code", "Digest of the files read 输入摘要", "origin.inputs", required=True),
        column("version", "code", "Version of talentpilot 程序版本", "origin.version", required=True),
        column("edition", "code", "internal or public 内部版或公开版", required=True),
        column("thresholds", "object", "Thresholds of the lights 亮灯阈值", required=True),
    ),
)


@dataclass(frozen=True, slots=True)
class _Meta:
    programme: Programme
    as_of: date
    origin: Provenance
    edition: Edition
    thresholds: Mapping[str, object]


def _meta(data: DataLedger) -> Iterator[Fact]:
    programme = data.ledger.programme
    limits = {name: getattr(programme.rules.thresholds, name) for name in Thresholds.model_fields}
    said = redact(programme) if data.edition == "public" else programme
    record = _Meta(said, data.ledger.as_of, data.origin, data.edition, limits)
    yield data.fact("programme.yaml", ("id",), record, programme.id)


DOMAINS = DataTable("domains", "A domain of the reform 改革领域", (_ID,), fields(Domain, leave=("id",)))


def _domains(data: DataLedger) -> Iterator[Fact]:
    for index, one in enumerate(data.ledger.catalogue.domains):
        yield data.fact("catalogue.yaml", ("domains", index, "id"), one, one.id)


TASKS = DataTable(
    "tasks",
    "A pilot item of the catalogue 试点事项",
    (_ID,),
    (column("domain", "code", "Its domain 所属领域", required=True), *fields(Task, leave=("id",), of="task")),
    (ForeignKey(("domain",), "domains"),),
)


@dataclass(frozen=True, slots=True)
class _PlacedTask:
    domain: str
    task: Task


def _tasks(data: DataLedger) -> Iterator[Fact]:
    for number, domain in enumerate(data.ledger.catalogue.domains):
        for index, one in enumerate(domain.tasks):
            path = ("domains", number, "tasks", index, "id")
            yield data.fact("catalogue.yaml", path, _PlacedTask(domain.id, one), one.id)


REGIONS_TABLE = DataTable(
    "regions",
    "A province-level region, one that the programme adds, or one that is named 行政区划",
    (column("code", "code", "Code of GB/T 2260, or XPCC 行政区划代码"),),
    (
        *_NAMES,
        column("level", "code", "province, prefecture or county 层级", required=True),
        column("parent", "code", "Code of the region around it 上级区划"),
    ),
)


@dataclass(frozen=True, slots=True)
class _Region:
    name_zh: str | None
    name_en: str | None
    level: str
    parent: str | None


def _regions(data: DataLedger) -> Iterator[Fact]:
    programme = data.ledger.programme
    own = {one.code: (index, one) for index, one in reversed(list(enumerate(programme.regions)))}
    named = data.regions | {one.region for one in programme.organizations}
    for code in sorted({*REGIONS, *own, *named}):
        above = province_of(code) if province_of(code) != code else None
        if code in own:
            index, one = own[code]
            region = _Region(one.zh, one.en, one.level, one.parent or above)
            yield data.fact("programme.yaml", ("regions", index, "code"), region, code)
        else:
            known = REGIONS.get(code)
            zh, en = (known.zh, known.en) if known is not None else (None, None)
            yield Fact((code,), _Region(zh, en, level_of(code), above))


ORGANIZATIONS = DataTable(
    "organizations",
    "A department, university, institute or enterprise that the ledger names 单位",
    (_ID,),
    fields(Organization, leave=("id",)),
    (ForeignKey(("region",), "regions"), ForeignKey(("succeeded_by",), "organizations")),
)


def _organizations(data: DataLedger) -> Iterator[Fact]:
    for index, one in enumerate(data.ledger.programme.organizations):
        said = redact(one) if data.edition == "public" else one
        yield data.fact("programme.yaml", ("organizations", index, "id"), said, one.id)


UNITS = DataTable(
    "units",
    "A unit of measure, built in or added by the programme 计量单位",
    (_ID,),
    (*_NAMES, column("percent", "boolean", "Whether values lie between 0 and 100 是否百分数", required=True)),
)


@dataclass(frozen=True, slots=True)
class _UnitNames:
    name_zh: str
    name_en: str
    percent: bool


def _units(data: DataLedger) -> Iterator[Fact]:
    programme = data.ledger.programme
    own = {one.id: index for index, one in reversed(list(enumerate(programme.units)))}
    for name in sorted({*BUILT_IN_UNITS, *own}):
        unit = unit_of(programme, name)
        if unit is not None:
            record = _UnitNames(unit.zh, unit.en, unit.percent)
            if name in own and name not in BUILT_IN_UNITS:
                yield data.fact("programme.yaml", ("units", own[name], "id"), record, name)
            else:
                yield Fact((name,), record)


CONFIG_TABLES = (
    LedgerTable(META, _meta),
    LedgerTable(DOMAINS, _domains),
    LedgerTable(TASKS, _tasks),
    LedgerTable(REGIONS_TABLE, _regions),
    LedgerTable(ORGANIZATIONS, _organizations),
    LedgerTable(UNITS, _units),
)
