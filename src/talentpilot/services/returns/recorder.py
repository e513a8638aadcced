"""Record the answers of a return in a pilot's edit, each together with the `record` command that does the same."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
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
    _noted: int = 0
    """How many facts of the edit belong to the commands noted so far."""

    def _note(self, key: str, sort: str, target: str = "", /, *arguments: object, **options: object) -> None:
        """Note the command that records what was just recorded; its fact is the first one written since the last."""
        subject = f"{self.edit.folder}/{target}" if target else self.edit.folder
        words = ["talentpilot", "record", sort, subject, *map(str, arguments), *_typed(options)]
        words += ["--force"] if self.force else []
        self.commands.append(RecordedCommand(key, sort, shlex.join(words), self._noted))
        self._noted = len(self.edit.written)

    def done(self, key: str, milestone: str, day: date, cited: Sequence[str], note: Words | None) -> None:
        """Record that a milestone is done."""
        milestones.record_done(self.edit, milestone, day, evidence=cited, note=note, force=self.force)
        self._note(key, "done", milestone, date=day, evidence=cited, note=note)

    def forecast(
        self, key: str, milestone: str, stated: date, expected: date | None, reason: Words | None, next_: Words | None
    ) -> None:
        """Record when a milestone is expected now, or that the day is open."""
        milestones.record_forecast(
            self.edit, milestone, expected, stated=stated, reason=reason, next_step=next_, force=self.force
        )
        is_open = expected is None
        self._note(key, "forecast", milestone, open=is_open, date=expected, stated=stated, reason=reason, next=next_)

    def observe(
        self, key: str, target: tuple[str, date | None, str | None], value: Decimal, cited: Sequence[str],
        note: Words | None, *, provisional: bool,
    ) -> None:  # fmt: skip
        """Record a value of an indicator; `target` is the indicator with the day or the period."""
        indicator, day, period = target
        observations.record_observation(
            self.edit, indicator, value, day, period=period,
            evidence=cited, provisional=provisional, note=note, force=self.force,
        )  # fmt: skip
        self._note(
            key, "observe", indicator,
            date=day, period=period, value=digits(value), provisional=provisional, evidence=cited, note=note,
        )  # fmt: skip

    def confirm(
        self, key: str, target: tuple[str, date | None, str | None], cited: Sequence[str], note: Words | None
    ) -> None:
        """Record that a provisional value is final."""
        indicator, day, period = target
        observations.confirm_observation(self.edit, indicator, day, period=period, evidence=cited, note=note)
        self._note(key, "observe", indicator, date=day, period=period, confirm=True, evidence=cited, note=note)

    def resolve(self, key: str, bottleneck: str, day: date, resolution: Words, cited: Sequence[str]) -> None:
        """Record that a bottleneck is resolved."""
        bottlenecks.record_resolution(self.edit, bottleneck, resolution, day, evidence=cited, force=self.force)
        self._note(key, "resolve", bottleneck, date=day, resolution=resolution, evidence=cited)

    def bottleneck(self, key: str, title: Words, raised: date, codes: dict[str, str], due: date | None) -> None:
        """Record a new bottleneck; `codes` are kind, severity, owner and needs, in this order."""
        bottlenecks.record_bottleneck(self.edit, title, raised=raised, due=due, **codes)
        self._note(key, "bottleneck", date=raised, **codes, due=due, title=title)

    def practice(self, key: str, title: Words, kind: str, texts: dict[str, Words]) -> None:
        """Record a new practice, a draft."""
        practices.record_practice(self.edit, PracticeFacts(title, kind, texts))
        self._note(key, "practice", kind=kind, title=title, text=_texts(texts))

    def adoption(
        self, key: str, practice: str, day: date, adopter: tuple[str, str], document: str | None, scale: Words | None
    ) -> None:
        """Record that a practice was adopted; `adopter` is `org` or `region` with its id."""
        by = dict((adopter,))
        practices.record_adoption(self.edit, practice, day, document=document, scale=scale, force=self.force, **by)
        texts = _texts({"scale": scale or {}})
        self._note(key, "adoption", practice, **by, date=day, document=document, text=texts)

    def incentive(
        self, key: str, title: Words, codes: dict[str, str], day: date, amount: Decimal | None, cited: Sequence[str]
    ) -> None:
        """Record support that was granted; `codes` are kind and grantor, in this order. Money is in yuan."""
        currency = "CNY" if amount is not None else None
        support.record_incentive(self.edit, title, day=day, amount=amount, currency=currency, evidence=cited, **codes)
        money = {"amount": digits(amount), "currency": currency} if amount is not None else {}
        self._note(key, "incentive", **codes, date=day, **money, title=title, evidence=cited)

    def publicity(self, key: str, title: Words, channel: str, day: date, url: str | None) -> None:
        """Record that the pilot was in the media."""
        support.record_publicity(self.edit, title, channel=channel, day=day, url=url)
        self._note(key, "publicity", channel=channel, date=day, url=url, title=title)

    def evidence(self, key: str, title: Words, day: date, source: Path | str) -> str:
        """File evidence by its file or its address; return its id."""
        files, url = ((source,), None) if isinstance(source, Path) else ((), source)
        identifier = record_evidence(self.edit, title, day=day, file=next(iter(files), None), url=url)
        self._note(key, "evidence", "", *files, url=url, title=title, date=day, access="internal")
        return identifier

    def report(
        self, key: str, period: str, submitted: date | None, texts: dict[str, Words], matters: Sequence[MatterRequest]
    ) -> None:
        """Record the report of a period, or complete it; `submitted` is None for one that is there."""
        period_reports.record_report(
            self.edit, period, submitted, progress=texts.get("progress"), problems=texts.get("problems"),
            next_steps=texts.get("next"), matters=matters, force=self.force,
        )  # fmt: skip
        self._note(key, "report", period=period, date=submitted, **texts, matter=[_matter(item) for item in matters])


def _typed(options: Mapping[str, object]) -> Iterator[str]:
    """Yield options as they are typed: a text once for each language, a list once for each item, None not at all."""
    for name, value in options.items():
        match value:
            case None | False:
                continue
            case True:
                yield f"--{name}"
            case Mapping():
                for language, wording in value.items():
                    yield from (f"--{name}-{language}", wording)
            case list() | tuple():
                for item in value:
                    yield from (f"--{name}", item)
            case _:
                yield from (f"--{name}", str(value))


def _texts(texts: Mapping[str, Words]) -> list[str]:
    return [f"{name}.{language}={wording}" for name, text in texts.items() for language, wording in text.items()]


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
