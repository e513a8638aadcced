"""Annexes of official documents: the rows of the office tables and of the report, in the columns of an annex."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from talentpilot.exchange.office_tables.table import OfficeTable, Value
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.i18n.translator import message
from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import (
    NOTHING,
    Annex,
    Columns,
    OfficialRows,
    Paragraph,
    TableColumn,
    official_day,
    table_annex,
)
from talentpilot.report.official.phrases import (
    OfficialPhrases,
    listed,
    origin_text,
    pilot_name,
    without_remark,
    worded_sign,
)
from talentpilot.report.official.writing import OfficialUnit, steps_of
from talentpilot.report.views.attention import ExceptionView
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.pilot import PilotView, UnitReport
from talentpilot.report.views.quarterly import QuarterlyView
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.office_tables import overview, results, work
from talentpilot.services.office_tables.context import OfficeContext, OfficePilot, TableForm

_ID = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,3}\d{1,3}(?![A-Za-z0-9])[ ·]*")
"""An id of the ledger in a cell, such as M3 before the title of a milestone."""
_REMARK = re.compile(r"（[^（）]*）(?=（)")
"""A remark behind the name of a place, before the number of a document."""
_DOCUMENTED = 12
"""The column of the office table of practices with the day on which one was set down."""
_KINDS = {"pilot": "试点"}
_PILOTS = 10
"""The maximum number of pilots that a cell names: no row may be higher than a page."""


@dataclass(frozen=True, slots=True)
class AnnexSource:
    """What annexes are made from: the report, and the pilots as the office tables take them, by id."""

    view: QuarterlyView
    words: ProfileWords
    context: OfficeContext
    pilots: tuple[OfficePilot, ...]

    @property
    def phrases(self) -> OfficialPhrases:
        """How things are said."""
        return OfficialPhrases(self.view.head.period, self.words)

    def table(self, form: TableForm, pilot: OfficePilot, *, period: bool = False) -> OfficeTable:
        """Return an office table of one pilot, of all its facts or of those of the period."""
        return form.of(replace(self.context, period=self.view.head.period if period else None), pilot)


def annex_source(ledger: OpenLedger, source: Source, view: QuarterlyView, words: ProfileWords) -> AnnexSource:
    """Return what the annexes of a report are made from."""
    pilots = tuple(OfficePilot(status, {}) for status in source.statuses)
    then = ledger.reading(ledger.source, source.as_of)
    return AnnexSource(view, words, OfficeContext(then, source.names, FormWords("zh")), pilots)


def progress_annexes(source: AnnexSource, *, domains: bool = False) -> dict[str, Annex]:
    """Return the annexes of a progress report by name; those without rows are left out, and numbers close up."""
    return _present(
        ("pilots", pilots_annex(source)),
        ("domains", domains_annex(source) if domains else None),
        ("attention", attention_annex(source)),
        ("matters", matters_annex(source)),
        ("filings", filings_annex(source)),
        ("practices", practices_annex(source)),
        ("texts", texts_annex(source.view, source.phrases)),
        ("notes", notes_annex(source.view, source.phrases)),
    )


def circular_annexes(source: AnnexSource, units: tuple[OfficialUnit, ...]) -> dict[str, Annex]:
    """Return the annexes of a circular by name."""
    return _present(("units", units_annex(source, units)), ("practices", practices_annex(source)))


def list_annexes(source: AnnexSource) -> dict[str, Annex]:
    """Return the annex of a list of practices: with empty columns for what a decision has yet to name."""
    return _present(("practices", practices_annex(source, decided=True)))


def _present(*made: tuple[str, Annex | None]) -> dict[str, Annex]:
    return {name: annex for name, annex in made if annex is not None}


def cell(value: Value) -> str:
    """Return a cell of an office table as an official document prints it, without ids."""
    match value:
        case None | "":
            return NOTHING
        case date():
            return official_day(value)
        case Decimal() | int():
            return worded_sign(str(value))
        case str():
            return worded_sign(_ID.sub("", _REMARK.sub("", value)).lstrip("●▲■○ ").strip()) or NOTHING


def by_label(table: OfficeTable, *, ids: bool = False) -> Iterator[Mapping[str, str]]:
    """Yield the rows of an office table, each cell by the Chinese label of its column; with `ids`, 编号 as it is."""
    labels = [column.label.say("zh") for column in table.columns]
    for row in table.rows:
        cells = dict(zip(labels, map(cell, row.values), strict=True))
        yield cells | {"编号": str(row.values[labels.index("编号")])} if ids else cells


def pilots_annex(source: AnnexSource) -> Annex | None:
    """Return 试点情况一览表."""
    views = {pilot.ref.id: pilot for pilot in source.view.pilots}
    rows = []
    for pilot in sorted(source.pilots, key=source.context.order):
        (row,) = by_label(source.table(overview.PILOTS, pilot))
        rows.append((
            row["试点名称"], without_remark(row["地区"]), row["牵头"], row["状态"], row["亮灯"],
            "未立项" if row["成熟度"].startswith("未达") else row["成熟度"], row["完成率%"], *_steps(views[pilot.id]),
        ))  # fmt: skip
    columns: Columns = (
        ("试点", "left"), ("地区", "left"), (source.words.lead, "left"), ("状态", "center"), ("评级", "center"),
        ("成熟度", "center"), ("完成率（%）", "center"), (f"{source.words.milestone}完成／总数", "center"),
        ("指标正常／已评", "center"),
    )  # fmt: skip
    return table_annex("试点情况一览表", columns, rows)


def _steps(pilot: PilotView) -> tuple[str, str]:
    return f"{pilot.steps_done}／{pilot.steps_counted}", f"{pilot.on_track}／{pilot.rated}"


def domains_annex(source: AnnexSource) -> Annex | None:
    """Return 分领域情况表, which a long report has in place of its second part."""
    phrases = source.phrases
    rows = [
        (phrases.text(row.name), str(row.pilots), phrases.lights(row.lights) or NOTHING,
         f"{row.on_track}／{row.rated}", str(row.practices), str(row.adoptions))
        for row in source.view.portfolio.domains if row.pilots
    ]  # fmt: skip
    columns: Columns = (
        ("领域", "left"), ("试点数", "center"), ("评级", "left"), ("指标正常／已评", "center"),
        (f"成文{source.words.practice}", "center"), ("推广应用次数", "center"),
    )  # fmt: skip
    return table_annex("分领域情况表", columns, rows)


def attention_annex(source: AnnexSource) -> Annex | None:
    """Return 需关注事项清单: every row of the report's exceptions."""
    kinds = _KINDS | {"milestone": source.words.milestone, "bottleneck": source.words.bottleneck}
    own = {(item.pilot.id, item.object) for item in source.view.exceptions if item.kind != "pilot"}
    rows = [
        ("严重" if item.severe else "关注", kinds[item.kind], source.phrases.text(item.pilot.title),
         _matter(source, item, own), _days(item), source.phrases.text(item.owner))
        for item in source.view.exceptions
    ]  # fmt: skip
    columns: Columns = (
        ("程度", "center"), ("类型", "center"), ("试点", "left"), ("事项", "left"), ("逾期或未解决天数", "center"),
        (source.words.owner, "left"),
    )  # fmt: skip
    return table_annex("需关注事项清单", columns, rows)


