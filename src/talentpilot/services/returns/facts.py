"""Turn the answers of a pilot's form into facts, in the order of the sheet, and report what contradicts the ledger.

Three values are compared: the pre-filled one, the one that came back, and the present one of the ledger.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from talentpilot.analysis.plan import Plan
from talentpilot.analysis.schedule import forecast_at
from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.exchange.cell_problems import CellProblem, CellRemark
from talentpilot.exchange.return_sheets.hidden import ReturnMeta
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Forecast, Milestone
from talentpilot.model.outcomes import Indicator, Observation, Practice
from talentpilot.model.periods import parse_period
from talentpilot.model.pilot import Bottleneck, Incentive, Matter, PeriodReport, Publicity
from talentpilot.model.scalars import digits, name_form
from talentpilot.services.recording.period_reports import MatterRequest
from talentpilot.services.returns.answers import RowAnswers, shown
from talentpilot.services.returns.evidence import EvidenceFinder
from talentpilot.services.returns.recorder import Recorder, Words
from talentpilot.services.returns.result import Gap, TakeRequest, Untakeable
from talentpilot.suggestions import nearest

Target = tuple[str, date | None, str | None]
"""An indicator with the day or the period of a value."""
_EMPTY_THE_ROW = Message("empty the row, or make the return again")
_Titled = Bottleneck | Practice | Incentive | Publicity | Matter
"""What is known again by its title."""
_CHINESE = re.compile(r"[㐀-鿿]")
_LEDGER_MOVED = Message("make the return again, or say which counts: {--keep-ledger} or {--correct}")


@dataclass(slots=True)
class FactWriter:
    """Writes the facts of one pilot's form into its edit, through a recorder."""

    pilot: Pilot
    plan: Plan
    meta: ReturnMeta
    request: TakeRequest
    stated: date
    recorder: Recorder
    evidence: EvidenceFinder
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    added: set[tuple[object, ...]] = field(default_factory=set)
    """What rows above have added: a copied row says the same twice."""

    def write(self, rows: Iterable[RowAnswers]) -> None:
        """Write every row; the report comes last."""
        every = list(rows)
        writers: dict[str, Callable[[RowAnswers], None]] = {
            "milestones": self._milestone,
            "indicators": self._value,
            "bottlenecks": self._bottleneck,
            "new_bottlenecks": self._new_bottleneck,
            "practices": self._practice,
            "adoptions": self._adoption,
            "incentives": self._incentive,
            "publicity": self._publicity,
        }
        for row in every:
            writer = writers.get(row.row.block.id)
            if writer is not None and (row.values or not row.row.block.adds):
                self._guarded(writer, row)
        texts = [row for row in every if row.row.block.id == "texts"]
        if texts:
            matters = [row for row in every if row.row.block.id == "matters" and row.values]
            self._guarded(lambda _: self._report(texts, matters), texts[0])

    def _guarded(self, writer: Callable[[RowAnswers], None], row: RowAnswers) -> None:
        """Write a row; what the recorder refuses is a problem of the row."""
        try:
            writer(row)
        except (Untakeable, UsageProblem) as problem:
            self.problems.append(CellProblem(row.place(), problem.message, problem.help))

    def _words(self, text: str | None) -> Words | None:
        """Return a text in its language: English only from a form in English, and without a Chinese character."""
        if text is None:
            return None
        english = self.meta.values.get("language") in ("en", "both") and not _CHINESE.search(text)
        return {"en" if english else "zh": text}

    def _gap(self, row: RowAnswers, *names: str, needed: bool = False) -> None:
        """Note a question without an answer; 无 is not an answer to a question that needs one."""
        for name in names:
            if name not in row.values and (needed or name not in row.nothing):
                self.gaps.append(Gap(row.row.key, name, row.place(name)))

    def _asked_gaps(self, row: RowAnswers, *names: str) -> None:
        self._gap(row, *(name for name in names if self.meta.asks(row.row.key, name)))

    def _remark(self, row: RowAnswers, message: Message, name: str = "") -> None:
        self.remarks.append(CellRemark(row.place(name), message))

    def _remark_unwritten(self, row: RowAnswers, there: object) -> None:
        """Note a remark on each answer that differs from what is recorded already, or says more."""
        for name, answer in row.values.items():
            now = getattr(there, name, answer)
            if name == "evidence":
                same, now = self.evidence.known_ids(answer) <= set(now), "、".join(now) or None
            elif isinstance(now, Text):
                same = any(name_form(answer) in name_form(wording) for wording in now.versions)
            elif isinstance(now, bool):
                same, now = now == (answer == "yes"), None
            else:
                same = now == answer
            if not same:
                said = "this is recorded already, with {now}; the answer was not written"
                self._remark(row, Message.of(said, now=shown(now, row.row.block.field(name))), name)

    def _conflict(self, row: RowAnswers, name: str, now: object, line: tuple[str, FieldPath]) -> bool:
        """Report that the ledger now has another value; return whether the answer is to be written nevertheless."""
        if self.request.correct:
            return True
        file, path = line
        place = f"pilots/{self.pilot.id}/{file}:{self.recorder.edit.file(file).line(path)}"
        said = Message.of(
            "the form had {was}, the return says {returned}, and the ledger says {now} by now ({place})",
            was=self.meta.prefilled(row.row.key, name) or "–",
            returned=shown(row.values.get(name)),
            now=shown(now),
            place=place,
        )
        if self.request.keep_ledger:
            self._remark(row, Message.of("{said}; the ledger was kept", said=said), name)
        else:
            self.problems.append(CellProblem(row.place(name), said, _LEDGER_MOVED, shown(row.values.get(name))))
        return False

    def _cited(
        self, row: RowAnswers, note: Words | None = None, *, noted: bool = False
    ) -> tuple[list[str], Words | None]:
        """Return the evidence of a row, and its note with the titles still to be handed in."""
        if "evidence" not in row.values:
            return [], note
        ids, pending = self.evidence.cite(row.row.key, row.values["evidence"])
        for title in pending:
            if noted:
                language = self.evidence.language
                text = f"佐证待交：{title}" if language == "zh" else f"evidence to follow: {title}"
                before = (note or {}).get(language)
                note = {**(note or {}), language: f"{before}；{text}" if before else text}
            said = Message.of("there is no evidence {title}; it is still to be handed in", title=title)
            self._remark(row, said, "evidence")
        return ids, note

    # Milestones

    def _milestone(self, row: RowAnswers) -> None:
        if not row.answered:
            late = () if self.meta.asks(row.row.key, "state") else ("forecast", "reason", "next")
            self._asked_gaps(row, "state", *late)
            return
        step = self.pilot.milestone(row.id)
        if step is None or not any(item.step.id == row.id for item in self.plan.open_milestones):
            raise Untakeable(Message.of("{id} is not in the plan any more", id=row.id), _EMPTY_THE_ROW)
        state = self._state(row, "done", ("forecast", "reason", "next"), ("done", "evidence"))
        if state == "done":
            self._done(row, step)
        elif state == "open":
            self._not_done(row, step)

    def _state(self, row: RowAnswers, day: str, late: tuple[str, ...], done: tuple[str, ...]) -> str | None:
        """Return the state of a row; a date alone says done, an expected day alone says not done."""
        state: str | None = row.values.get("state")
        has_late = any(name in row.values for name in late)
        has_done = any(name in row.values for name in done)
        if state is None:
            if has_late and has_done:
                raise Untakeable(Message("done and not done are both answered"), Message("choose the state of the row"))
            state = "done" if day in row.values else "open" if has_late else None
            if state is None:
                self._asked_gaps(row, "state")
            elif self.meta.asks(row.row.key, "state"):
                word = Message("done") if state == "done" else Message("not done")
                self._remark(row, Message.of("the state is blank and was read as {state}", state=word), "state")
            return state
        if (state == "done" and has_late) or (state == "open" and has_done):
            raise Untakeable(
                Message("what is filled in belongs to the other state"),
                Message("empty the red cells, or choose the other state"),
            )
        return state

    def _done(self, row: RowAnswers, step: Milestone) -> None:
        day: date | None = row.values.get("done")
        if day is None:
            self._gap(row, "done", needed=True)
            return
        if step.done == day:
            self._remark_unwritten(row, step)
            return
        place = ("milestones", self._index("milestones.yaml", "milestones", step.id), "done")
        if step.done is not None and not self._conflict(row, "done", step.done, ("milestones.yaml", place)):
            return
        if "evidence" not in row.values:
            self._asked_gaps(row, "evidence")
        cited, note = self._cited(row, noted=step.note is None)
        self.recorder.done(row.row.key, step.id, day, cited, note)

    def _not_done(self, row: RowAnswers, step: Milestone) -> None:
        if step.done is not None:
            at: FieldPath = ("milestones", self._index("milestones.yaml", "milestones", step.id), "done")
            if self._conflict(row, "state", step.done, ("milestones.yaml", at)):
                raise Untakeable(
                    Message.of("{id} is done since {day}", id=step.id, day=step.done),
                    Message("what was recorded as done can't be taken back by a return"),
                )
            return
        self._asked_gaps(row, "reason", "next")
        expected: date | None = row.values.get("forecast")
        reason, next_ = self._words(row.values.get("reason")), self._words(row.values.get("next"))
        last = forecast_at(step, self.stated)
        if expected is None and (reason or next_) and last is not None and last.date is not None:
            expected = last.date if last.date > self.stated else None
        if expected is None and reason is None:
            self._asked_gaps(row, "forecast")
            return

        def contradicted(one: Forecast) -> list[tuple[str, object]]:
            found = [] if one.date == expected else [("forecast", one.date)]
            texts = (("reason", one.reason, reason), ("next", one.next, next_))
            return [*found, *((name, now) for name, now, said in texts if not _same(now, said))]

        made = date.fromisoformat(self.meta.values["as_of"])
        if any(not contradicted(one) for one in step.forecasts if one.stated >= min(made, self.stated)):
            return
        for number, one in enumerate(step.forecasts):
            if one.stated == self.stated:
                index = self._index("milestones.yaml", "milestones", step.id)
                there: FieldPath = ("milestones", index, "forecasts", number)
                if not self._conflict(row, *contradicted(one)[0], ("milestones.yaml", there)):
                    return
        self.recorder.forecast(row.row.key, step.id, self.stated, expected, reason, next_)

    def _index(self, file: str, collection: str, identifier: str) -> int:
        return self.recorder.edit.find(file, collection, identifier)

    # Indicators

    def _value(self, row: RowAnswers) -> None:
        value: Decimal | None = row.values.get("value")
        if value is None:
            self._no_value(row)
            return
        indicator = next((item for item in self.plan.indicators if item.id == row.id), None)
        if indicator is None:
            raise Untakeable(Message.of("{id} is not in the plan any more", id=row.id), _EMPTY_THE_ROW)
        was, flag = self.meta.prefilled(row.row.key, "value"), row.values.get("provisional")
        known = next((one for one in indicator.observations if str(one.date or one.period) == row.at), None)
        note = self._words(row.values.get("note"))
        target: Target = (row.id, None, row.at)
        if parse_period(row.at) is None:
            target = (row.id, date.fromisoformat(row.at), None)
        if known is not None and known.value == value:
            if known.provisional and (flag == "no" or (flag is None and not was)):
                cited, note = self._cited(row, note)
                self.recorder.confirm(row.row.key, target, cited, note)
            else:
                self._remark_unwritten(row, known)
            return
        expected = known is None or (known.provisional and digits(known.value) == was)
        if known is None or expected or self._conflict(row, "value", known.value, self._observed(indicator, known)):
            if "evidence" not in row.values:
                self._asked_gaps(row, "evidence")
            cited, note = self._cited(row, note, noted=True)
            self.recorder.observe(row.row.key, target, value, cited, note, provisional=flag == "yes")

    def _no_value(self, row: RowAnswers) -> None:
        """Record the note of a row without a value: it says why there are no data."""
        noted = "note" in row.values and "note" not in row.nothing
        if self.meta.prefilled(row.row.key, "value"):
            self._remark(row, Message("the provisional value was cleared; nothing was written"), "value")
        elif "value" not in row.nothing:
            self._asked_gaps(row, "value")
        elif not noted:
            self.gaps.append(Gap(row.row.key, "note", row.place("note")))
        if noted:
            note = row.values["note"]
            self._remark(row, Message.of("without a value the note is not recorded: {note}", note=note), "note")

    def _observed(self, indicator: Indicator, known: Observation) -> tuple[str, FieldPath]:
        index = self._index("outcomes.yaml", "indicators", indicator.id)
        there = self.pilot.indicator(indicator.id)
        number = there.observations.index(known) if there is not None else 0
        return "outcomes.yaml", ("indicators", index, "observations", number, "value")

    # Bottlenecks

    def _bottleneck(self, row: RowAnswers) -> None:
        if not row.answered:
            self._asked_gaps(row, "state")
            return
        item = next((one for one in self.pilot.file.bottlenecks if one.id == row.id), None)
        if item is None:
            raise Untakeable(Message.of("{id} is not in the ledger any more", id=row.id), Message("empty the row"))
        state = self._state(row, "resolved", (), ("resolved", "evidence", "resolution"))
        if state != "done":
            return
        day: date | None = row.values.get("resolved")
        said = self._words(row.values.get("resolution"))
        if day is None or said is None:
            self._gap(row, "resolved", "resolution", needed=True)
            return
        last = item.reopened[-1] if item.reopened else item
        if last.resolved is not None:
            where = ("reopened", len(item.reopened) - 1, "resolved") if item.reopened else ("resolved",)
            path = ("bottlenecks", self._index("pilot.yaml", "bottlenecks", item.id), *where)
            if last.resolved == day and _same(last.resolution, said):
                self._remark_unwritten(row, item)
                return
            name, now = ("resolution", last.resolution) if last.resolved == day else ("resolved", last.resolved)
            if not self._conflict(row, name, now, ("pilot.yaml", path)):
                return
        cited, _ = self._cited(row)
        self.recorder.resolve(row.row.key, item.id, day, said, cited)

    # What is new

    def _is_added(self, row: RowAnswers, there: Iterable[_Titled], *same: str) -> bool:
        """Return whether the ledger or a row above has something with that title and the same values in some fields."""
        title = name_form(row.values["title"])
        if self._is_repeated(row, title, *(row.values.get(name) for name in same)):
            return True
        for one in (one for one in there if title in map(name_form, one.title.versions)):
            if all(getattr(one, name) == row.values.get(name) for name in same):
                self._remark_unwritten(row, one)
                return True
        return False

    def _is_repeated(self, row: RowAnswers, *same: object) -> bool:
        """Return whether a row above adds the same, and note a remark if so."""
        key = (row.row.block.id, *same)
        if key in self.added:
            self._remark(row, Message("a row above says the same, so this was written once"))
            return True
        self.added.add(key)
        return False

    def _new_bottleneck(self, row: RowAnswers) -> None:
        if self._is_added(row, self.pilot.file.bottlenecks):
            return
        codes = {name: row.values[name] for name in ("kind", "severity", "owner", "needs")}
        raised, due = row.values.get("raised", self.stated), row.values.get("due")
        self.recorder.bottleneck(row.row.key, self._title(row), raised, codes, due)

    def _title(self, row: RowAnswers) -> Words:
        found = self._words(row.values["title"])
        assert found is not None
        return found

    def _practice(self, row: RowAnswers) -> None:
        if self._is_added(row, self.pilot.practices):
            return
        given = {name: self._words(row.values.get(name)) for name in ("summary", "conditions")}
        texts = {name: words for name, words in given.items() if words is not None}
        self.recorder.practice(row.row.key, self._title(row), row.values["kind"], texts)

    def _adoption(self, row: RowAnswers) -> None:
        name, day = row.values["adopter"], row.values["date"]
        kind = "region" if self.recorder.edit.programme.organization(name) is None else "org"
        practice = next((one for one in self.pilot.practices if one.id == row.values["practice"]), None)
        for one in practice.adoptions if practice is not None else ():
            if (one.org or one.region, one.date) == (name, day):
                self._remark_unwritten(row, one)
                return
        if self._is_repeated(row, row.values["practice"], name, day):
            return
        document, scale = row.values.get("document"), self._words(row.values.get("scale"))
        self.recorder.adoption(row.row.key, row.values["practice"], day, (kind, name), document, scale)

    def _incentive(self, row: RowAnswers) -> None:
        if self._is_added(row, self.pilot.file.incentives, "grantor", "date", "amount"):
            return
        codes = {name: row.values[name] for name in ("kind", "grantor")}
        cited, _ = self._cited(row)
        day, amount = row.values["date"], row.values.get("amount")
        self.recorder.incentive(row.row.key, self._title(row), codes, day, amount, cited)

    def _publicity(self, row: RowAnswers) -> None:
        if self._is_added(row, self.pilot.file.publicity, "channel", "date"):
            return
        channel, day = row.values["channel"], row.values["date"]
        self.recorder.publicity(row.row.key, self._title(row), channel, day, row.values.get("url"))

    # The report

    def _report(self, rows: list[RowAnswers], matters: list[RowAnswers]) -> None:
        period = self.meta.values["period"]
        there = next((one for one in self.pilot.file.reports if str(one.period) == period), None)
        texts = {row.id: words for row in rows if (words := self._report_text(row, there)) is not None}
        for row in matters:
            self._check_same(row)
        known = there.matters if there is not None else ()
        asked = [
            MatterRequest(self._title(row), row.values["kind"], row.values["needs"], row.values.get("same_as"))
            for row in matters
            if not self._is_added(row, known)
        ]
        if there is None and "progress" not in texts:
            for row in (*(one for one in rows if one.id in texts), *matters):
                self._remark(row, Message("without progress there is no report, so this was not written"))
            return
        if texts or asked:
            self.recorder.report(rows[0].row.key, period, None if there is not None else self.stated, texts, asked)

    def _report_text(self, row: RowAnswers, there: PeriodReport | None) -> Words | None:
        """Return a text of the report if it is new."""
        words = self._words(row.values.get("text"))
        if row.id == "problems" and "text" in row.nothing:
            return None
        if words is None:
            self._asked_gaps(row, "text")
            return None
        before: Text | None = getattr(there, row.id) if there is not None else None
        if before is None or there is None:
            return words
        index = self.pilot.file.reports.index(there)
        line = ("pilot.yaml", ("reports", index, row.id))
        return None if _same(before, words) or not self._conflict(row, "text", before, line) else words

    def _check_same(self, row: RowAnswers) -> None:
        """Report a matter that names a bottleneck which the pilot does not have."""
        named, ids = row.values.get("same_as"), [one.id for one in self.pilot.file.bottlenecks]
        if named is not None and named not in ids:
            said = Message.of("{folder} has no bottleneck or matter {inner}", folder=self.pilot.id, inner=named)
            self.problems.append(CellProblem(row.place("same_as"), said, nearest(named, ids), named))


def _same(text: Text | None, words: Words | None) -> bool:
    """Return whether a text of the ledger equals the answer; an empty answer equals any text."""
    there = [name_form(one) for one in text.versions] if text is not None else []
    return words is None or any(name_form(one) in there for one in words.values())
