"""Annexes of text: what the units reported, and how the figures were made."""

from collections.abc import Iterator

from talentpilot.i18n.translator import message
from talentpilot.report.official.blocks import Annex, Paragraph, official_day
from talentpilot.report.official.phrases import OfficialPhrases, pilot_name
from talentpilot.report.views.pilot import UnitReport
from talentpilot.report.views.quarterly import QuarterlyView


def texts_annex(view: QuarterlyView, phrases: OfficialPhrases) -> Annex | None:
    """Return 各试点填报内容: the units' own texts, in quotation marks."""
    blocks: list[Paragraph] = []
    number = 0
    for pilot in view.pilots:
        for report in pilot.reports:
            number += 1
            told = f"。{phrases.text(pilot.lead)}{official_day(report.submitted)}报送。"
            blocks.append(Paragraph(told, lead=f"{number}.{pilot_name(pilot)}"))
            blocks += [Paragraph(f"{label}：“{text}”") for label, text in _texts(report, phrases)]
    return Annex("各试点填报内容", tuple(blocks)) if blocks else None


def _texts(report: UnitReport, phrases: OfficialPhrases) -> Iterator[tuple[str, str]]:
    for label, text in (("进展情况", report.progress), ("存在问题", report.problems), ("下一步安排", report.next)):
        if text is not None and phrases.text(text):
            yield label, phrases.text(text)


def notes_annex(view: QuarterlyView, phrases: OfficialPhrases) -> Annex:
    """Return 数据说明和计算方法; revision and digest of the ledger stand nowhere else."""
    return Annex("数据说明和计算方法", tuple(Paragraph(text) for text in _notes(view, phrases)))


def _notes(view: QuarterlyView, phrases: OfficialPhrases) -> Iterator[str]:
    head, words = view.head, phrases.words
    yield (
        f"本文件数据由台账中注明日期的事实计算得出，截至{official_day(head.as_of)}，此后发生的不计入；"
        f"各单位{phrases.report}报告收至{official_day(head.issued)}。"
    )
    for label, text in _ratings(view, phrases):
        yield f"{label}：{text}".replace("里程碑", words.milestone).replace("堵点", words.bottleneck)
    notes = view.notes
    yield f"校验发现错误{notes.errors}处、警告{notes.warnings}处，经批准豁免{notes.waived}处。"
    if notes.restated.figures:
        yield f"与此前印发的报告相比，更正数据{len(notes.restated.figures)}项。"
    origin = head.provenance
    revision = f"台账版本{origin.short_revision}，" if origin.revision else ""
    yield f"{revision}输入摘要{origin.short_inputs}，由talentpilot {origin.version}生成。"


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
