"""Put the questions of a return into words: what is known, what is asked, in which cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.return_questions import MilestoneQuestion, PilotQuestions, ValueQuestion
from talentpilot.exchange.return_sheets import layout
from talentpilot.exchange.return_sheets.layout import (
    NOTHING,
    Block,
    FormBlock,
    FormRow,
    FormSection,
    OpenCell,
    PilotForm,
)
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.i18n.translator import long_day, period_name
from talentpilot.model.base import Text
from talentpilot.model.milestones import Forecast
from talentpilot.model.outcomes import Observation, Target
from talentpilot.model.periods import Period
from talentpilot.model.programme import Programme
from talentpilot.model.scalars import digits
from talentpilot.model.units import unit_of

_REMINDERS: Mapping[str, tuple[Text, Text]] = {
    "progress": (
        Text(zh="工作进展", en="Progress"),
        Text(zh="做了什么，取得什么结果", en="What was done, with what result"),
    ),
    "problems": (Text(zh="存在问题", en="Problems"), Text(zh="可写堵点编号，如 B1", en="Bottlenecks by id, as B1")),
    "next": (Text(zh="下一步安排", en="Next steps"), Text(zh="做什么，何时完成", en="What comes next, and by when")),
}


@dataclass(frozen=True, slots=True)
class PilotContents:
    """Builds the form of one pilot for one reporting unit."""

    asked: PilotQuestions
    programme: Programme
    unit: str
    words: FormWords
    blank_rows: int

    def form(self) -> PilotForm:
        """Return the form."""
        title, period, plan = self.words.said(self.asked.plan.title), self.asked.period, self.asked.plan
        heading = f"{title}{'：' if 'zh' in self.words.languages else ': '}{return_title(period, self.words)}"
        days = (years_later(plan.term_start, -1), years_later(plan.term_end, 2))
        burden = self.words.line(
            "本表最多需填 {asked} 格（黄色），已预填 {known} 格（灰色，不需改）；白色格有则填、无则空。",
            "{asked} cells to fill in at most (yellow), {known} filled in already (grey); white ones if need be.",
        )
        return PilotForm(self.asked.pilot.id, title, heading, self._head(), days, tuple(self._sections()), burden)

    def _head(self) -> str:
        day = self.asked.as_of
        line = self.words.line
        return "    ".join(
            (
                self.words.labelled("填报单位", "Reporting unit", self._organization(self.unit)),
                self.words.labelled("试点编号", "Pilot", self.asked.pilot.id),
                line(f"已知内容截至：{long_day(day, 'zh')}", f"known as of {long_day(day, 'en')}"),
            )
        )

    def _sections(self) -> Iterator[FormSection]:
        line = self.words.line
        if not self.asked.suspended:
            yield FormSection(
                line("一、里程碑进展", "1. Milestones"),
                line(
                    "只需说明到期的；未到期的行可不填，如已提前完成或预计推迟，请填写",
                    "Only those due; fill others in where they are done early or expected late",
                ),
                (self._milestones(),),
            )
            yield FormSection(
                line("二、指标数据", "2. Indicators"),
                line(
                    "请填数字本身，不带单位；没有数据请写“无”并在备注说明，0 表示数值为零",
                    'Numbers without their unit; "none" and a note where there is no figure; 0 means zero',
                ),
                (self._indicators(),),
            )
        yield FormSection(
            line("三、堵点解决情况", "3. Bottlenecks"),
            line("已解决的请写日期和办法", "For those resolved: when, and how"),
            (self._bottlenecks(),),
            keep=120,
        )
        yield FormSection(
            line("四、文字报告", "4. Report in words"),
            line("各不超过 500 字；没有问题请写“无”", 'At most 500 words each; "none" where there is no problem'),
            (self._texts(),),
            keep=240,
        )
        if self.blank_rows and not self.asked.suspended:
            yield FormSection(
                line("五、新情况", "5. What is new"),
                line("没有可不填；开始填的行请填完整", "Leave empty where there is nothing; a row begun must be whole"),
                tuple(self._new()),
                keep=460,
            )

    def _key(self, *parts: str) -> str:
        return "/".join((self.asked.pilot.id, *parts))

    def _organization(self, reference: str) -> str:
        known = self.programme.organization(reference)
        return self.words.organization(known) if known is not None else reference

    def _owner(self, reference: str) -> str:
        return self.words.line("本单位", "this unit") if reference == self.unit else self._organization(reference)

    def _milestones(self) -> FormBlock:
        rows = tuple(self._milestone(item, number) for number, item in enumerate(self.asked.milestones, start=1))
        empty = self.words.line("没有未完成的里程碑。", "No milestone is open.")
        return FormBlock(layout.MILESTONES, rows, empty)

    def _milestone(self, item: MilestoneQuestion, number: int) -> FormRow:
        step, line = item.planned.step, self.words.line
        standard = self.words.said(step.standard or step.deliverable)
        title = [
            f"{step.id} {self.words.said(step.title)}",
            self.words.labelled("责任单位", "Owner", self._owner(step.owner)),
        ]
        title += [self.words.labelled("完成标准", "Standard", standard)] if standard else []
        reason = self.words.said(item.stated.reason) if item.stated is not None else ""
        title += [self.words.labelled("上次说明", "Said last", reason)] if reason else []
        days = item.late_days
        late = f"\n{line(f'已逾期{days}天', f'{days} days late')}" if days else ""
        asked_date = item.asks_forecast
        answers = {
            "state": OpenCell(item.asks_state),
            "done": OpenCell(True, "done"),
            "evidence": OpenCell(True, "done"),
            "forecast": OpenCell(asked_date, "open" if item.asks_state else ""),
            "reason": OpenCell(item.asks_reason, "open" if item.asks_state else ""),
            "next": OpenCell(item.asks_next, "open" if item.asks_state else ""),
        }
        known = {
            "title": "\n".join(title),
            "due": f"{step.due}{late}" if step.due is not None else line("未定", "open"),
            "stated": self._stated(item.stated),
        }
        return FormRow(self._key(step.id), known, answers, number, bool(days), item.asked)

    def _stated(self, stated: Forecast | None) -> str:
        if stated is None:
            return NOTHING
        return str(stated.date) if stated.date is not None else self.words.line("未定", "open")

    def _indicators(self) -> FormBlock:
        rows = tuple(self._value(item, number) for number, item in enumerate(self.asked.values, start=1))
        left = self.words.listed(self.asked.unasked)
        notes = (self.words.labelled("另缺较早数据（本表不再要求）", "Also missing, not asked for", left),)
        empty = self.words.line("本期没有到期的指标。", "No value is due.")
        return FormBlock(layout.INDICATORS, rows, empty, notes if left else ())

    def _value(self, item: ValueQuestion, number: int) -> FormRow:
        indicator, line = item.indicator, self.words.line
        unit = unit_of(self.programme, indicator.unit)
        name = self.words.line(unit.zh, unit.en) if unit is not None else indicator.unit
        facts = [self.words.term(indicator.reporting, "series")]
        facts += [line("核心指标", "key indicator")] if indicator.key else []
        facts += [line("补报", "of an earlier period")] if item.older else []
        source = self.words.said(indicator.source)
        facts += [self.words.labelled("来源", "source", source)] if source else []
        known = {
            "title": f"{indicator.id} {self.words.said(indicator.title)}（{name}）\n{self.words.joined(facts)}",
            "target": _target(indicator.target),
            "last": _last(item.last),
            "at": self._at(item),
        }
        there = item.provisional
        asked = there is None
        yes = self.words.choices("yes")["yes"]
        answers = {
            "value": OpenCell(asked, value=digits(there.value) if there is not None else None),
            "evidence": OpenCell(asked and indicator.key),
            "provisional": OpenCell(value=yes if there is not None else None),
            "note": OpenCell(),
        }
        return FormRow(self._key(f"{indicator.id}@{item.at}"), known, answers, number, asked=item.asked)

    def _at(self, item: ValueQuestion) -> str:
        if item.period is None:
            return str(item.end)
        period = item.period
        return "\n".join(dict.fromkeys(period_name(period, language) for language in self.words.languages))

    def _bottlenecks(self) -> FormBlock:
        rows = tuple(self._bottleneck(item, number) for number, item in enumerate(self.asked.bottlenecks, start=1))
        waiting = tuple(
            self.words.labelled(
                "已解决待验收（不需填）",
                "Resolved, to be accepted (nothing to fill in)",
                f"{item.item.id} {self.words.said(item.item.title)}",
            )
            for item in self.asked.waiting
        )
        return FormBlock(
            layout.BOTTLENECKS, rows, self.words.line("没有未解决的堵点。", "No bottleneck is open."), waiting
        )

    def _bottleneck(self, state: BottleneckState, number: int) -> FormRow:
        item, line, asked = state.item, self.words.line, self.asked.asks_bottlenecks
        age = state.age_days or 0
        facts = [
            self.words.term(item.severity, "severity"),
            line(f"{item.raised} 提出，已{age}天", f"raised {item.raised}, {age} days"),
            line(
                f"需{FormWords('zh').term(item.needs, 'needs')}解决",
                f"needs: {FormWords('en').term(item.needs, 'needs')}",
            ),
        ]
        known = {
            "title": f"{item.id} {self.words.said(item.title)}\n{self.words.joined(facts)}",
            "owner": self._owner(item.owner),
            "due": str(item.due) if item.due is not None else NOTHING,
        }
        answers = {
            "state": OpenCell(asked),
            "resolved": OpenCell(True, "done"),
            "evidence": OpenCell(False, "done"),
            "resolution": OpenCell(True, "done"),
        }
        return FormRow(self._key(item.id), known, answers, number, asked=3 * asked)

    def _texts(self) -> FormBlock:
        rows = []
        report = self.asked.report
        for number, (name, (label, hint)) in enumerate(_REMINDERS.items(), start=1):
            known = {"title": f"{self.words.word(label)}\n{self.words.label(hint)}"}
            there = self.words.said(getattr(report, name)) if report is not None else ""
            asked = name in self.asked.asks_texts
            answers = {} if there else {"text": OpenCell(asked)}
            known |= {"text": there} if there else {}
            rows.append(FormRow(self._key(name), known, answers, number, asked=int(asked)))
        return FormBlock(layout.TEXTS, tuple(rows))

    def _new(self) -> Iterator[FormBlock]:
        for block in layout.NEW_BLOCKS:
            if block is layout.ADOPTIONS and not self.asked.practices:
                continue
            yield FormBlock(block, tuple(self._blank(block, number) for number in range(1, self.blank_rows + 1)))

    def _blank(self, block: Block, number: int) -> FormRow:
        answers = {field.id: OpenCell() for field in block.fields}
        return FormRow(self._key(block.id, str(number)), {}, answers, number)


def return_title(period: Period, words: FormWords) -> str:
    """Return the name of the return of a period."""
    zh, en = f"{period_name(period, 'zh')}填报表", f"Return for {period_name(period, 'en')}"
    return words.line(zh, en)


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes the 28th."""
    year = min(max(day.year + years, 1900), date.max.year)
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _target(target: Target | None) -> str:
    if target is None:
        return NOTHING
    goal = "–".join(digits(one) for one in (target.value, target.min, target.max) if one is not None)
    return f"{goal}\n{target.date}"


