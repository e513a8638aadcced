"""The layout of a return (blocks, fields, lists of words, hidden sheets) and the form that is written from it.

An answer is found by the key of its row and the id of its field, wherever both have gone; columns matter only for
writing. A is hidden and holds the keys, B the number of the row, C what the row is about; F is always the state, G the
date or the value, H the evidence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from talentpilot.model.base import Text
from talentpilot.model.choices import BottleneckKind, BottleneckSeverity, Needs, PracticeKind

LAYOUT = "talentpilot/return/1"
LISTS, META = "_lists", "_meta"
"""The two hidden sheets."""
COVER = Text(zh="填报说明", en="How to fill")
KEY_COLUMN, NUMBER_COLUMN, TITLE_COLUMN, LAST_COLUMN = 1, 2, 3, 11
WIDTHS = {
    "A": 3.0, "B": 5.0, "C": 34.0, "D": 12.5, "E": 12.5, "F": 12.5, "G": 12.5, "H": 20.0, "I": 12.5, "J": 20.0,
    "K": 20.0,
}  # fmt: skip

FieldKind = Literal["known", "text", "prose", "number", "date", "choice", "evidence", "organization", "adopter"]
"""How the cell of a field is read; a known one is shown and never read as an answer."""
Branch = Literal["", "done", "open"]
"""In which state of the row a field is answered; empty where the state does not matter."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a block, or several that are merged; `choice` names its list of words."""

    id: str
    label: Text
    kind: FieldKind
    first: int
    last: int = 0
    choice: str = ""
    branch: Branch = ""

    @property
    def end(self) -> int:
        """The last of its columns."""
        return max(self.first, self.last)

    @property
    def open(self) -> bool:
        """Whether it is there to be answered."""
        return self.kind != "known"


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one sort below a heading; `adds` says that each of its rows is a new object."""

    id: str
    fields: tuple[Field, ...]
    adds: bool = False

    def field(self, name: str) -> Field | None:
        """Return the field of that id."""
        return next((item for item in self.fields if item.id == name), None)


def _known(name: str, zh: str, en: str, first: int) -> Field:
    return Field(name, Text(zh=zh, en=en), "known", first)


MILESTONES = Block(
    "milestones",
    (
        _known("title", "里程碑", "Milestone", 3),
        _known("due", "完成时限", "Due", 4),
        _known("stated", "目前预计", "Expected now", 5),
        Field("state", Text(zh="完成情况", en="State"), "choice", 6, choice="done"),
        Field("done", Text(zh="完成日期", en="Done on"), "date", 7, branch="done"),
        Field("evidence", Text(zh="佐证材料名称", en="Evidence"), "evidence", 8, branch="done"),
        Field("forecast", Text(zh="预计完成", en="Expected on"), "date", 9, branch="open"),
        Field("reason", Text(zh="未完成原因", en="Why not done"), "prose", 10, branch="open"),
        Field("next", Text(zh="下一步措施", en="Next step"), "prose", 11, branch="open"),
    ),
)
INDICATORS = Block(
    "indicators",
    (
        _known("title", "指标（单位）", "Indicator (unit)", 3),
        _known("target", "目标值", "Target", 4),
        _known("last", "上期值", "Last value", 5),
        _known("at", "统计时点", "As at", 6),
        Field("value", Text(zh="本期数值", en="Value"), "number", 7),
        Field("evidence", Text(zh="佐证材料名称", en="Evidence"), "evidence", 8),
        Field("provisional", Text(zh="是否初步数", en="Provisional?"), "choice", 9, choice="yes"),
        Field("note", Text(zh="备注", en="Note"), "prose", 10, 11),
    ),
)
BOTTLENECKS = Block(
    "bottlenecks",
    (
        _known("title", "堵点", "Bottleneck", 3),
        _known("owner", "责任单位", "Owner", 4),
        _known("due", "要求时限", "Due", 5),
        Field("state", Text(zh="是否解决", en="State"), "choice", 6, choice="solved"),
        Field("resolved", Text(zh="解决日期", en="Resolved on"), "date", 7, branch="done"),
        Field("evidence", Text(zh="佐证材料名称", en="Evidence"), "evidence", 8, branch="done"),
        Field("resolution", Text(zh="解决办法", en="How it was resolved"), "prose", 9, 11, branch="done"),
    ),
)
TEXTS = Block(
    "texts",
    (
        _known("title", "内容", "Subject", 3),
        Field("text", Text(zh="请填写", en="Text"), "prose", 4, LAST_COLUMN),
    ),
)
_KIND = Text(zh="类别", en="Kind")
_DAY = Text(zh="日期", en="Date")
_NEEDS = Text(zh="需哪级解决", en="Who can settle it")
NEW_BOTTLENECKS = Block(
    "new_bottlenecks",
    (
        Field("title", Text(zh="新堵点", en="New bottleneck"), "prose", 3),
        Field("owner", Text(zh="责任单位", en="Owner"), "organization", 4, 5, "orgs"),
        Field("kind", _KIND, "choice", 6, choice="kind"),
        Field("raised", Text(zh="发现日期", en="Raised on"), "date", 7),
        Field("severity", Text(zh="严重程度", en="Severity"), "choice", 8, choice="severity"),
        Field("due", Text(zh="希望时限", en="Wanted by"), "date", 9),
        Field("needs", _NEEDS, "choice", 10, 11, "needs"),
    ),
    adds=True,
)
MATTERS = Block(
    "matters",
    (
        Field("title", Text(zh="需上级协调解决的事项", en="For a higher level to settle"), "prose", 3, 7),
        Field("kind", _KIND, "choice", 8, choice="kind"),
        Field("same_as", Text(zh="对应堵点", en="Same as"), "text", 9),
        Field("needs", _NEEDS, "choice", 10, 11, "needs"),
    ),
    adds=True,
)
PRACTICES = Block(
    "practices",
    (
        Field("title", Text(zh="新的经验做法", en="New practice"), "prose", 3, 5),
        Field("kind", _KIND, "choice", 6, choice="practice"),
        Field("summary", Text(zh="做法摘要", en="Summary"), "prose", 7, 9),
        Field("conditions", Text(zh="适用条件", en="Conditions of use"), "prose", 10, 11),
    ),
    adds=True,
)
ADOPTIONS = Block(
    "adoptions",
    (
        Field("practice", Text(zh="被采纳的经验做法", en="Practice adopted"), "choice", 3, 5, "practices"),
        Field("adopter", Text(zh="采纳单位或地区", en="Adopted by"), "adopter", 6, 7, "adopters"),
        Field("document", Text(zh="文号", en="Document"), "text", 8),
        Field("date", Text(zh="采纳日期", en="Adopted on"), "date", 9),
        Field("scale", Text(zh="规模", en="Scale"), "prose", 10, 11),
    ),
    adds=True,
)
INCENTIVES = Block(
    "incentives",
    (
        Field("title", Text(zh="激励内容", en="Incentive"), "prose", 3, 5),
        Field("kind", _KIND, "choice", 6, choice="incentive"),
        Field("date", _DAY, "date", 7),
        Field("grantor", Text(zh="给予单位", en="Granted by"), "organization", 8, choice="orgs"),
        Field("amount", Text(zh="金额（元）", en="Amount (CNY)"), "number", 9),
        Field("evidence", Text(zh="佐证材料名称", en="Evidence"), "evidence", 10, 11),
    ),
    adds=True,
)
PUBLICITY = Block(
    "publicity",
    (
        Field("title", Text(zh="宣传报道题目", en="Title in the media"), "prose", 3, 5),
        Field("channel", Text(zh="级别", en="Level"), "choice", 6, choice="channel"),
        Field("date", _DAY, "date", 7),
        Field("url", Text(zh="网址", en="Address"), "text", 8, 11),
    ),
    adds=True,
)
SIGNATURE = Block(
    "signature",
    (
        Field("name", Text(zh="单位负责人", en="Head of the unit"), "text", 3),
        Field("date", Text(zh="报送日期", en="Handed in on"), "date", 5),
    ),
)
"""On the cover."""

NEW_BLOCKS = (NEW_BOTTLENECKS, MATTERS, PRACTICES, ADOPTIONS, INCENTIVES, PUBLICITY)
BLOCKS: Mapping[str, Block] = {
    item.id: item for item in (MILESTONES, INDICATORS, BOTTLENECKS, TEXTS, *NEW_BLOCKS, SIGNATURE)
}

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "new_bottlenecks": ("title", "owner", "kind", "severity", "needs"),
    "matters": ("title", "kind", "needs"),
    "practices": ("title", "kind"),
    "adoptions": ("practice", "adopter", "date"),
    "incentives": ("title", "kind", "date", "grantor"),
    "publicity": ("title", "channel", "date"),
}
"""What a new object must have: a row begun must be whole."""

STATES: Mapping[str, Mapping[str, Text]] = {
    "done": {"done": Text(zh="已完成", en="done"), "open": Text(zh="未完成", en="not done")},
    "solved": {"done": Text(zh="已解决", en="resolved"), "open": Text(zh="未解决", en="not resolved")},
    "yes": {"yes": Text(zh="是", en="yes"), "no": Text(zh="否", en="no")},
}
"""The lists of the form's own words; `done` and `open` are the two branches of a row."""
CODES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kind": ("bottleneck", get_args(BottleneckKind)),
    "severity": ("severity", get_args(BottleneckSeverity)),
    "needs": ("needs", get_args(Needs)),
    "practice": ("practice_kind", get_args(PracticeKind)),
    "incentive": ("incentive", ("policy", "project", "funding", "honour")),
    "channel": ("channel", ("national", "provincial", "municipal", "other")),
}
"""The lists of codes of the ledger: the group of their words, and the codes."""


