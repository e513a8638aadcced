"""Tables for people: what is drawn quickly is what rich would draw."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from talentpilot.cli.output.tables import Column, Listing, TableRow

PIECES = (
    "职称",
    "M1",
    "a b",
    "  ",
    "x",
    "[bold]",
    "[/]",
    "\\",
    "\\[",
    ":smile:",
    "é",
    "—",
    "■ off",
    "\n",
    "，",
    "𠀀",
    "-",
)
CELLS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
ROOM = 160


@st.composite
def tables(draw: st.DrawFn) -> Listing:
    count = draw(st.integers(1, 4))
    columns = [
        Column(draw(st.sampled_from(("pilot", "灯", "title (long)"))), draw(st.integers(0, 2)), draw(st.integers(0, 9)),
               draw(st.booleans()))
        for _ in range(count)
    ]  # fmt: skip
    cell = st.one_of(CELLS.map(escape), CELLS.map(lambda text: Text(text, style="bold")))
    rows = [TableRow([draw(cell) for _ in columns], ends=draw(st.booleans())) for _ in range(draw(st.integers(1, 5)))]
    cut = draw(st.integers(0, count))
    return Listing(columns, rows, [stack for stack in (tuple(range(cut)), tuple(range(cut, count))) if stack])


def by_rich(table: Listing, room: int = ROOM) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=room, force_terminal=False, no_color=True, highlight=False, emoji=False)
    console.print(table, crop=False)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


@given(tables())
@settings(max_examples=100)
def test_a_table_without_colours_is_drawn_as_rich_would(table: Listing) -> None:
    drawn = table.plain_text(ROOM)
    assert drawn is not None
    assert drawn == by_rich(table)


@given(tables(), st.integers(4, 60))
@settings(max_examples=150)
def test_a_narrow_table_is_drawn_as_rich_would_or_left_to_it(table: Listing, room: int) -> None:
    drawn = table.plain_text(room)
    assert drawn is None or drawn == by_rich(table, room)


def test_columns_below_each_other_are_drawn_where_the_room_is_too_small_for_all() -> None:
    columns = [Column("pilot"), Column("grade", right=True), Column("P", right=True)]
    table = Listing(columns, [TableRow(["yx-titles-01", "良 81.0", ""])], ((0,), (1, 2)))
    assert table.plain_text(26) == by_rich(table, 26)
    assert (table.plain_text(26) or "").split("\n")[1:3] == ["                  grade", " pilot                P"]


def test_a_table_too_wide_for_the_room_or_with_odd_characters_is_left_to_rich() -> None:
    row = TableRow(["x" * 60])
    assert Listing([Column("a")], [row], [(0,)]).plain_text(62) is not None
    assert Listing([Column("a")], [row], [(0,)]).plain_text(61) is None
    assert Listing([Column("a")], [TableRow(["a\tb"])], [(0,)]).plain_text(62) is None
