"""The profile of official documents (公文): measures, fonts, fixed words of an organization; by default GB/T 9704."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, PlainValidator
from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import Message
from talentpilot.model import scalars
from talentpilot.model.base import CODED, Flag, Line, Record, Whole

SCHEMA = "talentpilot/gongwen/1"
RED_HEAD = 10
"""The lines that a red head takes."""
_LOW_ROWS = Decimal("1.24")
"""The pitch of lines in the table of a reminder, in sizes of its letters."""
_NAMED_SIZES = {
    "初号": "42", "小初": "36", "一号": "26", "小一": "24", "二号": "22", "小二": "18", "三号": "16", "小三": "15",
    "四号": "14", "小四": "12", "五号": "10.5", "小五": "9", "六号": "7.5", "小六": "6.5", "七号": "5.5", "八号": "5",
}  # fmt: skip
_SMALL = Decimal(9)
"""The size of the letters (小五) of a table that would not leave a reminder on its page otherwise."""


def _read_between(least: int, most: int, expected: Message) -> Callable[[object], Decimal]:
    def read(value: object) -> Decimal:
        try:
            number = scalars.read_number(value)
        except PydanticCustomError:
            if not isinstance(value, str):
                raise
            message = "{value} is not a plain number"
            raise scalars.fault("S03", message, value=value, expected=_named(value) or expected) from None
        if least <= number <= most:
            return number
        message = "{value} is not between {least} and {most}"
        raise scalars.fault("S03", message, value=str(value), least=str(least), most=str(most), expected=expected)

    return read


def _named(size: str) -> Message | None:
    """Return the points of a size that has a name in Chinese print, such as 五号."""
    points = _NAMED_SIZES.get(size)
    return None if points is None else Message.of("{points}, which is {value}", points=points, value=size)


Length = Annotated[Decimal, PlainValidator(_read_between(0, 500, Message("a length, such as 28"))), CODED]
Points = Annotated[Decimal, PlainValidator(_read_between(5, 72, Message("a size in points, such as 16"))), CODED]


class PaperSize(Record):
    """The sheet in millimetres; A4 is the only one in this version."""

    width: Length = Decimal(210)
    height: Length = Decimal(297)


class PageMargins(Record):
    """The margins in millimetres: 天头, 下白边, 订口, 切口."""

    top: Length = Decimal(37)
    bottom: Length = Decimal(35)
    inner: Length = Decimal(28)
    outer: Length = Decimal(26)


class LetterGrid(Record):
    """How many lines a page has, how many letters a line, and their size in points.

    With `pitch` in points given, the number of lines follows from the height of the type area.
    """

    lines: Whole = 22
    characters: Whole = 28
    size: Points = Decimal(16)
    kind: Literal["lines", "linesAndChars"] = "lines"
    pitch: Points | None = None


class HeadSpace(Record):
    """The lines left free above the title on the first page, for what the document office prints there."""

    lines: Whole | None = None


class TitleStyle(Record):
    """The size of the title in points, and the lines left free below it."""

    size: Points = Decimal(22)
    after: Whole = 1


class LevelStyle(Record):
    """Which levels of headings are bold."""

    bold: tuple[Whole, ...] = (3,)


class PageNumberStyle(Record):
    """The number of a page: its size in points, its distance from the type area in millimetres, from the edge in
    letters; `first` says whether the first page has one.
    """

    size: Points = Decimal(14)
    below: Length = Decimal(7)
    inset: Length = Decimal(1)
    dash: Line = "—"
    first: Flag | None = None


class AnnexStyle(Record):
    """Whether the numbers of pages run on through the annexes."""

    together: Flag = True


class OfficialTable(Record):
    """The size of the text and the pitch of the lines in tables, in points."""

    size: Points = Decimal("10.5")
    line: Points = Decimal(16)


class FontRole(Record):
    """The name written into the Word document, another for machines that lack it, and the families tried in the PDF."""

    word: Line
    alt: Line | None = None
    pdf: tuple[Line, ...] = ()


class ProfileFonts(Record):
    """The faces of the six roles."""

    title: FontRole = FontRole(
        word="方正小标宋简体",
        alt="宋体",
        pdf=("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FandolSong", "Noto Serif SC"),
    )
    body: FontRole = FontRole(
        word="仿宋_GB2312", alt="仿宋", pdf=("仿宋_GB2312", "FangSong", "FandolFang R", "Noto Serif SC")
    )
    one: FontRole = FontRole(word="黑体", alt="SimHei", pdf=("SimHei", "FandolHei", "Noto Sans SC"))
    two: FontRole = FontRole(
        word="楷体_GB2312", alt="楷体", pdf=("楷体_GB2312", "KaiTi", "FandolKai", "LXGW WenKai", "Noto Serif SC")
    )
    page: FontRole = FontRole(word="宋体", alt="SimSun", pdf=("SimSun", "FandolSong", "Noto Serif SC"))
    latin: FontRole = FontRole(word="Times New Roman", pdf=("Times New Roman", "Libertinus Serif"))


class ProfileWords(Record):
    """The terms and fixed phrases of an organization."""

    milestone: Line = "里程碑"
    bottleneck: Line = "堵点"
    practice: Line = "经验做法"
    lead: Line = "牵头单位"
    owner: Line = "责任单位"
    none: Line = "无。"
    report_kind: Line = "进展情况的报告"
    circular_kind: Line = "进展情况的通报"
    practices_kind: Line = "可复制推广经验清单"
    evaluation_kind: Line = "评估情况的报告"
    reminder_kind: Line = "有关事项的催办单"
    report_closing: Line = "特此报告。"
    circular_closing: Line = "特此通报。"
    rating: Line = "按进度、成效、问题、报送四项评级取最差项"


class BodyLimit(Record):
    """How many characters the body may have; 0 for no limit."""

    max_characters: Whole = 4000


class PdfStyle(Record):
    """The folder of the organization's fonts for the PDF."""

    fonts_dir: Line | None = None