def _matter(source: AnnexSource, item: ExceptionView, own: Set[tuple[str, str]]) -> str:
    """Return what a row is about; a pilot's reasons with a row of their `own`, by pilot and object, are left out."""
    if item.title is not None:
        return source.phrases.text(item.title)
    alone = [reason for reason in item.reasons if (item.pilot.id, reason.object) not in own]
    return source.phrases.reasons(alone or item.reasons)


def _days(item: ExceptionView) -> str:
    return str(item.days) if item.kind != "pilot" and item.days is not None else NOTHING


def matters_annex(source: AnnexSource) -> Annex | None:
    """Return 需协调解决事项清单."""
    phrases = source.phrases
    rows = [
        (phrases.text(matter.title), "、".join(phrases.say.term(level, "needs") for level in matter.needs),
         listed([phrases.text(pilot.title) for pilot in matter.pilots], "、", "个试点", _PILOTS),
         official_day(matter.since))
        for group in source.view.matters for matter in group.matters
    ]  # fmt: skip
    columns: Columns = (
        ("事项", "left"), ("协调层级", "center"), ("涉及试点", "left"), ("提出日期", "center"),
    )  # fmt: skip
    return table_annex("需协调解决事项清单", columns, rows)


def filings_annex(source: AnnexSource) -> Annex | None:
    """Return 调整备案情况表: each change submitted, decided or in effect in the period."""
    rows = []
    for pilot in source.pilots:
        changes = list(by_label(source.table(work.ADJUSTMENTS, pilot, period=True), ids=True))
        for _, group in groupby(changes, key=lambda row: row["编号"]):
            mine = list(group)
            row = mine[0]
            rows.append((
                row["试点"], row["种类"], row["程序"], _changes(mine), row["理由"],
                _noted(row["提交日期"], row["申请文号"]), row["决定"],
            ))  # fmt: skip
    columns: Columns = (
        ("试点", "left"), ("类型", "center"), ("程序", "center"), ("调整内容", "left"), ("理由", "left"),
        ("提交日期（文号）", "center"), ("结果", "center"),
    )  # fmt: skip
    return table_annex("调整备案情况表", columns, rows)


