"""Rows of 试点全周期: every dated fact in the life of a pilot, from its selection on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from talentpilot.analysis.bottlenecks import episodes
from talentpilot.diagnostics import FieldPath
from talentpilot.exchange.office_tables.table import OfficeRow, columns
from talentpilot.model.base import Text
from talentpilot.model.milestones import Milestone
from talentpilot.model.pilot import Bottleneck
from talentpilot.model.scalars import digits
from talentpilot.services.office_tables.context import KeyedRow, OfficeContext, OfficePilot, TableForm
from talentpilot.services.office_tables.work import ADJUSTMENTS

Fact = tuple[date, tuple[str, str], tuple[Any, ...], tuple[str, FieldPath]]
"""Day, kind (Chinese, English), the other cells, file and path."""


def life(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield the rows of the facts of the selected pilots known by the day, by date."""
    for day, (zh, en), cells, (file, path) in _facts(context, pilot):
        if day <= context.as_of and context.within(day):
            place = pilot.place(file, path)
            yield (day, zh, place), OfficeRow((day, context.words.line(zh, en), *cells), place)
    yield from _filings(context, pilot)


LIFE = TableForm(
    "life", Text(zh="试点全周期", en="Life of a pilot"), life,
    columns(
        ("日期", "Date", "date"), ("事项", "What"), ("编号", "Id"), ("内容", "Content"), ("前值 → 后值", "From → to"),
        ("单位", "By"), ("文号", "Document"), ("佐证", "Evidence"), ("核验", "Verified"),
    ),
)  # fmt: skip


def _cells(
    context: OfficeContext,
    pilot: OfficePilot,
    name: str,
    content: str,
    *,
    value: str = "",
    by: str | None = None,
    document: str | None = None,
    evidence: tuple[str, ...] = (),
) -> tuple[Any, ...]:
    return name, content, value, context.organization(by), document, context.evidence(pilot, evidence), ""


def _facts(context: OfficeContext, pilot: OfficePilot) -> Iterator[Fact]:
    file = pilot.status.pilot.file
    if file.selection is not None and file.selection.assessed is not None:
        cells = _cells(context, pilot, "", context.text(file.selection.basis), document=file.selection.document)
        yield file.selection.assessed, ("遴选", "selection"), cells, ("pilot.yaml", ("selection",))
    if file.approval is not None:
        cells = _cells(
            context,
            pilot,
            "",
            context.text(file.objective),
            document=file.approval.document,
            evidence=file.approval.evidence,
        )
        yield file.approval.date, ("批准", "approval"), cells, ("pilot.yaml", ("approval",))
    for index, step in enumerate(pilot.status.pilot.milestones):
        yield from _step(context, pilot, step, index)
    for index, item in enumerate(file.bottlenecks):
        yield from _bottleneck(context, pilot, item, index)
    yield from _reports(context, pilot)
    yield from _values(context, pilot)
    yield from _practices(context, pilot)
    yield from _support(context, pilot)
    for name, evaluation in pilot.status.pilot.evaluations.items():
        kind = context.term(evaluation.type, "evaluation")
        outcome = context.term(evaluation.decision.outcome, "outcome") if evaluation.decision is not None else ""
        cells = _cells(context, pilot, name, kind, value=outcome, by=evaluation.evaluator.org)
        yield evaluation.as_of, ("评估", "evaluation"), cells, (f"evaluations/{name}.yaml", ("as_of",))


def _step(context: OfficeContext, pilot: OfficePilot, step: Milestone, index: int) -> Iterator[Fact]:
    title, home = context.text(step.title), ("milestones", index)
    if step.done is not None:
        cells = _cells(context, pilot, step.id, title, by=step.owner, evidence=step.evidence)
        yield step.done, ("里程碑完成", "milestone done"), cells, ("milestones.yaml", (*home, "done"))
    before = str(step.due or "–")
    for number, one in enumerate(step.forecasts):
        now = str(one.date or context.words.line("未定", "open"))
        said = "；".join(filter(None, (title, context.text(one.reason), context.text(one.next))))
        cells = _cells(context, pilot, step.id, said, value=f"{before} → {now}", by=step.owner)
        yield one.stated, ("预计变动", "forecast"), cells, ("milestones.yaml", (*home, "forecasts", number))
        before = now


def _bottleneck(context: OfficeContext, pilot: OfficePilot, item: Bottleneck, index: int) -> Iterator[Fact]:
    title, home = context.text(item.title), ("bottlenecks", index)
    raised = _cells(context, pilot, item.id, title, by=item.owner, evidence=item.evidence)
    yield item.raised, ("堵点提出", "bottleneck raised"), raised, ("pilot.yaml", home)
    for one in episodes(item):
        place: FieldPath = home if one.index is None else (*home, "reopened", one.index)
        if one.index is not None:
            cells = _cells(context, pilot, item.id, f"{title}；{context.text(one.reason)}")
            yield one.began, ("堵点反弹", "bottleneck reopened"), cells, ("pilot.yaml", place)
        if one.resolved is not None:
            cells = _cells(context, pilot, item.id, f"{title}；{context.text(one.resolution)}", by=item.owner)
            yield one.resolved, ("堵点解决", "bottleneck resolved"), cells, ("pilot.yaml", (*place, "resolved"))
        if one.accepted is not None:
            accepted = one.accepted
            cells = _cells(context, pilot, item.id, title, by=accepted.by, document=accepted.document)
            yield accepted.date, ("堵点验收", "bottleneck accepted"), cells, ("pilot.yaml", (*place, "accepted"))