def read_head(value: object) -> object:
    """Return the room above the title; `red` is that of a red head."""
    if isinstance(value, str) and value != "red":
        raise scalars.fault(
            "S03",
            "{value} is no head",
            value=value,
            expected=Message("red, or the lines left free as lines: 8 below it"),
        )
    return {"lines": str(RED_HEAD)} if value == "red" else value


class OfficialProfile(Record):
    """templates/gongwen/profile.yaml: how an organization writes official documents; the defaults are GB/T 9704."""

    extends: Literal["gb9704"] = "gb9704"
    paper: PaperSize = PaperSize()
    margins: PageMargins = PageMargins()
    grid: LetterGrid = LetterGrid()
    mirror: Flag = False
    variant: Literal["report", "letter"] = "report"
    head: Annotated[HeadSpace, BeforeValidator(read_head)] = HeadSpace()
    seal: Flag = True
    title: TitleStyle = TitleStyle()
    levels: LevelStyle = LevelStyle()
    page_number: PageNumberStyle = PageNumberStyle()
    annex: AnnexStyle = AnnexStyle()
    table: OfficialTable = OfficialTable()
    fonts: ProfileFonts = ProfileFonts()
    words: ProfileWords = ProfileWords()
    quote: Literal["none", "next_steps"] = "none"
    body: BodyLimit = BodyLimit()
    blank: Line = "（联系人：　　　　；联系电话：　　　　　　　　）"
    reply_days: Whole | None = None
    imprint: Flag = False
    pdf: PdfStyle = PdfStyle()

    @property
    def head_lines(self) -> int:
        """The lines left free above the title; a letter leaves five unless something else is said."""
        stated = self.head.lines
        return stated if stated is not None else (5 if self.variant == "letter" else 0)

    @property
    def numbers_first_page(self) -> bool:
        """Whether the first page has its number; that of a letter has none unless something else is said."""
        stated = self.page_number.first
        return stated if stated is not None else self.variant != "letter"

    def as_letter(self) -> "OfficialProfile":
        """Return the same profile for a letter (函)."""
        return self.model_copy(update={"variant": "letter"})

    def for_reminder(self, *, small: bool = False) -> "OfficialProfile":
        """Return the same profile for a letter with a low table; the letters of the table may be `small`."""
        size = min(self.table.size, _SMALL) if small else self.table.size
        table = self.table.model_copy(update={"size": size, "line": min(self.table.line, size * _LOW_ROWS)})
        return self.as_letter().model_copy(update={"table": table})


BUILT_IN = OfficialProfile()
"""The profile `gb9704`."""
