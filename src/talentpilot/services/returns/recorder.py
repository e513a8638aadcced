"""Record the answers of a return in a pilot's edit, each together with the `record` command that does the same."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from talentpilot.model.scalars import digits
from talentpilot.services.recording import bottlenecks, milestones, observations, period_reports, practices, support
from talentpilot.services.recording.evidence import record_evidence
from talentpilot.services.recording.period_reports import MatterRequest
from talentpilot.services.recording.practices import PracticeFacts
from talentpilot.services.recording.transaction import PilotEdit

Words = dict[str, str]
"""A text by language."""
Argument = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class RecordedCommand:
    """A command, the row that it answers, its kind of fact, and which of the facts of the edit is its own."""

    key: str
    sort: str
    command: str
    fact: int


@dataclass(slots=True)
class Recorder:
    """Records facts of one pilot; `force` writes over what is recorded already."""

    edit: PilotEdit
    force: bool = False
    commands: list[RecordedCommand] = field(default_factory=list)

    def _ran(self, key: str, first: int, sort: str, target: str, *arguments: Argument) -> None:
        """Note the command that records what was just recorded; its fact is the first one written since."""
        subject = f"{self.edit.folder}/{target}" if target else self.edit.folder
        words = ["talentpilot", "record", sort, subject, *(str(part) for one in arguments for part in one)]
        words += ["--force"] if self.force else []
        self.commands.append(RecordedCommand(key, sort, shlex.join(words), first))

    def done(self, key: str, milestone: str, day: date, cited: Sequence[str], note: Words | None) -> None:
        """Record that a milestone is done."""
        first = len(self.edit.written)
        milestones.record_done(self.edit, milestone, day, evidence=cited, note=note, force=self.force)
        self._ran(key, first, "done", milestone, ("--date", day), *_cited(cited), *_said("note", note))

    def forecast(
        self, key: str, milestone: str, stated: date, expected: date | None, reason: Words | None, next_: Words | None
    ) -> None:
        """Record when a milestone is expected now, or that the day is open."""
        first, edit = len(self.edit.written), self.edit
        milestones.record_forecast(
            edit, milestone, expected, stated=stated, reason=reason, next_step=next_, force=self.force
        )
        day: Argument = ("--open",) if expected is None else ("--date", expected)
        words = (*_said("reason", reason), *_said("next", next_))
        self._ran(key, first, "forecast", milestone, day, ("--stated", stated), *words)

    def observe(
        self, key: str, target: tuple[str, date | None, str | None], value: Decimal, cited: Sequence[str],
        note: Words | None, *, provisional: bool,
    ) -> None:  # fmt: skip
        """Record a value of an indicator; `target` is the indicator with the day or the period."""
        indicator, day, period = target
        first = len(self.edit.written)
        observations.record_observation(
            self.edit, indicator, value, day, period=period,
            evidence=cited, provisional=provisional, note=note, force=self.force,
        )  # fmt: skip
        flag: tuple[Argument, ...] = (("--provisional",),) if provisional else ()
        words = (*flag, *_cited(cited), *_said("note", note))
        self._ran(key, first, "observe", indicator, _time(day, period), ("--value", digits(value)), *words)

    def confirm(
        self, key: str, target: tuple[str, date | None, str | None], cited: Sequence[str], note: Words | None
    ) -> None:
        """Record that a provisional value is final."""
        indicator, day, period = target
        first = len(self.edit.written)
        observations.confirm_observation(self.edit, indicator, day, period=period, evidence=cited, note=note)
        words = (*_cited(cited), *_said("note", note))
        self._ran(key, first, "observe", indicator, _time(day, period), ("--confirm",), *words)

    def resolve(self, key: str, bottleneck: str, day: date, resolution: Words, cited: Sequence[str]) -> None:
        """Record that a bottleneck is resolved."""
        first = len(self.edit.written)
        bottlenecks.record_resolution(self.edit, bottleneck, resolution, day, evidence=cited, force=self.force)
        self._ran(key, first, "resolve", bottleneck, ("--date", day), *_said("resolution", resolution), *_cited(cited))

    def bottleneck(self, key: str, title: Words, raised: date, codes: dict[str, str], due: date | None) -> None:
        """Record a new bottleneck; `codes` are kind, severity, owner and needs."""
        first = len(self.edit.written)
        bottlenecks.record_bottleneck(
            self.edit, title, raised=raised, kind=codes["kind"], severity=codes["severity"], owner=codes["owner"],
            needs=codes["needs"], due=due,
        )  # fmt: skip
        options = (("--kind", codes["kind"]), ("--severity", codes["severity"]), ("--owner", codes["owner"]))
        until: tuple[Argument, ...] = (("--due", due),) if due is not None else ()
        more = (*options, ("--needs", codes["needs"]), *until, *_said("title", title))
        self._ran(key, first, "bottleneck", "", ("--date", raised), *more)

    def practice(self, key: str, title: Words, kind: str, texts: dict[str, Words]) -> None:
        """Record a new practice, a draft."""
        first = len(self.edit.written)
        practices.record_practice(self.edit, PracticeFacts(title, kind, texts))
        self._ran(key, first, "practice", "", ("--kind", kind), *_said("title", title), *_texts(texts))

    def adoption(
        self, key: str, practice: str, day: date, adopter: tuple[str, str], document: str | None, scale: Words | None
    ) -> None:
        """Record that a practice was adopted; `adopter` is `org` or `region` with its id."""
        first = len(self.edit.written)
        kind, name = adopter
        practices.record_adoption(
            self.edit, practice, day, org=name if kind == "org" else None, region=name if kind == "region" else None,
            document=document, scale=scale, force=self.force,
        )  # fmt: skip
        paper: tuple[Argument, ...] = (("--document", document),) if document is not None else ()
        self._ran(
            key,
            first,
            "adoption",
            practice,
            (f"--{kind}", name),
            ("--date", day),
            *paper,
            *_texts({"scale": scale} if scale else {}),
        )

    def incentive(
        self, key: str, title: Words, codes: dict[str, str], day: date, amount: Decimal | None, cited: Sequence[str]
    ) -> None:
        """Record support that was granted; `codes` are kind and grantor. Money is in yuan."""
        first = len(self.edit.written)
        currency = "CNY" if amount is not None else None
        support.record_incentive(
            self.edit, title, kind=codes["kind"], grantor=codes["grantor"], day=day, amount=amount, currency=currency,
            evidence=cited,
        )  # fmt: skip
        money: tuple[Argument, ...] = ()
        if amount is not None:
            money = (("--amount", digits(amount)), ("--currency", "CNY"))
        more = (("--grantor", codes["grantor"]), ("--date", day), *money, *_said("title", title), *_cited(cited))
        self._ran(key, first, "incentive", "", ("--kind", codes["kind"]), *more)

    def publicity(self, key: str, title: Words, channel: str, day: date, url: str | None) -> None:
        """Record that the pilot was in the media."""
        first = len(self.edit.written)
        support.record_publicity(self.edit, title, channel=channel, day=day, url=url)
        page: tuple[Argument, ...] = (("--url", url),) if url is not None else ()
        self._ran(key, first, "publicity", "", ("--channel", channel), ("--date", day), *page, *_said("title", title))

    def evidence(self, key: str, title: Words, day: date, source: Path | str) -> str:
        """File evidence by its file or its address; return its id."""
        first = len(self.edit.written)
        file, url = (source, None) if isinstance(source, Path) else (None, source)
        identifier = record_evidence(self.edit, title, day=day, file=file, url=url)
        place: Argument = (source,) if isinstance(source, Path) else ("--url", source)
        self._ran(key, first, "evidence", "", place, *_said("title", title), ("--date", day), ("--access", "internal"))
        return identifier

    def report(
        self, key: str, period: str, submitted: date | None, texts: dict[str, Words], matters: Sequence[MatterRequest]
    ) -> None:
        """Record the report of a period, or complete it; `submitted` is None for one that is there."""
        first = len(self.edit.written)
        period_reports.record_report(
            self.edit, period, submitted, progress=texts.get("progress"), problems=texts.get("problems"),
            next_steps=texts.get("next"), matters=matters, force=self.force,
        )  # fmt: skip
        day: tuple[Argument, ...] = (("--date", submitted),) if submitted is not None else ()
        words = [argument for name, text in texts.items() for argument in _said(name, text)]
        asked = [("--matter", _matter(item)) for item in matters]
        self._ran(key, first, "report", "", ("--period", period), *day, *words, *asked)


def _time(day: date | None, period: str | None) -> Argument:
    return ("--date", day) if period is None else ("--period", period)


def _cited(identifiers: Sequence[str]) -> Iterator[Argument]:
    yield from (("--evidence", identifier) for identifier in identifiers)


def _said(name: str, text: Words | None) -> Iterator[Argument]:
    yield from ((f"--{name}-{language}", wording) for language, wording in (text or {}).items())


def _texts(texts: dict[str, Words]) -> Iterator[Argument]:
    for name, text in texts.items():
        yield from (("--text", f"{name}.{language}={wording}") for language, wording in text.items())


def _matter(item: MatterRequest) -> str:
    title = item.title
    assert isinstance(title, dict)
    inner = ", ".join(f"{language}: {_quoted(wording)}" for language, wording in title.items())
    same = f":{item.same_as}" if item.same_as else ""
    return f"{item.kind}:{item.needs}{same}={{{inner}}}"


def _quoted(text: str) -> str:
    """Return a text in the double quotes of YAML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
