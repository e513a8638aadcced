"""A mapping: how the sheets of an old book become facts of the ledger (`talentpilot import`)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from talentpilot.diagnostics import Message
from talentpilot.model import scalars
from talentpilot.model.base import Day, FileId, Flag, Line, Number, ReadBy, Record, RegionCode, Whole
from talentpilot.model.programme import OrganizationKind
from talentpilot.model.scalars import fault

SCHEMA = "talentpilot/import/1"
DateStyle = Literal[
    "cell", "y-m-d", "y/m/d", "y.m.d", "zh", "ymd", "serial", "d/m/y", "m/d/y", "month_start", "month_end"
]
USUAL_DATES: tuple[DateStyle, ...] = ("cell", "y-m-d", "y/m/d", "y.m.d", "zh", "ymd")
"""The styles in which one day alone can be meant."""


def read_lines(value: object) -> tuple[str, ...]:
    """Return several texts; a single one needs no brackets."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list):
        seen = scalars.kind_of(value)
        raise fault("S03", "texts are expected, not {seen}", seen=seen, expected=Message("a list of texts"))
    return tuple(scalars.read_line(item) for item in items)


def read_word_or_words(value: object) -> str | Mapping[str, str]:
    """Return one text, or texts by the word that stands in a cell."""
    if isinstance(value, dict):
        return {str(key): scalars.read_line(item) for key, item in value.items()}
    return scalars.read_line(value)


def read_constants(value: object) -> Mapping[str, Any]:
    """Return fields with constant values, as written; the fields of an object decide how each is read."""
    if isinstance(value, dict):
        return value
    seen = scalars.kind_of(value)
    raise fault(
        "S03", "fields are expected, not {seen}", seen=seen, expected=Message("fields below it, as `field: value`")
    )


Lines = Annotated[tuple[str, ...], ReadBy(read_lines)]
WordOrWords = Annotated[str | Mapping[str, str], ReadBy(read_word_or_words)]
Constants = Annotated[Mapping[str, Any], ReadBy(read_constants)]


class HeaderRule(Record):
    """Where the headings stand: in the row whose first filled cell reads `first`, and the rows below it."""

    first: Line
    rows: Whole = 1


class RowRule(Record):
    """Rows that are not records, by what stands in one of their cells."""

    column: Line
    is_: Lines = Field(default=(), alias="is")
    begins: Lines = ()


class NewOrganizations(Record):
    """How organizations that the ledger does not know are registered; those not in `ids` get a number."""

    kind: OrganizationKind
    region: RegionCode
    ids: dict[str, FileId] = Field(default_factory=dict)
    prefix: Line | None = None


class ColumnRule(Record):
    """What becomes of the cells of a column; `ignore`, a target and a list of targets need no braces."""

    to: Lines = ()
    ignore: Flag = False
    check: Line | None = None
    values: dict[str, Line] = Field(default_factory=dict)
    times: Number | None = None
    unit: WordOrWords | None = None
    split: Lines = ()
    stated: Day | None = None
    organizations: NewOrganizations | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_targets(cls, data: Any) -> Any:
        if data == "ignore":
            return {"ignore": "true"}
        return {"to": data} if isinstance(data, str | list) else data


class ObjectRule(Record):
    """How one kind of object is made of a row."""

    key: Line | None = None
    id: WordOrWords | None = None
    when: Line | None = None
    set_: Constants = Field(default_factory=dict, alias="set")
    across: dict[str, Line] = Field(default_factory=dict)


class ObjectRules(Record):
    """The kinds of object that the rows of a sheet hold."""

    pilot: ObjectRule | None = None
    milestone: ObjectRule | None = None
    indicator: ObjectRule | None = None
    observation: ObjectRule | None = None
    bottleneck: ObjectRule | None = None
    adjustment: ObjectRule | None = None
    practice: ObjectRule | None = None
    adoption: ObjectRule | None = None
    incentive: ObjectRule | None = None
    publicity: ObjectRule | None = None
    evidence: ObjectRule | None = None
    report: ObjectRule | None = None

    def by_kind(self) -> dict[str, ObjectRule]:
        """Return the rules there are by kind, in the order of the ledger."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: rule for name, rule in found.items() if rule is not None}


class SheetRule(Record):
    """How one sheet is read; `sheet` is its name, its number, or `*` for every one."""

    sheet: Line
    ignore: Flag = False
    orientation: Literal["rows", "columns"] = "rows"
    encoding: Literal["utf-8", "utf-16", "gb18030"] | None = None
    delimiter: Literal[",", ";", "|", "tab"] = ","
    header: HeaderRule | None = None
    fill_down: Lines = ()
    skip: tuple[RowRule, ...] = ()
    stop: tuple[RowRule, ...] = ()
    dates: tuple[DateStyle, ...] = USUAL_DATES
    nothing: Lines = ()
    objects: ObjectRules = ObjectRules()
    ignored: Lines = ()
    columns: dict[str, ColumnRule] = Field(default_factory=dict)


class ImportMapping(Record):
    """A mapping file."""

    sheets: tuple[SheetRule, ...]
