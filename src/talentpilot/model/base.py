"""The building blocks of records and results: text in two languages, coded fields, mappings that can't be changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, PlainValidator
from pydantic_core import CoreSchema, core_schema

from talentpilot.diagnostics import Language as Language  # noqa: PLC0414 - part of what this module offers
from talentpilot.diagnostics import Message
from talentpilot.model import dates, scalars
from talentpilot.model.periods import Period, read_period
from talentpilot.model.scalars import fault


class Record(BaseModel):
    """A mapping of the ledger: frozen, and unknown keys are refused (S02)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


K = TypeVar("K")
V = TypeVar("V")


class FrozenMapping(Mapping[K, V]):
    """A mapping that can't be changed, for the fields of results.

    Results travel between processes, and a `MappingProxyType` can't.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[K, V]) -> None:
        self._values = dict(values)

    def __getitem__(self, key: K) -> V:
        return self._values[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people: said once (`plain`), or in Chinese and English apart."""

    plain: str | None = None
    zh: str | None = None
    en: str | None = None

    def say(self, language: Language) -> str:
        """Return the text in that language, or in the one there is."""
        return (self.zh if language == "zh" else self.en) or self.plain or self.zh or self.en or ""

    def speaks(self, language: Language) -> bool:
        """Return whether the text was written for that language (a plain one serves every language)."""
        return bool(self.plain or (self.zh if language == "zh" else self.en))

    @property
    def versions(self) -> tuple[str, ...]:
        """Every wording there is."""
        return tuple(text for text in (self.plain, self.zh, self.en) if text)

    def __str__(self) -> str:
        return self.en or self.plain or self.zh or ""


def read_text(value: object) -> Text:
    """Return a text from a plain string or `{zh: …, en: …}` with at least one of them."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return Text(plain=value)
    if not isinstance(value, dict):
        seen = scalars.kind_of(value)
        wanted = Message("a text, or zh: and en: below it")
        raise fault("S03", "a text is expected, not {seen}", seen=seen, expected=wanted)
    for key, wording in value.items():
        if key not in ("zh", "en"):
            raise fault("S02", "unknown language {key}", help_key="S02-language", at=str(key), key=str(key))
        if not isinstance(wording, str):
            seen = scalars.kind_of(wording)
            wanted = Message("one text")
            raise fault("S03", "a text is expected, not {seen}", at=str(key), seen=seen, expected=wanted)
    return Text(zh=value.get("zh"), en=value.get("en"))


class Coded:
    """Marks a field whose text is a code, not prose: read in its NFKC form, with F08 speaking."""


CODED = Coded()


@dataclass(frozen=True, slots=True)
class ReadBy(PlainValidator):
    """Marks a field whose values a function reads. Pydantic's own marker prepares to write them too, which takes half
    of the time in which all records are made; they are written by other ways.
    """

    def __get_pydantic_core_schema__(self, source_type: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source_type, handler
        return core_schema.no_info_plain_validator_function(self.func)  # type: ignore[arg-type]


Words = Annotated[Text, ReadBy(read_text)]
Day = Annotated[date, ReadBy(dates.read_date), CODED]
Number = Annotated[Decimal, ReadBy(scalars.read_number), CODED]
Weight = Annotated[Decimal, ReadBy(scalars.read_weight), CODED]
Whole = Annotated[int, ReadBy(scalars.read_whole), CODED]
DueDays = Annotated[int, ReadBy(scalars.read_due_days), CODED]
LagDays = Annotated[int, ReadBy(scalars.read_lag_days), CODED]
Flag = Annotated[bool, ReadBy(scalars.read_flag), CODED]
Rating = Annotated[int, ReadBy(scalars.read_rating), CODED]
Level = Annotated[int, ReadBy(scalars.read_evidence_level), CODED]
Score = Annotated[int, ReadBy(scalars.read_score), CODED]
Reporting = Annotated[Period, ReadBy(read_period), CODED]
InnerId = Annotated[str, ReadBy(scalars.read_inner_id), CODED]
FileId = Annotated[str, ReadBy(scalars.read_file_id), CODED]
RegionCode = Annotated[str, ReadBy(scalars.read_region), CODED]
Line = Annotated[str, ReadBy(scalars.read_line)]
Ref = Annotated[str, ReadBy(scalars.read_line), CODED]
"""The id of something that stands elsewhere; whether it exists is a rule's question."""
DocumentNumber = Annotated[str, ReadBy(scalars.read_line), CODED]
"""发文字号, such as 云人社函〔2025〕41号."""


class Span(Record):
    """Two days, both inside."""

    start: Day
    end: Day

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end


class Endorsement(Record):
    """Somebody with authority put it on paper; K02 wants the paper."""

    date: Day
    by: Line
    document: DocumentNumber | None = None