def _noted(text: str, note: str) -> str:
    return f"{text}（{note}）" if note != NOTHING else text


def _changes(rows: Iterable[Mapping[str, str]]) -> str:
    """Return what a filing changes, from what to what; equal changes are named together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        what, before, after = (row[name].replace(NOTHING, "") for name in ("变更内容", "原值", "新值"))
        alike.setdefault((before, after), []).append(what.replace(" · ", "的"))
    return "；".join(_change("、".join(what), *values) for values, what in alike.items())


def _change(what: str, before: str, after: str) -> str:
    if before and after:
        return f"{what}由{before}调整为{after}"
    if before:
        return f"取消{what}（原为{before}）"
    return f"{what}定为{after}" if after else what or NOTHING


def practices_annex(source: AnnexSource, *, decided: bool = False) -> Annex | None:
    """Return 经验做法和推广应用清单: practices set down in writing, by domain, then by day.

    With `decided`, the list is a document of its own: it has the steps of each practice, and two more columns say where
    and by whom a decision has the practice rolled out.
    """
    found = sorted(row for pilot in source.pilots for row in _practices(source, pilot, steps=decided))
    columns: Columns = (
        ("领域", "left"), (source.words.practice, "left"), ("主要内容", "left"), ("适用条件", "left"),
        ("来源地区和单位", "left"), ("已推广地区（文号）", "left"), ("证据等级", "center"),
    )  # fmt: skip
    if decided:
        columns = (*columns, ("推广范围", "left"), ("负责单位", "left"))
    title = source.words.practices_kind if decided else f"{source.words.practice}和推广应用清单"
    return table_annex(title, columns, [cells[: len(columns)] for _, cells in found])


def _practices(
    source: AnnexSource, pilot: OfficePilot, *, steps: bool
) -> Iterator[tuple[tuple[int, str, str, str], tuple[str, ...]]]:
    """Yield the practices of a pilot that are set down in writing: where each belongs, and its cells."""
    context = source.context
    region, units = without_remark(context.region(pilot)), context.organizations(pilot.status.plan.units)
    place = units if units.startswith(region) else f"{region}，{units}"
    level, scope = _evidence_level(pilot, context.as_of), _decided_scope(pilot, context.as_of)
    table = source.table(results.PRACTICES, pilot)
    for office, row in zip(table.rows, by_label(table), strict=True):
        documented = office.values[_DOCUMENTED]
        if documented is not None:
            order = context.order(pilot)[0], str(documented), pilot.id, row["名称"]
            parts = [text.rstrip("。；") for text in (row["摘要"], row["步骤"]) if text != NOTHING] or [NOTHING]
            content = "。".join(parts if steps else parts[:1])
            cells = (context.domain(pilot), row["名称"], content, row["适用条件"], place, row["采纳方"], level)
            yield order, (*cells, scope, "")


def _decided_scope(pilot: OfficePilot, day: date) -> str:
    """Return where a pilot's practices are to be rolled out by the last decision; empty if it names no place."""
    decisions = [item.decision for item in pilot.status.pilot.evaluations.values() if item.decision is not None]
    known = [item for item in decisions if item.date <= day and item.scope is not None]
    last = max(known, key=lambda item: item.date, default=None)
    return last.scope.say("zh") if last is not None and last.scope is not None else ""


def units_annex(source: AnnexSource, units: tuple[OfficialUnit, ...]) -> Annex | None:
    """Return 各单位情况表: a row for each unit, by the code of its region."""
    steps = steps_of(source.view)
    first, last = source.view.head.period.start, source.view.head.as_of
    due = [one for one in steps.counted if one[1].due is not None and first <= one[1].due <= last]
    rows = [
        (unit.name, str(unit.due), str(unit.received), str(unit.late), str(unit.steps(due)),
         str(unit.steps(steps.fresh)), str(unit.steps(steps.overdue)), str(unit.open_bottlenecks),
         str(unit.adoptions))
        for unit in units
    ]  # fmt: skip
    word = source.words.milestone
    columns: Columns = (
        ("单位", "left"), ("应报报告", "center"), ("收到报告", "center"), ("逾期报送", "center"),
        (f"本期到期{word}", "center"), (f"本期完成{word}", "center"), (f"逾期{word}", "center"),
        (f"未解决{source.words.bottleneck}", "center"), ("推广应用次数", "center"),
    )  # fmt: skip
    return table_annex("各单位情况表", columns, rows)


def _evidence_level(pilot: OfficePilot, day: date) -> str:
    levels = [item.evidence_level for item in pilot.status.pilot.evaluations.values() if item.as_of <= day]
    return f"{max(levels)}级" if levels else NOTHING