def _last(last: Observation | None) -> str:
    return NOTHING if last is None else f"{digits(last.value)}\n{last.period or last.date}"


def cover_lines(
    unit: str, due: date, programme: Programme, words: FormWords, missing: Mapping[str, tuple[Period, ...]]
) -> tuple[str, ...]:
    """Return the lines of the cover: the unit, the day, to whom, and earlier reports that are missing."""
    keeper = programme.organization(programme.keeper) if programme.keeper is not None else None
    lines = [
        words.labelled("填报单位", "Reporting unit", unit),
        words.line(f"报送期限：{long_day(due, 'zh')}", f"To be handed in by {long_day(due, 'en')}"),
    ]
    if keeper is not None:
        lines.append(words.labelled("报送至", "To", words.organization(keeper)))
    for pilot, periods in missing.items():
        zh = "、".join(period_name(one, "zh") for one in periods)
        en = ", ".join(period_name(one, "en") for one in periods)
        lines.append(
            words.line(f"尚缺以前的报告（请另行补报）：{pilot} {zh}", f"Earlier reports still missing: {pilot} {en}")
        )
    return tuple(lines)


def how_to_fill(words: FormWords) -> tuple[str, ...]:
    """Return the six lines that say how to fill the form in, each in every language."""
    return tuple(line for text in _HOW for line in words.label(text).split("\n"))