def defined_name(choice: str, pilot: str = "") -> str:
    """Return the defined name of a list; an underscore behind the letters keeps it from looking like a cell."""
    return f"tp_{choice}" + (f"_{pilot.replace('-', '_')}" if choice == "practices" else "")


ORGANIZATIONS, ADOPTERS = defined_name("orgs"), defined_name("adopters")


@dataclass(frozen=True, slots=True)
class OpenCell:
    """An open cell: `asked` if it is to be filled (in a branch: once the state says so), with what stands in it."""

    asked: bool = False
    branch: Branch = ""
    value: str | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row: its key, the known cells and the answers by field id; `alert` marks a due date that has passed."""

    key: str
    known: Mapping[str, str]
    answers: Mapping[str, OpenCell]
    number: int
    alert: bool = False
    asked: int = 0


@dataclass(frozen=True, slots=True)
class FormBlock:
    """A block with its rows, or with the sentence that stands where there are none."""

    block: Block
    rows: tuple[FormRow, ...]
    empty: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSection:
    """A numbered part of the form: one block, or for what is new one of each sort."""

    title: str
    hint: str
    blocks: tuple[FormBlock, ...]
    keep: float = 0
    """Points of height that should stay on one page with the heading."""


@dataclass(frozen=True, slots=True)
class PilotForm:
    """The form of one pilot. Dates of facts lie between `days`; `burden_text` has holes for both counts."""

    pilot: str
    title: str
    heading: str
    head: str
    days: tuple[date, date]
    sections: tuple[FormSection, ...]
    burden_text: str

    @property
    def rows(self) -> Iterator[tuple[Block, FormRow]]:
        """Every row with its block, from top to bottom."""
        for section in self.sections:
            for one in section.blocks:
                for row in one.rows:
                    yield one.block, row

    @property
    def asked(self) -> int:
        """How many cells are to be filled at most."""
        return sum(row.asked for _, row in self.rows)

    @property
    def known(self) -> int:
        """How many grey cells hold a fact."""
        return sum(1 for _, row in self.rows for text in row.known.values() if text not in ("", NOTHING))

    @property
    def burden(self) -> str:
        """The line that says how much is asked."""
        return self.burden_text.format(asked=self.asked, known=self.known)


NOTHING = "–"
"""What stands in a known cell that holds no fact."""


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """A whole return: the cover, one form a pilot, and what `_meta` says of them."""

    unit: str
    period: str
    title: str
    as_of: date
    days: tuple[date, date]
    cover: tuple[str, ...]
    burden: str
    how: tuple[str, ...]
    forms: tuple[PilotForm, ...]
    lists: Mapping[str, Mapping[str, str]]
    """By defined name: the codes with their words."""
    meta: Mapping[str, str] = field(default_factory=dict)