def _reports(context: OfficeContext, pilot: OfficePilot) -> Iterator[Fact]:
    for index, report in enumerate(pilot.status.pilot.file.reports):
        cells = _cells(context, pilot, str(report.period), context.text(report.progress))
        yield report.submitted, ("报送", "report"), cells, ("pilot.yaml", ("reports", index))


def _values(context: OfficeContext, pilot: OfficePilot) -> Iterator[Fact]:
    for index, item in enumerate(pilot.status.pilot.indicators):
        before = digits(item.baseline.value) if item.baseline is not None else "–"
        for number, one in enumerate(item.observations):
            value = f"{before} → {digits(one.value)}"
            cells = _cells(context, pilot, item.id, context.text(item.title), value=value, evidence=one.evidence)
            place = ("indicators", index, "observations", number)
            yield one.day, ("监测值", "observation"), cells, ("outcomes.yaml", place)
            before = digits(one.value)


def _practices(context: OfficeContext, pilot: OfficePilot) -> Iterator[Fact]:
    for index, item in enumerate(pilot.status.pilot.practices):
        title, home = context.text(item.title), ("practices", index)
        if item.documented is not None:
            yield (
                item.documented,
                ("做法成文", "practice documented"),
                _cells(context, pilot, item.id, title),
                ("outcomes.yaml", home),
            )
        for name, kind, stage in (
            ("endorsed", ("做法认可", "practice endorsed"), item.endorsed),
            ("promoted", ("做法推广", "practice promoted"), item.promoted),
        ):
            if stage is not None:
                cells = _cells(context, pilot, item.id, title, by=stage.by, document=stage.document)
                yield stage.date, kind, cells, ("outcomes.yaml", (*home, name))
        for number, one in enumerate(item.adoptions):
            where = title if one.region is None else f"{title}；{context.both(context.names.region(one.region))}"
            cells = _cells(context, pilot, item.id, where, by=one.org, document=one.document)
            yield one.date, ("采纳", "adoption"), cells, ("outcomes.yaml", (*home, "adoptions", number))


def _support(context: OfficeContext, pilot: OfficePilot) -> Iterator[Fact]:
    file = pilot.status.pilot.file
    for index, grant in enumerate(file.incentives):
        amount = f"{digits(grant.amount)} {grant.currency or ''}".strip() if grant.amount is not None else ""
        said = context.text(grant.title)
        cells = _cells(context, pilot, grant.id, said, value=amount, by=grant.grantor, evidence=grant.evidence)
        yield grant.date, ("激励", "incentive"), cells, ("pilot.yaml", ("incentives", index))
    for index, media in enumerate(file.publicity):
        cells = _cells(context, pilot, media.id, context.text(media.title), evidence=media.evidence)
        yield media.date, ("宣传", "publicity"), cells, ("pilot.yaml", ("publicity", index))
    for index, paper in enumerate(file.evidence):
        cells = _cells(context, pilot, paper.id, context.text(paper.title))
        yield paper.date, ("佐证", "evidence"), cells, ("pilot.yaml", ("evidence", index))
        if paper.verified is not None:
            method = context.term(paper.verified.method, "verification")
            by = context.organization(paper.verified.by)
            checked = (paper.id, context.text(paper.title), "", by, None, "", method)
            yield (
                paper.verified.date,
                ("核验", "verification"),
                checked,
                ("pilot.yaml", ("evidence", index, "verified")),
            )


def _filings(context: OfficeContext, pilot: OfficePilot) -> Iterator[KeyedRow]:
    """Yield each change of the plan on the day of its filing, and its decision on that day."""
    for row in ADJUSTMENTS.of(replace(context, period=None), pilot).rows:
        (
            _,
            name,
            kind,
            _,
            what,
            before,
            after,
            _,
            reason,
            submitted,
            document,
            authority,
            decision,
            decided,
            answer,
            *_,
        ) = row.values
        content = "；".join(filter(None, (str(kind), str(what or ""), str(reason or ""))))
        value = (
            f"{before if before is not None else '–'} → {after if after is not None else '–'}"
            if before or after
            else ""
        )
        days = (
            (submitted, context.words.line("调整申请", "filing"), document),
            (decided, context.words.line("调整决定", "decision"), answer),
        )
        for day, label, paper in days:
            if isinstance(day, date) and context.within(day):
                said = content if day is submitted else f"{content}；{decision}"
                cells = (day, label, name, said, value, authority, paper, "", "")
                yield (day, label, row.source), OfficeRow(cells, row.source)
