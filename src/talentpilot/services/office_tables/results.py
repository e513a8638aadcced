"""Rows of the tables of results: practices, what can be rolled out, indicators, observations, support, publicity."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.maturity import LEVELS, replicable_practices
from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.portfolio import light_word
from talentpilot.exchange.office_tables.table import OfficeRow, Value, columns, grouped
from talentpilot.model.base import Endorsement, Text
from talentpilot.model.outcomes import Adoption, Indicator, Practice, Target
from talentpilot.model.scalars import digits
from talentpilot.services.office_tables.context import KeyedRow, OfficeContext, OfficePilot, TableForm, exact, rounded

_STAGES = ("promoted", "endorsed", "documented", "draft")
LEVEL_WORDS = {
    "output": Text(zh="产出", en="output"),
    "outcome": Text(zh="成效", en="outcome"),
    "impact": Text(zh="影响", en="impact"),
}  # fmt: skip
DIRECTION_WORDS = {
    "increase": Text(zh="越高越好", en="increase"), "decrease": Text(zh="越低越好", en="decrease"),
    "keep_above": Text(zh="不低于", en="keep above"), "keep_below": Text(zh="不高于", en="keep below"),
    "within": Text(zh="保持在区间内", en="within"),
}  # fmt: skip
LIGHT_SHAPES = {"green": "●", "amber": "▲", "red": "■", "grey": "○", "none": ""}


def practices(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 经验做法清单: the practices not withdrawn, by domain and status."""
    for index, item in enumerate(pilot.status.pilot.practices):
        status = item.status(context.as_of)
        if status != "withdrawn" and context.within(*_days(item)):
            place = pilot.place("outcomes.yaml", ("practices", index))
            key = (context.order(pilot)[0], _STAGES.index(status), pilot.id, item.id)
            yield key, OfficeRow(_practice(context, pilot, item), place)


PRACTICES = TableForm(
    "practices", Text(zh="经验做法清单", en="Practices"), practices,
    (
        *columns(
            ("试点", "Pilot"), ("编号", "Id"), ("名称", "Practice"), ("种类", "Kind"), ("状态", "Status"),
            ("摘要", "Summary"), ("步骤", "Steps"), ("适用条件", "Conditions"), ("成本", "Cost"), ("风险", "Risks"),
            ("解决的堵点", "Solves"), ("依据指标", "Rests on"), ("形成日期", "Documented", "date"),
        ),
        *grouped(("认可", "Endorsement"), ("单位", "by"), ("日期", "date", "date"), ("文号", "document")),
        *grouped(("推广", "Promotion"), ("单位", "by"), ("日期", "date", "date"), ("文号", "document")),
        *columns(("采纳数", "Adoptions", "number"), ("采纳方", "Adopted by")),
    ),
)  # fmt: skip


def _days(item: Practice) -> Iterator[date | None]:
    yield item.documented
    yield from (stage.date for stage in (item.endorsed, item.promoted) if stage is not None)
    yield from (one.date for one in item.adoptions)


def _practice(context: OfficeContext, pilot: OfficePilot, item: Practice) -> tuple[Any, ...]:
    adoptions = [one for one in item.adoptions if one.date <= context.as_of]
    shown = {one.id: one for one in pilot.status.indicators}
    plan = {one.id: one for one in pilot.status.plan.indicators}
    rests = (_rests_on(context, plan[one], shown[one]) for one in item.indicators if one in shown)
    return (
        context.title(pilot), item.id, context.text(item.title), context.term(item.kind, "practice_kind"),
        context.term(item.status(context.as_of), "practice"), context.text(item.summary), context.text(item.steps),
        context.text(item.conditions), context.text(item.cost), context.text(item.risks), "、".join(item.solves),
        "；".join(rests), context.known(item.documented), *_stage(context, item.endorsed),
        *_stage(context, item.promoted), len(adoptions), "；".join(_adopter(context, one) for one in adoptions),
    )  # fmt: skip


def _rests_on(context: OfficeContext, indicator: Indicator, status: IndicatorStatus) -> str:
    actual = exact(status.actual) if status.actual is not None else None
    goal = _target(indicator.target)
    return f"{context.text(indicator.title)} {actual if actual is not None else '–'}/{goal or '–'}"


def _stage(context: OfficeContext, stage: Endorsement | None) -> tuple[Value, ...]:
    if stage is None or stage.date > context.as_of:
        return None, None, None
    return context.organization(stage.by), stage.date, stage.document