def texts_annex(view: QuarterlyView, phrases: OfficialPhrases) -> Annex | None:
    """Return 各试点填报内容: the units' own texts, in quotation marks."""
    blocks: list[Paragraph] = []
    number = 0
    for pilot in view.pilots:
        for report in pilot.reports:
            number += 1
            sentence = f"。{phrases.text(pilot.lead)}{official_day(report.submitted)}报送。"
            blocks.append(Paragraph(sentence, lead=f"{number}.{pilot_name(pilot)}"))
            blocks += [Paragraph(f"{label}：“{text}”") for label, text in _texts(report, phrases)]
    return Annex("各试点填报内容", tuple(blocks)) if blocks else None


def _texts(report: UnitReport, phrases: OfficialPhrases) -> Iterator[tuple[str, str]]:
    for label, text in (("进展情况", report.progress), ("存在问题", report.problems), ("下一步安排", report.next)):
        if text is not None and phrases.text(text):
            yield label, phrases.text(text)


def notes_annex(view: QuarterlyView, phrases: OfficialPhrases) -> Annex:
    """Return 数据说明和计算方法; revision and digest of the ledger stand nowhere else."""
    head, notes, origin, words = view.head, view.notes, view.head.provenance, phrases.words
    opening = (
        f"本文件数据由台账中注明日期的事实计算得出，截至{official_day(head.as_of)}，此后发生的不计入；"
        f"各单位{phrases.report}报告收至{official_day(head.issued)}。完成率按{words.milestone}权重计算。"
    )
    rows = tuple(
        (label, text.replace("里程碑", words.milestone).replace("堵点", words.bottleneck))
        for label, text in _ratings(view, phrases)
    )
    ratings = OfficialRows((TableColumn("评级", "center"), TableColumn("计算方法")), rows)
    restated = f"与此前印发的报告相比，更正数据{len(notes.restated.figures)}项。" if notes.restated.figures else ""
    found = f"校验发现错误{notes.errors}处、警告{notes.warnings}处，经批准豁免{notes.waived}处。{restated}"
    return Annex("数据说明和计算方法", (Paragraph(opening), ratings, Paragraph(found), Paragraph(origin_text(origin))))


_SCHEDULE = message(
    "red: a gap over {red} pp with a milestone overdue by more than {gap_days} days, a milestone overdue by more than "
    "{late} days, or the term over with milestones open; amber: a gap of {amber} pp or more, any overdue milestone, a "
    "forecast after the end of the term, or a pilot not concluded {closing} days after it; grey: not begun, or nothing "
    "dated. A milestone is due soon within {soon} days."
)
_RESULTS = message(
    "an indicator is green when met or less than {amber} pp behind its expected progress, amber from there, red over "
    "{red} pp or below its baseline; what is to be kept is amber when missed by at most 10% of the target. Once the "
    "figure of the target date is published, amber if {red} pp or less are missing, else red. When no value has come "
    "{stale} days after the figure of a period is published, green by pace and green by a value that is to be kept "
    "turn amber; a target that was reached stays reached. The pilot is red if a key indicator is red, amber if a key "
    "one is amber or any other is behind, else green."
)
_ISSUES = message(
    "red with an open critical bottleneck; amber with an open major one older than {days} days; else green."
)
_REPORTING = message(
    "a {cadence} is due {days} days after the end of its period, from the later of the start of the term and the "
    "approval. Red if the last two due are missing, amber if any is missing, else green; late ones are counted only."
)
_OVERALL = message(
    "the worst of the four, grey ignored; grey before the start and while suspended; none once a pilot is closed. "
    "Lights are never averaged."
)


def _ratings(view: QuarterlyView, phrases: OfficialPhrases) -> Iterator[tuple[str, str]]:
    """Yield how each rating is made, in the words of the report."""
    method, say = view.method, phrases.say
    red, amber = say.figure(method.red_gap), say.figure(method.amber_gap)
    yield "进度评级", say.text(
        _SCHEDULE, red=red, amber=amber, gap_days=method.red_gap_after_days, late=method.red_overdue_days,
        closing=method.closing_days, soon=method.due_soon_days,
    )  # fmt: skip
    yield "成效评级", say.text(_RESULTS, red=red, amber=amber, stale=method.stale_grace_days)
    yield "问题评级", say.text(_ISSUES, days=method.bottleneck_amber_days)
    if method.cadence != "none":
        cadence = say.term(method.cadence, "cadence")
        yield "报送评级", say.text(_REPORTING, cadence=cadence, days=method.due_days)
    yield "总体评级", say.text(_OVERALL)