_HOW = (
    Text(
        zh="1. 黄色格请填，填好即变白；灰色格是台账已有内容，不需改也改不动；白色格有则填、无则空。",
        en="1. Fill in the yellow cells; grey ones are known already; white ones only where there is something to say.",
    ),
    Text(
        zh="2. 有下拉箭头的格请从列表中选；日期写年-月-日，如 2026-9-30；数字不带单位。",
        en="2. Choose from the list where there is one; dates as 2026-9-30; numbers without their unit.",
    ),
    Text(
        zh="3. 没有的内容写“无”；没有数据的指标写“无”并在备注说明；数值为零请写 0。",
        en='3. Write "none" where there is nothing; for a missing figure say why in the note; write 0 for zero.',
    ),
    Text(
        zh="4. 完成时限、目标值等计划内容若要变动，请另行报调整备案，改灰色格无效。",
        en="4. Due dates, targets and the like change by a filing of their own, not in the grey cells.",
    ),
    Text(
        zh="5. 佐证材料请写名称；有文件的，与本表放在同一文件夹，文件名与所写名称一致。",
        en="5. Name the evidence; put its file, of the same name, into the folder of this workbook.",
    ),
    Text(
        zh="6. 请不要增删行列、合并单元格或改工作表名；用 Excel 或 WPS 填好后存为 .xlsx。",
        en="6. Keep rows, columns and cells as they are, and save as .xlsx.",
    ),
)