def _adopter(context: OfficeContext, one: Adoption) -> str:
    name = (
        context.organization(one.org) if one.org is not None else context.both(context.names.region(one.region or ""))
    )
    return f"{name}（{one.document}）" if one.document else name


def rollout(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 可复制推广清单: the practices of pilots at M4 or above that pass its gate."""
    status = pilot.status
    if status.maturity not in LEVELS[4:]:
        return
    ids = [item.id for item in status.pilot.practices]
    level = max(
        (item.evidence_level for item in status.pilot.evaluations.values() if item.as_of <= context.as_of),
        default=None,
    )
    for item in replicable_practices(status.pilot, context.as_of):
        adoptions = [one for one in item.adoptions if one.date <= context.as_of]
        values = (
            context.domain(pilot), context.text(item.title),
            "；".join(filter(None, (context.text(item.summary), context.text(item.steps)))),
            context.text(item.conditions), context.organizations(status.plan.units),
            context.organization(status.plan.guide), context.term(status.maturity, "maturity"), level,
            "；".join(_adopter(context, one) for one in adoptions), None, None,
        )  # fmt: skip
        place = pilot.place("outcomes.yaml", ("practices", ids.index(item.id)))
        yield (context.order(pilot), item.id), OfficeRow(values, place)


ROLLOUT = TableForm(
    "rollout", Text(zh="可复制推广清单", en="Practices to roll out"), rollout,
    columns(
        ("领域", "Domain"), ("经验名称", "Practice"), ("主要内容", "What it is"), ("适用条件", "Conditions"),
        ("首创单位", "First done by"), ("指导单位", "Guided by"), ("成熟度", "Maturity"),
        ("佐证等级", "Evidence level", "number"), ("采纳方", "Adopted by"),
        ("推广范围", "To be rolled out to", "blank"), ("负责单位", "Responsible", "blank"),
    ),
)  # fmt: skip


def indicators(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 指标表: the indicators in force."""
    order = [item.id for item in pilot.status.pilot.indicators]
    plan = {item.id: item for item in pilot.status.plan.indicators}
    for status in pilot.status.indicators:
        if context.within(status.actual_date):
            place = pilot.place("outcomes.yaml", ("indicators", order.index(status.id)))
            yield (), OfficeRow(_indicator(context, pilot, plan[status.id], status), place)


INDICATORS = TableForm(
    "indicators", Text(zh="指标表", en="Indicators"), indicators,
    columns(
        ("试点", "Pilot"), ("编号", "Id"), ("指标", "Indicator"), ("层级", "Level"), ("单位", "Unit"), ("核心", "Key"),
        ("方向", "Direction"), ("口径", "Reporting"), ("频次", "Frequency"), ("权重", "Weight", "number"),
        ("基期值", "Baseline", "number"), ("基期", "Baseline of"), ("原目标值", "Target as approved", "number"),
        ("现行目标值", "Target in force", "number"), ("目标日期", "Target date", "date"),
        ("实际值", "Actual", "number"), ("实际值日期", "Actual of", "date"),
        ("是否初步数", "Provisional?"), ("进展%", "Progress %", "percent"),
        ("应达%", "Expected %", "percent"), ("差（百分点）", "Gap pp", "percent"), ("亮灯", "Light"),
        ("数据过期", "Stale since", "date"), ("来源", "Source of data"), ("佐证", "Evidence"),
    ),
)  # fmt: skip


def _indicator(context: OfficeContext, pilot: OfficePilot, item: Indicator, status: IndicatorStatus) -> tuple[Any, ...]:
    original = pilot.status.pilot.indicator(item.id)
    known = known_observations(item, context.as_of)
    base, last = item.baseline, known[-1] if known else None
    light = status.rated.light
    return (
        context.title(pilot), item.id, context.text(item.title), context.both(LEVEL_WORDS[item.level]),
        context.both(context.names.unit(item.unit)), context.flag(item.key),
        context.both(DIRECTION_WORDS[item.direction]), context.term(item.reporting, "series"),
        context.term(item.frequency, "frequency"), item.weight, base.value if base is not None else None,
        (str(base.period) if base.period is not None else base.date) if base is not None else None,
        _target(original.target if original is not None else None), _target(item.target),
        item.target.date if item.target is not None else None,
        exact(status.actual) if status.actual is not None else None, status.actual_date,
        context.flag(last.provisional) if last is not None else None,
        rounded(100 * status.progress.value if status.progress.value is not None else None),
        rounded(100 * status.expected if status.expected is not None else None), rounded(status.gap),
        f"{LIGHT_SHAPES[light.value]} {context.term(light.value, 'light')}", status.stale, context.text(item.source),
        context.evidence(pilot, last.evidence) if last is not None else "",
    )  # fmt: skip


def _target(target: Target | None) -> str | Decimal | None:
    if target is None or target.value is not None:
        return target.value if target is not None else None
    return "–".join(digits(one) for one in (target.min, target.max) if one is not None)


def observations(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 监测值: every value in the long form that `import` reads."""
    for index, item in enumerate(pilot.status.pilot.indicators):
        for number, one in enumerate(item.observations):
            if one.day <= context.as_of and context.within(one.day):
                place = pilot.place("outcomes.yaml", ("indicators", index, "observations", number))
                flag = context.flag(True) if one.provisional else None
                period = str(one.period) if one.period is not None else None
                cited, note = "、".join(one.evidence), context.text(one.note)
                values = (pilot.id, item.id, one.date, period, one.value, flag, cited, note)
                yield (), OfficeRow(values, place)


OBSERVATIONS = TableForm(
    "observations", Text(zh="监测值", en="Observations"), observations,
    columns(
        ("试点编号", "pilot"), ("指标编号", "indicator"), ("日期", "date", "date"), ("报告期", "period"),
        ("数值", "value", "number"), ("初步数", "provisional"), ("佐证", "evidence"), ("备注", "note"),
    ),
)  # fmt: skip


def support(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 激励表."""
    for index, item in enumerate(pilot.status.pilot.file.incentives):
        if item.date <= context.as_of and context.within(item.date):
            values = (
                context.title(pilot), context.lead_on(pilot, item.date), item.id,
                context.term(item.kind, "incentive"), context.text(item.title), context.organization(item.grantor),
                item.date, item.amount, context.both(context.names.unit(item.currency)) if item.currency else None,
                context.evidence(pilot, item.evidence),
            )  # fmt: skip
            place = pilot.place("pilot.yaml", ("incentives", index))
            yield (item.date, pilot.id, item.id), OfficeRow(values, place)


def _sums(context: OfficeContext, rows: tuple[OfficeRow, ...]) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each recipient and currency, never across currencies: how many of each kind, and the amount."""
    groups: dict[tuple[str, str], list[OfficeRow]] = {}
    for row in rows:
        groups.setdefault((str(row.values[1]), str(row.values[8] or "")), []).append(row)
    label = context.words.line("合计", "Sum")
    for (recipient, currency), mine in sorted(groups.items()):
        kinds = Counter(str(row.values[3]) for row in mine)
        counts = "、".join(f"{kind} {number}" for kind, number in kinds.items())
        amounts = [row.values[7] for row in mine if isinstance(row.values[7], Decimal)]
        total = sum(amounts, Decimal(0)) if amounts else None
        yield None, label, recipient, None, counts, None, None, None, total, currency or None, None, None


SUPPORT = TableForm(
    "support", Text(zh="激励表", en="Support"), support,
    columns(
        ("试点", "Pilot"), ("受益单位", "Recipient"), ("编号", "Id"), ("类别", "Kind"), ("内容", "What"),
        ("给予单位", "Granted by"), ("日期", "Date", "date"), ("金额", "Amount", "amount"), ("币种", "Currency"),
        ("佐证", "Evidence"),
    ),
    _sums,
)  # fmt: skip


def publicity(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of 宣传表."""
    for index, item in enumerate(pilot.status.pilot.file.publicity):
        if item.date <= context.as_of and context.within(item.date):
            channel = context.term(item.channel, "channel")
            values = (context.title(pilot), item.id, channel, item.date, context.text(item.title), item.url)
            place = pilot.place("pilot.yaml", ("publicity", index))
            yield (item.date, pilot.id, item.id), OfficeRow(values, place)


PUBLICITY = TableForm(
    "publicity", Text(zh="宣传表", en="Publicity"), publicity,
    columns(
        ("试点", "Pilot"),
        ("编号", "Id"),
        ("级别", "Level"),
        ("日期", "Date", "date"),
        ("题目", "Title"),
        ("网址", "Address"),
    ),
)  # fmt: skip


def light_text(context: OfficeContext, pilot: OfficePilot) -> str:
    """Return the light of a pilot as a shape and a word."""
    word = light_word(pilot.status)
    return f"{LIGHT_SHAPES[word]} {context.term(word, 'light')}".strip()
